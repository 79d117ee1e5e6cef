//! Why a request calls no operation: the operations that it comes closest to, and what is different.

use ackgen_wire::{Operation, Service};

/// How far a request is from an operation, and why.
pub(super) struct Near {
    distance: usize,
    text: String,
}

/// How many operations an answer names.
const NAMED: usize = 3;
/// How far off an operation may be and still be named, unless it is the closest.
const FAR: usize = 4;

/// The closest operations, the best first; `None` without any.
pub(super) fn list(mut near: Vec<Near>) -> Option<String> {
    near.sort_by_key(|near| near.distance);
    near.dedup_by(|one, other| one.text == other.text);
    let named = near.iter().enumerate().filter(|(index, near)| *index == 0 || near.distance <= FAR).take(NAMED);
    let texts: Vec<_> = named.map(|(_, near)| near.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// An operation that is called by its method and path.
pub(super) fn by_path(operation: &Operation, method: &str, path: &str) -> Near {
    let mut distance = 0;
    let mut reasons = Vec::new();
    if !operation.methods.contains(&method) {
        distance += 2;
        reasons.push(format!("the method is {method}, not {}", operation.methods.join(" or ")));
    }
    let sent: Vec<_> = segments(path).collect();
    let expected: Vec<_> = segments(operation.path).collect();
    for (sent, expected) in sent.iter().zip(&expected) {
        let cost = match (expected.starts_with('{'), sent.is_empty()) {
            (true, true) => 2,
            (true, false) => 0,
            (false, _) if sent == expected => 0,
            (false, _) if strsim::normalized_damerau_levenshtein(sent, expected) >= 0.6 => 1,
            (false, _) => 4,
        };
        if cost > 0 {
            distance += cost;
            reasons.push(format!("`{sent}` is not `{expected}`"));
        }
    }
    if sent.len() != expected.len() {
        distance += 3 * sent.len().abs_diff(expected.len());
        reasons.push(format!("the path has {}, not {}", count(sent.len()), count(expected.len())));
    }
    let text = format!("{} ({} {}): {}", operation.name, operation.methods.join(" or "), operation.path, reasons.join(", "));
    Near { distance, text }
}

/// An operation that is called by its name.
pub(super) fn by_name(operation: &Operation, service: &Service, action: Option<&str>, product: Option<&str>) -> Near {
    let mut distance = 0;
    let mut reasons = Vec::new();
    match action {
        None => {
            distance += FAR;
            reasons.push("there is no parameter Action".to_owned());
        }
        Some(action) if action == operation.name => {}
        Some(action) if action.eq_ignore_ascii_case(operation.name) => {
            distance += 1;
            reasons.push(format!("the case of the action {action} is another"));
        }
        Some(action) => {
            distance += strsim::damerau_levenshtein(action, operation.name);
            reasons.push(format!("the action is {action}"));
        }
    }
    if let Some(product) = product.filter(|product| !product.eq_ignore_ascii_case(service.product)) {
        distance += 1;
        reasons.push(format!("the product is {product}, not {}", service.product));
    }
    Near { distance, text: format!("{} of {}: {}", operation.name, service.product, reasons.join(", ")) }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_end_matches('/').split('/').skip(1)
}

fn count(segments: usize) -> String {
    format!("{segments} segment{}", if segments == 1 { "" } else { "s" })
}
