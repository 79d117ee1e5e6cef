//! Bytes become calls of a mock: each byte is a choice, and what was answered before is what later calls speak of.

use std::time::Duration;

use ack_client::clusters::CreateClusterInput;
use ack_client::wire::serde_json::{Map, Value};
use ack_client::wire::{Body, Field, Input, Kind, Location, Operation};
use ack_mock::{Mock, VirtualClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// So many texts of answers are remembered.
const REMEMBERED: usize = 64;

/// How deep values are.
const DEPTH: usize = 4;

struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
    /// Texts that were answered, such as ids.
    texts: Vec<String>,
}

impl Choices<'_> {
    fn byte(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or_default()
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(usize::from(self.byte()) % all.len()) }
    }

    fn text(&mut self) -> String {
        const ODD: [&str; 8] = ["", "0", "default", "running", "é", "a/b", "null", "2026-01-01T00:00:00Z"];
        let texts = std::mem::take(&mut self.texts);
        let known = if self.byte() < 200 { self.one_of(&texts).cloned() } else { None };
        self.texts = texts;
        known.unwrap_or_else(|| self.one_of(&ODD).copied().unwrap_or_default().to_owned())
    }

    fn value(&mut self, kind: &Kind, depth: usize) -> Value {
        match kind {
            // Once in a while of another kind.
            _ if self.byte() > 250 => {
                self.one_of(&[Value::Null, 7.into(), "x".into(), Value::Array(Vec::new())]).cloned().unwrap_or_default()
            }
            Kind::Boolean => self.byte().is_multiple_of(2).into(),
            Kind::Integer | Kind::Long => self.one_of(&[0, 1, 2, 3, 10, -1, i64::MAX, i64::MIN]).copied().into(),
            Kind::Number => self.one_of(&[0.0, 1.5, -1.0, 1e300]).copied().into(),
            Kind::Enum(values) => self.one_of(values).copied().into(),
            Kind::List(item) if depth < DEPTH => (0..self.byte() % 3).map(|_| self.value(item, depth + 1)).collect(),
            Kind::Map(item) if depth < DEPTH => {
                (0..self.byte() % 3).map(|_| (self.text(), self.value(item, depth + 1))).collect::<Map<_, _>>().into()
            }
            Kind::Json(inner) => self.value(inner, depth + 1).to_string().into(),
            Kind::Record(schema) if depth < DEPTH => self.fields(schema.fields, depth + 1).into(),
            Kind::List(_) => Value::Array(Vec::new()),
            Kind::Map(_) | Kind::Record(_) => Value::Object(Map::new()),
            _ => self.text().into(),
        }
    }

    /// What is needed, and some of the rest.
    fn fields(&mut self, fields: &[Field], depth: usize) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            if field.required || self.byte() < 60 {
                object.insert(field.name.to_owned(), self.value(&field.kind, depth));
            }
        }
        object
    }

    fn learn(&mut self, answer: &Value) {
        match answer {
            Value::String(text) if !text.is_empty() && text.len() < 80 && !self.texts.contains(text) => {
                // Those that were answered first, such as ids of what was made, are of more use than what came of them.
                if self.texts.len() < REMEMBERED {
                    self.texts.push(text.clone());
                } else {
                    let at = usize::from(self.byte()) % REMEMBERED;
                    self.texts[at].clone_from(text);
                }
            }
            Value::Array(items) => items.iter().take(4).for_each(|item| self.learn(item)),
            Value::Object(fields) => fields.values().for_each(|value| self.learn(value)),
            _ => {}
        }
    }

    /// A call as it goes over the wire.
    fn call(&mut self, operation: &Operation) -> Vec<u8> {
        let (mut path, mut query, mut body) = (operation.path.to_owned(), Vec::new(), Map::new());
        let encoded = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let written = |value: &Value| encoded(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str());
        for (name, value) in self.fields(operation.input.fields, 0) {
            match operation.input.field(&name).map(|field| field.location) {
                Some(Location::Path) => path = path.replace(&format!("{{{name}}}"), &written(&value)),
                Some(Location::Query) => query.push(format!("{name}={}", written(&value))),
                Some(Location::Body) => drop(body.insert(name, value)),
                _ => {}
            }
        }
        let body = match operation.body {
            Body::None => String::new(),
            Body::Fields => Value::Object(body).to_string(),
            Body::Value(name) => body.remove(name).unwrap_or_default().to_string(),
        };
        let method = operation.methods.first().copied().unwrap_or("GET");
        let head = format!("{method} {path}?{} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n", query.join("&"));
        format!("{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
}

/// Makes the calls; answers how many succeeded.
pub fn are_answered(bytes: &[u8]) -> usize {
    let clock = VirtualClock::at("2026-01-01T00:00:00Z".parse().expect("it is a time"));
    let mock = Mock::builder().authentication(false).clock(clock).start_blocking().expect("a mock starts");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime starts");
    let service = <CreateClusterInput as Input>::service();
    let mut choices = Choices { bytes: bytes.iter(), texts: Vec::new() };
    let mut succeeded = 0;
    while choices.bytes.len() > 0 {
        let Some(operation) = choices.one_of(service.operations) else { break };
        mock.clock().advance(Duration::from_secs(u64::from(choices.byte()) * 10));
        let call = choices.call(operation);
        let answer = runtime.block_on(async {
            let (mut near, far) = tokio::io::duplex(1 << 20);
            let caller = async {
                near.write_all(&call).await.expect("it is read");
                let mut answer = Vec::new();
                near.read_to_end(&mut answer).await.expect("it is answered");
                answer
            };
            tokio::join!(caller, mock.serve(far)).0
        });
        let text = String::from_utf8(answer).expect("it is a text");
        let status = text.get(9..12).and_then(|status| status.parse::<u16>().ok()).unwrap_or_default();
        assert!((200..500).contains(&status), "{}\nis answered with\n{text}", String::from_utf8_lossy(&call));
        succeeded += usize::from(status < 300);
        if let Some((_, body)) = text.split_once("\r\n\r\n") {
            choices.learn(&ack_client::wire::serde_json::from_str(body).unwrap_or_default());
        }
    }
    // What calls have made of it is what a mock takes.
    mock.restore(&mock.snapshot()).expect("its own snapshot fits");
    succeeded
}
