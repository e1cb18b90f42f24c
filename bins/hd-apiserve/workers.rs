//! The threads that answer. Each keeps the connections that it was given: handing a request from one thread to another would
//! cost more than most requests do.

use std::net::TcpStream;
use std::sync::Arc;
use std::thread;

use hd::error::reason;
use hd::{Error, Result};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::connections::Connection;

/// How many threads answer at most.
const MOST: usize = 4;
/// How many threads wait for the disk or a lock at most, on behalf of one that answers.
const MOST_WAITING: usize = 8;

/// A connection that was taken in.
pub(crate) type Taken = (TcpStream, Arc<Connection>);

/// The threads, by what they are given connections through. They end with the process.
#[derive(Debug)]
pub(crate) struct Workers {
    queues: Vec<UnboundedSender<Taken>>,
    next: usize,
}

impl Workers {
    /// As many threads as there are processors, few; each does this with every connection that it is given.
    pub(crate) fn start<F, T>(talk: F) -> Result<Self>
    where
        F: Fn(Taken) -> T + Clone + Send + 'static,
        T: Future<Output = ()> + Send + 'static,
    {
        let count = thread::available_parallelism().map_or(1, usize::from).min(MOST);
        let queues = (0..count).map(|_| begin(talk.clone())).collect::<Result<_>>()?;
        Ok(Self { queues, next: 0 })
    }

    /// Gives a connection to the thread whose turn it is.
    pub(crate) fn give(&mut self, taken: Taken) {
        self.next = (self.next + 1) % self.queues.len();
        let _ = self.queues[self.next].send(taken);
    }
}

/// What runs tasks on one thread.
pub(crate) fn runtime() -> Result<Runtime> {
    let runtime = Builder::new_current_thread().max_blocking_threads(MOST_WAITING).enable_all().build();
    runtime.map_err(|cause| fault(&cause))
}

fn begin<F, T>(talk: F) -> Result<UnboundedSender<Taken>>
where
    F: Fn(Taken) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let (queue, taken) = unbounded_channel();
    let runtime = runtime()?;
    let begun = thread::Builder::new().spawn(move || runtime.block_on(work(taken, talk)));
    begun.map(|_| queue).map_err(|cause| fault(&cause))
}

async fn work<T: Future<Output = ()> + Send + 'static>(
    mut taken: UnboundedReceiver<Taken>,
    talk: impl Fn(Taken) -> T,
) {
    while let Some(connection) = taken.recv().await {
        tokio::spawn(talk(connection));
    }
    // Nobody comes any more; those who are there finish.
    std::future::pending::<()>().await;
}

fn fault(cause: &std::io::Error) -> Error {
    Error::machine(format!("cannot begin to serve: {}", reason(cause)))
}
