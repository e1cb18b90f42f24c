//! The engine, as the daemon needs it: this home's containers, found by label, addressed by id.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use bollard::Docker;
use bollard::container::LogOutput;
use bollard::models::{ContainerInspectResponse, ContainerSummary, EventMessage};
use bollard::query_parameters::{EventsOptionsBuilder, ListContainersOptionsBuilder, LogsOptionsBuilder};
use futures_util::Stream;

use crate::engine::{HOME_LABEL, connect, fault};

use super::health::EngineVersion;
use super::{Answer, Problem};

/// How long a question may take.
const SOON: Duration = Duration::from_secs(20);
/// How long a container may take to stop. Its own grace period ends it sooner, with a kill.
const LATE: Duration = Duration::from_secs(3600);

/// A connection to the engine, made at the first request that finds it there.
#[derive(Debug)]
pub(super) struct Engine {
    address: String,
    home: String,
    docker: OnceLock<Docker>,
    calls: AtomicU64,
    failures: AtomicU64,
}

impl Engine {
    pub(super) fn new(address: &str, home: &str) -> Self {
        Self {
            address: address.into(),
            home: home.into(),
            docker: OnceLock::new(),
            calls: 0.into(),
            failures: 0.into(),
        }
    }

    /// How many requests it was sent, and how many of them failed.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.calls.load(Relaxed), self.failures.load(Relaxed))
    }

    fn docker(&self, timeout: Duration) -> Answer<Docker> {
        self.calls.fetch_add(1, Relaxed);
        if let Some(docker) = self.docker.get() {
            return Ok(docker.clone().with_timeout(timeout));
        }
        let new = connect(&self.address).inspect_err(|_| {
            self.failures.fetch_add(1, Relaxed);
        })?;
        Ok(self.docker.get_or_init(|| new).clone().with_timeout(timeout))
    }

    /// The engine's version and that of its API.
    pub(super) async fn version(&self) -> Answer<EngineVersion> {
        let said =
            self.docker(SOON)?.version().await.map_err(|cause| self.problem("say its version", &cause))?;
        Ok(EngineVersion {
            version: said.version.unwrap_or_default(),
            api: said.api_version.unwrap_or_default(),
        })
    }

    /// Every container with this home's label, running or not.
    pub(super) async fn containers(&self) -> Answer<Vec<ContainerSummary>> {
        let filters = HashMap::from([("label", vec![self.label()])]);
        let options = ListContainersOptionsBuilder::default().all(true).filters(&filters).build();
        let listed = self.docker(SOON)?.list_containers(Some(options)).await;
        listed.map_err(|cause| self.problem("list containers", &cause))
    }

    pub(super) async fn inspect(&self, id: &str) -> Answer<ContainerInspectResponse> {
        let inspected = self.docker(SOON)?.inspect_container(id, None).await;
        inspected.map_err(|cause| self.problem("look at the container", &cause))
    }

    pub(super) async fn start(&self, id: &str) -> Answer<()> {
        let started = self.docker(LATE)?.start_container(id, None).await;
        started.map_err(|cause| self.problem("start the container", &cause))
    }

    /// Stops it within its own grace period.
    pub(super) async fn stop(&self, id: &str) -> Answer<()> {
        let stopped = self.docker(LATE)?.stop_container(id, None).await;
        stopped.map_err(|cause| self.problem("stop the container", &cause))
    }

    /// The last lines that the container printed, and with `follow` what comes.
    pub(super) fn logs(
        &self,
        id: &str,
        tail: u32,
        follow: bool,
    ) -> Answer<impl Stream<Item = std::result::Result<LogOutput, bollard::errors::Error>> + use<>> {
        let options = LogsOptionsBuilder::default().stdout(true).stderr(true).tail(&tail.to_string());
        Ok(self.docker(SOON)?.logs(id, Some(options.follow(follow).build())))
    }

    /// What happens to this home's containers, from this time in nanoseconds since 1970 on.
    pub(super) fn events(
        &self,
        since: Option<i64>,
    ) -> Answer<impl Stream<Item = std::result::Result<EventMessage, bollard::errors::Error>> + Unpin + use<>>
    {
        let filters = HashMap::from([("type", vec!["container".to_owned()]), ("label", vec![self.label()])]);
        let mut options = EventsOptionsBuilder::default().filters(&filters);
        if let Some(since) = since {
            // The very next nanosecond: what was told isn't told again.
            let since = since + 1;
            options = options.since(&format!("{}.{:09}", since / 1_000_000_000, since % 1_000_000_000));
        }
        Ok(Box::pin(self.docker(SOON)?.events(Some(options.build()))))
    }

    fn label(&self) -> String {
        format!("{HOME_LABEL}={}", self.home)
    }

    fn problem(&self, verb: &str, cause: &bollard::errors::Error) -> Problem {
        self.failures.fetch_add(1, Relaxed);
        match crate::engine::status(cause) {
            Some(404) => Problem::missing("such container any more"),
            Some(409) => Problem::from(crate::Error::no(fault(&self.address, verb, cause).message())),
            _ => Problem::from(fault(&self.address, verb, cause)),
        }
    }
}
