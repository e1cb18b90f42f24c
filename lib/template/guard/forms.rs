//! Values in Compose's short forms: a value is one part of the item, or the whole item.

use super::marks::Piece;
use super::spot::Form;

/// Why a value can't stand where it does: its number, and what is wrong with it.
pub(super) type Odd = (usize, String);

/// What is wrong with the values of an item of this form; `text` gives a value's text.
pub(super) fn odd_part<'v>(pieces: &[Piece], form: Form, text: impl Fn(usize) -> &'v str) -> Option<Odd> {
    if pieces.len() == 1 {
        return None;
    }
    match form {
        Form::Parts(separators) => {
            separator(pieces, |_| separators, &text).or_else(|| empty(&parts(pieces, separators, text)))
        }
        Form::Volume => {
            let separators = |part| if part < 2 { ":" } else { ":," };
            separator(pieces, separators, &text).or_else(|| odd_of_volume(&parts(pieces, ":", text)))
        }
        Form::Device => {
            separator(pieces, |_| ":", &text).or_else(|| odd_of_device(&parts(pieces, ":", text)))
        }
        Form::VolumesFrom => {
            separator(pieces, |_| ":", &text).or_else(|| odd_of_volumes_from(&parts(pieces, ":", text)))
        }
    }
}

/// In `NAME=value` a value that stands in the name holds no `=`, and leaves something of the name.
pub(super) fn odd_name<'v>(pieces: &[Piece], text: impl Fn(usize) -> &'v str) -> Option<Odd> {
    if pieces.len() == 1 {
        return None;
    }
    let in_name =
        pieces.iter().take_while(|piece| !matches!(piece, Piece::Author(text) if text.contains('=')));
    let mut numbers = in_name.filter_map(Piece::number);
    let odd = numbers.find(|number| text(*number).contains('='));
    let odd = odd.map(|number| (number, "holds '=', which ends the name that it is a part of".into()));
    odd.or_else(|| empty(&parts(pieces, "=", text)[..1]))
}

/// A value that holds what separates the parts there; `separators` are those of the part of this number.
fn separator<'v>(
    pieces: &[Piece],
    separators: impl Fn(usize) -> &'static str,
    text: impl Fn(usize) -> &'v str,
) -> Option<Odd> {
    let mut part = 0;
    for piece in pieces {
        match piece {
            Piece::Author(author) => part += author.matches(':').count(),
            Piece::Value(number) => {
                let ends = |letter: &char| separators(part).contains(*letter);
                if let Some(odd) = text(*number).chars().find(ends) {
                    let odd = odd.escape_default();
                    return Some((*number, format!("holds '{odd}', which separates the parts of this item")));
                }
            }
        }
    }
    None
}

/// A part of an item, and the first value in it.
#[derive(Debug, Default)]
struct Part {
    text: String,
    value: Option<usize>,
}

/// The parts between separators, values in place; no value holds a separator.
fn parts<'v>(pieces: &[Piece], separators: &str, text: impl Fn(usize) -> &'v str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    for piece in pieces {
        let (piece, value) = match piece {
            Piece::Author(author) => (*author, None),
            Piece::Value(number) => (text(*number), Some(*number)),
        };
        for (number, piece) in piece.split(|letter| separators.contains(letter)).enumerate() {
            if number > 0 {
                parts.push(Part::default());
            }
            if let Some(part) = parts.last_mut() {
                part.text.push_str(piece);
                part.value = part.value.or(value);
            }
        }
    }
    parts
}

fn odd_of_volume(parts: &[Part]) -> Option<Odd> {
    let before_colon = parts.len() - 1;
    let is_drive = |part: &Part| {
        let mut letters = part.text.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    empty(parts).or_else(|| {
        let drive = parts[..before_colon].iter().find(|part| part.value.is_some() && is_drive(part))?;
        let odd = format!("makes '{}:' of this item, which Docker Compose takes for a drive", drive.text);
        Some((drive.value?, odd))
    })
}

fn odd_of_device(parts: &[Part]) -> Option<Odd> {
    empty(parts).or_else(|| {
        let [_, target] = parts else { return None };
        let is_mode = target.text.bytes().all(|letter| b"rwm".contains(&letter));
        let odd = "reads as permissions where a path stands".to_owned();
        target.value.filter(|_| is_mode).map(|number| (number, odd))
    })
}

fn odd_of_volumes_from(parts: &[Part]) -> Option<Odd> {
    empty(parts).or_else(|| {
        let first = parts.first().filter(|part| part.text == "container")?;
        Some((first.value?, "makes 'container:' of this item, which has a meaning of its own".into()))
    })
}

/// A part that its values leave empty, so that the others would mean something else.
fn empty(parts: &[Part]) -> Option<Odd> {
    let empty = parts.iter().find(|part| part.text.trim().is_empty() && part.value.is_some())?;
    Some((empty.value?, "is empty, and so would be a part of this item".into()))
}
