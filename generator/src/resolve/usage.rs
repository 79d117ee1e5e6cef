//! Which types requests carry, which answers carry; a type that neither does is a mistake.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Content, Field, Service, Shape, Type, TypeId};

/// Marks every type that is used, and complains about the others.
pub fn mark(service: &mut Service, diagnostics: &mut Diagnostics) {
    let mut inputs = Vec::new();
    let mut outputs = Vec::new();
    for operation in &service.operations {
        inputs.extend(named(&operation.input.fields));
        match &operation.response.content {
            Content::Fields(shape) => outputs.extend(named(&shape.fields)),
            Content::Value(kind) => outputs.extend(kind.named()),
            Content::Empty => {}
        }
    }
    inputs.extend(named(&service.headers));
    inputs.extend(named(&service.parameters));
    outputs.extend(named(&service.common_response));
    outputs.extend(named(&service.list_item_fields));

    reach(service, inputs, |definition| &mut definition.in_input);
    reach(service, outputs, |definition| &mut definition.in_output);
    // What uses a type may be what could not be read or resolved: that has been said, and is to be mended first.
    if diagnostics.any(&[
        "invalid-yaml",
        "wrong-kind",
        "missing-key",
        "unknown-key",
        "duplicate-key",
        "duplicate-name",
        "missing-reference",
        "wrong-shape",
    ]) {
        return;
    }
    let unused = |definition: &&Type| !definition.in_input && !definition.in_output && !definition.name.is_empty();
    for definition in service.types.iter().filter(unused) {
        let diagnostic = Diagnostic::error("unused-type", format!("nothing uses the type `{}`", definition.name))
            .at(definition.at, "this type")
            .help("use it in an operation, or take it out");
        diagnostics.push(diagnostic);
    }
}

/// Marks what can be reached from some types.
fn reach(service: &mut Service, mut waiting: Vec<TypeId>, mark: fn(&mut Type) -> &mut bool) {
    while let Some(id) = waiting.pop() {
        let definition = &mut service.types[id.0];
        if !std::mem::replace(mark(definition), true)
            && let Shape::Struct(shape) = &definition.shape
        {
            waiting.extend(named(&shape.fields));
        }
    }
}

fn named(fields: &[Field]) -> impl Iterator<Item = TypeId> {
    fields.iter().filter_map(|field| field.kind.named())
}
