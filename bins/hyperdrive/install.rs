//! `hyperdrive module install`: nothing is begun before every package was looked at.

use std::collections::HashSet;
use std::ffi::OsString;

use cli::Exit;
use hd::document::Document;
use hd::document::fields::{Package, Source};
use hd::{Error, Result};
use serde_json::Value;

use crate::args::Install;
use crate::pipeline::{Ended, Interrupt, Pipeline, was_interrupted};
use crate::registry::{self, Download, Wanted};
use crate::session::Session;
use crate::{permission, placing, recovery, show, trust};

/// A package that is to come in.
#[derive(Debug)]
pub(crate) struct Incoming {
    /// What `hd-unpack` takes: a file or a folder.
    pub(crate) package: OsString,
    /// Where it came from.
    pub(crate) source: Source,
    /// The file is ours: it goes when the package is placed.
    pub(crate) download: Option<Download>,
    /// It comes along with an upgrade, and goes again where nothing needs it.
    pub(crate) needed: bool,
}

/// How packages come in, as the command line says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct How<'a> {
    /// Permissions that are granted.
    pub(crate) allow: &'a [String],
    /// How long an adapter may take to answer, in seconds.
    pub(crate) timeout: Option<u64>,
    /// A package may come from elsewhere than the installed one.
    pub(crate) replace_source: bool,
}

pub(crate) fn run(session: Session, args: &Install) -> Result<Exit> {
    // What comes over the network needs a place to come to. Nobody is held up while it comes, nor while somebody thinks.
    let named = args.packages.iter().any(|word| registry::is_name(word) || registry::is_url(word));
    let session = if named { session.locked_new()?.unlocked() } else { session };
    let installed = if session.has_home() { session.stored(session.load())? } else { Vec::new() };
    let wanted = Wanted { words: &args.packages, installed: &installed };
    let incoming = registry::fetch(&session, &wanted, &args.registry)?;
    if incoming.is_empty() {
        session.say("everything that was asked for is installed already");
        return Ok(Exit::DONE);
    }
    // What was downloaded and is no good is had again, not kept.
    let documents = look(&session, &incoming).inspect_err(|_| registry::forget(&incoming))?;
    documents.iter().try_for_each(|document| is_no_upgrade(document, &installed))?;
    trust::check(&args.trust, &documents, |document| is_named(args, document), registry::is_curated)?;
    let session = session.locked_new()?;
    let installed = session.stored(session.load())?;
    documents.iter().try_for_each(|document| is_no_upgrade(document, &installed))?;
    let how = How { allow: &args.allow, timeout: args.timeout, replace_source: args.trust.replace_source };
    bring_in(&session, how, &incoming, &documents)
}

/// Whether the command line names it: as a file, a folder or a URL, or by its name.
fn is_named(args: &Install, document: &Document) -> bool {
    let source: Option<Source> = document.get("source").ok().flatten();
    let fqmn = document.fqmn();
    source.unwrap_or_default() == Source::File
        || args.packages.iter().any(|word| word.split('@').next() == Some(&fqmn))
}

/// Installs packages that were looked at and are trusted.
pub(crate) fn bring_in(
    session: &Session,
    how: How,
    incoming: &[Incoming],
    seen: &[Document],
) -> Result<Exit> {
    let ended = placed(session, incoming, seen).and_then(|documents| begin(session, how, &documents));
    let freed = placing::free_or_say(session);
    let exit = ended.map_err(
        |error| {
            if was_interrupted() { Error::busy("nothing was installed") } else { error }
        },
    )?;
    registry::forget(incoming);
    freed.map(|()| exit)
}

/// The documents of packages, every byte of them checked and nothing written.
pub(crate) fn look(session: &Session, incoming: &[Incoming]) -> Result<Vec<Document>> {
    let packages: Vec<&OsString> = incoming.iter().map(|one| &one.package).collect();
    let step = Pipeline::default().step(["hd-unpack"]).with(&packages);
    let mut documents = match session.run(step, Interrupt::Ends)? {
        Ended { code: 0, interrupted: false, documents, .. } => documents,
        Ended { code, .. } => return Err(not_installed(code)),
    };
    bind(&mut documents, incoming)?;
    are_different(&documents)?;
    Ok(documents)
}

fn are_different(documents: &[Document]) -> Result<()> {
    let mut seen = HashSet::new();
    let again = documents.iter().map(Document::fqmn).find(|fqmn| !seen.insert(fqmn.clone()));
    again.map_or(Ok(()), |fqmn| {
        Err(Error::usage(format!("two of these packages are of '{fqmn}'")).hint("name one of them"))
    })
}

fn bind(documents: &mut [Document], incoming: &[Incoming]) -> Result<()> {
    documents.iter_mut().zip(incoming).try_for_each(|(document, one)| {
        if one.needed {
            document.set("needed", &true)?;
        }
        document.set("source", &one.source)
    })
}

/// The same packages in the system directory.
pub(crate) fn placed(session: &Session, incoming: &[Incoming], seen: &[Document]) -> Result<Vec<Document>> {
    let mut documents = match placing::placed_by_another(session, seen)? {
        Some(there) => there,
        None => place(session, incoming)?,
    };
    let digest = |document: &Document| document.need::<Package>("package").map(|package| package.sha256);
    for (seen, now) in seen.iter().zip(&documents) {
        if digest(seen)? != digest(now)? {
            return Err(Error::busy(format!("the package of '{}' was changed meanwhile", now.fqmn())));
        }
    }
    bind(&mut documents, incoming)?;
    Ok(documents)
}

fn place(session: &Session, incoming: &[Incoming]) -> Result<Vec<Document>> {
    let packages: Vec<OsString> = incoming.iter().map(|one| one.package.clone()).collect();
    placing::place(session, &packages).map_err(|error| {
        if matches!(error.kind(), hd::Kind::Denied) { error } else { not_installed(error.kind().code()) }
    })
}

fn begin(session: &Session, how: How, packages: &[Document]) -> Result<Exit> {
    let add = Pipeline::default().input(packages)?.step(session.add());
    let add = add.with(how.replace_source.then_some("--replace-source"));
    let begun = session.run(add, Interrupt::Ends)?;
    let ended = if begun.interrupted || begun.documents.is_empty() {
        begun
    } else {
        answered(session, begun.documents, how)?
    };
    if ended.interrupted {
        recovery::undo(session)?;
        return Err(Error::busy("nothing was installed"));
    }
    if ended.documents.is_empty() {
        return Err(not_installed(ended.code));
    }
    session.say_errors(&ended.documents);
    let documents = without_those_back(session, ended.documents)?;
    show::documents(session, &documents, show::installed)?;
    Ok(Exit(ended.code))
}

/// What is installed now: a module whose new package isn't well has its old one back, where that was.
fn without_those_back(session: &Session, mut documents: Vec<Document>) -> Result<Vec<Document>> {
    if documents.iter().any(|document| document.error().is_some()) {
        let back = recovery::undo_upgrades(session)?;
        documents.retain(|document| !back.contains(&document.fqmn()));
    }
    Ok(documents)
}

/// The modules as they are stored once their adapters have answered, with what they ask of the machine granted. Where it
/// isn't, nothing is installed.
fn answered(session: &Session, begun: Vec<Document>, how: How) -> Result<Ended> {
    let timeout = how.timeout.map(|seconds| seconds.to_string());
    let steps = |pipeline: Pipeline| {
        pipeline
            .step(["hd-render", "adapter"])
            .step(["hd-compose", "up", "adapter"])
            .step(["hd-adapter-call", "version"])
            .with(timeout.iter().flat_map(|seconds| ["--timeout", seconds]))
            .step(["hd-compose", "check", "adapter"])
    };
    match permission::until_granted(session, begun, how.allow, steps) {
        Ok(ended) if ended.interrupted => Ok(ended),
        Ok(ended) => {
            let save = Pipeline::default().input(&ended.documents)?.step(session.state(["save"]));
            session.run(save, Interrupt::Ends)
        }
        Err(error) => {
            recovery::undo(session)?;
            Err(error)
        }
    }
}

/// Another version of what is installed comes by an upgrade, which keeps the old one until the new one is well.
fn is_no_upgrade(document: &Document, installed: &[Document]) -> Result<()> {
    let version = |document: &Document| {
        let descriptor: Option<Value> = document.get("descriptor").ok().flatten();
        descriptor.and_then(|descriptor| descriptor["version"].as_str().map(str::to_owned))
    };
    let fqmn = document.fqmn();
    match hd::document::find(installed, &fqmn) {
        Some(old) if version(old).is_some() && version(old) != version(document) && !show::is_failed(old) => {
            let (old, new) = (version(old).unwrap_or_default(), version(document).unwrap_or_default());
            Err(Error::no(format!("'{fqmn}' {old} is installed, and this package is {new}"))
                .hint("'hyperdrive module upgrade PACKAGE' takes one to the other"))
        }
        _ => Ok(()),
    }
}

fn not_installed(code: u8) -> Error {
    Error::new(hd::Kind::from_code(code), "nothing was installed")
}
