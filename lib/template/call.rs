//! What the functions do with their arguments.

use super::compare;
use super::function::Function;
use super::print;
use super::value::Data;

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
        (Function::Print, values) => Ok(Data::text(print::joined(values))),
        (Function::Println, values) => Ok(Data::text(print::lines(values))),
        (other, _) => Err(format!("'{}' isn't there yet", other.name())),
    }
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
            None => return Err(format!("a {} has no length", other.type_name())),
        },
    };
    Ok(Data::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}
