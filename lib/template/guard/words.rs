//! A command written as one string, split into words as Docker Compose splits it.

use super::marks::Piece;

/// Why a command can't be split here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclear;

/// The words of a command. Characters that end or change the splitting outside quotes are unclear.
pub(super) fn split(command: &str) -> Result<Vec<String>, Unclear> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => word.get_or_insert_default().push_str(&single(&mut letters)?),
            '"' => word.get_or_insert_default().push_str(&double(&mut letters)?),
            '\\' => word.get_or_insert_default().push(escaped(&mut letters)?),
            ';' | '&' | '|' | '<' | '>' | '`' | '(' | ')' => return Err(Unclear),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Whether a word ends at a `>`; these pieces are what follows a part of it.
pub(super) fn ends_at_redirection(after: &[Piece]) -> bool {
    let author = after.iter().filter_map(|piece| match piece {
        Piece::Author(text) => Some(*text),
        Piece::Value(_) => None,
    });
    let mut letters = author.flat_map(str::chars);
    letters.find(|letter| *letter == '>' || letter.is_ascii_whitespace()) == Some('>')
}

/// After a backslash; some versions make a line break and a tab of `\n` and `\t`.
fn escaped(letters: &mut std::str::Chars) -> Result<char, Unclear> {
    letters.next().filter(|letter| !matches!(letter, 'n' | 't')).ok_or(Unclear)
}

fn single(letters: &mut std::str::Chars) -> Result<String, Unclear> {
    let mut text = String::new();
    loop {
        match letters.next().ok_or(Unclear)? {
            '\'' => return Ok(text),
            other => text.push(other),
        }
    }
}

fn double(letters: &mut std::str::Chars) -> Result<String, Unclear> {
    let mut text = String::new();
    loop {
        match letters.next().ok_or(Unclear)? {
            '"' => return Ok(text),
            '\\' => text.push(escaped(letters)?),
            '`' => return Err(Unclear),
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_and_quotes_taken_off() {
        let words = split("sh -c 'a b' \"c \\\" d\" e\\ f ''").unwrap_or_default();
        assert_eq!(words, ["sh", "-c", "a b", "c \" d", "e f", ""]);
        for unclear in ["a; b", "a | b", "'a", "a `b`", "a\\", "a\\nb", "\"a\\tb\""] {
            assert_eq!(split(unclear), Err(Unclear), "{unclear}");
        }
    }
}
