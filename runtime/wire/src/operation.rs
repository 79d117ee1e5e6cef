//! What an operation looks like on the wire: the static tables that generated code describes its operations with.

use crate::record::{Record, Wire};
use crate::schema::{Kind, Schema};

/// A service: what its operations have in common.
#[derive(Debug)]
pub struct Service {
    /// Short name, as in the spec.
    pub name: &'static str,
    /// What gateways call the product.
    pub product: &'static str,
    /// Version of the API.
    pub version: &'static str,
    /// How operations are addressed.
    pub style: ServiceStyle,
    /// The operations, in the order of the spec.
    pub operations: &'static [&'static Operation],
}

/// How a service's operations are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceStyle {
    /// By method and path.
    Roa,
    /// By a parameter `Action`, with the other parameters beside it.
    Rpc,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// The name in the API's documentation.
    pub name: &'static str,
    /// The methods it answers to; a client sends the first.
    pub methods: &'static [&'static str],
    /// Path with parameters in braces: `/clusters/{ClusterId}`.
    pub path: &'static str,
    /// Whether sending it twice does harm.
    pub idempotency: Idempotency,
    /// Every parameter and every field of the body.
    pub input: &'static Schema,
    /// What the body is made of.
    pub body: Body,
    /// What a successful answer looks like.
    pub response: Response,
    /// How a long answer is split into pages.
    pub pagination: Option<Pagination>,
    /// Whether the answer holds temporary credentials, and where.
    pub credentials: Option<CredentialPaths>,
}

impl Operation {
    /// The kind of what is in the body of a request.
    pub fn kind_of_body(&self) -> Kind {
        match self.body {
            Body::Value(name) => self.input.field(name).map_or(Kind::Any, |field| field.kind),
            _ => Kind::Record(self.input),
        }
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    None,
    /// An object of all the fields whose location is the body.
    Fields,
    /// The value of the one field of this wire name.
    Value(&'static str),
}

/// What a successful answer looks like.
#[derive(Debug)]
pub struct Response {
    /// The documented success statuses; a mock answers the first.
    pub statuses: &'static [u16],
    /// What the body holds; `None` for an empty one.
    pub kind: Option<Kind>,
    /// Whether a body of one text is that text itself rather than JSON.
    pub text: bool,
    /// The key that the documentation prints around a bare root.
    pub placeholder: Option<&'static str>,
}

/// How a long answer is split into pages; names are wire names, paths are separated by dots.
#[derive(Debug)]
pub struct Pagination {
    /// Parameter that says which page: its number, counted from one, or what the answer before it calls it.
    pub page: &'static str,
    /// Parameter with the number of items on a page.
    pub size: &'static str,
    /// Path of the list in the answer.
    pub items: &'static str,
    /// Path of the number of items on all pages, where the answer says it.
    pub total: Option<&'static str>,
    /// Path of what the answer calls the page after it, where pages have no numbers.
    pub next: Option<&'static str>,
}

/// Where in an answer temporary credentials are; paths separated by dots.
#[derive(Debug)]
pub struct CredentialPaths {
    /// Path of the access key id.
    pub access_key_id: &'static str,
    /// Path of the access key secret.
    pub access_key_secret: &'static str,
    /// Path of the security token.
    pub security_token: &'static str,
    /// Path of the time at which they expire.
    pub expires: &'static str,
    /// How the role is said whose credentials they are, if they are those of a role.
    pub role: Option<RoleParameters>,
}

/// The parameters of an operation that assumes a role.
#[derive(Debug)]
pub struct RoleParameters {
    /// The one that says which role.
    pub role: &'static str,
    /// The one that names the session.
    pub session_name: Option<&'static str>,
    /// The one that says for how many seconds.
    pub duration: Option<&'static str>,
    /// The one that takes permissions away.
    pub policy: Option<&'static str>,
}

/// The input of an operation: a record that knows which operation it is for.
pub trait Input: Record + Clone + Send + Sync + 'static {
    /// What a successful answer decodes to.
    type Output: Wire + Send + 'static;
    /// The operation.
    const OPERATION: &'static Operation;
    /// The service that it belongs to.
    fn service() -> &'static Service;
}
