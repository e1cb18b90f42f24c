//! Idling: what the container does while no command runs. It stays, costs nothing, and ends when it is told to.

use std::os::unix::process::CommandExt;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bollard::query_parameters::{
    RestartContainerOptionsBuilder, StartContainerOptions, StatsOptionsBuilder, StopContainerOptionsBuilder,
};
use futures_util::StreamExt;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::time::timeout;

use super::super::reach::{Reach, Reached};
use super::super::scratch::Scratch;
use crate::adapter::{Idle, Local, Mark, told_to_stop};
use crate::engine::{self, Engine};
use crate::error::{Error, Result};

/// The part of a processor that is nothing.
pub(super) const MOST: f64 = 0.05;
/// The part of what others leave that is much: who just wakes up now and then has to wait, too.
const MUCH: f64 = 0.25;
/// How long it is looked at before it counts as staying.
const STAYS: Duration = Duration::from_millis(400);
/// How long its use of the processor is measured.
const WATCHED: Duration = Duration::from_secs(1);
/// How often it is measured: what is busy is so each time, and what has just begun isn't.
const MEASURED: usize = 4;
/// How often it is looked at meanwhile.
const LOOKED: Duration = Duration::from_millis(50);
/// How long it may take to end.
pub(super) const ENDS: Duration = Duration::from_secs(10);

/// How long the engine may take for what it is asked, a container's end with it.
const ANSWERS: Duration = Duration::from_secs(40);
/// How long it may take to say what it knows.
const TELLS: Duration = Duration::from_secs(10);

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
            of_container(address, name, matches!(reach, Reach::Container { .. }), stop).map(Some)
        }
        None => Ok(None),
    }
}

/// A process that ends with us, whatever happens, and with it all that it started.
struct Process {
    child: Child,
    mark: Mark,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
        self.mark.end();
    }
}

impl Process {
    fn start(local: &Local, words: &[&str]) -> Result<Self> {
        let mark = Mark::of_child()?;
        let (name, value) = mark.variable();
        let mut command = local.bare(words).env(name, value).command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let child = command.spawn().map_err(|cause| Error::file("run", local.program(), &cause))?;
        Ok(Self { child, mark })
    }

    fn has_ended(&mut self) -> Option<String> {
        self.child.try_wait().ok().flatten().map(|status| status.to_string())
    }

    /// How it ended, where it does within this time.
    fn ends(&mut self, time: Duration, stop: Option<&'static AtomicBool>) -> Result<Option<String>> {
        let end = Instant::now() + time;
        loop {
            if let Some(ended) = self.has_ended() {
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

    /// The part of a processor that it uses with all that it started, at its quietest; or how it ended meanwhile.
    fn use_of_processor(&mut self, stop: Option<&'static AtomicBool>) -> Result<Result<f64, String>> {
        let mut least = f64::INFINITY;
        for _ in 0..MEASURED {
            match self.measured(stop)? {
                Ok(cpu) => least = least.min(cpu),
                Err(how) => return Ok(Err(how)),
            }
            if least <= MOST {
                break;
            }
        }
        Ok(Ok(least))
    }

    /// The same, measured once.
    fn measured(&mut self, stop: Option<&'static AtomicBool>) -> Result<Result<f64, String>> {
        let (mut before, mut ticks, mut waited) = (self.mark.spent(), 0, Duration::ZERO);
        let begun = before.at;
        while before.at - begun < WATCHED {
            if let Some(ended) = self.ends(LOOKED, stop)? {
                return Ok(Err(ended));
            }
            let now = self.mark.spent();
            let (more, longer) = now.since(&before);
            (ticks, waited, before) = (ticks + more, waited + longer, now);
        }
        #[allow(clippy::cast_precision_loss, reason = "a few thousand ticks")]
        let ran = ticks as f64 / rustix::param::clock_ticks_per_second() as f64;
        Ok(Ok(part(ran, waited, before.at - begun)))
    }
}

/// The part of a processor that was used, of which these seconds were had in all of the time. Where others leave little of it, who
/// has to wait uses little: then it is the part of what it could have, where that is much of it.
fn part(ran: f64, waited: Duration, all: Duration) -> f64 {
    let part = ran / all.as_secs_f64();
    let of_free = ran / all.saturating_sub(waited).as_secs_f64().max(ran).max(f64::EPSILON);
    if of_free > MUCH { of_free.max(part) } else { part }
}

fn of_process(local: &Local, words: &[&str], stop: Option<&'static AtomicBool>) -> Result<Idle> {
    let mut process = Process::start(local, words)?;
    let ended = |ended| Idle { ended: Some(ended), ..Idle::default() };
    if let Some(how) = process.ends(STAYS, stop)? {
        return Ok(ended(how));
    }
    let cpu = match process.use_of_processor(stop)? {
        Ok(cpu) => cpu,
        Err(how) => return Ok(ended(how)),
    };
    let told = Instant::now();
    let _ = kill_process(Pid::from_child(&process.child), Signal::TERM);
    let stopped_within = process.ends(ENDS, stop)?.map(|_| told.elapsed().as_secs_f64());
    Ok(Idle { ended: None, stopped_within, cpu: Some(cpu) })
}

/// The container is stopped; one that was there before is started again.
fn of_container(address: &str, name: &str, again: bool, stop: Option<&'static AtomicBool>) -> Result<Idle> {
    let engine = Engine::at(address)?;
    let mut cpu = None;
    for _ in 0..MEASURED {
        let now = use_of_container(&engine, name, stop)?;
        cpu = now.map(|now| cpu.unwrap_or(now).min(now));
        if cpu.is_none_or(|cpu: f64| cpu <= MOST) {
            break;
        }
    }
    let ended = stopped(&engine, name, stop);
    if again {
        run_again(&engine, name, &ended)?;
    }
    Ok(Idle { ended: None, stopped_within: ended?, cpu })
}

/// How long a container takes to end; `None` where it has to be killed.
fn stopped(engine: &Engine, name: &str, stop: Option<&'static AtomicBool>) -> Result<Option<f64>> {
    let told = Instant::now();
    let seconds = i32::try_from(ENDS.as_secs()).unwrap_or(10);
    let options = StopContainerOptionsBuilder::default().t(seconds).signal("SIGTERM").build();
    ask(engine, "stop the adapter's container", engine.docker.stop_container(name, Some(options)), stop)?;
    let took = told.elapsed().as_secs_f64();
    let inspected = engine.docker.inspect_container(name, None);
    let found = ask(engine, "inspect the adapter's container", inspected, stop)?;
    // 137: it had to be killed.
    let killed = found.state.and_then(|state| state.exit_code) == Some(137);
    Ok((!killed).then_some(took))
}

/// Starts it again, whatever a signal says. Where its end wasn't waited for it may be ending still.
fn run_again(engine: &Engine, name: &str, ended: &Result<Option<f64>>) -> Result<()> {
    let verb = "start the adapter's container again";
    let again = if ended.is_ok() {
        ask(engine, verb, engine.docker.start_container(name, None::<StartContainerOptions>), None)
    } else {
        let options = RestartContainerOptionsBuilder::default().t(0).build();
        ask(engine, verb, engine.docker.restart_container(name, Some(options)), None)
    };
    again.map_err(|error| error.hint(format!("it may be stopped: 'docker start {name}' starts it again")))
}

/// Asks the engine, which may be silent.
fn ask<T>(
    engine: &Engine,
    verb: &str,
    request: impl Future<Output = std::result::Result<T, bollard::errors::Error>>,
    stop: Option<&'static AtomicBool>,
) -> Result<T> {
    let answer = within(engine, ANSWERS, verb, request, stop)?;
    answer.map_err(|cause| engine::fault(engine.address(), verb, &cause))
}

/// Waits so long for the engine, and as long as nobody says stop.
fn within<T>(
    engine: &Engine,
    time: Duration,
    verb: &str,
    work: impl Future<Output = T>,
    stop: Option<&'static AtomicBool>,
) -> Result<T> {
    let silent = || Error::busy(format!("the Docker Engine didn't {verb} within {} s", time.as_secs()));
    engine.wait(async {
        tokio::select! {
            done = timeout(time, work) => done.map_err(|_| silent()),
            () = told_to_stop(stop) => Err(Error::busy("interrupted")),
        }
    })
}

/// The part of a processor that a container uses; `None` where the engine doesn't know.
fn use_of_container(engine: &Engine, name: &str, stop: Option<&'static AtomicBool>) -> Result<Option<f64>> {
    let Some((before, then)) = used(engine, name, stop)? else { return Ok(None) };
    within(engine, ANSWERS, "wait", async { tokio::time::sleep(WATCHED).await }, stop)?;
    let Some((after, now)) = used(engine, name, stop)? else { return Ok(None) };
    let nanoseconds = Duration::from_nanos(after.saturating_sub(before));
    Ok(Some(nanoseconds.as_secs_f64() / now.duration_since(then).as_secs_f64()))
}

/// The processor's time that a container has had, in nanoseconds, and when that was looked at.
fn used(engine: &Engine, name: &str, stop: Option<&'static AtomicBool>) -> Result<Option<(u64, Instant)>> {
    let options = StatsOptionsBuilder::default().stream(false).one_shot(true).build();
    let mut stats = Box::pin(engine.docker.stats(name, Some(options)));
    let verb = "tell what the adapter's container uses";
    let found = within(engine, TELLS, verb, stats.next(), stop)?.and_then(std::result::Result::ok);
    let time = found.and_then(|found| found.cpu_stats?.cpu_usage?.total_usage);
    Ok(time.map(|time| (time, Instant::now())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_busy_is_so_too_where_others_are() {
        let all = Duration::from_secs(1);
        let shown = |ran: f64, waited: u64| (part(ran, Duration::from_millis(waited), all) * 100.0).round();
        // Alone, and one of many: it runs whenever it can.
        assert!((shown(1.0, 0) - 100.0).abs() < 0.1 && (shown(0.03, 960) - 75.0).abs() < 0.1);
        assert!((shown(0.04, 1500) - 100.0).abs() < 0.1, "several that wait");
        // Who wakes up now and then has to wait, too.
        assert!((shown(0.01, 0) - 1.0).abs() < 0.1 && (shown(0.01, 600) - 1.0).abs() < 0.1);
        assert!(shown(0.0, 0) < 0.1 && shown(0.0, 1000) < 0.1);
    }
}
