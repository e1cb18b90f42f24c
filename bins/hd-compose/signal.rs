//! SIGINT and SIGTERM: what is at hand is finished, and nothing else begins.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use hd::{Error, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Whether one came. The first lets what is at hand be finished and nothing else begin; the second ends us.
pub(crate) fn watch() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop))
            .and_then(|_| flag::register(signal, Arc::clone(&stop)))
            .map_err(|cause| Error::machine(format!("cannot watch for signals: {cause}")))?;
    }
    Ok(stop)
}
