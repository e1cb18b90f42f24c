//! Waiting, which is what an adapter's container does: no work until a signal comes.

use std::path::Path;

use cli::Exit;
use hd::declared::Module;
use hd::error::reason;
use hd::{Error, Result};
use rustix::process::{WaitOptions, wait};
use signal_hook::consts::{SIGCHLD, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Waits for the signal to stop. A container's first process gets none of those that it doesn't handle, and what
/// commands leave behind becomes its child: it sees these off. A module that is no good ends it at once.
pub(crate) fn idle(module: &Path) -> Result<Exit> {
    let fault =
        |cause: std::io::Error| Error::machine(format!("cannot wait for signals: {}", reason(&cause)));
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGCHLD]).map_err(fault)?;
    Module::read(module)?;
    for signal in signals.forever() {
        if signal != SIGCHLD {
            break;
        }
        while matches!(wait(WaitOptions::NOHANG), Ok(Some(_))) {}
    }
    Ok(Exit::DONE)
}
