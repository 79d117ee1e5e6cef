//! An invented service, as generated code would declare it: a library with books, and a desk that gives out passes.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ackgen_client::wire::http;
use ackgen_client::wire::{
    Body, CredentialPaths, Extra, Field, Idempotency, Input, Kind, Limit, Location, Operation, Pagination, Response, RoleParameters,
    Schema, Secret, Service, ServiceStyle, record,
};
use ackgen_client::{Builder, Call, Credentials, MemoryTransport, Reply, SeededRandom, VirtualTime, call, credentials, paged};

pub static LIBRARY: Service = Service {
    name: "library",
    product: "Lib",
    version: "2020-02-02",
    style: ServiceStyle::Roa,
    operations: &[&GET_BOOK, &LIST_BOOKS, &ADD_BOOK, &DELETE_BOOK, &RENAME_BOOK],
};

pub static DESK: Service =
    Service { name: "desk", product: "Desk", version: "2021-01-01", style: ServiceStyle::Rpc, operations: &[&OPEN_DESK] };

ackgen_client::client! {
    /// A client of the library.
    Library: crate::library::LIBRARY, endpoint: "https://library.{region}.{domain}", roles: crate::library::Desk
}

ackgen_client::client! {
    /// A client of the desk.
    Desk: crate::library::DESK, roles: crate::library::Desk
}

const fn operation(name: &'static str, methods: &'static [&'static str], path: &'static str, input: &'static Schema) -> Operation {
    Operation {
        name,
        methods,
        path,
        idempotency: Idempotency::ReadOnly,
        input,
        body: Body::None,
        response: Response { statuses: &[200], kind: Some(Kind::Record(&BOOK)), text: false, placeholder: None },
        pagination: None,
        credentials: None,
    }
}

static GET_BOOK: Operation = operation("GetBook", &["GET"], "/books/{BookId}", &GET_BOOK_INPUT);
static READ_BOOK: Operation = Operation {
    response: Response { statuses: &[200], kind: Some(Kind::Secret), text: true, placeholder: None },
    ..operation("ReadBook", &["GET"], "/books/{BookId}/text", &READ_BOOK_INPUT)
};
static LIST_BOOKS: Operation = Operation {
    response: Response { statuses: &[200], kind: Some(Kind::Record(&LIST_BOOKS_OUTPUT)), text: false, placeholder: None },
    pagination: Some(Pagination { page: "page", size: "size", items: "books", total: Some("count"), next: None }),
    ..operation("ListBooks", &["GET"], "/books", &LIST_BOOKS_INPUT)
};
static ADD_BOOK: Operation =
    Operation { idempotency: Idempotency::NotIdempotent, body: Body::Fields, ..operation("AddBook", &["POST"], "/books", &ADD_BOOK_INPUT) };
static DELETE_BOOK: Operation = Operation {
    idempotency: Idempotency::Idempotent,
    response: Response { statuses: &[204], kind: None, text: false, placeholder: None },
    ..operation("DeleteBook", &["DELETE"], "/books/{BookId}", &GET_BOOK_INPUT)
};
/// Each change of a title is noted in the catalogue.
static RENAME_BOOK: Operation =
    Operation { idempotency: Idempotency::NotIdempotent, ..operation("RenameBook", &["PUT"], "/books/{BookId}", &GET_BOOK_INPUT) };
static OPEN_DESK: Operation = Operation {
    idempotency: Idempotency::Idempotent,
    response: Response { statuses: &[200], kind: Some(Kind::Record(&OPEN_DESK_OUTPUT)), text: false, placeholder: None },
    credentials: Some(CredentialPaths {
        access_key_id: "Pass.Id",
        access_key_secret: "Pass.Key",
        security_token: "Pass.Token",
        expires: "Pass.Until",
        role: Some(RoleParameters { role: "Name", session_name: None, duration: Some("Seconds"), policy: None }),
    }),
    ..operation("OpenDesk", &["POST"], "/", &OPEN_DESK_INPUT)
};

static BOOK: Schema =
    Schema::new("Book", &[Field::new("id", Kind::String), Field::new("title", Kind::String), Field::new("state", Kind::String)]);
static GET_BOOK_INPUT: Schema = Schema::new("GetBookInput", &[Field::new("BookId", Kind::String).at(Location::Path).required()]);
static READ_BOOK_INPUT: Schema = Schema::new("ReadBookInput", &[Field::new("BookId", Kind::String).at(Location::Path).required()]);
static LIST_BOOKS_INPUT: Schema = Schema::new(
    "ListBooksInput",
    &[Field::new("page", Kind::Long).at(Location::Query), Field::new("size", Kind::Long).at(Location::Query)],
);
static LIST_BOOKS_OUTPUT: Schema =
    Schema::new("ListBooksOutput", &[Field::new("books", Kind::List(&Kind::Record(&BOOK))), Field::new("count", Kind::Long)]);
static ADD_BOOK_INPUT: Schema = Schema::new(
    "AddBookInput",
    &[
        Field::new("title", Kind::String).required().limits(&[Limit::MaxLength(12)]),
        Field::new("copies", Kind::Long).limits(&[Limit::Min(1), Limit::Max(9)]),
        Field::new("lock_code", Kind::Secret).limits(&[Limit::MinLength(4)]),
    ],
);
static OPEN_DESK_INPUT: Schema = Schema::new(
    "OpenDeskInput",
    &[Field::new("Name", Kind::String).at(Location::Query), Field::new("Seconds", Kind::Long).at(Location::Query)],
);
static OPEN_DESK_OUTPUT: Schema = Schema::new("OpenDeskOutput", &[Field::new("Pass", Kind::Record(&PASS))]);
static PASS: Schema = Schema::new(
    "Pass",
    &[
        Field::new("Id", Kind::String),
        Field::new("Key", Kind::Secret),
        Field::new("Token", Kind::Secret),
        Field::new("Until", Kind::Timestamp),
    ],
);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    pub id: String,
    pub title: Option<String>,
    pub state: Option<String>,
    pub extra: Extra,
}
record!(Book: BOOK { id: "id", title: "title", state: "state" });

/// An operation: its input, and the builder that wraps a call of it.
macro_rules! declare {
    ($call:ident { $input:ident: $schema:path, $table:ident of $service:ident -> $output:ty } { $($field:ident: $type:ty = $name:literal),* }) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $input {
            $(pub $field: $type,)*
            pub extra: Extra,
        }
        record!($input: $schema { $($field: $name),* });

        impl Input for $input {
            type Output = $output;
            const OPERATION: &'static Operation = &$table;

            fn service() -> &'static Service {
                &$service
            }
        }

        #[derive(Clone, Debug)]
        pub struct $call {
            pub call: Call<$input>,
        }
        call!($call { $input });
    };
}

declare!(GetBook { GetBookInput: GET_BOOK_INPUT, GET_BOOK of LIBRARY -> Book } { book_id: String = "BookId" });
declare!(ReadBook { ReadBookInput: READ_BOOK_INPUT, READ_BOOK of LIBRARY -> Secret } { book_id: String = "BookId" });
declare!(DeleteBook { DeleteBookInput: GET_BOOK_INPUT, DELETE_BOOK of LIBRARY -> () } { book_id: String = "BookId" });
declare!(ListBooks { ListBooksInput: LIST_BOOKS_INPUT, LIST_BOOKS of LIBRARY -> ListBooksOutput } { page: Option<i64> = "page", size: Option<i64> = "size" });
declare!(AddBook { AddBookInput: ADD_BOOK_INPUT, ADD_BOOK of LIBRARY -> Book } { title: String = "title", copies: Option<i64> = "copies", lock_code: Option<Secret> = "lock_code" });
declare!(OpenDesk { OpenDeskInput: OPEN_DESK_INPUT, OPEN_DESK of DESK -> OpenDeskOutput } { name: Option<String> = "Name", seconds: Option<i64> = "Seconds" });

paged! {
    ListBooks { ListBooksInput } -> Book {
        page: page, size: size,
        items: |output| &mut output.books,
        total: |output| output.count,
    }
}
credentials!(OpenDesk);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListBooksOutput {
    pub books: Option<Vec<Book>>,
    pub count: Option<i64>,
    pub extra: Extra,
}
record!(ListBooksOutput: LIST_BOOKS_OUTPUT { books: "books", count: "count" });

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenDeskOutput {
    pub pass: Option<Pass>,
    pub extra: Extra,
}
record!(OpenDeskOutput: OPEN_DESK_OUTPUT { pass: "Pass" });

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pass {
    pub id: String,
    pub key: Option<Secret>,
    pub token: Option<Secret>,
    pub until: Option<ackgen_client::Timestamp>,
    pub extra: Extra,
}
record!(Pass: PASS { id: "Id", key: "Key", token: "Token", until: "Until" });

impl Library {
    pub fn get_book(&self, id: &str) -> GetBook {
        GetBook::new(self.call(GetBookInput { book_id: id.to_owned(), ..Default::default() }))
    }

    pub fn read_book(&self, id: &str) -> ReadBook {
        ReadBook::new(self.call(ReadBookInput { book_id: id.to_owned(), ..Default::default() }))
    }

    pub fn delete_book(&self, id: &str) -> DeleteBook {
        DeleteBook::new(self.call(DeleteBookInput { book_id: id.to_owned(), ..Default::default() }))
    }

    pub fn list_books(&self) -> ListBooks {
        ListBooks::new(self.call(ListBooksInput::default()))
    }

    pub fn add_book(&self, title: &str) -> AddBook {
        AddBook::new(self.call(AddBookInput { title: title.to_owned(), ..Default::default() }))
    }
}

impl Desk {
    pub fn open_desk(&self) -> OpenDesk {
        OpenDesk::new(self.call(OpenDeskInput::default()))
    }
}

/// When the tests take place.
pub const NOW: &str = "2026-11-23T09:43:17Z";
pub const KEY_ID: &str = "reader";
pub const KEY_SECRET: &str = "whisper";

/// A client with everything around it that a test looks at.
pub struct Scene<C> {
    pub client: C,
    pub transport: Arc<MemoryTransport>,
    pub time: VirtualTime,
}

pub fn time() -> VirtualTime {
    VirtualTime::at(NOW.parse().expect("a timestamp"))
}

/// A client whose service gives these replies, one after the other.
pub fn library(replies: impl IntoIterator<Item = Reply>) -> Scene<Library> {
    scene(MemoryTransport::replies(replies), Library::builder(), |builder| builder)
}

/// The same with a client of one's own making.
pub fn library_with(replies: impl IntoIterator<Item = Reply>, change: impl FnOnce(Builder<Library>) -> Builder<Library>) -> Scene<Library> {
    scene(MemoryTransport::replies(replies), Library::builder(), change)
}

pub fn desk(replies: impl IntoIterator<Item = Reply>) -> Scene<Desk> {
    scene(MemoryTransport::replies(replies), Desk::builder(), |builder| builder)
}

pub fn scene<C: From<ackgen_client::Engine>>(
    transport: MemoryTransport,
    builder: Builder<C>,
    change: impl FnOnce(Builder<C>) -> Builder<C>,
) -> Scene<C> {
    let (transport, time) = (Arc::new(transport), time());
    let builder = builder
        .endpoint("https://library.example")
        .credentials(Credentials::new(KEY_ID, KEY_SECRET))
        .transport(transport.clone())
        .clock(time.clone())
        .sleep(time.clone())
        .random(SeededRandom::new(7));
    let client = change(builder).build().expect("a client");
    Scene { client, transport, time }
}

impl<C> Scene<C> {
    /// How many requests were made.
    pub fn count(&self) -> usize {
        self.transport.requests().len()
    }

    /// The only request that was made, or the last.
    pub fn request(&self) -> http::Request<ackgen_client::wire::bytes::Bytes> {
        self.transport.requests().pop().expect("a request")
    }

    /// A header of the last request.
    pub fn header(&self, name: &str) -> Option<String> {
        Some(self.request().headers().get(name)?.to_str().expect("text").to_owned())
    }
}

pub fn book(id: &str) -> Reply {
    Reply::json(200, format!(r#"{{"id": "{id}", "state": "lent", "RequestId": "R-{id}"}}"#))
}

pub fn refusal(status: u16, code: &str) -> Reply {
    Reply::json(status, format!(r#"{{"Code": "{code}", "Message": "No, {code}.", "RequestId": "R-1"}}"#))
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A file that is there for as long as this is.
pub struct File(pub PathBuf);

impl File {
    pub fn new(name: &str, text: &str) -> Self {
        // Tests run at the same time, and may call their files by the same name.
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("ackgen-client-{}-{number}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
