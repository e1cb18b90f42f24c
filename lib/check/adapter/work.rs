//! The adapter's work: each command with the right key, and what was set is told again.

use serde_json::Value as Json;

use super::super::code;
use super::super::finding::Place;
use super::super::rows;
use super::{Judge, talk};
use crate::adapter::{Answer, Dialect, Operation, Payload};
use crate::config::{Instance, Metadata};
use crate::document::fields::Processed;
use crate::name::Fqpn;

/// How many instances are set and looked for.
const SETS: usize = 4;

impl Judge<'_> {
    /// Every command as Hyperdrive gives it, with the defaults and some other settings.
    pub(super) fn work(&mut self, dialect: Dialect, metadata: &Metadata) -> talk::Result<()> {
        let rows = rows::of(metadata);
        let mut set = 0;
        for (number, row) in rows.iter().enumerate() {
            let payload = self.talk.subject.payload(&row.instance)?;
            let taken = self.process(dialect, &payload, metadata, number == 0)?;
            if !taken || set >= SETS {
                continue;
            }
            set += 1;
            self.set_and_look(dialect, &payload, &row.instance, metadata)?;
        }
        let payload = self.talk.subject.payload(&rows[0].instance)?;
        for operation in [Operation::GetContainers, Operation::GetLogFile, Operation::UpgradeInstance] {
            self.answered(dialect, operation, &payload)?;
        }
        // Whatever it makes of no words, it ends.
        if let Some(said) = self.talk.ask(dialect, Operation::Run, &payload, true)? {
            self.talk.crashed(&said)?;
        }
        Ok(())
    }

    /// Whether process-config takes it.
    fn process(
        &mut self,
        dialect: Dialect,
        payload: &Payload,
        metadata: &Metadata,
        defaults: bool,
    ) -> talk::Result<bool> {
        let answer = self.answered(dialect, Operation::ProcessConfig, payload)?;
        let Some(Answer::Processed(processed)) = answer else { return Ok(false) };
        self.talk.report.look([&code::PORTS]);
        self.talk.report.look(defaults.then_some(&code::DEFAULTS));
        if defaults && !processed.errors.is_empty() {
            let message = format!("it says: {}", processed.errors.join("; "));
            self.talk.found(code::DEFAULTS, Place::at("process-config"), message)?;
        }
        self.ports(&processed, metadata)?;
        Ok(processed.errors.is_empty())
    }

    fn ports(&mut self, processed: &Processed, metadata: &Metadata) -> talk::Result<()> {
        for (name, port) in &processed.ports {
            let place = || Place::at("process-config");
            let path = name.parse::<Fqpn>().map(|fqpn| fqpn.path_text()).unwrap_or_default();
            // Without a package nobody knows the module's name, and only the path can be right.
            if metadata.parameter(&path).is_none() {
                self.talk.found(code::PORTS, place(), format!("'{name}' is no parameter of the module"))?;
            }
            if !(1..=65_535).contains(port) {
                self.talk.found(
                    code::PORTS,
                    place(),
                    format!("'{name}' has the port {port}, which is none"),
                )?;
            }
        }
        Ok(())
    }

    fn set_and_look(
        &mut self,
        dialect: Dialect,
        payload: &Payload,
        instance: &Json,
        metadata: &Metadata,
    ) -> talk::Result<()> {
        if self.answered(dialect, Operation::SetConfig, payload)?.is_none() {
            return Ok(());
        }
        let config = match self.talk.subject.config() {
            Ok(config) => config,
            Err(error) => return self.talk.failed("get-config", error),
        };
        let Ok(told) = Metadata::read(self.talk.subject.fqmn(), config.get()) else { return Ok(()) };
        // The dialects of 2025 keep values to themselves.
        if matches!(dialect, Dialect::Jan2025 | Dialect::Mar2025) {
            self.talk.report.skip([&code::FORGETS], "its dialect has no way to tell values");
            return Ok(());
        }
        let (was, now) = (Instance::read(metadata, instance).instance, Instance::reported(&told));
        for parameter in metadata.parameters().filter(|parameter| !parameter.secret) {
            let Some(was) = was.get(&parameter.path) else { continue };
            self.talk.report.look([&code::FORGETS]);
            let place = Place::at(metadata.fqpn(&parameter.path));
            match now.get(&parameter.path) {
                Some(now) if now.same(was) => {}
                Some(now) => {
                    let message = format!("{} was set, {} is told", was.shown(), now.shown());
                    self.talk.found(code::FORGETS, place, message)?;
                }
                None => {
                    let message = format!("{} was set, and no value is told", was.shown());
                    self.talk.found(code::FORGETS, place, message)?;
                }
            }
        }
        Ok(())
    }

    /// The answer to an operation with the right key. That there is none is found here.
    pub(super) fn answered(
        &mut self,
        dialect: Dialect,
        operation: Operation,
        payload: &Payload,
    ) -> talk::Result<Option<Answer>> {
        let Some(said) = self.talk.ask(dialect, operation, payload, true)? else { return Ok(None) };
        match said.answer(dialect, operation) {
            Ok(answer) => return Ok(Some(answer)),
            // The one that an adapter of the current dialect may have or not.
            Err(_) if operation == Operation::UpgradeInstance && dialect == Dialect::Current => {}
            Err(why) => self.talk.found(code::ANSWER, Place::at(said.command()), why)?,
        }
        Ok(None)
    }
}
