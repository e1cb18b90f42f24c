//! One adapter, called: the dialect found out and remembered, each operation said in it, each answer judged.

use std::time::Instant;

use super::answer::{self, Answer};
use super::dialect::Form;
use super::key::hide;
use super::way::{After, Doing, End, Limits, Said, Seen, Way};
use super::{Dialect, Key, Operation, Payload};
use crate::error::{Error, Result};
use crate::escape;

/// How many lines of what an adapter printed a message shows.
const LINES: usize = 10;

/// An adapter that can be called.
#[derive(Debug)]
pub struct Caller {
    way: Way,
    key: Option<Key>,
    fqmn: Option<String>,
    limits: Limits,
    /// What no message may show, beside the key.
    secrets: Vec<String>,
    dialect: Option<Dialect>,
    /// The dialect was found out by this caller, or is the operator's word.
    certain: bool,
    /// What the probe was answered, for the `get-config` that comes after it.
    metadata: Option<Answer>,
    /// When it was there to be called.
    begun: Instant,
    /// What is asked now has to be answered by then, whatever its own time.
    until: Option<Instant>,
}

/// What came back.
enum Reply {
    Answer(Answer),
    /// The adapter doesn't know the command, or answered something else.
    Unknown(Error),
    /// It knows the command, and failed.
    Failed(Error),
}

impl Reply {
    fn into_result(self) -> Result<Answer> {
        match self {
            Self::Answer(answer) => Ok(answer),
            Self::Unknown(error) | Self::Failed(error) => Err(error),
        }
    }
}

impl Caller {
    /// The adapter at the end of this way.
    pub fn new(way: Way, key: Option<Key>, limits: Limits) -> Self {
        Self {
            way,
            key,
            fqmn: None,
            limits,
            secrets: Vec::new(),
            dialect: None,
            certain: false,
            metadata: None,
            begun: Instant::now(),
            until: None,
        }
    }

    /// Names the module in messages.
    #[must_use]
    pub fn of_module(mut self, fqmn: &str) -> Self {
        self.fqmn = Some(fqmn.into());
        self
    }

    /// These are in what is sent; no message shows them.
    pub fn hide(&mut self, secrets: impl IntoIterator<Item = String>) {
        self.secrets.extend(secrets);
    }

    /// The dialect is this one, whatever was found out.
    #[must_use]
    pub fn speaking(mut self, dialect: Dialect) -> Self {
        (self.dialect, self.certain) = (Some(dialect), true);
        self
    }

    /// The dialect that was found out about this image; of no use where the image is another by now.
    #[must_use]
    pub fn remembering(mut self, dialect: Option<Dialect>, image: Option<&str>) -> Self {
        if !self.certain && image == Some(self.way.image().as_str()) {
            self.dialect = dialect;
        }
        self
    }

    /// The dialect, where it is known by now.
    pub fn dialect(&self) -> Option<Dialect> {
        self.dialect
    }

    /// What the dialect holds for: the image's id, or what stands for it.
    pub fn image(&self) -> String {
        self.way.image()
    }

    /// Runs a command with just this as its input, and judges nothing.
    pub fn say(&self, command: &str, input: &[u8]) -> Result<Said> {
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()));
        let timeout = left.map_or(self.limits.timeout, |left| self.limits.timeout.min(left));
        self.way.run(command, input, &Limits { timeout, ..self.limits })
    }

    pub(super) fn way(&self) -> &Way {
        &self.way
    }

    pub(super) fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Calls the adapter. `None` where its dialect has no such command. Kinds: the adapter's fault, timed out, the machine.
    pub fn call(&mut self, operation: Operation, payload: &Payload) -> Result<Option<Answer>> {
        match operation {
            // Said alike in every dialect.
            Operation::Version => self.ask_in(Dialect::Current, operation, payload)?.map(Reply::into_result),
            Operation::GetConfig => Some(self.get_config()),
            _ => self.translated(operation, payload)?.map(Reply::into_result),
        }
        .transpose()
    }

    /// Finds out the dialect, where it isn't known yet. Nothing that is called for it changes anything.
    pub fn probe(&mut self) -> Result<Dialect> {
        if let Some(dialect) = self.dialect {
            return Ok(dialect);
        }
        let dialect = self.find_out()?;
        (self.dialect, self.certain) = (Some(dialect), true);
        Ok(dialect)
    }

    /// The same for somebody who can do without, in what is left of one command's time since this caller was made.
    pub fn probe_in_time(&mut self) -> Result<Dialect> {
        self.until = self.begun.checked_add(self.limits.timeout);
        let found = self.probe();
        self.until = None;
        found
    }

    fn find_out(&mut self) -> Result<Dialect> {
        let unknown = match self.ask_plain(Dialect::Current, Operation::GetConfig)? {
            Reply::Answer(metadata) => {
                self.metadata = Some(metadata);
                return Ok(Dialect::Current);
            }
            Reply::Failed(_) => return Ok(Dialect::Current),
            Reply::Unknown(error) => error,
        };
        match self.ask_plain(Dialect::Jan2025, Operation::GetConfig)? {
            Reply::Answer(metadata) => self.metadata = Some(metadata),
            Reply::Failed(error) => return Err(error),
            Reply::Unknown(_) => {
                return Err(unknown.hint("no dialect of the adapter protocol was recognised"));
            }
        }
        self.find_out_later()
    }

    /// Which of the dialects with `get-config-metadata` it is.
    fn find_out_later(&self) -> Result<Dialect> {
        if let Some(values) = Dialect::Dec2024.values()
            && !matches!(self.ask(&values, &Payload::default())?, Reply::Unknown(_))
        {
            return Ok(Dialect::Dec2024);
        }
        match self.ask_plain(Dialect::Jan2025, Operation::GetContainers)? {
            Reply::Unknown(_) => Ok(Dialect::Mar2025),
            _ => Ok(Dialect::Jan2025),
        }
    }

    fn ask_plain(&self, dialect: Dialect, operation: Operation) -> Result<Reply> {
        let form = dialect.form(operation);
        form.map_or_else(
            || Err(Error::bug(format!("the dialect {dialect} can't be probed with {operation}"))),
            |form| self.ask(&form, &Payload::default()),
        )
    }

    /// An operation in the adapter's dialect. A remembered dialect whose command is unknown to it is found out again.
    fn translated(&mut self, operation: Operation, payload: &Payload) -> Result<Option<Reply>> {
        let dialect = self.probe()?;
        let reply = self.ask_in(dialect, operation, payload)?;
        if !matches!(reply, Some(Reply::Unknown(_))) {
            return Ok(reply);
        }
        // Adapters of the current dialect may have the one or not, and those of March 2025 that name their containers the other.
        let may_lack = operation == Operation::UpgradeInstance
            || (operation, dialect) == (Operation::GetLogFile, Dialect::Jan2025);
        if may_lack {
            return Ok(None);
        }
        if self.certain {
            return Ok(reply);
        }
        self.dialect = None;
        let found = self.probe()?;
        if found == dialect { Ok(reply) } else { self.ask_in(found, operation, payload) }
    }

    fn ask_in(&self, dialect: Dialect, operation: Operation, payload: &Payload) -> Result<Option<Reply>> {
        dialect.form(operation).map(|form| self.ask(&form, payload)).transpose()
    }

    fn get_config(&mut self) -> Result<Answer> {
        self.probe()?;
        let metadata = match self.metadata.take() {
            Some(metadata) => metadata,
            None => match self.translated(Operation::GetConfig, &Payload::default())? {
                Some(reply) => reply.into_result()?,
                None => return Err(Error::bug("a dialect has no get-config")),
            },
        };
        let values = self.probe()?.values();
        match (values.map(|form| self.ask(&form, &Payload::default())).transpose()?, metadata) {
            (Some(Reply::Answer(Answer::Instance(values))), Answer::Metadata(metadata)) => {
                answer::with_values(&metadata, &values).map(Answer::Metadata)
            }
            // It fails until something was saved: the defaults hold.
            (_, metadata) => Ok(metadata),
        }
    }

    /// Runs one command and judges what came back.
    fn ask(&self, form: &Form, payload: &Payload) -> Result<Reply> {
        let line = payload.line(form, self.key.as_ref())?;
        let said = self.say(form.command, line.as_bytes());
        let said = said.map_err(|error| error.within(&format!("'{}'", form.command)))?;
        let error = match said.end {
            End::Code(0) => return Ok(self.judge(form, &said)),
            End::Code(code) => return Ok(self.judge_failure(form.command, code, &said)),
            End::Signal(signal) => self.died(form.command, signal, &said),
            end => self.cut_short(form.command, end, &said),
        };
        Err(self.with_lines(error, &said))
    }

    /// A command that didn't come to its end.
    fn cut_short(&self, command: &str, end: End, said: &Said) -> Error {
        let error = match end {
            End::TooSlow(after) => self.too_slow(command, after, said),
            End::TooMuch(after) => self.too_much(command, after),
            End::Stopped(after) => self.stopped(command, after),
            End::Gone | End::Code(_) | End::Signal(_) => Error::adapter(format!(
                "{} is gone: its container was removed or stopped during '{command}'",
                self.who()
            )),
        };
        if said.seen.others {
            return error.hint("it had started other processes, which were ended too");
        }
        error
    }

    fn judge(&self, form: &Form, said: &Said) -> Reply {
        match answer::read(form.shape, &said.stdout) {
            Ok(Answer::Processed(mut processed)) => {
                processed.errors.iter_mut().for_each(|text| *text = self.without_secrets(text));
                Reply::Answer(Answer::Processed(processed))
            }
            Ok(answer) => Reply::Answer(answer),
            Err(why) => {
                let why = self.read_again(form, said).unwrap_or(why);
                let message = format!("{} answered '{}' with {why}", self.who(), form.command);
                Reply::Unknown(self.with_lines(Error::adapter(message), said))
            }
        }
    }

    fn judge_failure(&self, command: &str, code: i64, said: &Said) -> Reply {
        let text = self.complaint(code, said);
        let told = if text.is_empty() { String::new() } else { format!(": {text}") };
        let who = self.who();
        match code {
            126 | 127 => {
                Reply::Failed(Error::adapter(format!("{who} cannot run 'hd-module {command}'{told}")))
            }
            _ if answer::breaks_off(&said.stdout) && code < 128 => {
                let message = format!(
                    "{who} died in the middle of its answer to '{command}', with exit code {code}{told}"
                );
                Reply::Failed(self.with_lines(Error::adapter(message), said))
            }
            129..=192 => Reply::Failed(self.with_lines(self.died(command, code - 128, said), said)),
            3 => self.unknown(command, &told),
            _ if answer::looks_like_refusal(&said.stderr) || answer::looks_like_refusal(&said.stdout) => {
                self.unknown(command, &told)
            }
            _ => {
                let message = format!("{who} failed '{command}' with exit code {code}{told}");
                Reply::Failed(self.with_lines(Error::adapter(message), said))
            }
        }
    }

    /// The same judgement with the key hidden, where the adapter printed it.
    fn read_again(&self, form: &Form, said: &Said) -> Option<String> {
        let printed = std::str::from_utf8(&said.stdout).ok()?;
        let text = self.without_secrets(printed);
        if text == printed { None } else { answer::read(form.shape, text.as_bytes()).err() }
    }

    /// The exit code of a command that a person ran; how else it ended is a failure.
    pub(super) fn exit_code(&self, end: End) -> Result<i64> {
        match end {
            End::Code(code) => Ok(code),
            End::Signal(signal) => Ok(128 + signal),
            other => Err(self.cut_short("run", other, &Said::default())),
        }
    }

    fn unknown(&self, command: &str, told: &str) -> Reply {
        Reply::Unknown(Error::adapter(format!("{} doesn't know the command '{command}'{told}", self.who())))
    }

    fn died(&self, command: &str, signal: i64, said: &Said) -> Error {
        let middle = if said.stdout.trim_ascii().is_empty() { "" } else { ", in the middle of its answer" };
        Error::adapter(format!("{} was ended by signal {signal} during '{command}'{middle}", self.who()))
    }

    fn too_slow(&self, command: &str, after: After, said: &Said) -> Error {
        let seconds = self.limits.timeout.as_secs_f32();
        let printed = said.stdout[..said.stdout.len().min(64 << 10)].trim_ascii();
        let seen = match &said.seen {
            Seen { container: Some(now), .. } => format!(": {now}"),
            Seen { doing: Doing::Closed, .. } => ": it closed its output and went on".into(),
            Seen { doing: Doing::Stopped, .. } => ": a signal stopped it, and none let it go on".into(),
            Seen { doing: Doing::Ended, .. } => {
                ": it ended, but what it had started held its output open".into()
            }
            _ if printed.is_empty() => String::new(),
            _ => {
                let printed = self.without_secrets(&String::from_utf8_lossy(printed));
                format!(": it printed '{}' and went on", escape::short(&printed, 200))
            }
        };
        let message = format!("{} didn't answer '{command}' within {seconds} s{seen}", self.who());
        self.ended(Error::busy(message), after)
    }

    fn too_much(&self, command: &str, after: After) -> Error {
        let most = self.limits.most >> 20;
        let message = format!("{} printed more than {most} MiB for '{command}'", self.who());
        self.ended(Error::adapter(message), after)
    }

    fn stopped(&self, command: &str, after: After) -> Error {
        self.ended(Error::busy(format!("interrupted while {} was at '{command}'", self.who())), after)
    }

    /// What became of the processes, where that is worth a word.
    fn ended(&self, error: Error, after: After) -> Error {
        match after {
            After::Ended => error,
            After::Restarted => {
                error.hint("its process couldn't be ended from here: its container was restarted")
            }
            After::Left => error.hint(format!("its process may still run in {}", self.way.name())),
        }
    }

    fn who(&self) -> String {
        match &self.fqmn {
            Some(fqmn) => format!("the adapter of '{fqmn}' ({})", self.way.name()),
            None => format!("the adapter ({})", self.way.name()),
        }
    }

    /// The line that says most about a failure: the last, or the first of a crash.
    fn complaint(&self, code: i64, said: &Said) -> String {
        let lines = self.lines(said);
        let line = if code == 2 { lines.first() } else { lines.last() };
        line.cloned().unwrap_or_default()
    }

    /// The last lines of what it printed, where there are more than the message says.
    fn with_lines(&self, error: Error, said: &Said) -> Error {
        let lines = if said.stderr.trim_ascii().is_empty() { Vec::new() } else { self.lines(said) };
        let last = lines.len().saturating_sub(LINES);
        match lines.len() {
            1 if error.message().contains(lines[0].as_str()) => error,
            _ => lines[last..].iter().fold(error, |error, line| error.hint(format!("it said: {line}"))),
        }
    }

    /// Standard error, or standard output where that is empty: line by line, safe to show, without the key.
    fn lines(&self, said: &Said) -> Vec<String> {
        let said = if said.stderr.trim_ascii().is_empty() { &said.stdout } else { &said.stderr };
        let end = &said[said.len().saturating_sub(64 << 10)..];
        let text = self.without_secrets(&String::from_utf8_lossy(end));
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| escape::short(line, 200)).collect()
    }

    fn without_secrets(&self, text: &str) -> String {
        let key = self.key.as_ref().map(Key::text);
        let secrets = self.secrets.iter().map(String::as_str).chain(key);
        secrets.fold(text.into(), |text: String, secret| hide(&text, secret))
    }
}
