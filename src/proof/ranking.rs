//! `sorted(M)` of which only the first or the last few are wanted: `heapq` keeps no more than these.
//!
//! `nsmallest(n, M, key)` equals `sorted(M, key=key)[:n]`, and `nlargest` the same with
//! `reverse=True`, equal items in the order in which they came (Python Library, "heapq"). The
//! last of the sorted list are the first of the list that is sorted the other way round only
//! where equal items cannot be told apart.

use tree_sitter::Node;

use super::producer::Producer;
use super::question::is_read;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::collect::is_generator;
use crate::python::effects::Effects;
use crate::python::syntax::{
    Call, child, children, clauses, inner, is_comprehension, is_deferred, iterable, outer, preorder_if,
};
use crate::python::types::Ty;
use crate::verdict::{Obligation, Reason, Verdict};

/// Of more than that a heap takes longer than the sorted list, and its entries are larger.
pub(super) const FEW: usize = 1000;

/// The first or last few of what is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranking<'m> {
    /// What is sorted.
    pub items: Node<'m>,
    /// `key=...`
    pub key: Option<Node<'m>>,
    /// The largest instead of the smallest.
    pub largest: bool,
    /// How many.
    pub wanted: Wanted<'m>,
    /// They stand at the end of the sorted list.
    pub last: bool,
}

/// How many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'m> {
    /// One, itself.
    One,
    /// A list of so many.
    Few(Node<'m>),
}

/// The subscript of `sorted(M)` that wants a few, and which.
pub fn ranking<'m>(facts: &Facts<'m>, sorted: Node<'m>) -> Option<(Node<'m>, Ranking<'m>)> {
    let value = outer(Call::of(inner(sorted))?.node);
    let asked = value.parent().filter(|p| p.kind() == "subscript" && child(*p, "value") == Some(value))?;
    let parts = children(asked);
    let [_, index] = parts.as_slice() else { return None };
    let (wanted, last) = wanted(facts, *index)?;
    is_read(asked).then_some((asked, of_sorted(facts, sorted, wanted, last)?))
}

/// The first or last few of what the call of `sorted` sorts.
pub(super) fn of_sorted<'m>(
    facts: &Facts<'m>,
    sorted: Node<'m>,
    wanted: Wanted<'m>,
    last: bool,
) -> Option<Ranking<'m>> {
    let call = Call::of(inner(sorted)).filter(|call| !call.has_splat())?;
    if !facts.is_builtin(call.function, "sorted") {
        return None;
    }
    let [items] = call.positional()?.try_into().ok()?;
    let (mut key, mut reverse) = (None, false);
    for (name, value) in call.keywords() {
        match (facts.text(name), value.kind()) {
            ("key", "none") | ("reverse", "false") => {}
            ("key", _) => key = value.parent(),
            ("reverse", "true") => reverse = true,
            _ => return None,
        }
    }
    Some(Ranking { items: inner(items), key, largest: reverse != last, wanted, last })
}

/// `[0]`, `[-1]`, `[:n]` and `[-n:]`: how many, and whether they are the last.
pub(super) fn wanted<'m>(facts: &Facts<'m>, index: Node<'m>) -> Option<(Wanted<'m>, bool)> {
    let negated = |n: Node<'m>| {
        let minus = n.kind() == "unary_operator" && facts.text(n).starts_with('-');
        minus.then(|| child(n, "argument").map(inner)).flatten()
    };
    if index.kind() != "slice" {
        let last = negated(index);
        let wanted = last.map_or(facts.text(index) == "0", |n| facts.text(n) == "1");
        return wanted.then_some((Wanted::One, last.is_some()));
    }
    let mut cursor = index.walk();
    let parts: Vec<Node<'m>> = index.children(&mut cursor).collect();
    let (count, last) = match parts.as_slice() {
        [colon, stop] if colon.kind() == ":" => (*stop, false),
        [start, colon] if colon.kind() == ":" => (negated(*start)?, true),
        _ => return None,
    };
    let fits = facts.type_of(count) == Ty::Int && facts.is_positive(count) && is_few(facts, count);
    fits.then_some((Wanted::Few(count), last))
}

/// A number that is written down, here or where its name is bound, is not large; of others
/// nothing is known.
fn is_few<'m>(facts: &Facts<'m>, count: Node<'m>) -> bool {
    let count = inner(count);
    let name = (count.kind() == "identifier").then(|| facts.scopes().symbol_at(count)).flatten();
    let number = match name.and_then(|symbol| facts.sole_binding(symbol)).map(|binding| binding.bound) {
        Some(Bound::Value(value)) => inner(value),
        _ => count,
    };
    number.kind() != "integer" || facts.text(number).replace('_', "").parse().is_ok_and(|n: usize| n <= FEW)
}

/// The call of `sorted` as what makes a sequence at once, if only a few of it are wanted.
pub fn producer<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Producer<'m>> {
    let (_, ranking) = ranking(facts, node)?;
    Some(sorted(facts, node, &ranking))
}

/// The call of `sorted` as what makes a sequence at once.
pub(super) fn sorted<'m>(facts: &Facts<'m>, node: Node<'m>, ranking: &Ranking<'m>) -> Producer<'m> {
    let steps = facts.steps_of(ranking.items);
    Producer { node, rest: Vec::new(), steps, generator: false, sources: vec![ranking.items], eager: None }
}

/// What sorting does to the items: it compares them, or what `key` gives for them.
pub fn comparing<'m>(facts: &Facts<'m>, sorted: Node<'m>) -> Effects {
    let mut effects = Effects::default();
    let Some(call) = Call::of(inner(sorted)) else { return effects };
    if let (Some(entry), Some([items, ..])) = (facts.entry_of(&call), call.positional().as_deref()) {
        effects.add(facts.between_effects(&call, entry, *items));
        effects.add(facts.callback_effects(&call));
    }
    effects
}

/// Are the wanted ones the same, and in the same order?
pub fn same_items<'m>(facts: &Facts<'m>, ranking: &Ranking<'m>) -> Verdict {
    let span = ranking.items.byte_range();
    let element = facts.element_of(ranking.items);
    let compared = match ranking.key.and_then(|key| child(key, "value")) {
        Some(key) => facts.given_by(inner(key), std::slice::from_ref(&element)),
        None => element,
    };
    let alike = |sentence: &str| Reason::new(Obligation::SameValues, sentence, span.clone());
    if ranking.last && (ranking.key.is_some() || !is_total(&compared)) {
        return Verdict::refute(alike("of equal items, which may differ otherwise, the last ones are wanted here"));
    }
    // `True` and members of an `IntEnum` are integers, too.
    if ranking.last && !matches!(compared, Ty::Str | Ty::Bytes) && !are_exact(facts, ranking.items, STEPS) {
        return Verdict::doubt(alike("of equal numbers, which may be `1` and `True`, the last ones are wanted here"));
    }
    match compared {
        ty if is_total(&ty) => Verdict::Proven,
        Ty::Set(_) | Ty::FrozenSet(_) => Verdict::refute(alike("sets are ordered in part only")),
        _ if orders_without_equality(facts) => Verdict::refute(alike(
            "a class here defines `__lt__` and no `__eq__`: of equal ones others would come first",
        )),
        Ty::Float => Verdict::doubt(alike("where one of them is NaN, the order depends on how it is found")),
        _ => Verdict::doubt(alike("it is not known that any two of the items can be ordered")),
    }
}

/// Any two values of this type can be ordered, and equal ones are the same for everyone.
fn is_total(ty: &Ty) -> bool {
    match ty {
        Ty::Bool | Ty::Int | Ty::Str | Ty::Bytes => true,
        Ty::Tuple(parts) => parts.iter().all(is_total),
        Ty::TupleOf(of) => is_total(of),
        _ => false,
    }
}

/// Does a class here order its instances by `__lt__` and leave it to `object` which of them are equal?
/// A heap asks that first, and then takes equals in no order (`heapq` compares tuples).
fn orders_without_equality<'m>(facts: &Facts<'m>) -> bool {
    let orders = facts.index_of().functions.get("__lt__").map(Vec::as_slice).unwrap_or_default();
    let classes = orders.iter().filter_map(|function| facts.method_class(*function));
    classes.into_iter().any(|class| facts.methods(class, "__eq__").next().is_none() && !facts.is_dataclass(class))
}

/// How far it is looked for what the items are.
const STEPS: usize = 4;

/// Is every item what arithmetic gives, or `range`, `len` or `int`: an integer and nothing else?
fn are_exact<'m>(facts: &Facts<'m>, items: Node<'m>, steps: usize) -> bool {
    let (items, Some(steps)) = (inner(items), steps.checked_sub(1)) else { return false };
    if let Some(call) = Call::of(items) {
        let mapped = || call.all().first().is_some_and(|first| counts(facts, *first));
        return facts.is_builtin(call.function, "range")
            || facts.is_builtin(call.function, "map") && mapped()
            || facts.callee(&call).is_some_and(|function| yields_exact(facts, function, steps));
    }
    let Some(body) = child(items, "body").filter(|_| is_comprehension(items)).map(inner) else { return false };
    let from_clause = || {
        let symbol = (body.kind() == "identifier").then(|| facts.scopes().symbol_at(body)).flatten();
        let loops = clauses(items).into_iter().filter(|clause| clause.kind() == "for_in_clause");
        let target = |clause: &Node<'m>| {
            let target = child(*clause, "left").filter(|target| target.kind() == "identifier");
            symbol.is_some() && target.and_then(|target| facts.scopes().symbol_at(target)) == symbol
        };
        let mut found = loops.filter(target);
        found.next().and_then(iterable).is_some_and(|items| are_exact(facts, items, steps))
    };
    is_exact(facts, body) || from_clause()
}

/// Does the generator function give such items alone?
fn yields_exact<'m>(facts: &Facts<'m>, function: Node<'m>, steps: usize) -> bool {
    let body = child(function, "body").filter(|_| is_generator(function));
    let exact = |given: Node<'m>| match children(given).first() {
        Some(items) if given.child(1).is_some_and(|word| word.kind() == "from") => are_exact(facts, *items, steps),
        Some(item) => is_exact(facts, inner(*item)),
        None => false,
    };
    body.is_some_and(|body| preorder_if(body, |n| !is_deferred(n)).filter(|n| n.kind() == "yield").all(exact))
}

fn counts<'m>(facts: &Facts<'m>, function: Node<'m>) -> bool {
    ["len", "int", "ord"].iter().any(|name| facts.is_builtin(function, name))
}

fn is_exact<'m>(facts: &Facts<'m>, item: Node<'m>) -> bool {
    match item.kind() {
        "integer" => true,
        "binary_operator" => {
            let operator = child(item, "operator").map_or("", |o| facts.text(o));
            matches!(operator, "+" | "-" | "*" | "//" | "%" | "**") && facts.type_of(item) == Ty::Int
        }
        _ => Call::of(item).is_some_and(|call| counts(facts, call.function)),
    }
}
