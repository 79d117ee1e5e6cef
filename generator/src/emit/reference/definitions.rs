//! Fields as a list of definitions: a line that says what a field is, what it means below, and the fields inside of it
//! folded into it.
//!
//! A table of as many columns would be narrow where there is most to say, and could not nest. Markdown has no list of
//! definitions; an ordinary list reads as one, in a code host, on a site and as text.

use super::markdown::Inline;

/// A field.
#[derive(Debug, Default)]
pub struct Definition {
    /// Name, type, whether it is required, default.
    pub head: Inline,
    /// What it means: paragraphs.
    pub meaning: Vec<Inline>,
    /// The values that it may have, below what is said of them.
    pub values: Vec<Inline>,
    /// Where it comes from, examples.
    pub notes: Inline,
    /// The fields inside of it.
    pub inside: Option<Inside>,
}

/// The fields inside of a field.
#[derive(Debug)]
pub struct Inside {
    /// The line that unfolds them: inert HTML, no Markdown.
    pub title: Inline,
    /// Whether they are unfolded.
    pub open: bool,
    /// What the object is.
    pub doc: Inline,
    /// Its fields.
    pub fields: Vec<Definition>,
    /// What is said above the rules.
    pub rules_title: Inline,
    /// What binds the fields together.
    pub rules: Vec<Inline>,
}

/// The list as Markdown.
pub fn list(definitions: &[Definition]) -> String {
    let mut markdown = String::new();
    write(&mut markdown, definitions, "");
    markdown
}

fn write(markdown: &mut String, definitions: &[Definition], indent: &str) {
    let inner = format!("{indent}  ");
    for definition in definitions {
        markdown.push_str(&format!("{indent}- {}\n\n", definition.head));
        definition.meaning.iter().for_each(|paragraph| self::paragraph(markdown, paragraph, &inner));
        bullets(markdown, &definition.values, &inner);
        paragraph(markdown, &definition.notes, &inner);
        if let Some(inside) = &definition.inside {
            unfold(markdown, inside, &inner);
        }
    }
}

fn unfold(markdown: &mut String, inside: &Inside, indent: &str) {
    let open = if inside.open { " open" } else { "" };
    markdown.push_str(&format!("{indent}<details{open}><summary>{}</summary>\n\n", inside.title));
    paragraph(markdown, &inside.doc, indent);
    write(markdown, &inside.fields, indent);
    if !inside.rules.is_empty() {
        paragraph(markdown, &inside.rules_title, indent);
        bullets(markdown, &inside.rules, indent);
    }
    markdown.push_str(&format!("{indent}</details>\n\n"));
}

fn paragraph(markdown: &mut String, paragraph: &Inline, indent: &str) {
    if !paragraph.is_empty() {
        markdown.push_str(&format!("{indent}{paragraph}\n\n"));
    }
}

fn bullets(markdown: &mut String, items: &[Inline], indent: &str) {
    items.iter().for_each(|item| markdown.push_str(&format!("{indent}- {item}\n")));
    if !items.is_empty() {
        markdown.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline(text: &str) -> Inline {
        Inline::trusted(text)
    }

    #[test]
    fn a_field_holds_what_is_inside_of_it() {
        let inner = Definition { head: inline("**b**"), values: vec![inline("`x`"), inline("`y`")], ..Definition::default() };
        let inside = Inside {
            title: inline("Fields"),
            open: false,
            doc: inline("It."),
            fields: vec![inner],
            rules_title: inline("Rules:"),
            rules: vec![inline("One.")],
        };
        let outer = Definition { head: inline("**a**"), meaning: vec![inline("A.")], inside: Some(inside), ..Definition::default() };
        let expected = "- **a**\n\n  A.\n\n  <details><summary>Fields</summary>\n\n  It.\n\n  - **b**\n\n    - `x`\n    - `y`\n\n  Rules:\n\n  - One.\n\n  </details>\n\n";
        assert_eq!(list(&[outer]), expected);
    }
}
