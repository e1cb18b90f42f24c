//! Docker Compose driven, not imitated: what is run is the one JSON that Compose itself made of all files.

mod container;
mod image;
mod network;
pub mod permission;
mod plan;
mod port;
mod program;
mod up;
mod volume;
mod wait;

pub use container::{Container, Part, list, restart, stop, take_down};
pub use network::{ensure as ensure_network, remove as remove_network, remove_of as remove_networks_of};
pub use permission::Allowed;
pub use plan::{Owner, Plan};
pub use program::Program;
pub use up::{Up, pull, rehearse, rehearse_pull, up};
pub use wait::log;
