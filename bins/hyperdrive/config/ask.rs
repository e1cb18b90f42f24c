//! A question to the person at the terminal whose answer nobody else may read.

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use hd::error::reason;
use hd::{Error, Result, escape};

use crate::pipeline;
use crate::prompt;

/// A line that isn't shown while it is typed; from standard input as it is where that is no terminal.
pub(super) fn secret(name: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        let read = || {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).map(|_| line)
        };
        let line = prompt::awaited(read)?.map_err(|cause| cannot_read(&cause))?;
        if line.is_empty() {
            return Err(Error::input(format!("standard input ended before the value of '{name}'")));
        }
        return Ok(hd::config::secret::without_newline(&line).into());
    }
    say(&format!("{} (not shown): ", escape::line(name)));
    enable_raw_mode().map_err(|cause| cannot_read(&cause))?;
    let typed = typed();
    let _ = disable_raw_mode();
    say("\n");
    typed
}

fn typed() -> Result<String> {
    let mut text = String::new();
    loop {
        while !event::poll(Duration::from_millis(200)).map_err(|cause| cannot_read(&cause))? {
            if pipeline::has_come() {
                return Err(Error::busy("nothing was typed"));
            }
        }
        let Event::Key(key) = event::read().map_err(|cause| cannot_read(&cause))? else { continue };
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            _ if key.kind == KeyEventKind::Release => {}
            KeyCode::Enter => return Ok(text),
            KeyCode::Char('c' | 'd') if control => return Err(Error::no("nothing was typed")),
            KeyCode::Char('u') if control => text.clear(),
            KeyCode::Char(letter) if !control => text.push(letter),
            KeyCode::Backspace => drop(text.pop()),
            KeyCode::Esc => return Err(Error::no("nothing was typed")),
            _ => {}
        }
    }
}

fn say(text: &str) {
    let mut err = io::stderr();
    // Nobody is there to be told that standard error is closed.
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}

fn cannot_read(cause: &io::Error) -> Error {
    Error::machine(format!("cannot read from the terminal: {}", reason(cause)))
}
