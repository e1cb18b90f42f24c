//! What Hyperdrive keeps of a home: its folders and keys, what is installed, generations of settings, and the lock.
//!
//! State enters a pipeline through [`load`] and [`add`] and leaves it through [`save`]; nothing else writes it.

mod add;
mod dependencies;
pub mod file;
mod generation;
mod history;
mod home;
mod installed;
mod journal;
mod load;
mod lock;
pub mod marker;
mod module;
mod naming;
mod packages;
mod removal;
mod save;
mod scrap;
pub mod secrets;
mod settings;
mod upgrade;

pub use add::{Arrival, add};
pub use generation::{Generation, Placed};
pub use history::{Entry, Leftovers, RolledBack, call_off, history, leftovers, remove_leftovers, roll_back};
pub use home::{FIRST_PORT, Home};
pub use installed::{Installed, Record};
pub use load::{Which, load};
pub use lock::{LOCK_VARIABLE, Lock};
pub use packages::packages;
pub use removal::begin_removal;
pub use save::{Moment, interrupted, remove, save};
pub use scrap::sweep;
pub use settings::{ModuleSettings, Settings};
pub use upgrade::{Unfinished, begin_upgrade, unfinished};
