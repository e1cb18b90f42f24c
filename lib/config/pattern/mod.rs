//! A regular expression in Go's RE2 syntax, translated for the `regex` crate where the two differ (SPEC.md section 6).

mod class;
mod escaped;
mod group;
mod repeat;
#[cfg(test)]
mod tests;
mod translation;

use regex::bytes::{Regex, RegexBuilder};

/// A pattern has at most this many bytes. RE2 names no limit; what is longer than this was made to be slow.
const LONGEST: usize = 64 << 10;
/// What a pattern comes to takes at most this many bytes of memory: room for 500 of any letter (`\pL`).
const LARGEST: usize = 24 << 20;

/// An unanchored pattern; matching takes time linear in the text.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

impl Pattern {
    /// The pattern of this source; why not, where it is none.
    pub fn new(source: &str) -> Result<Self, String> {
        if source.len() > LONGEST {
            return Err("it is too long".into());
        }
        let mut builder = RegexBuilder::new(&translation::of(source)?);
        let regex = builder.size_limit(LARGEST).build().map_err(|cause| plain(&cause))?;
        Ok(Self { source: source.into(), regex })
    }

    /// Whether it matches anywhere in the text.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text.as_bytes())
    }

    /// The pattern as its author wrote it.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// The last line of the crate's message, which is the reason; the lines before it draw our translation.
fn plain(cause: &regex::Error) -> String {
    match cause {
        regex::Error::CompiledTooBig(_) => "it is too large".into(),
        other => {
            let text = other.to_string();
            text.lines().last().unwrap_or_default().trim_start_matches("error: ").into()
        }
    }
}
