//! One module's document: its adapter found, called, and the answer written on the document.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hd::adapter::{
    Answer, Caller, Container, Dialect, Expected, Key, Limits, Local, Operation, Payload, Way,
};
use hd::document::Document;
use hd::document::fields::{self, Adapter, Names, Paths, Processed, Status};
use hd::engine::Surroundings;
use hd::{Error, Fault, Result, escape};
use indexmap::{IndexMap, IndexSet};
use semver::Version;
use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::args::Args;
use crate::interrupt::{AtHand, STOP};
use crate::upgrade;

/// What a module's faults are cut to.
const FAULT: usize = 1000;

/// What is wrong with these arguments for a stream.
pub(crate) fn check_usage(operation: Operation, args: &Args) -> Result<()> {
    if operation == Operation::Run {
        return Err(Error::usage("'run' works on one adapter, not on a stream")
            .hint("name it with --container NAME, or give its command line after '--'"));
    }
    if let Some(word) = args.words.first() {
        return Err(Error::usage(format!("'{operation}' takes no words, but here is '{word}'")));
    }
    Ok(())
}

/// How adapters are called: what the arguments and Hyperdrive's own settings say.
pub(crate) struct Limited<'a> {
    args: &'a Args,
    dialect: Option<Dialect>,
    /// Milliseconds.
    timeout: AtomicU64,
}

/// The time-out that was asked for. Wrong usage where it is no time.
pub(crate) fn timeout(args: &Args) -> Result<Option<Duration>> {
    let Some(seconds) = args.timeout else { return Ok(None) };
    Duration::try_from_secs_f32(seconds)
        .ok()
        .filter(|timeout| !timeout.is_zero())
        .map(Some)
        .ok_or_else(|| Error::usage(format!("a time-out of {seconds} s is none")))
}

/// A failure with what to do about it.
pub(crate) fn hinted<T>(result: Result<T>) -> Result<T> {
    result.map_err(|error| match error.kind() {
        hd::Kind::Busy => error.hint("--timeout SECONDS waits longer, as does the setting clientTimeout"),
        _ => error,
    })
}

/// The time-out where nobody says otherwise.
pub(crate) fn usual(operation: Operation) -> Duration {
    match operation {
        // It pulls images and waits for services.
        Operation::Start => Duration::from_secs(600),
        Operation::Run => crate::person::PATIENT,
        _ => Duration::from_secs(30),
    }
}

impl<'a> Limited<'a> {
    /// What the arguments say.
    pub(crate) fn of(operation: Operation, args: &'a Args) -> Result<Self> {
        let timeout = timeout(args)?.unwrap_or_else(|| usual(operation));
        let timeout = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX).into();
        let dialect = args.dialect.as_deref().map(str::parse).transpose()?;
        Ok(Self { args, dialect, timeout })
    }

    /// Looks at a document that passes: Hyperdrive's own says how long to wait.
    pub(crate) fn see(&self, document: &Document) {
        if self.args.timeout.is_some() || self.args.command == "start" || !document.is_hyperdrive() {
            return;
        }
        let settings: Option<Settings> = document.get("settings").ok().flatten();
        if let Some(seconds) = settings.and_then(|settings| settings.client_timeout).filter(|s| *s > 0) {
            self.timeout.store(seconds.saturating_mul(1000), Ordering::Relaxed);
        }
    }

    /// Whether there is an adapter to call for this document.
    pub(crate) fn concerns(document: &Document) -> bool {
        !document.is_hyperdrive() && document.is_enabled()
    }

    /// One operation that needs no other module.
    pub(crate) fn one(&self, operation: Operation, document: &mut Document) -> Result<()> {
        if !Self::concerns(document) {
            return Ok(());
        }
        let _at_hand = AtHand::begin();
        if operation == Operation::UpgradeInstance {
            return upgrade::upgrade(self, self.args.from.clone(), document);
        }
        let mut caller = self.caller(document, true)?;
        if operation != Operation::Version {
            self.who(document, &mut caller)?;
        }
        let source = self.args.source.clone().unwrap_or_else(|| "adapter".into());
        let payload = Payload { source: Some(source), ..Payload::default() };
        let answer = hinted(caller.call(operation, &payload));
        self.write(operation, document, &mut caller, answer)
    }

    /// A document's adapter. One that is being undone isn't stopped by a signal.
    pub(crate) fn caller(&self, document: &Document, stoppable: bool) -> Result<Caller> {
        let adapter: Adapter = document.need("adapter")?;
        let paths: Option<Paths> = document.get("paths")?;
        let key = key_file(&adapter, paths.as_ref());
        let key = key.map(|path| Key::of_file(&path)).transpose()?;
        let limits = Limits {
            timeout: Duration::from_millis(self.timeout.load(Ordering::Relaxed)),
            stop: stoppable.then_some(&STOP),
            ..Limits::default()
        };
        let way = way(document, &adapter, paths.as_ref(), &limits)
            .map_err(|error| error.within(&format!("'{}'", self.args.command)))?;
        let caller = Caller::new(way, key, limits).of_module(&document.fqmn());
        if let Some(dialect) = self.dialect {
            return Ok(caller.speaking(dialect));
        }
        let remembered = adapter.dialect.as_deref().and_then(|name| name.parse().ok());
        Ok(caller.remembering(remembered, adapter.image.as_deref()))
    }

    /// The adapter of a module that failed says first who it is: until it does, it isn't trusted to be well again.
    pub(crate) fn who(&self, document: &mut Document, caller: &mut Caller) -> Result<()> {
        let failed =
            document.get::<Status>("status")?.is_some_and(|status| status.state == fields::State::Failed);
        let answered = document.get::<Adapter>("adapter")?.is_some_and(|adapter| adapter.version.is_some());
        if !failed || answered || !document.has("descriptor") {
            return Ok(());
        }
        let answer = hinted(caller.call(Operation::Version, &Payload::default()));
        self.write(Operation::Version, document, caller, answer)
    }

    /// Writes an answer, and what was found out meanwhile, also where there is none.
    pub(crate) fn write(
        &self,
        operation: Operation,
        document: &mut Document,
        caller: &mut Caller,
        answer: Result<Option<Answer>>,
    ) -> Result<()> {
        if answer.is_err() {
            remember(document, caller)?;
        }
        match answer? {
            Some(Answer::Version(version)) => {
                let checked = check_version(document, &version)?;
                // Whoever asks next needs the dialect; that it can't be found out is said then, and nobody waits longer for it.
                let _ = caller.probe_in_time();
                note(document, "version", Some(&checked))?;
            }
            Some(Answer::LogFile(path)) if self.args.source.as_deref().unwrap_or("adapter") == "adapter" => {
                note(document, "logFile", Some(&path))?;
            }
            Some(Answer::Metadata(metadata)) => {
                document.set("config", &metadata)?;
                hd::config::hide_reported(document)?;
            }
            Some(Answer::Containers(containers)) => document.set("containers", &containers)?,
            Some(Answer::Processed(processed)) => {
                remember(document, caller)?;
                document.set("processed", &processed)?;
                restart(document, &processed)?;
                return refused(document, &processed);
            }
            // An adapter that starts its services itself doesn't name them.
            None if operation == Operation::GetContainers => document.remove("containers"),
            None if operation == Operation::GetLogFile => note(document, "logFile", None)?,
            _ => {}
        }
        remember(document, caller)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    client_timeout: Option<u64>,
}

#[derive(Deserialize)]
struct Descriptor {
    version: String,
}

fn key_file(adapter: &Adapter, paths: Option<&Paths>) -> Option<PathBuf> {
    adapter.key_file.clone().or_else(|| paths.map(|paths| paths.adapter_key.clone()))
}

fn way(document: &Document, adapter: &Adapter, paths: Option<&Paths>, limits: &Limits) -> Result<Way> {
    let names: Option<Names> = document.get("names")?;
    if let Some(command) = &adapter.command {
        let local = Local::new(command)?;
        return Ok(Way::Local(match paths {
            Some(paths) => local.of_module(paths, names.as_ref()),
            None => local,
        }));
    }
    let usual = || names.map(|names| names.adapter_container);
    let container = adapter.container.clone().or_else(usual).ok_or_else(|| {
        Error::input(format!(
            "field 'adapter' of '{}' has neither 'container' nor 'command'",
            document.fqmn()
        ))
        .hint("put 'hd-render adapter' before this step in the pipeline")
    })?;
    let expected = Expected {
        home: Some(document.need("home")?),
        fqmn: Some(document.fqmn()),
        project: adapter.compose.as_ref().map(|compose| compose.project.clone()),
    };
    let engine: Option<String> = document.get("engine")?;
    let address = Surroundings::of_process(engine.as_deref()).address()?;
    Container::open(&address, &container, &expected, limits).map(Box::new).map(Way::Container)
}

/// The version as the adapter says it; it has to be the descriptor's.
fn check_version(document: &Document, said: &str) -> Result<String> {
    let shown = escape::short(said, 80);
    let wanted = document.need::<Descriptor>("descriptor")?.version;
    let parsed = parse_version(said).map_err(|_| {
        Error::adapter(format!(
            "the adapter of '{}' says that its version is '{shown}', which is none",
            document.fqmn()
        ))
    })?;
    if parse_version(&wanted).is_ok_and(|wanted| wanted == parsed) {
        return Ok(parsed.to_string());
    }
    Err(Error::adapter(format!(
        "the adapter of '{}' is of version '{shown}', the package of version '{wanted}'",
        document.fqmn()
    ))
    .hint("the package names an image of another version in adapter.tmpl"))
}

fn parse_version(text: &str) -> std::result::Result<Version, semver::Error> {
    Version::parse(text.trim().trim_start_matches('v'))
}

/// The services that the adapter says have to restart do so with those that the metadata says.
fn restart(document: &mut Document, processed: &Processed) -> Result<()> {
    let Some(services) = processed.services_to_restart.as_ref().filter(|services| !services.is_empty())
    else {
        return Ok(());
    };
    let mut all: IndexSet<String> = document.get("restart")?.unwrap_or_default();
    all.extend(services.iter().cloned());
    document.set("restart", &all)
}

fn refused(document: &Document, processed: &Processed) -> Result<()> {
    if processed.errors.is_empty() {
        return Ok(());
    }
    let fqmn = document.fqmn();
    let fault = |text: &String| Fault::new(&fqmn, escape::short(text, FAULT));
    Err(Error::no(format!("the settings of '{fqmn}' are refused by its adapter"))
        .with_faults(processed.errors.iter().map(fault)))
}

/// What was found out about the adapter goes with its document.
pub(crate) fn remember(document: &mut Document, caller: &Caller) -> Result<()> {
    let Some(dialect) = caller.dialect() else { return Ok(()) };
    note(document, "dialect", Some(dialect.name()))?;
    note(document, "image", Some(&caller.image()))
}

/// Writes one entry of the field `adapter`, whose others stay as they are.
fn note(document: &mut Document, name: &str, value: Option<&str>) -> Result<()> {
    let mut adapter: IndexMap<String, Box<RawValue>> = document.need("adapter")?;
    match value {
        Some(value) => {
            let raw =
                to_raw_value(value).map_err(|cause| Error::bug(format!("cannot write '{name}': {cause}")))?;
            adapter.insert(name.into(), raw);
        }
        None => {
            adapter.shift_remove(name);
        }
    }
    document.set("adapter", &adapter)
}
