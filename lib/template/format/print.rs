//! A value as text, as Go's `%v` prints it.

use std::io::Write;

use super::float;
use super::text::check;
use crate::template::value::Data;

/// Adds the value to the output, as `fmt.Fprint` writes it.
pub(in super::super) fn write(out: &mut Vec<u8>, data: &Data) {
    match data {
        Data::Nil => out.extend_from_slice(b"<nil>"),
        Data::Bool(is) => out.extend_from_slice(if *is { b"true" } else { b"false" }),
        Data::Int(number) => digits(out, number),
        Data::Uint(number) => digits(out, number),
        Data::Byte(number) => digits(out, number),
        Data::Float(number) => out.extend_from_slice(float::shortest(*number).as_bytes()),
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

fn digits(out: &mut Vec<u8>, number: &impl std::fmt::Display) {
    // Writing to memory can't fail.
    let _ = write!(out, "{number}");
}

/// `%v` of a complex number.
fn complex(real: f64, imaginary: f64) -> String {
    let imaginary = float::shortest(imaginary);
    let plus = if imaginary.starts_with(['-', '+']) { "" } else { "+" };
    format!("({}{plus}{imaginary}i)", float::shortest(real))
}

/// `fmt.Sprint`: a space between operands where neither is a string.
pub(in super::super) fn joined(values: &[Data]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut after_text = true;
    for (number, value) in values.iter().enumerate() {
        let text = value.as_bytes().is_some();
        if number > 0 && !text && !after_text {
            out.push(b' ');
        }
        after_text = text;
        write(&mut out, value);
        check(out.len())?;
    }
    Ok(out)
}

/// `fmt.Sprintln`: a space between all operands, and a newline.
pub(in super::super) fn lines(values: &[Data]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    for (number, value) in values.iter().enumerate() {
        if number > 0 {
            out.push(b' ');
        }
        write(&mut out, value);
        check(out.len())?;
    }
    out.push(b'\n');
    Ok(out)
}
