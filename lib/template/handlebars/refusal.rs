//! What the `handlebars` crate refuses, in words of ours: it tells the rules of its grammar, at the place where it gave up.

use super::Fault;
use crate::template::program::index;

/// What is wrong with a source that the crate gave up at this byte, for this reason.
pub(super) fn of(source: &str, place: usize, reason: &str) -> Fault {
    Actions::of(source).fault().unwrap_or_else(|| at(source, place, reason))
}

/// An action that begins: the byte of its braces, what stands in it, and whether it is a block of text (`{{{{raw}}}}`).
struct Action<'s> {
    place: usize,
    inside: &'s str,
    verbatim: bool,
}

/// The actions of a source, as far as blocks go.
struct Actions<'s> {
    source: &'s str,
    at: usize,
    /// Blocks that aren't closed.
    open: Vec<(&'s str, usize)>,
}

impl<'s> Actions<'s> {
    fn of(source: &'s str) -> Self {
        Self { source, at: 0, open: Vec::new() }
    }

    /// What is wrong with the blocks.
    fn fault(mut self) -> Option<Fault> {
        loop {
            match self.next() {
                Ok(Some(action)) => {
                    if let Some(fault) = self.take(&action) {
                        return Some(fault);
                    }
                }
                Ok(None) => break,
                Err(fault) => return Some(fault),
            }
        }
        let (name, place) = self.open.pop()?;
        Some(unclosed(name, place, &format!("{{{{/{name}}}}}")))
    }

    fn next(&mut self) -> Result<Option<Action<'s>>, Fault> {
        let Some(found) = self.source[self.at..].find("{{") else { return Ok(None) };
        let place = self.at + found;
        let rest = &self.source[place..];
        let braces = rest.bytes().take_while(|letter| *letter == b'{').count().min(4);
        let comment = rest[2..].trim_start_matches('~').starts_with("!--");
        let long = ["--}}", "--~}}"].into_iter().filter(|_| comment).find(|end| rest.contains(end));
        let end = long.unwrap_or(&"}}}}"[..braces]);
        let Some(length) = rest[braces..].find(end) else {
            return Err(Fault::new(index(place), format!("the action isn't closed: '{end}' is missing")));
        };
        self.at = place + braces + length + end.len();
        // What a backslash stands before is text.
        if self.source[..place].ends_with('\\') && !self.source[..place].ends_with("\\\\") {
            return self.next();
        }
        let inside = rest[braces..braces + length].trim_matches(['~', ' ', '\t', '\r', '\n']);
        Ok(Some(Action { place, inside, verbatim: braces == 4 }))
    }

    /// Takes an action; what is wrong with it, where it is one of a block's.
    fn take(&mut self, action: &Action<'s>) -> Option<Fault> {
        let name = |text: &'s str| text.split([' ', '\t', '\r', '\n', '~']).next().unwrap_or_default();
        let (place, inside) = (action.place, action.inside);
        if action.verbatim {
            let end = format!("{{{{{{{{/{}}}}}}}}}", name(inside));
            let Some(found) = self.source[self.at..].find(&end) else {
                return Some(unclosed(name(inside), place, &end));
            };
            self.at += found + end.len();
            return None;
        }
        match inside.split_at_checked(1) {
            Some(("#", block)) => {
                self.open.push((name(block.trim_start_matches(['>', '*', ' '])), place));
                None
            }
            Some(("/", block)) => self.close(name(block.trim_start()), place),
            Some(("^", block)) if !block.is_empty() => {
                let fault = Fault::new(index(place), "no block begins with '^'");
                Some(fault.hint("'{{#unless …}}…{{/unless}}' is for what isn't so"))
            }
            _ if self.open.is_empty() && (inside == "^" || name(inside) == "else") => {
                Some(Fault::new(index(place), format!("'{inside}' stands outside of a block")))
            }
            _ => None,
        }
    }

    fn close(&mut self, name: &str, place: usize) -> Option<Fault> {
        match self.open.pop() {
            Some((open, _)) if open == name => None,
            Some((open, _)) => {
                let fault = Fault::new(index(place), format!("this closes '{name}', and '{open}' is open"));
                Some(fault.hint(format!("'{{{{/{open}}}}}' closes it")))
            }
            None => Some(Fault::new(index(place), "this closes a block, and none is open")),
        }
    }
}

fn unclosed(name: &str, place: usize, end: &str) -> Fault {
    Fault::new(index(place), format!("the block '{name}' isn't closed")).hint(format!("'{end}' closes it"))
}

/// What is wrong inside of an action.
fn at(source: &str, place: usize, reason: &str) -> Fault {
    let start = source[..place].rfind("{{").map_or(place, |start| start + 2);
    let inside = source[start..].trim_start_matches(['{', '~', ' ']);
    let fault = |message: &str| Fault::new(index(place), message);
    if inside.starts_with("}}") {
        return fault("the action is empty").hint("'\\{{' is text");
    }
    if inside.starts_with('.') && !inside.starts_with("..") {
        return fault("a name begins with '.', as in Go's syntax").hint("in Handlebars it is the name alone");
    }
    let expected = expected(reason);
    if expected.is_empty() {
        return fault(&in_plain_words(reason));
    }
    fault(&format!("what stands here can't be read: {} is expected", expected.join(" or ")))
}

/// What the crate says, on one line and without its drawing of the place.
fn in_plain_words(reason: &str) -> String {
    let words = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_start_matches("invalid handlebars syntax: ");
    if words.contains("expected ") { "what stands here can't be read".into() } else { words.to_owned() }
}

/// What could have stood there, by the names of the crate's rules.
fn expected(reason: &str) -> Vec<&'static str> {
    const RULES: [(&str, &str); 7] = [
        ("identifier", "a name"),
        ("path_inline", "a name"),
        ("path_id", "a name"),
        ("helper_parameter", "a value"),
        ("subexpression", "'('"),
        ("block_param", "'as |…|'"),
        ("trailing_tilde_to_omit_whitespace", "'}}'"),
    ];
    let expected = reason.split_once("expected ").filter(|(before, _)| !before.ends_with("un"));
    let rest = expected.or_else(|| reason.split_once("; expected ")).map_or("", |(_, rest)| rest);
    let is_named = |rule: &str| {
        rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == rule)
    };
    let mut words: Vec<_> = RULES.iter().filter(|(rule, _)| is_named(rule)).map(|(_, word)| *word).collect();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::template::{Syntax, Template};

    fn refusal(source: &str) -> String {
        let error = Template::read("t", source, Some(Syntax::Handlebars)).unwrap_err();
        let hints: Vec<&str> = error.hints().iter().map(String::as_str).collect();
        format!("{} [{}]", error.message().trim_start_matches("cannot read 't' at line 1, "), hints.join(" "))
    }

    #[test]
    fn a_refusal_says_where_what_and_what_to_do() {
        for (source, expected) in [
            (
                "{{#if true}}x",
                "column 1, in '{{#if true}}': the block 'if' isn't closed ['{{/if}}' closes it]",
            ),
            (
                "{{#if true}}{{#each x}}x{{/each}}",
                "column 1, in '{{#if true}}': the block 'if' isn't closed ['{{/if}}' closes it]",
            ),
            ("x{{/if}}", "column 2, in '{{/if}}': this closes a block, and none is open []"),
            (
                "{{~#if true}}x{{/each}}",
                "column 15, in '{{/each}}': this closes 'each', and 'if' is open ['{{/if}}' closes it]",
            ),
            ("{{else}}", "column 1, in '{{else}}': 'else' stands outside of a block []"),
            ("{{^}}", "column 1, in '{{^}}': '^' stands outside of a block []"),
            ("a {{x", "column 3, in '{{x': the action isn't closed: '}}' is missing []"),
            (
                "{{!-- {{#if}} -- }} --}}{{/if}}",
                "column 25, in '{{/if}}': this closes a block, and none is open []",
            ),
            ("\\{{#if}}{{x", "column 9, in '{{x': the action isn't closed: '}}' is missing []"),
            ("{{{x}}", "column 1, in '{{{x}}': the action isn't closed: '}}}' is missing []"),
            ("{{}}", "column 3, in '{{}}': the action is empty ['\\{{' is text]"),
            (
                "{{.ModuleConfigDir}}",
                "column 3, in '{{.ModuleConfigDir}}': a name begins with '.', as in Go's syntax [in Handlebars it is the name alone]",
            ),
            (
                "{{x | y}}",
                "column 5, in '{{x | y}}': what stands here can't be read: a name or a value or '}}' is expected []",
            ),
            (
                "{{{{raw}}}}x",
                "column 1, in '{{{{raw}}': the block 'raw' isn't closed ['{{{{/raw}}}}' closes it]",
            ),
            (
                "{{^list}}x{{/list}}",
                "column 1, in '{{^list}}': no block begins with '^' ['{{#unless …}}…{{/unless}}' is for what isn't so]",
            ),
        ] {
            assert_eq!(refusal(source), expected, "{source}");
        }
    }

    #[test]
    fn no_rule_of_the_grammar_is_named() {
        for source in [
            "{{#if a == b}}{{/if}}",
            "{{a.[b}}",
            "{{\"a}}",
            "{{#each list as |a b c|}}{{/each}}",
            "{{#if true}}{{else else}}{{/if}}",
            "{{x 'a}}",
            "{{(x}}",
            "{{x)}}",
            "{{&}}",
            "{{@}}",
            "{{>}}",
            "{{#}}{{/}}",
            "{{x y=}}",
            "{{x \u{1}}}",
        ] {
            let refusal = refusal(source);
            assert!(!refusal.contains('_') && !refusal.contains("unexpected"), "{source}: {refusal}");
        }
    }
}
