//! Modules that are enabled and disabled, with what that takes along.

use std::collections::BTreeMap;

use hd::config::file::Wanted;
use hd::document::Document;
use hd::module::{Needs, needs};
use hd::{Error, Fault, Result};

use crate::args::Set;
use crate::edits::{position, unknown};

/// Which documents are switched on or off. What they need or what needs them is switched too where the operator says so; else
/// nothing is, and the answer is no.
pub fn switched(args: &Set, files: &[Wanted], documents: &[Document]) -> Result<Vec<(usize, bool)>> {
    let mut wanted = asked(args, files, documents)?;
    let enabled: Vec<bool> = documents.iter().map(Document::is_enabled).collect();
    let along = Needs::of(documents).along(&enabled, &wanted);
    let fqmn = |at: usize| documents[at].fqmn();
    if !along.faults.is_empty() {
        return Err(Error::no("modules can't be enabled without what they need").with_faults(along.faults));
    }
    if args.follow {
        wanted.extend(along.more.iter().map(|more| (more.at, more.enabled)));
        return Ok(wanted);
    }
    let faults: Vec<Fault> = along
        .more
        .iter()
        .map(|more| {
            let what = if more.enabled { "is disabled, and" } else { "is enabled, and needs" };
            let needs = if more.enabled { " needs it" } else { "" };
            Fault::new(fqmn(more.at), format!("{what} '{}'{needs}", more.because))
        })
        .collect();
    if faults.is_empty() {
        return Ok(wanted);
    }
    Err(Error::no("modules need each other: nothing was enabled or disabled")
        .with_faults(faults)
        .hint("--follow enables and disables these too"))
}

fn asked(args: &Set, files: &[Wanted], documents: &[Document]) -> Result<Vec<(usize, bool)>> {
    needs::refuse_both(&args.enable, &args.disable)?;
    let in_files = files.iter().flat_map(|file| &file.switches).map(|switch| (&switch.fqmn, switch.enabled));
    let on = args.enable.iter().map(|fqmn| (fqmn, true));
    let off = args.disable.iter().map(|fqmn| (fqmn, false));
    let switch = |(fqmn, enabled): (&String, bool)| match position(documents, fqmn) {
        Some(at) if !documents[at].is_hyperdrive() => Ok((at, enabled)),
        Some(_) => Err(Error::usage("Hyperdrive itself can't be enabled or disabled")),
        None => Err(unknown(documents, fqmn)),
    };
    // The last one counts: files give way to what was typed.
    let last: BTreeMap<usize, bool> = in_files.chain(on).chain(off).map(switch).collect::<Result<_>>()?;
    Ok(last.into_iter().collect())
}
