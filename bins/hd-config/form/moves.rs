//! Moves: from row to row and page to page, into sections and out of them.

use super::draft::Place;
use super::form::Form;
use super::page::{self, Row};
use super::search::ancestors;

impl Form {
    /// Selects another row, or opens another page where keys go to the list of pages.
    pub(super) fn step(&mut self, by: isize) {
        if self.in_pages {
            return self.turn(by);
        }
        let last = self.rows.len().saturating_sub(1);
        self.selected[self.page] = moved(self.selected[self.page], by, last);
    }

    pub(super) fn turn(&mut self, by: isize) {
        let at = self.pages.iter().position(|page| *page == self.page).unwrap_or_default();
        let next = moved(at, by, self.pages.len().saturating_sub(1));
        self.pages.get(next).copied().into_iter().for_each(|page| self.open(page));
    }

    /// Opens a page.
    pub(super) fn open(&mut self, page: usize) {
        if page != self.page {
            self.page = page;
            self.draft.open(page);
            self.rows = page::rows(&self.draft, page, &self.view);
        }
    }

    pub(super) fn fold(&mut self) {
        match self.row().cloned() {
            Some(Row::Section { path, open: true, .. }) => drop(self.view.closed.insert((self.page, path))),
            Some(Row::Section { path, .. } | Row::Parameter { path, .. }) => match path.rsplit_once('/') {
                Some((outer, _)) => self.select(outer),
                None => self.in_pages = true,
            },
            _ => self.in_pages = true,
        }
    }

    pub(super) fn unfold(&mut self) {
        if let Some(Row::Section { path, .. }) = self.row().cloned() {
            self.view.closed.remove(&(self.page, path));
        }
    }

    fn select(&mut self, path: &str) {
        if let Some(row) = self.rows.iter().position(|row| row.path() == Some(path)) {
            self.selected[self.page] = row;
        }
    }

    /// Goes to a parameter, with everything opened that it is in.
    pub(super) fn show(&mut self, place: &Place) {
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
        self.first[self.page] = self.selected[self.page].saturating_sub(self.fits / 2);
    }

    pub(super) fn page_length(&self) -> isize {
        isize::try_from(self.fits.saturating_sub(1).max(1)).unwrap_or(1)
    }
}

/// A number moved within 0 to `last`.
pub(super) fn moved(number: usize, by: isize, last: usize) -> usize {
    number.saturating_add_signed(by).min(last)
}
