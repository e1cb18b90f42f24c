//! The way to an adapter: a container of the engine, or a local process; what was said on it, and how that ended.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Container, Local, Recording, Replay};
use crate::error::Result;
pub use crate::process::Doing;

/// How long and how much an adapter may talk.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time for one command.
    pub timeout: Duration,
    /// Bytes on one stream.
    pub most: u64,
    /// When this becomes true, what is being done is ended.
    pub stop: Option<&'static AtomicBool>,
}

impl Default for Limits {
    /// 30 s and 16 MiB.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), most: 16 << 20, stop: None }
    }
}

/// Where an adapter is.
#[derive(Debug)]
pub enum Way {
    /// In a container.
    Container(Box<Container>),
    /// It is a program of this machine.
    Local(Local),
    /// Another way, whose answers are kept.
    Recording(Box<Recording>),
    /// Answers that were kept.
    Replay(Replay),
}

impl Way {
    /// Runs `hd-module COMMAND` with this on its standard input, which is then closed.
    pub fn run(&self, command: &str, input: &[u8], limits: &Limits) -> Result<Said> {
        match self {
            Self::Container(container) => container.run(command, input, limits),
            Self::Local(local) => local.run(command, input, limits),
            Self::Recording(recording) => recording.run(command, input, limits),
            Self::Replay(replay) => replay.run(command, input),
        }
    }

    /// For a message: `container 'NAME'`, or the program.
    pub fn name(&self) -> String {
        match self {
            Self::Container(container) => format!("container '{}'", container.name()),
            Self::Local(local) => format!("'{}'", local.name()),
            Self::Recording(recording) => recording.way().name(),
            Self::Replay(_) => "recorded".into(),
        }
    }

    /// What a remembered dialect holds for: the image's id, or what stands for it.
    pub fn image(&self) -> String {
        match self {
            Self::Container(container) => container.image().into(),
            Self::Local(local) => local.image(),
            Self::Recording(recording) => recording.way().image(),
            Self::Replay(_) => "recorded".into(),
        }
    }
}

/// What an adapter said.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// How it ended.
    pub end: End,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// Where it had to be ended: what was seen of it until then.
    pub seen: Seen,
}

/// What was seen of a command that had to be ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// What it did.
    pub doing: Doing,
    /// It had started other processes, which were ended too.
    pub others: bool,
    /// What its container does now in place of running.
    pub container: Option<String>,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// By itself, with this code.
    Code(i64),
    /// By a signal.
    Signal(i64),
    /// Its time was up.
    TooSlow(After),
    /// It printed more than it may.
    TooMuch(After),
    /// Hyperdrive was told to stop.
    Stopped(After),
    /// Its container went away meanwhile.
    Gone,
}

impl Default for End {
    fn default() -> Self {
        Self::Code(0)
    }
}

/// What became of the processes of a command that had to be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// They are gone.
    Ended,
    /// They couldn't be ended from here, so the container was restarted.
    Restarted,
    /// They may still run.
    Left,
}
