//! Uses of the path: nobody changes the file that it names during the walk.

use tree_sitter::Node;

use super::{doubt, refute};
use crate::proof::Situation;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::effects::{Effects, FileUse, Hidden, Overlap, Unknown};
use crate::python::paths::Path;
use crate::python::scopes::SymbolId;
use crate::python::syntax::{Call, child, enclosing, holds, inner, outer, preorder};
use crate::python::uses::Use;
use crate::verdict::Verdict;

/// Uses of the path: the file is not written, renamed or removed meanwhile.
pub(super) fn path<'m>(situation: &Situation<'_, 'm>, file: Node<'m>) -> Verdict {
    let facts = situation.facts;
    let opening =
        facts.opening(file).or_else(|| (file.kind() == "identifier").then(|| facts.opening_of_name(file)).flatten());
    let own = opening.as_ref().map_or(Path::Any, |o| facts.path_of(o.path));
    let memory = opening.is_none() && is_in_memory(facts, file);
    if memory { path_given(situation, &own) } else { unchanged(situation, &own) }
}

/// Nothing that runs meanwhile changes the file at that path, whether it is seen or not.
pub(super) fn unchanged(situation: &Situation<'_, '_>, own: &Path) -> Verdict {
    untouched(situation, own).and(run_unseen(situation, own)).and(path_given(situation, own))
}

/// Nothing that is seen changes the file at that path.
fn untouched(situation: &Situation<'_, '_>, own: &Path) -> Verdict {
    let meanwhile = &situation.meanwhile;
    let mut verdict = Verdict::Proven;
    for used in meanwhile.files.iter().filter(|f| f.changes) {
        if is_harmless_writer(situation, used) {
            continue;
        }
        match overlap(situation, own, &used.path) {
            Overlap::No => {}
            Overlap::Must => return refute("the file is changed while it is being read".to_owned(), &used.span),
            Overlap::May => {
                verdict = verdict.and(doubt("this may change the file that is being read".to_owned(), &used.span))
            }
        }
    }
    verdict
}

/// Are both paths one file? What two expressions with the same text name is only known if
/// the names in them are bound once.
fn overlap(situation: &Situation<'_, '_>, own: &Path, other: &Path) -> Overlap {
    let fixed = |path: &Path| path.symbols().iter().all(|s| situation.facts.sole_binding(*s).is_some());
    let found = own.overlap(other);
    let literal = matches!((own, other), (Path::Literal { .. }, Path::Literal { .. }));
    if literal || own.symbols() == other.symbols() && fixed(own) || found == Overlap::Must {
        found
    } else {
        Overlap::May
    }
}

/// `io.StringIO` and the like have no path.
fn is_in_memory<'m>(facts: &Facts<'m>, file: Node<'m>) -> bool {
    let opened = if file.kind() == "identifier" { facts.opened_by(file) } else { Some(file) };
    let dotted = opened.and_then(|n| Call::of(inner(n))).and_then(|c| facts.dotted(c.function));
    dotted.is_some_and(|d| matches!(d.as_str(), "io.StringIO" | "io.BytesIO"))
}

/// Written through a handle that was opened empty before the producer ran and not used
/// until then: were it the same file, there would be nothing to read.
fn is_harmless_writer(situation: &Situation<'_, '_>, used: &FileUse) -> bool {
    let facts = situation.facts;
    let Some(symbol) = used.handle else { return false };
    let made = &situation.producer.span();
    let Some(binding) = facts.sole_binding(symbol) else { return false };
    let (Bound::Entered(context) | Bound::Value(context)) = binding.bound else { return false };
    let truncated = facts.opening(context).is_some_and(|o| o.truncates());
    let statement = enclosing(context, &["with_statement"]).unwrap_or(context);
    let around =
        statement.kind() == "with_statement" && holds(&statement.byte_range(), made) || context.end_byte() < made.start;
    let same_code = facts.function_of(context) == facts.function_of(situation.producer.node);
    let scope = &facts.scopes().symbols[symbol];
    // The call that writes names its handle before what it writes.
    let writes = Call::of(situation.consumer.node).map(|call| call.function.byte_range());
    let named = |n: Node<'_>| writes.as_ref().is_some_and(|w| holds(w, &n.byte_range()));
    let unused = scope.loads().all(|o| o.node.start_byte() > made.start || named(o.node));
    let looped = looped_between(context, situation.producer.node);
    let unread = situation.producer.files(facts).iter().all(|f| is_first_use(facts, *f));
    truncated && around && same_code && unused && unread && !looped && facts.is_captured(symbol).is_none()
}

/// Is nothing read from the file before this use: nothing of it is in a buffer?
fn is_first_use<'m>(facts: &Facts<'m>, file: Node<'m>) -> bool {
    let symbol = (file.kind() == "identifier").then(|| facts.scopes().symbol_at(file)).flatten();
    symbol.is_none_or(|s| facts.scopes().symbols[s].loads().all(|o| o.node.start_byte() >= file.start_byte()))
}

/// Does a loop begin between the opening and the producer: a second round finds it written?
fn looped_between(opened: Node<'_>, made: Node<'_>) -> bool {
    let again = |l: &Node<'_>| {
        let body = child(*l, "body").is_some_and(|b| holds(&b.byte_range(), &made.byte_range()));
        let repeated = l.kind() == "while_statement" || body;
        matches!(l.kind(), "for_statement" | "while_statement") && repeated
    };
    crate::python::syntax::ancestors(made).filter(again).any(|l| !holds(&l.byte_range(), &opened.byte_range()))
}

/// Does the name's value also go where it may be kept: into a function made here, another
/// object, another name?
fn is_given_away(facts: &Facts<'_>, symbol: SymbolId, depth: usize) -> bool {
    if facts.is_captured(symbol).is_some() || depth > 3 {
        return true;
    }
    facts.scopes().symbols[symbol].loads().any(|o| {
        if let Some(parameter) = facts.parameter_given(o.node) {
            return is_given_away(facts, parameter, depth + 1);
        }
        let asked =
            outer(o.node).parent().is_some_and(|p| matches!(p.kind(), "attribute" | "boolean_operator" | "subscript"));
        !asked && matches!(facts.use_of(o.node), Use::Escapes(_))
    })
}

/// Is the value of this name made of what `part` names: `m = Reader(path)`?
fn is_made_of(facts: &Facts<'_>, name: SymbolId, part: SymbolId) -> bool {
    let Some(Bound::Value(value)) = facts.sole_binding(name).map(|b| b.bound) else { return false };
    preorder(value).any(|n| n.kind() == "identifier" && facts.scopes().symbol_at(n) == Some(part))
}

/// An unknown call may be one of a function of this module that is used as a value: such a
/// function knows the path by itself.
fn run_unseen(situation: &Situation<'_, '_>, own: &Path) -> Verdict {
    let facts = situation.facts;
    let Some(unknown) = situation.meanwhile.unknown.iter().find(|u| u.hidden == Hidden::Call) else {
        return Verdict::Proven;
    };
    for function in facts.functions_as_values() {
        let changes = |f: &&FileUse| f.changes && overlap(situation, own, &f.path) != Overlap::No;
        // Where names may be bound unseen, `open` is as unknown as any other call.
        let hides = |all: &Effects| facts.scopes().is_open() && all.unknown.iter().any(|u| u.hidden == Hidden::Call);
        if facts.summary(*function).is_some_and(|all| hides(&all) || all.files.iter().any(|f| changes(&f))) {
            let name = facts.named(*function);
            let sentence = format!("`{}` may run `{name}`, which may change the file that is being read", unknown.what);
            return doubt(sentence, &unknown.span);
        }
    }
    Verdict::Proven
}

/// Unknown calls that could reach the file through its path.
fn path_given(situation: &Situation<'_, '_>, own: &Path) -> Verdict {
    let facts = situation.facts;
    let meanwhile = &situation.meanwhile;
    let calls = || meanwhile.unknown.iter().filter(|u| u.hidden == Hidden::Call);
    for symbol in own.symbols() {
        let name = &facts.scopes().symbols[*symbol].name;
        if let Some(unknown) = calls().find(|u| u.given.contains(symbol)) {
            return doubt(
                format!("{} is given `{name}`, through which it can reach the file", unknown.what),
                &unknown.span,
            );
        }
        if facts.scopes().is_global(*symbol)
            && let Some(unknown) = calls().next()
        {
            return doubt(
                format!("{} can reach the file through `{name}`, a name of the module", unknown.what),
                &unknown.span,
            );
        }
    }
    let away = own.symbols().iter().find(|s| is_given_away(facts, **s, 0));
    let reaches =
        |u: &&Unknown, s: SymbolId| u.hidden == Hidden::Call || u.given.iter().any(|g| is_made_of(facts, *g, s));
    if let Some((symbol, unknown)) = away.and_then(|s| Some((s, meanwhile.unknown.iter().find(|u| reaches(u, *s))?))) {
        let name = &facts.scopes().symbols[*symbol].name;
        let sentence = format!("{} may know `{name}`, which was handed on before, and so reach the file", unknown.what);
        return doubt(sentence, &unknown.span);
    }
    if let Path::Literal { text, .. } = own
        && let Some(unknown) = meanwhile.unknown.iter().find(|u| u.literals.iter().any(|l| l.contains(text.as_str())))
    {
        return doubt(format!("{} is given the path of the file", unknown.what), &unknown.span);
    }
    if let (Some((span, shown)), true) = (&meanwhile.visible, facts.redirects_output()) {
        return doubt(format!("{shown} may go into the file: this module redirects its output or log"), span);
    }
    match &meanwhile.suspends {
        Some(span) => doubt("other code runs here and may change the file".to_owned(), span),
        None => Verdict::Proven,
    }
}
