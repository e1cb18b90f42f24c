//! `hyperdrive service logs | generations | prune`: what there is to see, and what may go.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, UNIX_EPOCH};

use cli::Exit;
use hd::document;
use hd::process::Process;
use hd::state::Leftovers;
use hd::{Error, Result};
use serde_json::Value;

use crate::args::{Logs, Prune};
use crate::pipeline::Interrupt;
use crate::service::which_of;
use crate::session::Session;
use crate::tools::words;

/// `hd-compose logs` on the documents of what runs, its output being ours; of one part of each module, or of all.
pub(crate) fn logs(session: &Session, args: &Logs, part: Option<&str>) -> Result<Exit> {
    session.need_engine()?;
    let only = which_of(session, &args.modules)?;
    let documents = session.run(session.load_running(), Interrupt::Ends)?.documents;
    let call = Process::new(session.tool("hd-compose")?)
        .args(["logs", "--tail", &args.tail.to_string()])
        .args(part)
        .args(args.follow.then_some("--follow"))
        .args(only.iter().flat_map(|fqmn| ["--only", fqmn]));
    let mut command = call.command();
    let mut child =
        command.stdin(Stdio::piped()).spawn().map_err(|cause| Error::file("run", "hd-compose", &cause))?;
    if let Some(mut stdin) = child.stdin.take() {
        for one in &documents {
            // It may have ended already: then its exit code says why.
            let _ = document::write(one, document::Layout::Compact, &mut stdin);
        }
    }
    let ended = child.wait().map_err(|cause| Error::file("wait for", "hd-compose", &cause))?;
    Ok(Exit::of(ended))
}

/// The generations that are kept, a line for each and one for each module.
pub(crate) fn generations(session: &Session) -> Result<Exit> {
    let said = session.answer(session.state(["generations"]))?;
    if session.json {
        print(said.iter().map(|entry| format!("{entry}\n")).collect::<String>());
    } else {
        print(said.iter().map(line).collect::<String>());
    }
    Ok(Exit::DONE)
}

fn line(entry: &Value) -> String {
    let started = entry["started"].as_u64().map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
    let when = started.map_or_else(
        || "never started".into(),
        |when| format!("started {}", humantime::format_rfc3339_seconds(when)),
    );
    let mark = match (entry["current"] == true, entry["pending"] == true) {
        (true, _) => ", current",
        (_, true) => ", waits for the next start",
        _ => "",
    };
    let modules = entry["modules"].as_object().into_iter().flatten();
    let modules = modules.map(|(fqmn, module)| {
        let off = if module["enabled"] == false { ", disabled" } else { "" };
        let package: String = module["package"].as_str().unwrap_or("?").chars().take(12).collect();
        format!("  {fqmn} {} (package {package}){off}\n", module["version"].as_str().unwrap_or("?"))
    });
    format!("generation {}: {when}{mark}\n{}", entry["generation"], modules.collect::<String>())
}

/// Shows what retention no longer keeps, and removes it where that was asked for.
pub(crate) fn prune(session: &Session, args: &Prune) -> Result<Exit> {
    let mut step = session.with_engine(session.state(["prune"]));
    step.extend(words(args.yes.then_some("--yes")));
    let said = session.answer(step)?.into_iter().next().unwrap_or_default();
    if session.json {
        print(format!("{said}\n"));
        return Ok(Exit::DONE);
    }
    let left: Leftovers = serde_json::from_value(said)
        .map_err(|cause| Error::bug(format!("cannot read hd-state's answer: {cause}")))?;
    let verb = if args.yes { "removed" } else { "no longer kept" };
    let generations = left.generations.iter().map(|number| format!("{verb}: generation {number}\n"));
    let packages = left.packages.iter().map(|dir| format!("{verb}: package {}\n", dir.display()));
    let images = left.images.iter().map(|(id, name)| format!("{verb}: image {name} ({id})\n"));
    let text: String = generations.chain(packages).chain(images).collect();
    if text.is_empty() {
        print("nothing is there that isn't kept\n".into());
    } else {
        print(text);
        if !args.yes {
            session.say("nothing was removed; 'hyperdrive service prune --yes' removes it");
        }
    }
    Ok(Exit::DONE)
}

/// Text on standard output; nobody may be there to read it.
fn print(text: String) {
    let text: String = text.lines().map(|line| hd::escape::line(line) + "\n").collect();
    let _ = std::io::stdout().write_all(text.as_bytes());
}
