//! Structs and enums that operations share.

use crate::diff::rule::rules;

rules! {
    TYPE_ADDED "type-added" {
        "there is a new type",
        "Nothing uses it but what is new or different itself.",
        "Nothing has to be done.",
        "(nothing)" => "- name: Parcel",
        Always: NOTHING FINE FINE
    }
    TYPE_REMOVED "type-removed" {
        "a type is gone",
        "Programs that name it do not compile. On the wire a type has no name: what is different there is said of its fields.",
        "Keep it for as long as a field has it.",
        "- name: Parcel" => "(nothing)",
        Always: NOTHING BREAKING BREAKING
    }
    TYPE_RENAMED "type-renamed" {
        "a type is called otherwise",
        "Programs that name it do not compile. On the wire a type has no name.",
        "Keep the name, or take it together with other breaking changes.",
        "- name: Parcel" => "- name: Package",
        Always: NOTHING BREAKING BREAKING
    }
    TYPE_SHAPE_CHANGED "type-shape-changed" {
        "a type is an enum and was a struct, or the reverse",
        "Everything that has it has another form, on the wire and in Rust.",
        "Give the new one a new name.",
        "- name: Size\n  values: { … }" => "- name: Size\n  fields: { … }",
        Always: BREAKING BREAKING BREAKING
    }
    TYPE_REPLACED "type-replaced" {
        "a field has another type of the spec",
        "In Rust it is another type. On the wire it matters what is in it: that is compared on its own.",
        "Leave the type, and change what is in it.",
        "order: { type: Order, … }" => "order: { type: OrderSummary, … }",
        Always: NOTHING BREAKING BREAKING
    }
    BUILDER_ADDED "builder-added" {
        "requests carry a type that only answers did",
        "In Rust it gains `new` and setters.",
        "Nothing has to be done; fields that become an `Option` are findings of their own.",
        "response: { type: Order }" => "body: { name: order, type: Order, … }",
        Always: NOTHING FINE FINE
    }
    BUILDER_REMOVED "builder-removed" {
        "requests do not carry a type any more",
        "In Rust its `new` and its setters are gone: programs that make one do not compile.",
        "Take it together with other breaking changes.",
        "body: { name: order, type: Order, … }" => "response: { type: Order }",
        Always: NOTHING BREAKING BREAKING
    }
    ENUM_VALUE_ADDED "enum-value-added" {
        "there is a new value",
        "Requests may carry it. An answer that carries it surprises whoever knows the old ones only; enums of the crate are open, and \
         programs that match on `Unknown` meet the new variant instead.",
        "Look at what reads it.",
        "values: { new: … }" => "values: { new: …, packed: … }",
        Input: FINE FINE FINE,
        Output: RISKY FINE FINE,
    }
    ENUM_VALUE_REMOVED "enum-value-removed" {
        "a value is gone",
        "Requests that carry it are refused. An answer does not carry it any more. In Rust its variant is gone.",
        "Keep it for as long as the service knows it.",
        "values: { new: …, packed: … }" => "values: { new: … }",
        Input: BREAKING BREAKING BREAKING,
        Output: FINE BREAKING BREAKING,
    }
    ENUM_VALUE_RENAMED "enum-value-renamed" {
        "a value is written otherwise, and is the same variant in Rust",
        "The old text is refused in a request, and does not come in an answer any more.",
        "Make sure that the guide says so.",
        "values: { new: … }" => "values: { New: … }",
        Input: BREAKING FINE BREAKING,
        Output: BREAKING FINE BREAKING,
    }
    ENUM_VALUE_RENAMED_IN_RUST "enum-value-renamed-in-rust" {
        "a value is written as before and is another variant in Rust",
        "Programs that name the variant do not compile.",
        "Keep the Rust name unless it collides.",
        "new: { en: …, zh: … }" => "new: { en: …, zh: …, rust: Fresh }",
        Always: NOTHING BREAKING BREAKING
    }
}
