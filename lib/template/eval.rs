//! The evaluation of a program: nodes in, text out, with every value's origin followed.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::context::Context;
use super::fault::{Fault, Outcome};
use super::function::Function;
use super::output::{Output, Sort, Span};
use super::program::{
    Branch, ExprId, Extra, Kind, Locals, Name, Node, Number, PipeId, Pipeline, Place, Program, index,
};
use super::value::{AUTHOR, Data, List, Origin, Value};
use super::{call, format, near};
use crate::name::Fqpn;

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
    eval.variables.push((eval.dollar, dot.clone()));
    if let Some(root) = program.defined.get(&program.root) {
        eval.block(root, &dot)?;
    }
    Ok(eval.out)
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
    variables: Vec<(Name, Value<'a>)>,
    dollar: Name,
    steps: u64,
    depth: u32,
    /// Accessors that were found already, by the number of their name.
    accessors: Vec<Option<Value<'a>>>,
    /// Values that `GetValue` found already.
    settings: HashMap<Vec<u8>, Value<'a>>,
}

/// The words of a command after the first, and what the pipeline hands on.
struct Arguments<'a, 'w> {
    words: &'w [u32],
    last: Option<Value<'a>>,
}

impl<'a> Arguments<'a, '_> {
    const NONE: Arguments<'a, 'static> = Arguments { words: &[], last: None };

    fn len(&self) -> usize {
        self.words.len() + usize::from(self.last.is_some())
    }
}

impl<'a> Eval<'a> {
    fn new(program: &'a Program<'a>, context: &'a Context<'a>, spans: bool) -> Self {
        let dollar = program.names.iter().position(|name| name == "$");
        Self {
            program,
            context,
            out: Output { origins: vec!["the template".into()], ..Output::default() },
            spans,
            variables: Vec::new(),
            // Where no name is '$', nothing asks for it.
            dollar: dollar.map_or(Name::MAX, index),
            steps: 0,
            depth: 0,
            accessors: vec![None; program.names.len()],
            settings: HashMap::new(),
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
            self.variables.push((locals.this, value.clone()));
            self.variables.extend(locals.params[0].map(|name| (name, value.clone())));
        }
        self.block(program.block(branch.then), &value)
    }

    fn range(&mut self, branch: &'a Branch, dot: &Value<'a>) -> Outcome<Flow> {
        let place = self.program.place_of(branch.pipe);
        self.enter(place)?;
        let value = self.pipeline(branch.pipe, dot)?;
        let origin = value.origin;
        let ran = match self.solid(&value.data) {
            Data::Nil => false,
            Data::List(list) => self.range_list(branch, &list, origin)?,
            Data::Map(map) => self.range_map(branch, &map, origin)?,
            Data::Int(number) => {
                let items = (0..number.max(0)).map(Data::Int);
                self.range_numbers(branch, items, origin)?
            }
            Data::Uint(number) => self.range_numbers(branch, (0..number).map(Data::Uint), origin)?,
            Data::Byte(number) => self.range_numbers(branch, (0..number).map(Data::Byte), origin)?,
            other => {
                let message = format!("a {} has no elements to go through", other.type_name());
                return Err(Fault::new(place, message));
            }
        };
        if ran { Ok(Flow::Next) } else { self.block(self.program.block(branch.other), dot) }
    }

    fn range_list(&mut self, branch: &'a Branch, list: &Rc<List<'a>>, origin: Origin) -> Outcome<bool> {
        let end = list.items.len();
        for (number, item) in list.items.iter().enumerate() {
            let index = Data::Int(i64::try_from(number).unwrap_or(i64::MAX));
            let element = Element { key: index.clone(), index, item: item.clone(), last: number + 1 == end };
            if self.iterate(branch, &element, origin)? == Flow::Break {
                break;
            }
        }
        Ok(!list.items.is_empty())
    }

    fn range_map(
        &mut self,
        branch: &'a Branch,
        map: &Rc<BTreeMap<&'a str, Data<'a>>>,
        origin: Origin,
    ) -> Outcome<bool> {
        let last = map.len().saturating_sub(1);
        for (number, (name, item)) in map.iter().enumerate() {
            let index = Data::Int(i64::try_from(number).unwrap_or(i64::MAX));
            let key = Data::Text(name.as_bytes());
            let element = Element { key, index, item: item.clone(), last: number == last };
            if self.iterate(branch, &element, origin)? == Flow::Break {
                break;
            }
        }
        Ok(!map.is_empty())
    }

    fn range_numbers(
        &mut self,
        branch: &'a Branch,
        items: impl Iterator<Item = Data<'a>>,
        origin: Origin,
    ) -> Outcome<bool> {
        if self.program.variables_of(branch.pipe).0.len() > 1 {
            let message = "a number has elements, but no keys: one variable is enough";
            return Err(Fault::new(self.program.place_of(branch.pipe), message));
        }
        let mut items = items.peekable();
        let ran = items.peek().is_some();
        let mut number = 0;
        while let Some(item) = items.next() {
            let last = items.peek().is_none();
            let element = Element { key: Data::Nil, index: Data::Int(number), item, last };
            number += 1;
            if self.iterate(branch, &element, origin)? == Flow::Break {
                break;
            }
        }
        Ok(ran)
    }

    fn iterate(&mut self, branch: &'a Branch, element: &Element<'a>, origin: Origin) -> Outcome<Flow> {
        let program = self.program;
        let place = program.place_of(branch.pipe);
        self.spend(1, place)?;
        let mark = self.variables.len();
        let item = element.item.clone().from(origin);
        let key = element.key.clone().from(origin);
        match program.variables_of(branch.pipe) {
            ([], _) => {}
            ([one], true) => self.assign(*one, item.clone(), place)?,
            ([one], false) => self.variables[mark - 1] = (*one, item.clone()),
            ([one, two, ..], true) => {
                self.assign(*one, key.clone(), place)?;
                self.assign(*two, item.clone(), place)?;
            }
            ([one, two, ..], false) => {
                self.variables[mark - 2] = (*one, key.clone());
                self.variables[mark - 1] = (*two, item.clone());
            }
        }
        if let Extra::Locals(locals) = branch.extra {
            self.set_locals(&program.locals[locals as usize], element, origin);
        }
        let flow = self.block(program.block(branch.then), &item)?;
        self.variables.truncate(mark);
        Ok(flow)
    }

    /// What Handlebars' blocks know of the element at hand.
    fn set_locals(&mut self, locals: &Locals, element: &Element<'a>, origin: Origin) {
        let first = matches!(element.index, Data::Int(0));
        let all = [
            (locals.this, element.item.clone()),
            (locals.index, element.index.clone()),
            (locals.key, element.key.clone()),
            (locals.first, Data::Bool(first)),
            (locals.last, Data::Bool(element.last)),
        ];
        let params = [element.item.clone(), element.key.clone()];
        let params = locals.params.into_iter().zip(params).filter_map(|(name, data)| Some((name?, data)));
        self.variables.extend(all.into_iter().chain(params).map(|(name, data)| (name, data.from(origin))));
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
        let callers = std::mem::replace(&mut self.variables, vec![(self.dollar, dot.clone())]);
        self.depth += 1;
        self.enter(place)?;
        self.block(block, &dot)?;
        self.depth -= 1;
        self.variables = callers;
        Ok(())
    }

    /// Counts work.
    fn spend(&mut self, steps: u64, place: Place) -> Outcome<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= LIMITS.steps {
            return Ok(());
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
        let start = self.out.text.len();
        match &value.data {
            Data::Nil => self.out.text.extend_from_slice(b"<no value>"),
            Data::Root => {
                let all = self.solid(&Data::Root);
                format::write(&mut self.out.text, &all);
            }
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

    fn pipeline(&mut self, pipeline: Pipeline, dot: &Value<'a>) -> Outcome<Value<'a>> {
        match pipeline {
            Pipeline::Words(words) => self.command(self.program.list(words), None, dot),
            Pipeline::Pipe(pipe) => self.commands(pipe, dot),
        }
    }

    /// A command; `last` is what the one before it hands on.
    fn command(&mut self, words: &'a [u32], last: Option<Value<'a>>, dot: &Value<'a>) -> Outcome<Value<'a>> {
        let Some((first, words)) = words.split_first() else { return Ok(Data::Nil.from(AUTHOR)) };
        self.word(ExprId(*first), &Arguments { words, last }, dot)
    }

    fn commands(&mut self, id: PipeId, dot: &Value<'a>) -> Outcome<Value<'a>> {
        let program = self.program;
        let pipe = program.pipe(id);
        let mut value = None;
        for number in pipe.commands.start..pipe.commands.start + pipe.commands.len {
            let words = program.list(program.commands[number as usize]);
            value = Some(self.command(words, value.take(), dot)?);
        }
        let value = value.unwrap_or_else(|| Data::Nil.from(AUTHOR));
        for name in program.list(pipe.variables) {
            if pipe.assigns {
                self.assign(*name, value.clone(), pipe.place)?;
            } else {
                self.variables.push((*name, value.clone()));
            }
        }
        Ok(value)
    }

    fn assign(&mut self, name: Name, value: Value<'a>, place: Place) -> Outcome<()> {
        let found = self.variables.iter_mut().rev().find(|(known, _)| *known == name);
        let Some(variable) = found else {
            return Err(self.no_variable(name, place));
        };
        variable.1 = value;
        Ok(())
    }

    fn no_variable(&self, name: Name, place: Place) -> Fault {
        Fault::new(place, format!("the variable '{}' isn't set", self.program.name(name)))
    }

    /// A command's first word, with the arguments that it gets.
    fn word(&mut self, id: ExprId, arguments: &Arguments<'a, '_>, dot: &Value<'a>) -> Outcome<Value<'a>> {
        let program = self.program;
        let expr = program.expr(id);
        let place = expr.place;
        match expr.kind {
            Kind::Field(name) => self.field(dot, name, arguments, dot, place),
            Kind::Fields(names) => self.chain(dot.clone(), program.path(names), arguments, dot, place),
            Kind::Chain(base, names) => {
                let base = self.argument(base, dot)?;
                self.chain(base, program.path(names), arguments, dot, place)
            }
            Kind::Function(function) => self.function(function, arguments, dot, place),
            Kind::Bare(name) => self.bare(name, arguments, dot, place),
            Kind::Nil => Err(Fault::new(place, "nil can't stand by itself")),
            _ => {
                takes_nothing(arguments, place)?;
                self.argument(id, dot)
            }
        }
    }

    /// An argument's value.
    fn argument(&mut self, id: ExprId, dot: &Value<'a>) -> Outcome<Value<'a>> {
        let program = self.program;
        let expr = program.expr(id);
        let constant = match expr.kind {
            Kind::Nil => Data::Nil,
            Kind::Bool(is) => Data::Bool(is),
            Kind::Small(number) => Data::Int(number.into()),
            Kind::Number(number) => match program.numbers[number as usize] {
                Number::Int(number) => Data::Int(number),
                Number::TooBig => return Err(Fault::new(expr.place, "the number is too big for an int")),
                Number::Float(number) => Data::Float(number),
                Number::Complex(real, imaginary) => Data::Complex(Rc::new((real, imaginary))),
            },
            Kind::Slice(start, end) => Data::Text(&program.source.as_bytes()[start as usize..end as usize]),
            Kind::Text(text) => Data::Text(&program.strings[text as usize]),
            Kind::Dot => return Ok(dot.clone()),
            Kind::Variable(name) => return self.variable(name, expr.place),
            Kind::Group(words) => {
                self.spend(1, expr.place)?;
                return self.command(program.path(words), None, dot);
            }
            Kind::Pipe(pipe) => {
                self.spend(1, expr.place)?;
                return self.commands(pipe, dot);
            }
            _ => return self.word(id, &Arguments::NONE, dot),
        };
        Ok(constant.from(AUTHOR))
    }

    fn variable(&self, name: Name, place: Place) -> Outcome<Value<'a>> {
        let found = self.variables.iter().rev().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).ok_or_else(|| self.no_variable(name, place))
    }

    /// `.a.b.c` of a value; the last name gets the arguments.
    fn chain(
        &mut self,
        base: Value<'a>,
        names: &'a [Name],
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<Value<'a>> {
        let Some((last, others)) = names.split_last() else { return Ok(base) };
        let mut value = base;
        for name in others {
            value = self.field(&value, *name, &Arguments::NONE, dot, place)?;
        }
        self.field(&value, *last, arguments, dot, place)
    }

    fn field(
        &mut self,
        of: &Value<'a>,
        name: Name,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<Value<'a>> {
        let program = self.program;
        let number = name as usize;
        let name = program.name(name);
        match &of.data {
            Data::Root if arguments.len() == 0 => {
                if let Some(known) = self.accessors.get(number).and_then(Option::as_ref) {
                    return Ok(known.clone());
                }
                let found = self.accessor(name, arguments, dot, place)?;
                self.accessors[number] = Some(found.clone());
                Ok(found)
            }
            Data::Root => self.accessor(name, arguments, dot, place),
            Data::Map(map) => {
                let Some(found) = map.get(name) else {
                    let fault = Fault::new(place, format!("there is no field '{name}' here"));
                    return Err(near::hint(name, map.keys().copied()).into_iter().fold(fault, Fault::hint));
                };
                takes_nothing(arguments, place)?;
                Ok(found.clone().from(of.origin))
            }
            Data::Nil => Err(Fault::new(place, format!("nothing is there to have a field '{name}'"))),
            other => {
                let fault = Fault::new(place, format!("a {} has no field '{name}'", other.type_name()));
                let accessor = self.context.names().any(|known| known == name);
                Err(if accessor { fault.hint(format!("'$.{name}' is the accessor")) } else { fault })
            }
        }
    }

    /// A name in Handlebars: a field of what is at hand, else an accessor.
    fn bare(
        &mut self,
        name: Name,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<Value<'a>> {
        let program = self.program;
        let text = program.name(name);
        match &dot.data {
            Data::Map(map) if map.contains_key(text) => self.field(dot, name, arguments, dot, place),
            _ => self.accessor(text, arguments, dot, place),
        }
    }

    /// What the context has under this name.
    fn accessor(
        &mut self,
        name: &str,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<Value<'a>> {
        let context = self.context;
        match name {
            "GetValue" if context.values.is_some() => {
                let [fqpn] = self.texts(name, arguments, dot, place)?;
                self.setting(&fqpn, place)
            }
            "GetValueArray" if context.values.is_some() => {
                let [fqpn, delimiter] = self.texts(name, arguments, dot, place)?;
                let value = self.setting(&fqpn, place)?;
                Ok(split(&format::text_of(&value.data), &delimiter, self.program.go).from(value.origin))
            }
            "GetProjectName" if context.project.is_some() && !context.fields.contains_key(name) => {
                takes_nothing(arguments, place)?;
                let project = context.project.unwrap_or_default().as_bytes();
                Ok(Data::Text(project).from(self.origin(|| name.into())))
            }
            "GetContainerName" if context.project.is_some() => {
                let [wanted] = self.texts(name, arguments, dot, place)?;
                let mut text = format!("{}_", context.project.unwrap_or_default()).into_bytes();
                text.extend_from_slice(&wanted);
                Ok(Data::text(text).from(self.origin(|| name.into())))
            }
            _ => {
                let Some(found) = context.fields.get(name) else { return Err(self.unknown(name, place)) };
                takes_nothing(arguments, place)?;
                Ok(found.clone().from(self.origin(|| name.into())))
            }
        }
    }

    fn unknown(&self, name: &str, place: Place) -> Fault {
        let fault = Fault::new(place, format!("nothing is called '{name}'"));
        near::hint(name, self.context.names()).into_iter().fold(fault, Fault::hint)
    }

    /// The number of an origin with this name.
    fn origin(&mut self, name: impl FnOnce() -> String) -> Origin {
        if !self.spans {
            return Origin::MAX;
        }
        let name = name();
        let known = self.out.origins.iter().position(|known| *known == name);
        let number = known.unwrap_or_else(|| {
            self.out.origins.push(name);
            self.out.origins.len() - 1
        });
        index(number)
    }

    /// Exactly this many arguments, all of them strings.
    fn texts<const N: usize>(
        &mut self,
        name: &str,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<[Vec<u8>; N]> {
        if arguments.len() != N {
            let plural = if N == 1 { "" } else { "s" };
            let got = arguments.len();
            return Err(Fault::new(place, format!("'{name}' takes {N} argument{plural} and got {got}")));
        }
        let mut texts = [const { Vec::new() }; N];
        for (number, value) in self.values(arguments, dot)?.into_iter().enumerate() {
            let text = self.plain(&value.data);
            let Some(bytes) = text.as_bytes() else {
                let kind = text.type_name();
                let message = format!("argument {} of '{name}' has to be a string, not a {kind}", number + 1);
                return Err(Fault::new(place, message));
            };
            texts[number] = bytes.to_vec();
        }
        Ok(texts)
    }

    /// The arguments' values, in order.
    fn values(&mut self, arguments: &Arguments<'a, '_>, dot: &Value<'a>) -> Outcome<Vec<Value<'a>>> {
        let mut values = Vec::with_capacity(arguments.len());
        for word in arguments.words {
            values.push(self.argument(ExprId(*word), dot)?);
        }
        values.extend(arguments.last.clone());
        Ok(values)
    }

    /// A parameter's value.
    fn setting(&mut self, fqpn: &[u8], place: Place) -> Outcome<Value<'a>> {
        if let Some(known) = self.settings.get(fqpn) {
            return Ok(known.clone());
        }
        let text = String::from_utf8_lossy(fqpn).into_owned();
        let name: Fqpn = text.parse().map_err(|error| Fault::of(place, &error))?;
        let values = self.context.values.ok_or_else(|| self.unknown("GetValue", place))?;
        let json = values.value(&name).map_err(|error| Fault::of(place, &error))?;
        let Some(data) = Data::of_simple(&json) else {
            return Err(Fault::new(place, format!("'{text}' has no simple value")));
        };
        let origin = self.origin(|| text);
        let value = Data::Setting(Rc::new(data)).from(origin);
        self.settings.insert(fqpn.into(), value.clone());
        Ok(value)
    }

    /// A setting as functions other than comparisons see it.
    fn plain(&self, data: &Data<'a>) -> Data<'a> {
        match data {
            Data::Setting(inner) if self.context.typed => inner.as_ref().clone(),
            Data::Setting(inner) => Data::text(format::text_of(inner)),
            other => other.clone(),
        }
    }

    /// The context as the map that it is, and a setting as what it is to functions; the rest as it stands.
    fn solid(&self, data: &Data<'a>) -> Data<'a> {
        match data {
            Data::Root => Data::Map(Rc::new(self.context.fields.clone())),
            other => self.plain(other),
        }
    }

    fn function(
        &mut self,
        function: Function,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
        place: Place,
    ) -> Outcome<Value<'a>> {
        let (least, most) = function.arity();
        let count = arguments.len();
        if count < least || count > most {
            return Err(Fault::new(place, wrong_count(function, count)));
        }
        self.spend(1, place)?;
        if matches!(function, Function::And | Function::Or) {
            return self.short_circuit(function == Function::Or, arguments, dot);
        }
        let values = self.values(arguments, dot)?;
        let origin = values.iter().map(|value| value.origin).max().unwrap_or(AUTHOR);
        let data: Vec<Data> = values
            .into_iter()
            .map(|value| if function.sees_settings() { value.data } else { self.solid(&value.data) })
            .collect();
        let read: usize = data.iter().map(|data| data.as_bytes().map_or(0, <[u8]>::len)).sum();
        let made = call::call(function, &data).map_err(|message| {
            Fault::new(place, format!("'{}' can't be done: {message}", function.name()))
        })?;
        let size = made.as_bytes().map_or(0, <[u8]>::len);
        self.spend(((read + size) / 64) as u64, place)?;
        if size > LIMITS.output {
            return Err(Fault::new(place, format!("a text is larger than {} MiB", LIMITS.output >> 20)));
        }
        Ok(made.from(if function == Function::Raw { AUTHOR } else { origin }))
    }

    /// `and` and `or`: the first argument that decides, else the last. What decided took part.
    fn short_circuit(
        &mut self,
        wanted: bool,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
    ) -> Outcome<Value<'a>> {
        let mut origin = AUTHOR;
        let mut value = Data::Nil.from(AUTHOR);
        for word in arguments.words {
            value = self.argument(ExprId(*word), dot)?;
            origin = origin.max(value.origin);
            if value.data.truth() == wanted {
                return Ok(value.data.from(origin));
            }
        }
        if let Some(last) = &arguments.last {
            value = last.clone();
        }
        let origin = origin.max(value.origin);
        Ok(value.data.from(origin))
    }
}

/// One element of what a range goes through.
struct Element<'a> {
    key: Data<'a>,
    index: Data<'a>,
    item: Data<'a>,
    last: bool,
}

fn takes_nothing(arguments: &Arguments<'_, '_>, place: Place) -> Outcome<()> {
    if arguments.len() == 0 {
        return Ok(());
    }
    Err(Fault::new(place, "this is no function and takes no argument"))
}

fn wrong_count(function: Function, got: usize) -> String {
    let (least, most) = function.arity();
    let name = function.name();
    let plural = if least == 1 { "" } else { "s" };
    let at_least = if most == usize::MAX { "at least " } else { "" };
    format!("'{name}' takes {at_least}{least} argument{plural} and got {got}")
}

/// The pieces of a text; the empty text has none, and an empty delimiter splits it into its characters.
fn split<'a>(text: &[u8], delimiter: &[u8], always_true: bool) -> Data<'a> {
    let text = String::from_utf8_lossy(text);
    let delimiter = String::from_utf8_lossy(delimiter);
    let items: Vec<Data> = match (text.is_empty(), delimiter.is_empty()) {
        (true, _) => Vec::new(),
        (_, true) => text.chars().map(|letter| Data::text(letter.to_string())).collect(),
        _ => text.split(delimiter.as_ref()).map(Data::text).collect(),
    };
    Data::List(Rc::new(List { items, strings: true, always_true }))
}
