//! Facts about Python code, asked lazily through one door: [`Facts`].
//!
//! Node names of the grammar live here and in queries only.

pub mod ascii;
pub mod between;
pub mod bindings;
pub mod calls;
pub mod chains;
pub mod child;
pub mod collect;
pub mod dataclasses;
pub mod eager;
pub mod effects;
pub mod fields;
pub mod flow;
pub mod flowing;
pub mod format;
pub mod given;
pub mod index;
pub mod knowledge;
pub mod opening;
pub mod paths;
pub mod project;
pub mod reaching;
pub mod regex;
pub mod scopes;
pub mod syntax;
pub mod types;
pub mod universe;
pub mod uses;
pub mod values;
pub mod version;
pub mod whole;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use tree_sitter::Node;

use crate::parse::Module;
use bindings::Binding;
use chains::Chains;
use effects::Effects;
use flow::Flow;
use knowledge::Knowledge;
use project::Project;
use scopes::{Scopes, SymbolId};
use types::Ty;
use uses::Ownership;
use values::Inferred;

pub use version::{Target, Version};

/// The chains of a symbol in the flow of a suite.
type ChainsOf<'m> = HashMap<(SymbolId, usize), Rc<Chains<'m>>>;

/// Everything the proofs may ask about one module; computed when asked.
pub struct Facts<'m> {
    /// The module asked about.
    pub module: &'m Module,
    /// What the output is written for.
    pub target: Target,
    /// What is known of the files around it.
    pub project: Project,
    knowledge: &'m Knowledge,
    scopes: OnceCell<Scopes<'m>>,
    flows: RefCell<HashMap<usize, Rc<Flow<'m>>>>,
    types: RefCell<HashMap<SymbolId, Inferred>>,
    returns: RefCell<HashMap<usize, Ty>>,
    /// Types of expressions that do not rest on an assumption still being checked.
    nodes: RefCell<HashMap<usize, Ty>>,
    /// Names whose type is being found.
    open_names: RefCell<HashSet<usize>>,
    /// Containers whose elements are being found.
    open_contents: RefCell<HashMap<SymbolId, Ty>>,
    /// How often an assumption was used.
    assumed: Cell<usize>,
    chains: RefCell<ChainsOf<'m>>,
    sole: RefCell<HashMap<SymbolId, Option<Binding<'m>>>>,
    bound: RefCell<HashMap<usize, Binding<'m>>>,
    captured: RefCell<HashMap<SymbolId, Option<Node<'m>>>>,
    /// Conditions that say something of a name.
    guards: RefCell<HashMap<SymbolId, Rc<values::narrowing::Guards<'m>>>>,
    index: OnceCell<index::Index<'m>>,
    owned: RefCell<HashMap<SymbolId, Option<Ownership<'m>>>>,
    /// Parameters of which only what is in them is read.
    only_read: RefCell<HashMap<SymbolId, bool>>,
    /// Parameters of which the callers know what is in them; `None` while that is found out.
    given_known: RefCell<HashMap<SymbolId, Option<bool>>>,
    /// Functions that give a new container each time.
    news: RefCell<HashMap<usize, bool>>,
    summaries: RefCell<HashMap<usize, Option<Rc<Effects>>>>,
    own_names: RefCell<HashMap<usize, Rc<HashSet<&'m str>>>>,
    builtins_replaced: OnceCell<bool>,
    output_redirected: OnceCell<bool>,
    /// Functions used as values.
    values: OnceCell<Vec<Node<'m>>>,
    /// Calls of what is not known, inside of a `try` or `with`.
    guarded: OnceCell<Vec<Node<'m>>>,
    /// Words of the strings that may name what is in the module.
    words_in_strings: OnceCell<HashSet<&'m str>>,
    finalizers: OnceCell<bool>,
    patches: OnceCell<bool>,
    universe: OnceCell<universe::Universe<'m>>,
    fields: OnceCell<HashMap<&'m str, Vec<Node<'m>>>>,
    depth: Cell<usize>,
    nested: Cell<usize>,
    fuel: Cell<usize>,
}

impl<'m> Facts<'m> {
    /// Facts of `module`, by what is known of the functions that it calls.
    pub fn new(module: &'m Module, target: Target, project: Project, knowledge: &'m Knowledge) -> Self {
        Facts {
            module,
            target,
            project,
            knowledge,
            scopes: OnceCell::new(),
            flows: RefCell::default(),
            types: RefCell::default(),
            returns: RefCell::default(),
            nodes: RefCell::default(),
            open_names: RefCell::default(),
            open_contents: RefCell::default(),
            assumed: Cell::new(0),
            chains: RefCell::default(),
            sole: RefCell::default(),
            bound: RefCell::default(),
            captured: RefCell::default(),
            guards: RefCell::default(),
            index: OnceCell::new(),
            owned: RefCell::default(),
            only_read: RefCell::default(),
            given_known: RefCell::default(),
            news: RefCell::default(),
            summaries: RefCell::default(),
            own_names: RefCell::default(),
            builtins_replaced: OnceCell::new(),
            output_redirected: OnceCell::new(),
            values: OnceCell::new(),
            guarded: OnceCell::new(),
            patches: OnceCell::new(),
            words_in_strings: OnceCell::new(),
            finalizers: OnceCell::new(),
            universe: OnceCell::new(),
            fields: OnceCell::new(),
            depth: Cell::new(0),
            nested: Cell::new(0),
            fuel: Cell::new(0),
        }
    }

    /// The text of a node.
    pub fn text(&self, node: Node<'_>) -> &'m str {
        self.module.text().get(node.byte_range()).unwrap_or("")
    }

    /// What `find` finds, if it does not stand inside so many others of its kind.
    pub fn nested<T>(&self, limit: usize, find: impl FnOnce() -> T) -> Option<T> {
        let depth = self.nested.get();
        if depth >= limit {
            return None;
        }
        self.nested.set(depth + 1);
        let found = find();
        self.nested.set(depth);
        Some(found)
    }

    /// What builtins and the standard library do.
    pub fn knowledge(&self) -> &'m Knowledge {
        self.knowledge
    }

    /// Scopes and symbols.
    pub fn scopes(&self) -> &Scopes<'m> {
        self.scopes.get_or_init(|| Scopes::of(self.module))
    }

    /// The control flow of the code that `function` (a `def`) runs.
    pub fn flow(&self, function: Node<'m>) -> Option<Rc<Flow<'m>>> {
        let body = syntax::child(function, "body").filter(|b| b.kind() == "block")?;
        Some(self.flow_of_suite(body))
    }

    /// The control flow of the code in which `node` stands: its function's or the module's.
    /// Code of a lambda or a class body has none of its own.
    pub fn flow_around(&self, node: Node<'m>) -> Option<Rc<Flow<'m>>> {
        let path = syntax::path(self.module.root(), node);
        let nearest = path.iter().rev().find(|n| matches!(n.kind(), "function_definition" | "class_definition"));
        if nearest.is_some_and(|n| n.kind() == "class_definition") {
            return None;
        }
        match innermost(&path, node) {
            Some(function) => self.flow(function),
            None => Some(self.flow_of_suite(self.module.root())),
        }
    }

    /// The `def` or `lambda` whose code `node` is part of; `None` for the module's own code.
    /// Code of a class body belongs to what holds the class.
    pub fn function_of(&self, node: Node<'m>) -> Option<Node<'m>> {
        innermost(&syntax::path(self.module.root(), node), node)
    }

    /// All that `node` stands in, nearest first.
    pub fn around(&self, node: Node<'m>) -> impl Iterator<Item = Node<'m>> {
        syntax::path(self.module.root(), node).into_iter().rev()
    }

    /// The statement that holds `node`, as it stands in its block (decorators included).
    pub fn statement_of(&self, node: Node<'m>) -> Option<Node<'m>> {
        let mut here = node;
        for around in self.around(node) {
            if syntax::is_suite(around) && here.kind() != "case_clause" {
                return Some(here);
            }
            here = around;
        }
        None
    }

    fn flow_of_suite(&self, suite: Node<'m>) -> Rc<Flow<'m>> {
        self.flows
            .borrow_mut()
            .entry(suite.id())
            .or_insert_with(|| Rc::new(Flow::of(suite, self.module.text())))
            .clone()
    }
}

/// The last `def` or `lambda` on the path to `node` whose body the path goes through.
fn innermost<'t>(path: &[Node<'t>], node: Node<'t>) -> Option<Node<'t>> {
    let below = path.iter().skip(1).chain([&node]);
    let runs = |(above, below): &(&Node<'t>, &Node<'t>)| {
        syntax::is_deferred(**above) && syntax::child(**above, "body") == Some(**below)
    };
    path.iter().zip(below).filter(runs).last().map(|(above, _)| *above)
}
