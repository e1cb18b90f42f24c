//! What the form looks like at several sizes, whatever strangers wrote.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::json;

use super::{Session, draw};
use crate::form::form::Form;
use crate::form::style::Styles;

/// The screens of one walk through the form.
fn walk(width: u16, height: u16) -> String {
    let mut session = Session::new(width, height);
    let mut screens = Vec::new();
    for (what, keys) in [
        ("the home page", ""),
        ("a module", "]"),
        ("its choice", "<Down><Enter>"),
        ("a parameter", "<Esc><Down><Down><Down>"),
        ("a value that doesn't fit", "<Enter>0"),
        ("a review", "<Esc><Up><Up><Up><Enter><Down><Enter><Down><Enter>hunter2<Enter>r"),
        ("a search", "<Esc>/po"),
        ("advanced parameters, a section closed", "<Esc>a<Down><Enter>"),
        ("a module that is broken", "]"),
        ("whether to leave", "q"),
        ("the keys", "<Esc>?"),
    ] {
        session.keys(keys);
        screens.push(format!("=== {what}\n{}", session.screen()));
    }
    screens.concat()
}

#[test]
fn screens_of_80_columns() {
    insta::assert_snapshot!(walk(80, 24));
}

#[test]
fn screens_of_120_columns() {
    insta::assert_snapshot!(walk(120, 40));
}

#[test]
fn screens_of_200_columns() {
    insta::assert_snapshot!(walk(200, 60));
}

#[test]
fn it_draws_at_every_size() {
    let mut session = Session::new(80, 24);
    for keys in
        ["", "]", "<Down><Enter>", "<Esc><Down><Down><Down><Enter>123456", "<Esc>/p", "<Esc>r", "<Esc>?"]
    {
        session.keys(keys);
        for (width, height) in [(1, 1), (20, 5), (40, 12), (60, 16), (500, 200), (80, 24)] {
            session.terminal.backend_mut().resize(width, height);
            session.draw();
        }
    }
}

#[test]
fn what_a_stranger_wrote_doesnt_reach_the_terminal_raw() {
    let config = json!({"parameters": [{"id": "a", "type": "string", "default": "x\u{1b}[2J\u{202e}y", "name": "n\u{7}",
        "description": {"default": "d\u{9b}31m\r\n"}}]});
    let document = serde_json::from_value(json!({"fqmn": "me/mod", "config": config})).unwrap();
    let mut form = Form::new(vec![document], vec![0]);
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    for key in ["", "\n", "\n", "/"] {
        if let Some(letter) = key.chars().next() {
            let code = if letter == '\n' { KeyCode::Down } else { KeyCode::Char(letter) };
            form.key(KeyEvent::new(code, KeyModifiers::NONE)).unwrap();
        }
        terminal.draw(|frame| draw(frame, &mut form, Styles::new(true))).unwrap();
        for cell in &terminal.backend().buffer().content {
            assert!(!cell.symbol().contains(|letter: char| letter.is_control() || letter == '\u{202e}'));
        }
    }
}
