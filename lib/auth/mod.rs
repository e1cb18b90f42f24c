//! Who may ask what of whom: key files, and the tokens that they sign (SPEC.md section 8).
//!
//! No clock runs in here: the time is passed in, in whole seconds since 1970.

mod hmac;
pub mod key;
pub mod replay;
pub(crate) mod small;
pub mod token;

pub use key::Key;
pub use replay::Replays;
pub use token::{Algorithm, Claims, Token};
