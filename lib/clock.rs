//! The clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Whole seconds since 1970; 0 on a machine whose clock is before that.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
