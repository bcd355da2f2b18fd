//! The shape of a function that makes a list and returns it.

use tree_sitter::Node;

use super::{Filled, Form, ListFunction, Return, refuse};
use crate::proof::adding::{Part, add, part};
use crate::proof::binding::can_move_into;
use crate::python::Facts;
use crate::python::collect::is_generator;
use crate::python::scopes::{Role, SymbolId};
use crate::python::syntax::{self, ancestors, child, children, enclosing, inner, is_deferred, preorder_if, statements};
use crate::python::types::Ty;
use crate::verdict::{Obligation, Reason};

/// The function as a maker of a list.
///
/// # Errors
/// The statement that is something else than making, filling and returning a list.
pub fn list_function<'m>(facts: &Facts<'m>, function: Node<'m>) -> Result<ListFunction<'m>, Reason> {
    let odd = |sentence: &str, node: Node<'_>| refuse(Obligation::OneWalk, sentence, node);
    let body = child(function, "body").ok_or_else(|| odd("it has no body", function))?;
    if !always_returns(facts, body) {
        return Err(odd("it does not end by returning a list", statements(body).last().copied().unwrap_or(body)));
    }
    let (returns, symbol) = returns(facts, body)?;
    if is_generator(function) {
        return Err(refuse(Obligation::Suspension, "it is a generator already", function));
    }
    let filled = symbol.map(|symbol| filled(facts, function, symbol)).transpose()?;
    let mut list = ListFunction { function, filled, returns, form: Form::Generator };
    if list.adds().next().is_none() && list.made().next().is_none() {
        return Err(odd("it does not make a list", function));
    }
    list.form = form(facts, &list);
    Ok(list)
}

/// Does a `return` with a value end the suite, whatever branch is taken?
fn always_returns<'m>(facts: &Facts<'m>, suite: Node<'m>) -> bool {
    let Some(last) = statements(suite).last().copied() else { return false };
    let returns = |suite: Option<Node<'m>>| suite.is_some_and(|suite| always_returns(facts, suite));
    match last.kind() {
        "return_statement" => !children(last).is_empty(),
        "with_statement" => can_move_into(facts, last).is_ok() && returns(child(last, "body")),
        "if_statement" => {
            let mut cursor = last.walk();
            let others: Vec<Node<'m>> = last.children_by_field_name("alternative", &mut cursor).collect();
            let suite = |n: Node<'m>| child(n, "consequence").or_else(|| child(n, "body"));
            let complete = others.last().is_some_and(|n| n.kind() == "else_clause");
            complete && returns(child(last, "consequence")) && others.into_iter().all(|n| returns(suite(n)))
        }
        _ => false,
    }
}

/// All `return` statements, and the name of the list that some of them return.
fn returns<'m>(facts: &Facts<'m>, body: Node<'m>) -> Result<(Vec<Return<'m>>, Option<SymbolId>), Reason> {
    let other = |node| refuse(Obligation::OneWalk, "it also returns something else", node);
    let inside = preorder_if(body, |n| !is_deferred(n) && n.kind() != "class_definition");
    let (mut found, mut name) = (Vec::new(), None);
    for statement in inside.filter(|n| n.kind() == "return_statement") {
        let value = children(statement).first().copied().map(inner).ok_or_else(|| other(statement))?;
        let part = if value.kind() == "identifier" {
            let symbol = facts.scopes().symbol_at(value).ok_or_else(|| other(statement))?;
            if *name.get_or_insert(symbol) != symbol {
                return Err(other(statement));
            }
            None
        } else {
            Some(part(facts, value).ok_or_else(|| other(statement))?)
        };
        found.push(Return { statement, part });
    }
    Ok((found, name))
}

/// The list of that name, which the function itself makes and fills.
fn filled<'m>(facts: &Facts<'m>, function: Node<'m>, symbol: SymbolId) -> Result<Filled<'m>, Reason> {
    let here = &facts.scopes().symbols[symbol];
    let odd = |sentence: &str| refuse(Obligation::OneWalk, sentence, function);
    if facts.scopes().scope_of(function) != Some(here.scope) {
        return Err(odd("its list is not its own"));
    }
    let (start, first) =
        start(facts, function, symbol).ok_or_else(|| odd("what it returns is not made as a list here"))?;
    let (mut adds, mut others) = (Vec::new(), Vec::new());
    for occurrence in &here.occurrences {
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
    Ok(Filled { symbol, start, first, adds, others })
}

/// `xs = []`, `xs: list[int] = [1, 2]`, `xs = [f(y) for y in ys]`, as a statement that runs once.
fn start<'m>(facts: &Facts<'m>, function: Node<'m>, symbol: SymbolId) -> Option<(Node<'m>, Part<'m>)> {
    let binding = facts.sole_start(symbol)?;
    let statement = facts.statement_of(binding).filter(|s| s.kind() == "expression_statement")?;
    let mut around = ancestors(statement).take_while(|n| *n != function);
    let once = around.all(|n| matches!(n.kind(), "block" | "with_statement"));
    let assignment = binding.parent().filter(|p| p.kind() == "assignment" && p.parent() == Some(statement))?;
    let value = child(assignment, "right").filter(|_| once)?;
    part(facts, inner(value)).map(|part| (statement, part))
}

fn is_returned(name: Node<'_>) -> bool {
    name.parent().is_some_and(|p| p.kind() == "return_statement")
}

/// A comprehension that is returned can stay an expression, unless a block around it ends before
/// the walk.
fn form<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> Form {
    let stays = |r: &Return<'m>| {
        let lazy = matches!(r.part, Some(Part::Made(node)) if gives_iterator(facts, node));
        let mut around = ancestors(r.statement).take_while(|n| *n != list.function);
        lazy && !around.any(|n| n.kind() == "with_statement")
    };
    if list.filled.is_none() && list.returns.iter().all(stays) { Form::Expression } else { Form::Generator }
}

/// Is the lazy form of what makes a list an iterator that nobody else has?
fn gives_iterator<'m>(facts: &Facts<'m>, made: Node<'m>) -> bool {
    let Some(eager) = facts.eager_call(made) else { return made.kind() == "list_comprehension" };
    let fresh = |n: Node<'m>| {
        n.kind() == "generator_expression" || n.kind() == "call" && matches!(facts.type_of(n), Ty::Iter(_))
    };
    match eager.is_plain() {
        true => eager.walked().is_some_and(fresh),
        false => eager.opening().is_none(),
    }
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
