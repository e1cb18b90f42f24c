//! HMAC with SHA-2, the only signatures that tokens have here: no RSA, no curves, nothing that a token could choose.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::{Algorithm, Key};

/// The code that this key gives the message.
pub(super) fn code(algorithm: Algorithm, key: &Key, message: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::Hs256 => made::<Hmac<Sha256>>(key, message),
        Algorithm::Hs384 => made::<Hmac<Sha384>>(key, message),
        Algorithm::Hs512 => made::<Hmac<Sha512>>(key, message),
    }
}

/// Whether this is the code that this key gives the message, in constant time and in full length: a code that was cut is
/// another code.
pub(super) fn is_code(algorithm: Algorithm, key: &Key, message: &[u8], code: &[u8]) -> bool {
    match algorithm {
        Algorithm::Hs256 => equals::<Hmac<Sha256>>(key, message, code),
        Algorithm::Hs384 => equals::<Hmac<Sha384>>(key, message, code),
        Algorithm::Hs512 => equals::<Hmac<Sha512>>(key, message, code),
    }
}

fn made<M: Mac + KeyInit>(key: &Key, message: &[u8]) -> Vec<u8> {
    fed::<M>(key, message).map_or_else(Vec::new, |mac| mac.finalize().into_bytes().to_vec())
}

fn equals<M: Mac + KeyInit>(key: &Key, message: &[u8], code: &[u8]) -> bool {
    fed::<M>(key, message).is_some_and(|mac| mac.verify_slice(code).is_ok())
}

/// A key of any length is one for HMAC: there is always something.
fn fed<M: Mac + KeyInit>(key: &Key, message: &[u8]) -> Option<M> {
    let mut mac = <M as KeyInit>::new_from_slice(key.bytes()).ok()?;
    mac.update(message);
    Some(mac)
}
