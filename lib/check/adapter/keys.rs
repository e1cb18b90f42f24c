//! Keys: a command is carried out for who has the right one, and for nobody else.

use super::super::code::{self, Code};
use super::super::finding::Place;
use super::{Judge, is_answer, talk};
use crate::adapter::{Dialect, Key, Operation, Payload};

impl Judge<'_> {
    /// Every command that wants a key: with one that is wrong in its last letter, with an empty one, with none.
    pub(super) fn keys(&mut self, dialect: Dialect, payload: &Payload) -> talk::Result<()> {
        let wrong = self.reached.wrong.clone();
        let cases: [(&'static Code, Option<Key>, &str); 3] = [
            (code::WRONG_KEY, Some(wrong), "a key that is wrong in its last letter"),
            (code::NO_KEY, None, "no key"),
            (code::NO_KEY, Some(Key::of("")), "an empty key"),
        ];
        for operation in Operation::ALL.into_iter().filter(|operation| dialect.wants_key(*operation)) {
            let answered = self.is_answered(dialect, operation, payload)?;
            for (code, key, what) in &cases {
                let Some((command, line)) = dialect.request(operation, payload, key.as_ref())? else {
                    continue;
                };
                let Some(said) = self.talk.say(command, line.as_bytes())? else { continue };
                self.talk.report.look(answered.then_some(code));
                if self.talk.crashed(&said)? || said.code() != Some(0) {
                    continue;
                }
                let did = if is_answer(&said, dialect, operation) {
                    "it was carried out"
                } else {
                    "it ended with exit code 0"
                };
                self.talk.found(code, Place::at(command), format!("with {what} {did}"))?;
            }
        }
        Ok(())
    }
}
