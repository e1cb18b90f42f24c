//! The review of all changes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::super::form::{Form, Mode};
use super::super::review::Item;
use super::super::style::Styles;
use super::super::text::{cut, wrap_plain};

/// A value is shown in at most this many lines.
const MOST: usize = 12;

/// How far changes stand in.
const INDENT: usize = 3;

pub fn draw(
    frame: &mut Frame,
    form: &mut Form,
    styles: Styles,
    area: Rect,
    (items, first): (&[Item], usize),
) {
    let width = usize::from(area.width);
    let lines: Vec<Line> = items
        .iter()
        .flat_map(|item| match item {
            Item::Heading(text) => wrapped(" ", text, Styles::SECTION, width),
            Item::Change { path, old, new } => change_lines(path, old, new, styles, width),
            Item::Text(text) => wrapped("   ", text, Style::new(), width),
            Item::Fault(text) => wrapped(" ! ", text, styles.fault(), width),
        })
        .collect();
    let last = lines.len().saturating_sub(usize::from(area.height));
    let first = first.min(last);
    if let Mode::Review { first: seen, .. } = &mut form.mode {
        *seen = first;
    }
    let seen: Vec<Line> = lines.into_iter().skip(first).collect();
    frame.render_widget(Paragraph::new(seen), area);
}

/// A change on one line where it fits; else each value begins one of its own.
fn change_lines<'a>(path: &str, old: &str, new: &str, styles: Styles, width: usize) -> Vec<Line<'a>> {
    let [path, old, new] = [path, old, new].map(|text| cut(text, width * MOST));
    if INDENT + path.width() + old.width() + new.width() + 5 <= width {
        return vec![Line::from_iter([
            Span::raw(format!("   {path}: {old} → ")),
            Span::styled(new, styles.changed()),
        ])];
    }
    let mut lines = wrapped("   ", &format!("{path}:"), Style::new(), width);
    lines.extend(wrapped("     ", &old, Style::new(), width));
    lines.extend(wrapped("   → ", &new, styles.changed(), width));
    lines
}

/// A text behind these signs, in lines that end where the screen does.
fn wrapped<'a>(signs: &str, text: &str, style: Style, width: usize) -> Vec<Line<'a>> {
    let lines = wrap_plain(&cut(text, width * MOST), width.saturating_sub(signs.width()), MOST);
    let before = |number: usize| if number == 0 { signs.to_owned() } else { " ".repeat(signs.width()) };
    let line = |(number, text): (usize, String)| Line::styled(before(number) + text.trim_end(), style);
    lines.into_iter().enumerate().map(line).collect()
}
