//! What every handler shares.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use hd::api::Daemon;

/// The daemon, and what belongs to this run of it.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) daemon: Arc<Daemon>,
    /// When this run began, in hex: the first part of the names of its requests.
    run: String,
    requests: AtomicU64,
}

impl App {
    pub(crate) fn new(daemon: Daemon) -> Self {
        Self { daemon: Arc::new(daemon), run: format!("{:x}", now()), requests: AtomicU64::new(1) }
    }

    /// A name for a request that no other one of this daemon has.
    pub(crate) fn next_request(&self) -> String {
        format!("{}-{}", self.run, self.requests.fetch_add(1, Ordering::Relaxed))
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
