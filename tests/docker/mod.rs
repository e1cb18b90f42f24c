//! Hyperdrive on the real engine: each promise of its workflows, with what is in the engine after each step.

mod adapters;
mod changes;
mod compose;
mod daemon;
mod engine;
mod granted;
mod interrupted;
mod life;
mod permissions;
mod refused;
mod secrets;
mod strangers;
