//! The review of all changes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::super::form::{Form, Mode};
use super::super::review::Item;
use super::super::style::Styles;
use super::super::text::cut;

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
        .map(|item| match item {
            Item::Heading(text) => Line::styled(cut(&format!(" {text}"), width), Styles::SECTION),
            Item::Change { path, old, new } => change_line(path, old, new, styles, width),
            Item::Text(text) => Line::raw(cut(&format!("   {text}"), width)),
            Item::Fault(text) => Line::styled(cut(&format!(" ! {text}"), width), styles.fault()),
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

fn change_line<'a>(path: &str, old: &str, new: &str, styles: Styles, width: usize) -> Line<'a> {
    let room = width.saturating_sub(8);
    let path = cut(path, room / 2);
    let values = room.saturating_sub(path.width());
    let old = cut(old, values / 2);
    let new = cut(new, values.saturating_sub(old.width()));
    Line::from_iter([
        Span::raw(format!("   {path}: ")),
        Span::raw(format!("{old} → ")),
        Span::styled(new, styles.changed()),
    ])
}
