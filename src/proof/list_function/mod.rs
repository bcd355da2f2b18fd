//! A function that builds a list and returns it: may it become a generator function?
//!
//! The steps of the producer are what its body does after the first item; the consumers are
//! all its callers (obligation 10). A caller that needs a list gets `list(...)`.

mod body;
mod callers;

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::collect::is_generator;
use crate::python::scopes::{Role, SymbolId};
use crate::python::syntax::{self, Call, child, children, enclosing, inner, preorder_if, statements};
use crate::verdict::{Obligation, Reason};

pub use body::may_be_suspended;
pub use callers::{Caller, Case, everyone_is_known, judge, somebody_gains};

/// A statement that adds to the list.
#[derive(Debug, Clone, Copy)]
pub enum Add<'m> {
    /// `xs.append(value)`: the call and the value.
    Item(Node<'m>, Node<'m>),
    /// `xs.extend(items)` or `xs += items`: the call or statement, and the items.
    Items(Node<'m>, Node<'m>),
}

impl<'m> Add<'m> {
    /// The call or statement.
    pub fn node(self) -> Node<'m> {
        match self {
            Add::Item(node, _) | Add::Items(node, _) => node,
        }
    }

    /// The value or the items.
    pub fn value(self) -> Node<'m> {
        match self {
            Add::Item(_, value) | Add::Items(_, value) => value,
        }
    }
}

/// A function that builds one list and returns it.
#[derive(Debug, Clone)]
pub struct ListFunction<'m> {
    /// The `def`.
    pub function: Node<'m>,
    /// The name of the list.
    pub symbol: SymbolId,
    /// The statement that makes the list.
    pub start: Node<'m>,
    /// What the list holds from the start.
    pub first: Vec<Node<'m>>,
    /// What is added.
    pub adds: Vec<Add<'m>>,
    /// The `return` statements.
    pub returns: Vec<Node<'m>>,
    /// All other uses of the list.
    pub others: Vec<Node<'m>>,
}

fn refuse(obligation: Obligation, sentence: impl Into<String>, node: Node<'_>) -> Reason {
    Reason::new(obligation, sentence, node.byte_range())
}

/// The function as a builder of a list.
///
/// # Errors
/// The statement that is something else than making, filling and returning one list.
pub fn list_function<'m>(facts: &Facts<'m>, function: Node<'m>) -> Result<ListFunction<'m>, Reason> {
    let odd = |sentence: &str, node: Node<'_>| refuse(Obligation::OneWalk, sentence, node);
    let body = child(function, "body").ok_or_else(|| odd("it has no body", function))?;
    let last = statements(body).last().copied().ok_or_else(|| odd("it is empty", function))?;
    let returned = (last.kind() == "return_statement").then(|| children(last).first().copied()).flatten();
    let returned = returned
        .filter(|n| n.kind() == "identifier")
        .ok_or_else(|| odd("it does not end by returning a name", last))?;
    let symbol = facts.scopes().symbol_at(returned).ok_or_else(|| odd("its list is not known", returned))?;
    if facts.scopes().scope_of(function) != Some(facts.scopes().symbols[symbol].scope) {
        return Err(odd("its list is not its own", returned));
    }
    let (start, first) =
        start(facts, body, symbol).ok_or_else(|| odd("what it returns is not made as a list here", returned))?;
    if is_generator(function) {
        return Err(refuse(Obligation::Suspension, "it is a generator already", function));
    }
    let (mut adds, mut others) = (Vec::new(), Vec::new());
    for occurrence in &facts.scopes().symbols[symbol].occurrences {
        let node = occurrence.node;
        if syntax::holds(&start.byte_range(), &node.byte_range()) {
            continue;
        }
        match add(facts, node) {
            Some(add) if enclosing(node, &["function_definition", "lambda", "class_definition"]) == Some(function) => {
                adds.push(add)
            }
            _ if is_returned(node) && occurrence.role == Role::Load => {}
            _ => others.push(node),
        }
    }
    let returns = returns(facts, body, symbol)?;
    Ok(ListFunction { function, symbol, start, first, adds, returns, others })
}

/// `xs = []`, `xs: list[int] = [1, 2]`, `xs = list()` as a statement of the body itself.
fn start<'m>(facts: &Facts<'m>, body: Node<'m>, symbol: SymbolId) -> Option<(Node<'m>, Vec<Node<'m>>)> {
    let binding = facts.sole_start(symbol)?;
    let statement =
        facts.statement_of(binding).filter(|s| s.parent() == Some(body) && s.kind() == "expression_statement")?;
    let assignment = binding.parent().filter(|p| p.kind() == "assignment" && p.parent() == Some(statement))?;
    let value = inner(child(assignment, "right")?);
    match value.kind() {
        "list" => {
            let items = children(value);
            let plain = items.iter().all(|i| i.kind() != "list_splat");
            plain.then_some((statement, items))
        }
        "call" => {
            let call = Call::of(value)?;
            (facts.is_builtin(call.function, "list") && call.all().is_empty()).then(|| (statement, Vec::new()))
        }
        _ => None,
    }
}

/// The statement of which the name is the list that is added to.
pub fn add<'m>(facts: &Facts<'m>, name: Node<'m>) -> Option<Add<'m>> {
    let parent = name.parent()?;
    if parent.kind() == "augmented_assignment" {
        let plus = child(parent, "operator").is_some_and(|o| facts.text(o) == "+=");
        let whole = parent.parent().is_some_and(|p| p.kind() == "expression_statement");
        let left = child(parent, "left") == Some(name);
        return (plus && whole && left).then(|| child(parent, "right").map(|v| Add::Items(parent, v)))?;
    }
    let call =
        parent.parent().and_then(Call::of).filter(|c| c.function == parent && child(parent, "object") == Some(name))?;
    let whole = call.node.parent().is_some_and(|p| p.kind() == "expression_statement");
    let [value] = call.all().try_into().ok()?;
    if !whole || matches!(value.kind(), "keyword_argument" | "list_splat" | "dictionary_splat") {
        return None;
    }
    match facts.text(child(parent, "attribute")?) {
        "append" => Some(Add::Item(call.node, value)),
        "extend" => Some(Add::Items(call.node, value)),
        _ => None,
    }
}

fn is_returned(name: Node<'_>) -> bool {
    name.parent().is_some_and(|p| p.kind() == "return_statement")
}

/// All `return` statements: of the list, of an empty list, of a list of a few items.
fn returns<'m>(facts: &Facts<'m>, body: Node<'m>, symbol: SymbolId) -> Result<Vec<Node<'m>>, Reason> {
    let inside = preorder_if(body, |n| !syntax::is_deferred(n) && n.kind() != "class_definition");
    let mut found = Vec::new();
    for node in inside.filter(|n| n.kind() == "return_statement") {
        let value = children(node).first().copied().map(inner);
        let fits = match value {
            Some(value) if value.kind() == "identifier" => facts.scopes().symbol_at(value) == Some(symbol),
            Some(value) => value.kind() == "list" && children(value).iter().all(|i| i.kind() != "list_splat"),
            None => false,
        };
        if !fits {
            return Err(refuse(Obligation::OneWalk, "it also returns something else", node));
        }
        found.push(node);
    }
    Ok(found)
}

impl<'m> Facts<'m> {
    /// The name node of the only plain binding of a symbol (updates do not count).
    pub fn sole_start(&self, symbol: SymbolId) -> Option<Node<'m>> {
        let here = &self.scopes().symbols[symbol];
        let mut stores = here.occurrences.iter().filter(|o| !matches!(o.role, Role::Load | Role::Update));
        let first = stores.next().filter(|o| o.role == Role::Store)?;
        stores.next().is_none().then_some(first.node)
    }
}
