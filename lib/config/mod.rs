//! Configuration: metadata, instances, edits and differences of modules, and Hyperdrive's own (SPEC.md section 6).

mod configuration;
mod configured;
mod difference;
mod dynamic;
mod edit;
mod edited;
pub mod file;
mod hidden;
mod instance;
mod look;
pub mod machine;
pub mod markup;
mod metadata;
mod parameter;
mod pattern;
pub mod ports;
mod protocol;
mod reader;
mod reported;
mod round;
pub mod secret;
mod settings;
pub mod system;
mod upgrade;
mod value;
pub mod yaml;

pub use configuration::Configuration;
pub use configured::{Configured, validate};
pub use difference::{Change, changes, containers};
pub use dynamic::{Dynamic, Evaluated, Property};
pub use edit::{Edit, To};
pub use edited::{edited, switch};
pub use hidden::for_terminal;
pub use instance::{Instance, Read, unknown};
pub use look::{Look, Looks};
pub use metadata::{Metadata, Section};
pub use parameter::{Choice, Kind, MASK, Parameter, Range};
pub use pattern::Pattern;
pub use reported::hide_reported;
pub use settings::settings;
pub use upgrade::{Fitted, upgrade};
pub use value::Value;

#[cfg(test)]
mod properties;
