//! What a scalar without quotes reads like, by the rules of YAML 1.1, of 1.2, and of the parser in Docker Compose.

/// What a plain scalar is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// As text, by every rule.
    Text,
    /// As `true` or `false`, by every rule.
    Bool,
    /// As a decimal number, by every rule.
    Number,
    /// As something else, or as one thing by one rule and another by the next.
    Other,
}

/// What this plain scalar is read as.
pub(super) fn reads(text: &str) -> Reads {
    match text {
        "true" | "false" => Reads::Bool,
        _ if is_plain_number(text) => Reads::Number,
        _ if is_word(text) || may_be_number(text) || may_be_time(text) => Reads::Other,
        _ => Reads::Text,
    }
}

/// Words that some rule takes for null, a boolean, a merge or a default, in any case of letters.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", "=", "<<"];
    WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// A decimal number as JSON has it, short enough that no rule loses a digit.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let json = serde_json::from_str::<serde_json::Number>(text).is_ok();
    json && digits.len() <= 20 && !digits.ends_with('.')
}

/// Whether some rule could take it for a number: underscores, prefixes, points without digits, base 60.
fn may_be_number(text: &str) -> bool {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text).to_ascii_lowercase().replace('_', "");
    let all = |text: &str, fits: fn(&u8) -> bool| text.bytes().all(|byte| fits(&byte));
    let prefixed = ["0x", "0o", "0b"].iter().find_map(|prefix| body.strip_prefix(prefix));
    if let Some(digits) = prefixed {
        return all(digits, |byte| byte.is_ascii_hexdigit() || *byte == b'-' || *byte == b'+');
    }
    let begins = body.strip_prefix('.').unwrap_or(&body).starts_with(|first: char| first.is_ascii_digit());
    let (mantissa, exponent) = body.split_once('e').unwrap_or((&body, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let simple = mantissa.matches('.').count() <= 1
        && all(mantissa, |byte| byte.is_ascii_digit() || *byte == b'.')
        && all(exponent, u8::is_ascii_digit);
    matches!(body.as_str(), ".inf" | ".nan" | "inf" | "nan" | "infinity")
        || begins && (simple || is_base_60(&body))
}

/// `1:30`, `1:30:00.5`
fn is_base_60(body: &str) -> bool {
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let mut parts = whole.split(':');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let first = parts.next().is_some_and(digits);
    let rest: Vec<&str> = parts.collect();
    let sixty = |part: &&str| digits(part) && part.parse::<u32>().is_ok_and(|number| number < 60);
    first && !rest.is_empty() && rest.iter().all(sixty) && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it begins like a date.
fn may_be_time(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.next().is_some_and(|year| year.len() == 4 && digits(year))
        && parts.next().is_some_and(digits)
        && parts.next().is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_read_as_every_rule_has_it_or_as_other() {
        for (text, expected) in [
            ("hello", Reads::Text),
            ("127.0.0.1:80:80", Reads::Text),
            ("127.0.0.1", Reads::Text),
            ("8080:80", Reads::Text),
            ("1.2.3", Reads::Text),
            ("1:30.5", Reads::Other),
            ("1.", Reads::Other),
            ("0b", Reads::Other),
            ("/a/b", Reads::Text),
            ("true", Reads::Bool),
            ("True", Reads::Other),
            ("yes", Reads::Other),
            ("80", Reads::Number),
            ("-1.5", Reads::Number),
            ("1e+06", Reads::Number),
            ("0123", Reads::Other),
            ("0x1F", Reads::Other),
            ("1_000", Reads::Other),
            ("22:22", Reads::Other),
            (".5", Reads::Other),
            ("+1", Reads::Other),
            ("", Reads::Other),
            ("~", Reads::Other),
            ("NULL", Reads::Other),
            ("2001-12-14", Reads::Other),
            ("2001-12-14t21:59:43.10-05:00", Reads::Other),
            ("<<", Reads::Other),
            ("v1.2.3", Reads::Text),
        ] {
            assert_eq!(reads(text), expected, "{text}");
        }
    }
}
