//! What a container's processes may do to the kernel and the engine: capabilities, security options, devices, labels.

use std::path::Path;

use serde_json::Value;

use super::look::{At, Look, shown, text};
use super::rule::{self, Rule, Table};
use crate::document::fields::Rank::{Minor, ReachesModules, RootEquivalent};
use crate::engine::{DIGEST_LABEL, HOME_LABEL, MODULE_LABEL};

/// Capabilities that every container has unless it drops them, and those that can do no more harm.
const MINOR: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT", // those
    "IPC_LOCK",   // keeps memory from being swapped
    "SYS_NICE",   // more of the processor
    "WAKE_ALARM", // wakes a sleeping machine
];
/// With these a container can pass for another one on a network that they share.
const NETWORK: &[&str] = &["NET_ADMIN", "NET_BROADCAST"];

/// `cap_add`
pub(super) fn capabilities(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, item)| {
        let upper = shown(item).to_ascii_uppercase();
        let name = upper.strip_prefix("CAP_").unwrap_or(&upper);
        let (rank, text) = match name {
            name if MINOR.contains(&name) => (Minor, "has a capability that every container can have"),
            name if NETWORK.contains(&name) => {
                (ReachesModules, "has a capability with which it can pass for others on their networks")
            }
            _ => (RootEquivalent, "has a capability with which it can get out of its container"),
        };
        look.ask(at, rank, format!("cap:{name}"), text);
    });
}

/// `security_opt`
pub(super) fn security(look: &mut Look, at: &At, value: &Value) {
    let stricter = ["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"];
    rule::each(look, at, value, |look, at, (_, item)| {
        let option = shown(item);
        if !stricter.contains(&option.as_str()) {
            let name = format!("security-opt:{option}");
            look.ask(at, RootEquivalent, name, "changes what keeps it in its container");
        }
    });
}

/// Kernel parameters that each container has for itself.
const NAMESPACED: &[&str] = &["net.", "fs.mqueue.", "kernel.msg", "kernel.sem", "kernel.shm"];

/// `sysctls`
pub(super) fn sysctls(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (name, item)| {
        let setting = name.map_or_else(|| shown(item), |name| format!("{name}={}", shown(item)));
        let own = NAMESPACED.iter().any(|prefix| setting.starts_with(prefix));
        let rank = if own { Minor } else { RootEquivalent };
        look.ask(at, rank, format!("sysctl:{setting}"), "sets a kernel parameter");
    });
}

/// `devices`
pub(super) fn devices(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, item)| {
        let path = if item.is_object() { text(item, "source") } else { shown(item) };
        let rights = Some(text(item, "permissions")).filter(|rights| !rights.is_empty() && rights != "rwm");
        let name =
            rights.map_or_else(|| format!("device:{path}"), |rights| format!("device:{path}:{rights}"));
        look.ask(at, RootEquivalent, shown(&name.into()), "uses a device of this machine");
        if item.is_object() {
            rule::object(look, at, item, DEVICE);
        }
    });
}

const DEVICE: Table = &[("source", Rule::Free), ("target", Rule::Free), ("permissions", Rule::Free)];

/// `labels`, but for those that Hyperdrive itself puts there.
pub(super) fn labels(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (name, item)| {
        let label = name.map_or_else(|| shown(item), |name| shown(&name.into()));
        if [HOME_LABEL, MODULE_LABEL, DIGEST_LABEL].contains(&label.as_str()) {
            return;
        }
        let told_apart = label.starts_with("hyperdrive.") || label.starts_with("com.docker.");
        let (rank, text) = if told_apart {
            (ReachesModules, "carries a label by which others are told apart")
        } else {
            (Minor, "carries a label that other programs may act on")
        };
        look.ask(at, rank, format!("label:{label}"), text);
    });
}

/// `logging`: within these, logs stay the container's own.
pub(super) fn logging(look: &mut Look, at: &At, value: &Value) {
    match value["driver"].as_str().unwrap_or_default() {
        "" | "json-file" | "local" | "none" => rule::object(look, at, value, LOGGING),
        "journald" => look.ask(at, Minor, "log-driver:journald", "logs to this machine's journal"),
        _ => {
            let name = format!("log-driver:{}", shown(value));
            look.ask(at, RootEquivalent, name, "lets the engine send its logs elsewhere");
        }
    }
}

const LOGGING: Table = &[
    ("driver", Rule::Free),
    (
        "options",
        Rule::Keys(&[
            ("max-size", Rule::Free),
            ("max-file", Rule::Free),
            ("max-buffer-size", Rule::Free),
            ("compress", Rule::Free),
            ("mode", Rule::Free),
            ("tag", Rule::Free),
            ("labels", Rule::Free),
            ("labels-regex", Rule::Free),
            ("env", Rule::Free),
            ("env-regex", Rule::Free),
        ]),
    ),
];

/// `build`: nothing is ever built, but what a script makes of the file might be.
pub(super) fn build(look: &mut Look, at: &At, value: &Value) {
    rule::object(look, at, value, BUILD);
    let context = text(value, "context");
    if look.own.is_in_package(Path::new(&context)) {
        look.ask(at, Minor, "build", "would be built from its package; Hyperdrive builds nothing");
    } else {
        let name = format!("build:{}", shown(&value["context"]));
        look.ask(at, RootEquivalent, name, "would be built from what isn't of its package");
    }
}

const BUILD: Table = &[
    ("context", Rule::Free), // by `build`
    ("dockerfile", Rule::By(dockerfile)),
    ("dockerfile_inline", Rule::Free),
    ("args", Rule::Free),
    ("target", Rule::Free),
    ("labels", Rule::Free),
    ("tags", Rule::Free),
    ("platforms", Rule::Free),
    ("pull", Rule::Free),
    ("no_cache", Rule::Free),
    ("shm_size", Rule::Free),
];

/// One that leaves the context.
fn dockerfile(look: &mut Look, at: &At, value: &Value) {
    let path = shown(value);
    if path.starts_with('/') || path.split('/').any(|part| part == "..") {
        look.unknown(at, value);
    }
}

/// `pull_policy`
pub(super) fn pull_policy(look: &mut Look, at: &At, value: &Value) {
    if value == "build" {
        look.ask(at, Minor, "build", "would be built instead of pulled; Hyperdrive builds nothing");
    }
}
