//! A small service, described the way generated code describes one.
#![allow(dead_code)]

use std::collections::BTreeMap;

use ackgen_wire as wire;
use wire::{
    Body, Extra, Field, Idempotency, Input, Json, Kind, Limit, Location, Operation, Response, Schema, Secret, Service, ServiceStyle,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    Initial,
    Running,
    Unknown(String),
}
wire::open_enum!(State { Initial = "initial", Running = "running" });

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Disk {
    pub category: String,
    pub size: Option<i64>,
    pub encrypted: Option<bool>,
    pub extra: Extra,
}
pub static DISK: Schema = Schema::new(
    "Disk",
    &[
        Field::new("category", Kind::String).required(),
        Field::new("size", Kind::Long).limits(&[Limit::Min(20), Limit::Max(500)]),
        Field::new("encrypted", Kind::Boolean),
    ],
);
wire::record!(Disk: DISK { category: "category", size: "size", encrypted: "encrypted" });

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thing {
    pub name: String,
    pub state: State,
    pub ratio: Option<f64>,
    pub count: i64,
    pub tags: Vec<String>,
    pub disks: Option<Vec<Disk>>,
    pub labels: Option<BTreeMap<String, String>>,
    pub password: Option<Secret>,
    pub meta: Option<Json<Disk>>,
    pub r#type: Option<String>,
    pub any: Option<wire::serde_json::Value>,
    pub extra: Extra,
}
pub static THING: Schema = Schema::new(
    "Thing",
    &[
        Field::new("name", Kind::String),
        Field::new("state", Kind::Enum(State::VALUES)),
        Field::new("ratio", Kind::Number),
        Field::new("count", Kind::Long),
        Field::new("tags", Kind::List(&Kind::String)),
        Field::new("disks", Kind::List(&Kind::Record(&DISK))),
        Field::new("labels", Kind::Map(&Kind::String)),
        Field::new("password", Kind::Secret),
        Field::new("meta", Kind::Json(&Kind::Record(&DISK))),
        Field::new("type", Kind::String),
        Field::new("any", Kind::Any),
    ],
);
wire::record!(Thing: THING {
    name: "name", state: "state", ratio: "ratio", count: "count", tags: "tags", disks: "disks", labels: "labels",
    password: "password", meta: "meta", r#type: "type", any: "any",
});

#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdateThing {
    pub id: String,
    pub ids: Option<Vec<String>>,
    pub zones: Option<Vec<String>>,
    pub dry_run: Option<bool>,
    pub page: Option<i64>,
    pub caller: Option<String>,
    pub name: Option<String>,
    pub disks: Option<Vec<Disk>>,
    pub extra: Extra,
}
pub static UPDATE_THING: Schema = Schema::new(
    "UpdateThing",
    &[
        Field::new("ThingId", Kind::String).at(Location::Path).required(),
        Field::new("ids", Kind::List(&Kind::String)).at(Location::Query),
        Field::new("zones", Kind::List(&Kind::String)).at(Location::Query).comma(),
        Field::new("DryRun", Kind::Boolean).at(Location::Query),
        Field::new("page", Kind::Long).at(Location::Query),
        Field::new("x-caller", Kind::String).at(Location::Header),
        Field::new("name", Kind::String),
        Field::new("disks", Kind::List(&Kind::Record(&DISK))),
    ],
);
wire::record!(UpdateThing: UPDATE_THING {
    id: "ThingId", ids: "ids", zones: "zones", dry_run: "DryRun", page: "page", caller: "x-caller", name: "name", disks: "disks",
});

pub static THINGS: Service =
    Service { name: "things", product: "Things", version: "2015-12-15", style: ServiceStyle::Roa, operations: &[&UPDATE, &PUT_DISKS] };
pub static RPC_THINGS: Service =
    Service { name: "rpc", product: "Rpc", version: "2015-04-01", style: ServiceStyle::Rpc, operations: &[&UPDATE] };

pub const fn operation(name: &'static str, path: &'static str, input: &'static Schema, body: Body, response: Response) -> Operation {
    Operation {
        name,
        methods: &["POST"],
        path,
        idempotency: Idempotency::NotIdempotent,
        input,
        body,
        response,
        pagination: None,
        credentials: None,
    }
}

pub const fn response(kind: Option<Kind>, text: bool, placeholder: Option<&'static str>) -> Response {
    Response { statuses: &[200], kind, text, placeholder }
}

pub static UPDATE: Operation =
    operation("UpdateThing", "/things/{ThingId}", &UPDATE_THING, Body::Fields, response(Some(Kind::Record(&THING)), false, None));

impl Input for UpdateThing {
    type Output = Thing;
    const OPERATION: &'static Operation = &UPDATE;
    fn service() -> &'static Service {
        &THINGS
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct PutDisks {
    pub disks: Vec<Disk>,
    pub extra: Extra,
}
pub static PUT_DISKS_INPUT: Schema =
    Schema::new("PutDisks", &[Field::new("disks", Kind::List(&Kind::Record(&DISK))).required().placeholder("body")]);
wire::record!(PutDisks: PUT_DISKS_INPUT { disks: "disks" });
pub static PUT_DISKS: Operation = operation(
    "PutDisks",
    "/disks",
    &PUT_DISKS_INPUT,
    Body::Value("disks"),
    response(Some(Kind::List(&Kind::Record(&DISK))), false, Some("data")),
);
impl Input for PutDisks {
    type Output = Vec<Disk>;
    const OPERATION: &'static Operation = &PUT_DISKS;
    fn service() -> &'static Service {
        &THINGS
    }
}

/// An input of a service that is called by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assume {
    pub role: String,
    pub disks: Option<Vec<Disk>>,
    pub extra: Extra,
}
pub static ASSUME_INPUT: Schema = Schema::new(
    "Assume",
    &[
        Field::new("RoleArn", Kind::String).at(Location::Query).required(),
        Field::new("Disk", Kind::List(&Kind::Record(&DISK))).at(Location::Query),
    ],
);
wire::record!(Assume: ASSUME_INPUT { role: "RoleArn", disks: "Disk" });
pub static ASSUME: Operation = operation("Assume", "/", &ASSUME_INPUT, Body::None, response(None, false, None));
impl Input for Assume {
    type Output = ();
    const OPERATION: &'static Operation = &ASSUME;
    fn service() -> &'static Service {
        &RPC_THINGS
    }
}
