//! The scope of a patch whose region is not smaller: what its proof looked at, and no other
//! patch of the pass may touch.

use std::ops::Range;

use tree_sitter::Node;

/// The statements of a module, to find scopes in without walking them each time.
pub(super) struct Scopes<'t> {
    statements: Vec<Node<'t>>,
}

impl<'t> Scopes<'t> {
    /// The scopes of a module.
    pub(super) fn new(root: Node<'t>) -> Self {
        let statements = children(root);
        Scopes { statements }
    }

    /// The outermost function that holds `hull`, or the statements of the module (or of a
    /// class) from the first to the last that it touches.
    pub(super) fn scope(&self, hull: &Range<usize>) -> Range<usize> {
        let mut inner: Vec<Node<'t>>;
        let mut members = &self.statements;
        loop {
            let Some(member) = holder(members, hull) else {
                return spread(members, hull);
            };
            match class_body(member) {
                Some(body) if holds(body, hull) => {
                    inner = children(body);
                    members = &inner;
                }
                _ => return member.byte_range(),
            }
        }
    }
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

/// The member that holds all of `hull`.
fn holder<'t>(members: &[Node<'t>], hull: &Range<usize>) -> Option<Node<'t>> {
    let at = members.partition_point(|member| member.end_byte() <= hull.start);
    members.get(at).copied().filter(|member| holds(*member, hull))
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
    if class.kind() == "class_definition" { class.child_by_field_name("body") } else { None }
}

/// From the first to the last member that `hull` touches.
fn spread(members: &[Node<'_>], hull: &Range<usize>) -> Range<usize> {
    let mut range = hull.clone();
    let first = members.partition_point(|member| member.end_byte() < hull.start);
    let touched = members.iter().skip(first);
    for member in touched.take_while(|member| member.start_byte() <= hull.end) {
        range.start = range.start.min(member.start_byte());
        range.end = range.end.max(member.end_byte());
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
        &TEXT[Scopes::new(module.root()).scope(&(start..end))]
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
