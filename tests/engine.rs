//! The engine's loop: several patches, nested ones, rollback, positions, line ends.

#![allow(clippy::unwrap_used)]

mod support;

use pyfix::finding::{Judge, Kind};
use pyfix::source::Source;
use pyfix::transform::Catalogue;
use pyfix::verdict::Tier;

use support::{demo, engine, judge};

/// The demo transforms whose codes begin so.
fn some(prefix: &str) -> Catalogue {
    demo().select(&[prefix.to_owned()], &[]).unwrap()
}

#[test]
fn a_file_without_literals_is_not_even_parsed() {
    let report = judge(&engine(demo(), true), "def ( :\n");
    assert!(report.after.is_none() && report.findings.is_empty());
}

#[test]
fn patches_of_several_functions_and_of_one() {
    let text = "\
def f(a, b):
    for x in list(a):
        for y in list(b):
            print(x, y)

class C:
    def g(self):
        for x in list(self.rows):
            pass
    def h(self):
        for x in list(busy): pass
        for x in list(zs): pass
for x in(list)(xs): pass
for x in list(maybe): pass
";
    let report = judge(&engine(demo(), false), text);
    let after = report.after.unwrap();
    let expected = text
        .replace("list(a)", "a")
        .replace("list(b)", "b")
        .replace("list(self.rows)", "self.rows")
        .replace("list(zs)", "zs");
    assert_eq!(after, expected);
    let kinds: Vec<(Kind, bool)> = report.findings.iter().map(|f| (f.kind, f.applied)).collect();
    let fix = (Kind::Fix(Tier::Safe), true);
    let expected = [fix, fix, fix, (Kind::Advice, false), fix, (Kind::Fix(Tier::Unsafe), false)];
    assert_eq!(kinds, expected);
    for finding in &report.findings {
        assert!(text[finding.span.clone()].starts_with("list("));
        assert_eq!(finding.edits.is_empty(), finding.kind == Kind::Advice);
    }
}

#[test]
fn what_is_inside_a_rewritten_place_waits_for_the_next_pass() {
    let text = "for x in list(shout(f)):\n    pass\n";
    let report = judge(&engine(demo(), true), text);
    assert_eq!(report.after.as_deref(), Some("# loud\nfor x in F:\n    pass\n"));
    let found: Vec<(&str, bool, &str)> =
        report.findings.iter().map(|f| (f.code.as_str(), f.applied, &text[f.span.clone()])).collect();
    let expected = [("DEM101", true, "list(shout(f))"), ("DEM201", true, "shout(f)")];
    assert_eq!(found, expected);
}

#[test]
fn a_function_waits_for_what_is_inside_it() {
    let text = "\
def preview(path):
    shown = []
    with open(path) as f:
        for line in f.readlines()[:4]:
            shown.append(line.strip())
    return shown


for text in preview('a'):
    print(text)
";
    let after = "\
from itertools import islice


def preview(path):
    with open(path) as f:
        for line in islice(f, 4):
            yield line.strip()


for text in preview('a'):
    print(text)
";
    let report = judge(&engine(Catalogue::builtin().unwrap(), false), text);
    assert_eq!(report.after.as_deref(), Some(after));
}

#[test]
fn a_patch_that_spoils_the_syntax_is_taken_back_alone() {
    let text = "\
def f():
    return spoil(a)
def g():
    for x in list(xs): pass
def h():
    return spoil(b)
";
    let report = judge(&engine(demo(), false), text);
    assert_eq!(report.after.unwrap(), text.replace("list(xs)", "xs"));
    let kinds: Vec<Kind> = report.findings.iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [Kind::Advice, Kind::Fix(Tier::Safe), Kind::Advice]);
    assert!(report.findings[0].edits.is_empty());
    assert!(report.findings[2].reasons[0].sentence.contains("parse"));
}

#[test]
fn findings_of_later_passes_stand_in_the_original_text() {
    // The first rewrite of a scope moves all that follows it.
    let text = "def f():\n    a = shout(x)\n    b = shout(y)\n    c = shout(hush)\n";
    let report = judge(&engine(some("DEM201"), true), text);
    let after = "def f():\n    # loud\n    a = X\n    # loud\n    b = Y\n    c = shout(hush)\n";
    assert_eq!(report.after.as_deref(), Some(after));
    let found: Vec<(&str, bool)> = report.findings.iter().map(|f| (&text[f.span.clone()], f.applied)).collect();
    assert_eq!(found, [("shout(x)", true), ("shout(y)", true), ("shout(hush)", false)]);
    let reason = &report.findings[2].reasons[0];
    assert_eq!(&text[reason.span.clone().unwrap()], "shout(hush)");
}

#[test]
fn a_template_keeps_line_breaks_legal_and_comments_alive() {
    let engine = engine(demo(), false);
    let text = "for x in list(\n    a +\n    b\n):\n    pass\n";
    let after = "for x in (a +\n    b):\n    pass\n";
    assert_eq!(judge(&engine, text).after.as_deref(), Some(after));
    let mut loose = Catalogue::empty(support::words());
    let mut transform = (**demo().get("unlist-loop").unwrap()).clone();
    transform.query = transform.query.replace(". (_) @items .", "(_) @items .");
    loose.add(transform).unwrap();
    let report = judge(&support::engine(loose, false), "for x in list(  # all\n    a\n): pass\n");
    assert!(report.after.is_none());
    assert!(report.findings[0].reasons[0].sentence.contains("comment"));
    assert_eq!(report.findings[0].kind, Kind::Advice);
}

#[test]
fn a_tier_is_a_ceiling() {
    let text = "y = shout(x)\n";
    let report = judge(&engine(demo(), false), text);
    assert!(report.after.is_none());
    assert_eq!(report.findings[0].kind, Kind::Fix(Tier::Unsafe));
    assert!(!report.findings[0].applied);
}

#[test]
fn a_function_with_more_places_than_passes_is_finished() {
    let text = format!("def f(xs):\n{}", "    for x in list(xs): pass\n".repeat(300));
    let report = judge(&engine(some("DEM101"), false), &text);
    assert_eq!(report.after.unwrap(), text.replace("list(xs)", "xs"));
    // Each of these reads what the one before it binds: one after the other.
    let chain: String = (0..150).map(|n| format!("    x{} = shout(x{n})\n", n + 1)).collect();
    let report = judge(&engine(some("DEM201"), true), &format!("def f(x0):\n{chain}"));
    assert_eq!(report.after.unwrap().matches("shout").count(), 0);
}

#[test]
fn messages_show_code() {
    let report = judge(&engine(demo(), false), "for x in list(a[\n  1]): pass\n");
    let message = "`list(a[ 1])` copies what the loop only walks";
    assert_eq!(report.findings[0].message, message);
}

#[test]
fn what_a_test_shows_when_it_fails_stays_a_list() {
    let engine = engine(Catalogue::builtin().unwrap(), false);
    let text = "\
def test_squares(numbers: list[int]):
    assert sum([number * number for number in numbers]) == 14
    self.assertEqual(sum([number * number for number in numbers]), 14)
    total = sum([number * number for number in numbers])
";
    let rewritten = |path: &str| {
        let report = engine.judge(Source::from_text(path, text)).unwrap();
        report.after.map_or(0, |after| after.matches("sum(number").count())
    };
    assert_eq!(rewritten("pkg/test_squares.py"), 1);
    assert_eq!(rewritten("tests/squares.py"), 1);
    assert_eq!(rewritten("squares.py"), 3);
}
