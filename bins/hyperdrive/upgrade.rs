//! `hyperdrive module upgrade`: the old package stays until the new one's adapter has answered and its services are well.

use cli::Exit;
use hd::document::fields::{Package, Service, Source};
use hd::document::{self, Document};
use hd::module::{Descriptor, Release};
use hd::name::Fqmn;
use hd::{Error, Kind, Result};
use semver::Version;
use serde_json::Value;

use crate::args::{Start, Upgrade};
use crate::install::{How, Incoming, bring_in, look, placed};
use crate::pipeline::{Pipeline, was_interrupted};
use crate::proof::{self, Meant, failed};
use crate::registry::{self, Wanted};
use crate::session::Session;
use crate::{placing, recovery, show, start, trust};

pub(crate) fn run(session: Session, args: &Upgrade) -> Result<Exit> {
    session.logged("upgrade", |session| {
        // Nobody is held up while packages come, nor while somebody thinks.
        let session = session.locked()?.unlocked();
        let installed = session.stored(session.load())?;
        let Some(coming) = look_for(&session, args, &installed)? else { return Ok(Exit::DONE) };
        let session = session.locked()?;
        is_unchanged(&installed, &session.stored(session.load())?)?;
        bring(&session, args, &installed, coming)
    })
}

/// What comes: new packages of what is installed, and what these need.
#[derive(Default)]
struct Coming {
    new: Vec<(Incoming, Document)>,
    needed: Vec<(Incoming, Document)>,
}

/// The packages that are meant, looked at and trusted; `None` where there is nothing to do.
fn look_for(session: &Session, args: &Upgrade, installed: &[Document]) -> Result<Option<Coming>> {
    let wanted = Wanted { words: &args.packages, installed };
    let incoming = if args.all {
        registry::newer(session, &wanted, &args.registry)?
    } else {
        registry::fetch(session, &wanted, &args.registry)?
    };
    if incoming.is_empty() {
        session.say("nothing newer comes");
        return Ok(None);
    }
    // What was downloaded and is no good is had again, not kept.
    let documents = look(session, &incoming).inspect_err(|_| registry::forget(&incoming))?;
    let mut coming = Coming::default();
    for (one, document) in incoming.into_iter().zip(documents) {
        if is_needed(args, installed, &one, &document) {
            coming.needed.push((Incoming { needed: true, ..one }, document));
        } else if is_news(session, args, installed, &document)? {
            coming.new.push((one, document));
        } else {
            registry::forget(std::slice::from_ref(&one));
        }
    }
    let Coming { new, needed } = &coming;
    if new.is_empty() {
        for (one, _) in needed {
            registry::forget(std::slice::from_ref(one));
        }
        return Ok(None);
    }
    let documents: Vec<Document> = needed.iter().chain(new).map(|(_, document)| document.clone()).collect();
    let is_named = |document: &Document| needed.iter().all(|(_, other)| other.fqmn() != document.fqmn());
    trust::check(&args.trust, &documents, is_named, registry::is_curated)?;
    Ok(Some(coming))
}

/// What was looked at is what is there now that nobody else changes it.
fn is_unchanged(before: &[Document], now: &[Document]) -> Result<()> {
    let known = |documents: &[Document]| -> Vec<_> {
        documents
            .iter()
            .map(|document| (document.fqmn(), digest(document).ok(), document.is_enabled()))
            .collect()
    };
    if known(before) == known(now) {
        return Ok(());
    }
    Err(Error::busy("what is installed was changed meanwhile").hint("run the command again"))
}

fn digest(document: &Document) -> Result<String> {
    document.need::<Package>("package").map(|package| package.sha256)
}

fn bring(session: &Session, args: &Upgrade, installed: &[Document], coming: Coming) -> Result<Exit> {
    let needs_more = !coming.needed.is_empty();
    let done = each(session, args, installed, coming);
    // Where the new version isn't there, nor is what came for it.
    if needs_more && let Err(failed) = recovery::undo(session).and_then(|()| placing::free_or_say(session)) {
        session.say(failed.message());
    }
    done
}

/// One after the other, or together where one can't be without the other, each after what comes along for it; that one isn't
/// well is no reason to leave out the next.
fn each(session: &Session, args: &Upgrade, installed: &[Document], coming: Coming) -> Result<Exit> {
    let Coming { mut new, mut needed } = coming;
    let there: Vec<Release> = installed.iter().filter_map(release).collect();
    let releases: Vec<Release> =
        needed.iter().chain(&new).filter_map(|(_, document)| release(document)).collect();
    let upgraded: Vec<String> = new.iter().map(|(_, document)| document.fqmn()).collect();
    let steps = hd::module::steps(&there, &releases);
    let counts = |step: &&Vec<Fqmn>| step.iter().any(|fqmn| upgraded.contains(&fqmn.to_string()));
    let (mut worst, several) = (Exit::DONE, steps.iter().filter(counts).count() > 1);
    for step in steps {
        let is_meant =
            |one: &mut (Incoming, Document)| step.iter().any(|fqmn| fqmn.to_string() == one.1.fqmn());
        along(session, args, needed.extract_if(.., is_meant).unzip(), &upgraded)?;
        match together(session, args, new.extract_if(.., is_meant).unzip()) {
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

/// What comes along for modules that are upgraded, well before they are.
fn along(
    session: &Session,
    args: &Upgrade,
    (incoming, seen): (Vec<Incoming>, Vec<Document>),
    upgraded: &[String],
) -> Result<()> {
    if seen.is_empty() {
        return Ok(());
    }
    let how = How { allow: &args.allow, timeout: args.timeout, replace_source: false };
    match bring_in(session, how, &incoming, &seen)? {
        Exit::DONE => start_needed(session, args, &seen, upgraded),
        exit => Err(not_well(exit)),
    }
}

/// What a document says of its module's dependencies.
fn release(document: &Document) -> Option<Release> {
    if document.is_hyperdrive() {
        let (fqmn, version) = (document.need("fqmn").ok()?, env!("CARGO_PKG_VERSION").parse().ok()?);
        return Some(Release { fqmn, version, dependencies: Vec::new() });
    }
    Some(Release::from(&Descriptor::from_raw(document.raw("descriptor")?).ok()?))
}

/// What came in for modules that run is well before them.
fn start_needed(session: &Session, args: &Upgrade, needed: &[Document], upgraded: &[String]) -> Result<()> {
    if running(session, upgraded)?.is_empty() {
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
    Error::new(Kind::from_code(exit.0), "the rest wasn't upgraded: what a new version needs isn't well")
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
    if digest(old)? == digest(new)? {
        session.say(&format!("'{fqmn}' is this package already"));
        return Ok(false);
    }
    match (version(old), version(new)) {
        (Some(old), Some(new)) if new.cmp_precedence(&old).is_lt() && !args.downgrade => {
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

/// An upgrade of modules that come together: done, or their old versions are back.
fn together(
    session: &Session,
    args: &Upgrade,
    (incoming, seen): (Vec<Incoming>, Vec<Document>),
) -> Result<Exit> {
    if seen.is_empty() {
        return Ok(Exit::DONE);
    }
    let modules: Vec<String> = seen.iter().map(Document::fqmn).collect();
    let meant = Meant { ran: running(session, &modules)?, modules };
    let done = placed(session, &incoming, &seen)
        .and_then(|new| begin(session, args, &new, &meant.ran))
        .and_then(|documents| proof::prove(session, args, &documents, &meant));
    let error = match done {
        Ok(documents) => {
            show::documents(session, &documents, show::upgraded)?;
            registry::forget(&incoming);
            placing::free_or_say(session)?;
            return Ok(Exit::DONE);
        }
        Err(error) => error,
    };
    let back = recovery::undo_upgrades(session).and_then(|_| placing::free_or_say(session));
    if let Err(failed) = back {
        session.say(failed.message());
    }
    Err(if was_interrupted() {
        Error::busy("nothing was upgraded")
    } else {
        error.within(&meant.not_upgraded())
    })
}

/// The documents of everything installed, the new ones in the places of the old.
fn begin(session: &Session, args: &Upgrade, new: &[Document], ran: &[String]) -> Result<Vec<Document>> {
    let pipeline = Pipeline::default()
        .input(new)?
        .step(session.with_engine(session.state(["upgrade"])))
        .with(ran.iter().map(|fqmn| format!("--restart={fqmn}")))
        .with(args.trust.replace_source.then_some("--replace-source"));
    let begun = session.prepare(pipeline)?;
    if begun.code == 0 { Ok(begun.documents) } else { Err(failed(begun.code)) }
}

/// Those of these modules of which a service runs.
fn running(session: &Session, modules: &[String]) -> Result<Vec<String>> {
    let looked = session.load_running().step(["hd-compose", "ps", "services"]).only(modules);
    let documents = session.prepare(looked)?.documents;
    let runs = |fqmn: &String| {
        let document = document::find(&documents, fqmn);
        let services: Option<Vec<Service>> = document.and_then(|document| document.get("services").ok()?);
        services.unwrap_or_default().iter().any(|service| service.state == "running")
    };
    Ok(modules.iter().filter(|fqmn| runs(fqmn)).cloned().collect())
}
