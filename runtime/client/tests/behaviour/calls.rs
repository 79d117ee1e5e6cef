//! Calls: what is sent, and what is made of the answer.

use ackgen_client::wire::Secret;
use ackgen_client::wire::serde_json::json;
use ackgen_client::wire::signing::{presented, verify};
use ackgen_client::{CallOptions, ErrorKind, Gateway, MemoryTransport, Reply, ResponseFormat, Scheme};

use crate::library::{Desk, KEY_ID, KEY_SECRET, Library, Scene, book, desk, library, library_with, scene, seconds};

fn is_signed<C>(scene: &Scene<C>, scheme: Scheme) -> bool {
    let request = scene.request();
    let signature = presented(&request).expect("a signature");
    signature.scheme == scheme && signature.access_key_id == KEY_ID && verify(&request, &signature, &Secret::from(KEY_SECRET)).valid
}

#[tokio::test]
async fn a_call_sends_a_signed_request_and_reads_the_answer() {
    let scene = library([book("b 1")]);
    let book = scene.client.get_book("b 1").send().await.unwrap();
    assert_eq!((book.id.as_str(), book.state.as_deref()), ("b 1", Some("lent")));
    assert_eq!(book.extra["RequestId"], "R-b 1", "what the spec does not know is kept");

    let request = scene.request();
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("GET", "https://library.example/books/b%201"));
    assert_eq!(scene.header("accept").as_deref(), Some("application/json"));
    assert_eq!(scene.header("date").as_deref(), Some("Mon, 23 Nov 2026 09:43:17 GMT"));
    assert_eq!(scene.header("x-acs-version").as_deref(), Some("2020-02-02"));
    assert!(scene.header("user-agent").unwrap().starts_with("ackgen-client/"));
    assert!(is_signed(&scene, Scheme::Roa));
}

#[tokio::test]
async fn a_call_can_be_awaited_as_it_is() {
    let scene = library([book("b1")]);
    assert_eq!(scene.client.get_book("b1").await.unwrap().id, "b1");
}

#[tokio::test]
async fn a_client_can_sign_with_acs3() {
    let scene = library_with([book("b1")], |builder| builder.signing(Scheme::Acs3));
    scene.client.add_book("Emma").send().await.unwrap();
    assert!(is_signed(&scene, Scheme::Acs3));
    assert_eq!(scene.header("x-acs-action").as_deref(), Some("AddBook"));
}

#[tokio::test]
async fn a_service_that_is_called_by_name_gets_a_form() {
    let scene = desk([Reply::json(200, "{}")]);
    scene.client.open_desk().send().await.unwrap();
    let request = scene.request();
    let form = String::from_utf8(request.body().to_vec()).unwrap();
    assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/"));
    assert!(form.contains("Action=OpenDesk") && form.contains("Version=2021-01-01"), "{form}");
    assert!(is_signed(&scene, Scheme::Rpc));
}

#[tokio::test]
async fn xml_is_asked_for_and_read_into_the_same_type() {
    let xml = "<GetBookResponse><id>b1</id><title>Emma</title></GetBookResponse>";
    let scene = library_with([Reply::xml(200, xml)], |builder| builder.response_format(ResponseFormat::Xml));
    let book = scene.client.get_book("b1").send().await.unwrap();
    assert_eq!((book.id.as_str(), book.title.as_deref()), ("b1", Some("Emma")));
    assert_eq!(scene.header("accept").as_deref(), Some("application/xml"));
}

#[tokio::test]
async fn a_call_by_name_asks_for_xml_with_a_parameter() {
    let xml = "<OpenDeskResponse><Pass><Id>P1</Id></Pass></OpenDeskResponse>";
    let scene =
        scene(MemoryTransport::replies([Reply::xml(200, xml)]), Desk::builder(), |builder| builder.response_format(ResponseFormat::Xml));
    let opened = scene.client.open_desk().send().await.unwrap();
    assert_eq!(opened.pass.map(|pass| pass.id).as_deref(), Some("P1"));
    assert_eq!(format_of(&scene.request()), ["XML"]);
    assert!(is_signed(&scene, Scheme::Rpc));

    let book = "<GetBookResponse><id>b1</id></GetBookResponse>";
    let scene = library_with([Reply::xml(200, book)], |builder| builder.gateway(Gateway::Asapi).response_format(ResponseFormat::Xml));
    assert_eq!(scene.client.get_book("b1").send().await.unwrap().id, "b1");
    assert_eq!(format_of(&scene.request()), ["XML"]);
    assert!(is_signed(&scene, Scheme::Asapi));
}

/// The values of the parameter `Format`, wherever they are.
fn format_of(request: &ackgen_client::wire::http::Request<ackgen_client::wire::bytes::Bytes>) -> Vec<String> {
    let body = String::from_utf8_lossy(request.body()).into_owned();
    let all = [request.uri().query().unwrap_or_default().to_owned(), body];
    all.iter().flat_map(|pairs| pairs.split('&')).filter_map(|pair| pair.strip_prefix("Format=").map(str::to_owned)).collect()
}

#[tokio::test]
async fn the_answer_can_be_had_as_it_came() {
    let scene = library([book("b1").header("x-acs-request-id", "R-header")]);
    let answer = scene.client.get_book("b1").send_raw().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.request_id().as_deref(), answer.attempts()), (200, Some("R-header"), 1));
    assert_eq!(answer.content_type(), Some("application/json"));
    assert!(answer.body().starts_with(br#"{"id": "b1""#));
    assert_eq!(answer.decode().unwrap().id, "b1");
    assert!(!format!("{answer:?}").contains("b1"), "a body may hold secrets");
}

#[tokio::test]
async fn the_request_id_is_found_in_the_body_too() {
    let scene = library([book("b1")]);
    assert_eq!(scene.client.get_book("b1").send_raw().await.unwrap().request_id().as_deref(), Some("R-b1"));
}

#[tokio::test]
async fn headers_say_what_a_call_is_about_and_the_call_wins_over_the_client() {
    let scene = library_with([book("b1"), book("b1")], |builder| {
        builder.region("cn-north").organization_id("3").resource_group_id("58").instance_id("i-1").role_id("7").header("x-tenant", "a")
    });
    scene.client.get_book("b1").send().await.unwrap();
    for (name, value) in [
        ("x-acs-region-id", "cn-north"),
        ("x-acs-regionid", "cn-north"),
        ("x-acs-organizationid", "3"),
        ("x-acs-resourcegroupid", "58"),
        ("x-acs-instanceid", "i-1"),
        ("x-acs-roleid", "7"),
        ("x-tenant", "a"),
    ] {
        assert_eq!(scene.header(name).as_deref(), Some(value), "{name}");
    }
    let options = CallOptions::new().region("cn-south").organization_id("4").header("X-Tenant", "b");
    scene.client.get_book("b1").configure(options).send().await.unwrap();
    for (name, value) in [
        ("x-acs-region-id", "cn-south"),
        ("x-acs-regionid", "cn-south"),
        ("x-acs-organizationid", "4"),
        ("x-acs-resourcegroupid", "58"),
        ("x-tenant", "b"),
    ] {
        assert_eq!(scene.header(name).as_deref(), Some(value), "{name}");
    }
    assert!(is_signed(&scene, Scheme::Roa));
}

#[tokio::test]
async fn a_header_that_follows_from_something_else_cannot_be_set() {
    let scene = library([]);
    for (name, message) in [
        ("Host", "the header Host cannot be set: it is that of the endpoint; set the endpoint"),
        ("content-length", "the header content-length cannot be set: it follows from the body"),
        ("transfer-encoding", "the header transfer-encoding cannot be set: it follows from the body"),
        ("a b", r#""a b" cannot be the name of a header"#),
    ] {
        let error = Library::builder().endpoint("a.example").header(name, "7").build().unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Configuration, message));
        let error = scene.client.get_book("b1").configure(CallOptions::new().header(name, "7")).send().await.unwrap_err();
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Configuration, format!("GetBook: {message}")));
    }
    assert_eq!(scene.count(), 0);
}

#[tokio::test]
async fn what_the_spec_forbids_is_not_sent_and_all_of_it_is_reported() {
    let scene = library([]);
    let mut call = scene.client.add_book("a title that is far too long");
    call.call.input.copies = Some(0);
    call.call.input.lock_code = Some("123".into());
    let error = call.send().await.unwrap_err();
    assert!(error.is_validation() && error.kind() == ErrorKind::Validation && !error.may_have_been_sent());
    let paths: Vec<_> = error.violations().iter().map(|violation| violation.path.as_str()).collect();
    assert_eq!(paths, ["title", "copies", "lock_code"]);
    let text = error.to_string();
    assert!(text.starts_with("AddBook: 3 values are not allowed: title must "), "{text}");
    assert!(!text.contains("123"), "{text}");
    let error = scene.client.get_book("").send().await.unwrap_err();
    assert!(error.is_validation(), "{error}");
    assert_eq!(error.to_string(), r#"GetBook: one value is not allowed: BookId must be neither empty nor dots, but "" was sent"#);
    assert_eq!(scene.count(), 0);
}

#[tokio::test]
async fn validation_can_be_turned_off_for_a_client_or_a_call() {
    let title = "a title that is far too long";
    let scene = library([book("b1")]);
    scene.client.add_book(title).configure(CallOptions::new().validation(false)).send().await.unwrap();
    let scene = library_with([book("b1")], |builder| builder.validation(false));
    scene.client.add_book(title).send().await.unwrap();
    assert!(scene.client.add_book(title).call.validate().is_err(), "it can still be asked for");
}

#[tokio::test]
async fn a_path_that_would_be_another_is_not_sent() {
    let scene = library([]);
    let error = scene.client.get_book("..").configure(CallOptions::new().validation(false)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_eq!(error.to_string(), "GetBook: the path needs a value for BookId that is neither empty nor dots");
}

#[tokio::test]
async fn no_secret_is_in_the_debug_output_of_a_client_or_a_call() {
    let scene = library_with([], |builder| builder.header("x-secret", "hush"));
    let mut call = scene.client.add_book("Emma");
    call.call.input.lock_code = Some("1234".into());
    let text = format!("{:?} {call:?}", scene.client);
    assert!(!text.contains(KEY_SECRET) && !text.contains("hush") && !text.contains("1234"), "{text}");
}

#[tokio::test]
async fn what_a_client_calls_itself_comes_first() {
    let scene = library_with([book("b1")], |builder| builder.user_agent("reader/2.0"));
    scene.client.get_book("b1").send().await.unwrap();
    assert!(scene.header("user-agent").unwrap().starts_with("reader/2.0 ackgen-client/"));
}

#[tokio::test]
async fn clones_share_what_is_behind_them() {
    let scene = library([book("b1"), book("b2")]);
    scene.client.clone().get_book("b1").send().await.unwrap();
    scene.client.get_book("b2").configure(CallOptions::new().attempt_timeout(seconds(1))).send().await.unwrap();
    assert_eq!(scene.count(), 2);
}

#[tokio::test]
async fn a_client_can_be_had_with_other_options() {
    let scene = library_with([book("b1"), book("b1")], |builder| builder.organization_id("3").region("cn-north"));
    let other = scene.client.with_options(CallOptions::new().organization_id("4"));
    other.get_book("b1").send().await.unwrap();
    assert_eq!((scene.header("x-acs-organizationid").as_deref(), scene.header("x-acs-regionid").as_deref()), (Some("4"), Some("cn-north")));
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.header("x-acs-organizationid").as_deref(), Some("3"));
}

#[test]
fn what_no_header_can_carry_is_refused_before_there_is_a_client() {
    let builder = || Library::builder().endpoint("https://library.example");
    for (builder, header) in [(builder().user_agent("tool\n1"), "user-agent"), (builder().region("cn\nx"), "x-acs-regionid")] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(header), "{error}");
    }
}

#[tokio::test]
async fn an_input_can_be_changed_before_it_is_sent() {
    let scene = library([book("b1")]);
    let mut call = scene.client.add_book("Emma");
    call.input_mut().copies = Some(3);
    call.input_mut().extra.insert("shelf".to_owned(), json!("A"));
    call.send().await.unwrap();
    assert_eq!(scene.request().body(), r#"{"title":"Emma","copies":3,"shelf":"A"}"#);
}
