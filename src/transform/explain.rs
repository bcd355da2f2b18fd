//! Transforms as text: the list of all, and a page for one.

use std::fmt::Write as _;

use similar::TextDiff;

use crate::error::Result;
use crate::verdict::Tier;

use super::{Catalogue, Example, Named, Rewrite, Shape, Template, Transform};

/// A line for each transform: code, name, tier and summary.
pub fn list(catalogue: &Catalogue) -> String {
    let transforms = catalogue.transforms();
    let width = |text: fn(&Transform) -> &str| {
        let widths = transforms.iter().map(|t| text(t).chars().count());
        widths.max().unwrap_or_default()
    };
    let code = width(|t| &t.code);
    let name = width(|t| &t.name);
    let mut out = String::new();
    for t in transforms {
        let tier = tier(best(t));
        let _ = writeln!(out, "{:code$}  {:name$}  {tier:6}  {}", t.code, t.name, t.summary);
    }
    out
}

/// The page of the transform of that code or name.
///
/// # Errors
/// There is no such transform.
pub fn explain(catalogue: &Catalogue, name: &str) -> Result<String> {
    Ok(page(catalogue.get(name)?))
}

fn page(t: &Transform) -> String {
    let mut out = format!("{} {} ({})\n\n{}.\n", t.code, t.name, t.family, t.summary);
    section(&mut out, "Why", &t.why);
    section(&mut out, "What is saved", &t.gain);
    section(&mut out, "Tier", promise(best(t)));
    section(&mut out, "What is proved first", &proofs(t));
    section(&mut out, "What is written", &written(t));
    section(&mut out, "By hand, where nothing is proved", &t.by_hand);
    out.push_str("\nExamples\n");
    for example in &t.examples {
        out.push('\n');
        indented(&mut out, "  ", &shown(example));
    }
    out
}

/// The best tier that its rewrites may have.
fn best(t: &Transform) -> Tier {
    match t.rewrite {
        None => Tier::Manual,
        Some(_) => t.tier,
    }
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Safe => "safe",
        Tier::Unsafe => "unsafe",
        Tier::Manual => "advice",
    }
}

fn promise(tier: Tier) -> &'static str {
    match tier {
        Tier::Safe => "safe where all of the below is proved, unsafe where something is in doubt",
        Tier::Unsafe => "unsafe at best: applied with --unsafe-fixes only",
        Tier::Manual => "advice: nothing is rewritten",
    }
}

fn proofs(t: &Transform) -> String {
    let lines = t.prove.iter().map(|call| format!("- {call}: {}", call.item.doc()));
    lines.collect::<Vec<_>>().join("\n")
}

fn written(t: &Transform) -> String {
    match &t.rewrite {
        None => String::new(),
        Some(Rewrite::Named(call)) => format!("{call}: {}", call.item.doc()),
        Some(Rewrite::Steps(steps)) => {
            let line = |step: &super::Step| format!("@{} -> {}", step.replace, source(&step.with));
            steps.iter().map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

/// A template as it is written.
fn source(template: &Template) -> String {
    let shown = |name: &str| Some(format!("@{name}"));
    template.render(shown).unwrap_or_default()
}

fn shown(example: &Example) -> String {
    let (what, body) = match &example.shape {
        Shape::Safe(after) => ("rewritten:".to_owned(), changed(&example.code, after)),
        Shape::Unsafe(after) => ("rewritten with --unsafe-fixes:".to_owned(), changed(&example.code, after)),
        Shape::Report(reason) => (format!("reported ({reason}):"), example.code.clone()),
        Shape::Needed(reason) => (format!("left as it is ({reason}):"), example.code.clone()),
        Shape::Quiet => ("not found:".to_owned(), example.code.clone()),
    };
    let title = example.title.as_ref().map_or(String::new(), |t| format!("{t}, "));
    let mut out = format!("{title}{what}\n");
    indented(&mut out, "    ", body.trim_matches('\n'));
    out
}

/// All lines of both texts, marked as in a diff.
fn changed(before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let lines = diff.iter_all_changes().map(|change| {
        let line = change.value().trim_end_matches(['\r', '\n']);
        format!("{} {line}\n", change.tag()).replace("  \n", "\n")
    });
    lines.collect()
}

fn section(out: &mut String, title: &str, text: &str) {
    if !text.trim().is_empty() {
        let _ = writeln!(out, "\n{title}");
        indented(out, "  ", text.trim());
    }
}

/// Appends lines with a margin; empty lines stay empty.
fn indented(out: &mut String, margin: &str, text: &str) {
    for line in text.lines() {
        let line = format!("{margin}{line}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
