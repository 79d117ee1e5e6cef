//! Parameters, and fields of bodies, answers and structs.

use crate::diff::rule::rules;

rules! {
    FIELD_ADDED "field-added" {
        "there is a new field",
        "A request may leave it out. An answer that carries it is read by everything that lets unknown fields pass, as the crate does.",
        "Nothing has to be done; the change log should name it.",
        "fields: {}" => "fields:\n  note: { type: string, … }",
        Input: FINE FINE FINE,
        Output: FINE FINE FINE,
    }
    REQUIRED_FIELD_ADDED "required-field-added" {
        "there is a new field, and a request without it is refused",
        "No request as before has it. In Rust it is an argument more, so that nothing compiles.",
        "Make it optional if the service has a default for it; otherwise it is a new version of the operation.",
        "query: {}" => "query:\n  region: { type: string, required: true, … }",
        Input: BREAKING BREAKING BREAKING
    }
    FIELD_REMOVED "field-removed" {
        "a field is gone",
        "A service may refuse a field that it does not know, or do without what it meant. What reads an answer misses it. In Rust the field \
         and its setter are gone.",
        "Keep it with `deprecated: { en: …, zh: … }` for as long as the service knows it.",
        "fields:\n  note: { type: string, … }" => "fields: {}",
        Input: RISKY BREAKING BREAKING,
        Output: BREAKING BREAKING BREAKING,
    }
    FIELD_RENAMED "field-renamed" {
        "a field is called otherwise on the wire",
        "The old name is not understood in a request, and not there in an answer. Where the Rust name is another one as well, programs do \
         not compile.",
        "Keep the Rust name with `rust: …`. If the service knows both names, keep the old one as `deprecated`.",
        "order_id: { type: string, … }" => "OrderId: { type: string, … }",
        Input: BREAKING FINE BREAKING,
        Output: BREAKING FINE BREAKING,
        Rust: NOTHING BREAKING BREAKING,
    }
    FIELD_RENAMED_IN_RUST "field-renamed-in-rust" {
        "a field keeps its name on the wire and has another one in Rust",
        "Programs that use the field, its setter or its argument do not compile.",
        "Keep the Rust name unless it collides.",
        "Id: { type: string, … }" => "Id: { type: string, rust: order_id, … }",
        Always: NOTHING BREAKING BREAKING
    }
    FIELD_REQUIRED "field-required" {
        "a field must be there, and could be left out",
        "Requests that leave it out are refused. In Rust it is an argument instead of a setter. For an answer it only says more.",
        "Make sure that the guide says so: requests that worked must not be refused by the client alone.",
        "note: { type: string, … }" => "note: { type: string, required: true, … }",
        Input: BREAKING BREAKING BREAKING,
        Output: TOLD TOLD TOLD,
    }
    FIELD_OPTIONAL "field-optional" {
        "a field may be left out, and had to be there",
        "Requests as before are accepted. In Rust it is a setter instead of an argument, so that calls do not compile; and an `Option` \
         where it is not `plain`.",
        "Take it together with other breaking changes of the crate.",
        "note: { type: string, required: true, … }" => "note: { type: string, … }",
        Input: FINE BREAKING FINE,
        Output: TOLD TOLD TOLD,
        Rust: NOTHING BREAKING BREAKING,
    }
    FIELD_MOVED "field-moved" {
        "a parameter goes elsewhere in a request",
        "The service does not find it where it was. In Rust nothing is different but the order of required arguments.",
        "Make sure that the guide says so.",
        "query: { note: … }" => "headers: { note: … }",
        Always: BREAKING FINE BREAKING
    }
    TYPE_CHANGED "type-changed" {
        "a value has another form on the wire",
        "A request with the old form is refused, an answer in the new one is not understood.",
        "If only the guide was misread, say so in an erratum; the crate reads numbers in texts and texts in numbers, others do not.",
        "total: { type: long, … }" => "total: { type: list<long>, … }",
        Input: BREAKING BREAKING BREAKING,
        Output: BREAKING BREAKING BREAKING,
    }
    TYPE_WIDENED "type-widened" {
        "a value can be more than it could",
        "Every request as before is accepted. An answer may hold what did not occur before.",
        "Look at what reads it.",
        "total: { type: integer, … }" => "total: { type: long, … }",
        Input: FINE FINE FINE,
        Output: RISKY FINE FINE,
        Rust: NOTHING BREAKING BREAKING,
    }
    TYPE_NARROWED "type-narrowed" {
        "a value can be less than it could",
        "Requests with what it cannot be any more are refused. An answer holds nothing new.",
        "Make sure that the guide says so.",
        "total: { type: number, … }" => "total: { type: long, … }",
        Input: BREAKING FINE BREAKING,
        Output: FINE FINE FINE,
        Rust: NOTHING BREAKING BREAKING,
    }
    TEXT_FORMAT_CHANGED "text-format-changed" {
        "a value is a text as before, and is read as something else",
        "The same bytes go over the wire, but which texts are right is described otherwise. The Rust type is another one.",
        "Take it together with other breaking changes of the crate; `impl Into<…>` lets many calls compile as before.",
        "created: { type: string, … }" => "created: { type: timestamp, … }",
        Input: RISKY NOTHING RISKY,
        Output: RISKY NOTHING FINE,
        Rust: NOTHING BREAKING BREAKING,
    }
    SECRET_EXPOSED "secret-exposed" {
        "a value was a secret and is none any more",
        "Nothing is different on the wire. But the crate prints it, in logs, in `Debug` and in errors, where it did not, and the Rust type \
         is another one.",
        "Make it a `secret` again unless it never was one.",
        "password: { type: secret, … }" => "password: { type: string, … }",
        Always: RISKY BREAKING BREAKING
    }
    SECRET_HIDDEN "secret-hidden" {
        "a value is a secret and was none",
        "Nothing is different on the wire. The crate does not print it any more, and the Rust type is another one.",
        "It should have been one from the start: take it, and say so in the change log.",
        "password: { type: string, … }" => "password: { type: secret, … }",
        Always: TOLD BREAKING BREAKING
    }
    RUST_TYPE_CHANGED "rust-type-changed" {
        "a field is an `Option` in Rust and was none, or the reverse",
        "`plain` decides that; for a list or a map also whether requests carry the struct that it is in. Programs that read or set the \
         field do not compile.",
        "Leave `plain` as it was; a type that requests begin to carry is better a type of its own.",
        "name: { type: string, … }" => "name: { type: string, plain: true, … }",
        Always: NOTHING BREAKING BREAKING
    }
    LIST_STYLE_CHANGED "list-style-changed" {
        "a list is written into one value in another way",
        "The service reads the list in the new way only.",
        "Make sure that the guide says so.",
        "ids: { type: list<string>, style: json, … }" => "ids: { type: list<string>, style: comma, … }",
        Always: BREAKING FINE BREAKING
    }
    DEFAULT_ADDED "default-added" {
        "it is said what is assumed when a field is left out",
        "What is assumed was not known; requests are as before.",
        "Nothing has to be done.",
        "size: { type: long, … }" => "size: { type: long, default: 10, … }",
        Input: TOLD TOLD FINE,
        Output: TOLD TOLD TOLD,
    }
    DEFAULT_CHANGED "default-changed" {
        "something else is assumed when a field is left out",
        "Requests that leave it out are accepted and mean something else.",
        "Say it in the change log; whoever minds should send the value.",
        "size: { type: long, default: 10, … }" => "size: { type: long, default: 50, … }",
        Input: RISKY RISKY RISKY,
        Output: TOLD TOLD TOLD,
    }
    DEFAULT_REMOVED "default-removed" {
        "it is not said any more what is assumed when a field is left out",
        "Requests that leave it out may mean something else.",
        "Say it in the change log; whoever minds should send the value.",
        "size: { type: long, default: 10, … }" => "size: { type: long, … }",
        Input: RISKY RISKY RISKY,
        Output: TOLD TOLD TOLD,
    }
    UNIT_CHANGED "unit-changed" {
        "a number counts something else",
        "The same number means something else: nothing is refused, and everything is wrong.",
        "If the unit was misread, say so in the change log; otherwise it needs a new field.",
        "timeout: { type: long, unit: minutes, … }" => "timeout: { type: long, unit: seconds, … }",
        Always: BREAKING BREAKING BREAKING
    }
    UNIT_TOLD "unit-told" {
        "it is said what a number counts, or is not any more",
        "The number is as before.",
        "Nothing has to be done.",
        "timeout: { type: long, … }" => "timeout: { type: long, unit: minutes, … }",
        Always: TOLD TOLD NOTHING
    }
    LIMIT_NARROWED "limit-narrowed" {
        "a value must keep a limit that is new or narrower",
        "Requests beyond the limit are refused, by the crate and the mock too. An answer holds nothing new.",
        "Make sure that the guide says so: a limit that the service does not have keeps programs from what works.",
        "name: { type: string, max_length: 63, … }" => "name: { type: string, max_length: 32, … }",
        Input: BREAKING BREAKING BREAKING,
        Output: FINE FINE FINE,
    }
    LIMIT_WIDENED "limit-widened" {
        "a limit that a value must keep is gone or wider",
        "Requests as before are accepted. An answer may hold what did not occur before: longer texts, greater numbers.",
        "Look at what reads it: columns of a database, integers that are too small.",
        "name: { type: string, max_length: 32, … }" => "name: { type: string, max_length: 63, … }",
        Input: FINE FINE FINE,
        Output: RISKY FINE FINE,
    }
    LIMIT_CHANGED "limit-changed" {
        "a value must keep another limit, and neither holds the other",
        "Some values that were right are not any more, or none; no tool can tell that of two patterns.",
        "Compare the two by hand, and suppress the finding if the new one is wider.",
        "name: { type: string, pattern: '[a-z]+', … }" => "name: { type: string, pattern: '[a-z0-9]{2,}', … }",
        Input: RISKY RISKY RISKY,
        Output: RISKY FINE FINE,
    }
    EFFECT_CHANGED "effect-changed" {
        "a field has an effect in other cases",
        "Requests as before are accepted; whether the field does anything depends on something else.",
        "Say it in the change log.",
        "size: { type: long, … }" => "size: { type: long, only_when: { field: kind, equals: big }, … }",
        Always: RISKY TOLD NOTHING
    }
    COMBINATION_REFUSED "combination-refused" {
        "fields cannot be sent together, or left out together, that could",
        "Requests with such a combination are refused, by the crate and the mock too.",
        "Make sure that the guide says so.",
        "(no rules)" => "rules:\n  - at_most_one: [password, key_pair]",
        Input: BREAKING BREAKING BREAKING,
        Output: TOLD TOLD TOLD,
    }
    COMBINATION_ALLOWED "combination-allowed" {
        "fields can be sent together, or left out together, that could not",
        "Requests as before are accepted.",
        "Nothing has to be done.",
        "rules:\n  - at_most_one: [password, key_pair]" => "(no rules)",
        Input: FINE FINE FINE,
        Output: TOLD TOLD TOLD,
    }
    FIELD_DEPRECATED "field-deprecated" {
        "a field should not be used any more",
        "It works as before, and will be gone one day.",
        "Use what the text of `deprecated` names.",
        "note: { type: string, … }" => "note: { type: string, deprecated: { en: Use `remark`., zh: … }, … }",
        Always: FINE FINE FINE
    }
    FIELD_UNDEPRECATED "field-undeprecated" {
        "a field may be used again",
        "It was said to be gone one day, and is not.",
        "Nothing has to be done.",
        "note: { type: string, deprecated: { … }, … }" => "note: { type: string, … }",
        Always: TOLD TOLD NOTHING
    }
    EXAMPLE_CHANGED "example-changed" {
        "another value is shown as an example",
        "The mock answers examples wherever nothing else is kept: tests that compare with them see another value.",
        "Compare with what the test has sent rather than with an example.",
        "total: { type: long, example: 12, … }" => "total: { type: long, example: 34, … }",
        Input: TOLD TOLD NOTHING,
        Output: TOLD TOLD RISKY,
    }
    COMMON_FIELD_ADDED "common-field-added" {
        "every request may carry, or every answer carries, something new",
        "Requests as before are accepted.",
        "Nothing has to be done.",
        "headers: {}" => "headers:\n  x-acs-trace: { type: string, … }",
        Always: FINE FINE FINE
    }
    COMMON_FIELD_REQUIRED "common-field-required" {
        "every request must carry something that it could do without",
        "Requests as before are refused. The crate sends what a client has to send.",
        "Make sure that the runtimes send it.",
        "headers:\n  x-acs-trace: { type: string, … }" => "headers:\n  x-acs-trace: { type: string, required: true, … }",
        Always: BREAKING RISKY BREAKING
    }
    COMMON_FIELD_REMOVED "common-field-removed" {
        "requests or answers do not carry something any more that all of them did",
        "What reads it in answers does not find it; in requests it may be refused.",
        "Say it in the change log.",
        "common_response:\n  RequestId: { type: string, … }" => "common_response: {}",
        Always: RISKY RISKY RISKY
    }
    COMMON_FIELD_CHANGED "common-field-changed" {
        "what every request or answer carries is another value than before",
        "Its type, its limits, its default or who computes it is another one.",
        "Make sure that the runtimes do as it says.",
        "x-acs-date: { type: string, … }" => "x-acs-date: { type: timestamp, … }",
        Always: RISKY RISKY RISKY
    }
}
