//! Hyperdrive on the real engine: each promise of its workflows, with what is in the engine after each step.

mod adapters;
mod begun;
mod changes;
mod compose;
mod config;
mod config_form;
mod daemon;
mod declared;
mod engine;
mod granted;
mod interrupted;
mod killed;
mod life;
mod packages;
mod permissions;
mod refused;
mod registry;
pub(crate) mod restarts;
mod safe;
mod secrets;
mod strangers;
