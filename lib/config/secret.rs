//! A secret: what a parameter holds that nobody but its module may see, in a file of its own (SPEC.md section 6).

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::instance::Instance;
use super::metadata::Metadata;
use super::parameter::Parameter;
use super::value::Value;
use crate::digest;
use crate::document::fields::Paths;
use crate::error::{Error, Fault, Result, reason};
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

/// What a kept secret's file holds: a regular file in the module's own folder of secrets, where that is known. Why it is
/// none is said without the file's content. Its mode decides nothing: the folder keeps others out (SPEC.md section 4).
pub(super) fn kept(path: &Path, folder: Option<&Path>) -> std::result::Result<String, String> {
    let own = |folder: &Path| path.file_name().is_some_and(|name| folder.join(name) == path);
    if !folder.is_none_or(own) {
        return Err("the secret's file isn't in the module's own folder of secrets".into());
    }
    let fault = |cause: std::io::Error| format!("the secret's file can't be read: {}", reason(&cause));
    // Neither a link nor something that never answers.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = File::options().read(true).custom_flags(flags).open(path).map_err(fault)?;
    if !file.metadata().map_err(fault)?.is_file() {
        return Err("the secret's file is no regular file".into());
    }
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() as u64 > MOST {
        return Err("the secret's file holds more than 1 MiB".into());
    }
    String::from_utf8(bytes).map_err(|_| "the secret's file holds no UTF-8 text".into())
}

/// A fault for each secret of which the file can't be used, or holds what doesn't fit.
pub(super) fn faults(metadata: &Metadata, instance: &Instance, folder: Option<&Path>) -> Vec<Fault> {
    let fault = |parameter: &Parameter| {
        let Value::SecretFile(path) = instance.get(&parameter.path).filter(|_| parameter.secret)? else {
            return None;
        };
        let checked = kept(path, folder).and_then(|content| parameter.parse(&content));
        Some(Fault::new(metadata.fqpn(&parameter.path), checked.err()?))
    };
    metadata.parameters().filter_map(fault).collect()
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
    fn what_is_no_file_of_a_kept_secret_says_why() {
        let home = tempfile::tempdir().unwrap();
        let path = |name: &str| home.path().join(name);
        fs::write(path("good"), "hunter2\n").unwrap();
        fs::write(path("large"), vec![b'a'; (1 << 20) + 1]).unwrap();
        fs::write(path("bytes"), [0xff]).unwrap();
        std::os::unix::fs::symlink(path("good"), path("link")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, path("pipe"), rustix::fs::Mode::RUSR).unwrap();
        assert_eq!(kept(&path("good"), Some(home.path())), Ok("hunter2\n".into()));
        assert_eq!(kept(&path("good"), None), Ok("hunter2\n".into()));
        for (name, fault) in [
            ("none", "can't be read: no such file"),
            ("large", "holds more than 1 MiB"),
            ("bytes", "holds no UTF-8 text"),
            ("link", "can't be read: "),
            ("pipe", "is no regular file"),
            ("", "is"),
            ("../good", "isn't in the module's own folder of secrets"),
        ] {
            let said = kept(&path(name), Some(home.path())).unwrap_err();
            assert!(said.starts_with(&format!("the secret's file {fault}")), "{name}: {said}");
        }
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
