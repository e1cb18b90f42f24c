//! Integers, as the verbs of `printf` have them.

use super::printf::Flags;

/// Digits of an integer with sign, prefix and leading zeros; what is left of the width is the caller's to fill.
/// `None`: nothing at all, but for the width.
pub(super) fn integer(magnitude: u64, negative: bool, verb: char, flags: &Flags) -> Option<String> {
    if flags.precision == Some(0) && magnitude == 0 {
        return None;
    }
    let mut digits = match verb {
        'b' => format!("{magnitude:b}"),
        'o' | 'O' => format!("{magnitude:o}"),
        'x' => format!("{magnitude:x}"),
        'X' => format!("{magnitude:X}"),
        _ => magnitude.to_string(),
    };
    let zeros = leading_zeros(negative, flags).saturating_sub(digits.len());
    digits.insert_str(0, &"0".repeat(zeros));
    if flags.sharp {
        match verb {
            'b' => digits.insert_str(0, "0b"),
            'o' | 'O' if !digits.starts_with('0') => digits.insert(0, '0'),
            'x' => digits.insert_str(0, "0x"),
            'X' => digits.insert_str(0, "0X"),
            _ => {}
        }
    }
    if verb == 'O' {
        digits.insert_str(0, "0o");
    }
    if negative {
        digits.insert(0, '-');
    } else if flags.plus {
        digits.insert(0, '+');
    } else if flags.space {
        digits.insert(0, ' ');
    }
    Some(digits)
}

/// How many digits there are to be at least.
fn leading_zeros(negative: bool, flags: &Flags) -> usize {
    match (flags.precision, flags.width) {
        (Some(precision), _) => precision,
        (None, Some(width)) if flags.zero && !flags.minus => {
            width.saturating_sub(usize::from(negative || flags.plus || flags.space))
        }
        _ => 0,
    }
}

/// `U+0041`, and with `#` the character itself.
pub(super) fn unicode(code: u64, flags: &Flags) -> String {
    let digits = flags.precision.filter(|precision| *precision > 4).unwrap_or(4);
    let mut text = format!("U+{code:0digits$X}");
    let letter = u32::try_from(code).ok().and_then(char::from_u32).filter(|letter| super::is_print(*letter));
    if let Some(letter) = letter.filter(|_| flags.sharp) {
        text += " '";
        text.push(letter);
        text.push('\'');
    }
    text
}

/// The character with this code; the replacement character where there is none.
pub(super) fn letter(code: u64) -> char {
    u32::try_from(code).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}
