//! A parameter: its type, and whether a value fits it (SPEC.md section 6).

use super::dynamic::Dynamic;
use super::pattern::Pattern;
use super::value::Value;

/// One parameter of a module.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its Identifier, unique in its section.
    pub id: String,
    /// Sections from the outermost in, then the id, joined with `/`.
    pub path: String,
    /// What people call it.
    pub name: String,
    /// What it is for; may carry `[colour]` tags.
    pub description: Dynamic<String>,
    /// What values it takes.
    pub kind: Kind,
    /// Its value where nobody said another.
    pub default: Value,
    /// What the module reports as its value.
    pub value: Option<Value>,
    /// For people who asked for more.
    pub advanced: bool,
    /// Shown, but not to be changed.
    pub disabled: Dynamic<bool>,
    /// Not shown.
    pub hidden: Dynamic<bool>,
    /// Takes its default again when the module is upgraded.
    pub overwrite_on_upgrade: bool,
    /// Containers, without the project's prefix, that restart when it changes.
    pub affects_containers: Vec<String>,
    /// Its value doesn't leave the module.
    pub secret: bool,
}

/// What values a parameter takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A signed 64-bit integer.
    Int(Range<i64>),
    /// An unsigned 64-bit integer.
    Uint(Range<u64>),
    /// A finite double.
    Float(Range<f64>),
    /// A text.
    Text {
        /// At most this many characters.
        most: Option<usize>,
        /// It has to match this somewhere.
        pattern: Option<Pattern>,
    },
    /// One of these.
    Choice(Vec<Choice>),
}

impl Kind {
    /// The word that metadata has for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Float(_) => "float",
            Self::Text { .. } => "string",
            Self::Choice(_) => "choice",
        }
    }
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What people call it.
    pub name: String,
    /// What it means.
    pub description: Dynamic<String>,
    /// The value that choosing it gives.
    pub value: Value,
    /// Can't be newly chosen.
    pub disabled: Dynamic<bool>,
    /// Not shown.
    pub hidden: Dynamic<bool>,
}

/// Limits of a number; absent is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range<T> {
    /// The smallest that fits.
    pub min: Option<T>,
    /// The largest that fits.
    pub max: Option<T>,
}

impl<T: PartialOrd + Copy + std::fmt::Display> Range<T> {
    fn check(&self, number: T) -> Result<T, String> {
        match (self.min, self.max) {
            (Some(min), _) if number < min => Err(format!("{number} is below the minimum {min}")),
            (_, Some(max)) if number > max => Err(format!("{number} is above the maximum {max}")),
            _ => Ok(number),
        }
    }
}

impl Parameter {
    /// The value in this parameter's own type; why not, where it doesn't fit. A secret's value is never in the reason.
    pub fn check(&self, value: &Value) -> Result<Value, String> {
        if let Value::SecretFile(_) = value {
            return if self.secret { Ok(value.clone()) } else { Err("it is no secret".into()) };
        }
        self.fit(value).map_err(|fault| self.masked(fault))
    }

    /// The value that this text stands for; why not, where it stands for none that fits.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let value = self.read(text).map_err(|fault| self.masked(fault))?;
        self.check(&value)
    }

    /// A value as it may be shown to people: not a secret's.
    pub fn shown(&self, value: &Value) -> String {
        if self.hides(value) { MASK.into() } else { value.shown() }
    }

    /// A value as it may be given out: a secret masked.
    pub fn masked_json(&self, value: &Value) -> serde_json::Value {
        if self.hides(value) { MASK.into() } else { value.to_json() }
    }

    /// Whether the value is a secret. The default is known to everybody.
    fn hides(&self, value: &Value) -> bool {
        matches!(value, Value::SecretFile(_)) || (self.secret && !value.same(&self.default))
    }

    fn masked(&self, fault: String) -> String {
        if self.secret {
            format!("the secret doesn't fit its type, {}, or its limits", self.kind.word())
        } else {
            fault
        }
    }

    fn fit(&self, value: &Value) -> Result<Value, String> {
        match &self.kind {
            Kind::Bool => match value {
                Value::Bool(_) => Ok(value.clone()),
                other => Err(format!("must be true or false, not {}", other.shown())),
            },
            Kind::Int(range) => Ok(Value::Int(range.check(whole(value)?)?)),
            Kind::Uint(range) => Ok(Value::Uint(range.check(whole(value)?)?)),
            Kind::Float(range) => Ok(Value::of_float(range.check(finite(value)?)?)),
            Kind::Text { most, pattern } => self.text(value, *most, pattern.as_ref()),
            Kind::Choice(options) => chosen(options, |option| option.same(value), &value.shown()),
        }
    }

    fn text(&self, value: &Value, most: Option<usize>, pattern: Option<&Pattern>) -> Result<Value, String> {
        let Value::Text(text) = value else { return Err(format!("must be a text, not {}", value.shown())) };
        if let Some(most) = most.filter(|most| text.chars().count() > *most) {
            return Err(format!("has {} characters, at most {most} fit", text.chars().count()));
        }
        // An author's empty default means "not set", whatever the pattern says of what is set.
        let unset = text.is_empty() && value.same(&self.default);
        match pattern.filter(|pattern| !unset && !pattern.matches(text)) {
            Some(pattern) => {
                Err(format!("{} doesn't match the pattern '{}'", value.shown(), pattern.source()))
            }
            None => Ok(value.clone()),
        }
    }

    fn read(&self, text: &str) -> Result<Value, String> {
        let shown = Value::Text(text.into()).shown();
        match &self.kind {
            Kind::Bool => match text {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(format!("must be true or false, not {shown}")),
            },
            Kind::Int(_) => {
                text.parse().map(Value::Int).map_err(|_| format!("must be {}, not {shown}", i64::WORDS))
            }
            Kind::Uint(_) => {
                text.parse().map(Value::Uint).map_err(|_| format!("must be {}, not {shown}", u64::WORDS))
            }
            Kind::Float(_) => {
                text.parse().map(Value::of_float).map_err(|_| format!("must be a number, not {shown}"))
            }
            Kind::Text { .. } => Ok(Value::Text(text.into())),
            Kind::Choice(options) => chosen(options, |option| option.to_string() == text, &shown)
                .or_else(|fault| number(text).ok_or(fault)),
        }
    }
}

/// What stands where a secret would.
pub const MASK: &str = "********";

/// The option that this is, or what the options are.
fn chosen(options: &[Choice], is: impl Fn(&Value) -> bool, shown: &str) -> Result<Value, String> {
    match options.iter().find(|option| is(&option.value)) {
        Some(option) => Ok(option.value.clone()),
        None => Err(format!("{shown} isn't one of the options: {}", listed(options))),
    }
}

fn listed(options: &[Choice]) -> String {
    let mut words: Vec<String> = options.iter().take(12).map(|option| option.value.shown()).collect();
    if options.len() > words.len() {
        words.push(format!("and {} more", options.len() - words.len()));
    }
    words.join(", ")
}

/// A number that was written otherwise than its option is (`8.0`, `+8`).
fn number(text: &str) -> Option<Value> {
    let whole = text.parse().map(Value::Int).or_else(|_| text.parse().map(Value::Uint)).ok();
    whole.or_else(|| text.parse().map(Value::of_float).ok())
}

trait Whole: TryFrom<i128> {
    /// What such a number is, in words.
    const WORDS: &'static str;
}

impl Whole for i64 {
    const WORDS: &'static str = "a whole number of 64 bits";
}

impl Whole for u64 {
    const WORDS: &'static str = "a whole number of 64 bits, 0 or above";
}

fn whole<T: Whole>(value: &Value) -> Result<T, String> {
    let number = value.whole().and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| format!("must be {}, not {}", T::WORDS, value.shown()))
}

fn finite(value: &Value) -> Result<f64, String> {
    let number = value.float().ok_or_else(|| format!("must be a number, not {}", value.shown()))?;
    if number.is_finite() { Ok(number) } else { Err("must be a finite number".into()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::Metadata;
    use serde_json::{Value as Json, json};

    fn parameter(fields: Json) -> Parameter {
        let mut fields = fields;
        fields["id"] = "x".into();
        let metadata = Metadata::read("me/mod", &json!({"parameters": [fields]}).to_string()).unwrap();
        metadata.parameter("x").unwrap().clone()
    }

    /// What the parameter makes of JSON values and of texts: the JSON of what it took, or `-`.
    #[track_caller]
    fn check(parameter: &Parameter, cases: &[(&str, &str)]) {
        for (given, expected) in cases {
            let taken = if let Some(json) = given.strip_prefix(':') {
                let json: Json = serde_json::from_str(json).unwrap();
                Value::from_json(&json).map_err(Into::into).and_then(|value| parameter.check(&value))
            } else {
                parameter.parse(given)
            };
            let text = taken.as_ref().map_or_else(|_| "-".into(), |value| value.to_json().to_string());
            assert_eq!(text, *expected, "{given}: {taken:?}");
        }
    }

    #[test]
    fn a_bool_is_true_or_false() {
        let flag = parameter(json!({"type": "bool", "default": false}));
        check(&flag, &[("true", "true"), ("false", "false"), (":true", "true")]);
        check(
            &flag,
            &[("1", "-"), ("True", "-"), ("", "-"), (":1", "-"), (":\"true\"", "-"), (":null", "-")],
        );
    }

    #[test]
    fn an_int_has_64_bits_and_loses_none() {
        let int = parameter(json!({"type": "int", "default": 0}));
        let limits = ["9223372036854775807", "-9223372036854775808", "9007199254740993"];
        for limit in limits {
            check(&int, &[(limit, limit), (&format!(":{limit}"), limit)]);
        }
        check(
            &int,
            &[("-0", "0"), (":-0", "0"), (":-0.0", "0"), (":3.0", "3"), ("+5", "5"), (":1e3", "1000")],
        );
        check(
            &int,
            &[("9223372036854775808", "-"), (":9223372036854775808", "-"), (":1e19", "-"), (":0.5", "-")],
        );
        check(&int, &[("", "-"), (" 1", "-"), ("0x10", "-"), ("1_000", "-"), ("٣", "-"), (":\"1\"", "-")]);
    }

    #[test]
    fn a_uint_is_0_or_above() {
        let uint = parameter(json!({"type": "uint", "default": 10, "minValue": 10, "maxValue": 20}));
        check(&uint, &[("10", "10"), ("20", "20"), ("9", "-"), ("21", "-"), (":15.0", "15"), (":-1", "-")]);
        let any = parameter(json!({"type": "uint", "default": 0}));
        check(&any, &[("18446744073709551615", "18446744073709551615"), ("18446744073709551616", "-")]);
        check(&any, &[(":18446744073709551615", "18446744073709551615"), ("-0", "-"), (":-0", "0")]);
    }

    #[test]
    fn a_float_is_finite_and_stays_a_float() {
        let float = parameter(json!({"type": "float", "default": 0}));
        assert_eq!(float.default.to_json().to_string(), "0.0");
        check(
            &float,
            &[
                ("1", "1.0"),
                (":1", "1.0"),
                ("-0", "0.0"),
                ("-0.0", "0.0"),
                (":-0.0", "0.0"),
                ("-1e-999", "0.0"),
                ("1e300", "1e+300"),
                ("0.1", "0.1"),
            ],
        );
        check(
            &float,
            &[("NaN", "-"), ("inf", "-"), ("-infinity", "-"), ("1e400", "-"), ("", "-"), ("1,5", "-")],
        );
        let range = parameter(json!({"type": "float", "default": 1, "minValue": 0.5, "maxValue": 2}));
        check(&range, &[("0.5", "0.5"), ("2.0", "2.0"), ("2.0000001", "-"), ("0.49", "-")]);
    }

    #[test]
    fn a_text_is_measured_in_characters() {
        let text = parameter(json!({"type": "string", "default": "", "maxLength": 3}));
        check(
            &text,
            &[("äöü", "\"äöü\""), ("👍👍👍", "\"👍👍👍\""), ("abcd", "-"), ("", "\"\""), (":1", "-")],
        );
        let large = parameter(json!({"type": "string", "default": ""}));
        let mega = "x".repeat(1 << 20);
        check(&large, &[(&mega, &format!("\"{mega}\"")), ("a\nb\0c", "\"a\\nb\\u0000c\"")]);
    }

    #[test]
    fn a_pattern_holds_for_all_but_an_empty_default() {
        let unset = parameter(json!({"type": "string", "default": "", "regex": "^0x[0-9a-f]+$"}));
        check(&unset, &[("0xbeef", "\"0xbeef\""), ("", "\"\""), ("beef", "-")]);
        let set = parameter(json!({"type": "string", "default": "0x0", "regex": "^0x[0-9a-f]+$"}));
        check(&set, &[("", "-")]);
    }

    #[test]
    fn a_choice_is_one_of_its_options_whatever_their_type() {
        let options = |values: Json| {
            let options: Vec<Json> =
                values.as_array().unwrap().iter().map(|value| json!({"name": "n", "value": value})).collect();
            parameter(json!({"type": "choice", "default": values[0], "options": options}))
        };
        check(&options(json!(["a", "1", ""])), &[("a", "\"a\""), ("1", "\"1\""), (":1", "-"), ("", "\"\"")]);
        check(
            &options(json!([1, 2])),
            &[("2", "2"), (":2.0", "2"), ("+2", "2"), ("3", "-"), (":\"2\"", "-")],
        );
        check(&options(json!([0.5, 1])), &[("0.5", "0.5"), ("1", "1"), ("1.0", "1")]);
        check(&options(json!([true, false])), &[("false", "false"), (":false", "false"), ("0", "-")]);
        let many: Vec<u64> = (0..100).collect();
        let fault = options(json!(many)).parse("x").unwrap_err();
        assert!(fault.ends_with("10, 11, and 88 more"), "{fault}");
    }

    #[test]
    fn a_reason_never_holds_a_secret() {
        let secret = parameter(json!({"type": "int", "default": 0, "secret": true, "maxValue": 9}));
        for fault in
            [secret.parse("hunter2"), secret.parse("12345"), secret.check(&Value::Text("hunter2".into()))]
        {
            let fault = fault.unwrap_err();
            assert!(!fault.contains("hunter2") && !fault.contains("12345"), "{fault}");
        }
        assert_eq!(secret.shown(&Value::Int(7)), MASK);
        assert_eq!(secret.shown(&Value::Int(0)), "0");
        let plain = parameter(json!({"type": "string", "default": ""}));
        assert_eq!(plain.check(&Value::SecretFile("/etc/shadow".into())), Err("it is no secret".into()));
    }

    #[test]
    fn a_strangers_value_is_shown_on_one_short_line() {
        let int = parameter(json!({"type": "int", "default": 0}));
        let fault = int.parse(&format!("\x1b[2J\n{}", "x".repeat(1000))).unwrap_err();
        assert!(fault.len() < 200 && !fault.contains(['\x1b', '\n']), "{fault}");
    }
}
