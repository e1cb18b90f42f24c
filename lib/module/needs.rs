//! What switching a module on or off takes along: what it needs has to be enabled, what needs it can't stay so.

use std::collections::HashMap;

use super::dependency::Dependency;
use super::descriptor::Descriptor;
use super::release::{Release, dependants, missing};
use crate::document::Document;
use crate::error::{Error, Fault, Result};
use crate::name::Fqmn;

/// What the modules of a stream need of each other, by their places in it.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    modules: Vec<Option<Release>>,
    hyperdrive: Vec<Release>,
}

/// What else has to be switched with what was asked for, and what stands against it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Along {
    /// What else has to be switched.
    pub more: Vec<More>,
    /// What is needed and can't be had, by the module that needs it.
    pub faults: Vec<Fault>,
}

/// A module that has to be switched too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct More {
    /// Its place in the stream.
    pub at: usize,
    /// Whether it has to be enabled, or disabled.
    pub enabled: bool,
    /// The module that needs it, or that it needs.
    pub because: String,
}

/// Wrong usage where one module is to be enabled and disabled.
pub fn refuse_both(on: &[String], off: &[String]) -> Result<()> {
    match on.iter().find(|fqmn| off.contains(fqmn)) {
        Some(fqmn) => Err(Error::usage(format!("'{fqmn}' is to be both enabled and disabled"))),
        None => Ok(()),
    }
}

impl Needs {
    /// What these documents say. One without a descriptor needs nothing.
    pub fn of(documents: &[Document]) -> Self {
        let release = |document: &Document| {
            let descriptor = Descriptor::from_raw(document.raw("descriptor")?).ok()?;
            Some(Release::from(&descriptor))
        };
        let own = || {
            let fqmn = crate::document::HYPERDRIVE.parse().ok()?;
            Some(Release { fqmn, version: env!("CARGO_PKG_VERSION").parse().ok()?, dependencies: Vec::new() })
        };
        Self { modules: documents.iter().map(release).collect(), hyperdrive: own().into_iter().collect() }
    }

    /// The places of the modules that need this one, directly or not.
    pub fn dependants(&self, at: usize) -> Vec<usize> {
        let Some(Some(module)) = self.modules.get(at) else { return Vec::new() };
        dependants(&self.releases(), &module.fqmn).iter().filter_map(|fqmn| self.position(fqmn)).collect()
    }

    /// What else has to be switched when these are, given which are enabled now.
    pub fn along(&self, enabled: &[bool], wanted: &[(usize, bool)]) -> Along {
        let mut along = Along::default();
        let mut next = 0;
        let mut all = last_said(wanted);
        self.against(&all, &mut along);
        while let Some((at, on)) = all.get(next).copied() {
            next += 1;
            let before = along.more.len();
            if on {
                self.needed(at, enabled, &all, &mut along);
            } else {
                self.needing(at, enabled, &all, &mut along);
            }
            all.extend(along.more[before..].iter().map(|more| (more.at, more.enabled)));
        }
        along
    }

    /// What is to be enabled and needs, by way of others, what is to be disabled.
    fn against(&self, wanted: &[(usize, bool)], along: &mut Along) {
        let place = |(at, enabled): &(usize, bool), is| (*enabled == is).then_some(*at);
        for off in wanted.iter().filter_map(|one| place(one, false)) {
            let dependants = self.dependants(off);
            for on in wanted.iter().filter_map(|one| place(one, true)).filter(|on| dependants.contains(on)) {
                let way: Vec<String> =
                    self.way(on, off).iter().map(|at| format!("'{}'", self.name(*at))).collect();
                let message = format!("needs {}, which is to be disabled", way.join(", which needs "));
                along.faults.push(Fault::new(self.name(on), message));
            }
        }
    }

    /// The shortest way from a module to one that it needs, without the first.
    fn way(&self, from: usize, to: usize) -> Vec<usize> {
        let mut ways = vec![vec![from]];
        let mut next = 0;
        while let Some(way) = ways.get(next).cloned() {
            next += 1;
            let last = way.last().copied().unwrap_or(from);
            if last == to && way.len() > 1 {
                return way[1..].to_vec();
            }
            let needs = self.modules.get(last).into_iter().flatten().flat_map(|module| &module.dependencies);
            for at in needs.filter_map(|needed| self.position(&needed.fqmn)) {
                if at == to || ways.iter().all(|way| !way.contains(&at)) {
                    ways.push([way.as_slice(), &[at]].concat());
                }
            }
        }
        vec![to]
    }

    fn name(&self, at: usize) -> String {
        self.modules.get(at).into_iter().flatten().map(|module| module.fqmn.to_string()).collect()
    }

    fn needed(&self, at: usize, enabled: &[bool], all: &[(usize, bool)], along: &mut Along) {
        let Some(Some(module)) = self.modules.get(at) else { return };
        let releases = self.releases();
        for needed in &module.dependencies {
            let fault = missing(&releases, needed);
            let Some(place) = self.position(&needed.fqmn).filter(|_| fault.is_none()) else {
                along.faults.extend(fault.map(|fault| Fault::new(module.fqmn.to_string(), fault)));
                continue;
            };
            let off = format!("needs '{}', which is to be disabled", needed.fqmn);
            match all.iter().find(|(other, _)| *other == place) {
                // What has to go along is needed by nothing that was asked for, unless that was said already.
                Some((_, false)) if along.more.iter().all(|more| more.at != place) => {
                    let fault = Fault::new(module.fqmn.to_string(), off);
                    if !along.faults.contains(&fault) {
                        along.faults.push(fault);
                    }
                }
                None if !enabled.get(place).copied().unwrap_or(true) => {
                    let because = module.fqmn.to_string();
                    along.more.push(More { at: place, enabled: true, because });
                }
                _ => {}
            }
        }
    }

    fn needing(&self, at: usize, enabled: &[bool], all: &[(usize, bool)], along: &mut Along) {
        let Some(Some(module)) = self.modules.get(at) else { return };
        for place in self.dependants(at) {
            let asked = all.iter().any(|(other, _)| *other == place);
            if !asked && enabled.get(place).copied().unwrap_or(true) {
                along.more.push(More { at: place, enabled: false, because: module.fqmn.to_string() });
            }
        }
    }

    /// What an enabled module needs of the modules that are here with it, and doesn't find so: by its place, each fault. Of
    /// what isn't here nothing is said.
    pub fn unmet(documents: &[Document]) -> Vec<(usize, Vec<Fault>)> {
        let needs = Self::of(documents);
        let places: HashMap<String, usize> =
            documents.iter().enumerate().map(|(at, document)| (document.fqmn(), at)).collect();
        let fault = |needed: &Dependency| {
            let other = *places.get(&needed.fqmn.to_string())?;
            if documents[other].is_hyperdrive() {
                return None;
            }
            if !documents[other].is_enabled() {
                return Some(format!("needs '{}', which is disabled", needed.fqmn));
            }
            let found = needs.modules[other].as_ref()?;
            missing(std::slice::from_ref(found), needed)
        };
        let unmet = |(at, document): (usize, &Document)| {
            let module = needs.modules[at].as_ref().filter(|_| document.is_enabled())?;
            let faults: Vec<Fault> = module
                .dependencies
                .iter()
                .filter_map(fault)
                .map(|fault| Fault::new(document.fqmn(), fault))
                .collect();
            (!faults.is_empty()).then_some((at, faults))
        };
        documents.iter().enumerate().filter_map(unmet).collect()
    }

    fn releases(&self) -> Vec<Release> {
        self.modules.iter().flatten().chain(&self.hyperdrive).cloned().collect()
    }

    fn position(&self, fqmn: &Fqmn) -> Option<usize> {
        self.modules.iter().position(|module| module.as_ref().is_some_and(|module| module.fqmn == *fqmn))
    }
}

/// Of what is said of a module twice, the last counts.
fn last_said(wanted: &[(usize, bool)]) -> Vec<(usize, bool)> {
    let mut all: Vec<(usize, bool)> = Vec::new();
    for (at, enabled) in wanted {
        match all.iter_mut().find(|(other, _)| other == at) {
            Some(said) => said.1 = *enabled,
            None => all.push((*at, *enabled)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::release::tests::set;
    use super::*;

    /// `a` needs `b`, which needs `c`; `d` needs what isn't there, and `b` of a later version.
    fn needs() -> Needs {
        let modules = set("
            a/a 1.0.0: b/b >= 1.0.0, nodeset/hyperdrive >= 0.1.0
            b/b 1.0.0: c/c
            c/c 1.0.0
            d/d 1.0.0: e/e, b/b > 1.0.0
        ");
        let Needs { hyperdrive, .. } = Needs::of(&[]);
        Needs { modules: modules.into_iter().map(Some).collect(), hyperdrive }
    }

    fn more(along: &Along) -> Vec<(usize, bool)> {
        along.more.iter().map(|more| (more.at, more.enabled)).collect()
    }

    #[test]
    fn enabling_takes_along_what_is_needed_and_disabling_what_needs_it() {
        let needs = needs();
        let on = needs.along(&[false; 4], &[(0, true)]);
        assert_eq!((more(&on), on.faults), (vec![(1, true), (2, true)], vec![]));
        assert_eq!(more(&needs.along(&[false, true, true, true], &[(0, true)])), []);
        let off = needs.along(&[true; 4], &[(2, false)]);
        assert_eq!(more(&off), [(0, false), (1, false), (3, false)]);
        assert_eq!(off.more[0].because, "c/c");
        assert_eq!(more(&needs.along(&[false, true, true, false], &[(2, false)])), [(1, false)]);
    }

    #[test]
    fn what_isnt_there_or_is_to_go_stands_against_it() {
        let faults = |wanted: &[(usize, bool)]| {
            let faults = needs().along(&[true; 4], wanted).faults;
            faults.iter().map(|fault| format!("{} {}", fault.at, fault.message)).collect::<Vec<_>>()
        };
        assert_eq!(faults(&[(0, true), (1, false)]), ["a/a needs 'b/b', which is to be disabled"]);
        assert_eq!(
            faults(&[(3, true)]),
            ["d/d needs 'e/e', which isn't installed", "d/d needs 'b/b > 1.0.0', but 1.0.0 is installed"]
        );
    }

    #[test]
    fn what_is_needed_by_way_of_others_isnt_disabled_under_it() {
        let faults = |enabled: [bool; 4], wanted: &[(usize, bool)]| {
            let faults = needs().along(&enabled, wanted).faults;
            faults.iter().map(|fault| format!("{} {}", fault.at, fault.message)).collect::<Vec<_>>()
        };
        let way = "a/a needs 'b/b', which needs 'c/c', which is to be disabled";
        assert_eq!(faults([false, true, true, false], &[(0, true), (2, false)]), [way]);
        assert_eq!(faults([true; 4], &[(2, false), (0, true)]), [way]);
        let off = "b/b needs 'c/c', which is to be disabled";
        assert_eq!(faults([false; 4], &[(0, true), (2, false)]), [way, off]);
        // The last word counts.
        assert_eq!(faults([true; 4], &[(0, true), (2, false), (0, false)]), [""; 0]);
    }

    #[test]
    fn a_circle_ends() {
        let circle = set("a/a 1.0.0: b/b\nb/b 1.0.0: a/a");
        let needs = Needs { modules: circle.into_iter().map(Some).collect(), hyperdrive: Vec::new() };
        assert_eq!(more(&needs.along(&[false; 2], &[(0, true)])), [(1, true)]);
        assert_eq!(more(&needs.along(&[true; 2], &[(0, false)])), [(1, false)]);
        let both = needs.along(&[true; 2], &[(0, true), (1, false)]);
        assert_eq!(both.faults, [Fault::new("a/a", "needs 'b/b', which is to be disabled")]);
    }
}
