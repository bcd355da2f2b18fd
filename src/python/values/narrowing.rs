//! What conditions say of a name where they hold: `if x is None: return`, `isinstance(x, str)`.

use std::ops::Range;
use std::rc::Rc;

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::scopes::{Role, SymbolId};
use crate::python::syntax::{
    Call, ancestors, child, children, holds, inner, is_comprehension, is_deferred, outer, path, preorder,
};
use crate::python::types::Ty;

/// A name that is asked about so often is in generated code.
const GUARDS: usize = 100;

/// And one that occurs so often: no more of its occurrences are looked at.
const OCCURRENCES: usize = 1000;

impl<'m> Facts<'m> {
    /// The type of the name `node`, which is `ty` by its bindings, after the conditions that
    /// hold wherever it is read there.
    pub(super) fn narrowed(&self, node: Node<'m>, symbol: SymbolId, ty: Ty) -> Ty {
        if !matches!(ty, Ty::Unknown | Ty::Maybe(_) | Ty::Data) {
            return ty;
        }
        let guards = self.guards_of(symbol);
        let Some(home) = guards.home else { return ty };
        let around = path(self.module.root(), node);
        if !self.is_bound_here_alone(node, &around, symbol, home) {
            return ty;
        }
        let governing = guards.all.iter().filter_map(|g| Some((g, g.governs(node, &around)?)));
        let holding =
            governing.filter(|(g, governed)| !guards.rebind(g.condition) && guards.stay_bound(governed, node, &around));
        holding.fold(ty, |ty, (g, governed)| self.refined(inner(g.condition), governed.truth, symbol, ty))
    }

    /// Does only the code around `node` bind the name, and nobody unseen?
    fn is_bound_here_alone(
        &self,
        node: Node<'m>,
        around: &[Node<'m>],
        symbol: SymbolId,
        home: Option<Node<'m>>,
    ) -> bool {
        let scopes = self.scopes();
        if scopes.is_global(symbol) && (scopes.is_open() || !self.project.closed) {
            return false;
        }
        // A generator goes on when the code around it may have bound the name anew.
        let owner = &scopes.scopes[scopes.symbols[symbol].scope].range;
        let mut generators = around.iter().filter(|n| n.kind() == "generator_expression");
        if !generators.all(|n| holds(&n.byte_range(), owner)) {
            return false;
        }
        home == self.function_of(node)
    }

    /// The conditions, or operands of `and` and `or`, in which the name stands so that they
    /// say something of it.
    fn guards_of(&self, symbol: SymbolId) -> Rc<Guards<'m>> {
        if let Some(known) = self.guards.borrow().get(&symbol) {
            return known.clone();
        }
        let occurrences = &self.scopes().symbols[symbol].occurrences;
        let mut found: Vec<Guard<'m>> = Vec::new();
        for load in occurrences.iter().take(OCCURRENCES) {
            let mut here = test_of(load.node);
            while let Some(test) = here.filter(|_| found.len() < GUARDS) {
                let whole = outer(test);
                let parent = whole.parent();
                if let Some(asker) = parent.filter(|p| asks(*p, whole))
                    && found.iter().all(|g| g.condition != test)
                {
                    let of_clause = asker.kind() == "if_clause";
                    let asker = if of_clause { asker.parent().unwrap_or(asker) } else { asker };
                    found.push(Guard { condition: test, end: whole.end_byte(), asker });
                }
                here = parent.filter(|p| matches!(p.kind(), "not_operator" | "boolean_operator"));
            }
        }
        let bound = occurrences.iter().filter(|o| binds(o.role)).map(|o| o.node.byte_range()).collect();
        let home = if found.is_empty() { None } else { self.home_of(symbol) };
        let guards = Rc::new(Guards { all: found, bound, home });
        self.guards.borrow_mut().insert(symbol, guards.clone());
        guards
    }

    /// The one function, or the module, whose code binds the name wherever it is bound.
    fn home_of(&self, symbol: SymbolId) -> Option<Option<Node<'m>>> {
        let bindings = self.scopes().symbols[symbol].occurrences.iter().filter(|o| binds(o.role));
        let mut homes = bindings.map(|o| match o.role {
            Role::Parameter => ancestors(o.node).find(|n| is_deferred(*n)),
            _ => self.function_of(o.node),
        });
        let first = homes.next()?;
        homes.all(|home| home == first).then_some(first)
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
            "call" if truth && ty == Ty::Data => self.data_asked(condition, is_name).unwrap_or(ty),
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

    /// `isinstance(event, dict)` of what a JSON document holds: no class is derived from another.
    fn data_asked(&self, call: Node<'m>, is_name: impl Fn(Node<'m>) -> bool) -> Option<Ty> {
        let call = Call::of(call).filter(|c| self.is_builtin(c.function, "isinstance"))?;
        let [value, class] = call.all().try_into().ok()?;
        let ty = match self.dotted(class)?.as_str() {
            "builtins.dict" => Ty::Dict(Box::new(Ty::Str), Box::new(Ty::Data)),
            "builtins.list" => Ty::List(Box::new(Ty::Data)),
            "builtins.str" => Ty::Str,
            "builtins.int" => Ty::Int,
            "builtins.float" => Ty::Float,
            "builtins.bool" => Ty::Bool,
            _ => return None,
        };
        is_name(value).then_some(ty)
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

/// Does `parent` ask `node` for its truth, and decide by it what runs? An `assert` decides
/// nothing: `-O` takes it out (Language Reference 7.3).
fn asks<'t>(parent: Node<'t>, node: Node<'t>) -> bool {
    match parent.kind() {
        "if_statement" | "elif_clause" | "while_statement" => child(parent, "condition") == Some(node),
        "conditional_expression" => children(parent).get(1) == Some(&node),
        "boolean_operator" => child(parent, "left") == Some(node),
        "if_clause" => true,
        _ => false,
    }
}

/// A condition, or an operand of `and` and `or`, that says something of a name.
pub(in crate::python) struct Guard<'m> {
    condition: Node<'m>,
    /// Where it ends, with its parentheses.
    end: usize,
    /// What decides by it what runs; the comprehension of an `if` clause.
    asker: Node<'m>,
}

/// The conditions that say something of a name, and where the name is bound.
pub(in crate::python) struct Guards<'m> {
    all: Vec<Guard<'m>>,
    /// What binds it, in order of position.
    bound: Vec<Range<usize>>,
    /// The one function (or none: the module) whose code has all that binds it.
    home: Option<Option<Node<'m>>>,
}

impl Guards<'_> {
    /// Is the name bound somewhere in `range`?
    fn bind_in(&self, range: &Range<usize>) -> bool {
        let first = self.bound.partition_point(|b| b.start < range.start);
        self.bound.get(first).is_some_and(|b| holds(range, b))
    }

    /// Is the name bound anew between two operands of the condition?
    fn rebind(&self, condition: Node<'_>) -> bool {
        self.bind_in(&condition.byte_range()) && preorder(condition).any(|n| n.kind() == "boolean_operator")
    }

    /// Is the name bound to the same value when the condition was asked and at every run of
    /// `node` after that?
    fn stay_bound(&self, governed: &Governed, node: Node<'_>, around: &[Node<'_>]) -> bool {
        let from = governed.from;
        let repeats = |n: &&Node<'_>| matches!(n.kind(), "for_statement" | "while_statement") || is_comprehension(**n);
        let widest = around.iter().skip_while(|n| n.start_byte() < from).find(repeats);
        let between = from..widest.map_or(node.end_byte(), Node::end_byte).max(node.start_byte());
        !self.bind_in(&between) && !self.bind_in(&governed.before)
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

impl<'m> Guard<'m> {
    /// Is the condition known to be true, or known to be false, whenever `node`, which stands
    /// in what is `around` it, runs?
    fn governs(&self, node: Node<'m>, around: &[Node<'m>]) -> Option<Governed> {
        let (parent, end) = (self.asker, self.end);
        let after = |truth| Governed { truth, from: end, before: 0..0 };
        let inside = |part: Option<Node<'m>>| part.filter(|p| holds(&p.byte_range(), &node.byte_range()));
        let governed = match parent.kind() {
            "conditional_expression" => {
                let parts = children(parent);
                let first = inside(parts.first().copied());
                first
                    .map(|value| Governed { from: value.start_byte(), ..after(true) })
                    .or_else(|| inside(parts.get(2).copied()).map(|_| after(false)))
            }
            _ if is_comprehension(parent) => {
                let element = inside(child(parent, "body"));
                let before = end..parent.end_byte();
                element.map(|body| Governed { truth: true, from: body.start_byte(), before }).or_else(|| {
                    let later = inside(Some(parent)).is_some() && node.start_byte() >= end;
                    later.then(|| after(true))
                })
            }
            _ if node.start_byte() < end => None,
            "if_statement" | "elif_clause" => branch(parent, node).map(after),
            "while_statement" => inside(child(parent, "body")).map(|_| after(true)),
            "boolean_operator" => {
                let and = child(parent, "operator").is_some_and(|o| o.kind() == "and");
                inside(child(parent, "right")).map(|_| after(and))
            }
            _ => None,
        };
        governed.filter(|_| runs_with(parent, around))
    }
}

/// Does what stands in what is `around` it run where it stands as seen from the condition: not
/// later, as the inside of a function does, or in a class?
fn runs_with(condition: Node<'_>, around: &[Node<'_>]) -> bool {
    let mut later = around.iter().filter(|n| is_deferred(**n) || n.kind() == "class_definition");
    later.all(|n| holds(&n.byte_range(), &condition.byte_range()))
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
    (clause.kind() == "if_statement" && leaves && follows(clause, node)).then_some(false)
}

/// Does `node` stand in the same suite after the statement, or in what stands there?
fn follows(statement: Node<'_>, node: Node<'_>) -> bool {
    let within = |suite: Node<'_>| holds(&suite.byte_range(), &node.byte_range());
    node.start_byte() >= statement.end_byte() && statement.parent().is_some_and(within)
}
