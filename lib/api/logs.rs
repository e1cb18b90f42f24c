//! What a container prints, as its module and the operator may read it.

use std::io;

use futures_util::{Stream, StreamExt};

use super::{Answer, Caller, Daemon, Problem, Refusal};

/// How many lines are given where nobody says.
pub const USUAL_TAIL: u32 = 200;
/// How many of the last lines may be asked for.
pub const LONGEST_TAIL: u32 = 10_000;

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
        Ok(lines.map(|line| line.map(|line| line.into_bytes().to_vec()).map_err(io::Error::other)))
    }
}
