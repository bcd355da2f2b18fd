//! A sequence that is handed to a function of the module which only walks it, once: the function is
//! its consumer, from where it is called to the end of that walk.

use tree_sitter::Node;

use super::binding::{before, part_effects};
use super::consumer::{Consumer, consumer};
use super::obligations::evaluated_once;
use crate::python::Facts;
use crate::python::collect::is_generator;
use crate::python::effects::{Effects, Place};
use crate::python::flow::{ENTRY, EXIT, Flow, Point};
use crate::python::scopes::{Role, SymbolId};
use crate::python::syntax::{Call, ancestors, child, holds, is_statement, outer};
use crate::python::values::parameter_name;

/// So many functions may hand it on to the next.
const HANDS: usize = 4;

/// The function of this module that the call runs, as the consumer of its argument `node`; `None` where
/// it does anything else with that than to walk it once.
pub fn by_own_function<'m>(facts: &Facts<'m>, call: &Call<'m>, node: Node<'m>) -> Option<Consumer<'m>> {
    let function = facts.callee(call).filter(|function| !is_generator(*function))?;
    let load = load_in(facts, call, function, node)?;
    let walk = facts.nested(HANDS, || consumer(facts, load).ok())??;
    let flow = facts.flow(function)?;
    let walked = flow.point_of(load)?;
    if flow.comes_again(walked, ENTRY) || evaluated_once(facts, load).is_err() || is_guarded(facts, function, load) {
        return None;
    }
    let early = walk.early.or_else(|| {
        let certain = !flow.reach_completed(ENTRY, |point| point == walked).contains(&EXIT) && is_certain(load);
        (!certain).then(|| (call.node.byte_range(), format!("`{}`, which may not walk it,", facts.named(function))))
    });
    let mut during = between(facts, &flow, walked, load);
    during.add(walk.during);
    let during = facts.without_own(function, without_made(facts, function, walk.node, during));
    let mut all = super::consumer::beside(facts, call, node);
    all.add(facts.as_called(call, function, &during));
    let early = early.map(|(_, what)| (call.node.byte_range(), what));
    Some(Consumer { node: call.node, during: all, early, builds: walk.builds, repair: None })
}

/// Where the function uses the argument `node`, if it does so once.
fn load_in<'m>(facts: &Facts<'m>, call: &Call<'m>, function: Node<'m>, node: Node<'m>) -> Option<Node<'m>> {
    let recursive = holds(&function.byte_range(), &call.node.byte_range());
    let name = parameter(facts, call, function, node).filter(|_| !recursive)?;
    sole_load(facts, function, facts.scopes().symbol_at(name)?)
}

/// The expression that is walked in the end: that, or the parameter of the function that it is handed
/// on to.
pub fn taken_in_the_end<'m>(facts: &Facts<'m>, node: Node<'m>) -> Node<'m> {
    let mut node = node;
    for _ in 0..HANDS {
        let argument = outer(node);
        let given = argument.parent().filter(|p| p.kind() == "keyword_argument").unwrap_or(argument);
        let call = given.parent().filter(|p| p.kind() == "argument_list").and_then(|p| p.parent()).and_then(Call::of);
        let call = call.filter(|call| facts.entry_of(call).is_none());
        let load = call.and_then(|call| load_in(facts, &call, facts.callee(&call)?, argument));
        match load {
            Some(load) => node = load,
            None => break,
        }
    }
    node
}

/// The name of the parameter that takes the argument, if nothing says that it has to be a list.
fn parameter<'m>(facts: &Facts<'m>, call: &Call<'m>, function: Node<'m>, node: Node<'m>) -> Option<Node<'m>> {
    let keyword = node.parent().filter(|p| p.kind() == "keyword_argument").and_then(|p| child(p, "name"));
    let found = match keyword {
        Some(word) => facts.parameter_at(function, 0, Some(facts.text(word)))?,
        None => facts.parameter_at(function, call.positional()?.iter().position(|given| *given == node)?, None)?,
    };
    let any = child(found, "type").is_none_or(|annotation| {
        let text = facts.text(annotation).trim_matches(['"', '\'']);
        let name = text.split('[').next().unwrap_or(text);
        matches!(name.rsplit('.').next(), Some("Iterable" | "Iterator" | "Any" | "object"))
    });
    parameter_name(found).filter(|_| any)
}

/// The only use of a parameter that is never bound anew, in the function's own code.
fn sole_load<'m>(facts: &Facts<'m>, function: Node<'m>, symbol: SymbolId) -> Option<Node<'m>> {
    let scopes = facts.scopes();
    let here = &scopes.symbols[symbol];
    let other = here.occurrences.iter().any(|o| !matches!(o.role, Role::Load | Role::Parameter));
    let mut loads = here.loads();
    let load = loads.next().filter(|_| loads.next().is_none() && !other)?.node;
    let private = !scopes.scopes[here.scope].dynamic && facts.is_captured(symbol).is_none();
    (private && facts.function_of(load) == Some(function)).then_some(load)
}

/// Does the walk stand where something could catch what the steps raise, or does what it would not
/// have done before they were complete?
fn is_guarded<'m>(facts: &Facts<'m>, function: Node<'m>, load: Node<'m>) -> bool {
    ancestors(load).take_while(|n| *n != function).any(|n| match n.kind() {
        "try_statement" => true,
        "with_statement" => facts.files_of(n).is_none(),
        _ => false,
    })
}

/// Is the expression evaluated whenever its statement is?
fn is_certain(load: Node<'_>) -> bool {
    let choices = ["conditional_expression", "boolean_operator", "if_clause", "comparison_operator"];
    ancestors(load).take_while(|n| !is_statement(*n)).all(|n| !choices.contains(&n.kind()))
}

/// What runs from the call to the walk.
fn between<'m>(facts: &Facts<'m>, flow: &Flow<'m>, walked: Point, load: Node<'m>) -> Effects {
    let mut effects = Effects::default();
    flow.between(ENTRY, walked).into_iter().for_each(|point| effects.add(part_effects(facts, flow.part(point))));
    if let Some(statement) = facts.statement_of(load) {
        effects.add(before(facts, load, statement));
    }
    effects
}

/// Containers that the function makes and lets out after the walk at the earliest are its own until then.
fn without_made<'m>(facts: &Facts<'m>, function: Node<'m>, walk: Node<'m>, mut effects: Effects) -> Effects {
    let scopes = facts.scopes();
    let kept = |place: &Place| match place {
        Place::Made(symbol) => {
            let own = scopes.scope_of(function) == Some(scopes.symbols[*symbol].scope);
            let later = |escapes: &[Node<'m>]| {
                escapes.iter().all(|n| n.start_byte() >= walk.end_byte() && facts.function_of(*n) == Some(function))
            };
            !(own && facts.ownership(*symbol).is_some_and(|ownership| later(&ownership.escapes)))
        }
        _ => true,
    };
    effects.reads.retain(|(place, _)| kept(place));
    effects.writes.retain(|(place, _)| kept(place));
    effects
}
