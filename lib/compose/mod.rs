//! Docker Compose driven, not imitated: what is run is the one JSON that Compose itself made of all files.

mod attempt;
mod begun;
mod carrier;
mod change;
mod claim;
mod container;
mod draft;
mod give;
mod image;
mod itself;
mod key;
mod merged;
mod moved;
mod network;
mod outlook;
pub mod permission;
mod plan;
mod port;
mod program;
mod reclaim;
mod record;
mod refusal;
mod task;
mod trial;
mod up;
mod volume;
mod wait;

pub use begun::{Asked, Held, hold};
pub use change::{Change, Leaving, refuse_stopped};
pub use claim::{Claims, stored_claims};
pub use container::{Container, Part, list, restart, stop, take_down};
pub use image::remove as remove_image;
pub use key::forget_old_keys;
pub use network::{
    ensure as ensure_network, exists as has_network, remove as remove_network,
    remove_of as remove_networks_of,
};
pub use permission::Allowed;
pub use plan::{Owner, Plan};
pub use program::Program;
pub use reclaim::reclaim;
pub use up::{Up, pull, rehearse, rehearse_pull};
pub use volume::{of as volumes_of, remove_of as remove_volumes_of};
pub use wait::{follow, log};
