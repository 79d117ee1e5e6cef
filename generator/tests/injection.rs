//! Texts stay texts: whatever the texts of a spec hold, what is generated differs in texts alone. No item of Rust, no
//! element of Markdown or HTML, no key of JSON or TOML comes or goes with them.

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use ackgen::source::SourceFile;
use support::{skeleton, spec, with_texts};

/// What ends a comment, a literal, a code span, a cell, a tag or a line, and what begins one.
const HOSTILE: [&str; 16] = [
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
    "\u{202e}evil\u{202c} \u{2066}x\u{2069} \u{200f}\u{feff}\u{200b}\u{ad}",
    "\u{1b}[31m\u{7}\u{0}\u{8}\u{7f}\u{85}\u{9b}31m",
    "a\rb\r\nc\u{2028}d\u{2029}e",
    "\\ \\\\ \\u{41} \" ' ''' \t \"\"\" \\",
    "[^1]: x [^1] ~~x~~ $x$ :smile: @user #1 **b** __b__ *i* _i_",
    "[`std::process::exit`] [crate::x] [Client] [send](Self::send)",
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
fn dump() {
    let spec = spec("tests/cases/shapes/spec");
    for (i, h) in ["It is.", HOSTILE[0]].iter().enumerate() {
        for (path, bytes) in generated(&with_texts(&spec, |_| h.to_string())) {
            let p = PathBuf::from(format!("/tmp/inj/{i}")).join(path);
            std::fs::create_dir_all(p.parent().unwrap()).unwrap();
            std::fs::write(p, bytes).unwrap();
        }
    }
}
