//! Modules that are enabled and disabled, and whether what needs them, or what they need, may be with them.

use std::ffi::OsString;
use std::io::IsTerminal;

use hd::config::file::Switch;
use hd::document::Document;
use hd::module::Needs;
use hd::module::needs::{self, More};
use hd::{Error, Fault, Result};

use crate::adapter;
use crate::args::Config;
use crate::prompt;
use crate::session::Session;

/// Which modules are to be enabled, and which disabled: all that were asked for, and what that takes along.
pub(super) fn wanted(
    session: &Session,
    args: &Config,
    in_file: &[Switch],
    modules: &[Document],
) -> Result<Vec<(String, bool)>> {
    let full = |word: &String| -> Result<String> { Ok(adapter::find(modules, word)?.fqmn()) };
    let mut switches: Vec<(String, bool)> =
        in_file.iter().map(|switch| (switch.fqmn.clone(), switch.enabled)).collect();
    let [on, off] =
        [&args.enable, &args.disable].map(|words| words.iter().map(full).collect::<Result<Vec<_>>>());
    let (on, off) = (on?, off?);
    needs::refuse_both(&on, &off)?;
    for (names, enabled) in [(on, true), (off, false)] {
        for fqmn in names {
            // What was typed stands in the place of what the file says.
            switches.retain(|(other, _)| *other != fqmn);
            switches.push((fqmn, enabled));
        }
    }
    let more = along(session, args, &switches, modules)?;
    switches.extend(more.into_iter().map(|more| (modules[more.at].fqmn(), more.enabled)));
    Ok(switches)
}

/// Them as options of `hd-config set`.
pub(super) fn options(switches: &[(String, bool)]) -> impl Iterator<Item = OsString> {
    let option = |(fqmn, enabled): &(String, bool)| {
        [if *enabled { "--enable".into() } else { "--disable".into() }, OsString::from(fqmn)]
    };
    switches.iter().flat_map(option)
}

/// What has to be switched with what was asked for, where the operator wants that. What can't be is for `hd-config` to say.
fn along(
    session: &Session,
    args: &Config,
    switches: &[(String, bool)],
    modules: &[Document],
) -> Result<Vec<More>> {
    let place = |fqmn: &str| modules.iter().position(|module| module.fqmn() == fqmn);
    let wanted: Vec<(usize, bool)> =
        switches.iter().filter_map(|(fqmn, enabled)| Some((place(fqmn)?, *enabled))).collect();
    let enabled: Vec<bool> = modules.iter().map(Document::is_enabled).collect();
    let along = Needs::of(modules).along(&enabled, &wanted);
    if along.more.is_empty() || !along.faults.is_empty() {
        return Ok(Vec::new());
    }
    if args.yes {
        along.more.iter().for_each(|more| session.say(&said(more, modules)));
        return Ok(along.more);
    }
    if !std::io::stdin().is_terminal() {
        let fault = |more: &More| Fault::new(modules[more.at].fqmn(), reason(more));
        return Err(Error::no("modules need each other: nothing was enabled or disabled")
            .with_faults(along.more.iter().map(fault))
            .hint("--yes enables and disables these too"));
    }
    for more in &along.more {
        let word = if more.enabled { "enable" } else { "disable" };
        let question = format!("'{}' {}: {word} it too?", modules[more.at].fqmn(), reason(more));
        if !prompt::yes(&question)? {
            return Err(Error::no("nothing was enabled or disabled"));
        }
    }
    Ok(along.more)
}

fn reason(more: &More) -> String {
    if more.enabled {
        format!("is disabled, and '{}' needs it", more.because)
    } else {
        format!("is enabled, and needs '{}'", more.because)
    }
}

fn said(more: &More, modules: &[Document]) -> String {
    let word = if more.enabled { "enabled" } else { "disabled" };
    format!("'{}' {}: it is {word} too", modules[more.at].fqmn(), reason(more))
}
