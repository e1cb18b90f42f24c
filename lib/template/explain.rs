//! What a template depends on: the accessors and parameters that it uses, each with its place.

use schemars::JsonSchema;
use serde::Serialize;

use super::fault::line_and_column;
use super::program::{Block, Branch, ExprId, FindingKind, Kind, Name, Node, PipeId, Place, Program, Run};
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
    /// The accessor.
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
    let mut walk = Walk { program, own, uses: Vec::new() };
    for (name, block) in &program.defined {
        walk.block(block, *name == program.root);
    }
    walk.uses.sort_by_key(|(place, _)| *place);
    let place = |place| line_and_column(program.source, place);
    let uses = walk.uses.into_iter().map(|(at, (accessor, fqpn))| {
        let (line, column) = place(at);
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
    let finding = |found: super::program::Finding| {
        let (line, column) = line_and_column(program.source, found.place);
        Finding { kind: found.kind, line, column }
    };
    found.into_iter().map(finding).collect()
}

struct Walk<'p, 's> {
    program: &'p Program<'s>,
    own: Option<&'p Fqmn>,
    uses: Vec<(Place, (String, Option<String>))>,
}

impl Walk<'_, '_> {
    /// `root`: whether the dot is the context here.
    fn block(&mut self, block: &Block, root: bool) {
        for node in block {
            match node {
                Node::Show(expr) => self.word(*expr, &[], root),
                Node::Action(pipe) => self.pipe(*pipe, root),
                Node::If(branch) => self.branch(branch, root, root),
                Node::With(branch) | Node::Range(branch) => self.branch(branch, root, false),
                Node::Template(invocation) => {
                    if let Some(pipe) = invocation.pipe {
                        self.pipe(pipe, root);
                    }
                }
                Node::Text(..) | Node::Owned(_) | Node::Break | Node::Continue => {}
            }
        }
    }

    fn branch(&mut self, branch: &Branch, root: bool, inside: bool) {
        self.pipe(branch.pipe, root);
        self.block(&branch.then, inside);
        if let Some(other) = &branch.other {
            self.block(other, root);
        }
    }

    fn pipe(&mut self, pipe: PipeId, root: bool) {
        let commands = self.program.pipe(pipe).commands;
        for number in commands.start..commands.start + commands.len {
            let words = self.program.list(self.program.commands[number as usize]);
            if let Some((first, arguments)) = words.split_first() {
                self.word(ExprId(*first), arguments, root);
                for argument in arguments {
                    self.word(ExprId(*argument), &[], root);
                }
            }
        }
    }

    fn word(&mut self, expr: ExprId, arguments: &[u32], root: bool) {
        let expr = self.program.expr(expr);
        match expr.kind {
            Kind::Field(names) => self.names(names, root, arguments, expr.place),
            Kind::Variable(name, names) if self.program.name(name) == "$" => {
                self.names(names, true, arguments, expr.place);
            }
            Kind::Variable(_, names) => self.names(names, false, arguments, expr.place),
            Kind::Bare(name) => self.name(name, root, arguments, expr.place),
            Kind::Chain(base, _) => self.word(base, &[], root),
            Kind::Pipe(pipe) => self.pipe(pipe, root),
            _ => {}
        }
    }

    fn names(&mut self, names: Run, root: bool, arguments: &[u32], place: Place) {
        if let Some(first) = self.program.list(names).first() {
            self.name(*first, root, arguments, place);
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
        let Kind::Text(text) = self.program.exprs[argument as usize].kind else { return None };
        let text = std::str::from_utf8(&self.program.strings[text as usize]).ok()?;
        let Ok(fqpn) = text.parse::<Fqpn>() else { return Some(text.to_owned()) };
        Some(self.own.map_or(fqpn.clone(), |own| fqpn.within(own)).to_string())
    }
}
