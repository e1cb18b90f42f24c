//! Hyperdrive on the real engine: each promise of its workflows, with what is in the engine after each step.

mod adapter_logs;
mod adapters;
mod begun;
mod changes;
mod claims;
mod compose;
mod config;
mod config_form;
mod cut;
mod daemon;
mod declared;
mod engine;
mod given;
mod granted;
mod interrupted;
mod itself;
mod killed;
mod life;
mod order;
mod packages;
mod permissions;
mod refused;
mod registry;
pub(crate) mod restarts;
mod safe;
mod secrets;
mod strangers;
