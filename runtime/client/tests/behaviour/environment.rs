//! Setting a client up by the environment.

use ackgen_client::{Credentials, Environment, ErrorKind, Reply};

use crate::library::{Library, book, library_with, refusal, seconds};

#[tokio::test]
async fn everything_can_come_from_the_environment() {
    let environment = Environment::from_iter([
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "env-token"),
        ("ALIBABA_CLOUD_ENDPOINT", "other.example"),
        ("ALIBABA_CLOUD_LIB_ENDPOINT", "lib.{region}.{domain}"),
        ("ALIBABACLOUDSTACK_POPGW_DOMAIN", "cloud.example"),
        ("ALIBABACLOUDSTACK_PROTOCOL", "HTTP"),
        ("ALIBABA_CLOUD_REGION_ID", "cn-north"),
        ("ALIBABACLOUDSTACK_REGION", "not this"),
        ("ALIBABA_CLOUD_GATEWAY", "ASAPI_ROA"),
        ("ALIBABACLOUDSTACK_DEPARTMENT", "3"),
        ("ALIBABACLOUDSTACK_RESOURCE_GROUP", "58"),
        ("ALIBABA_CLOUD_INSTANCE_ID", "i-1"),
        ("ALIBABA_CLOUD_ROLE_ID", "7"),
        ("ALIBABA_CLOUD_PRODUCT_ACCESS_KEY", "console"),
        ("ALIBABA_CLOUD_USER_AGENT", "reader/1"),
        ("ALIBABACLOUDSTACK_PROXY", "http://proxy.example:3128"),
        ("ALIBABACLOUDSTACK_INSECURE", "true"),
        ("ALIBABA_CLOUD_HTTP2", "false"),
        ("ALIBABA_CLOUD_CONNECT_TIMEOUT", "2.5"),
    ]);
    let scene = library_with([book("b1")], |builder| {
        let credentials = Credentials::from_environment(&environment).unwrap();
        builder.environment(&environment).unwrap().credentials(credentials)
    });
    scene.client.get_book("b1").send().await.unwrap();
    assert_eq!(scene.request().uri(), "http://lib.cn-north.cloud.example/roa/books/b1");
    for (name, value) in [
        ("x-acs-security-token", "env-token"),
        ("x-acs-accesskey-id", "env-id"),
        ("x-acs-region-id", "cn-north"),
        ("x-acs-organizationid", "3"),
        ("x-acs-resourcegroupid", "58"),
        ("x-acs-instanceid", "i-1"),
        ("x-acs-roleid", "7"),
        ("x-ascm-product-ak", "console"),
    ] {
        assert_eq!(scene.header(name).as_deref(), Some(value), "{name}");
    }
    assert!(scene.header("user-agent").unwrap().starts_with("reader/1 "));
}

#[tokio::test]
async fn the_first_variable_that_is_set_counts() {
    for (variables, uri, region) in [
        (&[("ALIBABA_CLOUD_LIB_ENDPOINT", "lib.example"), ("ALIBABA_CLOUD_ENDPOINT", "any.example")][..], "https://lib.example/", None),
        (&[("ALIBABA_CLOUD_LIB_ENDPOINT", ""), ("ALIBABA_CLOUD_ENDPOINT", "any.example")], "https://any.example/", None),
        (&[("ALIBABACLOUDSTACK_REGION", "cn-stack")], "https://library.example/", Some("cn-stack")),
        (&[("ALIBABA_CLOUD_REGION_ID", "cn-sdk"), ("ALIBABACLOUDSTACK_REGION", "cn-stack")], "https://library.example/", Some("cn-sdk")),
    ] {
        let environment = Environment::from_iter(variables.iter().copied());
        let scene = library_with([book("b1")], |builder| builder.environment(&environment).unwrap());
        scene.client.get_book("b1").send().await.unwrap();
        assert_eq!(scene.request().uri(), format!("{uri}books/b1").as_str());
        assert_eq!(scene.header("x-acs-regionid").as_deref(), region);
    }
}

#[tokio::test]
async fn how_calls_are_made_can_come_from_the_environment() {
    let environment = |name: &str, value: &str| Environment::from_iter([(name, value)]);
    let call = async |name: &str, value: &str, replies: Vec<Reply>| {
        let scene = library_with(replies, |builder| builder.environment(&environment(name, value)).unwrap());
        let outcome = scene.client.get_book("b1").send_raw().await;
        (scene, outcome)
    };
    for (name, value, after) in [("ALIBABA_CLOUD_READ_TIMEOUT", "7", 7), ("ALIBABA_CLOUD_OPERATION_TIMEOUT", "9", 9)] {
        let (scene, outcome) = call(name, value, vec![Reply::silence(), book("b1")]).await;
        assert!(scene.time.elapsed() >= seconds(after) && scene.time.elapsed() < seconds(after + 1), "{name}");
        assert_eq!(outcome.is_err(), name.contains("OPERATION"), "{name}");
    }
    let (scene, outcome) = call("ALIBABA_CLOUD_MAX_ATTEMPTS", "2", (0..9).map(|_| refusal(503, "Busy")).collect()).await;
    assert_eq!((scene.count(), outcome.unwrap_err().attempts()), (2, 2));
    let (scene, _) = call("ALIBABA_CLOUD_RESPONSE_FORMAT", "xml", vec![book("b1")]).await;
    assert_eq!(scene.header("accept").as_deref(), Some("application/xml"));
    let (_, outcome) = call("ALIBABA_CLOUD_RESPONSE_LIMIT", "3", vec![book("b1")]).await;
    assert!(outcome.unwrap_err().to_string().contains("longer than 3 bytes"));
    let unchecked = environment("ALIBABA_CLOUD_VALIDATION", "false");
    let scene = library_with([book("b1")], |builder| builder.environment(&unchecked).unwrap());
    scene.client.add_book("a title that is too long").send().await.unwrap();
    let (scene, _) = call("ALIBABA_CLOUD_SIGNING", "acs3", vec![book("b1")]).await;
    assert!(scene.header("authorization").unwrap().starts_with("ACS3-HMAC-SHA256 "));
}

#[test]
fn names_of_private_clouds_count_where_the_others_are_not_set() {
    let environment = Environment::from_iter([
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", ""),
        ("ALIBABACLOUDSTACK_ACCESS_KEY", "stack-id"),
        ("ALIBABACLOUDSTACK_SECRET_KEY", "stack-secret"),
        ("ALIBABACLOUDSTACK_SECURITY_TOKEN", "stack-token"),
    ]);
    let credentials = Credentials::from_environment(&environment).unwrap();
    assert_eq!((credentials.access_key_id(), credentials.security_token().unwrap().expose()), ("stack-id", "stack-token"));
}

#[test]
fn what_is_wrong_in_the_environment_is_named() {
    let build = |name: &str, value: &str| {
        let environment = Environment::from_iter([(name, value)]);
        Library::builder().endpoint("a.example").environment(&environment).and_then(|builder| builder.build()).unwrap_err()
    };
    let error = build("ALIBABA_CLOUD_GATEWAY", "east");
    assert_eq!(error.to_string(), r#"ALIBABA_CLOUD_GATEWAY is "east"; it can be pop, asapi_roa or asapi"#);
    let error = build("ALIBABACLOUDSTACK_PROTOCOL", "ftp");
    assert_eq!(error.to_string(), r#"ALIBABACLOUDSTACK_PROTOCOL is "ftp"; it can be http or https"#);
    let error = build("ALIBABACLOUDSTACK_INSECURE", "maybe");
    assert_eq!(error.to_string(), r#"ALIBABACLOUDSTACK_INSECURE is "maybe"; it can be true, false, 1, 0, yes, no, on or off"#);
    let error = build("ALIBABA_CLOUD_READ_TIMEOUT", "0");
    assert_eq!(error.to_string(), r#"ALIBABA_CLOUD_READ_TIMEOUT is "0"; it can be a number of seconds, more than none"#);
    let error = build("ALIBABA_CLOUD_MAX_ATTEMPTS", "many");
    assert_eq!(error.to_string(), r#"ALIBABA_CLOUD_MAX_ATTEMPTS is "many"; it can be a number, with the first attempt"#);
    let error = build("ALIBABA_CLOUD_CA_BUNDLE", "/nowhere/ca.pem");
    assert!(error.to_string().starts_with("the CA file /nowhere/ca.pem cannot be read"), "{error}");
    let error = build("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "maybe");
    assert!(error.to_string().starts_with(r#"ALIBABA_CLOUD_CLI_PROFILE_DISABLED is "maybe"; it can be true, false"#), "{error}");
    let half = Environment::from_iter([("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hush")]);
    let error = Credentials::from_environment(&half).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().ends_with("no ALIBABA_CLOUD_ACCESS_KEY_ID") && !error.to_string().contains("hush"), "{error}");
}

#[test]
fn yes_and_no_can_be_said_in_several_ways() {
    for value in ["true", "1", "Yes", "ON", "FALSE", "0", "no", "off"] {
        for variable in ["ALIBABACLOUDSTACK_INSECURE", "ALIBABA_CLOUD_VALIDATION", "ALIBABA_CLOUD_HTTP2"] {
            assert!(Library::builder().environment(&Environment::from_iter([(variable, value)])).is_ok(), "{variable}={value}");
        }
    }
}

#[tokio::test]
async fn what_is_said_in_other_words_counts() {
    for (value, sent) in [("no", 1), ("0", 1), ("yes", 0), ("on", 0)] {
        let environment = Environment::from_iter([("ALIBABA_CLOUD_VALIDATION", value)]);
        let scene = library_with([book("b1")], |builder| builder.environment(&environment).unwrap());
        let _ = scene.client.add_book("a title that is too long").send().await;
        assert_eq!(scene.count(), sent, "{value}");
    }
}

#[test]
fn an_access_key_is_not_mixed_with_what_belongs_to_another() {
    let of = |pairs: &[(&str, &str)]| Credentials::from_environment(&Environment::from_iter(pairs.iter().copied()));
    let stack = [("ALIBABACLOUDSTACK_ACCESS_KEY", "stack-id"), ("ALIBABACLOUDSTACK_SECRET_KEY", "stack-secret")];
    let credentials = of(&[stack[0], stack[1], ("ALIBABA_CLOUD_SECURITY_TOKEN", "a token of yesterday")]).unwrap();
    assert_eq!((credentials.access_key_id(), credentials.security_token()), ("stack-id", None));
    let error = of(&[("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"), stack[1]]).unwrap_err();
    assert_eq!(error.to_string(), "the environment has ALIBABA_CLOUD_ACCESS_KEY_ID, but no ALIBABA_CLOUD_ACCESS_KEY_SECRET");
}
