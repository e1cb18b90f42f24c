//! Containers of a module, as the engine has them: found by their labels, addressed by their ids.

use std::collections::HashMap;

use bollard::models::{
    ContainerSummary, ContainerUpdateBody, PortSummary, RestartPolicy, RestartPolicyNameEnum,
};
use bollard::query_parameters::{
    InspectContainerOptions, ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
    RestartContainerOptions, StartContainerOptions, StopContainerOptions,
};

use crate::document::fields::{Names, Service};
use crate::engine::{DIGEST_LABEL, Engine, HOME_LABEL, MODULE_LABEL};
use crate::error::{Error, Result};

pub(super) const PROJECT_LABEL: &str = "com.docker.compose.project";
const SERVICE_LABEL: &str = "com.docker.compose.service";

/// Which of a module's containers are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The adapter.
    Adapter,
    /// The services.
    Services,
}

impl Part {
    /// The Compose project that the part is.
    pub fn project(self, names: &Names) -> &str {
        match self {
            Self::Adapter => &names.adapter,
            Self::Services => &names.services,
        }
    }

    /// Whether a container of the module is of the part. What isn't its adapter's is a service, whatever Compose project an
    /// adapter that starts its services itself gave it: one that isn't seen would run beside its successor.
    pub fn has(self, names: &Names, container: &Container) -> bool {
        (container.project == names.adapter) == (self == Self::Adapter)
    }

    /// The same of a network or volume of the module, by its labels. What Docker Compose didn't make is of neither.
    pub(super) fn has_made(self, names: &Names, labels: Option<&HashMap<String, String>>) -> bool {
        let project = labels.and_then(|labels| labels.get(PROJECT_LABEL));
        project.is_some_and(|project| (*project == names.adapter) == (self == Self::Adapter))
    }

    /// Its word, also the name of its files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Adapter => "adapter",
            Self::Services => "services",
        }
    }
}

/// A container, with the labels that say whose it is.
#[derive(Debug, Clone)]
pub struct Container {
    /// As it stands in a document.
    pub service: Service,
    /// The home that made it; empty where none did.
    pub home: String,
    /// The module that it belongs to.
    pub fqmn: String,
    /// Its Compose project.
    pub project: String,
    /// The digest of what it was made from; empty where Hyperdrive didn't make it.
    pub digest: String,
    /// The id of its image.
    pub image_id: String,
    /// When it was made, in seconds since 1970.
    pub created: u64,
}

/// The containers of a home; all of the engine without one.
pub fn list(engine: &Engine, home: Option<&str>) -> Result<Vec<Container>> {
    labelled(engine, home.map(|home| format!("{HOME_LABEL}={home}")).into_iter().collect())
}

/// The containers of one module of a home.
pub(super) fn list_of(engine: &Engine, home: &str, fqmn: &str) -> Result<Vec<Container>> {
    labelled(engine, vec![format!("{HOME_LABEL}={home}"), format!("{MODULE_LABEL}={fqmn}")])
}

fn labelled(engine: &Engine, labels: Vec<String>) -> Result<Vec<Container>> {
    let filters = HashMap::from([("label", labels)]);
    let options = ListContainersOptionsBuilder::default().all(true).filters(&filters).build();
    let found = engine.ask("list containers", engine.docker.list_containers(Some(options)))?;
    let mut containers: Vec<Container> = found.into_iter().map(Container::from).collect();
    containers.sort_by(|one, other| one.service.container.cmp(&other.service.container));
    Ok(containers)
}

/// Stops a container within its own grace period, and keeps the engine from starting it again.
pub fn stop(engine: &Engine, id: &str) -> Result<()> {
    // Before, so that it doesn't come back meanwhile. One that is just about to end can't be changed: then after.
    let before = set_policy(engine, id, "no");
    end(engine, id)?;
    before.or_else(|_| set_policy(engine, id, "no"))
}

/// The grace period is the container's own, as its compose file says it: none is asked for.
pub(super) fn end(engine: &Engine, id: &str) -> Result<()> {
    let request = engine.docker.stop_container(id, None::<StopContainerOptions>);
    engine.ask_for("stop the container", request)?;
    if is_running(engine, id)? {
        return Err(Error::machine("the Docker Engine cannot stop the container: it goes on running")
            .hint("'docker stop' and 'docker inspect' may say why; nothing is started in its place"));
    }
    Ok(())
}

/// Whether it is there and runs.
pub(super) fn is_running(engine: &Engine, id: &str) -> Result<bool> {
    let request = engine.docker.inspect_container(id, None::<InspectContainerOptions>);
    let state = engine.ask_for("look at the container", request)?.and_then(|found| found.state);
    Ok(state.and_then(|state| state.running) == Some(true))
}

/// Lets a container run again that is there and doesn't.
pub(super) fn start(engine: &Engine, container: &Container) -> Result<()> {
    let id = &container.service.id;
    if container.service.state == "paused" {
        return engine.ask("let the container go on", engine.docker.unpause_container(id));
    }
    let request = engine.docker.start_container(id, None::<StartContainerOptions>);
    engine.ask_for("start the container", request).map(drop)
}

/// Removes a container that never ran, with the volumes that were made for it alone.
pub(super) fn discard(engine: &Engine, id: &str) -> Result<()> {
    let options = RemoveContainerOptionsBuilder::default().v(true).force(true).build();
    engine.ask_for("remove the container", engine.docker.remove_container(id, Some(options))).map(drop)
}

/// Stops a container within its own grace period and removes it; its volumes stay.
pub fn take_down(engine: &Engine, id: &str) -> Result<()> {
    end(engine, id)?;
    let options = RemoveContainerOptionsBuilder::default().v(false).force(false).build();
    engine.ask_for("remove the container", engine.docker.remove_container(id, Some(options))).map(|_| ())
}

/// Restarts a container within its own grace period; one that is gone stays so.
pub fn restart(engine: &Engine, id: &str) -> Result<()> {
    let request = engine.docker.restart_container(id, None::<RestartContainerOptions>);
    engine.ask_for("restart the container", request).map(drop)
}

/// Gives a container the restart policy of its compose file again, where it has lost it.
pub(super) fn restore_policy(engine: &Engine, id: &str, policy: &str) -> Result<()> {
    let request = engine.docker.inspect_container(id, None::<InspectContainerOptions>);
    let has = engine.ask("look at the container", request)?.host_config.and_then(|host| host.restart_policy);
    let name = has.and_then(|has| has.name).unwrap_or(RestartPolicyNameEnum::NO);
    let plain = |name| if name == RestartPolicyNameEnum::EMPTY { RestartPolicyNameEnum::NO } else { name };
    let as_wanted = parse_policy(policy).name.map(plain) == Some(plain(name));
    if as_wanted { Ok(()) } else { set_policy(engine, id, policy) }
}

/// Gives a container this restart policy, written as in a compose file.
fn set_policy(engine: &Engine, id: &str, policy: &str) -> Result<()> {
    let body =
        ContainerUpdateBody { restart_policy: Some(parse_policy(policy)), ..ContainerUpdateBody::default() };
    engine.ask_for("change the restart policy", engine.docker.update_container(id, body)).map(|_| ())
}

fn parse_policy(text: &str) -> RestartPolicy {
    let (name, most) = text.split_once(':').unwrap_or((text, ""));
    let name = match name {
        "always" => RestartPolicyNameEnum::ALWAYS,
        "unless-stopped" => RestartPolicyNameEnum::UNLESS_STOPPED,
        "on-failure" => RestartPolicyNameEnum::ON_FAILURE,
        _ => RestartPolicyNameEnum::NO,
    };
    RestartPolicy { name: Some(name), maximum_retry_count: most.parse().ok() }
}

impl From<ContainerSummary> for Container {
    fn from(summary: ContainerSummary) -> Self {
        let mut labels = summary.labels.unwrap_or_default();
        let mut label = |name: &str| labels.remove(name).unwrap_or_default();
        let names = summary.names.unwrap_or_default();
        let service = Service {
            service: label(SERVICE_LABEL),
            container: names.first().map(|name| name.trim_start_matches('/').into()).unwrap_or_default(),
            id: summary.id.unwrap_or_default(),
            image: summary.image.unwrap_or_default(),
            state: summary.state.map(|state| state.to_string()).unwrap_or_default(),
            health: health(&summary.status.unwrap_or_default()),
            ports: ports(summary.ports.unwrap_or_default()),
        };
        let (home, fqmn, project) = (label(HOME_LABEL), label(MODULE_LABEL), label(PROJECT_LABEL));
        let (digest, image_id) = (label(DIGEST_LABEL), summary.image_id.unwrap_or_default());
        let created = summary.created.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or_default();
        Self { service, home, fqmn, project, digest, image_id, created }
    }
}

/// The health that stands in the engine's status line: `Up 2 minutes (healthy)`.
fn health(status: &str) -> Option<String> {
    let words = [("(healthy)", "healthy"), ("(unhealthy)", "unhealthy"), ("(health: starting)", "starting")];
    words.into_iter().find(|(in_status, _)| status.contains(in_status)).map(|(_, word)| word.into())
}

fn ports(ports: Vec<PortSummary>) -> Vec<String> {
    let published = |port: PortSummary| {
        let kind = port.typ.map(|kind| kind.to_string()).unwrap_or_default();
        let address = port.ip.map(|ip| if ip.contains(':') { format!("[{ip}]") } else { ip });
        Some(format!("{}:{}->{}/{kind}", address?, port.public_port?, port.private_port))
    };
    let mut texts: Vec<String> = ports.into_iter().filter_map(published).collect();
    texts.sort();
    texts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::{Read, Write};
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_stop_asks_for_no_other_grace_period_than_the_containers_own() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("engine.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let engine = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut said = vec![0; 4096];
            let count = stream.read(&mut said).unwrap();
            stream.write_all(b"HTTP/1.1 500 no\r\ncontent-length: 16\r\n\r\n{\"message\":\"no\"}").unwrap();
            String::from_utf8_lossy(&said[..count]).into_owned()
        });
        let address = format!("unix://{}", socket.display());
        let engine_there = Engine::at(&address).unwrap();
        // Validators get 15 minutes, and whoever waits for their end doesn't give up before.
        assert!(engine_there.docker.timeout() > std::time::Duration::from_secs(4 * 15 * 60));
        let error = end(&engine_there, "abc").unwrap_err();
        assert_eq!(error.message(), "the Docker Engine cannot stop the container: no");
        let asked = engine.join().unwrap();
        let line = asked.lines().next().unwrap();
        assert!(line.starts_with("POST ") && line.contains("/containers/abc/stop"), "{line}");
        assert!(!line.contains("t=") && !line.contains("signal="), "{line}");
    }

    #[test]
    fn health_is_read_from_the_status_line() {
        assert_eq!(health("Up 2 minutes (healthy)").as_deref(), Some("healthy"));
        assert_eq!(health("Up 1 second (health: starting)").as_deref(), Some("starting"));
        assert_eq!(health("Exited (0) 2 days ago"), None);
    }

    #[test]
    fn policies_are_those_of_a_compose_file() {
        assert_eq!(parse_policy("on-failure:5").maximum_retry_count, Some(5));
        assert_eq!(parse_policy("unless-stopped").name, Some(RestartPolicyNameEnum::UNLESS_STOPPED));
        assert_eq!(parse_policy("no").name, Some(RestartPolicyNameEnum::NO));
    }
}
