//! A question to the person at the terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use hd::{Error, Result};

use crate::pipeline;

/// How often it is looked whether Ctrl-C came.
const PAUSE: Duration = Duration::from_millis(50);

/// Whether somebody is there to answer.
pub(crate) fn somebody() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether the answer is yes; no where nothing is typed. Ctrl-C ends the command.
pub(crate) fn yes(question: &str) -> Result<bool> {
    let _ = write!(io::stderr(), "{} [y/N] ", hd::escape::line(question));
    let read = || {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    };
    let answer = awaited(read).map_err(|_| {
        let _ = writeln!(io::stderr());
        Error::busy("nothing was answered")
    })?;
    Ok(answer.is_ok_and(|line| matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")))
}

/// What may wait for somebody who never comes, on a thread of its own, so that Ctrl-C ends the command.
pub(crate) fn awaited<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (send, done) = channel();
    std::thread::spawn(move || send.send(work()));
    loop {
        match done.recv_timeout(PAUSE) {
            Ok(came) => return Ok(came),
            Err(RecvTimeoutError::Timeout) if !pipeline::cut_off() => {}
            Err(_) => return Err(Error::busy("nothing more is waited for")),
        }
    }
}
