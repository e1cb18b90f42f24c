//! A secret: what a parameter holds that nobody but its module may see, in a file of its own (SPEC.md section 6).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::document::fields::Paths;
use crate::error::{Error, Result};
use crate::state::file;

/// A value that is read from a file holds at most this many bytes.
const MOST: u64 = 1 << 20;

/// What this file holds as a value: text, without the one newline at its end.
pub fn read(path: &Path) -> Result<String> {
    let fault = |cause| Error::file("read", path, &cause);
    let mut bytes = Vec::new();
    File::open(path).map_err(fault)?.take(MOST + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() as u64 > MOST {
        return Err(Error::input(format!("'{}' holds more than 1 MiB", path.display())));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::input(format!("'{}' holds no UTF-8 text", path.display())))?;
    Ok(without_newline(&text).into())
}

/// The text without the one newline that editors and `echo` leave at its end.
pub fn without_newline(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

/// Where the secrets of a module stand: its own folder of secrets.
pub fn folder(paths: &Paths) -> Option<&Path> {
    paths.adapter_key.parent()
}

/// Keeps a secret in a new file, 0600, and gives its path. A file is never written again: a generation of settings that
/// names it keeps its value.
pub fn keep(folder: &Path, path: &str, content: &str) -> Result<PathBuf> {
    let kept = folder.join(format!("{}-{}", path.replace('/', "."), random()?));
    file::folder(folder, 0o700)?;
    file::write(&kept, content, 0o600)?;
    Ok(kept)
}

fn random() -> Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Error::machine(format!("the machine gives no random bytes: {cause}")))?;
    Ok(digest::hex(&bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_secret_is_kept_in_a_file_that_only_its_owner_reads() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("secrets");
        let one = keep(&folder, "server/password", "hunter2").unwrap();
        let two = keep(&folder, "server/password", "other").unwrap();
        assert_eq!((read(&one).unwrap(), read(&two).unwrap()), ("hunter2".into(), "other".into()));
        assert_eq!(one.parent(), Some(folder.as_path()));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&one), mode(one.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn one_newline_at_the_end_is_not_part_of_a_value() {
        assert_eq!(["a\n", "a\r\n", "a\n\n", " a", "\n"].map(without_newline), ["a", "a", "a\n", " a", ""]);
    }

    #[test]
    fn a_file_that_is_no_value_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("x");
        assert_eq!(read(&path).unwrap_err().kind(), crate::Kind::Input);
        fs::write(&path, [0xff]).unwrap();
        assert!(read(&path).unwrap_err().message().ends_with("holds no UTF-8 text"));
        fs::write(&path, vec![b'a'; (1 << 20) + 1]).unwrap();
        assert!(read(&path).unwrap_err().message().ends_with("holds more than 1 MiB"));
    }
}
