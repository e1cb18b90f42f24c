//! The variables that are set while a template is evaluated, found by their names in the same time however many there are.

use super::super::program::{Name, index};
use super::super::value::Value;

/// Variables, the innermost last.
#[derive(Debug)]
pub(super) struct Variables<'a> {
    all: Vec<Variable<'a>>,
    /// By name: the place of the innermost of that name, from 1; 0 where there is none.
    innermost: Vec<u32>,
    /// Where those of the template at hand begin: it sees none of its caller's.
    own: u32,
}

#[derive(Debug)]
struct Variable<'a> {
    name: Name,
    value: Value<'a>,
    /// The one of the same name that it hides, as in `innermost`.
    hidden: u32,
}

impl<'a> Variables<'a> {
    /// None so far, of so many names.
    pub(super) fn new(names: usize) -> Self {
        Self { all: Vec::new(), innermost: vec![0; names], own: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn push(&mut self, name: Name, value: Value<'a>) {
        let Some(innermost) = self.innermost.get_mut(name as usize) else { return };
        let hidden = std::mem::replace(innermost, index(self.all.len() + 1));
        self.all.push(Variable { name, value, hidden });
    }

    /// Takes away all but the first so many.
    pub(super) fn truncate(&mut self, mark: usize) {
        while self.all.len() > mark {
            if let Some(variable) = self.all.pop() {
                self.innermost[variable.name as usize] = variable.hidden;
            }
        }
    }

    pub(super) fn get(&self, name: Name) -> Option<&Value<'a>> {
        let place = *self.innermost.get(name as usize)?;
        if place <= self.own {
            None
        } else {
            self.all.get(place as usize - 1).map(|variable| &variable.value)
        }
    }

    pub(super) fn get_mut(&mut self, name: Name) -> Option<&mut Value<'a>> {
        let place = *self.innermost.get(name as usize)?;
        if place <= self.own {
            return None;
        }
        self.all.get_mut(place as usize - 1).map(|variable| &mut variable.value)
    }

    /// The one that was pushed so many before the last, whatever its name.
    pub(super) fn nth_last(&mut self, back: usize) -> Option<&mut Value<'a>> {
        self.all.iter_mut().nth_back(back).map(|variable| &mut variable.value)
    }

    /// Hides all that there are; what it returns brings them back.
    pub(super) fn hide(&mut self) -> u32 {
        std::mem::replace(&mut self.own, index(self.all.len()))
    }

    /// Takes away what was set since all were hidden, and brings those back.
    pub(super) fn show(&mut self, own: u32) {
        self.truncate(self.own as usize);
        self.own = own;
    }
}
