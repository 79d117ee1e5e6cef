//! Paths with parameters in braces: `/clusters/{ClusterId}`.

use percent_encoding::percent_decode_str;

/// The parameters of a path that fits a template, decoded; `None` if it does not fit.
///
/// ```
/// let parameters = ackgen_wire::match_path("/clusters/{ClusterId}/logs", "/clusters/c%201/logs").unwrap();
/// assert_eq!(parameters, [("ClusterId", "c 1".to_owned())]);
/// assert_eq!(ackgen_wire::match_path("/clusters/{ClusterId}", "/clusters/"), None);
/// ```
pub fn match_path<'t>(template: &'t str, path: &str) -> Option<Vec<(&'t str, String)>> {
    let mut rest = segments(path);
    let mut named = Vec::new();
    for expected in segments(template) {
        let segment = rest.next()?;
        match parameter(expected) {
            Some(_) if segment.is_empty() => return None,
            Some(name) => named.push((name, decoded(segment))),
            None if segment != expected => return None,
            None => {}
        }
    }
    rest.next().is_none().then_some(named)
}

fn decoded(segment: &str) -> String {
    if segment.bytes().any(|byte| byte == b'%') { percent_decode_str(segment).decode_utf8_lossy().into_owned() } else { segment.to_owned() }
}

/// The segments of a path. They are short: looking at each byte is quicker than a search that is made for long texts.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path.trim_end_matches('/'));
    std::iter::from_fn(move || {
        let path = rest?;
        let end = path.bytes().position(|byte| byte == b'/');
        rest = end.map(|end| &path[end + 1..]);
        Some(&path[..end.unwrap_or(path.len())])
    })
}

/// The name in a segment `{name}`.
pub(crate) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}
