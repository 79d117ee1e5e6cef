//! Every golden crate compiles, without a warning: a golden that only looks right is wrong.
//!
//! They are built together in a workspace of their own, with the dependencies, versions and lints of this one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn golden_crates_compile_without_a_warning() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let repository = tests.parent().expect("tests is inside of the repository");
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden");
    if workspace.exists() {
        fs::remove_dir_all(&workspace).expect("the last run's workspace can be removed");
    }

    let mut members = Vec::new();
    for case in folders(&tests.join("cases")) {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for package in folders(&case.join("expected")).into_iter().filter(|folder| folder.join("Cargo.toml").exists()) {
            let member = format!("{name}/{}", package.file_name().unwrap_or_default().to_string_lossy());
            copy(&package, &workspace.join(&member));
            members.push(member);
        }
    }
    assert!(!members.is_empty(), "there are golden crates");

    fs::write(workspace.join("Cargo.toml"), manifest(repository, &members)).expect("the manifest can be written");
    fs::copy(repository.join("Cargo.lock"), workspace.join("Cargo.lock")).expect("the lock file can be copied");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--all-targets", "--offline", "--quiet"])
        .current_dir(&workspace)
        // What this workspace's own build has compiled need not be compiled again.
        .env("CARGO_TARGET_DIR", repository.join("target"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The repository's manifest with other members, paths that lead back, and every warning an error.
fn manifest(repository: &Path, members: &[String]) -> String {
    let text = fs::read_to_string(repository.join("Cargo.toml")).expect("the repository has a manifest");
    let kept = text.lines().filter(|line| !line.starts_with("members") && !line.starts_with("default-members"));
    let text: Vec<_> = kept.map(|line| line.replace("path = \"", &format!("path = \"{}/", repository.display()))).collect();
    let text = text.join("\n").replace("[workspace]\n", &format!("[workspace]\nmembers = {members:?}\n"));
    text.replace("[workspace.lints.rust]\n", "[workspace.lints.rust]\nwarnings = \"deny\"\n")
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a golden can be listed") {
        let path = entry.expect("a golden can be listed").path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a golden can be copied");
        }
    }
}
