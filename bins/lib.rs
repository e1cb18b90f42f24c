//! What every tool of Hyperdrive does with its arguments, its stream, its errors and its exit code.

pub mod audit;
pub mod flags;
mod report;
mod schema;
mod stream;
mod tool;

pub use report::{print as report, warn};
pub use stream::Stream;
pub use tool::{Exit, OUTLIVES_HANGUP, Tool, hangup};
