//! Obligation 3, as far as it is a question to the function: what it hands out keeps nothing
//! that the function goes on to change.

use tree_sitter::Node;

use super::body::of_made;
use super::{Add, Case, Part, refuse};
use crate::proof::obligations::{is_consumed_here, nothing_kept_by_items};
use crate::proof::reused;
use crate::python::Facts;
use crate::python::collect::brief;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{ancestors, child, clauses, holds, inner, iterable, preorder};
use crate::verdict::{Obligation, Verdict};

/// Functions and generators inside see the names of the function when they run: between two items
/// these would have the values of that moment, where they had the last ones before.
pub fn nothing_is_kept(case: &Case<'_, '_>) -> Verdict {
    let (facts, function) = (case.facts, case.list.function);
    let Some(body) = child(function, "body") else { return Verdict::Proven };
    let makers = preorder(body).filter(|n| is_kept(facts, *n));
    for maker in makers {
        let Some(name) = captured(facts, function, maker) else { continue };
        let sentence = format!("`{}` keeps `{name}`, which goes on to change", brief(facts.text(maker)));
        return Verdict::refute(refuse(Obligation::WrittenTooLate, sentence, maker));
    }
    nothing_changed_later(case).and(of_made(case, nothing_kept_by_items))
}

/// Does the expression say what the items are?
fn shows(items: Node<'_>) -> bool {
    matches!(items.kind(), "list" | "tuple" | "list_comprehension" | "generator_expression")
}

/// The caller gets each item before the body goes on: nothing may change it any more.
fn nothing_changed_later(case: &Case<'_, '_>) -> Verdict {
    let (facts, list) = (case.facts, &case.list);
    let Some(flow) = facts.flow(list.function) else { return Verdict::Proven };
    let added = list.adds().filter_map(|add| match add {
        Add::Item(node, value) => Some((node, value)),
        Add::Items(node, items) => shows(inner(items)).then_some((node, items)),
    });
    let first =
        list.parts().filter_map(|(at, part)| if let Part::Items(items) = part { Some((at, items)) } else { None });
    let shown = first.flat_map(|(at, items)| items.iter().map(move |item| (at, *item)));
    let given: Vec<_> = added.chain(shown).collect();
    let name = list.filled.as_ref().map(|filled| facts.scopes().symbols[filled.symbol].name.as_str());
    match reused::changed_later(facts, &flow, list.function, name, &given, None) {
        Some(change) => {
            let sentence = format!("`{}` changes an item that was handed out before", brief(facts.text(change)));
            Verdict::refute(refuse(Obligation::WrittenTooLate, sentence, change))
        }
        None => Verdict::Proven,
    }
}

/// Something that reads names later, and may be handed out: no key function, no generator that is
/// used up on the spot, no function that is only called.
fn is_kept<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    match node.kind() {
        "lambda" | "generator_expression" => !is_consumed_here(facts, node),
        "function_definition" => {
            let symbol = child(node, "name").and_then(|n| facts.scopes().symbol_at(n));
            let called =
                |n: Node<'m>| n.parent().is_some_and(|p| p.kind() == "call" && child(p, "function") == Some(n));
            symbol.is_none_or(|s| !facts.scopes().symbols[s].loads().all(|load| called(load.node)))
        }
        "class_definition" => true,
        _ => false,
    }
}

/// A name of the function, or of a comprehension in it, that is read inside and bound more than once.
fn captured<'m>(facts: &Facts<'m>, function: Node<'m>, maker: Node<'m>) -> Option<&'m str> {
    let scopes = facts.scopes();
    // The first iterable of a generator expression is evaluated when it is made.
    let first = (maker.kind() == "generator_expression").then(|| clauses(maker).first().and_then(|c| iterable(*c)));
    let evaluated = first.flatten().map(|n| n.byte_range());
    let changes = |symbol: SymbolId| {
        let mut bindings = scopes.symbols[symbol].bindings();
        let again = |n: Node<'m>| {
            let mut around = ancestors(n).take_while(|a| *a != function);
            around.any(|a| matches!(a.kind(), "for_statement" | "while_statement" | "for_in_clause"))
        };
        let Some(binding) = bindings.next() else { return false };
        bindings.next().is_some() || again(binding.node)
    };
    let own = |symbol: SymbolId| {
        let here = &scopes.symbols[symbol];
        let bound = here.bindings().next().map(|o| o.node.byte_range());
        bound.is_some_and(|b| holds(&function.byte_range(), &b) && !holds(&maker.byte_range(), &b))
    };
    let names = preorder(maker).filter(|n| n.kind() == "identifier");
    let mut read = names.filter(|n| !evaluated.as_ref().is_some_and(|e| holds(e, &n.byte_range())));
    read.find(|n| scopes.symbol_at(*n).is_some_and(|s| own(s) && changes(s))).map(|n| facts.text(n))
}
