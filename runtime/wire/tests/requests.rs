//! Requests and answers between the two sides.

mod things;

use ackgen_wire::bytes::Bytes;
use ackgen_wire::http::Request;
use ackgen_wire::serde_json::{self, Value, json};
use ackgen_wire::{
    EncodeError, Format, Kind, OutputJson, decode_request, decode_response, encode_call, encode_json_response, encode_request,
    encode_response, match_path,
};
use things::{ASSUME, Assume, DISK, Disk, PUT_DISKS, PutDisks, THING, Thing, UPDATE, UpdateThing, operation, response};

fn update() -> UpdateThing {
    let mut update = UpdateThing {
        id: "a/b c".into(),
        ids: Some(vec!["x".into(), "y,z".into()]),
        zones: Some(vec!["n".into(), "m".into()]),
        dry_run: Some(true),
        page: Some(10),
        caller: Some("me".into()),
        name: Some("名".into()),
        disks: Some(vec![Disk { category: "ssd".into(), size: Some(40), ..Disk::default() }]),
        ..UpdateThing::default()
    };
    update.extra.insert("more".into(), json!({"a": 1}));
    update
}

#[test]
fn a_request_by_path() {
    let request = encode_request(&update()).expect("it is complete");
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "/things/a%2Fb%20c?ids=%5B%22x%22%2C%22y%2Cz%22%5D&zones=n%2Cm&DryRun=true&page=10");
    assert_eq!(request.headers()["x-caller"], "me");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body(), r#"{"name":"名","disks":[{"category":"ssd","size":40}],"more":{"a":1}}"#);
    let value = decode_request(&UPDATE, &request).expect("it was encoded");
    assert_eq!(value["page"], 10);
    assert_eq!(serde_json::from_value::<UpdateThing>(value).expect("it was encoded"), update());
}

#[test]
fn a_body_that_is_one_value() {
    let input = PutDisks { disks: vec![Disk { category: "ssd".into(), ..Disk::default() }], ..PutDisks::default() };
    let request = encode_request(&input).expect("it is complete");
    assert_eq!((request.uri().path(), request.body().as_ref()), ("/disks", br#"[{"category":"ssd"}]"#.as_slice()));
    for body in [r#"[{"category":"ssd"}]"#, r#"{"category":"ssd"}"#, r#"{"body":[{"category":"ssd"}]}"#] {
        let request = Request::post("/disks").body(Bytes::from(body)).expect("a request");
        let value = decode_request(&PUT_DISKS, &request).expect(body);
        assert_eq!(serde_json::from_value::<PutDisks>(value).expect(body), input, "{body}");
    }
}

#[test]
fn calls_by_name() {
    let input = Assume {
        role: "acs:ram::1:role/a".into(),
        disks: Some(vec![Disk { category: "a".into(), size: Some(1), ..Disk::default() }]),
        ..Assume::default()
    };
    let request = encode_request(&input).expect("it is complete");
    assert_eq!(request.uri(), "/");
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(
        request.body(),
        "Action=Assume&Version=2015-04-01&RoleArn=acs%3Aram%3A%3A1%3Arole%2Fa&Disk.1.category=a&Disk.1.size=1".as_bytes()
    );
    let value = decode_request(&ASSUME, &request).expect("it was encoded");
    assert_eq!(value, json!({"RoleArn": "acs:ram::1:role/a", "Disk": [{"category": "a", "size": 1}]}));

    let call = encode_call(&update()).expect("it is complete");
    assert!(
        call.body().starts_with(b"Product=Things&Action=UpdateThing&Version=2015-12-15&ThingId=a%2Fb%20c&ids.1=x&ids.2=y%2Cz&zones=n%2Cm")
    );
    let mut value = decode_request(&UPDATE, &call).expect("it was encoded");
    value["more"] = json!({"a": 1}); // an unknown field has no type in a form
    assert_eq!(serde_json::from_value::<UpdateThing>(value).expect("it was encoded"), update());
}

#[test]
fn what_cannot_be_sent() {
    for id in ["", ".", ".."] {
        let error = encode_request(&UpdateThing { id: id.into(), ..UpdateThing::default() }).expect_err("no path");
        assert_eq!(error, EncodeError::PathParameter { operation: "UpdateThing", name: "ThingId".into() });
    }
    let error = encode_request(&UpdateThing { id: "a".into(), caller: Some("a\nb".into()), ..UpdateThing::default() });
    assert_eq!(error.expect_err("no header"), EncodeError::Header { operation: "UpdateThing", name: "x-caller".into() });
}

#[test]
fn what_a_server_reads() {
    let read = |uri: &str, content_type: &str, body: &'static str| {
        let request = Request::post(uri).header("content-type", content_type).body(Bytes::from(body)).expect("a request");
        decode_request(&UPDATE, &request).map_err(|error| error.to_string())
    };
    let rows = [
        ("/things/1?page=x", "application/json", "", json!({"page": "x", "ThingId": "1"})),
        (
            "/things/1?ids=a&ids=b&RegionId=r&name=ignored",
            "application/json; charset=utf-8",
            "{}",
            json!({"ids": ["a", "b"], "RegionId": "r", "ThingId": "1"}),
        ),
        (
            "/things/1/",
            "application/x-www-form-urlencoded",
            "name=a+b&disks.1.size=20",
            json!({"name": "a b", "disks": [{"size": 20}], "ThingId": "1"}),
        ),
        ("/things/1", "application/x-www-form-urlencoded", " {\"name\": \"n\"}", json!({"name": "n", "ThingId": "1"})),
        (
            "/things/1",
            "application/xml",
            "<r><name>n</name><disks><size>20</size></disks></r>",
            json!({"name": "n", "disks": [{"size": 20}], "ThingId": "1"}),
        ),
    ];
    for (uri, content_type, body, expected) in rows {
        assert_eq!(read(uri, content_type, body), Ok(expected), "{uri} {body}");
    }
    assert_eq!(read("/things/1", "application/json", "[]"), Err("UpdateThing: expected an object in the body".into()));
    assert_eq!(read("/others/1", "application/json", ""), Err("UpdateThing: the path /others/1 is not /things/{ThingId}".into()));
    assert!(read("/things/1", "application/json", "{").is_err());
    assert!(read("/things/1", "application/x-www-form-urlencoded", "{").is_err());
}

#[test]
fn paths() {
    assert_eq!(match_path("/a/{X}/{Y}", "/a/1/%2F"), Some(vec![("X", "1".into()), ("Y", "/".into())]));
    for path in ["/a/1", "/a//2", "/b/1/2", "/a/1/2/3", ""] {
        assert_eq!(match_path("/a/{X}/{Y}", path), None, "{path}");
    }
}

#[test]
fn answers() {
    let disks = || vec![Disk { category: "a".into(), ..Disk::default() }];
    let xml = Some("application/xml");
    let rows: &[(Option<&str>, &str)] = &[
        (None, r#"[{"category":"a"}]"#),
        (None, r#"{"category":"a"}"#),
        (Some("application/json"), r#"{"data":[{"category":"a"}]}"#),
        (None, r#"{"data":{"category":"a"},"RequestId":"x"}"#),
        (xml, "<PutDisksResponse><data><category>a</category></data></PutDisksResponse>"),
        (xml, "<data><category>a</category></data>"),
        (xml, "<category>a</category>"),
        (xml, "<any><item><category>a</category></item></any>"),
    ];
    for (content_type, body) in rows {
        assert_eq!(decode_response::<Vec<Disk>>(&PUT_DISKS, *content_type, body.as_bytes()), Ok(disks()), "{body}");
    }
    assert_eq!(decode_response::<Vec<Disk>>(&PUT_DISKS, None, b" "), Ok(vec![]));
    assert_eq!(decode_response::<Vec<Disk>>(&PUT_DISKS, xml, b"<PutDisksResponse/>"), Ok(vec![]));
    assert_eq!(decode_response::<Thing>(&UPDATE, None, b""), Ok(Thing::default()));
    assert_eq!(decode_response::<()>(&ASSUME, None, b"whatever"), Ok(()));
    let error = decode_response::<Thing>(&UPDATE, None, br#"{"count": "x"}"#).expect_err("no number").to_string();
    assert!(error.starts_with(r#"Thing.count: expected a 64-bit integer, found "x""#), "{error}");

    let script = operation("GetScript", "/", &DISK, ackgen_wire::Body::None, response(Some(Kind::String), true, None));
    for body in ["curl x | bash", r#""curl x | bash""#] {
        assert_eq!(decode_response::<String>(&script, None, body.as_bytes()), Ok("curl x | bash".into()));
    }
    let (content_type, body) = encode_response(&script, &json!("a\nb"), Format::Json, false, None);
    assert_eq!((content_type, body.as_ref()), ("text/plain; charset=utf-8", b"a\nb".as_slice()));
}

#[test]
fn answers_are_written_plain_or_as_documented() {
    let disks = json!([{"category": "a"}]);
    let written = |format, documented| encode_response(&PUT_DISKS, &disks, format, documented, Some("id")).1;
    assert_eq!(written(Format::Json, false), r#"[{"category":"a"}]"#);
    assert_eq!(written(Format::Json, true), r#"{"data":[{"category":"a"}]}"#);
    assert!(written(Format::Xml, false).ends_with(b"<PutDisksResponse><data><category>a</category></data></PutDisksResponse>"));
    let (_, body) = encode_response(&UPDATE, &json!({"name": "a"}), Format::Json, false, Some("id"));
    assert_eq!(body, r#"{"name":"a","RequestId":"id"}"#);
    let (_, body) = encode_response(&UPDATE, &json!({"request_id": "a"}), Format::Json, false, Some("id"));
    assert_eq!(body, r#"{"request_id":"a"}"#);
    assert!(encode_response(&ASSUME, &Value::Null, Format::Json, false, Some("id")).1.is_empty());
    let _ = &THING;
}

#[test]
fn an_output_is_written_as_its_value_is() {
    let written = |operation, output: &UpdateThing| encode_json_response(operation, OutputJson::of(output).unwrap(), Some("id"));
    let named = |name: &str, value: Value| {
        let mut output = UpdateThing::default();
        output.extra.insert(name.to_owned(), value);
        output
    };
    let said = UpdateThing { name: Some("a \"b\"\n".into()), ..update() };
    let deeper = named("deeper", json!([{"request_id": 1}, {}]));
    for output in [update(), said, deeper, named("request_id", json!(1)), named("RequestID", Value::Null), UpdateThing::default()] {
        let value = serde_json::to_value(&output).unwrap();
        assert_eq!(OutputJson::of(&output).unwrap().value(), value);
        for operation in [&UPDATE, &PUT_DISKS, &ASSUME] {
            assert_eq!(written(operation, &output), encode_response(operation, &value, Format::Json, false, Some("id")), "{value}");
        }
    }
    // Nothing to begin with, and a text that is the body.
    let nothing = OutputJson::of(&Value::Object(Default::default())).unwrap();
    assert_eq!(encode_json_response(&UPDATE, nothing, Some("id")).1, r#"{"RequestId":"id"}"#);
    let text = operation("GetScript", "/", &DISK, ackgen_wire::Body::None, response(Some(Kind::String), true, None));
    let script = encode_json_response(&text, OutputJson::of(&"a\nb".to_owned()).unwrap(), Some("id"));
    assert_eq!(script, encode_response(&text, &json!("a\nb"), Format::Json, false, Some("id")));
}

#[test]
fn formats() {
    let rows = [
        ("", Format::Json),
        ("*/*", Format::Json),
        ("application/xml", Format::Xml),
        ("text/xml;q=0.5, */*;q=0.1", Format::Xml),
        ("application/xml;q=0.5, application/json", Format::Json),
        ("application/json, application/xml", Format::Json),
        ("application/xml, */*", Format::Xml),
        ("application/xml;q=0", Format::Json),
        ("nonsense;;q=,", Format::Json),
    ];
    for (accept, expected) in rows {
        assert_eq!(Format::from_accept(accept), expected, "{accept}");
    }
}
