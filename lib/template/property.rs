//! A dynamic property's template: `GetValue`, `GetValueArray` and `UseDefault` (SPEC.md section 6).

use serde_json::Value;

use super::{Budget, Context, Template, Values};
use crate::error::Result;

/// The text that a dynamic property's template makes, in either syntax. `default` is what `UseDefault` stands for.
/// The caller parses the text as the property's type. Bad input where the template is wrong or reads what isn't there.
pub fn render_property(source: &str, values: &dyn Values, default: &Value) -> Result<String> {
    render_property_within(source, values, default, &Budget::of_one())
}

/// The same with steps of a budget, which several templates share.
pub fn render_property_within(
    source: &str,
    values: &dyn Values,
    default: &Value,
    budget: &Budget,
) -> Result<String> {
    let template = Template::read("template", source, None)?;
    let context = Context::new().with("UseDefault", default).with_values(values).typed().within(budget);
    super::source_of("template", template.render(&context)?)
}
