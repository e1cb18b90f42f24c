//! Ending every process of one command, also those that left its process group: each carries a mark in its environment, or is an
//! orphan of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, getpid, waitid};

use super::member::{First, Look, Member, has_ended, running, uptime};
use super::orphan::{Parent, is_orphan, reap};
use crate::digest;
use crate::error::{Error, Result};

/// The variable that carries the mark.
const NAME: &str = "HD_CALL";
/// How long to look again, as long as some are seen: what is being ended may start more.
const LONGEST: Duration = Duration::from_secs(2);
/// How often while none is: on a machine that has much to do somebody comes to an end all the time.
const CALM: usize = 20;
/// After so many looks each is ended as it is seen, the youngest first: those that follow each other are gone before all are seen.
const PATIENT: usize = 5;
/// How often it is looked whether what was killed is gone, and how long in between.
const LOOKS: (usize, Duration) = (20, Duration::from_millis(5));

/// The mark of one command.
#[derive(Debug)]
pub(crate) struct Mark {
    text: String,
    /// When it was made, in ticks since the machine's start: whoever is older doesn't carry it.
    since: u64,
    /// Those that were ended: their numbers, and whether somebody could still have heard them.
    ended: Mutex<BTreeMap<i32, bool>>,
    /// Those of them that this process had adopted, and hasn't forgotten.
    orphans: Mutex<Vec<Pid>>,
    /// The command is a child of this process.
    parent: Option<Parent>,
    /// The first process of the command's container, where it can be seen from here.
    first: Option<First>,
    /// The number of the command's own process, once somebody has told it.
    own: AtomicI32,
}

impl Mark {
    /// A new one, random.
    fn new() -> Result<Self> {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes)
            .map_err(|cause| Error::machine(format!("cannot get random bytes: {cause}")))?;
        let (since, ended) = (uptime().unwrap_or_default(), Mutex::default());
        Ok(Self {
            text: digest::hex(&bytes),
            since,
            ended,
            orphans: Mutex::default(),
            parent: None,
            first: None,
            own: AtomicI32::new(0),
        })
    }

    /// One for a command in a container, whose orphans its first process adopts.
    pub(super) fn in_container(first: Option<First>) -> Result<Self> {
        let mut mark = Self::new()?;
        mark.first = first;
        Ok(mark)
    }

    /// The same for a local adapter. Nothing that it left runs any more when this is gone and no other is at hand.
    pub(crate) fn of_child() -> Result<Self> {
        let mut mark = Self::new()?;
        mark.parent = Some(Parent::begin());
        Ok(mark)
    }

    /// The engine says that the command's own process has this number, by which it is found though it has cast off its mark, and so
    /// is who is of its session.
    pub(super) fn is_of(&self, number: i64) {
        self.own.store(i32::try_from(number).unwrap_or_default(), Ordering::Relaxed);
    }

    /// Whether the command's own process is seen to be gone. False where nobody sees it, or has told its number.
    pub(super) fn is_over(&self) -> bool {
        let own = self.own.load(Ordering::Relaxed);
        self.first.is_some() && own > 0 && has_ended(own)
    }

    /// The variable's name and value.
    pub(crate) fn variable(&self) -> (&'static str, &str) {
        (NAME, &self.text)
    }

    /// The variable as it stands in an environment.
    pub(super) fn text(&self) -> String {
        format!("{NAME}={}", self.text)
    }

    /// Ends all that carry it, and what those started, as far as this process may see and end them; orphans too, where they can
    /// be nobody else's. False where some may be left.
    pub(crate) fn end(&self) -> bool {
        let orphans_too = |parent: &Parent| parent.end_alone(|| self.end_all(self.since, true));
        let alone = self.parent.as_ref().and_then(orphans_too);
        alone.unwrap_or_else(|| self.end_all(self.since, false))
    }

    /// Whether a command that has ended itself in its container may have left somebody, which is seldom.
    pub(super) fn may_have_left(&self) -> bool {
        self.first.as_ref().is_none_or(|first| first.may_have_adopted(self.since))
    }

    /// It looks until it has seen none while nobody came to an end or became another program: one of those may have started
    /// another unseen. False where some can't be seen or ended, or start others faster than that.
    fn end_all(&self, since: u64, orphans: bool) -> bool {
        let ended = self.end_in_rounds(since, orphans);
        if self.parent.is_some() {
            self.reap();
        }
        if orphans {
            reap();
        }
        ended
    }

    /// Forgets those that were ended and had become our children: they stay in the way until somebody does. One that was killed is
    /// gone a moment later.
    fn reap(&self) {
        let mut orphans = self.orphans.lock().unwrap_or_else(PoisonError::into_inner);
        let stays = |pid: &Pid| {
            matches!(waitid(WaitId::Pid(*pid), WaitIdOptions::EXITED | WaitIdOptions::NOHANG), Ok(None))
        };
        let (looks, pause) = LOOKS;
        for _ in 0..looks {
            orphans.retain(stays);
            if orphans.is_empty() {
                return;
            }
            sleep(pause);
        }
    }

    fn note_orphans(&self, family: &[Member]) {
        let own = getpid().as_raw_nonzero().get();
        let orphans = family.iter().filter(|member| member.parent == own);
        let mut all = self.orphans.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(orphans.filter_map(|member| Pid::from_raw(member.number)));
    }

    fn end_in_rounds(&self, since: u64, orphans: bool) -> bool {
        let (begun, mut dead, mut calm, mut looks) = (Instant::now(), BTreeSet::new(), 0, 0);
        while begun.elapsed() < LONGEST {
            let mut sight = self.look(since, orphans, looks >= PATIENT);
            looks += 1;
            let is_quiet = sight.becoming == 0 && sight.dead.is_subset(&dead);
            dead.append(&mut sight.dead);
            self.note_orphans(&sight.family);
            let (mut ended, mut is_permitted) = (Vec::new(), true);
            for member in &sight.family {
                match member.end() {
                    Ok(one) => ended.push(one),
                    Err(cause) => is_permitted &= cause != Errno::PERM,
                }
            }
            calm = if ended.is_empty() && !sight.struck { calm + 1 } else { 0 };
            if calm >= CALM || calm > 0 && is_quiet {
                return is_permitted && self.sees_all();
            }
            let mut all = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            for (number, heard) in ended {
                *all.entry(number).or_default() |= heard;
            }
        }
        false
    }

    /// What these have had of the processor.
    pub(crate) fn spent(&self) -> Spent {
        let orphans = self.parent.is_some() && Parent::is_alone();
        // To look takes a while, too, on a machine that has much to do.
        let at = Instant::now();
        let family = self.look(self.since, orphans, false).family;
        let waited = |member: &Member| (member.number, member.waited());
        Spent {
            at,
            ticks: family.iter().map(|member| member.ticks).sum(),
            waited: family.iter().map(waited).collect(),
        }
    }

    /// Those that carry it, and what those started with another environment, and our own children where orphans are looked for;
    /// and who can't be told. Who carries it is ended `at_sight`.
    fn look(&self, since: u64, orphans: bool, at_sight: bool) -> Sight {
        let (mark, mut sight, mut others) = (self.text(), Sight::default(), Vec::new());
        let mut all: Vec<Pid> = running().collect();
        all.sort_unstable_by_key(|pid| Reverse(pid.as_raw_nonzero()));
        for pid in all {
            match Member::look(pid, since) {
                Look::Older => {}
                Look::Dead => sight.dead.extend([pid.as_raw_nonzero().get()]),
                Look::Becoming(member) => {
                    sight.becoming += 1;
                    others.push(member);
                }
                Look::Runs(member) if member.carries(&mark) => {
                    sight.struck |= at_sight && member.kill().is_ok();
                    sight.family.push(member);
                }
                Look::Runs(member) => others.push(member),
            }
        }
        let (own, rest) = others.into_iter().partition(|other| self.is_own(other));
        sight.family.extend::<Vec<_>>(own);
        others = rest;
        if orphans {
            let (own, rest) = others.into_iter().partition(is_orphan);
            sight.family.extend::<Vec<_>>(own);
            others = rest;
        }
        let mut known = 0;
        while known < sight.family.len() {
            others = sight.adopt(others, sight.family[known].number);
            known += 1;
        }
        sight
    }

    /// Whether this is the command itself in its container, or an orphan of it.
    fn is_own(&self, member: &Member) -> bool {
        let own = self.own.load(Ordering::Relaxed);
        let first = self.first.as_ref();
        first.is_some_and(|first| {
            member.number == own || member.is_left_by(own, first) || member.is_adopted_by(first, NAME)
        })
    }

    /// Whether all processes of the command are seen from here.
    fn sees_all(&self) -> bool {
        self.parent.is_some() || self.first.is_some()
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

/// What processes have had of the processor so far.
#[derive(Debug)]
pub(crate) struct Spent {
    /// When that was looked at.
    pub(crate) at: Instant,
    /// Its time, with that of their children that have ended: in ticks.
    ticks: u64,
    /// How long each of them had to wait for it.
    waited: BTreeMap<i32, Duration>,
}

impl Spent {
    /// How many ticks more they have had since then, and how long they waited for more. Less than before: one has ended that nobody
    /// waited for.
    pub(crate) fn since(&self, before: &Self) -> (u64, Duration) {
        let then = |number| before.waited.get(number).copied().unwrap_or_default();
        let waited = self.waited.iter().map(|(number, waited)| waited.saturating_sub(then(number)));
        (self.ticks.saturating_sub(before.ticks), waited.sum())
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        if let Some(parent) = self.parent.take() {
            parent.end(|since| {
                self.end_all(since, true);
            });
        }
    }
}

/// What is seen of all processes at once.
#[derive(Default)]
struct Sight {
    family: Vec<Member>,
    /// The numbers of those that have ended.
    dead: BTreeSet<i32>,
    /// How many are just becoming another program.
    becoming: usize,
    /// Somebody was ended at sight.
    struck: bool,
}

impl Sight {
    /// Takes this parent's children into the family; gives back the others.
    fn adopt(&mut self, others: Vec<Member>, parent: i32) -> Vec<Member> {
        let (children, others) = others.into_iter().partition(|other| other.parent == parent);
        self.family.extend::<Vec<_>>(children);
        others
    }
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

    #[test]
    fn a_commands_own_process_is_over_once_it_is_gone() {
        let first = First::of(std::process::id().into(), "0").unwrap();
        let mark = Mark::in_container(Some(first)).unwrap();
        assert!(!mark.is_over(), "nobody has told its number");
        let mut own = Command::new("sleep").arg("60").spawn().unwrap();
        mark.is_of(own.id().into());
        assert!(!mark.is_over());
        own.kill().unwrap();
        // Nobody has waited for it yet.
        while !mark.is_over() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        own.wait().unwrap();
        assert!(mark.is_over());
        let unseen = Mark::in_container(None).unwrap();
        unseen.is_of(i64::from(own.id()));
        assert!(!unseen.is_over());
    }
}
