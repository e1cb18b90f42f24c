//! `hyperdrive module upgrade`: the old package stays until the new one's adapter has answered and its services are well.

use cli::Exit;
use hd::document::fields::{Adapter, Package, Service, Source};
use hd::document::{self, Document};
use hd::{Error, Kind, Result};
use semver::Version;
use serde_json::Value;

use crate::args::{Start, Upgrade};
use crate::install::{How, Incoming, bring_in, look, placed};
use crate::pipeline::{Interrupt, Pipeline, was_interrupted};
use crate::registry::{self, Wanted};
use crate::session::Session;
use crate::{permission, placing, recovery, show, start, trust};

pub(crate) fn run(session: Session, args: &Upgrade) -> Result<Exit> {
    session.outliving("upgrade", |session| all(session, args))
}

fn all(session: &Session, args: &Upgrade) -> Result<Exit> {
    let installed = session.stored(session.load())?;
    let wanted = Wanted { words: &args.packages, installed: &installed };
    let incoming = if args.all {
        registry::newer(session, &wanted, &args.registry)?
    } else {
        registry::fetch(session, &wanted, &args.registry)?
    };
    if incoming.is_empty() {
        session.say("there is nothing newer");
        return Ok(Exit::DONE);
    }
    // What was downloaded and is no good is had again, not kept.
    let documents = look(session, &incoming).inspect_err(|_| registry::forget(&incoming))?;
    let (mut new, mut needed): (Vec<_>, Needed) = Default::default();
    for (one, document) in incoming.into_iter().zip(documents) {
        if is_needed(args, &installed, &one, &document) {
            needed.0.push(Incoming { needed: true, ..one });
            needed.1.push(document);
        } else if is_news(session, args, &installed, &document)? {
            new.push((one, document));
        } else {
            registry::forget(std::slice::from_ref(&one));
        }
    }
    if new.is_empty() {
        registry::forget(&needed.0);
        return Ok(Exit::DONE);
    }
    let upgraded = new.iter().map(|(_, document)| document);
    let documents: Vec<Document> = needed.1.iter().chain(upgraded).cloned().collect();
    let is_named = |document: &Document| document::find(&needed.1, &document.fqmn()).is_none();
    trust::check(&args.trust, &documents, is_named, registry::is_curated)?;
    if needed.0.is_empty() {
        return each(session, args, new);
    }
    let done = with_needed(session, args, &needed, new);
    // Where the new version isn't there, nor is what came for it.
    if let Err(failed) = recovery::undo(session).and_then(|()| placing::free(session)) {
        session.say(failed.message());
    }
    done
}

/// Packages that come along, with their documents.
type Needed = (Vec<Incoming>, Vec<Document>);

fn with_needed(
    session: &Session,
    args: &Upgrade,
    needed: &Needed,
    new: Vec<(Incoming, Document)>,
) -> Result<Exit> {
    let how = How { allow: &args.allow, timeout: args.timeout, replace_source: false };
    let exit = bring_in(session, how, &needed.0, &needed.1)?;
    if exit != Exit::DONE {
        return Err(not_well(exit));
    }
    start_needed(session, args, &needed.1, &new)?;
    each(session, args, new)
}

/// One after the other; that one isn't well is no reason to leave out the next.
fn each(session: &Session, args: &Upgrade, new: Vec<(Incoming, Document)>) -> Result<Exit> {
    let (mut worst, several) = (Exit::DONE, new.len() > 1);
    for (incoming, document) in new {
        match one(session, args, incoming, &document) {
            Err(error) if several && !was_interrupted() => {
                let exit = Exit(error.kind().code());
                session.say_error(error);
                worst = worst.max(exit);
            }
            done => worst = worst.max(done?),
        }
    }
    Ok(worst)
}

/// What came in for modules that run is well before them.
fn start_needed(
    session: &Session,
    args: &Upgrade,
    needed: &[Document],
    new: &[(Incoming, Document)],
) -> Result<()> {
    let mut run = false;
    for (_, document) in new {
        run |= runs(session, &document.fqmn())?;
    }
    if !run {
        return Ok(());
    }
    let modules: Vec<String> = needed.iter().map(Document::fqmn).collect();
    let start = Start {
        moved_here: false,
        run_none: false,
        wait: args.wait,
        allow: args.allow.clone(),
        timeout: args.timeout,
    };
    match start::needed(session, &start, &modules)? {
        Exit::DONE => Ok(()),
        exit => Err(not_well(exit)),
    }
}

fn not_well(exit: Exit) -> Error {
    Error::new(Kind::from_code(exit.0), "nothing was upgraded: what the new version needs isn't well")
}

/// Whether it is a module that nobody named and that isn't there: a new version needs it.
fn is_needed(args: &Upgrade, installed: &[Document], incoming: &Incoming, new: &Document) -> bool {
    let fqmn = new.fqmn();
    let is_named = args.packages.iter().any(|word| word.split('@').next() == Some(&fqmn));
    incoming.source != Source::File && !is_named && document::find(installed, &fqmn).is_none()
}

/// Whether the package is another one than is installed, and may come.
fn is_news(session: &Session, args: &Upgrade, installed: &[Document], new: &Document) -> Result<bool> {
    let fqmn = new.fqmn();
    let Some(old) = document::find(installed, &fqmn) else {
        return Err(Error::no(format!("'{fqmn}' isn't installed, so it can't be upgraded"))
            .hint("'hyperdrive module install' installs it"));
    };
    if !old.is_enabled() && args.all {
        session.say(&format!("'{fqmn}' is disabled, and stays as it is"));
        return Ok(false);
    }
    if !old.is_enabled() {
        return Err(Error::no(format!(
            "'{fqmn}' is disabled, so nobody can tell whether its new version is well"
        ))
        .hint(format!("'hyperdrive service config --enable {fqmn}' first")));
    }
    let digest = |document: &Document| document.need::<Package>("package").map(|package| package.sha256);
    if digest(old)? == digest(new)? {
        session.say(&format!("'{fqmn}' is this package already"));
        return Ok(false);
    }
    match (version(old), version(new)) {
        (Some(old), Some(new)) if new < old && !args.downgrade => {
            Err(Error::no(format!("'{fqmn}' {old} is installed, and {new} is older"))
                .hint("--downgrade goes back to it"))
        }
        _ => Ok(true),
    }
}

pub(crate) fn version(document: &Document) -> Option<Version> {
    let descriptor: Value = document.get("descriptor").ok()??;
    hd::module::dependency::version(descriptor["version"].as_str()?).ok()
}

/// One module's upgrade: done, or the old version is back.
fn one(session: &Session, args: &Upgrade, incoming: Incoming, seen: &Document) -> Result<Exit> {
    let ran = runs(session, &seen.fqmn())?;
    let incoming = [incoming];
    let done = placed(session, &incoming, std::slice::from_ref(seen))
        .and_then(|new| begin(session, args, &new, ran))
        .and_then(|documents| prove(session, args, &documents, &seen.fqmn(), ran));
    let error = match done {
        Ok(document) => {
            placing::free(session)?;
            registry::forget(&incoming);
            show::documents(session, &[document], show::upgraded)?;
            return Ok(Exit::DONE);
        }
        Err(error) => error,
    };
    let back = recovery::undo_upgrades(session).and_then(|_| placing::free(session));
    if let Err(failed) = back {
        session.say(failed.message());
    }
    let error = error.within(&format!("'{}' wasn't upgraded", seen.fqmn()));
    Err(if was_interrupted() { Error::busy("nothing was upgraded") } else { error })
}

/// The documents of everything installed, the new one in the place of the old.
fn begin(session: &Session, args: &Upgrade, new: &[Document], ran: bool) -> Result<Vec<Document>> {
    let pipeline = Pipeline::default()
        .input(new)?
        .step(session.with_engine(session.state(["upgrade"])))
        .with(ran.then_some("--restart"))
        .with(args.trust.replace_source.then_some("--replace-source"));
    let begun = session.prepare(pipeline)?;
    if begun.code == 0 { Ok(begun.documents) } else { Err(failed(begun.code)) }
}

/// Whether one of the module's services runs.
fn runs(session: &Session, fqmn: &str) -> Result<bool> {
    let looked = session.load_running().step(["hd-compose", "ps", "services"]).with(["--only", fqmn]);
    let documents = session.prepare(looked)?.documents;
    let services: Option<Vec<Service>> =
        document::find(&documents, fqmn).map(|document| document.get("services")).transpose()?.flatten();
    Ok(services.unwrap_or_default().iter().any(|service| service.state == "running"))
}

fn failed(code: u8) -> Error {
    Error::new(Kind::from_code(code), "it can't be begun")
}

/// The new adapter answers, the settings fit, and the services are well where they ran; then it counts.
fn prove(
    session: &Session,
    args: &Upgrade,
    documents: &[Document],
    fqmn: &str,
    ran: bool,
) -> Result<Document> {
    let only = ["--only", fqmn];
    let configured = document::find(documents, fqmn).is_some_and(|document| document.has("settings"));
    let answers = |pipeline: Pipeline| {
        pipeline
            .step(["hd-render", "adapter"])
            .with(only)
            .step(["hd-compose", "up", "adapter"])
            .with(only)
            .step(["hd-adapter-call", "version"])
            .with(only)
            .with(timeout(args))
            .step(["hd-compose", "check", "adapter"])
            .with(only)
    };
    let documents = granted(session, args, documents.to_vec(), answers)?;
    let answered = if configured { fitted(session, args, &documents, fqmn)? } else { documents };
    let one = well(&answered, fqmn)?;
    if one.get::<Adapter>("adapter")?.is_none_or(|adapter| adapter.version.is_none()) {
        return Err(Error::adapter("its adapter doesn't say its version"));
    }
    show::fitted(session, one)?;
    let named = |mut pipeline: Pipeline| {
        if configured {
            pipeline = pipeline.step(["hd-adapter-call", "set-config"]).with(only).with(timeout(args));
        }
        if ran {
            pipeline = pipeline
                .step(["hd-adapter-call", "get-containers"])
                .with(only)
                .with(timeout(args))
                .step(["hd-render", "services"])
                .with(only)
                .step(["hd-compose", "check", "services"])
                .with(only);
        }
        pipeline
    };
    let ready = if configured || ran { granted(session, args, answered, named)? } else { answered };
    let mut pipeline = Pipeline::default().input(&ready)?;
    if ran {
        pipeline = pipeline
            .step(["hd-compose", "up", "services", "--wait", "--timeout", &args.wait.to_string()])
            .with(args.run_none.then_some("--run-none"))
            .with(only);
    }
    // One that failed on the way isn't stored.
    let saved = step(session, pipeline.step(session.state(["save", "upgraded"])).with(only), fqmn)?;
    well(&saved, fqmn).cloned()
}

/// The documents with the module's settings taken over to its new version, and judged.
fn fitted(session: &Session, args: &Upgrade, documents: &[Document], fqmn: &str) -> Result<Vec<Document>> {
    let only = ["--only", fqmn];
    let mut pipeline = Pipeline::default().input(documents)?;
    for command in ["get-config", "upgrade-instance"] {
        pipeline = pipeline.step(["hd-adapter-call", command]).with(only).with(timeout(args));
    }
    pipeline = pipeline.step(["hd-config", "upgrade"]).with(only);
    if !args.set.is_empty() {
        pipeline = pipeline.step(["hd-config", "set"]).with(&args.set);
    }
    pipeline = pipeline.step(["hd-config", "validate"]).with(only);
    pipeline = pipeline.step(["hd-adapter-call", "process-config"]).with(only).with(timeout(args));
    step(session, pipeline, fqmn)
}

/// Runs a part of it as often as something more is asked for and granted.
fn granted(
    session: &Session,
    args: &Upgrade,
    documents: Vec<Document>,
    steps: impl Fn(Pipeline) -> Pipeline,
) -> Result<Vec<Document>> {
    let ended = permission::until_granted(session, documents, &args.allow, steps)?;
    if ended.interrupted { Err(Error::busy("it was interrupted")) } else { Ok(ended.documents) }
}

/// Runs a part of it. What fails for the module is on its document.
fn step(session: &Session, pipeline: Pipeline, fqmn: &str) -> Result<Vec<Document>> {
    let ended = session.run(pipeline, Interrupt::Ends)?;
    if ended.interrupted {
        return Err(Error::busy("it was interrupted"));
    }
    if document::find(&ended.documents, fqmn).is_none() {
        return Err(failed(ended.code));
    }
    Ok(ended.documents)
}

fn well<'a>(documents: &'a [Document], fqmn: &str) -> Result<&'a Document> {
    let document = document::find(documents, fqmn).ok_or_else(|| Error::bug("the module is lost"))?;
    document.error().map_or(Ok(document), |report| {
        let error = Error::new(report.kind(), report.message.clone()).with_faults(report.faults);
        Err(if report.ends { error.hint("'--run-none' says that it is to run nothing") } else { error })
    })
}

fn timeout(args: &Upgrade) -> Vec<String> {
    args.timeout.map_or_else(Vec::new, |seconds| vec!["--timeout".into(), seconds.to_string()])
}
