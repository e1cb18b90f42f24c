//! Ending every process of one command, also those that left its process group: each carries a mark in its environment.

use std::fs;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use crate::digest;
use crate::error::{Error, Result};

/// The variable that carries the mark.
const NAME: &str = "HD_CALL";
/// How often to look again: what is being ended may start more.
const ROUNDS: usize = 20;

/// The mark of one command.
#[derive(Debug, Clone)]
pub(super) struct Mark(String);

impl Mark {
    /// A new one, random.
    pub(super) fn new() -> Result<Self> {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::machine(format!("cannot get random bytes: {cause}")))?;
        Ok(Self(digest::hex(&bytes)))
    }

    /// The variable's name and value.
    pub(super) fn variable(&self) -> (&'static str, &str) {
        (NAME, &self.0)
    }

    /// The variable as it stands in an environment.
    pub(super) fn text(&self) -> String {
        format!("{NAME}={}", self.0)
    }

    /// Ends all that carry it, as far as this process may see and end them.
    pub(super) fn end(&self) {
        let mark = self.text();
        for _ in 0..ROUNDS {
            if running().filter(|pid| end_if(*pid, &mark)).count() == 0 {
                return;
            }
        }
    }
}

/// Ends this process where it carries the mark; says whether it does.
fn end_if(pid: Pid, mark: &str) -> bool {
    // The handle first, then a look at who it is: the number could be another's by now.
    let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) else { return false };
    let path = format!("/proc/{}/environ", pid.as_raw_nonzero());
    let Ok(environment) = fs::read(path) else { return false };
    let marked = environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes());
    marked && pidfd_send_signal(process, Signal::KILL).is_ok()
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
        other.kill().unwrap();
        other.wait().unwrap();
    }
}
