//! A stream that hyper hands back.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What hyper answers by itself when it cannot read a head: a status, and nothing that says why. Every answer of the mock has
/// other headers right after its first line.
const BARE: [(u16, &[u8]); 3] = [
    (400, b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
    (414, b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
    (431, b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
];

/// A stream that keeps hyper's own answers back, and can be had again when hyper has dropped it: only then it is known what was
/// wrong.
pub(super) struct Handed<S> {
    /// There until it is dropped.
    stream: Option<S>,
    begun: bool,
    withheld: Option<u16>,
    back: Arc<Mutex<Option<Back<S>>>>,
}

/// What comes back.
pub(super) struct Back<S> {
    pub(super) stream: S,
    /// Whether something was read that nothing has been answered to.
    pub(super) begun: bool,
    /// The status of the answer of hyper's that was kept back, which is due now.
    pub(super) withheld: Option<u16>,
}

impl<S> Handed<S> {
    /// The stream, and the place where it will be.
    pub(super) fn new(stream: S) -> (Self, Arc<Mutex<Option<Back<S>>>>) {
        let back = Arc::default();
        (Self { stream: Some(stream), begun: false, withheld: None, back: Arc::clone(&back) }, back)
    }
}

impl<S: Unpin> Handed<S> {
    fn stream(&mut self) -> io::Result<Pin<&mut S>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl<S> Drop for Handed<S> {
    fn drop(&mut self) {
        let (begun, withheld) = (self.begun, self.withheld);
        *self.back.lock() = self.stream.take().map(|stream| Back { stream, begun, withheld });
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Handed<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let known = buffer.filled().len();
        let outcome = self.stream()?.poll_read(context, buffer);
        self.begun |= buffer.filled().len() > known;
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Handed<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        // It may come right behind the answer to the request before.
        let bare = BARE.iter().find_map(|(status, bare)| Some((*status, bytes.strip_suffix(*bare)?)));
        if let Some((status, [])) = bare {
            self.withheld = Some(status);
            return Poll::Ready(Ok(bytes.len()));
        }
        self.begun = false;
        self.stream()?.poll_write(context, bare.map_or(bytes, |(_, before)| before))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.withheld.is_some() {
            return Poll::Ready(Ok(()));
        }
        self.stream()?.poll_shutdown(context)
    }
}
