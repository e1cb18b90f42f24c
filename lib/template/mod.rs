//! Templates in two syntaxes, Handlebars and Go's `text/template`, with one meaning (SPEC.md section 5).

mod actions;
mod budget;
mod call;
mod compare;
mod context;
mod escape;
mod eval;
mod explain;
mod fault;
mod format;
mod function;
mod go;
mod guard;
mod handlebars;
pub mod module;
pub(crate) mod near;
mod output;
mod piece;
mod program;
mod property;
mod syntax;
mod value;
mod values;

pub use budget::Budget;
pub use context::Context;
pub use explain::{Explanation, Finding, Use};
pub use guard::Compose;
pub(crate) use guard::plain;
pub use piece::{Piece, Shown, Sort};
pub use program::FindingKind;
pub use property::{render_property, render_property_within};
pub use syntax::Syntax;
pub use values::Values;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod tests;

use crate::error::{Error, Result};
use crate::name::Fqmn;
use fault::Fault;
use output::Output;
use program::Program;

/// The largest template, in bytes.
const LARGEST: usize = 16 << 20;

/// A template that was read and can be rendered.
#[derive(Debug)]
pub struct Template<'s> {
    name: String,
    program: Program<'s>,
}

impl<'s> Template<'s> {
    /// Reads a template; without a syntax, in the one that its actions show. `name` is what errors call it.
    pub fn read(name: &str, source: &'s str, syntax: Option<Syntax>) -> Result<Self> {
        let program = read(name, source, syntax);
        let program = program.map_err(|fault| fault.error("read", name, source))?;
        Ok(Self { name: name.into(), program })
    }

    /// The text that the template makes, as it makes it: values aren't guarded.
    pub fn render(&self, context: &Context) -> Result<Vec<u8>> {
        self.run(context, false).map(|output| output.text)
    }

    /// The compose file that the template makes, with values guarded: they are data, never syntax. The template ends here:
    /// the guard has use for its memory.
    pub fn render_compose(self, context: &Context) -> Result<Compose> {
        let output = self.run(context, true)?;
        let Self { name, program } = self;
        let source = program.source;
        drop(program);
        guard::guard(output).map_err(|fault| fault.error("render", &name, source))
    }

    /// Which accessors and parameters it uses, and where; `own` is the module that a bare parameter name means.
    pub fn explain(&self, own: Option<&Fqmn>) -> Explanation {
        explain::explain(&self.program, own)
    }

    /// What an author should know of: what only Hyperdrive takes, and what lifts the guard.
    pub fn findings(&self) -> Vec<Finding> {
        explain::findings(&self.program)
    }

    fn run(&self, context: &Context, spans: bool) -> Result<Output> {
        let output = eval::run(&self.program, context, spans);
        output.map_err(|fault| fault.error("render", &self.name, self.program.source))
    }
}

/// Whether a module's templates can use this accessor (SPEC.md section 5).
pub fn is_accessor(name: &str) -> bool {
    explain::is_accessor(name)
}

fn read<'s>(name: &str, source: &'s str, syntax: Option<Syntax>) -> fault::Outcome<Program<'s>> {
    if source.len() > LARGEST {
        return Err(Fault::whole(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    if let Some(place) = source.find('\0') {
        return Err(Fault::new(program::index(place), "it holds a NUL byte"));
    }
    match syntax.unwrap_or_else(|| Syntax::of(source)) {
        Syntax::Handlebars => handlebars::read(name, source),
        Syntax::Go => go::read(name, source),
    }
}

/// A template's source, which has to be UTF-8. `name` is what errors call it.
pub fn source_of(name: &str, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|cause| {
        let good = &cause.as_bytes()[..cause.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        Error::input(format!("cannot read '{name}' at line {line}: it isn't UTF-8"))
    })
}
