//! Ways through the form: the search, the mouse, and out of it.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use serde_json::json;

use super::Session;
use crate::form::form::{End, Form, Mode};

#[test]
fn a_search_goes_to_what_was_found_and_opens_what_it_is_in() {
    let mut session = Session::new(80, 24);
    session.keys("]<Down><Down><Down><Enter>[/server ratio<Enter>");
    let screen = session.screen();
    assert!(screen.contains("me/node:server/ratio") && screen.contains("advanced"), "{screen}");
    session.keys("/nothing of that name");
    assert!(session.screen().contains("nothing is called so"));
    session.keys("<Enter>");
    assert!(matches!(session.form.mode, Mode::Browse));
}

#[test]
fn a_search_finds_a_full_name_however_its_parts_are_divided() {
    for words in
        ["me/node:server/port", "ME/NODE:SERVER/PORT", "me/node/server.port", "server/port", "node:server po"]
    {
        let mut session = Session::new(80, 24);
        session.keys(&format!("/{words}"));
        assert!(session.screen().contains("1 parameter"), "{words}: {}", session.screen());
        session.keys("<Enter>");
        assert!(session.screen().contains("me/node:server/port"), "{words}: {}", session.screen());
    }
}

#[test]
fn leaving_asks_where_something_would_be_lost() {
    let mut session = Session::new(80, 24);
    session.keys("<Down> q");
    assert!(session.end.is_none() && session.screen().contains("Leave without saving"));
    session.keys("<Esc>qy");
    assert!(matches!(session.end, Some(End::Left)));
    let mut session = Session::new(80, 24);
    session.keys("q");
    assert!(matches!(session.end, Some(End::Left)));
}

#[test]
fn the_mouse_selects_opens_and_picks() {
    let mut session = Session::new(80, 24);
    session.click("me/node").click("Mode").click("Mode").click("  Light").click("review, save").click("save");
    assert_eq!(session.saved()[1]["settings"]["mode"], "light");
}

#[test]
fn a_row_stays_where_it_is_while_it_is_clicked_twice() {
    let parameter = |number: usize| json!({"id": format!("p{number}"), "name": format!("Flag {number}!"), "type": "bool", "default": false});
    let parameters: Vec<_> = (0..40).map(parameter).collect();
    let document =
        |number: usize| json!({"fqmn": format!("me/m{number}"), "config": {"parameters": parameters}});
    let documents = (0..40).map(|number| serde_json::from_value(document(number)).unwrap()).collect();
    let mut session = Session::new(80, 24);
    session.form = Form::new(documents, (0..40).collect());
    session.draw();
    let at = session.find("Flag 12!");
    session.click("Flag 12!");
    assert_eq!((session.find("Flag 12!"), session.form.draft.changes()), (at, 0));
    session.click("Flag 12!");
    assert_eq!((session.find("Flag 12!"), session.form.draft.changes()), (at, 1));
    session.keys("<PgDn><PgDn>");
    let at = session.find("Flag 30!");
    session.click("Flag 30!").click("Flag 30!");
    assert_eq!((session.find("Flag 30!"), session.form.draft.changes()), (at, 2));
    let at = session.find("me/m12");
    session.click("me/m12");
    assert_eq!((session.find("me/m12"), session.form.page), (at, 12));
}

#[test]
fn a_click_beside_the_options_puts_them_away_and_one_beside_a_typed_value_doesnt() {
    let mut session = Session::new(80, 24);
    session.keys("]<Down><Enter>");
    assert!(session.screen().contains("• Full"));
    session.click("Password");
    assert!(!session.screen().contains("• Full") && session.screen().contains("nothing changed"));
    session.keys("/po").click("me/node");
    assert!(matches!(session.form.mode, Mode::Browse));
    session.keys("<Home><Down><Down><Down><Down><Enter>1").click("Mode");
    assert!(matches!(session.form.mode, Mode::Type(_)) && session.screen().contains("80821"));
}

#[test]
fn on_a_screen_on_which_nothing_is_seen_nothing_but_the_end_is_taken() {
    let mut session = Session::new(80, 24);
    session.keys("]<Down> <Down> r");
    assert!(session.screen().contains("save"), "{}", session.screen());
    session.terminal.backend_mut().resize(39, 12);
    session.draw();
    assert!(session.screen().contains("too small"));
    let key = |code, modifiers| Event::Key(KeyEvent::new(code, modifiers));
    let none = KeyModifiers::NONE;
    let click = MouseEventKind::Down(MouseButton::Left);
    for event in [
        key(KeyCode::Char('s'), none),
        key(KeyCode::Enter, none),
        key(KeyCode::Char('q'), none),
        key(KeyCode::Char('y'), none),
        Event::Mouse(MouseEvent { kind: click, column: 1, row: 1, modifiers: none }),
        Event::Paste("x".into()),
    ] {
        assert!(session.form.event(&event).unwrap().is_none(), "{event:?}");
    }
    session.terminal.backend_mut().resize(80, 24);
    session.draw();
    assert!(matches!(session.form.mode, Mode::Review { .. }), "{}", session.screen());
    session.terminal.backend_mut().resize(10, 3);
    session.draw();
    let end = session.form.event(&key(KeyCode::Char('c'), KeyModifiers::CONTROL)).unwrap();
    assert!(matches!(end, Some(End::Left)));
}
