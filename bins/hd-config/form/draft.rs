//! The draft: all modules' settings as they are edited, with every step to take back and to do again.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use hd::config::ports::{Claim, claims};
use hd::config::{Configuration, Configured, Edit, Looks, Parameter, To, Value};
use hd::document::Document;
use hd::module::Needs;
use hd::module::needs::{Along, More};
use hd::{Error, Fault, Result};

use super::against;

/// Where a parameter stands: its module's place in the stream, and its path.
pub type Place = (usize, String);

/// Settings as they are edited.
pub struct Draft {
    documents: Vec<Document>,
    configuration: Configuration,
    looks: Looks,
    enabled: Vec<bool>,
    needs: Needs,
    edits: BTreeMap<Place, To>,
    /// How many parameters of each module aren't as they were.
    changed: Vec<usize>,
    /// What was said against parameters, by their places, and against modules.
    said: BTreeMap<Place, String>,
    said_of: Vec<Vec<String>>,
    /// Parameters of which the value didn't fit, or was refused, before anything was edited: no edit makes another one so.
    suspects: BTreeSet<Place>,
    /// The ports that modules said they take, once somebody has looked.
    claims: OnceCell<Vec<Claim>>,
    past: Vec<Step>,
    future: Vec<Step>,
}

/// What came of all edits.
pub enum Finished {
    /// The documents with them.
    Saved(Vec<Document>),
    /// The modules that refuse, by their places, each with all its faults.
    Refused(Vec<(usize, Error)>),
}

/// What a step changed.
#[derive(Clone)]
enum Step {
    Parameter(Box<Change>),
    /// Each of these modules was enabled, or disabled.
    Modules(Vec<(usize, bool)>),
}

#[derive(Clone)]
struct Change {
    place: Place,
    before: State,
    after: State,
}

/// A parameter's value, and the edit that made it.
#[derive(Clone)]
struct State {
    value: Value,
    edit: Option<To>,
}

impl Draft {
    /// The draft that begins with these documents.
    pub fn new(documents: Vec<Document>) -> Self {
        let configuration = Configuration::of(&documents);
        let looks = Looks::of(&configuration);
        let enabled = documents.iter().map(Document::is_enabled).collect();
        let needs = Needs::of(&documents);
        let changed = (0..documents.len()).map(|at| changed(&configuration, at)).collect();
        let (said, said_of) = against::sorted(&documents, &configuration);
        let unfit = (0..documents.len()).flat_map(|at| unfit(&configuration, at));
        let suspects = unfit.chain(said.keys().cloned()).collect();
        let (edits, past, future) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self {
            documents,
            configuration,
            looks,
            enabled,
            needs,
            edits,
            changed,
            said,
            said_of,
            suspects,
            claims: OnceCell::new(),
            past,
            future,
        }
    }

    /// How many modules there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// The document of a module, as it came.
    pub fn document(&self, at: usize) -> &Document {
        &self.documents[at]
    }

    /// The ports that the modules said they take when they were last asked.
    pub fn claims(&self) -> &[Claim] {
        self.claims.get_or_init(|| claims(&self.documents).unwrap_or_default())
    }

    /// A module; why not, where its metadata isn't known.
    pub fn module(&self, at: usize) -> std::result::Result<&Configured, &Error> {
        self.configuration.module(at)
    }

    /// All modules.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// How everything looks now.
    pub fn looks(&self) -> &Looks {
        &self.looks
    }

    /// Evaluates a module's properties again, as its page is opened.
    pub fn open(&mut self, at: usize) {
        self.looks.opened(&self.configuration, at);
    }

    /// A parameter.
    pub fn parameter(&self, place: &Place) -> Option<&Parameter> {
        self.module(place.0).ok()?.metadata.parameter(&place.1)
    }

    /// A parameter's value.
    pub fn value(&self, place: &Place) -> Option<&Value> {
        self.module(place.0).ok()?.settings.get(&place.1)
    }

    /// Whether a parameter isn't as it was.
    pub fn is_changed(&self, place: &Place) -> bool {
        let Ok(module) = self.module(place.0) else { return false };
        match (module.was.get(&place.1), module.settings.get(&place.1)) {
            (Some(old), Some(new)) => !old.same(new),
            _ => false,
        }
    }

    /// Why a parameter's value doesn't fit: it breaks its limits, or what was said against it, unless it was changed since.
    pub fn fault(&self, place: &Place) -> Option<String> {
        let broken = || self.parameter(place)?.check(self.value(place)?).err();
        let said = || self.said.get(place).filter(|_| !self.edits.contains_key(place)).cloned();
        broken().or_else(said)
    }

    /// Whether something stands against a module: it is broken, or a fault is in it.
    pub fn is_faulty(&self, at: usize) -> bool {
        let broken = self.documents[at].error().is_some_and(|error| !error.refuses_settings());
        let said = !self.said_of(at).is_empty() || self.module(at).is_err();
        broken || (said && !self.is_unasked(at)) || self.is_faulty_in(at, "")
    }

    /// Whether the value of a parameter below this section doesn't fit or was refused.
    pub fn is_faulty_in(&self, at: usize, section: &str) -> bool {
        let below = |path: &str| {
            let rest = path.strip_prefix(section);
            section.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
        };
        self.suspects.iter().any(|place| place.0 == at && below(&place.1) && self.fault(place).is_some())
    }

    /// The values of a module that don't fit, each with its path.
    pub fn unfit(&self, at: usize) -> Vec<Fault> {
        let fault = |place: &Place| {
            let unfit = self.parameter(place)?.check(self.value(place)?).err()?;
            Some(Fault::new(place.1.as_str(), unfit))
        };
        self.suspects.iter().filter(|place| place.0 == at).filter_map(fault).collect()
    }

    /// Where the first thing is that was refused before the form was opened.
    pub fn refused(&self) -> Option<Place> {
        let refuses = |at: &usize| self.documents[*at].error().is_some_and(|error| error.refuses_settings());
        let first = (0..self.len()).find(refuses)?;
        let place = self.said.keys().find(|(at, _)| *at == first).cloned();
        Some(place.unwrap_or_else(|| (first, String::new())))
    }

    /// What was said against a module before the form was opened, where it is about no parameter.
    pub fn said_of(&self, at: usize) -> &[String] {
        &self.said_of[at]
    }

    /// Whether a module wasn't asked for its metadata, since it is disabled.
    pub fn is_unasked(&self, at: usize) -> bool {
        !self.documents[at].is_enabled() && !self.documents[at].has("config")
    }

    /// Whether a module's services are to run.
    pub fn is_enabled(&self, at: usize) -> bool {
        self.enabled[at]
    }

    /// How many parameters and modules aren't as they were.
    pub fn changes(&self) -> usize {
        let switched = (0..self.len()).filter(|at| self.is_switched(*at)).count();
        switched + self.changed.iter().sum::<usize>()
    }

    /// How many parameters of a module aren't as they were, and whether it was enabled or disabled.
    pub fn changes_of(&self, at: usize) -> usize {
        self.changed[at] + usize::from(self.is_switched(at))
    }

    /// Whether a module was enabled or disabled.
    pub fn is_switched(&self, at: usize) -> bool {
        self.enabled[at] != self.documents[at].is_enabled()
    }

    /// Gives a parameter this value, by this edit.
    pub fn set(&mut self, place: &Place, value: Value, edit: To) {
        let Some(before) = self.value(place).cloned() else { return };
        let before = State { value: before, edit: self.edits.get(place).cloned() };
        let after = State { value, edit: Some(edit) };
        self.done(Step::Parameter(Box::new(Change { place: place.clone(), before, after })));
    }

    /// What enabling or disabling a module takes along.
    pub fn along(&self, at: usize) -> Along {
        self.needs.along(&self.enabled, &[(at, !self.enabled[at])])
    }

    /// Enables or disables a module, and these with it.
    pub fn switch(&mut self, at: usize, more: &[More]) {
        let all = std::iter::once((at, !self.enabled[at]));
        self.done(Step::Modules(all.chain(more.iter().map(|more| (more.at, more.enabled))).collect()));
    }

    /// Takes the last step back; gives where that was.
    pub fn undo(&mut self) -> Option<Place> {
        let step = self.past.pop()?;
        self.future.push(step.clone());
        Some(match step {
            Step::Parameter(change) => self.put(change.place, change.before),
            Step::Modules(all) => {
                self.put_enabled(all.into_iter().map(|(at, enabled)| (at, !enabled)).collect())
            }
        })
    }

    /// Does the last step again that was taken back; gives where that was.
    pub fn redo(&mut self) -> Option<Place> {
        let step = self.future.pop()?;
        self.past.push(step.clone());
        Some(self.act(step))
    }

    fn done(&mut self, step: Step) {
        self.past.push(step.clone());
        self.future.clear();
        self.act(step);
    }

    fn act(&mut self, step: Step) -> Place {
        match step {
            Step::Parameter(change) => self.put(change.place, change.after),
            Step::Modules(all) => self.put_enabled(all),
        }
    }

    fn put_enabled(&mut self, all: Vec<(usize, bool)>) -> Place {
        let first = all.first().map_or(0, |(at, _)| *at);
        for (at, enabled) in all {
            self.enabled[at] = enabled;
        }
        (first, String::new())
    }

    fn put(&mut self, place: Place, state: State) -> Place {
        if let Some(module) = self.configuration.module_mut(place.0) {
            module.settings.set(&place.1, state.value);
        }
        match state.edit {
            Some(edit) => drop(self.edits.insert(place.clone(), edit)),
            None => drop(self.edits.remove(&place)),
        }
        self.changed[place.0] = changed(&self.configuration, place.0);
        self.looks.changed(&self.configuration, place.0, &place.1);
        place
    }

    /// Applies everything that was edited to the documents, each module's edits checked as a whole.
    pub fn finish(&self) -> Result<Finished> {
        let mut documents = self.documents.clone();
        let mut edits: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
        for ((at, path), to) in &self.edits {
            let edit = Edit::new(path.parse()?, to.clone());
            edits.entry(*at).or_default().push(edit);
        }
        let mut configuration = Configuration::of(&self.documents);
        let mut refused = configuration.apply(&edits);
        refused.extend(self.unwritable(&configuration));
        if !refused.is_empty() {
            return Ok(Finished::Refused(refused));
        }
        for (at, document) in documents.iter_mut().enumerate() {
            // What was refused before is to be judged anew.
            if document.error().is_some_and(|error| error.refuses_settings()) {
                document.remove("error");
                document.remove("processed");
            }
            match configuration.module(at) {
                Ok(module) if document.error().is_none() => module.write(document)?,
                _ => {}
            }
            if self.is_switched(at) {
                document.set("enabled", &self.enabled[at])?;
            }
        }
        Ok(Finished::Saved(documents))
    }
}

impl Draft {
    /// The modules of which something is stored that is no value at all, and that would have to be replaced; and those that are
    /// to run with a value that doesn't fit.
    fn unwritable(&self, configuration: &Configuration) -> Vec<(usize, Error)> {
        let stands = |at: &usize| self.documents[*at].error().is_none_or(|error| error.refuses_settings());
        let unwritable = |at: usize| {
            let module = configuration.module(at).ok()?;
            let unfit = || {
                let faults = Some(self.unfit(at)).filter(|faults| self.enabled[at] && !faults.is_empty())?;
                let error = Error::no(format!("settings of '{}' aren't valid", module.metadata.fqmn));
                Some(error.with_faults(faults))
            };
            Some((at, module.check_stored().err().or_else(unfit)?))
        };
        // What is refused of a module that was edited names this too.
        let edited = |at: &usize| self.edits.keys().any(|(edited, _)| edited == at);
        (0..self.len()).filter(stands).filter(|at| !edited(at)).filter_map(unwritable).collect()
    }
}

/// The parameters of a module of which the value doesn't fit.
fn unfit(configuration: &Configuration, at: usize) -> Vec<Place> {
    let Ok(module) = configuration.module(at) else { return Vec::new() };
    let is_unfit = |parameter: &&Parameter| {
        module.settings.get(&parameter.path).is_some_and(|value| parameter.check(value).is_err())
    };
    module.metadata.parameters().filter(is_unfit).map(|parameter| (at, parameter.path.clone())).collect()
}

fn changed(configuration: &Configuration, at: usize) -> usize {
    configuration.module(at).map_or(0, |module| module.changes().len())
}
