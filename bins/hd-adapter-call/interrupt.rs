//! SIGINT, SIGTERM and a lost terminal: what is being called is ended, a change is taken back, and then the tool ends.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use hd::{Error, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// True once a signal came.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);
/// How much is at hand that has to come to its end.
static AT_HAND: AtomicUsize = AtomicUsize::new(0);

/// Something that has to come to its end before the tool does.
pub(crate) struct AtHand(());

impl AtHand {
    /// It begins.
    pub(crate) fn begin() -> Self {
        AT_HAND.fetch_add(1, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for AtHand {
    fn drop(&mut self) {
        AT_HAND.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits for a signal on a thread of its own. Ctrl-C may be somebody else's affair: who shares our terminal gets it too.
pub(crate) fn watch(leave_interrupt: bool) -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM].into_iter().chain(cli::hangup()))
        .map_err(|cause| Error::machine(format!("cannot watch for signals: {cause}")))?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if signal == SIGINT && leave_interrupt {
                continue;
            }
            STOP.store(true, Ordering::SeqCst);
            end_when_idle(signal);
        }
    });
    Ok(())
}

/// What is at hand ends by itself and its documents are written; a tool that only waits for input ends of the signal.
fn end_when_idle(signal: i32) {
    let mut idle = 0;
    while idle < 40 {
        thread::sleep(Duration::from_millis(50));
        idle = if AT_HAND.load(Ordering::SeqCst) == 0 { idle + 1 } else { 0 };
    }
    // Reading can't be called off.
    let _ = emulate_default_handler(signal);
}
