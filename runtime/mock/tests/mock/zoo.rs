//! Two invented services: a zoo that is called by path, and its gate that is called by name.

use std::future::ready;

use ackgen_mock::wire::{
    Body, CredentialPaths, Extra, Field, Idempotency, Input, Kind, Limit, Location, Operation, Response, Schema, Secret, Service,
    ServiceStyle, record,
};
use ackgen_mock::{Answer, Gateway, Handler, Refusal, Reply, Request};
use serde_json::Value;

static ANIMAL: Schema = Schema::new(
    "Animal",
    &[
        Field::new("animal_id", Kind::String),
        Field::new("name", Kind::String),
        Field::new("legs", Kind::Long),
        Field::new("request_id", Kind::String),
        Field::new("password", Kind::Secret),
    ],
);
static MEAL: Schema = Schema::new("Meal", &[Field::new("food", Kind::String).required()]);
static LOG: Schema = Schema::new("Log", &[Field::new("animal_id", Kind::String), Field::new("text", Kind::String)]);
static LIST: Schema =
    Schema::new("ListAnimalsOutput", &[Field::new("animals", Kind::List(&Kind::Record(&ANIMAL))), Field::new("page_size", Kind::Long)]);

static LIST_INPUT: Schema = Schema::new(
    "ListAnimalsInput",
    &[
        Field::new("page_size", Kind::Integer).at(Location::Query).limits(&[Limit::Min(1), Limit::Max(100)]),
        Field::new("kinds", Kind::List(&Kind::String)).at(Location::Query),
    ],
);
static CREATE_INPUT: Schema = Schema::new(
    "CreateAnimalInput",
    &[
        Field::new("name", Kind::String).required().limits(&[Limit::MaxLength(10)]),
        Field::new("legs", Kind::Integer).limits(&[Limit::Min(0)]),
        Field::new("coat", Kind::Enum(&["fur", "feathers"])),
        Field::new("coats", Kind::List(&Kind::Enum(&["fur", "feathers"]))),
        Field::new("password", Kind::Secret).limits(&[Limit::MinLength(8)]),
        Field::new("gear", Kind::List(&Kind::Record(&GEAR))),
        Field::new("tag", Kind::Record(&GEAR)),
    ],
);
static GEAR: Schema =
    Schema::new("Gear", &[Field::new("name", Kind::String), Field::new("config", Kind::Json(&Kind::Any)), Field::new("pin", Kind::Secret)]);
static ANIMAL_ID: Field = Field::new("AnimalId", Kind::String).at(Location::Path).required();
static ONE_INPUT: Schema = Schema::new("GetAnimalInput", &[Field { ..ANIMAL_ID }]);
static FEED_INPUT: Schema =
    Schema::new("FeedAnimalInput", &[Field { ..ANIMAL_ID }, Field::new("meals", Kind::List(&Kind::Record(&MEAL))).required()]);
static LOGS_INPUT: Schema = Schema::new("ListLogsInput", &[Field { ..ANIMAL_ID }]);
static OLDEST_INPUT: Schema = Schema::new("GetOldestInput", &[]);
static SING_INPUT: Schema = Schema::new("SingInput", &[]);
static WHISPER_INPUT: Schema = Schema::new(
    "WhisperInput",
    &[Field::new("Word", Kind::Secret).at(Location::Path).required(), Field::new("type", Kind::String).at(Location::Query).called("kind")],
);

const fn operation(
    name: &'static str,
    methods: &'static [&'static str],
    path: &'static str,
    input: &'static Schema,
    kind: Option<Kind>,
) -> Operation {
    Operation {
        name,
        methods,
        path,
        idempotency: Idempotency::ReadOnly,
        input,
        body: Body::None,
        response: Response { statuses: &[200], kind, text: false, placeholder: None },
        pagination: None,
        credentials: None,
    }
}

static LIST_ANIMALS: Operation = operation("ListAnimals", &["GET"], "/animals", &LIST_INPUT, Some(Kind::Record(&LIST)));
static CREATE_ANIMAL: Operation = Operation {
    body: Body::Fields,
    response: Response { statuses: &[201, 200], kind: Some(Kind::Record(&ANIMAL)), text: false, placeholder: None },
    ..operation("CreateAnimal", &["POST", "PUT"], "/animals", &CREATE_INPUT, None)
};
static GET_ANIMAL: Operation = operation("GetAnimal", &["GET"], "/animals/{AnimalId}", &ONE_INPUT, Some(Kind::Record(&ANIMAL)));
static GET_OLDEST: Operation = operation("GetOldest", &["GET"], "/animals/oldest", &OLDEST_INPUT, Some(Kind::Record(&ANIMAL)));
static FEED_ANIMAL: Operation = Operation {
    body: Body::Value("meals"),
    response: Response { statuses: &[202], kind: None, text: false, placeholder: None },
    ..operation("FeedAnimal", &["POST"], "/animals/{AnimalId}/meals", &FEED_INPUT, None)
};
static LIST_LOGS: Operation = Operation {
    response: Response { statuses: &[200], kind: Some(Kind::List(&Kind::Record(&LOG))), text: false, placeholder: Some("data") },
    ..operation("ListLogs", &["GET"], "/animals/{AnimalId}/logs", &LOGS_INPUT, None)
};
static SING: Operation = Operation {
    response: Response { statuses: &[200], kind: Some(Kind::String), text: true, placeholder: None },
    ..operation("Sing", &["GET"], "/song", &SING_INPUT, None)
};
static WHISPER: Operation = operation("Whisper", &["GET"], "/words/{Word}/whisper", &WHISPER_INPUT, None);

pub static ZOO: Service = Service {
    name: "zoo",
    product: "Zoo",
    version: "2020-01-01",
    style: ServiceStyle::Roa,
    operations: &[&LIST_ANIMALS, &CREATE_ANIMAL, &GET_ANIMAL, &GET_OLDEST, &FEED_ANIMAL, &LIST_LOGS, &SING, &WHISPER],
};

/// Answers examples; breaks down on demand.
pub struct Zoo;

impl Handler for Zoo {
    fn service(&self) -> &'static Service {
        &ZOO
    }

    fn gateways(&self) -> &'static [Gateway] {
        &[
            Gateway { name: "plain", path: "", style: ServiceStyle::Roa },
            Gateway { name: "prefixed", path: "/roa", style: ServiceStyle::Roa },
            Gateway { name: "named", path: "/asapi/v3", style: ServiceStyle::Rpc },
        ]
    }

    fn answer<'a>(&'a self, request: &'a Request) -> Answer<'a> {
        const ANIMAL: &str =
            r#"{ "animal_id": "a-0", "name": "Ada", "legs": 4, "request_id": "of the example", "password": "of the example" }"#;
        let example = match request.operation().name {
            "ListAnimals" => r#"{ "animals": [{ "animal_id": "a-0", "name": "Ada" }], "page_size": 10 }"#,
            "FeedAnimal" | "Whisper" => "null",
            "ListLogs" => r#"[{ "animal_id": "a-0", "text": "woke up" }, { "animal_id": "a-0", "text": "slept" }]"#,
            "Sing" => return Box::pin(async { Ok("tra la".into()) }),
            _ => ANIMAL,
        };
        Box::pin(async move {
            match request.input()["AnimalId"].as_str() {
                Some("bomb") => panic!("it went off"),
                Some("teapot") => Err(Refusal::new(418, "Teapot", "short and stout").retry_after(std::time::Duration::from_millis(1500))),
                Some("odd") => Err(Refusal::new(200, "Odd", "no error at all")),
                Some("tenant") => Ok(Value::from_iter([("name", request.tenant())]).into()),
                _ => request.documented::<Value>(example).map(Into::into),
            }
        })
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenGateInput {
    pub who: String,
    pub keys: Vec<String>,
    pub code: Option<Secret>,
    pub extra: Extra,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenGateOutput {
    pub who: String,
    pub pass: Option<Pass>,
    pub extra: Extra,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pass {
    pub id: String,
    pub secret: Option<Secret>,
    pub token: Option<Secret>,
    pub until: Option<String>,
    pub extra: Extra,
}

static PASS: Schema = Schema::new(
    "Pass",
    &[
        Field::new("Id", Kind::String),
        Field::new("Secret", Kind::Secret),
        Field::new("Token", Kind::Secret),
        Field::new("Until", Kind::Timestamp),
    ],
);
static GATE_INPUT: Schema = Schema::new(
    "OpenGateInput",
    &[
        Field::new("Who", Kind::String).at(Location::Query).required().limits(&[Limit::MinLength(2)]),
        Field::new("Keys", Kind::List(&Kind::String)).at(Location::Query),
        Field::new("Code", Kind::Secret).at(Location::Query),
    ],
);
static GATE_OUTPUT: Schema = Schema::new("OpenGateOutput", &[Field::new("Who", Kind::String), Field::new("Pass", Kind::Record(&PASS))]);
static OPEN_GATE: Operation = Operation {
    credentials: Some(CredentialPaths {
        access_key_id: "Pass.Id",
        access_key_secret: "Pass.Secret",
        security_token: "Pass.Token",
        expires: "Pass.Until",
        role: None,
    }),
    ..operation("OpenGate", &["POST", "GET"], "/", &GATE_INPUT, Some(Kind::Record(&GATE_OUTPUT)))
};
static GATE: Service = Service { name: "gate", product: "Gate", version: "1", style: ServiceStyle::Rpc, operations: &[&OPEN_GATE] };
const GATEWAYS: &[Gateway] = &[Gateway { name: "plain", path: "", style: ServiceStyle::Rpc }];

record!(OpenGateInput: GATE_INPUT { who: "Who", keys: "Keys", code: "Code" });
record!(OpenGateOutput: GATE_OUTPUT { who: "Who", pass: "Pass" });
record!(Pass: PASS { id: "Id", secret: "Secret", token: "Token", until: "Until" });

impl Input for OpenGateInput {
    type Output = OpenGateOutput;
    const OPERATION: &'static Operation = &OPEN_GATE;

    fn service() -> &'static Service {
        &GATE
    }
}

/// What generated code looks like.
#[allow(unused_variables)]
pub trait Gate: Send + Sync + 'static {
    fn open_gate(&self, request: &Request, input: OpenGateInput) -> impl Future<Output = Reply<OpenGateOutput>> + Send {
        ready(request.documented(r#"{ "Who": "example", "Pass": { "Id": "example" } }"#))
    }
}

ackgen_mock::service! {
    Gate: GATE, GATEWAYS {
        "OpenGate" => open_gate,
    }
}
