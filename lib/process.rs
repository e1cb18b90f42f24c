//! The one way to run a child process: bounded in time and output, ended as a group, nothing left behind.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result, reason};

/// A program to run.
#[derive(Debug, Clone)]
pub struct Process {
    argv: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    clean: bool,
    dir: Option<PathBuf>,
    timeout: Option<Duration>,
    most: u64,
    terminal: bool,
}

/// What a program left: its status and both streams, cut at the limit.
#[derive(Debug)]
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// The last lines of standard error, or of standard output where that is empty: the reason for a failure.
    pub fn complaint(&self) -> String {
        let said = if self.stderr.trim_ascii().is_empty() { &self.stdout } else { &self.stderr };
        String::from_utf8_lossy(said.trim_ascii()).into_owned()
    }
}

impl Process {
    /// This program, found through PATH where its name has no slash. Output above 64 MiB ends it.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Self {
            argv: vec![program.as_ref().into()],
            env: Vec::new(),
            clean: false,
            dir: None,
            timeout: None,
            most: 64 << 20,
            terminal: false,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.argv.push(arg.as_ref().into());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.argv.extend(args.into_iter().map(|arg| arg.as_ref().into()));
        self
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().into(), value.as_ref().into()));
        self
    }

    /// It inherits no variable but these, where they are set here.
    #[must_use]
    pub fn only_env(mut self, names: &[&str]) -> Self {
        self.clean = true;
        let kept = names.iter().filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
        self.env.splice(0..0, kept);
        self
    }

    /// Runs it in this folder.
    #[must_use]
    pub fn dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.dir = Some(dir.as_ref().into());
        self
    }

    /// Ends it, and all that it started, after this time.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Ends it when it prints more than this many bytes.
    #[must_use]
    pub fn at_most(mut self, bytes: u64) -> Self {
        self.most = bytes;
        self
    }

    /// It may ask the person at the terminal: it stays in our process group, and its standard error is ours.
    #[must_use]
    pub fn terminal(mut self) -> Self {
        self.terminal = true;
        self
    }

    /// The program and its arguments.
    pub fn argv(&self) -> &[OsString] {
        &self.argv
    }

    /// Runs it to its end with this input and keeps what it prints. Time-out: kind [`crate::Kind::Busy`]; a program
    /// that can't be started or prints too much: [`crate::Kind::Machine`]. A bad exit status is no error here.
    pub fn run(&self, input: &[u8]) -> Result<Output> {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        if !self.terminal {
            // Of its own group, so that what it started ends with it.
            command.stderr(Stdio::piped()).process_group(0);
        }
        let child = command.spawn().map_err(|cause| self.cannot_start(&cause))?;
        self.wait(Group(child), input)
    }

    /// Runs it on this process's own three streams, for a person to see.
    pub fn attach(&self) -> Result<ExitStatus> {
        self.command().status().map_err(|cause| self.cannot_start(&cause))
    }

    /// The command, for a caller who wires the streams itself.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.argv[0]);
        command.args(&self.argv[1..]);
        if self.clean {
            command.env_clear();
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        self.dir.iter().for_each(|dir| {
            command.current_dir(dir);
        });
        command
    }

    fn wait(&self, mut group: Group, input: &[u8]) -> Result<Output> {
        let deadline = self.timeout.map(|timeout| Instant::now() + timeout);
        feed(group.0.stdin.take(), input.to_vec());
        let stdout = drain(group.0.stdout.take(), self.most);
        let stderr = drain(group.0.stderr.take(), self.most);
        let stdout = self.collect(&stdout, deadline)?;
        let stderr = self.collect(&stderr, deadline)?;
        let status = group.0.wait().map_err(|cause| self.cannot_start(&cause))?;
        Ok(Output { status, stdout, stderr })
    }

    fn collect(&self, stream: &Receiver<Vec<u8>>, deadline: Option<Instant>) -> Result<Vec<u8>> {
        let left = deadline.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        match stream.recv_timeout(left) {
            Ok(bytes) if bytes.len() as u64 > self.most => {
                Err(Error::machine(format!("'{}' printed more than {} MiB", self.name(), self.most >> 20)))
            }
            Ok(bytes) => Ok(bytes),
            Err(RecvTimeoutError::Timeout) => Err(self.too_slow()),
            Err(RecvTimeoutError::Disconnected) => Ok(Vec::new()),
        }
    }

    fn too_slow(&self) -> Error {
        let seconds = self.timeout.unwrap_or_default().as_secs_f32();
        Error::busy(format!("'{}' didn't end within {seconds} s", self.name()))
    }

    fn cannot_start(&self, cause: &io::Error) -> Error {
        let error = Error::machine(format!("cannot run '{}': {}", self.name(), reason(cause)));
        if cause.kind() == io::ErrorKind::NotFound {
            error.hint("install it, or put it on PATH")
        } else {
            error
        }
    }

    fn name(&self) -> std::borrow::Cow<'_, str> {
        self.argv[0].to_string_lossy()
    }
}

/// As it would be typed: quoted so that it can be pasted.
impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, word) in self.argv.iter().enumerate() {
            write!(f, "{}{}", if number == 0 { "" } else { " " }, quoted(&word.to_string_lossy()))?;
        }
        Ok(())
    }
}

/// A word as a POSIX shell reads it back.
pub fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:=,@%+".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.into()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A child that leads a process group; the group ends when this goes out of scope before the child has.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            let group = rustix::process::Pid::from_child(&self.0);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
            let _ = self.0.wait();
        }
    }
}

/// Writes the input from a thread of its own: a child that doesn't read must not hold its caller up.
fn feed(stdin: Option<impl Write + Send + 'static>, input: Vec<u8>) {
    if let Some(mut stdin) = stdin {
        thread::spawn(move || stdin.write_all(&input));
    }
}

/// Reads a stream to its end, or to one byte above the limit.
fn drain(stream: Option<impl Read + Send + 'static>, most: u64) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    if let Some(stream) = stream {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stream.take(most.saturating_add(1)).read_to_end(&mut bytes);
            let _ = send.send(bytes);
        });
    }
    receive
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Kind;

    fn sh(script: &str) -> Process {
        Process::new("sh").args(["-c", script])
    }

    #[test]
    fn input_goes_in_and_both_streams_come_out() {
        let output = sh("cat; echo no >&2; exit 3").run(b"hello").unwrap();
        assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (&b"hello"[..], &b"no\n"[..]));
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(output.complaint(), "no");
    }

    #[test]
    fn a_child_that_hangs_ends_with_all_that_it_started() {
        let start = Instant::now();
        let error = sh("sleep 60 & sleep 60").timeout(Duration::from_millis(100)).run(b"").unwrap_err();
        assert_eq!(error.kind(), Kind::Busy);
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn too_much_output_ends_it() {
        let error = sh("yes").at_most(1 << 20).run(b"").unwrap_err();
        assert_eq!(error.message(), "'sh' printed more than 1 MiB");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Process::new("no-such-program").run(b"").unwrap_err();
        assert_eq!(error.message(), "cannot run 'no-such-program': no such file");
        assert_eq!(error.kind(), Kind::Machine);
    }

    #[test]
    fn only_the_named_variables_are_inherited() {
        let output = sh("env").only_env(&["PATH"]).env("A", "1").run(b"").unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("A=1") && !text.contains("HOME="), "{text}");
    }
}
