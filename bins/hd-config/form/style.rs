//! How things look: the terminal's own colours and palette alone, and of that only what can be read on light and dark;
//! without colours where the operator wants none.

use hd::config::markup::Hue;
use ratatui::style::{Color, Modifier, Style};

/// The styles of the form.
#[derive(Debug, Clone, Copy)]
pub struct Styles {
    colours: bool,
}

impl Styles {
    /// Styles with or without colours.
    pub fn new(colours: bool) -> Self {
        Self { colours }
    }

    /// As `NO_COLOR` says.
    pub fn of_process() -> Self {
        Self::new(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
    }

    fn colour(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    /// The line at the top and the lines between.
    pub const TITLE: Style = Style::new().add_modifier(Modifier::BOLD).add_modifier(Modifier::REVERSED);

    /// Lines between parts.
    pub const FRAME: Style = Style::new().add_modifier(Modifier::DIM);

    /// A section's name.
    pub const SECTION: Style = Style::new().add_modifier(Modifier::BOLD);

    /// The selected row, where keys go.
    pub const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);

    /// The selected row, where keys don't go.
    pub const RESTING: Style = Style::new().add_modifier(Modifier::UNDERLINED);

    /// What was changed.
    pub fn changed(self) -> Style {
        self.colour(Color::LightMagenta).add_modifier(Modifier::BOLD)
    }

    /// What doesn't fit.
    pub fn fault(self) -> Style {
        self.colour(Color::LightRed).add_modifier(Modifier::BOLD)
    }

    /// What can't be changed, or matters less.
    pub const FAINT: Style = Style::new().add_modifier(Modifier::DIM);

    /// A key in the help line.
    pub const KEY: Style = Style::new().add_modifier(Modifier::BOLD);

    /// What is typed.
    pub const TYPED: Style = Style::new().add_modifier(Modifier::UNDERLINED);

    /// A hue of a description.
    pub fn hue(self, hue: Option<Hue>) -> Style {
        match hue {
            None => Style::new(),
            Some(Hue::Red) => self.colour(Color::Red),
            Some(Hue::Green) => self.colour(Color::Green),
            Some(Hue::Yellow) => self.colour(Color::Yellow),
            Some(Hue::Blue) => self.colour(Color::Blue),
            Some(Hue::Magenta) => self.colour(Color::Magenta),
            Some(Hue::Cyan) => self.colour(Color::Cyan),
            Some(Hue::Grey) => Self::FAINT,
        }
    }
}
