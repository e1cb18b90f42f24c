//! What became of operations.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use hd::api::operations::Operation;

use super::{Answered, Asked, Route, Served};
use crate::answer::json;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get::<Operation, _, _>("/operations/{id}", "operation", "What became of an operation", one)
            .problems(&[404]),
    ]
}

async fn one(State(app): Served, Extension(asked): Asked, Path(id): Path<String>) -> Answered {
    app.taken_up().await;
    Ok(json(&app.daemon.operation(&asked.caller, &id)?, StatusCode::OK))
}
