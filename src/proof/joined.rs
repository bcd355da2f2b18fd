//! Lists that are added to one: `a + b`, `[*a, *b]`, `sum(lists, [])`. Walked once, the items of
//! one come after those of the other without a list of all (Python Library, `itertools.chain`).

use tree_sitter::Node;

use super::producer::Producer;
use crate::python::Facts;
use crate::python::effects::{Effects, Place};
use crate::python::syntax::{Call, child, children, inner, outer};
use crate::python::types::Ty;

/// The parts of such a list, in order.
#[derive(Debug, Clone)]
pub enum Joined<'m> {
    /// Each one is written down.
    Parts(Vec<Part<'m>>),
    /// They are the items of this.
    Items(Node<'m>),
}

/// A part of such a list.
#[derive(Debug, Clone)]
pub enum Part<'m> {
    /// All items of this.
    Whole(Node<'m>),
    /// These items.
    Few(Vec<Node<'m>>),
}

impl<'m> Joined<'m> {
    /// What is walked.
    pub fn sources(&self) -> Vec<Node<'m>> {
        match self {
            Joined::Items(lists) => vec![*lists],
            Joined::Parts(parts) => parts.iter().filter_map(Part::whole).collect(),
        }
    }
}

impl<'m> Part<'m> {
    fn whole(&self) -> Option<Node<'m>> {
        match self {
            Part::Whole(node) => Some(*node),
            Part::Few(_) => None,
        }
    }
}

/// The lists that the expression adds to one.
pub fn joined<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Joined<'m>> {
    let node = inner(node);
    match node.kind() {
        // The whole sum is asked about, not each sum in it.
        "binary_operator" if outer(node).parent().is_some_and(|p| p.kind() != "binary_operator") => {
            let mut operands = Vec::new();
            added(facts, node, &mut operands)?;
            // `a + b` is complete before `c` is evaluated.
            let late = operands.iter().skip(2).all(|operand| facts.effects_of(*operand).is_silent());
            let parts = operands.into_iter().map(|operand| part(facts, operand)).collect::<Option<Vec<_>>>()?;
            late.then_some(Joined::Parts(parts))
        }
        "list" => spread(facts, node).map(Joined::Parts),
        "call" => summed(facts, node).map(Joined::Items),
        _ => None,
    }
}

/// The operands of `a + b + c`.
fn added<'m>(facts: &Facts<'m>, node: Node<'m>, operands: &mut Vec<Node<'m>>) -> Option<()> {
    let plus = child(node, "operator").is_some_and(|operator| facts.text(operator) == "+");
    let (left, right) = (child(node, "left")?, child(node, "right")?);
    if !plus {
        return None;
    }
    match inner(left).kind() {
        "binary_operator" => added(facts, inner(left), operands)?,
        _ => operands.push(inner(left)),
    }
    operands.push(inner(right));
    Some(())
}

fn part<'m>(facts: &Facts<'m>, operand: Node<'m>) -> Option<Part<'m>> {
    let plain = operand.kind() == "list" && children(operand).iter().all(|item| item.kind() != "list_splat");
    match facts.type_of(operand) {
        Ty::List(_) if plain => Some(Part::Few(children(operand))),
        Ty::List(_) => Some(Part::Whole(operand)),
        _ => None,
    }
}

/// `[*a, x, *b]`: evaluating what comes later changes nothing of what came before.
fn spread<'m>(facts: &Facts<'m>, list: Node<'m>) -> Option<Vec<Part<'m>>> {
    let items = children(list);
    let late = items.iter().skip(1).all(|item| facts.effects_of(*item).is_silent());
    let mut parts = Vec::new();
    for item in items {
        match (item.kind(), parts.last_mut()) {
            ("list_splat", _) => {
                let whole = inner(children(item).first().copied()?);
                parts.push(facts.type_of(whole).is_sized().then_some(Part::Whole(whole))?);
            }
            (_, Some(Part::Few(few))) => few.push(item),
            _ => parts.push(Part::Few(vec![item])),
        }
    }
    let several = parts.len() > 1 && parts.iter().any(|part| part.whole().is_some());
    (late && several).then_some(parts)
}

/// `sum(lists, [])`
fn summed<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Node<'m>> {
    let call = Call::of(node).filter(|call| facts.is_builtin(call.function, "sum"))?;
    let start = match (call.positional()?.as_slice(), call.keywords().as_slice()) {
        ([_, start], []) => *start,
        ([_], [(name, start)]) if facts.text(*name) == "start" => *start,
        _ => return None,
    };
    let empty = start.kind() == "list" && children(start).is_empty();
    let lists = inner(*call.positional()?.first()?);
    (empty && matches!(facts.element_of(lists), Ty::List(_) | Ty::Unknown)).then_some(lists)
}

/// Lists that are added to one as what makes a sequence at once.
pub fn producer<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<Producer<'m>> {
    let joined = joined(facts, node)?;
    let mut steps = Effects::default();
    for source in joined.sources() {
        steps.add(facts.steps_of(source));
        if let Joined::Items(_) = joined {
            steps.read(Place::Content(format!("{}[...]", facts.text(source))), source.byte_range());
        }
    }
    Some(Producer { node, rest: Vec::new(), steps, generator: false, sources: joined.sources(), eager: None })
}
