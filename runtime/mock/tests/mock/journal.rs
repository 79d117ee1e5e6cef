//! What is written down of calls, and what is not.

use std::time::Duration;

use ackgen_mock::wire::signing::{Credentials, Scheme, SigningContext, sign};
use ackgen_mock::{AccessKey, Fault, Server, VirtualClock};
use serde_json::{Value, json};

use crate::admin::ask;
use crate::support::{builder, form, get, mock, now, open, post, send, signed, signed_by, with};
use crate::zoo::OpenGateInput;

fn journal(mock: &Server, query: &str) -> Vec<Value> {
    let answer = send(mock, &ask("GET", &format!("/_mock/journal{query}"), ""));
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["calls"].as_array().unwrap().clone()
}

#[test]
fn a_call_is_written_down() {
    let mock = mock();
    let answer = send(&mock, &signed(post("/animals?q=1", r#"{ "name": "Bob" }"#), Scheme::Roa));
    let call = &journal(&mock, "")[0];
    for (name, value) in [
        ("number", json!(1)),
        ("id", answer.headers["x-acs-request-id"].to_str().unwrap().into()),
        ("received", json!("2026-11-23T09:43:17Z")),
        ("service", json!("zoo")),
        ("operation", json!("CreateAnimal")),
        ("tenant", json!("testid")),
        ("validation", json!("accepted")),
        ("fault", Value::Null),
        ("refused", Value::Null),
    ] {
        assert_eq!(call[name], value, "{name}");
    }
    assert_eq!((&call["request"]["method"], &call["request"]["target"]), (&json!("POST"), &json!("/animals?q=1")));
    assert_eq!((&call["request"]["body"], &call["request"]["headers"]["host"]), (&json!({ "name": "Bob" }), &json!("zoo.example")));
    assert_eq!((&call["answer"]["status"], &call["answer"]["body"]["name"]), (&json!(201), &json!("Bob")));
    let authentication = &call["authentication"];
    assert_eq!((&authentication["verdict"], &authentication["scheme"]), (&json!("accepted"), &json!("ROA HMAC-SHA1")));
    assert!(authentication["string_to_sign"].as_str().unwrap().ends_with("\n/animals?q=1"), "{authentication}");
    assert_eq!(send(&mock, &ask("GET", "/_mock/journal/1", "")).json()["number"], 1);
    assert_eq!(send(&mock, &ask("GET", "/_mock/journal/2", "")).status, 404);
}

#[test]
fn every_step_has_a_verdict() {
    let mock = mock();
    mock.fault(Fault::refuse(503, "Busy", "later").on("GetOldest"));
    mock.fault(Fault::reset().performed().on("GetAnimal"));
    let forged = signed_by(get("/song"), Scheme::Roa, now(), &AccessKey::new("testid", "wrong"), None);
    let calls = [get("/nothing"), get("/song"), forged, signed(post("/animals", "{}"), Scheme::Roa), get("/animals/oldest")];
    calls.iter().for_each(|request| drop(send(&mock, request)));
    let verdicts: Vec<_> = journal(&mock, "")
        .iter()
        .map(|call| {
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            [text(&call["refused"]), text(&call["authentication"]["verdict"]), text(&call["validation"]), text(&call["fault"])]
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            ["InvalidApi.NotFound", "not reached", "not reached", "-"],
            ["MissingSignature", "refused: MissingSignature", "not reached", "-"],
            ["SignatureDoesNotMatch", "refused: SignatureDoesNotMatch", "not reached", "-"],
            ["InvalidParameter", "accepted", "refused: InvalidParameter", "-"],
            ["Busy", "not reached", "not reached", "refusal"],
        ]
    );
    assert_eq!(journal(&open_called(), "")[0]["authentication"], json!({ "verdict": "not checked" }));
}

fn open_called() -> Server {
    let mock = open();
    send(&mock, &get("/song"));
    mock
}

/// Wherever a secret is in a request or an answer, and however it is encoded.
#[test]
fn secrets_are_not_shown() {
    let key = AccessKey::default();
    let xml = "<CreateAnimalRequest><name>Bob</name><password>topsecret</password></CreateAnimalRequest>";
    let animal = r#"{ "name": "Bob", "password": "topsecret" }"#;
    for request in [
        signed(post("/animals", animal), Scheme::Roa),
        signed(with(post("/animals", xml), "content-type", "application/xml"), Scheme::Roa),
        signed(form("/", "Who=Bob&Code=topsecret"), Scheme::Rpc),
        signed(get("/?Who=Bob&Code=top%73ecret"), Scheme::Rpc),
        signed_by(get("/song"), Scheme::Roa, now(), &key, Some("topsecret")),
        signed_by(get("/song"), Scheme::Acs3, now(), &key, Some("topsecret")),
        signed_by(form("/", "Who=Bob"), Scheme::Rpc, now(), &key, Some("topsecret")),
        with(get("/song"), "authorization", "Bearer topsecret"),
        with(get("/song"), "cookie", "session=topsecret"),
        with(get("/song"), "x-api-token", "topsecret"),
        with(get("/song"), "x-mock-string-to-sign", "GET%0Atopsecret"),
        signed(get("/words/topsecret/whisper"), Scheme::Roa),
        signed(get("/roa/words/top%73ecret/whisper?type=x"), Scheme::Acs3),
        // Nobody knows what these are.
        post("/nothing", animal),
        post("/nothing", "topsecret"),
        post("/animals", "{ \"password\": \"topsecret\""),
        get("/song?secretKey=topsecret"),
        signed(post("/animals", r#"{ "name": "Bob", "passwd": "topsecret", "more": [{ "privateKey": "topsecret" }] }"#), Scheme::Roa),
    ] {
        let mock = mock();
        send(&mock, &request);
        let shown = format!("{} {:?}", journal(&mock, "")[0], mock.calls("*"));
        assert!(!shown.contains("topsecret") && !shown.contains("testsecret"), "{shown}");
        assert!(shown.contains("***"), "{shown}");
    }
    // What is issued is secret, too.
    let mock = mock();
    let issued = send(&mock, &signed(form("/", "Who=Bob"), Scheme::Rpc)).json();
    let shown = journal(&mock, "")[0].to_string();
    for name in ["Secret", "Token"] {
        assert!(!shown.contains(issued["Pass"][name].as_str().unwrap()), "{name}: {shown}");
    }
    assert!(shown.contains(issued["Pass"]["Id"].as_str().unwrap()));
}

/// JSON in texts, in parameters by name, in both, readable or not: what the journal hides no answer to a wrong signature shows.
#[test]
fn secrets_in_texts_are_not_shown() {
    const SECRET: &str = r#"{"password":"topsecret"}"#;
    let text = |value: &Value| Value::from(value.to_string());
    let secret: Value = serde_json::from_str(SECRET).unwrap();
    let gear = json!({ "name": "saddle", "config": text(&secret) });
    let bodies = [
        json!({ "gear": [gear] }),
        json!({ "gear": text(&json!([gear])) }),
        json!({ "gear": [{ "config": text(&json!({ "a": text(&secret) })) }] }),
        json!({ "gear": [{ "config": &SECRET[..SECRET.len() - 1] }] }),
        json!({ "tag": "{\"pin\":\"topsecret\"}" }),
        json!({ "tag": "{\"pin\":\"topsecret\"" }),
        json!({ "wings": { "feathers": text(&json!([secret])) } }),
    ];
    let named = |pairs: &[(&str, &str)]| {
        let mut body = form_urlencoded::Serializer::new("Action=CreateAnimal&Product=Zoo&Version=2020-01-01&name=Bob".to_owned());
        form("/asapi/v3", &body.extend_pairs(pairs).finish())
    };
    let many = json!([gear]).to_string();
    let forms = [
        named(&[("gear.1", &gear.to_string())]),
        named(&[("gear", &many)]),
        named(&[("gear.1.name", "saddle"), ("gear.1.config", SECRET)]),
        named(&[("gear.1.config", r#"{"password":"t\u006fpsecret"}"#)]),
        named(&[("gear.1.config", "{\n\"password\":\n\"topsecret\"}")]),
        named(&[("tag.pin", "topsecret")]),
        named(&[("tag.pin.more", "topsecret")]),
        named(&[("tag.token", "topsecret")]),
        named(&[("tag", r#"{"pin":"topsecret""#)]),
        named(&[("tag", r#"{"zz_password":"topsecret"}"#)]),
        named(&[("zz_password", "topsecret"), ("zz_password", "other")]),
        named(&[("else", SECRET)]),
        get(&format!("/song?else={}", form_urlencoded::byte_serialize(SECRET.as_bytes()).collect::<String>())),
        with(get("/song"), "x-acs-else", SECRET),
        with(get("/song"), "x-acs-zz-token", "topsecret"),
        with(get("/song"), "x-acs-zz-token", "topsecret%3D"),
        get("/song?zz_token=topsecret%3D%3D"),
        // Not what they say that they are.
        form("/animals", SECRET),
        form("/animals", r#"{"password":"a&b=topsecret"}"#),
        form("/animals", "%7B%22password%22:%22topsecret%22%7D"),
    ];
    let forged = |mut request: http::Request<_>| {
        let (operation, product, version) = ("CreateAnimal", "Zoo", "2020-01-01");
        let scheme = if request.uri() == "/asapi/v3" { Scheme::Asapi } else { Scheme::Roa };
        let context = SigningContext { operation, product, version, region: None, at: now(), nonce: "1" };
        let wrong = Credentials { access_key_id: "testid".into(), access_key_secret: "wrong".into(), security_token: None };
        sign(&mut request, scheme, &wrong, &context).unwrap();
        request
    };
    for request in bodies.iter().map(|body| post("/animals", &body.to_string())).chain(forms) {
        let acs3 = signed_by(request.clone(), Scheme::Acs3, now(), &AccessKey::new("testid", "wrong"), None);
        for (mock, request) in [(open(), request.clone()), (mock(), forged(request)), (mock(), acs3)] {
            let answer = send(&mock, &request);
            assert!([200, 201, 400, 403].contains(&answer.status), "{}", answer.body);
            let shown = format!("{} {:?}", journal(&mock, "")[0], mock.calls("*"));
            assert!(!shown.contains("psecret") && shown.contains("***"), "{request:?}: {shown}");
            assert!(!answer.body.contains("psecret"), "{request:?}: {}", answer.body);
        }
    }
    // What is answered, too.
    let mock = open();
    mock.answer(ackgen_mock::Canned::value(json!({ "meta_data": text(&json!({ "gear": [gear] })) })));
    send(&mock, &get("/animals/oldest"));
    let shown = journal(&mock, "")[0].to_string();
    assert!(!shown.contains("psecret") && shown.contains("saddle"), "{shown}");
}

#[test]
fn the_journal_is_bounded() {
    let mock = builder().authentication(false).journal(3).start_blocking().unwrap();
    (0..5).for_each(|_| drop(send(&mock, &get("/song"))));
    let answer = send(&mock, &ask("GET", "/_mock/journal", "")).json();
    assert_eq!((&answer["last"], &answer["dropped"], &answer["fitting"]), (&json!(5), &json!(2), &json!(3)));
    let nothing = builder().journal(0).start_blocking().unwrap();
    send(&nothing, &get("/song"));
    assert!(journal(&nothing, "").is_empty());
}

#[test]
fn calls_are_selected() {
    let mock = open();
    mock.fault(Fault::refuse(503, "Busy", "later").on("GetOldest"));
    for target in ["/song", "/animals/oldest", "/animals/a-1", "/song", "/nothing"] {
        send(&mock, &get(target));
    }
    let numbers = |query: &str| journal(&mock, query).iter().map(|call| call["number"].as_u64().unwrap()).collect::<Vec<_>>();
    for (query, expected) in [
        ("", vec![1, 2, 3, 4, 5]),
        ("?operation=Sing", vec![1, 4]),
        ("?operation=Get*", vec![2, 3]),
        ("?status=200&limit=2", vec![3, 4]),
        ("?after=1&limit=2", vec![2, 3]),
        ("?refused=*", vec![2, 5]),
        ("?fault=refusal", vec![2]),
        ("?tenant=default", vec![1, 3, 4]),
    ] {
        assert_eq!(numbers(query), expected, "{query}");
    }
    assert_eq!(send(&mock, &ask("GET", "/_mock/journal?operaton=x", "")).status, 400);
    send(&mock, &ask("DELETE", "/_mock/journal?tenant=default", ""));
    assert_eq!(numbers(""), [2, 5]);
    send(&mock, &ask("DELETE", "/_mock/journal", ""));
    assert!(numbers("").is_empty());
}

#[test]
fn it_is_told_how_long_a_call_took() {
    let clock = VirtualClock::at(now());
    let moved = clock.clone();
    let mock = builder()
        .clock(clock)
        .authentication(false)
        .on(move |_, _: OpenGateInput| {
            moved.advance(Duration::from_millis(250));
            async { Ok(Default::default()) }
        })
        .start_blocking()
        .unwrap();
    send(&mock, &form("/", "Action=OpenGate&Who=Bob"));
    assert_eq!(journal(&mock, "")[0]["took_seconds"], 0.25);
}

#[test]
fn calls_are_looked_at_in_rust() {
    let mock = open();
    send(&mock, &form("/", "Action=OpenGate&Who=Bob&Keys.1=iron"));
    send(&mock, &get("/song"));
    let calls = mock.calls("OpenGate");
    assert_eq!((calls.len(), calls[0].status(), calls[0].tenant()), (1, Some(200), Some("default")));
    assert_eq!(calls[0].input()["Keys"], json!(["iron"]));
    assert_eq!(calls[0].input_of::<OpenGateInput>().unwrap().who, "Bob");
    assert!(mock.calls("Sing")[0].input_of::<OpenGateInput>().is_none());
}

/// The words of a command of one line without escapes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap(),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

/// The curl line, sent as it is, is let in as often as it is sent, although nonce and date are used.
#[test]
fn a_call_is_replayed() {
    for request in [
        signed(post("/animals?kinds=%5B%22a%22%5D", r#"{ "name": "Bob" }"#), Scheme::Roa),
        signed(with(get("/song"), "accept", "text/plain"), Scheme::Acs3),
        signed(form("/", "Who=Bob&Keys.1=a%20b"), Scheme::Rpc),
    ] {
        let clock = VirtualClock::at(now());
        let mock = builder().clock(clock.clone()).start_blocking().unwrap();
        let status = send(&mock, &request).status;
        assert_eq!(send(&mock, &request).status, 400, "a nonce is used once");
        let call = &mock.calls("*")[0];
        let words = words(&call.curl(mock.url()));
        let value = |option: &str| {
            words.iter().zip(&words[1..]).filter(|(word, _)| *word == option).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        let url = words.iter().find_map(|word| word.strip_prefix(mock.url())).unwrap();
        let body = value("--data-binary");
        let mut again = crate::support::request(value("-X")[0], url, body.first().unwrap_or(&""));
        for header in value("-H") {
            if let Some((name, value)) = header.split_once(": ") {
                again.headers_mut().insert(http::HeaderName::try_from(name).unwrap(), value.parse().unwrap());
            }
        }
        clock.advance(Duration::from_secs(7200));
        for _ in 0..2 {
            let answer = send(&mock, &again);
            assert_eq!(answer.status, status, "{}", answer.body);
        }
        // Only what the journal has comes again, and only as that.
        send(&mock, &get("/animals/oldest"));
        let other = mock.calls("GetOldest")[0].number().to_string();
        assert_eq!(send(&mock, &with(again.clone(), "x-mock-replay", &other)).status, 400);
        assert_eq!(send(&mock, &with(again.clone(), "x-mock-replay", "1000")).status, 400);
        assert_eq!(send(&mock, &with(again, "x-mock-replay", "-")).status, 400);
    }
}

/// A token that is asked for is not written down.
#[test]
fn a_line_of_curl_says_that_a_token_is_needed() {
    let mock = builder().authentication(false).admin_token("letmein").start_blocking().unwrap();
    send(&mock, &get("/song"));
    let line = mock.calls("*")[0].curl(mock.url());
    assert!(line.ends_with(" -H 'x-mock-replay: 1' -H 'x-mock-token: TOKEN'"), "{line}");
}

#[test]
fn a_line_of_rust_makes_the_call_again() {
    let mock = open();
    for (request, line) in [
        (get("/song"), r#"client.sing().send().await?"#),
        (
            post("/animals?kinds=%5B%22a%22%5D", r##"{"name":"\"#Bob"}"##),
            "client.raw(\"CreateAnimal\").path(\"POST\", \"/animals\").parameter(\"kinds\", \"[\\\"a\\\"]\")\
             .body(\"application/json\", r##\"{\"name\":\"\\\"#Bob\"}\"##).send().await?",
        ),
        (get("/roa/animals/a%201"), r#"client.get_animal("a 1").send().await?"#),
        (
            form("/", "Action=OpenGate&Who=Bob&Code=topsecret&Version=1&Keys.1=%22"),
            r#"client.open_gate("Bob").keys(["\""]).code("***").send().await?"#,
        ),
        (get("/words/topsecret/whisper?type=low"), r#"client.whisper("***").kind("low").send().await?"#),
        (
            post("/animals/a-1/meals", r#"[{ "food": "hay" }, { "food": "more" }]"#),
            r#"client.feed_animal("a-1", [types::Meal::new("hay"), types::Meal::new("more")]).send().await?"#,
        ),
        (
            post("/animals", r#"{ "name": "Bob", "legs": 4, "password": "topsecret" }"#),
            r#"client.create_animal("Bob").legs(4).password("***").send().await?"#,
        ),
        // What the client has no simple way to say.
        (
            get("/roa/words/topsecret/whisper?other=1"),
            r#"client.raw("Whisper").path("GET", "/words/***/whisper").parameter("other", "1").send().await?"#,
        ),
        (
            form("/", "Action=OpenGate&Who=Bob&Else=1"),
            r#"client.raw("OpenGate").parameter("Who", "Bob").parameter("Else", "1").send().await?"#,
        ),
        (
            form("/asapi/v3", "Action=GetOldest&Product=Zoo&Else=1"),
            r#"/* through the gateway named */ client.raw("GetOldest").parameter("Else", "1").send().await?"#,
        ),
        (
            post("/animals", r#"{"legs":4}"#),
            r##"client.raw("CreateAnimal").path("POST", "/animals").body("application/json", r#"{"legs":4}"#).send().await?"##,
        ),
        (
            post("/animals", r#"{"name":"Bob","wings":2}"#),
            "client.raw(\"CreateAnimal\").path(\"POST\", \"/animals\")\
             .body(\"application/json\", r#\"{\"name\":\"Bob\",\"wings\":2}\"#).send().await?",
        ),
    ] {
        send(&mock, &request);
        assert_eq!(mock.calls("*").last().unwrap().rust(), line);
    }
}
