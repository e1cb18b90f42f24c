//! Permissions: what modules ask for is shown and asked, and what the operator answers is kept with them.

use std::io::{self, Write};

use hd::document::Document;
use hd::document::fields::Permission;
use hd::{Error, Kind, Result, escape};

use crate::pipeline::{Ended, Interrupt, Pipeline};
use crate::prompt;
use crate::session::Session;

/// How often a module may ask for more: its adapter, then what the adapter is, then its services.
const ROUNDS: usize = 4;

/// How long what a stranger wrote may be in a line.
const LONGEST: usize = 100;

/// Runs steps on documents until they ask for no more than is granted. What the operator grants is on the documents then,
/// in `granted`. Denied where one isn't granted what it asks for.
pub(crate) fn until_granted(
    session: &Session,
    mut documents: Vec<Document>,
    allow: &[String],
    steps: impl Fn(Pipeline) -> Pipeline,
) -> Result<Ended> {
    for document in
        documents.iter_mut().filter(|document| !document.is_hyperdrive() && !document.has("granted"))
    {
        document.set("granted", &Vec::<String>::new())?;
    }
    for _ in 0..ROUNDS {
        let mut ended = session.run(steps(Pipeline::default().input(&documents)?), Interrupt::Ends)?;
        if ended.interrupted {
            return Ok(ended);
        }
        let mut granted = false;
        for document in &mut ended.documents {
            let Some(asking) = asking(session, document)? else { continue };
            if !grant(document, &asking, allow)? {
                return Err(refused(document, &asking));
            }
            granted = true;
        }
        if !granted {
            return Ok(ended);
        }
        documents = ended.documents;
    }
    Err(Error::adapter("a module asks for more each time that it is started"))
}

/// Asks about what stopped documents of a pipeline that ended, and keeps what is granted. Whether something was: then the
/// pipeline is worth another run.
pub(crate) fn grant_refused(session: &Session, ended: &Ended, allow: &[String]) -> Result<bool> {
    let denied = |document: &Document| document.error().is_some_and(|error| error.kind() == Kind::Denied);
    if ended.interrupted || !ended.documents.iter().any(denied) {
        return Ok(false);
    }
    let mut granted = Vec::new();
    for document in &ended.documents {
        let mut document = document.clone();
        if let Some(asking) = asking(session, &mut document)?
            && grant(&mut document, &asking, allow)?
        {
            granted.push(document);
        }
    }
    keep(session, &granted)
}

/// Asks for what services will ask for once they are started with what was just saved. That it isn't granted is only said:
/// the start asks again.
pub(crate) fn ask_ahead(session: &Session, rendered: &Ended, allow: &[String]) -> Result<()> {
    let mut granted = Vec::new();
    for document in rendered.documents.iter().filter(|document| document.error().is_none()) {
        let mut document = document.clone();
        let Some(asking) = asking(session, &mut document)? else { continue };
        if grant(&mut document, &asking, allow)? {
            granted.push(document);
        } else {
            let names: Vec<String> = asking.iter().map(|asked| escape::short(&asked.name, LONGEST)).collect();
            session.say(&format!(
                "the next start asks for more of '{}': {}",
                document.fqmn(),
                names.join(", ")
            ));
        }
    }
    keep(session, &granted).map(|_| ())
}

/// Stores what was granted. Whether anything was.
fn keep(session: &Session, granted: &[Document]) -> Result<bool> {
    if granted.is_empty() {
        return Ok(false);
    }
    let kept = session.prepare(Pipeline::default().input(granted)?.step(session.state(["save"])))?;
    Ok(kept.code == 0)
}

/// What a document asks for beyond what is granted. One that was refused for it comes back without its failure.
fn asking(session: &Session, document: &mut Document) -> Result<Option<Vec<Permission>>> {
    let mut looked_at = document.clone();
    match document.error() {
        Some(error) if error.kind() == Kind::Denied => {
            looked_at.remove("error");
            let Some(checked) = checked(session, &looked_at)? else { return Ok(None) };
            looked_at = checked;
        }
        Some(_) => return Ok(None),
        None => {}
    }
    let granted: Vec<String> = document.get("granted")?.unwrap_or_default();
    let mut asked: Vec<Permission> = looked_at.get("permissions")?.unwrap_or_default();
    let mut known = Vec::new();
    asked.retain(|asked| {
        let new = !granted.contains(&asked.name) && !known.contains(&asked.name);
        known.push(asked.name.clone());
        new
    });
    if asked.is_empty() || document.is_hyperdrive() {
        return Ok(None);
    }
    *document = looked_at;
    Ok(Some(asked))
}

/// The document with what its files ask for; `None` where that can't be told.
fn checked(session: &Session, document: &Document) -> Result<Option<Document>> {
    let mut pipeline = Pipeline::default().input(std::slice::from_ref(document))?;
    pipeline = pipeline.step(["hd-compose", "check", "adapter"]);
    if document.has("compose") {
        pipeline = pipeline.step(["hd-compose", "check", "services"]);
    }
    let mut ended = session.run(pipeline, Interrupt::Ends)?;
    Ok(ended.documents.pop().filter(|document| ended.code == 0 && document.error().is_none()))
}

/// Grants it where that was allowed by name, or is now. Whether it was.
fn grant(document: &mut Document, asking: &[Permission], allow: &[String]) -> Result<bool> {
    let by_name = asking.iter().all(|asked| allow.contains(&asked.name));
    if !by_name && !(prompt::somebody() && is_allowed(document, asking)?) {
        return Ok(false);
    }
    let mut granted: Vec<String> = document.get("granted")?.unwrap_or_default();
    granted.extend(asking.iter().map(|asked| asked.name.clone()));
    granted.sort();
    granted.dedup();
    document.set("granted", &granted)?;
    Ok(true)
}

fn is_allowed(document: &Document, asking: &[Permission]) -> Result<bool> {
    let fqmn = document.fqmn();
    let _ = write!(
        io::stderr(),
        "hyperdrive: '{fqmn}' asks for what it hasn't been allowed so far\n{}",
        lines(asking)
    );
    prompt::yes(&format!("Allow all of this to '{fqmn}' from now on?"))
}

/// Each in our words, with what the stranger wrote below it: one line, quoted and shortened.
pub(crate) fn lines(asking: &[Permission]) -> String {
    let line = |asked: &Permission| {
        let (name, place) = (escape::short(&asked.name, LONGEST), escape::short(&asked.place, LONGEST));
        format!(
            "  {}: its {} file {}\n    '{name}' at '{place}'\n",
            asked.rank.word(),
            asked.part,
            asked.text
        )
    };
    asking.iter().map(line).collect()
}

fn refused(document: &Document, asking: &[Permission]) -> Error {
    let faults = asking.iter().map(|asked| {
        hd::Fault::new(
            escape::short(&asked.place, LONGEST),
            format!("it {} ({})", asked.text, escape::short(&asked.name, LONGEST)),
        )
    });
    let options: Vec<String> =
        asking.iter().map(|asked| format!("--allow {}", hd::process::quoted(&asked.name))).collect();
    Error::denied(format!("'{}' isn't allowed what it asks for", document.fqmn()))
        .with_faults(faults)
        .hint(format!("to allow it: {}", options.join(" ")))
}
