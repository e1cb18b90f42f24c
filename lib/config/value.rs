//! A parameter's value: one of the simple types of SPEC.md section 6, with all 64 bits of an integer.

use std::fmt;
use std::path::PathBuf;

use serde_json::{Number, json};

use crate::escape;

/// A value. Which number it is says how it was written; [`Value::same`] compares what it means.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number below zero, or any that a parameter of type `int` took.
    Int(i64),
    /// A whole number.
    Uint(u64),
    /// A number with a fraction; finite, written so that it stays one (`1.0`).
    Float(f64),
    /// A text.
    Text(String),
    /// The file that holds a secret: `{"secretFile": path}`.
    SecretFile(PathBuf),
}

impl Value {
    /// The value that this JSON is; what else it is, in plain words, where it is none.
    pub fn from_json(json: &serde_json::Value) -> Result<Self, &'static str> {
        match json {
            serde_json::Value::Bool(truth) => Ok(Self::Bool(*truth)),
            serde_json::Value::Number(number) => Ok(Self::from_number(number)),
            serde_json::Value::String(text) => Ok(Self::Text(text.clone())),
            serde_json::Value::Object(fields) => secret_file(fields).ok_or("an object"),
            serde_json::Value::Array(_) => Err("a list"),
            serde_json::Value::Null => Err("null"),
        }
    }

    fn from_number(number: &Number) -> Self {
        let whole = number.as_u64().map(Self::Uint).or_else(|| number.as_i64().map(Self::Int));
        whole.unwrap_or_else(|| Self::of_float(number.as_f64().unwrap_or(f64::NAN)))
    }

    /// The value of a float. A zero has no sign: it couldn't be told from the other one, and yet be written otherwise.
    pub fn of_float(number: f64) -> Self {
        Self::Float(if number == 0.0 { 0.0 } else { number })
    }

    /// The value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Bool(truth) => json!(truth),
            Self::Int(number) => json!(number),
            Self::Uint(number) => json!(number),
            Self::Float(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::SecretFile(path) => json!({ "secretFile": path }),
        }
    }

    /// Whether both mean the same: numbers by what they are worth, all else by what it is.
    pub fn same(&self, other: &Self) -> bool {
        match (self.whole(), other.whole()) {
            (Some(one), Some(two)) => one == two,
            (None, None) => self == other,
            _ => false,
        }
    }

    /// What it is worth, where it is a whole number in the range of the 64-bit types, a float like `8.0` included.
    pub fn whole(&self) -> Option<i128> {
        match self {
            Self::Int(number) => Some((*number).into()),
            Self::Uint(number) => Some((*number).into()),
            Self::Float(number) => whole_float(*number),
            _ => None,
        }
    }

    /// The nearest float, where it is a number.
    #[allow(clippy::cast_precision_loss, reason = "a float parameter is a double, whatever it was given")]
    pub fn float(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Uint(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The value in a message: on one line, quoted where it is a text, shortened.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => format!("'{}'", escape::short(text, 60)),
            other => other.to_string(),
        }
    }
}

/// The bare value: a text as it is, a number or a truth as JSON writes it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            other => write!(f, "{}", other.to_json()),
        }
    }
}

fn secret_file(fields: &serde_json::Map<String, serde_json::Value>) -> Option<Value> {
    let path = fields.get("secretFile").filter(|_| fields.len() == 1)?.as_str()?;
    Some(Value::SecretFile(path.into()))
}

/// A float as a whole number: none with a fraction, none so large that it may stand for its neighbour (2^53 for 2^53 + 1).
#[allow(clippy::cast_possible_truncation, reason = "below 2^53, where every float is exact")]
fn whole_float(number: f64) -> Option<i128> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i128)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn value(json: &str) -> Value {
        Value::from_json(&serde_json::from_str(json).unwrap()).unwrap()
    }

    #[test]
    fn every_64_bit_integer_goes_in_and_out_unchanged() {
        for text in ["0", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808"] {
            assert_eq!(value(text).to_json().to_string(), text);
        }
        assert_eq!(value("18446744073709551615").to_json().to_string(), "18446744073709551615");
    }

    #[test]
    fn a_float_stays_one() {
        for text in ["1.0", "-1.5", "0.1", "1e300", "5e-324", "-5e-324"] {
            assert_eq!(value(&value(text).to_json().to_string()), value(text), "{text}");
        }
        assert_eq!(value("1.0").to_json().to_string(), "1.0");
        for text in ["-0.0", "0.0", "-0", "-0e7", "-1e-400"] {
            assert_eq!(value(text).to_json().to_string(), "0.0", "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_by_what_they_are_worth() {
        assert!(value("1").same(&value("1.0")) && value("-0").same(&value("0")));
        assert!(!value("9007199254740993").same(&value("9007199254740992.0")));
        assert_eq!(value("9007199254740991.0").whole(), Some(9_007_199_254_740_991));
        assert_eq!(
            ["9007199254740992.0", "9007199254740993.0", "-9007199254740992.0"]
                .map(|text| value(text).whole()),
            [None; 3]
        );
        assert!(!value("1").same(&value("\"1\"")) && !value("1").same(&value("true")));
    }

    #[test]
    fn lists_objects_and_null_are_no_values() {
        for (json, what) in [("[1]", "a list"), ("{\"a\":1}", "an object"), ("null", "null")] {
            assert_eq!(Value::from_json(&serde_json::from_str(json).unwrap()), Err(what));
        }
        assert_eq!(value("{\"secretFile\":\"/s\"}"), Value::SecretFile("/s".into()));
    }
}
