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
    let mut parameters = Vec::new();
    let mut segments = path.trim_end_matches('/').split('/');
    for expected in template.trim_end_matches('/').split('/') {
        let segment = segments.next()?;
        match parameter(expected) {
            Some(_) if segment.is_empty() => return None,
            Some(name) => parameters.push((name, percent_decode_str(segment).decode_utf8_lossy().into_owned())),
            None if segment == expected => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(parameters)
}

/// The name in a segment `{name}`.
pub(crate) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}
