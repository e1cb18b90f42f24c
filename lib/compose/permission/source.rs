//! The files that a plan is made of, for what Docker Compose resolves away: `include`, `extends`, `env_file`, `label_file`.
//! They are read before Compose reads them.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::look::{At, Look, shown};
use super::rule;
use super::table::{SERVICE, TOP};
use crate::document::fields::{Compose, Rank};
use crate::error::{Error, Result, reason};
use crate::template::plain;

/// Looks at all files of a part, and at those that they refer to.
pub(super) fn look(look: &mut Look, compose: &Compose) -> Result<()> {
    let mut files = Files { look, seen: BTreeSet::new() };
    compose.files.iter().try_for_each(|file| files.file(file, &compose.project_dir))
}

/// The files that are looked at, each once for each folder that its relative paths mean.
struct Files<'l, 'a> {
    look: &'l mut Look<'a>,
    seen: BTreeSet<(PathBuf, PathBuf)>,
}

const READS: &str = "reads a file that isn't of its package";

/// A file that another one refers to: by which key, in which text, and what that means.
#[derive(Clone, Copy)]
struct Reference<'r> {
    name: &'static str,
    text: &'r str,
    verb: &'static str,
}

impl Files<'_, '_> {
    fn file(&mut self, file: &Path, base: &Path) -> Result<()> {
        if !self.seen.insert((file.into(), base.into())) {
            return Ok(());
        }
        let tree = read(file)?;
        let here = |error: Error| error.within(&format!("'{}'", file.display()));
        for (key, value) in tree.as_object().into_iter().flatten() {
            let at = At::default().key(key);
            match key.as_str() {
                "include" => self.include(&at, value, base).map_err(here)?,
                "services" => self.services(&at, value, base).map_err(here)?,
                other => self.note_unknown(&at, other, value, TOP),
            }
        }
        Ok(())
    }

    /// Notes what a key asks for in the plan.
    fn note(&mut self, at: &At, key: &str, value: &Value, table: rule::Table) {
        if let Some(rule) = rule::of(table, key) {
            rule.apply(self.look, at, value);
        }
    }

    fn note_unknown(&mut self, at: &At, key: &str, value: &Value, table: rule::Table) {
        if rule::of(table, key).is_none() && !key.starts_with("x-") {
            self.look.unknown(at, value);
        }
    }

    fn services(&mut self, at: &At, services: &Value, base: &Path) -> Result<()> {
        for (name, service) in services.as_object().into_iter().flatten() {
            let at = at.name(name).of_service(name);
            for (key, value) in service.as_object().into_iter().flatten() {
                let at = at.key(key);
                match key.as_str() {
                    "extends" => self.extends(&at, value, base)?,
                    "env_file" => self.read_into(&at, value, base, "env-file")?,
                    "label_file" => self.read_into(&at, value, base, "label-file")?,
                    // A program of the machine: asked for before any Docker Compose, old or new, sees it.
                    "provider" => self.note(&at, key, value, SERVICE),
                    other => self.note_unknown(&at, other, value, SERVICE),
                }
            }
        }
        Ok(())
    }

    /// `include`: paths, or objects of paths with a folder and variables of their own.
    fn include(&mut self, at: &At, value: &Value, base: &Path) -> Result<()> {
        for (at, item) in items(at, value) {
            if !item.is_object() {
                self.included(&at, item, base, None)?;
                continue;
            }
            let folder = item.get("project_directory").and_then(Value::as_str);
            let folder = folder.map(|folder| self.folder(&at, folder, base)).transpose()?;
            if let Some(paths) = item.get("path") {
                self.included(&at.name("path"), paths, base, folder.as_deref())?;
            }
            if let Some(files) = item.get("env_file") {
                self.read_into(&at.name("env_file"), files, base, "env-file")?;
            }
            for (key, value) in item.as_object().into_iter().flatten() {
                if !["path", "project_directory", "env_file"].contains(&key.as_str()) {
                    self.note_unknown(&at.key(key), key, value, &[]);
                }
            }
        }
        Ok(())
    }

    /// A folder that relative paths of an included file mean.
    fn folder(&mut self, at: &At, text: &str, base: &Path) -> Result<PathBuf> {
        let folder = resolve(text, base)?;
        if !self.look.own.is_in_package(&folder) {
            let name = format!("include:{}", folder.display());
            self.look.ask(
                at,
                Rank::RootEquivalent,
                name,
                "takes relative paths for those of a folder outside its package",
            );
        }
        Ok(folder)
    }

    /// Files that are included together: they share the folder, which is that of the first unless the file says another.
    fn included(&mut self, at: &At, paths: &Value, base: &Path, folder: Option<&Path>) -> Result<()> {
        let mut folder = folder.map(Path::to_path_buf);
        for (at, text) in texts(at, paths) {
            let reference =
                Reference { name: "include", text, verb: "includes a file that isn't of its package" };
            if let Some(file) = self.refer(&at, reference, base)? {
                let folder = folder.get_or_insert_with(|| parent(&file));
                let folder = folder.clone();
                self.file(&file, &folder)?;
            }
        }
        Ok(())
    }

    /// `extends`: a service of this file, or of another one.
    fn extends(&mut self, at: &At, value: &Value, base: &Path) -> Result<()> {
        for (key, value) in value.as_object().into_iter().flatten() {
            match key.as_str() {
                "service" => {}
                "file" => {
                    let text = value.as_str().unwrap_or_default();
                    let reference = Reference {
                        name: "extends",
                        text,
                        verb: "takes over a service of a file that isn't of its package",
                    };
                    if let Some(file) = self.refer(&at.name("file"), reference, base)? {
                        self.file(&file, &parent(&file))?;
                    }
                }
                other => self.note_unknown(&at.key(other), other, value, &[]),
            }
        }
        Ok(())
    }

    /// Files whose lines become variables or labels.
    fn read_into(&mut self, at: &At, value: &Value, base: &Path, name: &'static str) -> Result<()> {
        for (at, item) in items(at, value) {
            let path = if item.is_object() { item.get("path") } else { Some(item) };
            if let Some(text) = path.and_then(Value::as_str) {
                self.refer(&at, Reference { name, text, verb: READS }, base)?;
            }
        }
        Ok(())
    }

    /// Notes a file that isn't of the package. Gives it where it is there. Bad input where that is no file at all: Docker
    /// Compose would read from a device, too, and never end.
    fn refer(&mut self, at: &At, reference: Reference, base: &Path) -> Result<Option<PathBuf>> {
        if is_remote(reference.text) {
            let name = format!("{}:{}", reference.name, reference.text);
            self.look.ask(
                at,
                Rank::RootEquivalent,
                name,
                "has a part that may be fetched from another machine",
            );
            return Ok(None);
        }
        let path = resolve(reference.text, base)?;
        let there = is_there(&path)?;
        if !self.look.own.is_in_package(&path) {
            let name = format!("{}:{}", reference.name, path.display());
            self.look.ask(at, Rank::RootEquivalent, name, reference.verb);
        }
        Ok(there.then_some(path))
    }
}

/// Whether a path is one that Docker Compose may take for something to fetch from a network.
fn is_remote(text: &str) -> bool {
    let elsewhere = text.contains(':') || text.contains('@') || text.contains(".git");
    elsewhere || Path::new(text).starts_with("github.com")
}

fn is_there(path: &Path) -> Result<bool> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(Error::input(format!("cannot check '{}': it is no regular file", path.display()))),
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(cause) => Err(Error::input(format!("cannot check '{}': {}", path.display(), reason(&cause)))),
    }
}

/// A path as Docker Compose understands it. Bad input where a variable stands in it.
fn resolve(text: &str, base: &Path) -> Result<PathBuf> {
    if text.replace("$$", "").contains('$') {
        return Err(Error::input(format!("cannot check '{text}': which file it is stands in a variable"))
            .hint("write the path out"));
    }
    let text = text.replace("$$", "$");
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    match text.strip_prefix('~') {
        Some(rest) => Ok(home().unwrap_or_default().join(rest.trim_start_matches('/'))),
        None => Ok(clean(&base.join(text))),
    }
}

/// Without `.` and `..`, as text alone says it.
fn clean(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut clean, part| {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            part => clean.push(part),
        }
        clean
    })
}

fn parent(file: &Path) -> PathBuf {
    file.parent().unwrap_or(file).into()
}

/// Reads a file as Docker Compose does. Bad input: what the two might read differently.
fn read(file: &Path) -> Result<Value> {
    is_there(file)?;
    let bytes = fs::read(file).map_err(|cause| Error::file("read", file, &cause))?;
    let refused = |line: usize, why: &str| {
        Error::input(format!("cannot check '{}': line {line}: {why}", file.display()))
    };
    let text = String::from_utf8(bytes).map_err(|_| refused(1, "it isn't UTF-8"))?;
    if let Some(at) = text.find(is_odd) {
        let line = text[..at].matches('\n').count() + 1;
        return Err(refused(line, "a character stands there that YAML parsers understand differently"));
    }
    let plain = plain::read(&text).map_err(|(line, reason)| refused(line, &reason))?;
    match plain.tags.iter().find(|tag| !KNOWN_TAGS.contains(&tag.as_str())) {
        Some(tag) => Err(refused(1, &format!("it holds the tag '{tag}'"))),
        None => Ok(plain.value),
    }
}

/// Line breaks to some, control characters, and marks that some skip.
fn is_odd(letter: char) -> bool {
    let known = matches!(letter, '\n' | '\r' | '\t');
    letter.is_control() && !known || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Tags that give a text no other meaning to Docker Compose than to us.
const KNOWN_TAGS: &[&str] =
    &["!reset", "!override", "!", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"];

/// The items of a list; what is no list is its only item.
fn items<'n>(at: &At, value: &'n Value) -> Vec<(At, &'n Value)> {
    match value.as_array() {
        Some(items) => items.iter().enumerate().map(|(number, item)| (at.item(number), item)).collect(),
        None => vec![(at.clone(), value)],
    }
}

/// Those that are texts.
fn texts<'n>(at: &At, value: &'n Value) -> Vec<(At, &'n str)> {
    items(at, value).into_iter().filter_map(|(at, item)| Some((at, item.as_str()?))).collect()
}

/// `env_file` and `label_file` in a plan, which Docker Compose would read once more.
pub(super) fn read_files(look: &mut Look, at: &At, value: &Value) {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    for item in items {
        let path = shown(item.get("path").unwrap_or(item));
        if !look.own.is_in_package(Path::new(&path)) {
            look.ask(at, Rank::RootEquivalent, format!("env-file:{path}"), READS);
        }
    }
}
