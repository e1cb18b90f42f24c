//! A module's adapter: what Hyperdrive asks of it, said in the dialect that it speaks, over the way that leads to it
//! (SPEC.md section 7).

mod answer;
mod caller;
mod condition;
mod container;
mod dialect;
mod echo;
mod exec;
mod hunt;
mod key;
mod local;
mod member;
mod orphan;
mod record;
mod request;
mod session;
mod system;
mod way;

use std::fmt;
use std::str::FromStr;

pub use answer::Answer;
pub use caller::Caller;
pub use container::{Container, Expected};
pub use dialect::Dialect;
pub(crate) use dialect::Part;
pub(crate) use exec::told_to_stop;
pub(crate) use hunt::Mark;
pub use key::Key;
pub use local::Local;
pub use orphan::adopt;
pub use record::{Idle, Recording, Records, Replay, Stand};
pub use request::{Payload, quoted};
pub use session::Wires;
pub use system::{OwnSettings, System};
pub use way::{After, Doing, End, Limits, Said, Seen, Way};

use crate::error::{Error, Result};

/// What Hyperdrive asks of an adapter: the first table of SPEC.md section 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Its version.
    Version,
    /// Where a log is.
    GetLogFile,
    /// Its metadata, with the values that the module has.
    GetConfig,
    /// What it has to say against settings, and the ports that they need.
    ProcessConfig,
    /// Saves settings.
    SetConfig,
    /// Which of its containers are to run.
    GetContainers,
    /// Runs a command of the module's own.
    Run,
    /// Makes settings of an older version into those of this one.
    UpgradeInstance,
    /// Starts the services itself.
    Start,
}

impl Operation {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 9] = [
        Self::Version,
        Self::GetLogFile,
        Self::GetConfig,
        Self::ProcessConfig,
        Self::SetConfig,
        Self::GetContainers,
        Self::Run,
        Self::UpgradeInstance,
        Self::Start,
    ];

    /// Its name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::GetLogFile => "get-log-file",
            Self::GetConfig => "get-config",
            Self::ProcessConfig => "process-config",
            Self::SetConfig => "set-config",
            Self::GetContainers => "get-containers",
            Self::Run => "run",
            Self::UpgradeInstance => "upgrade-instance",
            Self::Start => "start",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Operation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|operation| operation.name() == text).ok_or_else(|| {
            Error::usage(format!("an adapter has no command '{text}'")).hint(format!("it has: {}", names()))
        })
    }
}
