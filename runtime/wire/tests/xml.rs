//! XML to values and back, and service errors in every spelling.

mod things;

use ackgen_wire::serde_json::{Value, json};
use ackgen_wire::{Format, Kind, ServiceError, is_web_page, xml};
use things::{ASSUME, PUT_DISKS, THING, UPDATE};

fn read(text: &str) -> Result<Value, String> {
    xml::read(text, &Kind::Record(&THING), "ThingResponse", None).map_err(|error| error.to_string())
}

#[test]
fn reading() {
    let rows = [
        (r#"<?xml version="1.0"?><ThingResponse><name>a</name><count>3</count></ThingResponse>"#, json!({"name": "a", "count": 3})),
        ("<name>a</name>\n<tags>x</tags><tags>y</tags>", json!({"name": "a", "tags": ["x", "y"]})),
        ("<name>a</name>", json!({"name": "a"})),
        ("<R><tags>x</tags></R>", json!({"tags": ["x"]})),
        (r#"<R><tags>["x","y"]</tags></R>"#, json!({"tags": ["x", "y"]})),
        ("<R><tags/><labels/><disks><size>20</size></disks></R>", json!({"tags": [], "labels": {}, "disks": [{"size": 20}]})),
        ("<R><tags><tag>x</tag><tag>y</tag></tags></R>", json!({"tags": ["x", "y"]})),
        ("<R><tags><tag>x</tag></tags></R>", json!({"tags": ["x"]})),
        ("<R><disks><disk><size>20</size></disk><disk><size>30</size></disk></disks></R>", json!({"disks": [{"size": 20}, {"size": 30}]})),
        ("<R><disks><disk><size>20</size></disk></disks></R>", json!({"disks": [{"size": 20}]})),
        ("<R><disks><new>20</new></disks></R>", json!({"disks": [{"new": "20"}]})),
        ("<R><name>&lt;a&#x26;&#98;&gt;<![CDATA[<c&>]]><!-- no --></name></R>", json!({"name": "<a&b><c&>"})),
        ("<R><labels><ack-node>1</ack-node><_x0031_.2>b</_x0031_.2></labels></R>", json!({"labels": {"ack-node": "1", "1.2": "b"}})),
        ("<R><count>many</count></R>", json!({"count": "many"})),
        ("<a:R xmlns:a='u'><a:name>n</a:name></a:R>", json!({"name": "n"})),
        ("<R/>", json!({})),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text), Ok(expected), "{text}");
    }
}

#[test]
fn refusing() {
    let deep = "<a>".repeat(100);
    let rows = [
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><r/>", "a document type is not accepted"),
        ("<r>&a;</r>", "an entity that XML does not define"),
        ("<r><name>a</name>", "the element r does not end"),
        ("<r></s>", "expected `</r>`"),
        (&deep, "elements are too deep inside of each other"),
    ];
    for (text, expected) in rows {
        let error = read(text).expect_err(text);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn writing() {
    let value =
        json!({"name": "<&>\r", "tags": ["x", ""], "none": null, "labels": {"1.2": "a", "_x": "b", "": "c", "a:b": "d"}, "disks": []});
    let text = xml::write(&value, "R", "item");
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><R><name>&lt;&amp;&gt;&#13;</name><tags>x</tags><tags></tags><labels><_x0031_.2>a</_x0031_.2>\
         <_x005F_x>b</_x005F_x><_x_>c</_x_><a_x003A_b>d</a_x003A_b></labels><disks></disks></R>"
    );
    let mut expected = value;
    expected.as_object_mut().expect("an object").shift_remove("none");
    assert_eq!(read(&text), Ok(expected));
}

#[test]
fn errors() {
    let full = |code: &str| ServiceError {
        status: 400,
        code: Some(code.into()),
        message: Some("m".into()),
        request_id: Some("r".into()),
        ..ServiceError::default()
    };
    let rows = [
        r#"{"Code":"C","Message":"m","RequestId":"r"}"#,
        r#"{"code":"C","message":"m","requestId":"r"}"#,
        r#"{"code":"C","message":"m","request_id":"r"}"#,
        r#"{"code":"C","msg":"m","requestid":"r"}"#,
        r#"{"Error":{"Code":"C","Message":"m"},"RequestId":"r"}"#,
        r#"{"error":{"code":"C","message":"m","request_id":"r"}}"#,
        r#"{"asapiErrorCode":"C","asapiErrorMessage":"m","asapiRequestId":"r"}"#,
        "<Error><Code>C</Code><Message>m</Message><RequestId>r</RequestId></Error>",
        "<?xml version='1.0'?><ErrorResponse><Error><Code>C</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
        "<Code>C</Code><Message>m</Message><RequestId>r</RequestId>",
    ];
    for body in rows {
        assert_eq!(ServiceError::parse(400, body.as_bytes()), full("C"), "{body}");
    }
    assert_eq!(ServiceError::parse(400, br#"{"code": 404, "message": "m", "requestId": "r"}"#), full("404"));
    assert_eq!(ServiceError::parse(502, b" "), ServiceError { status: 502, ..ServiceError::default() });
    assert_eq!(ServiceError::parse(502, b"\x1f\x8b\x08\x01"), ServiceError { status: 502, ..ServiceError::default() }, "no text");
    // What the service says counts before what the gateway does, and before a code that is none, in any order.
    for body in [
        r#"{"asapiErrorCode": "G", "asapiErrorMessage": "g", "Code": "C", "Message": "m", "RequestId": "r"}"#,
        r#"{"Code": "C", "Message": "m", "RequestId": "r", "asapiErrorCode": "G", "asapiErrorMessage": "g"}"#,
    ] {
        let error = ServiceError::parse(400, body.as_bytes());
        assert_eq!(error.extra["asapiErrorCode"], "G");
        assert_eq!(ServiceError { extra: Default::default(), ..error }, full("C"));
    }
    assert_eq!(ServiceError::parse(400, br#"{"code": "200", "errorCode": "C"}"#).code.as_deref(), Some("C"));
    assert_eq!(ServiceError::parse(400, br#"{"code": 200}"#).code.as_deref(), Some("200"));
    let page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502  Bad</h1></body></html>";
    assert_eq!(ServiceError::parse(502, page.as_bytes()).message.as_deref(), Some("502 Bad Gateway 502 Bad"));
    assert_eq!(ServiceError::parse(500, "x".repeat(999).as_bytes()).message.map(|text| text.chars().count()), Some(201));
    let mut error = ServiceError { host_id: Some("h".into()), recommend: Some("u".into()), ..full("C") };
    error.extra.insert("More".into(), json!("x"));
    for format in [Format::Json, Format::Xml] {
        assert_eq!(ServiceError::parse(400, &error.encode(format).1), error);
    }
    assert_eq!(full("C").to_string(), "status 400, C: m (request id r)");
}

#[test]
fn refusals_whose_status_says_success() {
    let code = |operation, body: &str| ServiceError::disguised(operation, 200, body.as_bytes()).map(|error| error.code);
    let forbidden = Some(Some("Forbidden".to_owned()));
    for body in [
        r#"{"Code": "Forbidden", "Message": "no", "RequestId": "r"}"#,
        r#"{"Code": "Forbidden", "Message": "no", "asapiSuccess": false}"#,
        r#"{"errorCode": "Forbidden", "errorMessage": "no"}"#,
        r#"{"code": "Forbidden", "asapiErrorMessage": "no"}"#,
        r#"{"success": false, "code": "Forbidden"}"#,
        r#"{"success": false, "code": "200", "errorCode": "Forbidden"}"#,
        r#"{"error": {"code": "Forbidden", "message": "no"}, "RequestId": "r"}"#,
        "<Error><Code>Forbidden</Code><Message>no</Message></Error>",
        "<?xml version='1.0'?><ErrorResponse><Error><Code>Forbidden</Code></Error><RequestId>r</RequestId></ErrorResponse>",
        "<UpdateThingResponse><Code>Forbidden</Code><Message>no</Message></UpdateThingResponse>",
        "<X><asapiSuccess>false</asapiSuccess><Code>Forbidden</Code></X>",
    ] {
        for operation in [&UPDATE, &PUT_DISKS, &ASSUME] {
            assert_eq!(code(Some(operation), body), forbidden, "{body}");
        }
    }
    for body in [r#"{"Code": "Forbidden", "asapiSuccess": "false"}"#, r#"{"success": "false", "errCode": "Forbidden"}"#] {
        assert_eq!(code(None, body), forbidden, "what nobody knows says it itself: {body}");
    }
    assert_eq!(code(Some(&UPDATE), r#"{"code": 403, "msg": "no"}"#), Some(Some("403".to_owned())));
    assert_eq!(code(Some(&UPDATE), r#"{"Success": false}"#), Some(None), "no output of it says whether it succeeded");
    assert_eq!(code(None, r#"{"success": false, "message": "2 of 3 checks passed"}"#), None, "it may be what is asked for");
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"Code": "Forbidden"}"#,
        r#"{"name": "a", "Code": "Forbidden", "Message": "no"}"#,
        r#"{"Code": "200", "Message": "OK"}"#,
        r#"{"code": 200, "msg": "no clusters", "success": true}"#,
        r#"{"code": "Succeeded", "msg": "done"}"#,
        r#"{"error": null}"#,
        r#"{"Code": "Odd", "Message": "fine", "success": true}"#,
        r#"{"Code": "Odd", "Message": "fine", "asapiSuccess": true}"#,
        r#"{"new": 1, "RequestId": "r"}"#,
        "<any><new>1</new></any>",
        "<UpdateThingResponse/>",
        "<UpdateThingResponse><name>a</name><Code>c</Code><Message>m</Message></UpdateThingResponse>",
    ] {
        assert_eq!(code(Some(&UPDATE), body), None, "{body}");
    }
    assert_eq!(code(Some(&PUT_DISKS), r#"{"data": [], "Code": "Odd", "Message": "m"}"#), None);
    assert_eq!(code(None, r#"{"Code": "Odd", "Message": "m"}"#), None);
}

#[test]
fn web_pages() {
    for page in ["\u{feff} <HTML>", "<!DOCTYPE html>\n<p>", "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>", "<!-- a -->\n<html>"] {
        assert!(is_web_page(page.as_bytes()), "{page}");
    }
    for text in ["", "<", "<htm", "#!/bin/sh\necho '<html>'", "<Error/>", "{}"] {
        assert!(!is_web_page(text.as_bytes()), "{text}");
    }
}
