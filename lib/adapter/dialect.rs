//! The dialects of the protocol: for each, the one table from an operation to commands, requests and answers.

use std::fmt;
use std::str::FromStr;

use super::answer::{self, Answer};
use super::{Key, Operation, Payload};
use crate::error::{Error, Result};

/// A dialect of the adapter protocol, as modules in the field speak them (SPEC.md section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The one of the specification.
    Current,
    /// December 2024.
    Dec2024,
    /// January 2025.
    Jan2025,
    /// March 2025.
    Mar2025,
}

/// How one command of a dialect is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// The word after `hd-module`.
    pub(crate) command: &'static str,
    /// What the request holds, in this order.
    pub(crate) request: &'static [Part],
    /// What it holds beside that where there is such a thing: an adapter may read the request as another dialect has it.
    pub(crate) also: &'static [Part],
    /// What the answer is.
    pub(crate) shape: Shape,
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Key,
    Source,
    Config,
    Settings,
    CurrentSettings,
    /// The same as the current ones: some read this name.
    OldSettings,
    NewSettings,
    Instance,
    Command,
}

/// What an answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Version,
    LogFile,
    Metadata,
    /// The module's values, nested as the metadata are.
    Values,
    Processed,
    Nothing,
    Containers,
    Instance,
}

impl Dialect {
    /// All of them; the first is the one of the specification.
    pub const ALL: [Self; 4] = [Self::Current, Self::Dec2024, Self::Jan2025, Self::Mar2025];

    /// Its name in documents and on command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Dec2024 => "2024-12",
            Self::Jan2025 => "2025-01",
            Self::Mar2025 => "2025-03",
        }
    }

    /// Whether it has a command for this operation.
    pub fn has(self, operation: Operation) -> bool {
        self.form(operation).is_some()
    }

    /// The command and the line that say this operation in it. `None` where it can't be said. Bad input where something is
    /// missing that has to be said.
    pub fn request(
        self,
        operation: Operation,
        payload: &Payload,
        key: Option<&Key>,
    ) -> Result<Option<(&'static str, String)>> {
        let said = |form: Form| Ok((form.command, payload.line(&form, key)?));
        self.form(operation).map(said).transpose()
    }

    /// What was printed as the answer to this operation; else what stands there instead.
    pub fn answer(self, operation: Operation, stdout: &[u8]) -> std::result::Result<Answer, String> {
        let form = self.form(operation).ok_or_else(|| format!("no answer: {self} has no '{operation}'"))?;
        answer::read(form.shape, stdout)
    }

    /// Whether this operation is answered to nobody without the key.
    pub fn wants_key(self, operation: Operation) -> bool {
        // Version wants none, and in March 2025 two more.
        let without = match self {
            Self::Mar2025 => {
                &[Operation::GetConfig, Operation::ProcessConfig, Operation::UpgradeInstance][..]
            }
            _ => &[],
        };
        operation != Operation::Version && self.has(operation) && !without.contains(&operation)
    }

    /// How this operation is said in it: the table. `None` where it can't be said.
    pub(crate) const fn form(self, operation: Operation) -> Option<Form> {
        use Dialect::{Current, Dec2024, Jan2025, Mar2025};
        use Operation as O;
        use Part::{
            Command, Config, CurrentSettings, Instance, Key, NewSettings, OldSettings, Settings, Source,
        };
        let (command, request, shape): (_, &[Part], _) = match (operation, self) {
            // A line is always sent; where there is nothing to say, the key.
            (O::Version, _) => ("version", &[Key], Shape::Version),
            (O::GetLogFile, Current | Dec2024 | Jan2025) => ("get-log-file", &[Key, Source], Shape::LogFile),
            (O::GetConfig, Current) => ("get-config", &[Key], Shape::Metadata),
            (O::GetConfig, _) => ("get-config-metadata", &[Key], Shape::Metadata),
            (O::ProcessConfig, Current | Dec2024) => ("process-config", &[Key, Config], Shape::Processed),
            (O::ProcessConfig, Jan2025) => ("process-settings", &[Key, Settings], Shape::Processed),
            (O::ProcessConfig, Mar2025) => {
                ("process-settings", &[CurrentSettings, OldSettings, NewSettings], Shape::Processed)
            }
            (O::SetConfig, Current | Dec2024) => ("set-config", &[Key, Config], Shape::Nothing),
            (O::SetConfig, Jan2025 | Mar2025) => ("set-settings", &[Key, Settings], Shape::Nothing),
            (O::GetContainers, Current | Dec2024 | Jan2025) => ("get-containers", &[Key], Shape::Containers),
            (O::Run, _) => ("run", &[Key, Command], Shape::Nothing),
            (O::UpgradeInstance, Current | Jan2025) => {
                ("upgrade-instance", &[Key, Instance], Shape::Instance)
            }
            (O::UpgradeInstance, Mar2025) => ("upgrade-instance", &[Instance], Shape::Instance),
            (O::Start, Mar2025) => ("start", &[Key, Settings], Shape::Nothing),
            (O::GetLogFile | O::GetContainers, Mar2025)
            | (O::UpgradeInstance, Dec2024)
            | (O::Start, Current | Dec2024 | Jan2025) => return None,
        };
        // Some adapters of March 2025 have get-containers, too, by which January's are known.
        let also: &[Part] = match (operation, self) {
            (O::ProcessConfig, Jan2025) => &[CurrentSettings, OldSettings, NewSettings],
            _ => &[],
        };
        Some(Form { command, request, also, shape })
    }

    /// The second command of `get-config`, where the metadata come without values.
    pub(crate) const fn values(self) -> Option<Form> {
        match self {
            Self::Dec2024 => {
                let (command, request) = ("get-config-instance", &[Part::Key]);
                Some(Form { command, request, also: &[], shape: Shape::Values })
            }
            _ => None,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == text).ok_or_else(|| {
            Error::usage(format!("no dialect of the adapter protocol is called '{text}'"))
                .hint(format!("there are: {}", Self::ALL.map(Self::name).join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_come_back_as_what_they_name() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.name().parse::<Dialect>().unwrap(), dialect);
        }
        for operation in Operation::ALL {
            assert_eq!(operation.name().parse::<Operation>().unwrap(), operation);
        }
        assert!("2023".parse::<Dialect>().is_err());
    }

    #[test]
    fn what_a_dialect_cannot_say_is_said_to_be_missing() {
        let missing = |dialect: Dialect| Operation::ALL.into_iter().filter(move |o| !dialect.has(*o));
        assert_eq!(missing(Dialect::Current).collect::<Vec<_>>(), [Operation::Start]);
        assert_eq!(missing(Dialect::Dec2024).count(), 2);
        assert_eq!(missing(Dialect::Jan2025).collect::<Vec<_>>(), [Operation::Start]);
        let march: Vec<_> = missing(Dialect::Mar2025).collect();
        assert_eq!(march, [Operation::GetLogFile, Operation::GetContainers]);
    }
}
