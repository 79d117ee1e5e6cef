//! Each file of `stories/` is a test: calls of the generated client to the generated mock, over HTTP, and what comes of
//! them. A story is told twice, from the same seed: every answer has to be the same, to the letter. The second time it
//! moves before every step: a snapshot is restored in another mock, where it goes on.
//!
//! A step is one of
//!
//! - `call: OPERATION` with its input `with`; then `expect`, of which the answer has to have everything (`~` is nothing),
//!   or `refused`, the code of the error, `says`, its message, and `recommends`, what it recommends; `save` names paths of the answer, and `{name}` stands for them in later steps;
//!   `as` is another access key;
//! - `advance: SECONDS`, on the mock's clock;
//! - `fail_next: { RESOURCE: STATE }`, the next transition of such a thing to that state fails;
//! - `seed: RESOURCE` with its fields `with` and what it belongs to, by parameters, `in`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::{fs, io};

use ack_client::wire::serde_json::{Map, Value};
use ack_client::{Client, Credentials};
use ack_mock::{AccessKey, Mock, VirtualClock};
use ackgen_tests::operations::{self, Calls};
use libtest_mimic::{Arguments, Failed, Trial};

/// When every story begins.
const BEGINNING: &str = "2026-01-01T00:00:00Z";

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories");
    let stories = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>());
    let mut stories = stories.expect("the stories can be listed");
    stories.sort();
    let trials = stories.into_iter().map(|path| {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Trial::test(name, move || {
            let story = read(&path)?;
            let (first, second) = (tell(&story, false)?, tell(&story, true)?);
            match first.iter().zip(&second).find(|(first, second)| first != second) {
                Some((first, second)) => Err(format!("told again, from mock to mock, it is another story:\n{first:#}\n{second:#}").into()),
                None => Ok(()),
            }
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn read(path: &Path) -> Result<Value, Failed> {
    Ok(serde_saphyr::from_str(&fs::read_to_string(path)?)?)
}

/// Tells a story; answers everything that was answered.
fn tell(story: &Value, moves: bool) -> Result<Vec<Value>, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut teller = Teller::new(BEGINNING, 7).await?;
        let mut saved = BTreeMap::new();
        let mut answers = Vec::new();
        for (index, step) in story.as_array().into_iter().flatten().enumerate() {
            let step = filled(step, &saved);
            if moves {
                teller = teller.moved().await?;
            }
            let failed = |message: String| Failed::from(format!("step {}: {message}\n{step:#}", index + 1));
            answers.push(teller.step(&step, &mut saved).await.map_err(failed)?);
        }
        Ok(answers)
    })
}

struct Teller {
    mock: Mock,
    clock: VirtualClock,
}

impl Teller {
    async fn new(time: &str, seed: u64) -> Result<Self, Failed> {
        let clock = VirtualClock::at(time.parse()?);
        let keys = ["main", "other"].map(|key| AccessKey::new(key, "secret"));
        let builder = keys.into_iter().fold(Mock::builder(), |builder, key| builder.access_key(key));
        Ok(Self { mock: builder.clock(clock.clone()).seed(seed).start().await?, clock })
    }

    /// Another mock, which has everything as it is here; by way of a text, as a file would hold it.
    async fn moved(&self) -> Result<Self, Failed> {
        let text = self.mock.snapshot().to_string();
        let other = Self::new("1999-01-01T00:00:00Z", 8).await?;
        other.mock.restore(&text.parse()?)?;
        match other.mock.snapshot() == self.mock.snapshot() {
            true => Ok(other),
            false => Err("a snapshot of what was restored is another one".into()),
        }
    }

    async fn step(&self, step: &Value, saved: &mut BTreeMap<String, String>) -> Result<Value, String> {
        let with = step.get("with").cloned().unwrap_or_else(|| Map::new().into());
        if let Some(operation) = step["call"].as_str() {
            return self.call(operation, with, step, saved).await;
        }
        if let Some(seconds) = step["advance"].as_u64() {
            self.clock.advance(Duration::from_secs(seconds));
            return Ok(Value::Null);
        }
        if let Some(resource) = step["seed"].as_str() {
            let parameters = step.get("in").cloned().unwrap_or_else(|| Map::new().into());
            return self.mock.seed(resource, parameters, with).map_err(|refusal| refusal.to_string());
        }
        for (resource, state) in step["fail_next"].as_object().ok_or("this is no step")? {
            let state = state.as_str().ok_or("a state is a text")?;
            self.mock.fail_next(resource, state).map_err(|refusal| refusal.to_string())?;
        }
        Ok(Value::Null)
    }

    async fn call(&self, operation: &str, input: Value, step: &Value, saved: &mut BTreeMap<String, String>) -> Result<Value, String> {
        let key = step["as"].as_str().unwrap_or("main");
        let client = Client::builder()
            .endpoint(self.mock.url())
            .no_proxy()
            .region("cn-beijing")
            .credentials(Credentials::new(key, "secret"))
            .build();
        let client = client.map_err(|error| error.to_string())?;
        let erased = operations::all().into_iter().find(|erased| erased.operation.name == operation).ok_or("there is no such operation")?;
        let Calls::Main(call) = erased.call else { return Err("a story calls the main service".to_owned()) };
        match (call(&client, input).await, step["refused"].as_str()) {
            (Ok(answer), None) => {
                if let Some(expected) = step.get("expect") {
                    fits(&answer, expected, "").map_err(|problem| format!("{problem}\nanswered was {answer:#}"))?;
                }
                for (name, path) in step["save"].as_object().into_iter().flatten() {
                    let pointer = format!("/{}", path.as_str().unwrap_or_default().replace('.', "/"));
                    let value =
                        answer.pointer(&pointer).and_then(Value::as_str).ok_or_else(|| format!("there is no {path} in {answer:#}"))?;
                    saved.insert(name.clone(), value.to_owned());
                }
                Ok(answer)
            }
            (Err(error), Some(code)) if error.code() == Some(code) => {
                let recommends = error.service_error().and_then(|error| error.recommend.as_deref());
                match (step["says"].as_str(), step["recommends"].as_str()) {
                    (Some(message), _) if error.message() != message => Err(format!("the message is {:?}", error.message())),
                    (_, wanted @ Some(_)) if recommends != wanted => Err(format!("it recommends {recommends:?}")),
                    _ => Ok(error.message().into()),
                }
            }
            (Err(error), _) => Err(error.to_string()),
            (Ok(answer), Some(_)) => Err(format!("it was not refused, but answered {answer:#}")),
        }
    }
}

/// Whether an answer has everything that is expected; lists have the same length.
fn fits(answer: &Value, expected: &Value, at: &str) -> Result<(), String> {
    match (answer, expected) {
        (_, Value::Object(expected)) => {
            for (name, expected) in expected {
                fits(answer.get(name).unwrap_or(&Value::Null), expected, &format!("{at}/{name}"))?;
            }
            Ok(())
        }
        (Value::Array(items), Value::Array(expected)) if items.len() == expected.len() => {
            items.iter().zip(expected).enumerate().try_for_each(|(index, (item, expected))| fits(item, expected, &format!("{at}/{index}")))
        }
        _ if answer == expected => Ok(()),
        _ => Err(format!("{at} is {answer}, not {expected}")),
    }
}

/// A step with what was saved in place of the names in braces.
fn filled(value: &Value, saved: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => saved.iter().fold(text.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value)).into(),
        Value::Array(items) => items.iter().map(|item| filled(item, saved)).collect(),
        Value::Object(fields) => {
            let filled_key =
                |name: &String| saved.iter().fold(name.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
            fields.iter().map(|(name, value)| (filled_key(name), filled(value, saved))).collect()
        }
        other => other.clone(),
    }
}
