//! A template's program: what both syntaxes are read into, and what is evaluated. Flat lists of small nodes, so that
//! a hundred thousand actions stay small.

use std::borrow::Cow;
use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::function::Function;

/// A place in the source, in bytes from its start.
pub(super) type Place = u32;
/// A name, by its number in [`Program::names`].
pub(super) type Name = u32;

/// A run of elements of one of the program's lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) start: u32,
    pub(super) len: u32,
}

/// An expression, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ExprId(pub(super) u32);
/// A pipeline, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PipeId(pub(super) u32);

/// What stands in a template, one after the other.
#[derive(Debug)]
pub(super) enum Node {
    /// Text as it stands in the source: from, to.
    Text(u32, u32),
    /// Text that differs from the source, by its number in [`Program::strings`].
    Owned(u32),
    /// An action that is one expression.
    Show(ExprId),
    /// An action that is a pipeline; prints unless it declares a variable.
    Action(PipeId),
    /// A block that depends on a condition.
    If(Box<Branch>),
    /// A block whose dot is the condition's value.
    With(Box<Branch>),
    /// A block for each element.
    Range(Box<Branch>),
    /// A named template.
    Template(Box<Invocation>),
    /// Leaves the innermost range.
    Break,
    /// Goes on with the innermost range's next element.
    Continue,
}

/// Nodes in a row.
pub(super) type Block = Vec<Node>;

/// `if`, `with` and `range`.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) pipe: PipeId,
    pub(super) then: Block,
    pub(super) other: Option<Block>,
    /// `unless`.
    pub(super) negated: bool,
    /// The variables that Handlebars' `each` and `with` have and Go's don't.
    pub(super) locals: Option<Locals>,
}

/// Variables of a Handlebars block: each a name, all of them set anew for each element.
#[derive(Debug)]
pub(super) struct Locals {
    /// What `this` is in the block.
    pub(super) this: Name,
    /// `@index`, `@key`, `@first`, `@last`.
    pub(super) index: Name,
    pub(super) key: Name,
    pub(super) first: Name,
    pub(super) last: Name,
    /// `as |value key|`.
    pub(super) params: [Option<Name>; 2],
}

/// `{{template "name" pipeline}}`.
#[derive(Debug)]
pub(super) struct Invocation {
    pub(super) name: String,
    pub(super) pipe: Option<PipeId>,
    pub(super) place: Place,
}

/// A pipeline: commands, and the variables that it sets.
#[derive(Debug)]
pub(super) struct Pipe {
    pub(super) place: Place,
    /// In [`Program::commands`].
    pub(super) commands: Run,
    /// In [`Program::lists`]: names.
    pub(super) variables: Run,
    /// `=` in place of `:=`.
    pub(super) assigns: bool,
}

/// An expression and where it stands.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) kind: Kind,
    pub(super) place: Place,
}

/// What an expression is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// `nil`.
    Nil,
    /// `true`, `false`.
    Bool(bool),
    /// An integer or a character constant.
    Int(i64),
    /// An integer that only an unsigned type holds, which nothing takes.
    TooBig,
    /// A float.
    Float(f64),
    /// A complex number, by its number in [`Program::complexes`].
    Complex(u32),
    /// A string, by its number in [`Program::strings`].
    Text(u32),
    /// `.`
    Dot,
    /// `$x.a.b`: the variable, and names in [`Program::lists`].
    Variable(Name, Run),
    /// `.a.b`
    Field(Run),
    /// `(pipeline).a.b`, or `(command).a.b` in Handlebars.
    Chain(ExprId, Run),
    /// A function's name.
    Function(Function),
    /// A name that Handlebars looks up: a field of `this` if it has it, else an accessor.
    Bare(Name),
    /// `(pipeline)`
    Pipe(PipeId),
}

/// Something in a template that only Hyperdrive knows, or that lifts the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) kind: FindingKind,
    pub(super) place: Place,
}

/// What was found (SPEC.md section 5, the three exceptions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A bare word in place of a string.
    BareWord,
    /// `GetContainerName`.
    ContainerName,
    /// `raw`.
    Raw,
}

/// A template that was read.
#[derive(Debug, Default)]
pub(super) struct Program<'s> {
    /// The source.
    pub(super) source: &'s str,
    /// The name of the template itself, which is one of those defined.
    pub(super) root: String,
    /// Whether it was written in Go's syntax.
    pub(super) go: bool,
    /// Templates defined in it.
    pub(super) defined: HashMap<String, Block>,
    pub(super) exprs: Vec<Expr>,
    pub(super) pipes: Vec<Pipe>,
    /// Runs in `lists`: the words of each command.
    pub(super) commands: Vec<Run>,
    /// Expressions of commands, names of fields and variables.
    pub(super) lists: Vec<u32>,
    /// Texts, as bytes: an escape in a string constant can make any.
    pub(super) strings: Vec<Cow<'s, [u8]>>,
    pub(super) names: Vec<Cow<'s, str>>,
    pub(super) complexes: Vec<(f64, f64)>,
    /// What an author should know of.
    pub(super) findings: Vec<Finding>,
    numbers: HashMap<Cow<'s, str>, Name>,
}

impl<'s> Program<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, ..Self::default() }
    }

    pub(super) fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    pub(super) fn pipe(&self, id: PipeId) -> &Pipe {
        &self.pipes[id.0 as usize]
    }

    /// The elements of a run in `lists`.
    pub(super) fn list(&self, run: Run) -> &[u32] {
        &self.lists[run.start as usize..(run.start + run.len) as usize]
    }

    pub(super) fn name(&self, name: Name) -> &str {
        &self.names[name as usize]
    }

    /// The number of this name, which is new or was met before.
    pub(super) fn intern(&mut self, name: impl Into<Cow<'s, str>>) -> Name {
        let name = name.into();
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = index(self.names.len());
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    pub(super) fn add_expr(&mut self, kind: Kind, place: Place) -> ExprId {
        self.exprs.push(Expr { kind, place });
        ExprId(index(self.exprs.len() - 1))
    }

    pub(super) fn add_text(&mut self, text: impl Into<Cow<'s, [u8]>>) -> u32 {
        self.strings.push(text.into());
        index(self.strings.len() - 1)
    }

    pub(super) fn add_list(&mut self, items: &[u32]) -> Run {
        let start = index(self.lists.len());
        self.lists.extend_from_slice(items);
        Run { start, len: index(items.len()) }
    }

    /// A pipeline of these commands, each a list of expressions.
    pub(super) fn add_pipe(
        &mut self,
        place: Place,
        commands: &[Run],
        variables: Run,
        assigns: bool,
    ) -> PipeId {
        let start = index(self.commands.len());
        self.commands.extend_from_slice(commands);
        let commands = Run { start, len: index(commands.len()) };
        self.pipes.push(Pipe { place, commands, variables, assigns });
        PipeId(index(self.pipes.len() - 1))
    }

    /// The one expression that the pipeline added last is; the pipeline itself is forgotten then.
    pub(super) fn unwrapped(&mut self, id: PipeId) -> Option<ExprId> {
        let pipe = self.pipes.last().filter(|_| id.0 as usize == self.pipes.len() - 1)?;
        let command = self.commands.last().filter(|command| command.len == 1)?;
        if pipe.variables.len > 0 || pipe.commands.len != 1 {
            return None;
        }
        // Nothing was added to the lists after the command's one word.
        let start = command.start as usize;
        let expr = ExprId(self.lists[start]);
        self.pipes.pop();
        self.commands.pop();
        self.lists.truncate(start);
        Some(expr)
    }

    /// A pipeline that is one expression.
    pub(super) fn pipe_of(&mut self, expr: ExprId) -> PipeId {
        let place = self.expr(expr).place;
        let command = self.add_list(&[expr.0]);
        self.add_pipe(place, &[command], Run::default(), false)
    }
}

/// A length as a number of this module: sources are far below 4 GiB, which their reader checks.
pub(super) fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
