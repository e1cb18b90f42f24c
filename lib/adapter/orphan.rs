//! Orphans: what a local adapter left that lost its parents. A tool can adopt them; whoever is its child when no local adapter is
//! at hand was left by one of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::io::Errno;
use rustix::process::{WaitId, WaitIdOptions, getpid, set_child_subreaper, waitid};

use super::member::uptime;

static AT_HAND: Mutex<AtHand> = Mutex::new(AtHand { adopts: false, count: 0, begun: 0, since: 0 });

/// The local adapters of this process that are at hand.
struct AtHand {
    /// Their orphans become this process's children.
    adopts: bool,
    count: usize,
    /// How many there were so far.
    begun: u64,
    /// When the first of them began, in ticks since the machine's start.
    since: u64,
}

/// From now on orphans of local adapters become children of this process, which has no others while one is at hand. A kernel that
/// can't do that leaves them to the machine's first process; so does a process that has children by now: they are its caller's,
/// which became this program, and what they leave couldn't be told from orphans.
pub fn adopt() {
    lock().adopts = is_childless() && set_child_subreaper(Some(getpid())).is_ok();
}

fn is_childless() -> bool {
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    matches!(waitid(WaitId::All, look), Err(Errno::CHILD))
}

/// A local adapter that is at hand.
#[derive(Debug)]
pub(super) struct Parent {
    /// How many there had been when orphans were ended last, all of which were its own.
    ended_at: AtomicU64,
}

impl Parent {
    /// It begins.
    pub(super) fn begin() -> Self {
        let mut at_hand = lock();
        if at_hand.count == 0 {
            at_hand.since = uptime().unwrap_or_default();
        }
        at_hand.count += 1;
        at_hand.begun += 1;
        Self { ended_at: AtomicU64::new(0) }
    }

    /// Whether all our children are its own, or its orphans.
    pub(super) fn is_alone() -> bool {
        let at_hand = lock();
        at_hand.adopts && at_hand.count == 1
    }

    /// Ends orphans where it is alone: nobody else's adapter, which is our child, too, begins meanwhile. Whether it was.
    pub(super) fn end_alone(&self, end: impl FnOnce()) -> bool {
        let at_hand = lock();
        let is_alone = at_hand.adopts && at_hand.count == 1;
        if is_alone {
            end();
            self.ended_at.store(at_hand.begun, Ordering::Relaxed);
        }
        is_alone
    }

    /// It is over. After the last one, orphans are ended that came since this time, unless that has been done; nobody begins
    /// meanwhile.
    pub(super) fn end(self, end_since: impl FnOnce(u64)) {
        let mut at_hand = lock();
        at_hand.count -= 1;
        if at_hand.adopts && at_hand.count == 0 && at_hand.begun != self.ended_at.into_inner() {
            end_since(at_hand.since);
        }
    }
}

fn lock() -> MutexGuard<'static, AtHand> {
    AT_HAND.lock().unwrap_or_else(PoisonError::into_inner)
}
