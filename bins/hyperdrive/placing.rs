//! The system directory: what is placed in it and freed again, through sudo where this user can't write it
//! (SPEC.md section 4).

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

use cli::Exit;
use hd::document::Document;
use hd::document::fields::Package;
use hd::module::System;
use hd::process::Process;
use hd::state::Home;
use hd::{Error, Result};
use rustix::io::Errno;

use crate::pipeline::{Interrupt, Pipeline};
use crate::recovery::or_later;
use crate::session::Session;
use crate::tools::words;

/// The documents of packages, placed in the system directory, which this home needs from here on.
pub(crate) fn place(session: &Session, packages: &[OsString]) -> Result<Vec<Document>> {
    let home = ["--home".into(), session.home()?.id().into()];
    write(session, packages.iter().cloned().chain(home), "the package isn't placed")
}

/// The documents of packages that only another user can place, where they are all there as this home needs them, unchanged.
pub(crate) fn placed_by_another(session: &Session, seen: &[Document]) -> Result<Option<Vec<Document>>> {
    let system = System::at(&session.place.system_dir);
    if !is_somebody_elses(&session.place.system_dir) {
        return Ok(None);
    }
    let (held, linked) = (system.held(session.home()?.id())?, system.installed()?);
    let mut documents = Vec::new();
    for one in seen {
        let Package { sha256, .. } = one.need("package")?;
        let is_linked = linked.iter().any(|(fqmn, to)| fqmn.to_string() == one.fqmn() && *to == sha256);
        let is_whole = || system.verify(&sha256).is_ok_and(|faults| faults.is_empty());
        if !is_linked || !held.contains(&sha256) || !is_whole() {
            return Ok(None);
        }
        documents.push(system.find(&sha256)?.0);
    }
    Ok(Some(documents))
}

/// Has the module's link lead to a placed package that this home holds. Nothing is rendered by the link: where this user
/// can't, whoever can sets it right later.
pub(crate) fn link(session: &Session, sha256: &str) -> Result<()> {
    if !is_writable(&session.place.system_dir) {
        return Ok(());
    }
    or_later(session, place(session, &[format!("sha256:{sha256}").into()]).map(drop))
}

/// Frees the packages that this home holds and doesn't need any more, and tidies up after runs that were killed. Where it
/// can't, the next command does that can.
pub(crate) fn free(session: &Session) -> Result<()> {
    if !is_writable(&session.place.system_dir) {
        return Ok(());
    }
    let (home, system) = (session.home()?, System::at(&session.place.system_dir));
    if system.has_leftovers()? || holds_more(&home, &system)? {
        let failed = format!("what isn't needed any more stays in '{}'", session.place.system_dir.display());
        write(session, retained(&home)?, &failed)?;
    }
    let astray = astray(&home, &system)?;
    if astray.is_empty() { Ok(()) } else { place(session, &astray).map(drop) }
}

/// The same at the start of a command, which it holds up in no case: a full disk must not keep services from being stopped.
pub(crate) fn free_or_later(session: &Session) -> Result<()> {
    or_later(session, free(session))
}

/// The same at the end of a command. Where it can't be done now, that is said, with what does it.
pub(crate) fn free_or_say(session: &Session) -> Result<()> {
    let dir = &session.place.system_dir;
    if is_writable(dir) {
        return free(session);
    }
    let home = session.home()?;
    if holds_more(&home, &System::at(dir))? {
        let left = format!("packages that aren't needed any more stay in '{}'", dir.display());
        session.say(&if is_somebody_elses(dir) {
            format!("{left}; to free them, type: {}", freeing(session, &home)?)
        } else {
            format!("{left}, which can't be written; a later command frees them")
        });
    }
    Ok(())
}

fn freeing(session: &Session, home: &Home) -> Result<Process> {
    let into: [OsString; 2] = ["--into".into(), session.place.system_dir.clone().into()];
    let free = Process::new("sudo").arg("--").arg(session.tool("hd-unpack")?);
    Ok(free.args(retained(home)?).args(into))
}

fn holds_more(home: &Home, system: &System) -> Result<bool> {
    let needed = hd::state::packages(home)?;
    Ok(system.held(home.id())?.iter().any(|sha256| !needed.contains(sha256)))
}

/// What `hd-unpack` frees all but what this home needs with.
fn retained(home: &Home) -> Result<impl Iterator<Item = OsString>> {
    let digests = hd::state::packages(home)?.into_iter().map(|sha256| format!("sha256:{sha256}").into());
    Ok(digests.chain(["--retain".into(), home.id().into()]))
}

/// The packages that this home renders from where the module's link leads to another one that no other home needs: what is to
/// replace it was placed, and the run that wanted it was killed.
fn astray(home: &Home, system: &System) -> Result<Vec<OsString>> {
    let installed = home.installed()?;
    let mut astray = Vec::new();
    for (fqmn, linked) in system.installed()? {
        let Some(record) = installed.modules.get(&fqmn.to_string()) else { continue };
        if record.package.sha256 != linked && !system.is_shared(&linked, home.id())? {
            astray.push(format!("sha256:{}", record.package.sha256).into());
        }
    }
    Ok(astray)
}

/// `hd-unpack WORDS --into SYSTEM`. `failed` says what that comes to where it can't be done.
fn write(session: &Session, more: impl Iterator<Item = OsString>, failed: &str) -> Result<Vec<Document>> {
    let into = ["--into".into(), session.place.system_dir.clone().into()];
    let step: Vec<OsString> = words(["hd-unpack"]).into_iter().chain(more).chain(into).collect();
    if is_somebody_elses(&session.place.system_dir) {
        return as_root(session, step);
    }
    let ended = session.run(Pipeline::default().step(step), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    match ended.code {
        0 if !ended.interrupted => Ok(ended.documents),
        code => Err(Error::new(hd::Kind::from_code(code), failed)),
    }
}

/// Only placing a package needs the system directory: that one tool is run through sudo.
fn as_root(session: &Session, mut step: Vec<OsString>) -> Result<Vec<Document>> {
    step[0] = session.tool("hd-unpack")?.into();
    let sudo = Process::new("sudo").arg("--").args(&step);
    if !std::io::stdin().is_terminal() {
        let dir = session.place.system_dir.display();
        return Err(Error::denied(format!("the system directory '{dir}' can't be written by this user"))
            .hint(format!("type: {sudo}"))
            .hint("then run this again, or name a directory of your own with --system-dir"));
    }
    session.say("placing the package needs more rights: hd-unpack runs through sudo");
    let output = sudo.terminal().run(b"").map_err(|error| without_sudo(error, &step))?;
    if !output.status.success() {
        return Err(Error::new(hd::Kind::from_code(Exit::of(output.status).0), "the package isn't placed"));
    }
    hd::document::read(output.stdout.as_slice()).collect()
}

/// Sudo can't be run here: root itself has to do it.
fn without_sudo(error: Error, step: &[OsString]) -> Error {
    if error.kind() != hd::Kind::Machine {
        return error;
    }
    Error::denied(format!("the package isn't placed: {}", error.message()))
        .hint(format!("type as root: {}", Process::new(&step[0]).args(&step[1..])))
        .hint("then run this again, or name a directory of your own with --system-dir")
}

fn is_writable(dir: &Path) -> bool {
    access(dir).is_ok()
}

/// Whether another user may write it: a disk that is read-only is so for everybody.
fn is_somebody_elses(dir: &Path) -> bool {
    matches!(access(dir), Err(Errno::ACCESS | Errno::PERM))
}

/// What was placed through sudo may be another user's than the directory.
fn access(dir: &Path) -> rustix::io::Result<()> {
    ["packages/staging", "modules"].iter().try_for_each(|inner| {
        let path = dir.join(inner);
        let there = path.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
        rustix::fs::access(there, rustix::fs::Access::WRITE_OK)
    })
}
