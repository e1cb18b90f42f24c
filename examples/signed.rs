//! A request that is signed with a key file: the adapter's to its service, the service's to Hyperdrive's daemon.

use std::path::Path;
use std::time::{Duration, SystemTime};

use hd::auth::{Algorithm, Claims, Key, token};

const FQMN: &str = "example/hello-world";

/// The module that this is part of: a copy of the example under another name says which, in `HELLO_FQMN`.
pub(crate) fn fqmn() -> String {
    std::env::var("HELLO_FQMN").unwrap_or_else(|_| FQMN.into())
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs()
}

/// The value of `Authorization` for the next minute. The HMAC key is the file's bytes as they are.
pub(crate) fn authorization(key_file: &Path) -> Result<String, String> {
    let key = Key::read(key_file).map_err(|error| error.to_string())?;
    let issuer = fqmn().parse().map_err(|error: hd::Error| error.to_string())?;
    let token = token::sign(&Claims::new(&issuer, now(), 60), &key, Algorithm::Hs384);
    token.map(|token| format!("Bearer {token}")).map_err(|error| error.to_string())
}

/// Gets a URL with these headers: the status and the body of whatever answer comes within 10 seconds.
pub(crate) fn get(url: &str, headers: &[(&str, &str)]) -> Result<(u16, String), String> {
    let ten_seconds = Some(Duration::from_secs(10));
    let plain = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
    let agent: ureq::Agent = plain.timeout_global(ten_seconds).build().into();
    let request = headers.iter().fold(agent.get(url), |request, (name, value)| request.header(*name, *value));
    let mut response = request.call().map_err(|cause| format!("'{url}' doesn't answer: {cause}"))?;
    let body = response.body_mut().read_to_string().map_err(|cause| format!("'{url}' broke off: {cause}"))?;
    Ok((response.status().as_u16(), body))
}
