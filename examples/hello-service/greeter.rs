//! The service's HTTP API: `GET /health`, `/hello?name=…`, `/settings`. All but the first want a token.

use std::fmt::Display;
use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hd::auth::{Algorithm, Key, Token};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::config::Config;
use crate::{path, signed, variable};

/// Who greets.
pub(crate) struct Greeter {
    config: Config,
    guests: Vec<String>,
    key: Key,
    mirror: Option<String>,
}

type Shared = State<Arc<Greeter>>;
type Refusal = (StatusCode, String);

#[derive(Deserialize)]
struct Hello {
    name: Option<String>,
}

impl Greeter {
    pub(crate) fn new(config: Config, guests: &[String]) -> Result<Self, String> {
        let key = Key::read(&path("HELLO_KEY_FILE")?).map_err(|error| error.to_string())?;
        let guests = guests.iter().map(|guest| guest.trim().to_owned()).collect();
        Ok(Self { config, guests, key, mirror: variable("HELLO_MIRROR").ok() })
    }

    pub(crate) fn routes(self) -> Router {
        let router = Router::new().route("/hello", get(hello)).route("/settings", get(settings));
        let router = if self.config.log_requests { router.layer(from_fn(log)) } else { router };
        router.route("/health", get("ok")).with_state(Arc::new(self))
    }

    /// Who asks has to show a token that was signed with the key of this module's services.
    fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let shown =
            headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let token = Token::parse(shown.unwrap_or_default()).map_err(unauthorized)?;
        if token.algorithm() != Algorithm::Hs384 {
            return Err(unauthorized("the token isn't signed with HS384"));
        }
        let keys = std::slice::from_ref(&self.key);
        token.verify(keys, signed::now(), None).map(drop).map_err(unauthorized)
    }

    fn has_passphrase(&self, headers: &HeaderMap) -> bool {
        let said = headers.get("x-passphrase").map_or(&b""[..], |value| value.as_bytes());
        self.config.passphrase.is_empty() || self.config.passphrase.as_bytes().ct_eq(said).into()
    }

    fn greet(&self, name: Option<String>) -> Value {
        let names = name.unwrap_or_else(|| self.guests.join(" and "));
        let greeting = vec![self.config.greeting.as_str(); self.config.repeat].join(" ");
        let hour = i64::try_from(signed::now() / 3600).unwrap_or_default() + self.config.utc_offset;
        json!({ "greeting": format!("{greeting}, {names}!"), "hour": hour.rem_euclid(24), "mirror": self.mirror })
    }
}

async fn hello(
    State(greeter): Shared,
    headers: HeaderMap,
    Query(hello): Query<Hello>,
) -> Result<Json<Value>, Refusal> {
    greeter.admit(&headers)?;
    if !greeter.has_passphrase(&headers) {
        return Err((StatusCode::FORBIDDEN, "the passphrase is another one".into()));
    }
    tokio::time::sleep(greeter.config.delay()).await;
    Ok(Json(greeter.greet(hello.name)))
}

/// What Hyperdrive's daemon tells this module, as it says it.
async fn settings(State(greeter): Shared, headers: HeaderMap) -> Result<Response, Refusal> {
    greeter.admit(&headers)?;
    let asked = tokio::task::spawn_blocking(ask_daemon).await;
    let (status, body) = asked.map_err(bad_gateway)?.map_err(bad_gateway)?;
    let status = StatusCode::from_u16(status).map_err(bad_gateway)?;
    Ok((status, [("content-type", "application/json")], body).into_response())
}

fn ask_daemon() -> Result<(u16, String), String> {
    let authorization = signed::authorization(&path("HYPERDRIVE_KEY_FILE")?)?;
    let url = format!("{}/api/v1/config", variable("HYPERDRIVE_URL")?);
    signed::get(&url, &[("authorization", &authorization)])
}

async fn log(request: Request, next: Next) -> Response {
    let asked = format!("{} {}", request.method(), request.uri().path());
    let response = next.run(request).await;
    println!("{asked} {}", response.status().as_u16());
    response
}

fn unauthorized(why: impl Display) -> Refusal {
    (StatusCode::UNAUTHORIZED, why.to_string())
}

fn bad_gateway(why: impl Display) -> Refusal {
    (StatusCode::BAD_GATEWAY, why.to_string())
}
