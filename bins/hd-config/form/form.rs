//! The form: which page, row and mode it is in, and what each key and click does to it. It draws nothing itself.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use hd::config::{Kind, Parameter, To, Value};
use hd::document::Document;
use hd::module::needs::More;
use hd::{Error, Result};
use ratatui::layout::{Position, Rect};

use super::draft::{Draft, Finished, Place};
use super::field::Field;
use super::page::{self, Row, View};
use super::search::{Search, ancestors};

/// The form.
pub struct Form {
    /// The settings.
    pub draft: Draft,
    /// The modules that have a page, by their places in the stream.
    pub pages: Vec<usize>,
    /// The page that is open: a module's place in the stream.
    pub page: usize,
    /// The selected row of each page.
    pub selected: Vec<usize>,
    /// The rows of the open page.
    pub rows: Vec<Row>,
    /// What can be seen.
    pub view: View,
    /// Whether keys go to the list of pages.
    pub in_pages: bool,
    /// What goes on.
    pub mode: Mode,
    /// What happened last, for the operator to read.
    pub said: String,
    /// What can be clicked, as it was last drawn.
    pub spots: Vec<(Rect, Spot)>,
    /// How many rows fit, as it was last drawn.
    pub fits: usize,
}

/// What goes on.
pub enum Mode {
    /// Looking around.
    Browse,
    /// A value is typed.
    Type(Field),
    /// An option is picked: which is selected, of those that can be seen.
    Pick { place: Place, selected: usize },
    /// A parameter is looked for.
    Search(Search),
    /// The changes are looked at: the first line that is seen, and what stood against saving them.
    Review { first: usize, refused: Vec<(usize, Error)> },
    /// The keys are explained.
    Help,
    /// The operator is asked whether to leave.
    Leave,
    /// The operator is asked whether modules that need this one are to be disabled with it.
    Follow { at: usize, more: Vec<More> },
}

/// What a click lands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A page in the list of pages.
    Page(usize),
    /// A row of the open page.
    Row(usize),
    /// An option, of those that can be seen.
    Option(usize),
    /// Something that was found.
    Hit(usize),
    /// A key of the help line.
    Key(KeyCode),
}

/// How the form ends.
pub enum End {
    /// With these documents.
    Saved(Vec<Document>),
    /// With nothing.
    Left,
}

impl Form {
    /// The form over these documents, with a page for each at these places, of which the first is open.
    pub fn new(documents: Vec<Document>, pages: Vec<usize>) -> Self {
        let draft = Draft::new(documents);
        let selected = vec![0; draft.len()];
        let mut form = Self {
            draft,
            page: pages.first().copied().unwrap_or_default(),
            pages,
            selected,
            rows: Vec::new(),
            view: View::default(),
            in_pages: false,
            mode: Mode::Browse,
            said: String::new(),
            spots: Vec::new(),
            fits: 1,
        };
        form.look();
        if let Some(place) = form.draft.refused() {
            form.show(&place);
            form.said = "it wasn't saved: what stands against it is marked with !".into();
        }
        form
    }

    /// The selected row of the open page.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.selected.get(self.page).copied().unwrap_or_default())
    }

    /// The parameter of the selected row.
    pub fn place(&self) -> Option<Place> {
        match self.row()? {
            Row::Parameter { path, .. } => Some((self.page, path.clone())),
            _ => None,
        }
    }

    /// The section or parameter that the operator looks at, where it is one.
    pub fn subject(&self) -> Option<Place> {
        match &self.mode {
            Mode::Search(search) => Some(search.found.get(search.selected)?.place.clone()),
            _ if self.in_pages => None,
            _ => Some((self.page, self.row()?.path()?.to_owned())),
        }
    }

    /// The options of a choice that can be seen, by their numbers.
    pub fn options(&self, place: &Place) -> Vec<usize> {
        let Some(Parameter { kind: Kind::Choice(options), .. }) = self.draft.parameter(place) else {
            return vec![];
        };
        let look = self.draft.looks().look(self.draft.configuration(), place.0, &place.1);
        let now = self.draft.value(place);
        let is_now = |option: usize| now.is_some_and(|now| options[option].value.same(now));
        let shown =
            |option: &usize| is_now(*option) || !look.options.get(*option).is_some_and(|look| look.hidden);
        (0..options.len()).filter(shown).collect()
    }

    /// Whether the parameter can be changed.
    pub fn is_locked(&self, place: &Place) -> bool {
        self.draft.looks().is_disabled(self.draft.configuration(), place.0, &place.1)
    }

    /// Does what an event stands for.
    pub fn event(&mut self, event: &Event) -> Result<Option<End>> {
        match event {
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
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('c') {
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

    /// Makes the rows anew, since anything may have changed what can be seen.
    fn look(&mut self) {
        if self.draft.len() == 0 {
            return;
        }
        let before = self.row().and_then(Row::path).map(str::to_owned);
        self.rows = page::rows(&self.draft, self.page, &self.view);
        let kept = before.and_then(|path| self.rows.iter().position(|row| row.path() == Some(&path)));
        let last = self.rows.len().saturating_sub(1);
        let selected = &mut self.selected[self.page];
        *selected = kept.unwrap_or(*selected).min(last);
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

    fn page_length(&self) -> isize {
        isize::try_from(self.fits.saturating_sub(1).max(1)).unwrap_or(1)
    }

    /// Selects another row, or opens another page where keys go to the list of pages.
    fn step(&mut self, by: isize) {
        if self.in_pages {
            return self.turn(by);
        }
        let last = self.rows.len().saturating_sub(1);
        self.selected[self.page] = moved(self.selected[self.page], by, last);
    }

    fn turn(&mut self, by: isize) {
        let at = self.pages.iter().position(|page| *page == self.page).unwrap_or_default();
        let next = moved(at, by, self.pages.len().saturating_sub(1));
        self.pages.get(next).copied().into_iter().for_each(|page| self.open(page));
    }

    /// Opens a page.
    fn open(&mut self, page: usize) {
        if page != self.page {
            self.page = page;
            self.draft.open(page);
            self.rows = page::rows(&self.draft, page, &self.view);
        }
    }

    fn fold(&mut self) {
        match self.row().cloned() {
            Some(Row::Section { path, open: true, .. }) => drop(self.view.closed.insert((self.page, path))),
            Some(Row::Section { path, .. } | Row::Parameter { path, .. }) => match path.rsplit_once('/') {
                Some((outer, _)) => self.select(outer),
                None => self.in_pages = true,
            },
            _ => self.in_pages = true,
        }
    }

    fn unfold(&mut self) {
        if let Some(Row::Section { path, .. }) = self.row().cloned() {
            self.view.closed.remove(&(self.page, path));
        }
    }

    fn select(&mut self, path: &str) {
        if let Some(row) = self.rows.iter().position(|row| row.path() == Some(path)) {
            self.selected[self.page] = row;
        }
    }

    /// Opens or closes a section, or changes a parameter.
    fn open_or_change(&mut self) {
        match self.row().cloned() {
            Some(Row::Enabled) => self.switch(self.page),
            Some(Row::Section { open: true, .. }) => self.fold(),
            Some(Row::Section { .. }) => self.unfold(),
            Some(Row::Parameter { path, .. }) => self.change(&(self.page, path)),
            _ => {}
        }
    }

    /// Enables a module and all that it needs, or disables it; what needs it isn't disabled unasked.
    fn switch(&mut self, at: usize) {
        let along = self.draft.along(at);
        if let Some(fault) = along.faults.first() {
            self.said = format!("it can't be enabled: '{}' {}", fault.at, fault.message);
        } else if self.draft.is_enabled(at) && !along.more.is_empty() {
            self.mode = Mode::Follow { at, more: along.more };
        } else {
            let names: Vec<String> =
                along.more.iter().map(|more| self.draft.document(more.at).fqmn()).collect();
            if !names.is_empty() {
                self.said = format!("enabled too, as it needs them: {}", names.join(", "));
            }
            self.draft.switch(at, &along.more);
        }
    }

    fn follow_key(&mut self, code: KeyCode) {
        let Mode::Follow { at, more } = std::mem::replace(&mut self.mode, Mode::Browse) else { return };
        if code == KeyCode::Char('y') {
            self.draft.switch(at, &more);
        }
    }

    fn change(&mut self, place: &Place) {
        if self.is_locked(place) {
            self.said = "this can't be changed now".into();
            return;
        }
        let (Some(parameter), Some(value)) = (self.draft.parameter(place), self.draft.value(place)) else {
            return;
        };
        match (&parameter.kind, value) {
            (Kind::Bool, value) if !parameter.secret => {
                let value = Value::Bool(!matches!(value, Value::Bool(true)));
                let edit = To::Json(value.to_json());
                self.draft.set(place, value, edit);
            }
            (Kind::Choice(options), value) if !parameter.secret => {
                let now = options.iter().position(|option| option.value.same(value));
                let shown = self.options(place);
                let selected =
                    now.and_then(|now| shown.iter().position(|option| *option == now)).unwrap_or(0);
                self.mode = Mode::Pick { place: place.clone(), selected };
            }
            _ => self.mode = Mode::Type(Field::new(place.clone(), parameter, value)),
        }
    }

    fn reset(&mut self) {
        let Some(place) = self.place() else { return };
        let default = self.draft.parameter(&place).map(|parameter| parameter.default.clone());
        match default {
            _ if self.is_locked(&place) => self.said = "this can't be changed now".into(),
            Some(default) => self.draft.set(&place, default, To::Default),
            None => {}
        }
    }

    fn take_reported(&mut self) {
        let Some(place) = self.place() else { return };
        let Some(parameter) = self.draft.parameter(&place) else { return };
        match parameter.value.as_ref().map(|value| parameter.check(value)) {
            Some(Ok(value)) => self.draft.set(&place, value, To::Reported),
            Some(Err(fault)) => self.said = format!("what the module reports doesn't fit: {fault}"),
            None => self.said = "the module reports nothing here".into(),
        }
    }

    fn undo(&mut self) {
        match self.draft.undo() {
            Some(place) => self.show(&place),
            None => self.said = "there is nothing to take back".into(),
        }
    }

    fn redo(&mut self) {
        match self.draft.redo() {
            Some(place) => self.show(&place),
            None => self.said = "there is nothing to do again".into(),
        }
    }

    /// Goes to a parameter, with everything opened that it is in.
    fn show(&mut self, place: &Place) {
        self.in_pages = false;
        self.open(place.0);
        for section in ancestors(&place.1) {
            self.view.closed.remove(&(place.0, section.to_owned()));
        }
        self.view.advanced |= self.draft.parameter(place).is_some_and(|parameter| parameter.advanced);
        self.rows = page::rows(&self.draft, self.page, &self.view);
        if place.1.is_empty() {
            self.selected[self.page] = self.rows.iter().position(|row| *row == Row::Enabled).unwrap_or(0);
        } else {
            self.select(&place.1);
        }
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

    fn check_typed(&mut self) -> Option<Value> {
        let Mode::Type(field) = &mut self.mode else { return None };
        field.check(self.draft.parameter(&field.place)?)
    }

    /// Takes what was typed, unless it doesn't fit: then the field stays open and says why.
    fn take_typed(&mut self) {
        let Some(value) = self.check_typed() else { return };
        let Mode::Type(field) = std::mem::replace(&mut self.mode, Mode::Browse) else { return };
        let text = field.line.text().to_owned();
        let edit = if field.secret { To::Content(text) } else { To::Json(value.to_json()) };
        if self.draft.value(&field.place) != Some(&value) {
            self.draft.set(&field.place, value, edit);
        }
    }

    fn paste(&mut self, text: &str) {
        match &mut self.mode {
            Mode::Type(field) => {
                field.line.insert(text);
                self.check_typed();
            }
            Mode::Search(search) => {
                search.line.insert(text.lines().next().unwrap_or_default());
                search.look();
            }
            _ => {}
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

    fn pick(&mut self, place: &Place, selected: usize) {
        let Some(option) = self.options(place).get(selected).copied() else { return };
        let Some(Parameter { kind: Kind::Choice(options), .. }) = self.draft.parameter(place) else { return };
        let value = options[option].value.clone();
        let is_now = self.draft.value(place).is_some_and(|now| now.same(&value));
        let look = self.draft.looks().look(self.draft.configuration(), place.0, &place.1);
        if !is_now && look.options.get(option).is_some_and(|look| look.disabled) {
            self.said = "this option can't be chosen now".into();
            return;
        }
        self.mode = Mode::Browse;
        if !is_now {
            let edit = To::Json(value.to_json());
            self.draft.set(place, value, edit);
        }
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
                Finished::Refused(faults) => (*first, *refused) = (0, faults),
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

    fn mouse(&mut self, mouse: MouseEvent) -> Result<Option<End>> {
        let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let code = match mouse.kind {
            MouseEventKind::ScrollUp => KeyCode::Up,
            MouseEventKind::ScrollDown => KeyCode::Down,
            MouseEventKind::Down(MouseButton::Left) => {
                let here = Position { x: mouse.column, y: mouse.row };
                // What was drawn last lies on top.
                let spot =
                    self.spots.iter().rev().find(|(area, _)| area.contains(here)).map(|(_, spot)| *spot);
                return spot.map_or(Ok(None), |spot| self.click(spot));
            }
            _ => return Ok(None),
        };
        if matches!(self.mode, Mode::Type(_)) { Ok(None) } else { self.key(press(code)) }
    }

    fn click(&mut self, spot: Spot) -> Result<Option<End>> {
        self.said.clear();
        match spot {
            Spot::Key(code) => return self.key(KeyEvent::new(code, KeyModifiers::NONE)),
            Spot::Page(page) if self.is_browsing() => {
                self.in_pages = true;
                self.open(page);
            }
            Spot::Row(row) if self.is_browsing() => {
                let again = !self.in_pages && self.selected[self.page] == row;
                self.in_pages = false;
                self.selected[self.page] = row;
                if again || !matches!(self.row(), Some(Row::Parameter { .. })) {
                    self.open_or_change();
                }
            }
            Spot::Option(option) => {
                if let Mode::Pick { place, .. } = &self.mode {
                    let place = place.clone();
                    self.pick(&place, option);
                }
            }
            Spot::Hit(hit) => {
                if let Mode::Search(search) = &mut self.mode {
                    search.selected = hit;
                    return self.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
                }
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

/// A number moved within 0 to `last`.
fn moved(number: usize, by: isize, last: usize) -> usize {
    number.saturating_add_signed(by).min(last)
}
