//! Texts stay texts: whatever the texts of a spec hold, what is generated differs in texts alone. No item of Rust, no
//! element of Markdown or HTML, no key of JSON or TOML comes or goes with them.

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use ackgen::source::SourceFile;
use support::{skeleton, spec, with_texts};

/// What ends a comment, a literal, a code span, a cell, a tag or a line, and what begins one.
const HOSTILE: [&str; 15] = [
    "*/ // */ /* \"\"\" ]] #[doc = \"x\"] r#\"#\"## //! ```rust\nfn main() { evil() }\n```",
    "an open ` tick",
    "`` ` `` ``` ~~~ ````",
    "</code></td></table><script>alert(1)</script><img src=x onerror=alert(1)> <!-- --> <details open> &lt;b&gt; &#x3c;",
    "{{ evil }} {% evil %} {# evil #} {{#include /etc/passwd}} {{< evil >}} ${evil} $(evil) `{{x}}`",
    "[x](javascript:alert(1)) ![x](http://evil.example/x.png) <http://evil.example> http://evil.example www.evil.example [x][y]",
    "[y]: http://evil.example",
    "x\n\n[y]: http://evil.example\n\n# h\n===\n---\n- a\n1. b\n> c\n    code\n| a | b |\n|---|---|\n",
    "- [ ] x\n- y",
    "    code",
    "\u{200f}a\u{200b}b\u{ad}c\u{200d}",
    "a\rb\r\nc",
    "\\ \\\\ \\u{41} \" ' ''' \t \"\"\" \\",
    "[^1]: x [^1] ~~x~~ $x$ :smile: @user #1 **b** __b__ *i* _i_",
    "[`std::process::exit`] [crate::x] [Client] [send](Self::send)",
];

/// What nobody sees has no place in a text at all.
const HIDDEN: [&str; 10] = [
    "\u{202e}evil\u{202c}",
    "\u{2066}x\u{2069}",
    "\u{feff}x",
    "\u{1b}[31m",
    "\u{7}",
    "\u{0}",
    "\u{7f}",
    "\u{9b}31m",
    "a\u{2028}b",
    "a\u{e0041}",
];

fn generated(files: &[SourceFile]) -> BTreeMap<PathBuf, Vec<u8>> {
    let (_, generated) = ackgen::generate(files).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(files, "spec", false)));
    generated.into_iter().map(|file| (PathBuf::from(file.path), file.text.into_bytes())).collect()
}

#[test]
fn texts_stay_texts() {
    for folder in ["tests/cases/shapes/spec", "tests/cases/rpc/spec", "tests/generality/spec"] {
        let spec = spec(folder);
        let harmless = skeleton::of(&generated(&with_texts(&spec, |_| "It is.".to_owned())));
        for hostile in HOSTILE {
            let found = skeleton::of(&generated(&with_texts(&spec, |_| hostile.to_owned())));
            assert_eq!(found.keys().collect::<Vec<_>>(), harmless.keys().collect::<Vec<_>>(), "{hostile:?}");
            for (path, skeleton) in &found {
                let at = skeleton.lines().zip(harmless[path].lines()).find(|(one, other)| one != other);
                assert!(*skeleton == harmless[path], "{} in {folder} depends on {hostile:?}: {at:#?}", path.display());
            }
        }
    }
}

#[test]
fn hidden_characters_are_refused() {
    let spec = spec("tests/cases/shapes/spec");
    for hidden in HIDDEN {
        let refused = ackgen::generate(&with_texts(&spec, |_| hidden.to_owned())).expect_err("it is refused");
        let said = refused.render(&spec, "spec", false);
        assert!(said.contains("error[invalid-character]"), "{hidden:?}: {said}");
        assert!(!said.contains(hidden), "{hidden:?} is shown as it is");
    }
}
