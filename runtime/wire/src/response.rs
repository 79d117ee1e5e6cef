//! Successful answers: a client reads one into an output, a server writes one.

use std::borrow::Cow;
use std::io;

use bytes::Bytes;
use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Map, Value};

use crate::error::DecodeError;
use crate::operation::Operation;
use crate::primitives::from_json_text;
use crate::record::{Scalar, Wire};
use crate::request::is_xml;
use crate::schema::{Kind, Schema};
use crate::xml;

/// The content type of a text that is no JSON.
const TEXT: &str = "text/plain; charset=utf-8";

/// The format of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
}

impl Format {
    /// The format that an `Accept` header asks for; JSON when that is unclear.
    pub fn from_accept(accept: &str) -> Self {
        // What clients of an API say.
        if accept == "application/json" {
            return Self::Json;
        }
        let (mut json, mut xml, mut any) = (0.0_f32, 0.0_f32, 0.0_f32);
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let media_type = parts.next().unwrap_or_default();
            let is = |wanted: [&str; 2]| wanted.iter().any(|wanted| media_type.eq_ignore_ascii_case(wanted));
            let quality =
                parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))).map_or(Some(1.0), |q| q.trim().parse().ok());
            let quality: f32 = quality.unwrap_or(0.0);
            match media_type {
                _ if is(["application/json", "text/json"]) => json = json.max(quality),
                _ if is(["*/*", "application/*"]) => any = any.max(quality),
                media_type if is_xml(media_type) => xml = xml.max(quality),
                _ => {}
            }
        }
        if xml > json && xml >= any { Self::Xml } else { Self::Json }
    }

    /// The content type of a body in this format.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
        }
    }
}

/// Reads the body of a successful answer.
///
/// It may be JSON or XML, the root as it is or inside its placeholder key, one object where a list of them is due,
/// or nothing at all, which reads as an empty output.
pub fn decode_response<T: Wire>(operation: &Operation, content_type: Option<&str>, body: &[u8]) -> Result<T, DecodeError> {
    match json_of(operation, content_type, body)? {
        Found::Json(text) => from_json_text(text).map_err(|error| located(operation, &error)),
        Found::Rewritten(value) => from_json_text(&value.to_string()).map_err(|error| located(operation, &error)),
        Found::Scalar(scalar) => T::from_scalar(scalar).map_err(|mismatch| DecodeError::new(format!("{}: {mismatch}", root(operation)))),
    }
}

/// Writes the body of a successful answer, and says what its content type is.
///
/// `documented` puts a bare list into its placeholder key, as the documentation prints it. A placeholder of a map
/// stands for any key of the map, so that a map stays as it is. An object without a request id is given one.
pub fn encode_response(
    operation: &Operation,
    value: &Value,
    format: Format,
    documented: bool,
    request_id: Option<&str>,
) -> (&'static str, Bytes) {
    let placeholder = operation.response.placeholder;
    if format == Format::Json
        && !(documented && placeholder.is_some())
        && let Ok(output) = OutputJson::of(value)
    {
        return encode_json_response(operation, output, request_id);
    }
    let Some(kind) = &operation.response.kind else { return (format.content_type(), Bytes::new()) };
    if let (true, Value::String(text)) = (operation.response.text, value) {
        return (TEXT, text.clone().into());
    }
    let mut value = Cow::Borrowed(value);
    if let (Some(request_id), Kind::Record(schema), Value::Object(fields)) = (request_id, kind, value.as_ref())
        && !fields.keys().any(|name| is_request_id(name))
    {
        let mut fields = fields.clone();
        fields.insert(request_id_of(schema).to_owned(), request_id.into());
        value = Cow::Owned(Value::Object(fields));
    }
    let text = match (format, placeholder) {
        (Format::Xml, placeholder) => xml::write(&value, &format!("{}Response", operation.name), placeholder.unwrap_or(xml::ITEM)),
        (Format::Json, Some(placeholder)) if documented && !matches!(kind, Kind::Map(_)) => {
            Value::Object(Map::from_iter([(placeholder.to_owned(), value.into_owned())])).to_string()
        }
        (Format::Json, _) => value.to_string(),
    };
    (format.content_type(), text.into())
}

/// What [`encode_response`] makes of an output in JSON, not as documented. Nobody looks into it again.
pub fn encode_json_response(operation: &Operation, output: OutputJson, request_id: Option<&str>) -> (&'static str, Bytes) {
    let Some(kind) = &operation.response.kind else { return (Format::Json.content_type(), Bytes::new()) };
    if operation.response.text
        && let Value::String(text) = output.value()
    {
        return (TEXT, text.into());
    }
    let OutputJson { mut json, says_request_id } = output;
    if let (Some(request_id), Kind::Record(schema), false, Some(b'}')) = (request_id, kind, says_request_id, json.last()) {
        json.pop();
        let comma = if json == b"{" { "" } else { "," };
        let one_more = [comma, "\"", request_id_of(schema), "\":", &Value::from(request_id).to_string(), "}"];
        one_more.iter().for_each(|part| json.extend_from_slice(part.as_bytes()));
    }
    (Format::Json.content_type(), json.into())
}

/// An output as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputJson {
    json: Vec<u8>,
    /// Whether there is a request id among the names in the outermost object.
    says_request_id: bool,
}

impl OutputJson {
    /// Writes an output.
    pub fn of<T: Wire>(output: &T) -> Result<Self, serde_json::Error> {
        // Longer ones grow.
        let mut json = Vec::with_capacity(1 << 10);
        let mut noting = Noting::default();
        output.view().serialize(&mut serde_json::Serializer::with_formatter(&mut json, &mut noting))?;
        Ok(Self { says_request_id: noting.says_request_id, json })
    }

    /// The value that it is.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.json).unwrap_or_default()
    }
}

/// Writes JSON without spaces, and notes whether it says a request id.
#[derive(Default)]
struct Noting {
    /// How many lists and objects are open.
    depth: usize,
    /// Whether what is written is a name in the outermost object.
    is_name: bool,
    says_request_id: bool,
}

impl Formatter for &mut Noting {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.is_name = self.depth == 1;
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.is_name = false;
        writer.write_all(b":")
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        self.says_request_id |= self.is_name && is_request_id(fragment);
        writer.write_all(fragment.as_bytes())
    }
}

/// What a request id is called.
fn request_id_of(schema: &Schema) -> &'static str {
    schema.fields.iter().map(|field| field.name).find(|name| is_request_id(name)).unwrap_or("RequestId")
}

/// A body, as far as it can be read without knowing the type of the output.
enum Found<'a> {
    Json(&'a str),
    Rewritten(Value),
    Scalar(Scalar<'a>),
}

fn json_of<'a>(operation: &Operation, content_type: Option<&str>, body: &'a [u8]) -> Result<Found<'a>, DecodeError> {
    let response = &operation.response;
    let text = std::str::from_utf8(body).map_err(|_| DecodeError::new(format!("{}: the body is not UTF-8", operation.name)))?;
    let text = text.trim_start_matches('\u{feff}');
    let Some(kind) = &response.kind else { return Ok(Found::Scalar(Scalar::Null)) };
    if response.text {
        return Ok(match serde_json::from_str(text) {
            Ok(value @ Value::String(_)) => Found::Rewritten(value),
            _ => Found::Scalar(Scalar::Text(text)),
        });
    }
    if text.trim().is_empty() {
        return Ok(Found::Scalar(Scalar::Null));
    }
    if content_type.is_some_and(is_xml) || text.trim_start().starts_with('<') {
        let root = format!("{}Response", operation.name);
        return xml::read(text, kind, &root, response.placeholder)
            .map(Found::Rewritten)
            .map_err(|error| DecodeError::new(format!("{}: {error}", operation.name)));
    }
    let wrapped = response.placeholder.filter(|_| text.trim_start().starts_with('{') && !matches!(kind, Kind::Map(_)));
    match wrapped {
        Some(placeholder) => unwrapped(text, kind, placeholder).map_err(|error| located(operation, &error)),
        None => Ok(Found::Json(text)),
    }
}

/// The value inside the placeholder key, unless the key is a field of the value itself.
fn unwrapped<'a>(text: &'a str, kind: &Kind, placeholder: &str) -> Result<Found<'a>, serde_json::Error> {
    let record = match kind {
        Kind::Record(schema) | Kind::List(Kind::Record(schema)) => Some(schema),
        _ => None,
    };
    if record.is_some_and(|schema| schema.field(placeholder).is_some()) {
        return Ok(Found::Json(text));
    }
    let mut object: Map<String, Value> = serde_json::from_str(text)?;
    Ok(object.remove(placeholder).map_or(Found::Json(text), Found::Rewritten))
}

fn located(operation: &Operation, error: &serde_json::Error) -> DecodeError {
    DecodeError::json(root(operation), error)
}

/// What the path in an error message begins with.
fn root(operation: &Operation) -> &'static str {
    match &operation.response.kind {
        Some(Kind::Record(schema)) => schema.name,
        _ => operation.name,
    }
}

fn is_request_id(name: &str) -> bool {
    name.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase()).eq(*b"requestid")
}
