//! The shape of a compose file, where Docker Compose isn't there to judge it: keys that it knows, and names that refer to
//! something.

use serde_json::{Map, Value};

use super::variable::interpolated;

/// Keys at the top.
const TOP: &[&str] =
    &["version", "name", "include", "services", "networks", "volumes", "secrets", "configs", "models"];

/// Keys of a service (the Compose Specification).
const SERVICE: &[&str] = &[
    "annotations",
    "attach",
    "blkio_config",
    "build",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "command",
    "configs",
    "container_name",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpus",
    "cpuset",
    "credential_spec",
    "depends_on",
    "deploy",
    "develop",
    "device_cgroup_rules",
    "devices",
    "dns",
    "dns_opt",
    "dns_search",
    "domainname",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "extends",
    "external_links",
    "extra_hosts",
    "gpus",
    "group_add",
    "healthcheck",
    "hostname",
    "image",
    "init",
    "ipc",
    "isolation",
    "label_file",
    "labels",
    "links",
    "logging",
    "mac_address",
    "mem_limit",
    "mem_reservation",
    "mem_swappiness",
    "memswap_limit",
    "models",
    "network_mode",
    "networks",
    "oom_kill_disable",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "platform",
    "ports",
    "post_start",
    "pre_stop",
    "privileged",
    "profiles",
    "provider",
    "pull_policy",
    "read_only",
    "restart",
    "runtime",
    "scale",
    "secrets",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "storage_opt",
    "sysctls",
    "tmpfs",
    "tty",
    "ulimits",
    "use_api_socket",
    "user",
    "userns_mode",
    "uts",
    "volumes",
    "volumes_from",
    "working_dir",
];

/// Keys whose value is a list, or a mapping in its place.
const LISTS: &[&str] = &[
    "cap_add",
    "cap_drop",
    "devices",
    "environment",
    "expose",
    "extra_hosts",
    "group_add",
    "labels",
    "ports",
    "security_opt",
    "volumes",
];

/// What Docker Compose would refuse in these files, merged; the first of it. Each with its place, `services.a.image`.
pub(super) fn fault(files: &[&Value]) -> Option<String> {
    let defined = |kind: &str, name: &str| files.iter().any(|file| file[kind].get(name).is_some());
    files.iter().find_map(|file| {
        let top = file.as_object()?;
        unknown(top, TOP, "").or_else(|| kinds(file)).or_else(|| services(file, &defined))
    })
}

fn unknown(map: &Map<String, Value>, known: &[&str], place: &str) -> Option<String> {
    let odd = |key: &&String| !known.contains(&key.as_str()) && !key.starts_with("x-");
    map.keys().find(odd).map(|key| format!("{place}'{key}' is no key of a compose file there"))
}

fn kinds(file: &Value) -> Option<String> {
    let kinds = ["services", "networks", "volumes", "secrets", "configs"];
    kinds.into_iter().find_map(|kind| {
        let bad = file.get(kind).is_some_and(|value| !value.is_object() && !value.is_null());
        bad.then(|| format!("'{kind}' has to be a mapping"))
    })
}

fn services(file: &Value, defined: &dyn Fn(&str, &str) -> bool) -> Option<String> {
    file["services"].as_object()?.iter().find_map(|(name, service)| {
        let place = format!("services.{name}: ");
        let Some(service) = service.as_object() else {
            return Some(format!("{place}it has to be a mapping"));
        };
        unknown(service, SERVICE, &place)
            .or_else(|| source(service, &place))
            .or_else(|| forms(service, &place))
            .or_else(|| references(service, &place, defined))
    })
}

/// It comes from somewhere.
fn source(service: &Map<String, Value>, place: &str) -> Option<String> {
    let named = service.get("image").is_some_and(|image| image.as_str().is_some_and(|text| !text.is_empty()));
    let other = ["build", "extends", "provider"].iter().any(|key| service.contains_key(*key));
    (!named && !other).then(|| format!("{place}it has neither an image nor a build"))
}

fn forms(service: &Map<String, Value>, place: &str) -> Option<String> {
    let list = LISTS.iter().find_map(|key| {
        let value = service.get(*key)?;
        let fits = value.is_array() || value.is_object() || value.is_null();
        (!fits).then(|| format!("{place}'{key}' has to be a list"))
    });
    let port = || {
        let ports = service.get("ports")?.as_array()?;
        // One that is wholly a variable can be any.
        let fits = |port: &str| port.is_empty() || is_port(port);
        let bad = ports.iter().filter_map(Value::as_str).find(|port| !fits(&interpolated(port)))?;
        Some(format!("{place}'{bad}' is no port"))
    };
    list.or_else(port)
}

/// `[[ADDRESS:]PORT[-PORT]:]PORT[-PORT][/PROTOCOL]`
fn is_port(text: &str) -> bool {
    let text = text.split('/').next().unwrap_or_default();
    let (rest, inside) = text.rsplit_once(':').unwrap_or(("", text));
    let outside = rest.rsplit(':').next().unwrap_or_default();
    let one = |port: &str| port.parse::<u16>().is_ok();
    let range = |ports: &str| ports.split('-').all(one) && ports.split('-').count() <= 2;
    range(inside) && (outside.is_empty() || range(outside))
}

/// What it names is defined somewhere.
fn references(
    service: &Map<String, Value>,
    place: &str,
    defined: &dyn Fn(&str, &str) -> bool,
) -> Option<String> {
    let missing = |key: &str, kind: &str| {
        let named = names(service.get(key)?);
        let gone = named
            .into_iter()
            .find(|name| !(defined(kind, name) || kind == "networks" && name == "default"))?;
        Some(format!("{place}it refers to '{gone}', which is none of the {kind}"))
    };
    missing("networks", "networks")
        .or_else(|| missing("depends_on", "services"))
        .or_else(|| missing("secrets", "secrets"))
        .or_else(|| missing("configs", "configs"))
        .or_else(|| volumes(service, place, defined))
}

/// A list of names, of mappings with a `source`, or a mapping by name.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => {
            let name = |item: &Value| Some(item.as_str().or_else(|| item["source"].as_str())?.to_owned());
            items.iter().filter_map(name).collect()
        }
        Value::Object(map) => map.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

fn volumes(
    service: &Map<String, Value>,
    place: &str,
    defined: &dyn Fn(&str, &str) -> bool,
) -> Option<String> {
    let named = |volume: &Value| {
        let source = match volume {
            Value::String(text) => interpolated(text).split_once(':').map(|(source, _)| source.to_owned()),
            other if other["type"] == "volume" => other["source"].as_str().map(Into::into),
            _ => None,
        };
        source.filter(|source| !source.starts_with(['/', '.', '~']) && !source.is_empty())
    };
    let gone = service
        .get("volumes")?
        .as_array()?
        .iter()
        .filter_map(named)
        .find(|name| !defined("volumes", name))?;
    Some(format!("{place}it refers to '{gone}', which is none of the volumes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_compose_takes_passes() {
        let file = json!({
            "services": {"a": {
                "image": "x:1", "ports": ["127.0.0.1:80:80/tcp", "8000-8001", 99, "${P:-80}:80", "$P"], "networks": ["net", "default"],
                "volumes": ["/a:/b:ro", "data:/d", "${V:-/v}:/v", {"type": "bind", "source": "/x", "target": "/y"}],
                "depends_on": {"b": {"condition": "service_started"}}, "environment": {"A": 1}, "x-own": 1,
            }, "b": {"build": "."}},
            "volumes": {"data": null}, "x-top": [],
        });
        let other = json!({"services": {}, "networks": {"net": {"external": true}}});
        assert_eq!(fault(&[&file, &other]), None);
    }

    #[test]
    fn what_compose_refuses_is_said_with_its_place() {
        for (file, said) in [
            (json!({"service": {}}), "'service' is no key"),
            (json!({"services": []}), "'services' has to be a mapping"),
            (json!({"services": {"a": 1}}), "services.a: it has to be a mapping"),
            (json!({"services": {"a": {"imag": "x"}}}), "services.a: 'imag' is no key"),
            (json!({"services": {"a": {}}}), "neither an image nor a build"),
            (json!({"services": {"a": {"image": ""}}}), "neither an image nor a build"),
            (json!({"services": {"a": {"image": "x", "cap_drop": "ALL"}}}), "'cap_drop' has to be a list"),
            (json!({"services": {"a": {"image": "x", "ports": ["80:x"]}}}), "'80:x' is no port"),
            (json!({"services": {"a": {"image": "x", "ports": ["70000:80"]}}}), "is no port"),
            (json!({"services": {"a": {"image": "x", "ports": ["${P:-x}:80"]}}}), "is no port"),
            (
                json!({"services": {"a": {"image": "x", "networks": ["n"]}}}),
                "refers to 'n', which is none of the networks",
            ),
            (json!({"services": {"a": {"image": "x", "depends_on": ["b"]}}}), "none of the services"),
            (json!({"services": {"a": {"image": "x", "volumes": ["v:/x"]}}}), "none of the volumes"),
        ] {
            let found = fault(&[&file]).unwrap_or_default();
            assert!(found.contains(said), "{file}: {found}");
        }
    }
}
