//! A step of an upgrade: new releases that come together, because one alone would leave something without what it needs.

use std::collections::HashSet;

use super::order::order;
use super::release::{Release, lacking};
use crate::name::Fqmn;

/// New releases of installed modules in the steps in which they can come: the base before what needs it, and after each step
/// nothing lacks more than before. What can't come so is the last step: whoever takes it is told what stands against it.
pub fn steps(installed: &[Release], new: &[Release]) -> Vec<Vec<Fqmn>> {
    let (mut now, mut left, mut steps) = (installed.to_vec(), sorted(installed, new), Vec::new());
    while !left.is_empty() {
        let step = next(&now, &left).unwrap_or_else(|| left.clone());
        left.retain(|release| !step.contains(release));
        now = with(&now, &step);
        steps.push(step.into_iter().map(|release| release.fqmn).collect());
    }
    steps
}

fn sorted(installed: &[Release], new: &[Release]) -> Vec<Release> {
    let ordered = order(&with(installed, new)).unwrap_or_default();
    let mut sorted = new.to_vec();
    sorted.sort_by_key(|release| ordered.iter().position(|fqmn| *fqmn == release.fqmn));
    sorted
}

/// The first release that can come alone, else the fewest that can together.
fn next(now: &[Release], left: &[Release]) -> Option<Vec<Release>> {
    let alone = left.iter().find(|release| broken(now, std::slice::from_ref(release)).is_empty());
    alone
        .map(|release| vec![release.clone()])
        .or_else(|| left.iter().filter_map(|first| together(now, left, first)).min_by_key(Vec::len))
}

/// This release with those that it can't come without.
fn together(now: &[Release], left: &[Release], first: &Release) -> Option<Vec<Release>> {
    let mut step = vec![first.clone()];
    loop {
        let broken = broken(now, &step);
        if broken.is_empty() {
            return Some(step);
        }
        let helps = |one: &&Release| !step.contains(one) && broken.contains(&one.fqmn);
        let more: Vec<Release> = left.iter().filter(helps).cloned().collect();
        if more.is_empty() {
            return None;
        }
        step.extend(more);
    }
}

/// The modules at both ends of every need that isn't met only once these releases are there.
fn broken(now: &[Release], step: &[Release]) -> HashSet<Fqmn> {
    let before: HashSet<_> = lacking(now).collect();
    let after = with(now, step);
    let new = lacking(&after).filter(|need| !before.contains(need));
    new.flat_map(|(fqmn, needed)| [fqmn.clone(), needed.fqmn.clone()]).collect()
}

fn with(now: &[Release], new: &[Release]) -> Vec<Release> {
    let stays = |old: &&Release| new.iter().all(|release| release.fqmn != old.fqmn);
    now.iter().filter(stays).chain(new).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::release::tests::set;
    use super::*;

    fn text(installed: &str, new: &str) -> String {
        let step = |step: &Vec<Fqmn>| step.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        steps(&set(installed), &set(new)).iter().map(step).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_comes_alone_where_it_can_the_base_first() {
        let installed = "a/top 1.0.0: c/base\nb/other 1.0.0\nc/base 1.0.0";
        assert_eq!(text(installed, "a/top 2.0.0: c/base >= 2.0.0\nc/base 2.0.0"), "c/base, a/top");
        assert_eq!(text(installed, "b/other 2.0.0\nc/base 2.0.0"), "b/other, c/base");
        // What stands in the way of the base goes on first.
        let bound = "a/top 1.0.0: c/base < 2.0.0\nc/base 1.0.0";
        assert_eq!(text(bound, "c/base 2.0.0\na/top 1.1.0: c/base"), "a/top, c/base");
        assert_eq!(text(installed, ""), "");
    }

    #[test]
    fn modules_in_lockstep_come_together() {
        let installed = "
            a/a 1.0.0: b/b = 1.0.0
            b/b 1.0.0: c/c
            c/c 1.0.0
            d/d 1.0.0: b/b < 2.0.0
        ";
        let pair = "a/a 2.0.0: b/b = 2.0.0\nb/b 2.0.0: c/c >= 2.0.0\nc/c 2.0.0\nd/d 2.0.0: b/b";
        assert_eq!(text(installed, pair), "c/c, d/d, b/b a/a");
        // Who lacks something already is no reason against anything.
        assert_eq!(text("a/a 1.0.0: x/x\nb/b 1.0.0", "b/b 2.0.0\na/a 2.0.0: x/x"), "a/a, b/b");
    }

    #[test]
    fn what_cant_come_is_left_to_the_last_step() {
        let installed = "a/a 1.0.0: b/b < 2.0.0\nb/b 1.0.0\nc/c 1.0.0";
        assert_eq!(text(installed, "b/b 2.0.0\nc/c 2.0.0"), "c/c, b/b");
    }
}
