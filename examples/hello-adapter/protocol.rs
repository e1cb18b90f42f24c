//! The commands of `hd-module` (SPEC.md section 7).

use std::io::{self, BufRead, Read, Write};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::failure::{Failure, Result};
use crate::settings::{self, Settings};
use crate::{folder, metadata, run};

/// What this adapter says it is; the descriptor says the same.
const VERSION: &str = "1.0.0";
/// A longer request is refused.
const MOST: u64 = 16 << 20;

/// Every command's request; each uses its part.
#[derive(Deserialize)]
struct Request {
    key: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    config: Value,
    #[serde(default)]
    command: String,
}

/// Runs one command: the request from `input`, the response to standard output.
pub(crate) fn answer(command: &str, input: &mut impl BufRead) -> Result<()> {
    match command {
        "version" => say(&json!({ "version": VERSION })),
        "get-log-file" => get_log_file(&request(input)?.source),
        "get-config" => request(input).and_then(|_| say(&metadata::with_values(settings::saved()?.as_ref()))),
        "process-config" => say(&process(request(input)?.config)),
        "set-config" => set(request(input)?.config),
        "get-containers" => {
            request(input).and_then(|_| say(&json!({ "containers": Settings::current()?.containers() })))
        }
        "run" => run::run(&request(input)?.command, input),
        _ => Err(Failure::new(3, format!("No help topic for '{command}'"))),
    }
}

/// Reads the request, one line, and nothing of what follows it: that belongs to the command of `run`.
fn request(input: &mut impl BufRead) -> Result<Request> {
    let mut line = String::new();
    input.take(MOST).read_line(&mut line)?;
    let line = line.strip_suffix('\n').ok_or("the request is no whole line")?;
    let request: Request =
        serde_json::from_str(line).map_err(|cause| format!("the request is no JSON of the form: {cause}"))?;
    if folder::is_key(&request.key)? { Ok(request) } else { Err("invalid key".into()) }
}

/// The services log to their containers, so only the adapter has a file.
fn get_log_file(source: &str) -> Result<()> {
    say(&json!({ "path": if source == "adapter" { folder::LOG } else { "" } }))
}

pub(crate) fn process(config: Value) -> Value {
    match Settings::parse(config) {
        Ok(settings) => json!({ "errors": settings.faults(), "ports": settings.ports() }),
        Err(fault) => json!({ "errors": [fault], "ports": {} }),
    }
}

pub(crate) fn set(config: Value) -> Result<()> {
    let settings = Settings::parse(config)?;
    match settings.faults()[..] {
        [] => settings.save(),
        ref faults => Err(faults.join("\n").into()),
    }
}

pub(crate) fn say(response: &Value) -> Result<()> {
    Ok(writeln!(io::stdout(), "{response}")?)
}
