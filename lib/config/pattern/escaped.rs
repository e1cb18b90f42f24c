//! Escapes that are good inside a class and outside: sets of letters, and single ones.

use regex::Regex;

use super::translation::Translation;

/// What an escape stands for: a set, in the crate's syntax, or one letter.
pub(super) enum Escaped {
    Set(String),
    Letter(char),
}

/// What stands after a backslash.
pub(super) fn set_or_letter(translation: &mut Translation) -> Result<Escaped, String> {
    let letter = translation.letters.next().ok_or("it ends with a backslash")?;
    let set = |text: &str| Ok(Escaped::Set(text.into()));
    match letter {
        'd' => set("[0-9]"),
        'D' => set("[^0-9]"),
        's' => set("[\\t\\n\\x0c\\r ]"),
        'S' => set("[^\\t\\n\\x0c\\r ]"),
        'w' => set("[0-9A-Za-z_]"),
        'W' => set("[^0-9A-Za-z_]"),
        'p' | 'P' => property(letter, translation).map(Escaped::Set),
        'a' => Ok(Escaped::Letter('\u{7}')),
        'f' => Ok(Escaped::Letter('\u{c}')),
        't' => Ok(Escaped::Letter('\t')),
        'n' => Ok(Escaped::Letter('\n')),
        'r' => Ok(Escaped::Letter('\r')),
        'v' => Ok(Escaped::Letter('\u{b}')),
        'x' => hexadecimal(translation).map(Escaped::Letter),
        '0'..='7' => octal(letter, translation).map(Escaped::Letter),
        other if other.is_ascii() && !other.is_ascii_alphanumeric() => Ok(Escaped::Letter(other)),
        other => Err(format!("'\\{}' is no escape", other.escape_default())),
    }
}

/// `\pN`, `\p{Greek}`, `\p{^Greek}` and their opposites.
fn property(kind: char, translation: &mut Translation) -> Result<String, String> {
    let name = match translation.letters.next() {
        Some('{') => translation.until('}')?,
        Some(letter) => letter.into(),
        None => String::new(),
    };
    let (negated, name) = match name.strip_prefix('^') {
        Some(rest) => (kind == 'p', rest),
        None => (kind == 'P', name.as_str()),
    };
    let known = translation.properties.entry(name.into()).or_insert_with(|| known(name));
    match known {
        Some(query) => Ok(format!("\\{}{{{query}}}", if negated { 'P' } else { 'p' })),
        None => Err(format!("'\\{kind}{{{}}}' is no class of characters", crate::escape::short(name, 40))),
    }
}

/// What the crate calls this general category or script. It knows other properties too (`Alphabetic`), and takes any case
/// (`lu`): Go doesn't.
fn known(name: &str) -> Option<String> {
    let is_cased = name.starts_with(|first: char| first.is_ascii_uppercase())
        && (name.len() < 2 || name.contains(|letter: char| letter.is_ascii_lowercase()));
    let is_name = is_cased && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let queries = ["gc", "sc"].map(|kind| format!("{kind}={name}"));
    let is_known = |query: &String| Regex::new(&format!("\\p{{{query}}}")).is_ok();
    if is_name { queries.into_iter().find(is_known) } else { None }
}

/// `\x7F` or `\x{10FFFF}`.
fn hexadecimal(translation: &mut Translation) -> Result<char, String> {
    let (digits, is_long) = if translation.took('{') {
        (translation.until('}')?, true)
    } else {
        (translation.letters.by_ref().take(2).collect(), false)
    };
    let is_number = digits.chars().all(|digit| digit.is_ascii_hexdigit()) && (is_long || digits.len() == 2);
    let number = u32::from_str_radix(&digits, 16).ok().filter(|_| is_number);
    let character = number.and_then(char::from_u32);
    character.ok_or_else(|| format!("'\\x{}' is no character", crate::escape::short(&digits, 20)))
}

/// `\0`, `\12`, `\123`; a single digit above 0 would be a backreference, which RE2 hasn't got.
fn octal(first: char, translation: &mut Translation) -> Result<char, String> {
    let mut digits = String::from(first);
    while let Some(digit @ '0'..='7') = translation.peek().filter(|_| digits.len() < 3) {
        translation.letters.next();
        digits.push(digit);
    }
    if digits.len() == 1 && first != '0' {
        return Err(format!("'\\{first}' would be a backreference, which is not supported"));
    }
    let number = u32::from_str_radix(&digits, 8).ok();
    number.and_then(char::from_u32).ok_or_else(|| format!("'\\{digits}' is no character"))
}
