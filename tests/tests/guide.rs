//! The examples of the guide go through the generated types, and nothing is dropped.
//!
//! The guide itself is not part of the repository. Where `GUIDE` names a folder (default: `shared/guide` beside the
//! repository), its examples are read; elsewhere only those of `tests/guide`, which have the same shapes and the same
//! damage with values of our own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ack_client::wire::serde_json::Value;
use ack_client::wire::{Kind, validate};
use ackgen_tests::guide::{self, Example};
use ackgen_tests::operations::{self, Erased};
use ackgen_tests::repair::{self, Root};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = std::env::var_os("GUIDE").map_or_else(|| here.join("../../shared/guide"), PathBuf::from);
    let mut trials = Vec::new();
    for folder in [here.join("guide"), guide.clone()] {
        for path in texts(&folder) {
            trials.extend(of_file(&path));
        }
    }
    if texts(&guide).is_empty() {
        eprintln!("skipped: the guide is not at {}; only the cases of tests/guide are read", guide.display());
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn texts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect();
    paths.sort();
    paths
}

fn of_file(path: &Path) -> Vec<Trial> {
    let text = fs::read_to_string(path).expect("a guide is UTF-8");
    let sections = sections();
    let numbers: Vec<&str> = sections.iter().map(|(number, _)| number.as_str()).collect();
    let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut trials = Vec::new();
    for (index, example) in guide::examples(&text, &numbers).into_iter().enumerate() {
        let Some((_, name)) = sections.iter().find(|(number, _)| *number == example.section) else { continue };
        let name = name.clone();
        let title = format!("{file}::{index} {} {name} {:?}", example.section, example.kind);
        trials.push(Trial::test(title, move || check(&name, &example)));
    }
    trials
}

/// Sections and the operations that they describe.
fn sections() -> Vec<(String, String)> {
    let model = ackgen_tests::spec::model();
    let operations = model.services.iter().flat_map(|service| &service.operations);
    operations.map(|operation| (operation.section.clone(), operation.name.clone())).collect()
}

fn check(name: &str, example: &Example) -> Result<(), Failed> {
    let operations = operations::all();
    let erased = operations.iter().find(|erased| erased.operation.name == name).ok_or("the operation is not in the list")?;
    match example.kind {
        guide::Kind::Request => request(erased, example),
        guide::Kind::Json | guide::Kind::Xml => answer(erased, example),
    }
}

fn request(erased: &Erased, example: &Example) -> Result<(), Failed> {
    let repaired = repair::json(&example.text, Root::Object(erased.operation.input))?;
    all_names_kept(&repaired)?;
    if let Some(reason) = invalid_on_purpose(&example.section) {
        return match (erased.encode)(repaired.value) {
            Ok(_) => Err(format!("listed as invalid ({reason}), but it can be built").into()),
            Err(_) => Ok(()),
        };
    }
    let violations = validate(erased.operation.input, &repaired.value);
    // An example shows what matters to it; what is required beside that may be left out.
    let violations: Vec<_> = violations.iter().filter(|violation| violation.code != "required").map(ToString::to_string).collect();
    if !violations.is_empty() {
        return Err(violations.join("\n").into());
    }
    (erased.encode)(with_required(erased, repaired.value))?;
    Ok(())
}

/// Path parameters that an example leaves out get a value.
fn with_required(erased: &Erased, mut value: Value) -> Value {
    for field in erased.operation.input.fields.iter().filter(|field| field.required) {
        if value.get(field.name).is_none() {
            value[field.name] = match field.kind {
                Kind::List(_) => Value::Array(Vec::new()),
                _ => Value::from("x"),
            };
        }
    }
    value
}

/// Request examples that cannot be sent as they are printed: section, then the reason.
fn invalid_on_purpose(section: &str) -> Option<String> {
    let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("guide/invalid-requests")).expect("the list is there");
    list.lines().filter_map(|line| line.split_once(' ')).find(|(of, _)| *of == section).map(|(_, reason)| reason.to_owned())
}

fn answer(erased: &Erased, example: &Example) -> Result<(), Failed> {
    let root = root_of(erased)?;
    let (repaired, content_type, body) = match example.kind {
        guide::Kind::Xml => {
            let repaired = repair::xml(&example.text, root)?;
            let body = as_xml(&repaired.value);
            (repaired, "application/xml", body)
        }
        _ => {
            let repaired = repair::json(&example.text, root)?;
            let body = repaired.value.to_string();
            (repaired, "application/json", body)
        }
    };
    all_names_kept(&repaired)?;
    let read = (erased.through)(Some(content_type), body.as_bytes()).map_err(|error| format!("{error}\n{body}"))?;
    let printed = match root {
        Root::Under(key, _) if !read.get(key).is_some_and(Value::is_object) => &repaired.value[key],
        _ => &repaired.value,
    };
    let mut lost = Vec::new();
    compare("", printed, &read, &mut lost);
    if lost.is_empty() { Ok(()) } else { Err(format!("lost:\n{}\nread:\n{read:#}", lost.join("\n")).into()) }
}

fn root_of(erased: &Erased) -> Result<Root, Failed> {
    let response = &erased.operation.response;
    match (response.kind.as_ref(), response.placeholder) {
        (Some(Kind::Record(schema)), _) => Ok(Root::Object(schema)),
        (Some(Kind::List(Kind::Record(schema)) | Kind::Map(Kind::Record(schema))), Some(key)) => Ok(Root::Under(key, schema)),
        other => Err(format!("no example of this shape was expected: {other:?}").into()),
    }
}

/// Every name that was read is in the value: none was given twice.
fn all_names_kept(repaired: &repair::Repaired) -> Result<(), Failed> {
    fn names(value: &Value) -> usize {
        value.as_object().map_or(0, |object| object.values().map(|value| 1 + names(value)).sum())
    }
    let kept = names(&repaired.value);
    if repaired.names == 0 || repaired.names != kept {
        return Err(format!("{} names were read, {kept} kept: {:#}", repaired.names, repaired.value).into());
    }
    Ok(())
}

/// Whatever is printed was read: one item stands for a list of one, and a scalar for its text.
fn compare(path: &str, printed: &Value, read: &Value, lost: &mut Vec<String>) {
    match (printed, read) {
        (Value::Object(object), Value::Object(read)) => {
            for (name, value) in object {
                compare(&format!("{path}.{name}"), value, read.get(name).unwrap_or(&Value::Null), lost);
            }
        }
        (Value::Array(items), Value::Array(read)) if items.len() == read.len() => {
            for (index, (item, read)) in items.iter().zip(read).enumerate() {
                compare(&format!("{path}[{index}]"), item, read, lost);
            }
        }
        (printed, Value::Array(read)) if read.len() == 1 => {
            match printed.as_str().and_then(|text| ack_client::wire::serde_json::from_str(text).ok()) {
                Some(list @ Value::Array(_)) => compare(path, &list, &Value::Array(read.clone()), lost),
                _ => compare(&format!("{path}[0]"), printed, &read[0], lost),
            }
        }
        (printed, read) if text_of(printed) == text_of(read) => {}
        (printed, read) => lost.push(format!("{path}: printed {printed}, read {read}")),
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// XML as the guide prints it: without a root.
fn as_xml(value: &Value) -> String {
    fn element(name: &str, value: &Value, text: &mut String) {
        match value {
            Value::Object(object) => {
                text.push_str(&format!("<{name}>"));
                object.iter().for_each(|(name, value)| element(name, value, text));
                text.push_str(&format!("</{name}>"));
            }
            Value::Array(items) => items.iter().for_each(|item| element(name, item, text)),
            other => {
                let escaped = text_of(other).replace('&', "&amp;").replace('<', "&lt;");
                text.push_str(&format!("<{name}>{escaped}</{name}>"));
            }
        }
    }
    let mut text = String::new();
    value.as_object().into_iter().flatten().for_each(|(name, value)| element(name, value, &mut text));
    text
}
