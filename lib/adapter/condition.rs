//! Whether a container runs; where it doesn't, what it does instead and the end of its log.

use std::time::Duration;

use bollard::models::{ContainerInspectResponse, ContainerState, ContainerStateStatusEnum};
use bollard::query_parameters::LogsOptionsBuilder;
use futures_util::StreamExt;
use tokio::time::timeout;

use super::exec::Output;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::escape;

/// How many lines of a container's log a message shows.
const LINES: usize = 10;
/// More of a log than this isn't read, in bytes.
const MOST: usize = 1 << 20;

/// Whether this container can run a command; if not, its state is the error.
pub(super) async fn check(engine: &Engine, name: &str, found: &ContainerInspectResponse) -> Result<()> {
    let state = found.state.clone().unwrap_or_default();
    if state.running == Some(true) && state.paused != Some(true) && state.restarting != Some(true) {
        return Ok(());
    }
    let error = Error::adapter(format!("the adapter's container '{name}' is {}", described(&state)));
    Err(with_log(engine, found.id.as_deref().unwrap_or(name), error).await)
}

/// The state in words, with the exit code where there is one.
fn described(state: &ContainerState) -> String {
    let word = match state.status {
        Some(ContainerStateStatusEnum::REMOVING) => "being removed".into(),
        Some(status) => status.to_string(),
        None => "in an unknown state".into(),
    };
    let code = state.exit_code.filter(|_| state.running != Some(true) || state.restarting == Some(true));
    let code = code.filter(|_| word != "created").map(|code| format!(" (exit code {code})"));
    let error = state.error.as_deref().filter(|text| !text.is_empty());
    let error = error.map(|text| format!(": {}", escape::short(text, 200)));
    [Some(word), code, error].into_iter().flatten().collect()
}

/// A failure with the end of the container's log.
pub(super) async fn with_log(engine: &Engine, id: &str, error: Error) -> Error {
    let options = LogsOptionsBuilder::default().stdout(true).stderr(true).tail(&LINES.to_string()).build();
    let mut text = Vec::new();
    let log = Box::pin(engine.docker.logs(id, Some(options)));
    let _ = timeout(Duration::from_secs(5), read(log, &mut text)).await;
    let text = String::from_utf8_lossy(&text).into_owned();
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    last.iter().fold(error, |error, line| error.hint(format!("its log: {}", escape::short(line, 200))))
}

/// Both streams of a log in the order in which they came.
async fn read(mut log: Output, text: &mut Vec<u8>) {
    while let Some(Ok(part)) = log.next().await {
        text.extend_from_slice(&part.into_bytes());
        if text.len() > MOST {
            return;
        }
    }
}
