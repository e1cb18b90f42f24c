//! A plan: the one JSON that Docker Compose made of all files of a part, with what Hyperdrive adds. It is what is run.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{Program, merged};
use crate::digest;
use crate::document::Document;
use crate::document::fields::{Compose, Names};
use crate::engine::{DIGEST_LABEL, HOME_LABEL, MODULE_LABEL};
use crate::error::{Fault, Result};
use crate::state::file;

/// What services of one file share.
const SHARED: &[&str] = &["networks", "volumes", "configs", "secrets"];

/// Whose the things are that a plan makes.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The home's id.
    pub home: String,
    /// The module.
    pub fqmn: String,
    /// The project's network.
    pub network: String,
}

impl Owner {
    /// Of a module's document.
    pub fn of(document: &Document) -> Result<Self> {
        let names: Names = document.need("names")?;
        Ok(Self { home: document.need("home")?, fqmn: document.fqmn(), network: names.network })
    }

    /// The labels of everything that is made for it.
    pub(super) fn labels(&self) -> Vec<String> {
        vec![format!("{HOME_LABEL}={}", self.home), format!("{MODULE_LABEL}={}", self.fqmn)]
    }
}

/// What Docker Compose will run.
#[derive(Debug, Clone)]
pub struct Plan {
    project: String,
    json: Map<String, Value>,
}

impl Plan {
    /// Lets Docker Compose merge and check the files. What it refuses is bad input, in its own words. What it made of the
    /// same files before is kept in this file, and needn't be asked for again.
    pub fn merge(program: &Program, compose: &Compose, kept: &Path) -> Result<Self> {
        Ok(Self { project: compose.project.clone(), json: merged::json(program, compose, kept)? })
    }

    /// The same without keeping anything.
    pub fn merge_once(program: &Program, compose: &Compose) -> Result<Self> {
        Ok(Self { project: compose.project.clone(), json: merged::ask(program, compose)? })
    }

    /// A plan that was made before.
    pub(super) fn of(project: &str, json: Map<String, Value>) -> Self {
        Self { project: project.into(), json }
    }

    /// Adds labels, log limits where there are none, and the project's network where a service names `net`; a bind
    /// mount never makes its source.
    pub fn complete(&mut self, owner: &Owner) {
        let labels = json!({ HOME_LABEL: owner.home, MODULE_LABEL: owner.fqmn });
        for service in objects(&mut self.json, "services") {
            add_labels(service, &labels);
            keep_sources(service);
            service.entry("logging").and_modify(limit_null).or_insert_with(limits);
        }
        self.point_net(owner);
        self.sign();
        for kind in ["networks", "volumes"] {
            objects(&mut self.json, kind).filter(|thing| !is_external(thing)).for_each(|thing| {
                add_labels(thing, &labels);
            });
        }
    }

    /// Labels each service with the digest of itself and of what it may refer to, so that a container tells what it was
    /// made from.
    fn sign(&mut self) {
        let shared: Vec<Value> = SHARED.iter().filter_map(|kind| self.json.get(*kind).cloned()).collect();
        let shared = Value::from(shared).to_string();
        for service in objects(&mut self.json, "services") {
            let digest = digest::sha256(Value::Object(service.clone()).to_string() + &shared);
            add_labels(service, &json!({ DIGEST_LABEL: digest }));
        }
    }

    /// Puts an adapter's services on the project's network; one that names no other leaves Compose's default network.
    pub fn join_network(&mut self, network: &str) {
        for service in objects(&mut self.json, "services") {
            let networks = service.entry("networks").or_insert_with(|| json!({}));
            if let Some(networks) = networks.as_object_mut() {
                networks.shift_remove("default");
                networks.entry("net").or_insert(Value::Null);
            }
        }
        let all = self.json.entry("networks").or_insert_with(|| json!({}));
        if let Some(all) = all.as_object_mut() {
            all.shift_remove("default");
            all.insert("net".into(), json!({ "name": network, "external": true }));
        }
    }

    /// Puts this image in place of that one.
    pub fn replace_image(&mut self, old: &str, new: &str) {
        for service in objects(&mut self.json, "services").filter(|service| service["image"] == old) {
            service.insert("image".into(), new.into());
        }
    }

    /// Lets the services run as their containers' root. On a rootless engine that is the operator, and the groups of this
    /// machine aren't there.
    pub(super) fn run_as_root(&mut self) {
        for service in objects(&mut self.json, "services") {
            service.insert("user".into(), "0:0".into());
            service.shift_remove("group_add");
        }
    }

    /// The services and the names of their containers: several of a service that is scaled.
    pub fn containers(&self) -> Vec<(String, String)> {
        let names = |(service, value): (&String, &Value)| {
            let usual = |number| format!("{}-{service}-{number}", self.project);
            let own = value["container_name"].as_str();
            let name = |number| (service.clone(), own.map_or_else(|| usual(number), Into::into));
            (1..=count(value)).map(name).collect::<Vec<_>>()
        };
        self.services().flat_map(names).collect()
    }

    /// The names by which services are reached on the project's network, each with its service: containers' names, host
    /// names and aliases; the services' own names where `services` says so.
    pub(super) fn hosts(&self, network: &str, services: bool) -> Vec<(String, String)> {
        let containers = self.containers();
        let hosts = |(service, value): (&String, &Value)| {
            let Some(aliases) = self.aliases(value, network) else { return Vec::new() };
            let own = containers.iter().filter(|(of, _)| of == service).map(|(_, name)| name.clone());
            let host = value["hostname"].as_str().map(Into::into);
            let service_name = services.then(|| service.clone());
            let all = own.chain(aliases).chain(host).chain(service_name);
            all.map(|name| (service.clone(), name)).collect()
        };
        self.services().flat_map(hosts).collect()
    }

    /// The aliases that a service has on the project's network; `None` where it isn't on it.
    fn aliases(&self, service: &Value, network: &str) -> Option<Vec<String>> {
        let networks = self.json.get("networks").and_then(Value::as_object)?;
        let leads = |key: &&String| networks.get(*key).is_some_and(|found| found["name"] == network);
        let keys: Vec<&String> = service["networks"].as_object()?.keys().filter(leads).collect();
        let aliases = |key: &&String| service["networks"][*key]["aliases"].as_array().cloned();
        let all = keys.iter().filter_map(aliases).flatten();
        (!keys.is_empty()).then(|| all.filter_map(|alias| Some(alias.as_str()?.to_owned())).collect())
    }

    /// How many containers a service wants.
    pub(super) fn count(&self, service: &str) -> u64 {
        self.json.get("services").and_then(|services| services.get(service)).map_or(0, count)
    }

    /// What can't be, whatever the engine says: several containers of one name, or of a service that must never run twice.
    pub(super) fn faults(&self, exactly_one: &[String]) -> Vec<Fault> {
        let fault = |(service, value): (&String, &Value)| {
            let (many, name) = (count(value), value["container_name"].as_str());
            let known = |one: &&String| {
                *one == service || name.is_some_and(|name| name.ends_with(&format!("_{one}")))
            };
            let why = if exactly_one.iter().any(|one| known(&one)) {
                "the module says that it must never run twice (exactlyOne)".to_owned()
            } else {
                format!("all of them would be called '{}' (container_name)", name?)
            };
            (many > 1)
                .then(|| Fault::new(service, format!("{many} containers are asked for (scale), and {why}")))
        };
        self.services().filter_map(fault).collect()
    }

    /// Whether Docker Compose has to see to it that services start in some order, or a number of times.
    pub(super) fn needs_compose(&self) -> bool {
        self.services().any(|(_, service)| service.get("depends_on").is_some() || count(service) != 1)
    }

    /// The same containers as they can be made beside those that run, to see whether the engine takes them: without names,
    /// networks and volumes, and without what says that they are a module's.
    pub(super) fn trial(&self, project: &str, home: &str) -> Self {
        let mut json = self.json.clone();
        json.insert("name".into(), project.into());
        for service in objects(&mut json, "services") {
            for key in ["container_name", "links", "external_links", "mac_address", "scale", "depends_on"] {
                service.shift_remove(key);
            }
            if service.shift_remove("networks").is_some() || !service.contains_key("network_mode") {
                service.entry("network_mode").or_insert_with(|| "none".into());
            }
            if let Some(deploy) = service.get_mut("deploy").and_then(Value::as_object_mut) {
                deploy.shift_remove("replicas");
            }
            let volumes = service.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten();
            for volume in volumes.filter(|volume| volume["type"] == "volume").filter_map(Value::as_object_mut)
            {
                volume.shift_remove("source");
            }
            service.insert("labels".into(), json!({ HOME_LABEL: home }));
        }
        json.shift_remove("networks");
        json.shift_remove("volumes");
        Self { project: project.into(), json }
    }

    /// The names of networks or volumes that have to be there already.
    pub(super) fn external(&self, kind: &str) -> Vec<String> {
        let things = self.json.get(kind).and_then(Value::as_object).into_iter().flatten();
        let external = things.filter(|(_, thing)| thing.as_object().is_some_and(is_external));
        external.map(|(key, thing)| thing["name"].as_str().unwrap_or(key).to_owned()).collect()
    }

    /// The digest of what a service's container is made from.
    pub fn digest(&self, service: &str) -> &str {
        self.service(service, "labels").and_then(|labels| labels[DIGEST_LABEL].as_str()).unwrap_or_default()
    }

    /// The image of a service.
    pub fn image(&self, service: &str) -> &str {
        self.service(service, "image").and_then(Value::as_str).unwrap_or_default()
    }

    /// What it mounts of the machine's files: each has to be there.
    pub fn bind_sources(&self) -> Vec<PathBuf> {
        let volumes =
            self.services().flat_map(|(_, service)| service["volumes"].as_array().into_iter().flatten());
        let binds = volumes.filter(|volume| volume["type"] == "bind");
        binds.filter_map(|volume| volume["source"].as_str().map(PathBuf::from)).collect()
    }

    /// The services that mount this very folder and may write into it, each with the user that its file says.
    pub(super) fn writers(&self, folder: &Path) -> Vec<(String, Option<String>)> {
        let writes = |volume: &&Value| {
            volume["type"] == "bind"
                && volume["read_only"] != true
                && volume["source"].as_str().is_some_and(|source| Path::new(source) == folder)
        };
        let mounts =
            |service: &Value| service["volumes"].as_array().into_iter().flatten().any(|one| writes(&one));
        let user = |service: &Value| match &service["user"] {
            Value::Null => None,
            Value::String(user) => Some(user.clone()),
            other => Some(other.to_string()),
        };
        let writing = self.services().filter(|(_, service)| mounts(service));
        writing.map(|(name, service)| (name.clone(), user(service))).collect()
    }

    /// The names of networks or volumes that it makes.
    pub fn made(&self, kind: &str) -> Vec<String> {
        let things = self.json.get(kind).and_then(Value::as_object).into_iter().flatten();
        let made = things.filter(|(_, thing)| !thing.as_object().is_some_and(is_external));
        made.filter_map(|(_, thing)| Some(thing["name"].as_str()?.to_owned())).collect()
    }

    /// A service's restart policy as the file has it; `no` where it says nothing.
    pub fn restart_policy(&self, service: &str) -> &str {
        self.service(service, "restart").and_then(Value::as_str).unwrap_or("no")
    }

    /// Writes the plan; from then on it is the only file.
    pub fn write(&self, path: &Path, project_dir: &Path) -> Result<Compose> {
        file::folder(path.parent().unwrap_or(path), 0o700)?;
        // Also where it is the same: when it was written says when the attempt began.
        file::write_json(path, &self.json)?;
        Ok(self.at(path, project_dir))
    }

    /// What Docker Compose gets once the plan is written there.
    pub fn at(&self, path: &Path, project_dir: &Path) -> Compose {
        Compose { project: self.project.clone(), project_dir: project_dir.into(), files: vec![path.into()] }
    }

    /// The names of its services.
    pub(super) fn service_names(&self) -> impl Iterator<Item = &str> {
        self.services().map(|(name, _)| name.as_str())
    }

    /// The same with those networks and volumes only that these services use: Docker Compose takes no label twice, as it would
    /// find it where it reads several such files at once.
    pub(super) fn with_services_alone(&self, which: impl Fn(&str) -> bool) -> Map<String, Value> {
        let mut json = self.with_services(which);
        let services: Vec<Value> = json
            .get("services")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|all| all.values().cloned())
            .collect();
        let joins = |name: &str| services.iter().any(|one| one["networks"].get(name).is_some());
        let mounts = |name: &str| {
            let all = services.iter().filter_map(|one| one["volumes"].as_array()).flatten();
            all.into_iter().any(|mount| mount["type"] == "volume" && mount["source"] == name)
        };
        keep(&mut json, "networks", joins);
        keep(&mut json, "volumes", mounts);
        json
    }

    /// The JSON with some of its services only.
    pub(super) fn with_services(&self, which: impl Fn(&str) -> bool) -> Map<String, Value> {
        let mut json = self.json.clone();
        if let Some(services) = json.get_mut("services").and_then(Value::as_object_mut) {
            services.retain(|name, _| which(name));
        }
        json
    }

    /// The JSON.
    pub fn json(&self) -> &Map<String, Value> {
        &self.json
    }

    fn service(&self, service: &str, key: &str) -> Option<&Value> {
        self.json.get("services")?.get(service)?.get(key)
    }

    fn services(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.json.get("services").and_then(Value::as_object).into_iter().flatten()
    }

    /// Where the key `net` stands among the networks, it is the project's network.
    fn point_net(&mut self, owner: &Owner) {
        let networks = self.json.get_mut("networks").and_then(Value::as_object_mut);
        if let Some(net) = networks.and_then(|networks| networks.get_mut("net")) {
            *net = json!({ "name": owner.network, "external": true });
        }
    }
}

/// Keeps those of a kind that are wanted; the kind itself goes with the last.
fn keep(json: &mut Map<String, Value>, kind: &str, wanted: impl Fn(&str) -> bool) {
    let Some(all) = json.get_mut(kind).and_then(Value::as_object_mut) else { return };
    all.retain(|name, _| wanted(name));
    if all.is_empty() {
        json.shift_remove(kind);
    }
}

/// The objects below one of the top-level keys.
fn objects<'a>(
    json: &'a mut Map<String, Value>,
    kind: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    let things = json.get_mut(kind).and_then(Value::as_object_mut).into_iter();
    things.flat_map(|things| things.values_mut()).filter_map(Value::as_object_mut)
}

/// How many containers a service wants.
fn count(service: &Value) -> u64 {
    let scale = || service["deploy"]["replicas"].as_u64();
    service["scale"].as_u64().or_else(scale).unwrap_or(1)
}

fn is_external(thing: &Map<String, Value>) -> bool {
    thing.get("external").is_some_and(|external| external != &Value::Bool(false))
}

fn add_labels(thing: &mut Map<String, Value>, labels: &Value) {
    let own = thing.entry("labels").or_insert_with(|| json!({}));
    if !own.is_object() {
        *own = json!({});
    }
    if let (Some(own), Some(labels)) = (own.as_object_mut(), labels.as_object()) {
        own.extend(labels.clone());
    }
}

fn keep_sources(service: &mut Map<String, Value>) {
    let volumes = service.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten();
    for volume in volumes.filter(|volume| volume["type"] == "bind") {
        volume["bind"]["create_host_path"] = false.into();
    }
}

fn limit_null(logging: &mut Value) {
    if logging.is_null() {
        *logging = limits();
    }
}

/// Log limits of a container whose module says nothing: 3 files of 20 MB.
fn limits() -> Value {
    json!({ "driver": "json-file", "options": { "max-size": "20m", "max-file": "3" } })
}

/// Where a part's plan stands, beside the files that it was made of.
pub(super) fn path(state: &Path, part: &str) -> PathBuf {
    state.join(format!("{part}.json"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[allow(clippy::needless_pass_by_value, reason = "reads better with json! at the call")]
    fn plan(json: Value) -> Plan {
        Plan { project: "demo-hw".into(), json: json.as_object().unwrap().clone() }
    }

    fn owner() -> Owner {
        Owner { home: "h1".into(), fqmn: "me/mod".into(), network: "demo_net".into() }
    }

    #[test]
    fn everything_that_is_made_is_labelled() {
        let mut plan = plan(json!({
            "services": {"a": {"labels": {"x": "y"}}, "b": {"labels": null}},
            "networks": {"default": {"name": "demo-hw_default"}, "theirs": {"name": "t", "external": true}},
            "volumes": {"v": {"name": "demo-hw_v"}},
        }));
        plan.complete(&owner());
        let labels = json!({HOME_LABEL: "h1", MODULE_LABEL: "me/mod"});
        let signed = |own: &Value, service: &str| {
            let mut all = own.clone();
            all[DIGEST_LABEL] = plan.digest(service).into();
            all
        };
        let a = json!({"x": "y", HOME_LABEL: "h1", MODULE_LABEL: "me/mod"});
        assert_eq!(plan.json["services"]["a"]["labels"], signed(&a, "a"));
        assert_eq!(plan.json["services"]["b"]["labels"], signed(&labels, "b"));
        assert_ne!(plan.digest("a"), plan.digest("b"));
        assert_eq!(plan.json["networks"]["default"]["labels"], labels);
        assert_eq!(plan.json["networks"]["theirs"].get("labels"), None);
        assert_eq!(plan.json["volumes"]["v"]["labels"], labels);
        assert_eq!(
            (plan.made("networks"), plan.made("volumes")),
            (vec!["demo-hw_default".into()], vec!["demo-hw_v".into()])
        );
    }

    #[test]
    fn a_mount_makes_no_source_and_logs_are_limited_only_where_nothing_is_said() {
        let mut plan = plan(json!({"services": {
            "a": {"volumes": [{"type": "bind", "source": "/x", "bind": {"create_host_path": true}}, {"type": "volume"}]},
            "b": {"logging": {"driver": "none"}},
        }}));
        plan.complete(&owner());
        assert_eq!(plan.json["services"]["a"]["volumes"][0]["bind"], json!({"create_host_path": false}));
        assert_eq!(plan.json["services"]["a"]["volumes"][1], json!({"type": "volume"}));
        assert_eq!(plan.json["services"]["a"]["logging"], limits());
        assert_eq!(plan.json["services"]["b"]["logging"], json!({"driver": "none"}));
    }

    #[test]
    fn net_is_the_projects_network_whatever_the_file_makes_of_it() {
        let mut plan = plan(
            json!({"services": {"a": {"networks": {"net": null}}}, "networks": {"net": {"name": "evil"}}}),
        );
        plan.complete(&owner());
        assert_eq!(plan.json["networks"]["net"], json!({"name": "demo_net", "external": true}));
    }

    #[test]
    fn an_adapter_leaves_the_default_network_for_the_projects() {
        let mut plan = plan(
            json!({"services": {"adapter": {"networks": {"default": null}}}, "networks": {"default": {"name": "x"}}}),
        );
        plan.join_network("demo_net");
        assert_eq!(plan.json["services"]["adapter"]["networks"], json!({"net": null}));
        assert_eq!(plan.json["networks"], json!({"net": {"name": "demo_net", "external": true}}));
    }

    #[test]
    fn containers_have_the_names_that_they_will_have() {
        let plan = plan(json!({"services": {"a": {"container_name": "demo_a"}, "b": {}}}));
        let expected =
            [("a", "demo_a"), ("b", "demo-hw-b-1")].map(|(service, name)| (service.into(), name.into()));
        assert_eq!(plan.containers(), expected);
    }

    #[test]
    fn a_service_that_is_scaled_has_several_and_none_of_one_name_or_of_what_must_be_one() {
        let plan = plan(json!({"services": {
            "a": {"deploy": {"replicas": 2}}, "b": {"scale": 0}, "c": {"scale": 2, "container_name": "demo_c"},
            "vc": {"scale": 3}, "one": {"container_name": "demo_one"},
        }}));
        let names: Vec<String> = plan.containers().into_iter().map(|(_, name)| name).collect();
        assert_eq!(names[..2], ["demo-hw-a-1", "demo-hw-a-2"]);
        assert!(!names.iter().any(|name| name.contains("-b-")), "{names:?}");
        let faults = plan.faults(&["vc".into(), "one".into()]);
        let at: Vec<&str> = faults.iter().map(|fault| fault.at.as_str()).collect();
        assert_eq!(at, ["c", "vc"]);
        assert!(
            faults[0].message.contains("'demo_c'") && faults[1].message.contains("exactlyOne"),
            "{faults:?}"
        );
    }

    #[test]
    fn a_trial_has_no_names_networks_or_volumes_and_is_no_modules() {
        let mut plan = plan(json!({
            "services": {"a": {"container_name": "x", "networks": {"net": null}, "mem_limit": "1024", "scale": 2,
                "volumes": [{"type": "volume", "source": "v"}, {"type": "bind", "source": "/x"}]},
                "b": {"network_mode": "host"}},
            "networks": {"net": {"name": "n"}}, "volumes": {"v": {"name": "v"}},
        }));
        plan.complete(&owner());
        let trial = plan.trial("demo-hw_trial", "h1").json;
        let a = &trial["services"]["a"];
        assert_eq!(
            (&a["network_mode"], &a["mem_limit"], &a["labels"]),
            (&json!("none"), &json!("1024"), &json!({HOME_LABEL: "h1"}))
        );
        assert_eq!(
            a["volumes"],
            json!([{"type": "volume"}, {"type": "bind", "source": "/x", "bind": {"create_host_path": false}}])
        );
        assert_eq!(trial["services"]["b"]["network_mode"], "host");
        assert!(["networks", "volumes"].iter().all(|key| trial.get(*key).is_none()));
    }

    #[test]
    fn what_has_to_be_there_is_what_is_external() {
        let plan = plan(json!({"networks": {"a": {"name": "n", "external": true}, "b": {"name": "m"}}}));
        assert_eq!((plan.external("networks"), plan.made("networks")), (vec!["n".into()], vec!["m".into()]));
    }
}
