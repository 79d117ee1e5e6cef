//! What the mock keeps and how that changes. No service is different by these, and no client.

use crate::diff::rule::rules;

rules! {
    RESOURCE_ADDED "resource-added" {
        "the mock keeps another kind of thing",
        "Tests that do not ask for it see nothing of it.",
        "Nothing has to be done.",
        "resources: {}" => "resources:\n  parcel: { … }",
        Always: NOTHING NOTHING FINE
    }
    RESOURCE_REMOVED "resource-removed" {
        "the mock does not keep a kind of thing any more",
        "What tests have made is not found, or examples are answered instead.",
        "Keep it for as long as operations are about it.",
        "resources:\n  parcel: { … }" => "resources: {}",
        Always: NOTHING NOTHING BREAKING
    }
    RESOURCE_CHANGED "resource-changed" {
        "the mock keeps a thing in another way",
        "Its id has another form, a new one holds other values, something else protects it or counts against a quota.",
        "Run the tests that make one.",
        "initial: { state: new }" => "initial: { state: draft }",
        Always: NOTHING NOTHING RISKY
    }
    LIFECYCLE_CHANGED "lifecycle-changed" {
        "a thing goes through other states in the mock",
        "Tests that wait for a state, or count the states, may not see what they wait for.",
        "Run the tests that wait for a state of it.",
        "- { from: new, to: packed, after: 60 }" => "- { from: new, to: checked, after: 60 }",
        Always: NOTHING NOTHING RISKY
    }
    LIFECYCLE_TIME_CHANGED "lifecycle-time-changed" {
        "a thing takes another time to change its state in the mock",
        "Tests that move the clock by a fixed time may be too early or too late.",
        "Wait for the state instead of a time.",
        "- { from: new, to: packed, after: 60 }" => "- { from: new, to: packed, after: 120 }",
        Always: NOTHING NOTHING RISKY
    }
    SEEDS_CHANGED "seeds-changed" {
        "other things are there from the start in the mock",
        "Tests that list or count them see others.",
        "Make what a test needs in the test.",
        "seeds: [{ version: 1.14 }]" => "seeds: [{ version: 1.16 }]",
        Always: NOTHING NOTHING RISKY
    }
    EFFECT_ADDED "effect-added" {
        "an operation of the mock does something that it only showed an example of",
        "Its answers are about what was made, not about the example, and it refuses what is not there.",
        "Make what a test asks for before it asks.",
        "operations: {}" => "operations:\n  FetchOrder: { answer: … }",
        Always: NOTHING NOTHING RISKY
    }
    EFFECT_REMOVED "effect-removed" {
        "an operation of the mock shows an example only, and did something",
        "Tests that look for what it did do not find it.",
        "Keep it for as long as the service does it.",
        "operations:\n  FetchOrder: { answer: … }" => "operations: {}",
        Always: NOTHING NOTHING BREAKING
    }
    EFFECT_OF_OPERATION_CHANGED "effect-of-operation-changed" {
        "an operation of the mock does something else",
        "It asks for other states, takes other steps, narrows lists otherwise or answers something else.",
        "Run the tests that call it.",
        "requires: { order: [new] }" => "requires: { order: [new, packed] }",
        Always: NOTHING NOTHING RISKY
    }
    REFUSAL_CHANGED "refusal-changed" {
        "the mock refuses with another status, code or message",
        "Tests that compare the error see another one.",
        "Compare the code only, if at all: what a service refuses with is an assumption where no guide says it.",
        "not_found: { status: 404, … }" => "not_found: { status: 400, … }",
        Always: NOTHING NOTHING RISKY
    }
}
