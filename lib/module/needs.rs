//! What switching a module on or off takes along: what it needs has to be enabled, what needs it can't stay so.

use super::descriptor::Descriptor;
use super::release::{Release, dependants, missing};
use crate::document::Document;
use crate::error::Fault;
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
        let mut all = wanted.to_vec();
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
                Some((_, false)) => along.faults.push(Fault::new(module.fqmn.to_string(), off)),
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

    fn releases(&self) -> Vec<Release> {
        self.modules.iter().flatten().chain(&self.hyperdrive).cloned().collect()
    }

    fn position(&self, fqmn: &Fqmn) -> Option<usize> {
        self.modules.iter().position(|module| module.as_ref().is_some_and(|module| module.fqmn == *fqmn))
    }
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
    fn a_circle_ends() {
        let circle = set("a/a 1.0.0: b/b\nb/b 1.0.0: a/a");
        let needs = Needs { modules: circle.into_iter().map(Some).collect(), hyperdrive: Vec::new() };
        assert_eq!(more(&needs.along(&[false; 2], &[(0, true)])), [(1, true)]);
        assert_eq!(more(&needs.along(&[true; 2], &[(0, false)])), [(1, false)]);
    }
}
