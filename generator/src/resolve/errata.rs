//! Hands each erratum to what it is about.

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Content, Field, Service, Shape};

/// Attaches every erratum of a service. `service` as a subject means the service as a whole.
pub fn attach(service: &mut Service, diagnostics: &mut Diagnostics) {
    for index in 0..service.errata.len() {
        let erratum = &service.errata[index];
        let subjects: Vec<_> = erratum.subjects.iter().cloned().zip(erratum.subjects_at.iter().copied()).collect();
        for (subject, at) in subjects {
            if subject != "service" && !attach_one(service, index, &subject) {
                let known = known_subjects(service);
                let help = did_you_mean(&subject, known.iter().map(String::as_str));
                let help =
                    help.unwrap_or_else(|| "`Operation`, `Operation.field`, `Type`, `Type.field`, `Enum.value` or `service`".to_owned());
                let diagnostic = Diagnostic::error("missing-reference", format!("the erratum is about `{subject}`, which does not exist"));
                diagnostics.push(diagnostic.at(at, "unknown").help(help));
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
fn known_subjects(service: &Service) -> Vec<String> {
    let mut subjects = vec!["service".to_owned()];
    let mut add = |owner: &str, members: &mut dyn Iterator<Item = &String>| {
        subjects.push(owner.to_owned());
        subjects.extend(members.map(|member| format!("{owner}.{member}")));
    };
    for definition in &service.types {
        match &definition.shape {
            Shape::Struct(shape) => add(&definition.name, &mut shape.fields.iter().map(|field| &field.wire)),
            Shape::Enum(values) => add(&definition.name, &mut values.iter().map(|value| &value.wire)),
        }
    }
    for operation in &service.operations {
        let answer = match &operation.response.content {
            Content::Fields(shape) => shape.fields.as_slice(),
            _ => &[],
        };
        add(&operation.name, &mut operation.input.fields.iter().chain(answer).map(|field| &field.wire));
    }
    subjects
}
