//! The settings of the whole system as a module's adapter gets them (SPEC.md section 6): its own secrets in plain,
//! those of other modules absent.

use std::cell::RefCell;
use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::document::fields::Paths;
use crate::document::{Document, HYPERDRIVE, find};
use crate::error::{Error, Result};

/// A secret above this size is none.
const MOST: u64 = 1 << 20;

type Fields = IndexMap<String, Box<RawValue>>;

/// Every module's settings, without secrets.
#[derive(Debug, Clone, Serialize)]
pub struct System {
    version: String,
    #[serde(flatten)]
    own: Fields,
    modules: IndexMap<String, Module>,
}

#[derive(Debug, Clone, Serialize)]
struct Module {
    enabled: bool,
    version: String,
    settings: Box<RawValue>,
}

#[derive(Deserialize)]
struct Descriptor {
    version: String,
}

impl System {
    /// The system's settings as this stream holds them; with `was`, those from before the change.
    pub fn of(documents: &[Document], was: bool) -> Result<Self> {
        let hyperdrive = find(documents, HYPERDRIVE);
        let own = match hyperdrive.map(|document| instance(document, was)).transpose()?.flatten() {
            Some(raw) => fields(&raw)?,
            None => Fields::new(),
        };
        let version = hyperdrive.map(version).transpose()?.filter(|version| !version.is_empty());
        let version = version.unwrap_or_else(|| env!("CARGO_PKG_VERSION").into());
        let mut modules = IndexMap::new();
        for document in documents.iter().filter(|document| !document.is_hyperdrive()) {
            modules.insert(document.fqmn(), module(document, was)?);
        }
        Ok(Self { version, own, modules })
    }

    /// The same with this module's own instance as its adapter gets it.
    pub fn for_module(&self, fqmn: &str, own: &RawValue) -> Result<Box<RawValue>> {
        let mut all = self.clone();
        if let Some(module) = all.modules.get_mut(fqmn) {
            module.settings = own.to_owned();
        }
        to_raw_value(&all).map_err(|cause| cannot_write(&cause))
    }
}

fn module(document: &Document, was: bool) -> Result<Module> {
    let settings = instance(document, was)?;
    let settings = settings.map_or_else(|| raw("{}"), Ok)?;
    Ok(Module {
        enabled: document.is_enabled(),
        version: version(document)?,
        settings: replace(&settings, &|_| Ok(None))?,
    })
}

/// A module's instance. One that failed keeps its last settings, whatever was set in it.
fn instance(document: &Document, was: bool) -> Result<Option<Box<RawValue>>> {
    if (was || document.error().is_some())
        && let Some(before) = document.get("was")?
    {
        return Ok(Some(before));
    }
    document.get("settings")
}

fn version(document: &Document) -> Result<String> {
    Ok(document.get::<Descriptor>("descriptor")?.map(|descriptor| descriptor.version).unwrap_or_default())
}

/// A module's own instance as its adapter gets it, and nobody else: its secrets in plain.
#[derive(Debug, Clone)]
pub struct OwnSettings {
    /// The instance.
    pub settings: Box<RawValue>,
    /// The secrets in it, with the files that hold them.
    secrets: Vec<(String, PathBuf)>,
}

impl OwnSettings {
    /// Reads the secrets of this instance. Not allowed: one outside the module's own folder of secrets.
    pub fn of(settings: &RawValue, paths: Option<&Paths>) -> Result<Self> {
        let secrets = RefCell::default();
        let reveal = |path: &Path| {
            let text = secret(path, paths)?;
            let raw = to_raw_value(&text).map_err(|cause| cannot_write(&cause))?;
            Vec::push(&mut secrets.borrow_mut(), (text, path.into()));
            Ok(Some(raw))
        };
        let settings = replace(settings, &reveal)?;
        Ok(Self { settings, secrets: secrets.into_inner() })
    }

    /// The secrets: no message may show them.
    pub fn secrets(&self) -> impl Iterator<Item = String> {
        self.secrets.iter().map(|(text, _)| text.clone())
    }

    /// An instance that the adapter made of this one, with the secrets back in their files.
    pub fn hidden(&self, instance: &RawValue) -> Result<Box<RawValue>> {
        let mut out = Fields::new();
        for (name, raw) in fields(instance)? {
            let text: Option<String> = serde_json::from_str(raw.get()).ok();
            let file =
                self.secrets.iter().find(|(secret, _)| !secret.is_empty() && text.as_ref() == Some(secret));
            let raw = match file {
                Some((_, path)) => to_raw_value(&SecretFile { secret_file: path.clone() })
                    .map_err(|cause| cannot_write(&cause))?,
                None if raw.get().starts_with('{') => self.hidden(&raw)?,
                None => raw,
            };
            out.insert(name, raw);
        }
        to_raw_value(&out).map_err(|cause| cannot_write(&cause))
    }
}

/// The instance with each secret replaced by what `reveal` makes of its file; `None` leaves it out.
fn replace(
    instance: &RawValue,
    reveal: &dyn Fn(&Path) -> Result<Option<Box<RawValue>>>,
) -> Result<Box<RawValue>> {
    let mut out = Fields::new();
    for (name, raw) in fields(instance)? {
        if let Some(path) = secret_file(&raw) {
            out.extend(reveal(&path)?.map(|secret| (name, secret)));
        } else if raw.get().starts_with('{') {
            out.insert(name, replace(&raw, reveal)?);
        } else {
            out.insert(name, raw);
        }
    }
    to_raw_value(&out).map_err(|cause| cannot_write(&cause))
}

/// What stands for a file's content.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SecretFile {
    secret_file: PathBuf,
}

/// `{"secretFile": absolute path}`.
fn secret_file(raw: &RawValue) -> Option<PathBuf> {
    let secret: SecretFile = serde_json::from_str(raw.get()).ok()?;
    Some(secret.secret_file).filter(|path| path.is_absolute())
}

/// A secret's text. Only what lies in the module's own folder of secrets is one: settings could name any file.
fn secret(path: &Path, paths: Option<&Paths>) -> Result<String> {
    let folder = paths.and_then(|paths| paths.adapter_key.parent());
    let plain = path.file_name().is_some_and(|name| folder.is_some_and(|folder| folder.join(name) == path));
    if !plain {
        return Err(Error::denied(format!(
            "the secret '{}' isn't in the module's own folder of secrets",
            path.display()
        )));
    }
    read(path).map_err(|cause| Error::file("read the secret", path, &cause))
}

/// Reads a regular file, following no link.
fn read(path: &Path) -> std::io::Result<String> {
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let mut text = String::new();
    if !file.metadata()?.is_file() || file.take(MOST + 1).read_to_string(&mut text)? as u64 > MOST {
        return Err(std::io::Error::other("it is no file of at most 1 MiB"));
    }
    Ok(text)
}

fn fields(raw: &RawValue) -> Result<Fields> {
    serde_json::from_str(raw.get())
        .map_err(|cause| Error::input(format!("settings have to be a JSON object: {cause}")))
}

fn raw(text: &str) -> Result<Box<RawValue>> {
    RawValue::from_string(text.into()).map_err(|cause| cannot_write(&cause))
}

fn cannot_write(cause: &serde_json::Error) -> Error {
    Error::bug(format!("cannot write settings: {cause}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn documents(text: &str) -> Vec<Document> {
        crate::document::read(text.as_bytes()).collect::<Result<_>>().unwrap()
    }

    fn paths(folder: &Path) -> Paths {
        let (user, path) = (folder.to_path_buf(), |name: &str| folder.join(name));
        Paths {
            user,
            state: path("state"),
            config: path("config"),
            log: path("log"),
            data: path("data"),
            runtime: path("runtime"),
            r#override: path("override"),
            adapter_key: path("secrets/adapter.key"),
            services_key: path("secrets/services.key"),
            hyperdrive_key: path("secrets/hyperdrive.key"),
        }
    }

    #[test]
    fn the_system_has_every_module_and_no_secret_but_the_modules_own() {
        let stream = documents(
            r#"{"fqmn":"nodeset/hyperdrive","settings":{"projectName":"p","logging":{"maxSize":20}}}
            {"fqmn":"a/x","descriptor":{"version":"1.0.0"},"settings":{"n":1.50,"pass":{"secretFile":"/s/pass"}}}
            {"fqmn":"b/y","enabled":false,"descriptor":{"version":"2.0.0"},"settings":{"s":{"t":{"secretFile":"/s/t"},"u":1}},"was":{"s":{"u":0}}}"#,
        );
        let own = RawValue::from_string(r#"{"n":1.50,"pass":"plain"}"#.into()).unwrap();
        let now = System::of(&stream, false).unwrap().for_module("a/x", &own).unwrap();
        assert_eq!(
            now.get(),
            concat!(
                r#"{"version":"0.1.0","projectName":"p","logging":{"maxSize":20},"modules":{"#,
                r#""a/x":{"enabled":true,"version":"1.0.0","settings":{"n":1.50,"pass":"plain"}},"#,
                r#""b/y":{"enabled":false,"version":"2.0.0","settings":{"s":{"u":1}}}}}"#
            )
        );
        let before = System::of(&stream, true).unwrap().for_module("a/x", &own).unwrap();
        assert!(before.get().contains(r#""settings":{"s":{"u":0}}"#), "{before}");
    }

    #[test]
    fn a_module_that_failed_keeps_its_last_settings() {
        let stream = documents(
            r#"{"fqmn":"a/x","settings":{"n":2},"was":{"n":1},"error":{"tool":"t","code":5,"message":"m","hints":[]}}"#,
        );
        let text = serde_json::to_string(&System::of(&stream, false).unwrap()).unwrap();
        assert!(text.contains(r#""settings":{"n":1}"#), "{text}");
    }

    #[test]
    fn a_secret_is_read_from_the_modules_own_folder_only() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = folder.path().join("secrets");
        std::fs::create_dir(&secrets).unwrap();
        std::fs::write(secrets.join("pass"), "pa\"ss").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", secrets.join("link")).unwrap();
        let paths = paths(folder.path());
        let own = |path: &Path| {
            let settings = format!(r#"{{"a":1,"s":{{"p":{{"secretFile":"{}"}}}}}}"#, path.display());
            OwnSettings::of(&RawValue::from_string(settings).unwrap(), Some(&paths))
        };
        let plain = own(&secrets.join("pass")).unwrap();
        assert_eq!(plain.settings.get(), r#"{"a":1,"s":{"p":"pa\"ss"}}"#);
        assert_eq!(plain.secrets().collect::<Vec<_>>(), ["pa\"ss"]);
        let upgraded = RawValue::from_string(r#"{"t":{"q":"pa\"ss"},"a":1.50}"#.into()).unwrap();
        let file = secrets.join("pass").display().to_string();
        let hidden = format!(r#"{{"t":{{"q":{{"secretFile":"{file}"}}}},"a":1.50}}"#);
        assert_eq!(plain.hidden(&upgraded).unwrap().get(), hidden);
        assert!(own(&secrets.join("link")).is_err());
        for path in ["/etc/passwd".into(), secrets.join("../x"), secrets.clone()] {
            assert_eq!(own(&path).unwrap_err().kind(), crate::Kind::Denied, "{}", path.display());
        }
    }
}
