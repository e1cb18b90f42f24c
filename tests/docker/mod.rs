//! Hyperdrive on the real engine: each promise of its workflows, with what is in the engine after each step.

mod adapters;
mod changes;
mod compose;
mod config;
mod config_form;
mod daemon;
mod declared;
mod engine;
mod interrupted;
mod killed;
mod life;
mod packages;
mod refused;
mod registry;
mod secrets;
mod strangers;
