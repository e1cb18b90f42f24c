//! Docker Compose's own `$`: whether a value would stand inside what the author wrote as a variable.

use super::marks::Piece;

/// Where a text stands in relation to a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// After a `$`.
    Dollar,
    /// In `$NAME`.
    Name,
    /// In `${…}`, so many deep.
    Braces(u32),
    /// After a `$` in braces.
    DollarInBraces(u32),
}

/// What a value that stands in a variable is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Its name: no value can stand there.
    Name,
    /// Its braces, a default for example: a plain word can.
    Braces,
}

/// The values that stand inside variables.
pub(super) fn inside(pieces: &[Piece]) -> Vec<(usize, Inside)> {
    let mut state = State::Text;
    let mut found = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Author(text) => state = text.chars().fold(state, next),
            Piece::Value(number) => match state {
                State::Text => {}
                State::Dollar | State::Name | State::DollarInBraces(_) => found.push((*number, Inside::Name)),
                State::Braces(_) => found.push((*number, Inside::Braces)),
            },
        }
    }
    found
}

fn next(state: State, letter: char) -> State {
    let names = letter.is_ascii_alphanumeric() || letter == '_';
    match (state, letter) {
        (State::Text | State::Name, '$') => State::Dollar,
        (State::Dollar, '{') => State::Braces(1),
        (State::Dollar | State::Name, _) if names => State::Name,
        (State::Braces(depth), '$') => State::DollarInBraces(depth),
        (State::DollarInBraces(depth), '{') => State::Braces(depth + 1),
        (State::Text | State::Dollar | State::Name, _) | (State::Braces(1), '}') => State::Text,
        (State::Braces(depth), '}') => State::Braces(depth - 1),
        (State::Braces(depth) | State::DollarInBraces(depth), _) => State::Braces(depth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_inside_variables_are_found() {
        let ask = |before| inside(&[Piece::Author(before), Piece::Value(0), Piece::Author("}")]);
        for free in ["", "$$", "a ", "$A/", "${A}", "${A:-${B}}", "$A ", "$$$$"] {
            assert_eq!(ask(free), [], "{free}");
        }
        for name in ["$", "$$$", "$A", "${A}$B_", "${A:-$"] {
            assert_eq!(ask(name), [(0, Inside::Name)], "{name}");
        }
        for braces in ["${", "${A:-", "${A:-${B}", "${A:-$$"] {
            assert_eq!(ask(braces), [(0, Inside::Braces)], "{braces}");
        }
    }
}
