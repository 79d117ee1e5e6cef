//! Answers that are not what they should be.

use ackgen_client::{CallOptions, ErrorKind, MemoryTransport, Random, Reply, RetryPolicy, SeededRandom};

use crate::library::{Library, library, library_with, scene};

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
async fn a_refusal_that_ends_early_or_is_too_long_is_still_a_refusal() {
    let long = format!(r#"{{"Code": "Busy", "Message": "{}"}}"#, "b".repeat(2000));
    for (reply, why) in [
        (Reply::truncated(503, r#"{"Code": "Bu"#, 50), "(the body of the answer broke off)"),
        (Reply::json(503, r#"{"Code": "Bu"#).header("content-length", "50"), "(the answer ended early: 12 of 50 bytes came)"),
        (Reply::json(503, long.clone()), "(the answer is longer than 1000 bytes: at least 2031)"),
        (Reply::truncated(503, long, 2_000_000), "(the answer is longer than 1000 bytes: at least 2000000)"),
    ] {
        let scene = library([reply.header("retry-after", "17").header("x-acs-request-id", "R-1")]);
        let options = CallOptions::new().response_limit(1000).max_attempts(1);
        let error = scene.client.get_book("b1").configure(options).send().await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Service, 503), "{error}");
        assert!(error.is_retryable() && error.is_server_error() && error.to_string().contains(why), "{error}");
        assert_eq!((error.retry_after().unwrap().as_secs(), error.request_id()), (17, Some("R-1")));
        assert!(error.response().unwrap().body().len() <= 1000);
    }
    let scene = library([Reply::truncated(429, "{", 50).header("retry-after", "17"), Reply::json(200, r#"{"id": "b1"}"#)]);
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.time.elapsed().as_secs(), 17);
    let scene = library([Reply::truncated(404, "{", 50)]);
    assert!(!scene.client.get_book("b1").send().await.unwrap_err().is_retryable());
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
async fn xml_that_ends_early_is_an_error_that_names_the_operation_once() {
    let scene = library([Reply::new(200, "<GetBookResponse><id>b1</id>").header("content-type", "application/xml")]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    let expected = "GetBook: the answer cannot be read: the XML cannot be read: the element GetBookResponse does not end";
    assert_eq!(error.to_string(), expected);
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
        "DeleteBook: the answer is not the service's. Hint: the answer is a web page; is there a proxy or a login between, or is it another server?"
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

#[tokio::test]
async fn no_answer_makes_it_panic() {
    const PIECES: [&str; 16] =
        ["{", "}", "[", "]", "\"", ":", ",", "id", "Code", "books", "<a>", "</a>", "<", "&#1", "\u{feff}", "SignatureDoesNotMatch"];
    const TYPES: [&str; 4] = ["application/json", "application/xml", "text/html", "text"];
    let random = SeededRandom::new(1);
    let transport = MemoryTransport::new(move |_| {
        let pick = |most: usize| (random.next() % most as u64) as usize;
        let body: Vec<u8> = match pick(2) {
            0 => (0..pick(40)).map(|_| pick(256) as u8).collect(),
            _ => (0..pick(20)).flat_map(|_| PIECES[pick(PIECES.len())].bytes()).collect(),
        };
        let status = [200, 204, 302, 400, 403, 500][pick(6)];
        Reply::new(status, body).header("content-type", TYPES[pick(TYPES.len())]).header("date", "Mon, 99 Nov").header("retry-after", "-1")
    });
    let scene = scene(transport, Library::builder(), |builder| builder.retry(RetryPolicy::never()));
    for _ in 0..2000 {
        let _ = scene.client.get_book("b1").send().await.map_err(|error| error.to_string());
        let _ = scene.client.list_books().items().all().await.map_err(|error| error.to_string());
    }
}

#[tokio::test]
async fn a_web_page_is_no_answer_whatever_its_type_says() {
    let page = "<?xml version=\"1.0\"?>\n<!DOCTYPE html><html><body>Log in</body></html>";
    for media_type in ["application/json", "text/plain", "application/xhtml+xml", "text/xml"] {
        let reply = || Reply::new(200, page).header("content-type", media_type);
        let scene = library([reply(), reply(), reply(), reply()]);
        let outcomes = [
            scene.client.read_book("b1").send().await.map(drop),
            scene.client.get_book("b1").send().await.map(drop),
            scene.client.list_books().send().await.map(drop),
            scene.client.delete_book("b1").send().await,
        ];
        for outcome in outcomes {
            let error = outcome.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Answer, "{media_type}: {error}");
            assert!(error.hint().unwrap().contains("is there a proxy or a login between"), "{media_type}: {error}");
        }
    }
}

#[tokio::test]
async fn a_success_whose_body_says_that_it_failed_is_a_refusal() {
    for body in [
        r#"{"Code": "Forbidden", "Message": "no", "RequestId": "R-1", "asapiSuccess": false}"#,
        "<Error><Code>Forbidden</Code><Message>no</Message><RequestId>R-1</RequestId></Error>",
    ] {
        let scene = library((0..4).map(|_| Reply::new(200, body)));
        let outcomes = [
            scene.client.get_book("b1").send().await.map(drop),
            scene.client.list_books().send().await.map(drop),
            scene.client.read_book("b1").send().await.map(drop),
            scene.client.delete_book("b1").send().await,
        ];
        for outcome in outcomes {
            let error = outcome.unwrap_err();
            assert_eq!((error.kind(), error.code(), error.request_id()), (ErrorKind::Service, Some("Forbidden"), Some("R-1")), "{error}");
        }
    }
    let busy = r#"{"Code": "Throttling.User", "Message": "slower", "asapiSuccess": false}"#;
    let scene = library([Reply::json(200, busy), Reply::json(200, r#"{"id": "b1", "Code": "x", "Message": "y", "asapiSuccess": true}"#)]);
    assert_eq!(scene.client.get_book("b1").send().await.unwrap().id, "b1", "it is tried again like any other");
}

#[tokio::test]
async fn what_is_only_new_is_no_refusal() {
    let scene = library([Reply::json(200, r#"{"new": 1, "RequestId": "R-1"}"#), Reply::json(200, r#"{"Code": "200", "Message": "OK"}"#)]);
    scene.client.get_book("b1").send().await.unwrap();
    scene.client.delete_book("b1").send().await.unwrap();
    for text in ["#!/bin/sh", "echo '<html>'", "<section>1</section>", r#"{"chapter": 1}"#] {
        let scene = library([Reply::new(200, text).header("content-type", "text/html")]);
        assert_eq!(scene.client.read_book("b1").send().await.unwrap().expose(), text);
    }
}

#[tokio::test]
async fn a_length_of_what_has_no_body_promises_nothing() {
    let scene = library([Reply::new(200, "").header("content-length", "1234"), Reply::new(204, "").header("content-length", "2")]);
    let head = scene.client.raw("LookAtBook").path("HEAD", "/books/b1").send().await.unwrap();
    assert_eq!((head.header("content-length"), head.attempts()), (Some("1234"), 1));
    scene.client.delete_book("b1").send().await.unwrap();
    let scene = library([Reply::new(304, "").header("content-length", "1234")]);
    assert_eq!(scene.client.get_book("b1").send().await.unwrap_err().to_string(), "GetBook: 304 Not Modified");
}

#[tokio::test]
async fn a_success_that_says_that_it_failed_is_a_refusal() {
    for body in [
        r#"{"code": "Forbidden", "msg": "no"}"#,
        r#"{"errorCode": "Forbidden", "errorMessage": "no"}"#,
        r#"{"success": false, "code": "Forbidden", "message": "no"}"#,
        r#"{"asapiSuccess": false, "asapiErrorCode": "Forbidden", "asapiErrorMessage": "no", "asapiRequestId": "R-1"}"#,
    ] {
        let scene = library([Reply::json(200, body)]);
        let error = scene.client.add_book("Emma").send().await.unwrap_err();
        assert_eq!((error.kind(), error.code(), error.message()), (ErrorKind::Service, Some("Forbidden"), "no"), "{body}");
    }
}
