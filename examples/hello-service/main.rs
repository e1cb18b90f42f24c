//! The service of the example module `hello-world`: it greets over HTTP.
//!
//! ```text
//! hello-service serve [GUEST…]   listens at the port of its configuration until it is stopped
//! hello-service health PORT      whether one listens at that port: the HEALTHCHECK of its container, which has no shell
//! ```

mod config;
mod greeter;
#[path = "../signed.rs"]
mod signed;

use std::path::PathBuf;
use std::process::ExitCode;

use config::Config;
use greeter::Greeter;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let ended = match args.split_first().map(|(word, rest)| (word.as_str(), rest)) {
        Some(("serve", guests)) => serve(guests),
        Some(("health", [port])) => health(port),
        _ => Err("usage: hello-service serve [GUEST…] | health PORT".into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// The value of a variable that the compose file sets.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("{name} isn't set"))
}

fn path(name: &str) -> Result<PathBuf, String> {
    variable(name).map(PathBuf::from)
}

#[tokio::main(flavor = "current_thread")]
async fn serve(guests: &[String]) -> Result<(), String> {
    let config = Config::read(&path("HELLO_CONFIG")?)?;
    let address = variable("HELLO_ADDRESS").unwrap_or_else(|_| "0.0.0.0".into());
    let listener = TcpListener::bind((address, config.port)).await.map_err(|cause| cause.to_string())?;
    let greeter = Greeter::new(config, guests)?;
    let local = listener.local_addr().map_err(|cause| cause.to_string())?;
    println!("listening at http://{local}");
    tokio::select! {
        ended = axum::serve(listener, greeter.routes()) => ended.map_err(|cause| cause.to_string()),
        stopped = stopped() => stopped.map_err(|cause| cause.to_string()),
    }
}

/// A container's first process gets no signal that it doesn't handle.
async fn stopped() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

/// The port comes from the compose file: the configuration may be that of the next start already.
fn health(port: &str) -> Result<(), String> {
    match signed::get(&format!("http://127.0.0.1:{port}/health"), &[])? {
        (200, _) => Ok(()),
        (status, answer) => Err(format!("{status}: {answer}")),
    }
}
