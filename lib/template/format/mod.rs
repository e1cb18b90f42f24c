//! Values as text, as Go's `fmt` package makes it.

mod float;
mod number;
mod print;
mod printf;
mod quote;

pub(super) use print::{joined, lines, text_of, write};
pub(super) use printf::printf;
pub(super) use quote::is_print;
