//! Answers that are not what they should be.

use ackgen_client::{CallOptions, ErrorKind, Reply, RetryPolicy};

use crate::library::{library, library_with};

#[tokio::test]
async fn an_answer_that_ends_early_is_an_error_that_says_so() {
    for reply in [Reply::truncated(200, r#"{"id": "b"#, 50), Reply::json(200, r#"{"id": "b"#).header("content-length", "50")] {
        let scene = library_with([reply], |builder| builder.retry(RetryPolicy::never()));
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Answer);
        assert!(error.to_string().contains("in the middle of the answer") || error.to_string().contains("9 of 50"), "{error}");
        assert_eq!(error.status().unwrap(), 200);
    }
}

#[tokio::test]
async fn json_that_ends_early_is_an_error_with_the_request_id() {
    let scene = library([Reply::json(200, r#"{"id": "b1", "title""#).header("x-acs-request-id", "R-1")]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(error.request_id(), Some("R-1"));
    assert!(error.to_string().starts_with("GetBook: the answer cannot be read: Book.title: EOF while parsing"), "{error}");
    assert_eq!(error.response().unwrap().body().len(), 20, "the bytes are there to look at");
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_not_read() {
    let long = format!(r#"{{"id": "{}"}}"#, "b".repeat(2000));
    for reply in [Reply::json(200, long.clone()), Reply::truncated(200, long, 2_000_000)] {
        let scene = library([reply]);
        let options = CallOptions::new().response_limit(1000).max_attempts(1);
        let error = scene.client.get_book("b1").configure(options).send().await.unwrap_err();
        assert!(error.to_string().starts_with("GetBook: the answer is longer than 1000 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_an_error_that_names_the_place() {
    let scene = library([Reply::json(200, r#"{"books": [{"id": {"a": 1}}]}"#)]);
    let error = scene.client.list_books().send().await.unwrap_err();
    assert!(error.to_string().contains("ListBooksOutput.books[0].id: expected a text"), "{error}");
}

#[tokio::test]
async fn a_web_page_is_no_answer_even_to_a_call_that_expects_none() {
    let page = || Reply::new(200, "<!DOCTYPE html><html><body>Log in</body></html>").header("content-type", "text/html; charset=utf-8");
    let scene = library([page(), page()]);
    let error = scene.client.delete_book("b1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "DeleteBook: the answer is a web page. Hint: the answer is a web page; is there a proxy or a login between, or is it another server?"
    );
    assert!(scene.client.get_book("b1").send().await.is_err());
}

#[tokio::test]
async fn an_empty_answer_reads_as_an_empty_value() {
    let scene = library([Reply::new(202, ""), Reply::new(204, "")]);
    assert_eq!(scene.client.add_book("Emma").send().await.unwrap(), Default::default());
    scene.client.delete_book("b1").send().await.unwrap();
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let scene = library([Reply::new(302, "").header("location", "https://elsewhere.example/")]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.to_string().contains("the answer points to https://elsewhere.example/"), "{error}");
}
