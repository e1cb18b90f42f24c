//! Expressions: pipelines, commands, fields and functions, and the variables in them.

use std::rc::Rc;

use super::super::fault::{Fault, Outcome};
use super::super::function::Function;
use super::super::program::{ExprId, Kind, Name, Number, PipeId, Pipeline, Place};
use super::super::value::{AUTHOR, Data, Value};
use super::super::{call, near};
use super::Eval;

/// The words of a command after the first, and what the pipeline hands on.
pub(super) struct Arguments<'a, 'w> {
    pub(super) words: &'w [u32],
    pub(super) last: Option<Value<'a>>,
}

impl<'a> Arguments<'a, '_> {
    pub(super) const NONE: Arguments<'a, 'static> = Arguments { words: &[], last: None };

    pub(super) fn len(&self) -> usize {
        self.words.len() + usize::from(self.last.is_some())
    }
}
impl<'a> Eval<'a> {
    pub(super) fn pipeline(&mut self, pipeline: Pipeline, dot: &Value<'a>) -> Outcome<Value<'a>> {
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
                self.variables.push(*name, value.clone());
            }
        }
        Ok(value)
    }

    pub(super) fn assign(&mut self, name: Name, value: Value<'a>, place: Place) -> Outcome<()> {
        let Some(variable) = self.variables.get_mut(name) else {
            return Err(self.no_variable(name, place));
        };
        *variable = value;
        Ok(())
    }

    fn no_variable(&self, name: Name, place: Place) -> Fault {
        Fault::new(place, format!("the variable '{}' isn't set", self.program.name(name)))
    }

    /// A command's first word, with the arguments that it gets.
    pub(super) fn word(
        &mut self,
        id: ExprId,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
    ) -> Outcome<Value<'a>> {
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
                if arguments.len() > 0 {
                    return Err(Fault::new(place, "this is no function and takes no argument"));
                }
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

    pub(super) fn variable(&self, name: Name, place: Place) -> Outcome<Value<'a>> {
        self.variables.get(name).cloned().ok_or_else(|| self.no_variable(name, place))
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
                takes_nothing(arguments, name, place)?;
                Ok(found.clone().from(of.origin))
            }
            Data::Nil => Err(Fault::new(place, format!("nothing is there to have a field '{name}'"))),
            other => {
                let fault = Fault::new(place, format!("{} has no field '{name}'", other.a_type()));
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

    /// The arguments' values, in order.
    pub(super) fn values(
        &mut self,
        arguments: &Arguments<'a, '_>,
        dot: &Value<'a>,
    ) -> Outcome<Vec<Value<'a>>> {
        let mut values = Vec::with_capacity(arguments.len());
        for word in arguments.words {
            values.push(self.argument(ExprId(*word), dot)?);
        }
        values.extend(arguments.last.clone());
        Ok(values)
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
        let mut values = self.values(arguments, dot)?;
        if !function.sees_settings() {
            for value in &mut values {
                *value = self.solid(value);
            }
        }
        let origin = values.iter().map(|value| value.origin).max().unwrap_or(AUTHOR);
        let data: Vec<Data> = values.into_iter().map(|value| value.data).collect();
        let read: usize = data.iter().map(Data::weight).sum();
        let made = call::call(function, &data).map_err(|message| {
            Fault::new(place, format!("'{}' can't be done: {message}", function.name()))
        })?;
        let copied = match &made {
            Data::List(list) if function == Function::Slice => list.items.len(),
            other => other.weight() / 64,
        };
        self.spend((read / 64 + copied) as u64, place)?;
        self.out.has_raw |= function == Function::Raw && origin != AUTHOR;
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

pub(super) fn takes_nothing(arguments: &Arguments<'_, '_>, name: &str, place: Place) -> Outcome<()> {
    if arguments.len() == 0 {
        return Ok(());
    }
    Err(Fault::new(place, format!("'{name}' is no function and takes no argument")))
}

fn wrong_count(function: Function, got: usize) -> String {
    let (least, most) = function.arity();
    let name = function.name();
    let plural = if least == 1 { "" } else { "s" };
    let at_least = if most == usize::MAX { "at least " } else { "" };
    format!("'{name}' takes {at_least}{least} argument{plural} and got {got}")
}
