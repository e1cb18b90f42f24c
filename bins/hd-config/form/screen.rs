//! The screen: the terminal taken over for the form, and given back on every way out.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use hd::error::reason;
use hd::{Error, Result};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// The terminal, taken over. Giving it back is what happens when this goes out of scope.
pub struct Screen {
    /// What is drawn on.
    pub terminal: Terminal<CrosstermBackend<File>>,
    ended: Arc<AtomicBool>,
}

impl Screen {
    /// Takes the terminal of this process over, whatever its standard streams are.
    pub fn open() -> Result<Self> {
        let no_terminal = |cause: &std::io::Error| {
            Error::machine(format!("cannot open the terminal: {}", reason(cause)))
                .hint("without one, 'hd-config set' changes settings")
        };
        let mut tty = OpenOptions::new()
            .read(true)
            .write(true)
            .open("/dev/tty")
            .map_err(|cause| no_terminal(&cause))?;
        let ended = Arc::new(AtomicBool::new(false));
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&ended)).map_err(|cause| no_terminal(&cause))?;
        }
        restore_on_panic();
        enable_raw_mode().map_err(|cause| no_terminal(&cause))?;
        let taken = execute!(tty, EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste);
        let terminal = taken.and_then(|()| Terminal::new(CrosstermBackend::new(tty)));
        match terminal {
            Ok(terminal) => Ok(Self { terminal, ended }),
            Err(cause) => {
                restore();
                Err(no_terminal(&cause))
            }
        }
    }

    /// Whether a signal asked for the end.
    pub fn is_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was. Nothing more can be done where that fails.
fn restore() {
    if let Ok(mut tty) = OpenOptions::new().write(true).open("/dev/tty") {
        let _ = execute!(tty, DisableBracketedPaste, DisableMouseCapture, LeaveAlternateScreen, cursor::Show);
        let _ = tty.flush();
    }
    let _ = disable_raw_mode();
}

/// A panic's message is read on a terminal that was given back.
fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
    }));
}
