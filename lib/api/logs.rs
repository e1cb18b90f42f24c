//! What a container prints, as its module and the operator may read it.

use std::io;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use tokio::time::timeout;

use super::{Answer, Caller, Daemon, Problem, Refusal};

/// How many lines are given where nobody says.
pub const USUAL_TAIL: u32 = 200;
/// How many of the last lines may be asked for.
pub const LONGEST_TAIL: u32 = 10_000;
/// How long an engine that has lines to give may be silent: who asked may have gone, which shows only when something is sent.
const SILENCE: Duration = Duration::from_secs(20);

impl Daemon {
    /// The last lines that a container printed on both streams, as they are; with `follow` also what comes, until it ends.
    /// A module reads its own containers only, its adapter's too.
    pub async fn logs(
        &self,
        caller: &Caller,
        name: &str,
        tail: u32,
        follow: bool,
    ) -> Answer<impl Stream<Item = io::Result<Vec<u8>>> + Send + use<>> {
        let container = self.container(name).await?;
        if !container.module.as_ref().is_some_and(|module| caller.owns(module)) {
            let text = format!("'{caller}' may not read what '{}' prints", container.name);
            return Err(Problem::new(Refusal::Forbidden, text));
        }
        let lines = self.engine.logs(&container.id, tail, follow)?;
        let lines = lines.map(|line| line.map(|line| line.into_bytes().to_vec()).map_err(io::Error::other));
        Ok(if follow { lines.left_stream() } else { without_pauses(lines, SILENCE).right_stream() })
    }
}

/// The stream, which breaks off where it is silent for so long.
fn without_pauses<T: Send>(
    lines: impl Stream<Item = io::Result<T>> + Send,
    longest: Duration,
) -> impl Stream<Item = io::Result<T>> + Send {
    stream::unfold(Some(Box::pin(lines)), move |lines| async move {
        let mut lines = lines?;
        match timeout(longest, lines.next()).await {
            Ok(line) => Some((line?, Some(lines))),
            Err(_) => Some((Err(io::Error::other("the engine says nothing more")), None)),
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn lines_come_to_their_end_and_silence_is_one() {
        let short = Duration::from_millis(50);
        let lines = || stream::iter([Ok("a"), Ok("b")]);
        let all: Vec<_> = without_pauses(lines(), short).map(Result::unwrap).collect().await;
        assert_eq!(all, ["a", "b"]);
        let silent: Vec<_> = without_pauses(lines().chain(stream::pending()), short).collect().await;
        assert!(silent.len() == 3 && silent[2].is_err(), "{silent:?}");
    }
}
