//! The structs of `resources.yaml`: what a service keeps, how that changes, what operations do with it.

use super::read::{FromNode, Keys, Named, written};
use super::schema::{self, Definitions, words};
use super::spec::{Status, Text};
use super::{Node, Span, Written};
use crate::diagnostic::Diagnostics;

written! {
    /// `resources.yaml`: what a service keeps, how that changes, what operations do with it.
    Resources, "the resources" {
        /// What of it the source does not say, and why it is assumed.
        assumed: required Text,
        /// What is answered when something cannot be done.
        refusals: required Refusals,
        /// Where it is recorded what happened.
        log: optional Log,
        /// What is kept.
        resources: required Named<Resource>,
        /// What operations do with it.
        operations: required Named<Effect>,
    }
}

written! {
    /// What is answered when something cannot be done.
    Refusals, "the refusals" {
        /// There is no such thing.
        not_found: required Refusal,
        /// It is not in a state for that.
        wrong_state: required Refusal,
        /// It is protected from deletion.
        protected: required Refusal,
        /// It cannot be deleted as something else needs it.
        in_use: required Refusal,
        /// There are as many as there may be.
        quota_exceeded: required Refusal,
        /// There is one of this id.
        exists: required Refusal,
        /// It is nothing that can be asked of this; a step of an operation says so.
        invalid: optional Refusal,
    }
}

written! {
    /// An error that is answered.
    Refusal, "a refusal" {
        /// The HTTP status.
        status: required Status,
        /// The code.
        code: required Written<String>,
        /// The message; `{what}`, `{id}`, `{state}`, `{limit}` and `{why}` are filled in.
        message: required Written<String>,
    }
}

written! {
    /// Where it is recorded what happened.
    Log, "the log" {
        /// The resource whose items are the records.
        resource: required Written<String>,
        /// The field that says what happened.
        field: required Written<String>,
    }
}

written! {
    /// A kind of thing that is kept.
    Resource, "a resource" {
        /// What to call it.
        what: required Text,
        /// The struct that reading it answers.
        r#type("type"): optional Written<String>,
        /// The resource that it belongs to.
        parent: optional Written<String>,
        /// How one is told from another.
        id: optional ResourceId,
        /// What a new one holds beyond what was sent.
        initial: optional Node,
        /// What is computed whenever one is read.
        view: optional Node,
        /// The ones that are there from the start.
        seeds: many Node,
        /// How many there may be.
        quota: optional ResourceQuota,
        /// It is protected from deletion while this is neither nothing, `false` nor zero.
        protected_by: optional Node,
        /// Something needs it while this is neither nothing, `false` nor zero, so that it cannot be deleted.
        kept_while: optional Node,
        /// Path of the field with its state.
        state: optional Written<String>,
        /// How its state changes.
        transitions: many Transition,
        /// What is answered where there is none of an id, if that has a code of its own.
        not_found: optional Refusal,
    }
}

written! {
    /// How one thing is told from another of its kind.
    ResourceId, "an id" {
        /// Path of the field that holds it.
        field: required Written<String>,
        /// What a new one looks like: `#` is a hexadecimal digit, `@` a number from 1 to 250.
        form: optional Written<String>,
        /// The parameters that name one.
        parameters: many Written<String>,
        /// Paths of other fields that tell which one is meant.
        also: many Written<String>,
        /// Whether there is one of an id at most, whatever it belongs to.
        unique: optional Written<bool>,
    }
}

written! {
    /// How many of a kind there may be.
    ResourceQuota, "a quota" {
        /// The resource that holds the number.
        resource: required Written<String>,
        /// Path of the number.
        field: required Written<String>,
    }
}

written! {
    /// A change of state.
    Transition, "a transition" {
        /// The states that it leaves.
        from: required Vec<Written<String>>,
        /// The state that it leads to.
        to: required Written<String>,
        /// What makes it happen: operations, and `resource.state` where another thing comes into a state.
        by: many Written<String>,
        /// Seconds after which it happens by itself.
        after: optional Written<i64>,
        /// What happens instead when it fails.
        fails: optional Failure,
        /// Whether the thing is gone then.
        removes: optional Written<bool>,
        /// What it holds then.
        set: optional Node,
        /// What the log says.
        log: optional Node,
    }
}

written! {
    /// What happens when a transition fails.
    Failure, "a failure" {
        /// The state that it leads to.
        to: required Written<String>,
        /// What the thing holds then.
        set: optional Node,
        /// What the log says.
        log: optional Node,
    }
}

written! {
    /// What an operation does.
    Effect, "an effect" {
        /// Which things there have to be, and in which states; an empty list is any.
        requires: optional Named<Vec<Written<String>>>,
        /// What is done, in order.
        steps: many Step,
        /// What lists are narrowed by: paths of fields and values.
        filter: optional Named<Node>,
        /// What may be sent and changes nothing that can be seen.
        ignored: many Ignored,
        /// What is answered.
        answer: optional Node,
    }
}

written! {
    /// What may be sent and changes nothing that can be seen.
    Ignored, "what is ignored" {
        /// Paths of the fields.
        fields: required Vec<Written<String>>,
        /// Why they change nothing.
        because: required Text,
    }
}

written! {
    /// One thing that an operation does.
    Step, "a step" {
        /// What is done.
        r#do("do"): required Written<String> => words(&ACTIONS),
        /// With which kind of thing.
        resource: required Written<String>,
        /// Only while this is neither nothing, `false` nor zero.
        when: optional Node,
        /// For each item of this list.
        each: optional Node,
        /// So many times.
        times: optional Node,
        /// Which one; otherwise the parameters tell.
        key: optional Node,
        /// What it holds then, beyond what was sent.
        set: optional Node,
        /// What the log says.
        log: optional Node,
        /// Why it refuses.
        why: optional Node,
    }
}

/// What a step does.
pub const ACTIONS: [&str; 7] = ["create", "replace", "update", "renew", "delete", "move", "refuse"];
