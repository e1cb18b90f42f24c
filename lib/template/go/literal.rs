//! Literals of Go's syntax: strings, characters, numbers.

use super::super::program::Number;

/// Why a literal is none.
pub(super) type Refusal = String;

/// The bytes of a string in double quotes, which are part of `text`.
pub(super) fn quoted(text: &str) -> Result<Vec<u8>, Refusal> {
    let mut inside = &text[1..text.len() - 1];
    let mut bytes = Vec::with_capacity(inside.len());
    while !inside.is_empty() {
        let (unit, rest) = unit(inside, '"')?;
        match unit {
            Unit::Byte(byte) => bytes.push(byte),
            Unit::Letter(letter) => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        inside = rest;
    }
    Ok(bytes)
}

/// The bytes of a string in backquotes: without carriage returns.
pub(super) fn raw(text: &str) -> String {
    text[1..text.len() - 1].replace('\r', "")
}

/// The number that a character constant is.
pub(super) fn character(text: &str) -> Result<Number, Refusal> {
    let (unit, rest) = unit(&text[1..], '\'')?;
    if rest != "'" {
        return Err("a character constant holds one character".into());
    }
    Ok(Number::Int(match unit {
        Unit::Byte(byte) => i64::from(byte),
        Unit::Letter(letter) => i64::from(u32::from(letter)),
    }))
}

enum Unit {
    Byte(u8),
    Letter(char),
}

/// One character of a literal, an escape counting as one, and the rest.
fn unit(text: &str, quote: char) -> Result<(Unit, &str), Refusal> {
    let mut letters = text.chars();
    let letter = letters.next().ok_or("the literal is empty")?;
    if letter == quote {
        return Err("the literal is empty".into());
    }
    if letter != '\\' {
        return Ok((Unit::Letter(letter), letters.as_str()));
    }
    let escape = letters.next().ok_or("an escape is cut off")?;
    let rest = letters.as_str();
    let simple = |letter: char| Ok((Unit::Letter(letter), rest));
    match escape {
        'a' => simple('\x07'),
        'b' => simple('\x08'),
        'f' => simple('\x0c'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\x0b'),
        '\\' => simple('\\'),
        '\'' | '"' if escape == quote => simple(escape),
        'x' => number(rest, 2, 16).and_then(byte),
        'u' => number(rest, 4, 16).and_then(character_of),
        'U' => number(rest, 8, 16).and_then(character_of),
        '0'..='7' => number(&text[1..], 3, 8).and_then(byte),
        other => Err(format!("'\\{}' is no escape", other.escape_debug())),
    }
}

fn number(text: &str, digits: usize, base: u32) -> Result<(u32, &str), Refusal> {
    let cut = || format!("an escape needs {digits} digits");
    let written = text.get(..digits).filter(|text| text.chars().all(|letter| letter.is_digit(base)));
    let value = written.and_then(|text| u32::from_str_radix(text, base).ok()).ok_or_else(cut)?;
    Ok((value, &text[digits..]))
}

fn byte((value, rest): (u32, &str)) -> Result<(Unit, &str), Refusal> {
    let byte = u8::try_from(value).map_err(|_| "an escape is larger than a byte".to_owned())?;
    Ok((Unit::Byte(byte), rest))
}

fn character_of((value, rest): (u32, &str)) -> Result<(Unit, &str), Refusal> {
    let letter = char::from_u32(value).ok_or("an escape names no character")?;
    Ok((Unit::Letter(letter), rest))
}

/// A number as Go reads it.
pub(super) fn simple(text: &str) -> Result<Number, Refusal> {
    let illegal = || format!("'{text}' is no number");
    if let Some(imaginary) = text.strip_suffix('i') {
        return float(imaginary).map(|part| Number::Complex(0.0, part)).ok_or_else(illegal);
    }
    Ok(match integer(text) {
        Some(Integer::Fits(_)) if is_float_form(text) => Number::Float(float(text).ok_or_else(illegal)?),
        Some(Integer::Fits(number)) => Number::Int(number),
        Some(Integer::Unsigned) => Number::TooBig,
        None => {
            let number = float(text).ok_or_else(illegal)?;
            if !text.contains(['.', 'e', 'E', 'p', 'P']) {
                return Err(format!("the integer '{text}' is too big"));
            }
            Number::Float(number)
        }
    })
}

/// A complex constant of two parts.
pub(super) fn complex(text: &str) -> Result<Number, Refusal> {
    let illegal = || format!("'{text}' is no number");
    let body = text.strip_suffix('i').ok_or_else(illegal)?;
    let splits = body.char_indices().skip(1).filter(|(_, letter)| matches!(letter, '+' | '-'));
    // The last sign that isn't an exponent's.
    let split = splits.filter(|(at, _)| !body[..*at].ends_with(['e', 'E', 'p', 'P'])).last();
    let (at, _) = split.ok_or_else(illegal)?;
    let real = float(&body[..at]).ok_or_else(illegal)?;
    let imaginary = float(&body[at..]).ok_or_else(illegal)?;
    Ok(Number::Complex(real, imaginary))
}

/// Whether the text says by its form that it is a float, though an integer can be read from it.
fn is_float_form(text: &str) -> bool {
    let hex = text.len() > 2 && (text.starts_with("0x") || text.starts_with("0X"));
    let hex_integer = hex && !text.contains(['p', 'P']);
    !hex_integer && text.contains(['.', 'e', 'E', 'p', 'P'])
}

enum Integer {
    Fits(i64),
    /// Only an unsigned type holds it.
    Unsigned,
}

fn integer(text: &str) -> Option<Integer> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = body.to_ascii_lowercase();
    let (base, digits) = match lower.as_str() {
        _ if lower.starts_with("0x") => (16, &lower[2..]),
        _ if lower.starts_with("0o") => (8, &lower[2..]),
        _ if lower.starts_with("0b") => (2, &lower[2..]),
        _ if lower.starts_with('0') && lower.len() > 1 => (8, &lower[1..]),
        other => (10, other),
    };
    if lower.contains('_') && !underscores_fit(text) {
        return None;
    }
    let magnitude = u64::from_str_radix(&digits.replace('_', ""), base).ok()?;
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let signed = if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() };
    match signed {
        Some(number) => Some(Integer::Fits(number)),
        None if text.starts_with(['-', '+']) => None,
        None => Some(Integer::Unsigned),
    }
}

/// Go's rule: `_` stands between digits, or after a base's prefix.
fn underscores_fit(text: &str) -> bool {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text).to_ascii_lowercase();
    let prefixed = ["0x", "0o", "0b"].iter().any(|prefix| body.starts_with(prefix));
    let hex = body.starts_with("0x");
    let digits = if prefixed { &body[2..] } else { body.as_str() };
    // '0' is a digit, '_' an underscore, '!' anything else; a prefix counts as a digit.
    let mut saw = if prefixed { '0' } else { '^' };
    for letter in digits.chars() {
        let digit = letter.is_ascii_digit() || (hex && letter.is_ascii_hexdigit());
        saw = match (digit, letter, saw) {
            (true, ..) => '0',
            (_, '_', '0') => '_',
            (_, '_', _) | (_, _, '_') => return false,
            _ => '!',
        };
    }
    saw != '_'
}

/// A float, decimal or hexadecimal; `None` where it is none or too large.
fn float(text: &str) -> Option<f64> {
    if text.contains('_') && !underscores_fit(text) {
        return None;
    }
    let text = text.replace('_', "");
    let body = text.strip_prefix(['-', '+']).unwrap_or(&text);
    if !body.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let magnitude = match body.get(..2) {
        Some("0x" | "0X") => hex_float(&body[2..])?,
        _ => body.parse().ok()?,
    };
    let magnitude = Some(magnitude).filter(|number: &f64| number.is_finite())?;
    Some(if text.starts_with('-') { -magnitude } else { magnitude })
}

/// `1.8p3`: the digits are hexadecimal, the exponent is decimal and of two. The exponent has to be there.
fn hex_float(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let mut exponent: i64 = exponent.parse().ok()?;
    exponent = exponent.clamp(-100_000, 100_000) - 4 * i64::try_from(fraction.len()).ok()?;
    if digits.is_empty() {
        return None;
    }
    // 64 bits and whether any below them is set: enough to round once, right.
    let (mut bits, mut sticky) = (0_u64, false);
    for digit in digits.chars() {
        let digit = u64::from(digit.to_digit(16)?);
        if bits >> 60 == 0 {
            bits = bits << 4 | digit;
        } else {
            sticky |= digit != 0;
            exponent += 4;
        }
    }
    Some(scaled(bits, sticky, exponent))
}

/// `bits · 2^exponent`, rounded once to the nearest, ties to even.
fn scaled(bits: u64, sticky: bool, exponent: i64) -> f64 {
    let top = 64 - i64::from(bits.leading_zeros());
    // Normal numbers keep 53 bits; below 2^-1074 nothing is kept.
    let lowest = (top + exponent - 53).max(-1074);
    match lowest - exponent {
        ..=0 => power(u128::from(bits), exponent),
        65.. => 0.0,
        drop => {
            let (kept, below) = (u128::from(bits) >> drop, u128::from(bits) & ((1 << drop) - 1));
            let half = 1 << (drop - 1);
            let up = below > half || (below == half && (sticky || kept & 1 == 1));
            power(kept + u128::from(up), lowest)
        }
    }
}

/// A number of at most 54 bits times a power of two, exactly or infinite.
fn power(bits: u128, exponent: i64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "at most 54 bits, of which the last is 0")]
    let mut number = bits as f64;
    let mut left = exponent;
    while left > 0 && number.is_finite() {
        let step = left.min(1000);
        number *= 2_f64.powi(i32::try_from(step).unwrap_or(1000));
        left -= step;
    }
    while left < 0 && number != 0.0 {
        let step = (-left).min(1000);
        number /= 2_f64.powi(i32::try_from(step).unwrap_or(1000));
        left += step;
    }
    number
}
