//! A location: where an index or a package is, at an https URL or a path of this machine. Plain http is for this
//! machine's own addresses.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use url::{Host, Url};

use crate::error::{Error, Result};

/// Where something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// On a server.
    Url(Url),
    /// On this machine; absolute.
    Path(PathBuf),
}

impl Location {
    /// Reads an https URL or a path. Bad input where it is neither, as an http URL of another machine is.
    pub fn parse(text: &str) -> Result<Self> {
        if !text.contains("://") {
            let path = std::path::absolute(text).map_err(|cause| Error::file("find", text, &cause))?;
            return Ok(Self::Path(path));
        }
        let url = Url::parse(text).map_err(|cause| Error::input(format!("'{text}' is no URL: {cause}")))?;
        check(&url)?;
        Ok(Self::Url(url))
    }

    /// What this text means beside this location: an absolute URL or path as it is, else one relative to it. A list that
    /// came over the network names no file of this machine.
    pub fn join(&self, text: &str) -> Result<Self> {
        match self {
            Self::Url(base) => {
                let url =
                    base.join(text).map_err(|cause| Error::input(format!("'{text}' is no URL: {cause}")))?;
                if base.scheme() == "https" && url.scheme() != "https" {
                    return Err(Error::denied(format!("'{url}' isn't https, and what names it is")));
                }
                check(&url)?;
                Ok(Self::Url(url))
            }
            Self::Path(_) if text.contains("://") => Self::parse(text),
            Self::Path(base) => Ok(Self::Path(base.parent().unwrap_or(Path::new("/")).join(text))),
        }
    }

    /// The same with something added to its end.
    #[must_use]
    pub fn with_suffix(&self, suffix: &str) -> Self {
        match self {
            Self::Url(url) => {
                let mut url = url.clone();
                url.set_path(&format!("{}{suffix}", url.path()));
                Self::Url(url)
            }
            Self::Path(path) => Self::Path(PathBuf::from(format!("{}{suffix}", path.display()))),
        }
    }
}

/// https, or http of this machine; no name and password in it.
fn check(url: &Url) -> Result<()> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::input("a URL with a name or password in it is no place for packages"));
    }
    match url.scheme() {
        "https" if url.has_host() => Ok(()),
        "http" if is_this_machine(url) => Ok(()),
        "http" => Err(Error::denied(format!("'{url}' isn't https: anybody on the way could change it"))),
        other => Err(Error::input(format!("'{other}:' is no way to get something: https is"))),
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(f, "{url}"),
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn https_and_this_machine_are_taken() {
        for good in
            ["https://example.org/i.json", "http://127.0.0.1:1/i", "http://[::1]/i", "http://localhost/i"]
        {
            assert_eq!(Location::parse(good).unwrap().to_string(), good);
        }
        for bad in [
            "http://example.org/i",
            "http://127.0.0.1.example.org/i",
            "http://localhost.example.org/i",
            "ftp://example.org/i",
            "file:///etc/passwd",
            "https://me:secret@example.org/i",
            "http://10.0.0.1/i",
            "://",
        ] {
            assert!(Location::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_named_beside_it_is_no_less_safe() {
        let base = Location::parse("https://example.org/a/index.json").unwrap();
        assert_eq!(base.join("b.zip").unwrap().to_string(), "https://example.org/a/b.zip");
        assert_eq!(base.join("https://other.org/b.zip").unwrap().to_string(), "https://other.org/b.zip");
        for bad in ["http://127.0.0.1/b.zip", "http://example.org/b.zip", "file:///etc/passwd"] {
            assert!(base.join(bad).is_err(), "{bad}");
        }
        let local = Location::parse("/r/index.json").unwrap();
        assert_eq!(local.join("p/b.zip").unwrap(), Location::Path("/r/p/b.zip".into()));
        assert_eq!(local.with_suffix(".minisig").to_string(), "/r/index.json.minisig");
        assert_eq!(base.with_suffix(".minisig").to_string(), "https://example.org/a/index.json.minisig");
    }
}
