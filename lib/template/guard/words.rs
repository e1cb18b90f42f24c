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

/// Whether every value in a command is such a word, and stays one: of a word that begins with a digit and ends at a `>`
/// nothing would be left.
pub(super) fn all_stay(pieces: &[Piece], is_word: impl Fn(usize) -> bool) -> bool {
    let mut redirected = false;
    pieces.iter().rev().all(|piece| match piece {
        Piece::Author(text) => {
            let ends = |letter: char| letter == '>' || letter.is_ascii_whitespace();
            redirected = text.chars().find(|letter| ends(*letter)).map_or(redirected, |end| end == '>');
            true
        }
        Piece::Value(number) => !redirected && is_word(*number),
    })
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
