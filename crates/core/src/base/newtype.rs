//! Newtypes: ids and enums that are parsed where they enter, from requests as from rows.

/// An enum whose values are words, in JSON, in requests and in Postgres alike.
pub trait TextEnum: Copy + 'static {
    const WORDS: &'static [(&'static str, Self)];

    fn as_str(self) -> &'static str;
}

/// Declares an enum with the word of each value. A check constraint keeps other words out of the database.
macro_rules! text_enum {
    (
        $(#[$doc:meta])*
        $visibility:vis enum $name:ident { $($(#[$value_doc:meta])* $value:ident = $word:literal,)+ }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
        $visibility enum $name {
            $($(#[$value_doc])* #[schemars(rename = $word)] $value,)+
        }

        impl $crate::base::newtype::TextEnum for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$value)),+];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)+
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::base::newtype::TextEnum::as_str(*self))
            }
        }

        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                _: &tokio_postgres::types::Type,
                raw: &'a [u8],
            ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                $crate::base::newtype::from_word(raw).ok_or_else(|| concat!("not a ", stringify!($name)).into())
            }

            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                <&str as tokio_postgres::types::FromSql>::accepts(ty)
            }
        }
    };
}
pub(crate) use text_enum;

pub fn from_word<T: TextEnum>(word: &[u8]) -> Option<T> {
    T::WORDS.iter().find(|(known, _)| known.as_bytes() == word).map(|(_, value)| *value)
}

/// Declares the id of one kind of thing. A text that is no id names nothing, so it is a 404 and no 400.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
        #[serde(transparent)]
        #[schemars(inline)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::base::error::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::try_parse(text).map(Self).map_err(|_| Self::Err::NotFound)
            }
        }

        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                ty: &tokio_postgres::types::Type,
                raw: &'a [u8],
            ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                <uuid::Uuid as tokio_postgres::types::FromSql>::from_sql(ty, raw).map(Self)
            }

            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                <uuid::Uuid as tokio_postgres::types::FromSql>::accepts(ty)
            }
        }
    };
}
pub(crate) use id;
