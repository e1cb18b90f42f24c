//! A folder to begin a module with: descriptor, templates, `module.yaml`, and a way to make the adapter's image.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::name::{Fqmn, shortcut_in_names};
use crate::state::file;

/// The starter's files: where each goes, its mode, what is in it.
const FILES: &[(&str, u32, &str)] = &[
    ("descriptor.json", 0o644, include_str!("starter/descriptor.json")),
    ("adapter.tmpl", 0o644, include_str!("starter/adapter.tmpl")),
    ("templates/@SHORTCUT@-service.tmpl", 0o644, include_str!("starter/service.tmpl")),
    ("adapter/module.yaml", 0o644, include_str!("starter/module.yaml")),
    ("adapter/files/service.toml", 0o644, include_str!("starter/files/service.toml")),
    ("adapter/Dockerfile", 0o644, include_str!("starter/Dockerfile")),
    ("adapter/make-image", 0o755, include_str!("starter/make-image")),
    ("README.md", 0o644, include_str!("starter/README.md")),
];

/// Writes the folder of a new module, which must not be there or be empty. Gives the files, relative to it.
pub fn write(folder: &Path, fqmn: &Fqmn, shortcut: &str) -> Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => false,
        Err(cause) => return Err(Error::file("read", folder, &cause)),
    };
    if entries {
        return Err(Error::input(format!("the folder '{}' isn't empty", folder.display()))
            .hint("name one that isn't there: nothing is ever written over"));
    }
    let words =
        [("@FQMN@", fqmn.to_string()), ("@AUTHOR@", fqmn.author().into()), ("@NAME@", fqmn.name().into())];
    let image = Some(shortcut_in_names(fqmn.name())).filter(|name| !name.is_empty());
    let image = image.unwrap_or_else(|| shortcut.into());
    let words = words.into_iter().chain([("@SHORTCUT@", shortcut.into()), ("@IMAGE@", image)]);
    let words: Vec<(&str, String)> = words.collect();
    let filled =
        |text: &str| words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value));
    let mut written = Vec::new();
    for (path, mode, text) in FILES {
        let path = PathBuf::from(filled(path));
        let to = folder.join(&path);
        file::folder(to.parent().unwrap_or(folder), 0o755)?;
        file::write(&to, filled(text), *mode)?;
        written.push(path);
    }
    Ok(written)
}

/// A shortcut for this name: the first letters of its words, or the name where it is one word.
pub fn shortcut(name: &str) -> String {
    let name = shortcut_in_names(name);
    let initials: String = name.split(['-', '_', '.']).filter_map(|word| word.chars().next()).collect();
    if initials.len() > 1 { initials } else { name.chars().take(12).collect() }
}
