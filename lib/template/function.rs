//! The functions that every template has: Go's built-in ones, and `raw`.

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    And,
    Call,
    Eq,
    Ge,
    Gt,
    Html,
    Index,
    Js,
    Le,
    Len,
    Lt,
    Ne,
    Not,
    Or,
    Print,
    Printf,
    Println,
    Raw,
    Slice,
    Urlquery,
}

/// Every function, its name, and how many arguments it takes: at least, at most.
const ALL: [(Function, &str, usize, usize); 20] = [
    (Function::And, "and", 1, MANY),
    (Function::Call, "call", 1, MANY),
    (Function::Eq, "eq", 1, MANY),
    (Function::Ge, "ge", 2, 2),
    (Function::Gt, "gt", 2, 2),
    (Function::Html, "html", 0, MANY),
    (Function::Index, "index", 1, MANY),
    (Function::Js, "js", 0, MANY),
    (Function::Le, "le", 2, 2),
    (Function::Len, "len", 1, 1),
    (Function::Lt, "lt", 2, 2),
    (Function::Ne, "ne", 2, 2),
    (Function::Not, "not", 1, 1),
    (Function::Or, "or", 1, MANY),
    (Function::Print, "print", 0, MANY),
    (Function::Printf, "printf", 1, MANY),
    (Function::Println, "println", 0, MANY),
    (Function::Raw, "raw", 1, 1),
    (Function::Slice, "slice", 1, MANY),
    (Function::Urlquery, "urlquery", 0, MANY),
];

const MANY: usize = usize::MAX;

impl Function {
    /// The function of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known, ..)| *known == name).map(|(function, ..)| *function)
    }

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        self.row().1
    }

    /// How many arguments it takes: at least, at most.
    pub(super) fn arity(self) -> (usize, usize) {
        (self.row().2, self.row().3)
    }

    /// Every name.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|(_, name, ..)| *name)
    }

    fn row(self) -> &'static (Self, &'static str, usize, usize) {
        &ALL[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_functions() {
        assert!(ALL.iter().all(|(function, name, ..)| function.name() == *name));
    }
}
