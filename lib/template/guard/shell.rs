//! A health check's test that is one string, which a shell reads: a value in it becomes one word, or a part of one.

use super::bare::Text;
use super::marks::Piece;

/// How a shell reads what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between words.
    Gap,
    Word,
    /// After a `$` outside of quotes: a quote there has rules of its own.
    Dollar,
    /// In a word, after its `[`: bash may read what stands there as arithmetic.
    Bracket,
    Single,
    Double,
    /// In double quotes, after a `$`, or in the name that follows it.
    Name,
    /// After a backslash, inside double quotes or not.
    Escape(bool),
    /// In what isn't followed here: a substitution, a comment, a line that is continued.
    Unclear,
}

/// A piece of the test.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quoted<'m> {
    /// The author's text.
    Author(&'m str),
    /// A value as the shell has to read it.
    Value(String),
}

/// The text with each value quoted where it stands, or else the number of one for which that can't be had. `text` gives a
/// value's text.
pub(super) fn quoted<'m, 'v>(
    pieces: &[Piece<'m>],
    text: impl Fn(usize) -> &'v str,
) -> Result<Vec<Quoted<'m>>, usize> {
    let whole = Text::new(pieces, &text);
    let mut state = State::Gap;
    let mut out = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Author(author) => {
                state = read(state, author);
                out.push(Quoted::Author(author));
            }
            Piece::Value(number) => {
                let value = value_in(state, &whole, at, text(*number));
                out.push(Quoted::Value(value.ok_or(*number)?));
                state = after_value(state);
            }
        }
    }
    Ok(out)
}

fn value_in(state: State, whole: &Text, at: usize, value: &str) -> Option<String> {
    match state {
        State::Gap | State::Word | State::Unclear if whole.stays_bare(at, value) => Some(value.to_owned()),
        _ if !whole.takes_quotes() => None,
        State::Gap | State::Word => Some(format!("'{}'", value.replace('\'', "'\\''"))),
        State::Single => Some(value.replace('\'', "'\\''")),
        State::Double => Some(escaped(value)),
        // What ends the quotes and begins them again ends the name, too.
        State::Name => Some(format!("\"\"{}", escaped(value))),
        State::Dollar | State::Bracket | State::Escape(_) | State::Unclear => None,
    }
}

fn after_value(state: State) -> State {
    match state {
        State::Gap => State::Word,
        State::Name => State::Double,
        other => other,
    }
}

/// For double quotes.
fn escaped(value: &str) -> String {
    let escape = |letter| matches!(letter, '\\' | '"' | '`' | '$');
    let escaped = |letter| escape(letter).then_some('\\').into_iter().chain([letter]);
    value.chars().flat_map(escaped).collect()
}

/// Reads the author's part, in which Docker Compose makes `$` of `$$`. What it puts in place of a variable isn't known.
fn read(state: State, author: &str) -> State {
    let shells = author.replace("$$", "\0");
    if shells.contains('$') {
        return State::Unclear;
    }
    shells.replace('\0', "$").chars().fold(state, next)
}

fn next(state: State, letter: char) -> State {
    match state {
        State::Unclear => State::Unclear,
        State::Gap | State::Word => next_outside(state, letter),
        State::Dollar => next_after_dollar(letter),
        State::Bracket => match letter {
            ']' => State::Word,
            _ if letter.is_ascii_alphanumeric() || "_.,:^!-".contains(letter) => State::Bracket,
            _ => State::Unclear,
        },
        State::Single if letter == '\'' => State::Word,
        State::Single => State::Single,
        State::Name if letter.is_ascii_alphanumeric() || letter == '_' => State::Name,
        State::Name if "({[\\".contains(letter) => State::Unclear,
        State::Double | State::Name => next_in_double(letter),
        State::Escape(_) if letter == '\n' => State::Unclear,
        State::Escape(true) => State::Double,
        State::Escape(false) => State::Word,
    }
}

fn next_outside(state: State, letter: char) -> State {
    match (state, letter) {
        (State::Gap, '#') | (_, '`') => State::Unclear,
        (State::Word, '[') => State::Bracket,
        (_, '$') => State::Dollar,
        (_, '\'') => State::Single,
        (_, '"') => State::Double,
        (_, '\\') => State::Escape(false),
        (_, ' ' | '\t' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>') => State::Gap,
        _ => State::Word,
    }
}

fn next_after_dollar(letter: char) -> State {
    match letter {
        '\'' | '"' | '(' | '{' | '[' | '`' | '\\' => State::Unclear,
        // The shell's own number.
        '$' => State::Word,
        other => next_outside(State::Word, other),
    }
}

fn next_in_double(letter: char) -> State {
    match letter {
        '"' => State::Word,
        '\\' => State::Escape(true),
        '$' => State::Name,
        '`' => State::Unclear,
        _ => State::Double,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(before: &str, value: &'static str) -> Option<String> {
        let pieces = [Piece::Author(before), Piece::Value(0)];
        match quoted(&pieces, |_| value).ok()?.pop() {
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
            ("echo $$HOST", "'a'\\''b\"c$d`e\\f;g h'"),
            ("echo $$$$", "'a'\\''b\"c$d`e\\f;g h'"),
            ("echo '$$(x)", "a'\\''b\"c$d`e\\f;g h"),
            ("echo \"$$HOST", "\"\"a'b\\\"c\\$d\\`e\\\\f;g h"),
            ("echo \"$$", "\"\"a'b\\\"c\\$d\\`e\\\\f;g h"),
            ("echo \"$$HOST/", "a'b\\\"c\\$d\\`e\\\\f;g h"),
        ];
        for (before, expected) in cases {
            assert_eq!(ask(before, nasty).as_deref(), Some(expected), "{before}");
        }
        assert_eq!(ask("curl ", "").as_deref(), Some("''"));
        assert_eq!(ask("echo \"$$HOST", "").as_deref(), Some("\"\""));
        assert_eq!(ask("echo $$HOST", "x").as_deref(), Some("'x'"));
        assert_eq!(ask("", "A=b").as_deref(), Some("'A=b'"));
        assert_eq!(ask("", "if").as_deref(), Some("'if'"));
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
            "x $A ",
            "x \\\n# it's ",
            "x \"$$\\\n(",
            "a[",
            "a[\"x",
            "[[ ",
            "x =~ ",
            "((x = ",
            "cat <\\\n<E\n",
        ] {
            assert_eq!(ask(unclear, nasty), None, "{unclear}");
        }
    }
}
