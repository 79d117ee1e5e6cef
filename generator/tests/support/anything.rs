//! What must hold whatever is read. The fuzzer in `fuzz/` looks for bytes for which it does not; the tests of this crate
//! run what it found, and mutations of that.
//!
//! Bytes stand for files that are laid over a small spec: a line `==> PATH` begins one, `<== PATH` one of the spec that
//! another is compared with. With a `product.yaml` among them they are the whole spec. Of a guide, they are the text.

// A target of the fuzzer needs but one of the functions.
#![allow(dead_code)]

use std::path::{Component, Path, PathBuf};

use ackgen::diagnostic::Diagnostics;
use ackgen::diff::{self, Audience, SpecVersion};
use ackgen::draft::{self, draft};
use ackgen::lint::{self, lint};
use ackgen::report::{Format, Report};
use ackgen::source::{FileId, SourceFile};

use super::skeleton;

/// The files of a folder of `tests/`, which are part of the program: a fuzzer does not go to the disk for them.
macro_rules! base {
    ($folder:literal: $($path:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../", $folder, "/", $path)))),+]
    };
}

type Base = [(&'static str, &'static str)];

const SHOP: &Base = &base!("diff/base":
    "product.yaml",
    "post/operations/letters.yaml",
    "post/service.yaml",
    "shop/errata.yaml",
    "shop/operations/archive.yaml",
    "shop/operations/orders.yaml",
    "shop/resources.yaml",
    "shop/service.yaml",
    "shop/types/orders.yaml",
    "shop/waiters.yaml",
);

const SMALL_SHOP: &Base = &base!("lint/base": "product.yaml", "shop/operations/orders.yaml", "shop/service.yaml");

const STATIONS: &Base = &base!("audit/base":
    "product.yaml",
    "keys/operations/keys.yaml",
    "keys/service.yaml",
    "stations/operations/stations.yaml",
    "stations/service.yaml",
    "stations/types/stations.yaml",
);

/// The day on which all of this happens.
const TODAY: &str = "2026-01-01";

/// Whatever a spec holds, it is refused clearly, or what is generated from it is whole and stays in its folder.
pub fn is_read(bytes: &[u8]) {
    let files = laid_over(SHOP, bytes, "==> ");
    match ackgen::generate(&files) {
        Err(diagnostics) => is_clear(&diagnostics, &files),
        Ok((_, generated)) => {
            for file in &generated {
                let inside = Path::new(&file.path).components().all(|part| matches!(part, Component::Normal(_)));
                assert!(inside && !file.path.contains('\\'), "{:?}", file.path);
            }
            skeleton::of(&generated.into_iter().map(|file| (PathBuf::from(file.path), file.text.into_bytes())).collect());
        }
    }
}

/// Whatever a spec and its configuration hold, mending comes to an end, and leaves a spec that can be read.
pub fn is_linted(bytes: &[u8]) {
    let mut files = laid_over(SMALL_SHOP, bytes, "==> ");
    let config = files.iter().position(|file| file.path == lint::CONFIG).map(|at| files.remove(at));
    for round in 0.. {
        let all: Vec<SourceFile> = files.iter().chain(&config).cloned().collect();
        let found = match lint(&files, config.as_ref(), TODAY) {
            Ok(found) => found,
            Err(diagnostics) => {
                assert_eq!(round, 0, "mending broke it: {}", diagnostics.render(&all, "spec", false));
                return is_clear(&diagnostics, &all);
            }
        };
        is_reported(&found.report(&all, "spec"));
        let mended = found.mend(&all);
        if mended.count == 0 {
            return;
        }
        // The command gives up after as many.
        assert!(round < 10, "mending does not end: {all:?}");
        for changed in mended.files {
            let file = files.iter_mut().find(|file| file.path == changed.path).expect("a fix is of a file of the spec");
            *file = changed;
        }
    }
}

/// Whatever two specs hold, they are compared; and a spec does not differ from itself.
pub fn is_compared(bytes: &[u8]) {
    let (old, new) = (laid_over(SHOP, bytes, "<== "), laid_over(SHOP, bytes, "==> "));
    let versions = [SpecVersion { files: &old, root: "old" }, SpecVersion { files: &new, root: "new" }];
    let config = new.iter().find(|file| file.path == diff::CONFIG);
    match diff::diff(versions[0], versions[1], config, TODAY, &Audience::ALL) {
        Err(mistakes) => is_clear(&mistakes.diagnostics, &mistakes.files),
        Ok(found) => {
            is_reported(&found.report());
            diff::changelog(&found.changes);
            diff::history(&found.changes);
        }
    }
    if let Ok(same) = diff::diff(versions[1], versions[1], None, TODAY, &Audience::ALL) {
        let changes: Vec<_> = same.changes.all.iter().map(|change| &change.message).collect();
        assert!(changes.is_empty(), "{changes:?}");
    }
}

/// Whatever a guide holds, it is compared with a spec, and what is drafted from it is of the spec's language.
pub fn is_a_guide(bytes: &[u8]) {
    let guide = String::from_utf8_lossy(bytes).into_owned();
    let mut files = laid_over(STATIONS, b"", "==> ");
    let model = ackgen::load(&files).expect("the base is right");
    let audit = ackgen::audit::audit(&guide, FileId(files.len()), &model);
    files.push(SourceFile { path: "guide.txt".to_owned(), text: guide.clone() });
    is_reported(&audit.report(&files));
    for quotes in [false, true] {
        let Ok(drafted) = draft(&guide, &draft::Options { name: "drafted", quotes }) else { continue };
        if let Err(diagnostics) = ackgen::load(&drafted.files) {
            is_clear(&diagnostics, &drafted.files);
            // A damaged guide may contradict itself, but what is written is never misread.
            let form =
                ["invalid-yaml", "invalid-character", "duplicate-key", "unknown-key", "missing-key", "wrong-kind", "unknown-evidence"];
            assert!(!diagnostics.any(&form), "{}", diagnostics.render(&drafted.files, "spec", false));
        }
    }
}

/// What is said is not long, and does nothing to a terminal.
fn is_clear(diagnostics: &Diagnostics, files: &[SourceFile]) {
    is_harmless(&diagnostics.frames(files, "spec", false));
}

fn is_reported(report: &Report<'_>) {
    for name in Format::NAMES {
        let text = report.write(name.parse().expect("it is a format"), false);
        is_harmless(&text);
        if matches!(name, "json" | "sarif") {
            serde_json::from_str::<serde_json::Value>(&text).expect("it is JSON");
        }
    }
}

fn is_harmless(text: &str) {
    let is_dangerous = |character: char| {
        character.is_control() && character != '\n' || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(|character| is_dangerous(*character)), None, "{text:?}");
    assert!(text.len() < 4 << 20, "{} bytes are said", text.len());
}

/// A spec with other files over its own: those that begin with this mark.
fn laid_over(base: &Base, bytes: &[u8], mark: &str) -> Vec<SourceFile> {
    let text = String::from_utf8_lossy(bytes);
    let mut own: Vec<SourceFile> = Vec::new();
    let mut is_own = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with("==> ") || line.starts_with("<== ") {
            let path = line.strip_prefix(mark).map(str::trim).filter(|path| !path.is_empty());
            is_own = path.is_some();
            own.extend(path.map(|path| SourceFile { path: path.to_owned(), text: String::new() }));
        } else if let Some(file) = own.last_mut().filter(|_| is_own) {
            file.text.push_str(line);
        }
    }
    if !own.iter().any(|file| file.path == "product.yaml") {
        own.extend(base.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() }));
    }
    // The first of a path stays, as a folder has each but once.
    own.sort_by(|one, other| one.path.cmp(&other.path));
    own.dedup_by(|one, other| one.path == other.path);
    own
}
