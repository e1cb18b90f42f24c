//! Serving: connections in, bounded in number, time and size; an orderly end.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use hd::error::reason;
use hd::{Error, Result};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::app::App;
use crate::connections::{Connection, Connections, MOST};
use crate::guard::guard;
use crate::log::Level;
use crate::routes::router;
use crate::wire::Wire;
use crate::workers::{self, Workers};

/// How long a connection may be idle, and a request's head take after the answer before it.
const PATIENCE: Duration = Duration::from_secs(15);
/// How large a request's head may be, and how much of an answer waits at most; and how many headers it may have.
pub(crate) const LARGEST_HEAD: usize = 16 << 10;
pub(crate) const MOST_HEADERS: usize = 64;
/// How long requests at hand may take when the daemon ends.
const FAREWELL: Duration = Duration::from_secs(8);

/// How many connections may wait to be taken.
const QUEUE: u32 = 4096;
/// How many bytes of answers the kernel holds for one connection; it doubles this.
const SENT: u32 = 32 << 10;

/// Serves at this address until the process is asked to end. `announce` is told the address with its real port.
pub(crate) fn run(
    listen: SocketAddr,
    app: &Arc<App>,
    announce: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<()> {
    let runtime = workers::runtime()?;
    let served = runtime.block_on(async {
        let (listener, bound) = bind(listen)?;
        // Before anybody is told that it is there: from then on it can be asked to end.
        let asked = Asked::listen().map_err(|cause| fault(&cause))?;
        announce(bound)?;
        app.log.line(&app.daemon.view(), Level::Info, "listening", &[("address", &bound)]);
        let served = serve(&listener, app, asked).await;
        app.log.line(&app.daemon.view(), Level::Info, "ended", &[]);
        served
    });
    // What still waits for a lock isn't waited for.
    runtime.shutdown_background();
    served
}

fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let bound = || {
        let socket = if listen.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        // Else the kernel takes megabytes of an answer that nobody reads.
        socket.set_send_buffer_size(SENT)?;
        socket.bind(listen)?;
        let listener = socket.listen(QUEUE)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    bound().map_err(|cause: std::io::Error| {
        Error::machine(format!("cannot listen on '{listen}': {}", reason(&cause)))
            .hint("port 0 takes a free one")
    })
}

async fn serve(listener: &TcpListener, app: &Arc<App>, mut asked: Asked) -> Result<()> {
    let open = Arc::new(Connections::new(places()));
    let mut server = Server { workers: begin_workers(app, &open)?, open, app };
    let daemon = app.daemon.clone();
    let observing =
        [tokio::spawn(async move { daemon.observe().await }), tokio::spawn(app.clone().tell_faults())];
    tokio::spawn(app.clone().take_up());
    tokio::select! {
        () = server.accept(listener) => {}
        () = asked.comes() => {}
    }
    // Every connection, stream and operation holds a receiver: it finishes what it is at, and is gone.
    let _ = app.ending.send(());
    let _ = timeout(FAREWELL, app.ending.closed()).await;
    observing.iter().for_each(JoinHandle::abort);
    app.daemon.write_refused().await;
    Ok(())
}

/// The threads that answer; each lets a connection's place go when that has ended.
fn begin_workers(app: &Arc<App>, open: &Arc<Connections>) -> Result<Workers> {
    let (app, router, open) = (app.clone(), router(app), open.clone());
    Workers::start(move |(stream, connection)| {
        let (app, router, open) = (app.clone(), router.clone(), open.clone());
        async move {
            open.begin();
            if let Ok(stream) = TcpStream::from_std(stream) {
                talk(stream, router, &connection, &app).await;
            }
            open.leave(&connection);
            app.metrics.connections.fetch_sub(1, Relaxed);
        }
    })
}

fn fault(cause: &std::io::Error) -> Error {
    Error::machine(format!("cannot serve: {}", reason(cause)))
}

/// As many connections as there may be open files, a fifth left for those that are about to go, and a few for everything else.
fn places() -> usize {
    let limit = getrlimit(Resource::Nofile);
    // The soft limit is often 1,024, for programs that use select().
    let _ = setrlimit(Resource::Nofile, rustix::process::Rlimit { current: limit.maximum, ..limit });
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let free = usize::try_from(files).unwrap_or(usize::MAX).saturating_sub(64);
    (free - free / 5).clamp(16, MOST)
}

/// The signals that ask the daemon to end.
struct Asked {
    terminate: Signal,
    interrupt: Signal,
}

impl Asked {
    fn listen() -> std::io::Result<Self> {
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt })
    }

    async fn comes(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

struct Server<'a> {
    workers: Workers,
    open: Arc<Connections>,
    app: &'a Arc<App>,
}

impl Server<'_> {
    async fn accept(&mut self, listener: &TcpListener) {
        loop {
            self.open.settled().await;
            match listener.accept().await {
                Ok((stream, peer)) => self.take(stream, peer.ip()),
                // A connection that broke before it was taken is nobody's fault; all others would come at once again.
                Err(cause) if cause.kind() == ErrorKind::ConnectionAborted => {}
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn take(&mut self, stream: TcpStream, address: IpAddr) {
        let Some(connection) = self.open.enter(address) else {
            self.app.metrics.connections_refused.fetch_add(1, Relaxed);
            self.app.log.refusal(&self.app.daemon.view(), "connection refused", &[("reason", &"no place")]);
            return;
        };
        if let Ok(stream) = stream.into_std() {
            self.app.metrics.connections.fetch_add(1, Relaxed);
            self.workers.give((stream, connection));
        } else {
            self.open.begin();
            self.open.leave(&connection);
        }
    }
}

/// Answers one connection's requests until it ends, breaks, idles too long, or has to go.
async fn talk(stream: TcpStream, router: Router, connection: &Arc<Connection>, app: &Arc<App>) {
    // Woken, it is asked; asked with every request, it would cost each of them something.
    let mut going: FuturesUnordered<_> =
        [has_to_go(connection, app.ending.subscribe())].into_iter().collect();
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let (busy, router) = (connection.work(), router.clone());
        async move {
            let answer = guard(app, router, request, connection).await;
            if !answer.status().is_client_error() {
                connection.prove();
            }
            drop(busy);
            Ok::<_, Infallible>(answer)
        }
    });
    let mut serving = http1::Builder::new()
        .header_read_timeout(None)
        // Who has asked and has nothing more to say still gets the answer.
        .half_close(true)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(Wire::new(stream, app.clone(), connection.clone())), service);
    tokio::select! {
        // What is served comes first; only who has nothing to do looks whether it has to go.
        biased;
        served = &mut serving => {
            if let Err(cause) = served {
                say_broken(app, &cause);
                if cause.is_parse() {
                    let rest = serving.into_parts().io.into_inner().drain();
                    // Who has to make room doesn't take that long.
                    tokio::select! {
                        () = rest => {}
                        _ = going.next() => {}
                    }
                }
            }
        }
        Some(why) = going.next() => {
            if let Some(why) = why {
                say_closed(app, why);
            } else {
                std::pin::Pin::new(&mut serving).graceful_shutdown();
                let _ = serving.await;
            }
        }
    }
}

/// Waits until a connection has to go. Gives why; nothing where it is the daemon that ends.
async fn has_to_go(connection: &Connection, mut ended: watch::Receiver<()>) -> Option<&'static str> {
    tokio::select! {
        () = connection.idle_for(PATIENCE) => Some("idle, or too slow"),
        () = connection.closed() => Some("idle, and others came"),
        _ = ended.changed() => None,
    }
}

/// A connection that ended by what it sent stands in the log, also where that is half a request. One that the other end just let
/// go of doesn't.
fn say_broken(app: &App, cause: &hyper::Error) {
    if cause.is_parse() || cause.is_incomplete_message() || cause.is_body_write_aborted() {
        say_closed(app, cause);
    }
}

fn say_closed(app: &App, reason: impl std::fmt::Display) {
    app.log.refusal(&app.daemon.view(), "connection closed", &[("reason", &reason)]);
}
