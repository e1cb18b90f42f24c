//! `hyperdrive service …`

use cli::Exit;
use hd::Result;

<<<<<<< HEAD
use crate::adapter;
use crate::args::{Config, Service, Which};
use crate::look;
use crate::pipeline::{Ended, Interrupt, Pipeline};
use crate::session::Session;
use crate::show;
use crate::start;
use crate::tools::words;

pub(crate) fn run(session: Session, command: &Service) -> Result<Exit> {
    match command {
        Service::Config(config) => self::config(&session.locked()?, config),
        Service::Start(start) => start::start(&session.outliving("start")?.locked()?, start),
        Service::Recover(start) => start::recover(&session.outliving("recover")?.locked()?, start),
        Service::Rollback(back) => start::roll_back(&session.outliving("rollback")?.locked()?, back),
        Service::Restart(which) => restart(&session.outliving("restart")?.locked()?, which),
        Service::Stop(which) => stop(&session.locked()?, which),
        Service::Pause(which) => pause(&session.locked()?, which),
        Service::Down => act(&session.locked()?, ["down"].as_slice(), "stopped", &[]),
=======
use crate::args::{Service, Start};
use crate::config;
use crate::pipeline::{Ended, Interrupt};
use crate::session::Session;
use crate::show;

pub(crate) fn run(session: Session, command: &Service) -> Result<Exit> {
    match command {
        Service::Config(args) => config::run(session, args),
        Service::Start(start) => self::start(&session.locked()?, start),
        Service::Stop => act(&session.locked()?, "stop"),
        Service::Down => act(&session.locked()?, "down"),
>>>>>>> main
        Service::Status => status(&session),
        Service::Logs(logs) => look::logs(&session, logs),
        Service::Generations => look::generations(&session),
        Service::Prune(prune) => look::prune(&session.locked()?, prune),
    }
}

<<<<<<< HEAD
fn config(session: &Session, args: &Config) -> Result<Exit> {
    let before = session.prepare(session.load())?.documents;
    let pipeline = changed(session, &in_full(args, &before)?);
    let pipeline = if args.dry_run { pipeline } else { saved(session, pipeline, args.timeout) };
    let ended = session.run(pipeline, Interrupt::Ends)?;
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
    Ok(exit(&ended))
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

/// A module that was never configured starts with what its adapter gives as defaults.
pub(crate) fn configure_new(session: &Session, seconds: Option<u64>) -> Result<Vec<Document>> {
    let stored = session.prepare(session.load())?;
    let is_new = |document: &Document| {
        document.is_enabled() && !document.has("settings") && document.error().is_none()
    };
    if !stored.documents.iter().any(is_new) {
        return Ok(stored.documents);
    }
    let unchanged = Config {
        set: Vec::new(),
        file: None,
        enable: Vec::new(),
        disable: Vec::new(),
        dry_run: false,
        timeout: seconds,
    };
    session.prepare(saved(session, changed(session, &unchanged), seconds)).map(|_| stored.documents)
}

fn stop(session: &Session, which: &Which) -> Result<Exit> {
    let only = which_of(session, &which.modules)?;
    act(session, &["stop"], "stopped", &only)
}

fn pause(session: &Session, which: &Which) -> Result<Exit> {
    let mut only = which_of(session, &which.modules)?;
    if only.is_empty() {
        let all = session.prepare(session.load_running())?.documents;
        only = all.iter().filter(|document| !document.is_hyperdrive()).map(Document::fqmn).collect();
    }
    if only.is_empty() { Ok(Exit::DONE) } else { act(session, &["stop", "services"], "paused", &only) }
}

fn restart(session: &Session, which: &Which) -> Result<Exit> {
    let only = which_of(session, &which.modules)?;
    let pipeline = session.load_running().step(["hd-compose", "restart", "services"]).only(&only);
=======
pub(crate) fn start(session: &Session, args: &Start) -> Result<Exit> {
    config::configure_new(session, args.timeout)?;
    let timeout = config::timeout(args.timeout);
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
>>>>>>> main
    let ended = session.run(pipeline, Interrupt::Finishes)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

<<<<<<< HEAD
/// The full names of the modules that words mean.
pub(crate) fn which_of(session: &Session, words: &[String]) -> Result<Vec<String>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let modules = session.prepare(session.load_running())?.documents;
    words.iter().map(|word| Ok(adapter::find(&modules, word)?.fqmn())).collect()
}

/// Stops containers, and notes down that it was the operator who did.
fn act(session: &Session, verb: &[&str], moment: &str, only: &[String]) -> Result<Exit> {
    let pipeline = session
        .load_running()
        .step(["hd-compose"].iter().chain(verb))
        .only(only)
        .step(session.state(["save", moment]))
        .only(only);
=======
fn act(session: &Session, verb: &str) -> Result<Exit> {
    let pipeline = session.load_running().step(["hd-compose", verb]).step(session.state(["save", "stopped"]));
>>>>>>> main
    let ended = session.run(pipeline, Interrupt::Finishes)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(exit(&ended))
}

fn status(session: &Session) -> Result<Exit> {
    session.need_engine()?;
    let ended = session.run(session.load_running().step(["hd-compose", "ps"]), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::status)?;
    Ok(exit(&ended))
}

<<<<<<< HEAD
pub(crate) fn timeout(seconds: Option<u64>) -> Vec<OsString> {
    seconds.map_or_else(Vec::new, |seconds| words(["--timeout", &seconds.to_string()]))
}

pub(crate) fn exit(ended: &Ended) -> Exit {
=======
fn exit(ended: &Ended) -> Exit {
>>>>>>> main
    if ended.interrupted { Exit::INTERRUPTED } else { Exit(ended.code) }
}
