//! What plans ask for, key by key: the forms that this machine's Docker Compose may be too old to write, and the property
//! that nothing unknown passes. The table of fragments that go through Docker Compose is in `tests/docker/permissions.rs`.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::compose::Part;
use crate::document::Document;
use crate::document::fields::Rank;

const CONFIG: &str = "/hd/modules/me/mod/config";

fn own() -> Own {
    let below = |name: &str| format!("/hd/modules/me/mod/{name}");
    let mut document = Document::new("me/mod").unwrap();
    let names = json!({"services": "demo-mod", "adapter": "demo-mod_adapter", "adapterContainer": "demo_mod_adapter",
        "network": "demo_net", "daemon": "demo_daemon"});
    let paths = json!({"user": "/hd", "state": "/hd/state/compose/me/mod", "config": CONFIG, "log": below("log"),
        "data": "/hd/data/modules/me/mod", "runtime": below("runtime"), "override": below("override"),
        "adapterKey": below("secrets/adapter.key"), "servicesKey": below("secrets/services.key"),
        "hyperdriveKey": below("secrets/hyperdrive.key")});
    document.set("names", &names).unwrap();
    document.set("paths", &paths).unwrap();
    document.set("engine", &"unix:///run/hdt-engine.sock").unwrap();
    Own::of(&document, Part::Services, Path::new("/hdt-package")).unwrap()
}

fn asked(plan: &Value) -> Vec<(Rank, String, String)> {
    let found = of_plan(plan.as_object().unwrap(), &own());
    found.into_iter().map(|permission| (permission.rank, permission.name, permission.place)).collect()
}

/// What one service asks for: rank and name.
fn of_service(service: &Value) -> Vec<(Rank, String)> {
    asked(&json!({"services": {"a": service}})).into_iter().map(|(rank, name, _)| (rank, name)).collect()
}

#[test]
fn forms_of_newer_compose_versions_are_known() {
    use Rank::{Listens, Minor, ReachesModules, RootEquivalent};
    for (service, rank, name) in [
        (json!({"provider": {"type": "awesome"}}), RootEquivalent, r#"provider:{"type":"awesome"}"#),
        (json!({"gpus": "all"}), RootEquivalent, "gpus:all"),
        (json!({"use_api_socket": true}), RootEquivalent, "engine-socket"),
        (json!({"models": {"llm": {}}}), RootEquivalent, r#"key:models={"llm":{}}"#),
        (
            json!({"devices": [{"source": "/dev/kvm", "target": "/dev/kvm", "permissions": "r"}]}),
            RootEquivalent,
            "device:/dev/kvm:r",
        ),
        (json!({"devices": [{"source": "/dev/kvm", "cgroup": 1}]}), RootEquivalent, "key:devices.cgroup=1"),
        (json!({"post_start": [{"command": ["x"], "privileged": true}]}), RootEquivalent, "privileged"),
        (json!({"label_file": ["/etc/passwd"]}), RootEquivalent, "env-file:/etc/passwd"),
        (json!({"env_file": [{"path": "/etc/passwd"}]}), RootEquivalent, "env-file:/etc/passwd"),
        (
            json!({"volumes": [{"type": "bind", "source": "/run/hdt-engine.sock"}]}),
            RootEquivalent,
            "engine-socket",
        ),
        (
            json!({"volumes": [{"type": "bind", "source": "/x/containerd.sock"}]}),
            RootEquivalent,
            "engine-socket",
        ),
        (json!({"volumes": [{"type": "bind", "source": "/etc/$$x"}]}), RootEquivalent, "mount:/etc/$x:rw"),
        (
            json!({"networks": {"net": {"gw_priority": 1, "driver_opts": {"a": "b"}}}}),
            RootEquivalent,
            "driver-opt:a=b",
        ),
        (json!({"ports": [{"target": 80, "protocol": "tcp"}]}), Listens, "port:0.0.0.0:*/tcp"),
        (json!({"networks": {"net": {"aliases": ["demo-daemon"]}}}), ReachesModules, "name:demo-daemon"),
        (json!({"hostname": "demo-daemon"}), ReachesModules, "name:demo-daemon"),
        (json!({"hostname": "Demo_Daemon"}), ReachesModules, "name:Demo_Daemon"),
        (json!({"hostname": "demo_other_adapter"}), ReachesModules, "name:demo_other_adapter"),
        (
            json!({"networks": {"net": {"aliases": ["DEMO_other_Adapter"]}}}),
            ReachesModules,
            "name:DEMO_other_Adapter",
        ),
        (json!({"cap_add": ["cap_net_admin"]}), ReachesModules, "cap:NET_ADMIN"),
        (json!({"cap_add": ["CHOWN"]}), Minor, "cap:CHOWN"),
    ] {
        let found = of_service(&service);
        assert!(found.contains(&(rank, name.into())), "{service}: {found:?}");
    }
}

#[test]
fn what_stays_in_its_container_asks_for_nothing() {
    let own_config = format!("{CONFIG}/below/it.toml");
    let service = json!({
        "image": "x", "command": ["--privileged"], "environment": {"PRIVILEGED": "true"}, "privileged": false,
        "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "cap_add": [], "pid": "", "devices": null,
        "volumes": [
            {"type": "bind", "source": own_config, "target": "/x", "bind": {"create_host_path": false}},
            {"type": "volume", "source": "v", "target": "/v"},
        ],
        "ports": [{"mode": "ingress", "host_ip": "127.0.0.1", "target": 80, "published": "80", "protocol": "tcp"},
            {"mode": "ingress", "host_ip": "::1", "target": 80, "published": "80", "protocol": "tcp"}],
        "networks": {"net": null}, "x-anything": {"privileged": true}, "network_mode": "service:a", "ipc": "service:a",
    });
    let plan = json!({"name": "demo-mod", "services": {"a": service},
        "networks": {"net": {"name": "demo_net", "external": true}, "default": {"name": "demo-mod_default", "ipam": {}}},
        "volumes": {"v": {"name": "demo-mod_v"}}, "x-more": [1]});
    assert_eq!(asked(&plan), []);
}

#[test]
fn every_permission_tells_its_place() {
    let plan = json!({"services": {"a b": {"volumes": [{"type": "volume"}, {"type": "bind", "source": "/etc/x"}]}},
        "volumes": {"v": {"name": "w", "driver_opts": {"o": "bind"}}}});
    let places: Vec<String> = asked(&plan).into_iter().map(|(_, _, place)| place).collect();
    assert_eq!(places, [r#"services["a b"].volumes[1]"#, "volumes.v.driver_opts.o", "volumes.v"]);
}

#[test]
fn the_texts_hold_nothing_that_a_stranger_wrote_and_long_values_are_told_apart() {
    let long = |end: &str| format!("/etc/{}{end}", "x".repeat(500));
    let plan =
        |end: &str| json!({"services": {"evil": {"volumes": [{"type": "bind", "source": long(end)}]}}});
    let one = of_plan(plan("1").as_object().unwrap(), &own()).remove(0);
    let other = of_plan(plan("2").as_object().unwrap(), &own()).remove(0);
    assert!(one.name.len() < 150 && one.name != other.name && one.text == other.text, "{one:?}");
}

/// A plan with something at every place that the allow list knows the keys of.
fn known() -> Value {
    json!({
        "name": "demo-mod",
        "services": {"a": {
            "image": "x", "build": {"context": "/hdt-package"}, "deploy": {"resources": {"limits": {"cpus": "1"}},
                "restart_policy": {"condition": "none"}, "placement": {"constraints": []}, "update_config": {"order": "x"}},
            "healthcheck": {"test": ["x"]}, "logging": {"driver": "json-file", "options": {"max-size": "1"}},
            "depends_on": {"b": {"condition": "service_started"}}, "storage_opt": {"size": "1"},
            "networks": {"net": {"priority": 1}}, "ports": [{"host_ip": "127.0.0.1", "target": 1, "protocol": "tcp"}],
            "volumes": [{"type": "bind", "source": CONFIG, "bind": {"selinux": "z"}},
                {"type": "volume", "source": "v", "volume": {"nocopy": true}}, {"type": "tmpfs", "tmpfs": {"size": 1}}],
            "configs": [{"source": "c"}], "secrets": [{"source": "s"}], "post_start": [{"command": ["x"]}],
        }, "b": {"image": "y"}},
        "networks": {"net": {"name": "demo_net", "external": true}, "n": {"name": "demo-mod_n", "ipam": {"config": [{"gateway": "1"}]}}},
        "volumes": {"v": {"name": "demo-mod_v"}},
        "configs": {"c": {"content": "x"}}, "secrets": {"s": {"content": "x"}},
    })
}

/// The pointers of all objects whose keys Compose gives their meaning. Names that the file chooses stand in the others.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    const NAMED: &[&str] = &["/services", "/networks", "/volumes", "/configs", "/secrets"];
    let by_name = NAMED.contains(&at) || at.ends_with("/depends_on") || at.ends_with("/a/networks");
    match value {
        Value::Object(entries) => {
            if !by_name {
                found.push(at.into());
            }
            entries.iter().for_each(|(key, value)| objects(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, item)| objects(item, &format!("{at}/{number}"), found));
        }
        _ => {}
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "\\PC{0,300}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z]{1,5}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

#[test]
fn the_known_plan_asks_only_for_its_build() {
    let names: Vec<String> = asked(&known()).into_iter().map(|(_, name, _)| name).collect();
    assert_eq!(
        names.iter().filter(|name| *name != "build" && !name.starts_with("build:")).count(),
        0,
        "{names:?}"
    );
    let mut found = Vec::new();
    objects(&known(), "", &mut found);
    assert!(found.len() > 25, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// A key that the allow list doesn't know, anywhere, with anything below it, is root-equivalent and told with its place.
    #[test]
    fn an_unknown_key_is_never_granted_silently(
        where_to in any::<prop::sample::Index>(),
        key in "(x-)?[a-zA-Z_$. -]{0,12}",
        value in anything(),
    ) {
        let mut plan = known();
        let mut found = Vec::new();
        objects(&plan, "", &mut found);
        let place = where_to.get(&found).clone();
        // With letters that no key of Compose has, so that it is unknown for certain.
        let key = format!("{key}ü");
        plan.pointer_mut(&place).unwrap()[&key] = value;
        let before = asked(&known());
        let new: Vec<_> = asked(&plan).into_iter().filter(|asked| !before.contains(asked)).collect();
        if key.starts_with("x-") {
            // An extension, which Docker Compose passes over wherever it takes one.
            prop_assert!(new.is_empty(), "{} {}: {:?}", place, key, new);
            return Ok(());
        }
        prop_assert!(
            new.iter().any(|(rank, name, at)| *rank == Rank::RootEquivalent && name.starts_with("key:") && at.contains('ü')),
            "{} {}: {:?}", place, key, new
        );
    }

    /// Whatever stands under a key that the list knows, nothing breaks, and what is no object where one has to be is asked for.
    #[test]
    fn no_plan_breaks_the_look(
        where_to in any::<prop::sample::Index>(),
        value in anything(),
    ) {
        let mut plan = known();
        let mut found = Vec::new();
        objects(&plan, "", &mut found);
        let place = where_to.get(&found).clone();
        if !place.is_empty() {
            *plan.pointer_mut(&place).unwrap() = value.clone();
            let is_text = value.as_str().is_some_and(|text| !text.is_empty()) && place != "/services/a/volumes/0/bind";
            prop_assert!(!is_text || !asked(&plan).is_empty(), "{} {}", place, value);
        }
    }
}
