//! The rows of the open page, and the field that is typed into.

use hd::config::{Kind, MASK, Parameter, Value};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::super::draft::Place;
use super::super::field::Field;
use super::super::form::{Form, Mode, Spot};
use super::super::page::Row;
use super::super::style::Styles;
use super::super::text::{fill, window, wrap_plain};
use super::{line_of, scrolled};

/// The rows of the open page; beneath the one that is typed into, why that doesn't fit.
pub fn draw(frame: &mut Frame, form: &mut Form, styles: Styles, area: Rect) {
    let height = usize::from(area.height);
    form.fits = height;
    let selected = form.selected[form.page];
    let width = usize::from(area.width);
    let fault = match &form.mode {
        Mode::Type(Field { fault: Some(fault), .. }) => wrap_plain(fault, width.saturating_sub(4), 2),
        _ => Vec::new(),
    };
    let first = scrolled(form.first[form.page], (selected, fault.len()), form.rows.len(), height);
    form.first[form.page] = first;
    let mut line = 0;
    for row in first..form.rows.len() {
        if line >= height {
            break;
        }
        let place = line_of(area, line);
        self::row(frame, form, styles, place, row);
        form.spots.push((place, Spot::Row(row)));
        line += 1;
        for text in fault.iter().filter(|_| row == selected) {
            let (place, text) = (line_of(area, line), fill(&format!("  ! {text}"), width));
            frame.buffer_mut().set_stringn(place.x, place.y, text, width, styles.fault());
            line += 1;
        }
    }
}

fn row(frame: &mut Frame, form: &Form, styles: Styles, area: Rect, number: usize) {
    let selected = form.selected[form.page] == number;
    let mark_selected = |style: Style| match (selected, form.in_pages) {
        (true, false) => style.patch(Styles::SELECTED),
        (true, true) => style.patch(Styles::RESTING),
        _ => style,
    };
    let width = usize::from(area.width);
    let (text, style) = match &form.rows[number] {
        Row::Note(text) if form.draft.is_unasked(form.page) => (format!("  {text}"), Styles::FAINT),
        Row::Note(text) => (format!("  {text}"), styles.fault()),
        Row::Enabled => {
            let style = if form.draft.is_switched(form.page) { styles.changed() } else { Style::new() };
            (format!("  {} its services are to run", tick(form.draft.is_enabled(form.page))), style)
        }
        Row::Section { path, depth, open } => {
            let section = form.draft.module(form.page).ok().and_then(|module| module.metadata.section(path));
            let sign = if *open { "▾" } else { "▸" };
            let name = section.map_or("", |section| section.name.as_str());
            // What is in an open one is marked itself.
            let faulty = !open && form.draft.is_faulty_in(form.page, path);
            let (mark, style) = if faulty { ("!", styles.fault()) } else { (" ", Styles::SECTION) };
            (format!("{mark} {}{sign} {name}", "  ".repeat(*depth)), style)
        }
        Row::Parameter { path, depth } => {
            return parameter(
                frame,
                form,
                styles,
                area,
                (&(form.page, path.clone()), *depth, &mark_selected),
            );
        }
    };
    frame.buffer_mut().set_stringn(area.x, area.y, fill(&text, width), width, mark_selected(style));
}

type Mark<'a> = &'a dyn Fn(Style) -> Style;

fn parameter(
    frame: &mut Frame,
    form: &Form,
    styles: Styles,
    area: Rect,
    (place, depth, mark): (&Place, usize, Mark),
) {
    let (Some(parameter), Some(value)) = (form.draft.parameter(place), form.draft.value(place)) else {
        return;
    };
    let fault = form.draft.fault(place).is_some();
    let (sign, style) = match () {
        () if fault => ("!", styles.fault()),
        () if form.draft.is_changed(place) => ("*", styles.changed()),
        () if form.is_locked(place) => ("-", Styles::FAINT),
        () => (" ", Style::new()),
    };
    let width = usize::from(area.width);
    let names = (width / 2).min(34);
    let name = fill(&format!("{sign} {}{}", "  ".repeat(depth), parameter.name), names);
    let room = width.saturating_sub(names + 1);
    let buffer = frame.buffer_mut();
    if let Mode::Type(field) = &form.mode
        && field.place == *place
    {
        buffer.set_stringn(area.x, area.y, format!("{name} "), names + 1, Styles::SECTION);
        let start = area.x.saturating_add(u16::try_from(names + 1).unwrap_or(0));
        let cursor =
            typed(buffer, field, styles, Rect { x: start, width: area.width - (start - area.x), ..area });
        return frame.set_cursor_position(cursor);
    }
    let text = format!("{name} {}", fill(&shown(parameter, value), room));
    buffer.set_stringn(area.x, area.y, text, width, mark(style));
}

/// Draws what is typed; gives where the cursor stands.
fn typed(buffer: &mut Buffer, field: &Field, styles: Styles, area: Rect) -> Position {
    let (before, behind) = field.line.halves();
    let dots = |text: &str| "•".repeat(text.chars().count());
    let (before, behind) =
        if field.secret { (dots(before), dots(behind)) } else { (before.into(), behind.into()) };
    let width = usize::from(area.width);
    let (before, behind) = window(&before, &behind, width);
    let style = if field.fault.is_some() { Styles::TYPED.patch(styles.fault()) } else { Styles::TYPED };
    buffer.set_stringn(area.x, area.y, fill(&format!("{before}{behind}"), width), width, style);
    Position { x: area.x + u16::try_from(before.width()).unwrap_or(0), y: area.y }
}

/// A value as its row shows it.
fn shown(parameter: &Parameter, value: &Value) -> String {
    match (&parameter.kind, value) {
        _ if parameter.secret && !value.same(&parameter.default) => MASK.into(),
        (Kind::Bool, Value::Bool(truth)) => tick(*truth).into(),
        (Kind::Choice(options), value) => {
            let option = options.iter().find(|option| option.value.same(value));
            format!("{} ▾", option.map_or_else(|| value.to_string(), |option| option.name.clone()))
        }
        (_, Value::Text(text)) if text.is_empty() => "(empty)".into(),
        (_, value) => value.to_string(),
    }
}

fn tick(truth: bool) -> &'static str {
    if truth { "[x]" } else { "[ ]" }
}
