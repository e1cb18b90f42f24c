//! Ending every process of one command, also those that left its process group: each carries a mark in its environment.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

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
    /// Those that were ended: their numbers, and whether somebody could still have heard them.
    ended: Mutex<BTreeMap<i32, bool>>,
}

impl Mark {
    /// A new one, random.
    pub(crate) fn new() -> Result<Self> {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::machine(format!("cannot get random bytes: {cause}")))?;
        Ok(Self { text: digest::hex(&bytes), ended: Mutex::default() })
    }

    /// The variable's name and value.
    pub(crate) fn variable(&self) -> (&'static str, &str) {
        (NAME, &self.text)
    }

    /// The variable as it stands in an environment.
    pub(super) fn text(&self) -> String {
        format!("{NAME}={}", self.text)
    }

    /// Ends all that carry it, and what those started, as far as this process may see and end them.
    pub(crate) fn end(&self) {
        for _ in 0..ROUNDS {
            let ended: Vec<(i32, bool)> = self.family().iter().filter_map(Member::end).collect();
            if ended.is_empty() {
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
        self.family().iter().map(|member| member.ticks).sum()
    }

    /// Those that carry it, and what those started with another environment.
    fn family(&self) -> Vec<Member> {
        let mark = self.text();
        let (mut family, mut others): (Vec<_>, Vec<_>) =
            running().filter_map(Member::look).partition(|member| member.carries(&mark));
        let mut known = 0;
        while known < family.len() {
            let parent = family[known].number;
            let (children, rest) = others.into_iter().partition(|other: &Member| other.parent == parent);
            family.extend::<Vec<_>>(children);
            (others, known) = (rest, known + 1);
        }
        family
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
    fn look(pid: Pid) -> Option<Self> {
        let process = pidfd_open(pid, PidfdFlags::empty()).ok()?;
        let number = pid.as_raw_nonzero().get();
        let (parent, ticks) = stat(number)?;
        Some(Self { number, process, parent, ticks, environment: environment(number).unwrap_or_default() })
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

/// A process's parent, and the processor's time in ticks that it has had, with its children that have ended. `None` for one
/// that has ended itself.
fn stat(number: i32) -> Option<(i32, u64)> {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // Behind the program's name, which may hold anything, stand the state and then numbers: 4th and 14th to 17th of all.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = fields.get(11..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Some((fields.get(1)?.parse().ok()?, ticks)).filter(|_| !matches!(fields[0], "Z" | "X"))
}

/// A process's environment. One that is becoming another program has none for a moment.
fn environment(number: i32) -> Option<Vec<u8>> {
    let (looks, pause) = LOOKS;
    for _ in 0..looks {
        let environment = fs::read(format!("/proc/{number}/environ")).ok()?;
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
