//! The options of a command line: what the attributes are that `argparse` makes of them.

use tree_sitter::Node;

use crate::python::Facts;
use crate::python::bindings::Bound;
use crate::python::syntax::{Call, child, inner, literal};
use crate::python::types::Ty;

/// What puts attributes there that no `add_argument` of this file tells of, or leaves some out.
const UNSEEN: &[&str] = &["set_defaults", "add_subparsers", "Namespace(", "namespace=", "parents=", "argument_default"];

impl<'m> Facts<'m> {
    /// The type of an option, `args.count`, from the calls of `add_argument` that name it (Python
    /// Library, "argparse"); `None` where it may have other values, or not be there.
    pub fn option_of(&self, receiver: &Ty, name: &str) -> Option<Ty> {
        if !matches!(receiver, Ty::Instance(class) if class == "argparse.Namespace") {
            return None;
        }
        let text = self.module.text();
        if !self.project.closed
            || UNSEEN.iter().any(|way| text.contains(way))
            || self.is_stored(name)
            || self.stores_unseen()
        {
            return None;
        }
        let calls = self.index_of().calls.get("add_argument")?;
        let mut all = Ty::Never;
        for call in calls.iter().copied().filter_map(Call::of) {
            // What stars give may be any of the keywords.
            if call.has_splat() {
                return None;
            }
            let (destination, optional) = self.destination(&call)?;
            if destination == name {
                all = all.join(&self.value_of_option(&call, optional)?);
            }
        }
        (all != Ty::Never).then(|| all.without_elements())
    }

    /// The name of the attribute, and whether it is an option that may be left out.
    fn destination(&self, call: &Call<'m>) -> Option<(String, bool)> {
        let flags = call.positional()?.into_iter().map(|flag| literal(inner(flag), self.module.text()));
        let flags: Vec<&str> = flags.collect::<Option<_>>()?;
        let optional = flags.first().is_some_and(|flag| flag.starts_with('-'));
        if let Some(named) = self.keyword(call, "dest") {
            return Some((literal(named, self.module.text())?.to_owned(), optional));
        }
        let long = flags.iter().find(|flag| flag.starts_with("--")).or(flags.first())?;
        let name = long.trim_start_matches('-');
        Some((if optional { name.replace('-', "_") } else { name.to_owned() }, optional))
    }

    fn keyword(&self, call: &Call<'m>, name: &str) -> Option<Node<'m>> {
        let found = call.keywords().into_iter().find(|(word, _)| self.text(*word) == name);
        found.map(|(_, value)| inner(value))
    }

    /// What the option is where it is given, and where it is not.
    fn value_of_option(&self, call: &Call<'m>, optional: bool) -> Option<Ty> {
        let word = |name: &str| self.keyword(call, name).map(|value| self.text(value).trim_matches(['"', '\'']));
        let one = match self.keyword(call, "type") {
            Some(converter) => self.converted(converter)?,
            None => Ty::Str,
        };
        let listed = Ty::List(Box::new(one.clone()));
        let left_out = optional && word("required") != Some("True");
        let (given, missing) = match (word("action"), word("nargs")) {
            (None | Some("store"), None) => (one.clone(), left_out.then_some(Ty::None)),
            (None | Some("store"), Some("*" | "+")) => (listed, left_out.then_some(Ty::None)),
            (None | Some("store"), Some("?")) if !optional => (one.clone(), Some(Ty::None)),
            (Some("store_true" | "store_false"), None) => (Ty::Bool, Some(Ty::Bool)),
            (Some("count"), None) => (Ty::Int, Some(Ty::None)),
            (Some("append"), None) => (listed, left_out.then_some(Ty::None)),
            _ => return None,
        };
        let missing = match self.keyword(call, "default").map(|default| self.type_of(default)) {
            // A text is converted as if it had been given.
            Some(Ty::Str) => Some(one),
            // `SUPPRESS` leaves the attribute out.
            Some(Ty::Unknown | Ty::Module(_) | Ty::Callable(_)) => return None,
            Some(other) => Some(other),
            None => missing,
        };
        Some(missing.map_or(given.clone(), |missing| given.join(&missing)))
    }

    /// What `type=` makes of a text.
    fn converted(&self, converter: Node<'m>) -> Option<Ty> {
        match self.dotted(converter).as_deref() {
            Some("builtins.int") => return Some(Ty::Int),
            Some("builtins.float") => return Some(Ty::Float),
            Some("builtins.str") => return Some(Ty::Str),
            Some("pathlib.Path") => return Some(Ty::Instance("pathlib.Path".to_owned())),
            _ => {}
        }
        let symbol = (converter.kind() == "identifier").then(|| self.scopes().symbol_at(converter)).flatten()?;
        match self.sole_binding(symbol)?.bound {
            Bound::Function(function) if child(function, "body").is_some() => Some(self.returned_by(function)),
            _ => None,
        }
    }
}
