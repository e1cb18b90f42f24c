//! Variables of Docker Compose in a text: `$NAME`, `${NAME:-word}`, `$$`.

/// The text with Docker Compose's variables as they are where none is set: the word after `-`, else nothing; and the word
/// after `+`, which could be meant.
pub(super) fn interpolated(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('$') {
        out += before;
        let (value, behind) = variable(after);
        out += &value;
        rest = behind;
    }
    out + rest
}

/// What a `$` and this stand for, and what is behind it.
fn variable(text: &str) -> (String, &str) {
    if let Some(behind) = text.strip_prefix('$') {
        return ("$".into(), behind);
    }
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let Some(inside) = text.strip_prefix('{') else {
        return (String::new(), text.trim_start_matches(is_name));
    };
    let end = closing(inside);
    let word = inside[..end].trim_start_matches(is_name).trim_start_matches(':');
    let word = word.strip_prefix(['-', '+']).unwrap_or_default();
    (interpolated(word), inside.get(end + 1..).unwrap_or_default())
}

/// Where the brace that is open closes.
fn closing(text: &str) -> usize {
    let mut open = 1;
    let close = |(at, letter): (usize, char)| {
        open += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        (open == 0).then_some(at)
    };
    text.char_indices().find_map(close).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::interpolated;

    #[test]
    fn a_variable_is_what_stands_for_it_where_it_is_not_set() {
        for (text, plain) in [
            ("/x:/y", "/x:/y"),
            ("$$X $$${X}", "$X $"),
            ("a${X}b$Y_1/c", "ab/c"),
            ("${X:-/a:b}:c", "/a:b:c"),
            ("${X-a}${X:?no}${X+b}", "ab"),
            ("${A:-${B:-c}d}e", "cde"),
            ("${A:-b", "b"),
            ("${", ""),
            ("$", ""),
            ("é$é", "éé"),
        ] {
            assert_eq!(interpolated(text), plain, "{text}");
        }
    }
}
