//! Talking with the adapter that is judged: everything that it says is looked at for the key, for an end, for a crash.

use super::super::code::{self, Code};
use super::super::finding::{Finding, Place};
use super::super::report::Report;
use super::super::subject::Subject;
use crate::adapter::{self, Answer, Dialect, End, Operation, Payload};
use crate::error::{Error, Kind};
use crate::escape;

/// After so many commands that don't end nothing more is asked: each takes all of its time.
const PATIENCE: usize = 3;

/// Why no more is asked.
#[derive(Debug)]
pub(super) enum Over {
    /// It is of no use.
    Enough,
    /// Something else failed.
    Failed(Error),
}

impl From<Error> for Over {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What a probe gives.
pub(super) type Result<T> = std::result::Result<T, Over>;

/// The adapter, and what is found of it.
pub(super) struct Talk<'t> {
    pub(super) subject: Subject,
    pub(super) report: &'t mut Report,
    hung: usize,
}

/// What it said to a command.
#[derive(Debug)]
pub(super) struct Said {
    command: String,
    said: adapter::Said,
}

impl<'t> Talk<'t> {
    pub(super) fn new(subject: Subject, report: &'t mut Report) -> Self {
        Self { subject, report, hung: 0 }
    }

    /// Adds a finding.
    #[allow(clippy::unnecessary_wraps, reason = "it ends a probe, as all that a probe does")]
    pub(super) fn found(
        &mut self,
        code: &'static Code,
        place: Place,
        message: impl AsRef<str>,
    ) -> Result<()> {
        self.report.add(Finding::new(code, place, message));
        Ok(())
    }

    /// A call that failed as Hyperdrive would see it.
    pub(super) fn failed(&mut self, command: &str, error: Error) -> Result<()> {
        match error.kind() {
            Kind::Busy if !error.message().contains("interrupted") => {
                self.hangs()?;
                self.found(code::HANGS, Place::at(command), error.message())
            }
            Kind::Adapter => self.found(code::ANSWER, Place::at(command), error.message()),
            _ => Err(error.into()),
        }
    }

    fn hangs(&mut self) -> Result<()> {
        self.hung += 1;
        if self.hung >= PATIENCE { Err(Over::Enough) } else { Ok(()) }
    }

    /// An operation in its dialect, with the right key or with none. `None` where there is no such operation, or no end.
    pub(super) fn ask(
        &mut self,
        dialect: Dialect,
        operation: Operation,
        payload: &Payload,
        with_key: bool,
    ) -> Result<Option<Said>> {
        let key = self.subject.key().clone();
        let key = with_key.then_some(&key);
        match dialect.request(operation, payload, key)? {
            Some((command, line)) => self.say(command, line.as_bytes()),
            None => Ok(None),
        }
    }

    /// Runs a command with this input; what doesn't end, and what prints the key, is found here. `None` where it didn't end.
    pub(super) fn say(&mut self, command: &str, input: &[u8]) -> Result<Option<Said>> {
        let place = || Place::at(command);
        let said = match self.subject.say(command, input) {
            // Its container has ended by itself, before this command.
            Err(error) if error.kind() == Kind::Adapter => {
                self.found(code::START, place(), super::with_hints(&error))?;
                return Err(Over::Enough);
            }
            said => said?,
        };
        if self.subject.key().is_in(&said.stdout) || self.subject.key().is_in(&said.stderr) {
            self.found(code::LEAK, place(), "it printed the adapter's key")?;
        }
        match said.end {
            End::Code(_) | End::Signal(_) => {
                self.report.look([&code::HANGS, &code::LEAK]);
                Ok(Some(Said { command: command.into(), said }))
            }
            End::TooSlow(_) => {
                self.found(code::HANGS, place(), "it didn't end within its time")?;
                self.hangs().map(|()| None)
            }
            End::TooMuch(_) => {
                self.found(code::HANGS, place(), "it printed without end")?;
                self.hangs().map(|()| None)
            }
            End::Stopped(_) => Err(Error::busy("interrupted").into()),
            End::Gone => {
                self.found(code::START, place(), "its container was gone during this command")?;
                Err(Over::Enough)
            }
        }
    }

    /// A crash is one, whatever it was asked.
    pub(super) fn crashed(&mut self, said: &Said) -> Result<bool> {
        let Some(how) = said.crash() else { return Ok(false) };
        let message = format!("{how}: {}", said.last_line());
        self.found(code::CRASH, Place::at(&said.command), message)?;
        Ok(true)
    }
}

impl Said {
    /// The command.
    pub(super) fn command(&self) -> &str {
        &self.command
    }

    /// The exit code, where it ended by itself.
    pub(super) fn code(&self) -> Option<i64> {
        match self.said.end {
            End::Code(code) => Some(code),
            _ => None,
        }
    }

    /// What it answered to this operation; else what is wrong with it.
    pub(super) fn answer(
        &self,
        dialect: Dialect,
        operation: Operation,
    ) -> std::result::Result<Answer, String> {
        match self.said.end {
            End::Code(0) => {
                dialect.answer(operation, &self.said.stdout).map_err(|why| format!("it answered with {why}"))
            }
            End::Code(code) => Err(format!("exit code {code}: {}", self.last_line())),
            _ => Err(format!("it was ended by a signal: {}", self.last_line())),
        }
    }

    /// The last line of standard error, or of standard output; safe to show.
    pub(super) fn last_line(&self) -> String {
        let (stdout, stderr) = (&self.said.stdout, &self.said.stderr);
        let said = if stderr.trim_ascii().is_empty() { stdout } else { stderr };
        let text = String::from_utf8_lossy(&said[said.len().saturating_sub(4096)..]);
        let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("nothing was printed");
        escape::short(last, 200)
    }

    /// How it crashed, where it did.
    fn crash(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.said.stderr[..self.said.stderr.len().min(64 << 10)]);
        let panics = ["panic:", "panicked at", "goroutine ", "Traceback (most recent call last)"];
        match self.said.end {
            End::Signal(signal) => Some(format!("signal {signal} ended it")),
            End::Code(code @ 129..=192) => Some(format!("signal {} ended it", code - 128)),
            End::Code(code) if code != 0 && panics.iter().any(|word| text.contains(word)) => {
                Some(format!("it panicked, with exit code {code}"))
            }
            _ => None,
        }
    }
}
