//! The shape of Python syntax trees: walks, enclosing constructs, small views.

use std::ops::Range;

use tree_sitter::Node;

/// The child in `field`.
pub fn child<'t>(node: Node<'t>, field: &str) -> Option<Node<'t>> {
    node.child_by_field_name(field)
}

/// Named children without comments, in order.
pub fn children<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|n| !n.is_extra()).collect()
}

/// All nodes below and including `node`, parents first, without recursion.
pub fn preorder(node: Node<'_>) -> Preorder<'_> {
    Preorder { stack: vec![node], enter: |_| true }
}

/// The first comment in a node.
pub fn comment_in(node: Node<'_>) -> Option<Node<'_>> {
    preorder(node).find(|n| n.kind() == "comment")
}

/// Like [`preorder`], but not into the nodes below those that `enter` refuses.
pub fn preorder_if<'t>(node: Node<'t>, enter: fn(Node<'t>) -> bool) -> Preorder<'t> {
    Preorder { stack: vec![node], enter }
}

/// An iterator over the nodes of a subtree.
pub struct Preorder<'t> {
    stack: Vec<Node<'t>>,
    enter: fn(Node<'t>) -> bool,
}

impl<'t> Iterator for Preorder<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let node = self.stack.pop()?;
        if (self.enter)(node) {
            let mut cursor = node.walk();
            let from = self.stack.len();
            self.stack.extend(node.named_children(&mut cursor));
            self.stack[from..].reverse();
        }
        Some(node)
    }
}

/// Ancestors of `node`, nearest first.
pub fn ancestors(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(node.parent(), |n| n.parent())
}

/// All ancestors of `node`, from `root` to its parent. A tree has no links upward: its nodes
/// find their parents from the root, so that this costs what one of them costs.
pub fn path<'t>(root: Node<'t>, node: Node<'t>) -> Vec<Node<'t>> {
    descent(root, node).collect()
}

/// Do at least so many nodes hold `node`?
pub fn is_below<'t>(root: Node<'t>, node: Node<'t>, levels: usize) -> bool {
    descent(root, node).nth(levels).is_some()
}

fn descent<'t>(root: Node<'t>, node: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    let onwards = move |n: &Node<'t>| n.child_with_descendant(node).filter(|n| *n != node);
    std::iter::successors(Some(root).filter(|n| *n != node), onwards)
}

/// The nearest ancestor of one of `kinds`.
pub fn enclosing<'t>(node: Node<'t>, kinds: &[&str]) -> Option<Node<'t>> {
    ancestors(node).find(|n| kinds.contains(&n.kind()))
}

/// The text of a node.
pub fn text<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    source.get(node.byte_range()).unwrap_or("")
}

/// Does `outer` hold `inner`?
pub fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The expression inside any number of parentheses.
pub fn inner(mut node: Node<'_>) -> Node<'_> {
    while node.kind() == "parenthesized_expression" {
        match children(node).first() {
            Some(first) => node = *first,
            None => break,
        }
    }
    node
}

/// The outermost parentheses around an expression, or itself.
pub fn outer(mut node: Node<'_>) -> Node<'_> {
    while let Some(parent) = node.parent() {
        if parent.kind() != "parenthesized_expression" {
            break;
        }
        node = parent;
    }
    node
}

/// A statement, simple or compound, as it stands in a block.
pub fn is_statement(node: Node<'_>) -> bool {
    node.kind().ends_with("_statement") || is_definition(node)
}

/// A function or class, with or without decorators.
pub fn is_definition(node: Node<'_>) -> bool {
    matches!(node.kind(), "function_definition" | "class_definition" | "decorated_definition")
}

/// A block or the module: what holds statements.
pub fn is_suite(node: Node<'_>) -> bool {
    matches!(node.kind(), "block" | "module")
}

/// The loop that a `break` or `continue` belongs to: the nearest whose body holds it; in the
/// `else` of a loop it belongs to the one around.
pub fn loop_of(jump: Node<'_>) -> Option<Node<'_>> {
    let is_loop = |n: &Node<'_>| matches!(n.kind(), "for_statement" | "while_statement");
    ancestors(jump)
        .filter(is_loop)
        .find(|l| child(*l, "body").is_some_and(|b| holds(&b.byte_range(), &jump.byte_range())))
}

/// Code that runs later, not where it stands: skip its inside when looking at what runs.
pub fn is_deferred(node: Node<'_>) -> bool {
    matches!(node.kind(), "function_definition" | "lambda")
}

/// `async def`, `async for`, `async with`.
pub fn is_async(node: Node<'_>) -> bool {
    node.child(0).is_some_and(|c| c.kind() == "async")
}

/// The four comprehensions.
pub fn is_comprehension(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression"
    )
}

/// The `for` and `if` clauses of a comprehension, in order.
pub fn clauses(comprehension: Node<'_>) -> Vec<Node<'_>> {
    children(comprehension).into_iter().filter(|n| matches!(n.kind(), "for_in_clause" | "if_clause")).collect()
}

/// The iterable of a `for` clause or `for` statement; `None` for a bare tuple of iterables.
pub fn iterable(clause: Node<'_>) -> Option<Node<'_>> {
    let mut cursor = clause.walk();
    let mut found = clause.children_by_field_name("right", &mut cursor).filter(Node::is_named);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// A call with a plain argument list.
#[derive(Debug, Clone, Copy)]
pub struct Call<'t> {
    /// The whole call.
    pub node: Node<'t>,
    /// What is called.
    pub function: Node<'t>,
    /// The argument list, or the bare generator that stands for it.
    pub arguments: Node<'t>,
}

impl<'t> Call<'t> {
    /// A view of `node` if it is a call.
    pub fn of(node: Node<'t>) -> Option<Call<'t>> {
        if node.kind() != "call" {
            return None;
        }
        Some(Call { node, function: child(node, "function")?, arguments: child(node, "arguments")? })
    }

    /// Arguments in order: positional, starred and `keyword_argument` nodes.
    pub fn all(&self) -> Vec<Node<'t>> {
        if self.arguments.kind() == "generator_expression" { vec![self.arguments] } else { children(self.arguments) }
    }

    /// Positional arguments; `None` where a star makes positions unknown.
    pub fn positional(&self) -> Option<Vec<Node<'t>>> {
        let mut found = Vec::new();
        for argument in self.all() {
            match argument.kind() {
                "list_splat" => return None,
                "keyword_argument" | "dictionary_splat" => {}
                _ => found.push(argument),
            }
        }
        Some(found)
    }

    /// The keyword arguments as (name node, value node).
    pub fn keywords(&self) -> Vec<(Node<'t>, Node<'t>)> {
        let named = self.all().into_iter().filter(|a| a.kind() == "keyword_argument");
        named.filter_map(|a| Some((child(a, "name")?, child(a, "value")?))).collect()
    }

    /// Is there a `*args` or `**kwargs`?
    pub fn has_splat(&self) -> bool {
        self.all().iter().any(|a| matches!(a.kind(), "list_splat" | "dictionary_splat"))
    }

    /// Receiver and method name of `receiver.method(...)`.
    pub fn method(&self) -> Option<(Node<'t>, Node<'t>)> {
        if self.function.kind() != "attribute" {
            return None;
        }
        Some((child(self.function, "object")?, child(self.function, "attribute")?))
    }
}

/// The statements of a block or module, without comments.
pub fn statements(suite: Node<'_>) -> Vec<Node<'_>> {
    children(suite)
}

/// (context expression, target) of each item of a `with` statement.
pub fn with_items(with: Node<'_>) -> Vec<(Node<'_>, Option<Node<'_>>)> {
    let clause = children(with).into_iter().find(|n| n.kind() == "with_clause");
    let items = clause.map(children).unwrap_or_default();
    items.into_iter().filter_map(|item| child(item, "value")).flat_map(split_item).collect()
}

/// `open(p) as f` is an as-pattern; several in parentheses parse as a tuple of them.
fn split_item(value: Node<'_>) -> Vec<(Node<'_>, Option<Node<'_>>)> {
    match value.kind() {
        "as_pattern" => {
            let context = children(value).first().copied();
            let target = child(value, "alias").and_then(|a| children(a).first().copied());
            context.map(|c| (c, target)).into_iter().collect()
        }
        "tuple" => children(value).into_iter().flat_map(split_item).collect(),
        _ => vec![(value, None)],
    }
}

/// Is this string literal free of interpolation, and if so, what is between its quotes (escapes as written)?
pub fn literal<'s>(node: Node<'_>, source: &'s str) -> Option<&'s str> {
    if node.kind() != "string" {
        return None;
    }
    let parts = children(node);
    if parts.iter().any(|p| p.kind() == "interpolation") {
        return None;
    }
    let start = parts.iter().find(|p| p.kind() == "string_start")?;
    let end = parts.iter().find(|p| p.kind() == "string_end")?;
    source.get(start.end_byte()..end.start_byte())
}
