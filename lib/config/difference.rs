//! The difference of two instances of one module: what changed, from what to what, and who has to restart for it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::instance::Instance;
use super::metadata::Metadata;
use super::parameter::Parameter;
use super::value::Value;

/// One parameter that changed. A secret's values are masked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// The parameter's full name.
    pub fqpn: String,
    /// Its value before; `null` where it had none.
    pub old: Json,
    /// Its value now; `null` where it has none.
    pub new: Json,
    /// Containers, without the project's prefix, that have to restart.
    pub containers: Vec<String>,
}

/// What changed between two instances, in the order of the metadata. Values are compared by what they mean in the
/// parameter's type.
pub fn changes(metadata: &Metadata, old: &Instance, new: &Instance) -> Vec<Change> {
    let change = |parameter: &Parameter| {
        let (old, new) = (old.get(&parameter.path), new.get(&parameter.path));
        let same = match (old, new) {
            (Some(old), Some(new)) => equal(parameter, old, new),
            (old, new) => old.is_none() && new.is_none(),
        };
        let masked = |value: Option<&Value>| value.map_or(Json::Null, |value| parameter.masked_json(value));
        (!same).then(|| Change {
            fqpn: metadata.fqpn(&parameter.path),
            old: masked(old),
            new: masked(new),
            containers: parameter.affects_containers.clone(),
        })
    };
    metadata.parameters().filter_map(change).collect()
}

/// The containers of these changes, each once, in their order.
pub fn containers(changes: &[Change]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for container in changes.iter().flat_map(|change| &change.containers) {
        if !all.contains(container) {
            all.push(container.clone());
        }
    }
    all
}

fn equal(parameter: &Parameter, old: &Value, new: &Value) -> bool {
    if old == new {
        return true;
    }
    match (parameter.check(old), parameter.check(new)) {
        (Ok(old), Ok(new)) => old.same(&new),
        _ => old.same(new),
    }
}
