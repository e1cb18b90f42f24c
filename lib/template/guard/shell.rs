//! A health check's test that is one string, which a shell reads: a value in it becomes one word, or a part of one.

use super::marks::Piece;

/// How a shell reads what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between words.
    Gap,
    Word,
    /// After a `$` outside of quotes: a quote there has rules of its own.
    Dollar,
    Single,
    Double,
    /// After a backslash, inside double quotes or not.
    Escape(bool),
    /// In what isn't followed here: a substitution, a comment, a here-document.
    Unclear,
}

/// The text with each value quoted where it stands; `None` where that can't be had. `text` gives a value's text.
pub(super) fn quoted<'m, 'v>(
    pieces: &[Piece<'m>],
    text: impl Fn(usize) -> &'v str,
) -> Option<Vec<Quoted<'m>>> {
    let mut state = State::Gap;
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Author(author) => {
                state = read(state, author);
                out.push(Quoted::Author(author));
            }
            Piece::Value(number) => {
                out.push(Quoted::Value(value_in(state, text(*number))?));
                state = if state == State::Gap { State::Word } else { state };
            }
        }
    }
    Some(out)
}

/// A piece of the test.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quoted<'m> {
    /// The author's text.
    Author(&'m str),
    /// A value as the shell has to read it.
    Value(String),
}

fn value_in(state: State, value: &str) -> Option<String> {
    match state {
        _ if super::is_safe_word(value) => Some(value.to_owned()),
        State::Gap | State::Word => Some(format!("'{}'", value.replace('\'', "'\\''"))),
        State::Single => Some(value.replace('\'', "'\\''")),
        State::Double => {
            let escape = |letter| matches!(letter, '\\' | '"' | '`' | '$');
            let escaped = |letter| escape(letter).then_some('\\').into_iter().chain([letter]);
            Some(value.chars().flat_map(escaped).collect())
        }
        State::Dollar | State::Escape(_) | State::Unclear => None,
    }
}

/// Reads the author's part, in which Docker Compose makes `$` of `$$`.
fn read(state: State, author: &str) -> State {
    let author = author.replace("$$", "$");
    // A quote after a `$` has rules of its own.
    if author.ends_with('$') || ["$(", "${", "$[", "`", "<<"].iter().any(|odd| author.contains(odd)) {
        return State::Unclear;
    }
    author.chars().fold(state, next)
}

fn next(state: State, letter: char) -> State {
    match (state, letter) {
        (State::Unclear, _) | (State::Gap, '#') | (State::Dollar, '\'' | '"') => State::Unclear,
        (State::Gap | State::Word | State::Dollar, '$') => State::Dollar,
        (State::Dollar, other) => next(State::Word, other),
        (State::Single, '\'') | (State::Double, '"') | (State::Escape(false), _) => State::Word,
        (State::Single, _) | (State::Gap | State::Word, '\'') => State::Single,
        (State::Double, '\\') => State::Escape(true),
        (State::Double | State::Escape(true), _) | (State::Gap | State::Word, '"') => State::Double,
        (State::Gap | State::Word, '\\') => State::Escape(false),
        (State::Gap | State::Word, ' ' | '\t' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>') => State::Gap,
        (State::Gap | State::Word, _) => State::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(before: &str, value: &'static str) -> Option<String> {
        let pieces = [Piece::Author(before), Piece::Value(0)];
        match quoted(&pieces, |_| value)?.pop() {
            Some(Quoted::Value(text)) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn a_value_is_quoted_as_where_it_stands_asks() {
        let nasty = "a'b\"c$d`e\\f;g h";
        let cases = [
            ("curl ", "'a'\\''b\"c$d`e\\f;g h'"),
            ("curl --x=", "'a'\\''b\"c$d`e\\f;g h'"),
            ("curl '--x ", "a'\\''b\"c$d`e\\f;g h"),
            ("curl \"it's ", "a'b\\\"c\\$d\\`e\\\\f;g h"),
            ("grep 'a$$' \"b$$\" $$c ", "'a'\\''b\"c$d`e\\f;g h'"),
            ("a 'b' \"c\" \\\"d; ", "'a'\\''b\"c$d`e\\f;g h'"),
        ];
        for (before, expected) in cases {
            assert_eq!(ask(before, nasty).as_deref(), Some(expected), "{before}");
        }
        assert_eq!(ask("curl ", "").as_deref(), Some("''"));
        assert_eq!(ask("x `y` ", "plain").as_deref(), Some("plain"));
        for unclear in [
            "x $$(y ",
            "x ${y} ",
            "x `y ",
            "x <<E ",
            "x # ",
            "x \\",
            "x $$",
            "x $$'it\\'s ",
            "x $$\"y ",
            "x $$[1+",
        ] {
            assert_eq!(ask(unclear, nasty), None, "{unclear}");
        }
    }
}
