//! RTF tokenizer: groups, control words, bytes of text. Iterative and in one pass.

use std::iter;

use crate::steps;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// A control word with its number if it has one.
    Word(&'a str, Option<i32>),
    /// A control symbol: what stands behind a backslash and is no letter.
    Symbol(u8),
    /// A byte of text, written as it is or in hexadecimal.
    Byte(u8),
    /// Data that is no text, as it is.
    Data,
}

pub(super) fn tokens(bytes: &[u8]) -> impl Iterator<Item = Token<'_>> {
    let mut rest = bytes;
    iter::from_fn(move || {
        loop {
            let (first, after) = rest.split_first()?;
            let before = rest.len();
            rest = after;
            let token = match first {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => control(&mut rest),
                // Lines of the file are none of the text, and a zero is no letter.
                b'\r' | b'\n' | 0 => None,
                byte => Some(Token::Byte(*byte)),
            };
            steps::count(before - rest.len());
            if token.is_some() {
                return token;
            }
        }
    })
}

/// What follows a backslash.
fn control<'a>(rest: &mut &'a [u8]) -> Option<Token<'a>> {
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, after) = rest.split_at(length);
    *rest = after;
    if length == 0 {
        return symbol(rest);
    }
    let number = number(rest);
    if let [b' ', after @ ..] = rest {
        *rest = after;
    }
    if word == b"bin" {
        let size = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
        *rest = &rest[size.min(rest.len())..];
        return Some(Token::Data);
    }
    str::from_utf8(word).ok().map(|word| Token::Word(word, number))
}

fn symbol<'a>(rest: &mut &'a [u8]) -> Option<Token<'a>> {
    let (symbol, after) = rest.split_first()?;
    *rest = after;
    if *symbol != b'\'' {
        return Some(Token::Symbol(*symbol));
    }
    let digit = |at: usize| rest.get(at).and_then(|digit| char::from(*digit).to_digit(16));
    let byte = u8::try_from(16 * digit(0)? + digit(1)?).ok()?;
    *rest = &rest[2..];
    Some(Token::Byte(byte))
}

/// The number of a word, if it has one. One that is too large is as large as can be.
fn number(rest: &mut &[u8]) -> Option<i32> {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let (written, after) = rest[sign..].split_at(digits);
    *rest = after;
    let value =
        written.iter().fold(0_i32, |value, digit| value.saturating_mul(10).saturating_add((digit - b'0').into()));
    Some(if sign == 1 { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Token<'_>> {
        tokens(text.as_bytes()).collect()
    }

    #[test]
    fn words_end_at_their_number_or_at_one_blank() {
        use Token::{Byte, Close, Open, Symbol, Word};
        assert_eq!(
            of("{\\rtf1\\b  a\r\n\\u-10179?\\*\\'e9\\\\}"),
            [
                Open,
                Word("rtf", Some(1)),
                Word("b", None),
                Byte(b' '),
                Byte(b'a'),
                Word("u", Some(-10_179)),
                Byte(b'?'),
                Symbol(b'*'),
                Byte(0xe9),
                Symbol(b'\\'),
                Close
            ]
        );
        assert_eq!(of("\\b-a"), [Word("b", None), Byte(b'-'), Byte(b'a')]);
    }

    #[test]
    fn data_is_as_long_as_it_says_and_ends_with_the_file() {
        use Token::{Byte, Close, Data};
        assert_eq!(of("\\bin3 {}\\a}"), [Data, Byte(b'a'), Close]);
        assert_eq!(of("\\bin99999999999999 a"), [Data]);
        assert_eq!(of("\\bin-5 a\\bin a"), [Data, Byte(b'a'), Data, Byte(b'a')]);
    }

    #[test]
    fn numbers_that_are_too_large_are_as_large_as_can_be_and_cut_ones_are_nothing() {
        assert_eq!(of("\\u99999999999"), [Token::Word("u", Some(i32::MAX))]);
        assert_eq!(of("\\u-99999999999"), [Token::Word("u", Some(-i32::MAX))]);
        assert_eq!(of("\\'e"), [Token::Byte(b'e')]);
        assert_eq!(of("\\'zz\\"), [Token::Byte(b'z'), Token::Byte(b'z')]);
    }
}
