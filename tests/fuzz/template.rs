//! Putting Python text into Python text: macros and blocks.

/// Replaces every `$name(..)` by what `with` makes of the text in the parentheses and of
/// the text that follows.
pub fn expand(text: &str, name: &str, with: &dyn Fn(&str, &str) -> String) -> String {
    let head = format!("{name}(");
    let Some(start) = text.find(&head) else { return text.to_owned() };
    let inner = start + head.len();
    let end = inner + closing(&text[inner..]);
    let argument = expand(&text[inner..end], name, with);
    let rest = &text[end + 1..];
    format!("{}{}{}", &text[..start], with(&argument, rest), expand(rest, name, with))
}

/// Where the parenthesis that is open at the start is closed.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return at;
        }
    }
    panic!("a macro is not closed: {text}")
}

/// Replaces a line that holds nothing but `mark` by a block, as deep as the mark stood.
pub fn insert(text: &str, mark: &str, block: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        match line.strip_suffix(mark) {
            Some(margin) if margin.trim().is_empty() => {
                lines.extend(block.lines().map(|inner| indented(inner, margin)));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

/// The block, one level deeper.
pub fn deeper(block: &str) -> String {
    let lines: Vec<String> = block.lines().map(|line| indented(line, "    ")).collect();
    lines.join("\n")
}

/// A line with a margin, unless it is empty.
fn indented(line: &str, margin: &str) -> String {
    if line.trim().is_empty() { String::new() } else { format!("{margin}{line}") }
}

/// Non-empty blocks below each other.
pub fn stack(blocks: &[&str]) -> String {
    let full: Vec<&str> =
        blocks.iter().map(|block| block.trim_matches('\n')).filter(|block| !block.trim().is_empty()).collect();
    full.join("\n")
}
