//! The tokens that were used up: a `jti` is accepted once (SPEC.md section 8), remembered as long as its token could live.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::Claims;
use super::token::{LONGEST, SKEW};
use crate::error::{Error, Result};
use crate::name::Fqmn;

/// What is remembered for one module at most. Another module's flood doesn't touch it.
const MOST: usize = 1 << 16;

/// The used-up tokens of every module, in bounded memory.
#[derive(Debug, Default)]
pub struct Replays {
    /// The second in which this memory began.
    began: u64,
    issuers: HashMap<Fqmn, Used>,
}

/// A digest of each `jti` with the second until which it has to be remembered.
#[derive(Debug, Default)]
struct Used {
    until: HashMap<[u8; 16], u64>,
    swept: u64,
}

impl Replays {
    /// A memory that begins in this second. What was made in an earlier one may have been used up before that.
    pub fn since(began: u64) -> Self {
        Self { began, issuers: HashMap::new() }
    }

    /// Uses up a verified token of this module; one without `jti` may come again. Used before, or made before this memory
    /// began: the answer is no. More of them than are remembered: busy, so that none is accepted twice.
    pub fn once(&mut self, issuer: &Fqmn, claims: &Claims, now: u64) -> Result<()> {
        let Some(jti) = &claims.jti else { return Ok(()) };
        if claims.made() < self.began {
            return Err(Error::no("the token isn't valid: it may have been used before"));
        }
        if !self.issuers.contains_key(issuer) {
            self.sweep(now);
        }
        self.issuers.entry(issuer.clone()).or_default().once(jti, now)
    }

    /// Forgets modules of which nothing has to be remembered any more.
    fn sweep(&mut self, now: u64) {
        self.issuers.retain(|_, used| {
            used.sweep(now);
            !used.until.is_empty()
        });
    }
}

impl Used {
    fn once(&mut self, jti: &str, now: u64) -> Result<()> {
        // At most once a second: a full memory must not cost a walk through it on each request.
        if self.swept != now {
            self.sweep(now);
        }
        let digest = digest(jti);
        if self.until.get(&digest).is_some_and(|until| *until >= now) {
            return Err(Error::no("the token isn't valid: it was used before"));
        }
        if self.until.len() >= MOST {
            return Err(Error::busy(format!("more than {MOST} tokens for one use within a minute")));
        }
        self.until.insert(digest, now + u64::from(LONGEST + 2 * SKEW));
        Ok(())
    }

    fn sweep(&mut self, now: u64) {
        self.swept = now;
        self.until.retain(|_, until| *until >= now);
        if self.until.len() * 4 < self.until.capacity() {
            self.until.shrink_to_fit();
        }
    }
}

fn digest(jti: &str) -> [u8; 16] {
    let whole: [u8; 32] = Sha256::digest(jti).into();
    std::array::from_fn(|place| whole[place])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Kind;

    const NOW: u64 = 1_700_000_000;

    fn named(jti: &str) -> Claims {
        Claims { jti: Some(jti.into()), ..Claims::new(&module("me/mod"), NOW, 60) }
    }

    fn module(name: &str) -> Fqmn {
        name.parse().unwrap()
    }

    #[test]
    fn a_named_token_is_used_up_for_as_long_as_it_could_live() {
        let (mut replays, me) = (Replays::default(), module("me/mod"));
        assert!(replays.once(&me, &named("a"), NOW).is_ok());
        assert_eq!(replays.once(&me, &named("a"), NOW + 69).unwrap_err().kind(), Kind::No);
        assert!(replays.once(&me, &named("b"), NOW).is_ok());
        assert!(replays.once(&module("you/mod"), &named("a"), NOW).is_ok(), "names are each module's own");
        assert!(replays.once(&me, &named("a"), NOW + 71).is_ok());
    }

    #[test]
    fn a_nameless_token_may_come_again() {
        let (mut replays, me) = (Replays::default(), module("me/mod"));
        let claims = Claims::new(&me, NOW, 60);
        assert!((0..3).all(|_| replays.once(&me, &claims, NOW).is_ok()));
    }

    #[test]
    fn what_was_made_before_the_memory_began_may_have_been_used() {
        let (mut replays, me) = (Replays::since(NOW), module("me/mod"));
        let made = |iat: Option<u64>, exp: u64| Claims {
            iat: iat.map(Into::into),
            exp: exp.into(),
            ..named(&format!("{iat:?} {exp}"))
        };
        for early in [made(Some(NOW - 1), NOW + 59), made(None, NOW + 64), made(None, NOW + 1)] {
            assert_eq!(replays.once(&me, &early, NOW).unwrap_err().kind(), Kind::No);
            let nameless = Claims { jti: None, ..early };
            assert!(replays.once(&me, &nameless, NOW).is_ok(), "that one may come again anyway");
        }
        for later in [made(Some(NOW), NOW + 60), made(None, NOW + 65)] {
            assert!(replays.once(&me, &later, NOW).is_ok());
        }
    }

    #[test]
    fn memory_is_bounded_and_comes_back() {
        let (mut replays, me) = (Replays::default(), module("me/mod"));
        for number in 0..MOST {
            replays.once(&me, &named(&number.to_string()), NOW).unwrap();
        }
        assert_eq!(replays.once(&me, &named("one more"), NOW).unwrap_err().kind(), Kind::Busy);
        assert!(replays.once(&module("you/mod"), &named("x"), NOW).is_ok(), "others go on");
        assert!(replays.once(&me, &named("one more"), NOW + 100).is_ok());
        assert!(replays.issuers[&me].until.len() == 1 && replays.issuers[&me].until.capacity() < 64);
    }
}
