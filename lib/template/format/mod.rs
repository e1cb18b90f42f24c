//! Values as text, as Go's `fmt` package makes it.

mod float;
mod number;
mod print;
mod printf;
mod quote;
mod text;

pub(super) use print::{joined, lines, write};
pub(super) use printf::printf;
pub(super) use quote::is_print;
pub(super) use text::Text;
