//! An adapter that is declared, not programmed: `module.yaml` says what it offers, and all the rest is here
//! (SPEC.md section 7; `man/hd-adapter-module.5` describes the file).

mod command;
mod condition;
mod fields;
mod folders;
mod format;
mod http;
mod output;
mod parameters;
mod protocol;
mod run;
mod source;
mod start;
pub mod starter;
mod trial;
mod values;
mod written;

mod module;

pub use folders::Folders;
pub use module::{LARGEST, Module};
pub use protocol::{Ended, Refusal, Then};

#[cfg(test)]
mod tests;
