use super::{Effect, Knowledge, Walk};
use crate::python::types::Ty;

fn known() -> &'static Knowledge {
    Knowledge::get()
}

fn effect(dotted: &str, receiver: Option<&str>, args: &[&str]) -> Effect {
    let entry = known().function(dotted).unwrap_or_else(|| panic!("{dotted}"));
    let ty = |text: &&str| Ty::parse(text).unwrap_or_else(|| panic!("{text}"));
    let args: Vec<Ty> = args.iter().map(ty).collect();
    entry.effect_of(receiver.as_ref().map(ty).as_ref(), &args, &[])
}

#[test]
fn every_file_loads() {
    let known = Knowledge::built_in();
    assert!(known.is_ok(), "{}", known.err().map_or(String::new(), |e| e.to_string()));
}

#[test]
fn effects_depend_on_the_arguments() {
    assert_eq!(effect("builtins.len", None, &["list[str]"]), Effect::Pure);
    assert_eq!(effect("builtins.len", None, &["unknown"]), Effect::Unknown);
    assert_eq!(effect("builtins.int", None, &["bool"]), Effect::Pure);
    assert_eq!(effect("builtins.int", None, &["str"]), Effect::Raises);
    assert_eq!(effect("builtins.sum", None, &["list[int]"]), Effect::Pure);
    assert_eq!(effect("builtins.sum", None, &["list[unknown]"]), Effect::Unknown);
    assert_eq!(effect("str.join", Some("str"), &["list[str]"]), Effect::Pure);
    assert_eq!(effect("str.strip", Some("str"), &[]), Effect::Pure);
    assert_eq!(effect("str.strip", Some("str"), &["int"]), Effect::Unknown);
}

#[test]
fn literals_make_total() {
    let split = known().function("str.split").unwrap();
    assert_eq!(effect("str.split", Some("str"), &["str"]), Effect::Raises);
    assert_eq!(split.narrowed(Effect::Raises, 1, |at| at == 0), Effect::Pure);
    assert_eq!(split.narrowed(Effect::Raises, 2, |at| at == 0), Effect::Raises);
    assert_eq!(split.narrowed(Effect::Unknown, 1, |_| true), Effect::Unknown);
}

#[test]
fn classes_inherit_and_files_open() {
    let path = Ty::Instance("pathlib.Path".to_owned());
    assert!(known().method(&path, "joinpath").is_some());
    assert_eq!(known().attribute(&path, "name"), Some(Ty::Str));
    let opens = |dotted: &str| known().function(dotted).and_then(|e| e.opens.clone()).unwrap();
    assert_eq!(opens("gzip.open").file(None), Ty::File { binary: true });
    assert_eq!(opens("gzip.open").file(Some("rt")), Ty::File { binary: false });
    assert_eq!(opens("builtins.open").file(Some("rb")), Ty::File { binary: true });
    let rows = Ty::Instance("csv.reader".to_owned());
    assert_eq!(known().element(&rows), Ty::List(Box::new(Ty::Str)));
    assert!(known().is_iterator(&rows));
    assert_eq!(known().constant("string.digits"), Some(Ty::Str));
}

#[test]
fn methods_by_receiver() {
    let text = Ty::File { binary: false };
    let readlines = known().method(&text, "readlines").unwrap();
    let lines = readlines.returned(Some(&text), &[], &[]);
    assert_eq!(lines, Ty::List(Box::new(Ty::Str)));
    assert!(known().method(&Ty::Unknown, "strip").is_none());
    let max = known().function("builtins.max").unwrap();
    assert_eq!(max.walk(0, 1), Some(Walk::Full));
    assert_eq!(max.walk(0, 2), None);
}

#[test]
fn handlers() {
    assert!(known().catches("OSError", "FileNotFoundError"));
    assert!(known().catches("Exception", "UnicodeDecodeError"));
    assert!(known().catches("OSError", "IOError") && known().catches("IOError", "OSError"));
    assert!(!known().catches("ValueError", "OSError"));
    assert!(known().may_catch("FileNotFoundError", "OSError"));
    assert!(!known().may_catch("KeyError", "OSError"));
    assert!(known().may_catch("mine.Odd", "OSError"));
    assert!(known().is_builtin("len") && known().is_builtin("KeyError"));
    assert!(!known().is_builtin("csv.Error") && !known().is_builtin("foo"));
}
