//! The screen: the terminal taken over for the form, and given back on every way out.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

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
use signal_hook::iterator::{Handle, Signals};

/// How long after a signal the form may go on.
const GRACE: Duration = Duration::from_secs(1);

/// The terminal, taken over. Giving it back is what happens when this goes out of scope.
pub struct Screen {
    /// What is drawn on.
    pub terminal: Terminal<CrosstermBackend<File>>,
    ended: Arc<AtomicBool>,
    signals: Handle,
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
        let signals = watch(Arc::clone(&ended)).map_err(|cause| no_terminal(&cause))?;
        restore_on_panic();
        enable_raw_mode().map_err(|cause| no_terminal(&cause))?;
        let taken = execute!(tty, EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste);
        let terminal = taken.and_then(|()| Terminal::new(CrosstermBackend::new(tty)));
        match terminal {
            Ok(terminal) => Ok(Self { terminal, ended, signals }),
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

/// Lets signals ask for the end. A terminal that is gone gives no end to whoever reads from it: then we end all the same.
fn watch(ended: Arc<AtomicBool>) -> std::io::Result<Handle> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let handle = signals.handle();
    thread::spawn(move || {
        if signals.forever().next().is_some() {
            ended.store(true, Ordering::Relaxed);
            thread::sleep(GRACE);
            if !signals.handle().is_closed() {
                restore();
                let _ = signal_hook::low_level::emulate_default_handler(SIGTERM);
            }
        }
    });
    Ok(handle)
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.signals.close();
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
