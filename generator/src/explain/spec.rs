//! What makes a spec wrong: a code for every kind of mistake.

use super::Explanation;

/// The codes of reading and resolving a spec, in the order of the alphabet.
pub const CODES: &[Explanation] = &[
    Explanation {
        id: "duplicate-key",
        title: "a map has a key twice",
        text: "YAML leaves open which of the two holds, and readers differ. Keep one of them.",
        wrong: "name: shop\nname: store",
        right: "name: shop",
    },
    Explanation {
        id: "duplicate-name",
        title: "two things of one place have the same name",
        text: "Types and operations of a service share one set of names, as they do in the client; fields of one owner, errors, \
               gateways and errata have theirs. Rename one of the two; what goes over the wire keeps its name, and gets another one \
               in Rust by `rust`.",
        wrong: "- name: Order\n  fields: { … }\n- name: Order\n  values: { … }",
        right: "- name: Order\n  fields: { … }\n- name: OrderState\n  values: { … }",
    },
    Explanation {
        id: "duplicate-route",
        title: "two operations answer to the same method and path",
        text: "Neither the mock nor the service could tell their requests apart: names of path parameters make no difference.",
        wrong: "http: GET /orders/{OrderId}\nhttp: GET /orders/{Name}",
        right: "http: GET /orders/{OrderId}\nhttp: GET /orders/by-name/{Name}",
    },
    Explanation {
        id: "empty-file",
        title: "a file holds nothing",
        text: "`product.yaml` and `service.yaml` are maps with keys that must be there. `ackgen new service NAME` writes one to \
               start from.",
        wrong: "# product.yaml, with nothing in it",
        right: "name: demo\nversion: 0.1.0\ntitle: { en: Demo, zh: 演示 }\nservices: [shop]",
    },
    Explanation {
        id: "empty-value",
        title: "a key that has to hold something holds nothing",
        text: "An empty text, list or map says no more than a missing key. Fill it in, or take the key out where it is optional.",
        wrong: "doc: { en: \"\", zh: 订单的 ID。 }",
        right: "doc: { en: Id of the order., zh: 订单的 ID。 }",
    },
    Explanation {
        id: "invalid-character",
        title: "a file or a text has a character that nobody sees",
        text: "It controls a terminal, turns the direction of what follows, or hides words: a reviewer reads something else than \
               the generator does. That holds for comments and for escapes in quoted texts, too. Tabs and ends of lines may be in texts.",
        wrong: r#"en: "the order \u202edaor eht no""#,
        right: "en: the order on the road",
    },
    Explanation {
        id: "invalid-http",
        title: "`http` is not a method and a path",
        text: "One of GET, POST, PUT, DELETE, PATCH and HEAD, a blank, and a path that begins with a slash; a parameter is a whole \
               segment in braces. An operation that answers to several methods lists them, with the same path.",
        wrong: "http: get orders/{OrderId}.json",
        right: "http: GET /orders/{OrderId}",
    },
    Explanation {
        id: "invalid-limit",
        title: "a limit cannot be kept, or cannot be read",
        text: "More than the greatest at least, a pattern that is no regular expression, a network that is none. Patterns are \
               those of Rust's `regex`, without look-around and back-references; networks are `10.0.0.0/8` or `10.0.0.0/8/16-24`.",
        wrong: "count: { type: long, min: 10, max: 1, … }",
        right: "count: { type: long, min: 1, max: 10, … }",
    },
    Explanation {
        id: "invalid-name",
        title: "a name is none where it is used",
        text: "Types are named as Rust names types, groups and services as Rust names modules, headers as HTTP does, packages as \
               Cargo does. Wire names may be anything; where no Rust name can be made of one, `rust` gives it.",
        wrong: "- name: order-line",
        right: "- name: OrderLine",
    },
    Explanation {
        id: "invalid-section",
        title: "a section is not a number with dots",
        text: "Sections are those of the guide: `2.2.4.1`. The reference and the audit look facts up by them.",
        wrong: "section: chapter 2",
        right: "section: 2.2.4.1",
    },
    Explanation {
        id: "invalid-status",
        title: "a number is not an HTTP status",
        text: "Statuses have three digits, from 100 to 599.",
        wrong: "status: 20",
        right: "status: 200",
    },
    Explanation {
        id: "invalid-version",
        title: "a version is not one of a package",
        text: "The packages are versioned as Cargo versions packages: three numbers. The version of the service's API is another \
               one, and stands in `service.yaml`.",
        wrong: "version: v1",
        right: "version: 0.1.0",
    },
    Explanation {
        id: "invalid-yaml",
        title: "a file is not YAML, or uses what the spec language leaves out",
        text: "Anchors, aliases, merge keys and several documents in a file are left out, so that what is written is what is \
               meant. Indent with blanks; quote a text that begins with a sign, or has `: ` or ` #` in it, or one of `,[]{}` inside \
               of brackets and braces.",
        wrong: "doc: { en: Name, free to choose., zh: 名称。 }",
        right: "doc: { en: \"Name, free to choose.\", zh: 名称。 }",
    },
    Explanation {
        id: "misplaced-limit",
        title: "a limit is on a field that it cannot limit",
        text: "`min` and `max` limit numbers, lengths and patterns limit texts, counts of items limit lists. On a list of texts, \
               what limits texts holds for each item.",
        wrong: "name: { type: string, max: 63, … }",
        right: "name: { type: string, max_length: 63, … }",
    },
    Explanation {
        id: "missing-evidence",
        title: "nothing says where a fact comes from",
        text: "Nothing is in a spec without evidence: a row of a `table`, an `example`, running `prose`, or the vendor's `sdk`. A \
               guess is worse than a gap.",
        wrong: "OrderId: { type: string, doc: { … } }",
        right: "OrderId: { type: string, doc: { … }, evidence: table }",
    },
    Explanation {
        id: "missing-file",
        title: "a file that has to be there is not",
        text: "A spec has `product.yaml`, and every service that it names has a folder with `service.yaml`.",
        wrong: "services: [shop, bank]      # and no bank/service.yaml",
        right: "services: [shop]",
    },
    Explanation {
        id: "missing-group",
        title: "a file of operations is called after no group",
        text: "A file `operations/orders.yaml` holds the operations of the group `orders`: a module of the client, a chapter of the \
               reference. Groups are described in `service.yaml`.",
        wrong: "operations/orders.yaml      # groups: { returns: … }",
        right: "operations/orders.yaml      # groups: { orders: … }",
    },
    Explanation {
        id: "missing-key",
        title: "a key that has to be there is not",
        text: "The message names it. `ackgen new` scaffolds operations, types and services with all of theirs.",
        wrong: "- name: Order\n  fields: { … }",
        right: "- name: Order\n  section: 1.1\n  doc: { en: An order., zh: 一个订单。 }\n  fields: { … }",
    },
    Explanation {
        id: "missing-reference",
        title: "a name leads to nothing",
        text: "A type, field, header, error, state or operation is named that is not described. Most often it is a slip; the \
               message names the nearest one.",
        wrong: "type: list<Oder>",
        right: "type: list<Order>",
    },
    Explanation {
        id: "name-collision",
        title: "two names become one in Rust",
        text: "`ClusterId` and `cluster_id` differ on the wire and not in Rust. Give one of the two another name by `rust`.",
        wrong: "ClusterId: { type: string, … }\ncluster_id: { type: string, … }",
        right: "ClusterId: { type: string, … }\ncluster_id: { type: string, rust: own_cluster_id, … }",
    },
    Explanation {
        id: "no-service",
        title: "a product has no service",
        text: "Name the folder of at least one in `product.yaml`. The first is the main one: its client stands at the crate's root.",
        wrong: "services: []",
        right: "services: [shop]",
    },
    Explanation {
        id: "not-utf8",
        title: "a file is not UTF-8",
        text: "Save it as UTF-8. Nothing is guessed: a wrong guess would end up in the documentation of the client.",
        wrong: "zh: \\xb6\\xa9\\xb5\\xa5      # GBK",
        right: "zh: 订单",
    },
    Explanation {
        id: "optional-path-parameter",
        title: "a parameter of a path is optional",
        text: "Without it there would be no path. Every path parameter is `required: true`.",
        wrong: "path: { OrderId: { type: string, … } }",
        right: "path: { OrderId: { type: string, required: true, … } }",
    },
    Explanation {
        id: "path-mismatch",
        title: "the path and the path parameters do not fit each other",
        text: "Every name in braces is described under `path`, and everything described there is in braces once.",
        wrong: "http: GET /orders/{OrderId}\npath: { Id: { … } }",
        right: "http: GET /orders/{OrderId}\npath: { OrderId: { … } }",
    },
    Explanation {
        id: "recursive-type",
        title: "a struct holds itself",
        text: "Such a value would never end. Inside of a list or a map it may.",
        wrong: "- name: Folder\n  fields: { parent: { type: Folder, … } }",
        right: "- name: Folder\n  fields: { children: { type: list<Folder>, … } }",
    },
    Explanation {
        id: "reserved-name",
        title: "a name is one that generated code uses itself",
        text: "Builders have methods such as `send`, modules import types such as `Error`. A field or a value gets another name by \
               `rust`, a type is renamed.",
        wrong: "send: { type: boolean, … }",
        right: "send: { type: boolean, rust: send_mail, … }",
    },
    Explanation {
        id: "stray-file",
        title: "nothing reads a file",
        text: "Its facts would be lost without a word. A service is `service.yaml`, `types/*.yaml`, `operations/*.yaml` and what \
               else spec/README.md lists, and is named in `product.yaml`.",
        wrong: "shop/operation/orders.yaml",
        right: "shop/operations/orders.yaml",
    },
    Explanation {
        id: "unknown-evidence",
        title: "evidence is of no known kind",
        text: "`table`, `example`, `prose` or `sdk`, and then the sections, if they are others than those of the owner.",
        wrong: "evidence: guess",
        right: "evidence: table 2.2.4.1",
    },
    Explanation {
        id: "unknown-key",
        title: "a map has a key that the spec language does not know",
        text: "A key that nobody reads is a fact that is lost. spec/README.md lists the keys; an editor with the JSON Schema \
               offers them while you write.",
        wrong: "OrderId: { type: string, requierd: true, … }",
        right: "OrderId: { type: string, required: true, … }",
    },
    Explanation {
        id: "unknown-value",
        title: "a word is none of those that can stand there",
        text: "Styles, idempotency, signing schemes and the like are one of a few words; a condition speaks of a value that its \
               field can have. The message lists them.",
        wrong: "idempotency: safe",
        right: "idempotency: read_only",
    },
    Explanation {
        id: "unused-type",
        title: "nothing uses a type",
        text: "It would be in the client and in the reference, and lead nowhere. Use it, or take it out.",
        wrong: "- name: Order      # and no operation sends or answers it",
        right: "response: { type: Order }",
    },
    Explanation {
        id: "wrong-folder",
        title: "a service calls itself other than its folder",
        text: "The folder is the name: of the Rust module, in links, in messages.",
        wrong: "shop/service.yaml: name: store",
        right: "shop/service.yaml: name: shop",
    },
    Explanation {
        id: "wrong-kind",
        title: "a value is of another kind than is due",
        text: "A map where a list is due, a text where a number is. The message says which.",
        wrong: "fields: [OrderId]",
        right: "fields: { OrderId: { … } }",
    },
    Explanation {
        id: "wrong-shape",
        title: "keys or values do not go together",
        text: "A type is a struct or an enum, an answer has fields or a type, a rule has one count. The message says what clashes.",
        wrong: "response: { type: Order, fields: { … } }",
        right: "response: { type: Order }",
    },
    Explanation {
        id: "wrong-value",
        title: "a default or an example does not fit the type of its field",
        text: "The client could not read what the reference shows. A number or a boolean where a text is due wants quotes.",
        wrong: "version: { type: string, example: 1.10, … }",
        right: "version: { type: string, example: \"1.10\", … }",
    },
];
