//! YAML: a scalar that holds a value is written anew in double quotes; one that is wholly a value keeps the value's type.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use serde_json::Value as Json;

use super::tree::Marks;
use super::{Outcome, Part, Refused, Value, in_comment, is_control, is_no_character, quoted};

/// What a parser sees of a text: each event in words, scalars with what stands in them.
#[derive(Debug, PartialEq)]
enum Seen {
    Scalar { text: String, plain: bool, anchor: usize, tag: String },
    Other(String),
}

/// A scalar with values in it, and where it stands in the text: bytes.
struct Scalar {
    start: usize,
    end: usize,
    text: String,
    style: ScalarStyle,
    is_name: bool,
}

pub(super) fn fill(parts: &[Part]) -> Outcome<String> {
    let marks = Marks::new(parts);
    let marked: String = parts
        .iter()
        .enumerate()
        .map(|(number, part)| match part {
            Part::Author(text) => text.clone(),
            Part::Value(_) => marks.inside(number),
        })
        .collect();
    let (seen, scalars) = read(&marks, &marked)?;
    let out = rewritten(&marks, &marked, scalars)?;
    let wholes: Vec<_> = seen.iter().map(|seen| whole(&marks, seen)).collect();
    let expected: Vec<Seen> = seen.into_iter().map(|seen| with_values(&marks, seen)).collect();
    let made = read(&marks, &out)?.0;
    if expected == made && made.iter().zip(&wholes).all(|(made, whole)| reads_as(made, whole.as_ref())) {
        return Ok(out);
    }
    Err(Refused::whole("a value would change what the file says"))
}

/// The text with each value written as its place wants it.
fn rewritten(marks: &Marks, marked: &str, scalars: Vec<Scalar>) -> Outcome<String> {
    let (mut out, mut done) = (String::with_capacity(marked.len()), 0);
    for scalar in scalars {
        if scalar.start < done || marked.get(scalar.start..scalar.end).is_none() {
            return Err(Refused::whole("it can't be told where a value of it ends"));
        }
        between(marks, &marked[done..scalar.start], &mut out)?;
        let source = &marked[scalar.start..scalar.end];
        match scalar.style {
            _ if scalar.is_name => {
                let part = marks.within(&scalar.text).first().map(|(part, ..)| *part);
                return Err(Refused { part, reason: "it stands where a name has to be".into() });
            }
            ScalarStyle::Literal | ScalarStyle::Folded => block(marks, source, &mut out)?,
            style => out.push_str(&flow(marks, &scalar.text, style)),
        }
        done = scalar.end;
    }
    between(marks, &marked[done..], &mut out)?;
    Ok(out)
}

/// A value outside of every scalar: in a comment. What stands elsewhere is found when the text is read again.
fn between(marks: &Marks, text: &str, out: &mut String) -> Outcome<()> {
    each(marks, text, out, |part, value| {
        if value.text.contains(is_no_character) {
            return Err(Refused::part(
                part,
                "it holds what is no character of YAML, and stands in a comment",
            ));
        }
        in_comment(part, value)
    })
}

/// In a block (`|`, `>`) there are no escapes.
fn block(marks: &Marks, text: &str, out: &mut String) -> Outcome<()> {
    each(marks, text, out, |part, value| {
        if value.text.chars().any(is_control) {
            return Err(Refused::part(
                part,
                "it holds a line break or another control character, and stands in a block",
            ));
        }
        if value.text.contains(is_no_character) {
            return Err(Refused::part(part, "it holds what is no character of YAML, and stands in a block"));
        }
        Ok(&value.text)
    })
}

fn each<'m>(
    marks: &Marks<'m>,
    text: &str,
    out: &mut String,
    write: impl Fn(usize, &'m Value) -> Outcome<&'m str>,
) -> Outcome<()> {
    let mut done = 0;
    for (part, start, end) in marks.within(text) {
        out.push_str(&text[done..start]);
        if let Some(value) = marks.value(part) {
            out.push_str(write(part, value)?);
        }
        done = end;
    }
    out.push_str(&text[done..]);
    Ok(())
}

fn flow(marks: &Marks, text: &str, style: ScalarStyle) -> String {
    let literal = alone(marks, text).filter(|_| style == ScalarStyle::Plain).and_then(bare);
    literal.unwrap_or_else(|| quoted(&marks.filled(text)))
}

/// A number or a truth as it may stand without quotes. A float that has an exponent has a point, and a sign there: without
/// these YAML 1.1 takes it for a text.
fn bare(value: &Value) -> Option<String> {
    let literal = value.literal.as_ref()?;
    if matches!(literal.as_str(), "true" | "false") {
        return Some(literal.clone());
    }
    let written = literal.split_once(['e', 'E']).map(|(mantissa, exponent)| {
        let point = if mantissa.contains('.') { "" } else { ".0" };
        let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
        format!("{mantissa}{point}e{sign}{exponent}")
    });
    Some(written.unwrap_or_else(|| literal.clone()))
}

/// The number or truth that a scalar of the author's text wholly is.
fn whole(marks: &Marks, seen: &Seen) -> Option<Json> {
    match seen {
        Seen::Scalar { text, plain: true, .. } => {
            alone(marks, text).filter(|value| value.literal.is_some()).map(Value::json)
        }
        _ => None,
    }
}

/// Whether what was made of it is the same for readers of YAML 1.1 and of 1.2.
fn reads_as(made: &Seen, whole: Option<&Json>) -> bool {
    match (made, whole) {
        (Seen::Scalar { text, .. }, Some(whole)) => in_both(text).is_some_and(|read| same(&read, whole)),
        _ => true,
    }
}

/// Numbers are what they are worth, however they are written.
fn same(one: &Json, other: &Json) -> bool {
    let written_whole = |json: &Json| !json.to_string().contains(['.', 'e', 'E']);
    match (one.as_f64(), other.as_f64()) {
        (Some(one_is), Some(other_is)) if !written_whole(one) && !written_whole(other) => {
            one_is.to_bits() == other_is.to_bits()
        }
        _ => one == other,
    }
}

/// What a scalar without quotes is for both; `None` where it is a text for one of them, or not the same.
fn in_both(text: &str) -> Option<Json> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = |text: &str| text.strip_prefix(['+', '-']).is_some_and(digits);
    let number = text.strip_prefix('-').unwrap_or(text);
    let float = number.split_once('.').is_some_and(|(whole, rest)| {
        let (fraction, power) = rest.split_once('e').map_or((rest, None), |(one, other)| (one, Some(other)));
        digits(whole) && digits(fraction) && power.is_none_or(exponent)
    });
    // JSON has no numbers in octal: nothing that begins with a zero.
    let known = matches!(text, "true" | "false") || digits(number) || float;
    known.then(|| serde_json::from_str(text).ok()).flatten()
}

/// The value that a scalar wholly is.
fn alone<'p>(marks: &Marks<'p>, text: &str) -> Option<&'p Value> {
    match marks.within(text)[..] {
        [(part, 0, end)] if end == text.len() => marks.value(part),
        _ => None,
    }
}

/// What the events come to with values in place of marks.
fn with_values(marks: &Marks, seen: Seen) -> Seen {
    match seen {
        Seen::Scalar { text, plain, anchor, tag } if !marks.within(&text).is_empty() => {
            let literal = alone(marks, &text).filter(|_| plain).and_then(bare);
            let plain = literal.is_some();
            Seen::Scalar { text: literal.unwrap_or_else(|| marks.filled(&text)), plain, anchor, tag }
        }
        other => other,
    }
}

fn read(marks: &Marks, text: &str) -> Outcome<(Vec<Seen>, Vec<Scalar>)> {
    let lines = line_starts(text);
    let byte = |mark: Marker| {
        let start = lines.get(mark.line().saturating_sub(1)).copied().unwrap_or(text.len());
        start + text[start..].chars().take(mark.col()).map(char::len_utf8).sum::<usize>()
    };
    let (mut seen, mut scalars, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|cause| {
            Refused::whole(format!("it makes no YAML: line {}: {}", cause.marker().line(), cause.info()))
        })?;
        let is_name = nested(&mut open, &event);
        if let Event::Scalar(content, style, ..) = &event
            && !marks.within(content).is_empty()
        {
            let (start, end) = (byte(span.start), byte(span.end));
            let start = start + properties(text.get(start..end).unwrap_or_default());
            let end = start
                + text.get(start..end).map_or(0, |text| text.trim_end_matches([' ', '\t', '\n', '\r']).len());
            scalars.push(Scalar { start, end, text: content.to_string(), style: *style, is_name });
        }
        seen.push(of(event));
    }
    Ok((seen, scalars))
}

/// The length of a tag and an anchor at a scalar's beginning, which stay as they are.
fn properties(text: &str) -> usize {
    let mut rest = text;
    while rest.starts_with(['!', '&']) {
        rest = rest.find(char::is_whitespace).map_or("", |end| rest[end..].trim_start());
    }
    text.len() - rest.len()
}

/// Where lines begin. The parser counts some things in bytes and some in characters; lines and columns are sure.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain((0..bytes.len()).filter(ends).map(|at| at + 1)).collect()
}

fn of(event: Event) -> Seen {
    match event {
        Event::Scalar(text, style, anchor, tag) => {
            let plain = style == ScalarStyle::Plain;
            Seen::Scalar { text: text.into_owned(), plain, anchor, tag: format!("{tag:?}") }
        }
        other => Seen::Other(format!("{other:?}")),
    }
}

/// Follows lists and maps: whether this event is a name in a map. A map's flag says that a name comes next.
fn nested(open: &mut Vec<Option<bool>>, event: &Event) -> bool {
    if matches!(event, Event::SequenceEnd | Event::MappingEnd) {
        open.pop();
        return false;
    }
    let is_node = matches!(
        event,
        Event::Scalar(..) | Event::Alias(_) | Event::SequenceStart(..) | Event::MappingStart(..)
    );
    let is_name = match open.last_mut() {
        Some(Some(name)) if is_node => std::mem::replace(name, !*name),
        _ => false,
    };
    match event {
        Event::SequenceStart(..) => open.push(None),
        Event::MappingStart(..) => open.push(Some(true)),
        _ => {}
    }
    is_name
}
