//! A command written as one string, split into words as Docker Compose splits it.

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
            '\\' => word.get_or_insert_default().push(letters.next().ok_or(Unclear)?),
            ';' | '&' | '|' | '<' | '>' | '`' | '(' | ')' => return Err(Unclear),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
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
            '\\' => text.push(letters.next().ok_or(Unclear)?),
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
        for unclear in ["a; b", "a | b", "'a", "a `b`", "a\\"] {
            assert_eq!(split(unclear), Err(Unclear), "{unclear}");
        }
    }
}
