//! What the files of modules ask of the machine.

use std::io::{self, Write};

use cli::{Exit, Stream};
use hd::Result;
use hd::compose::{Part, Program, permission};
use hd::document::Document;
use hd::document::fields::Permission;
use hd::escape;
use hd::process::quoted;

/// How long a name may be in a line for people.
const LONGEST: usize = 100;

/// Adds `permissions` to the documents, or prints them for people.
pub(crate) fn run(stream: &Stream, part: Part, text: bool) -> Result<Exit> {
    if text {
        return stream.read(|document| {
            check(document, part)?;
            let permissions: Vec<Permission> = document.get("permissions")?.unwrap_or_default();
            print(&document.fqmn(), &permissions);
            Ok(())
        });
    }
    stream.each(|document| check(document, part))
}

/// What is known of the other part stays.
fn check(document: &mut Document, part: Part) -> Result<()> {
    if !document.is_enabled() || document.is_hyperdrive() && part == Part::Adapter {
        return Ok(());
    }
    let program = Program::find(&document.need::<String>("engine")?)?;
    let mut permissions: Vec<Permission> = document.get("permissions")?.unwrap_or_default();
    permissions.retain(|known| known.part != part.word());
    permissions.extend(permission::check(&program, document, part)?);
    permissions.sort_by_key(|permission| std::cmp::Reverse(permission.rank));
    document.set("permissions", &permissions)
}

/// Prints permissions for people: what each means in our words, below it what the files say.
pub(crate) fn print(whose: &str, permissions: &[Permission]) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{}: {}", escape::line(whose), count(permissions.len()));
    for permission in permissions {
        let Permission { name, rank, part, place, text, .. } = permission;
        let name = escape::short(&quoted(name), LONGEST);
        let _ = writeln!(
            out,
            "  {}: its {part} file {text}\n    {name} at {}",
            rank.word(),
            escape::short(place, LONGEST)
        );
    }
}

fn count(permissions: usize) -> String {
    match permissions {
        0 => "asks for no permission".into(),
        1 => "asks for 1 permission".into(),
        more => format!("asks for {more} permissions"),
    }
}

/// The options that allow these permissions.
pub(crate) fn how_to_allow(names: &[&str]) -> String {
    let options: Vec<String> = names.iter().map(|name| format!("--allow {}", quoted(name))).collect();
    format!("to allow it: {}", options.join(" "))
}
