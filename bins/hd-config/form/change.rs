//! Changes: values set, picked, typed, reset, taken back; modules enabled and disabled.

use hd::config::{Kind, Parameter, To, Value};

use super::draft::Place;
use super::field::Field;
use super::form::{Form, Mode};
use super::page::Row;

impl Form {
    /// Opens or closes a section, or changes a parameter.
    pub(super) fn open_or_change(&mut self) {
        match self.row().cloned() {
            Some(Row::Enabled) => self.switch(self.page),
            Some(Row::Section { open: true, .. }) => self.fold(),
            Some(Row::Section { .. }) => self.unfold(),
            Some(Row::Parameter { path, .. }) => self.change(&(self.page, path)),
            _ => {}
        }
    }

    /// Enables a module and all that it needs, or disables it; what needs it isn't disabled unasked.
    fn switch(&mut self, at: usize) {
        let along = self.draft.along(at);
        if let Some(fault) = along.faults.first() {
            self.said = format!("it can't be enabled: '{}' {}", fault.at, fault.message);
        } else if self.draft.is_enabled(at) && !along.more.is_empty() {
            self.mode = Mode::Follow { at, more: along.more };
        } else {
            let names: Vec<String> =
                along.more.iter().map(|more| self.draft.document(more.at).fqmn()).collect();
            if !names.is_empty() {
                self.said = format!("enabled too, as it needs them: {}", names.join(", "));
            }
            self.draft.switch(at, &along.more);
        }
    }

    fn change(&mut self, place: &Place) {
        if self.is_locked(place) {
            self.said = "this can't be changed now".into();
            return;
        }
        let (Some(parameter), Some(value)) = (self.draft.parameter(place), self.draft.value(place)) else {
            return;
        };
        match (&parameter.kind, value) {
            (Kind::Bool, value) if !parameter.secret => {
                let value = Value::Bool(!matches!(value, Value::Bool(true)));
                let edit = To::Json(value.to_json());
                self.draft.set(place, value, edit);
            }
            (Kind::Choice(options), value) if !parameter.secret => {
                let now = options.iter().position(|option| option.value.same(value));
                let shown = self.options(place);
                let selected =
                    now.and_then(|now| shown.iter().position(|option| *option == now)).unwrap_or(0);
                self.mode = Mode::Pick { place: place.clone(), selected };
            }
            _ => self.mode = Mode::Type(Field::new(place.clone(), parameter, value)),
        }
    }

    pub(super) fn reset(&mut self) {
        let Some(place) = self.place() else { return };
        let default = self.draft.parameter(&place).map(|parameter| parameter.default.clone());
        match default {
            _ if self.is_locked(&place) => self.said = "this can't be changed now".into(),
            Some(default) => self.draft.set(&place, default, To::Default),
            None => {}
        }
    }

    pub(super) fn take_reported(&mut self) {
        let Some(place) = self.place() else { return };
        let Some(parameter) = self.draft.parameter(&place) else { return };
        if self.is_locked(&place) {
            self.said = "this can't be changed now".into();
            return;
        }
        match parameter.value.as_ref().map(|value| parameter.check(value)) {
            Some(Ok(value)) => self.draft.set(&place, value, To::Reported),
            Some(Err(fault)) => self.said = format!("what the module reports doesn't fit: {fault}"),
            None => self.said = "the module reports nothing here".into(),
        }
    }

    pub(super) fn undo(&mut self) {
        match self.draft.undo() {
            Some(place) => self.show(&place),
            None => self.said = "there is nothing to take back".into(),
        }
    }

    pub(super) fn redo(&mut self) {
        match self.draft.redo() {
            Some(place) => self.show(&place),
            None => self.said = "there is nothing to do again".into(),
        }
    }

    pub(super) fn pick(&mut self, place: &Place, selected: usize) {
        let Some(option) = self.options(place).get(selected).copied() else { return };
        let Some(Parameter { kind: Kind::Choice(options), .. }) = self.draft.parameter(place) else { return };
        let value = options[option].value.clone();
        let is_now = self.draft.value(place).is_some_and(|now| now.same(&value));
        let look = self.draft.looks().look(self.draft.configuration(), place.0, &place.1);
        if !is_now && look.options.get(option).is_some_and(|look| look.disabled) {
            self.said = "this option can't be chosen now".into();
            return;
        }
        self.mode = Mode::Browse;
        if !is_now {
            let edit = To::Json(value.to_json());
            self.draft.set(place, value, edit);
        }
    }

    pub(super) fn check_typed(&mut self) -> Option<Value> {
        let Mode::Type(field) = &mut self.mode else { return None };
        field.check(self.draft.parameter(&field.place)?)
    }

    /// Leaves a secret as it is where nothing was typed for it.
    fn is_kept(&mut self) -> bool {
        let kept = matches!(&self.mode, Mode::Type(field) if field.is_empty_secret());
        if kept {
            self.mode = Mode::Browse;
            self.said = "the secret stays as it was; d gives it its default again".into();
        }
        kept
    }

    /// Takes what was typed, unless it doesn't fit: then the field stays open and says why.
    pub(super) fn take_typed(&mut self) {
        if self.is_kept() {
            return;
        }
        let Some(value) = self.check_typed() else { return };
        let Mode::Type(field) = std::mem::replace(&mut self.mode, Mode::Browse) else { return };
        let text = field.line.text().to_owned();
        let edit = if field.secret { To::Content(text) } else { To::Json(value.to_json()) };
        if self.draft.value(&field.place) != Some(&value) {
            self.draft.set(&field.place, value, edit);
        }
    }
}
