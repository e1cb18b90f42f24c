//! Instances to render with: the defaults, and every two values of every two choices and booleans together.

use serde_json::Value as Json;

use super::combine::pairwise;
use crate::config::{Instance, Kind, Metadata, Parameter, Value};

/// An instance, and what in it isn't a default.
#[derive(Debug)]
pub(super) struct Row {
    /// The instance.
    pub(super) instance: Json,
    /// `mode=full, server/tls=true`; empty for the defaults.
    pub(super) differs: String,
}

/// All of them; the first is the defaults.
pub(super) fn of(metadata: &Metadata) -> Vec<Row> {
    let varied: Vec<(&Parameter, Vec<Value>)> =
        metadata.parameters().filter_map(|parameter| Some((parameter, values(parameter)?))).collect();
    let counts: Vec<usize> = varied.iter().map(|(_, values)| values.len()).collect();
    let row = |numbers: Vec<usize>| {
        let mut instance = Instance::defaults(metadata);
        let mut differs = Vec::new();
        for ((parameter, values), number) in varied.iter().zip(numbers) {
            if number > 0 {
                differs.push(format!("{}={}", parameter.path, parameter.shown(&values[number])));
            }
            instance.set(&parameter.path, values[number].clone());
        }
        Row { instance: instance.to_json(metadata), differs: differs.join(", ") }
    };
    pairwise(&counts).into_iter().map(row).collect()
}

/// The values of a choice or a boolean, its default first.
fn values(parameter: &Parameter) -> Option<Vec<Value>> {
    let default = parameter.check(&parameter.default).unwrap_or_else(|_| parameter.default.clone());
    let all: Vec<Value> = match &parameter.kind {
        Kind::Bool => vec![Value::Bool(false), Value::Bool(true)],
        Kind::Choice(options) => options.iter().map(|option| option.value.clone()).collect(),
        _ => return None,
    };
    let others = all.into_iter().filter(|value| !value.same(&default));
    Some(std::iter::once(default.clone()).chain(others).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn defaults_come_first_and_the_others_say_what_differs() {
        let metadata = json!({"parameters": [
            {"id": "mode", "name": "m", "description": {"default": ""}, "type": "choice", "default": "b", "options": [
                {"name": "A", "description": {"default": ""}, "value": "a"},
                {"name": "B", "description": {"default": ""}, "value": "b"}]},
            {"id": "n", "name": "n", "description": {"default": ""}, "type": "int", "default": 7},
            {"id": "on", "name": "o", "description": {"default": ""}, "type": "bool", "default": true},
        ]});
        let rows = of(&Metadata::read("a/b", &metadata.to_string()).unwrap());
        assert_eq!(
            (rows[0].instance.to_string().as_str(), rows[0].differs.as_str()),
            (r#"{"mode":"b","n":7,"on":true}"#, "")
        );
        let differs: Vec<&str> = rows.iter().map(|row| row.differs.as_str()).collect();
        assert_eq!(differs.len(), 4);
        assert!(differs.contains(&"mode='a', on=false"), "{differs:?}");
    }
}
