//! The engine's socket in a compose file: mounted itself, with a folder in which it lies, or as something else that is made
//! of either.

use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

use super::variable::interpolated;

/// Names that engines' sockets have.
const NAMES: &[&str] = &["docker.sock", "containerd.sock", "podman.sock", "crio.sock", "buildkitd.sock"];

/// Where they lie, below /run and below /var/run.
const FOLDERS: &[&str] = &["", "containerd", "podman", "crio", "buildkit"];

/// Where an unpacked package is, for paths that lead out of it.
const PACKAGE: &str = "/usr/share/hyperdrive/packages/package";

/// The ways in which a service gets a socket, in words: `mounts '/run'`.
pub(super) fn of_service(service: &Map<String, Value>) -> Option<String> {
    let volumes = service.get("volumes").and_then(Value::as_array).into_iter().flatten();
    let mount = volumes.filter_map(source).find_map(|source| found(&source));
    let api = || service.get("use_api_socket").filter(|value| **value == true);
    mount.map(|found| format!("mounts {found}")).or_else(|| api().map(|_| "says use_api_socket".into()))
}

/// The same of what a file defines besides services: volumes with a device, secrets and configs of a file.
pub(super) fn of_file(file: &Value) -> impl Iterator<Item = String> {
    let kinds = [("volumes", "/driver_opts/device"), ("secrets", "/file"), ("configs", "/file")];
    kinds.into_iter().flat_map(move |(kind, pointer)| {
        let things = file[kind].as_object().into_iter().flatten();
        things.filter_map(move |(name, thing)| {
            let source = interpolated(thing.pointer(pointer)?.as_str()?);
            Some(format!("'{name}' of {kind} is made of {}", found(&source)?))
        })
    })
}

/// What a mount shows of the machine.
fn source(mount: &Value) -> Option<String> {
    let text = match mount {
        // One path alone is the container's.
        Value::String(text) => interpolated(text).split_once(':')?.0.to_owned(),
        other => interpolated(other["source"].as_str()?),
    };
    let path = text.starts_with(['/', '.', '~']) || mount["type"] == "bind";
    path.then_some(text).filter(|text| !text.is_empty())
}

/// The path, where it is a socket's or leads to one.
fn found(source: &str) -> Option<String> {
    let path = clean(&Path::new(PACKAGE).join(source));
    if path.file_name().and_then(|name| name.to_str()).is_some_and(|name| NAMES.contains(&name)) {
        return Some(format!("'{source}'"));
    }
    holds_one(&path).then(|| format!("'{source}', in which it lies"))
}

/// Whether this is a folder above a socket: of the machine's engine, or of a user's.
fn holds_one(path: &Path) -> bool {
    let runs = ["/run", "/var/run"].into_iter().map(Path::new);
    let above = |run: &Path| FOLDERS.iter().any(|folder| run.join(folder).starts_with(path));
    let of_user = |run: &Path| {
        let rest = path.strip_prefix(run.join("user"));
        rest.is_ok_and(|rest| rest.components().count() <= 1)
    };
    runs.into_iter().any(|run| above(run) || of_user(run))
}

/// Without `.` and `..`, as text alone says it. Above the root is the root.
fn clean(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut clean, part| {
        match part {
            Component::ParentDir => drop(clean.pop()),
            Component::CurDir => {}
            part => clean.push(part),
        }
        clean
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn is_found(mount: &Value) -> bool {
        of_service(json!({ "volumes": [mount] }).as_object().unwrap_or(&Map::new())).is_some()
    }

    #[test]
    fn a_socket_and_every_folder_above_one_is_found_in_both_forms() {
        for path in [
            "/var/run/docker.sock",
            "/run/docker.sock",
            "/run//./docker.sock",
            "/",
            "/.",
            "//",
            "/var",
            "/var/",
            "/var/run",
            "/var/../run/",
            "/run",
            "/run/containerd",
            "/run/user",
            "/run/user/1000",
            "/home/x/.docker/run/docker.sock",
            "~/docker.sock",
            "../../../../../..",
            "${SOCKET:-/var/run/docker.sock}",
            "${SOCKET-/run}",
            "${A:-${B:-/var}}/run",
            "${A:+/run}",
            "/${ANY}",
            "/$ANY",
            "/var/${ANY:?is missing}",
            "$HOME/../run/docker.sock",
        ] {
            for mount in
                [json!(format!("{path}:/x:ro")), json!({ "type": "bind", "source": path, "target": "/x" })]
            {
                assert!(is_found(&mount), "{mount}");
            }
        }
        assert!(of_service(json!({ "use_api_socket": true }).as_object().unwrap_or(&Map::new())).is_some());
    }

    #[test]
    fn what_only_reads_like_one_is_left_alone() {
        for path in [
            "data",
            "var",
            "run",
            "/var/lib",
            "/var/log",
            "/runs",
            "/run/mine",
            "/run/user/1000/mine",
            "./run",
            "../run",
            "/home",
            "docker.sock2",
            "/x/docker.sock.d",
            "$${SOCKET:-/var/run/docker.sock}",
        ] {
            assert!(!is_found(&json!(format!("{path}:/x"))), "{path}");
        }
        for mount in [
            json!({ "type": "volume", "source": "run", "target": "/x" }),
            json!({ "type": "tmpfs", "target": "/" }),
            json!({ "type": "bind", "source": "run", "target": "/x" }),
            json!("/var/run"),
        ] {
            assert!(!is_found(&mount), "{mount}");
        }
    }

    #[test]
    fn what_is_made_of_one_is_found() {
        for path in ["/var/run/docker.sock", "/run", "/", "${X:-/var}"] {
            for (kind, thing) in [
                ("volumes", json!({ "driver_opts": { "type": "none", "o": "bind", "device": path } })),
                ("secrets", json!({ "file": path })),
                ("configs", json!({ "file": path })),
            ] {
                let file = json!({ kind: { "x": thing } });
                assert_eq!(of_file(&file).count(), 1, "{file}");
            }
        }
        let file = json!({ "volumes": { "a": null, "b": { "driver_opts": { "device": "/srv" } }, "c": {
            "driver_opts": { "type": "tmpfs", "device": "tmpfs" } } }, "secrets": { "s": { "environment": "X" } } });
        assert_eq!(of_file(&file).count(), 0);
    }
}
