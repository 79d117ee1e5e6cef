//! What a service answers when it refuses, in every spelling that is out there.

use std::fmt;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::record::Extra;
use crate::response::Format;
use crate::text::shortened;
use crate::xml;

/// An error as a service answers it. An empty body is one with nothing but a status.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// What went wrong, as a name to branch on.
    pub code: Option<String>,
    /// What went wrong, for a human. Of a body that is no error shape, the beginning of its text.
    pub message: Option<String>,
    /// Identifies the call.
    pub request_id: Option<String>,
    /// The host that was called.
    pub host_id: Option<String>,
    /// Where to read about it.
    pub recommend: Option<String>,
    /// Everything else.
    pub extra: Extra,
}

impl ServiceError {
    /// Reads the body of an answer that is not a success. It never fails: what is not an error shape is a message.
    pub fn parse(status: u16, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}').trim();
        let fields = match text.chars().next() {
            Some('{') => serde_json::from_str(text).ok(),
            Some('<') => xml::elements(text).ok(),
            _ => None,
        };
        let mut error = Self { status, ..Self::default() };
        match fields {
            Some(fields) if !is_page(text) => error.read(fields),
            // What is no text at all, such as a body that is compressed, says nothing to anybody.
            _ if text.contains(char::REPLACEMENT_CHARACTER) && text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {}
            _ => error.message = Some(plain(text)).filter(|message| !message.is_empty()),
        }
        error
    }

    /// The body of an answer, in the canonical spelling, and its content type.
    pub fn encode(&self, format: Format) -> (&'static str, Bytes) {
        let known = [
            ("RequestId", &self.request_id),
            ("HostId", &self.host_id),
            ("Code", &self.code),
            ("Message", &self.message),
            ("Recommend", &self.recommend),
        ];
        let mut fields: Map<String, Value> =
            known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?.into()))).collect();
        for (name, value) in self.extra.iter() {
            fields.entry(name).or_insert_with(|| value.clone());
        }
        let text = match format {
            Format::Json => Value::Object(fields).to_string(),
            Format::Xml => xml::write(&Value::Object(fields), "Error", xml::ITEM),
        };
        (format.content_type(), text.into())
    }

    fn read(&mut self, fields: Map<String, Value>) {
        // What a gateway says itself, and a code that is none, count where the service says nothing.
        let is_minor = |(spelled, _, value): &(String, String, Value)| {
            spelled.starts_with("asapi") || (Part::spelled(spelled) == Some(Part::Code) && means_success(value))
        };
        let spelled = fields.into_iter().map(|(name, value)| (spelling(&name), name, value));
        let (minor, major): (Vec<_>, Vec<_>) = spelled.partition(is_minor);
        for (spelled, name, value) in major.into_iter().chain(minor) {
            let slot = match Part::spelled(&spelled) {
                Some(Part::Code) => &mut self.code,
                Some(Part::Message) => &mut self.message,
                Some(Part::RequestId) => &mut self.request_id,
                None => match spelled.as_str() {
                    "hostid" => &mut self.host_id,
                    "recommend" => &mut self.recommend,
                    "error" | "errorresponse" | "response" => {
                        match value {
                            Value::Object(inner) => self.read(inner),
                            Value::String(message) if self.message.is_none() => self.message = Some(message),
                            other => {
                                self.extra.insert(name, other);
                            }
                        }
                        continue;
                    }
                    _ => {
                        self.extra.insert(name, value);
                        continue;
                    }
                },
            };
            match scalar(&value).filter(|_| slot.is_none()) {
                Some(text) => *slot = Some(text).filter(|text| !text.is_empty()),
                None if value.is_null() => {}
                None => {
                    self.extra.insert(name, value);
                }
            }
        }
    }
}

/// What nearly every refusal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Code,
    Message,
    RequestId,
}

impl Part {
    /// What a name of this [`spelling`] stands for. Those with `asapi` in front are an ASAPI gateway's own.
    pub(crate) fn spelled(spelling: &str) -> Option<Self> {
        match spelling.strip_prefix("asapi").unwrap_or(spelling) {
            "code" | "errorcode" | "errcode" => Some(Self::Code),
            "message" | "errormessage" | "errmessage" | "errmsg" | "msg" => Some(Self::Message),
            "requestid" => Some(Self::RequestId),
            _ => None,
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "status {}", self.status)?;
        if let Some(code) = &self.code {
            write!(formatter, ", {code}")?;
        }
        if let Some(message) = &self.message {
            write!(formatter, ": {message}")?;
        }
        if let Some(request_id) = &self.request_id {
            write!(formatter, " (request id {request_id})")?;
        }
        Ok(())
    }
}

impl std::error::Error for ServiceError {}

/// Whether a code is that of a success, or none at all: some services give one with each answer.
pub(crate) fn means_success(code: &Value) -> bool {
    match code {
        Value::Number(number) => number.as_u64().is_some_and(|number| number == 0 || (200..300).contains(&number)),
        Value::String(code) => {
            let number = code.parse().is_ok_and(|number: u16| number == 0 || (200..300).contains(&number));
            number || ["", "ok", "success", "succeeded", "successful", "accepted"].iter().any(|word| code.eq_ignore_ascii_case(word))
        }
        _ => true,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// A name without what its spellings differ in.
pub(crate) fn spelling(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a text is a web page, such as a proxy's.
pub(crate) fn is_page(text: &str) -> bool {
    let mut text = text.trim_start_matches('\u{feff}').trim_start();
    // What may be in front of it, of XHTML and of what editors write.
    while let Some(rest) = [("<?", "?>"), ("<!--", "-->")].iter().find_map(|(begin, end)| text.strip_prefix(begin)?.split_once(end)) {
        text = rest.1.trim_start();
    }
    ["<html", "<!doctype html"].iter().any(|start| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start)))
}

/// The words of a text or of a web page, not too many of them.
fn plain(text: &str) -> String {
    let mut words = String::new();
    let mut tag = false;
    for c in text.chars().take(4096) {
        match c {
            '<' if text.starts_with('<') => tag = true,
            '>' if tag => {
                tag = false;
                words.push(' ');
            }
            _ if tag => {}
            c if c.is_control() => words.push(' '),
            c => words.push(c),
        }
    }
    shortened(&words.split_whitespace().collect::<Vec<_>>().join(" "), 200)
}
