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
    /// In `${…}`, so many deep, and whether only a name was there so far.
    Braces(u32, bool),
    /// In braces after `NAME:`, where an operator has to follow.
    Operator(u32),
    /// After a `$` in braces.
    DollarInBraces(u32),
}

/// What a value that stands in a variable is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Where a name begins or goes on without braces: no value can stand there.
    Name,
    /// A name in braces: a part of a name can.
    NameInBraces,
    /// Something else in braces, a default for example: a plain word can.
    Braces,
}

/// The values that stand inside variables; `text` gives a value's text.
pub(super) fn inside<'v>(pieces: &[Piece], text: impl Fn(usize) -> &'v str) -> Vec<(usize, Inside)> {
    let mut state = State::Text;
    let mut found = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Author(text) => state = text.chars().fold(state, next),
            Piece::Value(number) => match state {
                State::Text => {}
                // `$NAME` ends at what can't be in a name.
                State::Name if text(*number).starts_with(|first| !in_name(first)) => state = State::Text,
                State::Dollar | State::Name | State::DollarInBraces(_) | State::Operator(_) => {
                    found.push((*number, Inside::Name));
                }
                State::Braces(_, true) => found.push((*number, Inside::NameInBraces)),
                State::Braces(_, false) => found.push((*number, Inside::Braces)),
            },
        }
    }
    found
}

/// Whether a character can be in a variable's name.
pub(super) fn in_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn next(state: State, letter: char) -> State {
    match (state, letter) {
        (State::Text | State::Name, '$') => State::Dollar,
        (State::Dollar, '{') => State::Braces(1, true),
        (State::Dollar | State::Name, _) if in_name(letter) => State::Name,
        (State::Operator(depth), _) => next(State::Braces(depth, false), letter),
        (State::Braces(depth, true), ':') => State::Operator(depth),
        (State::Braces(depth, _), '$') => State::DollarInBraces(depth),
        (State::DollarInBraces(depth), '{') => State::Braces(depth + 1, true),
        (State::Text | State::Dollar | State::Name, _) | (State::Braces(1, _), '}') => State::Text,
        (State::Braces(depth, _), '}') => State::Braces(depth - 1, false),
        (State::Braces(depth, name), _) => State::Braces(depth, name && in_name(letter)),
        (State::DollarInBraces(depth), _) => State::Braces(depth, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_inside_variables_are_found() {
        let ask =
            |before, value| inside(&[Piece::Author(before), Piece::Value(0), Piece::Author("}")], |_| value);
        for free in ["", "$$", "a ", "$A/", "${A}", "${A:-${B}}", "$A ", "$$$$"] {
            assert_eq!(ask(free, "v"), [], "{free}");
        }
        assert_eq!((ask("$A", "/v"), ask("${B}$A", "$v")), (vec![], vec![]));
        for name in ["$", "$$$", "$A", "${A}$B_", "${A:-$", "${A:", "${A:-${B:"] {
            assert_eq!(ask(name, "v"), [(0, Inside::Name)], "{name}");
        }
        assert_eq!(ask("$", "/"), [(0, Inside::Name)]);
        assert_eq!(ask("$A", ""), [(0, Inside::Name)]);
        for name in ["${", "${A", "${A:-${"] {
            assert_eq!(ask(name, "v"), [(0, Inside::NameInBraces)], "{name}");
        }
        for braces in ["${A:-", "${A:-${B}", "${A:-$$"] {
            assert_eq!(ask(braces, "v"), [(0, Inside::Braces)], "{braces}");
        }
    }
}
