//! Events: what happened, in order, kept for a while for those who were away.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

/// How many events are kept.
const KEPT: usize = 1024;

/// An event's id: which run of the daemon it is of, and its number in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Id {
    run: u64,
    number: u64,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.run, self.number)
    }
}

impl FromStr for Id {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (run, number) = text.split_once('-').ok_or(())?;
        let run = u64::from_str_radix(run, 16).map_err(|_| ())?;
        Ok(Self { run, number: number.parse().map_err(|_| ())? })
    }
}

/// What sort of event it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A container changed its state.
    Container,
    /// Settings that run are others.
    Config,
    /// What is installed, or what became of it, is something else.
    Modules,
    /// The engine came or went. After it came, its containers' states have to be read again.
    Engine,
    /// Events were lost for this follower: everything has to be read again.
    Reset,
}

impl What {
    /// Its name in the stream.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Config => "config",
            Self::Modules => "modules",
            Self::Engine => "engine",
            Self::Reset => "reset",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id; later events have higher numbers.
    pub id: Id,
    /// What sort it is.
    pub what: What,
    /// More about it, as JSON.
    pub data: String,
}

/// A container's event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContainerChange {
    /// The container's name.
    pub container: String,
    /// The FQMN of its module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// The engine's word: `create`, `start`, `die`, `health_status: healthy`, `pause`, `unpause`, `oom`, `destroy`.
    pub action: String,
    /// With what it ended, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i64>,
}

/// The events of one run of the daemon.
#[derive(Debug)]
pub struct Events {
    ring: Mutex<Ring>,
    newest: watch::Sender<u64>,
}

#[derive(Debug)]
struct Ring {
    run: u64,
    /// The number that the next event gets.
    next: u64,
    events: VecDeque<Arc<Event>>,
}

impl Events {
    /// No events so far, in the run with this number.
    pub(super) fn new(run: u64) -> Self {
        let ring = Ring { run, next: 1, events: VecDeque::new() };
        Self { ring: Mutex::new(ring), newest: watch::Sender::new(0) }
    }

    /// Tells everybody.
    pub(super) fn tell(&self, what: What, data: &impl Serialize) {
        let data = serde_json::to_string(data).unwrap_or_default();
        let number = {
            let mut ring = self.lock();
            let id = Id { run: ring.run, number: ring.next };
            ring.next += 1;
            if ring.events.len() >= KEPT {
                ring.events.pop_front();
            }
            ring.events.push_back(Arc::new(Event { id, what, data }));
            id.number
        };
        self.newest.send_replace(number);
    }

    /// Follows events: from now on, or from the one after the last that was seen. What can't be known any more begins
    /// with [`What::Reset`].
    pub fn follow(self: &Arc<Self>, last: Option<Id>) -> Follower {
        let ring = self.lock();
        let known = last.is_none_or(|last| last.run == ring.run && last.number < ring.next);
        let next = last.filter(|_| known).map_or(ring.next, |last| last.number + 1);
        let follower =
            Follower { newest: self.newest.subscribe(), events: self.clone(), run: ring.run, next };
        drop(ring);
        if known { follower } else { Follower { next: 0, ..follower } }
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    /// The event with this number, a reset where it is gone, nothing where it hasn't come.
    fn at(&self, number: u64) -> Option<Arc<Event>> {
        let first = self.next - self.events.len() as u64;
        if number < first {
            let id = Id { run: self.run, number: self.next - 1 };
            return Some(Arc::new(Event { id, what: What::Reset, data: "{}".into() }));
        }
        usize::try_from(number - first).ok().and_then(|place| self.events.get(place)).cloned()
    }
}

/// Somebody who follows events. It holds no event back: however slow it is, nobody waits for it.
#[derive(Debug)]
pub struct Follower {
    events: Arc<Events>,
    newest: watch::Receiver<u64>,
    run: u64,
    next: u64,
}

impl Follower {
    /// The id after which it goes on.
    pub fn at(&self) -> Id {
        Id { run: self.run, number: self.next.saturating_sub(1) }
    }

    /// The next event, as soon as it happens; nothing when the daemon ends.
    pub async fn next(&mut self) -> Option<Arc<Event>> {
        loop {
            self.newest.mark_unchanged();
            let found = self.events.lock().at(self.next);
            if let Some(event) = found {
                self.next = event.id.number + 1;
                return Some(event);
            }
            self.newest.changed().await.ok()?;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use futures_util::FutureExt;

    use super::*;

    fn tell(events: &Events, numbers: std::ops::Range<u64>) {
        numbers.for_each(|number| events.tell(What::Config, &number));
    }

    /// What a follower gets now, without waiting.
    fn rest(follower: &mut Follower) -> Vec<String> {
        std::iter::from_fn(|| Some(follower.next().now_or_never()??.data.clone())).collect()
    }

    #[test]
    fn followers_get_all_that_happens_from_where_they_are_in_order() {
        let events = Arc::new(Events::new(7));
        tell(&events, 0..3);
        let mut new = events.follow(None);
        assert_eq!(new.at().to_string(), "7-3");
        let mut back = events.follow(Some("7-1".parse().unwrap()));
        tell(&events, 3..5);
        assert_eq!(rest(&mut new), ["3", "4"]);
        assert_eq!(rest(&mut back), ["1", "2", "3", "4"]);
        tell(&events, 5..6);
        assert_eq!((rest(&mut new), rest(&mut back)), (vec!["5".into()], vec!["5".into()]));
    }

    #[test]
    fn who_was_away_too_long_or_comes_from_another_run_is_told_so() {
        let events = Arc::new(Events::new(7));
        let mut slow = events.follow(None);
        tell(&events, 0..KEPT as u64 + 1);
        let first = slow.next().now_or_never().unwrap().unwrap();
        assert_eq!((first.what, first.id), (What::Reset, Id { run: 7, number: KEPT as u64 + 1 }));
        assert!(rest(&mut slow).is_empty());
        for id in ["6-1", "7-5000", "0-0"] {
            let mut other = events.follow(Some(id.parse().unwrap()));
            assert_eq!(other.next().now_or_never().unwrap().unwrap().what, What::Reset, "{id}");
            tell(&events, 0..1);
            assert_eq!(rest(&mut other), ["0"]);
        }
        assert!("x".parse::<Id>().is_err() && "7-".parse::<Id>().is_err());
    }
}
