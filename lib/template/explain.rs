//! What a template depends on: the accessors and parameters that it uses, each with its place.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::fault::Lines;
use super::program::{ExprId, FindingKind, Invocation, Kind, Name, Node, Pipeline, Place, Program};
use crate::name::{Fqmn, Fqpn};

/// Every accessor that there is (SPEC.md section 5).
const ACCESSORS: [&str; 21] = [
    "AdapterContainerName",
    "AdapterEnvironmentVariables",
    "AdapterKeyFile",
    "AdapterMode",
    "AdapterVolumes",
    "GetContainerName",
    "GetProjectName",
    "GetValue",
    "GetValueArray",
    "HyperdriveDaemonUrl",
    "HyperdriveJwtKeyFile",
    "ModuleComposeDir",
    "ModuleComposeProject",
    "ModuleConfigDir",
    "ModuleDataDir",
    "ModuleJwtKeyFile",
    "ModuleLogDir",
    "ModuleNetwork",
    "ModuleOverrideDir",
    "ModuleSecretFile",
    "UseDefault",
];

/// Whether there is such an accessor for a module's templates; `UseDefault` is for metadata.
pub(super) fn is_accessor(name: &str) -> bool {
    ACCESSORS.contains(&name) && name != "UseDefault"
}

/// What a template depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Explanation {
    /// The template's name.
    pub template: String,
    /// `go` or `handlebars`.
    pub syntax: &'static str,
    /// Each use of an accessor, in the order of the source.
    pub uses: Vec<Use>,
    /// What an author should know of.
    pub findings: Vec<Finding>,
}

/// One use of an accessor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Use {
    /// The accessor; `.` is all of them, where the template reads the context as a whole.
    pub accessor: String,
    /// For `GetValue` and `GetValueArray` the parameter, with its module where that is known; missing where it is computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fqpn: Option<String>,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// Something that only Hyperdrive knows, or that lifts the guard (SPEC.md section 5, the three exceptions).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// Explains a template; `own` is the module that a bare parameter name means.
pub(super) fn explain(program: &Program, own: Option<&Fqmn>) -> Explanation {
    let mut walk = Walk { program, own, uses: Vec::new(), roots: Vec::new(), known: HashSet::new() };
    walk.roots.extend(Some(program.root.as_str()));
    walk.known.insert(program.root.as_str());
    // A template that gets the context is as the root is; which ones do is known once those that call them were walked.
    let mut done = 0;
    while let Some(name) = walk.roots.get(done) {
        if let Some(block) = program.defined.get(*name) {
            walk.block(block, true);
        }
        done += 1;
    }
    for (name, block) in &program.defined {
        if !walk.known.contains(name.as_str()) {
            walk.block(block, false);
        }
    }
    walk.uses.sort_by_key(|(place, _)| *place);
    let mut lines = Lines::of(program.source);
    let uses = walk.uses.into_iter().map(|(at, (accessor, fqpn))| {
        let (line, column) = lines.of_place(at);
        Use { accessor, fqpn, line, column }
    });
    Explanation {
        template: program.root.clone(),
        syntax: if program.go { "go" } else { "handlebars" },
        uses: uses.collect(),
        findings: findings(program),
    }
}

/// What an author should know of, in the order of the source.
pub(super) fn findings(program: &Program) -> Vec<Finding> {
    let mut found = program.findings.clone();
    found.sort_by_key(|finding| finding.place);
    let mut lines = Lines::of(program.source);
    let finding = |found: super::program::Finding| {
        let (line, column) = lines.of_place(found.place);
        Finding { kind: found.kind, line, column }
    };
    found.into_iter().map(finding).collect()
}

struct Walk<'p, 's> {
    program: &'p Program<'s>,
    own: Option<&'p Fqmn>,
    uses: Vec<(Place, (String, Option<String>))>,
    /// The templates whose dot is the context.
    roots: Vec<&'p str>,
    known: HashSet<&'p str>,
}

impl<'p> Walk<'p, '_> {
    /// `root`: whether the dot is the context here.
    fn block(&mut self, block: &[Node], root: bool) {
        for node in block {
            match node {
                Node::Show(expr) => self.word(*expr, &[], root),
                Node::Action(pipe) => self.pipe(*pipe, root),
                Node::If(branch) => self.branch(*branch, root, root),
                Node::With(branch) | Node::Range(branch) => self.branch(*branch, root, false),
                Node::Template(invocation) => {
                    self.invocation(&self.program.invocations[*invocation as usize], root);
                }
                Node::Text(..) | Node::Owned(_) | Node::Break | Node::Continue => {}
            }
        }
    }

    /// Handing on the context reads nothing of it.
    fn invocation(&mut self, invocation: &'p Invocation, root: bool) {
        let Some(pipe) = invocation.pipe else { return };
        let program = self.program;
        let whole = match pipe {
            Pipeline::Words(words) => match program.list(words) {
                [word] => self.is_context(program.expr(ExprId(*word)).kind, root),
                _ => false,
            },
            Pipeline::Pipe(_) => false,
        };
        if !whole {
            self.pipe(pipe, root);
        } else if self.known.insert(&invocation.name) {
            self.roots.push(&invocation.name);
        }
    }

    fn is_context(&self, kind: Kind, root: bool) -> bool {
        match kind {
            Kind::Dot => root,
            Kind::Variable(name) => self.program.name(name) == "$",
            _ => false,
        }
    }

    fn branch(&mut self, branch: u32, root: bool, inside: bool) {
        let branch = self.program.branches[branch as usize];
        self.pipe(branch.pipe, root);
        self.block(self.program.block(branch.then), inside);
        self.block(self.program.block(branch.other), root);
    }

    fn pipe(&mut self, pipe: Pipeline, root: bool) {
        match pipe {
            Pipeline::Words(words) => self.command(self.program.list(words), root),
            Pipeline::Pipe(pipe) => {
                let commands = self.program.pipe(pipe).commands;
                let mut before: &[u32] = &[];
                for number in commands.start..commands.start + commands.len {
                    let words = self.program.list(self.program.commands[number as usize]);
                    match (words, before) {
                        // What a command hands on is an argument of the next one.
                        ([word], [_]) => self.word(ExprId(*word), before, root),
                        _ => self.command(words, root),
                    }
                    before = words;
                }
            }
        }
    }

    fn command(&mut self, words: &[u32], root: bool) {
        if let Some((first, arguments)) = words.split_first() {
            self.word(ExprId(*first), arguments, root);
            for argument in arguments {
                self.word(ExprId(*argument), &[], root);
            }
        }
    }

    fn word(&mut self, expr: ExprId, arguments: &[u32], root: bool) {
        let program = self.program;
        let expr = program.expr(expr);
        match expr.kind {
            Kind::Field(name) | Kind::Bare(name) => self.name(name, root, arguments, expr.place),
            Kind::Fields(names) => self.name(program.path(names)[0], root, arguments, expr.place),
            Kind::Chain(base, names) => match program.expr(base).kind {
                Kind::Variable(name) => {
                    let root = program.name(name) == "$";
                    self.name(program.path(names)[0], root, arguments, expr.place);
                }
                _ => self.word(base, &[], root),
            },
            Kind::Group(words) => self.command(program.path(words), root),
            Kind::Pipe(pipe) => self.pipe(Pipeline::Pipe(pipe), root),
            kind if self.is_context(kind, root) => self.uses.push((expr.place, (".".into(), None))),
            _ => {}
        }
    }

    fn name(&mut self, name: Name, root: bool, arguments: &[u32], place: Place) {
        let accessor = self.program.name(name);
        if !root && !ACCESSORS.contains(&accessor) {
            return;
        }
        let reads = matches!(accessor, "GetValue" | "GetValueArray");
        let fqpn = arguments.first().filter(|_| reads).and_then(|argument| self.fqpn(*argument));
        self.uses.push((place, (accessor.to_owned(), fqpn)));
    }

    /// The parameter that a string constant names.
    fn fqpn(&self, argument: u32) -> Option<String> {
        let text = match self.program.exprs[argument as usize].kind {
            Kind::Text(text) => std::str::from_utf8(&self.program.strings[text as usize]).ok()?,
            Kind::Slice(start, end) => &self.program.source[start as usize..end as usize],
            _ => return None,
        };
        let Ok(fqpn) = text.parse::<Fqpn>() else { return Some(text.to_owned()) };
        Some(self.own.map_or(fqpn.clone(), |own| fqpn.within(own)).to_string())
    }
}
