//! Which name a spelling means: PEP 3131 normalises, class bodies mangle (Reference 6.2.1).

use std::borrow::Cow;
use std::rc::Rc;

use unicode_normalization::{UnicodeNormalization, is_nfkc};

/// The NFKC form of an identifier: `ﬁle` is `file`.
pub(super) fn normal(word: &str) -> Cow<'_, str> {
    if word.is_ascii() || is_nfkc(word) { Cow::Borrowed(word) } else { Cow::Owned(word.nfkc().collect()) }
}

/// What a class puts before the private names in its body; `None` if its own name is all underscores.
pub(super) fn private_prefix(class: &str) -> Option<Rc<str>> {
    let stripped = class.trim_start_matches('_');
    (!stripped.is_empty()).then(|| Rc::from(format!("_{}", normal(stripped))))
}

/// The name as the class with `prefix` knows it: `__x` is `_C__x`.
pub(super) fn mangled<'s>(name: Cow<'s, str>, prefix: Option<&str>) -> Cow<'s, str> {
    match prefix {
        Some(prefix) if name.starts_with("__") && !name.ends_with("__") => Cow::Owned(format!("{prefix}{name}")),
        _ => name,
    }
}
