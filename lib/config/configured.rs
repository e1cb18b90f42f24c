//! A module's configuration as its document holds it: metadata, the instance, the one before, what the operator set.

use std::path::PathBuf;

use serde_json::{Map, Value as Json};

use super::difference::{self, Change};
use super::edit::{Edit, To};
use super::instance::{Instance, Read, unknown};
use super::metadata::Metadata;
use super::parameter::{MASK, Parameter};
use super::secret;
use super::value::Value;
use crate::document::{Document, fields};
use crate::error::{Error, Fault, Result};

/// A module's configuration.
#[derive(Debug, Clone)]
pub struct Configured {
    /// Its metadata.
    pub metadata: Metadata,
    /// Every parameter's value.
    pub settings: Instance,
    /// Every parameter's value before anything was changed.
    pub was: Instance,
    /// What the operator set: a nested object of only those values. Names that the metadata doesn't know stay in it.
    pub set: Map<String, Json>,
    /// A fault for each place where something is stored that is no value at all: completing that would lose it silently, so
    /// nothing is written before an edit says what is to stand there.
    pub odd: Vec<Fault>,
    secrets: Option<PathBuf>,
}

impl Configured {
    /// What the document says. Its field `config` has to be there; where `settings` lacks a value it is, in this order,
    /// what the operator set, what the module reports, the default. Settings of an older version (`from`, `upgraded`: which)
    /// take the default of each parameter that an upgrade overwrites.
    pub fn read(document: &Document) -> Result<Self> {
        let metadata = metadata(document)?;
        let mut odd: Vec<Fault> = Vec::new();
        let mut known = |json: Option<Json>| {
            let read = json.map(|json| Instance::read(&metadata, &json)).unwrap_or_default();
            odd.extend(read.odd);
            read.instance
        };
        let set: Map<String, Json> = document.get("set")?.unwrap_or_default();
        let chosen = known(Some(Json::Object(set.clone())));
        let reported = Instance::reported(&metadata);
        let stored = known(document.get("settings")?);
        let before = if document.has("was") { known(document.get("was")?) } else { stored.clone() };
        let mut settings = Instance::complete(&metadata, &[&stored, &chosen, &reported]);
        let was = Instance::complete(&metadata, &[&before, &reported]);
        let mut set = set;
        if ["from", "upgraded"].iter().any(|field| document.has(field)) {
            for parameter in metadata.parameters().filter(|parameter| parameter.overwrite_on_upgrade) {
                settings.set(&parameter.path, parameter.default.clone());
                put(&mut set, &parameter.path, None);
            }
        }
        let secrets = secrets(document)?;
        odd.sort_by(|one, other| one.at.cmp(&other.at));
        odd.dedup();
        Ok(Self { metadata, settings, was, set, odd, secrets })
    }

    /// Bad input where something is stored that is no value at all.
    pub fn check_stored(&self) -> Result<()> {
        if self.odd.is_empty() {
            return Ok(());
        }
        Err(Error::input(format!(
            "what is stored of '{}' isn't an instance of its metadata",
            self.metadata.fqmn
        ))
        .with_faults(self.odd.clone())
        .hint("set or reset what is named"))
    }

    /// A fault for each secret of which the file can't be used, or holds what doesn't fit.
    pub fn secret_faults(&self) -> Vec<Fault> {
        secret::faults(&self.metadata, &self.settings, self.secrets.as_deref())
    }

    /// Writes what an edit may have changed: `settings`, `was`, `set`, `restart`.
    pub fn write(&self, document: &mut Document) -> Result<()> {
        self.check_stored()?;
        document.remove("from");
        document.remove("upgraded");
        document.set("settings", &self.settings.to_json(&self.metadata))?;
        document.set("was", &self.was.to_json(&self.metadata))?;
        document.set("set", &self.set)?;
        document.set("restart", &self.restart())
    }

    /// What changed since before.
    pub fn changes(&self) -> Vec<Change> {
        difference::changes(&self.metadata, &self.was, &self.settings)
    }

    /// The containers that have to restart for it.
    pub fn restart(&self) -> Vec<String> {
        difference::containers(&self.changes())
    }

    /// Works out what these edits come to. Where one doesn't fit, or the whole would not be valid, all faults together
    /// are bad input.
    pub(super) fn plan(&self, edits: &[Edit]) -> Result<Planned> {
        let mut planned = Planned { settings: self.settings.clone(), ..Planned::default() };
        let (mut faults, mut edited) = (Vec::new(), Vec::new());
        for edit in edits {
            if let Err(fault) = self.plan_one(edit, &mut planned) {
                edited.push(fault.at.clone());
                faults.push(edit.placed(fault));
            }
        }
        let others = planned.settings.faults(&self.metadata).into_iter().chain(self.odd_but(edits));
        // A secret that is set anew gets a file of its own: that the one before can't be used is over.
        let is_new =
            |fault: &Fault| planned.secrets.iter().any(|(path, _)| self.metadata.fqpn(path) == fault.at);
        let kept = secret::faults(&self.metadata, &planned.settings, self.secrets.as_deref());
        let others = others.chain(kept.into_iter().filter(|fault| !is_new(fault)));
        faults.extend(others.filter(|fault| !edited.contains(&fault.at)));
        if faults.is_empty() { Ok(planned) } else { Err(refused(&self.metadata.fqmn, faults)) }
    }

    /// A fault for each of these edits that is a mask in the place of a secret that isn't set.
    pub fn unset_masks(&self, edits: &[Edit]) -> Vec<Fault> {
        let fault = |edit: &Edit| {
            let parameter = self.metadata.parameter(&edit.fqpn.path_text()).filter(|one| one.secret)?;
            let is_unset = self.settings.get(&parameter.path)?.same(&parameter.default);
            let fault = Fault::new(
                self.metadata.fqpn(&parameter.path),
                "is masked, and no such secret is stored here",
            );
            (edit.to == To::Content(MASK.into()) && is_unset).then(|| edit.placed(fault))
        };
        edits.iter().filter_map(fault).collect()
    }

    /// What is stored and is no value, and that no edit replaces.
    fn odd_but(&self, edits: &[Edit]) -> impl Iterator<Item = Fault> {
        let edited: Vec<String> =
            edits.iter().map(|edit| self.metadata.fqpn(&edit.fqpn.path_text())).collect();
        let replaced = move |fault: &Fault| {
            edited.iter().any(|at| {
                at.strip_prefix(&fault.at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        self.odd.iter().filter(move |fault| !replaced(fault)).cloned()
    }

    /// Works out what one edit comes to.
    fn plan_one(&self, edit: &Edit, next: &mut Planned) -> std::result::Result<(), Fault> {
        let path = edit.fqpn.path_text();
        if let Some(secret) = self.parameter_named_so(&path, edit) {
            return self.plan_one(&secret, next);
        }
        if edit.says_nothing() && self.metadata.section(&path).is_some() {
            return Ok(());
        }
        let parameter = self.parameter(&path)?;
        let fault = |message: String| Fault::new(self.metadata.fqpn(&path), message);
        let value = value(parameter, &edit.to).map_err(fault)?;
        let unchanged = next.holds(parameter, &value);
        match value {
            New::Module(value) => {
                next.secrets.retain(|(other, _)| *other != path);
                next.settings.set(&path, value);
                next.set.push((path, None));
            }
            New::Operator(value) if !unchanged || edit.pins => {
                next.settings.set(&path, value.clone());
                next.set.push((path, Some(value)));
            }
            New::Secret(content) if !unchanged => {
                next.secrets.retain(|(other, _)| *other != path);
                next.secrets.push((path, content));
            }
            _ => {}
        }
        Ok(())
    }

    /// `{"secretFile": …}` in a settings file is no secret where it names a section that has a parameter of that name.
    fn parameter_named_so(&self, path: &str, edit: &Edit) -> Option<Edit> {
        let To::Json(Json::Object(fields)) = &edit.to else { return None };
        let parameter = self.metadata.section(path)?.parameters.get("secretFile")?;
        let to = match fields.get("secretFile")? {
            Json::String(text) => To::Content(text.clone()),
            other => To::Json(other.clone()),
        };
        let fqpn = self.metadata.fqpn(&parameter.path).parse().ok()?;
        Some(Edit { fqpn, to, ..edit.clone() })
    }

    fn parameter(&self, path: &str) -> std::result::Result<&Parameter, Fault> {
        if self.metadata.section(path).is_some() {
            let fault = "is a section, which holds parameters and has no value of its own";
            return Err(Fault::new(self.metadata.fqpn(path), fault));
        }
        self.metadata.parameter(path).ok_or_else(|| unknown(&self.metadata, path))
    }

    /// Takes over what was worked out; secrets get their files only now.
    pub(super) fn take(&mut self, mut next: Planned) -> Result<()> {
        for (path, content) in next.secrets {
            let Some(folder) = &self.secrets else {
                return Err(Error::input(format!(
                    "there is no place for the secret '{}'",
                    self.metadata.fqpn(&path)
                ))
                .hint("put 'hd-state load' before this step in the pipeline"));
            };
            let value = Value::SecretFile(secret::keep(folder, &path, &content)?);
            next.settings.set(&path, value.clone());
            next.set.push((path, Some(value)));
        }
        self.settings = next.settings;
        self.odd.clear();
        next.set.into_iter().for_each(|(path, value)| put(&mut self.set, &path, value));
        Ok(())
    }
}

/// What an edit of this parameter comes to; why not, where it doesn't fit.
fn value(parameter: &Parameter, to: &To) -> std::result::Result<New, String> {
    let content = |text: &str| match parameter.parse(text)? {
        _ if parameter.secret => Ok(New::Secret(text.into())),
        value => Ok(New::Operator(value)),
    };
    match to {
        To::Default => Ok(New::Module(parameter.default.clone())),
        To::Reported => match &parameter.value {
            Some(value) => parameter.check(value).map(New::Module),
            None => Err("the module reports no value".into()),
        },
        To::File(path) => content(&secret::read(path).map_err(|error| error.to_string())?),
        // What stands in place of a secret that isn't shown says nothing about it.
        To::Content(text) if parameter.secret && text == MASK => Ok(New::Nothing),
        To::Content(text) => content(text),
        To::Json(json) => match Value::from_json(json) {
            Ok(Value::SecretFile(path)) if parameter.secret => value(parameter, &To::File(path)),
            Ok(_) if parameter.secret => Err(SECRET.into()),
            Ok(value) => parameter.check(&value).map(New::Operator),
            Err(what) => Err(format!("must be a simple value, not {what}")),
        },
        To::Text(_) if parameter.secret => Err(SECRET.into()),
        To::Text(text) => parameter.parse(text).map(New::Operator),
        To::Section => Err("holds a value, and is no section".into()),
    }
}

/// Whether the value that is there already says what the new one says.
fn is_still(parameter: &Parameter, old: &Value, new: &New) -> bool {
    match (old, new) {
        (Value::SecretFile(path), New::Secret(content)) => {
            secret::kept(path, None).is_ok_and(|old| old == *content)
        }
        (old, New::Secret(content)) => parameter.parse(content).is_ok_and(|new| new.same(old)),
        (old, New::Operator(new) | New::Module(new)) => parameter.check(old).is_ok_and(|old| old.same(new)),
        (_, New::Nothing) => true,
    }
}

const SECRET: &str = "is a secret, which is set from a file: FQPN@FILE";

/// The metadata that the document holds.
pub(super) fn metadata(document: &Document) -> Result<Metadata> {
    match document.raw("config") {
        Some(config) => Metadata::read(&document.fqmn(), config.get()),
        None => Err(document.lacks("config")),
    }
}

/// Where the module's secrets stand.
fn secrets(document: &Document) -> Result<Option<PathBuf>> {
    let paths: Option<fields::Paths> = document.get("paths")?;
    Ok(paths.as_ref().and_then(secret::folder).map(Into::into))
}

/// Checks that the document's settings are all there and fit. All faults together are the answer no.
pub fn validate(document: &Document) -> Result<()> {
    let metadata = metadata(document)?;
    let Read { instance, unknown, odd } = Instance::read(&metadata, &document.need("settings")?);
    let is_odd = |fault: &Fault| odd.iter().any(|odd| odd.at == fault.at);
    let unfit: Vec<Fault> = instance.faults(&metadata).into_iter().filter(|fault| !is_odd(fault)).collect();
    let secrets = secret::faults(&metadata, &instance, secrets(document)?.as_deref());
    let faults: Vec<Fault> = unknown.into_iter().chain(odd).chain(unfit).chain(secrets).collect();
    let words = if faults.len() == 1 { "a setting".into() } else { format!("{} settings", faults.len()) };
    let verb = if faults.len() == 1 { "isn't" } else { "aren't" };
    if faults.is_empty() {
        return Ok(());
    }
    Err(Error::no(format!("{words} of '{}' {verb} valid", metadata.fqmn)).with_faults(faults))
}

/// What an edit comes to.
enum New {
    /// The operator's own value.
    Operator(Value),
    /// The module's: its default, or what it reports.
    Module(Value),
    /// The operator's own value, which gets a file.
    Secret(String),
    /// What is there already.
    Nothing,
}

/// What all edits of a module together come to.
#[derive(Debug, Default)]
pub(super) struct Planned {
    pub(super) settings: Instance,
    set: Vec<(String, Option<Value>)>,
    secrets: Vec<(String, String)>,
}

impl Planned {
    /// The value that a secret is to have, where it is to have another.
    pub(super) fn secret(&self, parameter: &Parameter) -> Option<Value> {
        let (_, content) = self.secrets.iter().rfind(|(path, _)| *path == parameter.path)?;
        parameter.parse(content).ok()
    }

    /// Whether the parameter has that value already.
    fn holds(&self, parameter: &Parameter, value: &New) -> bool {
        let pending = self.secrets.iter().any(|(path, _)| *path == parameter.path);
        !pending && self.settings.get(&parameter.path).is_some_and(|old| is_still(parameter, old, value))
    }
}

/// The edits of a module that can't be had.
pub(super) fn refused(fqmn: &str, faults: Vec<Fault>) -> Error {
    let words = if faults.len() == 1 { "a value".into() } else { format!("{} values", faults.len()) };
    Error::input(format!("{words} of '{fqmn}' can't be as wanted")).with_faults(faults)
}

/// Puts a value into a nested object, or takes it out; sections that it needs are made, those that got empty go.
fn put(fields: &mut Map<String, Json>, path: &str, value: Option<Value>) {
    let Some((section, rest)) = path.split_once('/') else {
        match value {
            Some(value) => drop(fields.insert(path.into(), value.to_json())),
            None => drop(fields.shift_remove(path)),
        }
        return;
    };
    let inner = fields.entry(section).or_insert_with(|| Json::Object(Map::new()));
    if !inner.is_object() {
        *inner = Json::Object(Map::new());
    }
    if let Json::Object(inner) = inner {
        put(inner, rest, value);
        if inner.is_empty() {
            fields.shift_remove(section);
        }
    }
}
