//! One command of the protocol: standard input, standard output and the exit code are the protocol's.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::Path;

use cli::Exit;
use hd::declared::{Ended, Folders, Module, Refusal, Then};
use hd::error::reason;
use hd::process::Process;

/// A program that isn't there, as shells have it.
const MISSING: u8 = 127;

pub(crate) fn answer(file: &Path, command: &str) -> Exit {
    match ask(file, command) {
        Ok(Then::Nothing) => Exit::DONE,
        Ok(Then::Become(process)) => told(&replace(&process)),
        Err(refusal) => told(&refusal),
    }
}

fn ask(file: &Path, command: &str) -> Ended {
    let module = Module::read(file)?;
    // Not through a buffer: what follows a request is the input of the command that it asks for.
    let stdin = io::stdin()
        .as_fd()
        .try_clone_to_owned()
        .map_err(|cause| Refusal { code: 1, text: format!("cannot read the request: {}", reason(&cause)) })?;
    module.answer(&Folders::of_process(), command, File::from(stdin), &mut io::stdout().lock())
}

/// Becomes another program, which has this one's streams, terminal and exit code.
fn replace(process: &Process) -> Refusal {
    let cause = process.command().exec();
    let program = process.argv()[0].to_string_lossy().into_owned();
    Refusal { code: MISSING, text: format!("cannot run '{program}': {}", reason(&cause)) }
}

/// Says why there is no answer, in the protocol's way: plain text.
fn told(refusal: &Refusal) -> Exit {
    // Nobody is there to be told that standard error is closed.
    let _ = writeln!(io::stderr(), "{}", refusal.text);
    Exit(refusal.code)
}
