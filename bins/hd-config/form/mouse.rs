//! The mouse: what a click lands on, and what that does.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use hd::Result;
use ratatui::layout::Position;

use super::form::{End, Form, Mode, Spot};
use super::page::Row;

impl Form {
    pub(super) fn mouse(&mut self, mouse: MouseEvent) -> Result<Option<End>> {
        let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let code = match mouse.kind {
            MouseEventKind::ScrollUp => KeyCode::Up,
            MouseEventKind::ScrollDown => KeyCode::Down,
            MouseEventKind::Down(MouseButton::Left) => {
                let here = Position { x: mouse.column, y: mouse.row };
                // What was drawn last lies on top.
                let spot =
                    self.spots.iter().rev().find(|(area, _)| area.contains(here)).map(|(_, spot)| *spot);
                return self.click(spot);
            }
            _ => return Ok(None),
        };
        if matches!(self.mode, Mode::Type(_)) { Ok(None) } else { self.key(press(code)) }
    }

    fn click(&mut self, spot: Option<Spot>) -> Result<Option<End>> {
        self.said.clear();
        match spot {
            Some(Spot::Key(code)) => return self.key(KeyEvent::new(code, KeyModifiers::NONE)),
            Some(Spot::Page(page)) if self.is_browsing() => {
                self.in_pages = true;
                self.open(page);
            }
            Some(Spot::Row(row)) if self.is_browsing() => {
                let again = !self.in_pages && self.selected[self.page] == row;
                self.in_pages = false;
                self.selected[self.page] = row;
                if again || !matches!(self.row(), Some(Row::Parameter { .. })) {
                    self.open_or_change();
                }
            }
            Some(Spot::Option(option)) => {
                if let Mode::Pick { place, .. } = &self.mode {
                    let place = place.clone();
                    self.pick(&place, option);
                }
            }
            Some(Spot::Hit(hit)) => {
                if let Mode::Search(search) = &mut self.mode {
                    search.selected = hit;
                    return self.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
                }
            }
            // Beside what lies over the rows: that goes.
            _ if matches!(self.mode, Mode::Pick { .. } | Mode::Search(_) | Mode::Help) => {
                self.mode = Mode::Browse
            }
            _ => {}
        }
        self.look();
        Ok(None)
    }

    /// A click elsewhere doesn't lose what is typed.
    fn is_browsing(&self) -> bool {
        matches!(self.mode, Mode::Browse)
    }
}
