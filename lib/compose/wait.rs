//! Waiting until what was started runs, and is healthy where it says how to tell.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use bollard::models::{ContainerInspectResponse, ContainerStateStatusEnum, HealthStatusEnum};
use bollard::query_parameters::{InspectContainerOptions, LogsOptionsBuilder};
use futures_util::TryStreamExt;

use super::Container;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::escape;

/// How often the engine is asked.
const PAUSE: Duration = Duration::from_millis(150);
/// Without a health check, this long up is well.
const A_WHILE: Duration = Duration::from_secs(1);
/// A health check that fails this long won't pass.
const SICK: Duration = Duration::from_secs(10);
/// A container that was restarted this often won't come up.
const RESTARTS: i64 = 3;

/// How a container is doing.
#[derive(Debug, PartialEq)]
enum Verdict {
    Well,
    /// Why, and after how long another look may tell more.
    NotYet(String, Duration),
    Sick,
    Failed(String),
}

/// Waits until all are well, or `stop` says not to. The first that fails, or the time-out ([`crate::Kind::Busy`]), ends it, with that
/// container's last log lines.
pub(super) fn until_well(
    engine: &Engine,
    containers: &[Container],
    timeout: Duration,
    stop: &AtomicBool,
) -> Result<()> {
    let end = Instant::now() + timeout;
    for container in containers {
        wait_for(engine, container, end, stop)?;
    }
    Ok(())
}

fn wait_for(engine: &Engine, container: &Container, end: Instant, stop: &AtomicBool) -> Result<()> {
    let name = &container.service.container;
    let (mut up_since, mut sick_since, mut restarts) = (None, None, None);
    loop {
        let request = engine.docker.inspect_container(&container.service.id, None::<InspectContainerOptions>);
        let inspected = engine.ask("look at the container", request)?;
        // One that was restarted between two looks hasn't been up all the time.
        if restarts.replace(inspected.restart_count) != Some(inspected.restart_count) {
            up_since = None;
        }
        let verdict = patient(judge(&inspected, &mut up_since), &mut sick_since);
        let late = Instant::now() >= end;
        match verdict {
            Verdict::Well => return Ok(()),
            Verdict::Failed(why) => {
                let error = Error::machine(format!("container '{name}' doesn't stay up: {why}"));
                return Err(with_log(engine, container, error));
            }
            Verdict::NotYet(why, _) if late => {
                let error = Error::busy(format!("container '{name}' isn't well in time: {why}"));
                return Err(with_log(engine, container, error));
            }
            Verdict::NotYet(why, _) if stop.load(Ordering::Relaxed) => {
                return Err(Error::busy(format!("interrupted while container '{name}' wasn't well: {why}")));
            }
            Verdict::NotYet(_, pause) => sleep(pause),
            Verdict::Sick => sleep(PAUSE),
        }
    }
}

/// A check that fails may pass a moment later, on a busy machine or while a service comes up: it has to go on failing.
fn patient(verdict: Verdict, sick_since: &mut Option<Instant>) -> Verdict {
    match verdict {
        Verdict::Sick if sick_since.get_or_insert_with(Instant::now).elapsed() >= SICK => {
            Verdict::Failed("its health check fails".into())
        }
        Verdict::Sick => not_yet("its health check fails"),
        other => {
            *sick_since = None;
            other
        }
    }
}

fn judge(inspected: &ContainerInspectResponse, up_since: &mut Option<Instant>) -> Verdict {
    let Some(state) = &inspected.state else { return not_yet("it has no state") };
    let code = state.exit_code.unwrap_or(0);
    let restarts = inspected.restart_count.unwrap_or(0);
    match state.status {
        Some(ContainerStateStatusEnum::RUNNING) if restarts < RESTARTS => {
            let health = state.health.as_ref().and_then(|health| health.status);
            let seen = up_since.get_or_insert_with(Instant::now).elapsed();
            judge_health(health, seen.max(up_for(state.started_at.as_deref(), restarts)))
        }
        Some(ContainerStateStatusEnum::EXITED) if code == 0 => Verdict::Well,
        Some(ContainerStateStatusEnum::EXITED | ContainerStateStatusEnum::DEAD) => {
            Verdict::Failed(format!("it ended with exit code {code}"))
        }
        _ if restarts >= RESTARTS => {
            Verdict::Failed(format!("it was restarted {restarts} times, exit code {code}"))
        }
        status => {
            *up_since = None;
            not_yet(&status.map_or_else(|| "it has no state".into(), |status| format!("it is {status}")))
        }
    }
}

/// How long it has been up by the engine's own account; one that was restarted has to be seen up.
fn up_for(started: Option<&str>, restarts: i64) -> Duration {
    let since = started.filter(|_| restarts == 0).and_then(|text| humantime::parse_rfc3339(text).ok());
    since.and_then(|since| SystemTime::now().duration_since(since).ok()).unwrap_or_default()
}

fn judge_health(health: Option<HealthStatusEnum>, up: Duration) -> Verdict {
    match health {
        Some(HealthStatusEnum::HEALTHY) => Verdict::Well,
        Some(HealthStatusEnum::UNHEALTHY) => Verdict::Sick,
        Some(HealthStatusEnum::STARTING) => not_yet("its health check hasn't passed so far"),
        _ if up >= A_WHILE => Verdict::Well,
        _ => Verdict::NotYet("it has only just started".into(), PAUSE.min(A_WHILE.saturating_sub(up))),
    }
}

fn not_yet(why: &str) -> Verdict {
    Verdict::NotYet(why.into(), PAUSE)
}

/// The last lines that a container wrote.
pub fn log(engine: &Engine, container: &Container, lines: u64) -> Result<String> {
    let options = LogsOptionsBuilder::default().stdout(true).stderr(true).tail(&lines.to_string()).build();
    let pieces = engine.docker.logs(&container.service.id, Some(options)).try_collect::<Vec<_>>();
    Ok(engine.ask("read the log", pieces)?.iter().map(ToString::to_string).collect())
}

/// Gives each line that a container wrote and writes, from its last so many on, until it ends or nobody wants more.
pub fn follow(
    engine: &Engine,
    container: &Container,
    lines: u64,
    mut each: impl FnMut(&str) -> bool,
) -> Result<()> {
    let options =
        LogsOptionsBuilder::default().stdout(true).stderr(true).follow(true).tail(&lines.to_string()).build();
    let mut pieces = engine.docker.logs(&container.service.id, Some(options));
    let mut rest = String::new();
    while let Some(piece) = engine.ask("read the log", pieces.try_next())? {
        rest.push_str(&piece.to_string());
        while let Some(end) = rest.find('\n') {
            let line: String = rest.drain(..=end).collect();
            if !each(line.trim_end_matches(['\n', '\r'])) {
                return Ok(());
            }
        }
    }
    if !rest.is_empty() {
        each(&rest);
    }
    Ok(())
}

/// The error with the container's last log lines as hints; no log is no failure.
pub(super) fn with_log(engine: &Engine, container: &Container, error: Error) -> Error {
    let text = log(engine, container, 5).unwrap_or_default();
    let error =
        text.lines().fold(error, |error, line| error.hint(format!("its log: {}", escape::short(line, 200))));
    error.hint(format!("'docker logs {}' shows all of it", container.service.container))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::models::ContainerState;

    fn inspected(status: ContainerStateStatusEnum, code: i64, restarts: i64) -> ContainerInspectResponse {
        let state =
            ContainerState { status: Some(status), exit_code: Some(code), ..ContainerState::default() };
        ContainerInspectResponse {
            state: Some(state),
            restart_count: Some(restarts),
            ..ContainerInspectResponse::default()
        }
    }

    #[test]
    fn a_one_shot_that_ended_well_is_done_and_another_failed() {
        let mut since = None;
        assert_eq!(judge(&inspected(ContainerStateStatusEnum::EXITED, 0, 0), &mut since), Verdict::Well);
        let failed = judge(&inspected(ContainerStateStatusEnum::EXITED, 3, 0), &mut since);
        assert_eq!(failed, Verdict::Failed("it ended with exit code 3".into()));
    }

    #[test]
    fn one_that_restarts_again_and_again_failed() {
        let verdict = judge(&inspected(ContainerStateStatusEnum::RESTARTING, 1, 3), &mut None);
        assert_eq!(verdict, Verdict::Failed("it was restarted 3 times, exit code 1".into()));
    }

    #[test]
    fn without_a_check_up_for_a_while_is_well() {
        assert_eq!(judge_health(None, A_WHILE), Verdict::Well);
        let young = |pause| Verdict::NotYet("it has only just started".into(), pause);
        assert_eq!(judge_health(None, Duration::ZERO), young(PAUSE));
        let soon = Duration::from_millis(3);
        assert_eq!(judge_health(None, A_WHILE.saturating_sub(soon)), young(soon));
        assert!(matches!(judge_health(Some(HealthStatusEnum::STARTING), A_WHILE), Verdict::NotYet(..)));
        assert!(up_for(Some("2020-01-02T03:04:05.123456789Z"), 0) > A_WHILE);
        assert_eq!(up_for(Some("2020-01-02T03:04:05.123456789Z"), 1), Duration::ZERO);
        assert_eq!(up_for(Some("0001-01-01T00:00:00Z"), 0), Duration::ZERO);
    }
}
