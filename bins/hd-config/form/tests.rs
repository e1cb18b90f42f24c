//! The form on a screen in memory: what it looks like, and what keys and clicks do to it.
#![allow(clippy::unwrap_used)]

mod colours;
mod modules;
mod screens;
mod values;
mod ways;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use hd::document::Document;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use serde_json::{Value, json};

use super::draw::draw;
use super::form::{End, Form};
use super::style::Styles;

/// Three modules: Hyperdrive, one with everything, one that is broken.
fn documents() -> Vec<Document> {
    let system: Value = serde_json::from_str(include_str!("../../../lib/config/system.json")).unwrap();
    let node = json!({
        "parameters": [
            {"id": "mode", "name": "Mode", "type": "choice", "default": "full", "affectsContainers": ["node"],
             "description": {"default": "How much of the chain is kept."},
             "options": [
                {"name": "Full", "value": "full", "description": {"default": "Everything from now on."}},
                {"name": "Light", "value": "light", "description": {"default": "Headers alone."}},
                {"name": "Archive", "value": "archive", "description": {"default": "All there ever was."},
                 "disabled": {"default": true}},
             ]},
            {"id": "password", "name": "Password", "type": "string", "default": "", "secret": true,
             "description": {"default": "Of the wallet."}},
        ],
        "sections": [
            {"id": "server", "name": "Server", "description": {"default": "What it listens on."}, "parameters": [
                {"id": "port", "name": "Port", "type": "uint", "default": 8081, "value": 8082, "minValue": 1024,
                 "maxValue": 65535, "affectsContainers": ["node", "web"],
                 "description": {"default": "The port. [red]Below 1024[-] only root may listen.",
                    "template": "{{UseDefault}} Now it is for a [lime]{{GetValue \"mode\"}}[-] node."}},
                {"id": "title", "name": "Ünïcode 日本 title", "type": "string", "default": "hello", "regex": "^[a-z 日本]*$"},
                {"id": "ratio", "name": "Ratio", "type": "float", "default": 0.5, "advanced": true, "maxValue": 1},
            ]},
            {"id": "archive", "name": "Archive", "hidden": {"default": true,
                "template": "{{eq (GetValue \"mode\") \"light\"}}"},
             "parameters": [{"id": "keep", "name": "Keep", "type": "bool", "default": true,
                "disabled": {"default": false, "template": "{{GetValue \"nodeset/hyperdrive:enableIPv6\"}}"}}]},
        ],
    });
    let broken = json!({"parameters": [{"id": "x", "type": "nonsense"}]});
    let descriptor = json!({"version": "1.2.3", "description": "A node of something."});
    let all = [
        json!({"fqmn": "nodeset/hyperdrive", "project": "demo", "config": system, "settings": {"projectName": "demo",
            "apiPort": 8080, "userDataPath": "/home/me/.hyperdrive/data"}}),
        json!({"fqmn": "me/node", "descriptor": descriptor, "config": node, "processed": {"ports": {"server/port": 8082}}}),
        json!({"fqmn": "you/broken", "config": broken, "enabled": false}),
    ];
    all.into_iter().map(|document| serde_json::from_value(document).unwrap()).collect()
}

/// A form on a screen.
struct Session {
    form: Form,
    shown: Buffer,
    terminal: Terminal<TestBackend>,
    end: Option<End>,
}

impl Session {
    fn new(width: u16, height: u16) -> Self {
        Self::of(documents(), width, height)
    }

    fn of(documents: Vec<Document>, width: u16, height: u16) -> Self {
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut session =
            Self { form: Form::new(documents, vec![0, 1, 2]), shown: Buffer::default(), terminal, end: None };
        session.draw();
        session
    }

    fn draw(&mut self) {
        self.draw_with(Styles::new(true));
    }

    fn draw_with(&mut self, styles: Styles) {
        let form = &mut self.form;
        self.shown = self.terminal.draw(|frame| draw(frame, form, styles)).unwrap().buffer.clone();
    }

    /// Presses keys: letters as they are, `<Enter>` and the like by name.
    fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(letter) = rest.chars().next() {
            let (code, len) = match rest.strip_prefix('<').and_then(|name| name.split_once('>')) {
                Some((name, _)) => (named(name), name.len() + 2),
                None => (KeyCode::Char(letter), letter.len_utf8()),
            };
            rest = &rest[len..];
            let end = self.form.key(KeyEvent::new(code, KeyModifiers::NONE)).unwrap();
            self.end = end.or(self.end.take());
            self.draw();
        }
        self
    }

    /// Clicks on the first place where this text stands.
    fn click(&mut self, text: &str) -> &mut Self {
        let (x, y) = self.find(text);
        let kind = MouseEventKind::Down(MouseButton::Left);
        let mouse = MouseEvent { kind, column: x, row: y, modifiers: KeyModifiers::NONE };
        let end = self.form.event(&crossterm::event::Event::Mouse(mouse)).unwrap();
        self.end = end.or(self.end.take());
        self.draw();
        self
    }

    fn find(&self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        for (y, line) in screen.lines().enumerate() {
            if let Some(at) = line.find(text) {
                let x = unicode_width::UnicodeWidthStr::width(&line[..at]);
                return (x.try_into().unwrap(), y.try_into().unwrap());
            }
        }
        unreachable!("'{text}' isn't on the screen:\n{screen}")
    }

    /// The screen as text.
    fn screen(&self) -> String {
        let buffer = &self.shown;
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol).max(1)).unwrap();
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn saved(&mut self) -> Vec<Value> {
        match self.end.take() {
            Some(End::Saved(documents)) => {
                documents.iter().map(|document| serde_json::to_value(document).unwrap()).collect()
            }
            _ => unreachable!("it wasn't saved:\n{}", self.screen()),
        }
    }
}

fn named(name: &str) -> KeyCode {
    match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "End" => KeyCode::End,
        "Home" => KeyCode::Home,
        "PgDn" => KeyCode::PageDown,
        "Del" => KeyCode::Backspace,
        other => unreachable!("no key '{other}'"),
    }
}
