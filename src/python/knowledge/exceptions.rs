//! Which handler catches which exception.

use super::Knowledge;

impl Knowledge {
    /// The direct parents of an exception, by its builtin or dotted name; empty if not known.
    pub fn exception_parents(&self, name: &str) -> &[String] {
        self.exceptions.get(name).map_or(&[], Vec::as_slice)
    }

    /// The name is of a known exception.
    pub fn is_exception(&self, name: &str) -> bool {
        self.exceptions.contains_key(name)
    }

    /// `except handler` is sure to catch every `exception`.
    pub fn catches(&self, handler: &str, exception: &str) -> bool {
        self.descends(exception, handler)
    }

    /// `except handler` may catch an `exception` or a narrower one: with an unknown name it may.
    pub fn may_catch(&self, handler: &str, exception: &str) -> bool {
        let known = self.is_exception(handler) && self.is_exception(exception);
        !known || self.catches(handler, exception) || self.catches(exception, handler)
    }

    /// `name` is `ancestor` or below it. Aliases are each other's parents (`IOError` and
    /// `OSError`), so names are visited once.
    fn descends(&self, name: &str, ancestor: &str) -> bool {
        let mut seen = vec![name];
        let mut at = 0;
        while let Some(name) = seen.get(at).copied() {
            for parent in self.exception_parents(name) {
                if !seen.contains(&parent.as_str()) {
                    seen.push(parent);
                }
            }
            at += 1;
        }
        seen.contains(&ancestor)
    }
}
