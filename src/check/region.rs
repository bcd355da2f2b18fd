//! The part of a function that one patch changes and another may not: what is lazy after the
//! rewrite is made there and walked there.
//!
//! A rewrite that was proved leaves what runs outside of its region as it was: the values of
//! names, the order of effects, the exceptions. What the proof of another patch found there
//! stays true, so patches whose regions do not meet are applied together.

use std::ops::Range;

use tree_sitter::Node;

use crate::edit::Edit;
use crate::python::Facts;
use crate::python::bindings::{has_word, is_part_of_word};
use crate::python::scopes::Role;
use crate::python::syntax::{ancestors, child, children, holds, is_statement, is_suite, preorder};
use crate::python::types::Ty;

/// The region of a patch with these edits, the finding's place being `place`; `None` where
/// what it makes lazy may leave the statements around it.
pub(super) fn region(facts: &Facts<'_>, place: &Range<usize>, edits: &[Edit]) -> Option<Range<usize>> {
    let changed: Vec<Range<usize>> = edits.iter().map(|edit| trimmed(facts, &edit.range)).collect();
    let hull = changed.iter().fold(place.clone(), |hull, range| hull_of(&hull, range));
    if edits.iter().any(|edit| names_anew(facts, &edit.text, &hull)) {
        return None;
    }
    let own = value(facts, &hull).or_else(|| run(facts, &hull, &changed))?;
    Some(edits.iter().fold(own, |hull, edit| hull_of(&hull, &edit.range)))
}

/// Does an edit bring in a name that does not stand where it writes? It was chosen because it
/// stands nowhere in the function, which another patch might say of the same name.
fn names_anew(facts: &Facts<'_>, text: &str, hull: &Range<usize>) -> bool {
    const KEYWORDS: &[&str] = &["and", "else", "for", "from", "if", "in", "is", "not", "or", "yield", "None", "_"];
    let here = facts.module.text().get(hull.clone()).unwrap_or_default();
    let mut words = text.split(|c| !is_part_of_word(c)).filter(|word| !word.is_empty());
    words.any(|word| {
        let known = KEYWORDS.contains(&word)
            || word.starts_with(|c: char| c.is_ascii_digit())
            || facts.knowledge().is_builtin(word)
            || facts.scopes().global(word).is_some();
        !known && !text.contains(&format!(".{word}")) && !has_word(here, word)
    })
}

fn hull_of(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}

/// The range without the blanks around its text; a line is deleted with its indentation.
fn trimmed(facts: &Facts<'_>, range: &Range<usize>) -> Range<usize> {
    let text = facts.module.text().get(range.clone()).unwrap_or_default();
    let start = range.start + text.len() - text.trim_start().len();
    match text.trim().len() {
        0 => range.clone(),
        length => start..start + length,
    }
}

/// The smallest expression around `hull` whose value holds nothing that could be lazy.
fn value(facts: &Facts<'_>, hull: &Range<usize>) -> Option<Range<usize>> {
    let node = smallest(facts, hull)?;
    let around = std::iter::once(node).chain(ancestors(node));
    let expressions = around.take_while(|n| !is_statement(*n) && !is_suite(*n));
    let whole = expressions.into_iter().find(|n| is_scalar(&facts.type_of(*n)))?;
    stays(whole, |n| n.kind() == "named_expression").then(|| whole.byte_range())
}

fn smallest<'m>(facts: &Facts<'m>, range: &Range<usize>) -> Option<Node<'m>> {
    facts.module.root().descendant_for_byte_range(range.start, range.end)
}

fn is_scalar(ty: &Ty) -> bool {
    matches!(ty, Ty::None | Ty::Bool | Ty::Int | Ty::Float | Ty::Complex | Ty::Str | Ty::Bytes)
}

/// Nothing in `node` lets other code run before it is through, and nothing `leaves` it.
fn stays(node: Node<'_>, leaves: impl Fn(Node<'_>) -> bool) -> bool {
    !preorder(node).any(|n| matches!(n.kind(), "yield" | "await") || leaves(n))
}

/// The statements of a function's suite around `hull` and around all that reads what the
/// changed statements bind.
fn run(facts: &Facts<'_>, hull: &Range<usize>, changed: &[Range<usize>]) -> Option<Range<usize>> {
    let mut hull = hull.clone();
    for range in changed {
        for statement in touched(facts, range)? {
            for load in reached(facts, statement, range)? {
                hull = hull_of(&hull, &load);
            }
        }
    }
    let (suite, members) = members(facts, &hull)?;
    let in_function = suite.kind() == "block" && ancestors(suite).any(|n| n.kind() == "function_definition");
    let in_class = suite.parent().is_some_and(|p| p.kind() == "class_definition");
    let (first, last) = (members.first()?, members.last()?);
    (in_function && !in_class).then(|| first.start_byte()..last.end_byte())
}

/// The smallest suite around the range, and its statements that the range touches.
fn members<'m>(facts: &Facts<'m>, range: &Range<usize>) -> Option<(Node<'m>, Vec<Node<'m>>)> {
    let node = smallest(facts, range)?;
    let suite = std::iter::once(node).chain(ancestors(node)).find(|n| is_suite(*n))?;
    let first = suite.first_named_child_for_byte(range.start);
    let onwards = std::iter::successors(first, Node::next_named_sibling);
    let touched = onwards.take_while(|s| s.start_byte() <= range.end).filter(|s| !s.is_extra()).collect();
    Some((suite, touched))
}

/// The statements that an edit changes; `None` where one of them takes a value out of the code.
fn touched<'m>(facts: &Facts<'m>, range: &Range<usize>) -> Option<Vec<Node<'m>>> {
    let (_, touched) = members(facts, range)?;
    let plain = |n: &Node<'_>| {
        matches!(
            n.kind(),
            "expression_statement" | "for_statement" | "with_statement" | "if_statement" | "while_statement"
        )
    };
    touched.iter().all(plain).then_some(touched)
}

/// What reads the names that a changed statement binds, where they may hold something lazy.
fn reached<'m>(facts: &Facts<'m>, statement: Node<'m>, range: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let scopes = facts.scopes();
    let mut reached = Vec::new();
    let mut work = vec![statement];
    while let Some(node) = work.pop() {
        match node.kind() {
            "yield" | "await" | "return_statement" => return None,
            "assignment" | "augmented_assignment" if stores_away(node) => return None,
            // The edit changes the header alone.
            "block" if !meets(&node.byte_range(), range) => continue,
            "identifier" => {
                let symbol = scopes.symbol_at(node).map(|id| (id, &scopes.symbols[id]));
                let Some((id, symbol)) = symbol else { continue };
                let at = symbol.occurrences.partition_point(|o| o.node.start_byte() < node.start_byte());
                let Some(binding) = symbol.occurrences.get(at).filter(|o| o.node.start_byte() == node.start_byte())
                else {
                    continue;
                };
                let binds = matches!(binding.role, Role::Store | Role::Update);
                if binds && !is_scalar(&facts.binding_type(&facts.binding(binding))) {
                    reached.extend(facts.loads_reached(binding.node, id)?.into_iter().map(|n| n.byte_range()));
                }
            }
            _ => work.extend(children(node)),
        }
    }
    Some(reached)
}

/// An attribute, an item or names of several values are bound, which others may read.
fn stores_away(assignment: Node<'_>) -> bool {
    child(assignment, "left").is_none_or(|left| left.kind() != "identifier")
}

fn meets(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end || holds(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Module;
    use crate::python::Target;
    use crate::python::knowledge::Knowledge;
    use crate::python::project::Project;
    use crate::source::Source;

    /// The text of the region of a patch that rewrites `place` to `new`.
    fn region_of(text: &str, place: &str, new: &str) -> Option<String> {
        let module = Module::parse(Source::from_text("a.py", text)).unwrap();
        let facts = Facts::new(&module, Target::DEFAULT, Project::single(), Knowledge::get());
        let start = text.find(place).unwrap();
        let edit = Edit { range: start..start + place.len(), text: new.to_owned() };
        region(&facts, &edit.range.clone(), &[edit]).map(|range| text[range].to_owned())
    }

    #[test]
    fn a_value_that_holds_nothing_lazy_ends_it() {
        let text = "def f(xs):\n    n = sum([1 for x in xs]) + len(xs)\n    return max([1, sum([2 for y in xs])])\n";
        assert_eq!(region_of(text, "[1 for x in xs]", "1 for x in xs").as_deref(), Some("sum([1 for x in xs])"));
        assert_eq!(region_of(text, "[2 for y in xs]", "2 for y in xs").as_deref(), Some("sum([2 for y in xs])"));
        let leaks = "def f(xs):\n    return sum([(last := 1) for x in xs])\n";
        assert_eq!(region_of(leaks, "[(last := 1) for x in xs]", "((last := 1) for x in xs)"), None);
    }

    #[test]
    fn it_reaches_to_the_last_use_of_what_is_bound() {
        let text = "\
def f(xs):
    a = [x for x in xs]
    b = [x for x in a]
    for z in b:
        print(z)
    a = 1
    print(a)
";
        let first = region_of(text, "[x for x in xs]", "(x for x in xs)").unwrap();
        assert!(first.starts_with("a = ") && first.ends_with("in a]"), "{first}");
        let second = region_of(text, "[x for x in a]", "(x for x in a)").unwrap();
        assert!(second.starts_with("b = ") && second.ends_with("print(z)"), "{second}");
    }

    #[test]
    fn what_leaves_the_statements_has_none() {
        for text in [
            "def f(self, xs):\n    self.rows = [x for x in xs]\n",
            "def f(xs):\n    return [x for x in xs]\n",
            "def f(xs):\n    a = yield [x for x in xs]\n",
            "def f(xs):\n    a = [x for x in xs]\n    return lambda: a\n",
            "a = [x for x in xs]\n",
            "class C:\n    a = [x for x in xs]\n",
        ] {
            assert_eq!(region_of(text, "[x for x in xs]", "(x for x in xs)"), None, "{text}");
        }
    }

    #[test]
    fn a_new_name_has_none() {
        let text = "def f(xs):\n    n = sum([x for x in xs])\n";
        assert_eq!(region_of(text, "[x for x in xs]", "(y for y in xs)"), None);
    }
}
