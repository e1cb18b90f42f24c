//! The daemon: what it serves to whom, and what it does for them; free of HTTP (SPEC.md section 8).

pub mod access;
pub mod audit;
pub mod caller;
pub mod containers;
mod daemon;
mod engine;
pub mod events;
pub mod health;
pub mod logs;
mod mark;
pub mod modules;
mod observe;
pub mod operations;
mod pace;
mod problem;
mod refused;
pub mod settings;
mod view;
mod watch;
pub mod work;

pub use access::Access;
pub use caller::Caller;
pub use daemon::Daemon;
pub use problem::{Details, Problem, Refusal};
pub use view::View;

/// What an operation of the daemon gives.
pub type Answer<T> = std::result::Result<T, Problem>;
