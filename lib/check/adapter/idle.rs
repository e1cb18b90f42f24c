//! Idling: what the container does while no command runs. It stays, costs nothing, and ends when it is told to.

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bollard::query_parameters::{StartContainerOptions, StatsOptionsBuilder, StopContainerOptionsBuilder};
use futures_util::StreamExt;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::super::reach::{Reach, Reached};
use super::super::scratch::Scratch;
use crate::adapter::{Idle, Local};
use crate::engine::Engine;
use crate::error::{Error, Result};

/// The part of a processor that is nothing.
pub(super) const MOST: f64 = 0.05;
/// How long it is looked at before it counts as staying.
const STAYS: Duration = Duration::from_millis(400);
/// How long its use of the processor is measured.
const WATCHED: Duration = Duration::from_secs(1);
/// How long it may take to end.
const ENDS: Duration = Duration::from_secs(10);

/// How it idles; `None` where that can't be seen.
pub(super) fn look(
    reach: &Reach,
    scratch: &Scratch,
    reached: &Reached,
    stop: Option<&'static AtomicBool>,
) -> Result<Option<Idle>> {
    if let Reach::Local(argv) = reach {
        let local = Local::new(argv)?.of_module(&scratch.paths()?, Some(&scratch.names()?));
        // Some need the word, and some have no use for it.
        let idle = of_process(&local, &[], stop)?;
        let idle = if idle.ended.is_some() { of_process(&local, &["idle"], stop)? } else { idle };
        return Ok(Some(idle));
    }
    match &reached.container {
        Some((address, name)) => {
            of_container(address, name, matches!(reach, Reach::Container { .. })).map(Some)
        }
        None => Ok(None),
    }
}

/// A process that ends with us, whatever happens.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _ = self.0.wait();
    }
}

impl Process {
    fn has_ended(&mut self) -> Option<String> {
        self.0.try_wait().ok().flatten().map(|status| status.to_string())
    }
}

fn of_process(local: &Local, words: &[&str], stop: Option<&'static AtomicBool>) -> Result<Idle> {
    use std::os::unix::process::CommandExt;
    let mut command = local.bare(words).command();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let child = command.spawn().map_err(|cause| Error::file("run", local.program(), &cause))?;
    let mut process = Process(child);
    let pid = Pid::from_child(&process.0);
    if let Some(ended) = ends(&mut process, STAYS, stop)? {
        return Ok(Idle { ended: Some(ended), ..Idle::default() });
    }
    let before = ticks(pid);
    if let Some(ended) = ends(&mut process, WATCHED, stop)? {
        return Ok(Idle { ended: Some(ended), ..Idle::default() });
    }
    let used = before.zip(ticks(pid)).map(|(before, after)| after.saturating_sub(before));
    #[allow(clippy::cast_precision_loss, reason = "a few thousand ticks")]
    let cpu =
        used.map(|used| used as f64 / rustix::param::clock_ticks_per_second() as f64 / WATCHED.as_secs_f64());
    let told = Instant::now();
    let _ = kill_process(pid, Signal::TERM);
    let ended = ends(&mut process, ENDS, stop)?;
    let stopped_within = ended.map(|_| told.elapsed().as_secs_f64());
    Ok(Idle { ended: None, stopped_within, cpu })
}

/// How it ended, where it does within this time.
fn ends(process: &mut Process, time: Duration, stop: Option<&'static AtomicBool>) -> Result<Option<String>> {
    let end = Instant::now() + time;
    loop {
        if let Some(ended) = process.has_ended() {
            return Ok(Some(ended));
        }
        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(Error::busy("interrupted"));
        }
        if Instant::now() >= end {
            return Ok(None);
        }
        sleep(Duration::from_millis(10));
    }
}

/// The processor's time that a process has had, in ticks.
fn ticks(pid: Pid) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // Behind the program's name, which may hold anything, stand the state and then numbers: 14th and 15th of all.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

/// The container is stopped; one that was there before is started again.
fn of_container(address: &str, name: &str, again: bool) -> Result<Idle> {
    let engine = Engine::at(address)?;
    let before = used(&engine, name);
    sleep(WATCHED);
    let after = used(&engine, name);
    let cpu = before.zip(after).map(|((before, then), (after, now))| {
        let nanoseconds = Duration::from_nanos(after.saturating_sub(before));
        nanoseconds.as_secs_f64() / now.duration_since(then).as_secs_f64()
    });
    let told = Instant::now();
    let seconds = i32::try_from(ENDS.as_secs()).unwrap_or(10);
    let options = StopContainerOptionsBuilder::default().t(seconds).signal("SIGTERM").build();
    engine.ask("stop the adapter's container", engine.docker.stop_container(name, Some(options)))?;
    let took = told.elapsed().as_secs_f64();
    let found = engine.ask("inspect the adapter's container", engine.docker.inspect_container(name, None))?;
    // 137: it had to be killed.
    let killed = found.state.and_then(|state| state.exit_code) == Some(137);
    if again {
        let started = engine.docker.start_container(name, None::<StartContainerOptions>);
        engine.ask("start the adapter's container", started)?;
    }
    Ok(Idle { ended: None, stopped_within: (!killed).then_some(took), cpu })
}

/// The processor's time that a container has had, in nanoseconds, and when that was looked at.
fn used(engine: &Engine, name: &str) -> Option<(u64, Instant)> {
    let options = StatsOptionsBuilder::default().stream(false).one_shot(true).build();
    let mut stats = Box::pin(engine.docker.stats(name, Some(options)));
    let found = engine.wait(stats.next())?.ok()?;
    Some((found.cpu_stats?.cpu_usage?.total_usage?, Instant::now()))
}
