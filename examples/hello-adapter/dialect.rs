//! The dialects that came before the protocol as it stands, spoken where `HELLO_DIALECT` names one: for tests of modules that
//! speak them. An adapter of one's own has no such file.

use std::ffi::OsStr;
use std::io::BufRead;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::{folder, metadata, protocol, settings};

/// Whether the command is one of the dialect, and then done.
pub(crate) fn answered(command: &str, input: &mut impl BufRead) -> Result<bool> {
    match std::env::var("HELLO_DIALECT").as_deref() {
        Ok("2024-12") => december(command, input),
        Ok("2025-01") => january(command, input),
        Ok("2025-03") => march(command, input),
        _ => Ok(false),
    }
}

/// December 2024: metadata and values apart, and for a command that it doesn't know its help, as if all were well.
fn december(command: &str, input: &mut impl BufRead) -> Result<bool> {
    match command {
        "get-config-metadata" => {
            with_key(command, input).and_then(|_| protocol::say(&metadata::with_values(None))).map(|()| true)
        }
        "get-config-instance" => {
            with_key(command, input)?;
            let saved = settings::saved()?.ok_or("open settings.json: no such file or directory")?;
            protocol::say(&saved).map(|()| true)
        }
        "version" | "get-log-file" | "process-config" | "set-config" | "get-containers" | "run" => Ok(false),
        _ => {
            println!("NAME:\n   hello-adapter\n\nUSAGE:\n   hello-adapter [global options] command");
            Ok(true)
        }
    }
}

/// January 2025: the settings of the whole system.
fn january(command: &str, input: &mut impl BufRead) -> Result<bool> {
    match command {
        "get-config-metadata" => {
            with_key(command, input).and_then(|_| protocol::say(&metadata::with_values(None)))
        }
        "process-settings" => with_key(command, input)
            .and_then(|line| protocol::say(&protocol::process(own(&line["settings"])))),
        "set-settings" => with_key(command, input).and_then(|line| protocol::set(own(&line["settings"]))),
        "upgrade-instance" => with_key(command, input).and_then(|line| protocol::say(&upgraded(&line))),
        "version" | "get-log-file" | "get-containers" | "run" => return Ok(false),
        _ => unknown(command),
    }
    .map(|()| true)
}

/// March 2025: some commands want no key, and services are started by the adapter.
fn march(command: &str, input: &mut impl BufRead) -> Result<bool> {
    match command {
        "get-config-metadata" => protocol::say(&metadata::with_values(None)),
        "process-settings" => {
            let line = line(command, input)?;
            let own = own(&line["newSettings"]);
            protocol::say(&protocol::process(own))
        }
        "set-settings" => with_key(command, input).and_then(|line| protocol::set(own(&line["settings"]))),
        "upgrade-instance" => line(command, input).and_then(|line| protocol::say(&upgraded(&line))),
        "start" => with_key(command, input).and_then(|line| start(own(&line["settings"]))),
        "version" | "run" => return Ok(false),
        _ => unknown(command),
    }
    .map(|()| true)
}

fn unknown(command: &str) -> Result<()> {
    Err(Failure::new(3, format!("No help topic for '{command}'")))
}

/// The request of somebody who has the key.
fn with_key(command: &str, input: &mut impl BufRead) -> Result<Value> {
    let line = line(command, input)?;
    if folder::is_key(line["key"].as_str().unwrap_or_default())? {
        Ok(line)
    } else {
        Err("invalid key".into())
    }
}

/// The request, which tests find in the config folder.
fn line(command: &str, input: &mut impl BufRead) -> Result<Value> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let line = line.strip_suffix('\n').ok_or("the request is no whole line")?;
    folder::write(&format!("asked-{command}"), line)?;
    serde_json::from_str(line).map_err(|cause| format!("the request is no JSON: {cause}").into())
}

/// The module's part of everybody's settings.
fn own(settings: &Value) -> Value {
    let fqmn = std::env::var("HELLO_FQMN").unwrap_or_else(|_| "example/hello-world".into());
    settings["modules"][fqmn]["settings"].clone()
}

/// The instance of an older version, whose greeting says so from now on.
fn upgraded(request: &Value) -> Value {
    let mut instance = request["instance"].clone();
    if let (Some(version), Some(greeting)) =
        (request["instance"]["version"].as_str(), request["instance"]["settings"]["greeting"].as_str())
    {
        instance["settings"]["greeting"] = format!("{greeting} since {version}").into();
    }
    instance
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
