//! An invented product, nothing like the one of this repository, end to end over HTTP: its operations are called by name,
//! signed otherwise, paged otherwise; its second service has headers, comma lists and words of Rust for names.
//!
//! What comes of `generality/spec` is committed in `generality/generated` and compiled with the workspace.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ackgen::emit::example;
use ackgen::model::{Content, Model, Operation, Service};
use ackgen::{input, output};
use ackgen_tests::answers;
use post_office_client::branches::counters::{HoursOfInput, ListBranchesInput, OpenBranchInput, SetHoursInput, SignAtTheDoorInput};
use post_office_client::couriers::{LendBadgeInput, ListCouriersInput};
use post_office_client::parcels::{BurnParcelInput, GetParcelInput, ListParcelsInput, ListParcelsOutput, SendParcelInput};
use post_office_client::types::{Address, Courier, FoundCouriers, Item, Parcel, ParcelState, Speed, Tag};
use post_office_client::wire::serde_json::{self, Value, json};
use post_office_client::wire::{Input, Wire, decode_response, http};
use post_office_client::{
    BoxFuture, Client, Credentials, CredentialsProvider, Environment, Json, MemoryTransport, ResponseFormat, Scheme, Sleep, branches,
};
use post_office_mock::{Answer, Gateway, Handler, Mock, Parcels, Refusal, Reply, Request, parcels};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/generality"))
}

fn model() -> Model {
    let files = input::read(&folder().join("spec")).expect("the spec can be read");
    ackgen::load(&files).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, "spec", false)))
}

#[test]
fn what_is_committed_is_what_the_spec_says() {
    let files = input::read(&folder().join("spec")).expect("the spec can be read");
    let (_, generated) = ackgen::generate(&files).unwrap_or_else(|diagnostics| panic!("{}", diagnostics.render(&files, "spec", false)));
    let plan = output::plan(&folder().join("generated"), generated).expect("generated can be compared");
    let help = "run `cargo run -- generate --spec tests/generality/spec --out tests/generality/generated`";
    assert!(plan.differences.is_empty(), "{help}: {:#?}", plan.differences);
}

/// The two clients of a mock.
struct Clients {
    parcels: Client,
    branches: branches::Client,
}

impl Clients {
    fn of(mock: &Mock, format: ResponseFormat) -> Self {
        let credentials = || Credentials::new("testid", "testsecret");
        let parcels = Client::builder().endpoint(mock.url()).no_proxy().credentials(credentials()).response_format(format).build();
        let branches =
            branches::Client::builder().endpoint(mock.url()).no_proxy().credentials(credentials()).response_format(format).build();
        Self { parcels: parcels.expect("a client can be built"), branches: branches.expect("a client can be built") }
    }
}

/// What a call was made with as the mock saw it, and how it came.
struct Seen {
    operation: &'static str,
    input: Value,
    method: http::Method,
    headers: http::HeaderMap,
}

/// Answers as the handler that it is around, and keeps what it was asked.
struct Spy<H> {
    handler: H,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl<H: Handler> Handler for Spy<H> {
    fn service(&self) -> &'static post_office_mock::wire::Service {
        self.handler.service()
    }

    fn gateways(&self) -> &'static [Gateway] {
        self.handler.gateways()
    }

    fn answer<'a>(&'a self, request: &'a Request) -> Answer<'a> {
        let (operation, input) = (request.operation().name, request.input().clone());
        let seen = Seen { operation, input, method: request.method().clone(), headers: request.headers().clone() };
        self.seen.lock().expect("no test panics while it looks").push(seen);
        self.handler.answer(request)
    }
}

async fn spied() -> (Mock, Arc<Mutex<Vec<Seen>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mock = Mock::builder()
        .handler(Spy { handler: parcels::handler(parcels::Documented), seen: Arc::clone(&seen) })
        .handler(Spy { handler: post_office_mock::branches::handler(post_office_mock::branches::Documented), seen: Arc::clone(&seen) });
    (mock.start().await.expect("a mock starts"), seen)
}

fn written<T: Wire>(value: &T) -> Value {
    serde_json::to_value(value.view()).expect("it can be written")
}

#[tokio::test]
async fn every_operation_in_json() {
    every_operation(ResponseFormat::Json).await;
}

#[tokio::test]
async fn every_operation_in_xml() {
    every_operation(ResponseFormat::Xml).await;
}

/// Calls every operation with the documented example. What the client was given arrives, and what is documented comes back.
async fn every_operation(format: ResponseFormat) {
    let model = model();
    let (mock, seen) = spied().await;
    let clients = Clients::of(&mock, format);
    let mut called = Vec::new();
    macro_rules! call {
        ($($client:ident: $($input:ty),*;)*) => {
            $($({
                let (service, operation) = described(&model, <$input>::OPERATION.name);
                let sent = Value::Object(example::input(service, operation));
                let input = <$input>::read(sent.clone()).expect("an example builds an input");
                assert_eq!(written(&input), sent, "{}: the typed input says what the example does", operation.name);
                let answer = clients.$client.call(input).send().await.unwrap_or_else(|error| panic!("{}: {error}", operation.name));
                assert_arrived(&seen, operation, &sent);
                assert_documented::<$input>(service, operation, &sent, written(&answer), format);
                called.push(operation.name.clone());
            })*)*
        };
    }
    call! {
        parcels: SendParcelInput, GetParcelInput, ListParcelsInput, BurnParcelInput, LendBadgeInput, ListCouriersInput;
        branches: OpenBranchInput, SetHoursInput, HoursOfInput, ListBranchesInput, SignAtTheDoorInput;
    }
    called.sort();
    let mut known: Vec<_> = model.services.iter().flat_map(|service| &service.operations).map(|operation| operation.name.clone()).collect();
    known.sort();
    assert_eq!(called, known);
}

fn described<'a>(model: &'a Model, name: &str) -> (&'a Service, &'a Operation) {
    let all = model.services.iter().flat_map(|service| service.operations.iter().map(move |operation| (service, operation)));
    all.into_iter().find(|(_, operation)| operation.name == name).expect("it is described")
}

/// Every field arrives as it was sent; lists in a form are numbered, so that an empty one is none.
fn assert_arrived(seen: &Mutex<Vec<Seen>>, operation: &Operation, sent: &Value) {
    let seen = seen.lock().expect("nobody panicked");
    let last = seen.last().expect("it was called");
    assert_eq!(last.operation, operation.name);
    assert_eq!(last.method.as_str(), operation.methods[0], "{}", operation.name);
    for (name, value) in sent.as_object().expect("an input is an object") {
        assert_eq!(&last.input[name], value, "{}: `{name}`", operation.name);
    }
}

fn assert_documented<I: Input>(service: &Service, operation: &Operation, sent: &Value, mut answer: Value, format: ResponseFormat) {
    let Some(documented) = example::response(service, operation) else {
        return assert!(matches!(operation.response.content, Content::Empty), "{}: an answer has an example", operation.name);
    };
    let (content_type, body) = match &documented {
        Value::String(text) => ("text/plain", text.clone()),
        other => ("application/json", other.to_string()),
    };
    let decoded: I::Output = decode_response(I::OPERATION, Some(content_type), body.as_bytes()).expect("a documented example decodes");
    let documented = written(&decoded);
    if let (Value::Object(answer), None) = (&mut answer, documented.get("RequestId")) {
        answer.remove("RequestId");
    }
    let documented = answers::as_answered(documented, sent, &answer, operation);
    assert_eq!(answer, documented, "{} in {format:?}", operation.name);
}

#[tokio::test]
async fn requests_are_signed_as_the_documentation_says() {
    let (mock, seen) = spied().await;
    let clients = Clients::of(&mock, ResponseFormat::Json);
    clients.parcels.get_parcel("p-1").send().await.expect("it is there");
    clients.branches.hours_of(7).send().await.expect("it is there");
    let authorization = |index: usize| {
        let seen = seen.lock().expect("nobody panicked");
        seen[index].headers.get("authorization").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    assert!(authorization(0).is_some_and(|text| text.starts_with("ACS3-HMAC-SHA256 ")));
    assert!(authorization(1).is_some_and(|text| text.starts_with("ACS3-HMAC-SHA256 ")));

    let parcels = Client::builder()
        .endpoint(mock.url())
        .no_proxy()
        .credentials(Credentials::new("testid", "testsecret"))
        .signing(Scheme::Rpc)
        .build();
    parcels.expect("a client can be built").get_parcel("p-1").send().await.expect("the other scheme is accepted, too");
    assert_eq!(authorization(2), None);

    let wrong = Client::builder()
        .endpoint(mock.url())
        .no_proxy()
        .credentials(Credentials::new("testid", "wrong"))
        .build()
        .expect("a client can be built");
    assert!(wrong.get_parcel("p-1").send().await.is_err_and(|error| error.is_auth()));
}

#[tokio::test]
async fn arguments_are_those_that_are_required() {
    let (mock, seen) = spied().await;
    let Clients { parcels, .. } = Clients::of(&mock, ResponseFormat::Json);
    let call = parcels
        .send_parcel(Address::new("Ada").notes(["a, b", "c"]), "self")
        .tag([Tag::new("colour").value("red"), Tag::new("size")])
        .stamps([80, 20])
        .hints(["fragile"])
        .contents(Json::from_value(&vec![Item::new("book").grams(300)]))
        .customs([("a&b", "c=d")])
        .pin("123456")
        .keep("36h");
    assert!(!format!("{call:?}").contains("123456"), "a secret is not printed");
    call.send().await.expect("it is accepted");
    let seen = seen.lock().expect("nobody panicked");
    let expected = json!({
        "Recipient": { "Name": "Ada", "Notes": ["a, b", "c"] },
        "Service": "self",
        "Tag": [{ "Key": "colour", "Value": "red" }, { "Key": "size" }],
        "Stamps": [80, 20],
        "Hints": ["fragile"],
        "Contents": "[{\"type\":\"book\",\"grams\":300}]",
        "Customs": { "a&b": "c=d" },
        "Pin": "123456",
        "Keep": "36h",
    });
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(&seen[0].input[name], value, "`{name}`");
    }
}

#[tokio::test]
async fn what_the_spec_refuses_is_not_sent() {
    let (mock, seen) = spied().await;
    let Clients { parcels, .. } = Clients::of(&mock, ResponseFormat::Json);
    let error = parcels.send_parcel(Address::new("Ada"), Speed::Self_).grams(1.0).send().await.expect_err("a pin is missing");
    assert!(error.to_string().contains("Pin"), "{error}");
    let error = parcels.send_parcel(Address::new("Ada"), Speed::Express).send().await.expect_err("a weight is missing");
    assert!(error.to_string().contains("Grams"), "{error}");
    assert!(seen.lock().expect("nobody panicked").is_empty());
}

/// A post office with a few parcels and couriers.
struct Small;

impl Parcels for Small {
    async fn list_parcels(&self, _: &Request, input: ListParcelsInput) -> Reply<ListParcelsOutput> {
        let from: usize =
            input.next_token.as_deref().map_or(0, |token| token.trim_start_matches("from-").parse().expect("a token of ours"));
        let to = (from + input.max_results.unwrap_or(2) as usize).min(5);
        let mut output = ListParcelsOutput::default();
        // One page is empty, which is no end.
        let parcel = |number| {
            let mut parcel = Parcel::default();
            parcel.parcel_id = format!("p-{number}");
            parcel
        };
        output.parcels = if from == 2 { Vec::new() } else { (from..to).map(parcel).collect() };
        output.next_token = Some(if to < 5 { format!("from-{to}") } else { String::new() });
        Ok(output)
    }

    async fn list_couriers(&self, _: &Request, input: ListCouriersInput) -> Reply<post_office_client::couriers::ListCouriersOutput> {
        let first = (input.sheet.parse::<i64>().expect("a number") - 1) * input.lines;
        let mut found = FoundCouriers::default();
        found.in_all = Some("5".to_owned());
        let courier = |number: i64| {
            let mut courier = Courier::default();
            courier.nickname = number.to_string();
            courier
        };
        found.couriers = (first..(first + input.lines).min(5)).map(courier).collect();
        let mut output = post_office_client::couriers::ListCouriersOutput::default();
        output.found = Some(found);
        Ok(output)
    }

    async fn get_parcel(&self, request: &Request, input: GetParcelInput) -> Reply<Parcel> {
        if input.parcel_id == "p-9" {
            return Err(Refusal::new(410, "Parcel.Lost", "The parcel is lost."));
        }
        let mut parcel: Parcel = request.documented(r#"{ "ParcelId": "p-1", "State": "OnItsWay" }"#)?;
        let asked = ASKED.with(|asked| asked.replace(asked.get() + 1));
        if asked >= 3 {
            parcel.state = ParcelState::Delivered;
        }
        Ok(parcel)
    }
}

thread_local! {
    /// How often a parcel was asked for; the mock has one thread.
    static ASKED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

async fn small() -> Mock {
    Mock::builder().handler(parcels::handler(Small)).start().await.expect("a mock starts")
}

#[tokio::test]
async fn pages_that_have_names() {
    let mock = small().await;
    let Clients { parcels, .. } = Clients::of(&mock, ResponseFormat::Xml);
    let all = parcels.list_parcels().max_results(1).items().all().await.expect("they come");
    assert_eq!(all.iter().map(|parcel| parcel.parcel_id.as_str()).collect::<Vec<_>>(), ["p-0", "p-1", "p-3", "p-4"]);

    let mut pages = parcels.list_parcels().next_token("from-3").pages();
    let page = pages.try_next().await.expect("it comes").expect("there is one");
    assert_eq!(page.parcels.len(), 2);
    assert_eq!(pages.try_next().await.expect("nothing fails"), None);
}

#[tokio::test]
async fn pages_that_lead_back_to_one_before_come_to_an_end() {
    let page = |id: &str, next: &str| {
        let parcels = json!({ "Parcels": [{ "ParcelId": id, "State": "OnItsWay" }], "NextToken": next });
        post_office_client::Reply::json(200, parcels.to_string())
    };
    let transport = Arc::new(MemoryTransport::replies([page("p-1", "b"), page("p-2", "c"), page("p-3", "b"), page("p-2", "c")]));
    let client = Client::builder().endpoint("https://parcels.example").credentials(Credentials::new("testid", "testsecret"));
    let client = client.transport(transport.clone()).build().expect("a client can be built");
    let all = client.list_parcels().items().all().await.expect("they come");
    assert_eq!((all.len(), transport.requests().len()), (3, 3));
}

#[tokio::test]
async fn pages_that_are_counted_in_texts() {
    let mock = small().await;
    let Clients { parcels, .. } = Clients::of(&mock, ResponseFormat::Json);
    let all = parcels.list_couriers("1", 2).items().all().await.expect("they come");
    assert_eq!(all.iter().map(|courier| courier.nickname.as_str()).collect::<Vec<_>>(), ["0", "1", "2", "3", "4"]);
}

#[tokio::test]
async fn pages_without_a_total() {
    let (mock, seen) = spied().await;
    let Clients { branches, .. } = Clients::of(&mock, ResponseFormat::Json);
    let all = branches.list_branches().per_page(1).items().all().await.expect("they come");
    // The documented page comes again, which is the end.
    assert_eq!((all.len(), seen.lock().expect("nobody panicked").len()), (1, 2));
}

#[tokio::test]
async fn errors_are_those_of_the_service() {
    let mock = small().await;
    let Clients { parcels, .. } = Clients::of(&mock, ResponseFormat::Xml);
    let error = parcels.get_parcel("p-9").send().await.expect_err("it is lost");
    assert_eq!((error.code(), error.status().map(|status| status.as_u16())), (Some("Parcel.Lost"), Some(410)), "{error}");
}

/// Short waits take no time, long ones never end.
#[derive(Debug)]
struct Impatient;

impl Sleep for Impatient {
    fn sleep(&self, duration: std::time::Duration) -> BoxFuture<'static, ()> {
        match duration.as_secs() {
            0..10 => Box::pin(std::future::ready(())),
            _ => Box::pin(std::future::pending()),
        }
    }
}

#[tokio::test]
async fn waiters_wait() {
    let mock = small().await;
    let client =
        Client::builder().endpoint(mock.url()).no_proxy().credentials(Credentials::new("testid", "testsecret")).sleep(Impatient).build();
    let parcel = client.expect("a client can be built").wait_until_parcel_delivered("p-1").await.expect("it arrives");
    assert_eq!(parcel.state, ParcelState::Delivered);
}

#[tokio::test]
async fn credentials_that_are_issued_are_good() {
    let (mock, _) = spied().await;
    let Clients { parcels, .. } = Clients::of(&mock, ResponseFormat::Json);
    let badge = parcels.lend_badge("alice").send().await.expect("it is lent").badge.expect("there is one");
    let (secret, seal) = (badge.secret.expect("a secret"), badge.seal.expect("a seal"));
    let with = |seal: &str| {
        let credentials = Credentials::temporary(&badge.id, secret.expose(), seal, None);
        Client::builder().endpoint(mock.url()).no_proxy().credentials(credentials).build().expect("a client can be built")
    };
    with(seal.expose()).get_parcel("p-1").send().await.expect("the badge is good");
    assert!(with("another").get_parcel("p-1").send().await.is_err_and(|error| error.is_auth()));

    let provider = parcels.lend_badge("bob").into_credentials();
    let credentials = provider.credentials().await.expect("they are fetched");
    let client = Client::builder().endpoint(mock.url()).no_proxy().credentials(credentials).build().expect("a client can be built");
    client.get_parcel("p-1").send().await.expect("the badge is good");

    // What a profile calls a role is the holder of a badge here.
    let file = tempfile::NamedTempFile::new().expect("a file");
    let profile = "[default]\ntype = ram_role_arn\naccess_key_id = testid\naccess_key_secret = testsecret\nrole_arn = carol\n";
    std::fs::write(&file, profile).expect("the file is written");
    let environment = Environment::from_iter([
        ("ALIBABA_CLOUD_CREDENTIALS_FILE", file.path().to_str().expect("a path of text")),
        ("ALIBABA_CLOUD_ENDPOINT", mock.url()),
    ]);
    let client = Client::builder().environment(&environment).expect("the environment is readable").no_proxy().build();
    client.expect("a client can be built").get_parcel("p-1").send().await.expect("carol's badge is good");
}
