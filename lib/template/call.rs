//! What the functions do with their arguments.

use std::rc::Rc;

use super::compare;
use super::escape;
use super::format;
use super::function::Function;
use super::value::{Data, List};

type Done<T> = Result<T, String>;

impl Function {
    /// Whether it gets a parameter's value as such: those that have rules of their own for it (SPEC.md section 5).
    pub(super) fn sees_settings(self) -> bool {
        matches!(
            self,
            Self::Not | Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge | Self::Raw
        )
    }
}

/// The function's result; the count of arguments is right already. `and` and `or` aren't done here.
pub(super) fn call<'a>(function: Function, values: &[Data<'a>]) -> Done<Data<'a>> {
    let bool = |done: Done<bool>| done.map(Data::Bool);
    match (function, values) {
        (Function::Eq, [_]) => Err("there is nothing to compare with".into()),
        (Function::Eq, [first, others @ ..]) => bool(equals_any(first, others)),
        (Function::Ne, [left, right]) => bool(compare::equal(left, right).map(|is| !is)),
        (Function::Lt, [left, right]) => bool(compare::less(left, right)),
        (Function::Le, [left, right]) => bool(compare::less_or_equal(left, right)),
        (Function::Gt, [left, right]) => bool(compare::less_or_equal(left, right).map(|is| !is)),
        (Function::Ge, [left, right]) => bool(compare::less(left, right).map(|is| !is)),
        (Function::Not, [value]) => Ok(Data::Bool(!value.truth())),
        (Function::Raw, [value]) => Ok(value.clone()),
        (Function::Len, [value]) => length(value),
        (Function::Print, values) => format::joined(values).map(Data::text),
        (Function::Println, values) => format::lines(values).map(Data::text),
        (Function::Printf, [first, values @ ..]) => {
            let format = first.as_bytes().ok_or_else(|| needs_text(first))?;
            format::printf(format, values).map(Data::text)
        }
        (Function::Html, values) => escape::html(&shown(values)?).map(Data::text),
        (Function::Js, values) => escape::js(&shown(values)?).map(Data::text),
        (Function::Urlquery, values) => escape::url(&shown(values)?).map(Data::text),
        (Function::Index, [item, indexes @ ..]) => index(item, indexes),
        (Function::Slice, [item, indexes @ ..]) => slice(item, indexes),
        (Function::Call, [first, ..]) => Err(format!("{} is no function", first.a_type())),
        (other, _) => Err(format!("'{}' doesn't take these arguments", other.name())),
    }
}

fn needs_text(value: &Data) -> String {
    format!("the format has to be a string, not {}", value.a_type())
}

/// The arguments as `html` and its like see them: as printed, but for what isn't there.
fn shown(values: &[Data]) -> Done<Vec<u8>> {
    let shown = |value: &Data<'_>| matches!(value, Data::Nil).then_some(Data::Text(b"<no value>"));
    let values: Vec<Data> =
        values.iter().map(|value| shown(value).unwrap_or_else(|| value.clone())).collect();
    format::joined(&values)
}

/// The number isn't told: it may be a part of a secret.
fn outside() -> String {
    "the position is outside of what is there".into()
}

/// A number that says which element is meant, at most `most`.
fn position(index: &Data, most: usize) -> Done<usize> {
    let position = match index {
        Data::Int(number) => usize::try_from(*number).ok(),
        Data::Uint(number) => usize::try_from(*number).ok(),
        Data::Byte(number) => Some(usize::from(*number)),
        other => return Err(format!("{} is no position", other.a_type())),
    };
    position.filter(|position| *position <= most).ok_or_else(outside)
}

fn index<'a>(item: &Data<'a>, indexes: &[Data<'a>]) -> Done<Data<'a>> {
    let mut item = item.clone();
    if matches!(item, Data::Nil) {
        return Err("nothing is there to index".into());
    }
    for index in indexes {
        item = element(&item, index)?;
    }
    Ok(item)
}

fn element<'a>(item: &Data<'a>, index: &Data<'a>) -> Done<Data<'a>> {
    match item {
        Data::List(list) => {
            let at = position(index, list.items.len())?;
            list.items.get(at).cloned().ok_or_else(outside)
        }
        Data::Map(map) => {
            let Some(key) = index.as_bytes() else {
                return Err(format!("a map's keys are strings, and {} is none", index.a_type()));
            };
            let found = std::str::from_utf8(key).ok().and_then(|key| map.get(key));
            Ok(found.cloned().unwrap_or(Data::Nil))
        }
        other => {
            let Some(bytes) = other.as_bytes() else {
                return Err(format!("{} has no elements", other.a_type()));
            };
            let at = position(index, bytes.len())?;
            bytes.get(at).copied().map(Data::Byte).ok_or_else(outside)
        }
    }
}

fn slice<'a>(item: &Data<'a>, indexes: &[Data<'a>]) -> Done<Data<'a>> {
    let text = item.as_bytes();
    let length = match item {
        Data::List(list) => list.items.len(),
        other => text.map(<[u8]>::len).ok_or_else(|| format!("{} can't be sliced", other.a_type()))?,
    };
    if indexes.len() > 3 || (indexes.len() == 3 && text.is_some()) {
        return Err(format!("{} can't be sliced with {} positions", item.a_type(), indexes.len()));
    }
    let mut bounds = [0, length, length];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = position(index, length)?;
    }
    let [from, to, most] = bounds;
    if from > to || to > most {
        return Err("the positions are in the wrong order".into());
    }
    Ok(match (item, text) {
        (Data::Text(text), _) => Data::Text(&text[from..to]),
        (_, Some(text)) => Data::text(&text[from..to]),
        (Data::List(list), _) => {
            let items = list.items[from..to].to_vec();
            Data::List(Rc::new(List { items, strings: list.strings, always_true: false }))
        }
        _ => Data::Nil,
    })
}

fn equals_any(first: &Data, others: &[Data]) -> Done<bool> {
    for other in others {
        if compare::equal(first, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn length<'a>(value: &Data) -> Done<Data<'a>> {
    let length = match value {
        Data::List(list) => list.items.len(),
        Data::Map(map) => map.len(),
        other => match other.as_bytes() {
            Some(bytes) => bytes.len(),
            None => return Err(format!("{} has no length", other.a_type())),
        },
    };
    Ok(Data::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}
