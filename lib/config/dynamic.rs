//! A dynamic property: a value that a template may make anew from other parameters (SPEC.md section 6).

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::name::Fqpn;
use crate::template::{Budget, Values, render_property_within};

/// `{default, template?}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dynamic<T> {
    /// What it is without a template, and where the template fails.
    pub default: T,
    /// The template, in either syntax.
    pub template: Option<String>,
}

impl<T> Dynamic<T> {
    /// A property that is always this.
    pub fn fixed(default: T) -> Self {
        Self { default, template: None }
    }
}

/// A type that a dynamic property can have.
pub trait Property: Clone {
    /// The property as JSON.
    fn json(&self) -> Json;
    /// The property that a template's text stands for.
    fn parse(text: &str) -> Option<Self>;
}

impl Property for bool {
    fn json(&self) -> Json {
        (*self).into()
    }

    fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

impl Property for String {
    fn json(&self) -> Json {
        self.as_str().into()
    }

    fn parse(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

/// What a property came to.
#[derive(Debug)]
pub struct Evaluated<T> {
    /// Its value: the default where the template failed.
    pub value: T,
    /// The parameters that the template read, or tried to.
    pub reads: BTreeSet<Fqpn>,
    /// Why the template failed.
    pub fault: Option<Error>,
}

impl<T: Property> Dynamic<T> {
    /// Evaluates it, with steps of the budget. A template that fails gives the default and says why.
    pub fn evaluate(&self, values: &dyn Values, budget: &Budget) -> Evaluated<T> {
        let Some(template) = &self.template else {
            return Evaluated { value: self.default.clone(), reads: BTreeSet::new(), fault: None };
        };
        let watched = Watched { values, reads: RefCell::default() };
        let made =
            render_property_within(template, &watched, &self.default.json(), budget).and_then(|text| {
                T::parse(&text).ok_or_else(|| {
                    Error::input(format!(
                        "the template made '{}', which is neither true nor false",
                        text.trim()
                    ))
                })
            });
        let reads = watched.reads.into_inner();
        match made {
            Ok(value) => Evaluated { value, reads, fault: None },
            Err(fault) => Evaluated { value: self.default.clone(), reads, fault: Some(fault) },
        }
    }
}

/// A look-up that notes what was looked up.
struct Watched<'a> {
    values: &'a dyn Values,
    reads: RefCell<BTreeSet<Fqpn>>,
}

impl Values for Watched<'_> {
    fn value(&self, fqpn: &Fqpn) -> Result<Json> {
        self.reads.borrow_mut().insert(fqpn.clone());
        self.values.value(fqpn)
    }
}
