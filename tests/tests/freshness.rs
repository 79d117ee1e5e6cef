//! What is committed in generated/ is what the spec in spec/ says, to the byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ackgen::{input, output};

#[test]
fn generated_is_what_the_spec_says() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests is inside of the repository");
    let generated = repository.join("generated");
    let spec = input::read(&repository.join("spec")).expect("the spec can be read");
    let (_, files) = ackgen::generate(&spec).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&spec, "spec", false)));

    let mut expected: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    expected.insert(".ackgen".to_owned());
    let plan = output::plan(&generated, files).expect("generated can be compared");
    let mut report: Vec<String> = plan.differences.iter().map(|(path, difference)| format!("{difference:>7}  generated/{path}")).collect();
    for path in plan.differences.keys() {
        expected.insert(path.clone());
    }
    // What the generator does not own it leaves alone; here nothing of the kind has any business.
    // The books that mdBook builds are git's to ignore.
    let is_book = |path: &str| ["site/public/en/", "site/public/zh/"].iter().any(|folder| path.starts_with(folder));
    let found = files_below(&generated, "");
    report.extend(found.difference(&expected).filter(|path| !is_book(path)).map(|path| format!("foreign  generated/{path}")));

    let help = "run `cargo run -- generate`, and commit what it writes; what is foreign belongs elsewhere";
    assert!(report.is_empty(), "generated/ is not what spec/ says:\n{}\n{help}", report.join("\n"));
}

fn files_below(folder: &Path, prefix: &str) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("generated can be listed") {
        let entry = entry.expect("generated can be listed");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files.append(&mut files_below(&entry.path(), &format!("{name}/")));
        } else {
            files.insert(name);
        }
    }
    files
}
