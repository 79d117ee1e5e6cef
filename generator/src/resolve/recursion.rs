//! No struct holds itself: such a value would never end. In a list or a map it may.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Field, Kind, Service, Shape, TypeId};

/// Checks every struct.
pub fn check(service: &Service, diagnostics: &mut Diagnostics) {
    for (index, definition) in service.types.iter().enumerate() {
        let id = TypeId(index);
        let Some(way) = way_back(service, id, id, &mut HashSet::new()) else { continue };
        // A ring is one mistake, said where it begins.
        let is_first = way.iter().all(|field| !matches!(field.kind, Kind::Named(other) if other < id));
        if is_first {
            let names: Vec<_> = way.iter().map(|field| field.wire.as_str()).collect();
            let diagnostic = Diagnostic::error("recursive-type", format!("`{}` holds itself in `{}`", definition.name, names.join(".")));
            let diagnostic = diagnostic.at(way[0].at, "leads back to where it stands").at(definition.at, "this struct");
            diagnostics.push(diagnostic.help("hold it in a `list<…>` or a `map<…>`, or as `any`"));
        }
    }
}

/// The fields that lead from a struct to another one without passing a list, a map or JSON in a text.
fn way_back<'a>(service: &'a Service, from: TypeId, to: TypeId, seen: &mut HashSet<TypeId>) -> Option<Vec<&'a Field>> {
    let Shape::Struct(shape) = &service.get(from).shape else { return None };
    if !seen.insert(from) {
        return None;
    }
    shape.fields.iter().find_map(|field| {
        let Kind::Named(next) = field.kind else { return None };
        let mut way = if next == to { Vec::new() } else { way_back(service, next, to, seen)? };
        way.insert(0, field);
        Some(way)
    })
}
