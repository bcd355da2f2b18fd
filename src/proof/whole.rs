//! All that is in a file, taken block by block: by a hash, or by another file.

use tree_sitter::Node;

use super::binding::{Named, refuse};
use super::consumer::Consumer;
use super::named_content::sole_use;
use super::obligations::{lines_are_its_own, named_once};
use super::producer::{Producer, content, in_time};
use super::{Situation, Way};
use crate::python::Facts;
use crate::python::effects::{Effects, Place};
use crate::python::syntax::{Call, ancestors, child, inner, is_suite, literal, outer, statements};
use crate::python::types::Ty;
use crate::python::whole::{Asked, Content, InBlocks, NamedContent, Question, has_line_end};
use crate::verdict::{Judgement, Obligation, Reason, Verdict};

/// The call, if it writes all that is in one file into another: `dst.write(src.read())`.
pub fn copy<'m>(facts: &Facts<'m>, node: Node<'m>) -> Option<(Node<'m>, Content<'m>)> {
    copy_from(facts, node, None)
}

/// The same where a name is known to stand for a content.
pub fn copy_from<'m>(
    facts: &Facts<'m>,
    node: Node<'m>,
    named: Option<&NamedContent<'m>>,
) -> Option<(Node<'m>, Content<'m>)> {
    let call = Call::of(inner(node)).filter(|call| call.all().len() == 1)?;
    let (target, _) = call.method().filter(|(_, name)| facts.text(*name) == "write")?;
    let target = Some(inner(target)).filter(|t| matches!(t.kind(), "identifier" | "attribute"))?;
    let into = matches!(facts.type_of(target), Ty::File { .. });
    let content = facts.content_from(*call.positional()?.first()?, named)?;
    let plain = content.suffix.is_empty() && content.strips.is_none() && !content.is_of_child(facts);
    (into && plain).then_some((target, content))
}

/// May what it is given come in parts where it stands? What is there before is fed by a statement, and
/// has a name that stays what it is.
pub fn is_fed<'m>(facts: &Facts<'m>, taken: &InBlocks<'m>) -> bool {
    let statement = outer(taken.call.node).parent().is_some_and(|p| p.kind() == "expression_statement");
    let object = taken.call.method().map(|(object, _)| object);
    let named = object.is_some_and(|object| {
        object.kind() == "identifier" || object.kind() == "attribute" && facts.effects_of(object).unknown.is_empty()
    });
    !taken.blocks.names.is_empty() || statement && named
}

/// May the call take its content block by block?
pub fn taken_in_blocks<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    let Some(taken) = facts.in_blocks(node, None) else { return unknown(node) };
    let consumer = consumer(node, facts.receiver_effects(&taken.call));
    let known = match taken.content.file().map(|file| (file, facts.type_of(file))) {
        Some((file, Ty::Unknown)) => {
            let sentence = format!("`{}` may be no file", facts.text(file));
            Verdict::doubt(Reason::new(Obligation::Receiver, sentence, file.byte_range()))
        }
        _ => Verdict::Proven,
    };
    judged(facts, &taken.content, consumer, known)
}

/// What `hashlib.new` knows everywhere (`hashlib.algorithms_guaranteed`): it does not raise.
const GUARANTEED: &[&str] = &["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s"];

/// The name of a content, and the only call that takes it, which could take it block by block where
/// it is read: its other arguments are literals, and it runs whenever the content is read.
///
/// # Errors
/// What else is done with the content.
pub fn named_in_blocks<'m>(facts: &Facts<'m>, node: Node<'m>) -> Result<(Named<'m>, InBlocks<'m>), Reason> {
    let (assignment, statement, target, named) = sole_use(facts, node)?;
    let other = || refuse(format!("`{}` is needed as a whole", facts.text(target)), target);
    let mut calls = ancestors(named.load).filter(|n| n.kind() == "call").take(3);
    let taken = calls.find_map(|call| facts.in_blocks(call, Some(&named))).ok_or_else(other)?;
    if !is_fed(facts, &taken) {
        return Err(other());
    }
    let content = taken.call.positional().and_then(|all| all.get(taken.blocks.argument).copied());
    let known = |n: &Node<'m>| literal(*n, facts.module.text()).is_some_and(|name| GUARANTEED.contains(&name));
    let plain = |n: &Node<'m>| Some(*n) == content || known(n);
    let walk = facts.statement_of(taken.call.node).ok_or_else(other)?;
    let mut around = ancestors(statement).filter(|n| is_suite(*n)).take_while(|suite| {
        *suite == statement.parent().unwrap_or(*suite) || suite.parent().is_some_and(|p| p.kind() == "with_statement")
    });
    let last = ancestors(statement).find(|n| n.kind() != "block" && n.kind() != "with_statement");
    // What gathers the blocks is there before where the next statement gives them to it.
    if taken.blocks.names.is_empty() && next_statement(statement) != Some(walk) {
        return Err(other());
    }
    let beside = around.any(|suite| walk.parent() == Some(suite))
        || last.is_some_and(|n| walk.parent() == child(n, "body").or(Some(n)));
    if !beside || !taken.call.all().iter().all(plain) {
        return Err(other());
    }
    let symbol = facts.scopes().symbol_at(target).ok_or_else(other)?;
    let consumer = consumer(taken.call.node, Effects::default());
    let loads = Some(vec![named.load]);
    Ok((Named { assignment, statement, target, symbol, load: named.load, loads, consumer, walk }, taken))
}

/// The statement that comes next in the same suite.
fn next_statement(statement: Node<'_>) -> Option<Node<'_>> {
    let suite = statements(statement.parent()?);
    let at = suite.iter().position(|other| *other == statement)?;
    suite.get(at + 1).copied()
}

/// May the content that has a name be taken block by block where it is read?
pub fn taken_later<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    let (named, taken) = match named_in_blocks(facts, node) {
        Ok(found) => found,
        Err(reason) => return reason.into(),
    };
    let once = named_once(facts, &named).map_or_else(Verdict::refute, |()| Verdict::Proven);
    let fed = consumer(taken.content.call.node, facts.receiver_effects(&taken.call));
    judged(facts, &taken.content, fed, once)
}

/// May the content be copied block by block?
pub fn copied<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    let Some((target, content)) = copy(facts, node) else { return unknown(node) };
    let during = writing(facts, node, &content);
    let fits = can_be_encoded(facts, &content, target);
    judged(facts, &content, consumer(node, during), fits)
}

/// What the call does that writes the content, but for reading it: that is what the steps do.
fn writing<'m>(facts: &Facts<'m>, call: Node<'m>, content: &Content<'m>) -> Effects {
    let mut during = facts.effects_of(call);
    if let Some(source) = content.file() {
        let symbol = (source.kind() == "identifier").then(|| facts.scopes().symbol_at(source)).flatten();
        let own = |place: &Place| match place {
            Place::Stream(stream) => Some(*stream) == symbol,
            Place::Position(path) => path == facts.text(source),
            _ => false,
        };
        during.reads.retain(|(place, _)| !own(place));
        during.writes.retain(|(place, _)| !own(place));
    }
    during
}

/// The call that writes a content into another file, as what takes it.
pub fn writer<'m>(facts: &Facts<'m>, call: Node<'m>, content: &Content<'m>) -> Consumer<'m> {
    consumer(call, writing(facts, call, content))
}

/// May each line answer for itself what is asked of the content?
pub fn asked<'m>(facts: &Facts<'m>, node: Node<'m>) -> Judgement {
    let Some(asked) = facts.asks_content(node, None) else { return unknown(node) };
    let consumer = asker(&asked);
    let Some(walk) = facts.statement_of(node) else { return unknown(node) };
    let situation = Situation::new(facts, content(facts, &asked.content), consumer, walk, Way::Directly);
    let mut judgement = situation.judge();
    let ours = asked.content.file().map_or(Verdict::Proven, |file| lines_are_its_own(facts, file));
    judgement.verdict = judgement.verdict.and(ours).and(part_is_within_lines(facts, &asked));
    judgement
}

/// Who asks walks the lines, as far as the answer.
pub fn asker<'m>(asked: &Asked<'m>) -> Consumer<'m> {
    let early = match asked.question {
        Question::Contains { .. } => Some((asked.node.byte_range(), "`in`".to_owned())),
        Question::Length | Question::Count(_) => None,
    };
    Consumer { early, ..consumer(asked.node, Effects::default()) }
}

/// What is looked for lies within one line, wherever it is found: it is a literal, not empty, that
/// holds a line end at its own end alone.
pub fn part_is_within_lines<'m>(facts: &Facts<'m>, asked: &Asked<'m>) -> Verdict {
    let Some(part) = asked.question.part() else { return Verdict::Proven };
    let refuse = |sentence: String| Verdict::refute(Reason::new(Obligation::SameValues, sentence, part.byte_range()));
    let Some(text) = literal(inner(part), facts.module.text()) else {
        return refuse(format!("`{}` may be empty or hold a line end", facts.text(part)));
    };
    let raw = facts.text(inner(part)).split(['"', '\'']).next().is_some_and(|prefix| prefix.contains(['r', 'R']));
    let within = if raw { text } else { text.strip_suffix("\\n").unwrap_or(text) };
    match text.is_empty() || has_line_end(within) {
        true => refuse(format!("`{}` may be empty or hold a line end", facts.text(part))),
        false => Verdict::Proven,
    }
}

fn consumer<'m>(node: Node<'m>, during: Effects) -> Consumer<'m> {
    Consumer { node, during, early: None, builds: false, repair: None }
}

fn unknown(node: Node<'_>) -> Judgement {
    Reason::new(Obligation::Receiver, "this is no content of a file that pyfix knows", node.byte_range()).into()
}

fn judged<'m>(facts: &Facts<'m>, taken: &Content<'m>, consumer: Consumer<'m>, known: Verdict) -> Judgement {
    let node = consumer.node;
    let Some(walk) = facts.statement_of(node) else { return unknown(node) };
    if let Err(reason) = in_time(facts, taken.call.node, walk) {
        return reason.into();
    }
    let producer: Producer<'m> = content(facts, taken);
    let mut judgement = Situation::new(facts, producer, consumer, walk, Way::Directly).judge();
    judgement.verdict = judgement.verdict.and(known);
    judgement
}

/// Text that cannot be written is found before any of it is, or after a part of it.
pub fn can_be_encoded<'m>(facts: &Facts<'m>, content: &Content<'m>, target: Node<'m>) -> Verdict {
    let binary = |node: Node<'m>| facts.type_of(node) == Ty::File { binary: true };
    let same = |source: Node<'m>| facts.encoding_of(source).is_some_and(|e| Some(e) == facts.encoding_of(target));
    if binary(target) || content.file().is_some_and(same) {
        return Verdict::Proven;
    }
    let sentence = format!("what `{}` cannot encode is found after a part was written", facts.text(target));
    Verdict::doubt(Reason::new(Obligation::Exceptions, sentence, target.byte_range()))
}

impl<'m> Facts<'m> {
    /// How the file is encoded, as it is written where it is opened (nothing if it is not said);
    /// `None` where that cannot be seen, or what does not fit is treated in another way.
    fn encoding_of(&self, file: Node<'m>) -> Option<&'m str> {
        let opened = if file.kind() == "identifier" { self.opened_by(file)? } else { file };
        self.opening(opened)?;
        let call = Call::of(inner(opened))?;
        let keywords = call.keywords();
        let keyword =
            |name: &str| keywords.iter().find(|(n, _)| self.text(*n) == name).map(|(_, value)| self.text(*value));
        let plain = keyword("errors").is_none() && call.positional().is_some_and(|all| all.len() <= 2);
        plain.then(|| keyword("encoding").unwrap_or(""))
    }
}
