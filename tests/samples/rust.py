"""Makes one program of the Rust programs that the reference prints: `rust.py FOLDER`. It runs the one that it is told.

Each is a module of its own, its text as it is printed; what they depend on is what this repository locks.
"""

import pathlib
import shutil
import sys

import run

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

MANIFEST = """\
[package]
name = "samples"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
ack-client = { path = "%s/generated/client" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
"""

MAIN = """\
%s
fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let outcome = match wanted.as_str() {
%s
        _ => panic!("there is no sample {wanted}"),
    };
    if let Err(error) = outcome {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
"""


def main():
    folder = pathlib.Path(sys.argv[1])
    (folder / "src").mkdir(parents=True, exist_ok=True)
    modules, arms = "", ""
    for operation, text in run.programs("rust"):
        (folder / "src" / f"{operation}.txt").write_text(text)
        modules += f'#[allow(non_snake_case)]\nmod {operation} {{\n    include!("{operation}.txt");\n'
        modules += "    pub fn run() -> Result<(), Error> {\n        main()\n    }\n}\n"
        arms += f'        "{operation}" => {operation}::run(),\n'
    (folder / "src" / "main.rs").write_text(MAIN % (modules, arms.rstrip()))
    (folder / "Cargo.toml").write_text(MANIFEST % ROOT)
    shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")


if __name__ == "__main__":
    main()
