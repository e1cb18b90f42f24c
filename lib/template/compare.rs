//! Comparison of values: Go's rules, and those of SPEC.md section 5 for parameters' values.

use std::cmp::Ordering;

use super::value::Data;

/// Why two values can't be compared.
pub(super) type Refusal = String;

/// A value of a basic kind.
enum Basic<'v> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Complex(f64, f64),
    Text(&'v [u8]),
}

/// `eq`: whether the two are equal.
pub(super) fn equal(left: &Data, right: &Data) -> Result<bool, Refusal> {
    let (left, right) = (&aligned(left, right), &aligned(right, left));
    match (basic(left), basic(right)) {
        (Some(one), Some(two)) => equal_basic(&one, &two).ok_or_else(|| incompatible(left, right)),
        (None, None) => match (left, right) {
            (Data::Nil, other) | (other, Data::Nil) => Ok(matches!(other, Data::Nil)),
            _ => Err(format!("values of type {} can't be compared", left.type_name())),
        },
        // What isn't there equals nothing that is.
        _ if matches!(left, Data::Nil) || matches!(right, Data::Nil) => Ok(false),
        _ => Err(incompatible(left, right)),
    }
}

/// `lt`: whether the left one is less.
pub(super) fn less(left: &Data, right: &Data) -> Result<bool, Refusal> {
    let (left, right) = (&aligned(left, right), &aligned(right, left));
    let no_order = |data: &Data| format!("values of type {} have no order", data.type_name());
    let one = basic(left).ok_or_else(|| no_order(left))?;
    let two = basic(right).ok_or_else(|| no_order(right))?;
    match (one, two) {
        (Basic::Bool(_), Basic::Bool(_)) | (Basic::Complex(..), Basic::Complex(..)) => Err(no_order(left)),
        (one, two) => less_basic(&one, &two).ok_or_else(|| incompatible(left, right)),
    }
}

/// `le`, by Go's own definition: a NaN is neither.
pub(super) fn less_or_equal(left: &Data, right: &Data) -> Result<bool, Refusal> {
    Ok(less(left, right)? || equal(left, right)?)
}

fn incompatible(left: &Data, right: &Data) -> Refusal {
    format!("{} and {} can't be compared", left.a_type(), right.a_type())
}

fn equal_basic(one: &Basic, two: &Basic) -> Option<bool> {
    Some(match (one, two) {
        (Basic::Bool(one), Basic::Bool(two)) => one == two,
        (Basic::Text(one), Basic::Text(two)) => one == two,
        (Basic::Complex(a, b), Basic::Complex(c, d)) => same(*a, *c) && same(*b, *d),
        (Basic::Float(one), Basic::Float(two)) => same(*one, *two),
        _ => return integers(one, two).map(Ordering::is_eq),
    })
}

fn less_basic(one: &Basic, two: &Basic) -> Option<bool> {
    Some(match (one, two) {
        (Basic::Text(one), Basic::Text(two)) => one < two,
        (Basic::Float(one), Basic::Float(two)) => one < two,
        _ => return integers(one, two).map(Ordering::is_lt),
    })
}

fn same(one: f64, two: f64) -> bool {
    one.partial_cmp(&two) == Some(Ordering::Equal)
}

/// Integers compare whatever their sign.
fn integers(one: &Basic, two: &Basic) -> Option<Ordering> {
    let wide = |basic: &Basic| match basic {
        Basic::Int(number) => Some(i128::from(*number)),
        Basic::Uint(number) => Some(i128::from(*number)),
        _ => None,
    };
    Some(wide(one)?.cmp(&wide(two)?))
}

fn basic<'v>(data: &'v Data) -> Option<Basic<'v>> {
    Some(match data {
        Data::Bool(is) => Basic::Bool(*is),
        Data::Int(number) => Basic::Int(*number),
        Data::Uint(number) => Basic::Uint(*number),
        Data::Byte(number) => Basic::Uint(u64::from(*number)),
        Data::Float(number) => Basic::Float(*number),
        Data::Complex(number) => Basic::Complex(number.0, number.1),
        Data::Text(text) => Basic::Text(text),
        Data::Bytes(text) => Basic::Text(text),
        _ => return None,
    })
}

/// A parameter's value as it compares with the other one: with a string as text, with a number or a bool as that.
fn aligned<'a>(data: &Data<'a>, other: &Data) -> Data<'a> {
    let Data::Setting(inner) = data else { return data.clone() };
    match other {
        Data::Text(_) | Data::Bytes(_) => inner.as_text(),
        Data::Bool(_) => as_bool(inner),
        Data::Int(_) | Data::Uint(_) | Data::Byte(_) => as_number(inner, false),
        Data::Float(_) => as_number(inner, true),
        Data::Setting(other) if std::mem::discriminant(&**inner) != std::mem::discriminant(&**other) => {
            inner.as_text()
        }
        _ => inner.as_ref().clone(),
    }
}

fn as_bool<'a>(inner: &Data<'a>) -> Data<'a> {
    match inner.as_bytes() {
        Some(b"true") => Data::Bool(true),
        Some(b"false") => Data::Bool(false),
        _ => inner.clone(),
    }
}

/// As an integer where it is one and no float is wanted, else as a float.
fn as_number<'a>(inner: &Data<'a>, float: bool) -> Data<'a> {
    let text = inner.text_of();
    let text = std::str::from_utf8(&text).unwrap_or_default();
    let integer = || text.parse().map(Data::Int).or_else(|_| text.parse().map(Data::Uint)).ok();
    let number = if float { None } else { integer() };
    number.or_else(|| text.parse().map(Data::Float).ok()).unwrap_or_else(|| inner.clone())
}
