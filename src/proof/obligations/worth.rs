//! Obligations 11 and 12: it may be a generator there, and it is worth it.

use std::ops::Range;

use tree_sitter::Node;

use super::refute;
use crate::proof::Situation;
use crate::python::syntax::preorder;
use crate::verdict::{Obligation, Verdict};

/// 11. What it becomes may be a generator there.
pub fn may_be_a_generator(situation: &Situation<'_, '_>) -> Verdict {
    let node = situation.producer.node;
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
    let bare_super = preorder(node).find(|n| n.kind() == "call" && situation.facts.text(*n) == "super()");
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
pub fn worth_it(situation: &Situation<'_, '_>) -> Verdict {
    let span = situation.consumer.node.byte_range();
    if situation.consumer.builds {
        return refute(Obligation::Worth, "a sequence of the same size is built here anyway".to_owned(), &span);
    }
    if situation.producer.sources.iter().any(|s| is_tiny(situation, *s)) && situation.producer.sources.len() == 1 {
        return refute(
            Obligation::Worth,
            "the sequence is known to be tiny".to_owned(),
            &situation.producer.node.byte_range(),
        );
    }
    Verdict::Proven
}

/// A display of a few items, a `range` of a small literal.
fn is_tiny(situation: &Situation<'_, '_>, source: Node<'_>) -> bool {
    const FEW: usize = 32;
    let parts = crate::python::syntax::children(source);
    let plain = parts.iter().all(|p| !p.kind().contains("splat"));
    match source.kind() {
        "list" | "tuple" | "set" => plain && parts.len() <= FEW,
        "string" => source.byte_range().len() <= FEW,
        "call" => {
            let text = situation.facts.text(source);
            let bound = text
                .strip_prefix("range(")
                .and_then(|t| t.strip_suffix(')'))
                .and_then(|t| t.trim().parse::<usize>().ok());
            bound.is_some_and(|n| n <= FEW)
        }
        _ => false,
    }
}
