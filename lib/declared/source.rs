//! A template of `module.yaml`, or of a file that it names.

use super::fields::{Faults, Text};
use super::values::{ENVIRONMENT, Scope, WORDS};
use crate::config::Metadata;
use crate::error::{Fault, Result};
use crate::name::Fqpn;
use crate::template::{Piece, Template, Use, near};
use crate::yaml::{Hinted, Place};

/// A template.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Source {
    /// What errors call it.
    pub(super) name: String,
    pub(super) text: String,
    /// Where `module.yaml` has it, or names its file.
    pub(super) place: Place,
    /// The file that holds it, where that isn't `module.yaml`.
    pub(super) file: Option<String>,
}

/// What a template may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct May {
    /// The words of a command.
    pub(super) words: bool,
    /// Parameters that are secret: what it makes is shown to nobody.
    pub(super) secrets: bool,
}

/// What makes a file or a condition.
pub(super) const INSIDE: May = May { words: false, secrets: true };
/// What is shown to people.
pub(super) const SHOWN: May = May { words: false, secrets: false };

impl Source {
    /// The template that stands in this field.
    pub(super) fn inline(field: &str, text: Text) -> Self {
        let name = format!("{field} (line {})", text.place.line);
        Self { name, text: text.text, place: text.place, file: None }
    }

    /// Notes what is wrong with it, before it is ever used.
    pub(super) fn check(&self, may: May, metadata: &Metadata, faults: &mut Faults) {
        let template = match Template::read(&self.name, &self.text, None) {
            Ok(template) => template,
            Err(error) => {
                let hints = error.hints().join("; ");
                let fault = self.place.fault(error.message());
                return faults.push(if hints.is_empty() { fault } else { fault.hinted(&hints) });
            }
        };
        for used in template.explain(None).uses {
            match used.accessor.as_str() {
                "GetValue" | "GetValueArray" => self.check_parameter(&used, may, metadata, faults),
                ENVIRONMENT => {}
                WORDS if may.words => {}
                other => {
                    let known = ["GetValue", "GetValueArray", ENVIRONMENT];
                    let known = known.into_iter().chain(may.words.then_some(WORDS));
                    let fault = self.fault(&used, &format!("nothing is called '{other}' here"));
                    faults.push(fault.hinted(&near::hint(other, known).unwrap_or_default()));
                }
            }
        }
    }

    fn check_parameter(&self, used: &Use, may: May, metadata: &Metadata, faults: &mut Faults) {
        let Some(fqpn) = &used.fqpn else {
            if !may.secrets && metadata.parameters().any(|parameter| parameter.secret) {
                let message = "the name of a parameter has to stand here as it is: it might be a secret's";
                faults.push(self.fault(used, message));
            }
            return;
        };
        let Ok(name) = fqpn.parse::<Fqpn>() else {
            return faults.push(self.fault(used, &format!("'{fqpn}' is no name of a parameter")));
        };
        if name.module().is_some_and(|module| module.to_string() != metadata.fqmn) {
            let message = format!("'{fqpn}' is another module's parameter: an adapter knows only its own");
            return faults.push(self.fault(used, &message));
        }
        match metadata.parameter(&name.path_text()) {
            None => {
                faults.push(self.fault(used, &crate::config::unknown(metadata, &name.path_text()).message));
            }
            Some(parameter) if parameter.secret && !may.secrets => {
                let message = format!("'{fqpn}' is a secret, and what stands here is shown");
                faults.push(self.fault(used, &message));
            }
            Some(_) => {}
        }
    }

    /// Something is wrong with what the template uses.
    fn fault(&self, used: &Use, message: &str) -> Fault {
        match &self.file {
            Some(file) => Fault::new(format!("{file}:{}:{}", used.line, used.column), message),
            None => self.place.fault(message),
        }
    }

    /// The text that it makes, in pieces.
    pub(super) fn pieces(&self, scope: &Scope) -> Result<Vec<Piece>> {
        Template::read(&self.name, &self.text, None)?.pieces(&scope.context())
    }

    /// The text that it makes.
    pub(super) fn render(&self, scope: &Scope) -> Result<String> {
        let text = Template::read(&self.name, &self.text, None)?.render(&scope.context())?;
        crate::template::source_of(&self.name, text)
    }
}
