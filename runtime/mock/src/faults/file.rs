//! Faults that are written down in a file.

use std::io;
use std::path::Path;

use serde_json::Value;

use super::Fault;

impl Fault {
    /// Reads faults from a file, YAML or JSON: a list of what the admin API takes, too.
    pub fn from_file(path: &Path) -> io::Result<Vec<Self>> {
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {message}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        let value: Value = serde_saphyr::from_str(&text).map_err(|error| invalid(error.to_string()))?;
        let Value::Array(values) = value else { return Err(invalid("a list of faults is needed".to_owned())) };
        let read = |(number, value)| Self::read(value).map_err(|unfit| invalid(format!("fault number {number}: {unfit}")));
        (1..).zip(values).map(read).collect()
    }
}
