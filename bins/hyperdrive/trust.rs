//! Trust: a package that isn't from the curated list comes in only when the operator says so (SPEC.md section 9).

use std::io::Write;

use hd::document::Document;
use hd::document::fields::{Package, Source};
use hd::escape;
use hd::{Error, Fault, Result};
use serde_json::Value;

use crate::args::{NAMED, Trust};
use crate::prompt;

/// A package that nobody has said yes to so far.
struct Untrusted {
    fqmn: String,
    version: String,
    source: Source,
    sha256: String,
    named: bool,
}

/// Whether the operator trusts these packages: said on the command line, or asked for on a terminal. `is_named`: whether the
/// command line names it; what comes along with it is trusted by its digest or a yes alone.
pub(crate) fn check(
    trust: &Trust,
    documents: &[Document],
    is_named: impl Fn(&Document) -> bool,
    is_curated: impl Fn(&Source) -> bool,
) -> Result<()> {
    let mut untrusted = Vec::new();
    for document in documents.iter().filter(|document| !document.is_hyperdrive()) {
        let one = Untrusted::of(document, is_named(document))?;
        if !is_curated(&one.source) && !one.is_given(trust) {
            untrusted.push(one);
        }
    }
    if !untrusted.is_empty() && (trust.frozen || !prompt::somebody()) {
        return Err(refused(trust, &untrusted));
    }
    untrusted.iter().try_for_each(|one| one.ask(trust))
}

impl Untrusted {
    fn of(document: &Document, named: bool) -> Result<Self> {
        let descriptor: Value = document.get("descriptor")?.unwrap_or_default();
        let version = escape::short(descriptor["version"].as_str().unwrap_or("?"), 40);
        let (source, package): (Option<Source>, Package) =
            (document.get("source")?, document.need("package")?);
        let (fqmn, source, sha256) = (document.fqmn(), source.unwrap_or_default(), package.sha256);
        Ok(Self { fqmn, version, source, sha256, named })
    }

    /// Whether the command line trusts it. Where nothing may be taken unpinned, only by its digest.
    fn is_given(&self, trust: &Trust) -> bool {
        let pins =
            |said: &String| said.strip_prefix("sha256:").unwrap_or(said).eq_ignore_ascii_case(&self.sha256);
        let any = self.named && !trust.frozen && trust.trust.iter().any(|said| said == NAMED);
        any || trust.trust.iter().any(pins)
    }

    fn title(&self) -> String {
        format!("'{}' {}", self.fqmn, self.version)
    }

    fn ask(&self, trust: &Trust) -> Result<()> {
        let (title, source, sha256) = (self.title(), &self.source, &self.sha256);
        let _ = writeln!(
            std::io::stderr(),
            "{title} is from {source}, not from the curated list.\n  sha256:{sha256}"
        );
        let yes = prompt::yes("A module's programs run on this machine. Install it?")?;
        if yes { Ok(()) } else { Err(refused(trust, std::slice::from_ref(self))) }
    }
}

/// All of them together, with what would trust exactly these.
fn refused(trust: &Trust, untrusted: &[Untrusted]) -> Error {
    let error = match untrusted {
        [one] => Error::denied(format!("{} is from {}, not from the curated list", one.title(), one.source)),
        several => {
            let fault = |one: &Untrusted| {
                Fault::new(format!("{} {}", one.fqmn, one.version), format!("is from {}", one.source))
            };
            let faults = several.iter().map(fault).collect::<Vec<_>>();
            Error::denied(format!("{} packages aren't from the curated list", several.len()))
                .with_faults(faults)
        }
    };
    let pins: Vec<String> = untrusted.iter().map(|one| format!("--trust=sha256:{}", one.sha256)).collect();
    let exactly = if pins.len() == 1 { "this package" } else { "these packages" };
    let pinned = format!("{} trusts exactly {exactly}", pins.join(" "));
    match (trust.frozen, untrusted.iter().any(|one| one.named)) {
        (true, _) => error.hint(pinned),
        (false, true) => error.hint(format!("{pinned}; --trust trusts what is named")),
        (false, false) => error.hint(format!("{pinned}; --trust alone trusts only what is named")),
    }
}
