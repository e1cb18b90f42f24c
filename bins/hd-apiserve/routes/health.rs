//! How the daemon is, and what it can do.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use hd::api::health::{Health, Readiness, Version};
use serde_json::Value;

use super::{Answered, Route, Served};
use crate::answer::json;
use crate::openapi;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get::<Health, _, _>("/healthz", "healthz", "Whether the daemon lives", healthz),
        Route::get::<Readiness, _, _>("/readyz", "readyz", "Whether each part of the daemon works", readyz),
        Route::get::<Version, _, _>(
            "/version",
            "version",
            "Versions of Hyperdrive, this API and the engine",
            version,
        ),
        Route::get::<String, _, _>(
            "/metrics",
            "metrics",
            "Numbers on the daemon, as Prometheus reads them",
            metrics,
        )
        .media("text/plain; version=0.0.4"),
        Route::get::<Value, _, _>("/openapi.json", "openapi", "This description", description),
    ]
}

pub(super) async fn healthz() -> Response {
    json(&Health::ok(), StatusCode::OK)
}

async fn readyz(State(app): Served) -> Response {
    let readiness = app.daemon.readiness().await;
    json(&readiness, if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE })
}

async fn version(State(app): Served) -> Response {
    json(&app.daemon.version().await, StatusCode::OK)
}

async fn metrics(State(app): Served) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.text(&app.daemon))
        .into_response()
}

async fn description() -> Answered {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);
    Ok(json(&*DOCUMENT, StatusCode::OK))
}
