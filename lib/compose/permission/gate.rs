//! The gate: nothing runs that asks for more than was granted.

use super::super::{Part, Plan, Program};
use super::{Own, all, of_plan, of_sources};
use crate::document::Document;
use crate::document::fields::{Compose, Permission, Rank};
use crate::error::{Error, Fault, Result};

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
    let plan = Plan::merge(program, compose)?;
    gate.check(&plan).map(|()| plan)
}

/// What a part of a module may do.
#[derive(Debug)]
pub(in crate::compose) struct Gate<'a> {
    whose: String,
    granted: Option<Vec<String>>,
    allowed: Allowed<'a>,
    own: Own,
    sources: Vec<Permission>,
}

impl<'a> Gate<'a> {
    /// The gate of a part of the document's module. Reads its files, before Docker Compose does, and refuses those that
    /// Compose isn't even to read.
    pub(in crate::compose) fn of(document: &Document, part: Part, allowed: Allowed<'a>) -> Result<Self> {
        let compose = part.compose(document)?;
        let own = Own::of(document, part, &compose.project_dir)?;
        let whose = format!("the {} of '{}'", part.word(), document.fqmn());
        Self::new(whose, &compose, own, document.get("granted")?, allowed)
    }

    fn new(
        whose: String,
        compose: &Compose,
        own: Own,
        granted: Option<Vec<String>>,
        allowed: Allowed<'a>,
    ) -> Result<Self> {
        let sources = of_sources(compose, &own)?;
        let gate = Self { whose, granted, allowed, own, sources };
        gate.refuse(&gate.sources)?;
        Ok(gate)
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
        Err(Error::denied(format!("{} ask for {what}", self.whose)).with_faults(faults).hint((self
            .allowed
            .how)(
            &names
        )))
    }

    /// Where nothing was granted or refused so far, only what amounts to root has to be allowed by name.
    fn is_granted(&self, permission: &Permission) -> bool {
        let named = |names: &[String]| names.contains(&permission.name);
        named(self.allowed.names)
            || self.granted.as_ref().map_or(permission.rank < Rank::RootEquivalent, |granted| named(granted))
    }
}

fn said(permission: &Permission) -> String {
    format!("it {} ({})", permission.text, permission.name)
}
