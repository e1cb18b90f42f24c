//! The edits of one run: from the command line and from the documents' own field, each brought to its module.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use cli::{Exit, Stream};
use hd::config::file::{self, Wanted};
use hd::config::{Configuration, Configured, Edit, To};
use hd::document::{Document, HYPERDRIVE, fields};
use hd::error::reason;
use hd::name::Fqpn;
use hd::{Error, Result};

use crate::TOOL;
use crate::args::Set;

/// Applies all edits to the stream.
pub fn set(args: &Set, stream: &Stream) -> Result<Exit> {
    let files = args.file.iter().map(|path| file::read(path)).collect::<Result<Vec<_>>>()?;
    let wanted = given(args)?;
    stream.whole(|documents| {
        files.iter().try_for_each(|file| file.check_modules(documents))?;
        let edits = sorted(&files, wanted, documents)?;
        let switched = crate::switch::switched(args, &files, documents)?;
        for document in documents.iter_mut().filter(|document| stream.takes(document)) {
            if let Err(error) = hd::config::hide_reported(document) {
                stream.fail(document, error);
            }
        }
        let taken = |at: &usize| stream.takes(&documents[*at]);
        let mut edits: BTreeMap<usize, Vec<Edit>> = edits.into_iter().filter(|(at, _)| taken(at)).collect();
        edits.retain(|at, edits| !is_stored(&documents[*at], edits));
        let mut configuration = Configuration::of(documents);
        let mut refused: BTreeMap<usize, Error> = configuration.apply(&edits).into_iter().collect();
        for (at, document) in documents.iter_mut().enumerate().filter(|(_, document)| stream.takes(document))
        {
            // A module that wasn't asked for its metadata keeps what it has.
            let written = match (refused.remove(&at), configuration.module(at)) {
                (Some(error), _) => Err(error),
                (None, Ok(configured)) => write(configured, document),
                (None, Err(error)) if document.has("config") => Err(error.clone()),
                (None, Err(_)) => Ok(()),
            };
            match (written, configuration.module(at)) {
                (Err(error), _) => stream.fail(document, error),
                (Ok(()), Ok(configured)) if !stream.is_quiet() => say_unset(configured, edits.get(&at)),
                (Ok(()), _) => {}
            }
        }
        switched.into_iter().try_for_each(|(at, enabled)| documents[at].set("enabled", &enabled))
    })
}

/// A disabled module wasn't asked for its metadata: a settings file may still say what is stored of it.
fn is_stored(document: &Document, edits: &[Edit]) -> bool {
    let is_asked = document.has("config") || document.is_enabled();
    !is_asked && edits.iter().all(|edit| file::is_stored(document, edit))
}

/// Says which masks of a settings file stand for no secret of this machine.
fn say_unset(configured: &Configured, edits: Option<&Vec<Edit>>) {
    for fault in configured.unset_masks(edits.map_or(&[], Vec::as_slice)) {
        cli::warn(TOOL.name, &format!("{fault}; set it with FQPN@FILE or FQPN@-"));
    }
}

fn write(configured: &Configured, document: &mut Document) -> Result<()> {
    document.remove("edits");
    configured.write(document)
}

/// All edits by the place of the document that each is for. What the documents and the command line say of a parameter stands in
/// the place of what files say of it.
fn sorted(files: &[Wanted], wanted: Vec<Edit>, documents: &[Document]) -> Result<BTreeMap<usize, Vec<Edit>>> {
    let explicit = explicit(wanted, documents)?;
    let mut edits: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
    for edit in files.iter().flat_map(|file| &file.edits) {
        let at = owner(documents, &edit.fqpn)?;
        let own = explicit.get(&at).map_or(&[][..], Vec::as_slice);
        if !own.iter().any(|other| other.fqpn.path() == edit.fqpn.path()) {
            edits.entry(at).or_default().push(edit.clone());
        }
    }
    for (at, own) in explicit {
        edits.entry(at).or_default().extend(own);
    }
    Ok(edits)
}

/// The edits that no file holds.
fn explicit(wanted: Vec<Edit>, documents: &[Document]) -> Result<BTreeMap<usize, Vec<Edit>>> {
    let mut edits: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        for edit in own(document)? {
            let at = if edit.fqpn.module().is_some() { owner(documents, &edit.fqpn)? } else { at };
            edits.entry(at).or_default().push(edit);
        }
    }
    for edit in wanted {
        edits.entry(owner(documents, &edit.fqpn)?).or_default().push(edit);
    }
    Ok(edits)
}

/// The edits of the command line.
fn given(args: &Set) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    for word in &args.edits {
        let mut edit = Edit::parse(word)?;
        if edit.to == To::File("-".into()) {
            edit.to = To::Content(first_line()?);
        }
        edits.push(edit);
    }
    let of = |names: &[String], to: &To| -> Result<Vec<Edit>> {
        names.iter().map(|name| Ok(Edit::new(name.parse()?, to.clone()))).collect()
    };
    edits.extend(of(&args.reset, &To::Default)?);
    edits.extend(of(&args.reported, &To::Reported)?);
    Ok(edits)
}

/// The next line of standard input; the documents come after it.
fn first_line() -> Result<String> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|cause| Error::input(format!("cannot read standard input: {}", reason(&cause))))?;
    Ok(hd::config::secret::without_newline(&line).into())
}

/// The edits that the document itself carries.
fn own(document: &Document) -> Result<Vec<Edit>> {
    let edits: Vec<fields::Edit> = document.get("edits")?.unwrap_or_default();
    edits.into_iter().map(Edit::try_from).collect()
}

/// The document that this name means: a bare path, that of the one module beside Hyperdrive itself.
pub fn owner(documents: &[Document], fqpn: &Fqpn) -> Result<usize> {
    if let Some(module) = fqpn.module() {
        let module = module.to_string();
        return position(documents, &module).ok_or_else(|| unknown(documents, &module));
    }
    let modules: Vec<usize> = (0..documents.len()).filter(|at| !documents[*at].is_hyperdrive()).collect();
    match modules[..] {
        [one] => Ok(one),
        [] => Err(Error::input(format!("'{fqpn}' names no module, and no module is in the stream"))
            .hint(format!("a parameter of Hyperdrive itself is hyperdrive:{fqpn}"))),
        _ => Err(Error::input(format!("'{fqpn}' names no module, and {} are in the stream", modules.len()))
            .hint(format!("say which: {}", names(documents)))),
    }
}

pub fn position(documents: &[Document], fqmn: &str) -> Option<usize> {
    let fqmn = if fqmn == "hyperdrive" { HYPERDRIVE } else { fqmn };
    documents.iter().position(|document| document.fqmn() == fqmn)
}

pub fn unknown(documents: &[Document], fqmn: &str) -> Error {
    let error = Error::input(format!("no module '{fqmn}' is in the stream"));
    if documents.is_empty() { error } else { error.hint(format!("these are: {}", names(documents))) }
}

fn names(documents: &[Document]) -> String {
    documents.iter().map(Document::fqmn).collect::<Vec<_>>().join(", ")
}
