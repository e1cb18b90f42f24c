//! Values at the bounds that the metadata give: each is judged, and had better be taken.

use super::super::code;
use super::super::finding::Place;
use super::{Judge, talk};
use crate::adapter::{Answer, Dialect, Operation};
use crate::config::{Instance, Kind, Metadata, Parameter, Value};

impl Judge<'_> {
    /// Each parameter at each of its bounds, all others at their defaults.
    pub(super) fn bounds(&mut self, dialect: Dialect, metadata: &Metadata) -> talk::Result<()> {
        let defaults_do = !self.talk.report.has(code::DEFAULTS);
        for parameter in metadata.parameters() {
            for Bound { value, said } in bounds(parameter) {
                let mut instance = Instance::defaults(metadata);
                instance.set(&parameter.path, value.clone());
                let payload = self.talk.subject.payload(&instance.to_json(metadata))?;
                let Some(reply) = self.talk.ask(dialect, Operation::ProcessConfig, &payload, true)? else {
                    continue;
                };
                let place = Place::at(metadata.fqpn(&parameter.path));
                self.talk.report.look([&code::BOUND]);
                match reply.answer(dialect, Operation::ProcessConfig) {
                    Ok(Answer::Processed(processed)) if said && defaults_do => {
                        self.talk.report.look([&code::BOUND_REFUSED]);
                        if processed.errors.is_empty() {
                            continue;
                        }
                        let message = format!(
                            "{} is refused: {}",
                            parameter.shown(&value),
                            processed.errors.join("; ")
                        );
                        self.talk.found(code::BOUND_REFUSED, place, message)?;
                    }
                    Ok(_) => {}
                    Err(why) => {
                        let message = format!("at {}: {why}", parameter.shown(&value));
                        self.talk.found(code::BOUND, place, message)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A value at a bound.
#[derive(Debug, PartialEq)]
struct Bound {
    value: Value,
    /// The metadata say this very bound; else it is the type's own.
    said: bool,
}

/// The values at a parameter's bounds, all of which fit.
fn bounds(parameter: &Parameter) -> Vec<Bound> {
    let bound = |value, said| Bound { value, said };
    let all = match &parameter.kind {
        Kind::Bool => vec![bound(Value::Bool(false), true), bound(Value::Bool(true), true)],
        Kind::Int(range) => vec![
            bound(Value::Int(range.min.unwrap_or(i64::MIN)), range.min.is_some()),
            bound(Value::Int(range.max.unwrap_or(i64::MAX)), range.max.is_some()),
        ],
        Kind::Uint(range) => vec![
            bound(Value::Uint(range.min.unwrap_or(u64::MIN)), range.min.is_some()),
            bound(Value::Uint(range.max.unwrap_or(u64::MAX)), range.max.is_some()),
        ],
        Kind::Float(range) => vec![
            bound(Value::Float(range.min.unwrap_or(f64::MIN)), range.min.is_some()),
            bound(Value::Float(range.max.unwrap_or(f64::MAX)), range.max.is_some()),
        ],
        Kind::Choice(options) => options.iter().map(|option| bound(option.value.clone(), false)).collect(),
        Kind::Text { most, .. } => texts(*most),
    };
    all.into_iter().filter(|bound| parameter.check(&bound.value).is_ok()).collect()
}

/// The empty text, and the longest: of letters, of digits, of letters with two bytes. Where there is no limit, a long one.
fn texts(most: Option<usize>) -> Vec<Bound> {
    const LONG: usize = 64 << 10;
    let count = most.unwrap_or(LONG).min(LONG);
    let of = |letter: &str| Bound { value: Value::Text(letter.repeat(count)), said: false };
    let empty = Bound { value: Value::Text(String::new()), said: false };
    std::iter::once(empty).chain(["x", "0", "é"].map(of)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn values(mut fields: serde_json::Value) -> Vec<String> {
        fields["id"] = "x".into();
        fields["name"] = "x".into();
        fields["description"] = json!({ "default": "" });
        let metadata = Metadata::read("a/b", &json!({ "parameters": [fields] }).to_string()).unwrap();
        let bounds = bounds(metadata.parameter("x").unwrap());
        bounds.iter().map(|bound| bound.value.to_string()).collect()
    }

    #[test]
    fn every_bound_is_met_that_fits() {
        assert_eq!(
            values(json!({"type": "int", "default": 0, "minValue": -3})),
            ["-3", "9223372036854775807"]
        );
        assert_eq!(values(json!({"type": "uint", "default": 7, "maxValue": 9})), ["0", "9"]);
        assert_eq!(values(json!({"type": "bool", "default": true})), ["false", "true"]);
        assert_eq!(
            values(json!({"type": "string", "default": "a", "maxLength": 3, "regex": "^[a-z]+$"})),
            ["xxx"]
        );
        assert_eq!(values(json!({"type": "string", "default": "", "maxLength": 2})), ["", "xx", "00", "éé"]);
    }
}
