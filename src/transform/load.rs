//! From TOML to a [`Transform`]; every mistake is found here, with its line and column.

use std::path::Path;

use crate::error::Result;
use crate::predicates::Parameter;
use crate::verdict::Tier;

use super::form::{Form, Table, Text, instead};
use super::load_example::examples;
use super::query::{Uses, verify};
use super::template::Template;
use super::vocabulary::{Call, Named, Operand, Vocabulary, find};
use super::{Rewrite, Step, Transform};

const KEYS: &[&str] = &[
    "code", "name", "summary", "message", "why", "gain", "by-hand", "tier", "literals", "at", "query", "prove",
    "rewrite", "rewriter", "example",
];

/// Reads one transform. `verified` compiles its query too, to check all that depends on
/// it; the built-in ones skip that at every start, since a test does it for them.
///
/// # Errors
/// The first mistake in the file, and what to write instead.
pub fn load(path: &Path, text: &str, words: Vocabulary, verified: bool) -> Result<Transform> {
    let form = Form { path, text };
    let document = form.parse()?;
    let table = Table { form: &form, keys: document.get_ref(), at: 0, what: "a transform" };
    table.only(KEYS)?;
    let (transform, uses) = read(table, words)?;
    if verified {
        verify(&form, &transform.query, &uses, words)?;
    }
    Ok(transform)
}

/// The keys of a transform, one after the other.
fn read<'a>(table: Table<'a>, words: Vocabulary) -> Result<(Transform, Uses<'a>)> {
    let form = table.form;
    let code = code(table)?;
    let name = name(table)?;
    let summary = table.need("summary", "\"what it finds\"")?;
    let query = table.need("query", "'''(call) @call'''")?;
    let mut uses = Uses::new(query.clone());
    let message = message(table, &mut uses)?;
    let prove = proofs(table, words, &mut uses)?;
    let rewrite = rewrite(table, words, &mut uses)?;
    let at = at(table, &mut uses, rewrite.as_ref())?;
    let transform = Transform {
        path: form.path.to_owned(),
        place: form.place(table.key_at("code")),
        code: code.to_owned(),
        name: name.to_owned(),
        family: family(form.path),
        summary: summary.value.to_owned(),
        message,
        why: table.need("why", "\"\"\"why it matters\"\"\"")?.value.trim().to_owned(),
        gain: table.need("gain", "\"what it saves\"")?.value.to_owned(),
        by_hand: optional(table, "by-hand")?,
        tier: tier(table)?,
        literals: literals(table)?,
        at,
        query: query.value.to_owned(),
        prove,
        rewrite,
        examples: examples(table)?,
    };
    Ok((transform, uses))
}

/// The folder that the file stands in.
fn family(path: &Path) -> String {
    path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn code<'a>(table: Table<'a>) -> Result<&'a str> {
    let code = table.need("code", "\"ABC101\"")?;
    let letters = code.value.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = code.value.len() - letters.len();
    let fits = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_uppercase());
    if fits && (3..=5).contains(&digits) {
        return Ok(code.value);
    }
    let message = format!("`{}` is not a code", code.value);
    let error = table.form.error(code.span.start, message);
    Err(error.help("write capital letters and three to five digits, `ABC101`"))
}

fn name<'a>(table: Table<'a>) -> Result<&'a str> {
    let name = table.need("name", "\"readlines-loop\"")?;
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if name.value.split('-').all(word) && name.value.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Ok(name.value);
    }
    let message = format!("`{}` is not a name", name.value);
    let error = table.form.error(name.span.start, message);
    Err(error.help("write lower-case words joined by hyphens, `readlines-loop`"))
}

fn optional(table: Table<'_>, key: &str) -> Result<String> {
    let text = table.text(key)?;
    Ok(text.map_or(String::new(), |text| text.value.trim().to_owned()))
}

fn tier(table: Table<'_>) -> Result<Tier> {
    let Some(text) = table.text("tier")? else {
        return Ok(Tier::Safe);
    };
    match text.value {
        "safe" => Ok(Tier::Safe),
        "unsafe" => Ok(Tier::Unsafe),
        "manual" => Ok(Tier::Manual),
        other => {
            let message = format!("unknown tier `{other}`");
            let error = table.form.error(text.span.start, message);
            Err(error.help(instead(other, &["safe", "unsafe", "manual"], "`")))
        }
    }
}

fn literals(table: Table<'_>) -> Result<Vec<String>> {
    let help = "write `literals = [\"readlines\"]`: words of which one occurs in all code it finds";
    let literals = table.texts("literals")?;
    if literals.is_empty() {
        let at = table.key_at("literals");
        let error = table.form.error(at, "a transform needs at least one literal");
        return Err(error.help(help));
    }
    match literals.iter().find(|text| text.value.is_empty()) {
        Some(empty) => {
            let error = table.form.error(empty.span.start, "an empty literal occurs everywhere");
            Err(error.help(help))
        }
        None => Ok(literals.iter().map(|text| text.value.to_owned()).collect()),
    }
}

fn message<'a>(table: Table<'a>, uses: &mut Uses<'a>) -> Result<Option<Template>> {
    match table.text("message")? {
        Some(text) => template(table.form, &text, uses).map(Some),
        None => Ok(None),
    }
}

/// A template; its captures are noted as used, where they may also be absent or repeated.
fn template<'a>(form: &Form<'a>, text: &Text<'a>, uses: &mut Uses<'a>) -> Result<Template> {
    let template = Template::parse(text.value).map_err(|at| {
        let error = form.error(text.offset(form, at), "`@` without the name of a capture");
        error.help("write `@@` for an at sign")
    })?;
    for name in template.captures() {
        let at = text.value.find(&format!("@{name}")).unwrap_or(0);
        uses.note(name, text.offset(form, at), false);
    }
    Ok(template)
}

fn proofs<'a>(table: Table<'a>, words: Vocabulary, uses: &mut Uses<'a>) -> Result<Vec<Call<crate::predicates::Proof>>> {
    table.texts("prove")?.iter().map(|text| call(table.form, text, words.proofs, uses)).collect()
}

fn rewrite<'a>(table: Table<'a>, words: Vocabulary, uses: &mut Uses<'a>) -> Result<Option<Rewrite>> {
    let steps = table.tables("rewrite", "a step of a rewrite")?;
    let named = table.text("rewriter")?;
    match (steps.is_empty(), named) {
        (true, None) => Ok(None),
        (true, Some(text)) => {
            let call = call(table.form, &text, words.rewriters, uses)?;
            Ok(Some(Rewrite::Named(call)))
        }
        (false, None) => {
            let steps = steps.into_iter().map(|table| step(table, uses));
            Ok(Some(Rewrite::Steps(steps.collect::<Result<_>>()?)))
        }
        (false, Some(text)) => {
            let error = table.form.error(text.span.start, "a transform has `rewrite` or `rewriter`, not both");
            Err(error.help("remove one of them"))
        }
    }
}

fn step<'a>(table: Table<'a>, uses: &mut Uses<'a>) -> Result<Step> {
    table.only(&["replace", "with"])?;
    table.need("replace", "\"@capture\"")?;
    let replace = capture(table, "replace", uses)?.unwrap_or_default();
    let with = match table.text("with")? {
        Some(text) => template(table.form, &text, uses)?,
        None => template(table.form, &table.need("with", "\"@capture\"")?, uses)?,
    };
    Ok(Step { replace, with })
}

/// The capture under `key`, which every match has to have once.
fn capture<'a>(table: Table<'a>, key: &str, uses: &mut Uses<'a>) -> Result<Option<String>> {
    let Some(text) = table.text(key)? else {
        return Ok(None);
    };
    let name = text.value.trim_start_matches('@');
    let fits = name.len() < text.value.len() && Template::parse(text.value).is_ok();
    if !fits || name.contains(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        let message = format!("`{key}` has to be one capture, not `{}`", text.value);
        let error = table.form.error(text.span.start, message);
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let sample = if text.value.chars().all(word) { text.value } else { "name" };
        return Err(error.help(format!("write `{key} = \"@{sample}\"`")));
    }
    uses.note(name, text.offset(table.form, 0), true);
    Ok(Some(name.to_owned()))
}

/// The finding's place: `at`, or what is rewritten first, or the first capture of the query.
fn at<'a>(table: Table<'a>, uses: &mut Uses<'a>, rewrite: Option<&Rewrite>) -> Result<String> {
    if table.get("at").is_some() {
        let explicit = match table.text("at")? {
            Some(text) if !text.value.starts_with('@') => {
                uses.note(text.value, text.offset(table.form, 0), true);
                Some(text.value.to_owned())
            }
            _ => capture(table, "at", uses)?,
        };
        return Ok(explicit.unwrap_or_default());
    }
    let from_rewrite = match rewrite {
        Some(Rewrite::Steps(steps)) => steps.first().map(|step| step.replace.as_str()),
        Some(Rewrite::Named(call)) => call.captures().next(),
        None => None,
    };
    match from_rewrite.or_else(|| first_capture(uses.query.value)) {
        Some(name) => Ok(name.to_owned()),
        None => {
            let error = table.form.error(uses.query.span.start, "the query captures nothing");
            Err(error.help("add `@place` after the node that is to be reported"))
        }
    }
}

/// The first name after an at sign in a query.
fn first_capture(query: &str) -> Option<&str> {
    query.split('@').skip(1).find_map(|tail| {
        let end = tail.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)));
        let name = &tail[..end.unwrap_or(tail.len())];
        (!name.is_empty()).then_some(name)
    })
}

/// `name @capture word`, checked against a table.
fn call<'a, T: Named>(form: &Form<'a>, text: &Text<'a>, table: &'static [T], uses: &mut Uses<'a>) -> Result<Call<T>> {
    let mut pieces = text.value.split_whitespace();
    let name = pieces.next().unwrap_or_default();
    let at = |piece: &str| {
        let inner = (piece.as_ptr() as usize).saturating_sub(text.value.as_ptr() as usize);
        text.offset(form, inner)
    };
    let Some(item) = find(table, name) else {
        let names: Vec<&str> = table.iter().map(Named::name).collect();
        let error = form.error(at(name), format!("unknown {} `{name}`", T::KIND));
        return Err(error.help(instead(name, &names, "`")));
    };
    let pieces: Vec<&str> = pieces.collect();
    let arguments: Vec<Operand> = pieces.iter().map(|piece| operand(piece)).collect();
    if let Err((index, message)) = fits(item, &arguments) {
        let place = pieces.get(index).map_or(at(name), |piece| at(piece));
        let help = format!("write `{}`", usage(item));
        return Err(form.error(place, message).help(help));
    }
    for (piece, argument) in pieces.iter().zip(&arguments) {
        if let Operand::Capture(name) = argument {
            uses.note(name, at(piece), true);
        }
    }
    Ok(Call { item, arguments })
}

fn operand(piece: &str) -> Operand {
    match piece.strip_prefix('@') {
        Some(name) => Operand::Capture(name.to_owned()),
        None => Operand::Word(piece.to_owned()),
    }
}

/// Whether the arguments are those that the entry takes; else which is wrong, and how.
pub(super) fn fits<T: Named>(item: &T, arguments: &[Operand]) -> Fit {
    let parameters = item.parameters();
    let name = item.name();
    if parameters.len() != arguments.len() {
        let (wanted, found) = (parameters.len(), arguments.len());
        let s = if wanted == 1 { "" } else { "s" };
        let message = format!("{} `{name}` takes {wanted} argument{s}, not {found}", T::KIND);
        return Err((arguments.len(), message));
    }
    for (index, (parameter, argument)) in parameters.iter().zip(arguments).enumerate() {
        let wrong = match (parameter, argument) {
            (Parameter::Capture, Operand::Capture(_)) => continue,
            (Parameter::Word(words), Operand::Word(word)) if words.contains(&word.as_str()) => {
                continue;
            }
            (_, Operand::Capture(capture)) => format!("`@{capture}`"),
            (_, Operand::Word(word)) => format!("`{word}`"),
        };
        let kind = T::KIND;
        return Err((index, format!("{kind} `{name}` does not take {wrong} here")));
    }
    Ok(())
}

/// Which argument is wrong, and how.
type Fit = std::result::Result<(), (usize, String)>;

/// How an entry is written.
pub(super) fn usage<T: Named>(item: &T) -> String {
    let mut text = item.name().to_owned();
    for parameter in item.parameters() {
        match parameter {
            Parameter::Capture => text.push_str(" @capture"),
            Parameter::Word(words) => {
                text.push(' ');
                text.push_str(&words.join("|"));
            }
        }
    }
    text
}
