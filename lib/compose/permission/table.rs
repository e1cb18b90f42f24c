//! The allow list: every key of a compose file that Hyperdrive knows, each with what it asks for and why.
//!
//! Not in here, and so asked for as `key:…` with all that they say: `models` and whatever Compose gets next.

use serde_json::Value;

use super::look::{At, Look};
use super::own::ENGINE_SOCKET;
use super::rule::Rule::{By, Each, Except, Flag, Free, Items, Keys, Value as Valued};
use super::rule::{self, Table};
use super::{mount, network, rights, source};
use crate::document::fields::Rank::{Minor, ReachesModules, RootEquivalent};

/// The file itself.
pub(super) const TOP: Table = &[
    ("name", Free), // we say the project's name
    ("version", Free),
    ("services", By(services)),
    ("networks", By(network::networks)),
    ("volumes", By(mount::volumes)),
    ("secrets", By(mount::contents)),
    ("configs", By(mount::contents)),
    ("include", Each(RootEquivalent, "include", "includes other compose files")),
];

fn services(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (name, service)| {
        let name = name.unwrap_or_default();
        let at = at.of_service(name);
        network::name(look, &at, &name.into());
        rule::object(look, &at, service, SERVICE);
    });
}

/// A service. What is free stays in its container, or takes away from what it has there.
pub(super) const SERVICE: Table = &[
    (
        "annotations",
        Each(RootEquivalent, "annotation", "tells the container runtime and its hooks what to do"),
    ),
    ("attach", Free),
    ("blkio_config", Valued(Minor, "blkio", "changes its share of the disks")),
    ("build", By(rights::build)),
    ("cap_add", By(rights::capabilities)),
    ("cap_drop", Free),
    ("cgroup", By(|look, at, value| network::namespace(look, at, value, "cgroup"))),
    // Out of the limits that the operator set for containers, into those of others.
    ("cgroup_parent", Valued(ReachesModules, "cgroup-parent", "runs in a control group that isn't its own")),
    ("command", Free),
    ("configs", Items(REFERENCE)),
    ("container_name", By(network::name)),
    ("cpu_count", Free),
    ("cpu_percent", Free),
    ("cpu_period", Free),
    ("cpu_quota", Free),
    ("cpu_rt_period", Valued(Minor, "cpu-rt", "runs before everything else on the processor")),
    ("cpu_rt_runtime", Valued(Minor, "cpu-rt", "runs before everything else on the processor")),
    ("cpu_shares", Free),
    ("cpus", Free),
    ("cpuset", Free),
    ("credential_spec", Valued(RootEquivalent, "credential-spec", "uses credentials of this machine")),
    ("depends_on", Items(&[("condition", Free), ("required", Free), ("restart", Free)])),
    ("deploy", Keys(DEPLOY)),
    ("develop", Flag(Minor, "develop", "would be changed while it runs; Hyperdrive watches nothing")),
    ("device_cgroup_rules", Each(RootEquivalent, "device-rule", "may make and use devices of this machine")),
    ("devices", By(rights::devices)),
    ("dns", Free),
    ("dns_opt", Free),
    ("dns_search", Free),
    ("domainname", Free),
    ("entrypoint", Free),
    ("env_file", By(source::read_files)),
    ("environment", Free),
    ("expose", Free),
    ("extends", Valued(RootEquivalent, "extends", "takes over a service of another file")),
    ("external_links", Each(ReachesModules, "link", "is linked to a container that isn't its own")),
    ("extra_hosts", Free), // names in its own /etc/hosts
    ("gpus", Valued(RootEquivalent, "gpus", "uses graphics processors of this machine")),
    ("group_add", Free), // counts only for files, and these are judged themselves
    ("healthcheck", Keys(HEALTHCHECK)),
    ("hostname", By(network::name)),
    ("image", Free),
    ("init", Free),
    ("ipc", By(|look, at, value| network::namespace(look, at, value, "ipc"))),
    ("isolation", Except(&["default"], RootEquivalent, "isolation", "is isolated otherwise than usual")),
    ("label_file", By(source::read_files)),
    ("labels", By(rights::labels)),
    ("links", Free), // to services of the same file
    ("logging", By(rights::logging)),
    ("mac_address", Valued(Minor, "mac-address", "has a fixed hardware address in a network")),
    ("mem_limit", Free),
    ("mem_reservation", Free),
    ("mem_swappiness", Free),
    ("memswap_limit", Free),
    ("network_mode", By(network::mode)),
    ("networks", Items(network::JOINED)),
    ("oom_kill_disable", Flag(Minor, "oom-kill-disable", "isn't ended when the machine runs out of memory")),
    (
        "oom_score_adj",
        Valued(Minor, "oom-score", "is ended later, or sooner, than others when memory runs out"),
    ),
    ("pid", By(|look, at, value| network::namespace(look, at, value, "pid"))),
    ("pids_limit", Free),
    ("platform", Free),
    ("ports", By(network::ports)),
    ("post_start", Items(HOOK)),
    ("pre_stop", Items(HOOK)),
    ("privileged", Flag(RootEquivalent, "privileged", "has every right on this machine")),
    ("profiles", Free),
    ("provider", Valued(RootEquivalent, "provider", "runs a program of this machine as you")),
    ("pull_policy", By(rights::pull_policy)),
    ("pull_refresh_after", Free),
    ("read_only", Free),
    ("restart", Free),
    (
        "runtime",
        Except(
            &["runc"],
            RootEquivalent,
            "runtime",
            "is run by another container runtime than the usual one",
        ),
    ),
    ("scale", Free),
    ("secrets", Items(REFERENCE)),
    ("security_opt", By(rights::security)),
    ("shm_size", Free),
    ("stdin_open", Free),
    ("stop_grace_period", Free),
    ("stop_signal", Free),
    ("storage_opt", Keys(&[("size", Free)])),
    ("sysctls", By(rights::sysctls)),
    ("tmpfs", Free),
    ("tty", Free),
    ("ulimits", Free),
    ("use_api_socket", Flag(RootEquivalent, ENGINE_SOCKET, mount::COMMANDS)),
    ("user", Free), // root in a container without more rights is no more than any other
    ("userns_mode", Valued(RootEquivalent, "userns", "is in a user namespace that isn't its own")),
    ("uts", By(|look, at, value| network::namespace(look, at, value, "uts"))),
    ("volumes", By(mount::mounts)),
    ("volumes_from", By(mount::volumes_from)),
    ("working_dir", Free),
];

/// A service's use of a secret or config, which is judged where it is defined.
const REFERENCE: Table = &[("source", Free), ("target", Free), ("uid", Free), ("gid", Free), ("mode", Free)];

const HEALTHCHECK: Table = &[
    ("test", Free),
    ("interval", Free),
    ("timeout", Free),
    ("retries", Free),
    ("start_period", Free),
    ("start_interval", Free),
    ("disable", Free),
];

/// A command that is run in the container itself.
const HOOK: Table = &[
    ("command", Free),
    ("user", Free),
    ("working_dir", Free),
    ("environment", Free),
    ("privileged", Flag(RootEquivalent, "privileged", "has every right on this machine")),
];

const DEPLOY: Table = &[
    ("mode", Free),
    ("replicas", Free),
    ("endpoint_mode", Free),
    ("labels", Free), // of a swarm's service
    ("update_config", Keys(UPDATE)),
    ("rollback_config", Keys(UPDATE)),
    (
        "restart_policy",
        Keys(&[("condition", Free), ("delay", Free), ("max_attempts", Free), ("window", Free)]),
    ),
    ("placement", Keys(&[("constraints", Free), ("preferences", Free), ("max_replicas_per_node", Free)])),
    (
        "resources",
        Keys(&[
            ("limits", Keys(&[("cpus", Free), ("memory", Free), ("pids", Free)])),
            (
                "reservations",
                Keys(&[
                    ("cpus", Free),
                    ("memory", Free),
                    ("devices", Each(RootEquivalent, "device", "uses devices of this machine")),
                ]),
            ),
        ]),
    ),
];

const UPDATE: Table = &[
    ("parallelism", Free),
    ("delay", Free),
    ("failure_action", Free),
    ("monitor", Free),
    ("max_failure_ratio", Free),
    ("order", Free),
];
