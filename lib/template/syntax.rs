//! Which of the two syntaxes a template is written in (SPEC.md section 5).

use super::actions::Actions;

/// A syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Go's `text/template`.
    Go,
    /// Handlebars.
    Handlebars,
}

const KEYWORDS: [&str; 10] =
    ["if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"];

impl Syntax {
    /// The syntax of this source, by its actions.
    pub fn of(source: &str) -> Self {
        if actions(source).any(begins_as_handlebars) {
            return Self::Handlebars;
        }
        if actions(source).any(reads_as_go) { Self::Go } else { Self::Handlebars }
    }
}

/// What stands between `{{` and `}}`.
fn actions(source: &str) -> impl Iterator<Item = &str> {
    Actions::of(source).map(|action| action.inside)
}

fn begins_as_handlebars(action: &str) -> bool {
    let action = action.trim_start();
    action.starts_with(['#', '>', '!', '~', '{']) || (action.starts_with('/') && !action.starts_with("/*"))
}

fn reads_as_go(action: &str) -> bool {
    let trims = action.starts_with("- ") || action.starts_with("-\n") || action.ends_with(" -");
    let bare = without_quoted(action.trim_start_matches('-'));
    let mut words = bare.split(|letter: char| letter.is_whitespace() || "(),=".contains(letter));
    trims
        || action.trim_start_matches(['-', ' ']).starts_with("/*")
        || bare.contains(['$', '|'])
        || words.any(|word| word.starts_with('.') || KEYWORDS.contains(&word))
        || begins_with_literal(action.trim())
}

fn begins_with_literal(action: &str) -> bool {
    let first_word = action.split(|letter: char| letter.is_whitespace() || letter == ')').next();
    let number = action.trim_start_matches(['+', '-']).starts_with(|letter: char| letter.is_ascii_digit());
    number || action.starts_with(['"', '`', '\'']) || matches!(first_word, Some("true" | "false" | "nil"))
}

/// The action with what stands in quotes taken out.
fn without_quoted(action: &str) -> String {
    let (mut out, mut quote, mut escaped) = (String::new(), None, false);
    for letter in action.chars() {
        match quote {
            Some(open) => {
                if letter == open && !escaped {
                    quote = None;
                }
                escaped = letter == '\\' && !escaped && open != '`';
            }
            None if matches!(letter, '"' | '\'' | '`') => {
                quote = Some(letter);
                out.push(' ');
            }
            None => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Syntax::{self, Go, Handlebars};

    #[test]
    fn a_syntax_is_known_by_its_actions() {
        let cases = [
            ("plain text", Handlebars),
            ("{{ModuleConfigDir}}", Handlebars),
            ("{{GetValue \"a.b|$x\"}}", Handlebars),
            ("{{#if x}}{{.}}{{/if}}", Handlebars),
            ("{{! a $comment }}{{x}}", Handlebars),
            ("{{~x}}", Handlebars),
            ("{{{x}}}", Handlebars),
            ("{{.ModuleConfigDir}}", Go),
            ("{{-x}}", Handlebars),
            ("{{- x }}", Go),
            ("{{x -}}", Go),
            ("{{/* comment */}}", Go),
            ("{{- /* comment */ -}}", Go),
            ("{{x | y}}", Go),
            ("{{$x}}", Go),
            ("{{end}}", Go),
            ("{{printf \"%d\" (len .X)}}", Go),
            ("{{\"text\"}}", Go),
            ("{{42}}", Go),
            ("{{true}}", Go),
            ("{{/* see {{#if x}} */}}{{.X}}", Go),
            ("{{- /* {{! */ -}}{{.X}}", Go),
            ("{{\"{{#if x}}\"}}", Go),
            ("{{.X \"}}{{#\"}}", Go),
            ("{{`{{{raw}}}`}}{{.X}}", Go),
            ("{{GetValue \"{{.x}}\"}}", Handlebars),
            ("{{GetValue \"}} {{$x\"}}", Handlebars),
            ("{{!-- {{.X}} $x --}}{{x}}", Handlebars),
            ("{{! don't }}{{x}}{{! can't .y }}", Handlebars),
        ];
        for (source, expected) in cases {
            assert_eq!(Syntax::of(source), expected, "{source}");
        }
    }
}
