//! A place: a folder that is HOME, TMPDIR and current folder of the tools that a test runs in it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Test;

/// A temporary folder, removed with its last owner.
#[derive(Debug, Clone)]
pub struct Place(Rc<tempfile::TempDir>);

impl Default for Place {
    fn default() -> Self {
        let folder = tempfile::Builder::new().prefix("hdt-").tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join(".tmp")).expect("TMPDIR");
        Self(Rc::new(folder))
    }
}

impl Place {
    /// The folder.
    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// A path in it.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root().join(path)
    }

    /// A run of this tool here.
    pub fn tool(&self, name: &str) -> Test {
        Test::new(self.clone(), super::run::bin(name))
    }

    /// A run of a shell script here, with the tools first on PATH and `pipefail` set.
    pub fn sh(&self, script: &str) -> Test {
        Test::new(self.clone(), "bash".into()).args(["-euo", "pipefail", "-c", script])
    }

    /// Writes a file, with the folders that it needs.
    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, content).expect("a file");
        self
    }

    /// A file's text.
    #[track_caller]
    pub fn read(&self, path: impl AsRef<Path>) -> String {
        let path = self.path(path);
        fs::read_to_string(&path)
            .unwrap_or_else(|cause| panic!("{}: {cause}\n{}", path.display(), self.tree()))
    }

    /// Every path below it, one a line, for a failure's message.
    pub fn tree(&self) -> String {
        let mut text = String::new();
        list(self.root(), self.root(), &mut text);
        text
    }
}

fn list(root: &Path, folder: &Path, text: &mut String) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let _ = writeln!(text, "  {}", path.strip_prefix(root).unwrap_or(&path).display());
        if path.is_dir() && !path.is_symlink() {
            list(root, &path, text);
        }
    }
}
