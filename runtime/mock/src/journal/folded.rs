//! Messages as they are kept: in one piece of memory of their own. What they were read from, a buffer of the connection,
//! is not held on to, and no table of headers is.

use ackgen_wire::bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

/// A line, headers and a body.
pub(super) struct Folded {
    bytes: Bytes,
    /// Where the body begins.
    body: usize,
}

impl Folded {
    /// Neither the line nor a header has a line break in it.
    pub(super) fn new(line: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let head = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 2).sum::<usize>() + line.len() + 1;
        let mut bytes = Vec::with_capacity(head + body.len());
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        for (name, value) in headers {
            bytes.extend_from_slice(name.as_str().as_bytes());
            bytes.push(b':');
            bytes.extend_from_slice(value.as_bytes());
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(body);
        Self { bytes: bytes.into(), body: head }
    }

    pub(super) fn line(&self) -> &str {
        let line = self.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        std::str::from_utf8(line).unwrap_or_default()
    }

    pub(super) fn headers(&self) -> HeaderMap {
        let lines = self.bytes[..self.body].split(|byte| *byte == b'\n').skip(1);
        let header = |line: &[u8]| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let value = HeaderValue::from_maybe_shared(self.bytes.slice_ref(&line[colon + 1..])).ok()?;
            Some((HeaderName::from_bytes(&line[..colon]).ok()?, value))
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines.filter_map(header) {
            headers.append(name, value);
        }
        headers
    }

    pub(super) fn body(&self) -> Bytes {
        self.bytes.slice(self.body..)
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unfolded_is_what_was_folded() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("a", "1: 2"), ("b", ""), ("a", "3"), ("c", "\u{e9}")] {
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        for body in ["", "\n\nx:y\n"] {
            let folded = Folded::new("/x?y=1", &headers, body.as_bytes());
            assert_eq!((folded.line(), folded.headers(), &folded.body()[..]), ("/x?y=1", headers.clone(), body.as_bytes()));
            assert_eq!(folded.size(), "/x?y=1\na:1: 2\nb:\na:3\nc:\u{e9}\n".len() + body.len());
        }
    }
}
