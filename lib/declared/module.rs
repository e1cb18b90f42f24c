//! `module.yaml`: what a module's adapter offers, and by which rules.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value as Json;

use super::command::{self, Command};
use super::condition::Condition;
use super::fields::{Faults, Fields, Text, identifier, path_fault};
use super::output::{self, Output};
use super::parameters::{self, Parameters};
use super::source::{SHOWN, Source};
use super::values::{Known, Scope};
use crate::adapter::Dialect;
use crate::config::{Instance, Kind, Metadata, Value};
use crate::document::fields::Processed;
use crate::error::{Error, Fault, Result};
use crate::name::Fqmn;
use crate::yaml::{self, Node, shown};

/// A `module.yaml` above this many bytes is refused.
pub const LARGEST: u64 = 1 << 20;

const FIELDS: &[&str] = &[
    "module",
    "version",
    "dialect",
    "saved",
    "log",
    "parameters",
    "sections",
    "errors",
    "ports",
    "containers",
    "files",
    "commands",
    "logs",
];

/// What an adapter was declared to be.
#[derive(Debug)]
pub struct Module {
    /// Whose adapter it is.
    pub fqmn: Fqmn,
    /// The module's version.
    pub version: String,
    /// The dialect that it speaks.
    pub dialect: Dialect,
    /// Its parameters.
    pub metadata: Metadata,
    pub(super) json: Json,
    /// The file of the config folder that holds what was saved.
    pub(super) saved: String,
    /// Its own log, below the log folder.
    pub(super) log: String,
    pub(super) logs: Vec<(String, String)>,
    pub(super) files: Vec<Output>,
    pub(super) commands: Vec<Command>,
    /// The file itself.
    pub(super) text: String,
    rules: Vec<Rule>,
    ports: Vec<(String, Condition)>,
    containers: Vec<(Text, Condition)>,
}

/// What is wrong with settings when a condition holds.
#[derive(Debug)]
struct Rule {
    parameter: Option<String>,
    condition: Condition,
    message: Source,
}

impl Module {
    /// Reads a `module.yaml` and the templates that it names. All its faults are reported together, each with its place.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let fault = |cause: &std::io::Error| Error::file("read", path, cause);
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(|cause| fault(&cause))?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|cause| fault(&cause))?;
        if bytes.len() as u64 > LARGEST {
            return Err(Error::input(format!("'{name}' is larger than {} MiB", LARGEST >> 20)));
        }
        let text = crate::template::source_of(&name, bytes)?;
        Self::parse(&text, path.parent().unwrap_or(Path::new("."))).map_err(|faults| {
            let words = if faults.len() == 1 { "a fault".into() } else { format!("{} faults", faults.len()) };
            let place = |fault: Fault| {
                let here = fault.at.starts_with(|first: char| first.is_ascii_digit());
                if here { Fault::new(format!("{name}:{}", fault.at), fault.message) } else { fault }
            };
            Error::input(format!("'{name}' has {words}")).with_faults(faults.into_iter().map(place)).hint(
                "man 5 hd-adapter-module describes the file; 'hd-adapter init' writes one to begin with",
            )
        })
    }

    /// The same from its text; `folder` is where its templates are. Faults are at `LINE:COLUMN`, or in a file of their own.
    pub fn parse(text: &str, folder: &Path) -> std::result::Result<Self, Vec<Fault>> {
        let empty = || Fault::new("1:1", "the file is empty");
        let root = yaml::read(text).and_then(|root| root.ok_or_else(empty)).map_err(|fault| vec![fault])?;
        let mut faults = Faults::default();
        let module = Fields::of(&root, "the file", FIELDS, &mut faults)
            .and_then(|fields| read(&root, &fields, folder, &mut faults));
        match module {
            Some(module) if faults.0.is_empty() => Ok(Self { text: text.into(), ..module }),
            _ => Err(faults.0),
        }
    }

    /// Its parameters, files, containers and commands by their names: what `hd-adapter check` tells.
    pub fn summary(&self) -> Json {
        let names = |names: Vec<&str>| Json::from(names);
        serde_json::json!({
            "module": self.fqmn,
            "version": self.version,
            "dialect": self.dialect.name(),
            "parameters": names(self.metadata.parameters().map(|parameter| parameter.path.as_str()).collect()),
            "containers": names(self.containers.iter().map(|(name, _)| name.text.as_str()).collect()),
            "files": names(self.files.iter().map(|file| file.path.as_str()).collect()),
            "commands": names(self.commands.iter().map(|command| command.name.as_str()).collect()),
        })
    }

    pub(super) fn known<'a>(&'a self, instance: &'a Instance) -> Known<'a> {
        Known { metadata: &self.metadata, instance }
    }

    /// The instance that this JSON is, every value in its parameter's type, or what is wrong with it in words for the
    /// operator. Names that aren't known are dropped.
    pub(super) fn instance(&self, json: &Json) -> std::result::Result<Instance, Vec<String>> {
        let read = Instance::read(&self.metadata, json);
        let (instance, mut faults) = (read.instance, read.odd);
        let path = |fault: &Fault| {
            fault.at.strip_prefix(&format!("{}:", self.fqmn)).unwrap_or("the settings").to_owned()
        };
        let found: Vec<String> = faults.iter().map(|fault| fault.at.clone()).collect();
        let more = instance.faults(&self.metadata).into_iter().filter(|fault| !found.contains(&fault.at));
        faults.extend(more);
        let files = self
            .metadata
            .parameters()
            .filter(|parameter| matches!(instance.get(&parameter.path), Some(Value::SecretFile(_))));
        faults.extend(
            files.map(|parameter| {
                Fault::new(self.metadata.fqpn(&parameter.path), "is an object, not a value")
            }),
        );
        if faults.is_empty() {
            return Ok(Instance::complete(&self.metadata, &[&instance]));
        }
        Err(faults.iter().map(|fault| format!("{}: {}", path(fault), fault.message)).collect())
    }

    /// What the rules have against settings, and every file's text, which is `None` where the file isn't to be there.
    /// A value that can't stand in a file is an error of the settings, too.
    pub(super) fn judge(&self, scope: &Scope) -> Result<(Vec<String>, Vec<Option<String>>)> {
        let mut errors = Vec::new();
        for rule in &self.rules {
            if rule.condition.holds(scope)? {
                let message = rule.message.render(scope)?;
                let place = rule.parameter.as_ref().map(|parameter| format!("{parameter}: "));
                errors.push(place.unwrap_or_default() + &message);
            }
        }
        let mut texts = Vec::new();
        for file in &self.files {
            match file.text(scope) {
                Ok(text) => texts.push(text),
                Err(error) => errors.push(error.to_string()),
            }
        }
        Ok((errors, texts))
    }

    /// The containers that these settings need.
    pub(super) fn containers(&self, scope: &Scope) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for (name, condition) in &self.containers {
            if condition.holds(scope)? {
                names.push(name.text.clone());
            }
        }
        Ok(names)
    }

    /// The ports that these settings take, by FQPN, into `processed`; what is no port is an error there.
    pub(super) fn take_ports(&self, scope: &Scope, processed: &mut Processed) -> Result<()> {
        for (path, condition) in &self.ports {
            if !condition.holds(scope)? {
                continue;
            }
            let value = scope.values.instance.get(path).and_then(Value::whole);
            match value.and_then(|value| u16::try_from(value).ok()) {
                Some(port) => drop(processed.ports.insert(self.metadata.fqpn(path), port.into())),
                None => processed.errors.push(format!("{path}: is no port")),
            }
        }
        Ok(())
    }

    /// Whether a container is declared.
    pub(super) fn has_container(&self, name: &str) -> bool {
        self.containers.iter().any(|(container, _)| container.text == name)
    }
}

fn read(root: &Node, fields: &Fields, folder: &Path, faults: &mut Faults) -> Option<Module> {
    let fqmn = fqmn(fields, faults);
    let version = version(fields, faults);
    let dialect =
        fields.text("dialect", faults).map_or(Some(Dialect::Current), |text| dialect(&text, faults));
    let name = fqmn.as_ref().map(Fqmn::to_string).unwrap_or_default();
    let Parameters { metadata, json, affected, known } =
        parameters::read(root, fields, &name, version.as_deref().unwrap_or_default(), faults);
    // What names parameters is looked at only when these are known: else each would be a fault once more.
    if !known {
        return None;
    }
    let containers = containers(fields, &metadata, faults);
    for name in affected.iter().filter(|name| !containers.iter().any(|(known, _)| known.text == name.text)) {
        let fault = format!("'containers' has no '{}'", shown(&name.text));
        faults.push(name.fault(fault));
    }
    let saved = name_of_file(fields, "saved", "settings.json", faults);
    let files = files(fields, folder, &metadata, &saved, faults);
    let module = Module {
        text: String::new(),
        rules: rules(fields, &metadata, faults),
        ports: ports(fields, &metadata, faults),
        logs: logs(fields, &containers, faults),
        log: name_of_file(fields, "log", "adapter.log", faults),
        commands: command::read(fields, &metadata, faults),
        files,
        saved,
        containers,
        json,
        metadata,
        fqmn: fqmn?,
        version: version?,
        dialect: dialect?,
    };
    Some(module)
}

fn fqmn(fields: &Fields, faults: &mut Faults) -> Option<Fqmn> {
    let text = fields.needed("module", faults)?;
    let fqmn =
        text.text.parse::<Fqmn>().map_err(|error| text.fault(error.to_string() + "; it is AUTHOR/NAME"));
    faults.note(fqmn)
}

fn version(fields: &Fields, faults: &mut Faults) -> Option<String> {
    let text = fields.needed("version", faults)?;
    match semver::Version::parse(&text.text) {
        Ok(_) => Some(text.text),
        Err(cause) => {
            let fault =
                format!("'{}' is no version: {cause}; it is three numbers, like 1.0.0", shown(&text.text));
            faults.push(text.fault(fault));
            None
        }
    }
}

fn dialect(text: &Text, faults: &mut Faults) -> Option<Dialect> {
    let told = |error: Error| text.fault(format!("{error}; {}", error.hints().join("; ")));
    faults.note(text.text.parse::<Dialect>().map_err(told))
}

/// A file's name in a folder of the module.
fn name_of_file(fields: &Fields, field: &str, usual: &str, faults: &mut Faults) -> String {
    let Some(text) = fields.text(field, faults) else { return usual.into() };
    if let Some(why) =
        path_fault(&text.text).or_else(|| text.text.contains('/').then_some("it names a folder"))
    {
        faults.push(text.fault(format!("'{}' is no name of a file: {why}", shown(&text.text))));
    }
    text.text
}

/// A parameter's path, which has to be known.
fn parameter(text: Text, metadata: &Metadata, faults: &mut Faults) -> Option<Text> {
    if metadata.parameter(&text.text).is_some() {
        return Some(text);
    }
    let fault = crate::config::unknown(metadata, &text.text).message;
    faults.push(text.fault(format!("'{}': {fault}", shown(&text.text))));
    None
}

/// An element that is a bare name, or a map with the name in this field and `when`.
fn conditional(
    node: &Node,
    (what, field): (&str, &str),
    metadata: &Metadata,
    faults: &mut Faults,
) -> Option<(Text, Condition)> {
    if let Ok(text) = Text::of(node, field) {
        return Some((text, Condition::default()));
    }
    let fields = Fields::of(node, what, &[field, "when"], faults)?;
    let condition = Condition::read(&fields, metadata, faults);
    Some((fields.needed(field, faults)?, condition))
}

fn containers(fields: &Fields, metadata: &Metadata, faults: &mut Faults) -> Vec<(Text, Condition)> {
    let mut containers: Vec<(Text, Condition)> = Vec::new();
    for node in fields.list("containers", faults) {
        let Some((name, condition)) = conditional(node, ("a container", "name"), metadata, faults) else {
            continue;
        };
        let Some(name) = faults.note(identifier(name)) else { continue };
        if containers.iter().any(|(known, _)| known.text == name.text) {
            faults.push(name.fault(format!("the container '{}' stands twice", shown(&name.text))));
        }
        containers.push((name, condition));
    }
    containers
}

fn ports(fields: &Fields, metadata: &Metadata, faults: &mut Faults) -> Vec<(String, Condition)> {
    let mut ports = Vec::new();
    for node in fields.list("ports", faults) {
        let Some((path, condition)) = conditional(node, ("a port", "parameter"), metadata, faults) else {
            continue;
        };
        let Some(path) = parameter(path, metadata, faults) else { continue };
        let kind = metadata.parameter(&path.text).map(|parameter| &parameter.kind);
        if !matches!(kind, Some(Kind::Int(_) | Kind::Uint(_) | Kind::Choice(_))) {
            faults.push(path.fault(format!("'{}' is no whole number, so it is no port", shown(&path.text))));
        }
        ports.push((path.text, condition));
    }
    ports
}

fn rules(fields: &Fields, metadata: &Metadata, faults: &mut Faults) -> Vec<Rule> {
    let nodes = fields.list("errors", faults);
    nodes.iter().filter_map(|node| rule(node, metadata, faults)).collect()
}

fn rule(node: &Node, metadata: &Metadata, faults: &mut Faults) -> Option<Rule> {
    let known = ["message", "parameter", "when", "matches"];
    let fields = Fields::of(node, "an error", &known, faults)?;
    let named = fields.text("parameter", faults).and_then(|text| parameter(text, metadata, faults));
    let named = named.map(|text| text.text);
    let before = faults.0.len();
    let condition =
        Condition::read(&fields, metadata, faults).with_matches(&fields, named.as_deref(), faults);
    if condition.is_empty() && faults.0.len() == before {
        faults.push(fields.place().fault("an error needs 'when' or 'matches': when it is one"));
    }
    let message = Source::inline("message", fields.needed("message", faults)?);
    message.check(SHOWN, metadata, faults);
    Some(Rule { parameter: named, condition, message })
}

fn files(
    fields: &Fields,
    folder: &Path,
    metadata: &Metadata,
    saved: &str,
    faults: &mut Faults,
) -> Vec<Output> {
    let mut files: Vec<Output> = Vec::new();
    for node in fields.list("files", faults) {
        let Some(file) = output::read(node, folder, metadata, faults) else { continue };
        if file.path == saved || files.iter().any(|known| known.path == file.path) {
            faults.push(node.place.fault(format!("the file '{}' is written twice", shown(&file.path))));
        }
        files.push(file);
    }
    files
}

fn logs(fields: &Fields, containers: &[(Text, Condition)], faults: &mut Faults) -> Vec<(String, String)> {
    let mut logs = Vec::new();
    for field in fields.map("logs", faults) {
        if !containers.iter().any(|(name, _)| name.text == field.name) {
            faults.push(field.place.fault(format!("'containers' has no '{}'", shown(&field.name))));
        }
        let Some(path) = faults.note(Text::of(&field.value, &field.name)) else { continue };
        if let Some(why) = path_fault(&path.text) {
            faults
                .push(path.fault(format!("'{}' is no path below the log folder: {why}", shown(&path.text))));
        }
        logs.push((field.name.clone(), path.text));
    }
    logs
}
