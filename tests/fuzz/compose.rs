//! A recipe becomes a program.

use crate::recipe::{Parts, Recipe, Span, Split, Style};
use crate::table::{Tables, Texts};
use crate::template::{deeper, expand, insert, stack};

/// The files of a program by name; `main.py` is the first.
pub type Files = Vec<(String, String)>;

/// Name, value and type of what a program works on.
const INPUTS: &[(&str, &str, &str)] = &[
    ("xs", "[5, 3, 8, 1, 9, 2, 7, 4]", "list[int]"),
    ("d", r#"{"a": 5, "b": 3, "c": 9, "d": 1}"#, "dict[str, int]"),
    ("path", r#""data.txt""#, "str"),
    ("n", "40", "int"),
];

/// Modules that are imported where they are named.
const MODULES: &[&str] = &[
    "asyncio",
    "bisect",
    "collections",
    "contextlib",
    "copy",
    "decimal",
    "functools",
    "glob",
    "sqlite3",
    "gzip",
    "hashlib",
    "heapq",
    "io",
    "itertools",
    "json",
    "math",
    "operator",
    "os",
    "pickle",
    "random",
    "re",
    "shutil",
    "statistics",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "types",
    "zipfile",
];

/// The program of a recipe.
pub fn compose(tables: &Tables, recipe: &Recipe) -> Files {
    Composer { parts: recipe.parts(tables) }.program()
}

struct Composer<'t> {
    parts: Parts<'t>,
}

impl Composer<'_> {
    fn program(&self) -> Files {
        let tops = self.tops();
        let (globals, placed) = self.placed();
        let mut files = Vec::new();
        let split = self.parts.recipe.split;
        let rest = stack(&[&globals, &placed]);
        let main = if split == Split::OneFile || tops.is_empty() {
            tops.into_iter().chain([rest]).collect::<Vec<_>>().join("\n\n\n")
        } else {
            let text = tops.join("\n\n\n");
            files.push(("parts.py".to_owned(), with_imports(&text)));
            let names = match split {
                Split::ImportStar => "*".to_owned(),
                Split::OneFile | Split::ImportNames => defined(&text).join(", "),
            };
            format!("from parts import {names}\n\n{rest}")
        };
        files.insert(0, ("main.py".to_owned(), with_imports(&main)));
        files
    }

    /// The text of a slot.
    fn text(&self, slot: &str, texts: &Texts) -> String {
        self.parts.recipe.pick(slot, texts).trim_matches('\n').to_owned()
    }

    /// A text of the hazard.
    fn hazard(&self, slot: &str, field: impl Fn(&crate::table::Hazard) -> &Texts) -> String {
        self.parts.hazard.map_or_else(String::new, |hazard| self.text(slot, field(hazard)))
    }

    /// Definitions at the level of the module.
    fn tops(&self) -> Vec<String> {
        let parts = &self.parts;
        let mut tops = vec![self.hazard("top", |h| &h.top), self.text("producer top", &parts.producer.top)];
        tops.extend(parts.between.map(|between| self.text("between top", &between.top)));
        for (wrap, _) in &parts.wraps {
            let top = self.text("wrap top", &wrap.top);
            if !tops.contains(&top) {
                tops.push(top);
            }
        }
        tops.retain(|top| !top.is_empty());
        tops.iter().map(|top| self.macros(top)).collect()
    }

    /// Input definitions at the level of the module, and the frame with all that is in it.
    fn placed(&self) -> (String, String) {
        let frame = self.text("frame", &self.parts.frame.code);
        let text = match frame.contains("$EXPR") {
            true => frame.replace("$EXPR", &self.expression()),
            false => insert(&frame, "$CORE", &self.core()),
        };
        let text = self.macros(&text);
        let used: Vec<&(&str, &str, &str)> = INPUTS.iter().filter(|(name, ..)| text.contains(&input(name))).collect();
        self.inputs(&text, &used)
    }

    /// The way the inputs come in.
    fn inputs(&self, text: &str, used: &[&(&str, &str, &str)]) -> (String, String) {
        let style = self.parts.recipe.style;
        let join = |each: &dyn Fn(&str, &str, &str) -> String, by: &str| {
            used.iter().map(|(name, value, kind)| each(name, value, kind)).collect::<Vec<_>>().join(by)
        };
        let globals = match style {
            Style::Global => join(&|n, v, _| format!("{} = {v}", n.to_uppercase()), "\n"),
            _ => String::new(),
        };
        let parameters = match style {
            Style::Parameter => join(&|n, _, _| n.to_owned(), ", "),
            Style::Annotated => join(&|n, _, t| format!("{n}: {t}"), ", "),
            Style::Default => join(&|n, v, _| format!("{n}={v}"), ", "),
            _ => String::new(),
        };
        let arguments = match style {
            Style::Parameter | Style::Annotated => join(&|_, v, _| v.to_owned(), ", "),
            _ => String::new(),
        };
        let init = match style {
            Style::Own => join(&|n, v, _| format!("self.{n} = {v}"), "\n"),
            _ => String::new(),
        };
        let local = match style {
            Style::Local => join(&|n, v, _| format!("{n} = {v}"), "\n"),
            Style::Attribute if !used.is_empty() => {
                format!("box = types.SimpleNamespace({})", join(&|n, v, _| format!("{n}={v}"), ", "))
            }
            Style::Item if !used.is_empty() => {
                format!("given = {{{}}}", join(&|n, v, _| format!("\"{n}\": {v}"), ", "))
            }
            _ => String::new(),
        };
        let mut text = insert(&insert(text, "$INIT", &init), "$INPUTS", &local);
        text = match parameters.is_empty() {
            true => text.replace(", $PARAMS", "").replace(" $PARAMS", "").replace("$PARAMS", ""),
            false => text.replace("$PARAMS", &parameters),
        };
        text = text.replace("$ARGS", &arguments);
        for (name, ..) in INPUTS {
            text = text.replace(&input(name), &spelled(style, name));
        }
        (globals, text)
    }

    /// The walk as an expression.
    fn expression(&self) -> String {
        let walk = self.text("walk", &self.parts.consumer.expression);
        walk.replace("$M", &self.text("seq", &self.parts.producer.seq))
    }

    /// Producer, what stands between, and walk.
    fn core(&self) -> String {
        let producer = self.parts.producer;
        let seq = self.text("seq", &producer.seq);
        let named = self.parts.recipe.named || seq.is_empty();
        let make = match (seq.is_empty(), named) {
            (true, _) => self.text("make", &producer.make),
            (false, true) => format!("rows = {seq}"),
            (false, false) => String::new(),
        };
        let make = self.around("around make", |h| &h.around_make, Span::Make, make);
        let make = stack(&[&self.hazard("before make", |h| &h.before_make), &make]);
        let walk = self.walk().replace("$M", if named { "rows" } else { &seq });
        let walk = self.around("around walk", |h| &h.around_walk, Span::Walk, walk);
        let between = self.parts.between.map_or_else(String::new, |b| self.text("between", &b.code));
        let walk = stack(&[&between, &self.hazard("between", |h| &h.between), &walk]);
        let after = self.hazard("after", |h| &h.after);
        let head = self.text("block", &producer.block);
        let body = match (head.is_empty(), self.parts.recipe.leave) {
            (true, _) => stack(&[&make, &walk, &after]),
            (false, true) => stack(&[&head, &deeper(&make), &walk, &after]),
            (false, false) => stack(&[&head, &deeper(&stack(&[&make, &walk, &after]))]),
        };
        let body = self.around("wrap", |h| &h.wrap, Span::All, body);
        let setup = self.text("setup", &producer.setup);
        stack(&["$INPUTS", &setup, &self.hazard("setup", |h| &h.setup), &body])
    }

    /// The statements that walk it.
    fn walk(&self) -> String {
        let consumer = self.parts.consumer;
        if consumer.code.is_empty() {
            return format!("print({})", self.text("walk", &consumer.expression));
        }
        insert(&self.text("walk", &consumer.code), "$BODY", &self.hazard("body", |h| &h.body))
    }

    /// Puts the wraps of this span around a block: that of the hazard is the inner one.
    fn around(&self, slot: &str, field: impl Fn(&crate::table::Hazard) -> &Texts, span: Span, block: String) -> String {
        let mut block = block;
        let own = self.hazard(slot, field);
        if !own.is_empty() && !block.is_empty() {
            block = insert(&own, "$IN", &block);
        }
        for (wrap, _) in self.parts.wraps.iter().filter(|(_, s)| *s == span) {
            if !block.is_empty() {
                block = insert(&self.text("wrap code", &wrap.code), "$IN", &block);
            }
        }
        block
    }

    /// Writes out `$E(..)`, `$I(..)` and `$num(..)`.
    fn macros(&self, text: &str) -> String {
        let item = self.parts.producer.item.as_str();
        let number = matches!(item, "int" | "pair");
        let any = self.hazard("element", |h| &h.element);
        let typed = if number {
            self.hazard("element", |h| &h.element_int)
        } else {
            self.hazard("element", |h| &h.element_str)
        };
        let element = if any.is_empty() { typed } else { any };
        let handed = self.hazard("use", |h| &h.r#use);
        let text = expand(text, "$E", &|inner, rest| filled(&element, "$e", inner, rest));
        let text = expand(&text, "$I", &|inner, rest| filled(&handed, "$i", inner, rest));
        expand(&text, "$num", &|inner, _| match item {
            "pair" => format!("{inner}[1]"),
            "str" | "bytes" => format!("len({inner})"),
            _ => inner.to_owned(),
        })
    }
}

/// The hole of a template filled, in parentheses where they are needed.
fn filled(template: &str, hole: &str, inner: &str, rest: &str) -> String {
    let simple = inner.chars().all(|c| c.is_alphanumeric() || c == '_');
    if template.is_empty() {
        let alone = simple || rest.starts_with([')', ']', '\n', ',']) || rest.starts_with(" for") || rest.is_empty();
        return if alone { inner.to_owned() } else { format!("({inner})") };
    }
    let inner = if simple { inner.to_owned() } else { format!("({inner})") };
    let text = template.replace(hole, &inner);
    let called = text.ends_with(')') && !text.contains(' ');
    if called || rest.starts_with(')') && !text.contains(',') { text } else { format!("({text})") }
}

/// How an input is written in the tables.
fn input(name: &str) -> String {
    format!("${name}")
}

/// How an input is written in the program.
fn spelled(style: Style, name: &str) -> String {
    match style {
        Style::Global => name.to_uppercase(),
        Style::Local | Style::Parameter | Style::Annotated | Style::Default => name.to_owned(),
        Style::Attribute => format!("box.{name}"),
        Style::Item => format!("given[\"{name}\"]"),
        Style::Own => format!("self.{name}"),
    }
}

/// The text after the imports that it needs.
fn with_imports(text: &str) -> String {
    let mut imports: Vec<String> =
        MODULES.iter().filter(|module| names(text, module)).map(|module| format!("import {module}\n")).collect();
    if text.contains("Path(") {
        imports.push("from pathlib import Path\n".to_owned());
    }
    let gap = if imports.is_empty() { "" } else { "\n" };
    format!("{}{gap}{}\n", imports.concat(), text.trim_matches('\n'))
}

/// Whether `module.` stands there as a word of its own.
fn names(text: &str, module: &str) -> bool {
    let dotted = format!("{module}.");
    text.match_indices(&dotted)
        .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '\'')))
}

/// The names that a module defines at its level.
fn defined(text: &str) -> Vec<String> {
    let word = |line: &str| line.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let name = |line: &str| {
        let definition = ["def ", "class ", "async def "].iter().find_map(|head| line.strip_prefix(head));
        let assigned = || line.split_once(" = ").filter(|(left, _)| word(left) == *left).map(|_| line);
        definition.or_else(assigned).map(word)
    };
    let mut found: Vec<String> = text.lines().filter_map(name).collect();
    found.sort();
    found.dedup();
    found
}
