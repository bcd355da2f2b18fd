//! Which transforms a run has; their list and their pages.

#![allow(clippy::unwrap_used)]

mod support;

use pyfix::examples::test_all;
use pyfix::transform::{Catalogue, explain, list};
use support::demo;

/// The codes that are selected, or the error.
fn selected(select: &[&str], ignore: &[&str]) -> String {
    let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    match demo().select(&owned(select), &owned(ignore)) {
        Ok(catalogue) => {
            let codes = catalogue.transforms().iter().map(|t| t.code.clone());
            codes.collect::<Vec<_>>().join(" ")
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn codes_prefixes_names_and_all() {
    assert_eq!(selected(&[], &[]), "DEM101 DEM102 DEM201");
    assert_eq!(selected(&["DEM1"], &[]), "DEM101 DEM102");
    assert_eq!(selected(&["shout", "dem102"], &[]), "DEM102 DEM201");
    assert_eq!(selected(&["ALL"], &["DEM1"]), "DEM201");
    assert_eq!(selected(&["DEM101"], &["DEM1"]), "DEM101");
    assert_eq!(selected(&["DEM1"], &["DEM1"]), "");
    assert_eq!(selected(&[], &["all"]), "");
}

#[test]
fn an_unknown_selector_is_an_error() {
    let near = "no transform is called `unlist-lop`; did you mean `unlist-loop`?";
    assert_eq!(selected(&["unlist-lop"], &[]), near);
    let far = "no transform is called `X`; `pyfix list` shows them all";
    assert_eq!(selected(&[], &["X"]), far);
    assert_eq!(explain(&demo(), "X").unwrap_err().to_string(), far);
}

#[test]
fn a_code_or_name_is_taken_once() {
    let twice = demo().with_files(&[support::demo_folder()]).unwrap_err();
    let text = twice.to_string();
    assert!(text.contains("shout.toml:1:1: the code `DEM201` is taken; "), "{text}");
}

#[test]
fn the_list_and_a_page() {
    let list = list(&demo());
    assert!(list.starts_with("DEM101  unlist-loop  safe    `list()` copies"), "{list}");
    assert!(list.contains("\nDEM201  shout        unsafe  "), "{list}");
    let page = explain(&demo(), "unlist-loop").unwrap();
    for part in [
        "DEM101 unlist-loop (demo)\n",
        "\nWhy\n  A copy for nothing.\n",
        "- calm @items here: it is calm\n",
        "@call -> @items\n",
        "      - for x in list(xs):\n      + for x in xs:\n            print(x)\n",
        "  a doubt, rewritten with --unsafe-fixes:\n",
    ] {
        assert!(page.contains(part), "{part}\n---\n{page}");
    }
}

#[test]
fn examples_are_run_and_what_differs_is_shown() {
    let (text, well) = test_all(&demo()).unwrap();
    let expected = "\
DEM101 unlist-loop: 6 examples, ok
DEM102 spoil: 2 examples, ok
DEM201 shout: 3 examples, ok
";
    assert_eq!((text.as_str(), well), (expected, true));
    let mut broken = Catalogue::empty(support::words());
    let mut transform = (**demo().get("shout").unwrap()).clone();
    transform.path = "a/shout.toml".into();
    transform.examples.truncate(1);
    transform.examples[0].shape = pyfix::transform::Shape::Unsafe("y = X\n".to_owned());
    broken.add(transform).unwrap();
    let (text, well) = test_all(&broken).unwrap();
    let expected = "\
a/shout.toml:14: example: another text:
--- expected
+++ found
@@ -1 +1,2 @@
+# loud
 y = X

DEM201 shout: 1 example, 1 failed
";
    assert_eq!((text.as_str(), well), (expected, false));
}
