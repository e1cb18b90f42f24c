//! `hyperdrive service …`

use std::ffi::OsString;

use cli::Exit;
use hd::Result;
use hd::document::Document;

use crate::adapter;
use crate::args::{Config, Service, Start};
use crate::permission;
use crate::pipeline::{Ended, Interrupt, Pipeline};
use crate::session::Session;
use crate::show;
use crate::tools::words;

pub(crate) fn run(session: Session, command: &Service) -> Result<Exit> {
    match command {
        Service::Config(config) => self::config(&session.locked()?, config),
        Service::Start(start) => self::start(&session.locked()?, start),
        Service::Stop => act(&session.locked()?, "stop"),
        Service::Down => act(&session.locked()?, "down"),
        Service::Status => status(&session),
    }
}

fn config(session: &Session, args: &Config) -> Result<Exit> {
    let before = session.prepare(session.load())?.documents;
    let pipeline = changed(session, &in_full(args, &before)?);
    let pipeline = if args.dry_run { pipeline } else { saved(session, pipeline, args.timeout) };
    let mut ended = session.run(pipeline.clone(), Interrupt::Ends)?;
    while !args.dry_run && permission::grant_refused(session, &ended, &args.allow)? {
        ended = session.run(pipeline.clone(), Interrupt::Ends)?;
    }
    session.say_errors(&ended.documents);
    let refused =
        ended.documents.iter().any(|document| document.error().is_some_and(|error| error.refuses_settings()));
    let cut_off = ended.interrupted && ended.code != 0;
    if refused || cut_off || ended.documents.is_empty() {
        session.say("nothing was saved");
    } else if session.json {
        show::documents(session, &ended.documents, |_| String::new())?;
    } else {
        show_changes(session, &before, &ended.documents, args.dry_run)?;
    }
    if !(args.dry_run || refused || ended.interrupted) {
        ask_ahead(session, args)?;
    }
    Ok(exit(&ended))
}

/// What the services will ask of the machine with what was just saved.
fn ask_ahead(session: &Session, args: &Config) -> Result<()> {
    let pipeline = session
        .load()
        .step(["hd-render", "adapter"])
        .step(["hd-adapter-call", "get-containers"])
        .with(timeout(args.timeout))
        .step(["hd-render", "services"])
        .step(["hd-compose", "check", "services"]);
    permission::ask_ahead(session, &session.prepare(pipeline)?, &args.allow)
}

/// The modules to enable and disable, by their full names.
fn in_full(args: &Config, modules: &[Document]) -> Result<Config> {
    let full = |words: &[String]| -> Result<Vec<String>> {
        words.iter().map(|word| Ok(adapter::find(modules, word)?.fqmn())).collect()
    };
    Ok(Config { enable: full(&args.enable)?, disable: full(&args.disable)?, ..args.clone() })
}

/// The documents with the settings as they would be: asked for, checked by us, by the adapters, and against each other.
fn changed(session: &Session, args: &Config) -> Pipeline {
    let timeout = timeout(args.timeout);
    session
        .load()
        .step(["hd-config", "set"])
        .with(args.enable.iter().flat_map(|module| ["--enable", module]))
        .with(args.disable.iter().flat_map(|module| ["--disable", module]))
        .step(["hd-render", "adapter"])
        .step(["hd-compose", "up", "adapter"])
        .step(["hd-adapter-call", "get-config"])
        .with(&timeout)
        .step(["hd-config", "set"])
        .with(args.file.iter().flat_map(|file| [OsString::from("-f"), file.into()]))
        .with(&args.set)
        .step(["hd-config", "validate"])
        .step(["hd-adapter-call", "process-config"])
        .with(&timeout)
        // What our own containers have bound is no stranger's.
        .step(["hd-compose", "ps"])
        .step(["hd-config", "ports", "--machine"])
}

fn saved(session: &Session, pipeline: Pipeline, seconds: Option<u64>) -> Pipeline {
    pipeline
        .step(["hd-adapter-call", "set-config"])
        .with(timeout(seconds))
        .step(session.state(["save", "pending"]))
}

fn show_changes(session: &Session, before: &[Document], documents: &[Document], dry_run: bool) -> Result<()> {
    let differences = Pipeline::default().input(documents)?.step(["hd-config", "diff"]);
    let differences = session.run(differences, Interrupt::Ends)?.documents;
    show::changes(&differences, &switched(before, documents), dry_run)
}

/// The modules that were enabled or disabled.
fn switched<'a>(before: &[Document], documents: &'a [Document]) -> Vec<&'a Document> {
    let was_enabled =
        |document: &Document| before.iter().any(|old| old.fqmn() == document.fqmn() && old.is_enabled());
    documents
        .iter()
        .filter(|document| document.error().is_none() && document.is_enabled() != was_enabled(document))
        .collect()
}

fn start(session: &Session, args: &Start) -> Result<Exit> {
    let mut ended = started(session, args)?;
    // What was refused is asked for, and begun again with the answer.
    while permission::grant_refused(session, &ended, &args.allow)? {
        ended = started(session, args)?;
    }
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn started(session: &Session, args: &Start) -> Result<Ended> {
    configure_new(session, args.timeout)?;
    let timeout = timeout(args.timeout);
    let pipeline = session
        .load()
        .step(["hd-render", "adapter"])
        .step(["hd-compose", "up", "adapter"])
        .step(["hd-adapter-call", "set-config"])
        .with(&timeout)
        .step(["hd-adapter-call", "get-containers"])
        .with(&timeout)
        .step(["hd-render", "services"])
        .step(["hd-compose", "up", "services", "--wait", "--timeout", &args.wait.to_string()])
        .step(session.state(["save", "started"]));
    session.run(pipeline, Interrupt::Finishes)
}

/// A module that was never configured starts with what its adapter gives as defaults.
fn configure_new(session: &Session, seconds: Option<u64>) -> Result<()> {
    let stored = session.prepare(session.load())?;
    let is_new = |document: &Document| {
        document.is_enabled() && !document.has("settings") && document.error().is_none()
    };
    if !stored.documents.iter().any(is_new) {
        return Ok(());
    }
    let unchanged = Config {
        set: Vec::new(),
        file: None,
        enable: Vec::new(),
        disable: Vec::new(),
        dry_run: false,
        allow: Vec::new(),
        timeout: seconds,
    };
    session.prepare(saved(session, changed(session, &unchanged), seconds)).map(|_| ())
}

fn act(session: &Session, verb: &str) -> Result<Exit> {
    let ended = session.run(session.load_running().step(["hd-compose", verb]), Interrupt::Finishes)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn status(session: &Session) -> Result<Exit> {
    session.need_engine()?;
    let ended = session.run(session.load_running().step(["hd-compose", "ps"]), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn timeout(seconds: Option<u64>) -> Vec<OsString> {
    seconds.map_or_else(Vec::new, |seconds| words(["--timeout", &seconds.to_string()]))
}

fn exit(ended: &Ended) -> Exit {
    if ended.interrupted { Exit::INTERRUPTED } else { Exit(ended.code) }
}
