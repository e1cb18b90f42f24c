//! A process of this machine, as the kernel shows it: when it began, whose child it is, with which environment.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rustix::io::Errno;
use rustix::param::clock_ticks_per_second;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

/// How often to look at a process without an environment, and how long to wait in between.
const LOOKS: (usize, Duration) = (5, Duration::from_millis(1));

/// What is seen of one.
pub(super) enum Look {
    Older,
    Dead,
    Becoming(Member),
    Runs(Member),
}

/// A process that runs.
pub(super) struct Member {
    pub(super) number: i32,
    /// What it is signalled by: its number could be another's by then.
    process: OwnedFd,
    pub(super) parent: i32,
    pub(super) ticks: u64,
    /// When it began, in ticks since the machine's start.
    pub(super) start: u64,
    session: i32,
    environment: Environment,
}

/// A process's environment, as far as it is seen.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Environment {
    Seen(Vec<u8>),
    /// Nobody may see it, or there is no program that has one.
    Hidden,
    /// It is becoming another program, and has none for a moment.
    Coming,
}

impl Environment {
    /// What is seen of it.
    pub(super) fn seen(&self) -> Option<&[u8]> {
        match self {
            Self::Seen(environment) => Some(environment),
            Self::Hidden | Self::Coming => None,
        }
    }
}

impl Member {
    pub(super) fn look(pid: Pid, since: u64) -> Look {
        let number = pid.as_raw_nonzero().get();
        let Some(stat) = stat(number) else { return Look::Dead };
        if stat.start < since {
            return Look::Older;
        }
        let Some(process) = pidfd_open(pid, PidfdFlags::empty()).ok().filter(|_| stat.runs) else {
            return Look::Dead;
        };
        let environment = environment(number);
        let look = if environment == Environment::Coming { Look::Becoming } else { Look::Runs };
        let Stat { parent, ticks, start, session, .. } = stat;
        look(Self { number, process, parent, ticks, start, session, environment })
    }

    pub(super) fn carries(&self, mark: &str) -> bool {
        self.variables().any(|variable| variable == mark.as_bytes())
    }

    /// Whether this first process of a container has adopted it from a command: it is its child and of another session, without the
    /// environment that the container's own have, nor has it this variable, as what belongs to another command has.
    pub(super) fn is_adopted_by(&self, first: &First, name: &str) -> bool {
        let begins = |variable: &[u8]| {
            variable.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"="))
        };
        let foreign = || self.has_cast_off(&first.environment) && !self.variables().any(begins);
        self.parent == first.number && self.session != first.session && foreign()
    }

    /// Whether this first process of a container has adopted it from the command whose process had this number: a command has a
    /// session of its own.
    pub(super) fn is_left_by(&self, command: i32, first: &First) -> bool {
        command > 0 && self.session == command && self.parent == first.number
    }

    /// Whether it is seen to have less than half of this environment, as what casts it off. Nobody has where there is none.
    pub(super) fn has_cast_off(&self, environment: &[u8]) -> bool {
        let Some(own) = self.environment.seen() else { return false };
        let own: BTreeSet<_> = variables(own).collect();
        let all: Vec<_> = variables(environment).filter(|variable| !is_shells(variable)).collect();
        all.iter().filter(|variable| own.contains(*variable)).count() * 2 < all.len()
    }

    fn variables(&self) -> impl Iterator<Item = &[u8]> {
        variables(self.environment.seen().unwrap_or_default())
    }

    /// How long its threads have waited for a processor. None where the kernel doesn't count that.
    pub(super) fn waited(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.number)).into_iter().flatten().flatten();
        let waited = |thread: fs::DirEntry| {
            let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            text.split(' ').nth(1)?.parse().ok().map(Duration::from_nanos)
        };
        threads.filter_map(waited).sum()
    }

    /// Ends it; gives its number, and whether its output led anywhere.
    pub(super) fn end(&self) -> Result<(i32, bool), Errno> {
        let heard = match fs::read_link(format!("/proc/{}/fd/1", self.number)) {
            Ok(output) => output != Path::new("/dev/null"),
            Err(cause) => cause.kind() != ErrorKind::NotFound,
        };
        self.kill().map(|()| (self.number, heard))
    }

    /// Ends it.
    pub(super) fn kill(&self) -> Result<(), Errno> {
        pidfd_send_signal(&self.process, Signal::KILL)
    }
}

fn variables(environment: &[u8]) -> impl Iterator<Item = &[u8]> {
    environment.split(|byte| *byte == 0).filter(|variable| !variable.is_empty())
}

/// Whether it is a variable that each shell sets anew.
fn is_shells(variable: &[u8]) -> bool {
    [&b"PWD="[..], b"OLDPWD=", b"SHLVL=", b"_="].iter().any(|name| variable.starts_with(name))
}

/// The first process of a container: it adopts the container's orphans.
#[derive(Debug, Clone)]
pub(super) struct First {
    number: i32,
    session: i32,
    environment: Vec<u8>,
    /// The container has numbers of its own: nobody else adopts its orphans.
    adopts: bool,
}

impl First {
    /// The one with this number, as the engine has it. `None` where the kernel has another number for it here, or none.
    pub(super) fn of(number: i64, container: &str) -> Option<Self> {
        let number = i32::try_from(number).ok()?;
        let stat = stat(number).filter(|stat| stat.runs)?;
        let cgroup = fs::read_to_string(format!("/proc/{number}/cgroup")).ok()?;
        let status = fs::read_to_string(format!("/proc/{number}/status")).ok()?;
        let numbers = status.lines().find(|line| line.starts_with("NSpid:"));
        let adopts = numbers.is_some_and(|numbers| numbers.ends_with("\t1"));
        let environment = environment(number).seen().unwrap_or_default().to_vec();
        let session = stat.session;
        cgroup.contains(container).then_some(Self { number, session, environment, adopts })
    }

    /// Whether it can have adopted somebody who isn't older than this; true where that can't be seen.
    pub(super) fn may_have_adopted(&self, since: u64) -> bool {
        let is_young = |number: i32| stat(number).is_none_or(|stat| stat.start >= since);
        !self.adopts || children(self.number).is_none_or(|all| all.into_iter().any(is_young))
    }
}

/// The numbers of a process's children. `None` where the kernel doesn't tell.
pub(super) fn children(parent: i32) -> Option<Vec<i32>> {
    let mut all = Vec::new();
    for thread in fs::read_dir(format!("/proc/{parent}/task")).ok()?.flatten() {
        let text = fs::read_to_string(thread.path().join("children")).ok()?;
        all.extend(text.split_ascii_whitespace().filter_map(|number| number.parse::<i32>().ok()));
    }
    Some(all)
}

/// Whether a signal has stopped it.
pub(super) fn is_stopped(number: i64) -> bool {
    i32::try_from(number).ok().and_then(stat).is_some_and(|stat| stat.is_stopped)
}

/// Whether no process with this number runs.
pub(super) fn has_ended(number: i32) -> bool {
    stat(number).is_none_or(|stat| !stat.runs)
}

/// What the kernel says of a process.
struct Stat {
    /// Whether it hasn't ended.
    runs: bool,
    is_stopped: bool,
    parent: i32,
    session: i32,
    /// The processor's time that it has had, with its children that have ended.
    ticks: u64,
    /// When it was started, in ticks since the machine's start.
    start: u64,
    /// It was started with an empty environment.
    is_bare: bool,
}

fn stat(number: i32) -> Option<Stat> {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // Behind the program's name, which may hold anything, stand the state and then numbers: 4th, 6th, 14th to 17th, 22nd, 50th and
    // 51st of all. The last two say where the environment begins and ends: 0 until it has been put there.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = fields.get(11..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    let number = |at: usize| fields.get(at)?.parse().ok();
    Some(Stat {
        runs: !matches!(fields[0], "Z" | "X"),
        is_stopped: matches!(fields[0], "T" | "t"),
        parent: number(1)?,
        session: number(3)?,
        ticks,
        start: fields.get(19)?.parse().ok()?,
        is_bare: matches!(fields.get(47..49), Some([begin, end]) if begin == end && *end != "0"),
    })
}

/// How long the machine has been up, in ticks.
pub(super) fn uptime() -> Option<u64> {
    let text = fs::read_to_string("/proc/uptime").ok()?;
    let seconds: f64 = text.split(' ').next()?.parse().ok()?;
    let ticks =
        Duration::try_from_secs_f64(seconds).ok()?.as_millis() * u128::from(clock_ticks_per_second()) / 1000;
    let ticks = u64::try_from(ticks).ok()?;
    // Both are rounded down, each in its own way.
    Some(ticks.saturating_sub(2))
}

/// A process's environment. One that is becoming another program is looked at some more times.
pub(super) fn environment(number: i32) -> Environment {
    let (looks, pause) = LOOKS;
    for _ in 0..looks {
        let Ok(environment) = fs::read(format!("/proc/{number}/environ")) else { return Environment::Hidden };
        if !environment.is_empty() || stat(number).is_some_and(|stat| stat.is_bare) {
            return Environment::Seen(environment);
        }
        // Without a program it has ended, or it is the kernel's.
        if fs::read_link(format!("/proc/{number}/exe")).is_err() {
            return Environment::Hidden;
        }
        sleep(pause);
    }
    Environment::Coming
}

/// All but this process.
pub(super) fn running() -> impl Iterator<Item = Pid> {
    let own = rustix::process::getpid();
    let pid = |entry: fs::DirEntry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?);
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(pid).filter(move |pid| *pid != own)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::process::{Child, Command};

    struct Sleeps(Child);

    impl Sleeps {
        fn with(variables: &[(&str, &str)]) -> Self {
            let variables = variables.iter().copied();
            Self(Command::new("/bin/sleep").arg("60").env_clear().envs(variables).spawn().unwrap())
        }

        /// As it is once it has become the program.
        fn look(&self) -> Member {
            let program = || fs::read_link(format!("/proc/{}/exe", self.0.id())).unwrap();
            while program() == std::env::current_exe().unwrap() {
                sleep(Duration::from_millis(5));
            }
            loop {
                if let Look::Runs(member) = Member::look(Pid::from_child(&self.0), 0) {
                    return member;
                }
            }
        }
    }

    impl Drop for Sleeps {
        fn drop(&mut self) {
            self.0.kill().unwrap();
            self.0.wait().unwrap();
        }
    }

    #[test]
    fn who_was_started_without_an_environment_is_seen_so() {
        let bare = Sleeps::with(&[]);
        let member = bare.look();
        assert_eq!(member.environment, Environment::Seen(Vec::new()));
        assert!(member.has_cast_off(b"A=1\0B=2\0"));
        let dressed = Sleeps::with(&[("A", "1"), ("B", "3")]).look();
        assert!(!dressed.has_cast_off(b"A=1\0B=2\0") && dressed.has_cast_off(b"A=1\0B=2\0C=3\0"));
    }

    #[test]
    fn who_is_becoming_another_program_or_cannot_be_seen_has_cast_off_nothing() {
        let bare = Sleeps::with(&[]);
        let first = First { number: 1, session: 1, environment: b"A=1\0".to_vec(), adopts: true };
        for (environment, is_adopted) in [
            (Environment::Seen(Vec::new()), true),
            (Environment::Coming, false),
            (Environment::Hidden, false),
        ] {
            let member = Member { parent: 1, environment, ..bare.look() };
            assert_eq!(member.is_adopted_by(&first, "HD_CALL"), is_adopted, "{:?}", member.environment);
        }
    }
}
