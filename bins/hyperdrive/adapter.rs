//! `hyperdrive MODULE COMMAND…`: a command for a module's adapter.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;

use cli::Exit;
use hd::document::Document;
use hd::document::fields::{Names, Paths};
use hd::process::Process;
use hd::{Error, Result};
use serde_json::Value;

use crate::pipeline::Interrupt;
use crate::session::Session;

/// Becomes `hd-adapter-call run` on the module that the first word means.
pub(crate) fn run(session: &Session, given: &[OsString]) -> Result<Exit> {
    let (word, command) = given.split_first().ok_or_else(|| Error::usage("no module is named"))?;
    let word = word.to_string_lossy();
    // Before the first installation there is no module: what was typed is the fault.
    let modules = if session.user_dir().exists() {
        session.run(session.load_running(), Interrupt::Ends)?.documents
    } else {
        Vec::new()
    };
    let module = find(&modules, &word)?;
    let (names, paths): (Names, Paths) = (module.need("names")?, module.need("paths")?);
    let call = Process::new(session.tool("hd-adapter-call")?)
        .args(["run", "--container", &names.adapter_container, "--key-file"])
        .arg(&paths.adapter_key)
        .args(["--home", &module.need::<String>("home")?, "--fqmn", &module.fqmn()])
        .env("DOCKER_HOST", module.need::<String>("engine")?)
        .arg("--")
        .args(command);
    let cause = call.command().exec();
    Err(Error::file("run", "hd-adapter-call", &cause))
}

/// The one module with this shortcut, name or FQMN.
pub(crate) fn find<'a>(modules: &'a [Document], word: &str) -> Result<&'a Document> {
    let own = || modules.iter().filter(|module| !module.is_hyperdrive());
    let meant: Vec<&Document> = own().filter(|module| answers_to(module, word)).collect();
    match meant.as_slice() {
        [module] => Ok(module),
        [] => {
            let known: Vec<String> = own().map(Document::fqmn).collect();
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            Err(Error::usage(format!("'{word}' is no command and no installed module"))
                .hint(format!("installed: {known}"))
                .hint("'hyperdrive --help' shows the commands"))
        }
        several => {
            let names: Vec<String> = several.iter().map(|module| module.fqmn()).collect();
            Err(Error::usage(format!("'{word}' could be any of: {}", names.join(", ")))
                .hint("type one of them in full"))
        }
    }
}

fn answers_to(module: &Document, word: &str) -> bool {
    let descriptor: Value = module.get("descriptor").ok().flatten().unwrap_or_default();
    module.fqmn() == word || descriptor["shortcut"] == word || descriptor["name"] == word
}
