//! What lies over the rows: options, what a search found, a question.

use hd::config::{Kind, Parameter};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Padding, Paragraph};
use unicode_width::UnicodeWidthStr;

use super::super::draft::Place;
use super::super::form::{Form, Mode, Spot};
use super::super::search::Search;
use super::super::style::Styles;
use super::super::text::{cut, fill, window, wrap};
use super::{first_seen, line_of};

/// What lies over the rows: options, or what a search found, or a question.
pub fn draw(frame: &mut Frame, form: &mut Form, styles: Styles, area: Rect) {
    match &form.mode {
        Mode::Pick { place, selected } => {
            let (place, selected) = (place.clone(), *selected);
            options(frame, form, area, (&place, selected));
        }
        Mode::Search(search) => {
            let spots = found(frame, search, form, area);
            form.spots.extend(spots);
        }
        Mode::Leave => question(
            frame,
            styles,
            area,
            "Leave without saving what was changed?",
            "y leave · r review · Esc stay",
        ),
        Mode::Follow { at, more } => {
            let needing: Vec<String> = more.iter().map(|more| form.draft.document(more.at).fqmn()).collect();
            let text = format!(
                "Disable too what needs {}: {}?",
                form.draft.document(*at).fqmn(),
                needing.join(", ")
            );
            question(frame, styles, area, &text, "y disable all of them · Esc leave it enabled");
        }
        _ => {}
    }
}

fn question(frame: &mut Frame, styles: Styles, area: Rect, text: &str, keys: &'static str) {
    let lines = wrap(text, usize::from(area.width.min(64)).saturating_sub(4), 6);
    let mut lines: Vec<Line> = lines
        .into_iter()
        .map(|line| Line::raw(line.into_iter().map(|(_, text)| text).collect::<String>()))
        .collect();
    lines.push(Line::styled(keys, Styles::FAINT));
    let width = lines.iter().map(Line::width).max().unwrap_or(0) + 4;
    let area = centred(area, width, lines.len() + 2);
    let block = Block::bordered().border_style(styles.changed()).padding(Padding::horizontal(1));
    frame.render_widget(Clear, area);
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

fn options(frame: &mut Frame, form: &mut Form, area: Rect, (place, selected): (&Place, usize)) {
    let Some(Parameter { kind: Kind::Choice(all), name, .. }) = form.draft.parameter(place) else { return };
    let look = form.draft.looks().look(form.draft.configuration(), place.0, &place.1);
    let now = form.draft.value(place);
    let names: Vec<(String, bool)> = form
        .options(place)
        .into_iter()
        .map(|option| {
            let is_now = now.is_some_and(|now| all[option].value.same(now));
            let locked = look.options.get(option).is_some_and(|look| look.disabled);
            let sign = match (is_now, locked) {
                (true, _) => "•",
                (false, true) => "-",
                _ => " ",
            };
            (format!("{sign} {}", all[option].name), locked && !is_now)
        })
        .collect();
    let width = names.iter().map(|(name, _)| name.width()).max().unwrap_or(0).max(name.width()) + 6;
    let block = Block::bordered().border_style(Styles::FRAME).title(cut(name, width));
    let area = centred(area, width, names.len() + 2);
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    let first = first_seen(selected, names.len(), inner.height.into());
    let mut spots = Vec::new();
    for (line, (at, (name, locked))) in
        names.iter().enumerate().skip(first).take(inner.height.into()).enumerate()
    {
        let style = if *locked { Styles::FAINT } else { Style::new() };
        let style = if at == selected { style.patch(Styles::SELECTED) } else { style };
        let place = line_of(inner, line);
        let text = fill(name, inner.width.into());
        frame.buffer_mut().set_stringn(place.x, place.y, text, inner.width.into(), style);
        spots.push((place, Spot::Option(at)));
    }
    form.spots.extend(spots);
}

fn found(frame: &mut Frame, search: &Search, form: &Form, area: Rect) -> Vec<(Rect, Spot)> {
    frame.render_widget(Clear, area);
    let buffer = frame.buffer_mut();
    buffer.set_stringn(area.x, area.y, "Search: ", 8, Styles::SECTION);
    let (before, behind) = search.line.halves();
    let room = area.width.saturating_sub(9);
    let (before, behind) = window(before, behind, room.into());
    buffer.set_stringn(area.x + 8, area.y, format!("{before}{behind}"), room.into(), Styles::TYPED);
    let cursor = Position { x: area.x + 8 + u16::try_from(before.width()).unwrap_or(0), y: area.y };
    let count = match search.found.len() {
        0 => "nothing is called so".into(),
        1 => "1 parameter".into(),
        count => format!("{count} parameters"),
    };
    buffer.set_stringn(area.x, area.y + 1, cut(&count, area.width.into()), area.width.into(), Styles::FAINT);
    let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let first = first_seen(search.selected, search.found.len(), list.height.into());
    let mut spots = Vec::new();
    for (line, at) in (first..search.found.len()).take(list.height.into()).enumerate() {
        let hit = &search.found[at];
        let module = form.draft.configuration().fqmn(hit.place.0);
        let style = if at == search.selected { Styles::SELECTED } else { Style::new() };
        let place = line_of(list, line);
        let text = fill(&format!("{}  ({module})", hit.title), list.width.into());
        buffer.set_stringn(place.x, place.y, text, list.width.into(), style);
        spots.push((place, Spot::Hit(at)));
    }
    frame.set_cursor_position(cursor);
    spots
}

fn centred(area: Rect, width: usize, height: usize) -> Rect {
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(area.width);
    let height = u16::try_from(height).unwrap_or(u16::MAX).min(area.height);
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
