//! The open connections: bounded, and where they are full, one that is idle makes room: of the address that has the most, and there
//! of those that were answered something good or those that weren't, whichever are more, who was idle longest.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::sleep;

/// How many connections are open at most, where the machine allows as many files.
pub(crate) const MOST: usize = 2048;

/// How many may wait for the thread that answers them. More than that wait at the kernel's: so those who are there already don't
/// wait behind all of a flood.
const WAITING: usize = 64;
/// For so many that are open, one more may be there that has to go and hasn't gone yet.
const GOING: usize = 4;

/// Every open connection.
#[derive(Debug)]
pub(crate) struct Connections {
    open: Mutex<Open>,
    /// How many there are with those that made room and are about to go.
    alive: AtomicUsize,
    /// How many of them nobody has begun with.
    waiting: AtomicUsize,
    /// One went, or was begun with.
    gone: Notify,
    most: usize,
    next: AtomicU64,
    began: Instant,
}

/// Those that have a place, and how many an address has.
#[derive(Debug, Default)]
struct Open {
    all: HashMap<u64, Arc<Connection>>,
    of: HashMap<IpAddr, usize>,
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    id: u64,
    address: IpAddr,
    /// Whether it was answered something else than a problem of its own.
    proven: AtomicBool,
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
        let (alive, waiting, next) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicU64::new(0));
        let (gone, began) = (Notify::new(), Instant::now());
        Self { open: Mutex::default(), alive, waiting, gone, most, next, began }
    }

    /// Takes a new connection of this address in. Where all places are taken, one that is idle is closed; where none is:
    /// `None`.
    pub(crate) fn enter(&self, address: IpAddr) -> Option<Arc<Connection>> {
        let mut open = self.lock();
        if open.all.len() >= self.most {
            let idlest = open.idlest()?;
            open.remove(idlest)?.close.notify_one();
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (busy, last) = (AtomicUsize::new(0), AtomicU64::new(milliseconds(self.began)));
        let (streaming, proven) = (AtomicBool::new(false), AtomicBool::new(false));
        let (close, began) = (Notify::new(), self.began);
        let new = Arc::new(Connection { id, address, proven, busy, streaming, last, close, began });
        open.add(new.clone());
        self.alive.fetch_add(1, Ordering::Relaxed);
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Some(new)
    }

    /// Somebody begins with one that entered.
    pub(crate) fn begin(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.gone.notify_one();
    }

    /// Waits until those who made room have gone, and those who came have been begun with, but for a few: taken in faster than
    /// that, connections would be without bound.
    pub(crate) async fn settled(&self) {
        let many = |count: &AtomicUsize, most| count.load(Ordering::Relaxed) >= most;
        while many(&self.alive, self.most + self.most / GOING) || many(&self.waiting, WAITING) {
            self.gone.notified().await;
        }
    }

    /// Gives a connection's place back.
    pub(crate) fn leave(&self, connection: &Connection) {
        self.lock().remove(connection.id);
        self.alive.fetch_sub(1, Ordering::Relaxed);
        self.gone.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn add(&mut self, new: Arc<Connection>) {
        *self.of.entry(new.address).or_default() += 1;
        self.all.insert(new.id, new);
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Connection>> {
        let gone = self.all.remove(&id)?;
        if let Some(count) = self.of.get_mut(&gone.address) {
            *count -= 1;
            if *count == 0 {
                self.of.remove(&gone.address);
            }
        }
        Some(gone)
    }

    /// Who is to make room. A flood from one address doesn't close what others have open.
    fn idlest(&self) -> Option<u64> {
        let crowd = self.of.iter().max_by_key(|of| of.1).map(|of| *of.0);
        self.idlest_of(|one| Some(one.address) == crowd).or_else(|| self.idlest_of(|_| true))
    }

    /// Of those that were answered something good and those that weren't yet, the more numerous make room: a flood of the one
    /// kind leaves the other its places.
    fn idlest_of(&self, concerns: impl Fn(&Connection) -> bool) -> Option<u64> {
        let idle = self.all.values().filter(|one| one.is_idle() && concerns(one));
        let (proven, new): (Vec<_>, Vec<_>) = idle.partition(|one| one.is_proven());
        let more = if proven.len() > new.len() { proven } else { new };
        more.into_iter().min_by_key(|one| (one.last(), one.id)).map(|one| one.id)
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

    /// It was answered something else than a problem of its own.
    pub(crate) fn prove(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }

    /// Waits until it has to make room.
    pub(crate) async fn closed(&self) {
        self.close.notified().await;
    }

    /// Waits until nothing was answered on it for so long: it is idle, or a request's head takes its time, or nobody reads the
    /// answer. One alarm at a time is set, and looked at only when it goes off, which costs a request nothing.
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

    /// Whether nothing is being answered on it.
    pub(crate) fn is_idle(&self) -> bool {
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
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn enter(all: &Connections) -> Option<Arc<Connection>> {
        all.enter(HERE)
    }

    #[tokio::test]
    async fn who_is_busy_isnt_idle_and_who_was_busy_just_now_is_waited_for() {
        let all = Connections::new(2);
        let connection = enter(&all).unwrap();
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
        let (first, second) = (enter(&all).unwrap(), enter(&all).unwrap());
        let has = |one: &Connection| all.lock().all.contains_key(&one.id);
        let busy = first.work();
        let third = enter(&all).unwrap();
        assert!(!has(&second) && has(&first));
        let (_third, _third_too) = (third.work(), third.work());
        assert!(enter(&all).is_none());
        drop(busy);
        assert!(enter(&all).is_some() && !has(&first));
        all.leave(&third);
        let open = all.lock();
        assert_eq!((open.all.len(), open.of[&HERE]), (1, 1));
    }

    #[test]
    fn a_flood_closes_its_own_and_those_that_were_answered_nothing_good_before_others() {
        let all = Connections::new(4);
        let other = all.enter(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1))).unwrap();
        let good = enter(&all).unwrap();
        good.prove();
        let has = |one: &Connection| all.lock().all.contains_key(&one.id);
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(2));
            enter(&all).unwrap();
        }
        assert!(has(&other) && has(&good));
        let _busy: Vec<Busy> =
            all.lock().all.values().filter(|one| one.address == HERE).map(Connection::work).collect();
        assert!(enter(&all).is_some() && !has(&other), "where the crowd is busy, others make room");
    }

    #[test]
    fn who_comes_has_time_to_ask_though_all_others_were_answered_well() {
        let all = Connections::new(8);
        (0..8).for_each(|_| enter(&all).unwrap().prove());
        let new = enter(&all).unwrap();
        let has = |one: &Connection| all.lock().all.contains_key(&one.id);
        for _ in 0..3 {
            enter(&all).unwrap();
        }
        assert!(has(&new), "who was answered well has no more than half of the places");
        assert_eq!(all.lock().all.values().filter(|one| one.is_proven()).count(), 4);
        let good = enter(&all).unwrap();
        good.prove();
        (0..20).for_each(|_| drop(enter(&all).unwrap()));
        assert!(has(&good) && !has(&new));
    }

    #[tokio::test]
    async fn who_made_room_is_waited_for() {
        let (all, soon) = (Connections::new(8), Duration::from_millis(50));
        let mut taken: Vec<_> = (0..10).map(|_| enter(&all).unwrap()).collect();
        assert_eq!(all.lock().all.len(), 8);
        assert!(tokio::time::timeout(soon, all.settled()).await.is_err());
        all.leave(&taken.remove(0));
        assert!(tokio::time::timeout(soon, all.settled()).await.is_ok());
    }

    #[tokio::test]
    async fn who_came_is_begun_with_before_others_are_taken() {
        let (all, soon) = (Connections::new(1000), Duration::from_millis(50));
        let _taken: Vec<_> = (0..WAITING).map(|_| enter(&all).unwrap()).collect();
        assert!(tokio::time::timeout(soon, all.settled()).await.is_err());
        all.begin();
        assert!(tokio::time::timeout(soon, all.settled()).await.is_ok());
    }
}
