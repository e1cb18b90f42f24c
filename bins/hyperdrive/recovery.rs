//! What killed or interrupted runs left: undone or finished before anything else is done.

use hd::document::Document;
use hd::document::fields::Package;
use hd::{Error, Kind, Result};
use serde_json::Value;

use crate::pipeline::{Interrupt, Pipeline, was_interrupted};
use crate::session::Session;
use crate::{placing, start};

/// Everything that may be left.
pub(crate) fn run(session: &Session) -> Result<()> {
    undo(session)?;
    placing::free_or_later(session)?;
    hd::state::sweep(&session.home()?);
    Ok(())
}

/// What a later command does as well is no reason not to do what is asked for: that it can't be done now is said.
pub(crate) fn or_later(session: &Session, done: Result<()>) -> Result<()> {
    match done {
        Err(error) if !was_interrupted() => {
            session.say_error(error.hint("a later command tries again"));
            Ok(())
        }
        done => done,
    }
}

/// What was begun and not ended, for whatever reason; first what may need what goes then.
pub(crate) fn undo(session: &Session) -> Result<()> {
    undo_upgrades(session)?;
    undo_interrupted(session)
}

/// Takes down and removes what an installation began and didn't end, and what a removal left.
fn undo_interrupted(session: &Session) -> Result<()> {
    let pipeline = Pipeline::default().step(session.with_engine(session.state(["interrupted"])));
    let left = session.prepare(pipeline)?.documents;
    if left.is_empty() {
        return Ok(());
    }
    let undo = Pipeline::default().input(&left)?.step(["hd-compose", "down"]).step(session.state(["remove"]));
    let undone = session.run(undo, Interrupt::Ends)?;
    if undone.code != 0 || undone.interrupted {
        session.say_errors(&undone.documents);
        return Err(Error::new(
            Kind::from_code(undone.code),
            "what an interrupted command left can't be undone",
        )
        .hint("run the command again when the reason is gone"));
    }
    for document in &left {
        session.say(&gone(document));
    }
    Ok(())
}

fn gone(document: &Document) -> String {
    let fqmn = document.fqmn();
    match (document.has("interrupted"), document.has("purge")) {
        (true, _) => format!("'{fqmn}', which came for an upgrade, is gone again"),
        (_, true) => format!("the interrupted removal of '{fqmn}' is finished"),
        _ => format!("the interrupted installation of '{fqmn}' is undone"),
    }
}

/// Brings the old packages of modules back whose upgrade began and wasn't decided: linked, their adapters up, and their
/// services where these ran. Gives the modules' names.
pub(crate) fn undo_upgrades(session: &Session) -> Result<Vec<String>> {
    let pipeline =
        Pipeline::default().step(session.with_engine(session.state(["interrupted", "--upgrades"])));
    let all = session.prepare(pipeline)?.documents;
    let interrupted = all.iter().filter(|document| document.has("interrupted"));
    interrupted
        .map(|document| {
            back(session, &all, document)?;
            session.say(&undone(document)?);
            Ok(document.fqmn())
        })
        .collect()
}

fn undone(document: &Document) -> Result<String> {
    let (fqmn, new): (String, Value) = (document.fqmn(), document.need("interrupted")?);
    let descriptor: Value = document.get("descriptor")?.unwrap_or_default();
    let version = descriptor["version"].as_str().unwrap_or("the old version");
    Ok(if new["version"] == version {
        format!("'{fqmn}' has its old package of {version} again")
    } else {
        format!("the upgrade of '{fqmn}' is undone: {version} is back")
    })
}

fn back(session: &Session, all: &[Document], document: &Document) -> Result<()> {
    let (fqmn, package): (String, Package) = (document.fqmn(), document.need("package")?);
    let interrupted: Value = document.need("interrupted")?;
    placing::link(session, &package.sha256)?;
    let only = ["--only", &fqmn];
    let mut pipeline = Pipeline::default()
        .input(all)?
        .step(["hd-render", "adapter"])
        .with(only)
        .step(["hd-compose", "up", "adapter"])
        .with(only);
    if document.has("settings") {
        pipeline = pipeline.step(["hd-adapter-call", "set-config"]).with(only);
    }
    if interrupted["restart"] == true && !start::is_held(document) {
        pipeline = pipeline
            .step(["hd-adapter-call", "get-containers"])
            .with(only)
            .step(["hd-render", "services"])
            .with(only)
            .step(["hd-compose", "up", "services", "--wait"])
            .with(only);
    }
    let ended = session.run(pipeline.step(session.state(["save", "back"])).with(only), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    if ended.interrupted || ended.documents.is_empty() {
        return Err(Error::new(
            Kind::from_code(ended.code.max(4)),
            format!("the upgrade of '{fqmn}' isn't undone yet"),
        )
        .hint("the next command tries again"));
    }
    Ok(())
}
