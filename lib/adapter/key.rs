//! The adapter's key: the content of its file as it is, and its absence from every text that is shown.

use std::fmt;
use std::path::Path;

use crate::error::{Error, Result};

/// More than this is no key.
const MOST: u64 = 64 << 10;
/// A secret of fewer bytes isn't looked for.
const SHORTEST: usize = 5;
/// What is shown in place of a secret.
const HIDDEN: &str = "***";

/// The content of a key file, byte for byte: the adapter compares it so.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// Reads it. Bad input where the file is missing, no text or too large for a key.
    pub fn read(path: &Path) -> Result<Self> {
        let length =
            std::fs::metadata(path).map_err(|cause| Error::file("read the key", path, &cause))?.len();
        if length > MOST {
            return Err(Error::input(format!("'{}' is too large for a key", path.display())));
        }
        let bytes = std::fs::read(path).map_err(|cause| Error::file("read the key", path, &cause))?;
        let key = String::from_utf8(bytes)
            .map_err(|_| Error::input(format!("the key '{}' isn't text", path.display())))?;
        if key.is_empty() {
            return Err(Error::input(format!("the key '{}' is empty", path.display())));
        }
        Ok(Self(key))
    }

    /// The same, where nobody may be kept waiting for it: not of a pipe.
    pub fn of_file(path: &Path) -> Result<Self> {
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(Error::input(format!("the key '{}' is no file", path.display())));
        }
        Self::read(path)
    }

    /// A key that is no file's.
    pub fn of(text: &str) -> Self {
        Self(text.into())
    }

    /// Another key, which differs from it in the last letter only.
    #[must_use]
    pub fn spoilt(&self) -> Self {
        let mut letters: Vec<char> = self.0.chars().collect();
        match letters.iter_mut().rev().find(|letter| !letter.is_whitespace()) {
            Some(last) => *last = if *last == '0' { '1' } else { '0' },
            None => letters.push('0'),
        }
        Self(letters.into_iter().collect())
    }

    /// Whether these bytes hold the key, as it is or as JSON has it.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        forms(&self.0).is_some_and(|forms| forms.iter().any(|form| text.contains(form)))
    }

    /// The key itself.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// This text without the secret in it, in case that the adapter printed it, in whichever form.
pub(super) fn hide(text: &str, secret: &str) -> String {
    forms(secret)
        .into_iter()
        .flatten()
        .filter(|form| text.contains(form))
        .fold(text.into(), |text: String, form| text.replace(&form, HIDDEN))
}

/// How a secret may be printed: as it is, and as writers of JSON have it, who escape the least, what HTML would take for its own
/// (Go), or all that isn't ASCII (Python). `None` for one that protects nothing: its letters would be missing everywhere.
pub(super) fn forms(secret: &str) -> Option<[String; 4]> {
    let secret = secret.trim();
    let json = serde_json::to_string(secret).ok()?;
    let json = json.strip_prefix('"')?.strip_suffix('"')?;
    let html = escaped(json, |letter| matches!(letter, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'));
    let ascii = escaped(json, |letter| !letter.is_ascii());
    (secret.len() >= SHORTEST).then(|| [secret.into(), json.into(), html, ascii])
}

/// The text with these letters as JSON escapes them.
fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if is_escaped(letter) {
            let units = letter
                .encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect::<String>();
            out.push_str(&units);
        } else {
            out.push(letter);
        }
    }
    out
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_key_is_the_whole_file_and_never_shown() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "0123456789abcdef\n").unwrap();
        let key = Key::read(file.path()).unwrap();
        assert_eq!(key.text(), "0123456789abcdef\n");
        assert_eq!(hide("bad key 0123456789abcdef!", key.text()), "bad key ***!");
        assert_eq!(format!("{key:?}"), "***");
        assert_eq!(hide(r#"{"p":"a\"b\\c"} a"b\c"#, r#"a"b\c"#), r#"{"p":"***"} ***"#);
        let printed = r#"é&"😀" é&\"😀\" é\u0026\"😀\" \u00e9&\"\ud83d\ude00\""#;
        assert_eq!(hide(printed, "é&\"😀\"\n"), "*** *** *** ***");
        assert!(Key::of("é&\"😀\"").is_in(printed.as_bytes()) && !Key::of("other").is_in(printed.as_bytes()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(Key::read(file.path()).unwrap_err().message().ends_with("is empty"));
        std::fs::write(&file, b"\xff\xfe").unwrap();
        assert!(Key::read(file.path()).unwrap_err().message().ends_with("isn't text"));
        std::fs::write(&file, vec![b'a'; 70_000]).unwrap();
        assert!(Key::read(file.path()).unwrap_err().message().ends_with("is too large for a key"));
        let missing = Key::read(Path::new("/no/such/key")).unwrap_err();
        assert_eq!(missing.message(), "cannot read the key '/no/such/key': no such file");
    }
}
