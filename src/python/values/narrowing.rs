//! What conditions say of a name where they hold: `if x is None: return`, `isinstance(x, str)`.

use std::ops::Range;
use std::rc::Rc;

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::scopes::{Role, SymbolId};
use crate::python::syntax::{
    Call, ancestors, child, children, holds, inner, is_comprehension, is_deferred, outer, preorder,
};
use crate::python::types::Ty;

/// A name that is asked about so often is in generated code.
const GUARDS: usize = 100;

impl<'m> Facts<'m> {
    /// The type of the name `node`, which is `ty` by its bindings, after the conditions that
    /// hold wherever it is read there.
    pub(super) fn narrowed(&self, node: Node<'m>, symbol: SymbolId, ty: Ty) -> Ty {
        if !matches!(ty, Ty::Unknown | Ty::Maybe(_)) {
            return ty;
        }
        // What is cheap to ask is asked first.
        let guards = self.guards_of(symbol);
        let mut governing = guards.iter().filter_map(|c| Some((*c, governs(*c, node)?))).peekable();
        if governing.peek().is_none() || !self.is_bound_here_alone(node, symbol) {
            return ty;
        }
        let holding =
            governing.filter(|(c, governed)| !self.rebinds(*c, symbol) && self.stays_bound(symbol, governed, node));
        holding.fold(ty, |ty, (condition, governed)| self.refined(inner(condition), governed.truth, symbol, ty))
    }

    /// Does only the code around `node` bind the name, and nobody unseen?
    fn is_bound_here_alone(&self, node: Node<'m>, symbol: SymbolId) -> bool {
        let scopes = self.scopes();
        if scopes.is_global(symbol) && (scopes.is_open() || !self.project.closed) {
            return false;
        }
        // A generator goes on when the code around it may have bound the name anew.
        let owner = &scopes.scopes[scopes.symbols[symbol].scope].range;
        let mut generators = ancestors(node).filter(|n| n.kind() == "generator_expression");
        if !generators.all(|n| holds(&n.byte_range(), owner)) {
            return false;
        }
        let here = self.function_of(node);
        let mut bindings = scopes.symbols[symbol].occurrences.iter().filter(|o| binds(o.role));
        bindings.all(|o| match o.role {
            Role::Parameter => ancestors(o.node).find(|n| is_deferred(*n)) == here,
            _ => self.function_of(o.node) == here,
        })
    }

    /// The conditions, or operands of `and` and `or`, in which the name stands so that they
    /// say something of it.
    fn guards_of(&self, symbol: SymbolId) -> Rc<Vec<Node<'m>>> {
        if let Some(known) = self.guards.borrow().get(&symbol) {
            return known.clone();
        }
        let mut found: Vec<Node<'m>> = Vec::new();
        for load in &self.scopes().symbols[symbol].occurrences {
            let mut here = test_of(load.node);
            while let Some(test) = here.filter(|_| found.len() < GUARDS) {
                if is_condition(test) && !found.contains(&test) {
                    found.push(test);
                }
                let parent = outer(test).parent();
                here = parent.filter(|p| matches!(p.kind(), "not_operator" | "boolean_operator"));
            }
        }
        let found = Rc::new(found);
        self.guards.borrow_mut().insert(symbol, found.clone());
        found
    }

    /// Is the name bound anew between two operands of the condition?
    fn rebinds(&self, condition: Node<'m>, symbol: SymbolId) -> bool {
        let range = condition.byte_range();
        let occurrences = &self.scopes().symbols[symbol].occurrences;
        let bound = occurrences.iter().any(|o| binds(o.role) && holds(&range, &o.node.byte_range()));
        bound && preorder(condition).any(|n| n.kind() == "boolean_operator")
    }

    /// Is the name bound to the same value when the condition was asked and at every run of
    /// `node` after that?
    fn stays_bound(&self, symbol: SymbolId, governed: &Governed, node: Node<'m>) -> bool {
        let from = governed.from;
        let mut repeated = ancestors(node)
            .take_while(|n| n.start_byte() >= from)
            .filter(|n| matches!(n.kind(), "for_statement" | "while_statement") || is_comprehension(*n));
        let widest = repeated.by_ref().last().map_or(node.byte_range(), |n| n.byte_range());
        let between = from..widest.end.max(node.start_byte());
        let occurrences = &self.scopes().symbols[symbol].occurrences;
        let meanwhile = |n: Node<'m>| [&between, &governed.before].into_iter().any(|r| holds(r, &n.byte_range()));
        !occurrences.iter().any(|o| binds(o.role) && meanwhile(o.node))
    }

    /// What a condition says of the name where it is true, or where it is false.
    fn refined(&self, condition: Node<'m>, truth: bool, symbol: SymbolId, ty: Ty) -> Ty {
        let is_name = |n: Node<'m>| n.kind() == "identifier" && self.scopes().symbol_at(n) == Some(symbol);
        match condition.kind() {
            "identifier" if truth && is_name(condition) => ty.present().clone(),
            "named_expression" if truth && child(condition, "name").is_some_and(is_name) => ty.present().clone(),
            "not_operator" => match children(condition).first() {
                Some(operand) => self.refined(inner(*operand), !truth, symbol, ty),
                None => ty,
            },
            "boolean_operator" if (self.field_text(condition, "operator") == "and") == truth => {
                let operands = [child(condition, "left"), child(condition, "right")];
                operands.into_iter().flatten().fold(ty, |ty, n| self.refined(inner(n), truth, symbol, ty))
            }
            "comparison_operator" => match self.compares_with_none(condition, is_name) {
                Some(is) if is == truth => {
                    if ty == Ty::Unknown {
                        ty
                    } else {
                        Ty::None
                    }
                }
                Some(_) => ty.present().clone(),
                None => ty,
            },
            "call" if truth => match self.class_asked(condition, is_name) {
                Some(class) if ty == Ty::Unknown || *ty.present() == class => class,
                _ => ty,
            },
            _ => ty,
        }
    }

    /// `x is None` and `x is not None`: which of them.
    fn compares_with_none(&self, comparison: Node<'m>, is_name: impl Fn(Node<'m>) -> bool) -> Option<bool> {
        let operands = children(comparison);
        let [left, right] = operands.as_slice() else { return None };
        let left = match inner(*left) {
            walrus if walrus.kind() == "named_expression" => child(walrus, "name")?,
            plain => plain,
        };
        if !is_name(left) || right.kind() != "none" {
            return None;
        }
        match self.field_text(comparison, "operators") {
            "is" => Some(true),
            "is not" => Some(false),
            _ => None,
        }
    }

    /// `isinstance(x, str)`: the class, if it is one that people do not derive from to change
    /// what its operators do, as they do with `dict` and `list`, and this file does not either.
    fn class_asked(&self, call: Node<'m>, is_name: impl Fn(Node<'m>) -> bool) -> Option<Ty> {
        let call = Call::of(call).filter(|c| self.is_builtin(c.function, "isinstance"))?;
        let arguments = call.all();
        let [value, class] = arguments.as_slice() else { return None };
        let classes = if class.kind() == "tuple" { children(*class) } else { vec![*class] };
        let types = classes.into_iter().map(|class| self.scalar_class(class)).collect::<Option<Vec<Ty>>>()?;
        is_name(*value).then(|| types.iter().fold(Ty::Never, |all, ty| all.join(ty)))
    }

    fn scalar_class(&self, class: Node<'m>) -> Option<Ty> {
        let ty = match self.dotted(class)?.as_str() {
            "builtins.str" => Ty::Str,
            "builtins.bytes" => Ty::Bytes,
            "builtins.int" => Ty::Int,
            "builtins.float" => Ty::Float,
            "builtins.bool" => Ty::Bool,
            _ => return None,
        };
        let name = self.text(class);
        let derived = self.index_of().classes.iter().any(|own| {
            let bases = child(*own, "superclasses").map(children).unwrap_or_default();
            bases.iter().any(|base| self.text(*base) == name)
        });
        (!derived).then_some(ty)
    }
}

fn binds(role: Role) -> bool {
    !matches!(role, Role::Load | Role::Declared)
}

/// The smallest expression around a name that a condition can be made of.
fn test_of(name: Node<'_>) -> Option<Node<'_>> {
    let parent = outer(name).parent()?;
    match parent.kind() {
        "argument_list" => parent.parent().filter(|p| p.kind() == "call"),
        "comparison_operator" => Some(parent),
        "named_expression" => {
            let above = outer(parent).parent()?;
            Some(if above.kind() == "comparison_operator" { above } else { parent })
        }
        _ => Some(name),
    }
}

/// Is this asked for its truth where that decides what runs? An `assert` decides nothing: `-O`
/// takes it out (Language Reference 7.3).
fn is_condition(test: Node<'_>) -> bool {
    let node = outer(test);
    let Some(parent) = node.parent() else { return false };
    match parent.kind() {
        "if_statement" | "elif_clause" | "while_statement" => child(parent, "condition") == Some(node),
        "conditional_expression" => children(parent).get(1) == Some(&node),
        "boolean_operator" => child(parent, "left") == Some(node),
        "if_clause" => true,
        _ => false,
    }
}

/// A condition that was asked whenever a use runs.
struct Governed {
    /// How it came out.
    truth: bool,
    /// Where the text begins that runs between the condition and the use.
    from: usize,
    /// What else runs between them, where the use stands before its condition in the text.
    before: Range<usize>,
}

/// Is the condition known to be true, or known to be false, whenever `node` runs?
fn governs<'t>(condition: Node<'t>, node: Node<'t>) -> Option<Governed> {
    let test = outer(condition);
    let parent = test.parent()?;
    let after = |truth| Governed { truth, from: test.end_byte(), before: 0..0 };
    let inside = |part: Option<Node<'t>>| part.filter(|p| holds(&p.byte_range(), &node.byte_range()));
    let governed = match parent.kind() {
        "conditional_expression" => {
            let parts = children(parent);
            let first = inside(parts.first().copied());
            first
                .map(|value| Governed { from: value.start_byte(), ..after(true) })
                .or_else(|| inside(parts.get(2).copied()).map(|_| after(false)))
        }
        "if_clause" => {
            let comprehension = parent.parent()?;
            let element = inside(child(comprehension, "body"));
            let before = test.end_byte()..comprehension.end_byte();
            element.map(|body| Governed { truth: true, from: body.start_byte(), before }).or_else(|| {
                let later = inside(Some(comprehension)).is_some() && node.start_byte() >= test.end_byte();
                later.then(|| after(true))
            })
        }
        _ if node.start_byte() < test.end_byte() => None,
        "if_statement" | "elif_clause" => branch(parent, node).map(after),
        "while_statement" => inside(child(parent, "body")).map(|_| after(true)),
        "boolean_operator" => {
            let and = child(parent, "operator").is_some_and(|o| o.kind() == "and");
            inside(child(parent, "right")).map(|_| after(and))
        }
        _ => None,
    };
    governed.filter(|_| runs_with(parent, node))
}

/// Does `node` run where it stands as seen from the condition: not later, as the inside of a
/// function does, or in a class?
fn runs_with(condition: Node<'_>, node: Node<'_>) -> bool {
    let later = |n: &Node<'_>| is_deferred(*n) || n.kind() == "class_definition";
    ancestors(node).filter(later).all(|n| holds(&n.byte_range(), &condition.byte_range()))
}

/// Which way an `if` or `elif` went if `node` runs.
fn branch(clause: Node<'_>, node: Node<'_>) -> Option<bool> {
    let consequence = child(clause, "consequence")?;
    if holds(&consequence.byte_range(), &node.byte_range()) {
        return Some(true);
    }
    let statement = if clause.kind() == "elif_clause" { clause.parent()? } else { clause };
    if holds(&statement.byte_range(), &node.byte_range()) {
        // In what comes after it of the same statement.
        return (node.start_byte() >= consequence.end_byte()).then_some(false);
    }
    let leaves = children(consequence).last().is_some_and(|last| {
        matches!(last.kind(), "return_statement" | "raise_statement" | "continue_statement" | "break_statement")
    });
    // An `elif` may not have been asked at all.
    (clause.kind() == "if_statement" && leaves && follows(statement, node)).then_some(false)
}

/// Does `node` stand in the same suite after the statement, or in what stands there?
fn follows(statement: Node<'_>, node: Node<'_>) -> bool {
    let suite = statement.parent().map(|p| p.byte_range());
    node.start_byte() >= statement.end_byte() && suite.is_some_and(|s| holds(&s, &node.byte_range()))
}
