//! Every example of every transform is a test; no line of a transform is dead; order
//! does not matter.

mod support;

use pyfix::transform::{Catalogue, run_example};

/// The complaints about all examples of a catalogue, and how many examples there are.
fn run_all(catalogue: &Catalogue) -> (Vec<String>, usize) {
    let mut complaints = Vec::new();
    let mut count = 0;
    for transform in catalogue.transforms() {
        for example in &transform.examples {
            count += 1;
            complaints.extend(run_example(catalogue, transform, example).unwrap());
        }
    }
    (complaints, count)
}

#[test]
fn examples_of_the_demo_transforms() {
    let (complaints, count) = run_all(&support::demo());
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(count, 11);
}
