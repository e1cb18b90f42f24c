//! The configuration of all modules of a stream together: what one's templates read of the others, what edits come to.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::configured::{Configured, Planned};
use super::edit::Edit;
use super::parameter::{Kind, MASK, Parameter};
use super::round::Round;
use super::value::Value;
use crate::document::{Document, HYPERDRIVE};
use crate::error::{Error, Fault, Result};
use crate::name::Fqpn;
use crate::template::Values;

/// All modules of a stream, in its order.
#[derive(Debug)]
pub struct Configuration {
    modules: Vec<Module>,
}

/// One module of them.
#[derive(Debug)]
struct Module {
    fqmn: String,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Its metadata is known.
    Known(Box<Configured>),
    /// Only what is stored is known, and why no more.
    Stored(Json, Error),
}

impl Configuration {
    /// The configuration that these documents hold.
    pub fn of(documents: &[Document]) -> Self {
        let module = |document: &Document| {
            let state = match Configured::read(document) {
                Ok(configured) => State::Known(Box::new(configured)),
                Err(error) => {
                    State::Stored(document.get("settings").ok().flatten().unwrap_or_default(), error)
                }
            };
            Module { fqmn: document.fqmn(), state }
        };
        Self { modules: documents.iter().map(module).collect() }
    }

    /// How many modules there are.
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// The module at this place of the stream; why not, where its metadata isn't known.
    pub fn module(&self, at: usize) -> std::result::Result<&Configured, &Error> {
        match &self.modules[at].state {
            State::Known(configured) => Ok(configured),
            State::Stored(_, error) => Err(error),
        }
    }

    /// The module at this place, to be changed.
    pub fn module_mut(&mut self, at: usize) -> Option<&mut Configured> {
        match &mut self.modules[at].state {
            State::Known(configured) => Some(configured),
            State::Stored(..) => None,
        }
    }

    /// The FQMN of the module at this place.
    pub fn fqmn(&self, at: usize) -> &str {
        &self.modules[at].fqmn
    }

    /// The place of this module.
    pub fn position(&self, fqmn: &str) -> Option<usize> {
        let fqmn = if fqmn == "hyperdrive" { HYPERDRIVE } else { fqmn };
        self.modules.iter().position(|module| module.fqmn == fqmn)
    }

    /// The values that the templates of the module at this place may read.
    pub fn values(&self, at: usize) -> impl Values {
        View { all: self, own: at }
    }

    /// Applies each module's edits, all of a module or none. Gives the modules that refused, each with all its faults.
    pub fn apply(&mut self, edits: &BTreeMap<usize, Vec<Edit>>) -> Vec<(usize, Error)> {
        let (mut planned, mut refused) = (Vec::new(), Vec::new());
        for (at, edits) in edits {
            match self.plan(*at, edits) {
                Ok(plan) => planned.push((*at, plan)),
                Err(error) => refused.push((*at, error)),
            }
        }
        // Whether an option is disabled may depend on what other modules are about to become.
        let mut before: Vec<(usize, super::Instance)> = Vec::new();
        for (at, plan) in &planned {
            before.extend(self.swap(*at, plan.settings.clone()).map(|settings| (*at, settings)));
        }
        for ((at, plan), (_, before)) in planned.into_iter().zip(before) {
            let faults = self.disabled_options(at, &before, &plan, &edits[&at]);
            let taken = match self.module_mut(at) {
                Some(module) if faults.is_empty() => module.take(plan),
                _ => Err(super::configured::refused(self.fqmn(at), faults)),
            };
            if let Err(error) = taken {
                self.swap(at, before);
                refused.push((at, error));
            }
        }
        refused
    }

    fn plan(&self, at: usize, edits: &[Edit]) -> Result<Planned> {
        match self.module(at) {
            Ok(module) => module.plan(edits),
            Err(error) => Err(error.clone()),
        }
    }

    fn swap(&mut self, at: usize, settings: super::Instance) -> Option<super::Instance> {
        Some(std::mem::replace(&mut self.module_mut(at)?.settings, settings))
    }

    /// A fault for each choice that newly is an option which is disabled.
    fn disabled_options(
        &self,
        at: usize,
        before: &super::Instance,
        plan: &Planned,
        edits: &[Edit],
    ) -> Vec<Fault> {
        let Ok(module) = self.module(at) else { return Vec::new() };
        let mut round = Round::new();
        let values = self.values(at);
        let mut fault = |parameter: &Parameter| {
            let Kind::Choice(options) = &parameter.kind else { return None };
            let secret = plan.secret(parameter);
            let now = secret.as_ref().or_else(|| module.settings.get(&parameter.path))?;
            if before.get(&parameter.path).is_some_and(|old| old.same(now)) {
                return None;
            }
            let option = options.iter().find(|option| option.value.same(now))?;
            let message = format!("the option {} can't be chosen now", parameter.shown(now));
            let fault = Fault::new(module.metadata.fqpn(&parameter.path), message);
            let edit = edits.iter().rfind(|edit| edit.fqpn.path_text() == parameter.path);
            round
                .spend(at, |budget| option.disabled.evaluate(&values, budget).value)
                .then(|| edit.map_or(fault.clone(), |edit| edit.placed(fault)))
        };
        module.metadata.parameters().filter_map(&mut fault).collect()
    }

    fn value(&self, own: usize, fqpn: &Fqpn) -> Result<Json> {
        let at = match fqpn.module() {
            None => own,
            Some(module) => {
                let module = module.to_string();
                self.position(&module)
                    .ok_or_else(|| Error::input(format!("there is no module '{module}'")))?
            }
        };
        match &self.modules[at].state {
            State::Known(module) => known(module, &fqpn.path_text(), at == own),
            State::Stored(json, _) => stored(json, fqpn, at == own),
        }
    }
}

/// What the templates of one module see.
struct View<'a> {
    all: &'a Configuration,
    own: usize,
}

impl Values for View<'_> {
    fn value(&self, fqpn: &Fqpn) -> Result<Json> {
        self.all.value(self.own, fqpn)
    }
}

/// A value of a module whose metadata is known. Its own templates see that it has a secret, not which.
fn known(module: &Configured, path: &str, own: bool) -> Result<Json> {
    let missing = || {
        let fault = super::unknown(&module.metadata, path);
        Error::input(format!("'{}': {}", fault.at, fault.message))
    };
    let parameter = module.metadata.parameter(path).ok_or_else(missing)?;
    if parameter.secret && !own {
        return Err(secret(&module.metadata.fqpn(path)));
    }
    let value = module.settings.get(path).unwrap_or(&parameter.default);
    Ok(parameter.masked_json(value))
}

/// A value of a module of which only the stored settings are known.
fn stored(json: &Json, fqpn: &Fqpn, own: bool) -> Result<Json> {
    let found = fqpn.path().iter().try_fold(json, |json, id| json.get(id));
    match found.map(|json| (json, Value::from_json(json))) {
        Some((_, Ok(Value::SecretFile(_)))) if own => Ok(MASK.into()),
        Some((_, Ok(Value::SecretFile(_)))) => Err(secret(&fqpn.to_string())),
        Some((json, Ok(_))) => Ok(json.clone()),
        _ => Err(Error::input(format!("there is no value of '{fqpn}'"))),
    }
}

fn secret(fqpn: &str) -> Error {
    Error::input(format!("'{fqpn}' is a secret of another module"))
}
