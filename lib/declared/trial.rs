//! A try of everything that settings decide on, with the defaults and with each choice and truth in turn: what fails in it
//! would fail for an operator.

use serde_json::{Map, Value as Json};

use super::module::Module;
use super::values::{ENVIRONMENT, Scope};
use crate::config::{Instance, Kind, Parameter, Value};
use crate::document::fields::Processed;
use crate::error::{Error, Fault, Result};

/// More settings than these aren't tried.
const MOST: usize = 2000;

impl Module {
    /// Tries it. Where something fails, all failures together are bad input.
    pub fn try_out(&self) -> Result<()> {
        let environment = self.environment();
        let mut faults: Vec<Fault> = Vec::new();
        for (what, instance) in self.settings().into_iter().take(MOST) {
            let values = self.known(&instance);
            let scope = Scope { values: &values, environment: &environment, words: None };
            let mut fail = |error: Error| {
                let known = faults.iter().any(|fault| fault.message == error.to_string());
                if !known {
                    faults.push(Fault::new(&what, error.to_string()));
                }
            };
            for file in &self.files {
                file.text(&scope).err().into_iter().for_each(&mut fail);
            }
            self.judge(&scope).err().into_iter().for_each(&mut fail);
            self.containers(&scope).err().into_iter().for_each(&mut fail);
            self.take_ports(&scope, &mut Processed::default()).err().into_iter().for_each(&mut fail);
        }
        if faults.is_empty() {
            return Ok(());
        }
        let words =
            if faults.len() == 1 { "a template".into() } else { format!("{} templates", faults.len()) };
        Err(Error::input(format!("{words} of '{}' can't be rendered", self.fqmn)).with_faults(faults))
    }

    /// The defaults, and for each choice and truth the defaults with another value of it; with words that say which.
    fn settings(&self) -> Vec<(String, Instance)> {
        let defaults = Instance::defaults(&self.metadata);
        let mut all = vec![("with the defaults".into(), defaults.clone())];
        for parameter in self.metadata.parameters() {
            for value in others(parameter) {
                let mut instance = defaults.clone();
                instance.set(&parameter.path, value.clone());
                all.push((format!("with {} = {value}", parameter.path), instance));
            }
        }
        all
    }

    /// Something for every variable that a template names: the real ones are there only in a container.
    fn environment(&self) -> Json {
        let mut names = Map::new();
        let sources = self.files.iter().map(|file| &file.source.text);
        for text in sources.chain([&self.text]) {
            for piece in text.split(&format!("{ENVIRONMENT}.")).skip(1) {
                let end = piece.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
                names.insert(piece[..end.unwrap_or(piece.len())].into(), "variable".into());
            }
        }
        names.into()
    }
}

fn others(parameter: &Parameter) -> Vec<Value> {
    let all = match &parameter.kind {
        Kind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Choice(options) => options.iter().map(|option| option.value.clone()).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|value| !value.same(&parameter.default)).collect()
}
