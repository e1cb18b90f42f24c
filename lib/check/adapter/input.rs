//! Bad input: none, no newline, fields that nobody knows, bytes that are no text, very much of it.

use serde_json::value::RawValue;

use super::super::code;
use super::super::finding::Place;
use super::{Judge, is_answer, talk};
use crate::adapter::{Dialect, Operation, Payload};
use crate::error::Error;

/// The size of a very large setting, in bytes.
const MUCH: usize = 1 << 20;

impl Judge<'_> {
    /// Everything that may come in where a request should.
    pub(super) fn input(&mut self, dialect: Dialect, payload: &Payload) -> talk::Result<()> {
        for operation in [Operation::GetConfig, Operation::ProcessConfig, Operation::SetConfig] {
            let key = self.talk.subject.key().clone();
            let Some((command, line)) = dialect.request(operation, payload, Some(&key))? else { continue };
            self.refused_or_answered(command, b"")?;
            self.refused_or_answered(command, line.trim_end().as_bytes())?;
            // Only what is answered when it is asked well shows anything by a refusal.
            let well = self.is_answered(dialect, operation, payload)?;
            self.not_json(dialect, operation, command, &line, well)?;
            if well {
                self.unknown_field(dialect, operation, command, &line)?;
            }
        }
        self.refused_or_answered("run", b"")?;
        self.much(dialect, payload)
    }

    /// It may refuse it or not; it ends, and doesn't crash.
    fn refused_or_answered(&mut self, command: &str, input: &[u8]) -> talk::Result<()> {
        if let Some(said) = self.talk.say(command, input)? {
            self.talk.report.look([&code::CRASH]);
            self.talk.crashed(&said)?;
        }
        Ok(())
    }

    /// Bytes that are no UTF-8 inside a string, and what isn't JSON at all.
    fn not_json(
        &mut self,
        dialect: Dialect,
        operation: Operation,
        command: &str,
        line: &str,
        well: bool,
    ) -> talk::Result<()> {
        let broken = [b"{\"\xff\xfe\":\"\xff\",", &line.as_bytes()[1..]].concat();
        for input in [&broken[..], b"this is no JSON\n", b"[]\n", b"{\"key\":{}}\n"] {
            let Some(said) = self.talk.say(command, input)? else { continue };
            // Where a dialect reads no request there is none to refuse.
            let reads = dialect.wants_key(operation) || operation != Operation::GetConfig;
            self.talk.report.look((reads && well).then_some(&code::BAD_INPUT));
            if !self.talk.crashed(&said)? && reads && is_answer(&said, dialect, operation) {
                let shown = String::from_utf8_lossy(&input[..input.len().min(20)]).trim().to_owned();
                let message = format!("a request that begins with '{shown}' was carried out");
                self.talk.found(code::BAD_INPUT, Place::at(command), message)?;
            }
        }
        Ok(())
    }

    fn unknown_field(
        &mut self,
        dialect: Dialect,
        operation: Operation,
        command: &str,
        line: &str,
    ) -> talk::Result<()> {
        let more = format!("{{\"hdCheck\":{{\"unknown\":[1,null]}},{}", &line[1..]);
        let Some(said) = self.talk.say(command, more.as_bytes())? else { return Ok(()) };
        self.talk.report.look([&code::UNKNOWN_FIELD]);
        if self.talk.crashed(&said)? || is_answer(&said, dialect, operation) {
            return Ok(());
        }
        let message = format!("with one more field it said: {}", said.last_line());
        self.talk.found(code::UNKNOWN_FIELD, Place::at(command), message)
    }

    /// Settings of a size that nobody has.
    fn much(&mut self, dialect: Dialect, payload: &Payload) -> talk::Result<()> {
        let text = format!("{{\"hdCheck\":\"{}\"}}", "x".repeat(MUCH));
        let raw = RawValue::from_string(text)
            .map_err(|cause| Error::bug(format!("cannot write a request: {cause}")))?;
        let much = Payload {
            config: Some(raw.clone()),
            settings: Some(raw.clone()),
            new_settings: Some(raw),
            ..payload.clone()
        };
        if let Some(said) = self.talk.ask(dialect, Operation::ProcessConfig, &much, true)? {
            self.talk.crashed(&said)?;
        }
        Ok(())
    }
}
