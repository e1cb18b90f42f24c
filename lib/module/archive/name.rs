//! An entry's name, which must be a plain path below the folder that it is unpacked into.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::escape;

/// Longest path, in bytes. With the folder it is unpacked into, it stays below what a system takes (4,096).
const PATH: usize = 1024;
/// Longest file name that file systems take, in bytes.
const COMPONENT: usize = 255;

/// A name that is a plain path, kept as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Name {
    text: Box<str>,
    /// Where the path is in it.
    start: u16,
    end: u16,
}

impl Name {
    /// The name and whether it is a folder's, or the reason why it is refused.
    pub(super) fn new(raw: &[u8]) -> Result<(Self, bool), &'static str> {
        let (path, folder) = plain(raw)?;
        let text = std::str::from_utf8(raw).map_err(|_| "its name isn't UTF-8")?;
        let start = text.len() - text.strip_prefix("./").unwrap_or(text).len();
        // A name has two bytes for its length, so that these always fit.
        let [start, end] = [start, start + path.len()].map(|place| u16::try_from(place).unwrap_or(u16::MAX));
        Ok((Self { text: text.into(), start, end }, folder))
    }

    /// As it stands in the archive.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The path that it stands for; empty for the root.
    pub(super) fn path(&self) -> &str {
        self.text.get(self.start.into()..self.end.into()).unwrap_or_default()
    }
}

/// The path that a name stands for and whether it is a folder's, or the reason why it is refused.
/// The root itself is the empty path.
pub(in crate::module) fn plain(raw: &[u8]) -> Result<(&str, bool), &'static str> {
    let name = std::str::from_utf8(raw).map_err(|_| "its name isn't UTF-8")?;
    fault(name)?;
    // A name that another form of Unicode turns into a path is refused as that path would be.
    if !name.is_ascii() {
        fault(&ComposingNormalizerBorrowed::new_nfkc().normalize(name))?;
    }
    let path = name.strip_prefix("./").unwrap_or(name);
    Ok((path.strip_suffix('/').unwrap_or(path), path.is_empty() || path.ends_with('/')))
}

fn fault(name: &str) -> Result<(), &'static str> {
    if name.is_empty() {
        return Err("its name is empty");
    }
    if name.chars().any(escape::acts) {
        return Err("its name holds a control character");
    }
    if name.contains('\\') {
        return Err("its name holds a backslash");
    }
    if name.starts_with('/') {
        return Err("its path is absolute");
    }
    if matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic()) {
        return Err("its path begins with a drive");
    }
    if name.split('/').any(|part| part == "..") {
        return Err("it leaves the target directory");
    }
    components(name.strip_prefix("./").unwrap_or(name))
}

fn components(path: &str) -> Result<(), &'static str> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.len() > PATH {
        return Err("its path is longer than 1,024 bytes");
    }
    let odd = |part: &str| part.is_empty() || part == ".";
    if !path.is_empty() && path.split('/').any(odd) {
        return Err("its path isn't plain: it has an empty part, or a dot for one");
    }
    if path.split('/').any(|part| part.len() > COMPONENT) {
        return Err("a part of its path is longer than 255 bytes");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_are_taken() {
        for (name, path, folder) in [
            ("a", "a", false),
            ("a/b.c", "a/b.c", false),
            ("a/", "a", true),
            ("./a/b", "a/b", false),
            ("./", "", true),
            ("...", "...", false),
            ("ä/..x", "ä/..x", false),
            (".git/x", ".git/x", false),
        ] {
            assert_eq!(plain(name.as_bytes()), Ok((path, folder)), "{name}");
        }
    }

    #[test]
    fn tricks_are_refused_each_with_its_reason() {
        for (name, why) in [
            ("", "empty"),
            ("/etc/passwd", "absolute"),
            ("//host/share", "absolute"),
            ("../x", "leaves"),
            ("a/../../x", "leaves"),
            ("a/..", "leaves"),
            ("..", "leaves"),
            ("./../x", "leaves"),
            ("a\\b", "backslash"),
            ("..\\x", "backslash"),
            ("C:x", "drive"),
            ("c:/x", "drive"),
            ("a\0b", "control"),
            ("a\nb", "control"),
            ("a\u{202e}b", "control"),
            ("a\u{85}b", "control"),
            ("a//b", "plain"),
            ("a/./b", "plain"),
            ("././a", "plain"),
            (".", "plain"),
            ("a//", "plain"),
            ("./.", "plain"),
            // Dots, slashes and colons that only look otherwise.
            ("\u{ff0e}\u{ff0e}/x", "leaves"),
            ("\u{2025}/x", "leaves"),
            ("\u{ff0f}etc", "absolute"),
            ("a\u{ff3c}b", "backslash"),
            ("C\u{ff1a}x", "drive"),
        ] {
            assert!(plain(name.as_bytes()).is_err_and(|reason| reason.contains(why)), "{name:?}");
        }
        assert!(plain(b"\xff").is_err());
        assert!(plain("a/".repeat(600).as_bytes()).is_err());
        assert!(plain("a".repeat(256).as_bytes()).is_err());
    }
}
