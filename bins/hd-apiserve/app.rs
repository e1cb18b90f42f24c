//! What every handler shares.

use std::fmt::{Display, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use hd::api::containers::Action;
use hd::api::operations::{Operation, Progress};
use hd::api::work::Job;
use hd::api::{Access, Answer, Daemon, Problem, Refusal};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::guard::Admitted;
use crate::log::{Level, Log};
use crate::metrics::Metrics;

/// How many streams of events and logs are open at most.
const MOST_STREAMS: u64 = 1536;

/// How often it is looked whether each part works, for the log.
const LOOK: Duration = Duration::from_secs(1);

/// The daemon, and what belongs to this run of it.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) daemon: Arc<Daemon>,
    pub(crate) metrics: Metrics,
    pub(crate) log: Log,
    /// Says that the daemon ends, and waits for all that hold a receiver.
    pub(crate) ending: watch::Sender<()>,
    /// Whether what another run left unfinished was taken up again.
    taken_up: watch::Sender<bool>,
    /// When this run began, in hex: the first part of the names of its requests.
    run: String,
    requests: AtomicU64,
}

/// A stream's place among those that may be open.
#[derive(Debug)]
pub(crate) struct StreamPlace(Arc<App>);

impl App {
    pub(crate) fn new(daemon: Daemon) -> Self {
        let log = Log::new(daemon.view().user.join("log"));
        Self {
            daemon: Arc::new(daemon),
            log,
            metrics: Metrics::new(),
            ending: watch::Sender::default(),
            taken_up: watch::Sender::default(),
            run: format!("{:x}", hd::clock::now()),
            requests: AtomicU64::new(1),
        }
    }

    /// A name for a request that no other one of this daemon has.
    pub(crate) fn next_request(&self) -> String {
        let mut name = String::with_capacity(32);
        let _ = write!(name, "{}-{}", self.run, self.requests.fetch_add(1, Relaxed));
        name
    }

    /// Begins work on a container, and has it done. Whoever asks may break off meanwhile: what is written down as accepted is
    /// done.
    pub(crate) async fn begin(
        self: &Arc<Self>,
        asked: Arc<Admitted>,
        name: String,
        action: Action,
    ) -> Answer<Operation> {
        let (app, at_work) = (self.clone(), self.ending.subscribe());
        let begun = tokio::spawn(async move {
            app.taken_up().await;
            let (operation, job) = app.daemon.begin(&asked.caller, &name, action).await?;
            app.perform(job);
            drop(at_work);
            Ok(operation)
        });
        begun.await.unwrap_or_else(|_| Err(Problem::new(Refusal::Broken, "the work wasn't begun")))
    }

    /// Takes up again what another run left unfinished. It may have to be looked for in a large audit: meanwhile everybody is
    /// served, but for new work and those who ask after old.
    pub(crate) async fn take_up(self: Arc<Self>) {
        let daemon = self.daemon.clone();
        let left = tokio::task::spawn_blocking(move || daemon.unfinished()).await;
        left.unwrap_or_default().into_iter().for_each(|job| self.perform(job));
        self.taken_up.send_replace(true);
    }

    /// Waits until that was done.
    pub(crate) async fn taken_up(&self) {
        let _ = self.taken_up.subscribe().wait_for(|done| *done).await;
    }

    /// Lets work go its way, whether the asker waits or not. The daemon's end waits a little for it.
    pub(crate) fn perform(self: &Arc<Self>, job: Job) {
        let (app, at_work) = (self.clone(), self.ending.subscribe());
        tokio::spawn(async move {
            let ended = app.daemon.perform(job).await;
            app.tell(&ended);
            drop(at_work);
        });
    }

    /// Says in the log what became of work.
    fn tell(&self, operation: &Operation) {
        let level = if operation.state == Progress::Failed { Level::Error } else { Level::Info };
        let reason = operation.reason.as_deref().unwrap_or("-");
        let fields: [(&str, &dyn Display); 5] = [
            ("operation", &operation.id),
            ("action", &operation.action),
            ("container", &operation.container),
            ("who", operation.by()),
            ("reason", &reason),
        ];
        let text = if operation.state == Progress::Failed { "failed" } else { "done" };
        self.log.line(&self.daemon.view(), level, text, &fields);
    }

    /// Says in the log what doesn't work any more, and what works again, for ever.
    pub(crate) async fn tell_faults(self: Arc<Self>) {
        let mut known = self.daemon.faults().map(|(part, _)| (part, None));
        loop {
            let now = self.daemon.faults();
            let changed = now.iter().zip(&known).filter(|(now, known)| now != known);
            changed.for_each(|((part, fault), _)| self.tell_fault(part, fault.as_deref()));
            known = now;
            sleep(LOOK).await;
        }
    }

    fn tell_fault(&self, part: &str, fault: Option<&str>) {
        let view = self.daemon.view();
        match fault {
            Some(why) => {
                self.log.line(&view, Level::Error, "not ready", &[("part", &part), ("reason", &why)]);
            }
            None => self.log.line(&view, Level::Info, "ready again", &[("part", &part)]),
        }
    }

    /// A place for one more stream.
    pub(crate) fn stream_place(self: &Arc<Self>) -> Answer<StreamPlace> {
        let place = StreamPlace(self.clone());
        if self.metrics.streams.fetch_add(1, Relaxed) >= MOST_STREAMS {
            return Err(Problem::new(Refusal::TooMuch, format!("{MOST_STREAMS} streams are open")));
        }
        Ok(place)
    }

    /// The stream, which ends when the daemon does, or the access of who opened it; what it holds is given back with it.
    pub(crate) fn until_the_end<S: Stream, G>(
        &self,
        stream: S,
        access: Access,
        holds: G,
    ) -> impl Stream<Item = S::Item> + use<S, G> {
        let mut ending = self.ending.subscribe();
        let end = async move {
            tokio::select! {
                _ = ending.changed() => {}
                () = access.ended() => {}
            }
        };
        stream.take_until(Box::pin(end)).map(move |item| {
            let _ = &holds;
            item
        })
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        self.0.metrics.streams.fetch_sub(1, Relaxed);
    }
}
