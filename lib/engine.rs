//! The Docker Engine: its address, found once, and the labels of what is ours in it.
//!
//! Async stays below [`block_on`]: callers are synchronous.

use std::collections::BTreeMap;
use std::fs;
use std::future::Future;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bollard::{API_DEFAULT_VERSION, BollardRequest, Docker};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use hyperlocal::UnixConnector;
use serde::Deserialize;

use crate::digest;
use crate::error::{Error, Result};

/// Label with the id of the user directory that made a thing (SPEC.md section 1).
pub const HOME_LABEL: &str = "hyperdrive.home";
/// Label with the FQMN of the module that a thing belongs to.
pub const MODULE_LABEL: &str = "hyperdrive.module";
/// Label with the digest of what a container was made from: with another digest it is replaced.
pub const DIGEST_LABEL: &str = "hyperdrive.digest";
/// Where an engine listens when nobody says otherwise.
pub const DEFAULT: &str = "unix:///var/run/docker.sock";

/// No request takes longer, in seconds: the longest grace period that a container may ask for, and then some.
const LONGEST: u64 = 7200;

/// What decides which engine is meant, passed in so that it can be tested.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// `--engine`, or what a document says.
    pub asked: Option<String>,
    /// `DOCKER_HOST`.
    pub host: Option<String>,
    /// `DOCKER_CONTEXT`.
    pub context: Option<String>,
    /// Docker's configuration folder: `DOCKER_CONFIG`, else `~/.docker`.
    pub config: Option<PathBuf>,
}

impl Surroundings {
    /// Those of this process, with the address that was asked for.
    pub fn of_process(asked: Option<&str>) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let home = || set("HOME").map(|home| Path::new(&home).join(".docker"));
        Self {
            asked: asked.map(Into::into),
            host: set("DOCKER_HOST"),
            context: set("DOCKER_CONTEXT"),
            config: set("DOCKER_CONFIG").map(PathBuf::from).or_else(home),
        }
    }

    /// The engine's address: what was asked for, `DOCKER_HOST`, the current context, the default.
    /// An engine on another machine is refused.
    pub fn address(&self) -> Result<String> {
        let said = self.asked.clone().or_else(|| self.host.clone());
        let address = match said {
            Some(address) => address,
            None => self.context_address()?.unwrap_or_else(|| DEFAULT.into()),
        };
        if address.starts_with("unix://") {
            return Ok(address);
        }
        Err(Error::usage(format!("the engine '{address}' isn't on this machine"))
            .hint("Hyperdrive drives the local engine only: an address like unix:///var/run/docker.sock"))
    }

    fn context_address(&self) -> Result<Option<String>> {
        let Some(config) = &self.config else { return Ok(None) };
        let current = || read::<Config>(&config.join("config.json"))?.current_context;
        let Some(name) = self.context.clone().or_else(current).filter(|name| name != "default") else {
            return Ok(None);
        };
        let meta = config.join("contexts/meta").join(digest::sha256(&name)).join("meta.json");
        match read::<Context>(&meta) {
            Some(context) => Ok(Some(context.endpoints.docker.host)),
            None => Err(Error::input(format!("the Docker context '{name}' isn't there"))
                .hint("docker context ls shows those that are")),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    current_context: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Context {
    endpoints: Endpoints,
}

#[derive(Deserialize)]
struct Endpoints {
    docker: Endpoint,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Endpoint {
    host: String,
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// A client of the engine at this address. It connects at the first request.
pub fn connect(address: &str) -> Result<Docker> {
    Docker::connect_with_unix(address, LONGEST, API_DEFAULT_VERSION)
        .map_err(|cause| fault(address, "reach", &cause))
}

/// The same, which keeps its connections for further requests.
fn connect_for_many(address: &str) -> Result<Docker> {
    connect(address)?;
    let client = Client::builder(TokioExecutor::new()).build(UnixConnector);
    let ask = move |request: BollardRequest| {
        let answer = client.request(request);
        async move { answer.await.map_err(bollard::errors::Error::from) }
    };
    let path = address.strip_prefix("unix://").unwrap_or(address);
    let address_in_hex = format!("unix://{}", digest::hex(path.as_bytes()));
    Docker::connect_with_custom_transport(ask, Some(address_in_hex), LONGEST, API_DEFAULT_VERSION)
        .map_err(|cause| fault(address, "reach", &cause))
}

/// Runs one piece of async work to its end, on this thread.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|cause| Error::machine(format!("cannot wait for the engine: {cause}")))?
        .block_on(work)
}

/// A client with the thread that waits for its answers, for several requests over one connection.
#[derive(Debug)]
pub struct Engine {
    /// The client.
    pub docker: Docker,
    address: String,
    runtime: tokio::runtime::Runtime,
}

impl Engine {
    /// The engine at this address.
    pub fn at(address: &str) -> Result<Self> {
        Self::with(connect(address)?, address)
    }

    fn with(docker: Docker, address: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime =
            runtime.map_err(|cause| Error::machine(format!("cannot wait for the engine: {cause}")))?;
        Ok(Self { docker, address: address.into(), runtime })
    }

    /// The same for all in this process who ask that engine, several of them at once: they share its connections.
    pub fn shared(address: &str) -> Result<Arc<Self>> {
        static SHARED: Mutex<BTreeMap<String, Arc<Engine>>> = Mutex::new(BTreeMap::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = shared.get(address) {
            return Ok(engine.clone());
        }
        let engine = Arc::new(Self::with(connect_for_many(address)?, address)?);
        shared.insert(address.into(), engine.clone());
        Ok(engine)
    }

    /// Asks whether it is there; a failure says that it isn't, and what to do.
    pub fn ping(&self) -> Result<()> {
        self.ask("answer", self.docker.ping()).map(drop)
    }

    /// Its version.
    pub fn version(&self) -> Result<String> {
        let said = self.ask("say its version", self.docker.version())?;
        Ok(said.version.unwrap_or_default())
    }

    /// Whether it runs as the operator, who is root in its containers. One whose socket is root's isn't asked.
    pub fn is_rootless(&self) -> Result<bool> {
        let socket = self.address.strip_prefix("unix://").unwrap_or_default();
        if fs::metadata(socket).is_ok_and(|socket| socket.uid() == 0) {
            return Ok(false);
        }
        let says = self.ask("say how it works", self.docker.info())?.security_options.unwrap_or_default();
        Ok(says.iter().any(|option| option.contains("name=rootless")))
    }

    /// Its address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits for work of several requests.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Waits for the answer to a request; a failed one is `cannot VERB: REASON`.
    pub fn ask<T>(
        &self,
        verb: &str,
        request: impl Future<Output = std::result::Result<T, bollard::errors::Error>>,
    ) -> Result<T> {
        self.runtime.block_on(request).map_err(|cause| fault(&self.address, verb, &cause))
    }

    /// The same, where an answer that the thing isn't there (or is already as wanted) is no failure.
    pub fn ask_for<T>(
        &self,
        verb: &str,
        request: impl Future<Output = std::result::Result<T, bollard::errors::Error>>,
    ) -> Result<Option<T>> {
        match self.runtime.block_on(request) {
            Err(cause) if matches!(status(&cause), Some(304 | 404)) => Ok(None),
            answer => answer.map(Some).map_err(|cause| fault(&self.address, verb, &cause)),
        }
    }
}

/// A failed request to the engine: `cannot VERB: REASON`, or that the engine doesn't answer at all.
pub fn fault(address: &str, verb: &str, cause: &bollard::errors::Error) -> Error {
    use bollard::errors::Error as Cause;
    match cause {
        Cause::DockerResponseServerError { message, .. } => {
            Error::machine(format!("the Docker Engine cannot {verb}: {}", message.trim()))
        }
        Cause::SocketNotFoundError(_) | Cause::HyperResponseError { .. } | Cause::HyperLegacyError { .. } => {
            Error::machine(format!("the Docker Engine at '{address}' doesn't answer"))
                .hint("is it running? 'docker info' says; scripts/setup starts one")
        }
        other => Error::machine(format!("the Docker Engine cannot {verb}: {other}")),
    }
}

/// The HTTP status of an answer that was a refusal.
pub fn status(cause: &bollard::errors::Error) -> Option<u16> {
    match cause {
        bollard::errors::Error::DockerResponseServerError { status_code, .. } => Some(*status_code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_asked_for_comes_first_then_the_variable_then_the_default() {
        let mut around = Surroundings {
            asked: Some("unix:///a".into()),
            host: Some("unix:///b".into()),
            ..Default::default()
        };
        assert_eq!(around.address().unwrap(), "unix:///a");
        around.asked = None;
        assert_eq!(around.address().unwrap(), "unix:///b");
        around.host = None;
        assert_eq!(around.address().unwrap(), DEFAULT);
    }

    #[test]
    fn the_current_context_names_an_address() {
        let config = tempfile::tempdir().unwrap();
        let meta = config.path().join("contexts/meta").join(digest::sha256("rootless"));
        std::fs::create_dir_all(&meta).unwrap();
        std::fs::write(config.path().join("config.json"), r#"{"currentContext":"rootless"}"#).unwrap();
        let around = Surroundings { config: Some(config.path().into()), ..Default::default() };
        assert_eq!(around.address().unwrap_err().message(), "the Docker context 'rootless' isn't there");
        std::fs::write(
            meta.join("meta.json"),
            r#"{"Name":"rootless","Endpoints":{"docker":{"Host":"unix:///run/user/1000/docker.sock"}}}"#,
        )
        .unwrap();
        assert_eq!(around.address().unwrap(), "unix:///run/user/1000/docker.sock");
    }

    #[test]
    fn an_engine_elsewhere_is_refused() {
        let around = Surroundings { host: Some("tcp://10.0.0.1:2375".into()), ..Default::default() };
        assert_eq!(around.address().unwrap_err().kind(), crate::Kind::Usage);
    }
}
