//! A problem: why a request isn't answered as wished, as data (RFC 9457). HTTP is made of it elsewhere.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind};

/// What sort of problem it is. One sort is one status and one stable `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The request makes no sense.
    Malformed,
    /// Nobody vouches for the request. Never says why.
    Unauthenticated,
    /// Known, but without the right.
    Forbidden,
    /// No such thing, or none that the caller may know of.
    Missing,
    /// The thing doesn't take this method.
    Method,
    /// The thing's state forbids it.
    Conflict,
    /// The request is too large.
    Large,
    /// The request's head is too large.
    Head,
    /// The request is meant for another host.
    Misdirected,
    /// Too much is asked for at once.
    TooMuch,
    /// A bug.
    Broken,
    /// What it needs isn't there now: the engine, the lock.
    Unavailable,
}

impl Refusal {
    /// Every sort there is.
    pub const ALL: [Self; 12] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::Missing,
        Self::Method,
        Self::Conflict,
        Self::Large,
        Self::Head,
        Self::Misdirected,
        Self::TooMuch,
        Self::Broken,
        Self::Unavailable,
    ];

    const fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Malformed => (400, "malformed", "the request makes no sense"),
            Self::Unauthenticated => (401, "unauthenticated", "a valid token is needed"),
            Self::Forbidden => (403, "forbidden", "not allowed"),
            Self::Missing => (404, "not-found", "no such thing"),
            Self::Method => (405, "method", "not with this method"),
            Self::Conflict => (409, "conflict", "not in this state"),
            Self::Large => (413, "too-large", "the request is too large"),
            Self::Head => (431, "head-too-large", "the request's head is too large"),
            Self::Misdirected => (421, "misdirected", "another host is meant"),
            Self::TooMuch => (429, "too-much", "too much at once"),
            Self::Broken => (500, "broken", "a bug in the daemon"),
            Self::Unavailable => (503, "unavailable", "not available now"),
        }
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        self.row().0
    }

    /// The problem's `type`.
    pub fn uri(self) -> String {
        format!("urn:hyperdrive:problem:{}", self.row().1)
    }

    /// The problem's `title`.
    pub const fn title(self) -> &'static str {
        self.row().2
    }
}

/// A refusal with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What sort it is.
    pub refusal: Refusal,
    /// What the caller is told.
    pub detail: String,
}

impl Problem {
    /// A problem of this sort.
    pub fn new(refusal: Refusal, detail: impl Into<String>) -> Self {
        Self { refusal, detail: detail.into() }
    }

    /// The one answer to every token that isn't accepted.
    pub fn unauthenticated() -> Self {
        Self::new(Refusal::Unauthenticated, "the request needs 'Authorization: Bearer' and a valid token")
    }

    /// No such thing.
    pub fn missing(what: &str) -> Self {
        Self::new(Refusal::Missing, format!("there is no {what}"))
    }

    /// The problem as the body of an answer; `instance` names the request.
    pub fn details(&self, instance: &str) -> Details {
        Details {
            uri: self.refusal.uri(),
            title: self.refusal.title().into(),
            status: self.refusal.status(),
            detail: self.detail.clone(),
            instance: instance.into(),
        }
    }
}

impl From<Error> for Problem {
    /// A failure of the library: busy and machine as not available now, an input as one of the request.
    fn from(error: Error) -> Self {
        let refusal = match error.kind() {
            Kind::Input | Kind::Usage => Refusal::Malformed,
            Kind::No => Refusal::Conflict,
            Kind::Denied => Refusal::Forbidden,
            Kind::Machine | Kind::Busy | Kind::Adapter => Refusal::Unavailable,
            Kind::Bug => Refusal::Broken,
        };
        Self::new(refusal, error.message())
    }
}

/// The body of a problem's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Details {
    /// What sort of problem it is: `urn:hyperdrive:problem:WORD`.
    #[serde(rename = "type")]
    pub uri: String,
    /// The sort in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What it is about this time.
    pub detail: String,
    /// The request's name, as in the daemon's log: `urn:hyperdrive:request:ID`.
    pub instance: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_has_a_status_and_a_type_of_its_own() {
        let statuses: std::collections::BTreeSet<u16> = Refusal::ALL.map(Refusal::status).into();
        assert_eq!(statuses.len(), Refusal::ALL.len());
        assert_eq!(Refusal::Missing.uri(), "urn:hyperdrive:problem:not-found");
    }
}
