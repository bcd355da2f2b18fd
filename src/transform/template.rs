//! Templates: text with `@capture` in it; `@@` is an at sign.

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text as it is.
    Text(String),
    /// The text of a capture, as it stands in the source.
    Capture(String),
}

/// A text with captures in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its pieces, in order.
    pub parts: Vec<Part>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// The byte offset of an `@` that neither names a capture nor is doubled.
    pub fn parse(text: &str) -> Result<Template, usize> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('@') {
            plain.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            if let Some(tail) = after.strip_prefix('@') {
                plain.push('@');
                rest = tail;
                continue;
            }
            let length = name_length(after);
            if length == 0 {
                return Err(text.len() - rest.len() + at);
            }
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Capture(after[..length].to_owned()));
            rest = &after[length..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Template { parts })
    }

    /// The captures it names.
    pub fn captures(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Capture(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text, with `value` for each capture; `None` where it has none for one.
    pub fn render(&self, mut value: impl FnMut(&str) -> Option<String>) -> Option<String> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Capture(name) => out.push_str(&value(name)?),
            }
        }
        Some(out)
    }
}

/// How many bytes at the start of `text` are a name; `@f.read()` names `f`.
fn name_length(text: &str) -> usize {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    if !text.starts_with(starts) {
        return 0;
    }
    text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_text_captures_and_at_signs() {
        let template = Template::parse("for @x in @f.rows: @@z@y_2").unwrap();
        assert_eq!(template.captures().collect::<Vec<_>>(), ["x", "f", "y_2"]);
        let text = template.render(|name| Some(format!("<{name}>")));
        assert_eq!(text.as_deref(), Some("for <x> in <f>.rows: @z<y_2>"));
        assert_eq!(template.render(|_| None), None);
    }

    #[test]
    fn a_lone_at_sign_is_a_mistake_with_its_place() {
        assert_eq!(Template::parse("a @@ @ b"), Err(5));
        assert_eq!(Template::parse("@1"), Err(0));
    }
}
