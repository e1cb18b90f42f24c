//! Instances to render with: the defaults, and every two values of every two choices and booleans together. Of choices so large
//! that these would be too many, the values further down stand with the defaults alone.

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

/// So many values of a parameter are met by every value of each other one.
const MOST: usize = 32;
/// So many pairs of values are made to meet.
const PAIRS: usize = 200_000;
/// So many values more stand with the defaults alone.
const ALONE: usize = 1_000;

/// All of them; the first is the defaults.
pub(super) fn of(metadata: &Metadata) -> Vec<Row> {
    let varied = varied(metadata);
    let counts = counts(&varied);
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
    let met = bounded(&counts);
    pairwise(&met).into_iter().chain(alone(&counts, &met).take(ALONE)).map(row).collect()
}

/// What of the values of choices and booleans isn't tried, where there are too many of them.
pub(super) fn left_out(metadata: &Metadata) -> Option<String> {
    let counts = counts(&varied(metadata));
    let met = bounded(&counts);
    let alone = alone(&counts, &met).count();
    let never = match alone.saturating_sub(ALONE) {
        0 => String::new(),
        never => format!(", and {never} weren't tried"),
    };
    (alone > 0).then(|| format!("{} values were tried with the defaults alone{never}", alone.min(ALONE)))
}

fn varied(metadata: &Metadata) -> Vec<(&Parameter, Vec<Value>)> {
    metadata.parameters().filter_map(|parameter| Some((parameter, values(parameter)?))).collect()
}

fn counts(varied: &[(&Parameter, Vec<Value>)]) -> Vec<usize> {
    varied.iter().map(|(_, values)| values.len()).collect()
}

/// How many of each parameter's values are met by those of the others.
fn bounded(counts: &[usize]) -> Vec<usize> {
    let at_most = |most: usize| counts.iter().map(|count| *count.min(&most)).collect::<Vec<_>>();
    let few = |counts: &Vec<usize>| pairs(counts) <= PAIRS;
    (1..=MOST).rev().map(at_most).find(few).unwrap_or_else(|| at_most(1))
}

fn pairs(counts: &[usize]) -> usize {
    let all: usize = counts.iter().sum();
    (all * all - counts.iter().map(|count| count * count).sum::<usize>()) / 2
}

/// The values that are beyond those that are met, each with the defaults of all others.
fn alone<'a>(counts: &'a [usize], met: &'a [usize]) -> impl Iterator<Item = Vec<usize>> + 'a {
    let with = |at: usize, value: usize| {
        let mut row = vec![0; counts.len()];
        row[at] = value;
        row
    };
    (0..counts.len()).flat_map(move |at| (met[at]..counts[at]).map(move |value| with(at, value)))
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
    fn of_huge_choices_each_value_is_met_and_not_each_pair() {
        let options: Vec<_> = (0..400)
            .map(|number| json!({"name": "n", "description": {"default": ""}, "value": format!("v{number}")}))
            .collect();
        let choice = |id: &str| json!({"id": id, "name": id, "description": {"default": ""}, "type": "choice", "default": "v0", "options": options});
        let read = |parameters: Vec<Json>| {
            Metadata::read("a/b", &json!({"parameters": parameters}).to_string()).unwrap()
        };
        let two = read(vec![choice("one"), choice("two")]);
        let rows = of(&two);
        assert_eq!(rows.len(), 32 * 32 + 2 * 368);
        for number in 0..400 {
            let value = json!(format!("v{number}"));
            assert!(rows.iter().any(|row| row.instance["two"] == value), "{number}");
        }
        assert_eq!(left_out(&two).unwrap(), "736 values were tried with the defaults alone");
        let many: Vec<Json> = (0..100).map(|number| choice(&format!("c{number}"))).collect();
        assert!(left_out(&read(many)).unwrap().ends_with("and 38400 weren't tried"));
        assert_eq!(left_out(&read(vec![choice("one")])).map(|_| ()), Some(()));
    }

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
