//! How much there may be of everything, and how large the values of requests may be.

use serde::Serialize;

use super::markdown::{self, Inline, code};
use super::operation;
use super::site::{Page, Place, ids};
use super::table::Table;
use crate::emit::prose;
use crate::model::resources::{Resource, Template};
use crate::model::{Field, Service, Shape};

/// What the template prints.
#[derive(Serialize)]
pub struct View {
    quotas_doc: Inline,
    quotas: Option<Table>,
    limits_doc: Inline,
    limits: Option<Table>,
}

/// Whether there is anything to say.
pub fn has_any(service: &Service) -> bool {
    limited(service).next().is_some() || service.fields().any(is_limited)
}

/// The page.
pub fn view(page: &Page<'_>, service: &Service) -> View {
    let mut quotas = Table::new(page, &["what", "quota", "assumed"]);
    for (resource, field, amount) in limited(service) {
        let lifecycle = (!resource.transitions.is_empty())
            .then(|| page.link(&page.title(&resource.what), Place::Lifecycles(service), Some(&ids::thing("lifecycle", &resource.name))));
        let place = reader(service, field);
        let name = match &place {
            Some((place, anchor)) => page.link(&code(field), *place, Some(anchor)),
            None => code(field),
        };
        quotas.push([lifecycle.unwrap_or_else(|| page.title(&resource.what)), name, amount.unwrap_or_default()]);
    }
    let mut limits = Table::new(page, &["where", "limit"]);
    for operation in &service.operations {
        let place = Place::Operation(service, operation);
        for field in operation.input.fields.iter().filter(|field| is_limited(field)) {
            let owner = markdown::text(&operation.name);
            limits.push(row(page, place, &owner, field, &ids::input(field)));
        }
    }
    for definition in service.types.iter().filter(|definition| definition.in_input) {
        let Shape::Struct(shape) = &definition.shape else { continue };
        let place = Place::Struct(service, definition);
        for field in shape.fields.iter().filter(|field| is_limited(field)) {
            let owner = markdown::text(&definition.name);
            limits.push(row(page, place, &owner, field, &ids::inside("field", field)));
        }
    }
    View {
        quotas_doc: page.say(
            "How many there may be. The numbers are what the mock begins with; those of a live service are its operator's.",
            "各类对象的数量上限。数值为模拟服务的初始值；线上服务的数值由运营方设定。",
        ),
        quotas: quotas.finish(),
        limits_doc: page.say(
            "What the guide says of sizes and lengths in requests. A value outside of them is refused.",
            "手册所述的请求数值与长度限制；超出者会被拒绝。",
        ),
        limits: limits.finish(),
    }
}

fn row(page: &Page<'_>, place: Place<'_>, owner: &Inline, field: &Field, anchor: &str) -> [Inline; 2] {
    let name = page.link(&code(&field.wire), place, Some(anchor));
    let limits: Vec<Inline> = prose::limits(field, page.language).iter().map(|sentence| page.text(sentence)).collect();
    let owner = page.link(owner, place, None);
    [Inline::trusted(format!("{owner} {name}")), page.sentences(&limits)]
}

/// Whether a field says how large it may be.
fn is_limited(field: &Field) -> bool {
    field.limits.iter().any(|limit| limit.size().is_some())
}

/// The resources of which there may be so many: the field that says it, and how many there are from the start.
fn limited(service: &Service) -> impl Iterator<Item = (&Resource, &str, Option<Inline>)> {
    let resources = service.resources.as_ref().map(|resources| resources.resources.as_slice()).unwrap_or_default();
    resources.iter().filter_map(move |resource| {
        let (holder, path) = resource.quota.as_ref()?;
        let field = path.last()?;
        let Resource { seeds, initial, .. } = &resources[*holder];
        let amount = seeds.first().into_iter().chain([initial]).find_map(|from_the_start| match from_the_start {
            Template::Object(fields) => fields.iter().find(|(name, _)| name == field).map(|(_, value)| value),
            _ => None,
        });
        let amount = match amount {
            Some(Template::Integer(amount)) => Some(code(&amount.to_string())),
            _ => None,
        };
        Some((resource, field.as_str(), amount))
    })
}

/// The operation whose answer has the field.
fn reader<'a>(service: &'a Service, field: &str) -> Option<(Place<'a>, String)> {
    service
        .operations
        .iter()
        .find_map(|operation| Some((Place::Operation(service, operation), operation::path_anchor(service, operation, field)?)))
}
