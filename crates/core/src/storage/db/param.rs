//! Query parameters that know their Postgres type, so that a statement needs no round trip to find it out.

use jiff::{Timestamp, civil::Date};
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

pub trait Param: Sync {
    fn value(&self) -> &(dyn ToSql + Sync);
    fn sql_type(&self) -> Type;
}

/// Rust types with one natural Postgres type.
pub trait HasSqlType {
    const TYPE: Type;
}

impl<T: HasSqlType + ToSql + Sync> Param for T {
    fn value(&self) -> &(dyn ToSql + Sync) {
        self
    }

    fn sql_type(&self) -> Type {
        T::TYPE
    }
}

macro_rules! sql_types {
    ($($rust:ty => $sql:ident),* $(,)?) => {
        $(impl HasSqlType for $rust { const TYPE: Type = Type::$sql; })*
    };
}

sql_types! {
    [u8] => BYTEA,
    [Uuid] => UUID_ARRAY,
    bool => BOOL,
    Date => DATE,
    f64 => FLOAT8,
    i32 => INT4,
    i64 => INT8,
    str => TEXT,
    String => TEXT,
    Timestamp => TIMESTAMPTZ,
    Uuid => UUID,
    Vec<&str> => TEXT_ARRAY,
    Vec<bool> => BOOL_ARRAY,
    Vec<Date> => DATE_ARRAY,
    Vec<f64> => FLOAT8_ARRAY,
    Vec<i32> => INT4_ARRAY,
    Vec<i64> => INT8_ARRAY,
    Vec<String> => TEXT_ARRAY,
    Vec<Timestamp> => TIMESTAMPTZ_ARRAY,
    Vec<Uuid> => UUID_ARRAY,
}

impl<T: HasSqlType + ?Sized> HasSqlType for &T {
    const TYPE: Type = T::TYPE;
}

impl<T: HasSqlType> HasSqlType for Option<T> {
    const TYPE: Type = T::TYPE;
}
