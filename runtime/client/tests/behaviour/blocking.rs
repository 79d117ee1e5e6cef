//! Calls that block.

use ackgen_client::{Call, MemoryTransport, NotFound, Reply, TokioSleep, Waiter, block_on};

use crate::library::{GetBookInput, Library, book, library, library_with};

#[test]
fn a_call_can_block() {
    let scene = library([book("b1"), book("b2"), book("b3")]);
    assert_eq!(scene.client.get_book("b1").send_blocking().unwrap().id, "b1");
    assert_eq!(scene.client.get_book("b2").send_raw_blocking().unwrap().status(), 200);
    assert_eq!(scene.client.raw("GetBook").path("GET", "/books/b3").send_blocking().unwrap().status(), 200);
}

#[test]
fn the_runtimes_own_timer_works_without_a_runtime_around() {
    let scene = library_with([book("b1")], |builder| builder.sleep(TokioSleep));
    scene.client.get_book("b1").send_blocking().unwrap();
}

#[test]
fn pages_can_block() {
    let page = |id: u32| Reply::json(200, format!(r#"{{"books": [{{"id": "b{id}"}}], "count": 2}}"#));
    let scene = library([page(1), page(2), page(1), page(2)]);
    let mut ids = Vec::new();
    for book in scene.client.list_books().items() {
        ids.push(book.unwrap().id);
    }
    assert_eq!(ids, ["b1", "b2"]);
    assert_eq!(scene.client.list_books().pages().into_iter().count(), 2);
}

#[test]
fn waiting_can_block() {
    static LENT: Waiter = Waiter {
        name: "the book to be lent",
        state: "state",
        success: &["lent"],
        failure: &[],
        not_found: NotFound::Error,
        pauses: (1, 1),
        timeout: 10,
    };
    let scene = library([book("b1")]);
    let call: Call<GetBookInput> = scene.client.get_book("b1").into();
    assert_eq!(call.wait(&LENT).wait_blocking().unwrap().id, "b1");
}

#[test]
fn threads_can_block_at_the_same_time() {
    let transport = MemoryTransport::new(|_| book("b1"));
    let client = Library::builder().endpoint("a.example").transport(transport);
    let client = client.credentials(ackgen_client::Credentials::new("a", "b")).build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| client.get_book("b1").send_blocking().unwrap());
        }
    });
}

#[tokio::test]
async fn async_code_is_not_blocked() {
    let error = block_on(async { Ok(()) }).unwrap_err();
    assert!(error.to_string().contains("await the call instead"), "{error}");
    let task = tokio::spawn(async { block_on(async { Ok(()) }).is_err() });
    assert!(task.await.unwrap());
    let local = tokio::task::LocalSet::new();
    assert!(local.run_until(async { tokio::task::spawn_local(async { block_on(async { Ok(()) }).is_err() }).await.unwrap() }).await);
}

#[tokio::test]
async fn what_tokio_lets_block_may_block() {
    let scene = library_with([book("b1")], |builder| builder.sleep(TokioSleep));
    let call = scene.client.get_book("b1");
    let answer = tokio::task::spawn_blocking(move || call.send_blocking()).await.unwrap();
    assert_eq!(answer.unwrap().id, "b1");
}

#[test]
fn a_thread_that_only_knows_of_a_runtime_may_block() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let _entered = runtime.enter();
    block_on(async { Ok(()) }).unwrap();
}

/// What cannot be told from a thread of its own must at least come to an end.
#[tokio::test]
async fn async_code_without_a_budget_is_blocked_but_goes_on() {
    // The runtime that it is in stands still meanwhile.
    let ran = tokio::task::unconstrained(async { block_on(async { Ok(tokio::spawn(async { 1 }).await.unwrap()) }) });
    assert_eq!(ran.await.unwrap(), 1);
}

/// Whatever the future does with its thread, it is woken.
#[test]
fn a_future_may_park_the_thread_that_it_is_run_on() {
    let mut polled = 0;
    let woken = std::future::poll_fn(|context| {
        polled += 1;
        context.waker().wake_by_ref();
        // Takes away the sign that wakes the thread.
        std::thread::park();
        if polled < 3 { std::task::Poll::Pending } else { std::task::Poll::Ready(Ok(polled)) }
    });
    assert_eq!(block_on(woken).unwrap(), 3);
}
