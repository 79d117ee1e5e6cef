//! Connections and bodies that break off on purpose.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use ackgen_wire::bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A connection that is reset rather than closed when it is dropped, if it is told to.
pub(crate) struct Breakable {
    pub(crate) stream: TcpStream,
    pub(crate) reset: Arc<AtomicBool>,
}

impl Drop for Breakable {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            // Where the system does not know how, the connection is closed, which breaks the call as well.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Breakable {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Breakable {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The answer ends here, on purpose.
#[derive(Debug)]
pub(crate) struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the mock was told to break off")
    }
}

impl std::error::Error for BrokenOff {}

/// The body of an answer, or half of it.
pub(crate) struct AnswerBody {
    bytes: Option<Bytes>,
    /// How long it says that it is.
    length: u64,
    /// Whether it breaks off after what there is.
    breaks: bool,
    /// Whether what there is has had the time to be sent.
    sent: bool,
}

impl AnswerBody {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, bytes: Some(bytes).filter(|bytes| !bytes.is_empty()), breaks: false, sent: false }
    }

    pub(crate) fn half(bytes: Bytes) -> Self {
        // A body that is too short to be halved promises more than there is.
        let length = (bytes.len() as u64).max(2);
        Self { bytes: Some(bytes.slice(..bytes.len() / 2)), length, breaks: true, sent: false }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.breaks {
            return Poll::Ready(None);
        }
        // What was written is sent when there is nothing to write for the moment.
        if !std::mem::replace(&mut self.sent, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(BrokenOff)))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none() && !self.breaks
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.bytes, self.breaks) {
            (None, false) => SizeHint::with_exact(0),
            _ => SizeHint::with_exact(self.length),
        }
    }
}
