//! Large answers on their way: what is the same is held once, whomever it goes to, and is handed on in pieces. So a connection
//! whose other side doesn't read holds little.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::Body;
use hd::api::{Answer, Problem, Refusal};
use hyper::body::{Bytes, Frame, SizeHint};

/// What is larger is large; and how much of it a connection gets at once.
pub(crate) const PIECE: usize = 8 << 10;
/// How many bytes of different ones are on their way at most, where it is more than one.
const MOST: usize = 64 << 20;

/// Those that are on their way.
static UNDERWAY: Mutex<Vec<Bytes>> = Mutex::new(Vec::new());

/// What is left of one.
struct Pieces(Bytes);

/// An answer's body of these bytes.
pub(crate) fn body(bytes: Vec<u8>) -> Answer<Body> {
    share(&mut underway(), bytes).map(|bytes| Body::new(Pieces(bytes)))
}

fn underway() -> MutexGuard<'static, Vec<Bytes>> {
    UNDERWAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same bytes, as they are on their way already where they are.
fn share(underway: &mut Vec<Bytes>, bytes: Vec<u8>) -> Answer<Bytes> {
    forget(underway);
    if let Some(same) = underway.iter().find(|one| **one == bytes) {
        return Ok(same.clone());
    }
    let size: usize = underway.iter().map(Bytes::len).sum();
    if size > 0 && size + bytes.len() > MOST {
        return Err(Problem::new(Refusal::TooMuch, "too many large answers are waiting to be read"));
    }
    let new = Bytes::from(bytes);
    underway.push(new.clone());
    Ok(new)
}

/// Lets those go that nobody gets any more.
fn forget(underway: &mut Vec<Bytes>) {
    underway.retain(|one| !one.is_unique());
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.0 = Bytes::new();
        forget(&mut underway());
    }
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let length = self.0.len().min(PIECE);
        Poll::Ready((length > 0).then(|| Ok(Frame::data(self.0.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_same_is_held_once_and_not_too_much_of_different_ones() {
        let mut underway = Vec::new();
        let mut share = |letter: u8, size: usize| share(&mut underway, vec![letter; size]);
        let (one, same) = (share(b'a', PIECE + 1).unwrap(), share(b'a', PIECE + 1).unwrap());
        assert_eq!(one.as_ptr(), same.as_ptr());
        let large = share(b'b', MOST - PIECE - 1).unwrap();
        assert_eq!(share(b'c', 1).unwrap_err().refusal, Refusal::TooMuch);
        assert!(share(b'a', PIECE + 1).is_ok(), "that one is there");
        drop(large);
        let rest = share(b'c', 1).unwrap();
        drop((one, same, rest));
        assert!(share(b'd', 2 * MOST).is_ok(), "one alone may be as large as it is");
    }
}
