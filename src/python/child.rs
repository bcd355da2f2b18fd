//! Child processes whose output is read: `subprocess.run(...).stdout`, `Popen(...).stdout`.

use tree_sitter::Node;

use super::Facts;
use super::syntax::{Call, child, inner};
use super::types::Ty;
use super::whole::{Content, NamedContent};

/// What starts a child and waits for its end.
const WAITS: &[&str] = &["subprocess.run", "subprocess.check_output"];

/// What a child that is read while it runs may be given just as well.
const SAME: &[&str] = &[
    "text",
    "universal_newlines",
    "encoding",
    "errors",
    "cwd",
    "env",
    "shell",
    "bufsize",
    "stdin",
    "stdout",
    "stderr",
    "capture_output",
    "check",
    "executable",
    "close_fds",
    "start_new_session",
];

impl<'m> Facts<'m> {
    /// All that a child writes, where it is read after the child's end: `subprocess.run(...).stdout`,
    /// `subprocess.check_output(...)`.
    pub(super) fn content_of_child(&self, node: Node<'m>, named: Option<&NamedContent<'m>>) -> Option<Content<'m>> {
        let node = inner(node);
        let object = match node.kind() {
            "attribute" => {
                child(node, "object").filter(|_| child(node, "attribute").is_some_and(|n| self.text(n) == "stdout"))?
            }
            "call" => {
                return self.child_waited_for(node).filter(|content| {
                    self.dotted(content.call.function).as_deref() == Some("subprocess.check_output")
                });
            }
            _ => return None,
        };
        match named.filter(|named| named.load == inner(object)) {
            Some(named) if named.content.is_of_child(self) => Some(named.content.clone()),
            _ => self
                .child_waited_for(object)
                .filter(|content| self.dotted(content.call.function).as_deref() == Some("subprocess.run")),
        }
    }

    /// The call that starts a child and waits for its end, as what gives its output.
    pub fn child_waited_for(&self, node: Node<'m>) -> Option<Content<'m>> {
        let call = Call::of(inner(node)).filter(|call| !call.has_splat())?;
        let dotted = self.dotted(call.function).filter(|dotted| WAITS.contains(&dotted.as_str()))?;
        let whole = self.knowledge().function(&dotted)?.whole.as_ref()?;
        // A pipe that nobody fills would be closed at once, and stay open where the child is read.
        let fed = |value: Node<'m>| self.dotted(value).as_deref() != Some("subprocess.DEVNULL");
        let same = |name: &str, value: Node<'m>| SAME.contains(&name) && !(name == "stdin" && fed(value));
        let known = call.keywords().into_iter().all(|(name, value)| same(self.text(name), value));
        let piped = dotted == "subprocess.check_output" || self.is_piped(&call);
        let fits = known && piped && call.positional().is_some_and(|all| all.len() == 1);
        fits.then_some(Content { call, whole, suffix: String::new(), strips: None, name: None })
    }

    /// Is the output of the child that this starts read by the program?
    fn is_piped(&self, call: &Call<'m>) -> bool {
        let keyword = |name: &str| call.keywords().into_iter().find(|(n, _)| self.text(*n) == name).map(|(_, v)| v);
        let piped = keyword("stdout").is_some_and(|value| self.dotted(value).as_deref() == Some("subprocess.PIPE"));
        piped || keyword("capture_output").is_some_and(|value| value.kind() == "true")
    }

    /// Text or bytes, as the call that starts the child says.
    pub fn written_by_child(&self, call: &Call<'m>) -> Ty {
        let texts = ["text", "universal_newlines", "encoding", "errors"];
        let said: Vec<Node<'m>> =
            call.keywords().into_iter().filter(|(n, _)| texts.contains(&self.text(*n))).map(|(_, v)| v).collect();
        if said.iter().any(|value| matches!(value.kind(), "true" | "string")) {
            return Ty::Str;
        }
        if said.iter().all(|value| matches!(value.kind(), "false" | "none")) { Ty::Bytes } else { Ty::Unknown }
    }

    /// `p.stdout`, where `p` is a child that was started with a pipe: the call that started it.
    pub fn child_read_by(&self, node: Node<'m>) -> Option<Call<'m>> {
        let node = inner(node);
        let named = child(node, "attribute").filter(|n| node.kind() == "attribute" && self.text(*n) == "stdout");
        let object = child(node, "object").map(inner).filter(|_| named.is_some())?;
        let started = if object.kind() == "identifier" { self.opened_by(object)? } else { object };
        let call = Call::of(started).filter(|call| !call.has_splat())?;
        let popen = self.dotted(call.function).as_deref() == Some("subprocess.Popen");
        (popen && self.is_piped(&call)).then_some(call)
    }

    /// What `subprocess.check_output` gives.
    pub(super) fn checked_output(&self, call: &Call<'m>) -> Option<Ty> {
        let checks = self.dotted(call.function).as_deref() == Some("subprocess.check_output");
        (checks && !call.has_splat()).then(|| self.written_by_child(call))
    }

    /// What the output of a child is: a file while it runs, text or bytes after its end.
    pub(super) fn output_type(&self, node: Node<'m>) -> Option<Ty> {
        if let Some(call) = self.child_read_by(node) {
            return match self.written_by_child(&call) {
                Ty::Str => Some(Ty::File { binary: false }),
                Ty::Bytes => Some(Ty::File { binary: true }),
                _ => None,
            };
        }
        let object = child(node, "object").map(inner).filter(|_| node.kind() == "attribute")?;
        let named = child(node, "attribute").is_some_and(|n| self.text(n) == "stdout");
        let run = if object.kind() == "identifier" { self.opened_by(object) } else { Some(object) };
        let content = self.child_waited_for(run.filter(|_| named)?)?;
        content.is_output(self).then(|| self.written_by_child(&content.call))
    }

    /// What the child is started with where it is read while it runs: its errors, which nobody reads,
    /// go nowhere.
    pub fn arguments_of_child(&self, call: &Call<'m>) -> Option<String> {
        let module = self.text(child(call.function, "object")?);
        let mut all = Vec::new();
        for argument in call.all() {
            let name = child(argument, "name").filter(|_| argument.kind() == "keyword_argument");
            let value = child(argument, "value").map_or("", |value| self.text(value));
            match name.map_or("", |name| self.text(name)) {
                "check" => {}
                "capture_output" => {
                    all.push(format!("stdout={module}.PIPE"));
                    all.push(format!("stderr={module}.DEVNULL"));
                }
                "stderr" if value.ends_with("PIPE") => all.push(format!("stderr={module}.DEVNULL")),
                _ => all.push(self.text(argument).to_owned()),
            }
        }
        Some(all.join(", "))
    }
}

impl<'m> Content<'m> {
    /// What has its name is not the output, but what the child came to: `done.stdout` is the output.
    pub fn is_output(&self, facts: &Facts<'m>) -> bool {
        facts.dotted(self.call.function).as_deref() == Some("subprocess.run")
    }

    /// It is the output of a child.
    pub fn is_of_child(&self, facts: &Facts<'m>) -> bool {
        facts.dotted(self.call.function).is_some_and(|dotted| WAITS.contains(&dotted.as_str()))
    }
}
