//! Edits as they were typed, each brought to its module's document: `FQPN=VALUE`, a shortcut in the place of the FQMN, and
//! secrets that are asked for.

use std::path::{Path, PathBuf};

use hd::config::{Edit, To};
use hd::document::fields;
use hd::document::{Document, HYPERDRIVE};
use hd::state::file;
use hd::{Error, Result};

use super::ask;
use crate::adapter;
use crate::args::Config;
use crate::session::Session;

/// What was asked for, by the document that it is for. The files of typed secrets go when this goes.
pub(super) struct Edits {
    edits: Vec<(String, fields::Edit)>,
    typed: Vec<PathBuf>,
}

impl Edits {
    /// What these options ask for.
    pub(super) fn of(session: &Session, args: &Config, modules: &[Document]) -> Result<Self> {
        let mut edits = Self { edits: Vec::new(), typed: Vec::new() };
        for word in &args.set {
            let edit = Edit::parse(&in_full(modules, word)?)?;
            let fqpn = edit.fqpn.to_string();
            edits.add(modules, &edit, |edits| edits.field(session, &fqpn, &edit.to))?;
        }
        for name in &args.reset {
            let edit = Edit::new(name_in_full(modules, name)?.parse()?, To::Default);
            edits.add(modules, &edit, |_| Ok(fields::Edit { reset: true, ..fields::Edit::default() }))?;
        }
        Ok(edits)
    }

    /// Edits that are known already, each with its document's FQMN.
    pub(super) fn known(edits: Vec<(String, fields::Edit)>) -> Self {
        Self { edits, typed: Vec::new() }
    }

    /// Puts each edit on its document, as the field `edits`: values aren't seen in a list of processes.
    pub(super) fn put_on(&self, documents: &mut [Document]) -> Result<()> {
        for document in documents {
            let fqmn = document.fqmn();
            let own = self.edits.iter().filter(|(module, _)| *module == fqmn).map(|(_, edit)| edit);
            let own: Vec<&fields::Edit> = own.collect();
            if !own.is_empty() {
                document.set("edits", &own)?;
            }
        }
        Ok(())
    }

    /// Whether something is asked for of this module.
    pub(super) fn has(&self, fqmn: &str) -> bool {
        self.edits.iter().any(|(module, _)| module == fqmn)
    }

    fn add(
        &mut self,
        modules: &[Document],
        edit: &Edit,
        field: impl FnOnce(&mut Self) -> Result<fields::Edit>,
    ) -> Result<()> {
        let module = owner(modules, edit)?;
        let field = fields::Edit { fqpn: edit.fqpn.to_string(), ..field(self)? };
        self.edits.push((module, field));
        Ok(())
    }

    fn field(&mut self, session: &Session, fqpn: &str, to: &To) -> Result<fields::Edit> {
        let none = fields::Edit::default();
        Ok(match to {
            To::Json(json) => fields::Edit { value: Some(json.clone()), ..none },
            To::Text(text) => fields::Edit { text: Some(text.clone()), ..none },
            To::File(path) if path == Path::new("-") => {
                let path = session.scratch(&format!("typed-{}", self.typed.len()));
                self.typed.push(path.clone());
                file::write(&path, ask::secret(fqpn)?, 0o600)?;
                fields::Edit { secret_file: Some(path), ..none }
            }
            To::File(path) => fields::Edit { secret_file: Some(path.clone()), ..none },
            _ => return Err(Error::bug("an edit that no option makes")),
        })
    }
}

impl Drop for Edits {
    fn drop(&mut self) {
        self.typed.iter().for_each(|path| drop(file::remove(path)));
    }
}

/// The edit with the module's FQMN where its shortcut or name stands.
fn in_full(modules: &[Document], word: &str) -> Result<String> {
    let Some(end) = word.find(['=', '@']) else { return Ok(word.into()) };
    // `FQPN:=JSON`: its colon belongs to the sign.
    let name = word[..end].strip_suffix(':').unwrap_or(&word[..end]);
    Ok(name_in_full(modules, name)? + &word[name.len()..])
}

fn name_in_full(modules: &[Document], name: &str) -> Result<String> {
    match name.split_once(':') {
        Some((module, path)) if !module.contains('/') && module != "hyperdrive" && !has_space(name) => {
            Ok(format!("{}:{path}", adapter::find(modules, module)?.fqmn()))
        }
        _ => Ok(name.into()),
    }
}

/// What no name has: what was typed may be a value then, and isn't told.
fn has_space(name: &str) -> bool {
    name.contains(char::is_whitespace)
}

/// The FQMN of the document that an edit is for; a bare path means the one module beside Hyperdrive.
fn owner(modules: &[Document], edit: &Edit) -> Result<String> {
    let names = || modules.iter().map(Document::fqmn).collect::<Vec<_>>().join(", ");
    if let Some(module) = edit.fqpn.module() {
        let module = module.to_string();
        let known = module == HYPERDRIVE || modules.iter().any(|document| document.fqmn() == module);
        let unknown = || {
            Error::input(format!("no module '{module}' is installed")).hint(format!("these are: {}", names()))
        };
        return if known { Ok(module) } else { Err(unknown()) };
    }
    let own: Vec<&Document> = modules.iter().filter(|module| !module.is_hyperdrive()).collect();
    match own[..] {
        [one] => Ok(one.fqmn()),
        _ => Err(Error::input(format!("'{}' names no module, and {} are installed", edit.fqpn, own.len()))
            .hint(format!("say which: {}", names()))),
    }
}
