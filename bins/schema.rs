//! The JSON Schema of what a tool reads and writes, field by field.

use hd::document::fields;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::Tool;

/// The schema of the documents that this tool reads and of those that it writes.
pub(crate) fn of(tool: &Tool) -> Value {
    let mut generator = SchemaGenerator::default();
    let reads = document(tool.reads, &mut generator);
    let writes = document(tool.writes, &mut generator);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": tool.name,
        "description": "One module document of the stream that the tool reads, and of the one that it writes. \
            Other fields pass through.",
        "properties": { "reads": reads, "writes": writes },
        "$defs": generator.take_definitions(true),
    })
}

/// The schema of an answer that is no document.
pub(crate) fn of_answer<T: JsonSchema>(tool: &Tool) -> Value {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<T>();
    schema.insert("title".into(), tool.name.into());
    schema.to_value()
}

fn document(names: &[&str], generator: &mut SchemaGenerator) -> Value {
    let properties: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).into(), field(name, generator).to_value())).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": true })
}

/// A field's schema: the one table from a field's name to its type.
fn field(name: &str, generator: &mut SchemaGenerator) -> Schema {
    match name {
        "fqmn" | "project" | "home" | "rev" | "engine" | "dir" => generator.subschema_for::<String>(),
        "generation" => generator.subschema_for::<u64>(),
        "enabled" | "needed" => generator.subschema_for::<bool>(),
        "package" => generator.subschema_for::<fields::Package>(),
        "names" => generator.subschema_for::<fields::Names>(),
        "paths" => generator.subschema_for::<fields::Paths>(),
        "adapter" => generator.subschema_for::<fields::Adapter>(),
        "compose" => generator.subschema_for::<fields::Compose>(),
        "services" => generator.subschema_for::<Vec<fields::Service>>(),
        "permissions" => generator.subschema_for::<Vec<fields::Permission>>(),
        "run" => generator.subschema_for::<fields::Run>(),
        "images" => generator.subschema_for::<std::collections::BTreeMap<String, String>>(),
        "processed" => generator.subschema_for::<fields::Processed>(),
        "resolved" => generator.subschema_for::<std::collections::BTreeMap<String, hd::config::Look>>(),
        "edits" => generator.subschema_for::<Vec<fields::Edit>>(),
        "status" => generator.subschema_for::<fields::Status>(),
        "containers" | "restart" | "granted" | "waits" | "open" => generator.subschema_for::<Vec<String>>(),
        "error" => generator.subschema_for::<hd::error::Report>(),
        _ => generator.subschema_for::<serde_json::Map<String, Value>>(),
    }
}
