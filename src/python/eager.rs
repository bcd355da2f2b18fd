//! Calls of library functions that make a whole sequence at once, as the knowledge files
//! describe them.

use tree_sitter::Node;

use super::Facts;
use super::knowledge::{Condition, Eager, Entry, Hole};
use super::syntax::{Call, child, inner, literal};
use super::types::Ty;
use super::whole::{Content, NamedContent};

/// A call that makes a sequence at once.
#[derive(Debug, Clone)]
pub struct EagerCall<'m> {
    /// The call.
    pub call: Call<'m>,
    /// What is known of it.
    pub entry: &'m Entry,
    /// How it is done one by one.
    pub eager: &'m Eager,
    /// The dotted name of the entry.
    pub name: &'m str,
    /// The call on whose result the method is called, where that counts.
    pub content: Option<Content<'m>>,
}

impl<'m> EagerCall<'m> {
    /// A part of the call.
    pub fn part(&self, hole: Hole) -> Option<Node<'m>> {
        match hole {
            Hole::Receiver => self.call.method().map(|(object, _)| inner(object)),
            Hole::Content => self.content.as_ref()?.file(),
            Hole::First => self.call.positional()?.first().copied().map(inner),
        }
    }

    /// What the steps walk.
    pub fn walked(&self) -> Option<Node<'m>> {
        self.eager.walks.and_then(|hole| self.part(hole))
    }

    /// The call that opens the file of which it takes the whole content, if one does.
    pub fn opening(&self) -> Option<&Content<'m>> {
        self.content.as_ref().filter(|content| content.whole.opens.is_some())
    }

    /// The text of a clause or an item, with what is done to the whole done to the line in it.
    pub fn changed(&self, text: &str) -> String {
        let outermost = self.eager.clauses.first().map_or("", |clause| clause.variable.as_str());
        let suffix = self.content.as_ref().map_or("", |content| content.suffix.as_str());
        text.replacen(outermost, &format!("{outermost}{suffix}"), 1)
    }

    /// What is given for each round, if it is not the variable.
    pub fn item(&self) -> Option<String> {
        self.eager.item.as_ref().map(|item| self.changed(item))
    }

    /// The lazy form is what is walked, and nothing else.
    pub fn is_plain(&self) -> bool {
        self.eager.clauses.is_empty()
    }

    /// The class of which the walked object has to be: that of the method that is called on it.
    pub fn class(&self) -> Option<&'m str> {
        match self.eager.walks? {
            Hole::Receiver => self.name.rsplit_once('.').map(|(class, _)| class),
            Hole::Content => Some("file"),
            Hole::First => None,
        }
    }
}

impl<'m> Facts<'m> {
    /// The call, if it is one that makes a sequence at once in a form that is described.
    pub fn eager_call(&self, node: Node<'m>) -> Option<EagerCall<'m>> {
        self.eager_call_from(node, None)
    }

    /// The same where a name is known to stand for a content.
    pub fn eager_call_from(&self, node: Node<'m>, named: Option<&NamedContent<'m>>) -> Option<EagerCall<'m>> {
        let call = Call::of(inner(node)).filter(|call| !call.has_splat())?;
        let (name, entry) = self.eager_entry(&call)?;
        let content = || self.content_from(call.method()?.0, named);
        let fits = |eager: &'m Eager| {
            let content = if eager.walks == Some(Hole::Content) { Some(content()?) } else { None };
            if content.as_ref().is_some_and(|content| content.strips.is_some() && content.strips != eager.strips) {
                return None;
            }
            let found = EagerCall { call, entry, eager, name, content };
            self.has_its_arguments(&found).then_some(found)
        };
        entry.eager.iter().find_map(fits)
    }

    /// What is dear to find is asked last.
    fn eager_entry(&self, call: &Call<'m>) -> Option<(&'m str, &'m Entry)> {
        let knowledge = self.knowledge();
        let method = call.method().map(|(object, name)| (object, self.text(name)));
        if method.is_some_and(|(_, name)| !knowledge.may_be_eager(name)) {
            return None;
        }
        if let Some(dotted) = self.dotted(call.function) {
            let named = knowledge.named(&dotted);
            // The method of a value of a module: `sys.stdin.readlines`.
            let method = || {
                let (object, name) = call.method()?;
                knowledge.named_method(&self.type_of(object), self.text(name))
            };
            return named.or_else(method);
        }
        let (object, name) = method?;
        match self.type_of(object) {
            Ty::Unknown => knowledge.presumed(name),
            receiver => knowledge.named_method(&receiver, name),
        }
    }

    fn has_its_arguments(&self, found: &EagerCall<'m>) -> bool {
        let Some(positional) = found.call.positional() else { return false };
        let counted =
            found.eager.arguments.is_none_or(|count| found.call.all().len() == count && positional.len() == count);
        let bare = |n: &Node<'m>| matches!(n.kind(), "named_expression" | "lambda" | "yield" | "list_splat");
        counted && !positional.iter().any(bare) && found.eager.when.is_none_or(|when| self.meets(when, found))
    }

    fn meets(&self, condition: Condition, found: &EagerCall<'m>) -> bool {
        let first = found.part(Hole::First);
        if condition == Condition::Flag {
            let flag = |n: &Node<'m>| matches!(child(*n, "value").unwrap_or(*n).kind(), "true" | "false" | "integer");
            return matches!(found.call.all().as_slice(), [only] if flag(only));
        }
        if condition == Condition::LineEnd {
            return first.and_then(|n| literal(n, self.module.text())) == Some("\\n") && !self.is_raw(first);
        }
        let Some(pattern) = self.pattern_of(&found.call, found.entry) else { return false };
        let groups = pattern.groups;
        match condition {
            Condition::LineEnd | Condition::Flag => false,
            Condition::NoGroup => groups.count == 0,
            Condition::SureGroup => groups.count == 1 && groups.sure,
            Condition::OneGroup => groups.count == 1 && pattern.text,
            Condition::SureGroups => groups.count > 1 && groups.sure,
            Condition::Groups => groups.count > 1 && pattern.text,
        }
    }

    /// `r"..."` says what it says.
    fn is_raw(&self, literal: Option<Node<'m>>) -> bool {
        literal.is_some_and(|n| self.text(n).starts_with(['r', 'R']) || self.text(n).starts_with("br"))
    }
}
