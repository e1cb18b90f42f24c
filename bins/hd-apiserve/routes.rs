//! The routes of SPEC.md section 8: a path, a handler that calls one thing of `hd::api`, an answer.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router, middleware};
use hd::api::containers::Action;
use hd::api::health::Health;
use hd::api::{Caller, Problem, View};
use hd::name::Fqmn;
use serde::Deserialize;
use serde_json::json;

use crate::answer::{Refused, json, tagged};
use crate::app::App;
use crate::guard::guard;

/// What every path begins with, `/healthz` apart.
pub(crate) const BASE: &str = "/api/v1";

type Answered = Result<Response, Refused>;
type Asker = Extension<Caller>;
type Home = Extension<Arc<View>>;
type Served = State<Arc<App>>;

/// Every route, behind the guard.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let routes = Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/version", get(version))
        .route("/config", get(config))
        .route("/config/value", get(config_value))
        .route("/config/{author}/{name}", get(config_module))
        .route("/modules", get(modules))
        .route("/modules/{author}/{name}", get(module))
        .route("/containers", get(containers))
        .route("/containers/{name}/restart", post(restart))
        .route("/containers/{name}/start", post(start))
        .route("/containers/{name}/stop", post(stop))
        .route("/operations/{id}", get(operation));
    Router::new()
        .route("/healthz", get(healthz))
        .nest(BASE, routes)
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), guard))
        .with_state(app.clone())
}

async fn healthz() -> Response {
    json(&Health::ok(), StatusCode::OK)
}

async fn readyz(State(app): Served) -> Response {
    let readiness = app.daemon.readiness().await;
    json(&readiness, if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE })
}

async fn version(State(app): Served) -> Response {
    json(&app.daemon.version().await, StatusCode::OK)
}

async fn config(Extension(caller): Asker, Extension(view): Home, asked: HeaderMap) -> Answered {
    tagged(&view.settings_for(&caller), &asked)
}

async fn config_module(
    Extension(caller): Asker,
    Extension(view): Home,
    Path((author, name)): Path<(String, String)>,
    asked: HeaderMap,
) -> Answered {
    tagged(&view.module_settings_for(&caller, &fqmn(&author, &name)?)?, &asked)
}

#[derive(Deserialize)]
struct ValueQuery {
    fqpn: String,
}

async fn config_value(
    Extension(caller): Asker,
    Extension(view): Home,
    Query(query): Query<ValueQuery>,
    asked: HeaderMap,
) -> Answered {
    tagged(&view.value_for(&caller, &query.fqpn)?, &asked)
}

async fn modules(Extension(caller): Asker, Extension(view): Home) -> Response {
    json(&json!({ "modules": view.modules_for(&caller) }), StatusCode::OK)
}

async fn module(
    Extension(caller): Asker,
    Extension(view): Home,
    Path((author, name)): Path<(String, String)>,
) -> Answered {
    Ok(json(&view.module_for(&caller, &fqmn(&author, &name)?)?, StatusCode::OK))
}

async fn containers(State(app): Served) -> Answered {
    Ok(json(&json!({ "containers": app.daemon.containers().await? }), StatusCode::OK))
}

async fn restart(app: Served, caller: Asker, name: Path<String>) -> Answered {
    act(app, caller, name, Action::Restart).await
}

async fn start(app: Served, caller: Asker, name: Path<String>) -> Answered {
    act(app, caller, name, Action::Start).await
}

async fn stop(app: Served, caller: Asker, name: Path<String>) -> Answered {
    act(app, caller, name, Action::Stop).await
}

/// Accepts an operation and lets it go its way, whether the asker waits or not.
async fn act(
    State(app): Served,
    Extension(caller): Asker,
    Path(name): Path<String>,
    action: Action,
) -> Answered {
    let (operation, job) = app.daemon.begin(&caller, &name, action).await?;
    let daemon = app.daemon.clone();
    tokio::spawn(async move { daemon.perform(job).await });
    let mut response = json(&operation, StatusCode::ACCEPTED);
    let place = HeaderValue::from_str(&format!("{BASE}/operations/{}", operation.id));
    place.ok().and_then(|place| response.headers_mut().insert(LOCATION, place));
    Ok(response)
}

async fn operation(State(app): Served, Extension(caller): Asker, Path(id): Path<String>) -> Answered {
    Ok(json(&app.daemon.operation(&caller, &id)?, StatusCode::OK))
}

async fn nothing() -> Refused {
    Refused(Problem::missing("such path"))
}

/// Two parts of a path as a module's name; what can't be one is a module that isn't there.
fn fqmn(author: &str, name: &str) -> Result<Fqmn, Refused> {
    Fqmn::new(author, name).map_err(|_| Refused(Problem::missing("module of that name")))
}
