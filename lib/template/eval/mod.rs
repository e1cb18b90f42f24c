//! The evaluation of a program: nodes in, text out, with every value's origin followed.

mod accessor;
mod expression;
mod range;
mod variables;

use std::collections::HashMap;

use self::expression::Arguments;
use self::variables::Variables;
use super::context::Context;
use super::fault::{Fault, Outcome};
use super::output::{Output, Sort, Span};
use super::program::{Branch, Extra, FindingKind, Name, Node, Pipeline, Place, Program, index};
use super::value::{AUTHOR, Data, Origin, Value};
use super::{format, near};

/// What a template may use up before it is ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Nodes evaluated, and 64 bytes that a function reads or makes each.
    pub(super) steps: u64,
    /// Bytes of output.
    pub(super) output: usize,
    /// Blocks and templates within each other.
    pub(super) depth: u32,
}

/// The limits of SPEC.md's templates: 64 MiB of output, 10 million steps, 400 levels.
pub(super) const LIMITS: Limits = Limits { steps: 10_000_000, output: 64 << 20, depth: 400 };

/// Evaluates the program. `spans`: whether to note where values stand in the text.
pub(super) fn run<'a>(program: &'a Program<'a>, context: &'a Context<'a>, spans: bool) -> Outcome<Output> {
    let mut eval = Eval::new(program, context, spans);
    let dot = Value { data: Data::Root, origin: AUTHOR };
    eval.variables.push(eval.dollar, dot.clone());
    let ran = program.defined.get(&program.root).map_or(Ok(Flow::Next), |root| eval.block(root, &dot));
    if let Some(budget) = context.budget {
        budget.spend(eval.steps);
    }
    ran.map(|_| eval.out)
}

/// Where evaluation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

pub(super) struct Eval<'a> {
    program: &'a Program<'a>,
    context: &'a Context<'a>,
    out: Output,
    spans: bool,
    variables: Variables<'a>,
    dollar: Name,
    steps: u64,
    /// How many steps it may take.
    most: u64,
    depth: u32,
    /// Accessors that were found already, by the number of their name.
    accessors: Vec<Option<Value<'a>>>,
    /// Values that `GetValue` found already: by names that were computed of values, and by those that are the author's.
    settings: [HashMap<Vec<u8>, Value<'a>>; 2],
    /// The numbers of the origins that are known.
    origins: HashMap<String, Origin>,
    /// Whether 'raw' may have made a value the author's.
    has_raw: bool,
}
impl<'a> Eval<'a> {
    fn new(program: &'a Program<'a>, context: &'a Context<'a>, spans: bool) -> Self {
        let dollar = program.names.iter().position(|name| name == "$");
        Self {
            program,
            context,
            out: Output { origins: vec!["the template".into()], ..Output::default() },
            spans,
            variables: Variables::new(program.names.len()),
            // Where no name is '$', nothing asks for it.
            dollar: dollar.map_or(Name::MAX, index),
            steps: 0,
            most: context.budget.map_or(LIMITS.steps, |budget| budget.left().min(LIMITS.steps)),
            depth: 0,
            accessors: vec![None; program.names.len()],
            settings: Default::default(),
            origins: HashMap::new(),
            has_raw: program.findings.iter().any(|finding| finding.kind == FindingKind::Raw),
        }
    }

    fn block(&mut self, block: &'a [Node], dot: &Value<'a>) -> Outcome<Flow> {
        for node in block {
            let flow = self.node(node, dot)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &'a Node, dot: &Value<'a>) -> Outcome<Flow> {
        match node {
            Node::Text(start, end) => {
                let text = &self.program.source.as_bytes()[*start as usize..*end as usize];
                self.put(text, *start)?;
            }
            Node::Owned(text) => self.put(&self.program.strings[*text as usize], 0)?,
            Node::Show(expr) => {
                let place = self.program.expr(*expr).place;
                self.spend(1, place)?;
                let value = self.word(*expr, &Arguments::NONE, dot)?;
                self.show(&value, place)?;
            }
            Node::Action(pipe) => self.action(*pipe, dot)?,
            Node::If(branch) => return self.scoped(*branch, |eval, branch| eval.branch(branch, dot, false)),
            Node::With(branch) => return self.scoped(*branch, |eval, branch| eval.branch(branch, dot, true)),
            Node::Range(branch) => return self.scoped(*branch, |eval, branch| eval.range(branch, dot)),
            Node::Template(invocation) => {
                let invocation = &self.program.invocations[*invocation as usize];
                self.template(&invocation.name, invocation.pipe, invocation.place, dot)?;
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn action(&mut self, pipe: Pipeline, dot: &Value<'a>) -> Outcome<()> {
        let place = self.program.place_of(pipe);
        self.spend(1, place)?;
        let value = self.pipeline(pipe, dot)?;
        if self.program.variables_of(pipe).0.is_empty() {
            self.show(&value, place)?;
        }
        Ok(())
    }

    /// Runs a block whose variables end with it.
    fn scoped(
        &mut self,
        branch: u32,
        body: impl FnOnce(&mut Self, &'a Branch) -> Outcome<Flow>,
    ) -> Outcome<Flow> {
        let program = self.program;
        let mark = self.variables.len();
        self.depth += 1;
        let flow = body(self, &program.branches[branch as usize]);
        self.depth -= 1;
        self.variables.truncate(mark);
        flow
    }

    fn branch(&mut self, branch: &'a Branch, dot: &Value<'a>, binds: bool) -> Outcome<Flow> {
        self.enter(self.program.place_of(branch.pipe))?;
        let value = self.pipeline(branch.pipe, dot)?;
        let program = self.program;
        if value.data.truth() == (branch.extra == Extra::Negated) {
            return self.block(program.block(branch.other), dot);
        }
        if !binds {
            return self.block(program.block(branch.then), dot);
        }
        if let Extra::Locals(locals) = branch.extra {
            let locals = &program.locals[locals as usize];
            self.variables.push(locals.this, value.clone());
            if let Some(name) = locals.params[0] {
                self.variables.push(name, value.clone());
            }
        }
        self.block(program.block(branch.then), &value)
    }

    fn template(&mut self, name: &str, pipe: Option<Pipeline>, place: Place, dot: &Value<'a>) -> Outcome<()> {
        self.spend(1, place)?;
        let program = self.program;
        let Some(block) = program.defined.get(name) else {
            let fault = Fault::new(place, format!("no template is called '{name}'"));
            let known = near::hint(name, program.defined.keys().map(String::as_str));
            return Err(known.into_iter().fold(fault, Fault::hint));
        };
        let dot = match pipe {
            Some(pipe) => self.pipeline(pipe, dot)?,
            None => Data::Nil.from(AUTHOR),
        };
        // A template sees none of its caller's variables.
        let callers = self.variables.hide();
        self.variables.push(self.dollar, dot.clone());
        self.depth += 1;
        self.enter(place)?;
        self.block(block, &dot)?;
        self.depth -= 1;
        self.variables.show(callers);
        Ok(())
    }

    /// Counts work.
    fn spend(&mut self, steps: u64, place: Place) -> Outcome<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= self.most {
            return Ok(());
        }
        if let Some(budget) = self.context.budget.filter(|_| self.most < LIMITS.steps) {
            let whole = budget.whole();
            return Err(Fault::new(
                place,
                format!("the module's templates together need more than {whole} steps"),
            ));
        }
        Err(Fault::new(place, format!("the template needs more than {} steps", LIMITS.steps)))
    }

    fn enter(&mut self, place: Place) -> Outcome<()> {
        self.spend(1, place)?;
        if self.depth <= LIMITS.depth {
            return Ok(());
        }
        let message = format!("blocks and templates stand in each other more than {} deep", LIMITS.depth);
        Err(Fault::new(place, message).hint("does a template include itself without an end?"))
    }

    fn put(&mut self, text: &[u8], place: Place) -> Outcome<()> {
        self.out.text.extend_from_slice(text);
        self.check_size(place)
    }

    fn check_size(&self, place: Place) -> Outcome<()> {
        if self.out.text.len() <= LIMITS.output {
            return Ok(());
        }
        Err(Fault::new(place, format!("the output is larger than {} MiB", LIMITS.output >> 20)))
    }

    fn show(&mut self, value: &Value<'a>, place: Place) -> Outcome<()> {
        if matches!(value.data, Data::Root) {
            let all = self.solid(value);
            return self.show(&all, place);
        }
        let start = self.out.text.len();
        match &value.data {
            Data::Nil => self.out.text.extend_from_slice(b"<no value>"),
            data => format::write(&mut self.out.text, data),
        }
        let end = self.out.text.len();
        if self.spans && value.origin != AUTHOR {
            let sort = Sort::of(&value.data);
            let (start, end) = (index(start), index(end));
            self.out.spans.push(Span { start, end, sort, origin: value.origin, place });
        }
        self.spend(((end - start) / 64) as u64, place)?;
        self.check_size(place)
    }
}
