//! One run: arguments and input in; status and every line of output named, or the test fails.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::Place;

/// The executable of a tool, beside the test's own.
pub(super) fn bin(name: &str) -> PathBuf {
    bin_folder().join(name)
}

fn bin_folder() -> PathBuf {
    let own = std::env::current_exe().expect("own path");
    own.ancestors().nth(2).expect("target folder").to_path_buf()
}

/// What a stream has to be.
#[derive(Debug)]
enum Expected {
    Exactly(String),
    Holding(Vec<String>),
    Anything,
}

impl Expected {
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Exactly(all) => text == all,
            Self::Holding(parts) => parts.iter().all(|part| text.contains(part.as_str())),
            Self::Anything => true,
        }
    }

    fn and(&mut self, part: &str) {
        match self {
            Self::Holding(parts) => parts.push(part.into()),
            _ => *self = Self::Holding(vec![part.into()]),
        }
    }
}

/// A run in the making. Nothing happens before [`Test::status`].
#[must_use]
pub struct Test {
    place: Place,
    program: PathBuf,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    stdin: Vec<u8>,
    stdout: Expected,
    stderr: Expected,
    absent: Vec<PathBuf>,
}

/// A run that went as it was described.
pub struct Ran {
    /// Where it ran.
    pub place: Place,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Test {
    /// A run of this tool in a new place.
    pub fn tool(name: &str) -> Self {
        Place::default().tool(name)
    }

    pub(super) fn new(place: Place, program: PathBuf) -> Self {
        let none = || Expected::Exactly(String::new());
        let (args, env, absent) = (Vec::new(), Vec::new(), Vec::new());
        Self { place, program, args, env, stdin: Vec::new(), stdout: none(), stderr: none(), absent }
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().into()));
        self
    }

    /// Sets a variable; the environment is otherwise empty but for HOME, PATH, TMPDIR, `LC_ALL` and TZ.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.into(), value.as_ref().into()));
        self
    }

    /// What stands on standard input; nothing where this isn't called.
    pub fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdin = text.as_ref().into();
        self
    }

    /// Writes a file into the place first.
    pub fn file(self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Self {
        self.place.write(path, content);
        self
    }

    /// Standard output, all of it.
    pub fn stdout(mut self, text: &str) -> Self {
        self.stdout = Expected::Exactly(text.into());
        self
    }

    /// Standard output holds this; may be repeated.
    pub fn stdout_has(mut self, part: &str) -> Self {
        self.stdout.and(part);
        self
    }

    /// Standard output is looked at by the test itself.
    pub fn any_stdout(mut self) -> Self {
        self.stdout = Expected::Anything;
        self
    }

    /// Standard error, all of it.
    pub fn stderr(mut self, text: &str) -> Self {
        self.stderr = Expected::Exactly(text.into());
        self
    }

    /// Standard error holds this; may be repeated.
    pub fn stderr_has(mut self, part: &str) -> Self {
        self.stderr.and(part);
        self
    }

    /// Standard error is looked at by the test itself.
    pub fn any_stderr(mut self) -> Self {
        self.stderr = Expected::Anything;
        self
    }

    /// This path isn't there afterwards.
    pub fn absent(mut self, path: impl AsRef<Path>) -> Self {
        self.absent.push(path.as_ref().into());
        self
    }

    /// Runs it; it ends with this status and everything else is as described.
    #[track_caller]
    pub fn status(self, expected: i32) -> Ran {
        let output = self.run();
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let present: Vec<_> = self.absent.iter().filter(|path| self.place.path(path).exists()).collect();
        let well = output.status.code() == Some(expected)
            && self.stdout.holds(&stdout)
            && self.stderr.holds(&stderr)
            && present.is_empty();
        assert!(
            well,
            "{:?} {:?}\nstatus {} (expected {expected})\n--- stdout (expected {:?})\n{stdout}\n--- stderr (expected {:?})\n{stderr}\n--- present but unwanted: {present:?}\n--- {}\n{}",
            self.program,
            self.args,
            output.status,
            self.stdout,
            self.stderr,
            self.place.root().display(),
            self.place.tree(),
        );
        Ran { place: self.place, stdout, stderr }
    }

    /// Where it runs.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Runs it, however it ends, for a test that looks at everything itself.
    pub fn any_status(self) -> Ran {
        let output = self.run();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { place: self.place, stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// The command, ready to run, for a test that has to do something meanwhile.
    pub fn command(&self) -> Command {
        let path = std::env::join_paths(
            std::iter::once(bin_folder())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .current_dir(self.place.root())
            .env_clear()
            .env("PATH", path.expect("PATH"))
            .env("HOME", self.place.root())
            .env("TMPDIR", self.place.path(".tmp"))
            .envs([("LC_ALL", "C"), ("TZ", "UTC")])
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    fn run(&self) -> Output {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|cause| panic!("{:?}: {cause}", self.program));
        let (mut stdin, input) = (child.stdin.take().expect("a pipe"), self.stdin.clone());
        // From a thread: a tool may answer before it has read everything, or read nothing at all.
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("an end");
        feeder.join().expect("the feeder");
        output
    }
}

impl Ran {
    /// The documents on standard output.
    #[track_caller]
    pub fn documents(&self) -> Vec<serde_json::Value> {
        let values = serde_json::Deserializer::from_str(&self.stdout).into_iter();
        values.map(|value| value.unwrap_or_else(|cause| panic!("{cause}: {}", self.stdout))).collect()
    }

    /// The one document on standard output.
    #[track_caller]
    pub fn document(&self) -> serde_json::Value {
        let mut documents = self.documents();
        assert_eq!(documents.len(), 1, "{}", self.stdout);
        documents.remove(0)
    }
}
