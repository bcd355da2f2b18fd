use super::*;
use clap::Parser;

fn parse(line: &str) -> Options {
    let words = std::iter::once("pyfix").chain(line.split_whitespace());
    Options::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn settings(line: &str) -> Settings {
    Settings::of(parse(line)).unwrap().unwrap()
}

#[test]
fn a_place_is_a_path_and_a_line() {
    let place = |text: &str| text.parse::<Place>().map(|place| (place.path.display().to_string(), place.line));
    assert_eq!(place("a.py:12"), Ok(("a.py".to_owned(), 12)));
    assert_eq!(place("a.py:12:3"), Ok(("a.py".to_owned(), 12)));
    assert_eq!(place("c:/a.py:1"), Ok(("c:/a.py".to_owned(), 1)));
    for wrong in ["a.py", "a.py:", "a.py:0", ":3", "a.py:x:3:", ""] {
        assert!(place(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_definition_is_sound() {
    use clap::CommandFactory;
    Options::command().debug_assert();
}

#[test]
fn options_stand_before_or_after_paths() {
    for line in ["--allow-dirty a b", "a b --allow-dirty", "a --allow-dirty b"] {
        let settings = settings(line);
        assert!(settings.allow_dirty, "{line}");
        assert_eq!(settings.input, Input::Paths(vec!["a".into(), "b".into()]), "{line}");
    }
    let settings = settings("--dry-run --output-format json a");
    assert_eq!((settings.mode, settings.format), (Mode::DryRun, Some(Format::Json)));
}

#[test]
fn a_command_is_one_as_the_first_word_only() {
    assert!(matches!(parse("list").command, Some(Command::List)));
    assert!(matches!(parse("list --transforms t -v").common.transforms.len(), 1));
    assert!(matches!(parse("explain MEM101").command, Some(Command::Explain { .. })));
    assert!(matches!(parse("test a b --color never").command, Some(Command::Test { .. })));
    assert!(parse("./test").command.is_none());
    assert!(parse("src test").command.is_none());
    assert!(parse("--dry-run src test").command.is_none());
}

#[test]
fn lists_are_split_at_commas_and_add_up() {
    let settings = settings("-n --select MEM1,x --select y --ignore z .");
    assert_eq!(settings.select, ["MEM1", "x", "y"]);
    assert_eq!(settings.ignore, ["z"]);
}

#[test]
fn without_a_path_only_a_look_is_taken() {
    assert!(Settings::of(parse("")).unwrap().is_none());
    assert!(Settings::of(parse("--unsafe-fixes")).unwrap().is_none());
    assert_eq!(settings("--check").input, Input::Paths(vec![".".into()]));
}

#[test]
fn standard_input_stands_alone() {
    assert_eq!(settings("-").input, Input::Stdin("-".into()));
    assert_eq!(settings("- --stdin-filename a.py").input, Input::Stdin("a.py".into()));
    assert!(Settings::of(parse("- a.py")).is_err());
}
