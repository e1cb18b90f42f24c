//! Orphans: what a local adapter left that lost its parents. A tool can adopt them; whoever is its child when no local adapter is
//! at hand was left by one of them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rustix::io::Errno;
use rustix::process::{WaitId, WaitIdOptions, getpid, set_child_subreaper, waitid};

use super::member::{Look, Member, environment, running, uptime};

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

/// Children that this process had before it was this program, which are its caller's: their numbers, and when they began.
static CALLERS: OnceLock<BTreeSet<(i32, u64)>> = OnceLock::new();

/// From now on orphans of local adapters become children of this process, which has no others while one is at hand but those of its
/// caller, which became this program. A kernel that can't do that leaves them to the machine's first process.
pub fn adopt() {
    let mut at_hand = lock();
    let _ = CALLERS.set(if is_childless() { BTreeSet::new() } else { own_children().collect() });
    at_hand.adopts = set_child_subreaper(Some(getpid())).is_ok();
}

fn is_childless() -> bool {
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    matches!(waitid(WaitId::All, look), Err(Errno::CHILD))
}

fn own_children() -> impl Iterator<Item = (i32, u64)> {
    let own = getpid().as_raw_nonzero().get();
    running().filter_map(move |pid| match Member::look(pid, 0) {
        Look::Runs(member) | Look::Becoming(member) if member.parent == own => {
            Some((member.number, member.start))
        }
        _ => None,
    })
}

/// Whether this child of ours is an orphan. What the caller's children leave is no adapter's, but can be told by nothing but its
/// environment, which is ours; an adapter's orphan that has it carries a mark.
pub(super) fn is_orphan(member: &Member) -> bool {
    let callers = CALLERS.get().filter(|callers| !callers.is_empty());
    member.parent == getpid().as_raw_nonzero().get()
        && callers.is_none_or(|callers| {
            !callers.contains(&(member.number, member.start))
                && environment(member.parent).seen().is_some_and(|own| member.has_cast_off(own))
        })
}

/// Forgets those of our children that have ended; all of them were orphans.
pub(super) fn reap() {
    while let Ok(Some(_)) = waitid(WaitId::All, WaitIdOptions::EXITED | WaitIdOptions::NOHANG) {}
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

    /// Ends orphans where it is alone: nobody else's adapter, which is our child, too, begins meanwhile. `None` where it isn't.
    pub(super) fn end_alone(&self, end: impl FnOnce() -> bool) -> Option<bool> {
        let at_hand = lock();
        let is_alone = at_hand.adopts && at_hand.count == 1;
        is_alone.then(|| {
            self.ended_at.store(at_hand.begun, Ordering::Relaxed);
            end()
        })
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
