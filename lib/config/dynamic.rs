//! A dynamic property: a value that a template may make anew from other parameters (SPEC.md section 6).

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
