//! What was made by a library function, seen through names and parts: `tree.getroot()`, `book["May"]`.

use tree_sitter::Node;

use super::Argument;
use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::syntax::{Call, child, inner};

/// The functions, and methods of whatever class, that make something whole or open it, and the argument with which they do not.
const WHOLE: &[(&str, &str); 9] = &[
    ("codecs.open", ""),
    ("extractfile", ""),
    ("get_object", ""),
    ("numpy.genfromtxt", ""),
    ("numpy.loadtxt", ""),
    ("openpyxl.load_workbook", "read_only"),
    ("subprocess.Popen.communicate", "input"),
    ("urllib.request.urlopen", ""),
    ("xml.etree.ElementTree.parse", ""),
];

/// Names of [`WHOLE`], as a transform may write them.
pub const WHOLE_NAMES: &[&str] = &names(WHOLE);

const fn names<const N: usize>(whole: &[(&'static str, &str); N]) -> [&'static str; N] {
    let (mut names, mut at) = ([""; N], 0);
    while at < N {
        names[at] = whole[at].0;
        at += 1;
    }
    names
}

/// So many names and parts are seen through.
const STEPS: usize = 8;

/// Is the expression the result of the function, a name for it, or a part: an attribute, an item,
/// what a method without arguments, or with a literal, gives?
pub fn comes_of<'m>(facts: &Facts<'m>, arguments: &[Argument<'m>]) -> bool {
    let [Argument::Node(node), Argument::Word(wanted)] = arguments else { return false };
    let mut here = inner(*node);
    for _ in 0..STEPS {
        if let Some(call) = made_by(facts, here, wanted) {
            let lazily = WHOLE.iter().find(|(name, _)| name == wanted).map(|(_, keyword)| *keyword);
            return call.keywords().iter().all(|(name, _)| Some(facts.text(*name)) != lazily);
        }
        let next = match here.kind() {
            "identifier" => behind(facts, here),
            "attribute" => child(here, "object"),
            "subscript" => child(here, "value"),
            "call" => Call::of(here)
                .filter(|call| call.all().iter().all(|argument| argument.kind() == "string"))
                .and_then(|call| call.method().map(|(object, _)| object)),
            _ => None,
        };
        let Some(next) = next else { return false };
        here = inner(next);
    }
    false
}

/// What the name, or the names beside it, were bound to.
fn behind<'m>(facts: &Facts<'m>, name: Node<'m>) -> Option<Node<'m>> {
    facts.opened_by(name).or_else(|| match facts.sole_binding(facts.scopes().symbol_at(name)?)?.bound {
        Bound::Value(value) => Some(value),
        _ => None,
    })
}

/// The call of the function, or of the method on what the function before its last dot made.
fn made_by<'m>(facts: &Facts<'m>, node: Node<'m>, wanted: &str) -> Option<Call<'m>> {
    let call = Call::of(node)?;
    if facts.dotted(call.function).as_deref() == Some(wanted) {
        return Some(call);
    }
    let (object, name) = call.method()?;
    let Some((maker, method)) = wanted.rsplit_once('.') else { return (facts.text(name) == wanted).then_some(call) };
    let object = inner(object);
    let made = if object.kind() == "identifier" { facts.opened_by(object)? } else { object };
    let by_maker = facts.dotted(Call::of(made)?.function).as_deref() == Some(maker);
    (by_maker && facts.text(name) == method && call.positional()?.is_empty()).then_some(call)
}
