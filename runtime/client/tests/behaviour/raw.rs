//! Operations that the spec does not have.

use ackgen_client::wire::serde_json::json;
use ackgen_client::wire::signing::{presented, verify};
use ackgen_client::wire::{Idempotency, Secret};
use ackgen_client::{CallOptions, ErrorKind, Gateway, Reply};

use crate::library::{KEY_SECRET, Scene, book, desk, library, library_with, refusal, seconds};

fn is_signed<C>(scene: &Scene<C>) -> bool {
    let request = scene.request();
    verify(&request, &presented(&request).unwrap(), &Secret::from(KEY_SECRET)).valid
}

#[tokio::test]
async fn by_path() {
    let scene = library([book("b1"), Reply::json(200, "{}")]);
    let answer = scene.client.raw("SearchBooks").path("GET", "/books/search").parameter("text", "a&b c").parameter("page", 2).send().await;
    assert_eq!(answer.unwrap().request_id().as_deref(), Some("R-b1"));
    assert_eq!(scene.request().uri(), "https://library.example/books/search?text=a%26b%20c&page=2");
    assert!(is_signed(&scene));

    scene.client.raw("LendBook").path("POST", "/books/b1/lend").json(&json!({"to": "me"})).await.unwrap();
    assert_eq!(
        (scene.request().body().as_ref(), scene.header("content-type").as_deref()),
        (&b"{\"to\":\"me\"}"[..], Some("application/json"))
    );
    assert!(is_signed(&scene));
}

#[tokio::test]
async fn by_name() {
    let scene = desk([Reply::json(200, "{}")]);
    scene.client.raw("CloseDesk").parameter("Reason", "late & tired").send().await.unwrap();
    let form = String::from_utf8(scene.request().body().to_vec()).unwrap();
    for part in ["Action=CloseDesk", "Version=2021-01-01", "Reason=late%20%26%20tired"] {
        assert!(form.split('&').any(|pair| pair == part), "{part} in {form}");
    }
    assert!(is_signed(&scene));

    let scene = library_with([Reply::json(200, "{}")], |builder| builder.gateway(Gateway::Asapi));
    scene.client.raw("SearchBooks").parameter("text", "a").send().await.unwrap();
    let form = String::from_utf8(scene.request().body().to_vec()).unwrap();
    assert!(form.contains("Product=Lib") && form.contains("Action=SearchBooks") && form.contains("text=a"), "{form}");
    assert!(is_signed(&scene));
}

#[tokio::test]
async fn the_method_says_whether_it_is_tried_again_unless_the_caller_does() {
    for (method, idempotency, count) in [
        ("GET", None, 2),
        ("DELETE", None, 2),
        ("PUT", None, 2),
        ("POST", None, 1),
        ("POST", Some(Idempotency::Idempotent), 2),
        ("GET", Some(Idempotency::NotIdempotent), 1),
    ] {
        let scene = library([refusal(500, ""), book("b1")]);
        let mut call = scene.client.raw("Some").path(method, "/some");
        if let Some(idempotency) = idempotency {
            call = call.idempotency(idempotency);
        }
        let _ = call.send().await;
        assert_eq!(scene.count(), count, "{method}");
    }
}

#[tokio::test]
async fn what_the_spec_says_of_an_operation_counts_before_the_method() {
    for (name, method, path, count) in [
        ("LendBook", "PUT", "/books/b1", 2),
        ("RenameBook", "PUT", "/books/b1", 1),
        ("RenameBook", "DELETE", "/books/b1", 2),
        ("RenameBook", "PUT", "/shelves/b1", 2),
    ] {
        let scene = library([refusal(503, "Busy"), book("b1")]);
        let _ = scene.client.raw(name).path(method, path).send().await;
        assert_eq!(scene.count(), count, "{name} by {method} {path}");
    }
}

#[tokio::test]
async fn methods_are_meant_in_capitals() {
    let scene = library([refusal(503, "Busy"), book("b1")]);
    scene.client.raw("Some").path("get", "/some").send().await.unwrap();
    assert_eq!(scene.request().method(), "GET");
}

#[tokio::test]
async fn refusals_are_errors_and_options_count() {
    let scene = library([refusal(404, "NoSuchThing"), Reply::silence()]);
    let error = scene.client.raw("Some").path("GET", "/some").send().await.unwrap_err();
    assert!(error.is_not_found() && error.operation() == "Some");
    let options = CallOptions::new().attempt_timeout(seconds(3)).max_attempts(1);
    assert!(scene.client.raw("Some").path("GET", "/some").configure(options).send().await.unwrap_err().is_timeout());
    let error = scene.client.raw("Some").path("GE T", "/a").send().await.unwrap_err();
    assert!(error.to_string().starts_with("Some: the parts do not make a request"), "{error}");
}

#[tokio::test]
async fn paths_are_sent_as_they_are_meant() {
    for (path, sent) in [("/a b", "/a%20b?z=2"), ("/%20/x", "/%20/x?z=2"), ("/x?y=1", "/x?y=1&z=2"), ("/中", "/%E4%B8%AD?z=2")] {
        let scene = library([Reply::json(200, "{}")]);
        scene.client.raw("Some").path("GET", path).parameter("z", 2).send().await.unwrap();
        assert_eq!(scene.request().uri().path_and_query().unwrap(), sent);
    }
    for path in ["http://elsewhere/x", "x", "/x#y"] {
        let scene = library([]);
        let error = scene.client.raw("Some").path("GET", path).send().await.unwrap_err();
        assert_eq!((error.kind(), scene.count()), (ErrorKind::Configuration, 0), "{path}: {error}");
    }
}

#[tokio::test]
async fn secrets_of_calls_that_the_spec_does_not_have_are_known_by_their_names() {
    let scene = library([Reply::json(403, r#"{"Code": "SignatureDoesNotMatch", "Message": "of hunter2 and hush"}"#)]);
    let call = scene.client.raw("Some").path("POST", "/some").parameter("Password", "hunter2");
    let error = call.json(&json!({ "login": { "secretKey": "hush" } })).send().await.unwrap_err();
    let text = format!("{error} {error:?} {}", error.string_to_sign().unwrap());
    assert!(!text.contains("hunter2") && !text.contains("hush"), "{text}");
}

#[test]
fn parameters_and_bodies_do_not_print() {
    let scene = library([]);
    let call = scene.client.raw("Some").path("POST", "/some").parameter("code", "hush").json(&json!("hush"));
    assert!(!format!("{call:?}").contains("hush"));
    let call = scene.client.raw("Some").path("GET", "/x?token=hush&hush");
    assert!(format!("{call:?}").contains(r#""/x?token=***&***""#), "{call:?}");
}

#[tokio::test]
async fn an_error_about_a_path_does_not_show_its_query() {
    for path in ["x?token=hush", "/x?token=hush#hush", "/x#token=hush"] {
        let error = library([]).client.raw("Some").path("GET", path).send().await.unwrap_err().to_string();
        assert!(error.contains("token=***") && !error.contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn a_header_with_the_name_of_a_secret_is_in_no_error() {
    let body = r#"{"Code": "SignatureDoesNotMatch", "Message": "hush-hush is odd"}"#;
    let scene = library_with([Reply::json(403, body)], |builder| builder.header("x-acs-login-password", "hush-hush"));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.string_to_sign().unwrap().contains("x-acs-login-password:***"), "{error}");
    let text = format!("{error} {error:?} {} {}", error.string_to_sign().unwrap(), error.message());
    assert!(!text.contains("hush"), "{text}");
}

#[tokio::test]
async fn a_path_where_there_are_none_is_an_error_that_says_what_to_do() {
    let scene = library_with([], |builder| builder.gateway(Gateway::Asapi));
    let error = scene.client.raw("Some").path("GET", "/books/b1").send().await.unwrap_err();
    assert_eq!((error.kind(), scene.count()), (ErrorKind::Configuration, 0));
    assert!(error.to_string().contains("leave path() out"), "{error}");
}
