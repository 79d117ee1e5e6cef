//! Finds the examples of a guide: a text that came out of a PDF, with a section for each operation.

/// An example as it stands in the guide.
#[derive(Debug)]
pub struct Example {
    /// Section number.
    pub section: String,
    /// What it is an example of.
    pub kind: Kind,
    /// The text, damaged as it is.
    pub text: String,
}

/// What something is an example of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request.
    Request,
    /// An answer in JSON.
    Json,
    /// An answer in XML.
    Xml,
}

/// Every example of the sections that are asked for. An example without a field (a mere status line) is none.
pub fn examples(guide: &str, sections: &[&str]) -> Vec<Example> {
    let lines: Vec<&str> = guide.lines().collect();
    let mut examples = Vec::new();
    for section in sections {
        // A table of contents names a section too, with a page number behind a tab.
        let heading = |line: &str| line.strip_prefix(section).is_some_and(|rest| rest.starts_with(". ") && !rest.contains('\t'));
        let Some(start) = lines.iter().position(|line| heading(line)) else { continue };
        let rest = &lines[start + 1..];
        let end = rest.iter().position(|line| is_heading(line)).unwrap_or(rest.len());
        examples.extend(of_section(section, &rest[..end]));
    }
    examples
}

/// `2.3.5.1. …`, `2.4. …`, `3.附录`: a section begins.
fn is_heading(line: &str) -> bool {
    let number = line.split(|character: char| !character.is_ascii_digit() && character != '.').next().unwrap_or_default();
    number.starts_with(|character: char| character.is_ascii_digit())
        && number.ends_with('.')
        && !line.contains('\t')
        && line[number.len()..].starts_with(|character: char| character == ' ' || !character.is_ascii())
}

fn of_section(section: &str, lines: &[&str]) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut current: Option<Kind> = None;
    for line in lines {
        let line = line.trim_end();
        let kind = match line.trim() {
            "请求示例" => Some(Some(Kind::Request)),
            "正常返回示例" => Some(None),
            "XML 格式" => Some(Some(Kind::Xml)),
            "JSON 格式" => Some(Some(Kind::Json)),
            _ => None,
        };
        if let Some(kind) = kind {
            current = kind;
            examples.extend(kind.map(|kind| Example { section: section.to_owned(), kind, text: String::new() }));
        } else if let (Some(_), Some(example)) = (current, examples.last_mut())
            && !is_noise(line)
        {
            example.text.push_str(line);
            example.text.push('\n');
        }
    }
    examples.retain(|example| match example.kind {
        Kind::Xml => example.text.contains('<'),
        Kind::Request | Kind::Json => example.text.contains("\":") || example.text.contains("\" :"),
    });
    examples
}

/// Fences, page headers, and the lines that every example begins with.
fn is_noise(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line.starts_with("```")
        || line.contains("开发指南")
        || line == "公共请求头"
        || line.contains("HTTP/1.1")
        || line.starts_with("Content-Type:")
}
