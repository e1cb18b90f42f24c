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
        hide(&text, &self.0) != text
    }

    /// The key itself.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// This text without the secret in it, in case that the adapter printed it, as it is or as JSON has it.
pub(super) fn hide(text: &str, secret: &str) -> String {
    let secret = secret.trim();
    // A shorter one protects nothing, and its letters would be missing everywhere.
    if secret.len() < SHORTEST {
        return text.into();
    }
    let json = serde_json::to_string(secret).unwrap_or_default();
    text.replace(secret, HIDDEN).replace(json.trim_matches('"'), HIDDEN)
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
