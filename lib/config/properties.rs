//! What holds for all metadata and edits: made at random, checked against each other.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Configuration, Edit, Metadata, To, file, settings, validate, yaml};
use crate::document::Document;

/// A value of any simple type, edges more often than chance would have it.
fn value() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        prop::sample::select(vec![0, 1, -1, i64::MIN, i64::MAX]).prop_map(Json::from),
        prop::sample::select(vec![0.0, -0.0, 0.5, 1.0, 1e300, 5e-324, 9_007_199_254_740_993.0])
            .prop_map(Json::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Json::from),
        text().prop_map(Json::from),
        Just(json!("")),
    ]
}

/// Texts with what has a meaning in YAML, in JSON or on a terminal.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,8}",
        "\\PC{0,12}",
        prop::sample::select(vec![
            "~", "null", "true", "1.10", "- a", "a: b", "#", "'", "\"", "\n", " x ", "\u{85}", "0x1F"
        ])
        .prop_map(Into::into),
        prop::collection::vec(any::<char>(), 0..12).prop_map(|letters| letters.into_iter().collect()),
    ]
}

/// A parameter without its id: the default always fits.
fn parameter() -> impl Strategy<Value = Json> {
    let number = |kind: &'static str| {
        (0_i64..1000, 0_i64..1000, 0_i64..1000).prop_map(move |(a, b, c)| {
            let mut all = [a, b, c];
            all.sort_unstable();
            json!({"type": kind, "minValue": all[0], "default": all[1], "maxValue": all[2]})
        })
    };
    prop_oneof![
        any::<bool>().prop_map(|default| json!({"type": "bool", "default": default})),
        number("int"),
        number("uint"),
        number("float"),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(|default| json!({"type": "float", "default": default})),
        any::<i64>().prop_map(|default| json!({"type": "int", "default": default})),
        any::<u64>().prop_map(|default| json!({"type": "uint", "default": default})),
        text().prop_map(|default| json!({"type": "string", "default": default, "maxLength": 12})),
        "[a-z]{0,8}".prop_map(|default| json!({"type": "string", "default": default, "regex": "^[a-z]*$"})),
        prop::collection::btree_set(text(), 1..4).prop_map(|values| {
            let options: Vec<Json> =
                values.iter().map(|value| json!({"name": "n", "value": value})).collect();
            json!({"type": "choice", "default": options[0]["value"], "options": options})
        }),
    ]
}

fn with_ids(prefix: &str, items: Vec<Json>) -> Vec<Json> {
    let named = |(number, mut item): (usize, Json)| {
        item["id"] = format!("{prefix}{number}").into();
        item
    };
    items.into_iter().enumerate().map(named).collect()
}

/// Metadata, up to three sections deep.
fn metadata() -> impl Strategy<Value = Json> {
    let leaf =
        prop::collection::vec(parameter(), 0..4).prop_map(|list| json!({"parameters": with_ids("p", list)}));
    leaf.prop_recursive(3, 12, 3, |inner| {
        (prop::collection::vec(parameter(), 0..4), prop::collection::vec(inner, 0..3)).prop_map(
            |(parameters, sections)| {
                json!({"parameters": with_ids("p", parameters), "sections": with_ids("s", sections)})
            },
        )
    })
}

fn document(config: &Json) -> Document {
    serde_json::from_value(json!({"fqmn": "me/mod", "config": config})).unwrap()
}

/// Edits of parameters that are there, by values that may or may not fit.
fn edits(metadata: &Metadata, picks: &[(prop::sample::Index, Json, bool)]) -> Vec<Edit> {
    let paths: Vec<&str> = metadata.parameters().map(|parameter| parameter.path.as_str()).collect();
    let edit = |(index, value, as_text): &(prop::sample::Index, Json, bool)| {
        let fqpn = index.get(&paths).parse().unwrap();
        let to = if *as_text {
            To::Text(value.as_str().map_or(value.to_string(), Into::into))
        } else {
            To::Json(value.clone())
        };
        Edit::new(fqpn, to)
    };
    if paths.is_empty() { Vec::new() } else { picks.iter().map(edit).collect() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_set_accepts_validate_accepts_and_what_it_refuses_changes_nothing(
        config in metadata(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), value(), any::<bool>()), 0..6),
    ) {
        let mut document = document(&config);
        let documents = [document.clone()];
        let mut configuration = Configuration::of(&documents);
        let before = configuration.module(0).unwrap().settings.clone();
        let edits = edits(&configuration.module(0).unwrap().metadata, &picks);
        let refused = configuration.apply(&BTreeMap::from([(0, edits)]));
        let module = configuration.module(0).unwrap();
        if refused.is_empty() {
            module.write(&mut document).unwrap();
            prop_assert!(validate(&document).is_ok(), "{:?}", validate(&document));
            // What was written reads back as the same, to the byte.
            let settings = document.raw("settings").unwrap().get().to_owned();
            Configuration::of(&[document.clone()]).module(0).unwrap().write(&mut document).unwrap();
            prop_assert_eq!(document.raw("settings").unwrap().get(), settings);
        } else {
            prop_assert_eq!(&module.settings, &before);
            prop_assert!(module.set.is_empty());
        }
    }

    #[test]
    fn an_export_taken_back_changes_nothing_and_on_another_machine_makes_the_same(
        config in metadata(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), value(), any::<bool>()), 0..6),
        as_yaml in any::<bool>(),
    ) {
        let mut document = document(&config);
        let mut configuration = Configuration::of(std::slice::from_ref(&document));
        let edits = edits(&configuration.module(0).unwrap().metadata, &picks);
        let one_by_one = edits.into_iter().map(|edit| BTreeMap::from([(0, vec![edit])]));
        one_by_one.for_each(|edit| drop(configuration.apply(&edit)));
        let module = configuration.module(0).unwrap();
        module.write(&mut document).unwrap();

        let exported = settings(std::slice::from_ref(&document)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(if as_yaml { "a.yaml" } else { "a.json" });
        std::fs::write(&path, if as_yaml { yaml::write(&exported) } else { exported.to_string() }).unwrap();
        let wanted = BTreeMap::from([(0, file::read(&path).unwrap().edits)]);

        let mut again = Configuration::of(std::slice::from_ref(&document));
        prop_assert!(again.apply(&wanted).is_empty());
        prop_assert_eq!(&again.module(0).unwrap().settings, &module.settings);
        prop_assert_eq!(&again.module(0).unwrap().set, &module.set);

        let mut elsewhere = Configuration::of(&[self::document(&config)]);
        prop_assert!(elsewhere.apply(&wanted).is_empty());
        let same = super::changes(&module.metadata, &module.settings, &elsewhere.module(0).unwrap().settings);
        prop_assert!(same.is_empty(), "{:?}", same);
    }

    #[test]
    fn no_metadata_breaks_its_reader(json in any_json()) {
        let _ = Metadata::read("me/mod", &json.to_string());
    }

    #[test]
    fn no_pattern_breaks_its_reader(source in "[\\PC\\[\\](){}\\\\^$.|*+?<>:=!&~QEdwsbpPx0-9-]{0,24}", text in "\\PC{0,24}") {
        if let Ok(pattern) = super::Pattern::new(&source) {
            let _ = pattern.matches(&text);
        }
    }
}

/// JSON with the words of metadata in the wrong places.
fn any_json() -> impl Strategy<Value = Json> {
    let words = [
        "id",
        "name",
        "type",
        "default",
        "value",
        "parameters",
        "sections",
        "options",
        "hidden",
        "template",
        "minValue",
        "maxLength",
        "regex",
        "affectsContainers",
        "int",
        "choice",
        "string",
        "x",
        "(",
        "secretFile",
    ];
    let word = prop::sample::select(words.to_vec());
    let leaf = prop_oneof![value(), word.clone().prop_map(Json::from), Just(Json::Null)];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((word.clone(), inner), 0..8)
                .prop_map(|fields| fields.into_iter().map(|(name, json)| (name.to_owned(), json)).collect()),
        ]
    })
}
