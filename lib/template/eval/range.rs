//! `range`: a block for each element of a list, a map or a number.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::fault::{Fault, Outcome};
use super::super::program::{Branch, Extra, Locals};
use super::super::value::{Data, List, Origin};
use super::{Eval, Flow, Value};

/// One element of what a range goes through.
struct Element<'a> {
    key: Data<'a>,
    index: Data<'a>,
    item: Data<'a>,
    last: bool,
}
impl<'a> Eval<'a> {
    pub(super) fn range(&mut self, branch: &'a Branch, dot: &Value<'a>) -> Outcome<Flow> {
        let place = self.program.place_of(branch.pipe);
        self.enter(place)?;
        let value = self.pipeline(branch.pipe, dot)?;
        let Value { data, origin } = self.solid(&value);
        let ran = match data {
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
                let message = format!("{} has no elements to go through", other.a_type());
                return Err(Fault::new(place, message));
            }
        };
        if ran {
            return Ok(Flow::Next);
        }
        // As Go has it, a break in what stands for no elements ends this range, not the one around.
        let flow = self.block(self.program.block(branch.other), dot)?;
        Ok(if flow == Flow::Break { Flow::Next } else { flow })
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
            ([_], false) => self.renew(0, &item),
            ([one, two, ..], true) => {
                self.assign(*one, key.clone(), place)?;
                self.assign(*two, item.clone(), place)?;
            }
            ([_, _, ..], false) => {
                self.renew(1, &key);
                self.renew(0, &item);
            }
        }
        if let Extra::Locals(locals) = branch.extra {
            self.set_locals(&program.locals[locals as usize], element, origin);
        }
        let flow = self.block(program.block(branch.then), &item)?;
        self.variables.truncate(mark);
        Ok(flow)
    }

    /// Gives one of the range's own variables, so many before the last, another value.
    fn renew(&mut self, back: usize, value: &Value<'a>) {
        if let Some(variable) = self.variables.nth_last(back) {
            *variable = value.clone();
        }
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
        for (name, data) in all.into_iter().chain(params) {
            self.variables.push(name, data.from(origin));
        }
    }
}
