//! The test builder: one run of one tool in a place of its own, in which every output has to be named.

pub mod example;
mod place;
mod run;
pub mod zip;

pub use place::Place;
pub use run::{Ran, Test};
