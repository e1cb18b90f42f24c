//! A value as text, as Go's `%v` prints it.

use super::value::Data;

/// Adds the value to the output, as `fmt.Fprint` writes it.
pub(super) fn write(out: &mut Vec<u8>, data: &Data) {
    match data {
        Data::Nil => out.extend_from_slice(b"<nil>"),
        Data::Bool(is) => out.extend_from_slice(if *is { b"true" } else { b"false" }),
        Data::Int(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Data::Uint(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Data::Byte(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Data::Float(number) => out.extend_from_slice(float(*number).as_bytes()),
        Data::Complex(number) => out.extend_from_slice(complex(number.0, number.1).as_bytes()),
        Data::Text(text) => out.extend_from_slice(text),
        Data::Bytes(text) => out.extend_from_slice(text),
        Data::Setting(inner) => write(out, inner),
        Data::Root => out.extend_from_slice(b"map[]"),
        Data::List(list) => {
            out.push(b'[');
            for (number, item) in list.items.iter().enumerate() {
                if number > 0 {
                    out.push(b' ');
                }
                write(out, item);
            }
            out.push(b']');
        }
        Data::Map(map) => {
            out.extend_from_slice(b"map[");
            for (number, (name, value)) in map.iter().enumerate() {
                if number > 0 {
                    out.push(b' ');
                }
                out.extend_from_slice(name.as_bytes());
                out.push(b':');
                write(out, value);
            }
            out.push(b']');
        }
    }
}

/// The value as text of its own.
pub(super) fn text_of(data: &Data) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, data);
    out
}

/// `%v` of a float: `%g` with the fewest digits that read back as the same number.
pub(super) fn float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return format!("{number}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// `%v` of a complex number.
fn complex(real: f64, imaginary: f64) -> String {
    let imaginary = float(imaginary);
    let plus = if imaginary.starts_with(['-', '+']) { "" } else { "+" };
    format!("({}{plus}{imaginary}i)", float(real))
}

/// `fmt.Sprint`: a space between operands where neither is a string.
pub(super) fn joined(values: &[Data]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut after_text = true;
    for (number, value) in values.iter().enumerate() {
        let text = value.as_bytes().is_some();
        if number > 0 && !text && !after_text {
            out.push(b' ');
        }
        after_text = text;
        write(&mut out, value);
    }
    out
}

/// `fmt.Sprintln`: a space between all operands, and a newline.
pub(super) fn lines(values: &[Data]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, value) in values.iter().enumerate() {
        if number > 0 {
            out.push(b' ');
        }
        write(&mut out, value);
    }
    out.push(b'\n');
    out
}
