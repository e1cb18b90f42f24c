//! How sections, parameters and options look now: their dynamic properties, evaluated against all modules' values, and
//! again only where something changed that they read (SPEC.md section 6).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::configuration::Configuration;
use super::dynamic::{Dynamic, Property};
use super::metadata::Section;
use super::parameter::{Kind, Parameter};
use super::round::Round;
use crate::name::{Fqmn, Fqpn};
use crate::template::{Budget, Values};

/// How one section, parameter or option looks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Look {
    /// What is said of it.
    pub description: String,
    /// Not shown.
    pub hidden: bool,
    /// Shown, but not to be changed; an option: not to be newly chosen.
    pub disabled: bool,
    /// A choice's options, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Look>,
    /// Why a template failed; its default stands then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Where something stands: the module's place in the stream, and the path in it.
type Place = (usize, String);

/// The looks of all that has a template, and which parameters they read.
#[derive(Debug, Default)]
pub struct Looks {
    evaluated: HashMap<Place, Look>,
    /// By the place of what is read: who reads it.
    readers: BTreeMap<(usize, String), BTreeSet<Place>>,
    reads: HashMap<Place, Vec<(usize, String)>>,
    /// Where nothing was left to evaluate with, so that it isn't known what is read.
    starved: BTreeSet<Place>,
}

impl Looks {
    /// Evaluates everything that has a template.
    pub fn of(configuration: &Configuration) -> Self {
        let mut looks = Self::default();
        let mut round = Round::new();
        for at in 0..configuration.len() {
            let Ok(module) = configuration.module(at) else { continue };
            for section in module.metadata.sections() {
                if has_template(section) {
                    looks.evaluate(configuration, (at, section.path.clone()), &mut round);
                }
                for parameter in
                    section.parameters.values().filter(|parameter| parameter_has_template(parameter))
                {
                    looks.evaluate(configuration, (at, parameter.path.clone()), &mut round);
                }
            }
        }
        looks
    }

    /// Evaluates again what read this parameter; gives how many looks that were.
    pub fn changed(&mut self, configuration: &Configuration, at: usize, path: &str) -> usize {
        let mut readers = self.readers.get(&(at, path.to_owned())).cloned().unwrap_or_default();
        let count = readers.len();
        let touched: BTreeSet<usize> = readers.iter().map(|place| place.0).collect();
        readers.extend(self.starved.iter().filter(|place| touched.contains(&place.0)).cloned());
        let mut round = Round::new();
        for place in readers {
            self.evaluate(configuration, place, &mut round);
        }
        count
    }

    /// Evaluates everything in this module again, as when its page is opened.
    pub fn opened(&mut self, configuration: &Configuration, at: usize) {
        let own: BTreeSet<Place> = self.evaluated.keys().filter(|place| place.0 == at).cloned().collect();
        let mut round = Round::new();
        for place in own {
            self.evaluate(configuration, place, &mut round);
        }
    }

    /// How the section or parameter looks, not regarding the sections that it is in.
    pub fn look(&self, configuration: &Configuration, at: usize, path: &str) -> Look {
        let plain = || plain(configuration, at, path).unwrap_or_default();
        self.evaluated.get(&(at, path.to_owned())).cloned().unwrap_or_else(plain)
    }

    /// Whether the section or parameter is hidden, or a section that it is in.
    pub fn is_hidden(&self, configuration: &Configuration, at: usize, path: &str) -> bool {
        lineage(path).any(|path| self.flags(configuration, at, path).hidden)
    }

    /// Whether the section or parameter is disabled, or a section that it is in.
    pub fn is_disabled(&self, configuration: &Configuration, at: usize, path: &str) -> bool {
        lineage(path).any(|path| self.flags(configuration, at, path).disabled)
    }

    /// Every section's and parameter's look in a module, by path, in the order of the metadata: `hidden` and `disabled`
    /// hold where they do for a section around it.
    pub fn all(&self, configuration: &Configuration, at: usize) -> indexmap::IndexMap<String, Look> {
        let Ok(module) = configuration.module(at) else { return indexmap::IndexMap::new() };
        let sections = module.metadata.sections().map(|section| &section.path);
        let paths = sections.chain(module.metadata.parameters().map(|parameter| &parameter.path));
        let look = |path: &String| {
            let mut look = self.look(configuration, at, path);
            look.hidden = self.is_hidden(configuration, at, path);
            look.disabled = self.is_disabled(configuration, at, path);
            (path.clone(), look)
        };
        paths.filter(|path| !path.is_empty()).map(look).collect()
    }

    fn flags(&self, configuration: &Configuration, at: usize, path: &str) -> Flags {
        match self.evaluated.get(&(at, path.to_owned())) {
            Some(look) => Flags { hidden: look.hidden, disabled: look.disabled },
            None => Item::find(configuration, at, path).map(|item| item.flags()).unwrap_or_default(),
        }
    }

    fn evaluate(&mut self, configuration: &Configuration, place: Place, round: &mut Round) {
        for read in self.reads.remove(&place).unwrap_or_default() {
            if let Some(readers) = self.readers.get_mut(&read) {
                readers.remove(&place);
            }
        }
        let Some(item) = Item::find(configuration, place.0, &place.1) else { return };
        let values = configuration.values(place.0);
        let (look, read) = round.spend(place.0, |budget| {
            let mut evaluation = Evaluation { values: &values, budget, reads: BTreeSet::new() };
            (item.look(&mut evaluation), evaluation.reads)
        });
        if round.is_over(place.0) {
            self.starved.insert(place.clone());
        } else {
            self.starved.remove(&place);
        }
        let reads: Vec<Place> =
            read.iter().filter_map(|fqpn| read_place(configuration, place.0, fqpn)).collect();
        for read in &reads {
            self.readers.entry(read.clone()).or_default().insert(place.clone());
        }
        self.reads.insert(place.clone(), reads);
        self.evaluated.insert(place, look);
    }
}

fn read_place(configuration: &Configuration, own: usize, fqpn: &Fqpn) -> Option<Place> {
    let at = match fqpn.module().map(Fqmn::to_string) {
        Some(module) => configuration.position(&module)?,
        None => own,
    };
    Some((at, fqpn.path_text()))
}

/// The path itself, then those of the sections around it.
fn lineage(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(section, _)| section))
}

#[derive(Default)]
struct Flags {
    hidden: bool,
    disabled: bool,
}

/// A section or a parameter.
enum Item<'a> {
    Section(&'a Section),
    Parameter(&'a Parameter),
}

impl<'a> Item<'a> {
    fn find(configuration: &'a Configuration, at: usize, path: &str) -> Option<Self> {
        let metadata = &configuration.module(at).ok()?.metadata;
        let parameter = metadata.parameter(path).map(Self::Parameter);
        parameter.or_else(|| metadata.section(path).map(Self::Section))
    }

    fn flags(&self) -> Flags {
        let (hidden, disabled) = match self {
            Self::Section(section) => (&section.hidden, &section.disabled),
            Self::Parameter(parameter) => (&parameter.hidden, &parameter.disabled),
        };
        Flags { hidden: hidden.default, disabled: disabled.default }
    }

    fn look(&self, evaluation: &mut Evaluation) -> Look {
        match self {
            Self::Section(section) => {
                evaluation.look(&section.description, &section.hidden, &section.disabled)
            }
            Self::Parameter(parameter) => {
                let mut look =
                    evaluation.look(&parameter.description, &parameter.hidden, &parameter.disabled);
                if let Kind::Choice(options) = &parameter.kind {
                    look.options = options
                        .iter()
                        .map(|option| evaluation.look(&option.description, &option.hidden, &option.disabled))
                        .collect();
                }
                look
            }
        }
    }
}

/// One evaluation, with what it read.
struct Evaluation<'a> {
    values: &'a dyn Values,
    budget: &'a Budget,
    reads: BTreeSet<Fqpn>,
}

impl Evaluation<'_> {
    fn look(
        &mut self,
        description: &Dynamic<String>,
        hidden: &Dynamic<bool>,
        disabled: &Dynamic<bool>,
    ) -> Look {
        let mut warnings = Vec::new();
        Look {
            description: self.property("description", description, &mut warnings),
            hidden: self.property("hidden", hidden, &mut warnings),
            disabled: self.property("disabled", disabled, &mut warnings),
            options: Vec::new(),
            warnings,
        }
    }

    fn property<T: Property>(&mut self, name: &str, property: &Dynamic<T>, warnings: &mut Vec<String>) -> T {
        let evaluated = property.evaluate(self.values, self.budget);
        self.reads.extend(evaluated.reads);
        warnings.extend(evaluated.fault.map(|fault| format!("{name}: {fault}")));
        evaluated.value
    }
}

/// How something without a template looks.
fn plain(configuration: &Configuration, at: usize, path: &str) -> Option<Look> {
    let budget = Budget::of_one();
    let mut nothing =
        Evaluation { values: &configuration.values(at), budget: &budget, reads: BTreeSet::new() };
    Item::find(configuration, at, path).map(|item| item.look(&mut nothing))
}

fn has_template(section: &Section) -> bool {
    [&section.hidden, &section.disabled].iter().any(|flag| flag.template.is_some())
        || section.description.template.is_some()
}

fn parameter_has_template(parameter: &Parameter) -> bool {
    let options = if let Kind::Choice(options) = &parameter.kind { options.as_slice() } else { &[] };
    let flags = options.iter().flat_map(|option| [&option.hidden, &option.disabled]);
    let texts = options.iter().map(|option| &option.description);
    flags.chain([&parameter.hidden, &parameter.disabled]).any(|flag| flag.template.is_some())
        || texts.chain([&parameter.description]).any(|text| text.template.is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::Edit;
    use crate::document::Document;
    use serde_json::{Value, json};

    fn document(fqmn: &str, config: &Value) -> Document {
        serde_json::from_value(json!({"fqmn": fqmn, "config": config})).unwrap()
    }

    fn two() -> Configuration {
        let one = json!({"parameters": [
            {"id": "mode", "type": "choice", "default": "full", "options": [
                {"value": "full"},
                {"value": "light", "disabled": {"default": false, "template": "{{GetValue \"me/two:locked\"}}"}},
            ]},
            {"id": "password", "type": "string", "default": "", "secret": true},
        ], "sections": [{
            "id": "net",
            "hidden": {"default": false, "template": "{{eq (GetValue \"mode\") \"light\"}}"},
            "description": {"default": "plain", "template": "{{UseDefault}}: {{GetValue \"me/two:name\"}}"},
            "parameters": [{"id": "port", "type": "uint", "default": 1, "disabled": true}],
        }]});
        let two = json!({"parameters": [
            {"id": "locked", "type": "bool", "default": false},
            {"id": "name", "type": "string", "default": "x"},
            {"id": "peek", "type": "bool", "default": true,
             "hidden": {"default": true, "template": "{{GetValue \"me/one:password\"}}"},
             "description": {"default": "d", "template": "{{#if}}"}},
        ]});
        Configuration::of(&[document("me/one", &one), document("me/two", &two)])
    }

    fn apply(configuration: &mut Configuration, at: usize, edit: &str) -> Vec<(usize, crate::Error)> {
        configuration.apply(&BTreeMap::from([(at, vec![Edit::parse(edit).unwrap()])]))
    }

    #[test]
    fn what_a_changed_parameter_decides_is_evaluated_again_and_nothing_else() {
        let mut configuration = two();
        let mut looks = Looks::of(&configuration);
        assert!(
            !looks.is_hidden(&configuration, 0, "net/port")
                && looks.is_disabled(&configuration, 0, "net/port")
        );
        assert_eq!(looks.look(&configuration, 0, "net").description, "plain: x");

        assert!(apply(&mut configuration, 0, "mode=light").is_empty());
        assert_eq!(looks.changed(&configuration, 0, "mode"), 1);
        assert!(looks.is_hidden(&configuration, 0, "net/port"));

        assert!(apply(&mut configuration, 1, "name=y").is_empty());
        assert_eq!(looks.look(&configuration, 0, "net").description, "plain: x");
        assert_eq!(looks.changed(&configuration, 1, "name"), 1);
        assert_eq!(looks.look(&configuration, 0, "net").description, "plain: y");
        assert_eq!(looks.changed(&configuration, 0, "password"), 1);
    }

    #[test]
    fn a_template_that_fails_shows_its_default_and_why() {
        let configuration = two();
        let look = Looks::of(&configuration).look(&configuration, 1, "peek");
        assert!(look.hidden);
        assert_eq!(look.description, "d");
        assert_eq!(look.warnings.len(), 2, "{look:?}");
        assert!(look.warnings[1].contains("'me/one:password' is a secret of another module"), "{look:?}");
    }

    #[test]
    fn templates_that_loop_leave_neighbours_and_later_rounds_alone() {
        let each = "{{range $one := .GetValueArray \"list\" \",\"}}";
        let list = "{{range $one := $.GetValueArray \"list\" \",\"}}";
        let looping = format!("{each}{list}{list}{list}{}long", "{{end}}".repeat(4));
        let property = |template: &str| json!({"default": "plain", "template": template});
        let mut parameters =
            vec![json!({"id": "list", "type": "string", "default": vec!["a"; 2000].join(",")})];
        parameters.extend((0..12).map(|number| {
            json!({"id": format!("p{number}"), "type": "bool", "default": true, "description": property(&looping)})
        }));
        let neighbour = json!({"parameters": [{"id": "x", "type": "bool", "default": true,
            "description": property("it is {{GetValue \"x\"}}")}]});
        let documents =
            [document("me/loops", &json!({"parameters": parameters})), document("me/near", &neighbour)];
        let mut configuration = Configuration::of(&documents);
        let mut looks = Looks::of(&configuration);
        assert_eq!(looks.look(&configuration, 1, "x").description, "it is true");
        for number in [0, 11] {
            let look = looks.look(&configuration, 0, &format!("p{number}"));
            assert_eq!(look.description, "plain");
            assert!(
                look.warnings[0].contains("the module's templates together need more than 500000 steps"),
                "{look:?}"
            );
        }
        // Those for which nothing was left are evaluated, too, once a change lets them end.
        assert!(apply(&mut configuration, 0, "list=a").is_empty());
        looks.changed(&configuration, 0, "list");
        for number in 0..12 {
            assert_eq!(looks.look(&configuration, 0, &format!("p{number}")).description, "long", "{number}");
        }
    }

    #[test]
    fn an_option_that_is_disabled_cant_be_newly_chosen() {
        let mut configuration = two();
        let both = BTreeMap::from([
            (0, vec![Edit::parse("mode=light").unwrap()]),
            (1, vec![Edit::parse("locked=true").unwrap(), Edit::parse("name=z").unwrap()]),
        ]);
        let refused = configuration.apply(&both);
        assert_eq!(refused.len(), 1);
        assert_eq!(
            refused[0].1.to_string(),
            "a value of 'me/one' can't be as wanted; me/one:mode: the option 'light' can't be chosen now"
        );
        assert_eq!(configuration.module(0).unwrap().settings.get("mode").unwrap().to_string(), "full");
        assert_eq!(configuration.module(1).unwrap().settings.get("name").unwrap().to_string(), "z");
    }
}
