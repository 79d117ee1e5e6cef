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
}
