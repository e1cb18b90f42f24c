//! What the words of `module install` and `module upgrade` mean: packages that are here, or names that `hd-registry` knows
//! where to get. And `module search`, `registry …`.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use cli::Exit;
use hd::document::Document;
use hd::document::fields::Source;
use hd::error::reason;
use hd::name::Fqmn;
use hd::process::Process;
use hd::registry::{Planned, curated};
use hd::{Error, Kind, Result, escape};
use rustix::fs::{FlockOperation, flock};
use serde_json::Value;

use crate::args::{Registries, Registry};
use crate::install::Incoming;
use crate::session::Session;
use crate::tools::words;

/// What is asked for.
pub(crate) struct Wanted<'a> {
    /// Files, folders, URLs, names.
    pub(crate) words: &'a [String],
    /// What is installed.
    pub(crate) installed: &'a [Document],
}

/// Whether packages from there are trusted without a word.
pub(crate) fn is_curated(source: &Source) -> bool {
    curated::is_source(source)
}

/// Whether the word is a name of a registry's, and no file: nothing of that name is here, and it looks like one.
pub(crate) fn is_name(word: &str) -> bool {
    let named_as_file = word.starts_with(['.', '/'])
        || Path::new(word).extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"))
        || word == "-";
    // What is no version is told so, not taken for a file that isn't there.
    let fqmn = word.split('@').next().unwrap_or(word).parse::<Fqmn>();
    !named_as_file && !Path::new(word).exists() && fqmn.is_ok()
}

/// Whether the word is a URL.
pub(crate) fn is_url(word: &str) -> bool {
    word.contains("://")
}

/// The packages that are meant, and what the named ones need.
pub(crate) fn fetch(session: &Session, wanted: &Wanted, args: &Registry) -> Result<Vec<Incoming>> {
    let (names, others): (Vec<&String>, Vec<&String>) = wanted.words.iter().partition(|word| is_name(word));
    let mut incoming = Vec::new();
    for word in others {
        check_file(word)?;
        let (package, held) = if is_url(word) {
            let package = get(session, args, word)?;
            let held = Download::hold(&package)?;
            (package, Some(held))
        } else {
            (path_of(word), None)
        };
        incoming.push(Incoming { package, source: Source::File, download: held, needed: false });
    }
    if !names.is_empty() {
        let plan = ["plan".into()].into_iter().chain(names.into_iter().map(OsString::from));
        incoming.extend(planned(session, wanted, args, plan.collect())?);
    }
    Ok(incoming)
}

/// A package is looked at first and placed then: what can be read only once is none.
fn check_file(word: &str) -> Result<()> {
    let is_other = |about: std::fs::Metadata| !about.is_file() && !about.is_dir();
    if word != "-" && !std::fs::metadata(word).is_ok_and(is_other) {
        return Ok(());
    }
    Err(Error::usage(format!("'{word}' is no file, and a package is read twice"))
        .hint("write it into a file first, and name that"))
}

/// A file's path as a tool takes it: one that begins as an option does is none.
fn path_of(word: &str) -> OsString {
    if word.starts_with('-') { format!("./{word}").into() } else { word.into() }
}

/// The file into which the package at a URL was got.
fn get(session: &Session, args: &Registry, url: &str) -> Result<OsString> {
    let got = tool(session, args, words(["get", url]), b"")?;
    let got: Value =
        serde_json::from_slice(&got).map_err(|cause| Error::bug(format!("hd-registry: {cause}")))?;
    got["file"].as_str().map(Into::into).ok_or_else(|| Error::bug("hd-registry gives no file"))
}

/// The newest packages of all that came from a registry.
pub(crate) fn newer(session: &Session, wanted: &Wanted, args: &Registry) -> Result<Vec<Incoming>> {
    planned(session, wanted, args, words(["plan", "--all"]))
}

fn planned(
    session: &Session,
    wanted: &Wanted,
    args: &Registry,
    plan: Vec<OsString>,
) -> Result<Vec<Incoming>> {
    let mut installed = Vec::new();
    for document in wanted.installed {
        hd::document::write(document, hd::document::Layout::Compact, &mut installed)
            .map_err(|cause| Error::bug(format!("cannot write a document: {cause}")))?;
    }
    let plan = tool(session, args, plan, &installed)?;
    let got = tool(session, args, words(["fetch"]), &plan)?;
    let planned = serde_json::Deserializer::from_slice(&got).into_iter::<Planned>();
    let incoming = |one: serde_json::Result<Planned>| {
        let one = one.map_err(|cause| Error::bug(format!("hd-registry: {cause}")))?;
        let package: OsString = one.file.ok_or_else(|| Error::bug("hd-registry gives no file"))?.into();
        let download = Some(Download::hold(&package)?);
        Ok(Incoming { package, source: one.source, download, needed: false })
    };
    planned.map(incoming).collect()
}

/// A downloaded package that this run reads. Others may be at the same one: it is locked for reading.
#[derive(Debug)]
pub(crate) struct Download(File);

impl Download {
    fn hold(package: &OsString) -> Result<Self> {
        let path = Path::new(package);
        let held = || -> std::io::Result<File> {
            let file = File::open(path)?;
            flock(&file, FlockOperation::NonBlockingLockShared)?;
            // One that was removed before it was locked is nobody's any more.
            std::fs::metadata(path)?;
            Ok(file)
        };
        held().map(Self).map_err(|cause| {
            Error::busy(format!("the download '{}' is gone again: {}", path.display(), reason(&cause)))
                .hint("another hyperdrive may have used it: run the command again")
        })
    }
}

/// Removes what was downloaded and is placed; what another run reads is left to that one.
pub(crate) fn forget(incoming: &[Incoming]) {
    for one in incoming {
        let alone =
            |download: &Download| flock(&download.0, FlockOperation::NonBlockingLockExclusive).is_ok();
        if one.download.as_ref().is_some_and(alone) {
            let _ = std::fs::remove_file(&one.package);
        }
    }
}

/// `hd-registry WORDS`, which says itself what goes wrong, and shows how far it is. Gives what it prints.
fn tool(session: &Session, args: &Registry, more: Vec<OsString>, input: &[u8]) -> Result<Vec<u8>> {
    let output = process(session, args, more)?.terminal().run(input)?;
    match Exit::of(output.status) {
        Exit::DONE => Ok(output.stdout),
        Exit(code) => Err(Error::new(Kind::from_code(code), "nothing was installed")),
    }
}

fn process(session: &Session, args: &Registry, more: Vec<OsString>) -> Result<Process> {
    let options = args.registry.iter().flat_map(|name| words(["--registry", name]));
    let stale = args.allow_stale.then_some("--allow-stale");
    let quiet = session.common.quiet.then_some("--quiet");
    let process = Process::new(session.tool("hd-registry")?).args(more).args(options).args(stale).args(quiet);
    let process = process.arg("--user-dir").arg(session.user_dir());
    Ok(session.lock_of(process))
}

pub(crate) fn search(session: &Session, found: &[String], args: &Registry) -> Result<Exit> {
    let more = words(["search"]).into_iter().chain(found.iter().map(OsString::from)).collect();
    let output = process(session, args, more)?.terminal().run(b"")?;
    print(session, &output.stdout, |one| {
        let text = |name: &str| escape::short(one[name].as_str().unwrap_or_default(), 60);
        let newest = one["versions"].as_array().and_then(|all| all.last()?.as_str()).unwrap_or("-");
        let newest = escape::short(newest, 40);
        format!("{} {newest} ({}): {}\n", text("fqmn"), text("registry"), text("description"))
    })?;
    Ok(Exit::of(output.status))
}

/// `hyperdrive registry …`
pub(crate) fn run(session: Session, command: &Registries) -> Result<Exit> {
    let none = Registry { registry: None, allow_stale: false };
    let (session, more) = match command {
        Registries::List => (session, words(["list"])),
        Registries::Remove { name } => (session.locked_new()?, words(["remove", name])),
        Registries::Add { location, key } => {
            let key = key.iter().flat_map(|key| words(["--key", key]));
            (session.locked_new()?, words(["add", location]).into_iter().chain(key).collect())
        }
    };
    if matches!(command, Registries::Add { .. }) {
        // It asks, so it gets the terminal.
        return Ok(Exit::of(process(&session, &none, more)?.attach()?));
    }
    let output = process(&session, &none, more)?.terminal().run(b"")?;
    print(&session, &output.stdout, |one| {
        let text = |name: &str| escape::short(one[name].as_str().unwrap_or_default(), 200);
        format!("{}: {}\n  {}\n", text("name"), text("location"), text("key"))
    })?;
    Ok(Exit::of(output.status))
}

fn print(session: &Session, lines: &[u8], text: impl Fn(&Value) -> String) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for one in serde_json::Deserializer::from_slice(lines).into_iter::<Value>() {
        let one = one.map_err(|cause| Error::bug(format!("hd-registry: {cause}")))?;
        let line = if session.json { format!("{one}\n") } else { text(&one) };
        match out.write_all(line.as_bytes()) {
            Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
                return Err(Error::file("write to", "standard output", &cause));
            }
            _ => {}
        }
    }
    Ok(())
}
