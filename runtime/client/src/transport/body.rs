use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};

use super::TransportError;

/// The body of an answer, whole or still on its way. It is read as any [`http_body::Body`] is.
pub struct Body(Content);

enum Content {
    Whole(Bytes),
    Coming(Pin<Box<dyn http_body::Body<Data = Bytes, Error = TransportError> + Send>>),
}

impl Body {
    /// A body that is still on its way.
    pub fn new(body: impl http_body::Body<Data = Bytes, Error = TransportError> + Send + 'static) -> Self {
        Self(Content::Coming(Box::pin(body)))
    }

    /// All of it, or what came of it and why that is not all. Of one that is longer than `limit`, or promises to be, no more is
    /// taken than that.
    pub(crate) async fn collect(self, limit: usize) -> (Bytes, Result<(), Incomplete>) {
        let mut body = match self.0 {
            Content::Whole(bytes) if bytes.len() > limit => return (bytes.slice(..limit), Err(Incomplete::TooLong(bytes.len() as u64))),
            Content::Whole(bytes) => return (bytes, Ok(())),
            Content::Coming(body) => body,
        };
        let promised = body.size_hint().lower();
        if promised > limit as u64 {
            return (Bytes::new(), Err(Incomplete::TooLong(promised)));
        }
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        let end = loop {
            let chunk = match next(&mut body).await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break Ok(()),
                Err(error) => break Err(Incomplete::Broken(error)),
            };
            let length = first.len() + all.len() + chunk.len();
            if length > limit {
                break Err(Incomplete::TooLong(length as u64));
            }
            // Most answers come in one piece, which needs no copy.
            if first.is_empty() && all.is_empty() {
                first = chunk;
                continue;
            }
            if !first.is_empty() {
                all.reserve(promised as usize);
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&chunk);
        };
        (if all.is_empty() { first } else { all.freeze() }, end)
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match &mut self.0 {
            Content::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::Coming(body) => body.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Coming(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Coming(body) => body.size_hint(),
        }
    }
}

/// Why there is not all of a body.
#[derive(Debug)]
pub(crate) enum Incomplete {
    /// It has, or promises, at least so many bytes.
    TooLong(u64),
    /// It ended before the length that was promised.
    Early(usize),
    /// The connection broke.
    Broken(TransportError),
}

/// The next piece of data; trailers are skipped.
async fn next(
    body: &mut Pin<Box<dyn http_body::Body<Data = Bytes, Error = TransportError> + Send>>,
) -> Result<Option<Bytes>, TransportError> {
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        if let Ok(data) = frame?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Content::Whole(bytes.into()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Whole(bytes) => write!(formatter, "Body(<{} bytes>)", bytes.len()),
            Content::Coming(_) => formatter.write_str("Body(<coming>)"),
        }
    }
}
