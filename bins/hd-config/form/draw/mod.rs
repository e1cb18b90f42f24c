//! Drawing: the form on a screen of any size, and which part of it a click lands on.

mod about;
mod help;
mod over;
mod pages;
mod review;
mod rows;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::form::{Form, Mode};
use super::style::Styles;
use super::text::{cut, fill};

/// The smallest screen that everything fits on.
const SMALLEST: (u16, u16) = (40, 12);

/// Draws the form.
pub fn draw(frame: &mut Frame, form: &mut Form, styles: Styles) {
    let area = frame.area();
    form.spots.clear();
    form.is_unseen = area.width < SMALLEST.0 || area.height < SMALLEST.1;
    if form.is_unseen {
        let text = format!("The terminal is too small: {} x {} are needed.", SMALLEST.0, SMALLEST.1);
        return frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
    }
    let about = (area.height / 4).clamp(4, 10);
    let [title, body, said, help] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(3),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area);
    self::title(frame.buffer_mut(), form, title);
    frame.buffer_mut().set_stringn(
        said.x,
        said.y,
        cut(&form.said, said.width.into()),
        said.width.into(),
        styles.fault(),
    );
    match &form.mode {
        Mode::Review { first, refused } => {
            let items = super::review::items(&form.draft, refused);
            let first = *first;
            review::draw(frame, form, styles, body, (&items, first));
        }
        Mode::Help => help::page(frame, body),
        _ => {
            let [list, about] = Layout::vertical([Constraint::Min(3), Constraint::Length(about)]).areas(body);
            let pages = (area.width / 4).clamp(14, 32);
            let [pages, rows] =
                Layout::horizontal([Constraint::Length(pages), Constraint::Min(20)]).areas(list);
            pages::draw(frame.buffer_mut(), form, styles, pages);
            rows::draw(frame, form, styles, rows);
            about::draw(frame.buffer_mut(), form, styles, about);
            over::draw(frame, form, styles, rows);
        }
    }
    help::line(frame.buffer_mut(), form, help);
}

fn title(buffer: &mut Buffer, form: &Form, area: Rect) {
    let changes = match form.draft.changes() {
        0 => "nothing changed".into(),
        1 => "1 change".into(),
        count => format!("{count} changes"),
    };
    let project: Option<String> = form.draft.document(0).get("project").ok().flatten();
    let project = project.map(|project| format!(" of {project}")).unwrap_or_default();
    let advanced = if form.view.advanced { "advanced, " } else { "" };
    let right = format!("{advanced}{changes} ");
    let room = usize::from(area.width).saturating_sub(right.width());
    let text = format!("{}{right}", fill(&format!(" Settings{project}"), room));
    buffer.set_stringn(area.x, area.y, text, area.width.into(), Styles::TITLE);
}

/// The first of `all` lines that is seen where the selected one has to be.
fn first_seen(selected: usize, all: usize, fits: usize) -> usize {
    let middle = selected.saturating_sub(fits / 2);
    middle.min(all.saturating_sub(fits))
}

/// The first of `all` lines that is seen where it was this one, unless the selected one, and so many more below it, aren't in
/// sight then. Lines that stay where they are can be clicked twice.
fn scrolled(first: usize, (selected, below): (usize, usize), all: usize, fits: usize) -> usize {
    let least = (selected + 1 + below).saturating_sub(fits);
    first.min(all.saturating_sub(fits)).max(least).min(selected)
}

fn line_of(area: Rect, line: usize) -> Rect {
    Rect { y: area.y + u16::try_from(line).unwrap_or(0), height: 1, ..area }
}
