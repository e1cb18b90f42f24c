//! Names that a package's templates write out, whatever is set: what two modules of one home can't both have.

use std::fs;
use std::path::Path;

/// What stands for the project's name in a name that templates make with `GetContainerName`.
pub const OF_PROJECT: &str = "<project>_";

/// The names of containers that the templates of an unpacked package write out, sorted, each once. A name that follows from
/// settings isn't among them: nobody can tell it before they are made. Nothing where there is no such folder.
pub fn containers(package: &Path) -> Vec<String> {
    let templates = fs::read_dir(package.join("templates")).into_iter().flatten().flatten();
    let texts = templates.filter_map(|template| fs::read_to_string(template.path()).ok());
    let mut names: Vec<String> = texts.flat_map(|text| in_text(&text)).collect();
    names.sort();
    names.dedup();
    names
}

fn in_text(text: &str) -> Vec<String> {
    let values = text.lines().filter_map(|line| line.trim_start().strip_prefix("container_name:"));
    values.filter_map(|value| name(unquoted(without_comment(value).trim()))).collect()
}

/// `{{GetContainerName "x"}}` in either syntax, or a name without any action.
fn name(value: &str) -> Option<String> {
    if !value.contains("{{") {
        return (!value.is_empty()).then(|| value.to_owned());
    }
    let action = value.strip_prefix("{{")?.strip_suffix("}}")?;
    let mut words = action.trim_matches(['-', '~', ' ', '\t']).split_whitespace();
    let (called, word, more) = (words.next()?, words.next()?, words.next());
    let is_literal = unquoted(word) != word || !word.starts_with(['.', '$', '(']);
    let is_name = called.trim_start_matches('.') == "GetContainerName" && more.is_none() && is_literal;
    is_name.then(|| format!("{OF_PROJECT}{}", unquoted(word)))
}

fn without_comment(value: &str) -> &str {
    value.split(" #").next().unwrap_or(value)
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    ['"', '\'', '`'].into_iter().find_map(inner).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_both_syntaxes_and_what_settings_decide_is_left() {
        let text = "services:\n  a:\n    container_name: {{GetContainerName \"hw-server\"}}\n    \
            container_name: '{{- .GetContainerName bn -}}' # beacon\n    container_name: plain\n    \
            container_name: {{.GetContainerName (.GetValue \"x\")}}\n    container_name: x{{GetProjectName}}\n    \
            container_name: {{.GetContainerName .X}}\n    environment: [X={{GetContainerName \"other\"}}]\n    \
            container_name:\n";
        assert_eq!(in_text(text), ["<project>_hw-server", "<project>_bn", "plain"]);
        assert!(containers(Path::new("/nonexistent")).is_empty());
    }
}
