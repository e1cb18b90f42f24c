//! hd-token: makes keys, signs and verifies tokens.
//!
//! Reads: key files; a token on standard input. Writes: a key, a token, claims. Exits: 1 where a token isn't valid.

mod args;

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use args::{Args, Command};
use cli::flags::Common;
use cli::{Exit, Tool, audit};
use hd::auth::token::{Audience, inspected, sign};
use hd::auth::{Claims, Key, Token, key};
use hd::document::HYPERDRIVE;
use hd::error::reason;
use hd::name::Fqmn;
use hd::{Error, Result, clock};
use serde_json::json;

/// What Hyperdrive is called in the names of parameters.
const SHORT: &str = "hyperdrive";

const TOOL: Tool = Tool { name: "hd-token", reads: &[], writes: &[] };

fn main() -> ExitCode {
    TOOL.run(token)
}

fn token(args: Args) -> Result<Exit> {
    let common = &args.common;
    match args.command {
        Command::Key(args) => make_key(&args, common),
        Command::Sign(args) => sign_token(&args, common),
        Command::Verify(args) => verify(&args, common),
        Command::Inspect => inspect(common),
        Command::Rotate(args) => rotate(&args, common),
    }
}

fn make_key(args: &args::Key, common: &Common) -> Result<Exit> {
    let new = Key::generate()?;
    let Some(file) = &args.file else { return put(new.bytes()) };
    new.create(file, if args.mounted { key::MOUNTED } else { key::PRIVATE })?;
    common.print(&json!({ "keyFile": shown(file) }))
}

fn sign_token(args: &args::Sign, common: &Common) -> Result<Exit> {
    let issuer: Fqmn = args.issuer.parse().map_err(|error: Error| match args.issuer.as_str() {
        SHORT => error.hint(format!("Hyperdrive itself is {HYPERDRIVE}")),
        _ => error,
    })?;
    let algorithm = args.algorithm.parse()?;
    let mut claims = Claims::new(&issuer, clock::now(), args.ttl);
    claims.aud = args.audience.clone().map(Audience::One);
    if args.once {
        claims = claims.for_one_use()?;
    }
    let token = sign(&claims, &Key::read_nofollow(&args.key_file)?, algorithm)?;
    if args.json {
        return common.print(&json!({ "token": token, "algorithm": algorithm, "claims": claims }));
    }
    put(format!("{token}\n").as_bytes())
}

fn verify(args: &args::Verify, common: &Common) -> Result<Exit> {
    let (text, now) = (read_token()?, clock::now());
    let keys: Vec<Key> =
        [Key::read_nofollow(&args.key_file)?].into_iter().chain(Key::old(&args.key_file, now)).collect();
    let token = Token::parse(text.trim())?;
    token.verify(&keys, now, args.audience.as_deref())?;
    common.print(&token.raw()?)
}

fn inspect(common: &Common) -> Result<Exit> {
    let (algorithm, claims) = inspected(read_token()?.trim())?;
    common.print(&json!({ "algorithm": algorithm, "claims": claims }))
}

fn rotate(args: &args::Rotate, common: &Common) -> Result<Exit> {
    let _held = key::hold(&args.key_file)?;
    if !args.anyway && Key::overlaps(&args.key_file, clock::now()) {
        let key = shown(&args.key_file);
        return Err(Error::no(format!("refusing to rotate key '{key}': the one before still counts"))
            .hint(
                "containers may still use it: restarting the module ('hyperdrive service start') lets it go",
            )
            .hint("where nobody uses it, --anyway takes its place"));
    }
    let until = clock::now() + u64::from(args.overlap);
    Key::rotate(&args.key_file, until)?;
    note(&args.key_file);
    let (new, old) = (shown(&args.key_file), shown(&key::old_file(&args.key_file)));
    common.print(&json!({ "keyFile": new, "oldKeyFile": old, "oldUntil": until }))
}

/// A line in the audit of the home that the key is of, where it is a home's.
fn note(key_file: &Path) {
    let Ok(key_file) = std::path::absolute(key_file) else { return };
    let home = key_file.ancestors().skip(1).find(|folder| folder.join("state/home.json").exists());
    if let Some(home) = home {
        audit::did(TOOL.name, "rotate", home, &shown(key_file.strip_prefix(home).unwrap_or(&key_file)));
    }
}

/// A path as text, whatever its bytes are.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A token is short: what is longer is cut, and no token.
fn read_token() -> Result<String> {
    let mut text = Vec::new();
    io::stdin().lock().take(1 << 16).read_to_end(&mut text).map_err(|cause| {
        Error::machine(format!("cannot read the token on standard input: {}", reason(&cause)))
    })?;
    String::from_utf8(text).map_err(|_| Error::no("the token isn't valid: it isn't text"))
}

fn put(bytes: &[u8]) -> Result<Exit> {
    let mut out = io::stdout();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::machine(format!("cannot write to standard output: {}", reason(&cause))))
        }
        _ => Ok(Exit::DONE),
    }
}
