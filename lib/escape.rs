//! Strangers' bytes before a terminal sees them.

/// The text with everything that a terminal would act on, or that would mislead a reader, written as an escape.
/// Newlines and tabs count: the result is one line.
pub fn line(text: &str) -> String {
    text.chars()
        .map(|letter| if acts(letter) { letter.escape_default().to_string() } else { letter.into() })
        .collect()
}

/// The text on one line, at most `most` characters of it, `…` where it was cut.
pub fn short(text: &str, most: usize) -> String {
    // A letter becomes at least one: no more of them can be shown.
    let text = text.trim();
    let end = text.char_indices().nth(most + 1).map_or(text.len(), |(end, _)| end);
    let safe = line(&text[..end]);
    if safe.chars().count() <= most {
        return safe;
    }
    safe.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// Control characters, and the invisible ones that change the direction or the look of what follows.
pub fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_shown_instead() {
        assert_eq!(line("a\x1b[31mb\n\u{202e}é"), "a\\u{1b}[31mb\\n\\u{202e}é");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(short("  abcdef ", 4), "abc…");
        assert_eq!(short("abcd", 4), "abcd");
    }
}
