//! Go's template syntax as a program.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::super::fault::{Fault, Outcome};
use super::super::function::Function;
use super::super::near;
use super::super::program::{
    Branch, Expr, ExprId, Extra, Finding, FindingKind, Invocation, Kind, Name, Node, Pipeline, Place,
    Program, Run, index,
};
use super::lexer::Lexer;
use super::literal;
use super::token::{Sort, Token};
use crate::template::program::Number;

/// The deepest nesting, of blocks and parentheses together.
const DEEPEST: u32 = 200;

/// What to do where a name is no bare word.
const QUOTES: &str = "a name that isn't a plain word stands in quotes: \"name\"";

/// Reads a template in Go's syntax. `name` is what the template itself is called.
pub(in super::super) fn read<'s>(name: &str, source: &'s str) -> Outcome<Program<'s>> {
    let mut program = Program::new(source);
    program.go = true;
    let actions = source.matches("{{").count();
    let dollar = program.intern("$");
    let mut parser = Parser {
        program,
        lexer: Lexer::new(source),
        waiting: Vec::new(),
        variables: Scope::of(dollar),
        ranges: 0,
        depth: 0,
    };
    let root = parser.top(actions)?;
    parser.define(name, root, 0)?;
    let mut program = parser.program;
    name.clone_into(&mut program.root);
    Ok(program)
}

struct Parser<'s> {
    program: Program<'s>,
    lexer: Lexer<'s>,
    /// Tokens that were read and put back, the next one last.
    waiting: Vec<Token>,
    /// Variables that are set here, by the blocks around.
    variables: Scope,
    /// How many ranges are around.
    ranges: usize,
    depth: u32,
}

/// The names of the variables that are set at a place, the innermost last, and how many times each is.
struct Scope {
    names: Vec<Name>,
    times: HashMap<Name, usize>,
}

impl Scope {
    fn of(name: Name) -> Self {
        Self { names: vec![name], times: [(name, 1)].into() }
    }

    fn push(&mut self, name: Name) {
        self.names.push(name);
        *self.times.entry(name).or_default() += 1;
    }

    fn truncate(&mut self, mark: usize) {
        for name in self.names.drain(mark..) {
            if let Entry::Occupied(mut times) = self.times.entry(name) {
                *times.get_mut() -= 1;
                if *times.get() == 0 {
                    times.remove();
                }
            }
        }
    }
}

/// What a pipeline belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Action,
    Parentheses,
    If,
    Range,
    With,
    Template,
    Block,
}

impl Within {
    fn word(self) -> &'static str {
        match self {
            Self::Action => "the action",
            Self::Parentheses => "the parentheses",
            Self::If => "'if'",
            Self::Range => "'range'",
            Self::With => "'with'",
            Self::Template => "'template'",
            Self::Block => "'block'",
        }
    }
}

/// What ends a list of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    End,
    Else,
}

/// A node, or what ends the list that it would be in.
enum Item {
    Node(Node),
    Ending(Ending, Place),
}

fn fault(token: Token, message: impl Into<String>) -> Fault {
    Fault::new(token.start, message)
}

impl<'s> Parser<'s> {
    fn next(&mut self) -> Outcome<Token> {
        self.waiting.pop().map_or_else(|| self.lexer.next(), Ok)
    }

    fn peek(&mut self) -> Outcome<Token> {
        let token = self.next()?;
        self.waiting.push(token);
        Ok(token)
    }

    fn next_non_space(&mut self) -> Outcome<Token> {
        loop {
            let token = self.next()?;
            if token.sort != Sort::Space {
                return Ok(token);
            }
        }
    }

    fn peek_non_space(&mut self) -> Outcome<Token> {
        let token = self.next_non_space()?;
        self.waiting.push(token);
        Ok(token)
    }

    fn text(&self, token: Token) -> &'s str {
        &self.program.source[token.start as usize..token.end as usize]
    }

    fn unexpected<T>(&self, token: Token, place: &str) -> Outcome<T> {
        let what = match token.sort {
            Sort::Eof => "the template ends".to_owned(),
            Sort::Right => "the action ends".to_owned(),
            _ => format!("'{}' stands", self.text(token).escape_debug()),
        };
        Err(fault(token, format!("{what} where it can't, in {place}")))
    }

    fn expect(&mut self, sort: Sort, place: &str) -> Outcome<Token> {
        let token = self.next_non_space()?;
        if token.sort == sort { Ok(token) } else { self.unexpected(token, place) }
    }

    /// The whole template, definitions taken out of it.
    fn top(&mut self, actions: usize) -> Outcome<Vec<Node>> {
        let mut block = Vec::with_capacity(2 * actions.min(1 << 20) + 1);
        loop {
            let token = self.next()?;
            match token.sort {
                Sort::Eof => return Ok(block),
                Sort::Left => {
                    let first = self.next_non_space()?;
                    if first.sort == Sort::Define {
                        self.definition()?;
                        continue;
                    }
                    self.waiting.push(first);
                    self.waiting.push(token);
                }
                _ => self.waiting.push(token),
            }
            match self.item()? {
                Item::Node(node) => block.push(node),
                Item::Ending(ending, place) => {
                    let word = if ending == Ending::End { "end" } else { "else" };
                    return Err(Fault::new(place, format!("'{word}' ends nothing")));
                }
            }
        }
    }

    /// `{{define "name"}}…{{end}}`, after its first word.
    fn definition(&mut self) -> Outcome<()> {
        let token = self.next_non_space()?;
        let name = self.template_name(token, "'define'")?;
        self.expect(Sort::Right, "'define'")?;
        let block = self.own_body("'define'")?;
        self.define(&name, block, token.start)
    }

    /// The body of a template: none of the variables around are set in it.
    fn own_body(&mut self, place: &str) -> Outcome<Vec<Node>> {
        let dollar = self.program.intern("$");
        let variables = std::mem::replace(&mut self.variables, Scope::of(dollar));
        let ranges = std::mem::take(&mut self.ranges);
        let (block, ending, at) = self.list()?;
        self.variables = variables;
        self.ranges = ranges;
        match ending {
            Ending::End => Ok(block),
            Ending::Else => Err(Fault::new(at, format!("'else' stands where it can't, in {place}"))),
        }
    }

    /// Names a template. One that holds nothing but white space gives way to another of the same name.
    fn define(&mut self, name: &str, block: Vec<Node>, place: Place) -> Outcome<()> {
        let known = self.program.defined.get(name);
        let replaces = known.is_none_or(|known| self.is_empty(known));
        if !replaces && !self.is_empty(&block) {
            return Err(Fault::new(place, format!("the template '{name}' is defined twice")));
        }
        if replaces {
            self.program.defined.insert(name.to_owned(), block);
        }
        Ok(())
    }

    fn is_empty(&self, block: &[Node]) -> bool {
        let blank = |node: &Node| match node {
            Node::Text(start, end) => self.program.source[*start as usize..*end as usize].trim().is_empty(),
            _ => false,
        };
        block.iter().all(blank)
    }

    /// Nodes up to an `end` or an `else`.
    fn list(&mut self) -> Outcome<(Vec<Node>, Ending, Place)> {
        self.deeper()?;
        let mut block = Vec::new();
        loop {
            let token = self.peek_non_space()?;
            if token.sort == Sort::Eof {
                return Err(fault(token, "a block isn't closed: the template ends before its 'end'"));
            }
            match self.item()? {
                Item::Node(node) => block.push(node),
                Item::Ending(ending, place) => {
                    self.depth -= 1;
                    return Ok((block, ending, place));
                }
            }
        }
    }

    fn deeper(&mut self) -> Outcome<()> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let place = self.waiting.last().map_or_else(|| self.lexer.place(), |token| token.start);
        Err(Fault::new(place, format!("blocks and parentheses stand in each other more than {DEEPEST} deep")))
    }

    fn item(&mut self) -> Outcome<Item> {
        let token = self.next_non_space()?;
        match token.sort {
            Sort::Text => Ok(Item::Node(Node::Text(token.start, token.end))),
            Sort::Left => self.action(token),
            _ => self.unexpected(token, "the template"),
        }
    }

    fn action(&mut self, left: Token) -> Outcome<Item> {
        let token = self.next_non_space()?;
        let node = match token.sort {
            Sort::Block => self.block(token)?,
            Sort::Break | Sort::Continue => self.leave(token)?,
            Sort::Else => return self.or_else(token),
            Sort::End => {
                self.expect(Sort::Right, "'end'")?;
                return Ok(Item::Ending(Ending::End, token.start));
            }
            Sort::If => Node::If(self.branch(Within::If)?),
            Sort::Range => Node::Range(self.branch(Within::Range)?),
            Sort::With => Node::With(self.branch(Within::With)?),
            Sort::Template => self.template(token)?,
            _ => {
                self.waiting.push(token);
                let node = self.shown(left)?;
                return Ok(Item::Node(node));
            }
        };
        Ok(Item::Node(node))
    }

    /// An action that is a pipeline; one that is a single expression is kept as that.
    fn shown(&mut self, left: Token) -> Outcome<Node> {
        let pipeline = self.pipeline(Within::Action, Sort::Right, left.start)?;
        Ok(match pipeline {
            Pipeline::Words(words) if words.len == 1 => {
                let expr = ExprId(self.program.list(words)[0]);
                // Its word is the last thing in the lists, unless fields came after it.
                if self.program.lists.len() == words.start as usize + 1 {
                    self.program.lists.pop();
                }
                Node::Show(expr)
            }
            other => Node::Action(other),
        })
    }

    fn leave(&mut self, token: Token) -> Outcome<Node> {
        let word = self.text(token);
        self.expect(Sort::Right, &format!("'{word}'"))?;
        if self.ranges == 0 {
            return Err(fault(token, format!("'{word}' stands outside of 'range'")));
        }
        Ok(if token.sort == Sort::Break { Node::Break } else { Node::Continue })
    }

    fn or_else(&mut self, token: Token) -> Outcome<Item> {
        let next = self.peek_non_space()?;
        if !matches!(next.sort, Sort::If | Sort::With) {
            self.expect(Sort::Right, "'else'")?;
        }
        Ok(Item::Ending(Ending::Else, token.start))
    }

    fn branch(&mut self, within: Within) -> Outcome<u32> {
        let known = self.variables.names.len();
        let start = self.peek_non_space()?.start;
        let pipe = self.pipeline(within, Sort::Right, start)?;
        self.ranges += usize::from(within == Within::Range);
        let (then, ending, _) = self.list()?;
        self.ranges -= usize::from(within == Within::Range);
        let then = self.program.add_block(&then);
        let other = match ending {
            Ending::End => Vec::new(),
            Ending::Else => self.other(within)?,
        };
        let other = self.program.add_block(&other);
        self.variables.truncate(known);
        Ok(self.program.add_branch(Branch { pipe, then, other, extra: Extra::None }))
    }

    /// What follows an `else`: its block, or the `if` or `with` that it goes on with, whose `end` is this one's too.
    fn other(&mut self, within: Within) -> Outcome<Vec<Node>> {
        let next = self.peek()?;
        let chained = match (within, next.sort) {
            (Within::If, Sort::If) => Some(Within::If),
            (Within::With, Sort::With) => Some(Within::With),
            _ => None,
        };
        if let Some(within) = chained {
            self.next()?;
            self.deeper()?;
            let branch = self.branch(within)?;
            self.depth -= 1;
            return Ok(vec![if within == Within::If { Node::If(branch) } else { Node::With(branch) }]);
        }
        let (block, ending, place) = self.list()?;
        match ending {
            Ending::End => Ok(block),
            Ending::Else => Err(Fault::new(place, "a block has 'else' twice")),
        }
    }

    fn template_name(&mut self, token: Token, place: &str) -> Outcome<String> {
        match token.sort {
            Sort::Quoted => {
                let bytes = literal::quoted(self.text(token)).map_err(|message| fault(token, message))?;
                String::from_utf8(bytes).map_err(|_| fault(token, "a template's name has to be UTF-8"))
            }
            Sort::Raw => Ok(literal::raw(self.text(token))),
            _ => self.unexpected(token, place),
        }
    }

    fn template(&mut self, token: Token) -> Outcome<Node> {
        let first = self.next_non_space()?;
        let name = self.template_name(first, "'template'")?;
        let next = self.next_non_space()?;
        let pipe = if next.sort == Sort::Right {
            None
        } else {
            self.waiting.push(next);
            Some(self.pipeline(Within::Template, Sort::Right, next.start)?)
        };
        Ok(self.invocation(name, pipe, token))
    }

    fn block(&mut self, token: Token) -> Outcome<Node> {
        let first = self.next_non_space()?;
        let name = self.template_name(first, "'block'")?;
        let pipe = self.pipeline(Within::Block, Sort::Right, token.start)?;
        let body = self.own_body("'block'")?;
        self.define(&name, body, token.start)?;
        Ok(self.invocation(name, Some(pipe), token))
    }

    fn invocation(&mut self, name: String, pipe: Option<Pipeline>, token: Token) -> Node {
        self.program.invocations.push(Invocation { name, pipe, place: token.start });
        Node::Template(index(self.program.invocations.len() - 1))
    }

    fn pipeline(&mut self, within: Within, end: Sort, place: Place) -> Outcome<Pipeline> {
        let mut variables = Vec::new();
        let assigns = self.declarations(within, &mut variables)?;
        let mut commands: Vec<Run> = Vec::new();
        loop {
            let token = self.next_non_space()?;
            match token.sort {
                sort if sort == end => break,
                Sort::Bool
                | Sort::CharConstant
                | Sort::Complex
                | Sort::Dot
                | Sort::Field
                | Sort::Identifier
                | Sort::Number
                | Sort::Nil
                | Sort::Raw
                | Sort::Quoted
                | Sort::Bare
                | Sort::Variable
                | Sort::LeftParen => {
                    self.waiting.push(token);
                    let command = self.command()?;
                    commands.push(command);
                }
                _ => return self.unexpected(token, within.word()),
            }
        }
        self.check_commands(&commands, within, place)?;
        let first = self.program.lists[commands[0].start as usize];
        let place = self.program.exprs[first as usize].place;
        Ok(self.program.add_pipe(place, &commands, &variables, assigns))
    }

    fn check_commands(&self, commands: &[Run], within: Within, place: Place) -> Outcome<()> {
        if commands.is_empty() {
            return Err(Fault::new(place, format!("a value is missing in {}", within.word())));
        }
        for command in &commands[1..] {
            let first = &self.program.exprs[self.program.lists[command.start as usize] as usize];
            if matches!(
                first.kind,
                Kind::Bool(_)
                    | Kind::Dot
                    | Kind::Nil
                    | Kind::Small(_)
                    | Kind::Number(_)
                    | Kind::Slice(..)
                    | Kind::Text(_)
            ) {
                return Err(Fault::new(first.place, "nothing can be piped into a value"));
            }
        }
        Ok(())
    }

    /// The variables that a pipeline sets; whether it gives known ones another value.
    fn declarations(&mut self, within: Within, variables: &mut Vec<Name>) -> Outcome<bool> {
        loop {
            let variable = self.peek_non_space()?;
            if variable.sort != Sort::Variable {
                return Ok(false);
            }
            self.next()?;
            let after = self.peek()?;
            let next = self.peek_non_space()?;
            let comma = next.sort == Sort::Char && self.text(next) == ",";
            if !comma && !matches!(next.sort, Sort::Assign | Sort::Declare) {
                if after.sort == Sort::Space {
                    self.waiting.push(after);
                }
                self.waiting.push(variable);
                return Ok(false);
            }
            self.next_non_space()?;
            let name = self.program.intern(self.text(variable));
            variables.push(name);
            self.variables.push(name);
            if !comma {
                return Ok(next.sort == Sort::Assign);
            }
            let room = within == Within::Range && variables.len() < 2;
            if !room {
                return Err(fault(next, format!("{} can't set so many variables", within.word())));
            }
            let follows = self.peek_non_space()?;
            if !matches!(follows.sort, Sort::Variable | Sort::Right | Sort::RightParen) {
                return Err(fault(follows, "'range' can only set variables"));
            }
        }
    }

    fn command(&mut self) -> Outcome<Run> {
        let bare = std::mem::replace(&mut self.lexer.bare, false);
        let mut words: Vec<u32> = Vec::new();
        loop {
            let name = self.lexer.bare;
            let last = self.argument(&mut words);
            // It goes on to be one where what stands there was no word at all.
            let still = self.lexer.bare;
            let hinted = |fault: Fault| match (name, still) {
                (true, true) => fault.hint(QUOTES),
                (true, false) => fault.or_hint(QUOTES),
                _ => fault,
            };
            if last.map_err(hinted)? {
                break;
            }
        }
        self.lexer.bare = bare;
        if words.is_empty() {
            let place = self.peek()?.start;
            return Err(Fault::new(place, "a command is empty"));
        }
        Ok(self.program.add_list(&words))
    }

    /// A word of a command; whether it is the last one.
    fn argument(&mut self, words: &mut Vec<u32>) -> Outcome<bool> {
        self.peek_non_space()?;
        if let Some(operand) = self.operand()? {
            words.push(operand.0);
            self.lexer.bare = self.takes_bare(words);
        }
        let token = self.next()?;
        match token.sort {
            Sort::Space => return Ok(false),
            Sort::Right | Sort::RightParen => self.waiting.push(token),
            Sort::Pipe => {}
            _ => return self.unexpected(token, "the arguments"),
        }
        Ok(true)
    }

    /// Whether the next argument may be a bare word: the name that `GetValue` and its like take.
    fn takes_bare(&self, words: &[u32]) -> bool {
        let last = words.first().and_then(|first| match self.program.exprs[*first as usize].kind {
            Kind::Field(name) => Some(name),
            Kind::Fields(names) => self.program.path(names).last().copied(),
            Kind::Chain(base, names) => {
                let variable = matches!(self.program.expr(base).kind, Kind::Variable(_));
                self.program.path(names).last().copied().filter(|_| variable)
            }
            _ => None,
        });
        let last = last.map(|name| self.program.name(name));
        words.len() == 1 && matches!(last, Some("GetValue" | "GetValueArray" | "GetContainerName"))
    }

    /// A term and the fields after it.
    fn operand(&mut self) -> Outcome<Option<ExprId>> {
        let Some(term) = self.term()? else { return Ok(None) };
        if self.peek()?.sort != Sort::Field {
            return Ok(Some(term));
        }
        let Expr { kind, place } = *self.program.expr(term);
        let mut names: Vec<Name> = match kind {
            Kind::Field(name) => vec![name],
            _ => Vec::new(),
        };
        while self.peek()?.sort == Sort::Field {
            let field = self.next()?;
            let name = &self.text(field)[1..];
            names.push(self.program.intern(name));
        }
        let names = self.program.add_path(&names);
        let chained = match kind {
            Kind::Field(_) => Kind::Fields(names),
            Kind::Variable(_) | Kind::Pipe(_) | Kind::Group(_) | Kind::Function(_) => {
                Kind::Chain(term, names)
            }
            _ => return Err(Fault::new(place, "a value like this one has no fields")),
        };
        Ok(Some(self.program.add_expr(chained, place)))
    }

    fn term(&mut self) -> Outcome<Option<ExprId>> {
        let token = self.next_non_space()?;
        let text = self.text(token);
        let kind = match token.sort {
            Sort::Identifier => Kind::Function(self.function(token)?),
            Sort::Dot => Kind::Dot,
            Sort::Nil => Kind::Nil,
            Sort::Bool => Kind::Bool(text == "true"),
            Sort::Variable => self.variable(token)?,
            Sort::Field => {
                let name = self.program.intern(&text[1..]);
                self.note_field(&text[1..], token.start);
                Kind::Field(name)
            }
            Sort::CharConstant => {
                let number = literal::character(text).map_err(|message| fault(token, message))?;
                self.program.add_number(number)
            }
            Sort::Number => self.number(literal::simple(text), token)?,
            Sort::Complex => self.number(literal::complex(text), token)?,
            Sort::LeftParen => {
                self.deeper()?;
                let pipe = self.pipeline(Within::Parentheses, Sort::RightParen, token.start)?;
                self.depth -= 1;
                self.program.grouped(pipe)
            }
            Sort::Quoted | Sort::Raw if !text.contains(['\\', '\r']) => {
                Kind::Slice(token.start + 1, token.end - 1)
            }
            Sort::Quoted => {
                let bytes = literal::quoted(text).map_err(|message| fault(token, message))?;
                Kind::Text(self.program.add_text(bytes))
            }
            Sort::Raw => {
                let inside = Cow::Owned(literal::raw(text).into_bytes());
                Kind::Text(self.program.add_text(inside))
            }
            Sort::Bare => {
                self.program.findings.push(Finding { kind: FindingKind::BareWord, place: token.start });
                Kind::Slice(token.start, token.end)
            }
            _ => {
                self.waiting.push(token);
                return Ok(None);
            }
        };
        Ok(Some(self.program.add_expr(kind, token.start)))
    }

    fn note_field(&mut self, name: &str, place: Place) {
        if name == "GetContainerName" {
            self.program.findings.push(Finding { kind: FindingKind::ContainerName, place });
        }
    }

    fn function(&mut self, token: Token) -> Outcome<Function> {
        let name = self.text(token);
        let Some(function) = Function::named(name) else {
            let fault = fault(token, format!("no function is called '{name}'"));
            return Err(near::hint(name, Function::names()).into_iter().fold(fault, Fault::hint));
        };
        if function == Function::Raw {
            self.program.findings.push(Finding { kind: FindingKind::Raw, place: token.start });
        }
        Ok(function)
    }

    fn variable(&mut self, token: Token) -> Outcome<Kind> {
        let name = self.program.intern(self.text(token));
        if self.variables.times.contains_key(&name) {
            return Ok(Kind::Variable(name));
        }
        Err(fault(token, format!("the variable '{}' isn't set here", self.text(token))))
    }

    fn number(&mut self, number: Result<Number, String>, token: Token) -> Outcome<Kind> {
        let number = number.map_err(|message| fault(token, message))?;
        Ok(self.program.add_number(number))
    }
}
