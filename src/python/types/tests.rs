use super::{Ty, TyExpr};

fn ty(text: &str) -> Ty {
    Ty::parse(text).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn notation_round_trips() {
    for text in [
        "unknown",
        "none",
        "bool",
        "bytearray",
        "list[dict[str, tuple[int, ...]]]",
        "tuple[]",
        "tuple[int, list[str]]",
        "view[tuple[str, int]]",
        "maybe[instance[re.Match]]",
        "iter[file[binary]]",
        "instance[re.Pattern]",
        "module[os.path]",
        "callable[os.path.join]",
    ] {
        assert_eq!(ty(text).to_string(), text);
    }
}

#[test]
fn nonsense_is_refused() {
    let deep = "list[".repeat(1000) + &"]".repeat(1000);
    for text in [
        "",
        "lst",
        "list",
        "list[",
        "list[]",
        "list[int, int]",
        "dict[str]",
        "elem0",
        "list[elem0]",
        "file[x]",
        "instance[]",
        "instance[a..b]",
        "int]",
        "argx",
        &deep,
    ] {
        assert_eq!(Ty::parse(text), None, "{text}");
    }
}

#[test]
fn holes_are_filled() {
    let resolve = |text: &str, receiver: Option<&str>, args: &[&str]| {
        let expr = TyExpr::parse(text).unwrap_or_else(|| panic!("{text}"));
        let args: Vec<Ty> = args.iter().map(|arg| ty(arg)).collect();
        expr.resolve(receiver.map(ty).as_ref(), &args).to_string()
    };
    assert_eq!(resolve("iter[tuple[int, elem0]]", None, &["str"]), "iter[tuple[int, str]]");
    assert_eq!(resolve("iter[elems]", None, &["list[int]", "str"]), "iter[tuple[int, str]]");
    assert_eq!(resolve("list[elem]", Some("file[binary]"), &[]), "list[bytes]");
    let dict = Some("dict[str, int]");
    assert_eq!(resolve("view[tuple[key, value]]", dict, &[]), "view[tuple[str, int]]");
    assert_eq!(resolve("arg1", None, &["int"]), "unknown");
}

#[test]
fn joins_and_elements() {
    let join = |a: &str, b: &str| ty(a).join(&ty(b)).to_string();
    assert_eq!(join("int", "int"), "int");
    assert_eq!(join("int", "str"), "scalar");
    assert_eq!(join("int", "list[int]"), "unknown");
    assert_eq!(join("list[int]", "list[unknown]"), "list[unknown]");
    assert_eq!(join("tuple[int]", "tuple[int, int]"), "tuple[int, ...]");
    assert_eq!(ty("tuple[int, str]").element(), Ty::Scalar);
    assert_eq!(ty("dict[str, int]").element(), Ty::Str);
    assert!(ty("tuple[int, frozenset[str]]").is_plain());
    assert!(!ty("tuple[int, list[str]]").is_plain());
    assert!(ty("tuple[bool, int]").is_a(&ty("tuple[int, ...]")));
    assert!(!ty("list[unknown]").is_a(&ty("list[int]")));
}

#[test]
fn none_joins_to_maybe() {
    let (none, text, number) = (ty("none"), ty("str"), ty("int"));
    let maybe = ty("maybe[str]");
    assert_eq!(none.join(&text), maybe);
    assert_eq!(maybe.join(&text), maybe);
    assert_eq!(maybe.join(&none), maybe);
    assert_eq!(maybe.join(&number), Ty::Scalar);
    assert_eq!(none.join(&Ty::Scalar), Ty::Scalar);
    assert_eq!(none.join(&Ty::Unknown), Ty::Unknown);
    assert_eq!(ty("maybe[none]"), none);
    assert_eq!(ty("maybe[maybe[str]]"), maybe);
    assert!(maybe.is_plain() && !ty("maybe[list[int]]").is_plain());
    assert!(!ty("maybe[list[int]]").is_walkable() && !maybe.is_sized());
    assert!(text.is_a(&maybe) && none.is_a(&maybe) && !maybe.is_a(&text));
}
