//! What the documents of a stream know of every module's parameters: settings, types, and what is secret.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value as Json;

use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Result};
use crate::name::{Fqmn, Fqpn};
use crate::template::{Values, near};

/// The modules of a stream and their parameters.
#[derive(Debug, Default)]
pub struct Known {
    modules: HashMap<String, Module>,
    /// Whether each letter of a secret is an `x`.
    masked: bool,
}

/// One module's settings, and what its metadata says of each parameter.
#[derive(Debug, Default)]
struct Module {
    settings: Json,
    parameters: HashMap<String, Parameter>,
    /// Where its secrets stand.
    secrets: PathBuf,
}

/// The part of a parameter's metadata that matters here.
#[derive(Debug, Clone, Deserialize)]
struct Parameter {
    id: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    default: Json,
    value: Option<Json>,
}

/// A part of metadata: parameters, and sections that are the same again.
#[derive(Debug, Default, Deserialize)]
struct Section {
    #[serde(default)]
    id: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    sections: Vec<Section>,
}

impl Known {
    /// What these documents say. Metadata that can't be read count as not there: whoever needs them judges them.
    pub fn of(documents: &[Document]) -> Result<Self> {
        let module = |document: &Document| {
            let settings = document.get("settings")?.unwrap_or_default();
            let config: Section = document.get("config").ok().flatten().unwrap_or_default();
            let mut parameters = HashMap::new();
            collect(&config, "", 0, &mut parameters);
            let keys: Option<Keys> = document.get("paths").ok().flatten();
            let secrets = keys.and_then(|keys| Some(keys.adapter_key.parent()?.to_path_buf()));
            Ok((document.fqmn(), Module { settings, parameters, secrets: secrets.unwrap_or_default() }))
        };
        Ok(Self { modules: documents.iter().map(module).collect::<Result<_>>()?, masked: false })
    }

    /// The settings of the whole system as a context file has them: instances by FQMN.
    pub fn of_settings(settings: HashMap<String, Json>) -> Self {
        // Such a file is the author's own.
        let module = |settings| Module { settings, parameters: HashMap::new(), secrets: "/".into() };
        let modules = settings.into_iter().map(|(fqmn, settings)| (fqmn, module(settings)));
        Self { modules: modules.collect(), masked: false }
    }

    /// The same for eyes that no secret is meant for: each letter of one is an `x`, so that what depends on its length holds.
    #[must_use]
    pub fn masked(self) -> Self {
        Self { masked: true, ..self }
    }

    /// The parameters as this module's templates see them.
    pub(super) fn seen_by(&self, fqmn: &Fqmn, adapter: bool) -> Seen<'_> {
        Seen { known: self, own: fqmn.clone(), adapter }
    }

    /// One of Hyperdrive's own parameters.
    pub(super) fn own(&self, name: &str) -> Option<&Json> {
        let own = self.modules.get(HYPERDRIVE)?;
        own.settings.get(name).or_else(|| own.parameters.get(name)?.set())
    }
}

impl Parameter {
    /// What holds while the settings don't say.
    fn set(&self) -> Option<&Json> {
        self.value.as_ref().or(Some(&self.default)).filter(|value| !value.is_null())
    }
}

fn collect(section: &Section, before: &str, depth: usize, parameters: &mut HashMap<String, Parameter>) {
    for parameter in &section.parameters {
        parameters.insert(format!("{before}{}", parameter.id), parameter.clone());
    }
    // Deeper than any form: what would overflow the stack didn't come through JSON's own limit anyway.
    for inner in section.sections.iter().filter(|_| depth < 100) {
        collect(inner, &format!("{before}{}/", inner.id), depth + 1, parameters);
    }
}

/// The parameters that one module's templates may read.
pub(super) struct Seen<'k> {
    known: &'k Known,
    own: Fqmn,
    /// In `adapter.tmpl`: the module's own metadata isn't there yet.
    adapter: bool,
}

impl Values for Seen<'_> {
    fn value(&self, fqpn: &Fqpn) -> Result<Json> {
        let fqpn = fqpn.clone().within(&self.own);
        let module = fqpn.module().map(ToString::to_string).unwrap_or_default();
        let own = fqpn.module() == Some(&self.own);
        if own && self.adapter {
            return Err(Error::input(format!("'{fqpn}' isn't known while its adapter is made"))
                .hint("adapter.tmpl can use accessors and other modules' parameters"));
        }
        let Some(found) = self.known.modules.get(&module) else {
            let error = Error::input(format!("'{fqpn}' can't be read: there is no module '{module}' here"));
            let known = self.known.modules.keys().map(String::as_str);
            return Err(near::hint(&module, known).into_iter().fold(error, Error::hint));
        };
        found.value(&fqpn, own, self.known.masked)
    }
}

/// Where a document says that the module's keys are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    adapter_key: PathBuf,
}

impl Module {
    fn value(&self, fqpn: &Fqpn, own: bool, masked: bool) -> Result<Json> {
        let path = fqpn.path_text();
        let described = self.parameters.get(&path);
        if described.is_some_and(|parameter| parameter.secret) && !own {
            return Err(another_secret(fqpn));
        }
        let steps = fqpn.path().iter().try_fold(&self.settings, |at, step| at.get(step));
        let Some(value) = steps.or_else(|| described?.set()) else {
            let error = Error::input(format!("there is no parameter '{fqpn}'"));
            let known = self.names();
            return Err(near::hint(&path, known.iter().map(String::as_str))
                .into_iter()
                .fold(error, Error::hint));
        };
        match value {
            Json::Object(object) => match object.get("secretFile").and_then(Json::as_str) {
                Some(_) if !own => Err(another_secret(fqpn)),
                Some(file) if self.keeps(Path::new(file)) => {
                    let text = secret(fqpn, Path::new(file))?;
                    Ok(if masked { mask(&text) } else { text.into() })
                }
                Some(_) => Err(Error::denied(format!(
                    "the secret of '{fqpn}' isn't in its module's own folder of secrets"
                ))
                .hint("set it again: settings could name any file")),
                None => Err(Error::input(format!("'{fqpn}' is a section, not a parameter"))),
            },
            Json::Number(number) if described.is_some_and(|parameter| parameter.kind == "float") => {
                Ok(number.as_f64().map_or_else(|| value.clone(), Json::from))
            }
            // One that no file keeps yet.
            Json::String(text) if masked && described.is_some_and(|parameter| parameter.secret) => {
                Ok(mask(text))
            }
            other => Ok(other.clone()),
        }
    }

    /// Whether this is a file of the module's own secrets: an adapter's answer could name any.
    fn keeps(&self, file: &Path) -> bool {
        let climbs = file.components().any(|part| part == std::path::Component::ParentDir);
        !self.secrets.as_os_str().is_empty() && file.starts_with(&self.secrets) && !climbs
    }

    /// The paths of all parameters that there are.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.parameters.keys().cloned().collect();
        paths(&self.settings, "", 0, &mut names);
        names
    }
}

fn paths(settings: &Json, before: &str, depth: usize, names: &mut Vec<String>) {
    for (name, value) in settings.as_object().into_iter().flatten() {
        let path = format!("{before}{name}");
        if value.is_object() && value.get("secretFile").is_none() && depth < 100 {
            paths(value, &format!("{path}/"), depth + 1, names);
        } else {
            names.push(path);
        }
    }
}

fn another_secret(fqpn: &Fqpn) -> Error {
    Error::denied(format!("'{fqpn}' is a secret of another module"))
}

fn mask(text: &str) -> Json {
    "x".repeat(text.chars().count()).into()
}

/// A secret is the file's text without the one newline at its end.
fn secret(fqpn: &Fqpn, file: &Path) -> Result<String> {
    let fault = |cause| Error::file("read the secret", file, &cause).within(&fqpn.to_string());
    let text = std::fs::read_to_string(file).map_err(fault)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::Kind;

    fn known(secret_file: &Path) -> Known {
        let mut own = Document::new("me/mod").unwrap();
        own.set("paths", &json!({"adapterKey": secret_file.with_file_name("adapter.key")})).unwrap();
        own.set("settings", &json!({"port": 80, "tls": {"key": {"secretFile": secret_file}}})).unwrap();
        own.set(
            "config",
            &json!({"sections": [{"id": "tls", "parameters": [{"id": "key", "type": "string", "secret": true},
                                                             {"id": "pin", "type": "string", "secret": true, "default": "hush!"}]}],
                    "parameters": [{"id": "rate", "type": "float", "default": 2}]}),
        )
        .unwrap();
        let mut other = Document::new("you/mod").unwrap();
        other.set("settings", &json!({"a": {"b": "c"}})).unwrap();
        Known::of(&[own, other]).unwrap()
    }

    #[test]
    fn parameters_are_found_with_their_types() {
        let known = known(Path::new("/none"));
        let seen = known.seen_by(&"me/mod".parse().unwrap(), false);
        let value = |name: &str| seen.value(&name.parse().unwrap());
        assert_eq!(value("port").unwrap(), json!(80));
        assert_eq!(value("me/mod:rate").unwrap(), json!(2.0));
        assert_eq!(value("you/mod:a/b").unwrap(), json!("c"));
        assert_eq!(value("prot").unwrap_err().hints(), ["did you mean 'port'?"]);
        assert_eq!(value("you/mod:a").unwrap_err().message(), "'you/mod:a' is a section, not a parameter");
        assert!(value("his/mod:a").unwrap_err().message().contains("there is no module 'his/mod' here"));
    }

    #[test]
    fn a_secret_is_its_modules_alone() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "hush\n").unwrap();
        let known = known(file.path());
        let ask = |module: &str, name: &str| {
            known.seen_by(&module.parse().unwrap(), false).value(&name.parse().unwrap())
        };
        assert_eq!(ask("me/mod", "tls/key").unwrap(), json!("hush"));
        let masked = self::known(file.path()).masked();
        let seen = masked.seen_by(&"me/mod".parse().unwrap(), false);
        assert_eq!(seen.value(&"tls/key".parse().unwrap()).unwrap(), json!("xxxx"));
        assert_eq!(seen.value(&"tls/pin".parse().unwrap()).unwrap(), json!("xxxxx"));
        assert_eq!(seen.value(&"port".parse().unwrap()).unwrap(), json!(80));
        assert_eq!(ask("you/mod", "me/mod:tls/key").unwrap_err().kind(), Kind::Denied);
    }

    #[test]
    fn a_file_that_an_adapter_names_is_no_secret() {
        let mut own = Document::new("me/mod").unwrap();
        own.set("paths", &json!({"adapterKey": "/home/secrets/adapter.key"})).unwrap();
        for file in ["/etc/hostname", "/home/secrets/../other", "/home/secretsx/a"] {
            own.set("settings", &json!({"key": {"secretFile": file}})).unwrap();
            let known = Known::of(&[own.clone()]).unwrap();
            let asked = known.seen_by(&"me/mod".parse().unwrap(), false).value(&"key".parse().unwrap());
            assert_eq!(asked.unwrap_err().kind(), Kind::Denied, "{file}");
        }
    }

    #[test]
    fn an_adapters_template_sees_no_parameter_of_its_own_module() {
        let known = known(Path::new("/none"));
        let seen = known.seen_by(&"me/mod".parse().unwrap(), true);
        assert!(seen.value(&"port".parse().unwrap()).is_err());
        assert!(seen.value(&"you/mod:a/b".parse().unwrap()).is_ok());
    }
}
