//! The lifecycle of a thing as a drawing: a column a state, a row a change.
//!
//! A change goes from the states that it leaves, each a dot, to the one that it leads to, an arrow. Nothing crosses but
//! lines at right angles, however many states and changes there are, and each change has room for its name. The
//! drawing brings a background of its own, so that it can be read on any page, light or dark.

use super::words::GENERATED;

/// What is drawn.
pub struct Diagram {
    /// A part of the ids inside of the drawing, which may be put into a page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The same as the drawing, in words.
    pub description: String,
    /// The states, from left to right.
    pub states: Vec<State>,
    /// The changes, from top to bottom.
    pub changes: Vec<Change>,
}

/// A column.
pub struct State {
    /// What it is called.
    pub name: String,
    /// Whether a thing begins in it.
    pub is_first: bool,
    /// Whether the thing is gone then.
    pub is_last: bool,
}

/// A row.
pub struct Change {
    /// What makes it happen.
    pub label: String,
    /// The columns that it leaves.
    pub from: Vec<usize>,
    /// The column that it leads to.
    pub to: usize,
    /// Whether something went wrong.
    pub is_failure: bool,
}

const MARGIN: usize = 16;
const COLUMN: usize = 92;
const BOX: usize = 26;
const TIER: usize = 34;
const ROW: usize = 40;
/// From so many states on, every other one stands a line lower: names are longer than columns are wide.
const CROWDED: usize = 3;

const STYLE: &str = "
    .panel { fill: #ffffff; stroke: #d0d7de }
    .line { stroke: #d0d7de; stroke-dasharray: 2 3 }
    .state { fill: #f6f8fa; stroke: #57606a }
    .first { stroke: #0550ae; stroke-width: 2 }
    .last { stroke: #57606a; stroke-dasharray: 5 3 }
    .change { stroke: #0550ae; stroke-width: 1.5 }
    .tip { fill: #0550ae }
    .failure .change { stroke: #b35900; stroke-dasharray: 6 3 }
    .failure .tip { fill: #b35900 }
    text { font: 12px system-ui, sans-serif; fill: #1f2328; text-anchor: middle }
    .label { paint-order: stroke; stroke: #ffffff; stroke-width: 5px }
    @media (prefers-color-scheme: dark) {
      .panel { fill: #0d1117; stroke: #3d444d }
      .line { stroke: #3d444d }
      .state { fill: #151b23; stroke: #9198a1 }
      .first { stroke: #79b8ff }
      .last { stroke: #9198a1 }
      .change { stroke: #79b8ff }
      .tip { fill: #79b8ff }
      .failure .change { stroke: #e3b341 }
      .failure .tip { fill: #e3b341 }
      text { fill: #f0f6fc }
      .label { stroke: #0d1117 }
    }
";

/// The drawing as SVG.
pub fn svg(diagram: &Diagram) -> String {
    let is_crowded = diagram.states.len() >= CROWDED;
    let widest = diagram.states.iter().map(|state| width(&state.name)).max().unwrap_or_default() + 16;
    let column = if is_crowded { COLUMN.max(widest / 2 + 8) } else { (COLUMN + 60).max(widest + 16) };
    let labels = diagram.changes.iter().map(|change| width(&change.label)).max().unwrap_or_default();
    let inner = (diagram.states.len().saturating_sub(1) * column + widest).max(labels + 8);
    let left = MARGIN + widest / 2;
    let head = MARGIN + BOX + if is_crowded { TIER } else { 0 };
    let (total, height) = (inner + 2 * MARGIN, head + diagram.changes.len() * ROW + 2 * MARGIN);
    let x = |state: usize| left + state * column;
    let id = escape(&diagram.id);
    let mut svg = format!(
        "{GENERATED}\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {total} {height}\" width=\"{total}\" height=\"{height}\" role=\"img\" \
         aria-labelledby=\"{id}.title {id}.desc\">\n  <title id=\"{id}.title\">{}</title>\n  <desc id=\"{id}.desc\">{}</desc>\n  \
         <style>{STYLE}  </style>\n  <rect class=\"panel\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
        escape(&diagram.title),
        escape(&diagram.description),
        total - 1,
        height - 1,
    );
    for (index, state) in diagram.states.iter().enumerate() {
        let (x, y) = (x(index), MARGIN + if is_crowded && index % 2 == 1 { TIER } else { 0 });
        let width = width(&state.name) + 16;
        let kind = match (state.is_first, state.is_last) {
            (true, _) => " first",
            (_, true) => " last",
            _ => "",
        };
        svg.push_str(&format!("  <path class=\"line\" d=\"M{x} {}V{}\"/>\n", y + BOX, height - MARGIN));
        svg.push_str(&format!(
            "  <rect class=\"state{kind}\" x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"6\"/><text x=\"{x}\" y=\"{}\">{}</text>\n",
            x - width / 2,
            y + 17,
            escape(&state.name)
        ));
    }
    for (index, change) in diagram.changes.iter().enumerate() {
        svg.push_str(&row(change, head + index * ROW + ROW, x, total));
    }
    svg.push_str("</svg>\n");
    svg
}

/// A change at a height.
fn row(change: &Change, y: usize, x: impl Fn(usize) -> usize, total: usize) -> String {
    let to = x(change.to);
    let mut svg = format!("  <g{}>", if change.is_failure { " class=\"failure\"" } else { "" });
    let columns: Vec<usize> = change.from.iter().map(|from| x(*from)).collect();
    let (least, greatest) = (columns.iter().min().copied().unwrap_or(to), columns.iter().max().copied().unwrap_or(to));
    if least < to {
        svg.push_str(&format!("<path class=\"change\" d=\"M{least} {y}H{}\"/><path class=\"tip\" d=\"M{to} {y}l-9 -4v8z\"/>", to - 8));
    }
    if greatest > to {
        svg.push_str(&format!("<path class=\"change\" d=\"M{greatest} {y}H{}\"/><path class=\"tip\" d=\"M{to} {y}l9 -4v8z\"/>", to + 8));
    }
    columns.iter().for_each(|column| svg.push_str(&format!("<circle class=\"tip\" cx=\"{column}\" cy=\"{y}\" r=\"3\"/>")));
    let half = width(&change.label) / 2;
    // Above the arrow, and inside of the panel.
    let nearest = columns.iter().copied().min_by_key(|column| column.abs_diff(to)).unwrap_or(to);
    let middle = nearest.midpoint(to).clamp(half + 6, (total - 6).saturating_sub(half).max(half + 6));
    svg.push_str(&format!("<text class=\"label\" x=\"{middle}\" y=\"{}\">{}</text></g>\n", y - 8, escape(&change.label)));
    svg
}

/// About how wide a text is.
fn width(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 7 } else { 12 }).sum()
}

/// Text inside of a drawing.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            // Site generators look for templates everywhere.
            '{' => escaped.push_str("&#123;"),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagram(names: &[&str], changes: Vec<Change>) -> Diagram {
        let states = names.iter().enumerate().map(|(index, name)| State {
            name: (*name).to_owned(),
            is_first: index == 0,
            is_last: index + 1 == names.len(),
        });
        Diagram { id: "d".to_owned(), title: "A <thing>".to_owned(), description: "a to b".to_owned(), states: states.collect(), changes }
    }

    #[test]
    fn a_change_has_a_dot_a_state_that_it_leaves_and_an_arrow() {
        let change = Change { label: "Go".to_owned(), from: vec![0, 2], to: 1, is_failure: true };
        let svg = svg(&diagram(&["a", "b", "c"], vec![change]));
        assert_eq!(svg.matches("<circle").count(), 2);
        assert_eq!(svg.matches("class=\"tip\" d=").count(), 2, "one from either side: {svg}");
        assert!(svg.contains("<g class=\"failure\">") && svg.contains(">Go</text>"));
    }

    #[test]
    fn texts_are_inert() {
        let svg = svg(&diagram(&["{{a}}", "</svg>"], Vec::new()));
        assert!(svg.contains("A &lt;thing&gt;") && svg.contains("&lt;/svg&gt;") && !svg.contains("{{"));
    }

    #[test]
    fn a_drawing_of_nothing_is_one() {
        assert!(svg(&diagram(&[], Vec::new())).ends_with("</svg>\n"));
    }
}
