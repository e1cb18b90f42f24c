//! Colours: those of the terminal's theme, readable on light and on dark, and none where none are wanted.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier, Style};

use super::Session;
use crate::form::style::Styles;

/// The colours that a terminal's theme gives.
struct Palette {
    name: &'static str,
    text: Rgb,
    paper: Rgb,
    red: Rgb,
    magenta: Rgb,
}

type Rgb = (u8, u8, u8);

/// Themes of terminals that are around: what they have for bright red and bright magenta.
const PALETTES: [Palette; 6] = [
    palette("xterm, dark", ((229, 229, 229), (0, 0, 0)), (255, 0, 0), (255, 0, 255)),
    palette("xterm, light", ((0, 0, 0), (255, 255, 255)), (255, 0, 0), (255, 0, 255)),
    palette("Tango, dark", ((211, 215, 207), (46, 52, 54)), (239, 41, 41), (173, 127, 168)),
    palette("Tango, light", ((46, 52, 54), (255, 255, 255)), (239, 41, 41), (173, 127, 168)),
    palette("Solarized, dark", ((131, 148, 150), (0, 43, 54)), (203, 75, 22), (108, 113, 196)),
    palette("Solarized, light", ((101, 123, 131), (253, 246, 227)), (203, 75, 22), (108, 113, 196)),
];

const fn palette(name: &'static str, (text, paper): (Rgb, Rgb), red: Rgb, magenta: Rgb) -> Palette {
    Palette { name, text, paper, red, magenta }
}

impl Palette {
    /// What a cell is painted with: its text and what is behind it. `None` for a colour of an author's own.
    fn painted(&self, cell: &Cell) -> Option<(Rgb, Rgb)> {
        let front = match cell.fg {
            Color::Reset => self.text,
            Color::LightRed => self.red,
            Color::LightMagenta => self.magenta,
            _ => return None,
        };
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        Some(if reversed { (self.paper, front) } else { (front, self.paper) })
    }
}

/// How well one colour can be read on another: 1 not at all, 21 best (WCAG 2).
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let light = |(r, g, b): Rgb| 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) + 0.05;
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

/// What isn't plain text on plain paper on these screens, as this palette paints it, line by line.
fn painted(width: u16, height: u16, palette: &Palette) -> String {
    let mut session = Session::new(width, height);
    let mut lines = vec![format!("=== {}", palette.name)];
    for (what, keys) in
        [("a choice", "]<Down><Enter>"), ("changed", "<Down><Enter>"), ("a fault", "<End><Enter>0")]
    {
        session.keys(keys);
        lines.push(format!("--- {what}"));
        let buffer = &session.shown;
        for y in 0..buffer.area.height {
            let mut runs: Vec<(String, String)> = Vec::new();
            for x in 0..buffer.area.width {
                let cell = &buffer[(x, y)];
                let ((fr, fg, fb), (br, bg, bb)) = palette.painted(cell).unwrap();
                let style =
                    format!("#{fr:02x}{fg:02x}{fb:02x} on #{br:02x}{bg:02x}{bb:02x} {:?}", cell.modifier);
                match runs.last_mut() {
                    Some((last, text)) if *last == style => text.push_str(cell.symbol()),
                    _ => runs.push((style, cell.symbol().into())),
                }
            }
            let plain = Style::new();
            let is_plain = (0..buffer.area.width)
                .all(|x| buffer[(x, y)].style() == plain.fg(Color::Reset).bg(Color::Reset));
            let runs = runs.iter().filter(|(_, text)| !text.trim().is_empty());
            if !is_plain {
                lines.extend(runs.map(|(style, text)| format!("{y:2} {style}: {}", text.trim_end())));
            }
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn screens_on_a_light_and_on_a_dark_terminal() {
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        for palette in [&PALETTES[4], &PALETTES[5]] {
            let name = format!("{width}x{height}, {}", palette.name).replace(", ", "-").to_lowercase();
            insta::assert_snapshot!(name, painted(width, height, palette));
        }
    }
}

#[test]
fn everything_can_be_read_on_light_and_on_dark() {
    let mut session = Session::new(120, 40);
    for keys in
        ["", "]<Down><Enter>", "<Down><Enter>", "<End><Enter>0", "<Esc>r", "<Esc>?", "<Esc>q", "<Esc>/p"]
    {
        session.keys(keys);
        for palette in &PALETTES {
            for cell in &session.shown.content {
                // What is faint is so on purpose: it says nothing that isn't said otherwise.
                if cell.symbol().trim().is_empty() || cell.modifier.contains(Modifier::DIM) {
                    continue;
                }
                if let Some((front, back)) = palette.painted(cell) {
                    let contrast = contrast(front, back);
                    assert!(contrast >= 3.0, "{} '{}': {contrast:.1}", palette.name, cell.symbol());
                }
            }
        }
    }
}

#[test]
fn colours_are_those_of_the_terminal_and_none_without_colours() {
    let mut session = Session::new(120, 40);
    for keys in
        ["", "]<Down><Down><Down><Down>", "<Enter>0", "<Esc><Up><Up><Up><Enter>", "<Down><Enter>r", "<Esc>q"]
    {
        session.keys(keys);
        let palette = [Color::Reset, Color::Red, Color::Green, Color::LightRed, Color::LightMagenta];
        assert!(
            session.shown.content.iter().all(|cell| palette.contains(&cell.fg) && cell.bg == Color::Reset)
        );
        session.draw_with(Styles::new(false));
        assert!(session.shown.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    }
}
