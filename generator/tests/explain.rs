//! Every finding that the sources can make is explained.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use ackgen::explain::chapters;

#[test]
fn every_code_in_the_sources_is_explained() {
    let mut sources = Vec::new();
    read_below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut sources).expect("the sources can be read");
    let known: BTreeSet<&str> = chapters().iter().flat_map(|chapter| &chapter.explanations).map(|explanation| explanation.id).collect();
    let mut count = 0;
    for source in &sources {
        for call in source.split("Diagnostic::error(").skip(1) {
            let Some((code, _)) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            assert!(known.contains(code), "`{code}` is not explained: add it to explain/spec.rs");
            count += 1;
        }
    }
    assert!(count > 50, "only {count} diagnostics were found in the sources");
}

fn read_below(folder: &Path, sources: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => read_below(&path, sources)?,
            false => sources.push(fs::read_to_string(path)?),
        }
    }
    Ok(())
}
