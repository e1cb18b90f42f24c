//! A dependency: `<FQMN>` or `<FQMN> <op> <version>` (SPEC.md section 3).

use std::fmt;
use std::str::FromStr;

use semver::{BuildMetadata, Version};

use crate::error::{Error, Result};
use crate::name::Fqmn;

/// How a version has to stand to the one that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Exactly,
    /// `>=`
    AtLeast,
    /// `>`
    Greater,
}

/// What one module needs of another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Dependency {
    /// The module that is needed.
    pub fqmn: Fqmn,
    /// Which versions of it do; all where nothing is said.
    pub range: Option<(Op, Version)>,
}

/// A semantic version 2.0.0; a leading `v` is dropped. Bad input where it is none.
pub fn version(text: &str) -> Result<Version> {
    Version::parse(text.strip_prefix('v').unwrap_or(text))
        .map_err(|cause| Error::input(format!("'{text}' is no semantic version: {cause}")))
}

/// A version without its build metadata, which has no place in the order of versions.
pub(crate) fn plain(version: &Version) -> Version {
    Version { build: BuildMetadata::EMPTY, ..version.clone() }
}

impl Dependency {
    /// Whether a module of this version is what is needed. Versions are ordered as semantic versioning does it
    /// (a pre-release is before its release); build metadata doesn't count.
    pub fn allows(&self, version: &Version) -> bool {
        self.range.as_ref().is_none_or(|(op, bound)| op.holds(version, bound))
    }
}

impl Op {
    fn holds(self, version: &Version, bound: &Version) -> bool {
        let order = version.cmp_precedence(bound);
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Exactly => order.is_eq(),
            Self::AtLeast => order.is_ge(),
            Self::Greater => order.is_gt(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Exactly => "=",
            Self::AtLeast => ">=",
            Self::Greater => ">",
        }
    }
}

impl FromStr for Op {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let all = [Self::Less, Self::AtMost, Self::Exactly, Self::AtLeast, Self::Greater];
        all.into_iter()
            .find(|op| op.word() == text)
            .ok_or_else(|| Error::input(format!("'{text}' is none of < <= = >= >")))
    }
}

impl FromStr for Dependency {
    type Err = Error;

    /// Words are separated by white space, as the grammar has it.
    fn from_str(text: &str) -> Result<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            [fqmn] => Ok(Self { fqmn: fqmn.parse()?, range: None }),
            [fqmn, op, bound] => {
                Ok(Self { fqmn: fqmn.parse()?, range: Some((op.parse()?, version(bound)?)) })
            }
            _ => Err(Error::input(format!("'{text}' is no dependency"))
                .hint("a dependency is 'AUTHOR/NAME' or 'AUTHOR/NAME OP VERSION', OP one of < <= = >= >")),
        }
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.fqmn)?;
        self.range.as_ref().map_or(Ok(()), |(op, bound)| write!(f, " {} {bound}", op.word()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn allows(dependency: &str, given: &str) -> bool {
        dependency.parse::<Dependency>().unwrap().allows(&version(given).unwrap())
    }

    #[test]
    fn the_five_operators_and_none() {
        for (op, below, same, above) in [
            ("<", true, false, false),
            ("<=", true, true, false),
            ("=", false, true, false),
            (">=", false, true, true),
            (">", false, false, true),
        ] {
            let needs = format!("a/b {op} v1.2.3");
            let found = ["1.2.2", "1.2.3", "1.10.0"].map(|given| allows(&needs, given));
            assert_eq!(found, [below, same, above], "{needs}");
        }
        assert!(allows("a/b", "0.0.1-rc.1"));
    }

    #[test]
    fn a_pre_release_is_before_its_release_and_build_metadata_is_nothing() {
        assert!(!allows("a/b >= 1.0.0", "1.0.0-rc.1"));
        assert!(allows("a/b < 1.0.0", "1.0.0-rc.1"));
        assert!(allows("a/b = 1.0.0", "1.0.0+linux"));
        assert!(allows("a/b <= 1.0.0", "1.0.0+linux"));
    }

    #[test]
    fn what_the_grammar_does_not_have_is_refused() {
        for bad in
            ["", "a", "a/b >=", "a/b >= 1", "a/b == 1.0.0", "a/b ^ 1.0.0", "a/b >=1.0.0", "a/b > 1.0.0 x"]
        {
            assert!(bad.parse::<Dependency>().is_err(), "{bad}");
        }
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        assert_eq!("a/b  >=  v1.0.0".parse::<Dependency>().unwrap().to_string(), "a/b >= 1.0.0");
        assert_eq!("a/b".parse::<Dependency>().unwrap().to_string(), "a/b");
    }
}
