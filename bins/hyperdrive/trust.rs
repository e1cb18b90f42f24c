//! Trust: a package that isn't from the curated list comes in only when the operator says so (SPEC.md section 9).

use std::io::Write;

use hd::document::Document;
use hd::document::fields::{Package, Source};
use hd::escape;
use hd::{Error, Result};
use serde_json::Value;

use crate::args::Trust;
use crate::prompt;

/// Whether the operator trusts these packages: said on the command line, or asked for on a terminal.
pub(crate) fn check(
    trust: &Trust,
    documents: &[Document],
    is_curated: impl Fn(&Source) -> bool,
) -> Result<()> {
    for document in documents.iter().filter(|document| !document.is_hyperdrive()) {
        let source: Source = document.get("source")?.unwrap_or_default();
        let package: Package = document.need("package")?;
        if !is_curated(&source) && !is_given(trust, &package.sha256) {
            ask(trust, document, &source, &package.sha256)?;
        }
    }
    Ok(())
}

/// Whether the command line trusts the package of this digest. Where nothing may be taken unpinned, only by its digest.
fn is_given(trust: &Trust, sha256: &str) -> bool {
    let pins = |said: &String| said.strip_prefix("sha256:").unwrap_or(said).eq_ignore_ascii_case(sha256);
    let any = !trust.frozen && trust.trust.iter().any(String::is_empty);
    any || trust.trust.iter().any(pins)
}

fn ask(trust: &Trust, document: &Document, source: &Source, sha256: &str) -> Result<()> {
    let title = title(document);
    let refused = || {
        let pinned = format!("--trust=sha256:{sha256} trusts exactly this package");
        let refused = Error::denied(format!("{title} is from {source}, not from the curated list"));
        if trust.frozen {
            refused.hint(pinned)
        } else {
            refused.hint(format!("{pinned}; --trust trusts what is named"))
        }
    };
    if trust.frozen || !prompt::somebody() {
        return Err(refused());
    }
    let _ = writeln!(
        std::io::stderr(),
        "{title} is from {source}, not from the curated list.\n  sha256:{sha256}"
    );
    let yes = prompt::yes("A module's programs run on this machine. Install it?")?;
    if yes { Ok(()) } else { Err(refused()) }
}

fn title(document: &Document) -> String {
    let descriptor: Value = document.get("descriptor").ok().flatten().unwrap_or_default();
    format!("'{}' {}", document.fqmn(), escape::short(descriptor["version"].as_str().unwrap_or("?"), 40))
}
