//! The one way to run a child process: bounded in time and output, ended as a group, nothing left behind.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use crate::error::{Error, Result, reason};

/// How often a wait looks whether it was told to stop.
const LOOK: Duration = Duration::from_millis(50);
/// How often it is looked whether what was killed is gone, and how long in between.
const GOING: (usize, Duration) = (20, Duration::from_millis(5));

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
    stop: Option<&'static AtomicBool>,
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
    /// What it did last, before it was ended where it had to be.
    pub doing: Doing,
}

/// What a program does that hasn't come to its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Doing {
    /// It goes on.
    #[default]
    GoesOn,
    /// It goes on, and has closed its output.
    Closed,
    /// A signal stopped it, and none lets it go on.
    Stopped,
    /// It has ended itself; what it had started holds its output open.
    Ended,
}

/// Why a run is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It ended by itself.
    Itself,
    /// It was ended: its time was up.
    TooSlow,
    /// It was ended: it printed more than it may.
    TooMuch,
    /// It was ended: somebody said stop.
    Stopped,
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
            stop: None,
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

    /// Ends it soon after this becomes true.
    #[must_use]
    pub fn until(mut self, stop: &'static AtomicBool) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The program and its arguments.
    pub fn argv(&self) -> &[OsString] {
        &self.argv
    }

    /// Runs it to its end with this input and keeps what it prints. Time-out or stop: kind [`crate::Kind::Busy`]; a
    /// program that can't be started or prints too much: [`crate::Kind::Machine`]. A bad exit status is no error here.
    pub fn run(&self, input: &[u8]) -> Result<Output> {
        let (output, end) = self.watch(input)?;
        match end {
            End::Itself => Ok(output),
            End::TooSlow => Err(self.too_slow()),
            End::TooMuch => {
                Err(Error::machine(format!("'{}' printed more than {} MiB", self.name(), self.most >> 20)))
            }
            End::Stopped => Err(Error::busy(format!("'{}' was interrupted", self.name()))),
        }
    }

    /// The same, for a caller who wants to see also what a program printed that had to be ended.
    pub fn watch(&self, input: &[u8]) -> Result<(Output, End)> {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        if !self.terminal {
            // Of its own group, so that what it started ends with it.
            command.stderr(Stdio::piped()).process_group(0);
        }
        let child = command.spawn().map_err(|cause| self.cannot_start(&cause))?;
        self.wait(Group { child, leads: !self.terminal, reaped: false }, input)
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

    fn wait(&self, mut group: Group, input: &[u8]) -> Result<(Output, End)> {
        let deadline = self.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        feed(group.child.stdin.take(), input.to_vec());
        let (events, ends) = channel();
        let stdout = drain(group.child.stdout.take(), self.most, events.clone());
        let stderr = drain(group.child.stderr.take(), self.most, events);
        let mut end = self.streams_end(&ends, deadline);
        let closed = end == End::Itself;
        // A program may close its streams and go on.
        while end == End::Itself && !group.has_ended() {
            end = self.pause(deadline).unwrap_or(End::Itself);
        }
        let doing = group.doing(closed);
        let status = group.end().map_err(|cause| self.cannot_start(&cause))?;
        Ok((Output { status, stdout: taken(&stdout), stderr: taken(&stderr), doing }, end))
    }

    /// Waits until both streams are at their end.
    fn streams_end(&self, ends: &Receiver<End>, deadline: Option<Instant>) -> End {
        loop {
            match ends.recv_timeout(self.slice(deadline)) {
                Ok(End::Itself) => {}
                Ok(end) => return end,
                Err(RecvTimeoutError::Disconnected) => return End::Itself,
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(end) = self.over(deadline) {
                        return end;
                    }
                }
            }
        }
    }

    /// A short sleep; says why the wait is over where it is.
    fn pause(&self, deadline: Option<Instant>) -> Option<End> {
        thread::sleep(self.slice(deadline).min(Duration::from_millis(1)));
        self.over(deadline)
    }

    fn over(&self, deadline: Option<Instant>) -> Option<End> {
        if self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Some(End::Stopped);
        }
        deadline.is_some_and(|end| Instant::now() >= end).then_some(End::TooSlow)
    }

    /// How long to wait at a time.
    fn slice(&self, deadline: Option<Instant>) -> Duration {
        let left = deadline.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        if self.stop.is_some() { left.min(LOOK) } else { left.min(Duration::from_secs(3600)) }
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

/// A child, and the process group that it leads. The whole group ends with it, and it ends when this goes out of scope.
struct Group {
    child: Child,
    leads: bool,
    reaped: bool,
}

impl Group {
    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Whether the leader has ended. It isn't reaped: as long as it is there, its number means no other group.
    fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        !matches!(waitid(WaitId::Pid(self.pid()), options), Ok(None))
    }

    /// What the leader does, whose output was closed or wasn't.
    fn doing(&self, closed: bool) -> Doing {
        let options =
            WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match waitid(WaitId::Pid(self.pid()), options) {
            Ok(Some(status)) if status.stopped() => Doing::Stopped,
            Ok(Some(_)) => Doing::Ended,
            _ if closed => Doing::Closed,
            _ => Doing::GoesOn,
        }
    }

    /// Ends what is left of the group, then says how the leader ended.
    fn end(&mut self) -> io::Result<ExitStatus> {
        if std::mem::replace(&mut self.reaped, true) {
            return self.child.wait();
        }
        if !self.leads {
            let _ = self.child.kill();
            return self.child.wait();
        }
        let _ = kill_process_group(self.pid(), Signal::KILL);
        let status = self.child.wait();
        self.forget();
        status
    }

    /// Forgets members of the group that had become our children, where this process adopts orphans. One that was killed is gone a
    /// moment later.
    fn forget(&self) {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        let (looks, pause) = GOING;
        for _ in 0..looks {
            match waitid(WaitId::Pgid(Some(self.pid())), options) {
                Ok(Some(_)) => {}
                Ok(None) => thread::sleep(pause),
                Err(_) => return,
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Writes the input from a thread of its own: a child that doesn't read must not hold its caller up.
fn feed(stdin: Option<impl Write + Send + 'static>, input: Vec<u8>) {
    if let Some(mut stdin) = stdin {
        thread::spawn(move || stdin.write_all(&input));
    }
}

/// What a stream has said so far.
type Said = Arc<Mutex<Vec<u8>>>;

fn taken(said: &Said) -> Vec<u8> {
    std::mem::take(&mut said.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Reads a stream to its end or its limit, and says when it is there.
fn drain(stream: Option<impl Read + Send + 'static>, most: u64, over: Sender<End>) -> Said {
    let said = Said::default();
    if let Some(stream) = stream {
        let kept = said.clone();
        thread::spawn(move || over.send(read_into(stream, most, &kept)));
    }
    said
}

fn read_into(mut stream: impl Read, most: u64, kept: &Said) -> End {
    let mut part = vec![0; 64 << 10];
    let mut all = 0;
    loop {
        let count = match stream.read(&mut part) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Ok(0) | Err(_) => return End::Itself,
            Ok(count) => count,
        };
        all += count as u64;
        if all > most {
            return End::TooMuch;
        }
        kept.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&part[..count]);
    }
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
    fn a_child_that_closes_its_streams_and_stays_is_ended() {
        let start = Instant::now();
        let (output, end) =
            sh("echo a; exec >&- 2>&-; sleep 60").timeout(Duration::from_millis(200)).watch(b"").unwrap();
        assert_eq!((end, output.stdout.as_slice()), (End::TooSlow, &b"a\n"[..]));
        assert_eq!(output.doing, Doing::Closed);
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn what_a_child_does_that_has_to_be_ended_is_seen() {
        let cases = [
            ("sleep 60", Doing::GoesOn),
            ("kill -STOP $$", Doing::Stopped),
            ("sleep 60 & echo done", Doing::Ended),
            ("sleep 60 & kill -9 $$", Doing::Ended),
        ];
        for (script, doing) in cases {
            let (output, end) = sh(script).timeout(Duration::from_millis(500)).watch(b"").unwrap();
            assert_eq!((end, output.doing), (End::TooSlow, doing), "{script}");
        }
    }

    #[test]
    fn what_a_child_leaves_behind_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("held");
        let script = format!("sleep 60 >{} 2>&1 & echo $!", fifo.display());
        let output = sh(&script).run(b"").unwrap();
        let left = String::from_utf8(output.stdout).unwrap();
        let end = Instant::now() + Duration::from_secs(10);
        let stat = || std::fs::read_to_string(format!("/proc/{}/stat", left.trim())).unwrap_or_default();
        let gone = || stat().is_empty() || stat().contains(") Z ");
        while !gone() && Instant::now() < end {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(gone(), "{}", stat());
        let error = sh("sleep 60 & echo done").timeout(Duration::from_millis(200)).run(b"").unwrap_err();
        assert_eq!(error.kind(), Kind::Busy);
    }

    #[test]
    fn a_stop_ends_it_soon() {
        static STOP: AtomicBool = AtomicBool::new(true);
        let (_, end) = sh("sleep 60").until(&STOP).watch(b"").unwrap();
        assert_eq!(end, End::Stopped);
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
