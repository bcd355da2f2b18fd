//! A function that builds a list and returns it: may it become a generator function?
//!
//! The steps of the producer are what its body does after the first item; the consumers are
//! all its callers (obligation 10). A caller that needs a list gets `list(...)`.

use tree_sitter::Node;

use super::consumer::{Consumer, consumer};
use super::producer::Producer;
use super::{Situation, binding::part_effects};
use crate::python::Facts;
use crate::python::collect::is_generator;
use crate::python::effects::{Effects, Place};
use crate::python::flow::{Flow, Point};
use crate::python::scopes::{Role, SymbolId};
use crate::python::syntax::{
    self, Call, ancestors, child, children, enclosing, inner, preorder_if, statement_of, statements,
};
use crate::verdict::{Obligation, Reason, Verdict};

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
    let name = facts.text(returned);
    if facts.scopes().scopes[facts.scopes().symbols[symbol].scope].dynamic {
        return Err(odd("its names may be read unseen", function));
    }
    let mut adds = Vec::new();
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
            _ => {
                return Err(refuse(Obligation::OneWalk, format!("`{name}` is used otherwise while it is built"), node));
            }
        }
    }
    let returns = returns(facts, body, symbol)?;
    Ok(ListFunction { function, symbol, start, first, adds, returns })
}

/// `xs = []`, `xs: list[int] = [1, 2]`, `xs = list()` as a statement of the body itself.
fn start<'m>(facts: &Facts<'m>, body: Node<'m>, symbol: SymbolId) -> Option<(Node<'m>, Vec<Node<'m>>)> {
    let binding = facts.sole_start(symbol)?;
    let statement = statement_of(binding).filter(|s| s.parent() == Some(body) && s.kind() == "expression_statement")?;
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

/// How a caller gets what it needs.
#[derive(Debug, Clone)]
pub enum Caller<'m> {
    /// It walks the result once, and may do so lazily.
    Walks(Call<'m>),
    /// It gets `list(...)`.
    Needs(Call<'m>),
    /// It stays as it is: it builds what it needs anyway, or is itself one of the adds.
    AsIs,
}

/// The verdict on turning the function into a generator, and how each caller is served.
pub fn judge<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> (Verdict, Vec<Caller<'m>>) {
    let suspended = suspension(facts, list);
    let calls = match callers(facts, list.function) {
        Ok(calls) => calls,
        Err(reason) => return (suspended.and(Verdict::refute(reason)), Vec::new()),
    };
    let mut verdict = suspended;
    let mut served = Vec::new();
    for call in calls {
        let (caller, judged) = serve(facts, list, call);
        verdict = verdict.and(judged);
        served.push(caller);
    }
    if !served.iter().any(|c| matches!(c, Caller::Walks(_))) {
        let sentence = "no caller walks the result once and directly";
        verdict = verdict.and(Verdict::refute(refuse(Obligation::Worth, sentence, list.function)));
    }
    (verdict, served)
}

/// All calls of the function, if all of them are known.
fn callers<'m>(facts: &Facts<'m>, function: Node<'m>) -> Result<Vec<Call<'m>>, Reason> {
    let name = facts.named(function);
    let unknown = |sentence: String| refuse(Obligation::Callers, sentence, child(function, "name").unwrap_or(function));
    if function.parent().is_some_and(|p| p.kind() == "decorated_definition") || syntax::is_async(function) {
        return Err(refuse(Obligation::Callers, "it is decorated or asynchronous", function));
    }
    if is_generator(function) {
        return Err(refuse(Obligation::Suspension, "it is a generator already", function));
    }
    let nested = ancestors(function).any(|n| n.kind() == "function_definition");
    if !nested && !facts.project.closed {
        return Err(unknown(format!("other code may call `{name}`: {}", facts.project.open_because)));
    }
    if facts.is_word_in_strings(name) {
        return Err(unknown(format!("`{name}` also stands in a string, which may be how it is called")));
    }
    let text = facts.module.text();
    let by_word =
        ["getattr(", "methodcaller", "attrgetter", "__dict__", "vars("].into_iter().find(|w| text.contains(w));
    if let (Some(word), true) = (by_word, facts.method_class(function).is_some()) {
        return Err(unknown(format!("`{name}` may be reached through `{}`", word.trim_end_matches('('))));
    }
    let calls = if facts.method_class(function).is_some() {
        facts.method_calls(function)
    } else {
        facts.function_calls(function)
    };
    calls.map_err(|node| {
        refuse(
            Obligation::Callers,
            format!("`{name}` is used here otherwise than by a plain call"),
            node.unwrap_or(function),
        )
    })
}

/// How one caller is served, and whether that is safe.
fn serve<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, call: Call<'m>) -> (Caller<'m>, Verdict) {
    if list.adds.iter().any(|a| matches!(a, Add::Items(_, items) if inner(*items) == call.node)) {
        return (Caller::AsIs, recursion(facts, call));
    }
    if facts.is_discarded(call.node) {
        let sentence = "the result is thrown away here: a generator would never run";
        return (Caller::Needs(call), Verdict::refute(refuse(Obligation::Callers, sentence, call.node)));
    }
    match consumer(facts, call.node) {
        Ok(consumer) => {
            let builds = consumer.builds;
            let situation = situation(facts, list, &call, consumer);
            match situation.map(|s| s.judge_all_but_worth()) {
                Some(verdict) if builds && verdict != Verdict::Proven => (Caller::Needs(call), Verdict::Proven),
                Some(_) if builds => (Caller::AsIs, Verdict::Proven),
                Some(Verdict::Refuted(_)) | None => (Caller::Needs(call), Verdict::Proven),
                Some(verdict) => (Caller::Walks(call), verdict),
            }
        }
        Err(_) => (Caller::Needs(call), Verdict::Proven),
    }
}

/// `yield from` through a recursion is as deep as the recursion was; a raised limit may not bear it.
fn recursion<'m>(facts: &Facts<'m>, call: Call<'m>) -> Verdict {
    if facts.module.text().contains("setrecursionlimit") {
        return Verdict::doubt(refuse(
            Obligation::Suspension,
            "the recursion limit is raised, which deep generators may not bear",
            call.node,
        ));
    }
    Verdict::Proven
}

fn situation<'f, 'm>(
    facts: &'f Facts<'m>,
    list: &ListFunction<'m>,
    call: &Call<'m>,
    consumer: Consumer<'m>,
) -> Option<Situation<'f, 'm>> {
    let flow = facts.flow(list.function)?;
    let steps = steps(facts, list, &flow, consumer.early.is_some() || !is_next(call.node));
    let steps = facts.as_called(call, list.function, &steps);
    let producer = Producer { node: call.node, steps, generator: true, sources: Vec::new(), doubts: Verdict::Proven };
    let walk = statement_of(call.node)?;
    Some(Situation { facts, producer, consumer, between: Effects::default(), walk, moved_into: None, skipped: None })
}

/// Does the first step of the walk come right after the call, with nothing evaluated between?
fn is_next(call: Node<'_>) -> bool {
    let mut here = syntax::outer(call);
    loop {
        let Some(parent) = here.parent() else { return false };
        match parent.kind() {
            "for_statement" => return true,
            "for_in_clause" => return parent.parent().is_some_and(|c| c.kind() != "generator_expression"),
            "argument_list" if children(parent).len() == 1 => match parent.parent() {
                Some(outer_call) => here = syntax::outer(outer_call),
                None => return false,
            },
            "call" => here = syntax::outer(parent),
            _ => return here != syntax::outer(call),
        }
    }
}

/// What the body does after its first item, apart from filling the list; all of it where
/// the walk may not even begin.
fn steps<'m>(facts: &Facts<'m>, list: &ListFunction<'m>, flow: &Flow<'m>, all: bool) -> Effects {
    let mut late: Vec<Point> = Vec::new();
    let firsts = list.first.first().map(|_| list.start);
    for node in list.adds.iter().map(|a| a.node()).chain(firsts) {
        if let Some(point) = flow.point_of(node) {
            late.extend(flow.reach(point, |_| false));
        }
    }
    let points: Vec<Point> = if all { flow.points().collect() } else { late };
    let mut effects = Effects::default();
    for point in flow.points().filter(|p| points.contains(p)) {
        effects.add(part_effects(facts, flow.part(point)));
    }
    // Of several items in a display the later ones are evaluated after the first was walked.
    let displays = list.returns.iter().filter_map(|r| children(*r).first().copied()).map(inner);
    let displayed = displays.filter(|v| v.kind() == "list").flat_map(|v| children(v).into_iter().skip(1));
    for item in list.first.iter().copied().skip(1).chain(displayed) {
        effects.add(facts.effects_of(item));
    }
    let own = |place: &Place| matches!(place, Place::Own(s) | Place::Name(s) if *s == list.symbol);
    effects.reads.retain(|(p, _)| !own(p));
    effects.writes.retain(|(p, _)| !own(p));
    facts.without_own(list.function, effects)
}

/// Obligation 11: nothing but the function's own file is open where it is suspended.
fn suspension<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> Verdict {
    let mut places: Vec<Node<'m>> = list.adds.iter().map(|a| a.node()).collect();
    places.extend(list.returns.iter().filter(|r| {
        children(**r).first().is_some_and(|v| inner(*v).kind() == "list" && !children(inner(*v)).is_empty())
    }));
    if !list.first.is_empty() {
        places.push(list.start);
    }
    for place in places {
        for around in ancestors(place).take_while(|n| *n != list.function) {
            let what = match around.kind() {
                "try_statement" => "`try`",
                "with_statement" if !only_reads(facts, around) => "`with` block",
                "class_definition" => "class body",
                _ => continue,
            };
            let reason =
                refuse(Obligation::Suspension, format!("a generator would be suspended inside a {what}"), place);
            return Verdict::refute(reason);
        }
    }
    match suspends(facts, list) {
        Some(node) => Verdict::refute(refuse(Obligation::Suspension, "it awaits", node)),
        None => Verdict::Proven,
    }
}

fn only_reads<'m>(facts: &Facts<'m>, with: Node<'m>) -> bool {
    syntax::with_items(with).into_iter().all(|(context, _)| facts.opening(context).is_some_and(|o| o.reads_only()))
}

fn suspends<'m>(facts: &Facts<'m>, list: &ListFunction<'m>) -> Option<Node<'m>> {
    let body = child(list.function, "body")?;
    let bare_super = |n: &Node<'_>| n.kind() == "call" && facts.text(*n) == "super()";
    preorder_if(body, |n| !syntax::is_deferred(n)).find(|n| n.kind() == "await" || bare_super(n))
}

impl<'m> Facts<'m> {
    /// The name node of the only plain binding of a symbol (updates do not count).
    fn sole_start(&self, symbol: SymbolId) -> Option<Node<'m>> {
        let here = &self.scopes().symbols[symbol];
        let mut stores = here.occurrences.iter().filter(|o| !matches!(o.role, Role::Load | Role::Update));
        let first = stores.next().filter(|o| o.role == Role::Store)?;
        stores.next().is_none().then_some(first.node)
    }

    /// All calls of a function that is known by its name alone; `Err` with the other use.
    fn function_calls(&self, function: Node<'m>) -> Result<Vec<Call<'m>>, Option<Node<'m>>> {
        let symbol = child(function, "name").and_then(|n| self.scopes().symbol_at(n)).ok_or(None)?;
        self.sole_binding(symbol).ok_or(None)?;
        if self.scopes().is_open() {
            return Err(None);
        }
        for occurrence in &self.scopes().symbols[symbol].occurrences {
            let called = occurrence.node.parent().and_then(Call::of).is_some_and(|c| c.function == occurrence.node);
            match occurrence.role {
                Role::Load if called => {}
                Role::Store => {}
                _ => return Err(Some(occurrence.node)),
            }
        }
        self.calls_of(symbol).ok_or(None)
    }

    /// All calls of a method of a final class whose name no other class has.
    fn method_calls(&self, method: Node<'m>) -> Result<Vec<Call<'m>>, Option<Node<'m>>> {
        let class = self.method_class(method).filter(|c| self.is_final(*c)).ok_or(None)?;
        let name = self.named(method);
        if name.starts_with("__") || self.has_attribute_hooks(class) {
            return Err(None);
        }
        let index = self.index_of();
        if let Some(other) = index.functions.get(name).and_then(|all| all.iter().find(|f| **f != method)) {
            return Err(Some(*other));
        }
        let mut calls = Vec::new();
        for attribute in index.attributes.get(name).into_iter().flatten().copied() {
            let object = child(attribute, "object").ok_or(None)?;
            let call =
                attribute.parent().and_then(Call::of).filter(|c| c.function == attribute).ok_or(Some(attribute))?;
            if self.class_of(&self.type_of(object)) != Some(class) {
                return Err(Some(attribute));
            }
            calls.push(call);
        }
        Ok(calls)
    }
}
