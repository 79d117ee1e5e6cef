//! What can go wrong between values and bytes.

use std::error::Error;
use std::fmt;

use crate::record::join;

/// Why an input could not be made into a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// A parameter of the path is missing, is empty, or would change which path is called (`.` and `..`).
    PathParameter {
        /// The operation.
        operation: &'static str,
        /// The wire name of the parameter.
        name: String,
    },
    /// A parameter has characters that a header cannot carry.
    Header {
        /// The operation.
        operation: &'static str,
        /// The wire name of the parameter.
        name: String,
    },
    /// The parts do not make a request.
    Request {
        /// The operation.
        operation: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PathParameter { operation, name } => {
                write!(formatter, "{operation}: the path needs a value for {name} that is neither empty nor dots")
            }
            Self::Header { operation, name } => write!(formatter, "{operation}: the value of {name} cannot be sent in a header"),
            Self::Request { operation, problem } => write!(formatter, "{operation}: {problem}"),
        }
    }
}

impl Error for EncodeError {}

/// Why bytes could not be made into a value. Its message names the place: `Cluster.size: expected …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    message: String,
}

impl DecodeError {
    /// From a message, which must not tell a secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// An error of reading JSON into the type or operation `root`.
    pub(crate) fn json(root: &str, error: &serde_json::Error) -> Self {
        Self::new(join(root, &error.to_string()))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for DecodeError {}

impl From<serde_json::Error> for DecodeError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}
