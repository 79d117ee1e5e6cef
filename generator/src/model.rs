//! The API, resolved: references are indices, defaults are filled in, names are decided. Nothing here belongs to
//! an output language but the names, which are computed once (see [`crate::names`]).
//!
//! Every item says where it was written (`at`), so that whatever looks at the model later can point there.

pub mod network;
pub mod resources;

use serde_json::Value;

use crate::source::Span;

/// Everything that is generated from.
#[derive(Debug)]
pub struct Model {
    /// Where its name was written.
    pub at: Span,
    /// Short name; the packages are called after it.
    pub name: String,
    /// Version of the generated packages.
    pub version: String,
    /// What it is.
    pub title: Text,
    /// The services; the first is the main one.
    pub services: Vec<Service>,
}

impl Model {
    /// What was drafted and nobody has reviewed.
    pub fn unreviewed(&self) -> impl Iterator<Item = &Unreviewed> {
        self.services.iter().flat_map(|service| &service.unreviewed)
    }
}

/// Something that was drafted and that nobody has reviewed.
#[derive(Clone, Debug)]
pub struct Unreviewed {
    /// Where it says so.
    pub at: Span,
    /// What it is: `service`, or `service/Owner.field`.
    pub subject: String,
    /// What is to be looked at.
    pub why: Option<String>,
}

/// A text in both languages.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// Where its name was written.
    pub at: Span,
    /// Short name: folder and module.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// What it is for.
    pub doc: Text,
    /// What gateways call the product.
    pub product: String,
    /// Version of the API.
    pub version: String,
    /// How operations are addressed.
    pub style: ServiceStyle,
    /// The document that the spec was curated from.
    pub source: Document,
    /// Which formats answers come in.
    pub formats: Option<Formats>,
    /// Groups of operations, in the order of the reference.
    pub groups: Vec<Group>,
    /// Where the service is reached.
    pub endpoints: Vec<Endpoint>,
    /// The ways to reach it.
    pub gateways: Vec<Gateway>,
    /// Headers that every request carries.
    pub headers: Vec<Field>,
    /// Parameters that every request carries.
    pub parameters: Vec<Field>,
    /// Fields that every answer carries.
    pub common_response: Vec<Field>,
    /// Fields that the items of lists carry.
    pub list_item_fields: Vec<Field>,
    /// How requests are signed.
    pub signing: Vec<Signing>,
    /// What a caller must be allowed to do.
    pub permissions: Option<Permissions>,
    /// The documented errors.
    pub errors: Vec<ServiceError>,
    /// Structs and enums, in the order of the spec.
    pub types: Vec<Type>,
    /// The operations, in the order of the groups.
    pub operations: Vec<Operation>,
    /// What callers wait for.
    pub waiters: Vec<Waiter>,
    /// What it keeps, and how that changes.
    pub resources: Option<resources::Resources>,
    /// Where the document contradicts itself.
    pub errata: Vec<Erratum>,
    /// What each version brought, the newest first.
    pub changes: Vec<Release>,
    /// Published SDKs of other languages that can call it.
    pub sdks: Vec<Sdk>,
    /// What was drafted and nobody has reviewed.
    pub unreviewed: Vec<Unreviewed>,
}

/// A published SDK that can call a service.
#[derive(Debug)]
pub struct Sdk {
    /// Where its name was written.
    pub at: Span,
    /// Short name, of anchors.
    pub name: String,
    /// What readers know it by.
    pub title: String,
    /// How calls are written.
    pub kind: SdkKind,
    /// Its package.
    pub package: String,
    /// The version of the package that samples were run with, if they were.
    pub version: Option<String>,
    /// The module of the package that calls are written with; empty where there is none.
    pub module: String,
    /// Operations that it has no method or class for, or none that works, as indices into [`Service::operations`].
    pub without: Vec<usize>,
    /// Operations whose method takes what is in the path alone, as indices into [`Service::operations`].
    pub path_only: Vec<usize>,
    /// Where it is said.
    pub evidence: Vec<Evidence>,
}

/// Which of the vendor's families of SDKs an SDK belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SdkKind {
    /// A class for each operation, sent by `aliyun-python-sdk-core`.
    AliyunPython,
    /// A client with a method for each operation, on `alibabacloud-tea-openapi`.
    AlibabaCloudPython,
    /// `@alicloud/pop-core`, which calls any operation.
    AlicloudNode,
    /// `alibaba-cloud-sdk-go`, whose common request calls any operation.
    AlibabaCloudGo,
}

/// How a service's operations are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceStyle {
    /// By method and path.
    Roa,
    /// By a parameter `Action`.
    Rpc,
}

/// The document that a spec was curated from.
#[derive(Debug)]
pub struct Document {
    /// Its title.
    pub title: Text,
    /// Version of the product that it describes.
    pub product_version: String,
    /// Its own number.
    pub document: String,
}

/// Which formats answers come in.
#[derive(Debug)]
pub struct Formats {
    /// What a caller needs to know.
    pub doc: Text,
    /// Media types that can be asked for.
    pub supported: Vec<String>,
    /// What the document says is sent when none is asked for.
    pub documented_default: Option<String>,
    /// Where that is said.
    pub evidence: Vec<Evidence>,
}

/// A group of operations: a Rust module, a chapter of the reference.
#[derive(Debug)]
pub struct Group {
    /// Where its name was written.
    pub at: Span,
    /// Short name.
    pub name: String,
    /// Its title.
    pub title: Text,
    /// What the operations are about.
    pub doc: Text,
}

/// Where a service is reached.
#[derive(Debug)]
pub struct Endpoint {
    /// Where its name was written.
    pub at: Span,
    /// Short name.
    pub name: String,
    /// Host with variables in braces.
    pub host: String,
    /// Protocols, the preferred one first.
    pub protocols: Vec<String>,
    /// Whether clients use it unless told otherwise.
    pub default: bool,
    /// When to use it.
    pub doc: Text,
    /// Where it is said.
    pub evidence: Vec<Evidence>,
}

/// A way to reach a service.
#[derive(Debug)]
pub struct Gateway {
    /// Where its name was written.
    pub at: Span,
    /// Short name.
    pub name: String,
    /// What is put before every path.
    pub path_prefix: String,
    /// The one path that every request goes to, where operations are told apart by a parameter.
    pub path: Option<String>,
    /// How operations are addressed behind it.
    pub style: ServiceStyle,
    /// Hosts of its own; the service's where there are none.
    pub endpoints: Vec<Endpoint>,
    /// When to use it.
    pub doc: Text,
    /// The headers that it asks for, as indices into [`Service::headers`].
    pub headers: Vec<usize>,
    /// Where it is said.
    pub evidence: Vec<Evidence>,
}

/// A way to sign requests.
#[derive(Debug)]
pub struct Signing {
    /// Where its name was written.
    pub at: Span,
    /// Its name.
    pub scheme: String,
    /// Whether clients use it unless told otherwise.
    pub default: bool,
    /// How far the clocks may be apart.
    pub clock_skew: Option<String>,
    /// How it works and what a refusal looks like.
    pub doc: Text,
    /// Where it is said.
    pub evidence: Vec<Evidence>,
    /// A request that is signed, to compare with.
    pub example: Option<SigningExample>,
}

/// A request that is signed, to compare with.
#[derive(Debug)]
pub struct SigningExample {
    /// The AccessKey ID.
    pub access_key_id: String,
    /// The AccessKey secret, which is nobody's.
    pub access_key_secret: String,
    /// The request as it is sent. Of a form, a line that begins with `&` goes on with the one before.
    pub request: String,
    /// What is signed.
    pub string_to_sign: String,
    /// The signature.
    pub signature: String,
}

/// What a caller must be allowed to do.
#[derive(Debug)]
pub struct Permissions {
    /// What a caller needs to know.
    pub doc: Text,
    /// Where it is said.
    pub evidence: Vec<Evidence>,
}

/// A documented error.
#[derive(Debug)]
pub struct ServiceError {
    /// Where its code was written.
    pub at: Span,
    /// Its code.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// The message as the service sends it.
    pub message: String,
    /// What it means and what to do.
    pub doc: Text,
    /// Where it is said.
    pub evidence: Vec<Evidence>,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What kind of place it is.
    pub kind: EvidenceKind,
    /// The sections.
    pub sections: Vec<String>,
}

/// What kind of place a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A row of a table.
    Table,
    /// A request or response example.
    Example,
    /// Running text, or the description of another row.
    Prose,
    /// The vendor's published SDK.
    Sdk,
}

/// A struct's or an enum's place in [`Service::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A struct or an enum.
#[derive(Debug)]
pub struct Type {
    /// Where its name was written.
    pub at: Span,
    /// Its name in the spec and in Rust.
    pub name: String,
    /// The file that describes it, without folder and extension: a Rust module.
    pub module: String,
    /// The sections that describe it.
    pub sections: Vec<String>,
    /// What it is.
    pub doc: Text,
    /// What it is made of.
    pub shape: Shape,
    /// Whether requests carry it.
    pub in_input: bool,
    /// Whether answers carry it.
    pub in_output: bool,
    /// Errata about the whole of it, as indices into [`Service::errata`].
    pub errata: Vec<usize>,
}

/// What a type is made of.
#[derive(Debug)]
pub enum Shape {
    /// A struct.
    Struct(Struct),
    /// An open enum.
    Enum(Vec<EnumValue>),
}

/// The fields of an object, and what binds them together.
#[derive(Debug, Default)]
pub struct Struct {
    /// The fields, in the order of the spec.
    pub fields: Vec<Field>,
    /// Conditions that bind several fields together.
    pub rules: Vec<Rule>,
}

/// A value of an enum.
#[derive(Debug)]
pub struct EnumValue {
    /// Where it was written.
    pub at: Span,
    /// The value on the wire.
    pub wire: String,
    /// The Rust variant.
    pub rust: String,
    /// What it means.
    pub doc: Text,
    /// Where it comes from.
    pub evidence: Vec<Evidence>,
}

/// What kind of value a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A signed integer of 32 bits.
    Integer,
    /// A signed integer of 64 bits.
    Long,
    /// A number that may have a fraction.
    Number,
    /// A point in time, as text.
    Timestamp,
    /// A length of time, as text.
    Duration,
    /// A text that must never be printed.
    Secret,
    /// Any JSON value.
    Any,
    /// A list.
    List(Box<Kind>),
    /// A map from texts.
    Map(Box<Kind>),
    /// JSON inside a text.
    Json(Box<Kind>),
    /// A struct or an enum.
    Named(TypeId),
}

/// A parameter, or a field of a body, an answer or a struct.
#[derive(Debug)]
pub struct Field {
    /// Where its name was written.
    pub at: Span,
    /// The wire name, verbatim.
    pub wire: String,
    /// The Rust name, not yet escaped where it is a keyword.
    pub rust: String,
    /// What it holds.
    pub kind: Kind,
    /// Where in a request it goes.
    pub location: Location,
    /// How a list is written outside of a body.
    pub style: Style,
    /// What it means.
    pub doc: Text,
    /// Where it comes from.
    pub evidence: Vec<Evidence>,
    /// Whether a request without it is refused.
    pub required: bool,
    /// Whether it reads as an empty value when the service leaves it out.
    pub plain: bool,
    /// What the service assumes when it is left out.
    pub default: Option<Value>,
    /// Where the default was written.
    pub default_at: Option<Span>,
    /// A value as it goes over the wire, for each section that prints one; no section where it holds for all.
    pub examples: Vec<(Option<String>, Value)>,
    /// Where each example was written.
    pub examples_at: Vec<Span>,
    /// Unit of a number.
    pub unit: Option<String>,
    /// The limits that its value must keep.
    pub limits: Vec<Limit>,
    /// Where each limit was written.
    pub limits_at: Vec<Span>,
    /// The row as printed, where it differs: cell and text.
    pub printed: Vec<(String, String)>,
    /// What to use instead.
    pub deprecated: Option<Text>,
    /// The key that the document prints inside a map or around a list.
    pub placeholder: Option<String>,
    /// Whether a client computes it rather than being told.
    pub set_by_client: bool,
    /// Errata about it, as indices into [`Service::errata`].
    pub errata: Vec<usize>,
}

/// Where in a request a field goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query, or in the form of a service of parameters.
    Query,
    /// In a header.
    Header,
    /// In the body; also the fields of structs and answers.
    Body,
}

/// How a list is written outside of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One value, a JSON array.
    Json,
    /// One value, items separated by commas.
    Comma,
}

/// A limit that a value must keep; on a list of texts, what concerns texts holds for each.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// Least number.
    Min(i64),
    /// Greatest number.
    Max(i64),
    /// Least number of characters.
    MinLength(i64),
    /// Greatest number of characters.
    MaxLength(i64),
    /// Least number of items.
    MinItems(i64),
    /// Greatest number of items.
    MaxItems(i64),
    /// Regular expression that the whole text matches.
    Pattern(String),
    /// Networks that an address block must lie in.
    Cidrs(Vec<String>),
    /// A text has characters of at least so many of these classes.
    CharacterClasses(i64, Vec<CharacterClass>),
    /// Characters that may not occur.
    Forbidden(String),
    /// Texts that it may not begin with.
    NotPrefix(Vec<String>),
    /// Texts that it may not contain.
    NotContain(Vec<String>),
    /// Field whose values may not repeat in a list of structs.
    UniqueBy(String),
    /// When it has an effect.
    OnlyWhen(Condition),
    /// When it must be sent.
    RequiredWhen(Condition),
}

impl Limit {
    /// The number of one that bounds a value, a length or a count.
    pub fn size(&self) -> Option<i64> {
        match self {
            Self::Min(size)
            | Self::Max(size)
            | Self::MinLength(size)
            | Self::MaxLength(size)
            | Self::MinItems(size)
            | Self::MaxItems(size) => Some(*size),
            _ => None,
        }
    }

    /// The key under which it is written.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Min(_) => "min",
            Self::Max(_) => "max",
            Self::MinLength(_) => "min_length",
            Self::MaxLength(_) => "max_length",
            Self::MinItems(_) => "min_items",
            Self::MaxItems(_) => "max_items",
            Self::Pattern(_) => "pattern",
            Self::Cidrs(_) => "cidrs",
            Self::CharacterClasses(..) => "character_classes",
            Self::Forbidden(_) => "forbidden",
            Self::NotPrefix(_) => "not_prefix",
            Self::NotContain(_) => "not_contain",
            Self::UniqueBy(_) => "unique_by",
            Self::OnlyWhen(_) => "only_when",
            Self::RequiredWhen(_) => "required_when",
        }
    }
}

/// A class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterClass {
    /// A to Z.
    Upper,
    /// a to z.
    Lower,
    /// A letter of either case.
    Letter,
    /// 0 to 9.
    Digit,
    /// Anything else that prints.
    Special,
}

/// A condition on a sibling field: it has one of these values.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Wire name of the sibling.
    pub field: String,
    /// The values, written as texts.
    pub values: Vec<String>,
    /// Where the wire name was written, and where each value was.
    pub at: (Span, Vec<Span>),
}

/// A condition that binds several fields together.
#[derive(Debug)]
pub struct Rule {
    /// Where it was written.
    pub at: Span,
    /// How many of the fields must be there.
    pub count: Count,
    /// The wire names.
    pub fields: Vec<String>,
    /// Where each name was written.
    pub fields_at: Vec<Span>,
    /// Where it comes from.
    pub evidence: Vec<Evidence>,
    /// What it means.
    pub doc: Text,
}

/// How many of a rule's fields must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// None or one.
    AtMostOne,
    /// One.
    ExactlyOne,
    /// One or more.
    AtLeastOne,
    /// Every one or none.
    AllOrNone,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Where its name was written.
    pub at: Span,
    /// Its name.
    pub name: String,
    /// The Rust method.
    pub method_name: String,
    /// The Rust type prefix: `CreateCluster` of `CreateClusterInput`.
    pub type_name: String,
    /// Its group, as an index into [`Service::groups`].
    pub group: usize,
    /// The section that describes it.
    pub section: String,
    /// The HTTP methods; a client sends the first.
    pub methods: Vec<String>,
    /// The path, with parameters in braces.
    pub path: String,
    /// Where methods and path were written.
    pub path_at: Span,
    /// Whether sending it twice does harm.
    pub idempotency: Idempotency,
    /// What it does, in a line.
    pub summary: Text,
    /// What a caller needs to know beyond that.
    pub doc: Option<Text>,
    /// When to call it, and what else to call instead.
    pub when: Option<Text>,
    /// Every parameter and every field of the body, and what binds them together.
    pub input: Struct,
    /// What the body is made of.
    pub body: Body,
    /// A successful answer.
    pub response: Response,
    /// How a long answer is split into pages.
    pub pagination: Option<Pagination>,
    /// Where temporary credentials are in the answer.
    pub credentials: Option<CredentialPaths>,
    /// Fields of the answer that say again what was sent.
    pub echoes: Vec<Echo>,
    /// Path of the kubeconfig in the answer, and where it was written.
    pub kubeconfig: Option<(String, Span)>,
    /// Errors that it answers with, as indices into [`Service::errors`].
    pub errors: Vec<usize>,
    /// The optional fields that code samples set, by path, and where each was written; every one where there are none.
    pub sample: Vec<(String, Span)>,
    /// Errata about the whole of it, as indices into [`Service::errata`].
    pub errata: Vec<usize>,
}

/// Whether sending a request twice does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// It changes nothing.
    ReadOnly,
    /// Twice is the same as once.
    Idempotent,
    /// Twice may not be the same as once.
    NotIdempotent,
}

/// What the body of a request is made of.
#[derive(Debug)]
pub enum Body {
    /// There is none.
    None,
    /// An object of the input's fields whose location is the body.
    Fields {
        /// The key that the document prints around them.
        placeholder: Option<String>,
    },
    /// The value of the input's field of this wire name.
    Value(String),
}

/// A successful answer.
#[derive(Debug)]
pub struct Response {
    /// The statuses; a mock answers the first.
    pub statuses: Vec<u16>,
    /// What the body holds.
    pub content: Content,
    /// The key that the document prints around a bare root.
    pub placeholder: Option<String>,
    /// Where the shape of the root comes from, where that is not a table.
    pub evidence: Vec<Evidence>,
    /// What a bare root means.
    pub doc: Option<Text>,
    /// A value of a bare root, where its fields do not make one.
    pub example: Option<Value>,
    /// Where that was written.
    pub example_at: Option<Span>,
}

/// What the body of an answer holds.
#[derive(Debug)]
pub enum Content {
    /// Nothing.
    Empty,
    /// An object whose Rust type is named after the operation.
    Fields(Struct),
    /// A value of this kind.
    Value(Kind),
}

/// How a long answer is split into pages.
#[derive(Debug)]
pub struct Pagination {
    /// Parameter that says which page: its number, counted from one, or what the answer before it calls it.
    pub page: String,
    /// Parameter with the number of items on a page.
    pub size: String,
    /// Path of the list in the answer.
    pub items: String,
    /// Path of the number of items on all pages, where the answer says it.
    pub total: Option<String>,
    /// Path of what the answer calls the page after it, where pages have no numbers.
    pub next: Option<String>,
    /// Where these five were written, in this order; where the first was, for one that was not.
    pub at: [Span; 5],
}

impl Operation {
    /// Whether it is what assumes the roles that profiles ask for.
    pub fn assumes_a_role(&self) -> bool {
        self.credentials.as_ref().is_some_and(|paths| paths.role.is_some())
    }
}

/// Where temporary credentials are in an answer.
#[derive(Debug)]
pub struct CredentialPaths {
    /// Path of the access key id.
    pub access_key_id: String,
    /// Path of the access key secret.
    pub access_key_secret: String,
    /// Path of the security token.
    pub security_token: String,
    /// Path of the time at which they expire.
    pub expires: String,
    /// The parameter that says for how many seconds they are to be valid.
    pub duration: Option<String>,
    /// The parameter that says whose they are to be, if they are those of a role.
    pub role: Option<String>,
    /// The parameter that names the session of the role.
    pub session_name: Option<String>,
    /// The parameter that takes permissions away from the session.
    pub policy: Option<String>,
    /// Where these eight were written, in this order; where the first was, for one that was not.
    pub at: [Span; 8],
}

/// A field of an answer that says again what was sent.
#[derive(Debug)]
pub struct Echo {
    /// Its path.
    pub path: String,
    /// The text that it becomes; `{Parameter}` in it is what was sent.
    pub text: String,
    /// Where these two were written, in this order.
    pub at: [Span; 2],
}

impl Echo {
    /// The parameters that the text names.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
    }
}

/// Something that callers wait for: an operation is asked until its answer shows a state.
#[derive(Debug)]
pub struct Waiter {
    /// Where its name was written.
    pub at: Span,
    /// Its name, as Rust writes it.
    pub name: String,
    /// The operation, as an index into [`Service::operations`]; none where there is no such operation.
    pub operation: Option<usize>,
    /// What is waited for, in words that follow "waiting for".
    pub what: Text,
    /// What it needs to know besides what the operation does.
    pub arguments: Vec<Argument>,
    /// Path of the state in the answer; `[]` stands for every item, a name in braces for an argument.
    pub state: String,
    /// Where that was written.
    pub state_at: Span,
    /// The states in which it has come to pass.
    pub success: Vec<String>,
    /// The states in which it never will.
    pub failure: Vec<String>,
    /// Where the states were written, those of success first.
    pub states_at: Vec<Span>,
    /// What it means that there is nothing.
    pub not_found: NotFound,
    /// Seconds between the first two polls, and at most between any two.
    pub pauses: (u64, u64),
    /// Seconds after which to give up.
    pub timeout: u64,
    /// Where the states come from.
    pub evidence: Vec<Evidence>,
}

/// What a waiter needs to know besides what its operation does.
#[derive(Debug)]
pub struct Argument {
    /// Its name, as Rust writes it.
    pub name: String,
    /// What it is.
    pub doc: Text,
    /// A value to show in documentation.
    pub example: String,
}

/// What it means for a waiter that there is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// An error like any other.
    Error,
    /// It does not exist yet.
    Wait,
    /// It is gone, which is what was waited for.
    Success,
}

/// A place where the document contradicts itself, and what we decided.
#[derive(Debug)]
pub struct Erratum {
    /// Where its id was written.
    pub at: Span,
    /// Stable name.
    pub id: String,
    /// The sections that it is in.
    pub sections: Vec<String>,
    /// What it is about, as written.
    pub subjects: Vec<String>,
    /// Where each subject was written.
    pub subjects_at: Vec<Span>,
    /// What is printed.
    pub printed: Text,
    /// What the spec says.
    pub decision: Text,
    /// Why.
    pub reason: Text,
}

/// What a version of the product brought.
#[derive(Debug)]
pub struct Release {
    /// The version.
    pub version: String,
    /// The day on which it was made.
    pub date: Option<String>,
    /// What is different from the version before; nothing in the first one.
    pub changes: Vec<Change>,
}

/// Something that is different from the version before.
#[derive(Debug)]
pub struct Change {
    /// What it is about, as errata say it. It may be gone.
    pub subject: String,
    /// In which way.
    pub kind: ChangeKind,
    /// Whether callers may have to change something.
    pub is_breaking: bool,
    /// What is different.
    pub what: Text,
}

/// How something differs from the version before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is not what it was.
    Changed,
    /// It is not to be used any more.
    Deprecated,
    /// It is gone.
    Removed,
}

impl Service {
    /// A struct or an enum.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    /// A kind as the spec writes it: `list<Tag>`.
    pub fn kind_name(&self, kind: &Kind) -> String {
        match kind {
            Kind::String => "string".to_owned(),
            Kind::Boolean => "boolean".to_owned(),
            Kind::Integer => "integer".to_owned(),
            Kind::Long => "long".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Timestamp => "timestamp".to_owned(),
            Kind::Duration => "duration".to_owned(),
            Kind::Secret => "secret".to_owned(),
            Kind::Any => "any".to_owned(),
            Kind::List(inner) => format!("list<{}>", self.kind_name(inner)),
            Kind::Map(inner) => format!("map<{}>", self.kind_name(inner)),
            Kind::Json(inner) => format!("json<{}>", self.kind_name(inner)),
            Kind::Named(id) => self.get(*id).name.clone(),
        }
    }

    /// The operations of a group, which stand together.
    pub fn operations_of(&self, group: usize) -> impl Iterator<Item = &Operation> {
        let start = self.operations.partition_point(|operation| operation.group < group);
        self.operations[start..].iter().take_while(move |operation| operation.group == group)
    }

    /// How often each thing occurs.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        let of_types = self.types.iter().filter_map(|definition| match &definition.shape {
            Shape::Struct(shape) => Some(&shape.fields),
            Shape::Enum(_) => None,
        });
        let of_operations = self.operations.iter().flat_map(|operation| {
            let answer = match &operation.response.content {
                Content::Fields(shape) => Some(&shape.fields),
                _ => None,
            };
            [Some(&operation.input.fields), answer].into_iter().flatten()
        });
        of_types.chain(of_operations).flatten()
    }
}

impl Kind {
    /// The struct or enum at the bottom of lists, maps and JSON texts.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Kind::List(inner) | Kind::Map(inner) | Kind::Json(inner) => inner.named(),
            Kind::Named(id) => Some(*id),
            _ => None,
        }
    }
}

impl Field {
    /// Whether Rust holds it without `Option`, in a struct that requests carry or in one that only answers do.
    pub fn is_bare(&self, in_input: bool) -> bool {
        match in_input {
            true => self.required || self.plain,
            false => self.plain || matches!(self.kind, Kind::List(_) | Kind::Map(_)),
        }
    }

    /// The example that a section prints, or the one that holds for all, or any.
    pub fn example_for(&self, section: &str) -> Option<&Value> {
        let of_section = self.examples.iter().find(|(of, _)| of.as_deref() == Some(section));
        let of_all = || self.examples.iter().find(|(of, _)| of.is_none());
        of_section.or_else(of_all).or(self.examples.first()).map(|(_, value)| value)
    }
}
