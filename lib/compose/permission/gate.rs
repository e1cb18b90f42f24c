//! The gate: nothing runs that asks for more than was granted.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::super::task::Task;
use super::super::{Part, Plan, Program, Up};
use super::{Own, all, of_plan, of_sources};
use crate::document::Document;
use crate::document::fields::{Compose, Permission, Rank};
use crate::error::{Error, Fault, Result};
use crate::state::file;

/// What the operator allows beside what is granted already, and how whoever drives us says that more is allowed.
#[derive(Debug, Clone, Copy)]
pub struct Allowed<'a> {
    /// Names of permissions.
    pub names: &'a [String],
    /// A hint: how to allow these too.
    pub how: fn(&[&str]) -> String,
}

/// What Docker Compose may run of files that are no module's: nothing was granted to them, so what amounts to root has to be
/// allowed by name.
pub fn plan_files(program: &Program, compose: &Compose, engine: &str, allowed: Allowed) -> Result<Plan> {
    let own = Own::of_project(&compose.project, &compose.project_dir, engine);
    let gate = Gate::new(format!("the files of '{}'", compose.project), compose, own, None, allowed)?;
    let plan = Plan::merge_once(program, compose)?;
    gate.check(&plan).map(|()| plan)
}

/// Refuses to let a part of the document's module be restarted where what it runs would ask for more than it was allowed to, as
/// links lead now: the engine follows them again at each start. Nothing is refused where nothing was started so far.
pub fn check_again(document: &Document, part: Part, how: fn(&[&str]) -> String) -> Result<()> {
    let task = Task::of(document, part)?;
    let Some(json) = file::read_json(&task.file())? else { return Ok(()) };
    let package = document.get::<PathBuf>("dir")?.unwrap_or_default();
    let own = Own::of(document, part, &package)?;
    let plan = Plan::of(part.project(&task.names), json);
    Gate::of_past(document, &task, own, Allowed { names: &[], how })?.check(&plan)
}

/// What a part of a module may do.
#[derive(Debug)]
pub(in crate::compose) struct Gate {
    whose: String,
    granted: Option<Vec<String>>,
    allowed: Vec<String>,
    how: fn(&[&str]) -> String,
    own: Own,
    sources: Vec<Permission>,
}

impl Gate {
    /// The gate of a part of the document's module. Reads its files, before Docker Compose does, and refuses those that
    /// Compose isn't even to read. What ran last may do what it was allowed to then.
    pub(in crate::compose) fn of(with: &Up, document: &Document, task: &Task) -> Result<Self> {
        let compose = task.files()?;
        let own = Own::of(document, task.part, &compose.project_dir)?;
        if with.back {
            return Self::of_past(document, task, own, with.allowed);
        }
        Self::new(whose(document, task.part), compose, own, document.get("granted")?, with.allowed)
    }

    /// The gate of what ran before: it may do what it was allowed to then.
    fn of_past(document: &Document, task: &Task, own: Own, allowed: Allowed) -> Result<Self> {
        let names = remembered(task)?.into_iter().chain(allowed.names.iter().cloned()).collect();
        Ok(Self {
            whose: whose(document, task.part),
            granted: document.get("granted")?,
            allowed: names,
            how: allowed.how,
            own,
            sources: Vec::new(),
        })
    }

    fn new(
        whose: String,
        compose: &Compose,
        own: Own,
        granted: Option<Vec<String>>,
        allowed: Allowed,
    ) -> Result<Self> {
        let sources = of_sources(compose, &own)?;
        let gate = Self { whose, granted, allowed: allowed.names.to_vec(), how: allowed.how, own, sources };
        gate.refuse(&gate.sources)?;
        Ok(gate)
    }

    /// Keeps the names of what a plan that passed asks for, for when one comes back to it.
    pub(in crate::compose) fn remember(&self, task: &Task, plan: &Plan) -> Result<()> {
        let mut names = remembered(task)?;
        let known = names.len();
        names.extend(of_plan(plan.json(), &self.own).into_iter().map(|asked| asked.name));
        if names.len() == known {
            return Ok(());
        }
        file::write_json(&remembered_at(task), &names)
    }

    /// Refuses a plan that asks for more than is granted, as links on the machine lead now.
    pub(in crate::compose) fn check(&self, plan: &Plan) -> Result<()> {
        self.refuse(&all(&self.sources, of_plan(plan.json(), &self.own)))
    }

    fn refuse(&self, asked: &[Permission]) -> Result<()> {
        let missing: Vec<&Permission> = asked.iter().filter(|asked| !self.is_granted(asked)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let faults = missing.iter().map(|permission| Fault::new(&permission.place, said(permission)));
        let mut names: Vec<&str> = missing.iter().map(|permission| permission.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let what = match names.len() {
            1 => "a permission that isn't granted".into(),
            count => format!("{count} permissions that aren't granted"),
        };
        let error = Error::denied(format!("{} ask for {what}", self.whose)).with_faults(faults);
        Err(error.hint((self.how)(&names)))
    }

    /// Where nothing was granted or refused so far, only what amounts to root has to be allowed by name.
    fn is_granted(&self, permission: &Permission) -> bool {
        let named = |names: &[String]| names.contains(&permission.name);
        named(&self.allowed)
            || self.granted.as_ref().map_or(permission.rank < Rank::RootEquivalent, |granted| named(granted))
    }
}

fn whose(document: &Document, part: Part) -> String {
    format!("the {} of '{}'", part.word(), document.fqmn())
}

/// Names of permissions that a part had so far, each allowed when it had it.
fn remembered(task: &Task) -> Result<BTreeSet<String>> {
    Ok(file::read_json(&remembered_at(task))?.unwrap_or_default())
}

fn remembered_at(task: &Task) -> PathBuf {
    task.file().with_extension("allowed.json")
}

fn said(permission: &Permission) -> String {
    format!("it {} ({})", permission.text, permission.name)
}
