//! Texts and characters in quotes: Go's `strconv.Quote`.

use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;

use super::Text;

/// What Go prints as it is, beyond ASCII: letters, marks, numbers, punctuation, symbols.
static PRINT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{M}\p{N}\p{P}\p{S}]$").ok());

/// Whether Go takes the character for printable.
pub(in super::super) fn is_print(letter: char) -> bool {
    if letter.is_ascii() {
        return (' '..='~').contains(&letter);
    }
    PRINT.as_ref().is_some_and(|print| print.is_match(letter.encode_utf8(&mut [0; 4])))
}

/// The text in double quotes, with escapes; refused where that is too large.
pub(super) fn quoted(text: &[u8], ascii: bool) -> Result<Vec<u8>, String> {
    let mut out = Text::default();
    out.push(b"\"");
    for chunk in text.utf8_chunks() {
        chunk.valid().chars().for_each(|letter| escaped(&mut out, letter, '"', ascii));
        for byte in chunk.invalid() {
            // Writing to memory can't fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.push(b"\"");
    out.finish()
}

/// The character in single quotes, with escapes.
pub(super) fn quoted_letter(letter: char, ascii: bool) -> String {
    let mut out = String::from("'");
    escaped(&mut out, letter, '\'', ascii);
    out.push('\'');
    out
}

/// Whether the text can stand in backquotes as it is.
pub(super) fn fits_backquotes(text: &[u8]) -> bool {
    let fits = |letter: char| letter == '\t' || !matches!(letter, '\0'..='\x1f' | '`' | '\x7f' | '\u{feff}');
    std::str::from_utf8(text).is_ok_and(|text| text.chars().all(fits))
}

fn escaped(out: &mut impl Write, letter: char, quote: char, ascii: bool) {
    let short = match letter {
        '\x07' => 'a',
        '\x08' => 'b',
        '\x0c' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\x0b' => 'v',
        '\\' => '\\',
        letter if letter == quote => quote,
        // Writing to memory can't fail, here and below.
        letter if is_print(letter) && (letter.is_ascii() || !ascii) => {
            return out.write_char(letter).unwrap_or_default();
        }
        _ => {
            let code = u32::from(letter);
            let _ = match code {
                0..=0x1f | 0x7f => write!(out, "\\x{code:02x}"),
                0..=0xffff => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
            return;
        }
    };
    let _ = write!(out, "\\{short}");
}
