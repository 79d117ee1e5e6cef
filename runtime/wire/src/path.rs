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
    let (mut template, mut path) = (template.trim_end_matches('/').as_bytes(), path.trim_end_matches('/').as_bytes());
    loop {
        let (expected, found) = (first_segment(template), first_segment(path));
        let is_parameter = expected.starts_with(b"{") && expected.ends_with(b"}");
        if if is_parameter { found.is_empty() } else { expected != found } {
            return false;
        }
        (template, path) = match (&template[expected.len()..], &path[found.len()..]) {
            ([_, template @ ..], [_, path @ ..]) => (template, path),
            (template, path) => return template.is_empty() && path.is_empty(),
        };
    }
}

fn first_segment(path: &[u8]) -> &[u8] {
    &path[..path.iter().position(|byte| *byte == b'/').unwrap_or(path.len())]
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_end_matches('/').split('/')
}

/// The name in a segment `{name}`.
pub(crate) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}
