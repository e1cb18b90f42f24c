//! The API's description, OpenAPI 3.1, made from the table of routes.

use hd::api::{Details, Refusal};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::routes::{BASE, Gives, Query, Route, all};

/// Statuses that any request with a token may meet.
const EVERYWHERE: [u16; 7] = [400, 401, 413, 421, 429, 431, 500];

/// The whole description.
pub(crate) fn document() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for route in all() {
        let path = paths.entry(format!("{BASE}{}", route.path)).or_insert_with(|| json!({}));
        path[route.method] = operation(&route, &mut generator);
    }
    generator.subschema_for::<Details>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hyperdrive's daemon",
            "version": "1",
            "summary": "What modules may ask of Hyperdrive",
            "description": "Every request but GET /healthz needs a JSON Web Token (HS256, HS384 or HS512) that is \
                signed with the module's key for Hyperdrive and says `iss`, the module's FQMN, `iat`, and `exp`, at \
                most 60 s later. With a `jti` it is accepted once.",
            "license": { "name": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } },
            "schemas": generator.take_definitions(true),
        },
    })
}

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let in_path = names(route.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let in_query = route.query.iter().map(|query| parameter(query, generator));
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.summary,
        "parameters": in_path.chain(in_query).collect::<Vec<_>>(),
        "responses": responses(route, generator),
    });
    if route.is_open() {
        operation["security"] = json!([]);
    }
    operation
}

/// The `{names}` in a path.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn parameter(query: &Query, generator: &mut SchemaGenerator) -> Value {
    json!({
        "name": query.name,
        "in": "query",
        "description": query.text,
        "required": query.required,
        "schema": (query.schema)(generator),
    })
}

fn responses(route: &Route, generator: &mut SchemaGenerator) -> Map<String, Value> {
    let mut all = Map::new();
    all.insert(route.gives.status.to_string(), success(&route.gives, generator));
    if route.gives.tagged {
        all.insert("304".into(), json!({ "description": "the asker has it" }));
    }
    let everywhere: &[u16] = if route.is_open() { &[400, 413, 421, 431] } else { &EVERYWHERE };
    for status in everywhere.iter().chain(route.problems) {
        all.insert(status.to_string(), problem(*status));
    }
    if route.path == "/readyz" {
        let unready = success(&Gives { status: 503, ..route.gives }, generator);
        all.insert("503".into(), unready);
    }
    all.sort_keys();
    all
}

fn success(gives: &Gives, generator: &mut SchemaGenerator) -> Value {
    let mut said = json!({
        "description": if gives.status == 202 { "it is being done" } else { "as asked" },
        "content": { gives.media: { "schema": (gives.schema)(generator) } },
    });
    if gives.tagged {
        said["headers"] = json!({ "ETag": { "schema": { "type": "string" } } });
    }
    if gives.status == 202 {
        said["headers"] = json!({ "Location": { "schema": { "type": "string" } } });
    }
    said
}

fn problem(status: u16) -> Value {
    let refusal = Refusal::ALL.into_iter().find(|refusal| refusal.status() == status);
    json!({
        "description": refusal.map_or("a problem", Refusal::title),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}
