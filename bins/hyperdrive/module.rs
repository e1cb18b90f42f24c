//! `hyperdrive module …`

use cli::Exit;
use hd::Result;
use hd::document::Document;
use hd::document::fields::Package;

use crate::args::{Module, Named};
use crate::pipeline::{Interrupt, Pipeline};
use crate::session::Session;
use crate::{adapter, dependants, install, registry, show, uninstall, upgrade};

pub(crate) fn run(session: Session, command: &Module) -> Result<Exit> {
    match command {
        Module::Install(install) => install::run(session, install),
        Module::Upgrade(upgrade) => upgrade::run(session, upgrade),
        Module::Uninstall(uninstall) => uninstall::run(session, uninstall),
        Module::List => list(&session),
        Module::Search(search) => registry::search(&session, &search.words, &search.registry),
        Module::Info(named) => info(&session, named),
        Module::Verify(named) => verify(&session, named),
    }
}

fn list(session: &Session) -> Result<Exit> {
    let ended = session.run(session.load(), Interrupt::Ends)?;
    session.say_errors(&ended.documents);
    show::documents(session, &ended.documents, show::module)?;
    Ok(Exit(ended.code))
}

/// The installed modules that are meant; all where none is named.
fn meant(session: &Session, named: &Named) -> Result<(Vec<Document>, Vec<Document>)> {
    let all = session.stored(session.load())?;
    if named.modules.is_empty() {
        let own = all.iter().filter(|document| !document.is_hyperdrive()).cloned().collect();
        return Ok((own, all));
    }
    let one = |word: &String| adapter::find(&all, word).cloned();
    Ok((named.modules.iter().map(one).collect::<Result<_>>()?, all))
}

fn info(session: &Session, named: &Named) -> Result<Exit> {
    let (meant, all) = meant(session, named)?;
    show::documents(session, &meant, |document| {
        show::info(document, &dependants::of(&all, &document.fqmn()))
    })?;
    Ok(Exit::DONE)
}

/// Whether the unpacked packages are still as they were, by the digests that were recorded.
fn verify(session: &Session, named: &Named) -> Result<Exit> {
    let (mut meant, mut worst) = (meant(session, named)?.0, Exit::DONE);
    for document in &mut meant {
        let package: Package = document.need("package")?;
        let dir: std::path::PathBuf = document.need("dir")?;
        // Where it was placed, whatever the system directory is today.
        let system = dir.ancestors().nth(2).unwrap_or(&session.place.system_dir).to_owned();
        let check = Pipeline::default()
            .step(["hd-unpack", "--check", &format!("sha256:{}", package.sha256), "--into"])
            .with([&system]);
        let ended = session.prepare(check)?;
        document.set("verified", &(ended.code == 0))?;
        worst = worst.max(Exit(ended.code));
    }
    show::documents(session, &meant, show::verified)?;
    Ok(worst)
}
