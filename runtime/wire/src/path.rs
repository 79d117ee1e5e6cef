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
    if !fits_path(template, path) {
        return None;
    }
    let named = segments(template).zip(segments(path)).filter_map(|(expected, segment)| Some((parameter(expected)?, segment)));
    Some(named.map(|(name, segment)| (name, percent_decode_str(segment).decode_utf8_lossy().into_owned())).collect())
}

/// Whether a path fits a template: what [`match_path`] is then `Some` for. A router asks this of many templates, so that nothing
/// is copied for it.
pub fn fits_path(template: &str, path: &str) -> bool {
    let mut rest = segments(path);
    let fits = |expected: &str, segment: &str| if parameter(expected).is_some() { !segment.is_empty() } else { segment == expected };
    segments(template).all(|expected| rest.next().is_some_and(|segment| fits(expected, segment))) && rest.next().is_none()
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
