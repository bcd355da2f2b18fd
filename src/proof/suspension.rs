//! Where a generator may be suspended.

use tree_sitter::Node;

use super::binding::can_move_into;
use super::handlers::names_of;
use crate::python::Facts;
use crate::python::syntax::{ancestors, children, is_async, is_suite};
use crate::verdict::{Obligation, Reason};

/// May a generator be suspended at `place`, which stands in `whole`? A `try` does no harm whose
/// handlers are for other things than the end of a generator that is not used up (PEP 342):
/// `GeneratorExit` passes them.
///
/// # Errors
/// The block in which it may not.
pub fn may_be_suspended_at<'m>(facts: &Facts<'m>, place: Node<'m>, whole: Node<'m>) -> Result<(), Reason> {
    for around in ancestors(place).take_while(|n| *n != whole) {
        let what = match around.kind() {
            "try_statement" if !passes_on(facts, around) => "`try`",
            "with_statement" if can_move_into(facts, around).is_err() => "`with` block",
            "class_definition" => "class body",
            _ => continue,
        };
        let sentence = format!("a generator would be suspended inside a {what}");
        return Err(Reason::new(Obligation::Suspension, sentence, place.byte_range()));
    }
    Ok(())
}

/// Does `GeneratorExit` go through the `try`, and nothing run for it?
fn passes_on<'m>(facts: &Facts<'m>, attempt: Node<'m>) -> bool {
    let clauses = children(attempt).into_iter().filter(|n| !is_suite(*n) && !n.is_extra());
    clauses.into_iter().all(|clause| match clause.kind() {
        "except_clause" => {
            let names = names_of(facts, clause);
            !names.is_empty() && names.iter().all(|name| !facts.knowledge().may_catch(name, "GeneratorExit"))
        }
        kind => kind == "else_clause",
    })
}

/// What stops a generator from being one: `await` would make it asynchronous, `super()` would not
/// find its function's first argument.
pub fn is_odd_in_generator<'m>(facts: &Facts<'m>, node: Node<'m>) -> bool {
    let bare_super = || node.kind() == "call" && facts.text(node) == "super()";
    matches!(node.kind(), "await" | "yield") || bare_super() || is_async(node)
}
