//! Bodies: no route needs one; they are bounded, whatever their length is told by.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use hd::api::{Answer, Problem, Refusal};
use hyper::body::{Body, Incoming};
use tokio::time::timeout;

/// A larger body isn't taken.
pub(crate) const LARGEST: u64 = 64 << 10;
/// What is still read of a body that is too large, so that the answer isn't lost with the connection.
const LEFTOVER: u64 = 4 << 20;
/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a body of this length is taken.
pub(crate) fn judge(length: u64) -> Answer<()> {
    if length > LARGEST {
        return Err(Problem::new(Refusal::Large, format!("a body has at most {LARGEST} bytes")));
    }
    Ok(())
}

/// Reads a body that comes in chunks, of which nobody said how many: it is too large or not before anything is done.
pub(crate) async fn measure(body: &mut Incoming) -> Answer<()> {
    if body.size_hint().exact().is_some() {
        return Ok(());
    }
    let mut length = 0;
    let read = timeout(PATIENCE, read(body, &mut length)).await;
    judge(length)?;
    read.unwrap_or(Err("the body takes too long")).map_err(|why| Problem::new(Refusal::Malformed, why))
}

async fn read(body: &mut Incoming, length: &mut u64) -> Result<(), &'static str> {
    while let Some(frame) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        let frame = frame.map_err(|_| "the body is broken")?;
        *length += frame.data_ref().map_or(0, |data| data.len() as u64);
        if *length > LEFTOVER {
            break;
        }
    }
    Ok(())
}
