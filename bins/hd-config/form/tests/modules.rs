//! Modules: enabled, disabled, broken, and refusing what was set.

use hd::document::Document;
use serde_json::{Value, json};

use super::{Session, documents};
use crate::form::form::{End, Form};

#[test]
fn a_module_is_enabled_and_disabled() {
    let mut session = Session::new(80, 24);
    session.keys("] ]<End> r");
    assert!(session.screen().contains("will be disabled") && session.screen().contains("will be enabled"));
    session.keys("s");
    let saved = session.saved();
    assert_eq!((&saved[1]["enabled"], &saved[2]["enabled"]), (&json!(false), &json!(true)));
}

#[test]
fn a_module_brings_what_it_needs_and_isnt_disabled_below_what_needs_it() {
    let descriptor = |name: &str, needs: &[&str]| json!({"author": "me", "name": name, "shortcut": name, "version": "1.0.0", "description": "", "dependencies": needs});
    let module = |name: &str, needs: &[&str]| {
        let fqmn = format!("me/{name}");
        json!({"fqmn": fqmn, "enabled": false, "config": {}, "descriptor": descriptor(name, needs)})
    };
    let documents = [module("base", &[]), module("top", &["me/base"]), module("lost", &["me/gone"])];
    let documents = documents.into_iter().map(|document| serde_json::from_value(document).unwrap()).collect();
    let mut session = Session::new(80, 24);
    session.form = Form::new(documents, vec![0, 1, 2]);
    session.keys("]] ");
    assert!(
        session.screen().contains("it can't be enabled: 'me/lost' needs 'me/gone', which isn't installed")
    );
    session.keys("[ ");
    assert!(session.screen().contains("enabled too, as it needs them: me/base"));
    assert!(session.screen().contains("2 changes"));
    session.keys("[ ");
    assert!(session.screen().contains("Disable too what needs me/base: me/top?"), "{}", session.screen());
    session.keys("<Esc>");
    assert!(session.screen().contains("2 changes"));
    session.keys(" yu");
    assert!(session.screen().contains("2 changes"));
    session.keys("Urs");
    assert!(session.saved().iter().all(|document| document["enabled"] == false));
}

#[test]
fn a_module_that_is_broken_says_why_and_its_neighbours_work() {
    let deep =
        format!("{{\"sections\":[{}{}]}}", "{\"id\":\"s\",\"sections\":[".repeat(1000), "]}".repeat(1000));
    let long = "x".repeat(1 << 20);
    let twice =
        json!([{"id": "a", "type": "bool", "default": true}, {"id": "a", "type": "bool", "default": true}]);
    let broken = [
        (json!({"parameters": twice}).to_string(), "'a' stands twice in its section"),
        (
            json!({"parameters": [{"id": "a", "type": "int", "default": 9, "maxValue": 8}]}).to_string(),
            "9 is above the maximum 8",
        ),
        (
            json!({"parameters": [{"id": "a", "type": "string", "default": "", "regex": "(x"}]}).to_string(),
            "is no regular expression",
        ),
        (
            json!({"parameters": [{"id": "a", "type": "colour", "default": 1}]}).to_string(),
            "'colour' is no type of a parameter",
        ),
        (
            json!({"parameters": {"id": 1}, "sections": [7]}).to_string(),
            "/sections/0: is a number, not an object",
        ),
        ("[1]".into(), "is a list, not an object"),
        (deep, "sections stand more than 32 deep"),
    ];
    let good = json!({"fqmn": "me/good", "config": {"parameters": [
        {"id": "flag", "name": "Flag", "type": "bool", "default": false, "description": {"default": long}},
        {"id": "shy", "name": "Shy", "type": "bool", "default": false,
         "hidden": {"default": false, "template": "{{GetValue \"me/none:x\"}}"}},
        {"id": "loops", "name": "Loops", "type": "bool", "default": false, "description": {"default": "dizzy",
         "template": "{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}"}},
    ]}});
    let broken_document = |(at, (config, _)): (usize, &(String, &str))| -> Document {
        serde_json::from_str(&format!("{{\"fqmn\":\"me/broken{at}\",\"config\":{config}}}")).unwrap()
    };
    let mut documents: Vec<Document> = broken.iter().enumerate().map(broken_document).collect();
    documents.push(serde_json::from_value(good).unwrap());
    let pages = (0..documents.len()).collect();
    let mut session = Session::new(120, 40);
    session.form = Form::new(documents, pages);
    session.draw();
    for (_, reason) in &broken {
        assert!(session.screen().contains(reason), "{reason}\n{}", session.screen());
        session.keys("]");
    }
    session.keys("<Down><Down>");
    assert!(session.screen().contains("Shy") && session.screen().contains("me/none"), "{}", session.screen());
    session.keys("<Down>");
    assert!(
        session.screen().contains("dizzy") && session.screen().contains("description: "),
        "{}",
        session.screen()
    );
    session.keys("<Up><Up> rs");
    let Some(End::Saved(saved)) = session.end.take() else { unreachable!("{}", session.screen()) };
    assert_eq!(saved[broken.len()].need::<Value>("settings").unwrap()["flag"], true);
    assert!((0..broken.len()).all(|at| !saved[at].has("settings")));
}

#[test]
fn what_was_refused_stands_at_its_field_until_that_is_changed() {
    let mut documents = documents();
    let report = json!({"tool": "hd-adapter-call", "code": 1, "message": "the module refused its settings", "hints": []});
    documents[1].set("error", &report).unwrap();
    let errors = json!(["server/port is what the cat sits on", "buy milk"]);
    documents[1].set("processed", &json!({"errors": errors, "ports": {}})).unwrap();
    let mut session = Session::new(80, 24);
    session.form = Form::new(documents, vec![1]);
    session.draw();
    let screen = session.screen();
    assert!(!screen.contains("Hyperdrive ") && screen.contains("!   Port"), "{screen}");
    assert!(
        screen.contains(" server/port is what the cat sits on") && screen.contains("buy milk"),
        "{screen}"
    );
    session.keys("<Enter><Del>3<Enter>");
    assert!(session.screen().contains("*   Port"), "{}", session.screen());
    session.keys("rs");
    let saved = session.saved();
    assert_eq!((saved[1].get("error"), saved[1].get("processed")), (None, None));
    assert_eq!(saved[1]["settings"]["server"]["port"], 8083);
}

#[test]
fn nonsense_stored_of_one_module_doesnt_lose_what_was_edited_in_another() {
    let mut all = documents();
    all[1].set("settings", &json!({"server": {"port": [1]}})).unwrap();
    let mut session = Session::of(all, 80, 24);
    session.keys("<Down> rs");
    let screen = session.screen();
    assert!(
        session.end.is_none() && screen.contains("server/port: is a list, not a simple value"),
        "{screen}"
    );
    session.keys("<Esc>/server port<Enter><Enter>");
    session.keys("<Del><Del><Del><Del>9000<Enter>rs");
    let saved = session.saved();
    assert_eq!(saved[1]["settings"]["server"]["port"], 9000);
    assert_eq!(saved[0]["restart"].as_array().map(Vec::is_empty), Some(false));
}

#[test]
fn what_stands_against_saving_is_seen_whatever_hides_it() {
    let flag = |default: bool| json!({"default": default});
    let config = json!({"parameters": [
        {"id": "adv", "name": "Rare", "type": "int", "default": 1, "maxValue": 5, "advanced": true}], "sections": [
        {"id": "a", "name": "Hidden", "hidden": flag(true), "disabled": flag(true), "parameters": [
            {"id": "x", "name": "Deep", "type": "int", "default": 1, "maxValue": 5},
            {"id": "y", "name": "Other", "type": "int", "default": 1}]},
        {"id": "b", "name": "Shown", "parameters": [{"id": "z", "name": "Last", "type": "bool", "default": false}]}]});
    let document = |fqmn: &str, settings: Value| {
        serde_json::from_value(json!({"fqmn": fqmn, "config": config, "settings": settings})).unwrap()
    };
    let broken = json!({"adv": 6, "a": {"x": 9, "y": 1}});
    let all =
        vec![document("me/sound", json!({})), document("me/odd", broken), document("me/last", json!({}))];
    let mut session = Session::of(all, 80, 24);
    let sound = session.screen();
    assert!(!sound.contains("Hidden") && sound.contains("!me/odd") && sound.contains(" me/last"), "{sound}");
    session.keys("]");
    let screen = session.screen();
    assert!(
        screen.contains("! Rare") && screen.contains("▾ Hidden") && screen.contains("!   Deep"),
        "{screen}"
    );
    assert!(!screen.contains("Other"), "{screen}");

    // Nothing was changed in it, and yet it can't be saved.
    session.keys("[<End> rs");
    let screen = session.screen();
    assert!(session.end.is_none() && screen.contains(" ! a/x: 9 is above the maximum 5"), "{screen}");
    assert!(
        screen.contains(" ! adv: 6 is above the maximum 5") && screen.contains("it wasn't saved"),
        "{screen}"
    );
    session.keys("<Esc>]<Down><Down><Left>");
    assert!(
        session.screen().contains("! ▸ Hidden") && !session.screen().contains("Deep"),
        "{}",
        session.screen()
    );
    session.keys("<Enter><Down><Enter><Del>2<Enter>");
    assert!(
        session.screen().contains("!me/odd") && !session.screen().contains("Hidden"),
        "{}",
        session.screen()
    );
    session.keys("<Home><Down><Enter><Del>2<Enter>");
    assert!(
        session.screen().contains("*me/odd") && !session.screen().contains("Rare"),
        "{}",
        session.screen()
    );
    session.keys("rs");
    assert_eq!(session.saved()[1]["settings"]["a"]["x"], 2);
}

#[test]
fn a_refusal_without_faults_says_why() {
    let mut all = documents();
    all[1].set("paths", &json!(null)).unwrap();
    let mut session = Session::of(all, 80, 24);
    session.keys("]<Down><Down><Enter>hunter2<Enter>rs");
    let screen = session.screen();
    assert!(
        session.end.is_none() && screen.contains("! there is no place for the secret 'me/node:password'"),
        "{screen}"
    );
    assert!(screen.contains("put 'hd-state load' before this step in the pipeline"), "{screen}");
}

#[test]
fn the_review_shows_long_values_and_reasons_whole() {
    let words = (0..60).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    let config = json!({"sections": [{"id": "a-section-of-some-length", "parameters": [
        {"id": "text", "type": "string", "default": "", "regex": "^[a-z0-9 ]*$"},
        {"id": "none", "type": "int", "default": 1, "maxValue": 5}]}]});
    let document = json!({"fqmn": "me/mod", "config": config,
        "settings": {"a-section-of-some-length": {"text": "", "none": 9}}});
    let mut session = Session::new(80, 24);
    session.form = Form::new(vec![serde_json::from_value(document).unwrap()], vec![0]);
    session.keys(&format!("/text<Enter><Enter>{words}<Enter>rs"));
    let screen = session.screen();
    for number in 0..60 {
        assert!(screen.contains(&format!("word{number}")), "{number}: {screen}");
    }
    assert!(screen.contains("a-section-of-some-length/none: 9 is above the maximum 5"), "{screen}");
    assert!(screen.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{screen}");
}
