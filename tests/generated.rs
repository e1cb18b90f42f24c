//! Man pages and completions are what the args.rs files make of themselves: a test fails when they are stale.
//!
//! `scripts/generate` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_complete::Shell;

// The arguments of every tool, from the file that the tool itself is made of.
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-adapter/args.rs"]
mod hd_adapter;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-adapter-call/args.rs"]
mod hd_adapter_call;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-apiserve/args.rs"]
mod hd_apiserve;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-check/args.rs"]
mod hd_check;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-compose/args.rs"]
mod hd_compose;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-config/args.rs"]
mod hd_config;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-registry/args.rs"]
mod hd_registry;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-render/args.rs"]
mod hd_render;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-state/args.rs"]
mod hd_state;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-token/args.rs"]
mod hd_token;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hd-unpack/args.rs"]
mod hd_unpack;
#[allow(dead_code, reason = "options are described here, not used")]
#[path = "../bins/hyperdrive/args.rs"]
mod hyperdrive;

fn commands() -> Vec<Command> {
    let commands = [
        ("hd-adapter", hd_adapter::Args::command()),
        ("hd-adapter-call", hd_adapter_call::Args::command()),
        ("hd-apiserve", hd_apiserve::Args::command()),
        ("hd-check", hd_check::Args::command()),
        ("hd-compose", hd_compose::Args::command()),
        ("hd-config", hd_config::Args::command()),
        ("hd-registry", hd_registry::Args::command()),
        ("hd-render", hd_render::Args::command()),
        ("hd-state", hd_state::Args::command()),
        ("hd-token", hd_token::Args::command()),
        ("hd-unpack", hd_unpack::Args::command()),
        ("hyperdrive", hyperdrive::Args::command()),
    ];
    commands.into_iter().map(|(name, command)| command.name(name).bin_name(name)).collect()
}

/// Every generated file, by its path in the repository.
fn generated() -> BTreeMap<PathBuf, Vec<u8>> {
    commands()
        .into_iter()
        .flat_map(|command| pages(&command).into_iter().chain(completions(&command)))
        .collect()
}

/// A man page for the tool and each of its commands, `hd-state.1`, `hd-state-load.1`, …
fn pages(command: &Command) -> Vec<(PathBuf, Vec<u8>)> {
    let mut command = command.clone().disable_help_subcommand(true);
    command.build();
    let below = command.get_subcommands().flat_map(pages).collect::<Vec<_>>();
    std::iter::once(page(&command)).chain(below).collect()
}

fn page(command: &Command) -> (PathBuf, Vec<u8>) {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let source = concat!("hyperdrive ", env!("CARGO_PKG_VERSION"));
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).title(&name).source(source).render(&mut text).unwrap();
    if name == "hd-check" {
        text.extend(codes().into_bytes());
    }
    (Path::new("man").join(format!("{name}.1")), text)
}

/// The table of codes, as a section of a man page.
fn codes() -> String {
    let plain = |text: &str| text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    let code = |code: &&hd::check::Code| {
        let (title, about, fix) = (plain(code.title), plain(code.about), plain(code.fix));
        let level = code.level.word();
        // Nothing that a text says may begin a line: a dot there would be a request.
        format!(".TP\n\\fB{}\\fR ({level}): {title}\n\\&{about}\n.br\nFix: {fix}.\n", code.id)
    };
    let of =
        |scope| hd::check::code::ALL.iter().filter(|code| code.scope == scope).map(code).collect::<String>();
    let (package, adapter) = (of(hd::check::Scope::Package), of(hd::check::Scope::Adapter));
    format!(".SH \"CODES OF PACKAGES\"\n{package}.SH \"CODES OF ADAPTERS\"\n{adapter}")
}

fn completions(command: &Command) -> Vec<(PathBuf, Vec<u8>)> {
    let name = command.get_name().to_owned();
    let one = |shell: Shell| {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut command.clone(), &name, &mut text);
        (Path::new("completions").join(format!("{name}.{shell}")), text)
    };
    [Shell::Bash, Shell::Fish, Shell::Zsh].map(one).into()
}

fn write() {
    for (path, text) in generated() {
        let path = root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn man_pages_and_completions_are_in_step() {
    // scripts/generate asks for it.
    if std::env::var_os("HD_GENERATE").is_some() {
        write();
    }
    let stale: Vec<PathBuf> = generated()
        .into_iter()
        .filter(|(path, text)| fs::read(root().join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path)
        .collect();
    assert!(stale.is_empty(), "run scripts/generate: stale are {stale:?}");
}

/// The pages that a page names, `hd-check(1)` as `hd-check.1`.
fn named(page: &str) -> Vec<String> {
    let plain = ["\\fB", "\\fI", "\\fR", "\\&", "\""]
        .iter()
        .fold(page.replace("\\-", "-"), |page, mark| page.replace(mark, ""));
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name = |(before, rest): (&str, &str)| {
        let section = rest.strip_suffix(|_| true).filter(|section| section.len() == 1 && *section <= "9")?;
        let name = before.trim_end().rsplit(|letter| !in_name(letter)).next()?;
        (name.starts_with("hd-") || name.starts_with("hyperdrive")).then(|| format!("{name}.{section}"))
    };
    let ends =
        plain.match_indices('(').filter_map(|(at, _)| Some((&plain[..at], plain.get(at + 1..at + 3)?)));
    ends.filter(|(_, rest)| rest.ends_with(')')).filter_map(name).collect()
}

#[test]
fn pages_name_only_pages_that_are_there() {
    let mut count = 0;
    for entry in fs::read_dir(root().join("man")).unwrap() {
        let path = entry.unwrap().path();
        for name in named(&fs::read_to_string(&path).unwrap()) {
            assert!(
                root().join("man").join(&name).is_file(),
                "{}: there is no page '{name}'",
                path.display()
            );
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn nothing_lies_about_that_no_tool_has_any_more() {
    let expected = generated();
    for folder in ["man", "completions"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = Path::new(folder).join(entry.unwrap().file_name());
            let by_hand = path.extension().is_some_and(|section| section == "5" || section == "7");
            // Made by a running daemon, and tested with it.
            let by_daemon = path == Path::new("man/openapi.json");
            assert!(
                by_hand || by_daemon || expected.contains_key(&path),
                "run scripts/generate: left over is {path:?}"
            );
        }
    }
}
