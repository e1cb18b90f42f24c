//! Values: changed, taken back, refused, and what comes out.

use serde_json::json;

use super::{Session, documents};
use crate::form::form::{Form, Mode};

#[test]
fn what_is_edited_is_what_comes_out() {
    let mut session = Session::new(80, 24);
    session.keys("]<Down><Enter><Down><Enter>").keys("<Down><Down><Down><Enter><Del><Del>90<Enter>");
    session.keys("[<Enter><Del>1<Enter>rs");
    let saved = session.saved();
    assert_eq!(saved[0]["settings"]["apiPort"], 8081);
    assert_eq!(
        (&saved[1]["settings"]["mode"], &saved[1]["settings"]["server"]["port"]),
        (&json!("light"), &json!(8090))
    );
    assert_eq!(saved[1]["set"].to_string(), r#"{"mode":"light","server":{"port":8090}}"#);
    assert_eq!(saved[1]["restart"], json!(["node", "web"]));
    assert_eq!(saved[2], serde_json::to_value(&documents()[2]).unwrap());
}

#[test]
fn what_is_chosen_shows_and_hides_at_once() {
    let mut session = Session::new(80, 24);
    session.keys("]");
    assert!(session.screen().contains("▾ Archive"));
    session.keys("<Down><Enter><Down><Enter>");
    assert!(!session.screen().contains("▾ Archive"));
    session.keys("<Down><Down><Down>");
    assert!(session.screen().contains("Now it is for a light node."));
    session.keys("u");
    assert!(session.screen().contains("▾ Archive") && session.screen().contains("nothing changed"));
    session.keys("U");
    assert!(!session.screen().contains("▾ Archive") && session.screen().contains("1 change"));
}

#[test]
fn what_another_module_decides_cant_be_changed() {
    let mut session = Session::new(80, 24);
    session.keys("<Down> ]<End> ");
    assert!(session.screen().contains("this can't be changed now"));
    session.keys("d");
    assert!(session.screen().contains("this can't be changed now"));
    session.keys("<Down>t");
    assert!(session.screen().contains("this can't be changed now") && session.screen().contains("1 change"));
    session.keys("[ ]<End> ");
    assert!(session.screen().contains("* "), "{}", session.screen());
}

#[test]
fn an_option_that_is_disabled_cant_be_picked() {
    let mut session = Session::new(80, 24);
    session.keys("]<Down><Enter><End><Enter>");
    assert!(session.screen().contains("this option can't be chosen now"));
    session.keys("<Esc>");
    assert!(session.screen().contains("nothing changed"));
}

#[test]
fn a_secret_is_never_on_the_screen() {
    let mut session = Session::new(80, 24);
    session.keys("]<Down><Down><Enter>hunter2");
    assert!(!session.screen().contains("hunter") && session.screen().contains("•••••••"));
    session.keys("<Enter>r");
    assert!(!session.screen().contains("hunter"));
    assert!(session.screen().contains("password: (empty) → ********"), "{}", session.screen());
}

#[test]
fn a_secret_for_which_nothing_is_typed_stays_as_it_was() {
    let mut all = documents();
    all[1].set("settings", &json!({"password": "hunter2"})).unwrap();
    let mut session = Session::of(all, 80, 24);
    session.keys("]<Down><Down><Enter><Enter>");
    let screen = session.screen();
    assert!(screen.contains("nothing changed") && screen.contains("the secret stays as it was"), "{screen}");
    session.keys("<Enter>x<Del><Enter>");
    assert!(session.screen().contains("nothing changed"), "{}", session.screen());
    session.keys("dr");
    assert!(session.screen().contains("password: ******** → (empty)"), "{}", session.screen());
}

#[test]
fn the_default_and_what_the_module_reports_can_be_taken() {
    let mut session = Session::new(80, 24);
    session.keys("]<Down><Down><Down><Down>d");
    assert!(session.screen().contains("Port                       8081"));
    assert!(session.screen().contains("the module reports 8082: t takes it"));
    session.keys("t");
    assert!(session.screen().contains("nothing changed"));
    session.keys("rs");
    assert_eq!(session.saved()[1]["set"], json!({}));
}

#[test]
fn a_value_that_doesnt_fit_isnt_taken() {
    let mut session = Session::new(80, 24);
    session.keys("<Enter>0<Enter>");
    assert!(session.screen().contains("! 80800 is above the maximum 65535"));
    assert!(matches!(session.form.mode, Mode::Type(_)));
    session.keys("<Del><Enter>");
    assert!(matches!(session.form.mode, Mode::Browse) && session.screen().contains("nothing changed"));
    session.keys("<Enter>9<Esc>");
    assert!(session.screen().contains("nothing changed"));
}

#[test]
fn why_a_value_doesnt_fit_never_covers_it() {
    let parameter = |number: usize| json!({"id": format!("p{number}"), "type": "string", "default": "", "regex": "^[a-z]*$"});
    let config = json!({"parameters": (0..20).map(parameter).collect::<Vec<_>>()});
    let document = serde_json::from_value(json!({"fqmn": "me/mod", "config": config})).unwrap();
    let mut session = Session::new(40, 12);
    session.form = Form::new(vec![document], vec![0]);
    session.keys("<End><Enter>QQQ");
    let screen = session.screen();
    let at = |text: &str| screen.lines().position(|line| line.contains(text)).unwrap_or(usize::MAX);
    assert!(at("p19") < at("! 'QQQ' doesn't") && screen.contains("   QQQ"), "{screen}");
}
