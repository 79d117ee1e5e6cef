//! What errors say, and what they keep to themselves.

use ackgen_client::wire::signing::Difference;
use ackgen_client::{CallOptions, Credentials, ErrorKind, Gateway, Reply, Stage};

use crate::library::{KEY_SECRET, library, library_with, refusal};

#[tokio::test]
async fn an_error_says_what_failed_and_whom_to_ask() {
    let body = r#"{"Code": "BookNotFound", "Message": "There is no book b1.", "RequestId": "R-9"}"#;
    let scene = library([Reply::json(404, body)]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(error.to_string(), "GetBook: 404 Not Found, BookNotFound: There is no book b1 (request id R-9)");
    assert_eq!((error.kind(), error.operation(), error.code()), (ErrorKind::Service, "GetBook", Some("BookNotFound")));
    assert_eq!((error.message(), error.request_id()), ("There is no book b1.", Some("R-9")));
    assert_eq!(error.response().unwrap().body(), body);
    assert!(error.is_not_found() && !error.is_retryable() && !error.is_auth());
}

#[tokio::test]
async fn what_the_service_recommends_is_the_hint_where_there_is_no_better_one() {
    let body = r#"{"Code": "BookNotFound", "Message": "No.", "Recommend": "https://example.com/help?q=BookNotFound", "RequestId": "R-9"}"#;
    let error = async |status| {
        let scene = library_with([Reply::json(status, body)], |builder| builder.max_attempts(1));
        scene.client.get_book("b1").send().await.unwrap_err().to_string()
    };
    let error_404 = error(404).await;
    assert!(error_404.ends_with(". Hint: the service recommends: https://example.com/help?q=BookNotFound"), "{error_404}");
    let error_429 = error(429).await;
    assert!(error_429.contains("Hint: there were too many calls"), "{error_429}");
}

#[tokio::test]
async fn the_number_of_attempts_is_told_if_there_were_several() {
    let scene = library((0..3).map(|_| refusal(503, "Busy")));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(error.to_string(), "GetBook: 503 Service Unavailable, Busy: No, Busy (request id R-1, 3 attempts)");
}

#[tokio::test]
async fn predicates_sort_errors() {
    type Predicate = fn(&ackgen_client::Error) -> bool;
    let predicates: [(&str, Predicate); 8] = [
        ("not found", |error| error.is_not_found()),
        ("conflict", |error| error.is_conflict()),
        ("throttled", |error| error.is_throttled()),
        ("auth", |error| error.is_auth()),
        ("timeout", |error| error.is_timeout()),
        ("validation", |error| error.is_validation()),
        ("server", |error| error.is_server_error()),
        ("retryable", |error| error.is_retryable()),
    ];
    for (status, code, expected) in [
        (404, "", &[][..]),
        (404, "NoBook", &["not found"]),
        (404, "InvalidAccessKeyId.NotFound", &["auth"]),
        (404, "InvalidApi.NotFound", &[]),
        (404, "404", &[]),
        (403, "OrganizationNotExist", &["auth"]),
        (400, "EntityNotExist.Role", &["not found", "validation"]),
        (409, "", &["conflict"]),
        (400, "EntityAlreadyExists", &["conflict", "validation"]),
        (429, "", &["throttled", "retryable"]),
        (400, "Throttling.Api", &["throttled", "retryable"]),
        (401, "", &["auth"]),
        (403, "NoPermission", &["auth"]),
        (400, "SignatureDoesNotMatch", &["auth"]),
        (400, "IncompleteSignature", &["auth"]),
        (400, "InvalidSecurityToken.Expired", &["auth"]),
        (400, "InvalidAccessKeyId.Inactive", &["auth"]),
        (400, "InvalidTimeStamp.Expired", &[]),
        (400, "InvalidParameter", &["validation"]),
        (422, "", &["validation"]),
        (500, "", &["server", "retryable"]),
        (504, "", &["timeout", "server", "retryable"]),
    ] {
        let scene = library_with([refusal(status, code)], |builder| builder.max_attempts(1));
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        let named: Vec<_> = predicates.iter().filter(|(_, is)| is(&error)).map(|(name, _)| *name).collect();
        assert_eq!(named, expected, "{status} {code}");
    }
}

#[tokio::test]
async fn a_signature_that_does_not_match_shows_what_was_signed() {
    let scene = library([refusal(403, "SignatureDoesNotMatch")]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    let signed = error.string_to_sign().unwrap();
    assert!(signed.starts_with("GET\napplication/json\n\n\nMon, 23 Nov 2026 09:43:17 GMT\nx-acs-signature-method:HMAC-SHA1\n"), "{signed}");
    let text = error.to_string();
    assert!(text.contains("either the secret is not that of the AccessKey reader, or something between changed the request"), "{text}");
    assert!(!text.contains(KEY_SECRET));
}

#[tokio::test]
async fn a_service_that_quotes_its_own_text_has_the_first_difference_named() {
    let quote = r"string to sign is:GET\napplication/xml\n\n\nMon, 23 Nov 2026 09:43:17 GMT\n";
    let body = format!(r#"{{"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched. server {quote}"}}"#);
    let scene = library([Reply::json(403, body)]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    let difference =
        Difference { line: 2, server: Some("application/xml".to_owned()), client: Some("application/json".to_owned()) }.to_string();
    assert!(error.hint().unwrap().contains(&difference), "{error}");
}

#[tokio::test]
async fn no_secret_is_in_an_error() {
    // By name, all of the input is part of what is signed. The service quotes it all back.
    let transport = ackgen_client::MemoryTransport::new(|request| {
        let body = String::from_utf8_lossy(request.body());
        let body = format!(r#"{{"Code": "SignatureDoesNotMatch", "Message": "whisper lock+me tok/en {body}"}}"#);
        Reply::json(403, body)
    });
    let scene = crate::library::scene(transport, crate::library::Library::builder(), |builder| {
        builder.gateway(Gateway::Asapi).credentials(Credentials::temporary("reader", KEY_SECRET, "tok/en", None))
    });
    let mut call = scene.client.add_book("Emma");
    call.call.input.lock_code = Some("lock+me".into());
    let error = call.send().await.unwrap_err();
    assert!(error.string_to_sign().unwrap().contains("lock_code%3D***"), "{error}");
    let text = format!("{error} {error:?} {} {}", error.string_to_sign().unwrap(), error.message());
    for secret in [KEY_SECRET, "lock+me", "lock%2Bme", "lock%252Bme", "tok/en", "tok%2Fen", "tok%252Fen"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn no_secret_of_a_body_is_in_an_error() {
    for status in [400, 500] {
        let body = r#"{"Code": "Weak", "Message": "lock_code Hunter\"2 is weak", "given": {"lock_code": "Hunter\"2"}}"#;
        let scene = library_with([Reply::json(status, body)], |builder| builder.max_attempts(1));
        let mut call = scene.client.add_book("Emma");
        call.call.input.lock_code = Some("Hunter\"2".into());
        let error = call.send().await.unwrap_err();
        let text = format!("{error} {error:?} {:?} {}", error.service_error(), error.message());
        assert!(text.contains("lock_code *** is weak") && !text.contains("Hunter"), "{text}");
    }
}

#[tokio::test]
async fn a_secret_is_hidden_however_a_service_writes_it() {
    let secret = "P/d <&>=\"1'2\"!";
    let message = [
        secret,
        r#"P/d \u003c\u0026\u003e=\"1'2\"!"#,
        r#"P/d \u003c\u0026\u003e\u003d\"1\u00272\"!"#,
        r#"P/d <&>=\"1'2\"!"#,
        r#"P\/d <&>=\"1'2\"!"#,
        "P/d &lt;&amp;&gt;=&quot;1&#39;2&quot;!",
        "P%2Fd%20%3C%26%3E%3D%221%272%22%21",
        "P%2fd%20%3c%26%3e%3d%221%272%22%21",
        "P%2Fd+%3C%26%3E%3D%221%272%22%21",
        "P%2Fd%20%3C%26%3E%3D%221'2%22!",
        "P%252Fd%2520%253C%2526%253E%253D%25221%25272%2522%2521",
    ];
    let body = ackgen_client::wire::serde_json::json!({ "Code": "Weak", "Message": message.join(" and ") }).to_string();
    let scene = library_with([Reply::json(400, body)], |builder| builder.max_attempts(1));
    let mut call = scene.client.add_book("Emma");
    call.call.input.lock_code = Some(secret.into());
    assert_eq!(call.send().await.unwrap_err().message(), ["***"; 11].join(" and "));
}

#[tokio::test]
async fn a_short_secret_is_hidden_where_it_stands_alone_and_leaves_codes_and_words_as_they_are() {
    let body =
        r#"{"Code": "Throttling", "Message": "too often: o, \"o\", x=o&y, %3Do, no more of foo", "given": ["two\no", "ooo", "Bo", 7]}"#;
    let scene = library_with([Reply::json(400, body)], |builder| builder.max_attempts(1));
    let call = scene.client.raw("Some").path("GET", "/some").parameter("nextToken", "o").parameter("token", 7);
    let error = call.send().await.unwrap_err();
    assert!(error.is_throttled());
    assert_eq!(error.code(), Some("Throttling"));
    assert_eq!(error.message(), r#"too often: ***, "***", x=***&y, %3D***, no more of foo"#);
    assert_eq!(error.service_error().unwrap().extra["given"].to_string(), r#"["two\n***","ooo","Bo","***"]"#);
}

#[tokio::test]
async fn what_others_wrote_stays_on_one_line() {
    let message = format!("first\n\u{1b}[2Jsecond {}", "x".repeat(5000));
    let body = ackgen_client::wire::serde_json::json!({ "Code": "Long", "Message": message }).to_string();
    let scene = library_with([Reply::json(400, body)], |builder| builder.max_attempts(1));
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!(error.message(), message);
    let text = error.to_string();
    assert!(text.contains("first  [2Jsecond x") && text.len() < 1200 && !text.contains(char::is_control), "{text}");
}

#[tokio::test]
async fn hints_say_what_to_try() {
    for (status, code, hint) in [
        (404, "", "is it the right endpoint, or an ASAPI gateway (Gateway::AsapiRoa)?"),
        (404, "InvalidAccessKeyId.NotFound", "the service does not know the AccessKey reader"),
        (403, "NoPermission", "the call has to name its organization_id and resource_group_id"),
        (403, "InvalidSecurityToken.Expired", "the temporary credentials have expired"),
        (429, "", "there were too many calls"),
        (400, "InvalidTimeStamp.Format", "the clock of this machine may be off"),
    ] {
        let scene = library_with([refusal(status, code)], |builder| builder.max_attempts(1));
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert!(error.hint().is_some_and(|text| text.contains(hint)), "{status} {code}: {error}");
    }
    for (message, hint) in [
        ("invalid peer certificate: UnknownIssuer", "ALIBABA_CLOUD_CA_BUNDLE"),
        ("dns error: failed to lookup address", "the endpoint's name is not known here"),
        ("connection refused", "nothing listens there"),
        ("invalid HTTP version parsed", "is it https?"),
        ("received corrupt message of type InvalidContentType", "is it http?"),
    ] {
        let scene = library_with([Reply::failure(Stage::Connect, message)], |builder| builder.max_attempts(1));
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert!(error.to_string().starts_with(&format!("GetBook: no connection to library.example: {message}. Hint: ")), "{error}");
        assert!(error.hint().unwrap().contains(hint), "{error}");
        assert!(error.is_connection() && !error.may_have_been_sent() && error.cause().is_some());
    }
}

#[tokio::test]
async fn a_refusal_that_is_no_error_shape_is_still_readable() {
    let scene = library_with([Reply::new(502, "<html><h1>Bad gateway</h1></html>").header("content-type", "text/html")], |builder| {
        builder.max_attempts(1)
    });
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert!(error.to_string().starts_with("GetBook: 502 Bad Gateway: Bad gateway. Hint: the answer is a web page"), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_encoded_says_so() {
    for status in [200, 400] {
        let scene = library([Reply::json(status, &b"\x1f\x8b\x08\0"[..]).header("content-encoding", "gzip")]);
        let error = scene.client.get_book("b1").send().await.unwrap_err();
        assert!(error.hint().is_some_and(|hint| hint.contains("content-encoding: gzip")), "{error}");
    }
}

#[tokio::test]
async fn xml_refusals_are_read_as_well() {
    let xml = "<Error><RequestId>R-2</RequestId><Code>Closed</Code><Message>On Mondays</Message></Error>";
    let scene = library([Reply::xml(400, xml)]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.code(), error.message(), error.request_id()), (Some("Closed"), "On Mondays", Some("R-2")));
}

#[test]
fn errors_can_cross_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<ackgen_client::Error>();
}

#[tokio::test]
async fn where_a_redirect_points_to_is_shown_without_secrets() {
    let scene = library([Reply::new(301, "").header("location", "https://other.example/some?token=hush-hush-hush&page=2")]);
    let error = scene.client.raw("Some").path("GET", "/some").parameter("token", "hush-hush-hush").send().await.unwrap_err();
    assert!(error.to_string().ends_with("the answer points to https://other.example/some?token=***&page=2"), "{error}");
}

#[tokio::test]
async fn what_a_transport_quotes_is_shown_without_secrets() {
    for stage in [Stage::Connect, Stage::Exchange] {
        let scene = library([Reply::failure(stage, "error sending request for url (https://library.example/?token=hush-hush-hush)")]);
        let call = scene.client.raw("Some").path("POST", "/some").parameter("token", "hush-hush-hush");
        let error = call.configure(CallOptions::new().max_attempts(1)).send().await.unwrap_err();
        let shown = format!("{error} {error:?} {:?}", error.cause());
        assert!(shown.contains("for url (https://library.example/?token=***)") && !shown.contains("hush-hush"), "{shown}");
    }
}

#[tokio::test]
async fn codes_and_request_ids_stay_on_the_line_as_well() {
    let body = format!(r#"{{"Code": "Forbidden\n2026-01-01 all good{}", "RequestId": "r\nfake"}}"#, "x".repeat(5000));
    let scene = library([Reply::json(403, body)]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    let shown = error.to_string();
    assert!(!shown.contains(char::is_control) && shown.len() < 2000, "{shown}");
    assert!(error.code().unwrap().starts_with("Forbidden\n"), "the code itself is as it came");
}

#[tokio::test]
async fn an_error_and_its_answer_name_the_same_request_id() {
    let scene = library([refusal(404, "NoBook").header("x-acs-request-id", "R-8")]);
    let error = scene.client.get_book("b1").send().await.unwrap_err();
    assert_eq!((error.request_id(), error.response().unwrap().request_id().as_deref()), (Some("R-8"), Some("R-8")));
}
