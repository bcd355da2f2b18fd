//! Mistakes in a transform's file: each has its place and says what to write instead.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;

use pyfix::transform::load;

/// A transform without mistakes.
const GOOD: &str = r#"code = "DEM101"
name = "unlist-loop"
summary = "a copy"
message = "copies @items"
why = "because"
gain = "the copy"
tier = "safe"
literals = ["list("]
at = "call"
query = '''
(for_statement
  right: (call function: (identifier) @function
    arguments: (argument_list . (_) @items .)) @call
  (#eq? @function "list")
  (#plain? @items))
'''
prove = ["calm @items here"]
rewrite = { replace = "@call", with = "@items" }

[[example]]
before = "a"
after = "b"
target = "3.9"
"#;

/// What is replaced in the good file, by what, and the error.
const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "tier = \"safe\"",
        "querry = \"safe\"",
        r#"a.toml:7:1: unknown key `querry` in a transform; did you mean `query`?"#,
    ),
    (
        "code = \"DEM101\"",
        "code = \"Dem1\"",
        r#"a.toml:1:8: `Dem1` is not a code; write capital letters and three to five digits, `ABC101`"#,
    ),
    ("code = \"DEM101\"", "", r#"a.toml:1:1: a transform needs the key `code`; write `code = "ABC101"`"#),
    ("code = \"DEM101\"", "code = 7", r#"a.toml:1:8: `code` has to be a string, not integer"#),
    ("code = \"DEM101\"", "code = \"DEM101", r#"a.toml:1:15: invalid basic string, expected `"`"#),
    ("code = \"DEM101\"", "code = \"DEM101\"\ncode = \"DEM101\"", r#"a.toml:2:1: duplicate key"#),
    (
        "\"unlist-loop\"",
        "\"Unlist_loop\"",
        r#"a.toml:2:8: `Unlist_loop` is not a name; write lower-case words joined by hyphens, `readlines-loop`"#,
    ),
    (
        "summary = \"a copy\"",
        "summary = \" \"",
        r#"a.toml:3:11: `summary` is empty; write `summary = "what it finds"`"#,
    ),
    ("copies @items", "copies @item", r#"a.toml:4:19: the query has no capture `@item`; did you mean `@items`?"#),
    ("copies @items", "copies @ items", r#"a.toml:4:19: `@` without the name of a capture; write `@@` for an at sign"#),
    ("tier = \"safe\"", "tier = \"save\"", r#"a.toml:7:8: unknown tier `save`; did you mean `safe`?"#),
    (
        "literals = [\"list(\"]",
        "",
        r#"a.toml:1:1: a transform needs at least one literal; write `literals = ["readlines"]`: words of which one occurs in all code it finds"#,
    ),
    (
        "literals = [\"list(\"]",
        "literals = []",
        r#"a.toml:8:1: a transform needs at least one literal; write `literals = ["readlines"]`: words of which one occurs in all code it finds"#,
    ),
    (
        "literals = [\"list(\"]",
        "literals = [\"\"]",
        r#"a.toml:8:13: an empty literal occurs everywhere; write `literals = ["readlines"]`: words of which one occurs in all code it finds"#,
    ),
    (
        "literals = [\"list(\"]",
        "literals = \"list(\"",
        r#"a.toml:8:12: `literals` has to be an array of strings, `["..."]`, not string"#,
    ),
    (
        "literals = [\"list(\"]",
        "literals = [1]",
        r#"a.toml:8:13: `an item of literals` has to be a string, not integer"#,
    ),
    ("at = \"call\"", "at = \"cal\"", r#"a.toml:9:7: the query has no capture `@cal`; did you mean `@call`?"#),
    ("at = \"call\"", "at = \"@cal\"", r#"a.toml:9:7: the query has no capture `@cal`; did you mean `@call`?"#),
    (
        "(for_statement",
        "(for_statment",
        r#"a.toml:11:2: Python's grammar has no node `for_statment`; did you mean `for_statement`?"#,
    ),
    ("right: (call", "rigth: (call", r#"a.toml:12:3: Python's grammar has no field `rigth`; did you mean `right`?"#),
    (
        "#eq? @function",
        "#eq? @functoin",
        r#"a.toml:14:10: this pattern has no capture `@functoin`; a predicate may only name captures of its own pattern, before it"#,
    ),
    (
        "#eq? @function \"list\"",
        "#eq? \"list\"",
        r#"a.toml:14:3: Wrong number of arguments to #eq? predicate. Expected 2, got 1"#,
    ),
    ("#eq? @function \"list\"", "#match? @function \"(\"", r#"a.toml:14:3: Invalid regex '('"#),
    ("#eq? @function", "#equal? @function", r#"a.toml:14:4: unknown predicate `#equal?`; did you mean `#eq?`?"#),
    ("#plain? @items", "#plane? @items", r#"a.toml:15:4: unknown predicate `#plane?`; did you mean `#plain?`?"#),
    (
        "#plain? @items",
        "#plain? \"items\"",
        r#"a.toml:15:4: predicate `plain?` does not take `items` here; write `(#plain? @capture)`"#,
    ),
    (
        "#plain? @items",
        "#plain?",
        r#"a.toml:15:4: predicate `plain?` takes 1 argument, not 0; write `(#plain? @capture)`"#,
    ),
    (
        "#plain? @items",
        "#set! plain",
        r#"a.toml:15:4: unknown predicate `#set!`; known are `#any-eq?`, `#any-match?`, `#any-not-eq?`, `#any-not-match?`, `#any-of?`, `#eq?`, `#match?`, `#not-any-of?`, `#not-eq?`, `#not-match?`, `#plain?`"#,
    ),
    (
        "#plain? @items",
        "#is? plain",
        r#"a.toml:15:4: unknown predicate `#is?`; known are `#any-eq?`, `#any-match?`, `#any-not-eq?`, `#any-not-match?`, `#any-of?`, `#eq?`, `#match?`, `#not-any-of?`, `#not-eq?`, `#not-match?`, `#plain?`"#,
    ),
    (
        "#plain? @items",
        "#is-not? plain",
        r#"a.toml:15:4: unknown predicate `#is-not?`; known are `#any-eq?`, `#any-match?`, `#any-not-eq?`, `#any-not-match?`, `#any-of?`, `#eq?`, `#match?`, `#not-any-of?`, `#not-eq?`, `#not-match?`, `#plain?`"#,
    ),
    (
        ". (_) @items .",
        ". (_)? @items .",
        r#"a.toml:15:4: `@items` may be absent from a match; write one pattern for each case, where it is there once"#,
    ),
    (
        ". (_) @items .",
        "(_)+ @items",
        r#"a.toml:15:4: `@items` may stand for several nodes; write one pattern for each case, where it is there once"#,
    ),
    ("(#plain? @items))", "(#plain? @items)", r#"a.toml:16:1: the query is cut off or malformed here"#),
    ("right: (call function:", "right: (block function:", r#"a.toml:12:3: no Python code has this structure"#),
    ("calm @items here", "clam @items here", r#"a.toml:17:11: unknown proof `clam`; did you mean `calm`?"#),
    (
        "calm @items here",
        "calm @item here",
        r#"a.toml:17:16: the query has no capture `@item`; did you mean `@items`?"#,
    ),
    (
        "calm @items here",
        "calm @items",
        r#"a.toml:17:11: proof `calm` takes 2 arguments, not 1; write `calm @capture always|here`"#,
    ),
    (
        "calm @items here",
        "calm @items @items",
        r#"a.toml:17:23: proof `calm` does not take `@items` here; write `calm @capture always|here`"#,
    ),
    (
        "calm @items here",
        "calm @items there",
        r#"a.toml:17:23: proof `calm` does not take `there` here; write `calm @capture always|here`"#,
    ),
    (
        "rewrite = { replace = \"@call\", with = \"@items\" }",
        "rewriter = \"shuot @call\"",
        r#"a.toml:18:13: unknown rewriter `shuot`; did you mean `shout`?"#,
    ),
    (
        "rewrite = { replace",
        "rewriter = \"shout @call\"\nrewrite = { replace",
        r#"a.toml:18:12: a transform has `rewrite` or `rewriter`, not both; remove one of them"#,
    ),
    (
        "replace = \"@call\"",
        "replace = \"call\"",
        r#"a.toml:18:23: `replace` has to be one capture, not `call`; write `replace = "@call"`"#,
    ),
    (
        "replace = \"@call\"",
        "replace = \"@all\"",
        r#"a.toml:18:24: the query has no capture `@all`; did you mean `@call`?"#,
    ),
    (
        "replace = \"@call\"",
        "place = \"@call\"",
        r#"a.toml:18:13: unknown key `place` in a step of a rewrite; did you mean `replace`?"#,
    ),
    (
        "replace = \"@call\", ",
        "",
        r#"a.toml:18:11: a step of a rewrite needs the key `replace`; write `replace = "@capture"`"#,
    ),
    (", with = \"@items\"", "", r#"a.toml:18:11: a step of a rewrite needs the key `with`; write `with = "@capture"`"#),
    (
        "with = \"@items\"",
        "with = \"@item\"",
        r#"a.toml:18:40: the query has no capture `@item`; did you mean `@items`?"#,
    ),
    (
        "[[example]]\nbefore = \"a\"\nafter = \"b\"\ntarget = \"3.9\"",
        "",
        r#"a.toml:1:1: a transform needs at least one example; add `[[example]]` with `before` and `after`"#,
    ),
    (
        "after = \"b\"",
        "",
        r#"a.toml:20:1: an example cannot be made of `before`; write `before` and `after`, `before` and `unsafe`, `report` and `because`, `needed` and `because`, or `quiet`"#,
    ),
    (
        "before = \"a\"\nafter",
        "after",
        r#"a.toml:20:1: an example cannot be made of `after`; write `before` and `after`, `before` and `unsafe`, `report` and `because`, `needed` and `because`, or `quiet`"#,
    ),
    (
        "after = \"b\"",
        "quiet = \"b\"",
        r#"a.toml:20:1: an example cannot be made of `before`, `quiet`; write `before` and `after`, `before` and `unsafe`, `report` and `because`, `needed` and `because`, or `quiet`"#,
    ),
    ("after = \"b\"", "afer = \"b\"", r#"a.toml:22:1: unknown key `afer` in an example; did you mean `after`?"#),
    ("target = \"3.9\"", "target = \"2.7\"", r#"a.toml:23:10: `2.7` is not a Python version; write `target = "3.9"`"#),
    ("target = \"3.9\"", "target = 3.9", r#"a.toml:23:10: `target` has to be a string, not float"#),
];

#[test]
fn the_good_file_loads() {
    let transform = load(Path::new("demo/a.toml"), GOOD, support::words(), true).unwrap();
    assert_eq!(transform.family, "demo");
    assert_eq!(transform.place, (1, 1));
}

#[test]
fn every_mistake_has_its_place_and_help() {
    let mut wrong = Vec::new();
    for (from, to, expected) in MISTAKES {
        assert_eq!(GOOD.matches(from).count(), 1, "{from}");
        let text = GOOD.replace(from, to);
        let found = match load(Path::new("a.toml"), &text, support::words(), true) {
            Ok(_) => "it loads".to_owned(),
            Err(error) => error.to_string(),
        };
        if found != *expected {
            wrong.push(format!("{to}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
