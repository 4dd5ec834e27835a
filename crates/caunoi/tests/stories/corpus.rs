//! The fuzzer's corpus through every parser, and every entry through the parsers of the others too.

use std::fs;
use std::path::Path;

// The same text that the fuzzer is built from; that crate stands outside the workspace.
#[path = "../../../../fuzz/src/office.rs"]
mod office;
#[path = "../../../../fuzz/src/targets.rs"]
mod targets;

#[test]
fn what_the_fuzzer_begins_with_and_what_it_once_found_goes_through_every_parser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut count = 0;
    let all: Vec<_> = targets::TARGETS.into_iter().chain(office::TARGETS).collect();
    for (name, _) in &all {
        let entries: Vec<_> = fs::read_dir(root.join(name)).unwrap().flatten().collect();
        assert!(entries.len() >= 3, "{name} has a corpus");
        for entry in entries {
            let bytes = fs::read(entry.path()).unwrap();
            for (_, target) in &all {
                target(&bytes);
            }
            count += 1;
        }
    }
    println!("{count} entries");
}
