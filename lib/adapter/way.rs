//! The way to an adapter: a container of the engine, or a local process; what was said on it, and how that ended.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::{Container, Local};
use crate::error::Result;

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
}

impl Way {
    /// Runs `hd-module COMMAND` with this line on its standard input.
    pub(super) fn run(&self, command: &str, line: &str, limits: &Limits) -> Result<Said> {
        match self {
            Self::Container(container) => container.run(command, line, limits),
            Self::Local(local) => local.run(command, line, limits),
        }
    }

    /// For a message: `container 'NAME'`, or the program.
    pub fn name(&self) -> String {
        match self {
            Self::Container(container) => format!("container '{}'", container.name()),
            Self::Local(local) => format!("'{}'", local.name()),
        }
    }

    /// What a remembered dialect holds for: the image's id, or what stands for it.
    pub fn image(&self) -> String {
        match self {
            Self::Container(container) => container.image().into(),
            Self::Local(local) => local.image(),
        }
    }
}

/// What an adapter said.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) end: End,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// They are gone.
    Ended,
    /// They couldn't be ended from here, so the container was restarted.
    Restarted,
    /// They may still run.
    Left,
}
