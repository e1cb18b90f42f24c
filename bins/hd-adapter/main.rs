//! hd-adapter: an adapter that is declared, not programmed.
//!
//! Reads: a module.yaml; a request on standard input. Writes: an answer, files of the module's config folder.
//! Exits: as the adapter protocol says below `hd-module`: 1 a failure, 3 an unknown command.

mod args;
mod idle;
mod protocol;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use args::{Args, Check, Command, Init};
use cli::flags::Common;
use cli::{Exit, Tool};
use hd::declared::{Module, starter};
use hd::module::descriptor;
use hd::name::{self, Fqmn};
use hd::{Error, Result};
use serde_json::json;

const TOOL: Tool = Tool { name: "hd-adapter", reads: &[], writes: &[] };

fn main() -> ExitCode {
    TOOL.run(adapter)
}

fn adapter(args: Args) -> Result<Exit> {
    match args.command.unwrap_or(Command::Idle) {
        Command::Idle => idle::idle(&args.module),
        Command::HdModule(asked) => Ok(protocol::answer(&args.module, &asked.command)),
        Command::Check(asked) => check(&asked, &args.common),
        Command::Init(asked) => init(&asked, &args.common),
    }
}

fn check(args: &Check, common: &Common) -> Result<Exit> {
    let module = Module::read(&args.file)?;
    module.try_out()?;
    common.print(&module.summary())
}

fn init(args: &Init, common: &Common) -> Result<Exit> {
    let fqmn = args.fqmn.as_ref().map_or_else(|| usual_name(&args.dir), |text| text.parse())?;
    if let Some(fault) = descriptor::fqmn_fault(&fqmn) {
        return Err(Error::input(fault).hint("name the module with --fqmn AUTHOR/NAME"));
    }
    let shortcut = args.shortcut.clone().unwrap_or_else(|| starter::shortcut(fqmn.name()));
    if let Some(fault) = shortcut_fault(&shortcut) {
        return Err(Error::input(fault).hint("name one with --shortcut"));
    }
    let files = starter::write(&args.dir, &fqmn, &shortcut)?;
    let files: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    common.print(&json!({ "module": fqmn, "shortcut": shortcut, "dir": args.dir.display().to_string(), "files": files }))
}

/// Why a new module hadn't better have this shortcut. In a published one other forms are mended.
fn shortcut_fault(shortcut: &str) -> Option<String> {
    let form =
        |fault: String| format!("'{shortcut}' is no shortcut: {}", fault.replace("a project name", "it"));
    name::project_fault(shortcut).map(form).or_else(|| descriptor::shortcut_fault(shortcut))
}

/// A module's name that is made of its folder's.
fn usual_name(folder: &Path) -> Result<Fqmn> {
    let absolute = std::path::absolute(folder).map_err(|cause| Error::file("find", folder, &cause))?;
    // A path that ends in '..' or '.' says its folder's name only once it is followed.
    let absolute: PathBuf = absolute.canonicalize().unwrap_or(absolute);
    let name = absolute.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Fqmn::new("example", &name).map_err(|error| error.hint("name the module with --fqmn AUTHOR/NAME"))
}
