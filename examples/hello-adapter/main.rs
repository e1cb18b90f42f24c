//! The adapter of the example module `hello-world`: it stands between Hyperdrive and the module's own files.
//!
//! ```text
//! hello-adapter [idle]              waits until it is stopped, which is what its container does
//! hello-adapter hd-module COMMAND   one command of the protocol: a line of JSON in, JSON out
//! ```

mod dialect;
mod failure;
mod folder;
mod metadata;
mod misbehave;
mod protocol;
mod run;
mod settings;
#[path = "../signed.rs"]
mod signed;

use std::io;
use std::process::ExitCode;

use failure::{Failure, Result};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let ended = match words[..] {
        [] | ["idle"] => idle(),
        ["hd-module", command] => hd_module(command),
        _ => Err("usage: hello-adapter [idle | hd-module COMMAND]".into()),
    };
    ended.map_or_else(Failure::exit, |()| ExitCode::SUCCESS)
}

fn hd_module(command: &str) -> Result<()> {
    let ended = misbehave::asked(command)
        .and_then(|done| if done { Ok(true) } else { dialect::answered(command, &mut io::stdin().lock()) })
        .and_then(|done| if done { Ok(()) } else { protocol::answer(command, &mut io::stdin().lock()) });
    folder::log(command, &ended);
    ended
}

/// Waits for the signal to stop. A container's first process gets none of those that it doesn't handle.
#[tokio::main(flavor = "current_thread")]
async fn idle() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    if misbehave::asked("idle")? {
        return Ok(());
    }
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}
