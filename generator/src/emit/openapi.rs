use crate::model::Model;
use crate::output::File;
pub fn generate(_: &Model) -> Vec<File> { Vec::new() }
