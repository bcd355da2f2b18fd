//! Formats of text, ints and floats that cannot fail (Library Reference, "Format Specification
//! Mini-Language" and "`printf`-style String Formatting").

use super::types::Ty;

/// Can a value of this type be formatted so, whatever the value is?
pub fn fits(format: &str, ty: &Ty) -> bool {
    let rest = after_alignment(format);
    let (sign, rest) = split(rest, |c| "+- #".contains(c));
    let (width, rest) = split(rest, |c| c.is_ascii_digit());
    let (grouping, rest) = split(rest, |c| c == ',' || c == '_');
    let (precision, kind) = match rest.strip_prefix('.') {
        Some(rest) => split(rest, |c| c.is_ascii_digit()),
        None => ("", rest),
    };
    let precise = rest.starts_with('.');
    // Wider than this nobody writes; beyond some point it does fail.
    if width.len() > 4 || precision.len() > 4 || precise && precision.is_empty() || grouping.len() > 1 {
        return false;
    }
    match ty {
        Ty::Str => sign.is_empty() && grouping.is_empty() && !is_padded(format, width) && matches!(kind, "" | "s"),
        Ty::Int | Ty::Bool => {
            !precise
                && match kind {
                    "" | "d" => true,
                    "x" | "X" | "o" | "b" => grouping != ",",
                    _ => false,
                }
        }
        Ty::Float => matches!(kind, "" | "e" | "E" | "f" | "F" | "g" | "G" | "%"),
        _ => false,
    }
}

/// Can values of these types be put in by `%`, whatever they are, where `format` is the text
/// between the quotes of a literal, of bytes or of text?
pub fn percent_fits(format: &str, binary: bool, values: &[Ty]) -> bool {
    // A percent sign by its number or name.
    if ["\\x", "\\u", "\\U", "\\N", "\\4", "\\0"].iter().any(|spelt| format.contains(spelt)) {
        return false;
    }
    let mut values = values.iter();
    let mut parts = format.split('%').skip(1);
    while let Some(part) = parts.next() {
        if part.is_empty() {
            // `%%`: what follows it is text.
            match parts.next() {
                Some(_) => continue,
                None => return false,
            }
        }
        let (flags, rest) = split(part, |c| "#0- +".contains(c));
        let (width, rest) = split(rest, |c| c.is_ascii_digit());
        let (dot, rest) = split(rest, |c| c == '.');
        let (precision, rest) = split(rest, |c| c.is_ascii_digit());
        let short = width.len() <= 4 && precision.len() <= 4 && dot.len() <= 1 && flags.len() <= 4;
        let fits = |ty: &Ty| match rest.chars().next() {
            Some('d' | 'i' | 'u' | 'x' | 'X' | 'o') => matches!(ty, Ty::Int | Ty::Bool),
            // An int may be too large for a float.
            Some('e' | 'E' | 'f' | 'F' | 'g' | 'G') => matches!(ty, Ty::Float | Ty::Bool),
            Some('s') if binary => *ty == Ty::Bytes,
            Some('s' | 'r' | 'a') => ty.is_plain() && !binary,
            _ => false,
        };
        if !short || !values.next().is_some_and(fits) {
            return false;
        }
    }
    values.next().is_none()
}

/// `{text:=8}` and `{text:08}` ask for what only numbers have.
fn is_padded(format: &str, width: &str) -> bool {
    width.starts_with('0') || format.contains('=')
}

/// What follows `[[fill]align]`.
fn after_alignment(format: &str) -> &str {
    let is_align = |c: char| "<>=^".contains(c);
    let mut chars = format.chars();
    match (chars.next(), chars.next()) {
        (Some(fill), Some(align)) if is_align(align) => &format[fill.len_utf8() + 1..],
        (Some(align), _) if is_align(align) => &format[1..],
        _ => format,
    }
}

/// The longest prefix of such characters, and the rest.
fn split(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_cannot_fail() {
        for (format, ty) in [
            ("", Ty::Str),
            (">8", Ty::Str),
            ("*<8.3s", Ty::Str),
            ("05d", Ty::Int),
            (",", Ty::Int),
            ("#x", Ty::Int),
            (".2f", Ty::Float),
            ("+8.3e", Ty::Float),
        ] {
            assert!(fits(format, &ty), "{format} of {ty}");
        }
    }

    #[test]
    fn percent_formats() {
        let fits = |format, values: &[Ty]| percent_fits(format, false, values);
        assert!(
            fits("%d: %s%%\\n", &[Ty::Int, Ty::Str]) && fits("%-5.2f|%x", &[Ty::Float, Ty::Bool]) && fits("-", &[])
        );
        assert!(percent_fits("%s %d", true, &[Ty::Bytes, Ty::Int]));
        for (format, values) in [
            ("%d", [Ty::Float].as_slice()),
            ("%d", &[Ty::Int, Ty::Int]),
            ("%d %d", &[Ty::Int]),
            ("%f", &[Ty::Int]),
            ("%*d", &[Ty::Int, Ty::Int]),
            ("%(name)s", &[Ty::Str]),
            ("%", &[]),
            ("\\x25d", &[]),
            ("%s", &[Ty::Unknown]),
        ] {
            assert!(!fits(format, values), "{format} of {values:?}");
        }
        assert!(!percent_fits("%s", true, &[Ty::Str]));
    }

    #[test]
    fn formats_that_can() {
        for (format, ty) in [
            ("=8", Ty::Str),
            ("+5", Ty::Str),
            (",", Ty::Str),
            ("d", Ty::Str),
            ("c", Ty::Int),
            (".2", Ty::Int),
            (".2f", Ty::Int),
            ("d", Ty::Float),
            ("", Ty::Unknown),
        ] {
            assert!(!fits(format, &ty), "{format} of {ty}");
        }
    }
}
