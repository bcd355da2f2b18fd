//! What CPython 3.11's `symtable` cannot say: later syntax, and what it leaves to run time. The
//! rest is compared with it in `tests/names.rs`.
#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use super::{Role, ScopeKind, Scopes};
use crate::parse::Module;
use crate::python::syntax::text;
use crate::source::Source;

/// For each place marked by a comment-like `‹name›` in `code`, which scope owns the name there:
/// the first line of what makes the scope, or "module" or "unbound".
fn owners(code: &str) -> Vec<String> {
    let places: Vec<usize> = code.match_indices('‹').enumerate().map(|(n, (at, _))| at - n * 6).collect();
    let plain = code.replace(['‹', '›'], "");
    let module = Module::parse(Source::from_text("pack/names.py", plain.clone())).unwrap();
    let scopes = Scopes::of(&module);
    let owner = |at: &usize| {
        let node = module.root().descendant_for_byte_range(*at, *at + 1).unwrap();
        let symbol = scopes.symbol_at(node).unwrap();
        let scope = &scopes.scopes[scopes.symbols[symbol].scope];
        match scope.kind {
            _ if !scopes.is_bound(symbol) => "unbound".to_owned(),
            ScopeKind::Module => "module".to_owned(),
            _ => plain[scope.range.clone()].lines().next().unwrap().to_owned(),
        }
    };
    places.iter().map(owner).collect()
}

/// The roles of `name` in the symbol that `at` (a scope's first line, or "module") owns.
fn roles(code: &str, at: &str, name: &str) -> Vec<Role> {
    let module = Module::parse(Source::from_text("pack/names.py", code)).unwrap();
    let scopes = Scopes::of(&module);
    let owns = |scope: usize| match scope {
        0 => at == "module",
        _ => code[scopes.scopes[scope].range.clone()].lines().next() == Some(at),
    };
    let symbol = scopes.symbols.iter().find(|s| s.name == name && owns(s.scope)).unwrap();
    assert!(symbol.occurrences.iter().all(|o| !text(o.node, code).is_empty()));
    symbol.occurrences.iter().map(|o| o.role).collect()
}

#[test]
fn type_parameters_are_seen_by_header_and_body_alone() {
    let code = "def f[‹T›](x: ‹T›, y=‹T›) -> ‹T›:\n    return ‹T›\n‹T›\n";
    let own = "[T]";
    assert_eq!(owners(code), [own, own, "unbound", own, own, "unbound"]);
    let code = "class C[list](Base[‹list›]):\n    ‹list›\n    def m(self, x: ‹list›):\n        return ‹list›()\n";
    assert_eq!(owners(code), ["[list]"; 4]);
}

#[test]
fn bounds_and_aliases_see_the_class_around() {
    let code = "class C:\n    x = int\n    type A = ‹x›\n    type B[T: ‹x›] = dict[‹T›, ‹x›]\n    def m[U: ‹x›](self, v: ‹x›):\n        return ‹x›\n";
    let class = "class C:";
    assert_eq!(owners(code), [class, class, "type B[T: x] = dict[T, x]", class, class, class, "unbound"]);
}

#[test]
fn an_alias_is_evaluated_later_and_may_be_recursive() {
    let code = "def f():\n    rows = 1\n    type ‹A› = list[‹A› | ‹rows›]\n";
    assert_eq!(owners(code), ["def f():"; 3]);
    let module = Module::parse(Source::from_text("pack/names.py", code.replace(['‹', '›'], ""))).unwrap();
    let scopes = Scopes::of(&module);
    let rows = scopes.symbols.iter().find(|s| s.name == "rows").unwrap();
    let load = rows.loads().next().unwrap();
    assert_ne!(scopes.running(load.scope), rows.scope, "the value of an alias runs by itself");
}

#[test]
fn an_assignment_to_an_attribute_of_type_is_no_alias() {
    assert_eq!(owners("def f(x, v):\n    ‹type›(‹x›).field = ‹v›\n"), ["unbound", "def f(x, v):", "def f(x, v):"]);
    assert_eq!(owners("type = 1\n‹type›(x).field = v\n"), ["module"]);
}

#[test]
fn stars_of_type_parameters_and_patterns_bind() {
    assert_eq!(owners("def f[*‹Ts›, **‹P›](*a: *‹Ts›): ‹P›\n"), ["[*Ts, **P]"; 4]);
    let code = "def f(q):\n    match q:\n        case [‹a›, *‹b›] | {‹K›.x: ‹c›, **‹d›}: pass\n        case ‹C›(‹e›, f=‹g›) as ‹h›: pass\n        case _: ‹_›\n";
    let own = "def f(q):";
    let expected = [own, own, "unbound", own, own, "unbound", own, own, own, "unbound"];
    assert_eq!(owners(code), expected);
}

#[test]
fn global_holds_for_nested_functions_and_nonlocal_skips_classes() {
    let code = "x = 0\ndef a():\n    x = 1\n    def b():\n        global x\n        def c():\n            return ‹x›\n";
    assert_eq!(owners(code), ["module"]);
    let code = "def f():\n    x = 1\n    class C:\n        x = 2\n        def g(self):\n            nonlocal ‹x›\n            ‹x› = 3\n";
    assert_eq!(owners(code), ["def f():"; 2]);
    let code = "def f():\n    x = 1\n    def g():\n        def h():\n            nonlocal x\n            ‹x› = 3\n";
    assert_eq!(owners(code), ["def f():"]);
    let code = "def f():\n    def g():\n        return ‹x›\n    global x\n    ‹x› = 1\n";
    assert_eq!(owners(code), ["module"; 2]);
}

#[test]
fn a_class_body_falls_through_to_the_module() {
    let code = "rows = []\ndef f():\n    rows = 1\n    class C:\n        rows = ‹rows›\n";
    assert_eq!(owners(code), ["class C:"]);
    assert_eq!(roles(&code.replace(['‹', '›'], ""), "module", "rows"), [Role::Store, Role::Load]);
    assert_eq!(roles(&code.replace(['‹', '›'], ""), "def f():", "rows"), [Role::Store]);
    let code = "def f():\n    rows = 1\n    class C:\n        own = ‹rows›\n";
    assert_eq!(owners(code), ["def f():"]);
}

#[test]
fn the_first_iterable_belongs_to_the_class_and_the_rest_does_not() {
    let code = "class C:\n    x = 1\n    y = [‹x› for _ in ‹x› if ‹x› for z in ‹x›]\n";
    assert_eq!(owners(code), ["unbound", "class C:", "unbound", "unbound"]);
}

#[test]
fn names_are_mangled_and_normalised() {
    let code = "class _C:\n    __x = 1\n    def m(self):\n        return ‹_C__x›, ‹__x›\n_C__x = 2\n";
    assert_eq!(owners(code), ["module", "module"]);
    assert_eq!(owners("class __:\n    def m(self): return ‹__x›\n__x = 1\n"), ["module"]);
    assert_eq!(owners("class C:\n    def m(self): return ‹__x__›, ‹__y›\n__x__ = __y = 1\n"), ["module", "unbound"]);
    assert_eq!(owners("def f():\n    ﬁle = 1\n    return ‹file›\n"), ["def f():"]);
}

#[test]
fn the_name_of_a_handler_is_bound_and_deleted() {
    let code = "try:\n    f()\nexcept E as e:\n    e\n";
    assert_eq!(roles(code, "module", "e"), [Role::Delete, Role::Store, Role::Load]);
    assert_eq!(roles("with a as e:\n    pass\n", "module", "e"), [Role::Store]);
}

#[test]
fn an_annotation_alone_hides_the_builtin_and_binds_nothing() {
    let code = "def f():\n    sum: int\n    return sum\n";
    assert_eq!(roles(code, "def f():", "sum"), [Role::Declared, Role::Load]);
    assert_eq!(owners("def f():\n    sum: int\n    return ‹sum›\n"), ["def f():"]);
    assert_eq!(owners("def f():\n    (sum): int\n    return ‹sum›\n"), ["unbound"]);
    assert_eq!(owners("sum: int\n‹sum›\n"), ["unbound"]);
}

#[test]
fn replacement_fields_hold_names() {
    let code = "x = 1\nf\"{‹x›:{‹x›}} {d[\"k\"][‹x›]!r:>{‹x›}} {f'{‹x›}'}\" \"{x}\"\n";
    assert_eq!(owners(code), ["module"; 5]);
}

#[test]
fn a_walrus_belongs_to_what_holds_the_comprehension() {
    let code = "def f():\n    g = lambda: [[‹y› for _ in a if (‹y› := _)] for _ in b]\n    return ‹y›\n";
    let lambda = "lambda: [[y for _ in a if (y := _)] for _ in b]";
    assert_eq!(owners(code), [lambda, lambda, "unbound"]);
}

/// May the names of this scope be read or bound unseen?
fn dynamic(code: &str, first_line: &str) -> bool {
    let module = Module::parse(Source::from_text("pack/names.py", code)).unwrap();
    let scopes = Scopes::of(&module);
    let mut here = scopes.scopes.iter().rev().filter(|s| code[s.range.clone()].lines().next() == Some(first_line));
    here.next().unwrap().dynamic
}

#[test]
fn what_reads_names_unseen_makes_a_scope_dynamic() {
    for code in [
        "locals()",
        "vars()",
        "dir()",
        "[locals() for _ in x]",
        "f(locals)",
        "eval(s)",
        "x.f_locals",
        "vars(*x)",
        "x.cell_contents",
    ] {
        assert!(dynamic(&format!("def f(x):\n    {code}\n"), "def f(x):"), "{code}");
    }
    for code in ["vars(x)", "dir(x)", "x.locals", "lambda: locals()", "f(locals=1)"] {
        assert!(!dynamic(&format!("def f(x):\n    {code}\n"), "def f(x):"), "{code}");
    }
}

#[test]
fn what_may_give_the_module_itself_opens_it() {
    let opens = [
        "import names",
        "from names import rows",
        "from . import names",
        "import pack.names",
        "import __main__",
        "from sys import modules",
        "import sys as s; s.modules[n]",
        "import builtins as b",
        "importlib.import_module(__name__)",
        "__import__(name)",
        "__import__('names')",
    ];
    for code in opens {
        assert!(dynamic(code, code), "{code}");
    }
    for code in [
        "import sys as s",
        "import names_of",
        "from . import other",
        "import_module('json')",
        "from x import names",
        "import other.names",
    ] {
        assert!(!dynamic(code, code), "{code}");
    }
}
