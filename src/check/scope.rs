//! The scope of a patch: what its proof looked at, and no other patch of the pass may touch.

use std::ops::Range;

use tree_sitter::Node;

/// The outermost function that holds `hull`, or the statements of the module (or of a
/// class) from the first to the last that it touches.
pub(super) fn scope(root: Node<'_>, hull: &Range<usize>) -> Range<usize> {
    let mut within = root;
    loop {
        let Some(member) = holder(within, hull) else {
            return spread(within, hull);
        };
        match class_body(member) {
            Some(body) if holds(body, hull) => within = body,
            _ => return member.byte_range(),
        }
    }
}

/// The child that holds all of `hull`.
fn holder<'t>(node: Node<'t>, hull: &Range<usize>) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    cursor.goto_first_child_for_byte(hull.start)?;
    Some(cursor.node()).filter(|child| holds(*child, hull))
}

fn holds(node: Node<'_>, hull: &Range<usize>) -> bool {
    node.start_byte() <= hull.start && hull.end <= node.end_byte()
}

/// The body of a class, decorated or not.
fn class_body(node: Node<'_>) -> Option<Node<'_>> {
    let class = match node.kind() {
        "decorated_definition" => node.child_by_field_name("definition")?,
        _ => node,
    };
    if class.kind() == "class_definition" {
        class.child_by_field_name("body")
    } else {
        None
    }
}

/// From the first to the last child that `hull` touches.
fn spread(node: Node<'_>, hull: &Range<usize>) -> Range<usize> {
    let mut range = hull.clone();
    let mut cursor = node.walk();
    // One byte earlier, to see the child that ends where `hull` begins.
    let mut more = cursor
        .goto_first_child_for_byte(hull.start.saturating_sub(1))
        .is_some();
    while more && cursor.node().start_byte() <= hull.end {
        range.start = range.start.min(cursor.node().start_byte());
        range.end = range.end.max(cursor.node().end_byte());
        more = cursor.goto_next_sibling();
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Module;
    use crate::source::Source;

    const TEXT: &str = "\
import a
def f():
    def g():
        pass
class C:
    x = 1
    @d
    def m(self):
        pass
    class D:
        def n(self):
            pass
y = 2
";

    /// The scope of the text from `first` to `last`.
    fn scoped(first: &str, last: &str) -> &'static str {
        let module = Module::parse(Source::from_text("a.py", TEXT)).unwrap();
        let start = TEXT.find(first).unwrap();
        let end = TEXT.find(last).unwrap() + last.len();
        &TEXT[scope(module.root(), &(start..end))]
    }

    #[test]
    fn the_outermost_function_or_the_statements() {
        assert!(scoped("g()", "pass").starts_with("def f"));
        assert!(scoped("m(self)", "m(self)").starts_with("@d"));
        assert!(scoped("n(self)", "n(self)").starts_with("def n"));
        assert_eq!(scoped("x = 1", "1"), "x = 1");
        assert!(scoped("x = 1", "m(self)").ends_with("pass"));
        assert!(scoped("x = 1", "m(self)").starts_with("x = 1"));
        assert!(scoped("C:", "C:").starts_with("class C"));
        assert!(scoped("a\n", "g()").starts_with("import a\ndef f"));
        assert_eq!(scoped("y = 2", "2\n"), "y = 2\n");
    }
}
