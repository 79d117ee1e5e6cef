//! Waiting for a state.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ackgen_client::{Call, ErrorKind, NotFound, Reply, Stage, Verdict, Waiter};

use crate::library::{GetBookInput, ListBooksInput, book, library, refusal, seconds};

static BOOK_BACK: Waiter = Waiter {
    name: "the book to come back",
    state: "state",
    success: &["shelved"],
    failure: &["lost", "burnt"],
    not_found: NotFound::Error,
    pauses: (4, 9),
    timeout: 60,
};

fn state(state: &str) -> Reply {
    Reply::json(200, format!(r#"{{"id": "b1", "state": "{state}"}}"#))
}

fn call(scene: &crate::library::Scene<crate::library::Library>) -> Call<GetBookInput> {
    scene.client.get_book("b1").into()
}

#[tokio::test]
async fn it_ends_with_the_answer_that_was_waited_for() {
    let scene = library([state("lent"), state("lent"), state("returning"), state("Shelved")]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = seen.clone();
    let book = call(&scene)
        .wait(&BOOK_BACK)
        .on_progress(move |progress| notes.lock().unwrap().push((progress.polls, progress.state.clone())))
        .await
        .unwrap();
    assert_eq!(book.state.as_deref(), Some("Shelved"));
    assert_eq!(*seen.lock().unwrap(), [(1, "lent".to_owned()), (2, "lent".to_owned()), (3, "returning".to_owned())]);
    // Half of each pause is random: of 4, 6 and 9 seconds at least half.
    assert!(scene.time.elapsed() >= seconds(9) && scene.time.elapsed() <= seconds(19), "{:?}", scene.time.elapsed());
}

#[tokio::test]
async fn it_ends_when_it_will_never_come_to_pass() {
    let scene = library([state("lent"), state("lost"), state("shelved")]);
    let error = call(&scene).wait(&BOOK_BACK).await.unwrap_err();
    assert_eq!((error.kind(), error.state(), error.attempts()), (ErrorKind::Waiter, Some("lost"), 2));
    assert_eq!(error.to_string(), r#"GetBook: waiting for the book to come back: it will not come to pass, the state is "lost" (2 polls)"#);
}

#[tokio::test]
async fn it_ends_when_it_takes_too_long_and_says_in_which_state() {
    let scene = library((0..99).map(|_| state("lent")));
    let error = call(&scene).wait(&BOOK_BACK).timeout(seconds(30)).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.state(), scene.time.elapsed()), (Some("lent"), seconds(30)));
    assert!(error.to_string().contains(r#"waiting for the book to come back: the state is still "lent" after 30s"#), "{error}");
}

#[tokio::test]
async fn pauses_grow_from_none_and_not_beyond_all_bounds() {
    for (first, longest, polls) in [(Duration::ZERO, seconds(30), 5..20), (Duration::MAX, Duration::MAX, 1..3)] {
        let scene = library((0..99).map(|_| state("lent")));
        let error = call(&scene).wait(&BOOK_BACK).pauses(first, longest).timeout(seconds(30)).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert!(polls.contains(&scene.count()), "{} polls", scene.count());
    }
}

#[tokio::test]
async fn what_may_pass_does_not_end_it() {
    let failing = || (0..3).map(|_| refusal(503, "Busy"));
    let scene = library(failing().chain([state("lent")]).chain(failing()).chain([state("shelved")]));
    call(&scene).wait(&BOOK_BACK).await.unwrap();
    let scene = library((0..999).map(|_| refusal(503, "Busy")));
    let error = call(&scene).wait(&BOOK_BACK).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.state()), (ErrorKind::Timeout, Some("Busy"), Some("unknown")));
    let scene = library([state("lent")].into_iter().chain((0..999).map(|_| refusal(503, "Busy"))));
    let error = call(&scene).wait(&BOOK_BACK).await.unwrap_err();
    assert_eq!(error.state(), Some("lent"));
    assert!(error.to_string().contains(r#"the state is still "lent" after 60s: GetBook: 503"#), "{error}");
    assert_eq!(error.to_string().matches("request id").count(), 1, "{error}");
}

#[tokio::test]
async fn what_will_not_pass_ends_it_and_says_in_which_state() {
    let scene = library([refusal(403, "NoPermission")]);
    let error = call(&scene).wait(&BOOK_BACK).await.unwrap_err();
    assert!(error.is_auth() && error.state().is_none(), "{error}");
    assert!(error.to_string().contains("while waiting for the book to come back"), "{error}");
    let scene = library([state("lent"), refusal(403, "NoPermission")]);
    let error = call(&scene).wait(&BOOK_BACK).await.unwrap_err();
    assert_eq!(error.state(), Some("lent"));
    assert!(error.to_string().contains(r#"while waiting for the book to come back, whose state was "lent""#), "{error}");
}

#[tokio::test]
async fn a_poll_is_broken_off_when_time_is_up() {
    let scene = library([state("lent"), Reply::silence()]);
    let error = call(&scene).wait(&BOOK_BACK).timeout(seconds(10)).await.unwrap_err();
    assert_eq!((error.kind(), error.state(), scene.time.elapsed()), (ErrorKind::Timeout, Some("lent"), seconds(10)));
}

#[tokio::test]
async fn all_pages_can_be_looked_at() {
    static ALL_BACK: Waiter = Waiter { state: "books[].state", ..BOOK_BACK };
    let page = |states: &[&str]| {
        let books: Vec<_> = states.iter().map(|state| format!(r#"{{"id": "{state}", "state": "{state}"}}"#)).collect();
        Reply::json(200, format!(r#"{{"books": [{}], "count": 3}}"#, books.join(",")))
    };
    let scene = library([page(&["shelved"]), page(&["shelved", "lent"]), page(&["shelved"]), page(&["shelved", "shelved"])]);
    let books = Call::<ListBooksInput>::from(scene.client.list_books()).wait(&ALL_BACK).all_pages().await.unwrap();
    assert_eq!((scene.count(), books.books.unwrap().len()), (4, 3));
}

#[tokio::test]
async fn nothing_is_gone_because_the_call_went_wrong() {
    static GONE: Waiter = Waiter { not_found: NotFound::Success, success: &[], ..BOOK_BACK };
    for (status, code) in [
        (403, "InvalidAccessKeyId.NotFound"),
        (404, "InvalidAccessKeyId.NotFound"),
        (404, "InvalidApi.NotFound"),
        (400, "InvalidSecurityToken.NotFound"),
        (400, "InvalidRegionId.NotFound"),
        (404, ""),
        (404, "404"),
        (404, "ApiNotFound"),
        (403, "OrganizationNotExist"),
        (400, "InvalidResourceGroup.NotFound"),
    ] {
        let scene = library([refusal(status, code)]);
        let error = call(&scene).wait(&GONE).await.unwrap_err();
        assert!(!error.is_not_found(), "{status} {code}: {error}");
    }
    // It is something else that does not exist, or does not for this caller.
    for (status, code) in [(404, "EntityNotExist.Role"), (404, "UserNotFound"), (403, "BookNotFound")] {
        let scene = library([refusal(status, code)]);
        assert_eq!(call(&scene).wait(&GONE).await.unwrap_err().code(), Some(code));
    }
    for status in [200, 400, 404] {
        let scene = library([refusal(status, "BookNotFound")]);
        assert_eq!(call(&scene).wait(&GONE).await.unwrap(), Default::default(), "{status}");
    }
    let scene = library([Reply::new(404, "<html>nginx</html>").header("content-type", "text/html")]);
    assert!(call(&scene).wait(&GONE).await.is_err());
}

#[tokio::test]
async fn that_there_is_nothing_can_mean_three_things() {
    static GONE: Waiter = Waiter { not_found: NotFound::Success, success: &[], ..BOOK_BACK };
    static THERE: Waiter = Waiter { not_found: NotFound::Wait, ..BOOK_BACK };
    let scene = library([state("shelved"), refusal(404, "NoBook")]);
    assert_eq!(call(&scene).wait(&GONE).await.unwrap(), Default::default());
    let scene = library([refusal(404, "NoBook"), state("shelved")]);
    assert_eq!(call(&scene).wait(&THERE).await.unwrap().id, "b1");
    let scene = library([refusal(404, "NoBook")]);
    assert!(call(&scene).wait(&BOOK_BACK).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn the_state_may_be_that_of_every_item() {
    static ALL_BACK: Waiter = Waiter { state: "books[].state", ..BOOK_BACK };
    let books = |states: &[&str]| {
        let books: Vec<_> = states.iter().map(|state| format!(r#"{{"state": "{state}"}}"#)).collect();
        Reply::json(200, format!(r#"{{"books": [{}]}}"#, books.join(",")))
    };
    let scene = library([books(&[]), books(&["shelved", "lent"]), books(&["shelved", "shelved"])]);
    Call::<ListBooksInput>::from(scene.client.list_books()).wait(&ALL_BACK).await.unwrap();
    assert_eq!(scene.count(), 3);
    let scene = library([books(&["shelved", "burnt", "lent"])]);
    let error = Call::<ListBooksInput>::from(scene.client.list_books()).wait(&ALL_BACK).await.unwrap_err();
    assert_eq!(error.state(), Some("burnt"));
}

#[tokio::test]
async fn a_function_can_say_what_is_waited_for() {
    let scene = library([book("b1"), state("shelved")]);
    let waiting = call(&scene).wait_until(|outcome| match outcome {
        Ok(book) if book.state.as_deref() == Some("shelved") => Verdict::Done,
        Ok(book) => Verdict::Wait(book.state.clone().unwrap_or_default()),
        Err(error) => Verdict::Failed(error.to_string()),
    });
    waiting.pauses(seconds(1), seconds(1)).await.unwrap();
    assert!(scene.time.elapsed() <= seconds(1));
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_ends_it_at_once() {
    let untrusted = || Reply::failure(Stage::Connect, "invalid peer certificate: UnknownIssuer");
    let scene = library([untrusted(), state("shelved")]);
    let error = call(&scene).wait(&BOOK_BACK).await.unwrap_err();
    assert!(error.is_connection() && !error.is_retryable() && error.hint().unwrap().contains("CA"), "{error}");
    assert_eq!((scene.count(), scene.time.elapsed()), (1, seconds(0)));
}

#[tokio::test]
async fn progress_tells_why_a_poll_saw_nothing() {
    let scene = library([state("lent")].into_iter().chain((0..3).map(|_| refusal(503, "Busy"))).chain([state("lent"), state("shelved")]));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = seen.clone();
    call(&scene).wait(&BOOK_BACK).on_progress(move |progress| notes.lock().unwrap().push(progress.clone())).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|progress| progress.state == "lent"));
    assert!(seen[0].failure.is_none() && seen[2].failure.is_none());
    assert!(seen[1].failure.as_ref().is_some_and(|why| why.starts_with("GetBook: 503 Service Unavailable, Busy")), "{:?}", seen[1]);
}

#[tokio::test]
async fn a_pause_is_as_long_as_the_service_asks_if_there_is_time() {
    let busy = |wait| refusal(429, "").header("retry-after", wait);
    let scene = library([busy("90"), state("shelved")]);
    call(&scene).wait(&BOOK_BACK).timeout(seconds(120)).await.unwrap();
    assert_eq!(scene.time.elapsed(), seconds(90));

    let scene = library([busy("600"), state("shelved")]);
    let error = call(&scene).wait(&BOOK_BACK).timeout(seconds(120)).await.unwrap_err();
    assert_eq!((error.is_timeout(), scene.count(), scene.time.elapsed()), (true, 1, seconds(0)));
    assert!(error.to_string().contains("waiting for the book to come back: the service asks to wait 600s, where 120s are left"), "{error}");
}
