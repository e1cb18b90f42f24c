//! The order of modules: installed and started after what they depend on, stopped and removed before it.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::name::Fqmn;

use super::release::Release;

/// The modules of a set, each after all that it depends on; by name where nothing else decides. To stop or remove
/// them, go backwards. What isn't in the set is left out. A cycle: [`crate::Kind::No`], with every module in it.
pub fn order(set: &[Release]) -> Result<Vec<Fqmn>> {
    let mut waiting: BTreeMap<&Fqmn, BTreeSet<&Fqmn>> =
        set.iter().map(|release| (&release.fqmn, needed(set, release))).collect();
    let mut ordered = Vec::new();
    while let Some(ready) = waiting.iter().find(|(_, needs)| needs.is_empty()).map(|(fqmn, _)| *fqmn) {
        waiting.remove(ready);
        for needs in waiting.values_mut() {
            needs.remove(ready);
        }
        ordered.push(ready.clone());
    }
    if waiting.is_empty() { Ok(ordered) } else { Err(cycle(&waiting)) }
}

fn needed<'a>(set: &'a [Release], release: &Release) -> BTreeSet<&'a Fqmn> {
    let needs = |other: &&Release| release.dependencies.iter().any(|needed| needed.fqmn == other.fqmn);
    set.iter().filter(needs).map(|other| &other.fqmn).collect()
}

/// Names one cycle among modules of which each waits for another.
fn cycle(waiting: &BTreeMap<&Fqmn, BTreeSet<&Fqmn>>) -> Error {
    let next = |fqmn: &Fqmn| waiting.get(fqmn).and_then(|needs| needs.first().copied());
    let mut way: Vec<&Fqmn> = Vec::new();
    let mut at = waiting.keys().next().copied();
    while let Some(fqmn) = at.filter(|fqmn| !way.contains(fqmn)) {
        way.push(fqmn);
        at = next(fqmn);
    }
    let start = way.iter().position(|fqmn| Some(*fqmn) == at).unwrap_or(0);
    let names: Vec<String> =
        way.iter().skip(start).chain(way.get(start)).map(|fqmn| format!("'{fqmn}'")).collect();
    Error::no(format!("modules depend on each other in a circle: {}", names.join(" needs ")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::release::tests::set;
    use super::*;

    fn text(text: &str) -> String {
        let ordered = order(&set(text)).unwrap();
        ordered.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_module_comes_after_all_that_it_needs_and_else_by_name() {
        let modules = "
            z/base 1.0.0
            a/top 1.0.0: m/mid, x/elsewhere
            m/mid 1.0.0: z/base, nodeset/hyperdrive >= 1.0.0
            b/alone 1.0.0
            a/other 1.0.0: z/base
        ";
        assert_eq!(text(modules), "b/alone z/base a/other m/mid a/top");
        assert_eq!(text(""), "");
    }

    #[test]
    fn a_cycle_is_named_without_what_only_leads_to_it() {
        let modules = "
            a/leads 1.0.0: b/one
            b/one 1.0.0: c/two
            c/two 1.0.0: d/three, z/fine
            d/three 1.0.0: b/one
            z/fine 1.0.0
        ";
        let error = order(&set(modules)).unwrap_err();
        let expected =
            "modules depend on each other in a circle: 'b/one' needs 'c/two' needs 'd/three' needs 'b/one'";
        assert_eq!((error.message(), error.kind()), (expected, crate::Kind::No));
    }

    #[test]
    fn a_chain_of_thousands_is_no_trouble() {
        let chain: Vec<String> = (0..1000).map(|at| format!("a/m{at} 1.0.0: a/m{}", at + 1)).collect();
        assert!(text(&chain.join("\n")).starts_with("a/m999 a/m998 "));
    }
}
