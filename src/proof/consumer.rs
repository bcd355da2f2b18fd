//! Who walks a sequence, and what runs between two of its steps.

use std::ops::Range;

use tree_sitter::Node;

use super::question::Repair;
use crate::python::Facts;
use crate::python::effects::Effects;
use crate::python::knowledge::{Entry, Walk};
use crate::python::syntax::{self, Call, child, children, clauses, is_comprehension, iterable, outer, preorder_if};
use crate::python::universe;
use crate::verdict::{Obligation, Reason};

/// The walk of a sequence.
#[derive(Debug, Clone)]
pub struct Consumer<'m> {
    /// The outermost construct that walks: a `for` statement, a call, a comprehension.
    pub node: Node<'m>,
    /// What runs between two steps, from the first step to the last.
    pub during: Effects,
    /// Where and why the walk may end before the sequence does.
    pub early: Option<(Range<usize>, String)>,
    /// A collection of the same size is built anyway.
    pub builds: bool,
    /// The question that is asked instead of a walk, which needs another form.
    pub repair: Option<Repair<'m>>,
}

impl Consumer<'_> {
    /// The walk, if it does not build a sequence of the same size.
    ///
    /// # Errors
    /// It does.
    pub fn gains(self) -> Result<Self, Reason> {
        let sentence = "a sequence of the same size is built here anyway";
        if self.builds { Err(Reason::new(Obligation::Worth, sentence, self.node.byte_range())) } else { Ok(self) }
    }
}

/// Finds out who walks the value of `node`; `Err` says what else is done with it.
pub fn consumer<'m>(facts: &Facts<'m>, node: Node<'m>) -> Result<Consumer<'m>, Reason> {
    let node = outer(node);
    let Some(parent) = node.parent() else { return Err(other(facts, node, node)) };
    match parent.kind() {
        "for_statement" if child(parent, "right") == Some(node) => Ok(by_loop(facts, parent)),
        "for_in_clause" if iterable(parent) == Some(node) => by_clause(facts, parent, node),
        "argument_list" | "call" => by_call(facts, parent, node),
        "keyword_argument" => by_keyword(facts, parent, node),
        "yield" if parent.child(1).is_some_and(|c| c.kind() == "from") => Ok(by_yield(parent)),
        "conditional_expression" if children(parent).get(1) != Some(&node) => consumer(facts, parent),
        "comparison_operator" => by_membership(facts, parent, node),
        _ => Err(other(facts, node, parent)),
    }
}

fn other<'m>(facts: &Facts<'m>, node: Node<'m>, by: Node<'m>) -> Reason {
    let what = match by.kind() {
        "return_statement" => "is returned",
        "subscript" => "is indexed or sliced",
        "attribute" => "is asked for an attribute or method",
        "if_statement"
        | "while_statement"
        | "not_operator"
        | "boolean_operator"
        | "conditional_expression"
        | "elif_clause" => "is asked for its truth",
        "augmented_assignment" | "binary_operator" => "is combined with another value",
        "interpolation" => "is formatted",
        "comparison_operator" => "is compared",
        "assignment" | "named_expression" | "pair" | "list" | "tuple" | "dictionary" | "set" => "is kept",
        kind if is_comprehension(by) && kind != "generator_expression" => "is kept",
        "argument_list" | "keyword_argument" => "is handed over",
        "list_splat" | "dictionary_splat" => "is unpacked",
        "delete_statement" => "is deleted",
        _ => "is used as a list",
    };
    Reason::new(
        Obligation::OneWalk,
        format!("`{}` {what}", crate::python::collect::brief(facts.text(node))),
        node.byte_range(),
    )
}

pub(super) fn by_loop<'m>(facts: &Facts<'m>, statement: Node<'m>) -> Consumer<'m> {
    let mut during = Effects::default();
    if let Some(target) = child(statement, "left") {
        during.add(facts.binding_effects(target));
        if target.kind() != "identifier" {
            during.add(facts.unpacking_effects(target, iterable(statement)));
        }
    }
    if syntax::is_async(statement) {
        during.suspends = Some(statement.byte_range());
    }
    let body = child(statement, "body");
    if let Some(body) = body {
        during.add(facts.effects_of(body));
    }
    let early = body.and_then(|b| leaves(facts, b));
    Consumer { node: statement, during, early, builds: false, repair: None }
}

/// The first `break`, `return` or `raise` that leaves the loop with this body.
fn leaves<'m>(facts: &Facts<'m>, body: Node<'m>) -> Option<(Range<usize>, String)> {
    let inside = preorder_if(body, |n| !syntax::is_deferred(n) && n.kind() != "class_definition");
    for node in inside {
        let leaving = match node.kind() {
            "return_statement" | "raise_statement" => true,
            "break_statement" => {
                let left = syntax::loop_of(node);
                left.is_some_and(|l| {
                    child(l, "body") == Some(body) || !syntax::holds(&body.byte_range(), &l.byte_range())
                })
            }
            _ => false,
        };
        if leaving {
            return Some((node.byte_range(), format!("`{}`", crate::python::collect::brief(facts.text(node)))));
        }
    }
    None
}

/// A clause of a comprehension. That any but the first is walked once for each item before is
/// the business of obligation 1.
fn by_clause<'m>(facts: &Facts<'m>, clause: Node<'m>, node: Node<'m>) -> Result<Consumer<'m>, Reason> {
    let Some(comprehension) = clause.parent() else { return Err(other(facts, node, clause)) };
    let mut during = rest_of(facts, comprehension, clause);
    if comprehension.kind() != "generator_expression" {
        return Ok(Consumer {
            node: comprehension,
            during,
            early: None,
            builds: comprehension.kind() == "list_comprehension" && keeps_all(comprehension),
            repair: None,
        });
    }
    let whole = consumer(facts, comprehension)
        .or_else(|reason| super::binding::by_generator(facts, comprehension).ok_or(reason))?;
    during.add(whole.during);
    Ok(Consumer { during, ..whole })
}

/// `[f(x) for x in M]` builds a list as long as M, but of other things.
fn keeps_all(comprehension: Node<'_>) -> bool {
    let same = child(comprehension, "body").zip(clauses(comprehension).first().and_then(|c| child(*c, "left")));
    same.is_some_and(|(body, target)| body.kind() == "identifier" && body.kind() == target.kind())
        && clauses(comprehension).len() == 1
}

/// Everything a comprehension does between two items of `clause`.
fn rest_of<'m>(facts: &Facts<'m>, comprehension: Node<'m>, clause: Node<'m>) -> Effects {
    let mut effects = Effects::default();
    for part in clauses(comprehension).into_iter().filter(|c| *c != clause) {
        if part.kind() == "for_in_clause" {
            if let Some(iterable) = iterable(part) {
                effects.add(facts.effects_of(iterable));
                effects.add(facts.steps_of(iterable));
            }
        } else {
            children(part).into_iter().for_each(|n| effects.add(facts.effects_of(n)));
        }
    }
    if let Some(body) = child(comprehension, "body") {
        effects.add(facts.effects_of(body));
        let hashed = match comprehension.kind() {
            "set_comprehension" => Some(body),
            "dictionary_comprehension" => child(body, "key"),
            _ => None,
        };
        if let Some(key) = hashed.filter(|k| !facts.type_of(*k).is_plain()) {
            effects.add(facts.special_effects(key, universe::HASH));
        }
    }
    effects
}

fn by_yield(node: Node<'_>) -> Consumer<'_> {
    let during = Effects { suspends: Some(node.byte_range()), ..Effects::default() };
    let early = Some((node.byte_range(), "`yield from`".to_owned()));
    Consumer { node, during, early, builds: false, repair: None }
}

/// `x in M` stops at the first match.
fn by_membership<'m>(facts: &Facts<'m>, node: Node<'m>, list: Node<'m>) -> Result<Consumer<'m>, Reason> {
    let parts = children(node);
    let mut cursor = node.walk();
    let operators: Vec<&str> = node.children_by_field_name("operators", &mut cursor).map(|o| facts.text(o)).collect();
    let plain = matches!(operators.as_slice(), ["in" | "not in"]) && parts.get(1) == Some(&list);
    if !plain {
        return Err(other(facts, list, node));
    }
    let mut during = Effects::default();
    if !(facts.type_of(parts[0]).is_plain() && facts.element_of(list).is_plain()) {
        during.add(facts.special_effects(node, universe::EQUAL));
    }
    Ok(Consumer { node, during, early: Some((node.byte_range(), "`in`".to_owned())), builds: false, repair: None })
}

/// Of what is given by name only the functions of the module are known.
fn by_keyword<'m>(facts: &Facts<'m>, keyword: Node<'m>, node: Node<'m>) -> Result<Consumer<'m>, Reason> {
    let call = keyword.parent().and_then(|list| list.parent()).and_then(Call::of);
    let own = call.filter(|call| facts.entry_of(call).is_none());
    own.and_then(|call| super::handed::by_own_function(facts, &call, node)).ok_or_else(|| other(facts, node, keyword))
}

fn by_call<'m>(facts: &Facts<'m>, list: Node<'m>, node: Node<'m>) -> Result<Consumer<'m>, Reason> {
    // A bare generator stands for the whole argument list.
    let Some(call) = Call::of(list).or_else(|| list.parent().and_then(Call::of)) else {
        return Err(other(facts, node, list));
    };
    let handed = || {
        let sentence = format!(
            "`{}` is handed to `{}`",
            crate::python::collect::brief(facts.text(node)),
            crate::python::collect::brief(facts.text(call.function))
        );
        Reason::new(Obligation::OneWalk, sentence, call.node.byte_range())
    };
    let Some(entry) = facts.entry_of(&call) else {
        return super::handed::by_own_function(facts, &call, node).ok_or_else(handed);
    };
    let positional = call.positional().ok_or_else(handed)?;
    let index = positional.iter().position(|a| *a == node).ok_or_else(handed)?;
    let walk = entry.walk(index, positional.len()).ok_or_else(handed)?;
    if walk == Walk::Lazy {
        // Whoever walks `zip(M, ...)`, `map(f, M)` or `enumerate(M)` walks M.
        return Ok(wrapped(facts, &call, node, consumer(facts, call.node)?));
    }
    let during = around(facts, &call, entry, node);
    let mut early = None;
    match walk {
        Walk::Keeps | Walk::Backwards | Walk::Step | Walk::Lazy => return Err(handed()),
        Walk::Full => {}
        Walk::Early => {
            early = Some((
                call.node.byte_range(),
                format!("`{}`", crate::python::collect::brief(facts.text(call.function))),
            ))
        }
        Walk::Builds => return Ok(Consumer { node: call.node, during, early: None, builds: true, repair: None }),
    }
    Ok(Consumer { node: call.node, during, early, builds: false, repair: None })
}

/// What runs when a call is given the sequence, and between two items that it takes.
fn around<'m>(facts: &Facts<'m>, call: &Call<'m>, entry: &Entry, node: Node<'m>) -> Effects {
    let mut during = beside(facts, call, node);
    during.add(between(facts, call, entry, node));
    during
}

/// Who takes items from a lazy wrapper takes them from what it wraps.
pub(super) fn wrapped<'m>(facts: &Facts<'m>, call: &Call<'m>, node: Node<'m>, taker: Consumer<'m>) -> Consumer<'m> {
    let mut whole = taker;
    let others = call.positional().unwrap_or_default().into_iter().filter(|a| *a != node);
    let mut partners = 0;
    for other in others {
        let walked = facts.entry_of(call).is_some_and(|e| {
            let all = call.positional().unwrap_or_default();
            all.iter().position(|a| *a == other).and_then(|i| e.walk(i, all.len())) == Some(Walk::Lazy)
        });
        if walked {
            partners += 1;
            whole.during.add(facts.steps_of(other));
        }
    }
    let name = facts.dotted(call.function).unwrap_or_default();
    if partners > 0 && name != "itertools.chain" {
        whole
            .early
            .get_or_insert((call.node.byte_range(), format!("a shorter partner in `{}`", facts.text(call.function))));
    }
    let to_the_end = call.positional().and_then(|all| all.get(2).copied()).is_some_and(|stop| stop.kind() == "none");
    if MAY_STOP.contains(&name.as_str()) && !(name == "itertools.islice" && to_the_end) {
        whole.early.get_or_insert((call.node.byte_range(), format!("`{}`", facts.text(call.function))));
    }
    if let Some(entry) = facts.entry_of(call) {
        whole.during.add(around(facts, call, entry, node));
    }
    whole
}

/// Lazy wrappers that may stop before what they walk does.
const MAY_STOP: &[&str] = &["itertools.islice", "itertools.takewhile", "itertools.compress"];

/// Arguments that are evaluated after the sequence was made and, lazily, before its first step.
pub(super) fn beside<'m>(facts: &Facts<'m>, call: &Call<'m>, node: Node<'m>) -> Effects {
    let mut effects = Effects::default();
    for argument in call.all().into_iter().filter(|a| a.start_byte() > node.start_byte()) {
        effects.add(facts.effects_of(
            child(argument, "value").filter(|_| argument.kind() == "keyword_argument").unwrap_or(argument),
        ));
    }
    effects
}

/// What a walking call does to an element between two steps.
fn between<'m>(facts: &Facts<'m>, call: &Call<'m>, entry: &Entry, node: Node<'m>) -> Effects {
    let mut effects = Effects::default();
    effects.add(facts.between_effects(call, entry, node));
    if !entry.calls.is_empty() {
        effects.add(facts.callback_effects(call));
    }
    if entry.effect == crate::python::knowledge::Effect::Visible {
        effects.show(call.node.byte_range(), format!("`{}`", crate::python::collect::brief(facts.text(call.function))));
    }
    // A walker that adds to its receiver as it goes: `xs.extend(M)`, `d.update(M)`.
    effects.add(facts.receiver_effects(call));
    effects
}
