//! A resolution: which releases have to come so that everything that is wanted finds what it needs.
//!
//! What is installed stays as it is, unless it is asked for itself: an install never upgrades a neighbour silently. What an
//! installed module lacks already stands against nothing.

use std::collections::{BTreeMap, HashSet};
use std::convert::Infallible;
use std::fmt;

use pubgrub::{
    Dependencies, DependencyConstraints, DependencyProvider, DerivationTree, External,
    PackageResolutionStatistics, PubGrubError, Ranges,
};
use semver::Version;

use crate::error::{Error, Fault, Result};
use crate::name::Fqmn;

use super::dependency::{Dependency, Op, plain};
use super::order::order;
use super::release::{Release, find, lacking};

/// Releases to install, each after what it needs: the newest of `candidates` that go together with what is wanted and
/// with what stays; pre-releases only where nothing else does. Where there is no such set: [`crate::Kind::No`], with
/// every module that takes part in the conflict, what it needs, and the versions that there are.
pub fn resolve(installed: &[Release], wanted: &[Dependency], candidates: &[Release]) -> Result<Vec<Release>> {
    let known = Known::new(installed, wanted, candidates);
    match pubgrub::resolve(&known, Node::Start, Version::new(0, 0, 0)) {
        Ok(chosen) => known.plan(&chosen.into_iter().collect::<Vec<_>>()),
        Err(PubGrubError::NoSolution(tree)) => Err(known.explain(&tree)),
        Err(other) => Err(Error::bug(format!("cannot resolve dependencies: {other}"))),
    }
}

/// A module, or the beginning, which needs all that is wanted and all that stays.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Node {
    Start,
    Module(Fqmn),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("what is wanted"),
            Self::Module(fqmn) => write!(f, "'{fqmn}'"),
        }
    }
}

type Set = Ranges<Version>;
type Tree = DerivationTree<Node, Set, &'static str>;

/// Every release that may be chosen.
struct Known<'a> {
    releases: BTreeMap<Fqmn, BTreeMap<Version, &'a Release>>,
    installed: &'a [Release],
    stay: Vec<&'a Release>,
    wanted: &'a [Dependency],
    /// What installed modules need and don't find.
    lacking: HashSet<(&'a Fqmn, &'a Dependency)>,
}

impl<'a> Known<'a> {
    fn new(installed: &'a [Release], wanted: &'a [Dependency], candidates: &'a [Release]) -> Self {
        let asked = |release: &Release| wanted.iter().any(|wanted| wanted.fqmn == release.fqmn);
        let stay: Vec<&Release> = installed.iter().filter(|release| !asked(release)).collect();
        let stays = |release: &&Release| stay.iter().any(|other| other.fqmn == release.fqmn);
        let mut releases: BTreeMap<Fqmn, BTreeMap<Version, &Release>> = BTreeMap::new();
        let others = candidates.iter().filter(|release| !stays(release));
        // What is asked for may be there already, in a version that is listed no more.
        for release in installed.iter().chain(others).chain(stay.iter().copied()) {
            releases.entry(release.fqmn.clone()).or_default().insert(plain(&release.version), release);
        }
        Self { releases, installed, stay, wanted, lacking: lacking(installed).collect() }
    }

    fn versions(&self, fqmn: &Fqmn) -> impl DoubleEndedIterator<Item = &Version> {
        self.releases.get(fqmn).into_iter().flat_map(BTreeMap::keys)
    }

    fn find(&self, fqmn: &Fqmn, version: &Version) -> Option<&'a Release> {
        self.releases.get(fqmn)?.get(version).copied()
    }

    /// What was chosen and isn't installed, in order.
    fn plan(&self, chosen: &[(Node, Version)]) -> Result<Vec<Release>> {
        let release = |(node, version): &(Node, Version)| match node {
            Node::Start => None,
            Node::Module(fqmn) => self.find(fqmn, version).cloned(),
        };
        let all: Vec<Release> = chosen.iter().filter_map(release).collect();
        let new = |fqmn: Fqmn| all.iter().find(|release| release.fqmn == fqmn && !self.has(release));
        Ok(order(&all)?.into_iter().filter_map(new).cloned().collect())
    }

    /// Whether a release of this version is installed: build metadata makes no other one of it.
    fn has(&self, release: &Release) -> bool {
        find(self.installed, &release.fqmn)
            .is_some_and(|installed| plain(&installed.version) == plain(&release.version))
    }

    fn needs_of_start(&self) -> Vec<(Node, Set)> {
        let stay =
            self.stay.iter().map(|release| (release.fqmn.clone(), Set::singleton(plain(&release.version))));
        let wanted = self.wanted.iter().map(|wanted| (wanted.fqmn.clone(), range(wanted)));
        merge(stay.chain(wanted))
    }
}

impl DependencyProvider for Known<'_> {
    type P = Node;
    type V = Version;
    type VS = Set;
    /// Modules with fewer versions to choose from come first; then by name, so that the answer is always the same.
    type Priority = (u32, std::cmp::Reverse<usize>, std::cmp::Reverse<Node>);
    type M = &'static str;
    type Err = Infallible;

    fn prioritize(&self, node: &Node, range: &Set, seen: &PackageResolutionStatistics) -> Self::Priority {
        let count = match node {
            Node::Start => 0,
            Node::Module(fqmn) => self.versions(fqmn).filter(|version| range.contains(version)).count(),
        };
        (seen.conflict_count(), std::cmp::Reverse(count), std::cmp::Reverse(node.clone()))
    }

    fn choose_version(&self, node: &Node, range: &Set) -> Result<Option<Version>, Infallible> {
        let Node::Module(fqmn) = node else { return Ok(Some(Version::new(0, 0, 0))) };
        let fitting = || self.versions(fqmn).rev().filter(|version| range.contains(version));
        let finished = fitting().find(|version| version.pre.is_empty());
        Ok(finished.or_else(|| fitting().next()).cloned())
    }

    fn get_dependencies(
        &self,
        node: &Node,
        version: &Version,
    ) -> Result<Dependencies<Node, Set, &'static str>, Infallible> {
        let needs = match node {
            Node::Start => self.needs_of_start(),
            Node::Module(fqmn) => {
                let needs =
                    self.find(fqmn, version).map(|release| &release.dependencies[..]).unwrap_or_default();
                if needs.iter().any(|needed| needed.fqmn == *fqmn) {
                    return Ok(Dependencies::Unavailable("it depends on itself"));
                }
                let needs = needs.iter().filter(|needed| !self.lacking.contains(&(fqmn, *needed)));
                merge(needs.map(|needed| (needed.fqmn.clone(), range(needed))))
            }
        };
        Ok(Dependencies::Available(needs.into_iter().collect::<DependencyConstraints<_, _>>()))
    }
}

/// Several needs of one module are one need.
fn merge(needs: impl Iterator<Item = (Fqmn, Set)>) -> Vec<(Node, Set)> {
    let mut merged: BTreeMap<Fqmn, Set> = BTreeMap::new();
    for (fqmn, range) in needs {
        let all = merged.entry(fqmn).or_insert_with(Set::full);
        *all = all.intersection(&range);
    }
    merged.into_iter().map(|(fqmn, range)| (Node::Module(fqmn), range)).collect()
}

fn range(needed: &Dependency) -> Set {
    let Some((op, bound)) = &needed.range else { return Set::full() };
    let bound = plain(bound);
    match op {
        Op::Less => Set::strictly_lower_than(bound),
        Op::AtMost => Set::lower_than(bound),
        Op::Exactly => Set::singleton(bound),
        Op::AtLeast => Set::higher_than(bound),
        Op::Greater => Set::strictly_higher_than(bound),
    }
}

impl Known<'_> {
    /// Every fact that the conflict is made of, each once, and the versions that there are of what is fought over.
    fn explain(&self, tree: &Tree) -> Error {
        let (mut faults, mut seen) = (Vec::new(), HashSet::new());
        let (mut left, mut known) = (vec![tree], HashSet::new());
        while let Some(tree) = left.pop() {
            match tree {
                DerivationTree::External(fact) => faults.extend(self.facts(fact)),
                // A cause that stands in several places is looked at once.
                DerivationTree::Derived(derived) if derived.shared_id.is_none_or(|id| known.insert(id)) => {
                    left.extend([&*derived.cause2, &*derived.cause1]);
                }
                DerivationTree::Derived(_) => {}
            }
        }
        faults.retain(|fault: &Fault| seen.insert((fault.at.clone(), fault.message.clone())));
        Error::no("the modules don't go together")
            .with_faults(faults)
            .hint("ask for versions that do, or upgrade or remove what stands against it")
    }

    fn facts(&self, fact: &External<Node, Set, &'static str>) -> Vec<Fault> {
        match fact {
            External::FromDependencyOf(Node::Start, _, Node::Module(fqmn), _) => self.start(fqmn),
            External::FromDependencyOf(Node::Module(fqmn), set, Node::Module(needed), _) => {
                self.needs(fqmn, set, needed).into_iter().chain([self.there(needed)]).collect()
            }
            External::NoVersions(Node::Module(fqmn), _) => vec![self.there(fqmn)],
            External::Custom(node, _, why) => vec![Fault::new(name(node), *why)],
            _ => Vec::new(),
        }
    }

    /// Why a module takes part at all: it is asked for, or it stays.
    fn start(&self, fqmn: &Fqmn) -> Vec<Fault> {
        let asked = self.wanted.iter().filter(|wanted| wanted.fqmn == *fqmn);
        let asked = asked.map(|wanted| Fault::new(fqmn.to_string(), format!("is asked for: '{wanted}'")));
        asked.chain([self.there(fqmn)]).collect()
    }

    /// What releases of one module need of another, each kind of need with the versions that have it.
    fn needs(&self, fqmn: &Fqmn, set: &Set, needed: &Fqmn) -> Vec<Fault> {
        let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for version in self.versions(fqmn).filter(|version| set.contains(version)) {
            let needs = self.find(fqmn, version).into_iter().flat_map(|release| &release.dependencies);
            for need in needs.filter(|need| need.fqmn == *needed) {
                kinds.entry(need.to_string()).or_default().push(version.to_string());
            }
        }
        let fault = |(need, versions): (String, Vec<String>)| {
            Fault::new(format!("{fqmn} {}", some(&versions)), format!("needs '{need}'"))
        };
        kinds.into_iter().map(fault).collect()
    }

    /// What there is of a module.
    fn there(&self, fqmn: &Fqmn) -> Fault {
        let versions: Vec<String> = self.versions(fqmn).map(ToString::to_string).collect();
        let message = match self.stay.iter().find(|release| release.fqmn == *fqmn) {
            Some(release) => format!("is installed: {}", release.version),
            None if versions.is_empty() => "isn't installed, and isn't in any list".into(),
            None => format!("there is {}", some(&versions)),
        };
        Fault::new(fqmn.to_string(), message)
    }
}

fn name(node: &Node) -> String {
    match node {
        Node::Start => String::new(),
        Node::Module(fqmn) => fqmn.to_string(),
    }
}

/// The last few of many.
fn some(versions: &[String]) -> String {
    let start = versions.len().saturating_sub(5);
    let before = if start > 0 { "…, " } else { "" };
    format!("{before}{}", versions[start..].join(", "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::release::tests::set;
    use super::*;

    fn wanted(text: &str) -> Vec<Dependency> {
        text.split(',')
            .map(str::trim)
            .filter(|need| !need.is_empty())
            .map(|need| need.parse().unwrap())
            .collect()
    }

    fn plan(installed: &str, asked: &str, candidates: &str) -> String {
        let plan = resolve(&set(installed), &wanted(asked), &set(candidates)).unwrap();
        plan.iter()
            .map(|release| format!("{} {}", release.fqmn, release.version))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn conflict(installed: &str, asked: &str, candidates: &str) -> String {
        let error = resolve(&set(installed), &wanted(asked), &set(candidates)).unwrap_err();
        assert_eq!(error.kind(), crate::Kind::No);
        let mut faults: Vec<String> =
            error.report("t").faults.into_iter().map(|f| format!("{} {}", f.at, f.message)).collect();
        faults.sort();
        faults.join("\n")
    }

    #[test]
    fn what_is_missing_comes_too_and_first() {
        let candidates = "
            a/a 1.0.0: b/b >= 1.0.0
            b/b 1.0.0
            b/b 1.2.0: c/c
            b/b 1.1.0
            c/c 0.1.0
            d/d 1.0.0
        ";
        assert_eq!(plan("", "a/a", candidates), "c/c 0.1.0, b/b 1.2.0, a/a 1.0.0");
        assert_eq!(plan("b/b 1.0.0", "a/a", candidates), "a/a 1.0.0");
        assert_eq!(plan("a/a 1.0.0: b/b >= 1.0.0\nb/b 1.0.0", "a/a", candidates), "");
    }

    #[test]
    fn an_older_release_is_taken_where_the_newest_does_not_fit() {
        let candidates = "
            a/a 2.0.0: b/b >= 2.0.0
            a/a 1.0.0: b/b >= 1.0.0
            b/b 2.0.0: c/c >= 9.0.0
            b/b 1.5.0
        ";
        assert_eq!(plan("", "a/a", candidates), "b/b 1.5.0, a/a 1.0.0");
    }

    #[test]
    fn what_is_installed_stays_unless_it_is_asked_for() {
        let candidates = "a/a 1.0.0: b/b\nb/b 2.0.0\nb/b 3.0.0-rc.1";
        assert_eq!(plan("b/b 1.0.0", "a/a", candidates), "a/a 1.0.0");
        assert_eq!(plan("b/b 1.0.0", "a/a, b/b", candidates), "b/b 2.0.0, a/a 1.0.0");
        assert_eq!(plan("b/b 1.0.0", "b/b > 2.0.0", candidates), "b/b 3.0.0-rc.1");
    }

    #[test]
    fn a_version_that_is_listed_no_more_stays_where_it_does() {
        let listed = "a/a 1.0.0\nb/b 2.0.0-rc.1\nb/b 1.0.0\nc/c 1.0.0\nc/c 1.1.0";
        let installed = "a/a 1.5.0\nb/b 2.0.0-rc.1\nc/c 1.0.0";
        assert_eq!(plan(installed, "a/a >= 1.5.0, b/b >= 2.0.0-rc.1, c/c >= 1.0.0", listed), "c/c 1.1.0");
        assert_eq!(plan(installed, "a/a = 1.0.0", listed), "a/a 1.0.0");
    }

    #[test]
    fn what_is_lacking_already_stands_against_nothing() {
        let installed = "a/a 1.0.0: x/gone, c/c < 1.0.0\nc/c 1.0.0";
        assert_eq!(plan(installed, "b/b, c/c", "b/b 1.0.0: c/c > 1.0.0\nc/c 2.0.0"), "c/c 2.0.0, b/b 1.0.0");
        assert!(conflict(installed, "b/b", "b/b 1.0.0: x/gone").contains("isn't in any list"));
    }

    #[test]
    fn build_metadata_does_not_count() {
        assert_eq!(plan("", "a/a = 1.0.0", "a/a 1.0.0+linux"), "a/a 1.0.0+linux");
        assert_eq!(plan("a/a 1.0.0+b\nb/b 1.0.0", "a/a, b/b", "a/a 1.0.0+a\nb/b 1.1.0"), "b/b 1.1.0");
        assert_eq!(plan("a/a 1.0.0+linux", "b/b", "b/b 1.0.0: a/a = 1.0.0+mac"), "b/b 1.0.0");
    }

    #[test]
    fn two_dependants_that_contradict_are_both_named_with_what_there_is() {
        let installed = "
            a/old 1.0.0: c/base < 2.0.0
            c/base 1.5.0
        ";
        let expected = "b/new 1.0.0 needs 'c/base >= 2.0.0'
b/new is asked for: 'b/new'
b/new there is 1.0.0
c/base is installed: 1.5.0";
        assert_eq!(conflict(installed, "b/new", "b/new 1.0.0: c/base >= 2.0.0\nc/base 2.1.0"), expected);
        let both = "
            a/one 1.0.0: c/base < 2.0.0
            b/two 1.0.0: c/base >= 2.0.0
            c/base 1.5.0
            c/base 2.1.0
        ";
        let expected = "a/one 1.0.0 needs 'c/base < 2.0.0'
a/one is asked for: 'a/one'
a/one there is 1.0.0
b/two 1.0.0 needs 'c/base >= 2.0.0'
b/two is asked for: 'b/two'
b/two there is 1.0.0
c/base there is 1.5.0, 2.1.0";
        assert_eq!(conflict("", "a/one, b/two", both), expected);
    }

    #[test]
    fn an_upgrade_that_a_neighbour_cannot_take_is_refused() {
        let installed = "a/old 1.0.0: c/base < 2.0.0\nc/base 1.5.0";
        let told = conflict(installed, "c/base >= 2.0.0", "c/base 2.1.0\nc/base 1.9.0");
        assert!(told.contains("a/old 1.0.0 needs 'c/base < 2.0.0'"), "{told}");
        assert!(told.contains("c/base is asked for: 'c/base >= 2.0.0'"), "{told}");
        assert_eq!(plan(installed, "c/base", "c/base 2.1.0\nc/base 1.9.0"), "c/base 1.9.0");
    }

    #[test]
    fn what_is_nowhere_is_said_to_be() {
        let told = conflict("", "a/a", "a/a 1.0.0: x/gone >= 1.0.0");
        assert!(told.contains("x/gone isn't installed, and isn't in any list"), "{told}");
        assert!(conflict("", "x/gone", "").contains("x/gone is asked for: 'x/gone'"));
        assert!(conflict("", "a/a", "a/a 1.0.0: a/a").contains("a/a it depends on itself"));
    }

    #[test]
    fn hyperdrives_own_version_is_one_that_stays() {
        let told = conflict("nodeset/hyperdrive 1.0.0", "a/a", "a/a 1.0.0: nodeset/hyperdrive >= 2.0.0");
        assert!(told.contains("nodeset/hyperdrive is installed: 1.0.0"), "{told}");
        let older = "a/a 2.0.0: nodeset/hyperdrive >= 2.0.0\na/a 1.0.0: nodeset/hyperdrive >= 1.0.0";
        assert_eq!(plan("nodeset/hyperdrive 1.0.0", "a/a", older), "a/a 1.0.0");
    }

    #[test]
    fn modules_that_need_each_other_are_refused() {
        let error = resolve(&[], &wanted("a/a"), &set("a/a 1.0.0: b/b\nb/b 1.0.0: a/a")).unwrap_err();
        assert!(error.message().contains("in a circle: 'a/a' needs 'b/b' needs 'a/a'"), "{error}");
    }

    #[test]
    fn a_list_made_to_be_slow_is_not() {
        let mut lines = Vec::new();
        for module in 0..40 {
            for version in 0..20 {
                let next = if module == 39 {
                    "x/gone".into()
                } else {
                    format!("a/m{} >= {version}.0.0", module + 1)
                };
                lines.push(format!("a/m{module} {version}.0.0: {next}"));
            }
        }
        let start = std::time::Instant::now();
        assert!(conflict("", "a/m0", &lines.join("\n")).contains("x/gone isn't installed"));
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
