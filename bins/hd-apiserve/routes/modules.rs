//! What is installed.

use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use hd::api::modules::{Module, Modules};

use super::{Answered, Asked, Route, fqmn};
use crate::answer::json;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get::<Modules, _, _>("/modules", "modules", "The installed modules", list),
        Route::get::<Module, _, _>("/modules/{author}/{name}", "module", "One installed module", one)
            .problems(&[404]),
    ]
}

async fn list(Extension(asked): Asked) -> Response {
    json(&asked.view.modules_for(&asked.caller), StatusCode::OK)
}

async fn one(Extension(asked): Asked, Path((author, name)): Path<(String, String)>) -> Answered {
    Ok(json(&asked.view.module_for(&asked.caller, &fqmn(&author, &name)?)?, StatusCode::OK))
}
