//! Ending every process of one command, also those that left its process group: each carries a mark in its environment.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use rustix::param::clock_ticks_per_second;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use crate::digest;
use crate::error::{Error, Result};

/// The variable that carries the mark.
const NAME: &str = "HD_CALL";
/// How often to look again: what is being ended may start more.
const ROUNDS: usize = 20;
/// How often to look at a process without an environment, and how long to wait in between.
const LOOKS: (usize, Duration) = (5, Duration::from_millis(1));

/// The mark of one command.
#[derive(Debug)]
pub(crate) struct Mark {
    text: String,
    /// When it was made, in ticks since the machine's start: whoever is older doesn't carry it.
    since: u64,
    /// Those that were ended: their numbers, and whether somebody could still have heard them.
    ended: Mutex<BTreeMap<i32, bool>>,
}

impl Mark {
    /// A new one, random.
    pub(crate) fn new() -> Result<Self> {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::machine(format!("cannot get random bytes: {cause}")))?;
        Ok(Self { text: digest::hex(&bytes), since: uptime().unwrap_or_default(), ended: Mutex::default() })
    }

    /// The variable's name and value.
    pub(crate) fn variable(&self) -> (&'static str, &str) {
        (NAME, &self.text)
    }

    /// The variable as it stands in an environment.
    pub(super) fn text(&self) -> String {
        format!("{NAME}={}", self.text)
    }

    /// Ends all that carry it, and what those started, as far as this process may see and end them. It looks until it has seen
    /// none while nobody came to an end or became another program: one of those may have started another unseen.
    pub(crate) fn end(&self) {
        let mut dead = BTreeSet::new();
        for _ in 0..ROUNDS {
            let mut sight = self.look();
            let is_quiet = sight.becoming == 0 && sight.dead.is_subset(&dead);
            dead.append(&mut sight.dead);
            let ended: Vec<(i32, bool)> = sight.family.iter().filter_map(Member::end).collect();
            if ended.is_empty() && is_quiet {
                return;
            }
            let mut all = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            for (number, heard) in ended {
                *all.entry(number).or_default() |= heard;
            }
        }
    }

    /// The processor's time that these have had, and those of their children that have ended: in ticks.
    pub(crate) fn ticks(&self) -> u64 {
        self.look().family.iter().map(|member| member.ticks).sum()
    }

    /// Those that carry it, and what those started with another environment; and who can't be told.
    fn look(&self) -> Sight {
        let (mark, mut sight, mut others) = (self.text(), Sight::default(), Vec::new());
        for pid in running() {
            match Member::look(pid, self.since) {
                Look::Older => {}
                Look::Dead => sight.dead.extend([pid.as_raw_nonzero().get()]),
                Look::Becoming(member) => {
                    sight.becoming += 1;
                    others.push(member);
                }
                Look::Runs(member) if member.carries(&mark) => sight.family.push(member),
                Look::Runs(member) => others.push(member),
            }
        }
        let mut known = 0;
        while known < sight.family.len() {
            let parent = sight.family[known].number;
            let (children, rest) = others.into_iter().partition(|other: &Member| other.parent == parent);
            sight.family.extend::<Vec<_>>(children);
            (others, known) = (rest, known + 1);
        }
        sight
    }

    /// How many were ended so far.
    pub(super) fn ended(&self) -> usize {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether all that were ended so far, if any, had closed their output.
    pub(super) fn was_mute(&self) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        !ended.is_empty() && !ended.values().any(|heard| *heard)
    }
}

/// What is seen of all processes at once.
#[derive(Default)]
struct Sight {
    family: Vec<Member>,
    /// The numbers of those that have ended.
    dead: BTreeSet<i32>,
    /// How many have no environment: they are just becoming another program, or were started without one.
    becoming: usize,
}

/// What is seen of one.
enum Look {
    Older,
    Dead,
    Becoming(Member),
    Runs(Member),
}

/// A process that runs.
struct Member {
    number: i32,
    /// What it is signalled by: its number could be another's by then.
    process: OwnedFd,
    parent: i32,
    ticks: u64,
    environment: Vec<u8>,
}

impl Member {
    fn look(pid: Pid, since: u64) -> Look {
        let number = pid.as_raw_nonzero().get();
        let Some(stat) = stat(number) else { return Look::Dead };
        if stat.start < since {
            return Look::Older;
        }
        let Some(process) = pidfd_open(pid, PidfdFlags::empty()).ok().filter(|_| stat.runs) else {
            return Look::Dead;
        };
        let found = environment(number);
        let look = if found.is_some() { Look::Runs } else { Look::Becoming };
        let environment = found.unwrap_or_default();
        look(Self { number, process, parent: stat.parent, ticks: stat.ticks, environment })
    }

    fn carries(&self, mark: &str) -> bool {
        self.environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
    }

    /// Ends it; then gives its number, and whether its output led anywhere.
    fn end(&self) -> Option<(i32, bool)> {
        let heard = match fs::read_link(format!("/proc/{}/fd/1", self.number)) {
            Ok(output) => output != Path::new("/dev/null"),
            Err(cause) => cause.kind() != ErrorKind::NotFound,
        };
        pidfd_send_signal(&self.process, Signal::KILL).is_ok().then_some((self.number, heard))
    }
}

/// What the kernel says of a process.
struct Stat {
    /// Whether it hasn't ended.
    runs: bool,
    parent: i32,
    /// The processor's time that it has had, with its children that have ended.
    ticks: u64,
    /// When it was started, in ticks since the machine's start.
    start: u64,
}

fn stat(number: i32) -> Option<Stat> {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // Behind the program's name, which may hold anything, stand the state and then numbers: 4th, 14th to 17th and 22nd of all.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = fields.get(11..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    let (parent, begun) = (fields.get(1)?.parse().ok()?, fields.get(19)?.parse().ok()?);
    Some(Stat { runs: !matches!(fields[0], "Z" | "X"), parent, ticks, start: begun })
}

/// How long the machine has been up, in ticks.
fn uptime() -> Option<u64> {
    let text = fs::read_to_string("/proc/uptime").ok()?;
    let seconds: f64 = text.split(' ').next()?.parse().ok()?;
    let ticks =
        Duration::try_from_secs_f64(seconds).ok()?.as_millis() * u128::from(clock_ticks_per_second()) / 1000;
    let ticks = u64::try_from(ticks).ok()?;
    // Both are rounded down, each in its own way.
    Some(ticks.saturating_sub(2))
}

/// A process's environment, empty where nobody may see it. `None` for one that is becoming another program: it has none for a
/// moment.
fn environment(number: i32) -> Option<Vec<u8>> {
    let (looks, pause) = LOOKS;
    for _ in 0..looks {
        let Ok(environment) = fs::read(format!("/proc/{number}/environ")) else { return Some(Vec::new()) };
        // Without a program it has ended, or it is the kernel's.
        if !environment.is_empty() || fs::read_link(format!("/proc/{number}/exe")).is_err() {
            return Some(environment);
        }
        sleep(pause);
    }
    None
}

fn running() -> impl Iterator<Item = Pid> {
    let own = rustix::process::getpid();
    let pid = |entry: fs::DirEntry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?);
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(pid).filter(move |pid| *pid != own)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::process::Command;

    #[test]
    fn a_process_that_left_its_group_is_found_by_its_mark() {
        let mark = Mark::new().unwrap();
        let (name, value) = mark.variable();
        let mut away = Command::new("setsid").args(["sleep", "60"]).env(name, value).spawn().unwrap();
        let mut other = Command::new("sleep").arg("60").env(name, "another").spawn().unwrap();
        // It carries the mark once it has become another program.
        for _ in 0..100 {
            mark.end();
            if away.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert!(away.try_wait().unwrap().is_some());
        assert!(other.try_wait().unwrap().is_none());
        assert_eq!(mark.ended(), 1);
        other.kill().unwrap();
        other.wait().unwrap();
    }
}
