//! HMAC with SHA-2 as the only cryptography that `jsonwebtoken` gets: no RSA, no curves, no other provider.

use std::sync::Once;

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use sha2::{Sha256, Sha384, Sha512};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| signer(*algorithm, key),
    verifier_factory: |algorithm, key| verifier(*algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes this the process's provider; to be called before `jsonwebtoken` signs or verifies.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    // A second provider can't be in this process: the crate is built without its own.
    ONCE.call_once(|| {
        let _ = PROVIDER.install_default();
    });
}

/// A key with the one algorithm that it is used with here.
struct Keyed {
    algorithm: Algorithm,
    key: Vec<u8>,
}

fn signer(algorithm: Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    keyed(algorithm, key.family(), key.as_bytes()).map(|keyed| Box::new(keyed) as Box<dyn JwtSigner>)
}

fn verifier(algorithm: Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let keyed = keyed(algorithm, key.family(), key.try_get_as_bytes()?);
    keyed.map(|keyed| Box::new(keyed) as Box<dyn JwtVerifier>)
}

fn keyed(algorithm: Algorithm, family: AlgorithmFamily, key: &[u8]) -> Result<Keyed> {
    let known = matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512);
    if known && family == AlgorithmFamily::Hmac {
        return Ok(Keyed { algorithm, key: key.into() });
    }
    Err(ErrorKind::InvalidAlgorithm.into())
}

impl Signer<Vec<u8>> for Keyed {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, signature::Error> {
        match self.algorithm {
            Algorithm::HS256 => code::<Hmac<Sha256>>(&self.key, message),
            Algorithm::HS384 => code::<Hmac<Sha384>>(&self.key, message),
            _ => code::<Hmac<Sha512>>(&self.key, message),
        }
    }
}

impl Verifier<Vec<u8>> for Keyed {
    fn verify(&self, message: &[u8], code: &Vec<u8>) -> std::result::Result<(), signature::Error> {
        match self.algorithm {
            Algorithm::HS256 => compare::<Hmac<Sha256>>(&self.key, message, code),
            Algorithm::HS384 => compare::<Hmac<Sha384>>(&self.key, message, code),
            _ => compare::<Hmac<Sha512>>(&self.key, message, code),
        }
    }
}

impl JwtSigner for Keyed {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl JwtVerifier for Keyed {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

fn code<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> std::result::Result<Vec<u8>, signature::Error> {
    Ok(fed::<M>(key, message)?.finalize().into_bytes().to_vec())
}

/// Compares in constant time and in full length: a code that was cut is another code.
fn compare<M: Mac + KeyInit>(
    key: &[u8],
    message: &[u8],
    code: &[u8],
) -> std::result::Result<(), signature::Error> {
    fed::<M>(key, message)?.verify_slice(code).map_err(|_| signature::Error::new())
}

fn fed<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> std::result::Result<M, signature::Error> {
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| signature::Error::new())?;
    mac.update(message);
    Ok(mac)
}
