//! The operator's command: pipelines of the small tools, spawned, under the lock of a home.
//!
//! Exits: as the tools that it spawns; 130 after Ctrl-C.

mod adapter;
mod api;
mod args;
mod config;
mod dependants;
mod install;
mod log;
mod look;
mod module;
mod permission;
mod pipeline;
mod placing;
mod prompt;
mod proof;
mod recovery;
mod registry;
mod service;
mod session;
mod show;
mod start;
mod sudo;
mod tools;
mod trust;
mod uninstall;
mod upgrade;
mod version;

use std::io::Write;
use std::process::ExitCode;

use args::{Args, Command};
use clap::CommandFactory;
use cli::{Exit, Tool};
use hd::Result;
use session::Session;

const TOOL: Tool = Tool { name: "hyperdrive", reads: &[], writes: &[] };

fn main() -> ExitCode {
    TOOL.run(hyperdrive)
}

fn hyperdrive(args: Args) -> Result<Exit> {
    match command(&args) {
        Err(error) if pipeline::was_interrupted() => {
            cli::report(&error.within("interrupted").report(TOOL.name), None, args.common.errors);
            Ok(Exit::INTERRUPTED)
        }
        ended => ended,
    }
}

fn command(args: &Args) -> Result<Exit> {
    pipeline::note_signals()?;
    let session = Session::new(args)?;
    match &args.command {
        Command::Module(module) => module::run(session, module),
        Command::Service(service) => service::run(session, service),
        Command::Registry(registry) => registry::run(session, registry),
        Command::Api(request) => api::run(&session, request),
        Command::Adapter(words) => adapter::run(&session, words),
        Command::Completions { shell } => Ok(complete(*shell)),
    }
}

/// What this shell needs to complete our words.
fn complete(shell: clap_complete::Shell) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), TOOL.name, &mut text);
    // Nobody may be there to read it.
    let _ = std::io::stdout().write_all(&text);
    Exit::DONE
}
