//! What begins with `(`: a group, one with a name, or flags; Go's flags are `i`, `m`, `s` and `U`.

use super::translation::{Before, Translation};

/// Reads what stands after `(`.
pub(super) fn open(translation: &mut Translation) -> Result<(), String> {
    if !translation.took('?') {
        begin(translation, "(");
        return Ok(());
    }
    match translation.peek() {
        Some('P' | '<') => name(translation),
        _ => flags(translation),
    }
}

fn begin(translation: &mut Translation, text: &str) {
    translation.out.push_str(text);
    translation.weights.open();
    translation.before = Before::Nothing;
}

/// `(?P<name>` or `(?<name>`: a check has no use for the name.
fn name(translation: &mut Translation) -> Result<(), String> {
    translation.took('P');
    if !translation.took('<') {
        return Err("'(?P' is no group".into());
    }
    let name = translation.until('>')?;
    if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        return Err(format!("'{}' is no name of a group", crate::escape::short(&name, 40)));
    }
    begin(translation, "(?:");
    Ok(())
}

/// `(?flags)` or `(?flags:`: what stands after a `-` is switched off.
fn flags(translation: &mut Translation) -> Result<(), String> {
    let mut flags = Flags::default();
    while let Some(letter) = translation.letters.next() {
        match letter {
            'i' | 'm' | 's' | 'U' => flags.set(letter),
            '-' if !flags.off => (flags.off, flags.seen) = (true, false),
            ':' | ')' if flags.off && !flags.seen => return Err("'(?-' names no flag".into()),
            ':' => {
                begin(translation, &format!("(?{}:", flags.text()));
                return Ok(());
            }
            ')' => {
                let text = flags.text();
                if !text.is_empty() {
                    translation.out.push_str(&format!("(?{text})"));
                }
                translation.before = Before::Flags;
                return Ok(());
            }
            other => return Err(format!("'(?{}' is no group", other.escape_default())),
        }
    }
    Err("')' is missing".into())
}

#[derive(Default)]
struct Flags {
    on: Vec<char>,
    not: Vec<char>,
    /// Whether the `-` stands before.
    off: bool,
    seen: bool,
}

impl Flags {
    /// Whether a repetition is greedy (`U`) decides what is found, not whether something is.
    fn set(&mut self, flag: char) {
        self.seen = true;
        if flag == 'U' {
            return;
        }
        self.on.retain(|other| *other != flag);
        self.not.retain(|other| *other != flag);
        if self.off { self.not.push(flag) } else { self.on.push(flag) }
    }

    /// The flags as the crate takes them, each once.
    fn text(&self) -> String {
        let off = if self.not.is_empty() { None } else { Some('-') };
        self.on.iter().chain(&off).chain(&self.not).collect()
    }
}
