//! What is stored of a home ↔ module documents.
//!
//! Reads: `fqmn descriptor dir package` (add), all that other tools added (save). Writes: what is known of a module.
//! Exits: 0, 1 another project's directory, 3 no user directory or bad documents, 4 disk, 6 locked or changed meanwhile.

mod args;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use args::{Args, Command, Moment};
use cli::audit::{self, Stage};
use cli::{Exit, Stream, Tool, flags};
use hd::config::{Instance, Metadata, system};
use hd::document::fields::Paths;
use hd::document::{Document, HYPERDRIVE};
use hd::engine::{Engine, Surroundings};
use hd::name::Fqmn;
use hd::process::Process;
use hd::state::{self, Arrival, FIRST_PORT, Home, LOCK_VARIABLE, Which};
use hd::{Error, Result};
use serde_json::{Map, Value};

const TOOL: Tool = Tool {
    name: "hd-state",
    reads: &[
        "fqmn",
        "descriptor",
        "dir",
        "package",
        "home",
        "rev",
        "enabled",
        "settings",
        "set",
        "adapter",
        "granted",
        "source",
        "generation",
        "run",
        "needed",
    ],
    writes: &[
        "fqmn",
        "descriptor",
        "dir",
        "package",
        "project",
        "home",
        "rev",
        "engine",
        "names",
        "paths",
        "enabled",
        "settings",
        "set",
        "granted",
        "status",
        "config",
        "changed",
        "source",
        "from",
        "interrupted",
        "generation",
        "waits",
        "images",
    ],
};

fn main() -> ExitCode {
    TOOL.run(state)
}

fn state(args: Args) -> Result<Exit> {
    let stream = Stream::new(TOOL.name, &args.stream);
    let dir = || args.home.dir();
    match &args.command {
        Command::Load(load) => self::load(&Home::open(&dir()?)?, load, &stream),
        Command::Add(add) => self::add(&dir()?, args.home.project.as_deref(), add, &stream),
        Command::Upgrade(upgrade) => self::upgrade(&Home::open(&dir()?)?, upgrade, &stream),
        Command::Packages => packages(&Home::open(&dir()?)?),
        Command::Save(save) => self::save(&args.home, save.moment, &stream),
        Command::Remove(remove) => self::remove(&args.home, remove, &stream),
        Command::Interrupted(which) => interrupted(&Home::open(&dir()?)?, which, &stream),
        Command::Generations => generations(&Home::open(&dir()?)?, &args.stream.common),
        Command::Rollback(back) => roll_back(&Home::open(&dir()?)?, back, &args.stream.common),
        Command::Prune(prune) => self::prune(&Home::open(&dir()?)?, prune, &args.stream.common),
        Command::Mark => mark(&Home::open(&dir()?)?),
        Command::Lock(lock) => run_locked(&Home::open(&dir()?)?, &lock.command),
    }
}

fn load(home: &Home, args: &args::Load, stream: &Stream) -> Result<Exit> {
    let which = if args.running { Which::Running } else { Which::Pending };
    let mut documents = state::load(home, which, &address(&args.engine)?)?;
    describe_hyperdrive(&mut documents)?;
    stream.put_all(&documents)
}

fn add(dir: &Path, project: Option<&str>, add: &args::Add, stream: &Stream) -> Result<Exit> {
    let engine = address(&add.engine)?;
    stream.whole(|documents| {
        let home = Home::open_or_create(dir, project, defaults()?)?;
        let _lock = home.lock()?;
        let arrival = Arrival { engine: &engine, replace_source: add.replace_source };
        state::add(&home, documents, arrival, |document, error| stream.fail(document, error))
            .map_err(elsewhere)?;
        note("add", &*documents);
        describe_hyperdrive(documents)
    })
}

fn upgrade(home: &Home, args: &args::Upgrade, stream: &Stream) -> Result<Exit> {
    let engine = address(&args.add.engine)?;
    let named = args.restart.iter().filter(|named| *named != args::ALL);
    for fqmn in named {
        fqmn.parse::<Fqmn>().map_err(|error| Error::usage(error.message()))?;
    }
    stream.whole(|documents| {
        let _lock = home.lock()?;
        let restart = |fqmn: &str| args.restart.iter().any(|named| named == args::ALL || named == fqmn);
        state::begin_upgrade(home, documents, &engine, restart, args.add.replace_source)
            .map_err(elsewhere)?;
        describe_hyperdrive(documents)
    })
}

/// How to have a package from elsewhere all the same.
fn elsewhere(error: Error) -> Error {
    if error.is_elsewhere() { error.hint("--replace-source lets it") } else { error }
}

/// The packages that this home needs, as `hd-unpack --retain` takes them.
fn packages(home: &Home) -> Result<Exit> {
    let digests = state::packages(home)?;
    let text: String = digests.iter().map(|sha256| format!("sha256:{sha256}\n")).collect();
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::file("write to", "standard output", &cause))
        }
        _ => Ok(Exit::DONE),
    }
}

/// What began and didn't end: with `--upgrades` the old documents of modules whose new packages haven't proved themselves.
fn interrupted(home: &Home, args: &args::Interrupted, stream: &Stream) -> Result<Exit> {
    let _lock = home.lock()?;
    if !args.upgrades {
        return stream.put_all(&state::interrupted(home, &address(&args.engine)?)?);
    }
    let unfinished = state::unfinished(home)?;
    let which = if unfinished.iter().any(|one| one.restart) { Which::Running } else { Which::Installed };
    let mut documents =
        if unfinished.is_empty() { Vec::new() } else { state::load(home, which, &address(&args.engine)?)? };
    for one in unfinished {
        if let Some(document) = documents.iter_mut().find(|document| document.fqmn() == one.fqmn) {
            let interrupted = serde_json::json!({ "restart": one.restart, "version": one.version });
            document.set("interrupted", &interrupted)?;
        }
    }
    describe_hyperdrive(&mut documents)?;
    stream.put_all(&documents)
}

fn save(place: &flags::Home, moment: Option<Moment>, stream: &Stream) -> Result<Exit> {
    let moment = match moment {
        None => state::Moment::Known,
        Some(Moment::Pending) => state::Moment::Pending,
        Some(Moment::Started) => state::Moment::Started,
        Some(Moment::Upgraded) => state::Moment::Upgraded,
        Some(Moment::Back) => state::Moment::Back,
        Some(Moment::Returned) => state::Moment::Returned,
        Some(Moment::Stopped) => state::Moment::Stopped,
        Some(Moment::Paused) => state::Moment::Paused,
    };
    stream.whole(|documents| {
        let home = home_of(documents, place)?;
        let _lock = home.lock()?;
        let changed = state::save(&home, documents, moment, now()?, |document| stream.names(document))?;
        if changed || moment != state::Moment::Pending {
            note(command(moment), documents.iter().filter(|document| stream.names(document)));
        }
        Ok(())
    })
}

fn command(moment: state::Moment) -> &'static str {
    match moment {
        state::Moment::Known => "save",
        state::Moment::Pending => "save pending",
        state::Moment::Started => "save started",
        state::Moment::Returned => "save returned",
        state::Moment::Stopped => "save stopped",
        state::Moment::Upgraded => "save upgraded",
        state::Moment::Back => "save back",
        state::Moment::Paused => "save paused",
    }
}

/// A line of the audit for each module.
fn note<'a>(command: &str, documents: impl IntoIterator<Item = &'a Document>) {
    let modules = documents.into_iter().filter(|one| command == "save pending" || !one.is_hyperdrive());
    audit::changed(TOOL.name, command, Stage::Ended, modules);
}

fn remove(place: &flags::Home, args: &args::Remove, stream: &Stream) -> Result<Exit> {
    stream.whole(|documents| {
        let home = home_of(documents, place)?;
        let _lock = home.lock()?;
        let mut meant: Vec<Document> =
            documents.iter().filter(|document| stream.names(document)).cloned().collect();
        if !args.begin {
            let meant: Vec<Document> =
                meant.into_iter().filter(|document| document.error().is_none()).collect();
            let left = state::remove(&home, &meant)?;
            note("remove", &meant);
            for (fqmn, folder) in left {
                let own = documents.iter_mut().filter(|document| document.fqmn() == fqmn);
                stream.fail_all(own, still_there(&folder));
            }
            return Ok(());
        }
        state::begin_removal(&home, &mut meant, args.purge_data)?;
        *documents = meant;
        Ok(())
    })
}

fn still_there(folder: &Path) -> Error {
    let folder = folder.display();
    Error::denied(format!("'{folder}' can't be removed: something in it belongs to another user"))
        .hint(format!("'sudo rm -r {folder}' removes it; the module itself is gone"))
}

/// The home that the documents are of, which is opened only when they are here: `add` in the same pipeline may have made
/// it. A directory that was named has to be that one.
fn home_of(documents: &[Document], place: &flags::Home) -> Result<Home> {
    let paths: Option<Paths> = documents.iter().find_map(|document| document.get("paths").ok().flatten());
    let Some(user) = paths.map(|paths| paths.user) else { return Home::open(&place.dir()?) };
    let home = Home::open(&user)?;
    match &place.user_dir {
        Some(named) if Home::open(named)?.id() != home.id() => {
            Err(Error::input(format!("the documents are of '{}', not '{}'", user.display(), named.display()))
                .hint("load them from the directory that they are to be stored in"))
        }
        _ => Ok(home),
    }
}

fn generations(home: &Home, common: &flags::Common) -> Result<Exit> {
    state::history(home)?.iter().try_for_each(|entry| common.print(entry).map(drop))?;
    Ok(Exit::DONE)
}

fn roll_back(home: &Home, args: &args::Rollback, common: &flags::Common) -> Result<Exit> {
    let _lock = home.lock()?;
    if let Some(number) = args.off {
        state::call_off(home, number)?;
        return Ok(Exit::DONE);
    }
    common.print(&state::roll_back(home, args.generation, args.anyway, now()?)?)
}

fn prune(home: &Home, args: &args::Prune, common: &flags::Common) -> Result<Exit> {
    let _lock = home.lock()?;
    let mut leftovers = state::leftovers(home)?;
    if args.yes {
        // The engine first: what its containers use is kept, and is told from what is gone.
        let engine = Engine::at(&address(&args.engine)?)?;
        let mut gone = std::collections::BTreeMap::new();
        for (id, name) in leftovers.images {
            if hd::compose::remove_image(&engine, &id)? {
                gone.insert(id, name);
            }
        }
        leftovers.images = gone;
        state::remove_leftovers(home, &leftovers, now()?)?;
    }
    common.print(&leftovers)
}

fn mark(home: &Home) -> Result<Exit> {
    let _lock = home.lock()?;
    let data = home.current()?.settings.text("userDataPath").to_owned();
    state::marker::write(Path::new(&data), home.id())?;
    Ok(Exit::DONE)
}

fn run_locked(home: &Home, command: &[std::ffi::OsString]) -> Result<Exit> {
    let lock = home.lock()?;
    let inherited = lock.pass_on()?.unwrap_or_default();
    let (program, args) = command.split_first().ok_or_else(|| Error::usage("no command to run"))?;
    let ended = Process::new(program).args(args).env(LOCK_VARIABLE, inherited).attach()?;
    Ok(Exit::of(ended))
}

/// Seconds since 1970.
fn now() -> Result<u64> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map(|since| since.as_secs()).map_err(|_| Error::machine("the clock is before 1970"))
}

/// Hyperdrive's own parameters are described as a module's are.
fn describe_hyperdrive(documents: &mut [Document]) -> Result<()> {
    let Some(own) = documents.iter_mut().find(|document| document.is_hyperdrive()) else { return Ok(()) };
    let (paths, settings): (Paths, Value) = (own.need("paths")?, own.need("settings")?);
    let home = system::Home {
        project: own.need("project")?,
        api_port: settings["apiPort"]
            .as_u64()
            .and_then(|port| u16::try_from(port).ok())
            .unwrap_or(FIRST_PORT),
        data: paths.user.join("data").display().to_string(),
        image: String::new(),
    };
    own.set("config", &system::config(&home)?)
}

/// What Hyperdrive's own parameters are in a new home.
fn defaults() -> Result<Map<String, Value>> {
    let home = system::Home {
        project: "hyperdrive".into(),
        api_port: FIRST_PORT,
        data: String::new(),
        image: String::new(),
    };
    let metadata = Metadata::read(HYPERDRIVE, &system::config(&home)?.to_string())?;
    match Instance::defaults(&metadata).to_json(&metadata) {
        Value::Object(defaults) => Ok(defaults),
        _ => Err(Error::bug("Hyperdrive's own defaults aren't an object")),
    }
}

fn address(engine: &args::Engine) -> Result<String> {
    Surroundings::of_process(engine.engine.as_deref()).address()
}
