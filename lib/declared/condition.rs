//! A condition: an expression of the templates' languages, and what a parameter's text has to match.

use super::fields::{Faults, Fields, Text};
use super::source::{INSIDE, Source};
use super::values::Scope;
use crate::config::{Metadata, Pattern};
use crate::error::Result;
use crate::name::Fqpn;
use crate::template::{Syntax, Values};

/// When something holds. Nothing said holds always.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Condition {
    when: Option<Source>,
    matches: Option<(String, Pattern)>,
}

impl Condition {
    /// The condition that the field `when` is.
    pub(super) fn read(fields: &Fields, metadata: &Metadata, faults: &mut Faults) -> Self {
        let when = fields.text("when", faults).and_then(|text| expression(&text, faults));
        if let Some(when) = &when {
            when.check(INSIDE, metadata, faults);
        }
        Self { when, matches: None }
    }

    /// The same, where this parameter's text also matches the field `matches`.
    pub(super) fn with_matches(
        mut self,
        fields: &Fields,
        parameter: Option<&str>,
        faults: &mut Faults,
    ) -> Self {
        let Some(text) = fields.text("matches", faults) else { return self };
        match (Pattern::new(&text.text), parameter) {
            (Err(why), _) => faults.push(text.fault(format!("'matches' is no regular expression: {why}"))),
            (_, None) => {
                faults.push(text.fault("'matches' needs the field 'parameter', whose text it looks at"));
            }
            (Ok(pattern), Some(parameter)) => self.matches = Some((parameter.into(), pattern)),
        }
        self
    }

    /// Whether nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        self.when.is_none() && self.matches.is_none()
    }

    /// Whether it holds.
    pub(super) fn holds(&self, scope: &Scope) -> Result<bool> {
        if let Some(when) = &self.when
            && when.render(scope)? != "true"
        {
            return Ok(false);
        }
        let Some((parameter, pattern)) = &self.matches else { return Ok(true) };
        let value = scope.values.value(&parameter.parse::<Fqpn>()?)?;
        Ok(pattern.matches(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    }
}

/// An expression as a template that makes `true` where it holds.
fn expression(text: &Text, faults: &mut Faults) -> Option<Source> {
    let bare = text.text.trim();
    if bare.is_empty() || bare.contains("{{") || bare.contains("}}") {
        let fault = "'when' is an expression without braces, like: eq (GetValue \"mode\") \"full\"";
        faults.push(text.fault(fault));
        return None;
    }
    let made = match Syntax::of(&format!("{{{{{bare}}}}}")) {
        Syntax::Go => format!("{{{{if {bare}}}}}true{{{{end}}}}"),
        Syntax::Handlebars if bare.starts_with('(') => format!("{{{{#if {bare}}}}}true{{{{/if}}}}"),
        Syntax::Handlebars => format!("{{{{#if ({bare})}}}}true{{{{/if}}}}"),
    };
    Some(Source::inline("when", Text { text: made, place: text.place }))
}
