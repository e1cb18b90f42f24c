//! `hyperdrive module uninstall`: containers and keys go, data stays unless it is to go too.

use std::path::PathBuf;

use cli::Exit;
use hd::document::Document;
use hd::document::fields::Paths;
use hd::{Error, Result, escape};

use crate::args::Uninstall;
use crate::pipeline::{Interrupt, Pipeline};
use crate::session::Session;
use crate::{adapter, dependants, placing, show};

pub(crate) fn run(session: Session, args: &Uninstall) -> Result<Exit> {
    let session = session.locked()?;
    let all = session.stored(session.load_running())?;
    let going = going(&all, args)?;
    let first = Pipeline::default()
        .input(&going)?
        .step(session.state(["remove", "--begin"]))
        .with(args.purge_data.then_some("--purge-data"));
    let begun = session.prepare(first)?;
    if begun.code != 0 {
        return Err(Error::new(hd::Kind::from_code(begun.code), "nothing was removed"));
    }
    // From here on they are gone: what is cut off now, the next command finishes.
    let remove = Pipeline::default()
        .input(&begun.documents)?
        .step(["hd-compose", "down"])
        .step(session.state(["remove"]));
    let ended = session.run(remove, Interrupt::Finishes)?;
    session.say_errors(&ended.documents);
    show::documents(&session, &ended.documents, |document| removed(document, args.purge_data))?;
    placing::free_or_say(&session)?;
    Ok(if ended.interrupted { Exit::INTERRUPTED } else { Exit(ended.code) })
}

/// The modules that are meant and, where that is wanted, those that depend on them: dependants first.
fn going(all: &[Document], args: &Uninstall) -> Result<Vec<Document>> {
    let mut going: Vec<String> = Vec::new();
    for word in &args.modules {
        let fqmn = adapter::find(all, word)?.fqmn();
        if args.with_dependants {
            going.extend(dependants::of(all, &fqmn));
        }
        going.push(fqmn);
    }
    let mut documents: Vec<Document> =
        all.iter().filter(|document| going.contains(&document.fqmn())).cloned().collect();
    // A package that is gone is no reason to keep a module.
    for document in &mut documents {
        document.remove("error");
    }
    Ok(dependants::last_first(documents))
}

/// What became of it, and what of it is still there.
fn removed(document: &Document, purged: bool) -> String {
    if document.error().is_some() {
        return format!("removed, but not all of it is gone: {}\n", document.fqmn());
    }
    let mut text = format!("removed: {}\n", document.fqmn());
    if !purged {
        let paths: Option<Paths> = document.get("paths").ok().flatten();
        let left = paths.into_iter().flat_map(folders).filter(has_content);
        text.extend(left.map(|folder| format!("  left: {}\n", folder.display())));
        let volumes: Vec<String> = document.get("volumes").ok().flatten().unwrap_or_default();
        text.extend(volumes.iter().map(|name| format!("  left: volume {}\n", escape::line(name))));
    }
    text
}

fn folders(paths: Paths) -> [PathBuf; 4] {
    [paths.data, paths.config, paths.log, paths.r#override]
}

/// One that can't be read belongs to a service's user, and has what that wrote.
fn has_content(folder: &PathBuf) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(cause) => cause.kind() == std::io::ErrorKind::PermissionDenied,
    }
}
