//! The effects on files and on the state of the process.

use std::ops::Range;

use tree_sitter::Node;

use super::Collector;
use crate::python::effects::{FileUse, Place};
use crate::python::knowledge::{Effect, Entry, Place as World};
use crate::python::paths::Path;
use crate::python::syntax::{Call, child, inner};
use crate::python::types::Ty;

impl<'m> Collector<'_, 'm> {
    /// A file is read or written through an expression that stands for it.
    pub(super) fn file_use(&mut self, file: Node<'m>, changes: bool, span: Range<usize>) {
        let file = inner(file);
        let handle = (file.kind() == "identifier").then(|| self.facts.scopes().symbol_at(file)).flatten();
        let opening = match handle {
            Some(_) => self.facts.opening_of_name(file),
            None => self.facts.opening(file),
        };
        let path = opening.map_or(Path::Any, |o| self.facts.path_of(o.path));
        self.effects.files.push(FileUse { span, path, handle, changes });
    }

    /// Shared state of the process or the world.
    pub(super) fn world(&mut self, entry: &Entry, span: &Range<usize>) {
        for place in entry.reads.iter().filter(|p| **p != World::Position) {
            self.effects.read(Place::World(*place), span.clone());
        }
        for place in entry.writes.iter().filter(|p| **p != World::Position) {
            self.effects.write(Place::World(*place), span.clone());
        }
    }

    /// A method of a file uses its position, and its content.
    pub(super) fn stream(&mut self, file: Node<'m>, entry: &Entry, span: &Range<usize>) {
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

    /// Files that the call opens, reads or changes by path.
    pub(super) fn filed(&mut self, call: &Call<'m>, entry: &Entry) {
        let span = call.node.byte_range();
        if let Some(opening) = self.facts.opening(call.node) {
            let path = self.facts.path_of(opening.path);
            self.effects.files.push(FileUse { span, path, handle: None, changes: !opening.reads_only() });
            return;
        }
        let file_method = call.method().is_some_and(|(o, _)| matches!(self.facts.type_of(o), Ty::File { .. }));
        let reads_whole = entry.whole.as_ref().is_some_and(|whole| whole.opens.is_some());
        if let (true, Some((path, _))) = (reads_whole && entry.reads.contains(&World::Cwd), call.method()) {
            self.effects.files.push(FileUse { span, path: self.facts.path_of(path), handle: None, changes: false });
        } else if let Some(handle) = self.printed_to(call) {
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
}
