//! Reading the largest answer: a hundred node pools.

use ack_client::node_pools::{DescribeClusterNodePoolsInput, DescribeClusterNodePoolsOutput};
use ack_client::wire::{Input, decode_response};
use serde_json::Value;

use crate::documented;
use crate::plain::NodePools;

/// How many node pools the answer has.
const COUNT: usize = 100;

/// An answer, and two ways to read it.
pub struct Decoding {
    answer: String,
}

impl Decoding {
    /// The documented answer with its one node pool many times.
    pub fn documented() -> Self {
        Self::of(documented::answer("DescribeClusterNodePools"))
    }

    /// The same with the fields of every object backwards.
    pub fn backwards() -> Self {
        Self::of(reversed(documented::answer("DescribeClusterNodePools")))
    }

    fn of(mut answer: Value) -> Self {
        let pool = answer["nodepools"][0].take();
        answer["nodepools"] = vec![pool; COUNT].into();
        Self { answer: answer.to_string() }
    }

    /// The answer's text.
    pub fn answer(&self) -> &str {
        &self.answer
    }

    /// Into the generated type, as the client does it.
    pub fn client(&self) -> DescribeClusterNodePoolsOutput {
        let operation = DescribeClusterNodePoolsInput::OPERATION;
        decode_response(operation, Some("application/json; charset=utf-8"), self.answer.as_bytes()).expect("the answer is readable")
    }

    /// Into a plain struct of the same shape.
    pub fn bare(&self) -> NodePools {
        parsed(self.answer.as_bytes())
    }
}

/// The quickest way from bytes: one check of the whole for UTF-8 instead of one for each text.
pub(crate) fn parsed(answer: &[u8]) -> NodePools {
    serde_json::from_str(std::str::from_utf8(answer).expect("the answer is UTF-8")).expect("the answer is readable")
}

fn reversed(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(fields.into_iter().rev().map(|(name, value)| (name, reversed(value))).collect()),
        Value::Array(items) => items.into_iter().map(reversed).collect(),
        other => other,
    }
}
