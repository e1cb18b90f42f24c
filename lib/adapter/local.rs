//! An adapter that is a program of this machine: for authors, tests, and machines without Docker.

use std::ffi::OsString;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;

use super::hunt::Mark;
use super::way::{After, End, Limits, Said, Seen};
use crate::digest;
use crate::document::fields::{Names, Paths};
use crate::error::{Error, Result};
use crate::process::{self, Process};

/// A local adapter: its command line stands where a container's entrypoint does.
#[derive(Debug, Clone)]
pub struct Local {
    argv: Vec<OsString>,
    env: Vec<(&'static str, OsString)>,
}

impl Local {
    /// The adapter with this command line. Wrong usage where that is empty.
    pub fn new(argv: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Self> {
        let argv: Vec<OsString> = argv.into_iter().map(Into::into).collect();
        if argv.is_empty() {
            return Err(Error::usage("the local adapter's command line is empty"));
        }
        Ok(Self { argv, env: Vec::new() })
    }

    /// Tells it what a container would find in its environment (`AdapterEnvironmentVariables`, SPEC.md section 5).
    #[must_use]
    pub fn of_module(mut self, paths: &Paths, names: Option<&Names>) -> Self {
        let folder = |path: &std::path::Path| path.as_os_str().to_owned();
        self.env = vec![
            ("HD_ADAPTER_MODE", "project".into()),
            ("HD_CONFIG_DIR", folder(&paths.config)),
            ("HD_LOG_DIR", folder(&paths.log)),
            ("HD_DATA_DIR", folder(&paths.data)),
            ("HD_KEY_FILE", folder(&paths.adapter_key)),
            ("HD_COMPOSE_DIR", folder(&paths.runtime)),
        ];
        self.env.extend(names.map(|names| ("HD_COMPOSE_PROJECT", names.services.clone().into())));
        self
    }

    /// The program, for messages.
    pub(super) fn name(&self) -> String {
        self.argv[0].to_string_lossy().into_owned()
    }

    /// What stands for an image: the command line, and the state of each file in it.
    pub(super) fn image(&self) -> String {
        let state = |word: &OsString| {
            let file = std::fs::metadata(word).ok()?;
            Some((file.ino(), file.len(), file.mtime(), file.mtime_nsec()))
        };
        let words: Vec<_> = self.argv.iter().map(|word| (word, state(word))).collect();
        format!("local:{}", digest::sha256(format!("{words:?}")))
    }

    /// The program as it stands in a message.
    pub fn program(&self) -> &std::path::Path {
        std::path::Path::new(&self.argv[0])
    }

    /// The command as a process.
    pub(super) fn process(&self, command: &str) -> Process {
        self.bare(&["hd-module", command])
    }

    /// The program with these words, as its container would run it.
    pub fn bare(&self, words: &[&str]) -> Process {
        let process = Process::new(&self.argv[0]).args(&self.argv[1..]).args(words);
        self.env.iter().fold(process, |process, (name, value)| process.env(name, value))
    }

    pub(super) fn run(&self, command: &str, input: &[u8], limits: &Limits) -> Result<Said> {
        let mark = Mark::of_child()?;
        let (name, value) = mark.variable();
        let mut process = self.process(command).env(name, value).timeout(limits.timeout).at_most(limits.most);
        if let Some(stop) = limits.stop {
            process = process.until(stop);
        }
        let (output, end) = process.watch(input)?;
        // The program itself has ended by now, with its group; what left the group hasn't, however it ended.
        let after = if mark.end() { After::Ended } else { After::Left };
        let mut seen = Seen::default();
        if end != process::End::Itself {
            seen = Seen { doing: output.doing, others: mark.ended() > 0, container: None };
        }
        let end = match end {
            process::End::Itself => ended(output.status),
            process::End::TooSlow => End::TooSlow(after),
            process::End::TooMuch => End::TooMuch(after),
            process::End::Stopped => End::Stopped(after),
        };
        Ok(Said { end, stdout: output.stdout, stderr: output.stderr, seen })
    }
}

pub(super) fn ended(status: std::process::ExitStatus) -> End {
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Code(code.into()),
        (None, Some(signal)) => End::Signal(signal.into()),
        (None, None) => End::Code(-1),
    }
}
