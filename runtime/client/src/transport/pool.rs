//! Connections that are kept for the requests to come.

use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::rt::Executor;
use hyper_util::client::pool::cache;
use tokio::runtime::Handle;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};
use tower_service::Service;

use super::connect::Connector;
use super::connection::{Driver, IDLE, Outgoing, Place, Sent, Unanswered, Wanted};
use super::{Body, BoxFuture, Stage, Transport, TransportError};
use crate::error::BoxError;

/// How long a connection may rest and be taken for what it was.
const UNHEARD: Duration = Duration::from_secs(1);

/// A transport that keeps the connections that it makes. What is connected to for nothing, as another connection was there first,
/// is kept, too, unless requests may go side by side: of those one serves all.
pub(super) fn keeping(connector: Connector, side_by_side: bool) -> impl Transport {
    Pool::new(
        move || cache::builder().executor(Background { is_on: !side_by_side }).build(connector.clone()),
        |cache| {
            cache.retain(|connection| connection.is_worth_keeping());
            !cache.is_empty()
        },
    )
}

/// Finishes what was begun for nothing, or gives it up.
#[derive(Clone)]
struct Background {
    is_on: bool,
}

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Background {
    fn execute(&self, future: F) {
        if self.is_on {
            in_background(future);
        }
    }
}

fn in_background(future: impl Future<Output = ()> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(future);
    }
}

/// Connections by where they lead. `C` is a cache of hyper-util, which has no name there.
struct Pool<C> {
    empty: Box<dyn Fn() -> C + Send + Sync>,
    kept: Arc<Kept<C>>,
    /// How many requests there were.
    count: AtomicU64,
}

impl<C> Pool<C> {
    fn new(empty: impl Fn() -> C + Send + Sync + 'static, drop_old: fn(&mut C) -> bool) -> Self {
        let kept = Kept { caches: Mutex::default(), drop_old, is_swept: AtomicBool::new(false) };
        Self { empty: Box::new(empty), kept: Arc::new(kept), count: AtomicU64::new(0) }
    }
}

impl<C, L> Transport for Pool<C>
where
    C: Service<Wanted, Response = L, Error = BoxError, Future: Send> + Send + 'static,
    L: Lent,
{
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let Some(place) = request.uri().scheme().cloned().zip(request.uri().authority().cloned()) else {
                return Err(TransportError::new(Stage::Connect, "the URI of a request has to be absolute"));
            };
            self.kept.be_swept();
            let number = self.count.fetch_add(1, Ordering::Relaxed);
            let mut request = request.map(Full::new);
            loop {
                // One that was kept, or whichever there is first: a new one, or one that another request is done with.
                let (lent, rested) = self.kept.lend(Wanted { place: place.clone(), number }, &self.empty);
                // A runtime that did not run meanwhile has not heard yet what has ended.
                if rested > UNHEARD {
                    yield_now().await;
                }
                let mut lent = lent.await.map_err(|error| failed(Stage::Connect, error))?;
                // Mostly it is ready. Whoever it would then wake when it gets the request is who sends that.
                let ready = lent.poll_ready(&mut Context::from_waker(Waker::noop()));
                let ready = match ready {
                    Poll::Ready(ready) => ready,
                    Poll::Pending => poll_fn(|context| lent.poll_ready(context)).await,
                };
                // One that has ended is not given back, so that the next one is another.
                if ready.is_err() {
                    continue;
                }
                let sent = lent.call(Outgoing { request, number });
                let lease = Lease { lent: Some(lent), driver: sent.driver.clone() };
                // Where requests go side by side, others get the connection at once.
                let lease = Some(lease).filter(|lease| lease.driver.is_some());
                match sent.await {
                    Ok(response) => return Ok(response.map(|body| Body::new(Answer { body, lease }))),
                    Err(Unanswered::Unsent(unsent)) => request = *unsent,
                    Err(Unanswered::Failed(stage, error)) => return Err(failed(stage, error)),
                }
            }
        })
    }
}

impl<C> fmt::Debug for Pool<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pool")
    }
}

struct Kept<C> {
    /// With the time when each was last asked.
    caches: Mutex<HashMap<Place, (C, Instant)>>,
    /// Drops what is not worth keeping, and says whether something is left.
    drop_old: fn(&mut C) -> bool,
    is_swept: AtomicBool,
}

impl<C> Kept<C> {
    fn caches(&self) -> MutexGuard<'_, HashMap<Place, (C, Instant)>> {
        self.caches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connections that are lent are to come back to a cache that is still there.
    fn sweep(&self) {
        self.caches().retain(|_, (cache, asked)| (self.drop_old)(cache) || asked.elapsed() < IDLE);
    }
}

impl<C: Service<Wanted>> Kept<C> {
    /// Also says how long none was wanted.
    fn lend(&self, wanted: Wanted, empty: impl Fn() -> C) -> (C::Future, Duration) {
        let now = Instant::now();
        let mut caches = self.caches();
        let (cache, asked) = caches.entry(wanted.place.clone()).or_insert_with(|| (empty(), now));
        let rested = now.duration_since(mem::replace(asked, now));
        (cache.call(wanted), rested)
    }
}

impl<C: Send + 'static> Kept<C> {
    /// Sees to it that connections over which nothing goes end, unless somebody does already.
    fn be_swept(self: &Arc<Self>) {
        if self.is_swept.load(Ordering::Relaxed) || self.is_swept.swap(true, Ordering::Relaxed) {
            return;
        }
        let sweeper = Sweeper(Arc::downgrade(self));
        tokio::spawn(async move {
            loop {
                sleep(IDLE).await;
                let Some(kept) = sweeper.0.upgrade() else { return };
                kept.sweep();
            }
        });
    }
}

/// It may end before the pool does, with the runtime that it is of. The pool needs another, then.
struct Sweeper<C>(Weak<Kept<C>>);

impl<C> Drop for Sweeper<C> {
    fn drop(&mut self) {
        if let Some(kept) = self.0.upgrade() {
            kept.is_swept.store(false, Ordering::Relaxed);
        }
    }
}

/// A connection out of a cache, into which it goes back when it is dropped, unless it has said that it is at its end.
trait Lent: Service<Outgoing, Response = Response<Incoming>, Error = Unanswered, Future = Sent> + Send + Unpin + 'static {}

impl<L> Lent for L where L: Service<Outgoing, Response = Response<Incoming>, Error = Unanswered, Future = Sent> + Send + Unpin + 'static {}

/// Gives a connection back if it can take another request, so that whoever gets one does not wait for it.
struct Lease<L: Lent> {
    lent: Option<L>,
    driver: Option<Arc<Driver>>,
}

impl<L: Lent> Drop for Lease<L> {
    fn drop(&mut self) {
        let Some(mut lent) = self.lent.take() else { return };
        let at_rest = self.driver.as_ref().map_or(Waker::noop(), |driver| driver.rest());
        if lent.poll_ready(&mut Context::from_waker(at_rest)).is_ready() {
            return;
        }
        match &self.driver {
            Some(driver) => {
                driver.give_up();
                // What has ended does not go back.
                let _ = lent.poll_ready(&mut Context::from_waker(Waker::noop()));
            }
            None => in_background(poll_fn(move |context| lent.poll_ready(context).map(drop))),
        }
    }
}

/// The body of an answer, and the connection that it comes over, if that is for nobody else meanwhile.
struct Answer<L: Lent> {
    body: Incoming,
    lease: Option<Lease<L>>,
}

impl<L: Lent> http_body::Body for Answer<L> {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let mut frame = Pin::new(&mut self.body).poll_frame(context);
        if frame.is_pending()
            && let Some(driver) = self.lease.as_ref().and_then(|lease| lease.driver.as_ref())
        {
            let _ = driver.drive(context);
            frame = Pin::new(&mut self.body).poll_frame(context);
        }
        if self.body.is_end_stream() {
            self.lease = None;
        }
        frame.map_err(|error| failed(Stage::Body, error))
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}

fn failed(stage: Stage, error: impl Into<BoxError>) -> TransportError {
    let error = error.into();
    let timed_out = is_timeout(&*error);
    let error = TransportError::new(stage, error);
    if timed_out { error.timed_out() } else { error }
}

/// Whether an error comes from time that ran out: when connecting, or because the other side's machine says no more.
fn is_timeout(error: &(dyn std::error::Error + 'static)) -> bool {
    let is_one = |error: &(dyn std::error::Error + 'static)| {
        error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::TimedOut)
    };
    std::iter::successors(Some(error), |error| error.source()).any(is_one)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready};

    use tokio::time::advance;

    use super::*;

    /// A cache all of whose connections are lent.
    struct Empty;

    impl Service<Wanted> for Empty {
        type Response = ();
        type Error = Infallible;
        type Future = Ready<Result<(), Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Wanted) -> Self::Future {
            ready(Ok(()))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_is_forgotten_when_it_was_not_asked_for_a_while() {
        let pool = Pool::new(|| Empty, |_| false);
        let place = (http::uri::Scheme::HTTP, http::uri::Authority::from_static("localhost"));
        assert!(pool.kept.lend(Wanted { place, number: 0 }, &pool.empty).0.await.is_ok());
        for (later, is_kept) in [(IDLE / 2, true), (IDLE, false)] {
            advance(later).await;
            pool.kept.sweep();
            assert_eq!(!pool.kept.caches().is_empty(), is_kept);
        }
    }
}
