//! The examples of a transform's file.

use crate::error::Result;
use crate::python::Version;

use super::form::Table;
use super::{Example, Shape};

const KEYS: &[&str] = &["title", "before", "after", "unsafe", "report", "needed", "quiet", "because", "target"];

/// What an example may be.
const SHAPES: &str = "write `before` and `after`, `before` and `unsafe`, `report` and `because`, \
                      `needed` and `because`, or `quiet`";

/// All examples; a transform has at least one.
pub(super) fn examples(table: Table<'_>) -> Result<Vec<Example>> {
    let tables = table.tables("example", "an example")?;
    if tables.is_empty() {
        let error = table.form.error(table.at, "a transform needs at least one example");
        return Err(error.help("add `[[example]]` with `before` and `after`"));
    }
    tables.into_iter().map(example).collect()
}

fn example(table: Table<'_>) -> Result<Example> {
    table.only(KEYS)?;
    let (code, shape) = shape(table)?;
    Ok(Example {
        title: table.text("title")?.map(|text| text.value.to_owned()),
        line: table.form.place(table.at).0,
        code,
        shape,
        target: target(table)?,
    })
}

/// The code and what must come out of it.
fn shape(table: Table<'_>) -> Result<(String, Shape)> {
    let text = |key| Ok(table.text(key)?.map(|text| text.value.to_owned()));
    let keys: Vec<&str> = ["before", "after", "unsafe", "report", "needed", "quiet", "because"]
        .into_iter()
        .filter(|key| table.get(key).is_some())
        .collect();
    let value = |key| text(key).map(Option::unwrap_or_default);
    match keys.as_slice() {
        ["before", "after"] => Ok((value("before")?, Shape::Safe(value("after")?))),
        ["before", "unsafe"] => Ok((value("before")?, Shape::Unsafe(value("unsafe")?))),
        ["report", "because"] => Ok((value("report")?, Shape::Report(value("because")?))),
        ["needed", "because"] => Ok((value("needed")?, Shape::Needed(value("because")?))),
        ["quiet"] => Ok((value("quiet")?, Shape::Quiet)),
        [] => Err(table.form.error(table.at, "an example without code").help(SHAPES)),
        found => {
            let message = format!("an example cannot be made of `{}`", found.join("`, `"));
            Err(table.form.error(table.at, message).help(SHAPES))
        }
    }
}

/// `target = "3.9"`
fn target(table: Table<'_>) -> Result<Version> {
    let Some(text) = table.text("target")? else {
        return Ok(Version::DEFAULT);
    };
    text.value.parse().map_err(|_| {
        let message = format!("`{}` is not a Python version", text.value);
        let error = table.form.error(text.span.start, message);
        error.help("write `target = \"3.9\"`")
    })
}
