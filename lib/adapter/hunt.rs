//! Ending every process of one command, also those that left its process group: each carries a mark in its environment.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use crate::digest;
use crate::error::{Error, Result};

/// The variable that carries the mark.
const NAME: &str = "HD_CALL";
/// How often to look again: what is being ended may start more.
const ROUNDS: usize = 20;

/// The mark of one command.
#[derive(Debug)]
pub(super) struct Mark {
    text: String,
    /// Those that were ended: their numbers, and whether somebody could still have heard them.
    ended: Mutex<BTreeMap<i32, bool>>,
}

impl Mark {
    /// A new one, random.
    pub(super) fn new() -> Result<Self> {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::machine(format!("cannot get random bytes: {cause}")))?;
        Ok(Self { text: digest::hex(&bytes), ended: Mutex::default() })
    }

    /// The variable's name and value.
    pub(super) fn variable(&self) -> (&'static str, &str) {
        (NAME, &self.text)
    }

    /// The variable as it stands in an environment.
    pub(super) fn text(&self) -> String {
        format!("{NAME}={}", self.text)
    }

    /// Ends all that carry it, as far as this process may see and end them.
    pub(super) fn end(&self) {
        let mark = self.text();
        for _ in 0..ROUNDS {
            let ended: Vec<(i32, bool)> = running().filter_map(|pid| end_if(pid, &mark)).collect();
            if ended.is_empty() {
                return;
            }
            let mut all = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            for (number, heard) in ended {
                *all.entry(number).or_default() |= heard;
            }
        }
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

/// Ends this process where it carries the mark; then gives its number, and whether its output led anywhere.
fn end_if(pid: Pid, mark: &str) -> Option<(i32, bool)> {
    // The handle first, then a look at who it is: the number could be another's by now.
    let process = pidfd_open(pid, PidfdFlags::empty()).ok()?;
    let number = pid.as_raw_nonzero().get();
    let environment = fs::read(format!("/proc/{number}/environ")).ok()?;
    let marked = environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes());
    let heard = match fs::read_link(format!("/proc/{number}/fd/1")) {
        Ok(output) => output != Path::new("/dev/null"),
        Err(cause) => cause.kind() != ErrorKind::NotFound,
    };
    (marked && pidfd_send_signal(process, Signal::KILL).is_ok()).then_some((number, heard))
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
