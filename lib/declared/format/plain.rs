//! A text of which nothing is known: values stay within their line.

use super::{Outcome, Part, Refused, is_control};

pub(super) fn fill(parts: &[Part]) -> Outcome<String> {
    let mut out = String::new();
    for (number, part) in parts.iter().enumerate() {
        match part {
            Part::Author(text) => out.push_str(text),
            Part::Value(value) if value.text.chars().any(|letter| is_control(letter) && letter != '\t') => {
                return Err(Refused::part(number, "it holds a line break or another control character"));
            }
            Part::Value(value) => out.push_str(&value.text),
        }
    }
    Ok(out)
}
