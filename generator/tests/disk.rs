//! What a disk can do to a run: links, pipes, folders without permission, too little space, an end at any moment. Each file
//! is as it was or as it will be, nothing is left over, and nothing outside of the folder is touched.
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::{files, generate, said, spec, with_texts};
use tempfile::TempDir;

/// A folder with a spec in it.
fn sandbox(of: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder can be made");
    support::write(&folder.path().join("spec"), &spec(of));
    folder
}

/// A run that fails, says why in one line, and leaves the output as it was.
fn assert_refused(folder: &Path, run: &Output, wanted: &str) {
    let text = said(run);
    assert_eq!(run.status.code(), Some(1), "{text}");
    assert!(text.starts_with("error: ") && text.contains(wanted), "{wanted:?} is not in {text:?}");
    assert_nothing_left(folder);
}

/// Nothing but what is generated is in the output folder.
fn assert_nothing_left(folder: &Path) {
    let names = fs::read_dir(folder.join("generated")).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with(".ackgen-")).collect();
    assert!(left.is_empty(), "{left:?} is left over");
}

/// Makes something at a path.
type Make = fn(&Path);

#[test]
fn a_spec_of_things_that_are_no_files() {
    let cases: [(&str, Make); 5] = [
        ("not a file", |path| fs::create_dir(path).expect("a folder can be made")),
        ("not a file", |path| symlink("/dev/zero", path).expect("a link can be made")),
        ("not a file", |path| assert!(Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()))),
        ("No such file or directory", |path| symlink("nowhere", path).expect("a link can be made")),
        ("larger than 64 MiB", |path| {
            let file = fs::File::create(path).expect("a file can be made");
            file.set_len(1 << 40).expect("a file can have holes");
        }),
    ];
    for (index, (wanted, make)) in cases.into_iter().enumerate() {
        let sandbox = sandbox("tests/cases/minimal/spec");
        make(&sandbox.path().join("spec/hello/operations/evil.yaml"));
        let run = generate(sandbox.path(), &[]);
        // A folder of that name is one like any other, and has nothing in it.
        match index {
            0 => assert_eq!(run.status.code(), Some(0), "{}", said(&run)),
            _ => assert_refused(sandbox.path(), &run, &format!("spec/hello/operations/evil.yaml: {wanted}")),
        }
    }
}

#[test]
fn a_spec_with_links() {
    let sandbox = sandbox("tests/cases/minimal/spec");
    let spec = sandbox.path().join("spec");
    // A folder that holds itself is not gone into; a file is read wherever it is.
    symlink("..", spec.join("hello/operations/loop")).expect("a link can be made");
    fs::rename(spec.join("product.yaml"), sandbox.path().join("elsewhere")).expect("a file can be moved");
    symlink("../elsewhere", spec.join("product.yaml")).expect("a link can be made");
    let run = generate(sandbox.path(), &[]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
}

#[test]
fn names_of_files_that_no_terminal_should_see() {
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = sandbox("tests/cases/minimal/spec");
    for name in [&b"a\x1b[31m.yaml"[..], b"b\nc.yaml", b"\xff\xfe.yaml", "\u{202e}lmay.yaml".as_bytes(), b"../x.yaml"] {
        let name = std::ffi::OsStr::from_bytes(name);
        fs::write(sandbox.path().join("spec/hello/operations").join(name), "[]").expect("a file can be written");
    }
    let run = generate(sandbox.path(), &[]);
    let text = said(&run);
    assert_eq!(run.status.code(), Some(1), "{text}");
    let is_dangerous = |character: char| character.is_control() && character != '\n' || "\u{202e}\u{2066}".contains(character);
    assert!(!text.contains(is_dangerous), "{text:?}");
}

#[test]
fn two_runs_at_once() {
    let sandbox = sandbox("tests/cases/shapes/spec");
    for round in 0..4 {
        let runs: Vec<_> =
            (0..4).map(|_| support::ackgen(sandbox.path()).arg("generate").stderr(Stdio::piped()).stdout(Stdio::null()).spawn()).collect();
        for run in runs {
            let output = run.and_then(|child| child.wait_with_output()).expect("the program runs");
            assert_eq!(output.status.code(), Some(0), "round {round}: {}", said(&output));
        }
        assert_eq!(generate(sandbox.path(), &["--check"]).status.code(), Some(0));
        assert_nothing_left(sandbox.path());
        fs::remove_dir_all(sandbox.path().join("generated/client")).expect("it is there");
    }
}

/// Whoever may do everything runs the program as somebody who may not.
fn as_nobody(folder: &Path, arguments: &[&str]) -> Output {
    let program = folder.join("ackgen");
    if !program.exists() {
        fs::copy(env!("CARGO_BIN_EXE_ackgen"), &program).expect("the program can be copied");
    }
    let run = |nobody: bool| {
        let mut command = Command::new(&program);
        command.arg("generate").args(arguments).current_dir(folder);
        if nobody {
            command.uid(65534).gid(65534);
        }
        command.output()
    };
    run(true).or_else(|_| run(false)).expect("the program runs")
}

#[test]
fn folders_without_permission() {
    let sandbox = sandbox("tests/cases/minimal/spec");
    let root = sandbox.path();
    let allow = |path: &str, mode| fs::set_permissions(root.join(path), fs::Permissions::from_mode(mode)).expect("permissions can be set");
    allow("", 0o777);
    assert_eq!(as_nobody(root, &[]).status.code(), Some(0));
    let before = files(&root.join("generated"));

    // Each of these is noticed before anything is replaced, however many other folders can be written to.
    let product = root.join("spec/product.yaml");
    let text = fs::read_to_string(&product).expect("the spec can be read").replace("0.1.0", "0.2.0");
    fs::write(&product, text.replace("en: ", "en: New ")).expect("a file can be written");
    let folders = ["generated", "generated/client", "generated/client/src", "generated/mock", "generated/reference"];
    for folder in folders {
        allow(folder, 0o555);
        let run = as_nobody(root, &[]);
        allow(folder, 0o755);
        assert_refused(root, &run, folder);
        assert!(said(&run).contains("Permission denied"), "{}", said(&run));
        assert_eq!(files(&root.join("generated")), before);
    }
    assert_eq!(as_nobody(root, &[]).status.code(), Some(0));
    assert_ne!(files(&root.join("generated")), before);

    for unreadable in ["spec/product.yaml", "spec/hello", "spec"] {
        allow(unreadable, 0o000);
        let run = as_nobody(root, &[]);
        allow(unreadable, 0o755);
        assert_refused(root, &run, &format!("the spec cannot be read: {unreadable}: Permission denied"));
    }
}

/// A spec, and another one of which everything is different, and some is missing.
fn two_specs(folder: &Path) {
    let one = spec("tests/cases/shapes/spec");
    let mut other = with_texts(&one, |text| format!("{text} Otherwise."));
    other.retain(|file| !file.path.starts_with("annex/"));
    for file in other.iter_mut().filter(|file| file.path == "product.yaml") {
        file.text = file.text.replace(r#","annex""#, "");
    }
    support::write(&folder.join("one"), &one);
    support::write(&folder.join("other"), &other);
}

#[test]
fn killed_at_any_moment() {
    const RUNS: u32 = 32;
    let sandbox = TempDir::new().expect("a temporary folder can be made");
    let root = sandbox.path();
    two_specs(root);
    let mut versions = Vec::new();
    let mut usual = Duration::MAX;
    for spec in ["one", "other", "one", "other"] {
        let started = Instant::now();
        let run = generate(root, &["--spec", spec]);
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        usual = usual.min(started.elapsed());
        versions.push(files(&root.join("generated")));
    }
    assert_eq!(versions[..2], versions[2..]);
    let missing = |of: usize, than: usize| versions[of].keys().filter(|path| !versions[than].contains_key(*path)).count();
    assert!(missing(0, 1) > 10, "one has files that the other has not");

    let (mut killed, mut halfway) = (0, 0);
    for number in 0..RUNS {
        let spec = ["one", "other"][number as usize % 2];
        let manifest = root.join("generated/.ackgen");
        let inode = || fs::metadata(&manifest).map(|found| found.ino()).ok();
        let before = inode();
        let mut child = support::ackgen(root)
            .args(["generate", "--spec", spec])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        // Half of them whenever it happens, half of them when files begin to be replaced.
        if number % 4 < 2 {
            thread::sleep(usual * (number + 1) / RUNS);
        } else {
            while inode() == before && child.try_wait().is_ok_and(|status| status.is_none()) {}
        }
        let _ = child.kill();
        killed += u32::from(child.wait().expect("it ends").signal() == Some(9));

        // No file is anything but what the one or the other spec says.
        let mut of = [0, 0];
        for (path, bytes) in files(&root.join("generated")) {
            let is_ours = path.to_string_lossy().starts_with(".ackgen");
            let of_one: Vec<_> = (0..2).filter(|version| versions[*version].get(&path) == Some(&bytes)).collect();
            assert!(is_ours || !of_one.is_empty(), "{} is half of something", path.display());
            of_one.iter().for_each(|version| of[*version] += 1);
        }
        halfway += u32::from(of[0] > 20 && of[1] > 20);

        // The next run succeeds, whichever spec it is for, and leaves nothing behind.
        let next = ((number / 2) % 2) as usize;
        let started = Instant::now();
        let run = generate(root, &["--spec", ["one", "other"][next]]);
        // What else the machine does changes: the one after it takes about as long.
        usual = started.elapsed();
        assert_eq!(run.status.code(), Some(0), "run {number}: {}", said(&run));
        assert_eq!(files(&root.join("generated")), versions[next], "run {number}");
        assert_nothing_left(root);
    }
    assert!(killed > RUNS / 3, "only {killed} of {RUNS} runs were killed before they ended");
    println!("{killed} of {RUNS} runs were killed before they ended, {halfway} of them while files were replaced");
}

#[test]
fn a_limit_to_what_may_be_written() {
    let sandbox = sandbox("tests/cases/minimal/spec");
    let root = sandbox.path();
    assert_eq!(generate(root, &[]).status.code(), Some(0));
    let before = files(&root.join("generated"));
    support::write(&root.join("more"), &spec("tests/cases/shapes/spec"));
    // In blocks of 512 bytes: small files fit, and not the others.
    let run = Command::new("sh")
        .args(["-c", r#"trap "" XFSZ; ulimit -f 16; exec "$0" generate --spec more"#, env!("CARGO_BIN_EXE_ackgen")])
        .current_dir(root)
        .output()
        .expect("a shell runs");
    assert_refused(root, &run, "File too large");
    assert_eq!(files(&root.join("generated")), before);
}

/// In a namespace of its own, where anybody may mount a small disk. Systems that do not allow it have only the test above.
#[test]
fn a_full_disk() {
    let sandbox = sandbox("tests/cases/minimal/spec");
    let root = sandbox.path();
    support::write(&root.join("more"), &spec("spec"));
    fs::create_dir(root.join("generated")).expect("a folder can be made");
    let script = r#"
        mount -t tmpfs -o size=2m tmpfs generated || exit 77
        "$0" generate && cp -r generated before || exit 1
        "$0" generate --spec more 2>said && exit 2
        cp -r generated after
    "#;
    let run = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_ackgen")])
        .current_dir(root)
        .output();
    let Ok(run) = run else { return println!("there is no `unshare` here") };
    if !root.join("before").exists() {
        return println!("nothing can be mounted here: {}", said(&run));
    }
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    let text = fs::read_to_string(root.join("said")).expect("it said something");
    assert!(text.contains("No space left on device"), "{text}");
    assert!(files(&root.join("before")).len() > 10);
    assert_eq!(files(&root.join("after")), files(&root.join("before")));
}
