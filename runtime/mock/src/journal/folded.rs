//! Messages as they are kept: in one piece of memory of their own. What they were read from, a buffer of the connection,
//! is not held on to, and no table of headers is.

use ackgen_wire::bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

/// A request and its answer.
pub(super) struct Folded {
    bytes: Bytes,
    request: Place,
    answer: Place,
}

/// Where the body of a message begins, and where it ends. It starts where the one before ends.
#[derive(Clone, Copy)]
struct Place {
    body: usize,
    end: usize,
}

impl Folded {
    /// Neither the target of the request nor a header has a line break in it.
    pub(super) fn new(target: &str, request: (&HeaderMap, &[u8]), answer: Option<(&HeaderMap, &[u8])>) -> Self {
        let head = |headers: &HeaderMap| headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 2).sum::<usize>();
        let size = |(headers, body): (&HeaderMap, &[u8])| head(headers) + body.len() + 1;
        let mut bytes = Vec::with_capacity(target.len() + size(request) + answer.map_or(0, size));
        let mut fold = |line: &str, (headers, body): (&HeaderMap, &[u8])| {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
            for (name, value) in headers {
                bytes.extend_from_slice(name.as_str().as_bytes());
                bytes.push(b':');
                bytes.extend_from_slice(value.as_bytes());
                bytes.push(b'\n');
            }
            let place = bytes.len();
            bytes.extend_from_slice(body);
            Place { body: place, end: bytes.len() }
        };
        let request = fold(target, request);
        let answer = answer.map_or(Place { body: request.end, end: request.end }, |answer| fold("", answer));
        Self { bytes: bytes.into(), request, answer }
    }

    pub(super) fn request(&self) -> Message {
        Message { bytes: self.bytes.slice(..self.request.end), body: self.request.body }
    }

    pub(super) fn answer(&self) -> Message {
        let start = self.request.end;
        Message { bytes: self.bytes.slice(start..self.answer.end), body: self.answer.body - start }
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// A line, headers and a body.
pub(super) struct Message {
    bytes: Bytes,
    /// Where the body begins.
    body: usize,
}

impl Message {
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
        let said = |message: &Message| (message.line().to_owned(), message.headers(), message.body());
        for body in ["", "\n\nx:y\n"].map(str::as_bytes) {
            let folded = Folded::new("/x?y=1", (&headers, body), Some((&headers, b"{}")));
            assert_eq!(said(&folded.request()), ("/x?y=1".to_owned(), headers.clone(), body.into()));
            assert_eq!(said(&folded.answer()), (String::new(), headers.clone(), "{}".into()));
            assert_eq!(folded.size(), "/x?y=1\n\n{}".len() + 2 * "a:1: 2\nb:\na:3\nc:\u{e9}\n".len() + body.len());
            let unanswered = Folded::new("/", (&headers, body), None);
            assert_eq!(said(&unanswered.request()), ("/".to_owned(), headers.clone(), body.into()));
            assert_eq!(said(&unanswered.answer()), (String::new(), HeaderMap::new(), "".into()));
        }
    }
}
