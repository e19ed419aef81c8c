//! TeX's bitmap fonts: their glyphs are named `a` and their code, so that only the code tells the letter, by one of
//! TeX's two encodings of Latin text.

use hayro_syntax::object::{
    Array, Dict, Name, Object,
    dict::keys::{DIFFERENCES, ENCODING},
};

const LIGATURES: [&str; 5] = ["ff", "fi", "fl", "ffi", "ffl"];
/// Where OT1, which `cm` fonts have, has them, and where T1 has, which `ec` fonts have.
const OT1_LIGATURES: u32 = 11;
const T1_LIGATURES: u32 = 27;
/// A font with fewer of them is one of signs.
const FEWEST_SMALL_LETTERS: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TexEncoding {
    /// Only what both have in common is known.
    Either,
    Ot1,
    T1,
}

impl TexEncoding {
    /// None where a name says something else than the code.
    pub fn of(font: &Dict<'_>) -> Option<Self> {
        let differences = font.get::<Dict<'_>>(ENCODING)?.get::<Array<'_>>(DIFFERENCES)?;
        let (mut code, mut used) = (0_u32, Vec::new());
        for part in differences.iter::<Object<'_>>() {
            match part {
                Object::Number(number) => code = u32::try_from(number.as_i64()).ok()?,
                Object::Name(name) => {
                    if is_named_by_code(&name, code) {
                        used.push(code);
                    } else if name.as_str() != ".notdef" {
                        return None;
                    }
                    code = code.checked_add(1)?;
                }
                _ => return None,
            }
        }
        let has_ligatures = |from| used.iter().any(|code| (from..from + 5).contains(code));
        let small_letters = used.iter().filter(|code| (u32::from(b'a')..=u32::from(b'z')).contains(code)).count();
        if small_letters < FEWEST_SMALL_LETTERS {
            Some(Self::Either)
        } else if has_ligatures(OT1_LIGATURES) {
            Some(Self::Ot1)
        } else if has_ligatures(T1_LIGATURES) {
            Some(Self::T1)
        } else {
            Some(Self::Either)
        }
    }

    pub fn text_of(self, code: u32) -> Option<String> {
        let ligature = |from: u32| Some((*LIGATURES.get(code.checked_sub(from)? as usize)?).to_owned());
        let special = match (self, code) {
            (Self::Ot1, 0x7b) => Some("–".to_owned()),
            (Self::Ot1, 0x7c) => Some("—".to_owned()),
            (Self::Ot1, 0x5c) => Some("“".to_owned()),
            (Self::Ot1, 0x22) => Some("”".to_owned()),
            (Self::Ot1, _) => ligature(OT1_LIGATURES),
            (Self::T1, _) => ligature(T1_LIGATURES),
            (Self::Either, _) => None,
        };
        special.or_else(|| char::from_u32(code).filter(char::is_ascii_graphic).map(String::from))
    }
}

fn is_named_by_code(name: &Name<'_>, code: u32) -> bool {
    name.as_str().strip_prefix('a').is_some_and(|digits| digits == code.to_string())
}
