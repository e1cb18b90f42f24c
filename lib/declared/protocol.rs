//! The commands of `hd-module`, in the dialect that the module declares (SPEC.md section 7).

use std::io::{self, BufRead, BufReader, Read, Write};
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::folders::Folders;
use super::module::Module;
use super::parameters;
use super::run::hidden;
use super::start;
use super::values::{Scope, environment};
use super::written::Batch;
use crate::adapter::{Dialect, Operation, Part};
use crate::config::{Instance, changes, containers};
use crate::document::fields::Processed;
use crate::error::{Error, Result, reason};
use crate::process::Process;

/// A longer request is refused.
const MOST: u64 = 16 << 20;
/// What `set-config` saved, and whoever reads it.
const SAVED: u32 = 0o600;
/// A command that isn't known.
const UNKNOWN: u8 = 3;

/// Why a command has no answer: an exit code, and what is said on standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// 1 for a failure, 2 for wrong usage of a module's own command, 3 for an unknown command.
    pub code: u8,
    /// What is said.
    pub text: String,
}

impl Refusal {
    pub(super) fn new(code: u8, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let lines = error.hints().iter().map(|hint| format!("\n  {hint}"));
        Self::new(1, format!("{error}{}", lines.collect::<String>()))
    }
}

/// What is left to do after a command.
#[derive(Debug)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// This process becomes that program, which has the rest of standard input.
    Become(Box<Process>),
}

/// How a command ended.
pub type Ended = std::result::Result<Then, Refusal>;

/// Every command's request; each uses its part.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Request {
    key: String,
    source: String,
    config: Json,
    settings: Json,
    current_settings: Json,
    old_settings: Json,
    new_settings: Json,
    instance: Json,
    command: String,
}

/// What a dialect's command means.
#[derive(Clone, Copy, PartialEq)]
enum Call {
    Operation(Operation),
    /// The values alone, which one dialect asks for apart from the metadata.
    Values,
}

/// What a command of a dialect means, and whether its request holds the key; `None` where there is no such command.
fn call(dialect: Dialect, command: &str) -> Option<(Call, bool)> {
    let values = dialect.values().filter(|form| form.command == command);
    if let Some(form) = values {
        return Some((Call::Values, form.request.contains(&Part::Key)));
    }
    Operation::ALL.into_iter().find_map(|operation| {
        let form = dialect.form(operation).filter(|form| form.command == command)?;
        Some((Call::Operation(operation), form.request.contains(&Part::Key)))
    })
}

/// Whether a command has a request at all. One that has none must not wait for a line that nobody writes.
fn has_request(dialect: Dialect, call: Call) -> bool {
    match call {
        Call::Operation(Operation::Version) => false,
        Call::Operation(Operation::GetConfig) => dialect != Dialect::Mar2025,
        _ => true,
    }
}

impl Module {
    /// Runs one command: the request from `input`, the answer to `out`. Of the input nothing is taken that follows the
    /// request of `run`: that belongs to the module's own command. It is noted in the adapter's log.
    pub fn answer(&self, folders: &Folders, command: &str, input: impl Read, out: &mut dyn Write) -> Ended {
        let ended = self.command(folders, command, input, out);
        let said = match &ended {
            Ok(Then::Nothing) => "done".into(),
            Ok(Then::Become(process)) => format!("as {:?}", process.argv()[0]),
            Err(refusal) => format!("{:?}", refusal.text.lines().next().unwrap_or_default()),
        };
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
        let asked = crate::escape::short(command, 60);
        folders.note(&self.log, &format!("time={now} command={asked:?} ended={said}"));
        ended
    }

    fn command(&self, folders: &Folders, command: &str, input: impl Read, out: &mut dyn Write) -> Ended {
        let unknown =
            || Refusal::new(UNKNOWN, format!("No help topic for '{}'", crate::escape::short(command, 60)));
        let (call, keyed) = call(self.dialect, command).ok_or_else(unknown)?;
        let mut request = Request::default();
        if has_request(self.dialect, call) {
            request = read(input, call == Call::Operation(Operation::Run))?;
            if keyed && !folders.is_key(&request.key)? {
                return Err(Refusal::new(1, "invalid key"));
            }
        }
        let asked = Asked { module: self, folders, environment: environment(), request };
        asked.answer(call, out)
    }

    /// The instance that was saved; `None` before the first one. What it lacks has its default.
    fn saved(&self, folders: &Folders) -> Result<Option<Instance>> {
        let Some(text) = folders.read(&self.saved)? else { return Ok(None) };
        let broken = |cause: &dyn std::fmt::Display| {
            Error::machine(format!("'{}' isn't as it was saved: {cause}", self.saved))
                .hint("'hyperdrive service config' saves it anew")
        };
        let json: Json = serde_json::from_str(&text).map_err(|cause| broken(&cause))?;
        if !json.is_object() {
            return Err(broken(&"it is no object"));
        }
        Ok(Some(self.fitting(&json, |_| false)))
    }

    /// Every parameter's value: the one that stands there, where it fits; else its default.
    fn fitting(&self, json: &Json, but: impl Fn(&str) -> bool) -> Instance {
        let found = Instance::read(&self.metadata, json).instance;
        let mut fitting = Instance::defaults(&self.metadata);
        for parameter in self.metadata.parameters().filter(|parameter| !but(&parameter.path)) {
            if let Some(value) = found.get(&parameter.path).and_then(|value| parameter.check(value).ok()) {
                fitting.set(&parameter.path, value);
            }
        }
        fitting
    }
}

/// Reads the request, one line. `bytewise`: and not a byte of what follows it.
fn read(input: impl Read, bytewise: bool) -> Result<Request> {
    let mut line = Vec::new();
    let cannot = |cause: io::Error| Error::input(format!("cannot read the request: {}", reason(&cause)));
    if bytewise {
        for byte in input.take(MOST).bytes() {
            line.push(byte.map_err(cannot)?);
            if line.last() == Some(&b'\n') {
                break;
            }
        }
    } else {
        BufReader::new(input.take(MOST)).read_until(b'\n', &mut line).map_err(cannot)?;
    }
    let line = line.strip_suffix(b"\n").ok_or_else(|| Error::input("the request is no whole line"))?;
    let line = std::str::from_utf8(line).map_err(|_| Error::input("the request isn't UTF-8"))?;
    // A list would be taken for the fields in their order.
    if !line.trim_start().starts_with('{') {
        return Err(Error::input("the request is no JSON of the form: it is no object"));
    }
    // The parser's own words would show what it found, which may be the key.
    serde_json::from_str(line).map_err(|cause| {
        let why = match cause.classify() {
            serde_json::error::Category::Eof => "it breaks off",
            serde_json::error::Category::Data => "a field is of another type, or there twice",
            _ => "that is no JSON",
        };
        Error::input(format!("the request is no JSON of the form: {why} at column {}", cause.column()))
    })
}

/// A command that is being run.
struct Asked<'a> {
    module: &'a Module,
    folders: &'a Folders,
    environment: Json,
    request: Request,
}

impl Asked<'_> {
    fn answer(&self, call: Call, out: &mut dyn Write) -> Ended {
        let Call::Operation(operation) = call else { return say(out, &self.values()?) };
        let answer = match operation {
            Operation::Version => json!({ "version": self.module.version }),
            Operation::GetLogFile => json!({ "path": self.log_file() }),
            Operation::GetConfig => self.metadata()?,
            Operation::ProcessConfig => return self.process(out),
            Operation::SetConfig => return self.set(),
            Operation::GetContainers => json!({ "containers": self.containers()? }),
            Operation::Run => return self.run(out),
            Operation::UpgradeInstance => self.upgraded()?,
            Operation::Start => return self.start(),
        };
        say(out, &answer)
    }

    /// The module's own instance in the request, where the dialect has it.
    fn own<'s>(&'s self, settings: &'s Json) -> std::result::Result<&'s Json, String> {
        if matches!(self.module.dialect, Dialect::Current | Dialect::Dec2024) {
            return Ok(&self.request.config);
        }
        let fqmn = self.module.fqmn.to_string();
        let found = settings.get("modules").and_then(|modules| modules.get(&fqmn)?.get("settings"));
        found.ok_or_else(|| format!("the settings hold none of '{fqmn}'"))
    }

    fn wanted(&self) -> std::result::Result<&Json, String> {
        let new = self.module.dialect == Dialect::Mar2025 && !self.request.new_settings.is_null();
        self.own(if new { &self.request.new_settings } else { &self.request.settings })
    }

    fn log_file(&self) -> &str {
        if self.request.source == "adapter" {
            return &self.module.log;
        }
        let found = self.module.logs.iter().find(|(source, _)| *source == self.request.source);
        found.map_or("", |(_, path)| path)
    }

    fn metadata(&self) -> Result<Json> {
        let (json, metadata) = (&self.module.json, &self.module.metadata);
        // One dialect asks for the values apart.
        if self.module.dialect == Dialect::Dec2024 {
            return Ok(json.clone());
        }
        let saved = self.module.saved(self.folders)?;
        Ok(saved.map_or_else(|| json.clone(), |saved| parameters::with_values(json, metadata, &saved)))
    }

    fn values(&self) -> Result<Json> {
        let saved = self.module.saved(self.folders)?;
        let saved = saved.ok_or_else(|| Error::input("no config was saved so far"))?;
        Ok(parameters::values(&self.module.metadata, &saved))
    }

    fn containers(&self) -> Result<Vec<String>> {
        let instance = self.current()?;
        self.scoped(&instance, |scope| self.module.containers(scope))
    }

    /// What was saved, before that the defaults.
    fn current(&self) -> Result<Instance> {
        let saved = self.module.saved(self.folders)?;
        Ok(saved.unwrap_or_else(|| Instance::defaults(&self.module.metadata)))
    }

    /// Does something with an instance. A failure shows none of its secrets.
    fn scoped<T>(&self, instance: &Instance, work: impl FnOnce(&Scope) -> Result<T>) -> Result<T> {
        let values = self.module.known(instance);
        let scope = Scope { values: &values, environment: &self.environment, words: None };
        work(&scope).map_err(|error| {
            let shown = Error::new(error.kind(), hidden(&error.to_string(), &values));
            error.hints().iter().fold(shown, |shown, hint| shown.hint(hidden(hint, &values)))
        })
    }

    fn process(&self, out: &mut dyn Write) -> Ended {
        let mut processed = Processed::default();
        match self.wanted().map_err(|fault| vec![fault]).and_then(|json| self.module.instance(json)) {
            Err(faults) => processed.errors = faults,
            Ok(instance) => {
                self.scoped(&instance, |scope| {
                    processed.errors = self.module.judge(scope)?.0;
                    self.module.take_ports(scope, &mut processed)
                })?;
                processed.services_to_restart = self.to_restart(&instance);
            }
        }
        say(out, &serde_json::to_value(&processed).map_err(|cause| Error::bug(cause.to_string()))?)
    }

    /// The containers that have to restart, in the dialect whose adapters say so.
    fn to_restart(&self, new: &Instance) -> Option<Vec<String>> {
        if self.module.dialect != Dialect::Mar2025 {
            return None;
        }
        let Request { current_settings, old_settings, .. } = &self.request;
        let before = if current_settings.is_null() { old_settings } else { current_settings };
        let old = self.own(before).ok().map(|json| self.module.fitting(json, |_| false)).unwrap_or_default();
        let names = containers(&changes(&self.module.metadata, &old, new));
        Some(names.into_iter().filter(|name| self.module.has_container(name)).collect())
    }

    /// Writes every file, last what was saved: whoever is stopped meanwhile left the old ones.
    fn set(&self) -> Ended {
        let refused = |faults: Vec<String>| Refusal::new(1, faults.join("\n"));
        let json = self.wanted().map_err(|fault| refused(vec![fault]))?;
        let instance = self.module.instance(json).map_err(refused)?;
        let (errors, texts) = self.scoped(&instance, |scope| self.module.judge(scope))?;
        if !errors.is_empty() {
            return Err(refused(errors));
        }
        let mut batch = Batch::begin(self.folders.config()?)?;
        for (file, text) in self.module.files.iter().zip(texts) {
            match text {
                Some(text) => batch.write(&file.path, &text, file.mode)?,
                None => batch.remove(&file.path)?,
            }
        }
        let saved = instance.to_json(&self.module.metadata).to_string();
        batch.write(&self.module.saved, &saved, SAVED)?;
        batch.finish()?;
        Ok(Then::Nothing)
    }

    fn run(&self, out: &mut dyn Write) -> Ended {
        let instance = self.current()?;
        let values = self.module.known(&instance);
        let ended = self.module.run(&self.request.command, &instance, &self.environment, out);
        ended.map_err(|refusal| Refusal { text: hidden(&refusal.text, &values), ..refusal })
    }

    /// Settings of an older version as those of this one: what fits is kept, unless it is to be overwritten.
    fn upgraded(&self) -> Result<Json> {
        let old = &self.request.instance;
        let settings = old.get("settings").filter(|settings| settings.is_object());
        let settings =
            settings.ok_or_else(|| Error::input("the request holds no 'instance' with 'settings'"))?;
        let metadata = &self.module.metadata;
        let overwritten =
            |path: &str| metadata.parameter(path).is_some_and(|parameter| parameter.overwrite_on_upgrade);
        let new = self.module.fitting(settings, overwritten);
        let enabled = old.get("enabled").and_then(Json::as_bool).unwrap_or(true);
        Ok(json!({ "enabled": enabled, "version": self.module.version, "settings": new.to_json(metadata) }))
    }

    fn start(&self) -> Ended {
        let refused = |faults: Vec<String>| Refusal::new(1, faults.join("\n"));
        let json = self.wanted().map_err(|fault| refused(vec![fault]))?;
        let instance = self.module.instance(json).map_err(refused)?;
        let names = self.scoped(&instance, |scope| self.module.containers(scope))?;
        start::up(self.folders, &names)?;
        Ok(Then::Nothing)
    }
}

fn say(out: &mut dyn Write, answer: &Json) -> Ended {
    let said = writeln!(out, "{answer}").and_then(|()| out.flush());
    said.map_err(|cause| Error::file("write to", "standard output", &cause))?;
    Ok(Then::Nothing)
}
