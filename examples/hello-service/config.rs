//! The service's own configuration file, which the adapter writes and which knows nothing of Hyperdrive.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

/// How to greet, and where. Read once, when the service starts.
#[derive(Deserialize)]
pub(crate) struct Config {
    pub(crate) greeting: String,
    pub(crate) repeat: usize,
    pub(crate) port: u16,
    pub(crate) log_requests: bool,
    pub(crate) passphrase: String,
    pub(crate) utc_offset: i64,
    delay: f64,
}

impl Config {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let fault = |cause: &dyn std::fmt::Display| format!("cannot read '{}': {cause}", path.display());
        let text = std::fs::read_to_string(path).map_err(|cause| fault(&cause))?;
        toml::from_str(&text).map_err(|cause| fault(&cause))
    }

    pub(crate) fn delay(&self) -> Duration {
        Duration::try_from_secs_f64(self.delay).unwrap_or_default()
    }
}
