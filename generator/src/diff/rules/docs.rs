//! What is said about things, and where it is from.

use crate::diff::rule::rules;

rules! {
    TEXT_CHANGED "text-changed" {
        "a text says something else",
        "The thing itself is as before; the reference and the documentation of the crates say something else about it.",
        "Nothing has to be done.",
        "doc: { en: Name., zh: 名称。 }" => "doc: { en: Name of the order., zh: 订单的名称。 }",
        Always: TOLD TOLD TOLD
    }
    EVIDENCE_CHANGED "evidence-changed" {
        "a fact is known from elsewhere",
        "The fact is as before; another section, table or example shows it, or shows it differently.",
        "Nothing has to be done.",
        "evidence: example" => "evidence: table",
        Always: TOLD TOLD NOTHING
    }
    ERRATUM_CHANGED "erratum-changed" {
        "an erratum is new, gone or different",
        "What was decided shows in findings of its own; this is about why.",
        "Nothing has to be done.",
        "(nothing)" => "- id: order-printed-twice",
        Always: TOLD TOLD NOTHING
    }
    SOURCE_CHANGED "source-changed" {
        "the spec was curated from another document",
        "Every section may have another number, and every fact should have been held against the new text.",
        "Run `ackgen audit` on the new guide.",
        "product_version: v1" => "product_version: v2",
        Always: TOLD TOLD NOTHING
    }
}
