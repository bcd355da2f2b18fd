//! The groups of a regular expression, counted as `re` counts them (Library Reference, "Regular
//! Expression Syntax").

/// What is known of the groups of a regular expression.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Groups {
    /// How many there are.
    pub count: usize,
    /// All of them take part in every match.
    pub sure: bool,
}

/// The groups of the pattern between the quotes of a literal; `None` where they cannot be told.
pub fn groups(source: &str, raw: bool) -> Option<Groups> {
    let pattern = if raw { source.to_owned() } else { unescaped(source)? };
    // In a verbose pattern it begins a comment.
    if pattern.contains('#') {
        return None;
    }
    let mut found = Groups { count: 0, sure: true };
    // For each open parenthesis: is it that of a group?
    let mut open: Vec<bool> = Vec::new();
    let mut rest = pattern.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = rest.get(rest.chars().next()?.len_utf8()..)?,
            '[' => rest = after_class(rest)?,
            '(' => {
                let counts = is_group(rest)?;
                found.count += usize::from(counts);
                open.push(counts);
                if counts && open.len() > 1 {
                    found.sure = false;
                }
            }
            ')' => {
                let counts = open.pop()?;
                if counts && rest.starts_with(['?', '*', '{']) {
                    found.sure = false;
                }
            }
            '|' if open.is_empty() => found.sure = false,
            _ => {}
        }
    }
    open.is_empty().then_some(found)
}

/// What a plain literal stands for; `None` where it spells characters by their numbers.
fn unescaped(source: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('\\')) => text.push('\\'),
            ('\\', Some('\n' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v')) => text.push(' '),
            ('\\', Some(quote @ ('\'' | '"'))) => text.push(quote),
            ('\\', Some('x' | 'u' | 'U' | 'N' | '0'..='9') | None) => return None,
            ('\\', Some(other)) => text.extend(['\\', other]),
            (plain, _) => text.push(plain),
        }
    }
    Some(text)
}

/// What follows a set of characters, whose opening bracket is before `rest`.
fn after_class(rest: &str) -> Option<&str> {
    let body = rest.strip_prefix('^').unwrap_or(rest);
    // A closing bracket at its start stands for itself.
    let mut body = body.strip_prefix(']').unwrap_or(body);
    loop {
        let c = body.chars().next()?;
        body = &body[c.len_utf8()..];
        match c {
            '\\' => body = body.get(body.chars().next()?.len_utf8()..)?,
            ']' => return Some(body),
            _ => {}
        }
    }
}

/// Does the parenthesis before `rest` open a group that counts? A condition on a group is not known.
fn is_group(rest: &str) -> Option<bool> {
    let Some(extension) = rest.strip_prefix('?') else { return Some(true) };
    if extension.starts_with('(') {
        return None;
    }
    Some(extension.starts_with("P<"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_counted() {
        let counted =
            |pattern, count, sure| assert_eq!(groups(pattern, true), Some(Groups { count, sure }), "{pattern}");
        counted(r"\d+(?=:)", 0, true);
        counted(r"[(](\()[])]", 1, true);
        counted(r"(\w+)=(\w+)", 2, true);
        counted(r"(?P<name>a|b)(?P=name)", 1, true);
        counted(r"\\(a)", 1, true);
        for unsure in [r"(a)(b)?", r"((a)b)", r"(a)(?:x(b))", r"(a)(b)*"] {
            counted(unsure, 2, false);
        }
        for unsure in [r"(a)?b", r"(a)*", r"(a){0,1}", r"(a)|b", r"(?:(a)|b)", r"(?:x(a))?", r"(?!(a))"] {
            counted(unsure, 1, false);
        }
    }

    #[test]
    fn what_cannot_be_told() {
        for pattern in ["a # (b", "(a", "a)", "[a", "(?(1)a|b)", "a\\"] {
            assert_eq!(groups(pattern, true), None, "{pattern}");
        }
        assert_eq!(groups("\\x28a)", false), None);
        assert_eq!(groups("\\50a)b", false), None);
    }

    #[test]
    fn a_plain_literal_is_read_first() {
        // `\(a)`: the parenthesis that closes has no partner.
        assert_eq!(groups("\\\\(a)", false), None);
        assert_eq!(groups("\\((a)\\n", false), Some(Groups { count: 1, sure: true }));
    }
}
