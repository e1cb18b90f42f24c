//! The screen: the terminal taken over for the form, and given back on every way out.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use hd::error::reason;
use hd::{Error, Result};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP, SIGTSTP,
    SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::{Handle, Signals};

/// Signals that would end the process as it stands.
const ENDS: [i32; 15] = [
    SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGABRT, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU,
    SIGXFSZ, SIGIO, SIGSYS, SIGTRAP,
];

/// How long after a signal the form may go on.
const GRACE: Duration = Duration::from_secs(1);

/// The terminal, taken over. Giving it back is what happens when this goes out of scope.
pub struct Screen {
    /// What is drawn on.
    pub terminal: Terminal<CrosstermBackend<File>>,
    asked: Arc<Asked>,
    signals: Handle,
}

/// What signals asked for.
#[derive(Default)]
struct Asked {
    end: AtomicBool,
    stop: AtomicBool,
    go_on: AtomicBool,
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
        if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Err(no_terminal(&std::io::Error::other("it is dumb: no form can be drawn on it")));
        }
        let asked = Arc::new(Asked::default());
        let signals = watch(Arc::clone(&asked)).map_err(|cause| no_terminal(&cause))?;
        restore_on_panic();
        let taken = take(&mut tty);
        let terminal = taken.and_then(|()| Terminal::new(CrosstermBackend::new(tty)));
        match terminal {
            Ok(terminal) => Ok(Self { terminal, asked, signals }),
            Err(cause) => {
                restore();
                Err(no_terminal(&cause))
            }
        }
    }

    /// Whether a signal asked for the end.
    pub fn is_ended(&self) -> bool {
        self.asked.end.load(Ordering::Relaxed)
    }

    /// Stops the process where a signal asked for that, and takes the terminal over again once it goes on; whether
    /// everything has to be drawn anew.
    pub fn pause(&mut self) -> std::io::Result<bool> {
        if self.asked.stop.swap(false, Ordering::Relaxed) {
            restore();
            signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
            // The signal that it goes on with is noted by another thread.
            let stopped = Instant::now();
            while !self.asked.go_on.load(Ordering::Relaxed) && stopped.elapsed() < GRACE {
                thread::sleep(Duration::from_millis(5));
            }
            self.asked.go_on.store(true, Ordering::Relaxed);
        }
        if !self.asked.go_on.swap(false, Ordering::Relaxed) {
            return Ok(false);
        }
        // Whoever stopped it may have left the terminal otherwise than it was.
        disable_raw_mode()?;
        let mut tty = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        take(&mut tty)?;
        execute!(tty, Clear(ClearType::All))?;
        // One that knows of nothing on the screen draws everything; what clears it would ask standard output for the cursor.
        self.terminal = Terminal::new(CrosstermBackend::new(tty))?;
        Ok(true)
    }
}

fn take(tty: &mut impl Write) -> std::io::Result<()> {
    enable_raw_mode()?;
    execute!(tty, EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste)
}

/// Lets signals ask for something. A terminal that is gone gives no end to whoever reads from it: then we end all the same.
fn watch(asked: Arc<Asked>) -> std::io::Result<Handle> {
    let mut signals = Signals::new(ENDS.iter().chain(&[SIGTSTP, SIGCONT]))?;
    let handle = signals.handle();
    thread::spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP => asked.stop.store(true, Ordering::Relaxed),
                SIGCONT => asked.go_on.store(true, Ordering::Relaxed),
                _ => break,
            }
        }
        asked.end.store(true, Ordering::Relaxed);
        thread::sleep(GRACE);
        if !signals.handle().is_closed() {
            restore();
            let _ = signal_hook::low_level::emulate_default_handler(SIGTERM);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::io::Read;
    use std::process::Command;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{LocalModes, tcgetattr};

    /// Set for the process of the test that panics.
    const PANICS: &str = "HD_CONFIG_TEST_PANICS";

    #[test]
    fn a_panic_gives_the_terminal_back_and_is_read_on_it() {
        if std::env::var_os(PANICS).is_some() {
            let _screen = Screen::open().unwrap();
            panic!("as it was asked to");
        }
        let control = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&control).unwrap();
        unlockpt(&control).unwrap();
        let path = ptsname(&control, Vec::new()).unwrap().into_string().unwrap();
        let open = || File::options().read(true).write(true).open(&path).unwrap();
        let mut run = Command::new("setsid");
        run.args(["--ctty", "--wait"]).arg(std::env::current_exe().unwrap());
        run.args([
            "--exact",
            "--nocapture",
            "form::screen::tests::a_panic_gives_the_terminal_back_and_is_read_on_it",
        ]);
        let status = run.env(PANICS, "1").stdin(open()).stdout(open()).stderr(open()).status().unwrap();
        drop(run);
        assert!(!status.success());
        assert!(tcgetattr(&control).unwrap().local_modes.contains(LocalModes::ECHO | LocalModes::ICANON));
        let (mut control, mut shown, mut part) = (File::from(control), Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = control.read(&mut part) {
            shown.extend_from_slice(&part[..count]);
        }
        let shown = String::from_utf8_lossy(&shown).into_owned();
        let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("no {text:?} in {shown:?}"));
        assert!(at("\u{1b}[?1049h") < at("\u{1b}[?1049l"), "the other screen, and back");
        assert!(at("\u{1b}[?1000h") < at("\u{1b}[?1000l"), "the mouse");
        assert!(at("\u{1b}[?25h") < at("as it was asked to"), "the cursor, and then the message");
        assert!(at("\u{1b}[?1049l") < at("as it was asked to"));
    }
}
