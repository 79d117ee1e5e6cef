//! Whole examples out of the examples of single fields, for the emitters that show or answer with them.
//!
//! A value is assembled for one section of the document, as sections print different ones:
//!
//! - A field has the example that [`Field::example_for`] finds; without one, what its type makes.
//! - A struct makes an object of its fields. A field is left out where it has no example and its type makes none,
//!   and where its evidence names sections and not this one.
//! - A list makes one item. JSON inside a text makes that text.
//! - A map makes one entry. Its key is the example of the item's first text whose name ends in `name`; without one,
//!   the key that the document prints; without that, `key`.
//! - Of fields that exclude one another, the first stays; of a request, nothing that would have no effect.
//!
//! Nothing is invented: `None` says that the document shows no value at all.

use serde_json::{Map, Value};

use crate::model::{Body, Content, Count, Field, Kind, Limit, Location, Operation, Service, Shape, Struct, TypeId};

/// A value for every parameter and body field of an operation, by wire name.
pub fn input(service: &Service, operation: &Operation) -> Map<String, Value> {
    Assembly::of_request(service, operation).fields(&operation.input, |_| true)
}

/// What code samples send: what is required, and of the rest what the operation's `sample` names, or all of it.
pub fn short(service: &Service, operation: &Operation) -> Map<String, Value> {
    let mut values = input(service, operation);
    if !operation.sample.is_empty() {
        let paths: Vec<_> = operation.sample.iter().map(|(path, _)| path.as_str()).collect();
        keep(service, &operation.input.fields, &mut values, &paths);
    }
    values
}

/// Keeps required fields and those that paths lead to or through.
fn keep(service: &Service, fields: &[Field], values: &mut Map<String, Value>, paths: &[&str]) {
    for field in fields {
        let inside: Vec<_> = paths.iter().filter_map(|path| path.strip_prefix(&field.wire)?.strip_prefix('.')).collect();
        if !field.required && inside.is_empty() && !paths.contains(&field.wire.as_str()) {
            values.shift_remove(&field.wire);
        } else if !inside.is_empty()
            && let Some(Shape::Struct(shape)) = field.kind.named().map(|id| &service.get(id).shape)
        {
            match values.get_mut(&field.wire) {
                Some(Value::Object(values)) => keep(service, &shape.fields, values, &inside),
                Some(Value::Array(items)) => {
                    items.iter_mut().filter_map(Value::as_object_mut).for_each(|values| keep(service, &shape.fields, values, &inside));
                }
                _ => {}
            }
        }
    }
}

/// The body of a request to an operation: an object, or the value itself where the body is one.
pub fn request_body(service: &Service, operation: &Operation) -> Option<Value> {
    let mut fields = Assembly::of_request(service, operation).fields(&operation.input, |field| field.location == Location::Body);
    match &operation.body {
        Body::None => None,
        Body::Fields { .. } => object(fields),
        Body::Value(name) => fields.shift_remove(name),
    }
}

/// The body of a successful answer of an operation.
pub fn response(service: &Service, operation: &Operation) -> Option<Value> {
    let mut assembly = Assembly::new(service, &operation.section);
    let response = &operation.response;
    match &response.content {
        Content::Empty => None,
        Content::Fields(shape) => object(assembly.fields(shape, |_| true)),
        Content::Value(kind) => response.example.clone().or_else(|| assembly.kind(kind, response.placeholder.as_deref())),
    }
}

/// A value of a field in a section: its own example, or what its type makes.
pub fn of_field(service: &Service, field: &Field, section: &str) -> Option<Value> {
    Assembly::new(service, section).field(field)
}

/// What a kind makes in a section.
pub fn of_kind(service: &Service, kind: &Kind, section: &str) -> Option<Value> {
    Assembly::new(service, section).kind(kind, None)
}

/// A value in the making.
struct Assembly<'a> {
    service: &'a Service,
    section: &'a str,
    is_request: bool,
    /// The structs that are being assembled: one inside of itself is left out.
    open: Vec<TypeId>,
}

impl<'a> Assembly<'a> {
    fn new(service: &'a Service, section: &'a str) -> Self {
        Self { service, section, is_request: false, open: Vec::new() }
    }

    fn of_request(service: &'a Service, operation: &'a Operation) -> Self {
        Self { is_request: true, ..Self::new(service, &operation.section) }
    }

    fn fields(&mut self, shape: &Struct, wanted: impl Fn(&Field) -> bool) -> Map<String, Value> {
        let mut values = Map::new();
        for field in shape.fields.iter().filter(|field| wanted(field) && is_in(field, self.section)) {
            if let Some(value) = self.field(field) {
                values.insert(field.wire.clone(), value);
            }
        }
        for rule in shape.rules.iter().filter(|rule| matches!(rule.count, Count::AtMostOne | Count::ExactlyOne)) {
            let present: Vec<_> = rule.fields.iter().filter(|name| values.contains_key(*name)).collect();
            for name in present.into_iter().skip(1) {
                values.shift_remove(name);
            }
        }
        if self.is_request {
            let idle: Vec<_> = shape.fields.iter().filter(|field| is_idle(field, &values)).map(|field| &field.wire).collect();
            idle.into_iter().for_each(|name| {
                values.shift_remove(name);
            });
        }
        values
    }

    fn field(&mut self, field: &Field) -> Option<Value> {
        field.example_for(self.section).cloned().or_else(|| self.kind(&field.kind, field.placeholder.as_deref()))
    }

    fn kind(&mut self, kind: &Kind, placeholder: Option<&str>) -> Option<Value> {
        match kind {
            Kind::List(item) => Some(Value::Array(vec![self.kind(item, placeholder)?])),
            Kind::Json(inner) => Some(Value::String(self.kind(inner, placeholder)?.to_string())),
            Kind::Map(item) => {
                let value = self.kind(item, None)?;
                let key = self.key_of(item).or(placeholder).unwrap_or("key").to_owned();
                Some(Value::Object(Map::from_iter([(key, value)])))
            }
            Kind::Named(id) => self.named(*id),
            _ => None,
        }
    }

    fn named(&mut self, id: TypeId) -> Option<Value> {
        let Shape::Struct(shape) = &self.service.get(id).shape else { return None };
        if self.open.contains(&id) {
            return None;
        }
        self.open.push(id);
        let values = self.fields(shape, |_| true);
        self.open.pop();
        object(values)
    }

    /// What an item of a map calls itself.
    fn key_of(&self, item: &Kind) -> Option<&'a str> {
        let Kind::Named(id) = item else { return None };
        let Shape::Struct(shape) = &self.service.get(*id).shape else { return None };
        let mut names = shape.fields.iter().filter(|field| field.kind == Kind::String && field.wire.to_ascii_lowercase().ends_with("name"));
        names.find_map(|field| field.example_for(self.section)?.as_str())
    }
}

/// Whether a section knows a field.
fn is_in(field: &Field, section: &str) -> bool {
    let mut sections = field.evidence.iter().flat_map(|evidence| &evidence.sections).peekable();
    sections.peek().is_none() || sections.any(|known| known == section)
}

/// An object, unless there is nothing in it.
fn object(values: Map<String, Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Object(values))
}

/// Whether a field would have no effect beside these values.
fn is_idle(field: &Field, values: &Map<String, Value>) -> bool {
    field.limits.iter().any(|limit| match limit {
        Limit::OnlyWhen(condition) => values.get(&condition.field).is_some_and(|value| !condition.values.contains(&plain(value))),
        _ => false,
    })
}

/// A value as a text, without quotes of its own.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::emit::sample::{body, field, model, operation, structure};

    fn response_of(types: &str, keys: &str) -> Option<Value> {
        let model = model("roa", types, &operation("Feed", "POST /animals", &format!("response: {{ {keys} }}")));
        response(&model.services[0], &model.services[0].operations[0])
    }

    fn named(name: &str) -> String {
        field("name", &format!("type: string, example: {name}"))
    }

    #[test]
    fn a_struct_is_made_of_the_examples_of_its_section() {
        let animal = structure(
            "Animal",
            &[
                field("name", r#"type: string, examples: { "1": Ada, "2": Bob }"#),
                field("legs", "type: integer, example: 4"),
                field("mood", "type: string"),
                field("parts", "type: list<Part>"),
                "cage: { type: string, example: c-1, doc: { en: It., zh: 它。 }, evidence: table 1 }".to_owned(),
            ],
        );
        let part = structure("Part", &[field("kind", "type: string, example: tail"), field("note", "type: json<Note>")]);
        let note = structure("Note", &[field("text", "type: string, example: long")]);
        let example = response_of(&[animal, part, note].concat(), "type: Animal");
        assert_eq!(example, Some(json!({ "name": "Bob", "legs": 4, "parts": [{ "kind": "tail", "note": "{\"text\":\"long\"}" }] })));
    }

    #[test]
    fn a_map_is_keyed_by_the_name_of_its_item() {
        let legs = field("legs", "type: integer, example: 4");
        let animal = structure("Animal", &[legs.clone(), field("pet_name", "type: string, example: Ada")]);
        assert_eq!(response_of(&animal, "type: map<Animal>, placeholder: id"), Some(json!({ "Ada": { "legs": 4, "pet_name": "Ada" } })));
        let nameless = structure("Animal", &[legs]);
        assert_eq!(response_of(&nameless, "type: map<Animal>, placeholder: id"), Some(json!({ "id": { "legs": 4 } })));
        assert_eq!(response_of(&nameless, "type: map<Animal>"), Some(json!({ "key": { "legs": 4 } })));
    }

    #[test]
    fn a_struct_inside_of_itself_ends() {
        let animal = structure("Animal", &[named("Ada"), field("young", "type: list<Animal>")]);
        assert_eq!(response_of(&animal, "type: list<Animal>"), Some(json!([{ "name": "Ada" }])));
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        let animal = structure("Animal", &[field("name", "type: string")]);
        assert_eq!(response_of(&animal, "type: list<Animal>"), None);
        assert_eq!(response_of(&animal, "type: list<Animal>, example: []"), Some(json!([])));
    }

    #[test]
    fn a_request_keeps_the_rules() {
        let rule = "{ at_most_one: [password, key], evidence: prose, doc: { en: One., zh: 一个。 } }";
        let body = body(&[field("password", "type: secret, example: Hello1"), field("key", "type: string, example: k-1")], rule);
        let path = format!("path:\n  {}", field("Id", "type: string, required: true, example: a-1"));
        let model = model("roa", "[]", &operation("Feed", "POST /animals/{Id}", &format!("{path}\n{body}")));
        let (service, operation) = (&model.services[0], &model.services[0].operations[0]);
        assert_eq!(request_body(service, operation), Some(json!({ "password": "Hello1" })));
        assert_eq!(Value::Object(input(service, operation)), json!({ "Id": "a-1", "password": "Hello1" }));
    }

    #[test]
    fn a_body_that_is_one_value_is_that_value() {
        let body = "body: { name: animals, type: list<Animal>, evidence: table, doc: { en: It., zh: 它。 } }";
        let model = model("roa", &structure("Animal", &[named("Ada")]), &operation("Feed", "POST /animals", body));
        assert_eq!(request_body(&model.services[0], &model.services[0].operations[0]), Some(json!([{ "name": "Ada" }])));
    }
}
