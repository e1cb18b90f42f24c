//! A package opened: placed in a home of its own, or refused as a whole.

use std::path::Path;

use super::NEED_PACKAGE;
use crate::check::code;
use crate::check::finding::{Finding, Place};
use crate::check::report::Report;
use crate::check::scratch::Scratch;
use crate::error::{Error, Kind, Result};
use crate::module::{self, Descriptor, Package};

/// The package in a home of its own; `None`, with findings, where it is none.
pub(in crate::check) fn opened(path: &Path, report: &mut Report) -> Result<Option<(Scratch, Descriptor)>> {
    std::fs::metadata(path).map_err(|cause| Error::file("open", path, &cause))?;
    let limits = module::Limits::default();
    let opened = module::source::open(path, &limits).and_then(|bytes| {
        let package = Package::open(&bytes, &limits)?;
        Ok((Scratch::with_package(&package)?, package.descriptor().clone()))
    });
    match opened {
        Ok(opened) => {
            report.look([&code::ARCHIVE, &code::DESCRIPTOR]);
            Ok(Some(opened))
        }
        Err(error) if error.kind() == Kind::Input => {
            refused(error, report);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// A package that is refused as a whole.
fn refused(error: Error, report: &mut Report) {
    let said = error.report("");
    if !said.message.starts_with("the descriptor") {
        report.skip([&code::DESCRIPTOR], "the archive is no package");
        report.skip(NEED_PACKAGE, "the archive is no package");
        return report.add(Finding::new(code::ARCHIVE, Place::at(report.subject.clone()), said.message));
    }
    report.look([&code::ARCHIVE]);
    report.skip(NEED_PACKAGE, "the descriptor has to be sound first");
    let file = module::package::DESCRIPTOR;
    for fault in &said.faults {
        let place = Place { at: format!("{file}#{}", fault.at), ..Place::file("") };
        report.add(Finding::new(code::DESCRIPTOR, place, format!("{} {}", fault.at, fault.message)));
    }
    if said.faults.is_empty() {
        report.add(Finding::new(code::DESCRIPTOR, Place::file(file), said.message));
    }
}
