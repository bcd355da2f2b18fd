//! The effects of calls: known functions by what is written down about them, functions of
//! the module by what they do, everything else as unknown code.

use std::rc::Rc;

use tree_sitter::Node;

use super::Facts;
use super::bindings::Bound;
use super::collect::{Collector, brief};
use super::effects::{Effects, FileUse, Hidden, Place, Unknown};
use super::knowledge::{Between, Effect, Entry, Param, Place as World, Walk};
use super::paths::Path;
use super::scopes::SymbolId;
use super::syntax::{Call, child, children, inner, literal, preorder, preorder_if};
use super::types::Ty;
use super::values::parameter_name;

impl<'m> Facts<'m> {
    /// What calling a function of this module does, apart from its arguments: its own
    /// names are left out, what its parameters stand for is not known.
    pub fn summary(&self, function: Node<'m>) -> Option<Rc<Effects>> {
        if let Some(known) = self.summaries.borrow().get(&function.id()) {
            return known.clone();
        }
        // A function that calls itself does nothing more by that; one that comes back to
        // itself through others is unknown to them.
        self.summaries.borrow_mut().insert(function.id(), None);
        let summary = child(function, "body").map(|body| Rc::new(self.body_effects(function, body)));
        self.summaries.borrow_mut().insert(function.id(), summary.clone());
        summary
    }

    fn body_effects(&self, function: Node<'m>, body: Node<'m>) -> Effects {
        let mut all = self.effects_of(body);
        if is_generator(function) {
            all.suspends = None;
        }
        self.without_own(function, all)
    }

    /// Effects without those on a function's own names.
    pub fn without_own(&self, function: Node<'m>, mut all: Effects) -> Effects {
        let Some(scope) = self.scopes().scope_of(function) else { return all };
        let scopes = self.scopes();
        let own = |symbol: SymbolId| scopes.is_within(scopes.symbols[symbol].scope, scope);
        let keep = |place: &Place| match place {
            Place::Name(symbol) | Place::Own(symbol) | Place::Stream(symbol) => !own(*symbol),
            _ => true,
        };
        all.reads.retain(|(place, _)| keep(place));
        all.writes.retain(|(place, _)| keep(place));
        all
    }
}

/// Does a function have a `yield` of its own?
pub fn is_generator(function: Node<'_>) -> bool {
    let body = child(function, "body");
    body.is_some_and(|b| preorder_if(b, |n| !super::syntax::is_deferred(n)).any(|n| n.kind() == "yield"))
}

impl<'m> Collector<'_, 'm> {
    /// A call: what is called, the arguments, and the call itself.
    pub(super) fn call(&mut self, node: Node<'m>) {
        let Some(call) = Call::of(node) else { return };
        if self.facts.dotted(call.function).is_none() {
            match call.method() {
                Some((object, _)) => self.run(object),
                None => self.run(call.function),
            }
        }
        for argument in call.all() {
            self.run(argument);
        }
        if let Some(entry) = self.facts.entry_of(&call) {
            self.known(&call, entry);
        } else if !self.own_function(&call) {
            self.foreign(&call);
        }
    }

    /// A call of something nobody knows: it may do anything with what it is given.
    fn foreign(&mut self, call: &Call<'m>) {
        // It may call what it is given: `Thread(target=f)`.
        for argument in call.all() {
            let value = child(argument, "value").filter(|_| argument.kind() == "keyword_argument").unwrap_or(argument);
            if matches!(value.kind(), "identifier" | "lambda") {
                self.callback_if_own(value);
            }
        }
        let mut given = call.all();
        given.push(call.function);
        let symbols: Vec<SymbolId> = given
            .iter()
            .flat_map(|n| preorder(*n))
            .filter(|n| n.kind() == "identifier" && *n != call.function)
            .filter_map(|n| self.facts.scopes().symbol_at(n))
            .filter(|s| self.facts.scopes().is_bound(*s))
            .collect();
        let unknown = Unknown {
            span: call.node.byte_range(),
            what: brief(self.facts.text(call.function)),
            hidden: Hidden::Call,
            given: symbols,
            literals: self.literals_in(&given),
        };
        if !self.effects.unknown.contains(&unknown) {
            self.effects.unknown.push(unknown);
        }
    }

    fn known(&mut self, call: &Call<'m>, entry: &Entry) {
        let span = call.node.byte_range();
        let what = brief(self.facts.text(call.node));
        let (receiver, args, keywords) = self.facts.argument_types(call);
        let named: Vec<(&str, Ty)> = keywords.iter().map(|(n, t)| (*n, t.clone())).collect();
        let mut effect =
            if call.has_splat() { Effect::Unknown } else { entry.effect_of(receiver.as_ref(), &args, &named) };
        if effect == Effect::Raises && !entry.pure_if_literal.is_empty() && self.is_literally_pure(call, entry) {
            effect = Effect::Pure;
        }
        // What a keyword gives to a parameter that is changed or kept is not followed.
        let followed = entry.mutates_args.is_empty() && entry.keeps.is_empty();
        if !followed && !call.keywords().is_empty() {
            effect = Effect::Unknown;
        }
        let effect = if effect == Effect::Unknown { self.through_calls(call, entry) } else { effect };
        match effect {
            Effect::Pure => {}
            Effect::Raises => self.raised(call, entry, &what),
            Effect::Visible => {
                if self.facts.redirects_output() {
                    self.foreign(call);
                }
                self.effects.show(span.clone(), format!("`{what}`"));
                if entry.may_raise(effect) && !self.is_plain_print(call) {
                    self.effects.raise(span.clone(), format!("`{what}`"));
                }
            }
            // Known apart from the operators of what it is given.
            Effect::Unknown if self.is_known_but_for_operators(call, entry) => {
                self.unknown(call.node, Hidden::Operator, &call.all());
                if entry.effect == Effect::Visible {
                    self.effects.show(span.clone(), format!("`{what}`"));
                }
            }
            Effect::Unknown => self.foreign(call),
        }
        self.world(entry, &span);
        self.touched(call, entry, receiver.as_ref());
        self.walked(call, entry);
        self.filed(call, entry);
    }

    /// What is not known of the call is only what the operators of its arguments do.
    fn is_known_but_for_operators(&self, call: &Call<'m>, entry: &Entry) -> bool {
        let described = entry.effect != Effect::Unknown || entry.between != Between::Nothing;
        described && self.callbacks(call, entry).is_empty() && !call.has_splat()
    }

    /// A file that is opened or read fails with the environment, which the safe tier sets aside.
    fn raised(&mut self, call: &Call<'m>, entry: &Entry, what: &str) {
        let span = call.node.byte_range();
        let name = self.facts.dotted(call.function).unwrap_or_default();
        if name == "builtins.next" {
            self.effects.stops.get_or_insert(span.clone());
        }
        if entry.may_raise(Effect::Raises) {
            self.effects.raise(span, format!("`{what}`"));
        }
    }

    /// `print` of plain values to standard output fails only with the environment.
    /// Adds what a function of this module does that is handed to unknown code.
    fn callback_if_own(&mut self, value: Node<'m>) {
        let symbol = (value.kind() == "identifier").then(|| self.facts.scopes().symbol_at(value)).flatten();
        let own =
            symbol.and_then(|s| self.facts.sole_binding(s)).is_some_and(|b| matches!(b.bound, Bound::Function(_)));
        if own || value.kind() == "lambda" {
            self.callback(value);
        }
    }

    fn is_plain_print(&self, call: &Call<'m>) -> bool {
        self.facts.is_builtin(call.function, "print")
            && call.positional().is_some_and(|all| all.iter().all(|a| self.facts.type_of(*a).is_plain()))
    }

    fn is_literally_pure(&self, call: &Call<'m>, entry: &Entry) -> bool {
        let Some(positional) = call.positional() else { return false };
        entry.pure_if_literal.iter().all(|index| match positional.get(*index) {
            None => call.keywords().is_empty(),
            Some(node) => {
                literal(*node, self.facts.module.text()).is_some_and(|t| !t.is_empty()) || self.facts.is_positive(*node)
            }
        })
    }

    /// `map(f, xs)`, `max(xs, key=f)`: where only the callback makes the call unknown, its
    /// effects stand for it.
    fn through_calls(&mut self, call: &Call<'m>, entry: &Entry) -> Effect {
        let callbacks = self.callbacks(call, entry);
        if callbacks.is_empty() || call.has_splat() {
            return Effect::Unknown;
        }
        for callback in callbacks {
            if !self.callback(callback) {
                return Effect::Unknown;
            }
        }
        Effect::Raises
    }

    /// The arguments that are called back.
    fn callbacks(&self, call: &Call<'m>, entry: &Entry) -> Vec<Node<'m>> {
        let positional = call.positional().unwrap_or_default();
        let mut found = Vec::new();
        for parameter in &entry.calls {
            match parameter {
                Param::Index(index) => found.extend(positional.get(*index)),
                Param::Name(name) => {
                    found.extend(
                        call.keywords().into_iter().filter(|(n, _)| self.facts.text(*n) == name).map(|(_, v)| v),
                    );
                }
            }
        }
        found.retain(|n| n.kind() != "none");
        found
    }

    /// Adds what calling a value once does; `false` if nobody knows.
    pub(super) fn callback(&mut self, function: Node<'m>) -> bool {
        let function = inner(function);
        match function.kind() {
            "lambda" => {
                if let Some(body) = child(function, "body") {
                    let mut inside = Collector::new(self.facts);
                    inside.run(body);
                    self.add_body(function, inside.effects);
                }
                true
            }
            "identifier" => {
                let Some(symbol) = self.facts.scopes().symbol_at(function) else { return false };
                match self.facts.sole_binding(symbol).map(|b| b.bound) {
                    Some(Bound::Function(def)) => match self.facts.summary(def) {
                        Some(summary) => {
                            self.add_body(def, (*summary).clone());
                            true
                        }
                        None => false,
                    },
                    _ => self.known_callback(function),
                }
            }
            _ => self.known_callback(function),
        }
    }

    /// `str.strip`, `len`, `int`: known functions that are total for what they are given
    /// are looked up where the element type is known; here nothing is, so they may raise.
    fn known_callback(&mut self, function: Node<'m>) -> bool {
        let dotted = self.facts.dotted(function).or_else(|| {
            let object = child(function, "object").and_then(|o| self.facts.dotted(o))?;
            let name = child(function, "attribute").map(|a| self.facts.text(a))?;
            Some(format!("{}.{name}", object.strip_prefix("builtins.")?))
        });
        let Some(entry) = dotted.as_deref().and_then(|d| self.facts.knowledge().function(d)) else { return false };
        if matches!(entry.effect, Effect::Pure | Effect::Raises) && entry.writes.is_empty() && entry.calls.is_empty() {
            self.effects.raise(function.byte_range(), format!("`{}`", self.facts.text(function)));
            self.unknown(function, Hidden::Operator, &[]);
            return true;
        }
        false
    }

    /// Adds the effects of a body without its own names.
    fn add_body(&mut self, function: Node<'m>, mut effects: Effects) {
        let scopes = self.facts.scopes();
        if let Some(scope) = scopes.scope_of(function) {
            let own = |s: SymbolId| scopes.is_within(scopes.symbols[s].scope, scope);
            effects.reads.retain(|(p, _)| !matches!(p, Place::Name(s) | Place::Own(s) | Place::Stream(s) if own(*s)));
            effects.writes.retain(|(p, _)| !matches!(p, Place::Name(s) | Place::Own(s) | Place::Stream(s) if own(*s)));
        }
        self.effects.add(effects);
    }

    /// What is read and changed through the receiver and the arguments.
    fn touched(&mut self, call: &Call<'m>, entry: &Entry, receiver: Option<&Ty>) {
        let span = call.node.byte_range();
        if let (Some((object, _)), Some(ty)) = (call.method(), receiver) {
            if matches!(ty, Ty::File { .. }) {
                self.stream(inner(object), entry, &span);
            } else if let Some(place) = self.contents(object) {
                self.effects.read(place.clone(), span.clone());
                if entry.mutates {
                    self.effects.write(place, span.clone());
                }
            }
        }
        for (index, argument) in call.positional().unwrap_or_default().into_iter().enumerate() {
            let Some(place) = self.contents(argument) else { continue };
            self.effects.read(place.clone(), argument.byte_range());
            if entry.mutates_args.contains(&index) {
                self.effects.write(place, span.clone());
            }
        }
    }

    /// A method of a file uses its position, and its content.
    fn stream(&mut self, file: Node<'m>, entry: &Entry, span: &std::ops::Range<usize>) {
        let symbol = (file.kind() == "identifier").then(|| self.facts.scopes().symbol_at(file)).flatten();
        let place = match symbol {
            Some(symbol) => Place::Stream(symbol),
            None => Place::Position(self.facts.text(file).to_owned()),
        };
        self.effects.read(place.clone(), span.clone());
        self.effects.write(place, span.clone());
        let changes = entry.effect == Effect::Visible || entry.writes.contains(&World::Files);
        self.file_use(file, changes, span.clone());
    }

    /// Arguments that the call walks before it returns.
    fn walked(&mut self, call: &Call<'m>, entry: &Entry) {
        let Some(positional) = call.positional() else { return };
        for (index, argument) in positional.iter().enumerate() {
            match entry.walk(index, positional.len()) {
                Some(Walk::Full | Walk::Early | Walk::Builds) => {
                    self.walk(inner(*argument));
                    if !self.facts.is_fit_between(call, entry, &self.facts.element_of(*argument)) {
                        self.unknown(call.node, Hidden::Operator, &[]);
                    }
                }
                Some(Walk::Step) => self.walk(inner(*argument)),
                Some(Walk::Keeps | Walk::Lazy | Walk::Backwards) | None => {}
            }
        }
    }

    /// Files that the call opens, reads or changes by path.
    fn filed(&mut self, call: &Call<'m>, entry: &Entry) {
        let span = call.node.byte_range();
        if let Some(opening) = self.facts.opening(call.node) {
            let path = self.facts.path_of(opening.path);
            self.effects.files.push(FileUse { span, path, handle: None, changes: !opening.reads_only() });
            return;
        }
        let file_method = call.method().is_some_and(|(o, _)| matches!(self.facts.type_of(o), Ty::File { .. }));
        if let Some(handle) = self.printed_to(call) {
            self.file_use(handle, true, span);
        } else if entry.writes.contains(&World::Files) && !file_method {
            let mut paths: Vec<Path> =
                call.all().into_iter().map(|a| self.facts.path_of(child(a, "value").unwrap_or(a))).collect();
            if let Some((object, _)) = call.method().filter(|_| self.facts.dotted(call.function).is_none()) {
                paths.push(self.facts.path_of(object));
            }
            if paths.is_empty() {
                paths.push(Path::Any);
            }
            for path in paths {
                self.effects.files.push(FileUse { span: span.clone(), path, handle: None, changes: true });
            }
        }
    }

    /// `print(..., file=out)`
    fn printed_to(&self, call: &Call<'m>) -> Option<Node<'m>> {
        if !self.facts.is_builtin(call.function, "print") {
            return None;
        }
        call.keywords().into_iter().find(|(n, _)| self.facts.text(*n) == "file").map(|(_, v)| v)
    }

    /// A function of this module; `false` if it is not one or not known.
    fn own_function(&mut self, call: &Call<'m>) -> bool {
        let Some(function) = self.facts.callee(call) else { return false };
        let recursive = super::syntax::ancestors(call.node).find(|n| super::syntax::is_deferred(*n)) == Some(function);
        if is_generator(function) || recursive {
            // Calling a generator function runs nothing yet. A function that calls itself
            // adds nothing to what it does, as long as nothing of the arguments is touched.
            return !recursive || self.touches_no_argument(function);
        }
        let Some(summary) = self.facts.summary(function) else { return false };
        let mapped = self.mapped(call, function, &summary);
        self.effects.add(mapped);
        true
    }

    /// Are all parameters of the function plain values, so that a call of itself with other
    /// arguments does nothing else?
    fn touches_no_argument(&self, function: Node<'m>) -> bool {
        let parameters = child(function, "parameters").map(children).unwrap_or_default();
        parameters.iter().all(|p| match parameter_name(*p) {
            Some(name) => self.facts.type_of_parameter(*p, name).is_plain(),
            None => false,
        })
    }

    /// The effects of a function's body as seen from one call: what was done with a
    /// parameter was done with the argument.
    fn mapped(&self, call: &Call<'m>, function: Node<'m>, summary: &Effects) -> Effects {
        let mut effects = summary.clone();
        let arguments = self.arguments_by_symbol(call, function);
        let given = |symbols: &[SymbolId]| -> Vec<SymbolId> {
            let mut all = Vec::new();
            for symbol in symbols {
                match arguments.iter().find(|(s, _)| s == symbol) {
                    Some((_, argument)) => all.extend(self.facts_symbols(*argument)),
                    None => all.push(*symbol),
                }
            }
            all
        };
        for unknown in &mut effects.unknown {
            unknown.given = given(&unknown.given);
        }
        for file in &mut effects.files {
            file.path = self.mapped_path(&file.path, &arguments);
            if let Some(handle) = file.handle {
                file.handle = match arguments.iter().find(|(s, _)| *s == handle) {
                    Some((_, argument)) => self.facts_symbols(*argument).first().copied(),
                    None => Some(handle),
                };
            }
        }
        let paths: Vec<(String, String)> = arguments
            .iter()
            .map(|(s, a)| (self.facts.scopes().symbols[*s].name.clone(), self.facts.text(*a).to_owned()))
            .collect();
        for (place, _) in effects.reads.iter_mut().chain(&mut effects.writes) {
            rename_root(place, &paths);
        }
        self.own_contents(&mut effects, &arguments);
        effects
    }

    /// What the callee does to the contents of a parameter it does to a container that only
    /// the caller has.
    fn own_contents(&self, effects: &mut Effects, arguments: &[(SymbolId, Node<'m>)]) {
        for (_, argument) in arguments {
            let Some(place @ Place::Own(_)) = self.contents(*argument) else { continue };
            let text = self.facts.text(*argument);
            for (touched, _) in effects.reads.iter_mut().chain(&mut effects.writes) {
                if matches!(touched, Place::Content(path) if path == text) {
                    *touched = place.clone();
                }
            }
        }
    }

    fn facts_symbols(&self, node: Node<'m>) -> Vec<SymbolId> {
        let names = preorder(node).filter(|n| n.kind() == "identifier");
        names.filter_map(|n| self.facts.scopes().symbol_at(n)).filter(|s| self.facts.scopes().is_bound(*s)).collect()
    }

    /// A path made of one parameter is the path of its argument; of several, unknown.
    fn mapped_path(&self, path: &Path, arguments: &[(SymbolId, Node<'m>)]) -> Path {
        let Path::Expression { base, suffix, symbols } = path else { return path.clone() };
        let Some((symbol, argument)) = arguments.iter().find(|(s, _)| symbols.contains(s)) else { return path.clone() };
        let name = &self.facts.scopes().symbols[*symbol].name;
        if let Some(rest) = base.strip_prefix(name.as_str()).filter(|r| r.starts_with('.')) {
            // `self.path` of the callee is `reader.path` of the caller.
            let base = format!("{}{rest}", self.facts.text(*argument));
            return Path::Expression { base, suffix: suffix.clone(), symbols: self.facts_symbols(*argument) };
        }
        if base != name {
            return Path::Any;
        }
        match self.facts.path_of(*argument) {
            Path::Literal { text, symbols } => Path::Literal { text: format!("{text}{suffix}"), symbols },
            Path::Expression { base, suffix: own, symbols } => {
                Path::Expression { base, suffix: format!("{own}{suffix}"), symbols }
            }
            Path::Any => Path::Any,
        }
    }

    /// Parameter symbols with the arguments of this call.
    fn arguments_by_symbol(&self, call: &Call<'m>, function: Node<'m>) -> Vec<(SymbolId, Node<'m>)> {
        let mut parameters: Vec<Node<'m>> = child(function, "parameters").map(children).unwrap_or_default();
        let mut found = Vec::new();
        if self.facts.method_class(function).is_some() && !parameters.is_empty() {
            let own = parameters.remove(0);
            if let (Some((object, _)), Some(symbol)) = (call.method(), self.symbol_of(own)) {
                found.push((symbol, object));
            }
        }
        let positional = call.positional().unwrap_or_default();
        let keywords = call.keywords();
        for (index, parameter) in parameters.iter().enumerate() {
            let Some(symbol) = self.symbol_of(*parameter) else { continue };
            let word = &self.facts.scopes().symbols[symbol].name;
            let by_name = keywords.iter().find(|(n, _)| self.facts.text(*n) == word).map(|(_, v)| *v);
            if let Some(argument) = by_name.or(positional.get(index).copied()) {
                found.push((symbol, argument));
            }
        }
        found
    }

    fn symbol_of(&self, parameter: Node<'m>) -> Option<SymbolId> {
        parameter_name(parameter).and_then(|n| self.facts.scopes().symbol_at(n))
    }

    /// A step of walking what a call gives; `false` where the call says nothing about it.
    pub(super) fn walk_call(&mut self, call: &Call<'m>) -> bool {
        if let Some(entry) = self.facts.entry_of(call) {
            return self.walk_known(call, entry);
        }
        let Some(function) = self.facts.callee(call) else { return false };
        if !is_generator(function) {
            return self.facts.returns_new(function);
        }
        match self.facts.summary(function) {
            Some(summary) => {
                let mapped = self.mapped(call, function, &summary);
                self.effects.add(mapped);
                true
            }
            None => false,
        }
    }

    /// `map(f, xs)`, `zip(a, b)`, `enumerate(xs)`: a step is a step of each argument.
    fn walk_known(&mut self, call: &Call<'m>, entry: &Entry) -> bool {
        let Some(positional) = call.positional() else { return false };
        let lazy: Vec<Node<'m>> = positional
            .iter()
            .enumerate()
            .filter(|(index, _)| matches!(entry.walk(*index, positional.len()), Some(Walk::Lazy | Walk::Backwards)))
            .map(|(_, node)| *node)
            .collect();
        if lazy.is_empty() {
            return self.walk_view(call, entry);
        }
        for argument in &lazy {
            self.walk(inner(*argument));
            let truth = entry.calls.is_empty()
                || entry.between != Between::Truth
                || positional.first().is_some_and(|f| f.kind() == "none");
            if truth && !self.facts.is_fit_between(call, entry, &self.facts.element_of(*argument)) {
                self.unknown(call.node, Hidden::Operator, &[]);
            }
        }
        if call.keywords().iter().any(|(n, _)| self.facts.text(*n) == "strict") {
            self.effects.raise(call.node.byte_range(), "`strict`");
        }
        if !entry.calls.is_empty() {
            self.called_per_item(call, entry, &lazy);
        }
        true
    }

    /// `d.items()` is a view of `d`; a sequence that a known function made is new.
    fn walk_view(&mut self, call: &Call<'m>, entry: &Entry) -> bool {
        let ty = self.facts.type_of(call.node);
        if matches!(ty, Ty::View(_))
            && let Some((object, _)) = call.method()
        {
            if let Some(place) = self.contents(object) {
                self.effects.read(place, call.node.byte_range());
            }
            return true;
        }
        let fresh = matches!(ty, Ty::List(_) | Ty::Set(_) | Ty::Dict(..) | Ty::Range)
            && matches!(entry.effect, Effect::Pure | Effect::Raises);
        fresh && entry.keeps.is_empty() && self.facts.dotted(call.function).is_some()
            || matches!(ty, Ty::List(_)) && call.method().is_some() && entry.effect != Effect::Unknown
    }

    /// The callback of `map` or `filter` gets an item of each iterable.
    fn called_per_item(&mut self, call: &Call<'m>, entry: &Entry, lazy: &[Node<'m>]) {
        for function in self.callbacks(call, entry) {
            let items: Vec<Ty> = lazy.iter().map(|n| self.facts.element_of(*n)).collect();
            if self.is_total(function, &items) {
                continue;
            }
            if !self.callback(function) {
                self.unknown(function, Hidden::Call, &[function]);
            }
        }
    }

    /// `len` of text, `str.strip` of text: known, total, without effect.
    fn is_total(&self, function: Node<'m>, items: &[Ty]) -> bool {
        let function = inner(function);
        if let Some(entry) = self.facts.dotted(function).and_then(|d| self.facts.knowledge().function(&d)) {
            return entry.effect_of(None, items, &[]) == Effect::Pure;
        }
        let (Some(object), Some(name)) = (child(function, "object"), child(function, "attribute")) else {
            return false;
        };
        let class = self.facts.dotted(object).and_then(|d| d.strip_prefix("builtins.").map(str::to_owned));
        let (Some(class), Some((receiver, rest))) = (class, items.split_first()) else { return false };
        if receiver.class() != Some(class.as_str()) {
            return false;
        }
        let entry = self.facts.knowledge().method(receiver, self.facts.text(name));
        entry.is_some_and(|e| e.effect_of(Some(receiver), rest, &[]) == Effect::Pure)
    }
}

/// `values[0]` of a parameter called `values` is `rows[0]` where it is given `rows`.
fn rename_root(place: &mut Place, names: &[(String, String)]) {
    let rename = |path: &mut String| {
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(path.len());
        if let Some((_, argument)) = names.iter().find(|(name, _)| *name == path[..end]) {
            *path = format!("{argument}{}", &path[end..]);
        }
    };
    match place {
        Place::Content(path) | Place::Position(path) | Place::Field { path, .. } => rename(path),
        _ => {}
    }
}

impl<'m> Facts<'m> {
    /// Effects of a function's body as seen from one of its calls.
    pub fn as_called(&self, call: &Call<'m>, function: Node<'m>, effects: &Effects) -> Effects {
        Collector::new(self).mapped(call, function, effects)
    }

    /// What the callbacks of a known call do, each called once with an item of what it walks.
    pub fn callback_effects(&self, call: &Call<'m>) -> Effects {
        let mut collector = Collector::new(self);
        let Some(entry) = self.entry_of(call) else { return collector.effects };
        let items: Vec<Ty> =
            call.positional().unwrap_or_default().iter().take(1).map(|n| self.element_of(*n)).collect();
        for function in collector.callbacks(call, entry) {
            if !collector.is_total(function, &items) && !collector.callback(function) {
                collector.unknown(function, Hidden::Call, &[function]);
            }
        }
        collector.effects
    }

    /// What a known method does to its receiver.
    pub fn receiver_effects(&self, call: &Call<'m>) -> Effects {
        let mut collector = Collector::new(self);
        if let Some(entry) = self.entry_of(call) {
            let (receiver, ..) = self.argument_types(call);
            if receiver.is_some() {
                let bare = Call { node: call.node, function: call.function, arguments: call.function };
                collector.touched(&bare, entry, receiver.as_ref());
            }
        }
        collector.effects
    }
}
