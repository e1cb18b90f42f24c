//! The form on a screen in memory: what it looks like at several sizes, and what keys and clicks do to it.
#![allow(clippy::unwrap_used)]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use hd::document::Document;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};
use serde_json::{Value, json};

use super::draw::draw;
use super::form::{End, Form, Mode};
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
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut session = Self {
            form: Form::new(documents(), vec![0, 1, 2]),
            shown: Buffer::default(),
            terminal,
            end: None,
        };
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

/// The colours that a terminal's theme gives.
struct Palette {
    name: &'static str,
    text: Rgb,
    paper: Rgb,
    red: Rgb,
    magenta: Rgb,
}

type Rgb = (u8, u8, u8);

/// Themes of terminals that are around: what they have for bright red and bright magenta.
const PALETTES: [Palette; 6] = [
    palette("xterm, dark", ((229, 229, 229), (0, 0, 0)), (255, 0, 0), (255, 0, 255)),
    palette("xterm, light", ((0, 0, 0), (255, 255, 255)), (255, 0, 0), (255, 0, 255)),
    palette("Tango, dark", ((211, 215, 207), (46, 52, 54)), (239, 41, 41), (173, 127, 168)),
    palette("Tango, light", ((46, 52, 54), (255, 255, 255)), (239, 41, 41), (173, 127, 168)),
    palette("Solarized, dark", ((131, 148, 150), (0, 43, 54)), (203, 75, 22), (108, 113, 196)),
    palette("Solarized, light", ((101, 123, 131), (253, 246, 227)), (203, 75, 22), (108, 113, 196)),
];

const fn palette(name: &'static str, (text, paper): (Rgb, Rgb), red: Rgb, magenta: Rgb) -> Palette {
    Palette { name, text, paper, red, magenta }
}

impl Palette {
    /// What a cell is painted with: its text and what is behind it. `None` for a colour of an author's own.
    fn painted(&self, cell: &Cell) -> Option<(Rgb, Rgb)> {
        let front = match cell.fg {
            Color::Reset => self.text,
            Color::LightRed => self.red,
            Color::LightMagenta => self.magenta,
            _ => return None,
        };
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        Some(if reversed { (self.paper, front) } else { (front, self.paper) })
    }
}

/// How well one colour can be read on another: 1 not at all, 21 best (WCAG 2).
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let light = |(r, g, b): Rgb| 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) + 0.05;
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

/// What isn't plain text on plain paper on these screens, as this palette paints it, line by line.
fn painted(width: u16, height: u16, palette: &Palette) -> String {
    let mut session = Session::new(width, height);
    let mut lines = vec![format!("=== {}", palette.name)];
    for (what, keys) in
        [("a choice", "]<Down><Enter>"), ("changed", "<Down><Enter>"), ("a fault", "<End><Enter>0")]
    {
        session.keys(keys);
        lines.push(format!("--- {what}"));
        let buffer = &session.shown;
        for y in 0..buffer.area.height {
            let mut runs: Vec<(String, String)> = Vec::new();
            for x in 0..buffer.area.width {
                let cell = &buffer[(x, y)];
                let ((fr, fg, fb), (br, bg, bb)) = palette.painted(cell).unwrap();
                let style =
                    format!("#{fr:02x}{fg:02x}{fb:02x} on #{br:02x}{bg:02x}{bb:02x} {:?}", cell.modifier);
                match runs.last_mut() {
                    Some((last, text)) if *last == style => text.push_str(cell.symbol()),
                    _ => runs.push((style, cell.symbol().into())),
                }
            }
            let plain = Style::new();
            let is_plain = (0..buffer.area.width)
                .all(|x| buffer[(x, y)].style() == plain.fg(Color::Reset).bg(Color::Reset));
            let runs = runs.iter().filter(|(_, text)| !text.trim().is_empty());
            if !is_plain {
                lines.extend(runs.map(|(style, text)| format!("{y:2} {style}: {}", text.trim_end())));
            }
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn screens_on_a_light_and_on_a_dark_terminal() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        for palette in [&PALETTES[4], &PALETTES[5]] {
            let name = format!("{width}x{height}, {}", palette.name).replace(", ", "-").to_lowercase();
            insta::assert_snapshot!(name, painted(width, height, palette));
        }
    }
}

#[test]
fn everything_can_be_read_on_light_and_on_dark() {
    let mut session = Session::new(120, 40);
    for keys in
        ["", "]<Down><Enter>", "<Down><Enter>", "<End><Enter>0", "<Esc>r", "<Esc>?", "<Esc>q", "<Esc>/p"]
    {
        session.keys(keys);
        for palette in &PALETTES {
            for cell in &session.shown.content {
                // What is faint is so on purpose: it says nothing that isn't said otherwise.
                if cell.symbol().trim().is_empty() || cell.modifier.contains(Modifier::DIM) {
                    continue;
                }
                if let Some((front, back)) = palette.painted(cell) {
                    let contrast = contrast(front, back);
                    assert!(contrast >= 3.0, "{} '{}': {contrast:.1}", palette.name, cell.symbol());
                }
            }
        }
    }
}

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
fn colours_are_those_of_the_terminal_and_none_without_colours() {
    let mut session = Session::new(120, 40);
    for keys in
        ["", "]<Down><Down><Down><Down>", "<Enter>0", "<Esc><Up><Up><Up><Enter>", "<Down><Enter>r", "<Esc>q"]
    {
        session.keys(keys);
        let palette = [Color::Reset, Color::Red, Color::Green, Color::LightRed, Color::LightMagenta];
        assert!(
            session.shown.content.iter().all(|cell| palette.contains(&cell.fg) && cell.bg == Color::Reset)
        );
        session.draw_with(Styles::new(false));
        assert!(session.shown.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
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
