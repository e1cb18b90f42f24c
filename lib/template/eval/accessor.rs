//! Accessors: what a template can ask the context for, and the settings behind `GetValue`.

use std::rc::Rc;

use super::super::fault::{Fault, Outcome};
use super::super::function::Function;
use super::super::program::{ExprId, Kind, Place, index};
use super::super::value::{AUTHOR, Data, List, Origin, Value};
use super::super::{handlebars, near};
use super::Eval;
use super::expression::{Arguments, takes_nothing};
use crate::error::{Error, Result};
use crate::name::Fqpn;

/// What Go's keywords are in Handlebars.
const GO_KEYWORDS: [(&str, &str); 2] = [("end", "{{/NAME}}"), ("range", "{{#each …}}…{{/each}}")];

impl<'a> Eval<'a> {
    /// What the context has under this name.
    pub(super) fn accessor(
        &mut self,
        name: &str,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<Value<'a>> {
        let context = self.context;
        match name {
            "GetValue" if context.values.is_some() => {
                let ([fqpn], authors) = self.texts(name, arguments, dot, place)?;
                self.setting(&fqpn, authors || self.is_written(arguments), place)
            }
            "GetValueArray" if context.values.is_some() => {
                let ([fqpn, delimiter], authors) = self.texts(name, arguments, dot, place)?;
                let value = self.setting(&fqpn, authors || self.is_written(arguments), place)?;
                let text = value.data.text_of();
                let items = split(&text, &delimiter);
                self.spend((text.len() / 64 + items.len()) as u64, place)?;
                let list = Data::List(Rc::new(List { items, strings: true, always_true: self.program.go }));
                Ok(list.from(value.origin))
            }
            "GetProjectName" if context.project.is_some() && !context.fields.contains_key(name) => {
                takes_nothing(arguments, name, place)?;
                let project = context.project.unwrap_or_default().as_bytes();
                Ok(Data::Text(project).from(self.origin(|| name.into())))
            }
            "GetContainerName" if context.project.is_some() => {
                let ([wanted], _) = self.texts(name, arguments, dot, place)?;
                let mut text = format!("{}_", context.project.unwrap_or_default()).into_bytes();
                text.extend_from_slice(&wanted);
                Ok(Data::text(text).from(self.origin(|| name.into())))
            }
            _ => {
                let Some(found) = context.fields.get(name) else {
                    return Err(self.unknown(name, dot, place));
                };
                takes_nothing(arguments, name, place)?;
                Ok(found.clone().from(self.origin(|| name.into())))
            }
        }
    }

    fn unknown(&self, name: &str, dot: &Value<'a>, place: Place) -> Fault {
        let fault = Fault::new(place, format!("nothing is called '{name}'"));
        if !self.program.go && handlebars::BLOCKS.contains(&name) {
            return fault.hint(format!("it is a block: '{{{{#{name} …}}}}…{{{{/{name}}}}}'"));
        }
        if let Some((_, here)) = GO_KEYWORDS.iter().find(|(word, _)| !self.program.go && *word == name) {
            return fault.hint(format!("that is Go's syntax; in Handlebars it is '{here}'"));
        }
        let mut known: Vec<&str> = self.context.names().collect();
        if !self.program.go {
            // A word that begins an action may be meant for a function, or a field of what is at hand.
            Function::names().for_each(|name| known.push(name));
            if let Data::Map(fields) = &dot.data {
                known.extend(fields.keys());
            }
        }
        near::hint(name, known.into_iter()).into_iter().fold(fault, Fault::hint)
    }

    /// The number of an origin with this name.
    fn origin(&mut self, name: impl FnOnce() -> String) -> Origin {
        if !self.spans {
            return Origin::MAX;
        }
        let name = name();
        if let Some(known) = self.origins.get(&name) {
            return *known;
        }
        let number = index(self.out.origins.len());
        self.out.origins.push(name.clone());
        self.origins.insert(name, number);
        number
    }

    /// Exactly this many arguments, all of them strings; and whether all of them are the author's own text.
    fn texts<const N: usize>(
        &mut self,
        name: &str,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<([Vec<u8>; N], bool)> {
        if arguments.len() != N {
            let plural = if N == 1 { "" } else { "s" };
            let got = arguments.len();
            return Err(Fault::new(place, format!("'{name}' takes {N} argument{plural} and got {got}")));
        }
        let mut texts = [const { Vec::new() }; N];
        let values = self.values(arguments, dot).map_err(|fault| self.in_quotes(arguments, fault))?;
        let authors = !self.has_raw && values.iter().all(|value| value.origin == AUTHOR);
        for (number, value) in values.into_iter().enumerate() {
            let text = self.plain(&value.data);
            let Some(bytes) = text.as_bytes() else {
                let kind = text.a_type();
                let message = format!("argument {} of '{name}' has to be a string, not {kind}", number + 1);
                return Err(Fault::new(place, message));
            };
            texts[number] = bytes.to_vec();
        }
        let read: usize = texts.iter().map(Vec::len).sum();
        self.spend((read / 64) as u64, place)?;
        Ok((texts, authors))
    }

    /// Handlebars knows no parameters by bare words.
    fn in_quotes(&self, arguments: &Arguments<'a, '_>, fault: Fault) -> Fault {
        let mut kinds = arguments.words.iter().map(|word| self.program.expr(ExprId(*word)).kind);
        match kinds.find_map(|kind| if let Kind::Bare(name) = kind { Some(name) } else { None }) {
            Some(name) => {
                fault.hint(format!("a name of a parameter stands in quotes: \"{}\"", self.program.name(name)))
            }
            None => fault,
        }
    }

    /// Whether the first argument stands in the source as it is.
    fn is_written(&self, arguments: &Arguments<'a, '_>) -> bool {
        let kind = arguments.words.first().map(|word| self.program.expr(ExprId(*word)).kind);
        matches!(kind, Some(Kind::Slice(..) | Kind::Text(_)))
    }

    /// A parameter's value. A name that isn't the author's may hold any value, a secret too: no error tells it.
    fn setting(&mut self, fqpn: &[u8], written: bool, place: Place) -> Outcome<Value<'a>> {
        if let Some(known) = self.settings[usize::from(written)].get(fqpn) {
            return Ok(known.clone());
        }
        let text = String::from_utf8_lossy(fqpn);
        let found = self
            .look_up(&text)
            .map_err(|error| if written { Fault::of(place, &error) } else { computed(place, &error) });
        let origin = self.origin(|| if written { text.into_owned() } else { "a parameter".into() });
        let value = Data::Setting(Rc::new(found?)).from(origin);
        self.settings[usize::from(written)].insert(fqpn.into(), value.clone());
        Ok(value)
    }

    fn look_up(&self, text: &str) -> Result<Data<'a>> {
        let name: Fqpn = text.parse()?;
        let values = self.context.values.ok_or_else(|| Error::input("there are no parameters here"))?;
        let json = values.value(&name)?;
        Data::of_simple(&json).ok_or_else(|| Error::input(format!("'{text}' has no simple value")))
    }

    /// A setting as functions other than comparisons see it.
    pub(super) fn plain(&self, data: &Data<'a>) -> Data<'a> {
        match data {
            Data::Setting(inner) if self.context.typed => inner.as_ref().clone(),
            Data::Setting(inner) => inner.as_text(),
            other => other.clone(),
        }
    }

    /// The context as the map that it is, none of it the author's, and a setting as what it is to functions; the rest
    /// as it stands.
    pub(super) fn solid(&mut self, value: &Value<'a>) -> Value<'a> {
        match &value.data {
            Data::Root => {
                let fields = self.context.fields.clone();
                self.steps = self.steps.saturating_add(fields.len() as u64);
                let fields = Data::Map(Rc::new(fields));
                fields.from(self.origin(|| "the context".into()))
            }
            other => self.plain(other).from(value.origin),
        }
    }
}

/// What went wrong with a parameter whose name was computed.
fn computed(place: Place, error: &Error) -> Fault {
    let fault = Fault::new(place, "the parameter whose name is computed here can't be read");
    fault.of_kind(error.kind()).hint("what a name was computed to isn't shown: it may hold a secret")
}

/// The pieces of a text; the empty text has none, and an empty delimiter splits it into its characters.
fn split<'a>(text: &[u8], delimiter: &[u8]) -> Vec<Data<'a>> {
    let text = String::from_utf8_lossy(text);
    let delimiter = String::from_utf8_lossy(delimiter);
    match (text.is_empty(), delimiter.is_empty()) {
        (true, _) => Vec::new(),
        (_, true) => text.chars().map(|letter| Data::text(letter.encode_utf8(&mut [0; 4]))).collect(),
        _ => text.split(delimiter.as_ref()).map(Data::text).collect(),
    }
}
