//! Everything that Hyperdrive knows and does. No printing, no exit, no command lines: `bins/` has those.

pub mod adapter;
pub mod api;
pub mod auth;
pub mod check;
pub mod clock;
pub mod compose;
pub mod config;
pub mod declared;
pub mod digest;
pub mod document;
pub mod engine;
pub mod error;
pub mod escape;
pub mod module;
pub mod name;
pub mod process;
pub mod registry;
pub mod state;
pub mod template;
mod yaml;

pub use error::{Error, Fault, Kind, Result};
