//! The keys: on a page of their own, and those that matter now on the last line.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::super::form::{Form, Mode, Spot};
use super::super::style::Styles;
use super::super::text::fill;

/// Every key, with what it does.
const KEYS: [(&str, &str); 16] = [
    ("↑ ↓, PgUp PgDn", "another row"),
    ("Enter, Space", "change it, open or close a section"),
    ("← →", "close or open a section, go out"),
    ("Tab, [ ]", "the list of pages, another page"),
    ("/", "search all parameters"),
    ("a", "advanced parameters, or not"),
    ("d", "the default again"),
    ("t", "take what the module reports"),
    ("u, U", "undo, redo"),
    ("r", "review all changes and save"),
    ("q, Esc", "leave"),
    ("Alt+Enter", "a new line in a text that is typed"),
    ("Ctrl+U, Ctrl+W", "delete all before the cursor, a word"),
    ("Ctrl+C", "leave at once, without saving"),
    ("!, *, -", "doesn't fit, was changed, is disabled"),
    ("mouse", "select; click again to change; wheel to move"),
];

pub fn page(frame: &mut Frame, styles: Styles, area: Rect) {
    let line = |(key, what): &(&str, &str)| {
        Line::from_iter([
            Span::styled(format!(" {}", fill(key, 18)), styles.key()),
            Span::raw((*what).to_owned()),
        ])
    };
    frame.render_widget(Paragraph::new(KEYS.iter().map(line).collect::<Vec<_>>()), area);
}

pub fn line(buffer: &mut Buffer, form: &mut Form, styles: Styles, area: Rect) {
    let key = KeyCode::Char;
    let items: &[(&str, &str, KeyCode)] = match &form.mode {
        Mode::Browse => &[
            ("Enter", "change", KeyCode::Enter),
            ("Tab", "pages", KeyCode::Tab),
            ("/", "search", key('/')),
            ("r", "review, save", key('r')),
            ("q", "leave", key('q')),
            ("?", "keys", key('?')),
            ("a", "advanced", key('a')),
            ("d", "default", key('d')),
            ("u", "undo", key('u')),
            ("U", "redo", key('U')),
        ],
        Mode::Type(_) => &[("Enter", "take it", KeyCode::Enter), ("Esc", "leave it as it was", KeyCode::Esc)],
        Mode::Pick { .. } => {
            &[("↑ ↓", "", KeyCode::Down), ("Enter", "take it", KeyCode::Enter), ("Esc", "back", KeyCode::Esc)]
        }
        Mode::Search(_) => &[
            ("↑ ↓", "", KeyCode::Down),
            ("Enter", "go there", KeyCode::Enter),
            ("Esc", "back", KeyCode::Esc),
        ],
        Mode::Review { .. } => {
            &[("s", "save", key('s')), ("Esc", "back to the form", KeyCode::Esc), ("q", "leave", key('q'))]
        }
        Mode::Help => &[("Esc", "back", KeyCode::Esc)],
        Mode::Follow { .. } => &[("y", "disable all", key('y')), ("Esc", "leave it enabled", KeyCode::Esc)],
        Mode::Leave => &[("y", "leave", key('y')), ("r", "review", key('r')), ("Esc", "stay", KeyCode::Esc)],
    };
    let mut x = area.x + 1;
    for (name, what, code) in items {
        let text = format!(" {what}");
        let width = u16::try_from(name.width() + text.width()).unwrap_or(0);
        if x + width > area.right() {
            break;
        }
        buffer.set_string(x, area.y, name, styles.key());
        buffer.set_string(x + u16::try_from(name.width()).unwrap_or(0), area.y, &text, Style::new());
        form.spots.push((Rect { x, y: area.y, width, height: 1 }, Spot::Key(*code)));
        x += width + 2;
    }
}
