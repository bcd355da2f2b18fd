//! Obligations 8 and 9: the receiver of `readlines` is a real file, and its lines are those
//! that iterating it gives; a mapping that is copied is not taken for one.

use tree_sitter::Node;

use super::{doubt, refute};
use crate::proof::empties::{largest_length, passes_over_empties};
use crate::proof::joined::{Joined, joined};
use crate::proof::question::Repair;
use crate::proof::{Situation, Way, handed, ranking};
use crate::python::Facts;
use crate::python::collect::is_generator;
use crate::python::knowledge::{Entry, LineEnds};
use crate::python::syntax::{Call, ancestors, child, children, holds, inner, is_comprehension, is_definition, outer};
use crate::python::types::Ty;
use crate::verdict::{Obligation, Reason, Verdict};

/// Obligation 8: what is walked instead gives the same values.
pub fn same_values(situation: &Situation<'_, '_>) -> Verdict {
    let same = same_lines(situation).and(no_mapping(situation)).and(no_empty_item(situation)).and(compares(situation));
    let same = same.and(can_be_added(situation));
    same.and(can_be_written(situation)).and(match &situation.consumer.repair {
        Some(Repair::Ranked(ranking)) => ranking::same_items(situation.facts, ranking),
        Some(Repair::First) => there_is_one(situation),
        _ => Verdict::Proven,
    })
}

/// A list is looked through by comparing; a set, a mapping or a view of one, which would take its
/// place, asks what is looked for for its hash first, a text for a part of it (Language Reference, 6.10.2).
fn compares(situation: &Situation<'_, '_>) -> Verdict {
    let (facts, producer) = (situation.facts, &situation.producer);
    let around = outer(handed::taken_in_the_end(facts, taken(situation))).parent();
    let asked = around.filter(|n| n.kind() == "comparison_operator").unwrap_or(situation.consumer.node);
    let [source] = producer.sources.as_slice() else { return Verdict::Proven };
    if producer.generator || asked.kind() != "comparison_operator" {
        return Verdict::Proven;
    }
    let hashes = |ty: &Ty| matches!(ty, Ty::Set(_) | Ty::FrozenSet(_) | Ty::Dict(..) | Ty::View(_));
    let ty = facts.type_of(*source);
    if matches!(ty, Ty::Str | Ty::Bytes | Ty::ByteArray) {
        let sentence =
            format!("`{}` is a text, in which `in` looks for a part and not for an item", facts.text(*source));
        return refute(Obligation::SameValues, sentence, &asked.byte_range());
    }
    let plain = children(asked).first().is_some_and(|sought| facts.type_of(*sought).is_plain());
    if ty.is_walkable() && !hashes(&ty) || plain && facts.element_of(*source).is_plain() {
        return Verdict::Proven;
    }
    let sentence = format!("`{}` may look for it by its hash, where a list compares", facts.text(*source));
    doubt(Obligation::SameValues, sentence, &asked.byte_range())
}

/// `sum(lists, [])` raises where one of them is no list; who walks them one after the other does not care.
fn can_be_added(situation: &Situation<'_, '_>) -> Verdict {
    let (facts, producer) = (situation.facts, &situation.producer);
    let Some(Joined::Items(lists)) = joined(facts, producer.node) else { return Verdict::Proven };
    if matches!(facts.element_of(lists), Ty::List(_)) {
        return Verdict::Proven;
    }
    let sentence = format!("an item of `{}` may be no list, which would no longer raise", facts.text(lists));
    doubt(Obligation::SameValues, sentence, &lists.byte_range())
}

/// Where there is no first item, `next` raises `StopIteration`, and the index an `IndexError`.
fn there_is_one(situation: &Situation<'_, '_>) -> Verdict {
    let asked = situation.consumer.node;
    let sentence = "where there is none, `StopIteration` comes instead of `IndexError`".to_owned();
    let handled = ancestors(asked).take_while(|n| !is_definition(*n)).any(|n| n.kind() == "try_statement");
    let swallowed = situation.facts.function_of(asked).is_some_and(is_generator);
    let judge = if handled || swallowed { refute } else { doubt };
    judge(Obligation::SameValues, sentence, &asked.byte_range())
}

/// Items that are written one by one instead of as one text: one that is no text, or that the file
/// cannot encode, would be found when those before it are written.
fn can_be_written(situation: &Situation<'_, '_>) -> Verdict {
    let (facts, list) = (situation.facts, situation.producer.node);
    if situation.consumer.repair != Some(Repair::Written) {
        return Verdict::Proven;
    }
    let file = Call::of(situation.consumer.node).and_then(|call| call.method()).map(|(file, _)| facts.type_of(file));
    let body = child(list, "body").filter(|_| is_comprehension(list));
    let fits = match (file, facts.element_of(list)) {
        (Some(Ty::File { binary: true }), Ty::Bytes) => true,
        (Some(Ty::File { binary: false }), Ty::Str) => body.is_some_and(|body| facts.is_ascii_text(body)),
        _ => false,
    };
    if fits {
        return Verdict::Proven;
    }
    let sentence = "an item that cannot be written is found when those before it are".to_owned();
    doubt(Obligation::SameValues, sentence, &list.byte_range())
}

/// `text.split("\n")` has an empty item after the last line end, which no line of the file gives.
fn no_empty_item(situation: &Situation<'_, '_>) -> Verdict {
    let producer = &situation.producer;
    let other = |sentence: &str| {
        let reason = Reason::new(Obligation::SameValues, sentence, producer.node.byte_range());
        Verdict::refute(Reason { may_not_matter: true, ..reason })
    };
    if let Some(differs) = producer.eager.as_ref().and_then(|eager| eager.eager.differs.as_ref()) {
        return other(differs);
    }
    let Some(eager) = producer.eager.as_ref().filter(|eager| eager.eager.but_empty) else { return Verdict::Proven };
    let taken = taken(situation);
    let largest = || inner(taken) == eager.call.node && largest_length(situation.facts, taken).is_some();
    match passes_over_empties(situation.facts, taken) || largest() {
        true => Verdict::Proven,
        false => other("after the last line end comes one more item, an empty one, which matters here"),
    }
}

/// What is walked: the sequence where it is made, or its name.
fn taken<'m>(situation: &Situation<'_, 'm>) -> Node<'m> {
    match &situation.way {
        Way::Directly => situation.producer.node,
        Way::Named(named) => {
            // What is taken apart under a name is walked where it is taken apart.
            let parted = situation.producer.eager.as_ref().map(|eager| eager.call.node);
            let parted = parted.filter(|call| holds(&call.byte_range(), &named.load.byte_range()));
            match parted.map(|call| (call, outer(call).parent().is_some_and(|p| p.kind() == "assignment"))) {
                Some((call, true)) => child(named.consumer.node, "right").unwrap_or(call),
                Some((call, false)) => call,
                None => named.load,
            }
        }
        Way::Filled(found) => found.named.load,
    }
}

/// `readlines()` and iteration give the same lines. Those of the library's files do
/// (`io.IOBase.readlines`); a class of this module may define either anew.
fn same_lines(situation: &Situation<'_, '_>) -> Verdict {
    let Some(file) = situation.producer.read_by_lines() else { return Verdict::Proven };
    let facts = situation.facts;
    let wanted = situation.producer.eager.as_ref().and_then(|eager| eager.eager.newline);
    if let Some(wanted) = wanted.filter(|wanted| !facts.ends_lines(file, *wanted)) {
        let what = facts.text(file);
        let (sentence, judge): (String, fn(_, _, &_) -> _) = match wanted {
            LineEnds::Whole => {
                (format!("lines of `{what}` may end at `\\r` alone, where `splitlines` counts `\\r\\n` once"), doubt)
            }
            LineEnds::Plain if facts.opened_newline(file).is_some() => {
                (format!("lines of `{what}` end at `\\r`, too"), refute)
            }
            LineEnds::Plain => (format!("lines of `{what}` may end at `\\r`, too"), doubt),
        };
        return judge(Obligation::SameValues, sentence, &file.byte_range());
    }
    lines_are_its_own(facts, file)
}

/// No class of this module decides what the lines of the file are.
pub fn lines_are_its_own<'m>(facts: &Facts<'m>, file: Node<'m>) -> Verdict {
    if facts.is_opened_here(file) {
        return Verdict::Proven;
    }
    match REDEFINED.iter().find(|name| facts.subclass_defines(name)) {
        Some(name) => {
            let what = facts.text(file);
            let sentence = format!("`{what}` may be an object of the class that defines `{name}` here");
            refute(Obligation::SameValues, sentence, &file.byte_range())
        }
        None => Verdict::Proven,
    }
}

/// `Counter(list(d))` counts the keys, `Counter(d)` takes the values for counts: where a
/// mapping is taken as one (`dict`, `collections.Counter`), its keys have to stay a list.
fn no_mapping(situation: &Situation<'_, '_>) -> Verdict {
    let (facts, producer) = (situation.facts, &situation.producer);
    let [source] = producer.sources.as_slice() else { return Verdict::Proven };
    let node = handed::taken_in_the_end(facts, taken(situation));
    if producer.generator {
        return Verdict::Proven;
    }
    let what = facts.text(*source);
    if is_special(facts, node, |entry| &entry.buffers) && !facts.type_of(*source).is_walked_by_all() {
        let sentence = format!("`{what}` may be a text or a buffer, which is not walked here but copied as it is");
        return refute(Obligation::SameValues, sentence, &source.byte_range());
    }
    if !is_special(facts, node, |entry| &entry.mappings) {
        return Verdict::Proven;
    }
    match facts.type_of(*source) {
        Ty::Dict(..) => {
            let sentence = format!("`{what}` is a mapping, which is not walked here but taken as one");
            refute(Obligation::SameValues, sentence, &source.byte_range())
        }
        ty if ty.is_walkable() => Verdict::Proven,
        _ => {
            let sentence = format!("`{what}` may be a mapping, which would not be walked here but taken as one");
            doubt(Obligation::SameValues, sentence, &source.byte_range())
        }
    }
}

/// Is it handed to a parameter for which such a thing is something else than its items?
fn is_special<'m>(facts: &Facts<'m>, node: Node<'m>, special: fn(&Entry) -> &Vec<usize>) -> bool {
    let node = outer(node);
    let list = node.parent().filter(|p| p.kind() == "argument_list");
    let Some(call) = list.and_then(|l| l.parent()).and_then(Call::of) else { return false };
    let at = list.and_then(|l| children(l).iter().position(|argument| *argument == node));
    facts.entry_of(&call).zip(at).is_some_and(|(entry, at)| special(entry).contains(&at))
}

/// The methods by which a class of files decides what its lines are.
const REDEFINED: &[&str] = &["readlines", "readline", "__iter__", "__next__"];

/// Obligation 9: the receiver is what its method is known of, on every path.
pub fn is_what_it_seems(situation: &Situation<'_, '_>) -> Verdict {
    receiver_is_known(situation).and(subject_is_fixed(situation))
}

/// What a pattern of bytes is looked for in may be a buffer: as long as the search goes on, it can be
/// neither resized nor changed without harm (`re.finditer` exports it).
fn subject_is_fixed(situation: &Situation<'_, '_>) -> Verdict {
    let facts = situation.facts;
    let Some(eager) = &situation.producer.eager else { return Verdict::Proven };
    let Some(pattern) = facts.pattern_of(&eager.call, eager.entry) else { return Verdict::Proven };
    let subject = eager.call.all().into_iter().next_back().filter(|_| !pattern.text);
    match subject.map(|subject| (facts.type_of(subject), subject)) {
        None | Some((Ty::Bytes | Ty::Str, _)) => Verdict::Proven,
        Some((_, subject)) => {
            let sentence =
                format!("`{}` may be a buffer, which cannot change while it is searched", facts.text(subject));
            doubt(Obligation::Receiver, sentence, &subject.byte_range())
        }
    }
}

fn receiver_is_known(situation: &Situation<'_, '_>) -> Verdict {
    let Some((receiver, class)) = situation.producer.receiver() else { return Verdict::Proven };
    let what = situation.facts.text(receiver);
    let name = class.rsplit_once('.').map_or(class, |(_, name)| name).to_lowercase();
    match situation.facts.type_of(receiver) {
        ty if ty.class() == Some(class) => Verdict::Proven,
        Ty::Unknown | Ty::Module(_) => {
            doubt(Obligation::Receiver, format!("`{what}` may be no {name}"), &receiver.byte_range())
        }
        _ => refute(Obligation::Receiver, format!("`{what}` is no {name}"), &receiver.byte_range()),
    }
}

impl<'m> Facts<'m> {
    /// Is the file made by a known function in the code that reads it, or the interpreter's own?
    fn is_opened_here(&self, file: Node<'m>) -> bool {
        let opened = self.opened_by(file).is_some_and(|made| self.makes_file(made));
        opened || self.opening(file).is_some() || self.dotted(file).is_some()
    }

    /// Do the lines of the file end so: opened here without `newline`, or with one that says so,
    /// or binary?
    fn ends_lines(&self, file: Node<'m>, wanted: LineEnds) -> bool {
        if self.child_read_by(file).is_some() {
            return true;
        }
        let Some(call) = self.opening_call(file) else { return false };
        // `newline` is the sixth of those of `open`, and earlier elsewhere.
        let before = if self.opening(call.node).is_some() { 5 } else { 1 };
        let by_place = call.positional().is_none_or(|all| all.len() > before);
        let plain = |value: Node<'m>| match self.text(value) {
            "None" | "'\\n'" | "\"\\n\"" => true,
            "''" | "\"\"" => wanted == LineEnds::Whole,
            _ => false,
        };
        self.type_of(file) == Ty::File { binary: true } || !by_place && self.opened_newline(file).is_none_or(plain)
    }

    /// The `newline` with which the file was opened here.
    fn opened_newline(&self, file: Node<'m>) -> Option<Node<'m>> {
        let keywords = self.opening_call(file)?.keywords();
        keywords.into_iter().find(|(name, _)| self.text(*name) == "newline").map(|(_, value)| value)
    }

    /// The call that made the file in the code that reads it.
    fn opening_call(&self, file: Node<'m>) -> Option<Call<'m>> {
        let opened = if file.kind() == "identifier" { self.opened_by(file) } else { Some(file) };
        opened.filter(|made| self.makes_file(*made)).and_then(|made| Call::of(inner(made)))
    }

    /// Does a class of this module that has a base, or a class without one that has lines of
    /// its own, define this method?
    fn subclass_defines(&self, name: &str) -> bool {
        let functions = self.index_of().functions.get(name).map(Vec::as_slice).unwrap_or_default();
        let classes = functions.iter().filter_map(|f| self.method_class(*f));
        classes.into_iter().any(|class| name == "readlines" || child(class, "superclasses").is_some())
    }
}
