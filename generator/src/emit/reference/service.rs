//! The pages about a service as a whole.

use serde::Serialize;

use super::markdown::{self, Inline, code};
use super::site::{Page, Place, ids};
use super::table::Table;
use super::{book, operation};
use crate::model::{Operation, Service, ServiceStyle};

/// What the template of the front page prints.
#[derive(Serialize)]
pub struct Front {
    title: Inline,
    doc: Inline,
    facts: Vec<Inline>,
    pages: Vec<Inline>,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    id: String,
    title: Inline,
    doc: Inline,
    operations: Option<Table>,
}

/// What the template of pagination prints.
#[derive(Serialize)]
pub struct Pagination {
    doc: Inline,
    operations: Option<Table>,
}

/// The front page.
pub fn front(page: &Page<'_>, service: &Service) -> Front {
    let style = match service.style {
        ServiceStyle::Roa => page.say("Operations are told apart by method and path.", "接口由请求方法和路径区分。"),
        ServiceStyle::Rpc => page.say("Operations are told apart by the parameter `Action`.", "接口由参数 `Action` 区分。"),
    };
    let (version, product) = (code(&service.version), code(&service.product));
    let source = &service.source;
    let (guide, release, document) = (page.title(&source.title), markdown::text(&source.product_version), markdown::text(&source.document));
    let anchor = markdown::anchor("at.source");
    let facts = vec![
        page.say(format_args!("API version {version}, product code {product}."), format_args!("API 版本 {version}，产品代码 {product}。")),
        style,
        page.say(
            format_args!(
                "{anchor}The guide is *{guide}*, for version {release}, document number {document}. Sections are those of this document."
            ),
            format_args!("{anchor}手册指《{guide}》，产品版本 {release}，文档编号 {document}；章节号均以该文档为准。"),
        ),
    ];
    Front {
        title: page.title(&service.title),
        doc: page.prose(&service.doc),
        facts,
        pages: pages(page, service),
        groups: service.groups.iter().enumerate().filter_map(|(index, _)| group(page, service, index)).collect(),
    }
}

/// Links to the pages about the service as a whole, with a word on each.
fn pages(page: &Page<'_>, service: &Service) -> Vec<Inline> {
    let lines = Place::of_service(service).into_iter().filter_map(|place| {
        let about = match place {
            Place::Gateways(_) => {
                page.say("where the service is reached, and what every request carries", "服务的接入点，以及所有请求携带的内容")
            }
            Place::Signing(_) => {
                page.say("how a request proves who sends it, with examples to compare with", "请求如何证明调用者身份，附可对照的示例")
            }
            Place::Responses(_) => page.say("formats, and fields that every response has", "格式与公共响应字段"),
            Place::Errors(_) => page.say("every code, and where it comes from", "所有错误码及其来源"),
            Place::Pagination(_) => page.say("operations that answer a page at a time", "分页返回的接口"),
            Place::Lifecycles(_) => page.say("states, and what leads from one to the next", "各种状态，以及状态之间的转换"),
            Place::Quotas(_) => {
                page.say("how much there may be, how long and how large values may be", "数量上限，以及取值的长度与大小限制")
            }
            Place::Types(_) => page.say("structs and enums, with where they are used", "结构体与枚举，以及它们的使用处"),
            Place::Enums(_) => page.say("every value and what it means", "各枚举的取值及含义"),
            Place::Errata(_) => errata_word(page, service),
            Place::Changes(_) => page.say("what each version brought", "各版本的变更"),
            _ => return None,
        };
        let link = page.link(&Inline::trusted(book::title(page.language, service, place)), place, None);
        Some(page.say(format_args!("{link}: {about}"), format_args!("{link}：{about}")))
    });
    lines.collect()
}

fn errata_word(page: &Page<'_>, service: &Service) -> Inline {
    let count = service.errata.len();
    page.say(
        format_args!("{count} places where the guide contradicts itself, and what was decided"),
        format_args!("手册前后矛盾的 {count} 处，以及如何处理"),
    )
}

fn group(page: &Page<'_>, service: &Service, index: usize) -> Option<Group> {
    let mut operations = Table::new(page, &["operation", "summary", "request"]);
    for operation in service.operations_of(index) {
        operations.push([
            Inline::trusted(format!(
                "{}{}",
                markdown::anchor(&ids::operation(operation)),
                page.link(&markdown::text(&operation.name), Place::Operation(service, operation), None)
            )),
            page.prose(&operation.summary),
            operation::routes(page, operation),
        ]);
    }
    let operations = operations.finish()?;
    let group = &service.groups[index];
    Some(Group {
        id: ids::thing("group", &group.name),
        title: page.title(&group.title),
        doc: page.prose(&group.doc),
        operations: Some(operations),
    })
}

/// Operations that answer a page at a time.
pub fn pagination(page: &Page<'_>, service: &Service) -> Pagination {
    let mut table = Table::new(page, &["operation", "page", "size", "items", "total", "next"]);
    for operation in &service.operations {
        let Some(pagination) = &operation.pagination else { continue };
        let place = Place::Operation(service, operation);
        let link = |name: &str, anchor: Option<String>| match anchor {
            Some(anchor) => page.link(&code(name), place, Some(&anchor)),
            None => code(name),
        };
        let input = |name: &str| link(name, operation::input_anchor(operation, name));
        let output = |path: &str| link(path, operation::path_anchor(service, operation, path));
        table.push([
            page.link(&markdown::text(&operation.name), place, None),
            input(&pagination.page),
            input(&pagination.size),
            output(&pagination.items),
            pagination.total.as_deref().map(output).unwrap_or_default(),
            pagination.next.as_deref().map(output).unwrap_or_default(),
        ]);
    }
    let numbered = page.say(
        "Pages are numbered; ask for one after the other until as many items have come as there are in all.",
        "依次请求各页，直到取得的条数达到总数。",
    );
    let named = page.say(
        "Where an answer says what the page after it is called, ask for that until an answer says nothing.",
        "响应给出下一页标记的，以该标记继续请求，直到不再给出为止。",
    );
    let is_named = |operation: &Operation| operation.pagination.as_ref().map(|pagination| pagination.next.is_some());
    let sentences = [
        page.say("These operations answer with one page of a longer list.", "以下接口每次返回长列表中的一页。"),
        if service.operations.iter().any(|operation| is_named(operation) == Some(false)) { numbered } else { Inline::default() },
        if service.operations.iter().any(|operation| is_named(operation) == Some(true)) { named } else { Inline::default() },
        page.say("What is created or deleted meanwhile may be missed, or come twice.", "期间新增或删除的条目可能遗漏或重复。"),
    ];
    Pagination { doc: page.sentences(&sentences), operations: table.finish() }
}
