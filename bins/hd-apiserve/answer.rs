//! Answers: JSON, problems, and `304` where the asker has it already.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hd::api::{Problem, Refusal};
use serde::Serialize;

use crate::large;

/// A problem on its way to the asker; the guard gives it the request's name.
#[derive(Debug, Clone)]
pub(crate) struct Refused(pub(crate) Problem);

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Refused {
    /// An empty answer that carries the problem; [`problem`] writes it out.
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes a problem out as `application/problem+json`.
pub(crate) fn problem(problem: &Problem, request: &str, allow: Option<HeaderValue>) -> Response {
    let details = problem.details(&format!("urn:hyperdrive:request:{request}"));
    let mut response = json(&details, StatusCode::OK);
    *response.status_mut() =
        StatusCode::from_u16(problem.refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    match problem.refusal {
        Refusal::Unauthenticated => headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        Refusal::Unavailable | Refusal::TooMuch => headers.insert(RETRY_AFTER, HeaderValue::from_static("5")),
        Refusal::Method => allow.and_then(|allow| headers.insert(ALLOW, allow)),
        _ => None,
    };
    response
}

/// The same as its connection's last answer.
pub(crate) fn last(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A value as JSON.
pub(crate) fn json(value: &impl Serialize, status: StatusCode) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => plain(bytes, status),
        Err(cause) => Refused(Problem::new(Refusal::Broken, cause.to_string())).into_response(),
    }
}

/// The tags of what the asker has: its `If-None-Match`.
pub(crate) struct Has(Vec<HeaderValue>);

impl<S: Sync> FromRequestParts<S> for Has {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.headers.get_all(IF_NONE_MATCH).iter().cloned().collect()))
    }
}

impl Has {
    /// Whether it has what this tag names; `W/` doesn't matter there (RFC 9110 section 13.1.2).
    fn holds(&self, tag: &str) -> bool {
        let named = self.0.iter().filter_map(|value| value.to_str().ok());
        named
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    }
}

/// A value as JSON, or `304` where the asker has it.
pub(crate) fn tagged(value: &impl Serialize, has: &Has) -> Result<Response, Refused> {
    let bytes = serde_json::to_vec(value)
        .map_err(|cause| Refused(Problem::new(Refusal::Broken, cause.to_string())))?;
    let tag = tag(&bytes);
    let mut response =
        if has.holds(&tag) { StatusCode::NOT_MODIFIED.into_response() } else { plain(bytes, StatusCode::OK) };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    HeaderValue::try_from(tag).ok().and_then(|tag| headers.insert(ETAG, tag));
    Ok(response)
}

/// What names these bytes: half of their SHA-256, in quotes.
fn tag(bytes: &[u8]) -> String {
    ["\"", &hd::digest::half_sha256(bytes), "\""].concat()
}

fn plain(bytes: Vec<u8>, status: StatusCode) -> Response {
    let body = if bytes.len() > large::PIECE { large::body(bytes) } else { Ok(Body::from(bytes)) };
    let mut response = match body {
        Ok(body) => Response::new(body),
        Err(problem) => return Refused(problem).into_response(),
    };
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_the_asker_has_isnt_sent_again() {
        let has = |text: String| Has(vec![HeaderValue::try_from(text).unwrap()]);
        let tag = tagged(&1, &Has(Vec::new())).unwrap().headers()[ETAG].to_str().unwrap().to_owned();
        let status = |text: String| tagged(&1, &has(text)).unwrap().status().as_u16();
        assert_eq!(status(tag.clone()), 304);
        assert_eq!(status(format!("\"x\", W/{tag}")), 304);
        assert_eq!(status("*".into()), 304);
        assert_eq!(status("\"x\"".into()), 200);
        assert_eq!(status(tag.replace('"', "")), 200);
    }
}
