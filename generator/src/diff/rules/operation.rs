//! Operations: that they are there, how they are called, what they answer.

use crate::diff::rule::rules;

rules! {
    OPERATION_ADDED "operation-added" {
        "there is a new operation",
        "Nobody calls it yet. In Rust it is a new method of the client, and one of the mock's trait that answers by itself.",
        "Nothing has to be done; the change log should name it.",
        "(nothing)" => "- name: PauseOrder",
        Always: FINE FINE FINE
    }
    OPERATION_REMOVED "operation-removed" {
        "an operation is gone",
        "Whoever calls it gets an error from the service and the mock, and does not compile with the new crate.",
        "Keep it with `doc` that says what to use instead, for as long as the service answers it.",
        "- name: FetchOrder" => "(nothing)",
        Always: BREAKING BREAKING BREAKING
    }
    OPERATION_RENAMED "operation-renamed" {
        "an operation is called otherwise",
        "The name is a parameter or a header of every request of a service of the style `rpc`, behind a gateway of that style, and where \
         requests are signed by ACS3. In Rust the method, the request and the input are called after it.",
        "Keep the Rust name with `rust: …`, so that at least programs compile; say the new name in the change log.",
        "- name: FetchOrder" => "- name: GetOrder",
        Wire: BREAKING FINE BREAKING,
        Rust: NOTHING BREAKING BREAKING,
    }
    OPERATION_RENAMED_IN_RUST "operation-renamed-in-rust" {
        "an operation keeps its name and has another one in Rust",
        "Nothing is different on the wire, yet the method, the request and the input are called otherwise in the crate and in the mock's \
         trait, so that nothing that uses them compiles.",
        "Keep the Rust name unless it collides.",
        "- name: FetchOrder" => "- name: FetchOrder\n  rust: GetOrder",
        Always: NOTHING BREAKING BREAKING
    }
    OPERATION_REGROUPED "operation-regrouped" {
        "an operation has moved to another group",
        "A group is a module of the crate: the request, the input and the output are found under another path. The method of the client \
         stays where it is.",
        "Keep it in the group that it was in, or take the move together with other breaking changes.",
        "operations/orders.yaml: - name: FetchOrder" => "operations/archive.yaml: - name: FetchOrder",
        Always: NOTHING BREAKING BREAKING
    }
    GROUP_RENAMED "group-renamed" {
        "a group is called otherwise",
        "The module of the crate is called after it, and everything in it is found under another path.",
        "Change the title instead of the name, or take it together with other breaking changes.",
        "groups:\n  orders: { … }" => "groups:\n  purchases: { … }",
        Always: NOTHING BREAKING BREAKING
    }
    METHOD_ADDED "method-added" {
        "an operation answers to another HTTP method besides",
        "Requests as before are answered as before.",
        "Nothing has to be done.",
        "http: PUT /orders" => "http: [PUT /orders, POST /orders]",
        Always: FINE NOTHING FINE
    }
    METHOD_REMOVED "method-removed" {
        "an operation does not answer to an HTTP method any more",
        "A request by that method is refused. The client sends the first method, and does with the new crate.",
        "Keep the method in the list for as long as the service answers to it.",
        "http: [PUT /orders, POST /orders]" => "http: POST /orders",
        Always: BREAKING FINE BREAKING
    }
    FIRST_METHOD_CHANGED "first-method-changed" {
        "a client sends another HTTP method",
        "The service answers to both, but the first of the list is what the client sends: proxies, logs and tests that look at the method \
         see another one.",
        "Keep the order of the list unless the guide prefers another method now.",
        "http: [PUT /orders, POST /orders]" => "http: [POST /orders, PUT /orders]",
        Always: NOTHING RISKY NOTHING
    }
    PATH_CHANGED "path-changed" {
        "an operation has another path",
        "A request to the old path finds nothing. The new crate calls the new path; names of parameters in braces make no difference.",
        "If the service answers to both, keep the old one in the spec until nobody calls it.",
        "http: GET /orders/{OrderId}" => "http: GET /v2/orders/{OrderId}",
        Always: BREAKING FINE BREAKING
    }
    IDEMPOTENCY_WEAKENED "idempotency-weakened" {
        "an operation is not as safe to send again as it was said to be",
        "The client retries only what does no harm. What it tried three times it may try once now, and errors that were mended by that \
         reach the program.",
        "Make sure that the guide says so; retries of one's own should be looked at again.",
        "idempotency: idempotent" => "idempotency: not_idempotent",
        Always: RISKY RISKY NOTHING
    }
    IDEMPOTENCY_STRENGTHENED "idempotency-strengthened" {
        "an operation is safer to send again than it was said to be",
        "The client retries it when that may help, which it did not before.",
        "Make sure that the guide says so: a retry that does harm is worse than none.",
        "idempotency: not_idempotent" => "idempotency: idempotent",
        Always: FINE FINE NOTHING
    }
    BODY_SHAPE_CHANGED "body-shape-changed" {
        "the body of a request is an object of fields, and was a value, or the reverse",
        "A body as before is not understood any more, and in Rust other arguments and setters make it.",
        "If only the guide's table was misread, say so in an erratum; otherwise it needs a new operation.",
        "body: { name: items, type: list<Item>, … }" => "body:\n  fields: { items: { type: list<Item>, … } }",
        Always: BREAKING BREAKING BREAKING
    }
    RESPONSE_SHAPE_CHANGED "response-shape-changed" {
        "an operation answers something else",
        "The answer is an object and was a value, is of another kind, or is nothing: what reads it does not find what it looks for.",
        "If only the guide was misread, say so in an erratum; otherwise it needs a new operation.",
        "response: { type: list<Order> }" => "response:\n  fields: { orders: { type: list<Order>, … } }",
        Always: BREAKING BREAKING BREAKING
    }
    RESPONSE_APPEARED "response-appeared" {
        "an operation that answered nothing answers something",
        "Whoever looked at the status only does not mind. In Rust the answer is not `()` any more, for the client as for the mock's trait.",
        "Take it together with other breaking changes of the crate.",
        "(no response)" => "response:\n  fields: { task_id: { … } }",
        Always: FINE BREAKING BREAKING
    }
    RESPONSE_RETYPED "response-retyped" {
        "an answer is an object as before, and has another Rust type",
        "Fields that an operation has of its own are a struct called after it; a type that it names is that type. On the wire both are \
         the same object; its fields are compared on their own.",
        "Leave it unless others need the type.",
        "response:\n  fields: { total: { … } }" => "response: { type: Order }",
        Always: NOTHING BREAKING BREAKING
    }
    STATUS_CHANGED "status-changed" {
        "an operation succeeds with other statuses",
        "The client takes every status from 200 to 299 for success. Programs that compare the status, and tests of what the mock answers, \
         may not.",
        "Say it in the change log.",
        "status: 200" => "status: 202",
        Always: RISKY FINE RISKY
    }
    PLACEHOLDER_CHANGED "placeholder-changed" {
        "the key that the guide prints around a value is another one",
        "The placeholder is not on the wire. The client and the mock read a value with the key around it as well as without.",
        "Nothing has to be done.",
        "placeholder: data" => "placeholder: body",
        Always: TOLD FINE FINE
    }
    PAGINATION_ADDED "pagination-added" {
        "an answer is known to come in pages",
        "Calls as before are answered as before. The crate gains `pages()` and `items()`.",
        "Nothing has to be done.",
        "(no pagination)" => "pagination: { page: page_number, size: page_size, items: orders }",
        Always: TOLD FINE NOTHING
    }
    PAGINATION_REMOVED "pagination-removed" {
        "an answer is not known to come in pages any more",
        "`pages()` and `items()` are gone from the crate.",
        "Take it out only if it never worked.",
        "pagination: { page: page_number, size: page_size, items: orders }" => "(no pagination)",
        Always: TOLD BREAKING NOTHING
    }
    PAGINATION_CHANGED "pagination-changed" {
        "an answer comes in pages in another way",
        "`pages()` and `items()` go through other parameters or fields. Where the list is another one, what they yield may have another \
         type.",
        "Try it against the mock, and say in the change log what was wrong before.",
        "pagination: { …, items: orders }" => "pagination: { …, items: results }",
        Always: TOLD RISKY NOTHING,
        Rust: NOTHING BREAKING NOTHING,
    }
    CONVENIENCE_ADDED "convenience-added" {
        "an answer is known to hold credentials or a kubeconfig",
        "The crate gains `into_credentials()` or `kube_config()`.",
        "Nothing has to be done.",
        "(nothing)" => "kubeconfig: config",
        Always: NOTHING FINE NOTHING
    }
    CONVENIENCE_REMOVED "convenience-removed" {
        "an answer is not known to hold credentials or a kubeconfig any more",
        "`into_credentials()` or `kube_config()` is gone from the crate.",
        "Take it out only if it never worked.",
        "kubeconfig: config" => "(nothing)",
        Always: NOTHING BREAKING NOTHING
    }
    CONVENIENCE_CHANGED "convenience-changed" {
        "credentials or a kubeconfig are read from elsewhere in an answer",
        "`into_credentials()` or `kube_config()` reads other fields than it did.",
        "Try it against the mock, and say in the change log what was wrong before.",
        "kubeconfig: config" => "kubeconfig: data.config",
        Always: NOTHING RISKY NOTHING
    }
    WAITER_ADDED "waiter-added" {
        "there is something new to wait for",
        "The client gains a method `wait_until_…`.",
        "Nothing has to be done.",
        "(nothing)" => "- name: order_packed",
        Always: NOTHING FINE NOTHING
    }
    WAITER_REMOVED "waiter-removed" {
        "there is something less to wait for",
        "The method `wait_until_…` is gone from the client.",
        "Keep it for as long as the operation that it asks is there.",
        "- name: order_packed" => "(nothing)",
        Always: NOTHING BREAKING NOTHING
    }
    WAITER_RENAMED "waiter-renamed" {
        "what is waited for is called otherwise",
        "The method `wait_until_…` has another name.",
        "Keep the name, or take it together with other breaking changes.",
        "- name: order_packed" => "- name: order_ready",
        Always: NOTHING BREAKING NOTHING
    }
    WAITER_CHANGED "waiter-changed" {
        "waiting ends otherwise, or takes another time",
        "Other states end it, well or badly, or it asks and gives up at other times. Where it asks another operation or needs other \
         arguments, programs do not compile.",
        "Say in the change log what was wrong before.",
        "success: [packed]" => "success: [packed, sent]",
        Always: NOTHING RISKY NOTHING,
        Rust: NOTHING BREAKING NOTHING,
    }
    OPERATION_ERROR_ADDED "operation-error-added" {
        "an operation is known to answer another error",
        "Programs meet it as an error with a code that they may not know.",
        "Say in the change log when it occurs.",
        "(nothing)" => "errors: [OrderNotFound]",
        Always: FINE TOLD NOTHING
    }
    OPERATION_ERROR_REMOVED "operation-error-removed" {
        "an operation is not known to answer an error any more",
        "Programs that look for the code may wait for something that does not occur.",
        "Make sure that it is another error now, or none.",
        "errors: [OrderNotFound]" => "(nothing)",
        Always: RISKY TOLD NOTHING
    }
    ARGUMENTS_REORDERED "arguments-reordered" {
        "required arguments have another order in Rust",
        "What is required is an argument of the method or of `new`, in the order of the spec: path, query, headers, body. Programs that pass \
         two texts compile as before and send them the wrong way round.",
        "Put the fields back in the order in which they were.",
        "path: { ClusterId: …, NodeId: … }" => "path: { NodeId: …, ClusterId: … }",
        Always: NOTHING BREAKING NOTHING
    }
}
