//! What a container has of the machine's files: mounts, secrets and configs from files, volumes of others.

use std::path::Path;

use serde_json::Value;

use super::look::{At, Look, shown, text};
use super::own::{ENGINE_SOCKET, Whose};
use super::rule::{self, Rule, Table};
use crate::document::fields::Rank::{Minor, ReachesModules, RootEquivalent};

/// A mount's keys.
const MOUNT: Table = &[
    (
        "type",
        Rule::Except(KNOWN, RootEquivalent, "mount-type", "mounts something that Hyperdrive doesn't know"),
    ),
    ("source", Rule::Free),    // by `source` below
    ("target", Rule::Free),    // in the container
    ("read_only", Rule::Free), // with the source
    ("consistency", Rule::Free),
    ("bind", Rule::Keys(BIND)),
    ("volume", Rule::Keys(&[("nocopy", Rule::Free), ("subpath", Rule::Free), ("labels", Rule::Free)])),
    ("tmpfs", Rule::Keys(&[("size", Rule::Free), ("mode", Rule::Free)])),
];

const KNOWN: &[&str] = &["bind", "volume", "tmpfs"];

const BIND: Table = &[
    (
        "propagation",
        Rule::Except(
            &["private", "rprivate"],
            RootEquivalent,
            "mount-propagation",
            "shares mounts between the container and this machine",
        ),
    ),
    ("selinux", Rule::Free),          // labels the source, which is judged itself
    ("create_host_path", Rule::Free), // always false
    ("recursive", Rule::Free),
];

/// `volumes` of a service.
pub(super) fn mounts(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, mount)| {
        rule::object(look, at, mount, MOUNT);
        let source = text(mount, "source");
        match mount["type"].as_str() {
            Some("bind") => self::source(look, at, &source, mount["read_only"] == true),
            // One of the file's volumes, each of which is looked at by itself, or one without a name.
            Some("volume" | "tmpfs") => {}
            _ => look.unknown(at, mount),
        }
    });
}

/// A path of this machine that a container gets to see. Named by where it leads now: a link that leads elsewhere later is
/// another permission.
fn source(look: &mut Look, at: &At, path: &str, read_only: bool) {
    let name = |path: &Path| {
        let mode = if read_only { "ro" } else { "rw" };
        format!("mount:{}:{mode}", shown(&path.display().to_string().replace('$', "$$").into()))
    };
    match look.own.judge(Path::new(path), read_only) {
        Whose::Ours => {}
        Whose::ToRead => {
            look.ask(
                at,
                Minor,
                name(Path::new(path)),
                "may write a file or folder of its own that it has only to read",
            );
        }
        Whose::Engine => look.ask(at, RootEquivalent, ENGINE_SOCKET, COMMANDS),
        Whose::Foreign(target) if read_only => {
            look.ask(at, RootEquivalent, name(&target), "reads files of this machine that aren't its own");
        }
        Whose::Foreign(target) => {
            look.ask(
                at,
                RootEquivalent,
                name(&target),
                "reads and writes files of this machine that aren't its own",
            );
        }
    }
}

/// What the engine's socket means.
pub(super) const COMMANDS: &str = "commands the container engine of this machine";

/// `secrets` and `configs` of the file: what they are made of.
pub(super) fn contents(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, thing)| {
        rule::object(look, at, thing, CONTENT);
        if !rule::is_nothing(&thing["file"]) {
            source(look, &at.name("file"), &text(thing, "file"), true);
        }
    });
}

const CONTENT: Table = &[
    ("name", Rule::Free),
    ("file", Rule::Free), // by `contents`
    ("content", Rule::Free),
    ("environment", Rule::Value(Minor, "environment", "gets a variable of Hyperdrive's own environment")),
    ("labels", Rule::Free), // nothing carries them
    ("external", Rule::Value(ReachesModules, "external-secret", "uses a secret or config that others made")),
];

/// `volumes` of the file.
pub(super) fn volumes(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, volume)| {
        if rule::is_nothing(volume) {
            return;
        }
        rule::object(look, at, volume, VOLUME);
        let name = text(volume, "name");
        if look.own.is_named_ours(&name) {
            return;
        }
        let asked = format!("volume:{}", shown(&volume["name"]));
        if look.own.is_of_home(&name) {
            look.ask(at, ReachesModules, asked, "uses a volume of another module");
        } else {
            look.ask(at, RootEquivalent, asked, "uses a volume that isn't Hyperdrive's");
        }
    });
}

const VOLUME: Table = &[
    ("name", Rule::Free),     // by `volumes`
    ("external", Rule::Free), // what counts is the name
    (
        "driver",
        Rule::Except(
            &["local"],
            RootEquivalent,
            "volume-driver",
            "lets a plugin of the engine mount something",
        ),
    ),
    ("driver_opts", Rule::Each(RootEquivalent, "driver-opt", "makes a volume of something of this machine")),
    ("labels", Rule::By(super::rights::labels)),
];

/// `volumes_from`: a service of the same plan, or any container.
pub(super) fn volumes_from(look: &mut Look, at: &At, value: &Value) {
    rule::each(look, at, value, |look, at, (_, item)| {
        let item = shown(item);
        let service = item.split(':').next().unwrap_or_default();
        if service == "container" || !look.has_service(service) {
            look.ask(
                at,
                RootEquivalent,
                format!("volumes-from:{item}"),
                "has all mounts of a container that isn't its own",
            );
        }
    });
}
