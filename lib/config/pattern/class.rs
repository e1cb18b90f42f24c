//! A class, `[…]`: in Go a `[`, `&&`, `--` or `~~` inside it is nothing special.

use std::fmt::Write;

use super::escaped::{self, Escaped};
use super::translation::{Translation, push};
use crate::escape;

/// Reads a class, with its opening bracket read.
pub(super) fn class(translation: &mut Translation) -> Result<(), String> {
    translation.out.push('[');
    if translation.took('^') {
        translation.out.push('^');
    }
    let mut first = true;
    loop {
        match translation.letters.next().ok_or("']' is missing")? {
            ']' if !first => break,
            '[' if translation.peek() == Some(':') => named(translation)?,
            letter => member(letter, translation)?,
        }
        first = false;
    }
    translation.out.push(']');
    Ok(())
}

const NAMED: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// `[:alpha:]` or `[:^alpha:]`; a `[:` without its end is two letters.
fn named(translation: &mut Translation) -> Result<(), String> {
    let Some((name, rest)) = translation.letters.as_str()[1..].split_once(":]") else {
        return member('[', translation);
    };
    if !NAMED.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(format!("'[:{}:]' is no class of characters", escape::short(name, 40)));
    }
    let _ = write!(translation.out, "[:{name}:]");
    translation.letters = rest.chars();
    Ok(())
}

/// One letter, set or range of a class.
fn member(letter: char, translation: &mut Translation) -> Result<(), String> {
    let low = match one(letter, translation)? {
        Escaped::Set(set) => {
            translation.out.push_str(&set);
            return Ok(());
        }
        Escaped::Letter(low) => low,
    };
    push(&mut translation.out, low);
    let mut ahead = translation.letters.clone();
    if ahead.next() != Some('-') || matches!(ahead.next(), Some(']') | None) {
        return Ok(());
    }
    translation.letters.next();
    let next = translation.letters.next().ok_or("']' is missing")?;
    let Escaped::Letter(high) = one(next, translation)? else {
        return Err("a range ends with a class".into());
    };
    if high < low {
        return Err(format!("the range '{}-{}' is empty", low.escape_default(), high.escape_default()));
    }
    translation.out.push('-');
    push(&mut translation.out, high);
    Ok(())
}

fn one(letter: char, translation: &mut Translation) -> Result<Escaped, String> {
    if letter == '\\' { escaped::set_or_letter(translation) } else { Ok(Escaped::Letter(letter)) }
}
