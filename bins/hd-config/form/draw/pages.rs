//! The list of pages: which is open, and which are changed, disabled or broken.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::form::{Form, Spot};
use super::super::style::Styles;
use super::super::text::fill;
use super::{line_of, scrolled};

/// The list of pages.
pub fn draw(buffer: &mut Buffer, form: &mut Form, styles: Styles, area: Rect) {
    let height = usize::from(area.height);
    let open = form.pages.iter().position(|page| *page == form.page).unwrap_or_default();
    let first = scrolled(form.first_page, (open, 0), form.pages.len(), height);
    form.first_page = first;
    let width = usize::from(area.width).saturating_sub(2);
    for (line, at) in form.pages.clone().into_iter().skip(first).take(height).enumerate() {
        let document = form.draft.document(at);
        let name = if document.is_hyperdrive() { "Hyperdrive".into() } else { document.fqmn() };
        let (mark, style) = match () {
            () if form.draft.is_faulty(at) => ("!", styles.fault()),
            () if form.draft.changes_of(at) > 0 => ("*", styles.changed()),
            () if !form.draft.is_enabled(at) => ("-", Styles::FAINT),
            () => (" ", Style::new()),
        };
        let style = match (at == form.page, form.in_pages) {
            (true, true) => style.patch(Styles::SELECTED),
            (true, false) => style.patch(Styles::RESTING),
            _ => style,
        };
        let place = line_of(area, line);
        buffer.set_stringn(place.x, place.y, format!("{mark}{}", fill(&name, width)), width + 1, style);
        form.spots.push((place, Spot::Page(at)));
    }
    for y in area.top()..area.bottom() {
        buffer.set_string(area.right() - 1, y, "│", Styles::FRAME);
    }
}
