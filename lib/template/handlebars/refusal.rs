//! What the `handlebars` crate refuses, in words of ours: it tells the rules of its grammar, at the place where it gave up.

use std::collections::HashMap;

use super::Fault;
use crate::template::actions::{Action, Actions, open_quote};
use crate::template::program::index;

/// What is wrong with a source that the crate gave up at this byte, for this reason.
pub(super) fn of(source: &str, place: usize, reason: &str) -> Fault {
    Blocks::of(source).fault().unwrap_or_else(|| at(source, place, reason))
}

/// Where the `else`s of each block stand, in order, by the block's own place.
pub(super) fn elses(source: &str) -> HashMap<usize, Vec<usize>> {
    let mut blocks = Blocks::of(source);
    blocks.fault();
    blocks.elses
}

/// The blocks of a source.
struct Blocks<'s> {
    source: &'s str,
    actions: Actions<'s>,
    /// Those that aren't closed.
    open: Vec<Block<'s>>,
    elses: HashMap<usize, Vec<usize>>,
}

/// A block that isn't closed.
struct Block<'s> {
    name: &'s str,
    place: usize,
    has_else: bool,
}

impl<'s> Blocks<'s> {
    fn of(source: &'s str) -> Self {
        Self { source, actions: Actions::of_handlebars(source), open: Vec::new(), elses: HashMap::new() }
    }

    /// What is wrong with the blocks.
    fn fault(&mut self) -> Option<Fault> {
        while let Some(action) = self.actions.next() {
            if !action.is_closed {
                return Some(unclosed_action(&action));
            }
            if let Some(fault) = self.take(&action) {
                return Some(fault);
            }
        }
        let Block { name, place, .. } = self.open.pop()?;
        Some(unclosed(name, place, &format!("{{{{/{name}}}}}")))
    }

    /// Takes an action; what is wrong with it, where it is one of a block's.
    fn take(&mut self, action: &Action<'s>) -> Option<Fault> {
        let name = |text: &'s str| text.split([' ', '\t', '\r', '\n', '~']).next().unwrap_or_default();
        let place = action.place;
        let inside = action.inside.trim_matches(['~', ' ', '\t', '\r', '\n']);
        if action.end == "}}}}" && !inside.starts_with('/') {
            return self.verbatim(name(inside), place);
        }
        match inside.split_at_checked(1) {
            Some(("#", block)) => {
                let name = name(block.trim_start_matches(['>', '*', ' ']));
                self.open.push(Block { name, place, has_else: false });
                None
            }
            Some(("/", block)) => self.close(name(block.trim_start()), place),
            Some(("^", block)) if !block.is_empty() => {
                let fault = Fault::new(index(place), "no block begins with '^'");
                Some(fault.hint("'{{#unless …}}…{{/unless}}' is for what isn't so"))
            }
            _ if inside == "^" || name(inside) == "else" => self.other(inside, place),
            _ => None,
        }
    }

    /// `{{{{raw}}}}…{{{{/raw}}}}`
    fn verbatim(&mut self, name: &str, place: usize) -> Option<Fault> {
        let end = format!("{{{{{{{{/{name}}}}}}}}}");
        let at = self.actions.at();
        let Some(found) = self.source[at..].find(&end) else {
            return Some(unclosed(name, place, &end));
        };
        self.actions.skip_to(at + found + end.len());
        None
    }

    /// An `else`, alone or with another condition.
    fn other(&mut self, inside: &str, place: usize) -> Option<Fault> {
        let Some(block) = self.open.last_mut() else {
            return Some(Fault::new(index(place), format!("'{inside}' stands outside of a block")));
        };
        if block.has_else {
            let fault =
                Fault::new(index(place), format!("the block '{}' has its 'else' already", block.name));
            return Some(fault.hint("'{{else if …}}' stands before '{{else}}', which is the last"));
        }
        block.has_else = matches!(inside, "else" | "^");
        self.elses.entry(block.place).or_default().push(place);
        None
    }

    fn close(&mut self, name: &str, place: usize) -> Option<Fault> {
        match self.open.pop() {
            Some(Block { name: open, .. }) if open == name => None,
            Some(Block { name: open, .. }) => {
                let fault = Fault::new(index(place), format!("this closes '{name}', and '{open}' is open"));
                Some(fault.hint(format!("'{{{{/{open}}}}}' closes it")))
            }
            None => Some(Fault::new(index(place), "this closes a block, and none is open")),
        }
    }
}

fn unclosed_action(action: &Action) -> Fault {
    let fault = |at: usize, message: String| Fault::new(index(action.place + at), message);
    let before = action.text.len() - action.inside.len();
    match open_quote(action.inside).filter(|_| !action.inside.trim_start_matches('~').starts_with('!')) {
        Some(at) => fault(before + at, "the text in quotes isn't closed".into()),
        None => fault(0, format!("the action isn't closed: '{}' is missing", action.end)),
    }
}

fn unclosed(name: &str, place: usize, end: &str) -> Fault {
    Fault::new(index(place), format!("the block '{name}' isn't closed")).hint(format!("'{end}' closes it"))
}

/// What is wrong inside of an action.
fn at(source: &str, place: usize, reason: &str) -> Fault {
    let action = Actions::of_handlebars(source).take_while(|action| action.place <= place).last();
    let Some(action) = action else { return Fault::new(index(place), in_plain_words(reason)) };
    let start = action.place + action.text.len() - action.inside.len() - action.end.len();
    let inside = action.inside.trim_start_matches(['~', ' ']);
    let fault = |message: &str| Fault::new(index(place), message);
    if inside.is_empty() {
        return fault("the action is empty").hint("'\\{{' is text");
    }
    if inside.starts_with('.') && !inside.starts_with("..") {
        return fault("a name begins with '.', as in Go's syntax").hint("in Handlebars it is the name alone");
    }
    if let Some(at) = open_quote(action.inside) {
        return Fault::new(index(start + at), "the text in quotes isn't closed");
    }
    if let Some(fault) = odd_letter(&source[place..], place) {
        return fault;
    }
    let expected = expected(reason);
    if expected.is_empty() {
        return fault(&in_plain_words(reason));
    }
    fault(&format!("what stands here can't be read: {} is expected", expected.join(" or ")))
}

/// What is wrong where something begins that has no meaning in Handlebars, or not there.
fn odd_letter(rest: &str, place: usize) -> Option<Fault> {
    let fault = |message: &str| Fault::new(index(place), message);
    Some(match rest.chars().next()? {
        '|' => fault("Handlebars has no pipelines")
            .hint("what goes into a call stands in parentheses: {{html (len x)}}"),
        ')' => fault("this ')' closes nothing"),
        '}' if rest.starts_with("}}") => fault("something is missing before '}}': a value, a name or a ')'"),
        quote @ ('"' | '\'') => fault("this text in quotes can't be read")
            .hint(format!("after '\\' stands one of {quote} \\ / b f n r t, or u and 4 hexadecimal digits")),
        '.' => fault("a name or a number doesn't begin with '.'"),
        '=' => fault("'=' has no meaning here").hint("{{#if (eq a b)}} compares"),
        _ => return None,
    })
}

/// What the crate says, on one line and without its drawing of the place.
fn in_plain_words(reason: &str) -> String {
    let words = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_start_matches("invalid handlebars syntax: ");
    if let Some(word) = words.strip_prefix("invalid parameter ") {
        return format!("'{}' is no number", word.trim_matches('"'));
    }
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
                "column 5, in '{{x | y}}': Handlebars has no pipelines [what goes into a call stands in parentheses: {{html (len x)}}]",
            ),
            (
                "{{{{raw}}}}x",
                "column 1, in '{{{{raw}}}}': the block 'raw' isn't closed ['{{{{/raw}}}}' closes it]",
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
    fn what_is_wrong_in_an_action_is_said_in_words() {
        for (source, expected) in [
            ("{{GetValue 'mode}}", "column 12, in '{{GetValue 'mode}}': the text in quotes isn't closed []"),
            (
                "{{#if (eq \"}}\" x}}{{/if}}",
                "column 17, in '{{#if (eq \"}}\" x}}': something is missing before '}}': a value, a name or a ')' []",
            ),
            (
                "{{not \"a\\q\"}}",
                "column 7, in '{{not \"a\\q\"}}': this text in quotes can't be read [after '\\' stands one of \" \\ / b f n r t, or u and 4 hexadecimal digits]",
            ),
            ("{{x)}}", "column 4, in '{{x)}}': this ')' closes nothing []"),
            ("{{not .5}}", "column 7, in '{{not .5}}': a name or a number doesn't begin with '.' []"),
            (
                "{{eq a == b}}",
                "column 9, in '{{eq a == b}}': '=' has no meaning here [{{#if (eq a b)}} compares]",
            ),
            ("{{not 1.}}", "column 1, in '{{not 1.}}': '1.' is no number []"),
            (
                "{{#if true}}{{else}}{{else}}{{/if}}",
                "column 21, in '{{else}}': the block 'if' has its 'else' already ['{{else if …}}' stands before '{{else}}', which is the last]",
            ),
            (
                "{{{{raw}}}}{{{{raw}}}}{{{{/raw}}}}{{{{/raw}}}}",
                "column 35, in '{{{{/raw}}}}': this closes a block, and none is open []",
            ),
            (
                "{{#raw x}}{{/raw}}",
                "column 1, in '{{#raw x}}': 'raw' is no block around what is rendered ['{{{{raw}}}}…{{{{/raw}}}}' is text, '{{raw x}}' a value as it is]",
            ),
            (
                "{{#if true}}xy{{#if true}}{{else}}{{/if}}{{else if}}{{/if}}",
                "column 42, in '{{else if}}': 'if' takes 1 argument and got 0 []",
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
