//! HMAC with SHA-2, the only signatures that tokens have here: no RSA, no curves, nothing that a token could choose.

use std::cell::RefCell;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::{Algorithm, Key};

/// How many keys each thread has begun with and remembers.
const REMEMBERED: usize = 8;

/// The code that this key gives the message.
pub(super) fn code(algorithm: Algorithm, key: &Key, message: &[u8]) -> Vec<u8> {
    Begun::with(algorithm, key).map_or_else(Vec::new, |begun| begun.code(message))
}

/// Whether this is the code that this key gives the message, in constant time and in full length: a code that was cut is
/// another code.
pub(super) fn is_code(algorithm: Algorithm, key: &Key, message: &[u8], code: &[u8]) -> bool {
    REMEMBERED_HERE
        .with_borrow_mut(|here| here.begun(algorithm, key).is_some_and(|begun| begun.gives(message, code)))
}

/// HMAC with its key taken in: nearly half of the work of a short message, and the same for all messages of a key.
#[derive(Clone)]
enum Begun {
    Hs256(Hmac<Sha256>),
    Hs384(Hmac<Sha384>),
    Hs512(Hmac<Sha512>),
}

impl Begun {
    /// A key of any length is one for HMAC: there is always something.
    fn with(algorithm: Algorithm, key: &Key) -> Option<Self> {
        let begun = match algorithm {
            Algorithm::Hs256 => Self::Hs256(Hmac::new_from_slice(key.bytes()).ok()?),
            Algorithm::Hs384 => Self::Hs384(Hmac::new_from_slice(key.bytes()).ok()?),
            Algorithm::Hs512 => Self::Hs512(Hmac::new_from_slice(key.bytes()).ok()?),
        };
        Some(begun)
    }

    fn code(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Hs256(mac) => made(mac, message),
            Self::Hs384(mac) => made(mac, message),
            Self::Hs512(mac) => made(mac, message),
        }
    }

    fn gives(&self, message: &[u8], code: &[u8]) -> bool {
        match self {
            Self::Hs256(mac) => equals(mac, message, code),
            Self::Hs384(mac) => equals(mac, message, code),
            Self::Hs512(mac) => equals(mac, message, code),
        }
    }
}

fn made<M: Mac>(mac: M, message: &[u8]) -> Vec<u8> {
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

fn equals<M: Mac + Clone>(mac: &M, message: &[u8], code: &[u8]) -> bool {
    let mut mac = mac.clone();
    mac.update(message);
    mac.verify_slice(code).is_ok()
}

/// What was begun with, the newest last.
struct Remembered(Vec<(Algorithm, Key, Begun)>);

thread_local! {
    static REMEMBERED_HERE: RefCell<Remembered> = const { RefCell::new(Remembered(Vec::new())) };
}

impl Remembered {
    /// The same as [`Begun::with`] for those who have read the same key again and again: who has these very bytes has the key.
    fn begun(&mut self, algorithm: Algorithm, key: &Key) -> Option<&Begun> {
        let known = |one: &(Algorithm, Key, Begun)| one.0 == algorithm && one.1.bytes() == key.bytes();
        let place = match self.0.iter().position(known) {
            Some(place) => place,
            None => self.add(algorithm, key)?,
        };
        self.0.get(place).map(|one| &one.2)
    }

    fn add(&mut self, algorithm: Algorithm, key: &Key) -> Option<usize> {
        let begun = Begun::with(algorithm, key)?;
        if self.0.len() >= REMEMBERED {
            self.0.remove(0);
        }
        self.0.push((algorithm, key.clone(), begun));
        Some(self.0.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_remembered_is_the_same_as_what_is_begun_and_little() {
        let keys: Vec<Key> = (0..20).map(|letter| Key::new(vec![letter; 96]).unwrap()).collect();
        let mut here = Remembered(Vec::new());
        for key in keys.iter().chain(keys.iter().rev()).chain(&keys) {
            for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
                let wanted = code(algorithm, key, b"message");
                for _ in 0..2 {
                    let begun = here.begun(algorithm, key).unwrap();
                    assert!(begun.gives(b"message", &wanted));
                    assert!(!begun.gives(b"massage", &wanted));
                    assert!(!begun.gives(b"message", &wanted[..wanted.len() - 1]));
                }
                assert!(here.0.len() <= REMEMBERED);
            }
        }
    }
}
