//! `hyperdrive module …`

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

use cli::Exit;
use hd::document::Document;
use hd::process::Process;
use hd::{Error, Result};

use crate::args::{Install, Module};
use crate::permission;
use crate::pipeline::{Ended, Interrupt, Pipeline};
use crate::session::Session;
use crate::show;
use crate::tools::words;

pub(crate) fn run(session: Session, command: &Module) -> Result<Exit> {
    match command {
        Module::Install(install) => {
            check(&session, install)?;
            self::install(&session.locked_new()?, install)
        }
        Module::List => list(&session),
    }
}

fn install(session: &Session, args: &Install) -> Result<Exit> {
    let packages = unpack(session, args)?;
    let begun = session.run(Pipeline::default().input(&packages)?.step(session.add()), Interrupt::Ends)?;
    let ended = if begun.interrupted { begun } else { answered(session, begun.documents, args)? };
    if ended.interrupted {
        session.undo_interrupted()?;
        return Ok(Exit::INTERRUPTED);
    }
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::installed)?;
    Ok(Exit(ended.code))
}

/// The modules as they are stored once their adapters have answered, with what they ask of the machine granted. Where it
/// isn't, nothing is installed.
fn answered(session: &Session, begun: Vec<Document>, args: &Install) -> Result<Ended> {
    let timeout = args.timeout.map(|seconds| seconds.to_string());
    let steps = |pipeline: Pipeline| {
        pipeline
            .step(["hd-render", "adapter"])
            .step(["hd-compose", "up", "adapter"])
            .step(["hd-adapter-call", "version"])
            .with(timeout.iter().flat_map(|seconds| ["--timeout", seconds]))
            .step(["hd-compose", "check", "adapter"])
    };
    match permission::until_granted(session, begun, &args.allow, steps) {
        Ok(ended) if ended.interrupted => Ok(ended),
        Ok(ended) => {
            let save = Pipeline::default().input(&ended.documents)?.step(session.state(["save"]));
            session.run(save, Interrupt::Ends)
        }
        Err(error) => {
            session.undo_begun("refused")?;
            Err(error)
        }
    }
}

/// Refuses a bad package before anything is made or placed: a home for it, or a good one beside it. One alone in a home
/// that is there needs no check of its own, as placing it is one step.
fn check(session: &Session, args: &Install) -> Result<()> {
    if session.has_home() && args.packages.len() == 1 {
        return Ok(());
    }
    let step = Pipeline::default().step(["hd-unpack", "--check"]).with(&args.packages);
    match session.run(step, Interrupt::Ends)? {
        Ended { code: 0, interrupted: false, .. } => Ok(()),
        Ended { code, .. } => Err(not_installed(code)),
    }
}

fn not_installed(code: u8) -> Error {
    Error::new(hd::Kind::from_code(code), "nothing was installed")
}

/// The documents of the packages, unpacked into the system directory.
fn unpack(session: &Session, args: &Install) -> Result<Vec<Document>> {
    let mut step = words(["hd-unpack"]);
    step.extend(args.packages.iter().map(OsString::from));
    step.extend([OsString::from("--into"), session.place.system_dir.clone().into()]);
    if !is_writable(&session.place.system_dir) {
        return as_root(session, step);
    }
    let ended = session.run(Pipeline::default().step(step), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    match ended.code {
        0 if !ended.interrupted => Ok(ended.documents),
        code => Err(not_installed(code)),
    }
}

/// Only placing a package needs the system directory: that one tool is run through sudo (SPEC.md section 4).
fn as_root(session: &Session, mut step: Vec<OsString>) -> Result<Vec<Document>> {
    step[0] = session.tool("hd-unpack")?.into();
    let sudo = Process::new("sudo").arg("--").args(&step);
    if !std::io::stdin().is_terminal() {
        let dir = session.place.system_dir.display();
        return Err(Error::denied(format!("the system directory '{dir}' can't be written by this user"))
            .hint(format!("type: {sudo}"))
            .hint("then run this again, or name a directory of your own with --system-dir"));
    }
    session.say("placing the package needs more rights: running hd-unpack through sudo");
    let output = sudo.terminal().run(b"")?;
    if !output.status.success() {
        return Err(not_installed(Exit::of(output.status).0));
    }
    hd::document::read(output.stdout.as_slice()).collect()
}

fn is_writable(dir: &Path) -> bool {
    let there = dir.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_ok()
}

fn list(session: &Session) -> Result<Exit> {
    let ended = session.run(session.load(), Interrupt::Ends)?;
    show::documents(session, &ended.documents, show::module)?;
    Ok(Exit(ended.code))
}
