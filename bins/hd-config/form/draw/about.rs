//! What is known of the selected row: its facts, its description, what stands against it.

use hd::config::{Kind, Parameter, Value};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget};

use super::super::draft::Place;
use super::super::form::{Form, Mode};
use super::super::page::Row;
use super::super::style::Styles;
use super::super::text::{Piece, cut, wrap, wrap_plain};

/// What is known of the selected row.
pub fn draw(buffer: &mut Buffer, form: &Form, styles: Styles, area: Rect) {
    for x in area.left()..area.right() {
        buffer.set_string(x, area.y, "─", Styles::FRAME);
    }
    let inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 1 };
    let lines = about_lines(form, styles, inner.width.into(), inner.height.into());
    Paragraph::new(lines).render(inner, buffer);
}

fn about_lines<'a>(form: &Form, styles: Styles, width: usize, height: usize) -> Vec<Line<'a>> {
    if let (Mode::Browse, false, Some(Row::Note(text))) = (&form.mode, form.in_pages, form.row()) {
        return described(text, styles, width, height);
    }
    let Some(place) = form.subject() else { return page_lines(form, width) };
    let look = form.draft.looks().look(form.draft.configuration(), place.0, &place.1);
    let mut lines = Vec::new();
    let mut ends = Vec::new();
    if let Some(parameter) = form.draft.parameter(&place) {
        let facts = wrap_plain(&facts(form, &place, parameter), width, 2);
        lines.extend(facts.into_iter().map(|line| Line::styled(line, Styles::FAINT)));
        let fault = form.draft.fault(&place).filter(|_| !matches!(form.mode, Mode::Type(_)));
        ends.extend(fault.map(|fault| (fault, styles.fault())));
        ends.extend(reported(form, &place, parameter).map(|text| (text, styles.changed())));
    }
    ends.extend(look.warnings.iter().map(|warning| (warning.clone(), styles.fault())));
    let wrapped = |(text, style): (String, Style)| {
        wrap_plain(&text, width, 2).into_iter().map(move |line| Line::styled(line, style))
    };
    let ends: Vec<Line> = ends.into_iter().flat_map(wrapped).collect();
    let description = match &form.mode {
        Mode::Pick { place, selected } => option_description(form, place, *selected),
        _ => look.description,
    };
    lines.extend(described(
        &description,
        styles,
        width,
        height.saturating_sub(lines.len() + ends.len()).max(1),
    ));
    lines.extend(ends);
    lines
}

fn described<'a>(description: &str, styles: Styles, width: usize, most: usize) -> Vec<Line<'a>> {
    let spans = |line: Vec<Piece>| {
        line.into_iter().map(|(hue, text)| Span::styled(text, styles.hue(hue))).collect::<Line>()
    };
    wrap(description, width, most).into_iter().map(spans).collect()
}

fn option_description(form: &Form, place: &Place, selected: usize) -> String {
    let look = form.draft.looks().look(form.draft.configuration(), place.0, &place.1);
    let option = form.options(place).get(selected).copied();
    option
        .and_then(|option| look.options.into_iter().nth(option))
        .map_or(String::new(), |look| look.description)
}

/// What a page is about, while the list of pages has the keys.
fn page_lines<'a>(form: &Form, width: usize) -> Vec<Line<'a>> {
    let document = form.draft.document(form.page);
    if document.is_hyperdrive() {
        return vec![Line::raw(cut("Hyperdrive's own settings.", width))];
    }
    let descriptor: serde_json::Value = document.get("descriptor").ok().flatten().unwrap_or_default();
    let text = |field: &str| descriptor[field].as_str().unwrap_or_default().to_owned();
    let title = format!("{} {}", document.fqmn(), text("version"));
    vec![
        Line::styled(cut(title.trim_end(), width), Styles::FAINT),
        Line::raw(cut(&text("description"), width)),
    ]
}

/// A parameter's name, type, limits, default and the containers that restart for it.
fn facts(form: &Form, place: &Place, parameter: &Parameter) -> String {
    let metadata = form.draft.module(place.0).map(|module| module.metadata.fqpn(&place.1));
    let limits = match &parameter.kind {
        Kind::Int(range) => between(range.min, range.max),
        Kind::Uint(range) => between(range.min, range.max),
        Kind::Float(range) => between(range.min, range.max),
        Kind::Text { most: Some(most), .. } => format!(", at most {most} characters"),
        _ => String::new(),
    };
    let default = match &parameter.default {
        Value::Text(text) if text.is_empty() => "empty".into(),
        default => default.shown(),
    };
    let restarts = match parameter.affects_containers.as_slice() {
        [] => String::new(),
        containers => format!(" · restarts {}", containers.join(", ")),
    };
    let secret = if parameter.secret { "secret " } else { "" };
    format!(
        "{} · {secret}{}{limits} · default {default}{restarts}",
        metadata.unwrap_or_default(),
        parameter.kind.word()
    )
}

fn between<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!(" {min} to {max}"),
        (Some(min), None) => format!(" from {min}"),
        (None, Some(max)) => format!(" up to {max}"),
        (None, None) => String::new(),
    }
}

/// What the module reports, where it isn't what the form holds.
fn reported(form: &Form, place: &Place, parameter: &Parameter) -> Option<String> {
    let (reported, value) = (parameter.value.as_ref()?, form.draft.value(place)?);
    let same = parameter.check(reported).is_ok_and(|reported| reported.same(value));
    (!same).then(|| format!("the module reports {}: t takes it", parameter.shown(reported)))
}
