//! The open connections: bounded, and where they are full, the one that was idle longest makes room.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::sleep;

/// How many connections are open at most, where the machine allows as many files.
pub(crate) const MOST: usize = 2048;

/// For so many that are open, one more may be there that has to go and hasn't gone yet.
const GOING: usize = 4;

/// Every open connection.
#[derive(Debug)]
pub(crate) struct Connections {
    open: Mutex<HashMap<u64, Arc<Connection>>>,
    /// How many there are with those that made room and are about to go.
    alive: AtomicUsize,
    /// One went.
    gone: Notify,
    most: usize,
    next: AtomicU64,
    began: Instant,
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    id: u64,
    /// Requests that are being answered.
    busy: AtomicUsize,
    /// Whether a stream was opened on it, after which nothing else comes.
    streaming: AtomicBool,
    /// When it was last busy, in milliseconds since the daemon's start.
    last: AtomicU64,
    close: Notify,
    began: Instant,
}

/// Marks a connection as busy for as long as it lives.
#[derive(Debug)]
pub(crate) struct Busy(Arc<Connection>);

impl Connections {
    pub(crate) fn new(most: usize) -> Self {
        let (alive, gone, next) = (AtomicUsize::new(0), Notify::new(), AtomicU64::new(0));
        Self { open: Mutex::default(), alive, gone, most, next, began: Instant::now() }
    }

    /// Takes a new connection in. Where all places are taken, the one that was idle longest is closed; where none is
    /// idle: `None`.
    pub(crate) fn enter(&self) -> Option<Arc<Connection>> {
        let mut open = self.lock();
        if open.len() >= self.most {
            let idlest = open.values().filter(|one| one.is_idle()).min_by_key(|one| one.last())?.id;
            open.remove(&idlest)?.close.notify_one();
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (busy, last) = (AtomicUsize::new(0), AtomicU64::new(milliseconds(self.began)));
        let (streaming, close, began) = (AtomicBool::new(false), Notify::new(), self.began);
        let new = Arc::new(Connection { id, busy, streaming, last, close, began });
        open.insert(id, new.clone());
        self.alive.fetch_add(1, Ordering::Relaxed);
        Some(new)
    }

    /// Waits until those who made room have gone, but for a few: taken in faster than others go, connections would be without
    /// bound.
    pub(crate) async fn settled(&self) {
        while self.alive.load(Ordering::Relaxed) >= self.most + self.most / GOING {
            self.gone.notified().await;
        }
    }

    /// Gives a connection's place back.
    pub(crate) fn leave(&self, connection: &Connection) {
        self.lock().remove(&connection.id);
        self.alive.fetch_sub(1, Ordering::Relaxed);
        self.gone.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    /// Marks it as busy until the mark is dropped.
    pub(crate) fn work(self: &Arc<Self>) -> Busy {
        self.busy.fetch_add(1, Ordering::Relaxed);
        Busy(self.clone())
    }

    /// The same for a stream, which ends when the other side does.
    pub(crate) fn stream(self: &Arc<Self>) -> Busy {
        self.streaming.store(true, Ordering::Relaxed);
        self.work()
    }

    /// Whether a stream was opened on it.
    pub(crate) fn is_streaming(&self) -> bool {
        self.streaming.load(Ordering::Relaxed)
    }

    /// The other side has taken something of an answer: it isn't idle.
    pub(crate) fn goes_on(&self) {
        self.last.store(milliseconds(self.began), Ordering::Relaxed);
    }

    /// Waits until it has to make room.
    pub(crate) async fn closed(&self) {
        self.close.notified().await;
    }

    /// Waits until nothing was answered on it for so long: it is idle, or a request's head takes its time, or nobody reads the
    /// answer. One alarm at a
    /// time is set, and looked at only when it goes off, which costs a request nothing.
    pub(crate) async fn idle_for(&self, patience: Duration) {
        loop {
            let idle = if self.is_idle() { self.idle_time() } else { Duration::ZERO };
            match patience.checked_sub(idle) {
                None | Some(Duration::ZERO) => return,
                Some(left) => sleep(left).await,
            }
        }
    }

    fn idle_time(&self) -> Duration {
        Duration::from_millis(milliseconds(self.began).saturating_sub(self.last()))
    }

    fn is_idle(&self) -> bool {
        self.busy.load(Ordering::Relaxed) == 0
    }

    fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.goes_on();
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

fn milliseconds(since: Instant) -> u64 {
    since.elapsed().as_millis().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn who_is_busy_isnt_idle_and_who_was_busy_just_now_is_waited_for() {
        let all = Connections::new(2);
        let connection = all.enter().unwrap();
        let (short, long) = (Duration::from_millis(60), Duration::from_secs(60));
        let busy = connection.work();
        assert!(tokio::time::timeout(2 * short, connection.idle_for(short)).await.is_err());
        let since = Instant::now();
        drop(busy);
        connection.idle_for(short).await;
        assert!(since.elapsed() + Duration::from_millis(2) >= short, "{:?}", since.elapsed());
        assert!(tokio::time::timeout(short, connection.idle_for(long)).await.is_err());
    }

    #[test]
    fn the_idlest_makes_room_and_the_busy_never() {
        let all = Connections::new(2);
        let (first, second) = (all.enter().unwrap(), all.enter().unwrap());
        let busy = first.work();
        let third = all.enter().unwrap();
        assert!(!all.lock().contains_key(&second.id) && all.lock().contains_key(&first.id));
        let (_third, _third_too) = (third.work(), third.work());
        assert!(all.enter().is_none());
        drop(busy);
        assert!(all.enter().is_some() && !all.lock().contains_key(&first.id));
        all.leave(&third);
        assert_eq!(all.lock().len(), 1);
    }

    #[tokio::test]
    async fn who_made_room_is_waited_for() {
        let (all, soon) = (Connections::new(8), Duration::from_millis(50));
        let mut taken: Vec<_> = (0..10).map(|_| all.enter().unwrap()).collect();
        assert_eq!(all.lock().len(), 8);
        assert!(tokio::time::timeout(soon, all.settled()).await.is_err());
        all.leave(&taken.remove(0));
        assert!(tokio::time::timeout(soon, all.settled()).await.is_ok());
    }
}
