//! The OpenAPI 3.1 document of each service. What OpenAPI has no word for is in extensions, so that nothing the
//! spec knows is lost.

mod constraint;
mod object;
mod operation;
mod parameter;
mod request;
mod response;
mod schema;
mod service;

use object::Object;
use serde_json::Value;

use crate::model::{Model, Service};
use crate::output::File;

/// `openapi.json` for the main service, `openapi-<service>.json` for each other.
pub fn generate(model: &Model) -> Vec<File> {
    let files = model.services.iter().enumerate().map(|(index, service)| {
        let path = if index == 0 { "openapi.json".to_owned() } else { format!("openapi-{}.json", service.name) };
        File::new(path, format!("{:#}\n", Value::from(document(service))))
    });
    files.collect()
}

fn document(service: &Service) -> Object {
    let components = Object::new()
        .with("schemas", schema::components(service).and(request::schemas(service)).and(response::schemas(service)))
        .with("responses", response::components(service))
        .with_object("parameters", parameter::components(service))
        .with_object("securitySchemes", service::security_schemes(service));
    Object::new()
        .with("openapi", "3.1.0")
        .with("info", service::info(service))
        .with_list("servers", service::servers(service))
        .with_list("security", service::security(service))
        .with_list("tags", service::tags(service))
        .with("paths", operation::paths(service))
        .with("components", components)
        .with_list("x-gateways", service::gateways(service))
        .with_object("x-headers", parameter::described_elsewhere(service))
        .with_object("x-list-item-fields", service::list_item_fields(service))
        .with_list("x-errata", service::errata(service))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::emit::sample::{body, field, model, operation, structure};

    fn document_of(style: &str, types: &str, operations: &[String]) -> Value {
        document(&model(style, types, &operations.concat()).services[0]).into()
    }

    #[test]
    fn each_method_is_an_operation_of_its_own() {
        let document = document_of("roa", "[]", &[operation("Feed", "[POST /animals, PUT /animals]", "")]);
        let path = &document["paths"]["/animals"];
        assert_eq!(path["post"]["operationId"], "Feed");
        assert_eq!(path["put"]["operationId"], "FeedPut");
        assert_eq!(path["put"]["x-alternative-to"], "Feed");
    }

    #[test]
    fn operations_that_share_path_and_method_have_fragments() {
        let paths = |operations: &[String]| document_of("rpc", "[]", operations)["paths"].as_object().cloned().unwrap_or_default();
        let alone = paths(&[operation("Feed", "POST /", ""), operation("Look", "GET /", "")]);
        assert_eq!(alone.keys().collect::<Vec<_>>(), ["/"]);
        let sharing = paths(&[operation("Feed", "POST /", ""), operation("Wash", "POST /", "")]);
        assert_eq!(sharing.keys().collect::<Vec<_>>(), ["/#Action=Feed", "/#Action=Wash"]);
    }

    #[test]
    fn only_requests_require() {
        let animal = structure("Animal", &[field("name", "type: string, required: true"), field("pin", "type: secret")]);
        let sent = "body: { name: animal, type: Animal, evidence: table, doc: { en: It., zh: 它。 } }";
        let request = document_of("roa", &animal, &[operation("Feed", "POST /animals", sent)]);
        assert_eq!(request["components"]["schemas"]["Animal"]["required"], json!(["name"]));
        assert_eq!(request["components"]["schemas"]["Animal"]["properties"]["pin"]["writeOnly"], true);
        let both = document_of("roa", &animal, &[operation("Feed", "POST /animals", &format!("{sent}\nresponse: {{ type: Animal }}"))]);
        assert_eq!(both["components"]["schemas"]["Animal"]["required"], Value::Null);
        assert_eq!(both["components"]["schemas"]["Animal"]["x-required-in-requests"], json!(["name"]));
        assert_eq!(both["components"]["schemas"]["Animal"]["properties"]["pin"]["writeOnly"], Value::Null);
    }

    #[test]
    fn limits_and_rules_are_said_as_far_as_a_schema_can() {
        let rule = "{ all_or_none: [name, pin], evidence: prose, doc: { en: Both., zh: 一并。 } }";
        let fields = [
            field("tame", "type: boolean"),
            field("name", r#"type: string, not_prefix: ["-", a.b], not_contain: ["*"]"#),
            field(
                "pin",
                "type: secret, character_classes: { at_least: 1, of: [upper, digit] }, required_when: { field: tame, equals: false }",
            ),
            field("legs", "type: list<integer>, min: 2, max_items: 3"),
        ];
        let document = document_of("roa", "[]", &[operation("Feed", "POST /animals", &body(&fields, rule))]);
        let schema = &document["components"]["schemas"]["FeedInput"];
        let properties = &schema["properties"];
        assert_eq!(properties["name"]["not"], json!({ "anyOf": [{ "pattern": r"^(?:-|a\.b)" }, { "pattern": r"(?:\*)" }] }));
        assert_eq!(properties["pin"]["anyOf"], json!([{ "allOf": [{ "pattern": "[A-Z]" }] }, { "allOf": [{ "pattern": "[0-9]" }] }]));
        assert_eq!(properties["legs"]["items"], json!({ "type": "integer", "format": "int32", "minimum": 2 }));
        assert_eq!(properties["legs"]["maxItems"], 3);
        let condition =
            json!({ "if": { "properties": { "tame": { "enum": [false] } }, "required": ["tame"] }, "then": { "required": ["pin"] } });
        assert_eq!(schema["allOf"][0], condition);
        assert_eq!(schema["allOf"][1]["dependentRequired"], json!({ "name": ["pin"], "pin": ["name"] }));
    }

    #[test]
    fn a_list_goes_into_a_query_as_json_or_with_commas() {
        let query = format!(
            "query:\n  {}\n  {}",
            field("ids", "type: list<string>, example: [a]"),
            field("names", "type: list<string>, style: comma")
        );
        let document = document_of("roa", "[]", &[operation("List", "GET /animals", &query)]);
        let parameters = &document["paths"]["/animals"]["get"]["parameters"];
        assert_eq!(parameters[0]["content"]["application/json"]["schema"]["type"], "array");
        assert_eq!(parameters[0]["content"]["application/json"]["example"], json!(["a"]));
        assert_eq!((&parameters[1]["style"], &parameters[1]["explode"]), (&json!("form"), &json!(false)));
    }
}
