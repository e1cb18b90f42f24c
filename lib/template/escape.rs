//! Texts escaped for HTML, JavaScript and URLs, as Go's `html`, `js` and `urlquery` do it.

use super::format::{self, Text};

/// For HTML.
pub(super) fn html(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Text::default();
    for byte in text {
        match byte {
            b'\0' => out.push("\u{fffd}".as_bytes()),
            b'"' => out.push(b"&#34;"),
            b'\'' => out.push(b"&#39;"),
            b'&' => out.push(b"&amp;"),
            b'<' => out.push(b"&lt;"),
            b'>' => out.push(b"&gt;"),
            other => out.push(&[*other]),
        }
    }
    out.finish()
}

/// For a JavaScript string.
pub(super) fn js(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Text::default();
    for chunk in text.utf8_chunks() {
        chunk.valid().chars().for_each(|letter| js_letter(&mut out, letter));
        // Go takes each bad byte for the replacement character, which it shows as the byte that it is.
        out.push(chunk.invalid());
    }
    out.finish()
}

fn js_letter(out: &mut Text, letter: char) {
    match letter {
        '\\' => out.push(b"\\\\"),
        '\'' => out.push(b"\\'"),
        '"' => out.push(b"\\\""),
        '<' | '>' | '&' | '=' | '\0'..='\x1f' => {
            out.push(format!("\\u{:04X}", u32::from(letter)).as_bytes());
        }
        _ if letter.is_ascii() || format::is_print(letter) => {
            out.push(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        _ => out.push(format!("\\u{:04X}", u32::from(letter)).as_bytes()),
    }
}

/// For a URL's query.
pub(super) fn url(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Text::default();
    for byte in text {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(&[*byte]),
            b' ' => out.push(b"+"),
            other => out.push(format!("%{other:02X}").as_bytes()),
        }
    }
    out.finish()
}
