//! How deep a source nests, found before the crate reads it: what the crate's grammar takes for a block, a parenthesis, a
//! list or an object is one here, and what it takes for text, a comment, a string or a name in brackets hides none.

use std::borrow::Cow;

use super::{DEEPEST, Fault, index};
use crate::template::fault::Outcome;

/// White space of the grammar's.
const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Refuses a source that nests deeper than [`DEEPEST`], at the place where it does; else what the crate is to read.
///
/// What the grammar has no rule for ends the look: the crate reads no further either.
pub(super) fn check(source: &str) -> Outcome<Cow<'_, str>> {
    check_to(source, DEEPEST)
}

fn check_to(source: &str, deepest: usize) -> Outcome<Cow<'_, str>> {
    let mut levels = Levels { source, at: 0, deepest, blocks: Vec::new(), reached: 0, dashes: Vec::new() };
    while let Some(next) = levels.text("{{") {
        levels.at = next;
        if levels.tag()?.is_none() {
            break;
        }
    }
    Ok(levels.in_time())
}

struct Levels<'s> {
    source: &'s str,
    at: usize,
    deepest: usize,
    /// The blocks around: 2 for each, and 1 for each 'else if' of one.
    blocks: Vec<usize>,
    /// How deep the last list or object went.
    reached: usize,
    /// Where comments begin with two dashes and end without them.
    dashes: Vec<usize>,
}

/// Nothing where the grammar has no rule for what stands there.
type Step<T = ()> = Outcome<Option<T>>;

impl<'s> Levels<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// Goes past this, if it stands here.
    fn takes(&mut self, what: &str) -> bool {
        let is = self.rest().starts_with(what);
        self.at += if is { what.len() } else { 0 };
        is
    }

    /// Goes past the next of these.
    fn past(&mut self, what: &str) -> bool {
        let found = self.rest().find(what);
        self.at += found.map_or(0, |at| at + what.len());
        found.is_some()
    }

    fn too_deep(&self, place: usize) -> Fault {
        Fault::new(index(place), format!("it is nested more than {} deep", self.deepest))
    }

    fn white(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(WHITE).len();
    }

    /// Where text ends at these braces. A backslash makes text of those behind it, two leave them what they are.
    fn text(&self, braces: &str) -> Option<usize> {
        let mut at = self.at;
        loop {
            let rest = &self.source[at..];
            let next = rest.find(['\\', '{'])?;
            match &rest[next..] {
                end if end.starts_with(braces) => return Some(at + next),
                slashes if slashes.starts_with('\\') => at += next + escape(slashes),
                _ => at += next + 1,
            }
        }
    }

    /// What begins with two braces.
    fn tag(&mut self) -> Step {
        let start = self.at;
        self.at += 2;
        if self.takes("!") {
            let ends = self.past_long() || self.past("}}");
            return Ok(ends.then_some(()));
        }
        if self.takes("{{") {
            return self.verbatim();
        }
        self.white();
        self.takes("~");
        self.white();
        if self.takes("{") && self.words("}")?.is_none() {
            return Ok(None);
        }
        self.sigil(start)?;
        self.words("}}")
    }

    /// Goes past the rest of a comment that ends at `--}}`, if it is one.
    fn past_long(&mut self) -> bool {
        let start = self.at;
        self.white();
        let dashes = self.at;
        let is_long = self.takes("--");
        if is_long && self.past("--}}") {
            return true;
        }
        self.dashes.extend(is_long.then_some(dashes));
        self.at = start;
        false
    }

    /// The source, its letters in their places. The crate looks for the dashes that end a comment up to the source's end, for
    /// each comment anew: those that have no such end begin otherwise.
    fn in_time(self) -> Cow<'s, str> {
        let mut source = Cow::Borrowed(self.source);
        for place in self.dashes {
            source.to_mut().replace_range(place..place + 2, "==");
        }
        source
    }

    /// `{{{{raw}}}}…{{{{/raw}}}}`
    fn verbatim(&mut self) -> Step {
        if self.words("}}}}")?.is_none() {
            return Ok(None);
        }
        let Some(end) = self.text("{{{{") else { return Ok(None) };
        self.at = end + 4;
        self.words("}}}}")
    }

    /// What kind of tag it is.
    fn sigil(&mut self, place: usize) -> Outcome<()> {
        let rest = self.rest();
        match rest.as_bytes().first() {
            Some(b'#') => {
                self.at += 1;
                self.white();
                self.blocks.push(2);
            }
            Some(b'/') => drop(self.blocks.pop()),
            Some(b'^') => self.other(&rest[1..]),
            _ if rest.starts_with("else") => self.other(&rest[4..]),
            _ => {}
        }
        let what = match self.rest().as_bytes().first() {
            Some(b'>') => "partials aren't there: a template is one file",
            Some(b'*') => "decorators aren't there",
            _ if self.blocks.iter().sum::<usize>() > 2 * self.deepest => return Err(self.too_deep(place)),
            _ => return Ok(()),
        };
        Err(Fault::new(index(place), what))
    }

    /// The crate puts what an 'else if' begins into what is before it.
    fn other(&mut self, rest: &str) {
        let rest = rest.trim_start_matches(WHITE);
        let after = rest.trim_start_matches(is_symbol);
        // Where a path or an argument by name stands there, 'else' is the name of a function.
        let is_name = !after.starts_with(['.', '/']) && !after.trim_start_matches(WHITE).starts_with('=');
        if let Some(block) = self.blocks.last_mut().filter(|_| after.len() < rest.len() && is_name) {
            *block += 1;
        }
    }

    /// The words of a tag, up to the braces that end it.
    fn words(&mut self, end: &str) -> Step {
        let mut depth = 0;
        if !self.name() {
            return Ok(None);
        }
        loop {
            if self.takes(end) {
                return Ok(Some(()));
            }
            let Some(letter) = self.rest().chars().next() else { return Ok(None) };
            match letter {
                '"' | '\'' if self.string().is_none() => return Ok(None),
                '(' if depth == self.deepest => return Err(self.too_deep(self.at)),
                '(' => {
                    depth += 1;
                    self.at += 1;
                    if !self.name() {
                        return Ok(None);
                    }
                }
                ')' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                '[' | '{' if self.bracket(depth)?.is_none() => return Ok(None),
                '"' | '\'' | '[' | '{' => {}
                letter => self.at += letter.len_utf8(),
            }
        }
    }

    /// Goes past the name that words begin with: no list or object can stand there, so brackets hold a name. Whether they end.
    fn name(&mut self) -> bool {
        let marks = |letter| WHITE.contains(&letter) || matches!(letter, '~' | '&');
        self.at += self.rest().len() - self.rest().trim_start_matches(marks).len();
        let start = self.at;
        loop {
            self.at += self.rest().len() - self.rest().trim_start_matches(is_of_path).len();
            let goes_on = self.at == start || self.source[start..self.at].ends_with(['.', '/', '@']);
            if !goes_on || !self.takes("[") {
                return true;
            }
            if !self.past("]") {
                return false;
            }
        }
    }

    /// A text in quotes.
    fn string(&mut self) -> Option<()> {
        let rest = self.rest();
        let quote = rest.chars().next()?;
        let mut letters = rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next()?.1 {
                    'u' => (0..4).try_for_each(|_| letters.next()?.1.is_ascii_hexdigit().then_some(()))?,
                    letter if letter == quote || "\\/bfnrt".contains(letter) => {}
                    _ => return None,
                },
                letter if letter == quote => {
                    self.at += at + 1;
                    return Some(());
                }
                _ => {}
            }
        }
        None
    }

    /// A list, an object, or a name in brackets.
    fn bracket(&mut self, depth: usize) -> Step {
        let start = self.at;
        self.reached = 0;
        if !self.goes_on_a_path() && self.literal(depth)?.is_some() {
            return if self.reached > self.deepest { Err(self.too_deep(start)) } else { Ok(Some(())) };
        }
        self.at = start;
        Ok((self.takes("[") && self.past("]")).then_some(()))
    }

    /// Whether what stands here belongs to the path before it.
    fn goes_on_a_path(&self) -> bool {
        let before = &self.source[..self.at];
        let word = &before[before.trim_end_matches(is_of_path).len()..];
        let is_number =
            word.strip_suffix('.').is_some_and(|number| number_length(number) == Some(number.len()));
        word.ends_with(['.', '/', '@']) && !is_number
    }

    fn literal(&mut self, depth: usize) -> Step {
        let rest = self.rest();
        match rest.as_bytes().first() {
            Some(b'"' | b'\'') => Ok(self.string()),
            // What looks like a list may be a name, of which the brackets are no levels.
            Some(b'[' | b'{') if depth == self.deepest + DEEPEST => Err(self.too_deep(self.at)),
            Some(b'[') => self.items("]", depth + 1, |levels| levels.literal(depth + 1)),
            Some(b'{') => self.items("}", depth + 1, |levels| levels.member(depth + 1)),
            _ => {
                let word = ["null", "true", "false"].into_iter().find(|word| rest.starts_with(word));
                let length = word.map(str::len).or_else(|| number_length(rest));
                let length = length.filter(|length| !rest[*length..].starts_with(is_symbol));
                self.at += length.unwrap_or_default();
                Ok(length.map(drop))
            }
        }
    }

    fn member(&mut self, depth: usize) -> Step {
        if !self.rest().starts_with(['"', '\'']) || self.string().is_none() {
            return Ok(None);
        }
        self.white();
        if !self.takes(":") {
            return Ok(None);
        }
        self.white();
        self.literal(depth)
    }

    /// What stands in brackets, with commas; the first may be missing.
    fn items(&mut self, end: &str, depth: usize, item: impl Fn(&mut Self) -> Step) -> Step {
        self.at += 1;
        self.reached = self.reached.max(depth);
        self.white();
        let start = self.at;
        if item(self)?.is_none() {
            self.at = start;
        }
        loop {
            self.white();
            if !self.takes(",") {
                return Ok(self.takes(end).then_some(()));
            }
            self.white();
            if item(self)?.is_none() {
                return Ok(None);
            }
        }
    }
}

/// How much of a text a backslash at its start makes text, with it.
fn escape(text: &str) -> usize {
    let slashes = text.len() - text.trim_start_matches('\\').len();
    match &text[slashes..] {
        braces if slashes == 1 && braces.starts_with("{{{{") => 5,
        braces if slashes == 1 && braces.starts_with("{{") => 3,
        _ => slashes,
    }
}

fn is_symbol(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '$' | ':' | '\u{80}'..)
}

fn is_of_path(letter: char) -> bool {
    is_symbol(letter) || matches!(letter, '.' | '/' | '@')
}

/// How long the number is that a text begins with.
fn number_length(text: &str) -> Option<usize> {
    let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let minus = usize::from(text.starts_with('-'));
    let whole = digits(minus);
    if whole == 0 {
        return None;
    }
    let mut at = minus + whole;
    at += usize::from(text[at..].starts_with('.'));
    at += digits(at);
    let exponent = at + if text[at..].starts_with("E-") { 2 } else { 1 };
    let has_exponent = text[at..].starts_with('E') && digits(exponent) > 0;
    Some(if has_exponent { exponent + digits(exponent) } else { at })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use serde_json::Value as Json;

    use super::*;

    /// How deep the crate's own reading of a source is: blocks as they are counted here, and parentheses with lists.
    fn depth(template: &handlebars::Template, around: usize) -> (usize, usize) {
        let mut deepest = (0, 0);
        for element in &template.elements {
            let (blocks, words) = match element {
                TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                    (0, words(helper))
                }
                TemplateElement::HelperBlock(helper) => block(helper, around),
                _ => (0, 0),
            };
            deepest = (deepest.0.max(blocks), deepest.1.max(words));
        }
        deepest
    }

    fn block(helper: &HelperTemplate, around: usize) -> (usize, usize) {
        if helper.name.as_name() == Some("raw") {
            return (0, 0);
        }
        let mut deepest = (around + 2, words(helper));
        let then = helper.template.as_ref().map(|then| depth(then, around + 2));
        let other = helper.inverse.as_ref().map(|other| match other.elements.as_slice() {
            [TemplateElement::HelperBlock(helper)] if other.mapping.is_empty() => block(helper, around + 1),
            _ => depth(other, around + 2),
        });
        for (blocks, words) in then.into_iter().chain(other) {
            deepest = (deepest.0.max(blocks), deepest.1.max(words));
        }
        deepest
    }

    fn words(helper: &HelperTemplate) -> usize {
        let words = helper.params.iter().chain(helper.hash.values()).chain([&helper.name]);
        words.map(word).max().unwrap_or_default()
    }

    fn word(parameter: &Parameter) -> usize {
        match parameter {
            Parameter::Subexpression(inner) => match inner.as_element() {
                TemplateElement::Expression(helper) => 1 + words(helper),
                _ => 1,
            },
            Parameter::Literal(json) => nested(json),
            _ => 0,
        }
    }

    fn nested(json: &Json) -> usize {
        match json {
            Json::Array(items) => 1 + items.iter().map(nested).max().unwrap_or_default(),
            Json::Object(items) => 1 + items.values().map(nested).max().unwrap_or_default(),
            _ => 0,
        }
    }

    fn json() -> impl Strategy<Value = String> {
        const LEAVES: [&str; 8] =
            ["\"}}\"", "\")\"", "\"\\\"(\"", "\"\\u0028'\"", "1.5", "-1E-5", "true", "null"];
        let leaf = proptest::sample::select(&LEAVES[..]).prop_map(str::to_owned);
        leaf.prop_recursive(3, 6, 2, |inner| {
            (proptest::collection::vec(inner, 0..3), 0..2_usize).prop_map(|(items, kind)| {
                let member = |(at, item): (usize, &String)| format!("\"}}}}{at}\" :{item}");
                match kind {
                    0 => format!("[{}]", items.join(" , ")),
                    _ => format!(
                        "{{ {} }}",
                        items.iter().enumerate().map(member).collect::<Vec<_>>().join(",")
                    ),
                }
            })
        })
    }

    fn words_of_a_tag() -> impl Strategy<Value = String> {
        const LEAVES: [&str; 21] = [
            "a", "'\"('", "'\\'('", "a.[(]", "a.[\"]", "a.[}}]", "a/['({]", "@index", "../a", "this.[)]",
            "[(\"]", "[[{(]", "@[']", "a.1.[\"]", "é", "@root.a", "[\"]", "[']", "1.[\"]", "([\"])",
            "(1.['])",
        ];
        let leaf = prop_oneof![proptest::sample::select(&LEAVES[..]).prop_map(str::to_owned), json()];
        leaf.prop_recursive(4, 12, 3, |inner| {
            let joined = proptest::collection::vec(inner, 1..3).prop_map(|words| words.join(" "));
            (joined, 0..3_usize).prop_map(|(words, kind)| match kind {
                0 => format!("(f {words})"),
                1 => format!("(f h={words})"),
                _ => format!("(f\n{words} )"),
            })
        })
    }

    fn text() -> impl Strategy<Value = String> {
        const LEAVES: [&str; 29] = [
            "x",
            "\\{{#if a}}",
            "\\\\{{a}}",
            "\\{{{a}}",
            "\\",
            "{ {",
            "}}",
            "{{! {{#if a}} \" }}",
            "{{!-- {{#if a}} }} --~}} --}}",
            "{{!-- }}",
            "{{{{raw}}}} {{#if a}} \\{{{{/raw}}}} {{{{/raw}}}}",
            "{{{a}}}",
            "{{~{a}~}}",
            "{{&a}}",
            "{{ ~a }}",
            "\n",
            "\\{{{{",
            "\\{{{{{#if a}}",
            "{{! -- {{#if a}} }} --}}",
            "{{!\n-- }}",
            "{{[\"]}}",
            "{{{[']}}}",
            "{{&[\"]}}",
            "{{~1.[']}}",
            "{{([\"])}}",
            "{{f [\"]}}",
            "{{{{raw}}}}\\{{{{{{{{/raw}}}}",
            "{{f '] }}'}}",
            "{{f h=1.[']}}",
        ];
        let leaf = prop_oneof![
            proptest::sample::select(&LEAVES[..]).prop_map(str::to_owned),
            words_of_a_tag().prop_map(|words| format!("{{{{f {words}}}}}")),
            words_of_a_tag().prop_map(|words| format!("{{{{{{f {words}}}}}}}")),
        ];
        leaf.prop_recursive(4, 16, 3, |inner| {
            let inside = proptest::collection::vec(inner, 0..3).prop_map(|parts| parts.concat());
            (inside.clone(), inside, words_of_a_tag(), 0..6_usize).prop_map(|(then, other, words, kind)| match kind {
                0 => format!("{{{{#if {words}}}}}{then}{{{{/if}}}}"),
                1 => format!("{{{{~ # each {words} as |a b|~}}}}{then}{{{{else}}}}{other}{{{{~/each}}}}"),
                2 => format!("{{{{#if a}}}}{then}{{{{else if {words}}}}}{other}{{{{/if}}}}"),
                3 => format!("{{{{#if a}}}}{then}{{{{^if {words}}}}}{{{{else with a}}}}{other}{{{{^}}}}{then}{{{{/if}}}}"),
                4 => format!("{{{{#if a}}}}{then}{{{{else a.b {words}}}}}{{{{~^ a = 1}}}}{other}{{{{else a {words}}}}}{{{{/if}}}}"),
                _ => format!("{then}{other}"),
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn levels_are_those_that_the_crate_finds(source in text()) {
            let Ok(template) = handlebars::Template::compile(&source) else { return Ok(()) };
            let (blocks, words) = depth(&template, 0);
            let deepest = blocks.div_ceil(2).max(words);
            prop_assert!(check_to(&source, deepest).is_ok(), "{deepest} levels: {source}");
            prop_assert!(deepest == 0 || check_to(&source, deepest - 1).is_err(), "{deepest} levels: {source}");
        }
    }

    #[test]
    fn most_sources_of_these_are_read() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let sources = (0..200).map(|_| text().new_tree(&mut runner).unwrap().current());
        let read = sources.filter(|source| handlebars::Template::compile(source).is_ok()).count();
        assert!(read > 100, "{read} of 200");
    }

    #[test]
    fn what_hides_brackets_hides_no_level() {
        let nested = |before: &str, count: usize| {
            format!("{{{{not (eq {before} {}true{})}}}}", "(not ".repeat(count), ")".repeat(count))
        };
        for before in ["\"}}\"", "\")\"", "'}}'", "a.[)]", "a.[\"]", "a.[}}]", "[\"]'\"]", "{\"}}\":1}"] {
            assert!(check(&nested(before, DEEPEST - 1)).is_ok(), "{before}");
            assert!(check(&nested(before, DEEPEST)).is_err(), "{before}");
        }
        let text = format!("{{{{not \"{}\"}}}}{{{{!-- {} --}}}}", "(".repeat(500), "{{#if a}}".repeat(500));
        assert!(check(&text).is_ok());
    }

    #[test]
    fn a_name_hides_no_level_though_it_could_begin_a_list() {
        let nested = |count: usize| format!("{{{{not {}true{}}}}}", "(not ".repeat(count), ")".repeat(count));
        let around = [
            ("{{[\"]}}", "{{[\"]}}"),
            ("{{{[']}}}", "{{[']}}"),
            ("{{&[\"]}}", "{{{[\"]}}}"),
            ("{{~1.[\"]}}", "{{a.[\"]}}"),
            ("{{not ([\"])}}", "{{[\"]}}"),
            ("\\{{{{{!-- }}", "{{! --}}"),
            ("\\{{{{", ""),
            ("{{{{raw}}}}\\{{{{{{{{/raw}}}}", ""),
        ];
        for (before, after) in around {
            assert!(check(&format!("{before}{}{after}", nested(DEEPEST))).is_ok(), "{before}");
            assert!(check(&format!("{before}{}{after}", nested(DEEPEST + 1))).is_err(), "{before}");
        }
    }

    #[test]
    fn what_is_no_level_is_refused_for_none() {
        let many = |part: &str| part.repeat(2 * DEEPEST + 1);
        for source in [
            many("\\{{{{{#if a}}"),
            format!("{{{{! -- }}}} {} --}}}}", many("{{#if a}}")),
            format!("{{{{#if a}}}}{}{{{{/if}}}}", many("{{else a.b}}{{else a = 1}}")),
            format!("{{{{{}a]}}}}", many("[")),
        ] {
            assert!(handlebars::Template::compile(&source).is_ok() && check(&source).is_ok(), "{source}");
        }
    }

    #[test]
    fn a_level_that_were_not_seen_here_is_read_to_an_error() {
        let source = format!("{{{{not {}true{}}}}}", "(not ".repeat(2000), ")".repeat(2000));
        let thread = std::thread::Builder::new().stack_size(2000 * super::super::LEVEL);
        let read = thread.spawn(move || super::super::compile("t", &source, &source).is_err()).unwrap();
        assert!(read.join().unwrap());
    }

    #[test]
    fn it_takes_time_in_proportion() {
        let start = std::time::Instant::now();
        for source in ["\\", "{", "[[", "{{!-- }}", "\"\\", "{{a.[", "1.[x] ", "{{x \""] {
            let _ = check(&format!("{{{{x {}", source.repeat(super::super::LARGEST / source.len())));
            let _ = check(&source.repeat(super::super::LARGEST / source.len()));
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
