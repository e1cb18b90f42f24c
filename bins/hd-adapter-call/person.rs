//! `run`: a command of the module's own, for a person, on their terminal where there is one.

use std::ffi::OsString;
use std::io::{IsTerminal, Read, stderr, stdin, stdout};
use std::thread;
use std::time::Duration;

use cli::Exit;
use hd::adapter::{Caller, Wires};
use hd::{Error, Result};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use signal_hook::consts::SIGWINCH;
use signal_hook::iterator::Signals;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::args::Args;

/// No time-out, where none is asked for: a person decides.
pub(crate) const PATIENT: Duration = Duration::MAX;

/// Runs the command; its exit code is the tool's.
pub(crate) fn run(caller: &Caller, args: &Args) -> Result<Exit> {
    let words = words(args)?;
    // A local adapter has our terminal as it is.
    let terminal = args.container.is_some() && stdin().is_terminal() && stdout().is_terminal();
    let sizes = if terminal { Some(sizes()?) } else { None };
    let raw = if terminal { Some(Raw::set()?) } else { None };
    let wires = Wires { input: typed(), sizes, stdout: Box::new(stdout()), stderr: Box::new(stderr()) };
    let code = caller.run(&words, wires);
    drop(raw);
    code.map(|code| Exit(u8::try_from(code).unwrap_or(u8::MAX)))
}

/// The local adapter's command line, behind the words that `--words` counts.
pub(crate) fn command_line(args: &Args) -> Result<&[OsString]> {
    let count = args.words_after.unwrap_or(0);
    args.rest
        .get(count..)
        .filter(|command| !command.is_empty())
        .ok_or_else(|| Error::usage(format!("after {count} words there is no local adapter's command line")))
}

/// The words for the adapter; see `--help` for where they stand.
fn words(args: &Args) -> Result<Vec<String>> {
    let mut words = args.words.clone();
    let after = if args.container.is_some() { args.rest.len() } else { args.words_after.unwrap_or(0) };
    for word in args.rest.iter().take(after) {
        let text = word.to_str().ok_or_else(|| {
            Error::usage(format!("the word '{}' isn't UTF-8, as JSON has to be", word.to_string_lossy()))
        })?;
        words.push(text.into());
    }
    Ok(words)
}

/// Standard input, piece by piece, from a thread of its own: a read can't be called off.
fn typed() -> Receiver<Vec<u8>> {
    let (send, typed) = channel(8);
    thread::spawn(move || {
        let mut piece = vec![0; 4096];
        while let Ok(count @ 1..) = stdin().read(&mut piece) {
            if send.blocking_send(piece[..count].into()).is_err() {
                return;
            }
        }
    });
    typed
}

/// The terminal's size, now and whenever it changes.
fn sizes() -> Result<Receiver<(u16, u16)>> {
    let (send, sizes) = channel(8);
    let mut signals = Signals::new([SIGWINCH])
        .map_err(|cause| Error::machine(format!("cannot watch the terminal's size: {cause}")))?;
    thread::spawn(move || {
        let mut open = tell(&send);
        for _ in signals.forever() {
            open = open && tell(&send);
        }
    });
    Ok(sizes)
}

fn tell(send: &Sender<(u16, u16)>) -> bool {
    tcgetwinsize(stdout()).map_or(true, |size| send.blocking_send((size.ws_col, size.ws_row)).is_ok())
}

/// A terminal that passes every key on; as it was again when this goes out of scope.
struct Raw(Termios);

impl Raw {
    fn set() -> Result<Self> {
        let cannot = |cause: rustix::io::Errno| Error::machine(format!("cannot set the terminal: {cause}"));
        let before = tcgetattr(stdin()).map_err(cannot)?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(stdin(), OptionalActions::Now, &raw).map_err(cannot)?;
        Ok(Self(before))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = tcsetattr(stdin(), OptionalActions::Drain, &self.0);
    }
}
