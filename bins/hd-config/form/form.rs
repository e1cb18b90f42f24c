//! The form: which page, row and mode it is in. It draws nothing itself.

use crossterm::event::KeyCode;
use hd::Error;
use hd::config::{Kind, Parameter};
use hd::document::Document;
use hd::module::needs::More;
use ratatui::layout::Rect;

use super::draft::{Draft, Place};
use super::field::Field;
use super::page::{self, Row, View};
use super::search::Search;

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
    /// The first row of each page that is seen, as it was last drawn.
    pub first: Vec<usize>,
    /// The first page that is seen in the list of pages, as it was last drawn.
    pub first_page: usize,
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
    /// Whether nothing of it could be drawn, for want of room.
    pub is_unseen: bool,
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

/// What is said where a try to save came to nothing.
pub const NOT_SAVED: &str = "it wasn't saved: what stands against it is marked with !";

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
            first: selected.clone(),
            first_page: 0,
            selected,
            rows: Vec::new(),
            view: View::default(),
            in_pages: false,
            mode: Mode::Browse,
            said: String::new(),
            spots: Vec::new(),
            fits: 1,
            is_unseen: false,
        };
        form.look();
        if let Some(place) = form.draft.refused() {
            form.show(&place);
            form.said = NOT_SAVED.into();
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

    /// Whether the parameter can't be changed now. What stands against saving always can.
    pub fn is_locked(&self, place: &Place) -> bool {
        let disabled = self.draft.looks().is_disabled(self.draft.configuration(), place.0, &place.1);
        disabled && self.draft.fault(place).is_none()
    }

    /// Makes the rows anew, since anything may have changed what can be seen.
    pub(super) fn look(&mut self) {
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
}
