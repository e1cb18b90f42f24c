//! The settings that run.

use axum::Extension;
use axum::extract::{Path, Query};
use hd::api::settings::Parameter;
use hd::state::{ModuleSettings, Settings};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Answered, Asked, Route, fqmn};
use crate::answer::{Has, tagged};

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

async fn whole(Extension(asked): Asked, has: Has) -> Answered {
    tagged(&asked.view.settings_for(&asked.caller), &has)
}

async fn module(Extension(asked): Asked, Path((author, name)): Path<(String, String)>, has: Has) -> Answered {
    tagged(&asked.view.module_settings_for(&asked.caller, &fqmn(&author, &name)?)?, &has)
}

#[derive(Deserialize)]
struct ValueQuery {
    fqpn: String,
}

async fn value(Extension(asked): Asked, Query(query): Query<ValueQuery>, has: Has) -> Answered {
    tagged(&asked.view.value_for(&asked.caller, &query.fqpn)?, &has)
}
