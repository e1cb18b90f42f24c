//! A reader that gives up where nothing comes for a while: a thread reads ahead of it.

use std::io::{self, Cursor, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

const PIECE: usize = 64 << 10;
/// How many pieces may wait for whoever reads.
const AHEAD: usize = 4;

/// The reader.
#[derive(Debug)]
pub(super) struct Impatient {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Cursor<Vec<u8>>,
    idle: Duration,
}

impl Impatient {
    /// Reads from this one, which may be silent for so long.
    pub(super) fn new(mut from: impl Read + Send + 'static, idle: Duration) -> io::Result<Self> {
        let (sender, pieces) = sync_channel(AHEAD);
        thread::Builder::new().spawn(move || {
            loop {
                let mut piece = vec![0; PIECE];
                let read = from.read(&mut piece);
                let goes_on = matches!(read, Ok(1..));
                piece.truncate(*read.as_ref().unwrap_or(&0));
                if sender.send(read.map(|_| piece)).is_err() || !goes_on {
                    return;
                }
            }
        })?;
        Ok(Self { pieces, piece: Cursor::default(), idle })
    }
}

impl Read for Impatient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(buffer)?;
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        match self.pieces.recv_timeout(self.idle) {
            Ok(piece) => {
                self.piece = Cursor::new(piece?);
                self.piece.read(buffer)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(0),
            Err(RecvTimeoutError::Timeout) => {
                Err(io::Error::other(format!("nothing came for {} s", self.idle.as_secs())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn all_comes_in_order_and_silence_is_not_waited_for() {
        let (here, mut there) = UnixStream::pair().unwrap();
        let mut reader = Impatient::new(here, Duration::from_millis(100)).unwrap();
        let sent: Vec<u8> = (0..200_000_u32).map(|at| at.to_le_bytes()[0]).collect();
        let mut got = vec![0; sent.len()];
        thread::scope(|scope| {
            scope.spawn(|| there.write_all(&sent).unwrap());
            reader.read_exact(&mut got).unwrap();
        });
        assert!(got == sent);
        assert_eq!(reader.read(&mut got).unwrap_err().to_string(), "nothing came for 0 s");
        drop(there);
        assert_eq!((reader.read(&mut got).unwrap(), reader.read(&mut got).unwrap()), (0, 0));
    }
}
