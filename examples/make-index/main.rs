//! Makes and signs the index of a registry, for those who keep one (scripts/registry-index, hyperdrive-registry(5)).

use std::error::Error;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::{Parser, Subcommand};
use hd::module::{Limits, Package, source};
use hd::registry::{Index, Location};
use minisign::{KeyPair, PublicKey, SecretKeyBox};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Make and sign the index of a registry
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a key pair without a password: SECRET (0600) and SECRET.pub
    Key {
        /// The file for the secret key
        secret: PathBuf,
    },
    /// Write INDEX and INDEX.minisig for packages
    Index {
        /// The registry's name
        #[arg(long)]
        name: String,
        /// Higher than that of every index before it
        #[arg(long)]
        serial: u64,
        /// For how many days the index is good
        #[arg(long, default_value_t = 30)]
        days: u64,
        /// What stands before a package's file name in its URL; nothing where packages lie beside the index
        #[arg(long, default_value = "")]
        prefix: String,
        /// The secret key that signs
        #[arg(long)]
        key: PathBuf,
        /// A public key that may sign the next index, too; may be repeated
        #[arg(long = "also")]
        also: Vec<String>,
        /// The index to write
        #[arg(short, long)]
        output: PathBuf,
        /// The packages
        packages: Vec<PathBuf>,
    },
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Key { secret } => make_key(&secret),
        Command::Index { name, serial, days, prefix, key, also, output, packages } => {
            let secret = read_key(&key)?;
            let mut keys = vec![PublicKey::from_secret_key(&secret)?.to_base64()];
            keys.extend(also);
            let expires = SystemTime::now() + Duration::from_secs(days * 24 * 3600);
            let index = json!({
                "name": name,
                "serial": serial,
                "expires": humantime::format_rfc3339_seconds(expires).to_string(),
                "keys": keys,
                "modules": modules(&packages, &prefix)?,
            });
            let text = serde_json::to_string_pretty(&index)? + "\n";
            // Nobody would take another.
            Index::parse(text.as_bytes(), &Location::parse(&output.to_string_lossy())?)?;
            let comment = format!("serial {serial} of {name}");
            let signature = minisign::sign(None, &secret, Cursor::new(&text), Some(&comment), None)?;
            fs::write(&output, text)?;
            fs::write(format!("{}.minisig", output.display()), signature.into_string())?;
            Ok(())
        }
    }
}

fn make_key(path: &Path) -> Result<()> {
    let pair = KeyPair::generate_unencrypted_keypair()?;
    hd::state::file::write(path, pair.sk.to_box(None)?.into_string(), 0o600)?;
    fs::write(format!("{}.pub", path.display()), pair.pk.to_base64() + "\n")?;
    Ok(())
}

fn read_key(path: &Path) -> Result<minisign::SecretKey> {
    let secret = || SecretKeyBox::from_string(&fs::read_to_string(path).unwrap_or_default());
    Ok(secret()?.into_unencrypted_secret_key().or_else(|_| secret()?.into_secret_key(None))?)
}

/// The packages, each as an entry of its module.
fn modules(packages: &[PathBuf], prefix: &str) -> Result<Vec<Value>> {
    let mut modules: Vec<Value> = Vec::new();
    for path in packages {
        let (fqmn, description, version) = one(path, prefix)?;
        match modules.iter_mut().find(|module| module["fqmn"] == fqmn.as_str()) {
            Some(module) => module["versions"].as_array_mut().ok_or("no list")?.push(version),
            None => modules.push(json!({"fqmn": fqmn, "description": description, "versions": [version]})),
        }
    }
    Ok(modules)
}

fn one(path: &Path, prefix: &str) -> Result<(String, String, Value)> {
    let bytes = source::open(path, &Limits::default())?;
    let package = Package::open(&bytes, &Limits::default())?;
    let (_, contents) = package.check()?;
    let descriptor = package.descriptor();
    let dependencies: Vec<String> = descriptor.dependencies.iter().map(ToString::to_string).collect();
    let file = path.file_name().ok_or("no file name")?.to_string_lossy().into_owned();
    let version = json!({
        "version": descriptor.version.to_string(),
        "url": format!("{prefix}{file}"),
        "sha256": contents.package.sha256,
        "size": contents.package.bytes,
        "dependencies": dependencies,
    });
    Ok((descriptor.fqmn().to_string(), descriptor.description.clone(), version))
}
