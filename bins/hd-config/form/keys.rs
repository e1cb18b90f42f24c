//! Keys: what each does, by what goes on.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use hd::Result;

use super::draft::Finished;
use super::form::{End, Form, Mode, NOT_SAVED};
use super::moves::moved;
use super::search::Search;

impl Form {
    /// Does what an event stands for.
    pub fn event(&mut self, event: &Event) -> Result<Option<End>> {
        match event {
            // What can't be seen isn't to be changed; only what ends it is taken.
            Event::Key(key) if self.is_unseen => Ok(is_end(*key).then_some(End::Left)),
            _ if self.is_unseen => Ok(None),
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(*key),
            Event::Mouse(mouse) => self.mouse(*mouse),
            Event::Paste(text) => {
                self.paste(text);
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// Does what a key stands for.
    pub fn key(&mut self, key: KeyEvent) -> Result<Option<End>> {
        if is_end(key) {
            return Ok(Some(End::Left));
        }
        self.said.clear();
        let end = match &mut self.mode {
            Mode::Browse => self.browse(key),
            Mode::Type(_) => {
                self.type_key(key);
                None
            }
            Mode::Pick { .. } => {
                self.pick_key(key.code);
                None
            }
            Mode::Search(_) => {
                self.search_key(key);
                None
            }
            Mode::Review { .. } => self.review_key(key.code)?,
            Mode::Help => {
                self.mode = Mode::Browse;
                None
            }
            Mode::Leave => self.leave_key(key.code),
            Mode::Follow { .. } => {
                self.follow_key(key.code);
                None
            }
        };
        self.look();
        Ok(end)
    }

    fn browse(&mut self, key: KeyEvent) -> Option<End> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('z') if control => self.undo(),
            KeyCode::Char('y' | 'r') if control => self.redo(),
            KeyCode::Up | KeyCode::Char('k') => self.step(-1),
            KeyCode::Down | KeyCode::Char('j') => self.step(1),
            KeyCode::PageUp => self.step(-self.page_length()),
            KeyCode::PageDown => self.step(self.page_length()),
            KeyCode::Home => self.step(isize::MIN / 2),
            KeyCode::End => self.step(isize::MAX / 2),
            KeyCode::Tab | KeyCode::BackTab => self.in_pages = !self.in_pages,
            KeyCode::Char('[') => self.turn(-1),
            KeyCode::Char(']') => self.turn(1),
            KeyCode::Enter | KeyCode::Right if self.in_pages => self.in_pages = false,
            KeyCode::Enter | KeyCode::Char(' ') => self.open_or_change(),
            KeyCode::Right => self.unfold(),
            KeyCode::Left if !self.in_pages => self.fold(),
            KeyCode::Char('/') => self.mode = Mode::Search(Search::new(&self.draft, &self.pages)),
            KeyCode::Char('a') => self.view.advanced = !self.view.advanced,
            KeyCode::Char('d') => self.reset(),
            KeyCode::Char('t') => self.take_reported(),
            KeyCode::Char('u') => self.undo(),
            KeyCode::Char('U') => self.redo(),
            KeyCode::Char('r' | 's') => self.mode = Mode::Review { first: 0, refused: Vec::new() },
            KeyCode::Char('?') | KeyCode::F(1) => self.mode = Mode::Help,
            KeyCode::Char('q') | KeyCode::Esc if self.draft.changes() == 0 => return Some(End::Left),
            KeyCode::Char('q') | KeyCode::Esc => self.mode = Mode::Leave,
            _ => {}
        }
        None
    }

    fn type_key(&mut self, key: KeyEvent) {
        let Mode::Type(field) = &mut self.mode else { return };
        match key.code {
            KeyCode::Esc => self.mode = Mode::Browse,
            KeyCode::Enter if key.modifiers.contains(KeyModifiers::ALT) => self.paste("\n"),
            KeyCode::Enter | KeyCode::Tab => self.take_typed(),
            _ => {
                field.line.key(key);
                self.check_typed();
            }
        }
    }

    fn pick_key(&mut self, code: KeyCode) {
        let Mode::Pick { place, selected } = &self.mode else { return };
        let (place, selected) = (place.clone(), *selected);
        let last = self.options(&place).len().saturating_sub(1);
        let by = match code {
            KeyCode::Up | KeyCode::Char('k') => -1,
            KeyCode::Down | KeyCode::Char('j') => 1,
            KeyCode::PageUp | KeyCode::Home => isize::MIN / 2,
            KeyCode::PageDown | KeyCode::End => isize::MAX / 2,
            KeyCode::Enter | KeyCode::Char(' ') => return self.pick(&place, selected),
            KeyCode::Esc | KeyCode::Char('q') => return self.mode = Mode::Browse,
            _ => 0,
        };
        self.mode = Mode::Pick { place, selected: moved(selected, by, last) };
    }

    fn search_key(&mut self, key: KeyEvent) {
        let Mode::Search(search) = &mut self.mode else { return };
        let last = search.found.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => self.mode = Mode::Browse,
            KeyCode::Up => search.selected = moved(search.selected, -1, last),
            KeyCode::Down => search.selected = moved(search.selected, 1, last),
            KeyCode::PageUp => search.selected = moved(search.selected, -10, last),
            KeyCode::PageDown => search.selected = moved(search.selected, 10, last),
            KeyCode::Enter => {
                let hit = search.found.get(search.selected).cloned();
                self.mode = Mode::Browse;
                if let Some(hit) = hit {
                    self.show(&hit.place);
                }
            }
            _ => {
                if search.line.key(key) {
                    search.look();
                }
            }
        }
    }

    fn review_key(&mut self, code: KeyCode) -> Result<Option<End>> {
        let Mode::Review { first, refused } = &mut self.mode else { return Ok(None) };
        match code {
            KeyCode::Up | KeyCode::Char('k') => *first = first.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => *first += 1,
            KeyCode::PageUp => *first = first.saturating_sub(10),
            KeyCode::PageDown => *first += 10,
            KeyCode::Home => *first = 0,
            KeyCode::Char('s') | KeyCode::Enter => match self.draft.finish()? {
                Finished::Saved(documents) => return Ok(Some(End::Saved(documents))),
                Finished::Refused(faults) => {
                    (*first, *refused) = (0, faults);
                    self.said = NOT_SAVED.into();
                }
            },
            KeyCode::Esc | KeyCode::Left | KeyCode::Char('b') => self.mode = Mode::Browse,
            KeyCode::Char('q') => self.mode = Mode::Leave,
            _ => {}
        }
        Ok(None)
    }

    fn leave_key(&mut self, code: KeyCode) -> Option<End> {
        match code {
            KeyCode::Char('y') => return Some(End::Left),
            KeyCode::Char('r' | 's') => self.mode = Mode::Review { first: 0, refused: Vec::new() },
            _ => self.mode = Mode::Browse,
        }
        None
    }

    fn follow_key(&mut self, code: KeyCode) {
        let Mode::Follow { at, more } = std::mem::replace(&mut self.mode, Mode::Browse) else { return };
        if code == KeyCode::Char('y') {
            self.draft.switch(at, &more);
        }
    }

    /// Terminals paste a line's end as a return.
    fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match &mut self.mode {
            Mode::Type(field) => {
                field.line.insert(&text);
                self.check_typed();
            }
            Mode::Search(search) => {
                search.line.insert(text.lines().next().unwrap_or_default());
                search.look();
            }
            _ => {}
        }
    }
}

fn is_end(key: KeyEvent) -> bool {
    key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c')
}
