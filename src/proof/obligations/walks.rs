//! Obligation 1: the sequence is walked once, from the start, and nobody looks at it otherwise.

use tree_sitter::Node;

use crate::proof::binding::{Named, refuse, stretch};
use crate::proof::consumer::consumer;
use crate::proof::list_function::Case;
use crate::proof::{Situation, Way};
use crate::python::Facts;
use crate::python::scopes::{Occurrence, Role, ScopeKind, SymbolId};
use crate::python::syntax::{ancestors, clauses, holds, is_comprehension, is_statement, iterable};
use crate::verdict::{Reason, Verdict};

/// One walk of what is made in one place and walked in another.
pub fn walked_once(situation: &Situation<'_, '_>) -> Verdict {
    let once = match &situation.way {
        Way::Directly => Ok(()),
        Way::Named(named) if situation.may_have_others() => only_walk(situation.facts, named),
        Way::Named(named) => named_once(situation.facts, named),
        Way::Filled(found) => named_once(situation.facts, &found.named),
    };
    once.map_or_else(Verdict::refute, |()| Verdict::Proven)
}

/// Inside the function the list is only made, filled and returned.
pub fn only_built(case: &Case<'_, '_>) -> Verdict {
    let Some(filled) = &case.list.filled else { return Verdict::Proven };
    let here = &case.facts.scopes().symbols[filled.symbol];
    if case.facts.scopes().scopes[here.scope].dynamic {
        return Verdict::refute(refuse("its names may be read unseen", case.list.function));
    }
    match filled.others.first() {
        Some(other) => Verdict::refute(refuse(format!("`{}` is used otherwise while it is built", here.name), *other)),
        None => Verdict::Proven,
    }
}

/// The sequence is bound to a name that nobody else sees, and walked at most once on every path.
///
/// # Errors
/// The use that is a second one, or the fact for which there may be one.
pub fn named_once<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Result<(), Reason> {
    sole_definition(facts, named)?;
    only_walk(facts, named)
}

/// The same, where the name may also have another value at the walk.
fn only_walk<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Result<(), Reason> {
    is_private(facts, named.target, named.symbol)?;
    sole_load(facts, named)?;
    let (flow, made, walked) = stretch(facts, named)?;
    if flow.comes_again(walked, made) {
        return Err(refuse(format!("`{}` is walked again in a loop", facts.text(named.load)), named.load));
    }
    evaluated_once(facts, named.load)
}

/// Nobody else can see the name: no nested function, other module, `locals()`, class attribute.
///
/// # Errors
/// Who may see it.
pub fn is_private<'m>(facts: &Facts<'m>, target: Node<'m>, symbol: SymbolId) -> Result<(), Reason> {
    let scopes = facts.scopes();
    let (here, name) = (&scopes.symbols[symbol], facts.text(target));
    let scope = &scopes.scopes[here.scope];
    if scope.kind == ScopeKind::Class {
        return Err(refuse(format!("`{name}` is an attribute of the class"), target));
    }
    if scope.dynamic {
        return Err(refuse(format!("`{name}` may be read through `locals()`, `globals()` or `eval`"), target));
    }
    if let Some(node) = facts.is_captured(symbol) {
        return Err(refuse(format!("`{name}` is also used by a function inside"), node));
    }
    let shared = here.occurrences.iter().find(|o| matches!(o.role, Role::Declared | Role::Delete));
    if let Some(occurrence) = shared {
        return Err(refuse(format!("`{name}` is declared or deleted here"), occurrence.node));
    }
    if scope.kind == ScopeKind::Module && !facts.project.closed {
        let because = &facts.project.open_because;
        return Err(refuse(format!("`{name}` is a name of the module, which other code may read ({because})"), target));
    }
    if scope.kind == ScopeKind::Module && facts.is_word_in_strings(name) {
        return Err(refuse(format!("`{name}` also stands in a string"), target));
    }
    Ok(())
}

/// No other use of what is bound here. Of several, one that no rewrite could serve says more
/// than a second walk.
fn sole_load<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Result<(), Reason> {
    let name = facts.text(named.target);
    let unknown = || refuse(format!("`{name}` is also used where it is not known when that runs"), named.target);
    let loads = named.loads.as_ref().ok_or_else(unknown)?;
    let Some(first) = loads.iter().find(|l| **l != named.load) else { return Ok(()) };
    let told = loads.iter().find_map(|load| Some(consumer(facts, *load).err()?.sentence).zip(Some(*load)));
    let (sentence, node) = told.unwrap_or_else(|| (format!("`{name}` is used again"), *first));
    Err(refuse(sentence, node))
}

/// No other binding arrives at the walk.
fn sole_definition<'m>(facts: &Facts<'m>, named: &Named<'m>) -> Result<(), Reason> {
    let Some(definitions) = facts.definitions_reaching(named.load, named.symbol) else {
        return Err(refuse(format!("it is not known what `{}` is there", facts.text(named.target)), named.load));
    };
    // What a loop adds by `+=` is no other list.
    let adds = |node: &Node<'m>| named.loads.as_ref().is_some_and(|loads| !loads.contains(node));
    let another = |o: &Occurrence<'m>| o.node != named.target && !(o.role == Role::Update && adds(&o.node));
    match definitions.iter().find(|o| another(o)) {
        Some(other) => Err(refuse(format!("`{}` may also have been bound here", facts.text(named.target)), other.node)),
        None => Ok(()),
    }
}

/// Inside a comprehension only the first iterable is evaluated once.
///
/// # Errors
/// The comprehension that evaluates it again.
pub fn evaluated_once<'m>(facts: &Facts<'m>, load: Node<'m>) -> Result<(), Reason> {
    for around in ancestors(load).take_while(|n| !is_statement(*n)).filter(|n| is_comprehension(*n)) {
        let first = clauses(around).first().and_then(|c| iterable(*c));
        if !first.is_some_and(|f| holds(&f.byte_range(), &load.byte_range())) {
            return Err(refuse(format!("`{}` is walked again for each item of this", facts.text(load)), around));
        }
    }
    Ok(())
}
