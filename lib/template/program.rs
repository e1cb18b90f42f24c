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
#[derive(Debug, Clone, Copy)]
pub(super) enum Node {
    /// Text as it stands in the source: from, to.
    Text(u32, u32),
    /// Text that differs from the source, by its number in [`Program::strings`].
    Owned(u32),
    /// An action that is one expression.
    Show(ExprId),
    /// An action that is any pipeline; prints unless it declares a variable.
    Action(Pipeline),
    /// A block that depends on a condition, by its number in [`Program::branches`].
    If(u32),
    /// A block whose dot is the condition's value.
    With(u32),
    /// A block for each element.
    Range(u32),
    /// A named template, by its number in [`Program::invocations`].
    Template(u32),
    /// Leaves the innermost range.
    Break,
    /// Goes on with the innermost range's next element.
    Continue,
}

/// `if`, `with` and `range`. A missing `else` is an empty one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch {
    pub(super) pipe: Pipeline,
    /// In [`Program::nodes`].
    pub(super) then: Run,
    pub(super) other: Run,
    pub(super) extra: Extra,
}

/// What a branch of Handlebars has and none of Go's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extra {
    /// Nothing.
    None,
    /// It is `unless`.
    Negated,
    /// Variables of `each` and `with`, by their number in [`Program::locals`].
    Locals(u32),
}

/// A pipeline: the words of one command, or a pipeline by its number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pipeline {
    /// In [`Program::lists`].
    Words(Run),
    Pipe(PipeId),
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
    pub(super) pipe: Option<Pipeline>,
    pub(super) place: Place,
}

/// A pipeline of several commands, or one that sets variables: commands, and the variables that it sets.
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
    /// A small integer or a character constant.
    Small(i32),
    /// Any other number, by its number in [`Program::numbers`].
    Number(u32),
    /// A string that stands in the source as it is: from, to.
    Slice(u32, u32),
    /// Any other string, by its number in [`Program::strings`].
    Text(u32),
    /// `.`
    Dot,
    /// `$x`
    Variable(Name),
    /// `.a`
    Field(Name),
    /// `.a.b`: names, see [`Program::path`].
    Fields(u32),
    /// `$x.a.b`, `(pipeline).a.b`: what has fields, and their names, see [`Program::path`].
    Chain(ExprId, u32),
    /// A function's name.
    Function(Function),
    /// A name that Handlebars looks up: a field of `this` if it has it, else an accessor.
    Bare(Name),
    /// `(pipeline)` of one command: its words, see [`Program::path`].
    Group(u32),
    /// `(pipeline)`
    Pipe(PipeId),
}

/// A number that isn't a small integer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Int(i64),
    /// An integer that only an unsigned type holds, which nothing takes.
    TooBig,
    Float(f64),
    Complex(f64, f64),
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
    /// Templates by name; the blocks inside them are runs of `nodes`.
    pub(super) defined: HashMap<String, Vec<Node>>,
    pub(super) nodes: Vec<Node>,
    pub(super) branches: Vec<Branch>,
    pub(super) locals: Vec<Locals>,
    pub(super) invocations: Vec<Invocation>,
    pub(super) exprs: Vec<Expr>,
    pub(super) pipes: Vec<Pipe>,
    /// Runs in `lists`: the words of each command.
    pub(super) commands: Vec<Run>,
    /// Expressions of commands, names of fields and variables.
    pub(super) lists: Vec<u32>,
    pub(super) numbers: Vec<Number>,
    /// Texts, as bytes: an escape in a string constant can make any.
    pub(super) strings: Vec<Cow<'s, [u8]>>,
    pub(super) names: Vec<Cow<'s, str>>,
    /// What an author should know of.
    pub(super) findings: Vec<Finding>,
    known: HashMap<Cow<'s, str>, Name>,
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
        if let Some(number) = self.known.get(&name) {
            return *number;
        }
        let number = index(self.names.len());
        self.names.push(name.clone());
        self.known.insert(name, number);
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

    /// Names or words that are kept with their count before them.
    pub(super) fn add_path(&mut self, items: &[u32]) -> u32 {
        let at = index(self.lists.len());
        self.lists.push(index(items.len()));
        self.lists.extend_from_slice(items);
        at
    }

    /// Those names or words.
    pub(super) fn path(&self, at: u32) -> &[u32] {
        let start = at as usize + 1;
        &self.lists[start..start + self.lists[at as usize] as usize]
    }

    pub(super) fn add_number(&mut self, number: Number) -> Kind {
        if let Number::Int(small) = number
            && let Ok(small) = i32::try_from(small)
        {
            return Kind::Small(small);
        }
        self.numbers.push(number);
        Kind::Number(index(self.numbers.len() - 1))
    }

    /// The block of these nodes.
    pub(super) fn add_block(&mut self, nodes: &[Node]) -> Run {
        let start = index(self.nodes.len());
        self.nodes.extend_from_slice(nodes);
        Run { start, len: index(nodes.len()) }
    }

    pub(super) fn block(&self, run: Run) -> &[Node] {
        &self.nodes[run.start as usize..(run.start + run.len) as usize]
    }

    pub(super) fn add_branch(&mut self, branch: Branch) -> u32 {
        self.branches.push(branch);
        index(self.branches.len() - 1)
    }

    /// A pipeline of these commands, each a list of expressions.
    pub(super) fn add_pipe(
        &mut self,
        place: Place,
        commands: &[Run],
        variables: &[Name],
        assigns: bool,
    ) -> Pipeline {
        if let ([command], []) = (commands, variables) {
            return Pipeline::Words(*command);
        }
        let variables = self.add_list(variables);
        let start = index(self.commands.len());
        self.commands.extend_from_slice(commands);
        let commands = Run { start, len: index(commands.len()) };
        self.pipes.push(Pipe { place, commands, variables, assigns });
        Pipeline::Pipe(PipeId(index(self.pipes.len() - 1)))
    }

    /// Where a pipeline's first value stands.
    pub(super) fn place_of(&self, pipeline: Pipeline) -> Place {
        match pipeline {
            Pipeline::Words(words) => {
                self.list(words).first().map_or(0, |word| self.exprs[*word as usize].place)
            }
            Pipeline::Pipe(pipe) => self.pipe(pipe).place,
        }
    }

    /// The variables that a pipeline sets, and whether it gives known ones another value.
    pub(super) fn variables_of(&self, pipeline: Pipeline) -> (&[Name], bool) {
        match pipeline {
            Pipeline::Words(_) => (&[], false),
            Pipeline::Pipe(pipe) => (self.list(self.pipe(pipe).variables), self.pipe(pipe).assigns),
        }
    }

    /// The pipeline in parentheses.
    pub(super) fn grouped(&mut self, pipeline: Pipeline) -> Kind {
        match pipeline {
            Pipeline::Words(words) => {
                let words = self.list(words).to_vec();
                Kind::Group(self.add_path(&words))
            }
            Pipeline::Pipe(pipe) => Kind::Pipe(pipe),
        }
    }
}

/// A length as a number of this module: sources are far below 4 GiB, which their reader checks.
pub(super) fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_hundred_thousand_actions_stay_small() {
        assert!(size_of::<super::Node>() <= 12 && size_of::<super::Expr>() <= 16);
    }
}
