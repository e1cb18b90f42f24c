//! The home's containers, and who may do what to which of them.

use bollard::models::{ContainerSummary, PortSummary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::HYPERDRIVE;
use crate::engine::MODULE_LABEL;
use crate::name::{Fqmn, identifier_fault};

use super::{Answer, Caller, Daemon, Problem, Refusal, View};

const PROJECT_LABEL: &str = "com.docker.compose.project";
const SERVICE_LABEL: &str = "com.docker.compose.service";
/// How an adapter's container and its Compose project end (SPEC.md section 1).
const ADAPTER_ENDING: &str = "_adapter";

/// Every container of a home.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Containers {
    /// By name.
    pub containers: Vec<Container>,
}

/// A container as the engine knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Container {
    /// Its name, `<project>_<name>`.
    pub name: String,
    /// The engine's id of it.
    pub id: String,
    /// The FQMN of the module that it belongs to; missing where its label is no FQMN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<Fqmn>,
    /// What it is for.
    pub role: Role,
    /// Its service's name in the compose file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The image it was made from.
    pub image: String,
    /// The engine's word: `running`, `exited`, `paused`, …
    pub state: String,
    /// `healthy`, `unhealthy` or `starting`; missing where there is no check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<String>,
    /// Published ports, `ADDRESS:PORT->PORT/PROTOCOL`.
    pub ports: Vec<String>,
}

/// What a container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A module's service.
    Service,
    /// A module's adapter.
    Adapter,
    /// Hyperdrive's own.
    Daemon,
}

/// What can be done to a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Stop it where it runs, then start it.
    Restart,
    /// Start it.
    Start,
    /// Stop it within its own grace period.
    Stop,
}

impl Action {
    /// Every one there is.
    pub const ALL: [Self; 3] = [Self::Restart, Self::Start, Self::Stop];
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Restart => "restart",
            Self::Start => "start",
            Self::Stop => "stop",
        })
    }
}

impl Container {
    fn of(summary: ContainerSummary) -> Self {
        let label = |name: &str| summary.labels.as_ref().and_then(|labels| labels.get(name)).cloned();
        let name = own_name(summary.names.as_deref().unwrap_or_default());
        let module: Option<Fqmn> = label(MODULE_LABEL).and_then(|text| text.parse().ok());
        let project = label(PROJECT_LABEL).unwrap_or_default();
        Self {
            role: role(&name, &project, module.as_ref()),
            health: health(summary.status.as_deref().unwrap_or_default()),
            state: summary.state.map(|state| state.to_string()).unwrap_or_default(),
            ports: summary.ports.unwrap_or_default().iter().filter_map(published).collect(),
            service: label(SERVICE_LABEL),
            id: summary.id.unwrap_or_default(),
            image: summary.image.unwrap_or_default(),
            name,
            module,
        }
    }

    /// Whether this caller may do this to the container: its own module's services, another's where the operator
    /// allowed it; never the daemon, an adapter, or what belongs to no module.
    pub fn allows(&self, caller: &Caller, action: Action, view: &View) -> Answer<()> {
        let module = self.module.as_ref().filter(|_| self.role == Role::Service);
        let allowed =
            module.is_some_and(|module| caller.owns(module) || granted(caller, action, module, view));
        let refused =
            || Problem::new(Refusal::Forbidden, format!("'{caller}' may not {action} '{}'", self.name));
        allowed.then_some(()).ok_or_else(refused)
    }
}

/// `restart:<FQMN>` allows restarting another module's services, nothing else.
fn granted(caller: &Caller, action: Action, module: &Fqmn, view: &View) -> bool {
    let Caller::Module(own) = caller else { return false };
    action == Action::Restart && view.is_granted(own, &format!("restart:{module}"))
}

impl Daemon {
    /// Every container of this home, by name.
    pub async fn containers(&self) -> Answer<Vec<Container>> {
        let summaries = self.engine.containers().await?;
        let mut containers: Vec<Container> = summaries.into_iter().map(Container::of).collect();
        containers.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(containers)
    }

    /// The container of this name, whole or without the project's prefix.
    pub async fn container(&self, name: &str) -> Answer<Container> {
        if identifier_fault(name).is_some() {
            return Err(Problem::missing("container of that name"));
        }
        let mut containers = self.containers().await?;
        let full = format!("{}_{name}", self.view().settings.project());
        let place = |wanted: &str| containers.iter().position(|container| container.name == wanted);
        let found = place(name).or_else(|| place(&full));
        found.map(|at| containers.swap_remove(at)).ok_or_else(|| Problem::missing("container of that name"))
    }
}

/// The container's own name among those that links gave it.
fn own_name(names: &[String]) -> String {
    let mut plain = names.iter().map(|name| name.strip_prefix('/').unwrap_or(name));
    plain.find(|name| !name.contains('/')).unwrap_or_default().into()
}

fn role(name: &str, project: &str, module: Option<&Fqmn>) -> Role {
    if module.is_some_and(|module| module.to_string() == HYPERDRIVE) {
        Role::Daemon
    } else if name.ends_with(ADAPTER_ENDING) || project.ends_with(ADAPTER_ENDING) {
        Role::Adapter
    } else {
        Role::Service
    }
}

/// The health in the engine's words on a container's status: `Up 5 minutes (healthy)`.
fn health(status: &str) -> Option<String> {
    let word = status.strip_suffix(')')?.rsplit_once('(')?.1;
    let word = word.strip_prefix("health: ").unwrap_or(word);
    ["healthy", "unhealthy", "starting"].contains(&word).then(|| word.into())
}

fn published(port: &PortSummary) -> Option<String> {
    let protocol = port.typ.map(|protocol| protocol.to_string()).unwrap_or_default();
    let address = port.ip.as_deref().unwrap_or("0.0.0.0");
    let address = if address.contains(':') { format!("[{address}]") } else { address.into() };
    Some(format!("{address}:{}->{}/{protocol}", port.public_port?, port.private_port))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;
    use crate::api::view::tests::home;

    fn container(name: &str, module: Option<&str>, project: &str) -> Container {
        let labels = [(MODULE_LABEL, module), (PROJECT_LABEL, Some(project))];
        let labels = labels.into_iter().filter_map(|(name, value)| Some((name.into(), value?.into())));
        Container::of(ContainerSummary {
            names: Some(vec!["/web/alias".into(), format!("/{name}")]),
            labels: Some(labels.collect::<HashMap<String, String>>()),
            status: Some("Up 3 seconds (health: starting)".into()),
            ..Default::default()
        })
    }

    #[test]
    fn a_container_is_seen_as_what_its_labels_and_name_say() {
        let web = container("demo_web", Some("me/mod"), "demo-mod");
        assert_eq!((web.name.as_str(), web.role), ("demo_web", Role::Service));
        assert_eq!(web.health.as_deref(), Some("starting"));
        assert_eq!(container("demo_x", Some("me/mod"), "demo-mod_adapter").role, Role::Adapter);
        assert_eq!(container("demo_mod_adapter", Some("me/mod"), "x").role, Role::Adapter);
        assert_eq!(container("demo_daemon", Some(HYPERDRIVE), "demo").role, Role::Daemon);
        assert_eq!(health("Exited (0) 2 minutes ago"), None);
        assert_eq!(health("Up 2 hours (unhealthy)").as_deref(), Some("unhealthy"));
    }

    #[test]
    fn a_module_acts_on_its_own_services_and_on_what_was_granted() {
        let (_folder, home) = home(&[("me/mod", json!({})), ("you/mod", json!({}))]);
        let view = Daemon::open(home.dir(), "unix:///nowhere").unwrap().view();
        let me = Caller::Module("me/mod".parse().unwrap());
        let own = container("demo_web", Some("me/mod"), "demo-mod");
        let other = container("demo_other", Some("you/mod"), "demo-other");
        let third = container("demo_third", Some("third/mod"), "demo-third");
        for action in [Action::Restart, Action::Start, Action::Stop] {
            assert!(own.allows(&me, action, &view).is_ok());
            assert_eq!(other.allows(&me, action, &view).is_ok(), action == Action::Restart, "{action}");
            assert_eq!(third.allows(&me, action, &view).unwrap_err().refusal, Refusal::Forbidden);
            assert!(third.allows(&Caller::Operator, action, &view).is_ok());
            for protected in [
                container("demo_mod_adapter", Some("me/mod"), "demo-mod_adapter"),
                container("demo_daemon", Some(HYPERDRIVE), "demo"),
                container("demo_stray", None, "demo-mod"),
                container("demo_stray", Some("no module"), "demo-mod"),
            ] {
                assert!(protected.allows(&me, action, &view).is_err());
                assert!(protected.allows(&Caller::Operator, action, &view).is_err());
            }
        }
    }
}
