//! Whose arguments the strings of a response are: a value goes to a tool only where the response leaves no doubt which
//! tool it is.

use std::collections::HashMap;

use super::json::{Kind, Step};
use super::protocol_table::{ARGUMENTS, CALLS, JSON_ARGUMENTS};
use super::rules::{self, Found};

/// The tool calls of a document.
pub(crate) struct Calls<'t> {
    names: HashMap<Vec<Step<'t>>, Name>,
    /// Objects whose type says that they are calls: their path and their type.
    typed: Vec<(Vec<Step<'t>>, String)>,
    /// By entry: which of those it lies in, the outermost.
    within: Vec<Option<usize>>,
}

#[derive(Default)]
struct Name {
    name: String,
    told: usize,
}

/// What a string is an argument of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// The tool; empty where that is not said, or said twice.
    pub(crate) tool: String,
    /// The string is JSON itself.
    pub(crate) json: bool,
    /// It belongs to the document's root: an event of a stream, which an event before may have named.
    pub(crate) at_root: bool,
}

/// Whether a member has that name, however it is spelled.
fn is_called(step: &Step<'_>, name: &str) -> bool {
    match step {
        Step::Key(key) => *key == name,
        Step::Escaped(key) => rules::plain(key) == name,
        Step::Index(_) => false,
    }
}

/// Whether an object of that type is a call of a tool.
fn is_call(kind: &str) -> bool {
    kind.ends_with("_call") || kind.ends_with("tool_use")
}

/// Whether an event of that type is of a call of a tool.
pub(crate) fn is_call_event(kind: &str) -> bool {
    kind.starts_with("response.") && kind.contains("_call")
}

impl<'t> Calls<'t> {
    /// Reads what was found in a document.
    pub(crate) fn of(text: &str, found: &[Found<'t>]) -> Calls<'t> {
        let mut calls = Calls {
            names: HashMap::new(),
            typed: Vec::new(),
            within: Vec::new(),
        };
        for (at, (path, kind, place)) in found.iter().enumerate() {
            let Some((last, parent)) = path.split_last() else {
                continue;
            };
            if is_called(last, "name") && matches!(kind, Kind::Name | Kind::String) {
                let name = calls.names.entry(parent.to_vec()).or_default();
                match kind {
                    Kind::Name => name.told += 1,
                    _ => name.name = rules::plain(&text[place.clone()]),
                }
            } else if *kind == Kind::String && is_called(last, "type") {
                let kind = rules::plain(&text[place.clone()]);
                if is_call(&kind) || parent.is_empty() && is_call_event(&kind) {
                    calls.mark(found, at, parent, kind);
                }
            }
        }
        calls
    }

    /// Marks what lies in the object at `parent`, which has an entry at `at`.
    fn mark(&mut self, found: &[Found<'t>], at: usize, parent: &[Step<'t>], kind: String) {
        self.within.resize(found.len(), None);
        let number = self.typed.len();
        self.typed.push((parent.to_vec(), kind));
        let inside = |at: &usize| found[*at].0.starts_with(parent);
        let before = (0..at).rev().take_while(inside);
        let behind = (at..found.len()).take_while(inside);
        for at in before.chain(behind) {
            let outer = self.within[at].is_some_and(|other| {
                let (path, _) = &self.typed[other];
                path.len() <= parent.len()
            });
            if !outer {
                self.within[at] = Some(number);
            }
        }
    }

    /// The name of the tool that the object at `path` calls; empty where it has none, or two.
    pub(crate) fn name(&self, path: &[Step<'t>]) -> &str {
        match self.names.get(path) {
            Some(Name { name, told: 1 }) => name,
            _ => "",
        }
    }

    /// What the string at `at` of what was found is an argument of; `None` outside of calls.
    pub(crate) fn argument(&self, found: &[Found<'t>], at: usize) -> Option<Argument> {
        let path = found[at].0.as_slice();
        let is_argument = |step: &Step<'_>| match step {
            Step::Key(name) => ARGUMENTS.contains(name),
            // A name that is spelled with escapes is not to be trusted.
            Step::Escaped(_) => true,
            Step::Index(_) => false,
        };
        let argument = path.iter().position(is_argument);
        let call = path
            .iter()
            .position(|step| matches!(step, Step::Key(name) if CALLS.contains(name)));
        let typed = self.within.get(at).copied().flatten();
        let typed = typed.map(|number| &self.typed[number]);
        if argument.is_none() && call.is_none() && typed.is_none() {
            return None;
        }
        // The object that names the tool: the outermost, since what is in the arguments is the model's to write.
        let holder = match (argument, call, typed) {
            (Some(argument), None, None) => Some(argument),
            (argument, Some(call), typed) if typed.is_none_or(|(path, _)| path.len() > call) => {
                match path.get(call) {
                    // In a list of calls, each is an object, with or without one for the function.
                    Some(Step::Key("tool_calls")) => {
                        argument.filter(|at| *at == call + 2 || *at == call + 3)
                    }
                    _ => Some(call + 1),
                }
            }
            (argument, _, Some((path, _))) if argument.is_none_or(|at| at >= path.len()) => {
                Some(path.len())
            }
            (argument, ..) => argument,
        };
        let named = holder.map(|holder| self.name(&path[..holder]));
        let named = named.filter(|name| !name.is_empty());
        let unnamed = || {
            let told_twice = holder.is_some_and(|at| self.names.contains_key(&path[..at]));
            let kind = typed.filter(|(path, _)| holder == Some(path.len()) && !path.is_empty());
            kind.filter(|_| !told_twice)
                .map_or("", |(_, kind)| kind.as_str())
        };
        Some(Argument {
            tool: named.unwrap_or_else(unnamed).to_owned(),
            json: argument.is_some_and(|at| {
                at + 1 == path.len()
                    && matches!(path[at], Step::Key(name) if JSON_ARGUMENTS.contains(&name))
            }),
            at_root: holder == Some(0),
        })
    }
}
