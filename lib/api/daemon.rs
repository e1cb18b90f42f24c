//! The daemon itself: a home, the engine, and what has to be remembered between requests.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::auth::{Claims, Replays};
use crate::clock;
use crate::error::{Error, Kind, Result};
use crate::name::Fqmn;
use crate::state::Home;

use super::access::Accesses;
use super::audit::{Audit, Entry};
use super::engine::Engine;
use super::events::Events;
use super::mark::Mark;
use super::operations::Operations;
use super::pace::Paces;
use super::refused::Bursts;
use super::view::Views;
use super::work::Turn;
use super::{Answer, Caller, Problem, Refusal, View};

/// The daemon of one home.
#[derive(Debug)]
pub struct Daemon {
    views: Views,
    pub(super) replays: Mutex<Replays>,
    mark: Mutex<Mark>,
    pub(super) engine: Engine,
    pub(super) operations: Operations,
    pub(super) turn: Turn,
    events: Arc<Events>,
    paces: Mutex<Paces>,
    pub(super) accesses: Accesses,
    pub(super) bursts: Bursts,
}

impl Daemon {
    /// The daemon of this user directory, with the engine at this address. The engine needn't be there yet.
    pub fn open(user_dir: &Path, engine: &str) -> Result<Self> {
        let home = Home::open(user_dir)?;
        let engine = Engine::new(engine, home.id());
        let views = Views::open(home)?;
        // What tells this run's events from those of the run before it.
        let run = clock::now();
        let (operations, events) = (Operations::default(), Arc::new(Events::new(run)));
        let mark = Mark::of(user_dir, run);
        let (replays, paces) = (Mutex::new(Replays::since(mark.unused_since(run))), Mutex::default());
        let (accesses, bursts, turn) = (Accesses::default(), Bursts::default(), Turn::default());
        let mark = Mutex::new(mark);
        Ok(Self { views, replays, mark, engine, operations, turn, events, paces, accesses, bursts })
    }

    /// The home as it is now.
    pub fn view(&self) -> Arc<View> {
        self.views.now()
    }

    /// The same, looked at for sure.
    pub(super) fn view_for_sure(&self) -> Arc<View> {
        self.views.now_for_sure()
    }

    /// Why an older view of the home is served.
    pub fn fault(&self) -> Option<String> {
        self.views.fault()
    }

    /// What happens.
    pub fn events(&self) -> &Arc<Events> {
        &self.events
    }

    /// How many requests the engine was sent, and how many of them failed.
    pub fn engine_calls(&self) -> (u64, u64) {
        self.engine.counts()
    }

    /// How many operations run.
    pub fn running(&self) -> usize {
        self.operations.running()
    }

    pub(super) fn home(&self) -> &Home {
        self.views.home()
    }

    /// Slows a caller down that changes too much too fast.
    pub(super) fn pace(&self, caller: &Caller) -> Answer<()> {
        self.paces.lock().unwrap_or_else(PoisonError::into_inner).step(caller, Instant::now())
    }

    pub(super) fn audit_log(&self) -> Audit {
        Audit::of(self.home().dir())
    }

    /// Why nothing can be written to the audit now.
    pub fn audit_fault(&self) -> Option<String> {
        self.audit_log().fault()
    }

    /// Why no token for one use can be accepted now.
    pub(super) fn mark_fault(&self) -> Option<String> {
        self.mark.lock().unwrap_or_else(PoisonError::into_inner).fault()
    }

    /// Writes a line of the audit.
    pub(super) async fn audit(&self, entry: Entry) -> Answer<()> {
        self.audit_all(vec![entry]).await
    }

    /// Writes lines of the audit. Where they can't be written, whatever the cause, it isn't the request's fault.
    pub(super) async fn audit_all(&self, entries: Vec<Entry>) -> Answer<()> {
        let audit = self.audit_log();
        let written = tokio::task::spawn_blocking(move || audit.write_all(entries)).await;
        let written = written.unwrap_or_else(|_| Err(Error::bug("writing the audit broke")));
        written.map(drop).map_err(|error| match error.kind() {
            Kind::Bug => error.into(),
            _ => Problem::new(Refusal::Unavailable, error.message()),
        })
    }

    /// Uses up a verified token. Where that can't be noted for the next run of the daemon, it isn't accepted.
    pub(super) fn use_up(&self, issuer: &Fqmn, claims: &Claims, now: u64) -> Answer<()> {
        // Most tokens may come again: they don't wait for others here.
        if claims.jti.is_none() {
            return Ok(());
        }
        let noted = self.mark.lock().unwrap_or_else(PoisonError::into_inner).raise(claims.made());
        noted.map_err(|fault| Problem::new(Refusal::Unavailable, fault.message()))?;
        let used = self.replays.lock().unwrap_or_else(PoisonError::into_inner).once(issuer, claims, now);
        used.map_err(|error| match error.kind() {
            Kind::Busy => Problem::new(Refusal::TooMuch, error.message()),
            _ => Problem::unauthenticated(),
        })
    }
}
