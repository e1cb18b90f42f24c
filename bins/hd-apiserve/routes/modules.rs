//! What is installed.

use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use hd::api::modules::{Module, Modules};

use super::{Answered, Asker, Home, Route, fqmn};
use crate::answer::json;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get::<Modules, _, _>("/modules", "modules", "The installed modules", list),
        Route::get::<Module, _, _>("/modules/{author}/{name}", "module", "One installed module", one)
            .problems(&[404]),
    ]
}

async fn list(Extension(caller): Asker, Extension(view): Home) -> Response {
    json(&view.modules_for(&caller), StatusCode::OK)
}

async fn one(
    Extension(caller): Asker,
    Extension(view): Home,
    Path((author, name)): Path<(String, String)>,
) -> Answered {
    Ok(json(&view.module_for(&caller, &fqmn(&author, &name)?)?, StatusCode::OK))
}
