//! `hyperdrive service config`: settings changed in the form or by options, judged by every module, saved for the next
//! start (SPEC.md section 9, Configure).

mod ask;
mod file;
mod form;
mod secrets;
mod switch;
mod words;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};

use cli::Exit;
use hd::config::Edit;
use hd::config::file::{Wanted, is_stored};
use hd::document::Document;
use hd::process::Process;
use hd::{Error, Result};
use serde_json::{Map, Value};

use crate::args::Config;
use crate::permission;
use crate::pipeline::{Ended, Interrupt, Pipeline};
use crate::session::Session;
use crate::show;
use crate::tools::words;
use secrets::Secrets;
use words::Edits;

pub(crate) fn run(session: Session, args: &Config) -> Result<Exit> {
    if args.export.is_some() {
        return export(&session.locked()?, args);
    }
    if is_headless(args, &session) {
        // Nothing is locked while a pipe is waited for.
        let file = args.file.as_deref().map(|path| file::Settings::read(&session, path)).transpose()?;
        return headless(&session.locked()?, args, file.as_ref());
    }
    form::run(session, args)
}

/// A module that was never configured starts with what its adapter gives as defaults. Gives what was stored before.
pub(crate) fn configure_new(session: &Session, timeout: Option<u64>) -> Result<Vec<Document>> {
    let stored = stored(session)?;
    let is_new = |document: &Document| {
        document.is_enabled() && !document.has("settings") && document.error().is_none()
    };
    if !stored.iter().any(is_new) {
        return Ok(stored);
    }
    let asked = session.prepare(asked(session.load(), timeout))?.documents;
    let judged = session.prepare(judged(Pipeline::default().input(&asked)?, &[], timeout))?.documents;
    session.prepare(saved(session, &judged, timeout)?).map(|_| stored)
}

/// Whether there is no form: nobody could see it, or the options say what is wanted.
fn is_headless(args: &Config, session: &Session) -> bool {
    let lists = [&args.set, &args.reset, &args.enable, &args.disable];
    let asked = args.file.is_some() || args.dry_run || args.yes || session.json;
    asked || lists.iter().any(|list| !list.is_empty()) || !std::io::stdin().is_terminal()
}

fn headless(session: &Session, args: &Config, file: Option<&file::Settings>) -> Result<Exit> {
    let wanted = file.map(|file| file.wanted.clone()).unwrap_or_default();
    let stored = stored(session)?;
    let nothing_saved = |_: &Error| session.say("nothing was saved");
    wanted.check_modules(&stored).inspect_err(nothing_saved)?;
    let edits = Edits::of(session, args, &stored).inspect_err(nothing_saved)?;
    let switches = switch::wanted(session, args, &wanted.switches, &stored).inspect_err(nothing_saved)?;
    changed(session, args, &Wish { file, wanted, edits, switches })
}

/// What one command wants, asked for once.
struct Wish<'w> {
    file: Option<&'w file::Settings>,
    wanted: Wanted,
    edits: Edits,
    switches: Vec<(String, bool)>,
}

fn changed(session: &Session, args: &Config, wish: &Wish) -> Result<Exit> {
    let stored = stored(session)?;
    // Before anything is started for it, it has to be sound.
    let load = Pipeline::default().input(&stored)?.step(["hd-config", "set"]);
    let mut ready = session.prepare(load.with(switch::options(&wish.switches)))?;
    if ready.documents.is_empty() {
        return Ok(nothing(session, &ready));
    }
    let off = wish.ask_disabled(&mut ready.documents)?;
    let load = Pipeline::default().input(&ready.documents)?;
    let mut asked = session.prepare(asked(load, args.timeout))?;
    // An adapter that was refused what an override of its asks for; with the answer all of it begins anew.
    if !args.dry_run && permission::grant_refused(session, &asked, &args.allow)? {
        return changed(session, args, wish);
    }
    wish.edits.put_on(&mut asked.documents)?;
    let copy = wish.file.into_iter().flat_map(|file| [OsString::from("--file"), file.copy.clone().into()]);
    let set: Vec<OsString> =
        copy.chain(switch::options(&wish.switches)).chain(switch::options(&off)).collect();
    let judging = judged(Pipeline::default().input(&asked.documents)?, &set, args.timeout);
    let secrets = Secrets::beside(&stored);
    let mut judged = session.run(judging, Interrupt::Ends)?;
    if let Some(file) = wish.file {
        file.name_places(&mut judged.documents)?;
        file.say_unset(session, &judged.documents);
    }
    let ended = settle(session, args, (&stored, judged), &secrets)?;
    Ok(exit(&ended))
}

/// What is stored. What is wrong with it `hd-state` has said already.
fn stored(session: &Session) -> Result<Vec<Document>> {
    let loaded = session.prepare(session.load())?;
    if loaded.documents.is_empty() {
        return Err(Error::new(hd::Kind::from_code(loaded.code), "nothing was saved"));
    }
    Ok(loaded.documents)
}

impl Wish<'_> {
    /// A disabled module of which something is to be changed is asked for its metadata all the same. Gives these as what they
    /// are to be again.
    fn ask_disabled(&self, documents: &mut [Document]) -> Result<Vec<(String, bool)>> {
        let mut off = Vec::new();
        for document in documents.iter_mut().filter(|document| !document.is_enabled()) {
            if self.changes(document) {
                document.set("enabled", &true)?;
                off.push((document.fqmn(), false));
            }
        }
        Ok(off)
    }

    fn changes(&self, document: &Document) -> bool {
        let fqmn = document.fqmn();
        let is_own = |edit: &&Edit| edit.fqpn.module().is_some_and(|module| module.to_string() == fqmn);
        let mut in_file = self.wanted.edits.iter().filter(is_own);
        self.edits.has(&fqmn) || in_file.any(|edit| !is_stored(document, edit))
    }
}

/// What an adapter has to say about its settings, of every module at once; adapters that don't run are started.
fn asked(load: Pipeline, seconds: Option<u64>) -> Pipeline {
    load.step(["hd-render", "adapter"])
        .step(["hd-compose", "up", "adapter"])
        .step(["hd-adapter-call", "get-config"])
        .with(timeout(seconds))
}

/// The documents with the settings as they would be, checked by us, by the adapters, and against each other.
fn judged(asked: Pipeline, set: &[OsString], seconds: Option<u64>) -> Pipeline {
    asked
        .step(["hd-config", "set"])
        .with(set)
        .step(["hd-config", "validate"])
        .step(["hd-adapter-call", "process-config"])
        .with(timeout(seconds))
        // What our own containers have bound is no stranger's.
        .step(["hd-compose", "ps"])
        .step(["hd-config", "ports", "--machine"])
}

/// The settings given to every adapter, and stored for the next start.
fn saved(session: &Session, judged: &[Document], seconds: Option<u64>) -> Result<Pipeline> {
    let pipeline = Pipeline::default().input(judged)?;
    let pipeline = pipeline.step(["hd-adapter-call", "set-config"]).with(timeout(seconds));
    Ok(pipeline.step(session.state(["save", "pending"])))
}

/// Says what the judgement came to, and saves where nothing stands against it and somebody wants that.
fn settle(
    session: &Session,
    args: &Config,
    (stored, judged): (&[Document], Ended),
    secrets: &Secrets,
) -> Result<Ended> {
    session.say_errors(&judged.documents);
    if is_refused(&judged) {
        secrets.forget(&judged.documents);
        session.say("nothing was saved");
        return Ok(judged);
    }
    say_kept(session, &judged.documents);
    let differences = differences(session, &judged.documents)?;
    let switched = show::switched(stored, &judged.documents);
    let is_new = |document: &Document| !document.has("settings") && document.error().is_none();
    let same = differences.is_empty() && switched.is_empty() && !stored.iter().any(is_new);
    let nothing = same && !sets_more(stored, &judged.documents)?;
    if args.dry_run || nothing {
        secrets.forget(&judged.documents);
        print(session, &judged.documents, (&differences, &switched), false)?;
        return Ok(judged);
    }
    let pipeline = saved(session, &judged.documents, args.timeout)?;
    let ended = session.run(pipeline, Interrupt::Ends)?;
    session.say_errors(&newly_failed(&judged.documents, &ended.documents));
    if is_refused(&ended) {
        secrets.forget(&judged.documents);
        session.say("nothing was saved");
    } else {
        print(session, &ended.documents, (&differences, &show::switched(stored, &ended.documents)), true)?;
        ask_ahead(session, args)?;
    }
    Ok(ended)
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

/// Whether what counts as set by the operator isn't what it was, though every value may be.
fn sets_more(stored: &[Document], judged: &[Document]) -> Result<bool> {
    let set = |document: &Document| Ok(document.get::<Map<String, Value>>("set")?.unwrap_or_default());
    for document in judged.iter().filter(|document| document.error().is_none()) {
        let before = stored.iter().find(|before| before.fqmn() == document.fqmn()).map(set).transpose()?;
        if before.unwrap_or_default() != set(document)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a module refused its settings, which refuses them for all; or the tools were cut off.
fn is_refused(ended: &Ended) -> bool {
    let refuses = |document: &Document| document.error().is_some_and(|error| error.refuses_settings());
    (ended.interrupted && ended.code != 0)
        || ended.documents.is_empty()
        || ended.documents.iter().any(refuses)
}

/// Names the modules that couldn't be asked: an edit of theirs isn't saved.
fn say_kept(session: &Session, documents: &[Document]) {
    let failed = documents.iter().filter(|document| document.error().is_some());
    let names: Vec<String> = failed.map(|document| format!("'{}'", document.fqmn())).collect();
    match names.as_slice() {
        [] => {}
        [one] => session.say(&format!("{one} keeps the settings that it had")),
        several => session.say(&format!("these keep the settings that they had: {}", several.join(", "))),
    }
}

fn newly_failed(before: &[Document], after: &[Document]) -> Vec<Document> {
    let failed_before =
        |fqmn: &str| before.iter().any(|document| document.fqmn() == fqmn && document.error().is_some());
    after.iter().filter(|document| !failed_before(&document.fqmn())).cloned().collect()
}

fn differences(session: &Session, documents: &[Document]) -> Result<Vec<Document>> {
    let pipeline = Pipeline::default().input(documents)?.step(["hd-config", "diff"]);
    Ok(session.run(pipeline, Interrupt::Ends)?.documents)
}

fn print(
    session: &Session,
    documents: &[Document],
    (differences, switched): (&[Document], &[&Document]),
    saved: bool,
) -> Result<()> {
    if session.json {
        return show::documents(session, documents, |_| String::new());
    }
    show::changes(documents, differences, switched, saved)
}

fn nothing(session: &Session, ended: &Ended) -> Exit {
    session.say("nothing was saved");
    exit(ended)
}

/// Writes the complete settings as YAML that `--file` takes back.
fn export(session: &Session, args: &Config) -> Result<Exit> {
    let ended = session.prepare(asked(session.load(), args.timeout))?;
    session.say_errors(&ended.documents);
    let mut input = Vec::new();
    for document in &ended.documents {
        hd::document::write(document, hd::document::Layout::Compact, &mut input)
            .map_err(|cause| Error::bug(format!("cannot write a document: {cause}")))?;
    }
    let get = Process::new(session.tool("hd-config")?).args(["get", "--yaml"]).terminal();
    let got = get.run(&input)?;
    if !got.status.success() {
        return Ok(Exit::of(got.status));
    }
    match args.export.as_deref().filter(|path| path.as_os_str() != "-") {
        Some(path) => file::write(path, &got.stdout)?,
        None => match std::io::stdout().write_all(&got.stdout) {
            Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
                return Err(Error::file("write to", "standard output", &cause));
            }
            _ => {}
        },
    }
    Ok(exit(&ended))
}

pub(crate) fn timeout(seconds: Option<u64>) -> Vec<OsString> {
    seconds.map_or_else(Vec::new, |seconds| words(["--timeout", &seconds.to_string()]))
}

fn exit(ended: &Ended) -> Exit {
    if ended.interrupted { Exit::INTERRUPTED } else { Exit(ended.code) }
}
