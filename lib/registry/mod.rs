//! Registries: signed lists of modules, each with where its packages are (SPEC.md section 9, Install; hyperdrive-registry(5)).

pub mod curated;
mod download;
mod http;
mod impatient;
mod index;
mod known;
mod location;
mod plan;

pub use download::{download, download_unlisted};
pub use index::{Index, Listing, Offer};
pub use known::{Known, Registry, Seen};
pub use location::Location;
pub use plan::{Held, Plan, Planned, Want, plan};
