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
    let (send, answer) = channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        let _ = send.send(read.map(|_| line));
    });
    loop {
        match answer.recv_timeout(PAUSE) {
            Ok(Ok(line)) => return Ok(matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")),
            Err(RecvTimeoutError::Timeout) if pipeline::cut_off() => {
                let _ = writeln!(io::stderr());
                return Err(Error::busy("nothing was answered"));
            }
            Err(RecvTimeoutError::Timeout) => {}
            _ => return Ok(false),
        }
    }
}
