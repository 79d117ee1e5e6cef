//! The structs of the spec language. `spec/README.md` explains them by example.

use serde_json::json;

use super::read::{FromNode, Keys, Named, mismatch, written};
use super::schema::{self, Definitions, pattern, words};
use super::{Node, Span, Value, Written};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean, list_of};

pub use super::read::Named as NamedItems;

written! {
    /// `product.yaml`: what is generated.
    Product, "the product" {
        /// Short name; the packages are called after it.
        name: required Written<String>,
        /// Version of the generated packages.
        version: required Written<String>,
        /// What it is.
        title: required Text,
        /// The services; the first is the main one.
        services: many Written<String>,
    }
}

written! {
    /// A text in both languages.
    Text, "a text in both languages" {
        /// English.
        en: required Written<String>,
        /// Chinese.
        zh: required Written<String>,
    }
}

written! {
    /// `service.yaml`: what the operations of a service have in common.
    Service, "a service" {
        /// Short name: folder and module.
        name: required Written<String>,
        /// What it is called.
        title: required Text,
        /// What it is for.
        doc: required Text,
        /// What gateways call the product.
        product: required Written<String>,
        /// Version of the API.
        version: required Written<String>,
        /// `roa` or `rpc`.
        style: required Written<String> => words(&STYLES),
        /// The document that the spec was curated from.
        source: required Document,
        /// Which formats answers come in.
        formats: optional Formats,
        /// The groups of operations, in the order of the reference.
        groups: required Named<Group>,
        /// Where the service is reached.
        endpoints: many Endpoint,
        /// The ways to reach it.
        gateways: many Gateway,
        /// Headers that every request carries.
        headers: optional Named<Field>,
        /// Parameters that every request carries.
        parameters: optional Named<Field>,
        /// Fields that every answer carries.
        common_response: optional Named<Field>,
        /// Fields that the items of lists carry.
        list_item_fields: optional Named<Field>,
        /// How requests are signed.
        signing: many Signing,
        /// What a caller must be allowed to do.
        permissions: optional Permissions,
        /// The documented errors.
        errors: many ServiceError,
        /// Published SDKs of other languages that can call it.
        sdks: many Sdk,
        /// That what this file says was drafted and is still to be reviewed.
        unreviewed: optional Unreviewed,
    }
}

written! {
    /// A published SDK that can call the service; the reference shows how.
    Sdk, "an SDK" {
        /// Short name, of anchors: `python`.
        name: required Written<String>,
        /// What readers know it by.
        title: required Written<String>,
        /// Which of the vendor's SDKs it is, and so how calls are written.
        kind: required Written<String> => words(&SDKS),
        /// Its package.
        package: required Written<String>,
        /// The version of the package that the samples were run with, if they were.
        version: optional Written<String>,
        /// The module of the package that calls are written with.
        module: optional Written<String>,
        /// Operations that it has no method or class for, or none that works.
        without: many Written<String>,
        /// Operations whose method takes what is in the path, and nothing else.
        path_only: many Written<String>,
        /// Where it is said.
        evidence: required Vec<Written<String>> => evidence(),
    }
}

written! {
    /// The document that a spec was curated from.
    Document, "the source document" {
        /// Its title.
        title: required Text,
        /// Version of the product that it describes.
        product_version: required Written<String>,
        /// Its own number.
        document: required Written<String>,
    }
}

written! {
    /// Which formats answers come in.
    Formats, "the formats" {
        /// What a caller needs to know.
        doc: required Text,
        /// Media types that can be asked for.
        supported: many Written<String>,
        /// What the document says is sent when none is asked for.
        documented_default: optional Written<String>,
        /// Where that is said.
        evidence: required Vec<Written<String>> => evidence(),
    }
}

written! {
    /// A group of operations.
    Group, "a group" {
        /// English title.
        en: required Written<String>,
        /// Chinese title.
        zh: required Written<String>,
        /// What the operations are about.
        doc: required Text,
    }
}

written! {
    /// Where a service is reached.
    Endpoint, "an endpoint" {
        /// Short name.
        name: required Written<String>,
        /// Host with variables in braces.
        host: required Written<String>,
        /// Protocols, the preferred one first.
        protocols: many Written<String> => words(&["https", "http"]),
        /// Whether clients use it unless told otherwise.
        default: optional Written<bool>,
        /// When to use it.
        doc: required Text,
        /// Where it is said.
        evidence: required Vec<Written<String>> => evidence(),
    }
}

written! {
    /// A way to reach a service.
    Gateway, "a gateway" {
        /// Short name.
        name: required Written<String>,
        /// What is put before every path.
        path_prefix: optional Written<String>,
        /// The one path that every request goes to, where operations are told apart by a parameter.
        path: optional Written<String>,
        /// `rpc`, where operations are told apart by a parameter whatever the service's own style.
        style: optional Written<String> => words(&STYLES),
        /// Hosts of its own; the service's where there are none.
        endpoints: many Endpoint,
        /// When to use it.
        doc: required Text,
        /// The headers that it asks for, by name.
        headers: many Written<String>,
        /// Where it is said.
        evidence: required Vec<Written<String>> => evidence(),
    }
}

written! {
    /// A way to sign requests.
    Signing, "a signing scheme" {
        /// Its name.
        scheme: required Written<String> => words(&SCHEMES),
        /// Whether clients use it unless told otherwise.
        default: optional Written<bool>,
        /// How far the clocks may be apart.
        clock_skew: optional Written<String>,
        /// How it works and what a refusal looks like.
        doc: required Text,
        /// Where it is said.
        evidence: required Vec<Written<String>> => evidence(),
        /// A request that is signed, to compare with.
        example: optional SigningExample,
    }
}

written! {
    /// A request that is signed.
    SigningExample, "an example of a signature" {
        /// The AccessKey ID.
        access_key_id: required Written<String>,
        /// The AccessKey secret, which is nobody's.
        access_key_secret: required Written<String>,
        /// The request as it is sent, with its signature. Of a form, a line that begins with `&` goes on with the one before.
        request: required Written<String>,
        /// What is signed.
        string_to_sign: required Written<String>,
        /// The signature.
        signature: required Written<String>,
    }
}

written! {
    /// What a caller must be allowed to do.
    Permissions, "the permissions" {
        /// What a caller needs to know.
        doc: required Text,
        /// Where that is said.
        evidence: required Vec<Written<String>> => evidence(),
    }
}

/// That something was drafted and nobody has held it against the document: `true`, or what is to be looked at.
#[derive(Clone, Debug)]
pub struct Unreviewed {
    /// Where it was written.
    pub span: Span,
    /// What is to be looked at.
    pub why: Option<String>,
}

impl FromNode for Unreviewed {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let span = node.key_span.unwrap_or(node.span);
        match &node.value {
            Value::Scalar(scalar) if scalar.text == "true" => Some(Self { span, why: None }),
            Value::Scalar(scalar) if scalar.text != "false" && !scalar.text.is_empty() => {
                Some(Self { span, why: Some(scalar.text.clone()) })
            }
            _ => {
                mismatch(node, "`true`, or what is to be looked at; what has been reviewed lacks the key", diagnostics);
                None
            }
        }
    }

    fn stand_in(at: Span) -> Self {
        Self { span: at, why: None }
    }

    fn schema(_: &mut Definitions) -> serde_json::Value {
        json!({ "anyOf": [{ "const": true }, { "type": "string", "minLength": 1 }] })
    }
}

/// An HTTP status.
#[derive(Clone, Copy, Debug)]
pub struct Status(pub u16);

impl FromNode for Status {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let written = Written::<i64>::from_node(node, diagnostics)?;
        match u16::try_from(written.value) {
            Ok(status @ 100..=599) => Some(Self(status)),
            _ => {
                let message = format!("`{}` is not an HTTP status", written.value);
                diagnostics.push(Diagnostic::error("invalid-status", message).at(node.span, "should be between 100 and 599"));
                None
            }
        }
    }

    fn stand_in(_: Span) -> Self {
        Self(200)
    }

    fn schema(_: &mut Definitions) -> serde_json::Value {
        json!({ "type": "integer", "minimum": 100, "maximum": 599 })
    }
}

written! {
    /// A documented error.
    ServiceError, "an error" {
        /// Its code.
        code: required Written<String>,
        /// The HTTP status.
        status: required Status,
        /// The message as the service sends it.
        message: required Written<String>,
        /// What it means and what to do.
        doc: required Text,
        /// Where it is said.
        evidence: required Vec<Written<String>> => evidence(),
    }
}

written! {
    /// A struct or an enum that operations share.
    TypeDef, "a type" {
        /// Its name.
        name: required Written<String>,
        /// The sections that describe it.
        section: required Vec<Written<String>> => section(),
        /// What it is.
        doc: required Text,
        /// The fields, which make it a struct.
        fields: optional Named<Field>,
        /// The values, which make it an enum.
        values: optional Named<EnumValue>,
        /// Where an enum's values come from.
        evidence: many Written<String> => evidence(),
        /// Conditions that bind several fields together.
        rules: many Rule,
        /// That it was drafted and is still to be reviewed.
        unreviewed: optional Unreviewed,
    }
}

written! {
    /// A value of an enum.
    EnumValue, "a value of an enum" {
        /// English meaning.
        en: required Written<String>,
        /// Chinese meaning.
        zh: required Written<String>,
        /// Where it comes from, where that differs from the enum's other values.
        evidence: many Written<String> => evidence(),
        /// The Rust name, where casing the value reads badly.
        rust: optional Written<String>,
    }
}

written! {
    /// A parameter, or a field of a body, an answer or a struct.
    Field, "a field" {
        /// The Rust name of a body that is one value.
        name: optional Written<String>,
        /// What it holds.
        r#type("type"): required Written<String> => type_pattern(),
        /// What it means.
        doc: required Text,
        /// Where it comes from.
        evidence: required Vec<Written<String>> => evidence(),
        /// Whether a request without it is refused.
        required: optional Written<bool>,
        /// Whether it reads as an empty value when the service leaves it out.
        plain: optional Written<bool>,
        /// What the service assumes when it is left out.
        default: optional Node,
        /// A value as it goes over the wire.
        example: optional Node,
        /// Values as they go over the wire, by section.
        examples: optional Named<Node>,
        /// Unit of a number.
        unit: optional Written<String>,
        /// Least number.
        min: optional Written<i64>,
        /// Greatest number.
        max: optional Written<i64>,
        /// Least number of characters.
        min_length: optional Written<i64>,
        /// Greatest number of characters.
        max_length: optional Written<i64>,
        /// Least number of items.
        min_items: optional Written<i64>,
        /// Greatest number of items.
        max_items: optional Written<i64>,
        /// Regular expression that the whole text matches.
        pattern: optional Written<String>,
        /// Networks that an address block must lie in.
        cidrs: many Written<String>,
        /// Classes of characters that a text must have.
        character_classes: optional CharacterClasses,
        /// Characters that may not occur.
        forbidden: optional Written<String>,
        /// Texts that it may not begin with.
        not_prefix: many Written<String>,
        /// Texts that it may not contain.
        not_contain: many Written<String>,
        /// Field whose values may not repeat in a list of structs.
        unique_by: optional Written<String>,
        /// When it has an effect.
        only_when: optional Condition,
        /// When it must be sent.
        required_when: optional Condition,
        /// How a list is written outside of a body.
        style: optional Written<String> => words(&LIST_STYLES),
        /// The row as printed, where it differs.
        printed: optional Printed,
        /// What to use instead.
        deprecated: optional Text,
        /// The Rust name, where casing the wire name would collide or read badly.
        rust: optional Written<String>,
        /// The key that the document prints inside a map or around a list.
        placeholder: optional Written<String>,
        /// `client`, where a client computes it.
        set_by: optional Written<String> => words(&["client"]),
        /// That it was drafted and is still to be reviewed.
        unreviewed: optional Unreviewed,
    }
}

written! {
    /// Classes of characters that a text must have.
    CharacterClasses, "character classes" {
        /// How many of the classes.
        at_least: required Written<i64>,
        /// The classes.
        of: required Vec<Written<String>> => words(&CLASSES),
    }
}

written! {
    /// A condition on a sibling.
    Condition, "a condition" {
        /// Wire name of the sibling.
        field: required Written<String>,
        /// The value that it must have.
        equals: optional Node,
        /// The values of which it must have one.
        r#in("in"): optional Vec<Node>,
    }
}

/// A row as printed, where it differs from the truth.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Name, type, location, required, example, default: what is printed for each that differs.
    pub cells: Vec<(Written<String>, Written<String>)>,
}

/// The cells of a row.
const CELLS: [&str; 6] = ["name", "type", "location", "required", "example", "default"];

impl FromNode for Printed {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            // A name on its own is by far the most common.
            Value::Scalar(scalar) => {
                let name = Written { span: node.span, value: "name".to_owned() };
                let printed = Written { span: node.span, value: scalar.text.clone() };
                Some(Self { cells: vec![(name, printed)] })
            }
            Value::Map(_) => {
                let cells = Named::<Written<String>>::from_node(node, diagnostics)?.0;
                for (cell, _) in cells.iter().filter(|(cell, _)| !CELLS.contains(&cell.value.as_str())) {
                    let message = format!("a row has no cell `{}`", cell.value);
                    let help = did_you_mean(&cell.value, CELLS).unwrap_or_else(|| format!("the cells are {}", list_of(&CELLS)));
                    diagnostics.push(Diagnostic::error("unknown-key", message).at(cell.span, "unknown key").help(help));
                }
                Some(Self { cells })
            }
            _ => {
                mismatch(node, "a printed name, or a map of printed cells", diagnostics);
                None
            }
        }
    }

    fn stand_in(_: Span) -> Self {
        Self { cells: Vec::new() }
    }

    fn schema(_: &mut Definitions) -> serde_json::Value {
        let cells: Vec<_> = CELLS.iter().map(|cell| (*cell, json!({ "type": ["string", "number", "boolean"] }))).collect();
        let cells = schema::object("The cells that are printed otherwise.", cells, &[]);
        json!({ "anyOf": [{ "type": "string" }, cells] })
    }
}

/// A condition that binds several fields together.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Where it was written.
    pub span: Span,
    /// How many of the fields must be there: the key under which they are listed.
    pub count: Written<String>,
    /// The fields.
    pub fields: Vec<Written<String>>,
    /// Where it comes from.
    pub evidence: Vec<Written<String>>,
    /// What it means.
    pub doc: Text,
}

/// The keys under which a rule lists its fields.
const COUNTS: [&str; 4] = ["at_most_one", "exactly_one", "at_least_one", "all_or_none"];

impl FromNode for Rule {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut keys = Keys::of(node, "a rule", diagnostics)?;
        let Value::Map(entries) = &node.value else { return None };
        let mut counts = entries.iter().filter(|entry| COUNTS.contains(&entry.key.as_str()));
        let count = counts.next().map(|entry| Written { span: entry.key_span, value: entry.key.clone() });
        for other in counts {
            let diagnostic = Diagnostic::error("wrong-shape", format!("a rule has one count; this one has `{}` too", other.key));
            diagnostics.push(diagnostic.at(other.key_span, "the second count").help("make it a rule of its own"));
        }
        let mut fields = Vec::new();
        for key in COUNTS {
            let listed = keys.optional::<Vec<Written<String>>>(key, diagnostics).unwrap_or_default();
            if count.as_ref().is_some_and(|count| count.value == key) {
                fields = listed;
            }
        }
        let evidence = keys.required("evidence", diagnostics);
        let doc = keys.required("doc", diagnostics);
        keys.finish(diagnostics);
        if count.is_none() {
            let help = format!("list the fields under one of {}", list_of(&COUNTS));
            let at = entries.first().map_or(node.span, |entry| entry.key_span);
            diagnostics
                .push(Diagnostic::error("missing-key", "a rule says how many of which fields there are").at(at, "this rule").help(help));
        }
        Some(Self { span: node.span, count: count?, fields, evidence, doc })
    }

    fn stand_in(at: Span) -> Self {
        let count = Written { span: at, value: COUNTS[0].to_owned() };
        Self { span: at, count, fields: Vec::new(), evidence: Vec::new(), doc: Text::stand_in(at) }
    }

    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.refer("Rule", |definitions| {
            let fields = <Vec<Written<String>>>::schema(definitions);
            let mut properties: Vec<_> =
                COUNTS.iter().map(|count| (*count, schema::described("The fields of which there are so many.", fields.clone()))).collect();
            properties.push(("evidence", schema::narrowed(fields, evidence())));
            properties.push(("doc", Text::schema(definitions)));
            let mut rule = schema::object("A condition that binds several fields together.", properties, &["evidence", "doc"]);
            rule["oneOf"] = COUNTS.iter().map(|count| json!({ "required": [count] })).collect();
            rule
        })
    }
}

written! {
    /// An operation.
    Operation, "an operation" {
        /// Its name.
        name: required Written<String>,
        /// The section that describes it.
        section: required Written<String> => section(),
        /// Method and path, or several methods and the path.
        http: required Vec<Written<String>> => pattern("^(GET|POST|PUT|DELETE|PATCH|HEAD) /"),
        /// `read_only`, `idempotent` or `not_idempotent`.
        idempotency: required Written<String> => words(&IDEMPOTENCIES),
        /// What it does, in a line.
        summary: required Text,
        /// What a caller needs to know beyond that.
        doc: optional Text,
        /// When to call it, and what else to call instead.
        when: optional Text,
        /// Parameters in the path.
        path: optional Named<Field>,
        /// Parameters in the query.
        query: optional Named<Field>,
        /// Parameters in headers.
        headers: optional Named<Field>,
        /// The body.
        body: optional Body,
        /// A successful answer.
        response: optional Response,
        /// Conditions that bind several fields together.
        rules: many Rule,
        /// How a long answer is split into pages.
        pagination: optional Pagination,
        /// Where temporary credentials are in the answer.
        issues_credentials: optional CredentialPaths,
        /// Fields of the answer that say again what was sent, by path; `{Parameter}` in a text is what was sent.
        echoes: optional Named<Written<String>>,
        /// Path of the kubeconfig in the answer.
        kubeconfig: optional Written<String>,
        /// Codes of errors that it answers with.
        errors: many Written<String>,
        /// The optional fields of its input that code samples set, by path; every one with an example where none is named.
        sample: many Written<String>,
        /// The Rust name, where casing the name would collide or read badly: `GetOrder`.
        rust: optional Written<String>,
        /// That it was drafted and is still to be reviewed.
        unreviewed: optional Unreviewed,
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// An object of these fields.
    Fields(BodyFields),
    /// One value.
    Value(Box<Field>),
}

written! {
    /// A body that is an object.
    BodyFields, "a body" {
        /// The key that the document prints around the fields.
        placeholder: optional Written<String>,
        /// The fields.
        fields: required Named<Field>,
    }
}

impl FromNode for Body {
    fn from_node(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let is_value = matches!(&node.value, Value::Map(entries) if entries.iter().any(|entry| entry.key == "type"));
        if !is_value {
            return BodyFields::from_node(node, diagnostics).map(Body::Fields);
        }
        let field = Field::from_node(node, diagnostics)?;
        if field.name.is_none() {
            let message = "a body that is one value needs the key `name`";
            let diagnostic = Diagnostic::error("missing-key", message).at(node.key_span.unwrap_or(node.span), "this body");
            diagnostics.push(diagnostic.help("add `name: …`: what Rust calls the value"));
        }
        Some(Body::Value(Box::new(field)))
    }

    fn stand_in(at: Span) -> Self {
        Body::Fields(BodyFields::stand_in(at))
    }

    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let (fields, value) = (BodyFields::schema(definitions), Field::schema(definitions));
        json!({ "anyOf": [{ "allOf": [value, { "required": ["name"] }] }, fields] })
    }
}

written! {
    /// A successful answer.
    Response, "a response" {
        /// The statuses; 200 where there are none.
        status: many Status,
        /// The key that the document prints around a bare root.
        placeholder: optional Written<String>,
        /// The fields of an object.
        fields: optional Named<Field>,
        /// The type of a bare root.
        r#type("type"): optional Written<String> => type_pattern(),
        /// Where the shape of the root comes from, where that is not a table.
        evidence: many Written<String> => evidence(),
        /// What a bare root means.
        doc: optional Text,
        /// A value of a bare root, where its fields do not make one.
        example: optional Node,
    }
}

written! {
    /// How a long answer is split into pages.
    Pagination, "a pagination" {
        /// Parameter that says which page.
        page: required Written<String>,
        /// Parameter with the number of items on a page.
        size: required Written<String>,
        /// Path of the list in the answer.
        items: required Written<String>,
        /// Path of the number of items on all pages.
        total: optional Written<String>,
        /// Path of what the answer calls the page after it, where pages have no numbers.
        next: optional Written<String>,
    }
}

written! {
    /// Where temporary credentials are in an answer.
    CredentialPaths, "the credentials of an answer" {
        /// Path of the access key id.
        access_key_id: required Written<String>,
        /// Path of the access key secret.
        access_key_secret: required Written<String>,
        /// Path of the security token.
        security_token: required Written<String>,
        /// Path of the time at which they expire.
        expires: required Written<String>,
        /// The parameter that says for how many seconds they are to be valid.
        duration: optional Written<String>,
        /// The parameter that says whose they are to be, if they are those of a role.
        role: optional Written<String>,
        /// The parameter that names the session of the role.
        session_name: optional Written<String>,
        /// The parameter that takes permissions away from the session.
        policy: optional Written<String>,
    }
}

written! {
    /// A place where the source contradicts itself, and what we decided.
    Erratum, "an erratum" {
        /// Stable name.
        id: required Written<String>,
        /// The sections that it is in.
        section: required Vec<Written<String>> => section(),
        /// What it is about.
        r#where("where"): required Vec<Written<String>>,
        /// What is printed.
        printed: required Text,
        /// What the spec says.
        decision: required Text,
        /// Why.
        reason: required Text,
    }
}

written! {
    /// What a version of the product brought.
    Release, "a release" {
        /// The version.
        version: required Written<String>,
        /// The day on which it was made.
        date: optional Written<String> => pattern(r"^\d{4}-\d{2}-\d{2}$"),
        /// What is different from the version before; nothing in the first one.
        changes: many Change,
    }
}

written! {
    /// Something that is different from the version before.
    Change, "a change" {
        /// What it is about, as errata say it.
        at: required Written<String>,
        /// `added`, `changed`, `deprecated` or `removed`.
        kind: required Written<String> => words(&CHANGES),
        /// Whether callers may have to change something.
        breaking: optional Written<bool>,
        /// What is different.
        what: required Text,
    }
}

written! {
    /// What a waiter needs to know besides what its operation does.
    Argument, "an argument of a waiter" {
        /// What it is.
        doc: required Text,
        /// A value to show in documentation.
        example: required Written<String>,
    }
}

written! {
    /// Something that callers wait for.
    Waiter, "a waiter" {
        /// Its name, as Rust writes it.
        name: required Written<String>,
        /// The operation that is asked again and again.
        operation: required Written<String>,
        /// What is waited for, in words that follow "waiting for".
        what: required Text,
        /// What it needs to know besides what the operation does.
        arguments: optional Named<Argument>,
        /// Path of the state in the answer; `[]` stands for every item.
        state: required Written<String>,
        /// The states in which it has come to pass.
        success: required Vec<Written<String>>,
        /// The states in which it never will.
        failure: many Written<String>,
        /// What it means that there is nothing: `error`, `wait` or `success`.
        not_found: optional Written<String>,
        /// Seconds between the first two polls, and at most between any two.
        pauses: required Vec<Written<i64>>,
        /// Seconds after which to give up.
        timeout: required Written<i64>,
        /// Where the states come from.
        evidence: required Vec<Written<String>>,
    }
}

/// How operations are addressed.
pub const STYLES: [&str; 2] = ["roa", "rpc"];

/// Families of SDKs that calls can be written for.
pub const SDKS: [&str; 4] = ["aliyun_python", "alibabacloud_python", "alicloud_node", "alibaba_cloud_go"];

/// How requests are signed.
pub const SCHEMES: [&str; 4] = ["roa_hmac_sha1", "acs3_hmac_sha256", "asapi_hmac", "rpc_hmac_sha1"];

/// Whether sending a request twice does harm.
pub const IDEMPOTENCIES: [&str; 3] = ["read_only", "idempotent", "not_idempotent"];

/// How something can differ from the version before.
pub const CHANGES: [&str; 4] = ["added", "changed", "deprecated", "removed"];

/// How a list is written outside of a body.
pub const LIST_STYLES: [&str; 2] = ["json", "comma"];

/// Classes of characters.
pub const CLASSES: [&str; 5] = ["upper", "lower", "letter", "digit", "special"];

fn evidence() -> serde_json::Value {
    pattern(r"^(table|example|prose|sdk)( \d+(\.\d+)*)*$")
}

fn section() -> serde_json::Value {
    pattern(r"^\d+(\.\d+)*$")
}

/// A scalar or a named type, in any number of containers.
fn type_pattern() -> serde_json::Value {
    pattern(r"^((list|map|json)<)*(string|boolean|integer|long|number|timestamp|duration|secret|any|[A-Z][A-Za-z0-9]*)>*$")
}
