//! Obligations 11 and 12: it may be a generator there, and it is worth it.

use std::ops::Range;

use tree_sitter::Node;

use super::refute;
use crate::proof::Situation;
use crate::proof::producer::is_producer;
use crate::proof::question::Repair;
use crate::proof::ranking::{Ranking, Wanted};
use crate::proof::repeated::repeated;
use crate::proof::sliced::{self, Items, copied_beside, is_short, sliced};
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::syntax::{
    Call, ancestors, child, children, clauses, inner, is_comprehension, is_deferred, is_suite, iterable, preorder,
};
use crate::python::types::Ty;
use crate::verdict::{Obligation, Verdict};

/// 11. What it becomes may be a generator there.
pub fn may_be_a_generator(situation: &Situation<'_, '_>) -> Verdict {
    if let Some(span) = &situation.producer.steps.suspends {
        return refute(
            Obligation::Suspension,
            "with `await` inside it would be an asynchronous generator".to_owned(),
            span,
        );
    }
    if !situation.producer.generator {
        return Verdict::Proven;
    }
    if let Some(decorator) = compiled(situation) {
        let sentence = "the function is compiled from its source, which may not take generators".to_owned();
        return refute(Obligation::Suspension, sentence, &decorator);
    }
    let bare_super = situation
        .producer
        .nodes()
        .flat_map(preorder)
        .find(|n| n.kind() == "call" && situation.facts.text(*n) == "super()");
    match bare_super {
        Some(call) => refute(
            Obligation::Suspension,
            "`super()` without arguments does not work in a generator".to_owned(),
            &call.byte_range(),
        ),
        None => Verdict::Proven,
    }
}

/// The decorator of a function around that hands it to a compiler (numba, torch.jit, jax).
fn compiled(situation: &Situation<'_, '_>) -> Option<Range<usize>> {
    let around = situation.facts.around(situation.producer.node).filter(|n| n.kind() == "decorated_definition");
    let mut decorators = around.flat_map(crate::python::syntax::children).filter(|n| n.kind() == "decorator");
    let compiles = |n: &Node<'_>| {
        let text = situation.facts.text(*n);
        ["jit", "vectorize", "stencil", "tf.function", "cython"].iter().any(|word| text.contains(word))
    };
    decorators.find(compiles).map(|n| n.byte_range())
}

/// 12. It is worth it: nothing of the same size is built anyway, and the sequence may be long.
pub fn worth_it<'m>(situation: &Situation<'_, 'm>) -> Verdict {
    let no = |sentence: &str, span: &Range<usize>| refute(Obligation::Worth, sentence.to_owned(), span);
    let span = situation.consumer.node.byte_range();
    if let Err(reason) = situation.consumer.clone().gains() {
        return Verdict::refute(reason);
    }
    if is_shown_by_a_test(situation) {
        return no("a test that fails shows the list", &span);
    }
    let producer = &situation.producer;
    let one = matches!(situation.consumer.repair, Some(Repair::One { .. }));
    if one && !producer.comes_from_outside(situation.facts) {
        return no("what it is made of is in memory, and an index says it plainer", &span);
    }
    if is_known_to_be_tiny(situation) {
        return no("the sequence is known to be tiny", &producer.node.byte_range());
    }
    if searches_little(situation) {
        return no("what is searched is known to be short", &producer.node.byte_range());
    }
    if is_part_of_few(situation) {
        return no("nothing says that the list is long", &producer.node.byte_range());
    }
    let sliced = producer.node.kind() == "subscript";
    if let Some(beside) = copied_beside(situation.facts, producer.node).filter(|_| sliced) {
        return no("beside it another slice would stay a copy", &beside.byte_range());
    }
    let is_copied = is_slice_of_copy(situation);
    if is_copied || is_joined(situation) && producer.sources.iter().any(|part| is_copy_that_stays(situation, *part)) {
        return no("a part of it is a copy that would stay", &producer.node.byte_range());
    }
    if let Some(plainer) = plainer(situation) {
        return no(plainer, &span);
    }
    match &situation.consumer.repair {
        Some(Repair::Ranked(Ranking { wanted: Wanted::One, items, .. })) if is_held(situation, *items) => {
            no("what is sorted is in memory anyway", &items.byte_range())
        }
        _ => Verdict::Proven,
    }
}

/// Is all that it is made of known to be a few items?
fn is_known_to_be_tiny<'m>(situation: &Situation<'_, 'm>) -> bool {
    let producer = &situation.producer;
    let tiny = |n: &Node<'m>| is_tiny(situation.facts, *n);
    if repeated(situation.facts, producer.node).is_some() {
        return tiny(&producer.node);
    }
    let several = is_joined(situation) || !producer.rest.is_empty() && !producer.sources.is_empty();
    (several || producer.sources.len() == 1) && producer.sources.iter().all(tiny) || takes_few(situation)
}

/// Is it made of lists that are added to one?
fn is_joined(situation: &Situation<'_, '_>) -> bool {
    let node = situation.producer.node;
    matches!(node.kind(), "binary_operator" | "list") && repeated(situation.facts, node).is_none()
}

/// What says the same plainer than either form does.
fn plainer(situation: &Situation<'_, '_>) -> Option<&'static str> {
    let (producer, consumer) = (&situation.producer, &situation.consumer);
    let in_loops = producer.eager.as_ref().is_some_and(|eager| !eager.is_plain());
    let again = repeated(situation.facts, producer.node).is_some();
    let compared = consumer.node.kind() == "comparison_operator";
    match consumer.repair {
        Some(Repair::Truth) if in_loops => Some("whether there is one says `search`, or the first that comes"),
        Some(_) if again => Some("what it holds, and how often, is written there"),
        _ if compared && again => Some("to compare with the item is plainer"),
        _ if compared && producer.node.kind() == "subscript" => {
            Some("to look through a part of a list is plainest as that")
        }
        _ if compared && is_joined(situation) => {
            Some("to look through one list after the other is plainer: `x in a or x in b`")
        }
        _ => None,
    }
}

/// A literal of so many bytes is short: a few screens.
const SHORT: usize = 4096;

/// Is it a search of a text that is written out?
fn searches_little(situation: &Situation<'_, '_>) -> bool {
    let facts = situation.facts;
    let Some(eager) = situation.producer.eager.as_ref().filter(|eager| eager.entry.matches.is_some()) else {
        return false;
    };
    let searched = eager.call.positional().unwrap_or_default();
    let searched = searched.get(usize::from(facts.dotted(eager.call.function).is_some())).copied().map(inner);
    let written = |n: &Node<'_>| n.kind() == "string" && n.byte_range().len() <= SHORT;
    searched.is_some_and(|n| written(&n) || n.kind() == "identifier" && constant(facts, n).is_some_and(|n| written(&n)))
}

/// Is it a part of a list that nothing says is long?
fn is_part_of_few(situation: &Situation<'_, '_>) -> bool {
    sliced(situation.facts, situation.producer.node).is_some_and(|slice| is_short(situation.facts, &slice))
}

/// Is it a slice that ends after a few items?
fn takes_few(situation: &Situation<'_, '_>) -> bool {
    sliced(situation.facts, situation.producer.node).is_some_and(|slice| sliced::takes_few(situation.facts, &slice))
}

/// Is it in memory anyway, whoever asks for it?
fn is_held<'m>(situation: &Situation<'_, 'm>, items: Node<'m>) -> bool {
    situation.facts.type_of(items).is_sized() && !is_producer(situation.facts, items)
}

/// `list(items)[1:]`
fn is_slice_of_copy(situation: &Situation<'_, '_>) -> bool {
    let slice = sliced(situation.facts, situation.producer.node).filter(|slice| matches!(slice.items, Items::Some(_)));
    let copy = slice.and_then(|slice| situation.facts.eager_call(slice.list));
    copy.is_some_and(|eager| eager.is_plain())
}

/// `list(items)` of which it is not known what it copies, or that a walk of unknown code may change it.
fn is_copy_that_stays<'m>(situation: &Situation<'_, 'm>, part: Node<'m>) -> bool {
    let facts = situation.facts;
    let copied = facts.eager_call(part).filter(|eager| eager.is_plain()).and_then(|eager| eager.walked());
    copied.is_some_and(|items| match facts.type_of(items) {
        Ty::Unknown => true,
        ty => ty.is_sized() && ty != Ty::Range && !situation.meanwhile.unknown.is_empty(),
    })
}

/// Is it part of what an assertion of a test module looks at? Test runners show the values of one
/// that fails, and of a generator there is nothing to show.
fn is_shown_by_a_test(situation: &Situation<'_, '_>) -> bool {
    let facts = situation.facts;
    let path = &facts.module.source.path;
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let folder = path.parent().and_then(|folder| folder.file_name());
    let tests = stem.starts_with("test_") || stem.ends_with("_test") || folder.is_some_and(|name| name == "tests");
    let asserts = |call: Call<'_>| {
        let name = child(call.function, "attribute").unwrap_or(call.function);
        facts.text(name).to_lowercase().starts_with("assert")
    };
    tests
        && facts.statement_of(situation.consumer.node).is_some_and(|statement| match statement.kind() {
            "assert_statement" => true,
            "expression_statement" => children(statement).first().copied().and_then(Call::of).is_some_and(asserts),
            _ => false,
        })
}

/// So many items are no list to speak of.
pub const FEW: usize = 32;

/// A display of a few items, a `range` of a small literal, the arguments of the program.
pub fn is_tiny<'m>(facts: &Facts<'m>, source: Node<'m>) -> bool {
    let parts = crate::python::syntax::children(source);
    let plain = parts.iter().all(|p| !p.kind().contains("splat"));
    match source.kind() {
        "list" | "tuple" | "set" => plain && parts.len() <= FEW,
        "string" => source.byte_range().len() <= FEW,
        "attribute" => matches!(facts.dotted(source).as_deref(), Some("sys.argv" | "sys.path")),
        "identifier" => constant(facts, source).is_some_and(|value| is_tiny(facts, value)),
        "list_comprehension" => match clauses(source).as_slice() {
            [only, rest @ ..] if rest.iter().all(|clause| clause.kind() == "if_clause") => {
                iterable(*only).is_some_and(|items| is_tiny(facts, inner(items)))
            }
            _ => false,
        },
        "binary_operator" => {
            let times = child(source, "operator").is_some_and(|operator| facts.text(operator) == "*");
            let few = |field: &str| {
                let number = child(source, field).map_or("", |n| facts.text(n));
                number.parse::<usize>().is_ok_and(|n| n <= FEW)
            };
            times && few("right") && child(source, "left").is_some_and(|list| is_tiny(facts, inner(list)))
        }
        "call" => {
            let Some(call) = Call::of(source) else { return false };
            if facts.is_builtin(call.function, "range") {
                return is_short_range(facts, &call);
            }
            let of = |name: &str| call.all().len() == 1 && facts.is_builtin(call.function, name);
            let Some(only) = call.all().first().copied().filter(|_| of("list") || of("sorted")) else { return false };
            is_tiny(facts, inner(only))
        }
        _ => false,
    }
}

/// A `range` of numbers that are written down, which are not far from each other.
fn is_short_range<'m>(facts: &Facts<'m>, call: &Call<'m>) -> bool {
    let number = |n: &Node<'m>| facts.text(*n).replace(' ', "").parse::<i64>().ok();
    let bounds: Option<Vec<i64>> = call.all().iter().take(2).map(number).collect();
    match bounds.as_deref() {
        Some([stop]) => usize::try_from(*stop).unwrap_or(0) <= FEW,
        Some([start, stop]) => usize::try_from(start.abs_diff(*stop)).is_ok_and(|n| n <= FEW),
        _ => false,
    }
}

/// Does it add one item to what `value` made, and no more for each time that this is made?
fn adds_one<'m>(facts: &Facts<'m>, change: Node<'m>, value: Node<'m>) -> bool {
    let call = std::iter::once(change).chain(ancestors(change)).find_map(Call::of);
    let adds =
        call.and_then(|call| call.method()).is_some_and(|(_, name)| matches!(facts.text(name), "append" | "insert"));
    let suite = ancestors(value).find(|n| is_suite(*n));
    let mut around = ancestors(change);
    let again = |n: &Node<'m>| {
        matches!(n.kind(), "for_statement" | "while_statement") || is_deferred(*n) || is_comprehension(*n)
    };
    adds && around.find(|n| Some(*n) == suite || again(n)).is_some_and(|n| Some(n) == suite)
}

/// The display that a name is bound to once, if nothing is seen to change what is in it but for single
/// items. It stands before the name: `rows = list(rows)` is no display of anything.
fn constant<'m>(facts: &Facts<'m>, name: Node<'m>) -> Option<Node<'m>> {
    let symbol = facts.scopes().symbol_at(name)?;
    let Bound::Value(value) = facts.sole_binding(symbol).filter(|binding| binding.path.is_empty())?.bound else {
        return None;
    };
    let capitals = facts.text(name).chars().all(|c| !c.is_lowercase());
    let grows = |change: &Node<'m>| !adds_one(facts, *change, value);
    let fixed = facts.ownership(symbol).map_or(capitals, |ownership| !ownership.changes.iter().any(grows));
    let before = value.end_byte() <= name.start_byte();
    (fixed && before && inner(value).kind() != "identifier").then(|| inner(value))
}
