//! The dialect of March 2025, spoken where `HELLO_DIALECT` is `2025-03`: for tests of modules that came before the protocol
//! as it stands. An adapter of one's own has no such file.

use std::ffi::OsStr;
use std::io::BufRead;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::{folder, metadata, protocol};

/// Whether the command is one of the dialect, and then done.
pub(crate) fn answered(command: &str, input: &mut impl BufRead) -> Result<bool> {
    if std::env::var("HELLO_DIALECT").as_deref() != Ok("2025-03") {
        return Ok(false);
    }
    match command {
        "get-config-metadata" => protocol::say(&metadata::with_values(None)),
        "process-settings" => {
            let line = line(command, input)?;
            let own = own(&line["newSettings"]);
            protocol::say(&protocol::process(own))
        }
        "set-settings" => protocol::set(own(&line(command, input)?["settings"])),
        "start" => start(own(&line(command, input)?["settings"])),
        "version" | "run" => return Ok(false),
        _ => Err(Failure::new(3, format!("No help topic for '{command}'"))),
    }
    .map(|()| true)
}

/// The request, which tests find in the config folder.
fn line(command: &str, input: &mut impl BufRead) -> Result<Value> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    folder::write(&format!("asked-{command}"), &line)?;
    serde_json::from_str(&line).map_err(|cause| format!("the request is no JSON: {cause}").into())
}

/// The module's part of everybody's settings.
fn own(settings: &Value) -> Value {
    let fqmn = std::env::var("HELLO_FQMN").unwrap_or_else(|_| "example/hello-world".into());
    settings["modules"][fqmn]["settings"].clone()
}

/// Its image has no Docker Compose: where `HELLO_COMPOSE` names one that is mounted, that starts the services; else this only
/// says whether it could command the engine.
fn start(own: Value) -> Result<()> {
    let sockets = ["/var/run/docker.sock", "/run/docker.sock"].map(Path::new);
    let Some(socket) = sockets.into_iter().find(|path| path.exists()) else {
        return Err("there is no engine to command".into());
    };
    if let Some(program) = std::env::var_os("HELLO_COMPOSE") {
        compose(&program, socket, own["mode"] == "full")?;
    }
    folder::write("started", "")
}

/// Docker Compose, on the files that Hyperdrive has checked; as the project `HELLO_PROJECT` where a module wants its own.
fn compose(program: &OsStr, socket: &Path, full: bool) -> Result<()> {
    let files = folder::path("HD_COMPOSE_DIR")?;
    let project = folder::path("HELLO_PROJECT").or_else(|_| folder::path("HD_COMPOSE_PROJECT"))?;
    let mut command = Command::new(program);
    command.env("HOME", "/").env("DOCKER_HOST", format!("unix://{}", socket.display()));
    command.args(["--progress", "quiet", "--project-directory", "/", "--project-name"]).arg(project);
    command.arg("--file").arg(files.join("hw-server.yml"));
    if full {
        command.arg("--file").arg(files.join("hw-mirror.yml"));
    }
    let output = command.args(["up", "--detach"]).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned().into())
}
