//! The test builder: one run of one tool in a place of its own, in which every output has to be named.

pub mod engine;
pub mod example;
pub mod gate;
pub mod home;
pub mod images;
mod place;
pub mod port;
pub mod pty;
pub mod registry;
mod run;
pub mod standin;
pub mod terminal;
pub mod tls;
pub mod wait;
pub mod witness;
pub mod zip;

pub use gate::{Gate, Moment};
pub use home::Home;
pub use images::Images;
pub use place::Place;
pub use pty::Pty;
pub use run::{Ran, Test};
pub use terminal::Terminal;
pub use witness::Witness;
