//! What Hyperdrive keeps of a home: its folders and keys, what is installed, generations of settings, and the lock.
//!
//! State enters a pipeline through [`load`] and [`add`] and leaves it through [`save`]; nothing else writes it.

mod add;
pub mod file;
mod generation;
mod home;
mod installed;
mod load;
mod lock;
pub mod marker;
mod module;
mod save;
pub mod secrets;
mod settings;

pub use add::{add, interrupted};
pub use generation::Generation;
pub use home::{FIRST_PORT, Home};
pub use installed::{Installed, Record};
pub use load::{Which, load};
pub use lock::{LOCK_VARIABLE, Lock};
pub use save::{Moment, remove, save};
pub use settings::{ModuleSettings, Settings};
