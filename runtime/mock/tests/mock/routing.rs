//! Which operation is called, and what is said when there is none.

use crate::support::{form, get, open, post, request, send, with};

#[test]
fn a_path_is_an_operation() {
    let mock = open();
    for (method, target, status) in [
        ("GET", "/animals", 200),
        ("GET", "/animals/", 200),
        ("GET", "/animals?page_size=3", 200),
        ("GET", "/animals/a-1", 200),
        ("GET", "/roa/animals/a-1", 200),
        ("GET", "/animals/a%2F1", 200),
        ("GET", "/animals/a-1/logs", 200),
        ("GET", "/animals//logs", 404),
        ("GET", "/roa", 404),
        ("GET", "/roanimals", 404),
        ("DELETE", "/animals", 404),
        ("HEAD", "/animals", 404),
        ("GET", "/animals/a/b/c", 404),
        ("GET", "*", 404),
    ] {
        assert_eq!(send(&mock, &request(method, target, "")).status, status, "{method} {target}");
    }
    assert_eq!(send(&mock, &request("PUT", "/animals", r#"{"name":"Bob"}"#)).status, 201);
}

#[test]
fn a_path_without_parameters_goes_first() {
    assert_eq!(send(&open(), &get("/animals/oldest")).field("animal_id"), "a-0");
    assert_eq!(send(&open(), &get("/animals/youngest")).field("animal_id"), "youngest");
}

#[test]
fn a_name_is_an_operation() {
    let mock = open();
    let gate = |request| send(&mock, &request);
    assert_eq!(gate(get("/?Action=OpenGate&Version=1&Who=Bob")).field("Who"), "Bob");
    assert_eq!(gate(form("/", "Action=OpenGate&Version=1&Who=Bob")).field("Who"), "Bob");
    assert_eq!(gate(with(post("/?Who=Bob", ""), "x-acs-action", "OpenGate")).field("Who"), "Bob");
    assert_eq!(gate(form("/asapi/v3", "Product=Zoo&Action=GetAnimal&Version=2020-01-01&AnimalId=a-7")).field("animal_id"), "a-7");
    assert_eq!(gate(get("/asapi/v3/?Product=zoo&Action=GetAnimal&AnimalId=a-7")).field("animal_id"), "a-7");
}

#[test]
fn a_name_of_another_version_is_refused() {
    let answer = send(&open(), &form("/", "Action=OpenGate&Version=2&Who=Bob"));
    assert_eq!(answer.error(), (400, "InvalidVersion".to_owned()));
    assert_eq!(answer.field("Recommend"), "Gate is served in version 1, not \"2\"");
    // A vendor's SDK sends another thing's version in the header.
    assert_eq!(send(&open(), &with(get("/song"), "x-acs-version", "7")).status, 200);
}

#[test]
fn what_is_close_is_named() {
    let mock = open();
    let recommend = |request| send(&mock, &request).field("Recommend");
    assert_eq!(
        recommend(get("/animal")),
        "closest: ListAnimals (GET /animals): `animal` is not `animals`; CreateAnimal (POST or PUT /animals): the method is GET, not POST or PUT, `animal` is not `animals`; GetAnimal (GET /animals/{AnimalId}): `animal` is not `animals`, the path has 1 segment, not 2 segments"
    );
    assert_eq!(
        recommend(get("/animals/a/meals")),
        "closest: FeedAnimal (POST /animals/{AnimalId}/meals): the method is GET, not POST; GetAnimal (GET /animals/{AnimalId}): the path has 3 segments, not 2 segments; ListLogs (GET /animals/{AnimalId}/logs): `meals` is not `logs`"
    );
    assert_eq!(recommend(get("/?Action=openGate")), "closest: OpenGate of Gate: the case of the action openGate is another");
    let several = recommend(form("/asapi/v3", "Product=Gate&Action=GetAnimals"));
    assert!(
        several.starts_with("closest: GetAnimal of Zoo: the action is GetAnimals, the product is Gate, not Zoo; ListAnimals of Zoo"),
        "{several}"
    );
    assert!(recommend(form("/asapi/v3", "AnimalId=a")).contains("there is no parameter Action"));
    let answer = send(&mock, &get("/animal"));
    assert_eq!(answer.error(), (404, "InvalidApi.NotFound".to_owned()));
    assert!(answer.field("Message").ends_with("GET /animal"));
}
