//! The settings that run.

use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use hd::api::settings::Parameter;
use hd::state::{ModuleSettings, Settings};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Answered, Asker, Home, Route, fqmn};
use crate::answer::tagged;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get::<Settings, _, _>(
            "/config",
            "config",
            "The complete settings; others' secrets are null",
            whole,
        )
        .tagged(),
        Route::get::<Parameter, _, _>("/config/value", "configValue", "One parameter's value", value)
            .needs("fqpn", "The parameter's full name, or its path in the asking module", fqpn)
            .problems(&[404])
            .tagged(),
        Route::get::<ModuleSettings, _, _>(
            "/config/{author}/{name}",
            "configModule",
            "One module's settings",
            module,
        )
        .problems(&[404])
        .tagged(),
    ]
}

/// A parameter's name, as `hd::name::Fqpn` takes it.
fn fqpn(_: &mut SchemaGenerator) -> Schema {
    const WORD: &str = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
    let pattern = format!("^(({WORD}/{WORD}|hyperdrive):)?{WORD}(/{WORD})*$");
    json_schema!({ "type": "string", "pattern": pattern })
}

async fn whole(Extension(caller): Asker, Extension(view): Home, asked: HeaderMap) -> Answered {
    tagged(&view.settings_for(&caller), &asked)
}

async fn module(
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

async fn value(
    Extension(caller): Asker,
    Extension(view): Home,
    Query(query): Query<ValueQuery>,
    asked: HeaderMap,
) -> Answered {
    tagged(&view.value_for(&caller, &query.fqpn)?, &asked)
}
