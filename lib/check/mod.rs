//! Modules judged as Hyperdrive would: packages and adapters, each finding with a stable code, a place and a fix.

mod adapter;
pub mod code;
mod combine;
mod compose;
mod finding;
pub mod output;
mod package;
mod reach;
mod render;
mod report;
mod rows;
mod scratch;
mod shape;
mod socket;
mod source;
mod subject;
mod taken;
mod variable;

pub use adapter::{Asked, adapter};
pub use code::{Code, Level, Scope};
pub use finding::{Finding, Place};
pub use package::{Given, package};
pub use reach::Reach;
pub use report::{Outcome, Report};
