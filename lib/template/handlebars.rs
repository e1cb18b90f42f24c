//! Handlebars syntax: the `handlebars` crate reads it, with its rules for white space; what it read becomes our program,
//! so that both syntaxes mean the same.

mod levels;
mod refusal;

use std::collections::HashMap;

use handlebars::template::{BlockParam, HelperTemplate, Parameter, Subexpression, TemplateElement};
use serde_json::Value as Json;

use super::fault::{Fault, Outcome};
use super::function::Function;
use super::near;
use super::program::{
    Branch, ExprId, Extra, Finding, FindingKind, Kind, Locals, Name, Node, Number, Pipeline, Place, Program,
    index,
};

/// The largest source, in bytes. The crate's time grows with the square of the number of actions.
const LARGEST: usize = 64 << 10;
/// The most actions.
const MOST: usize = 1000;
/// The most brackets that open something, braces of actions included.
const BRACKETS: usize = 10_000;
/// The deepest nesting, of blocks and of parentheses.
const DEEPEST: usize = 100;
/// Stack for each level that the crate reads: twice what it was seen to take without optimisation, in its worst rule.
const LEVEL: usize = 16 << 10;
/// The blocks that there are.
pub(super) const BLOCKS: [&str; 5] = ["each", "if", "raw", "unless", "with"];

/// Reads a template in Handlebars syntax.
pub(super) fn read<'s>(name: &str, source: &'s str) -> Outcome<Program<'s>> {
    let brackets = check_size(source)?;
    let text = levels::check(source)?;
    // The crate goes a level deeper at a bracket that opens and nowhere else. That few of them nest is known by now; should
    // its grammar ever see that otherwise, the stack is one for all of them in each other.
    if brackets <= DEEPEST {
        return compile(name, source, &text);
    }
    let stack = (brackets + DEEPEST) * LEVEL;
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(stack);
        let read = builder.spawn_scoped(scope, || compile(name, source, &text)).map_err(|cause| {
            Fault::whole(format!("there is no memory for its {brackets} brackets: {cause}"))
        })?;
        read.join().unwrap_or_else(|_| Err(Fault::whole("it can't be read")))
    })
}

/// Reads a source; `text` is the same for the crate.
fn compile<'s>(name: &str, source: &'s str, text: &str) -> Outcome<Program<'s>> {
    let parsed = handlebars::Template::compile(text).map_err(|cause| {
        let (line, column) = cause.pos().unwrap_or((1, 1));
        let place = super::fault::place_of(source, line, column) as usize;
        refusal::of(source, place, &cause.reason().to_string())
    })?;
    let mut reader = Reader {
        program: Program::new(source),
        lines: line_starts(source),
        elses: refusal::elses(source),
        chain: Vec::new(),
        scopes: Vec::new(),
        place: 0,
        depth: 0,
    };
    reader.program.intern("$");
    let root = reader.block(&parsed)?;
    reader.program.defined.insert(name.to_owned(), root);
    name.clone_into(&mut reader.program.root);
    Ok(reader.program)
}

/// How many brackets open something, after a look at what there is too much of.
fn check_size(source: &str) -> Outcome<usize> {
    if source.len() > LARGEST {
        let message = format!("it is larger than {} KiB, the most for a Handlebars template", LARGEST >> 10);
        return Err(Fault::whole(message));
    }
    if let Some((place, _)) = source.match_indices("{{").nth(MOST) {
        let message = format!("it has more than {MOST} actions, the most for a Handlebars template");
        return Err(Fault::new(index(place), message));
    }
    let brackets = source.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
    if brackets > BRACKETS {
        let message = format!("it has more than {BRACKETS} brackets, the most for a Handlebars template");
        return Err(Fault::whole(message));
    }
    Ok(brackets)
}

fn line_starts(source: &str) -> Vec<usize> {
    std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

struct Reader<'s> {
    program: Program<'s>,
    lines: Vec<usize>,
    /// Where the `else`s of each block stand, by the block's own place: the crate doesn't tell.
    elses: HashMap<usize, Vec<usize>>,
    /// Those that are left of the blocks around.
    chain: Vec<std::vec::IntoIter<usize>>,
    /// The `each` and `with` blocks around, outermost first.
    scopes: Vec<Scope>,
    /// Where the action at hand stands.
    place: Place,
    /// The blocks, their 'else if's and the parentheses around.
    depth: usize,
}

/// What a block names.
struct Scope {
    this: Name,
    index: Name,
    key: Name,
    first: Name,
    last: Name,
    params: Vec<(String, Name)>,
    /// Whether `@index` and its like have a meaning.
    counts: bool,
}

impl Reader<'_> {
    fn block(&mut self, template: &handlebars::Template) -> Outcome<Vec<Node>> {
        let mut block = Vec::new();
        for (number, element) in template.elements.iter().enumerate() {
            if let Some(place) = template.mapping.get(number) {
                self.place = self.place_of(place.0, place.1);
            }
            block.extend(self.element(element)?);
        }
        Ok(block)
    }

    fn place_of(&self, line: usize, column: usize) -> Place {
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let rest = self.program.source.get(start..).unwrap_or_default();
        let within: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        index(start + within)
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.place, message)
    }

    fn element(&mut self, element: &TemplateElement) -> Outcome<Option<Node>> {
        match element {
            TemplateElement::RawString(text) => {
                Ok(Some(Node::Owned(self.program.add_text(text.clone().into_bytes()))))
            }
            TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                let expr = self.call(helper)?;
                Ok(Some(Node::Show(expr)))
            }
            TemplateElement::HelperBlock(helper) => self.helper_block(helper).map(Some),
            TemplateElement::Comment(_) => Ok(None),
            _ => Err(self.fault("partials and decorators aren't there: a template is one file")),
        }
    }

    /// A name with its arguments, or a name alone.
    fn call(&mut self, helper: &HelperTemplate) -> Outcome<ExprId> {
        self.no_hash(helper)?;
        let name = self.parameter(&helper.name)?;
        if helper.params.is_empty() {
            return Ok(name);
        }
        let mut words = vec![name.0];
        for parameter in &helper.params {
            words.push(self.parameter(parameter)?.0);
        }
        let words = self.program.add_path(&words);
        Ok(self.program.add_expr(Kind::Group(words), self.place))
    }

    fn no_hash(&self, helper: &HelperTemplate) -> Outcome<()> {
        match helper.hash.keys().min() {
            Some(name) => Err(self.fault(format!("nothing takes an argument by name, such as '{name}='"))),
            None => Ok(()),
        }
    }

    fn parameter(&mut self, parameter: &Parameter) -> Outcome<ExprId> {
        match parameter {
            Parameter::Literal(json) => self.literal(json),
            Parameter::Subexpression(inner) => self.subexpression(inner),
            other => self.path(other.as_name().unwrap_or_default()),
        }
    }

    fn subexpression(&mut self, inner: &Subexpression) -> Outcome<ExprId> {
        let TemplateElement::Expression(helper) = inner.as_element() else {
            return Err(self.fault("this can't stand in parentheses"));
        };
        self.deeper(|reader| reader.call(helper))
    }

    /// Reads what is a level deeper. [`levels`] has counted them; should it ever see less than the crate, this holds.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.depth == 3 * DEEPEST {
            return Err(self.fault(format!("it is nested more than {DEEPEST} deep")));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn literal(&mut self, json: &Json) -> Outcome<ExprId> {
        let kind = match json {
            Json::Null => Kind::Nil,
            Json::Bool(is) => Kind::Bool(*is),
            Json::String(text) => Kind::Text(self.program.add_text(text.clone().into_bytes())),
            Json::Number(number) => match number.as_i64() {
                Some(number) => self.program.add_number(Number::Int(number)),
                None if number.is_u64() => self.program.add_number(Number::TooBig),
                None => self.program.add_number(Number::Float(number.as_f64().unwrap_or_default())),
            },
            _ => return Err(self.fault("a list or an object can't be written in a template")),
        };
        Ok(self.program.add_expr(kind, self.place))
    }

    /// A path: `a.b`, `this.a`, `../a`, `@index`, `@root.a`.
    fn path(&mut self, raw: &str) -> Outcome<ExprId> {
        let path = Path::read(raw).ok_or_else(|| self.fault(format!("'{raw}' is no path")))?;
        let kind = match path.start {
            Start::Root => {
                let dollar = self.program.intern("$");
                self.variable(dollar, &path.names)
            }
            Start::Local => self.local(&path)?,
            Start::This => self.this(path.up, &path.names)?,
            Start::Name => self.named(&path.names)?,
        };
        Ok(self.program.add_expr(kind, self.place))
    }

    /// A variable, or what its fields lead to.
    fn variable(&mut self, name: Name, names: &[String]) -> Kind {
        if names.is_empty() {
            return Kind::Variable(name);
        }
        let base = self.program.add_expr(Kind::Variable(name), self.place);
        Kind::Chain(base, self.names(names))
    }

    fn names(&mut self, names: &[String]) -> u32 {
        let names: Vec<Name> = names.iter().map(|name| self.program.intern(name.clone())).collect();
        self.program.add_path(&names)
    }

    /// `this`, so many blocks up.
    fn this(&mut self, up: usize, names: &[String]) -> Outcome<Kind> {
        if up > self.scopes.len() {
            return Err(self.fault("'..' leads out of the outermost block"));
        }
        let variable = match self.scopes.len() - up {
            _ if up == 0 && names.is_empty() => return Ok(Kind::Dot),
            _ if up == 0 => return Ok(Kind::Fields(self.names(names))),
            0 => self.program.intern("$"),
            depth => self.scopes[depth - 1].this,
        };
        Ok(self.variable(variable, names))
    }

    /// `@index` and its like.
    fn local(&mut self, path: &Path) -> Outcome<Kind> {
        let name = path.names.first().map(String::as_str).unwrap_or_default();
        let scopes: Vec<&Scope> = self.scopes.iter().filter(|scope| scope.counts).collect();
        let Some(scope) = scopes.len().checked_sub(path.up + 1).map(|depth| scopes[depth]) else {
            return Err(self.fault(format!("'@{name}' has a meaning inside 'each' only")));
        };
        let variable = match name {
            "index" => scope.index,
            "key" => scope.key,
            "first" => scope.first,
            "last" => scope.last,
            _ => {
                let fault = self.fault(format!("nothing is called '@{name}'"));
                return Err(fault.hint("there are @first, @index, @key, @last, @root"));
            }
        };
        Ok(self.variable(variable, &path.names[1..]))
    }

    /// A name: a block's parameter, a function, else what is looked up when the template is rendered.
    fn named(&mut self, names: &[String]) -> Outcome<Kind> {
        let Some((first, rest)) = names.split_first() else { return Err(self.fault("a name is missing")) };
        let params = self.scopes.iter().rev().flat_map(|scope| scope.params.iter().rev());
        let param = params.into_iter().find(|(name, _)| name == first).map(|(_, number)| *number);
        if let Some(variable) = param {
            return Ok(self.variable(variable, rest));
        }
        let noted = match first.as_str() {
            "raw" => Some(FindingKind::Raw),
            "GetContainerName" => Some(FindingKind::ContainerName),
            _ => None,
        };
        self.program.findings.extend(noted.map(|kind| Finding { kind, place: self.place }));
        if let Some(function) = Function::named(first).filter(|_| rest.is_empty()) {
            return Ok(Kind::Function(function));
        }
        let name = self.program.intern(first.clone());
        if rest.is_empty() {
            return Ok(Kind::Bare(name));
        }
        let base = self.program.add_expr(Kind::Bare(name), self.place);
        Ok(Kind::Chain(base, self.names(rest)))
    }

    fn helper_block(&mut self, helper: &HelperTemplate) -> Outcome<Node> {
        let elses = self.elses.remove(&(self.place as usize)).unwrap_or_default();
        self.chain.push(elses.into_iter());
        let node = self.deeper(|reader| reader.one_block(helper));
        self.chain.pop();
        node
    }

    fn one_block(&mut self, helper: &HelperTemplate) -> Outcome<Node> {
        let name = helper.name.as_name().unwrap_or_default().to_owned();
        self.no_hash(helper)?;
        if name == "raw" && helper.params.is_empty() {
            return self.verbatim(helper);
        }
        if name == "raw" {
            let fault = self.fault("'raw' is no block around what is rendered");
            return Err(fault.hint("'{{{{raw}}}}…{{{{/raw}}}}' is text, '{{raw x}}' a value as it is"));
        }
        if !BLOCKS.contains(&name.as_str()) {
            let fault = self.fault(format!("no block is called '{name}'"));
            return Err(near::hint(&name, BLOCKS.into_iter()).into_iter().fold(fault, Fault::hint));
        }
        let [condition] = helper.params.as_slice() else {
            return Err(self.fault(format!("'{name}' takes 1 argument and got {}", helper.params.len())));
        };
        let condition = self.parameter(condition)?;
        let pipe = Pipeline::Words(self.program.add_list(&[condition.0]));
        self.branch(&name, helper, pipe)
    }

    /// `{{{{raw}}}}…{{{{/raw}}}}`: text that holds no action.
    fn verbatim(&mut self, helper: &HelperTemplate) -> Outcome<Node> {
        let mut text = String::new();
        for element in helper.template.iter().flat_map(|template| &template.elements) {
            let TemplateElement::RawString(part) = element else {
                return Err(self.fault("a block 'raw' holds text only: {{{{raw}}}}…{{{{/raw}}}}"));
            };
            text.push_str(part);
        }
        Ok(Node::Owned(self.program.add_text(text.into_bytes())))
    }

    /// What follows an `else`.
    fn other(&mut self, template: &handlebars::Template) -> Outcome<Vec<Node>> {
        if let Some(place) = self.chain.last_mut().and_then(Iterator::next) {
            self.place = index(place);
        }
        // The crate puts an 'else if' into a block of its own, and says no place for it.
        let [TemplateElement::HelperBlock(helper)] = template.elements.as_slice() else {
            return self.block(template);
        };
        if !template.mapping.is_empty() {
            return self.block(template);
        }
        Ok(vec![self.deeper(|reader| reader.one_block(helper))?])
    }

    fn branch(&mut self, name: &str, helper: &HelperTemplate, pipe: Pipeline) -> Outcome<Node> {
        let binds = matches!(name, "each" | "with");
        let locals = if binds { Some(self.open(helper, name == "each")?) } else { None };
        if !binds && helper.block_param.is_some() {
            return Err(self.fault(format!("'{name}' has no parameters 'as |…|'")));
        }
        let then = helper.template.as_ref().map_or(Ok(Vec::new()), |template| self.block(template))?;
        let then = self.program.add_block(&then);
        if binds {
            self.scopes.pop();
        }
        let other = helper.inverse.as_ref().map_or(Ok(Vec::new()), |template| self.other(template))?;
        let other = self.program.add_block(&other);
        let extra = match locals {
            Some(locals) => {
                self.program.locals.push(locals);
                Extra::Locals(index(self.program.locals.len() - 1))
            }
            None if name == "unless" => Extra::Negated,
            None => Extra::None,
        };
        let branch = self.program.add_branch(Branch { pipe, then, other, extra });
        Ok(match name {
            "each" => Node::Range(branch),
            "with" => Node::With(branch),
            _ => Node::If(branch),
        })
    }

    /// Begins a block that has a `this` of its own. Its variables carry its depth in their names.
    fn open(&mut self, helper: &HelperTemplate, counts: bool) -> Outcome<Locals> {
        let names = match &helper.block_param {
            None => Vec::new(),
            Some(BlockParam::Single(one)) => vec![one],
            Some(BlockParam::Pair((one, two))) => vec![one, two],
            _ => return Err(self.fault("a block has at most 2 parameters")),
        };
        let depth = self.scopes.len();
        let mut number = |what: &str| self.program.intern(format!("{what} {depth}"));
        let names: Vec<String> = names.into_iter().filter_map(Parameter::as_name).map(Into::into).collect();
        let params: Vec<(String, Name)> =
            names.into_iter().map(|name| (name.clone(), number(&format!("|{name}|")))).collect();
        let scope = Scope {
            this: number("this"),
            index: number("@index"),
            key: number("@key"),
            first: number("@first"),
            last: number("@last"),
            params,
            counts,
        };
        let param = |at: usize| scope.params.get(at).map(|(_, name)| *name);
        let locals = Locals {
            this: scope.this,
            index: scope.index,
            key: scope.key,
            first: scope.first,
            last: scope.last,
            params: [param(0), param(1)],
        };
        self.scopes.push(scope);
        Ok(locals)
    }
}

/// A path as it was written.
struct Path {
    start: Start,
    /// How many blocks up.
    up: usize,
    names: Vec<String>,
}

enum Start {
    Root,
    Local,
    This,
    Name,
}

impl Path {
    fn read(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        let (start, rest) = match raw {
            _ if raw.starts_with("@root") && !raw[5..].starts_with(|next: char| next.is_alphanumeric()) => {
                (Start::Root, &raw[5..])
            }
            _ if raw.starts_with('@') => (Start::Local, &raw[1..]),
            _ if raw.starts_with("./") => (Start::This, &raw[2..]),
            _ => (Start::Name, raw),
        };
        let mut path = Self { start, up: 0, names: Vec::new() };
        let mut rest = rest;
        while let Some(after) = rest.strip_prefix("..") {
            path.up += 1;
            rest = after.strip_prefix(['/', '.']).unwrap_or(after);
        }
        if let Some(after) = rest.strip_prefix('@') {
            path.start = Start::Local;
            rest = after;
        }
        path.names = segments(rest)?;
        if path.names.first().is_some_and(|name| name == "this")
            && matches!(path.start, Start::Name | Start::This)
        {
            path.names.remove(0);
            path.start = Start::This;
        } else if path.up > 0 && matches!(path.start, Start::Name) {
            path.start = Start::This;
        }
        Some(path)
    }
}

/// The names between `.` and `/`; one in brackets is taken as it stands.
fn segments(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.strip_prefix(['.', '/']).unwrap_or(rest);
        let (name, after) = match rest.strip_prefix('[') {
            Some(inside) => inside.split_once(']')?,
            None => rest.split_at(rest.find(['.', '/']).unwrap_or(rest.len())),
        };
        if name.is_empty() {
            return None;
        }
        names.push(name.to_owned());
        rest = after;
    }
    Some(names)
}
