//! Questions to a list that a lazy sequence answers in another form: its length, its first
//! items, all but its first, its last ones; all of them in one text that is written; the smallest
//! and largest of them.

use tree_sitter::Node;

use super::consumer::{Consumer, consumer};
use super::producer::producer;
use super::ranking::{Ranking, comparing, ranking};
use crate::python::Facts;
use crate::python::effects::Effects;
use crate::python::syntax::{Call, child, children, inner, literal, outer};
use crate::python::types::Ty;
use crate::verdict::Reason;

/// The other form of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair<'m> {
    /// `len(M)` becomes `sum(1 for _ in M)`.
    Count,
    /// `M[:stop]` becomes `islice(M, stop)`, in a list if it is kept.
    Head {
        /// How many: a positive number.
        stop: Node<'m>,
        /// Nobody walks it on the spot.
        kept: bool,
    },
    /// `M[start:]`, walked on the spot, becomes `islice(M, start, None)`.
    Rest {
        /// How many are left out: a positive number.
        start: Node<'m>,
    },
    /// `M[-count:]` becomes `deque(M, maxlen=count)`, in a list if it is kept.
    Tail {
        /// How many: a positive number.
        count: Node<'m>,
        /// Nobody walks it on the spot.
        kept: bool,
    },
    /// `f.write("".join(M))` becomes `f.writelines(M)`.
    Written,
    /// `if M` becomes `if any(True for _ in M)`.
    Truth,
    /// `[...][0]` becomes `next(...)`.
    First,
    /// `M[2]` becomes `list(islice(M, 3))[2]`, and `M[-1]` becomes `list(deque(M, maxlen=1))[-1]`: a list
    /// of the few, in which the one is missing as it was missing in M.
    One {
        /// Which: a whole number.
        at: Node<'m>,
        /// How many are kept for it.
        few: usize,
        /// They are the last.
        last: bool,
    },
    /// `sorted(M)[:n]` becomes `nsmallest(n, M)`.
    Ranked(Ranking<'m>),
}

/// Who takes the items of a list: a walk, or a question that can be asked of them one by one.
///
/// # Errors
/// What else is done with it.
pub fn taker<'m>(facts: &Facts<'m>, node: Node<'m>) -> Result<Consumer<'m>, Reason> {
    let Some((asked, repair)) = question(facts, node) else { return consumer(facts, node) };
    let other = matches!(repair, Repair::Head { .. } | Repair::Tail { .. }) && is_other_than_list(&facts.type_of(node));
    let walked = consumer(facts, asked).ok().filter(|walk| !walk.builds);
    let whole = |repair| Consumer { node: asked, during: Effects::default(), early: None, builds: false, repair };
    let ends = Some((asked.byte_range(), format!("`{}`", crate::python::collect::brief(facts.text(asked)))));
    match (repair, walked) {
        (Repair::Count, _) => Ok(whole(Some(repair))),
        (Repair::Truth | Repair::First | Repair::One { last: false, .. }, _) => {
            Ok(Consumer { early: ends, ..whole(Some(repair)) })
        }
        (Repair::One { .. }, _) => Ok(whole(Some(repair))),
        (Repair::Ranked(_), _) => Ok(Consumer { during: comparing(facts, node), ..whole(Some(repair)) }),
        (Repair::Written, _) => {
            // What is written, and where, but for the text: that is what the steps make.
            let mut during = Call::of(asked).map_or_else(Effects::default, |call| facts.receiver_effects(&call));
            during.show(asked.byte_range(), format!("`{}`", crate::python::collect::brief(facts.text(asked))));
            Ok(Consumer { during, ..whole(Some(repair)) })
        }
        (Repair::Head { stop, .. }, Some(walk)) => {
            let repair = Some(Repair::Head { stop, kept: false });
            Ok(Consumer { early: walk.early.clone().or(ends), repair, ..walk })
        }
        // What is kept would be a list.
        (Repair::Head { .. } | Repair::Tail { .. }, None) if other => consumer(facts, node),
        (Repair::Head { .. }, None) => Ok(Consumer { early: ends, ..whole(Some(repair)) }),
        (Repair::Rest { .. }, _) => consumer(facts, asked).map(|walk| Consumer { repair: Some(repair), ..walk }),
        (Repair::Tail { count, .. }, walked) => Ok(whole(Some(Repair::Tail { count, kept: walked.is_none() }))),
    }
}

/// May it have items by their places, which sets and mappings have not?
fn has_places<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    !matches!(facts.type_of(node), Ty::Set(_) | Ty::FrozenSet(_) | Ty::Dict(..) | Ty::View(_))
}

/// Is it known to be a sequence of another kind?
pub fn is_other_than_list(ty: &Ty) -> bool {
    ty.is_sized() && !matches!(ty, Ty::List(_))
}

/// The question that is asked of the list `node`, with what asks it.
pub fn question<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<(Node<'m>, Repair<'m>)> {
    if let Some((asked, ranking)) = ranking(facts, node) {
        return Some((asked, Repair::Ranked(ranking)));
    }
    let node = outer(node);
    let parent = node.parent()?;
    match parent.kind() {
        "argument_list" => {
            let call = Call::of(parent.parent()?)?;
            if call.all() != [node] {
                return None;
            }
            match facts.dotted(call.function).as_deref() {
                Some("builtins.len") => Some((call.node, Repair::Count)),
                Some("builtins.bool") => Some((call.node, Repair::Truth)),
                _ => written(facts, &call).map(|write| (write, Repair::Written)),
            }
        }
        // `join` makes a list of what a generator gives.
        "call" if node.kind() == "generator_expression" => {
            let join = Call::of(parent).filter(|call| call.arguments == node)?;
            written(facts, &join).map(|write| (write, Repair::Written))
        }
        "subscript" if child(parent, "value") == Some(node) && is_read(parent) && has_places(facts, node) => {
            let [_, key] = children(parent).try_into().ok()?;
            let repair = if key.kind() == "slice" { part(facts, key) } else { one(facts, node, key) };
            repair.map(|repair| (parent, repair))
        }
        _ if is_truth(node, parent) => Some((node, Repair::Truth)),
        _ => None,
    }
}

/// Is nothing but the truth of the expression asked?
fn is_truth<'m>(node: Node<'m>, parent: Node<'m>) -> bool {
    match parent.kind() {
        "not_operator" | "if_clause" => true,
        "if_statement" | "elif_clause" | "while_statement" => child(parent, "condition") == Some(node),
        "conditional_expression" => children(parent).get(1) == Some(&node),
        "boolean_operator" => {
            let whole = outer(parent);
            whole.parent().is_some_and(|around| is_truth(whole, around))
        }
        _ => false,
    }
}

/// The call that writes the text that `"".join(M)` makes into a file, and nothing else.
fn written<'m>(facts: &Facts<'m>, join: &Call<'m>) -> Option<Node<'m>> {
    let (separator, name) = join.method()?;
    let joins = facts.text(name) == "join" && literal(inner(separator), facts.module.text()) == Some("");
    let write = facts.call_given(join.node).filter(|call| joins && call.all() == [outer(join.node)])?;
    let (file, name) = write.method()?;
    let unused = outer(write.node).parent().is_some_and(|p| p.kind() == "expression_statement");
    let writes = facts.text(name) == "write" && matches!(facts.type_of(file), Ty::File { .. });
    (unused && writes).then_some(write.node)
}

/// Is the part of the list neither bound nor deleted nor updated?
pub(super) fn is_read(subscript: Node<'_>) -> bool {
    let node = outer(subscript);
    let parent = node.parent();
    let bound = parent.is_some_and(|p| child(p, "left") == Some(node) || p.kind().ends_with("pattern"));
    !bound && !parent.is_some_and(|p| matches!(p.kind(), "delete_statement" | "as_pattern_target" | "pattern_list"))
}

/// One item near either end. What a comprehension or a collection gives first is asked for with `next`.
fn one<'m>(facts: &Facts<'m>, list: Node<'m>, at: Node<'m>) -> Option<Repair<'m>> {
    let (number, last) = match (below(facts, at), at.kind()) {
        (Some(number), _) => (number, true),
        (None, "integer") => (at, false),
        _ => return None,
    };
    let digits = Some(number).filter(|n| n.kind() == "integer").map(|n| facts.text(n))?;
    let few = digits.parse::<usize>().ok()? + usize::from(!last);
    let copies = |call: &Call<'m>| ["list", "tuple"].iter().any(|name| facts.is_builtin(call.function, name));
    let copy = Call::of(inner(list)).filter(copies);
    let copied = copy.and_then(|call| call.all().first().copied());
    let taken = copied.and_then(Call::of).and_then(|call| facts.dotted(call.function));
    if matches!(taken.as_deref(), Some("itertools.islice" | "collections.deque")) || !(1..=FEW).contains(&few) {
        return None;
    }
    let collection = copied.is_some_and(|items| !matches!(facts.type_of(items), Ty::Iter(_) | Ty::File { .. }));
    let first = few == 1 && !last && (collection || inner(list).kind() == "list_comprehension");
    // Of what is in memory the list is soon made, and an index says it plainer.
    let made = || producer(facts, list).is_some_and(|made| made.comes_from_outside(facts));
    let outside = || inner(list).kind() == "identifier" || made() || is_part_of_content(facts, list);
    if first { Some(Repair::First) } else { outside().then_some(Repair::One { at, few, last }) }
}

/// Is it made by methods of all that is in a file, which has a name?
fn is_part_of_content<'m>(facts: &Facts<'m>, list: Node<'m>) -> bool {
    let mut node = inner(list);
    while let Some((object, _)) = Call::of(node).and_then(|call| call.method()) {
        node = inner(object);
    }
    let read = (node.kind() == "identifier").then(|| facts.opened_by(node)).flatten();
    read.is_some_and(|read| facts.content_of(read).is_some())
}

/// So many items are few.
const FEW: usize = 1000;

/// The number in `-n`.
fn below<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Node<'m>> {
    let minus = node.kind() == "unary_operator" && facts.text(node).starts_with('-');
    minus.then(|| child(node, "argument").map(inner)).flatten()
}

/// `:n`, `n:` and `-n:`, of positive numbers.
fn part<'m>(facts: &Facts<'m>, slice: Node<'m>) -> Option<Repair<'m>> {
    let [bound] = children(slice).try_into().ok()?;
    let mut cursor = slice.walk();
    let colons = slice.children(&mut cursor).filter(|n| n.kind() == ":").count();
    let first = slice.child(0).is_some_and(|n| n.kind() != ":");
    let number = |n: Node<'m>| facts.type_of(n) == Ty::Int && facts.is_positive(n);
    match (first, below(facts, bound)) {
        _ if colons != 1 => None,
        (false, None) if number(bound) => Some(Repair::Head { stop: bound, kept: true }),
        (true, None) if number(bound) => Some(Repair::Rest { start: bound }),
        (true, Some(count)) if number(count) => Some(Repair::Tail { count, kept: true }),
        _ => None,
    }
}
