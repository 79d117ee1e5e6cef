//! Hands each erratum to what it is about.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Content, Field, Service, Shape};

/// Attaches every erratum of a service. `service` as a subject means the service as a whole.
pub fn attach(service: &mut Service, diagnostics: &mut Diagnostics) {
    for index in 0..service.errata.len() {
        for subject in service.errata[index].subjects.clone() {
            if subject != "service" && !attach_one(service, index, &subject) {
                let known = subjects(service);
                let help = did_you_mean(&subject, known.iter().map(String::as_str));
                let message = format!("the erratum speaks of `{subject}`, which does not exist");
                diagnostics.push(Diagnostic::error("missing-reference", message).at(service.errata[index].at, "this erratum").help_if(help));
            }
        }
    }
}

fn attach_one(service: &mut Service, erratum: usize, subject: &str) -> bool {
    let (owner, field) = subject.split_once('.').map_or((subject, None), |(owner, field)| (owner, Some(field)));
    let mut found = false;
    for definition in service.types.iter_mut().filter(|definition| definition.name == owner) {
        found |= match (field, &mut definition.shape) {
            (None, _) => note(&mut definition.errata, erratum),
            (Some(field), Shape::Struct(shape)) => note_field(&mut shape.fields, field, erratum),
            (Some(value), Shape::Enum(values)) => values.iter().any(|known| known.wire == value) && note(&mut definition.errata, erratum),
        };
    }
    for operation in service.operations.iter_mut().filter(|operation| operation.name == owner) {
        let Some(field) = field else {
            found |= note(&mut operation.errata, erratum);
            continue;
        };
        found |= note_field(&mut operation.input.fields, field, erratum);
        if let Content::Fields(shape) = &mut operation.response.content {
            found |= note_field(&mut shape.fields, field, erratum);
        }
    }
    found
}

fn note_field(fields: &mut [Field], name: &str, erratum: usize) -> bool {
    let mut found = false;
    for field in fields.iter_mut().filter(|field| field.wire == name) {
        found |= note(&mut field.errata, erratum);
    }
    found
}

fn note(errata: &mut Vec<usize>, erratum: usize) -> bool {
    if !errata.contains(&erratum) {
        errata.push(erratum);
    }
    true
}

/// Everything that an erratum can be about.
fn subjects(service: &Service) -> Vec<String> {
    let mut subjects = vec!["service".to_owned()];
    let mut add = |owner: &str, fields: &[Field]| {
        subjects.extend(fields.iter().map(|field| format!("{owner}.{}", field.wire)));
    };
    for definition in &service.types {
        if let Shape::Struct(shape) = &definition.shape {
            add(&definition.name, &shape.fields);
        }
    }
    for operation in &service.operations {
        add(&operation.name, &operation.input.fields);
        if let Content::Fields(shape) = &operation.response.content {
            add(&operation.name, &shape.fields);
        }
    }
    subjects.extend(service.types.iter().map(|definition| definition.name.clone()));
    subjects.extend(service.operations.iter().map(|operation| operation.name.clone()));
    subjects
}
