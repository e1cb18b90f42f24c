//! `hd-config edit`: a full-screen form over all modules, on the terminal, while documents come in and go out.

mod against;
mod change;
mod draft;
mod draw;
mod field;
#[allow(clippy::module_inception, reason = "the form is what this room is about")]
mod form;
mod keys;
mod mouse;
mod moves;
mod page;
mod review;
mod screen;
mod search;
mod style;
#[cfg(test)]
mod tests;
mod text;

use std::time::Duration;

use crossterm::event::{self, Event};
use hd::document::Document;
use hd::error::reason;
use hd::{Error, Result};

use form::{End, Form};
use screen::Screen;
use style::Styles;

/// How long a signal may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(200);

/// Lets the operator edit the settings of the documents at these places. The answer no, and nothing changed, where they leave without saving.
pub fn edit(documents: Vec<Document>, pages: Vec<usize>) -> Result<Vec<Document>> {
    if pages.is_empty() {
        return Ok(documents);
    }
    let mut form = Form::new(documents, pages);
    let mut screen = Screen::open()?;
    let end = run(&mut form, &mut screen);
    drop(screen);
    match end? {
        End::Saved(documents) => Ok(documents),
        End::Left => Err(Error::no("the form was left, nothing was changed")),
    }
}

fn run(form: &mut Form, screen: &mut Screen) -> Result<End> {
    let styles = Styles::of_process();
    let fault = |cause: std::io::Error| Error::machine(format!("the terminal failed: {}", reason(&cause)));
    while !screen.is_ended() {
        screen.terminal.draw(|frame| draw::draw(frame, form, styles)).map_err(fault)?;
        while !event::poll(PATIENCE).map_err(fault)? {
            if screen.is_ended() {
                return Ok(End::Left);
            }
            if screen.pause().map_err(fault)? {
                screen.terminal.draw(|frame| draw::draw(frame, form, styles)).map_err(fault)?;
            }
        }
        // What came meanwhile is done before anything is drawn again.
        loop {
            let event = event::read().map_err(fault)?;
            if let Some(end) = form.event(&event)? {
                return Ok(end);
            }
            // On another screen, what the next key is for is to be seen first.
            if matches!(event, Event::Resize(..)) || !event::poll(Duration::ZERO).map_err(fault)? {
                break;
            }
        }
    }
    Ok(End::Left)
}
