//! Templates in two syntaxes, Handlebars and Go's `text/template`, with one meaning (SPEC.md section 5).

mod property;
mod values;

pub use property::render_property;
pub use values::Values;
