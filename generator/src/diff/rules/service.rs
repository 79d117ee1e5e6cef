//! What operations have in common: the product, the services, how they are reached, how requests are signed.

use crate::diff::rule::rules;

rules! {
    PRODUCT_RENAMED "product-renamed" {
        "the packages are called otherwise",
        "The crates are called after the product: programs depend on a name that gets no new version any more.",
        "Publish a last version under the old name that says where to go.",
        "name: ack" => "name: cs",
        Always: NOTHING BREAKING BREAKING
    }
    SERVICE_ADDED "service-added" {
        "there is a new service",
        "Nobody calls it yet.",
        "Nothing has to be done; the change log should name it.",
        "services: [shop]" => "services: [shop, post]",
        Always: FINE FINE FINE
    }
    SERVICE_REMOVED "service-removed" {
        "a service is gone",
        "Everything that calls it fails, and does not compile with the new crate.",
        "Keep it for as long as it answers.",
        "services: [shop, post]" => "services: [shop]",
        Always: BREAKING BREAKING BREAKING
    }
    MAIN_SERVICE_CHANGED "main-service-changed" {
        "another service is the main one",
        "The main service stands at the crate's root, the others in modules of their own: every path is another one.",
        "Put the services back in the order in which they were.",
        "services: [shop, post]" => "services: [post, shop]",
        Always: NOTHING BREAKING BREAKING
    }
    SERVICE_ADDRESS_CHANGED "service-address-changed" {
        "a service has another product code, version or style",
        "Requests carry the product code and the version, and the style decides how they are addressed: requests as before are for another \
         service.",
        "An API of another version is better a service of its own, beside the old one.",
        "version: \"2024-01-01\"" => "version: \"2025-01-01\"",
        Always: BREAKING FINE BREAKING
    }
    ENDPOINT_ADDED "endpoint-added" {
        "a service is reached at another host besides",
        "The hosts as before answer as before.",
        "Nothing has to be done.",
        "endpoints: []" => "endpoints:\n  - { name: vpc, host: …, … }",
        Always: FINE FINE NOTHING
    }
    ENDPOINT_REMOVED "endpoint-removed" {
        "a service is not reached at a host any more",
        "Requests to that host get no answer.",
        "Say in the change log which host to use.",
        "endpoints:\n  - { name: vpc, host: …, … }" => "endpoints: []",
        Always: BREAKING FINE NOTHING
    }
    ENDPOINT_CHANGED "endpoint-changed" {
        "an endpoint has another host or other protocols",
        "Requests to the old host, or by a protocol that is gone, get no answer. The crate calls the new one unless it is told where.",
        "Say in the change log which host to use; firewalls may have to know.",
        "host: shop.example.com" => "host: shop.{region}.example.com",
        Always: BREAKING RISKY NOTHING
    }
    DEFAULT_ENDPOINT_CHANGED "default-endpoint-changed" {
        "clients use another endpoint unless told otherwise",
        "Every host answers as before, but programs that do not say where send their requests elsewhere.",
        "Say it in the change log; firewalls may have to know.",
        "- { name: public, default: true, … }" => "- { name: vpc, default: true, … }",
        Always: NOTHING RISKY NOTHING
    }
    GATEWAY_ADDED "gateway-added" {
        "there is another way to reach a service",
        "The ways as before are open as before.",
        "Nothing has to be done.",
        "gateways: []" => "gateways:\n  - { name: pop, … }",
        Always: FINE FINE FINE
    }
    GATEWAY_REMOVED "gateway-removed" {
        "there is a way less to reach a service",
        "Requests over that gateway get no answer, from the mock neither.",
        "Say in the change log which way to go.",
        "gateways:\n  - { name: pop, … }" => "gateways: []",
        Always: BREAKING RISKY BREAKING
    }
    GATEWAY_CHANGED "gateway-changed" {
        "a gateway is addressed otherwise",
        "It has another prefix, path or style, or asks for other headers: requests as before are not let through.",
        "Say it in the change log.",
        "path_prefix: /shop" => "path_prefix: /store",
        Always: BREAKING FINE BREAKING
    }
    SIGNING_ADDED "signing-added" {
        "requests can be signed in another way besides",
        "Requests signed as before are accepted.",
        "Nothing has to be done.",
        "signing: []" => "signing:\n  - { scheme: acs3_hmac_sha256, … }",
        Always: FINE FINE FINE
    }
    SIGNING_REMOVED "signing-removed" {
        "requests cannot be signed in a way that they could",
        "Requests signed so are refused.",
        "Keep it for as long as the service accepts it.",
        "signing:\n  - { scheme: roa_hmac_sha1, … }" => "signing: []",
        Always: BREAKING RISKY BREAKING
    }
    DEFAULT_SIGNING_CHANGED "default-signing-changed" {
        "clients sign in another way unless told otherwise",
        "The service accepts both, but gateways in between may not.",
        "Say it in the change log.",
        "- { scheme: roa_hmac_sha1, default: true, … }" => "- { scheme: acs3_hmac_sha256, default: true, … }",
        Always: NOTHING RISKY NOTHING
    }
    CLOCK_SKEW_CHANGED "clock-skew-changed" {
        "clocks may be apart by another time",
        "Where it is less, requests from a clock that is off are refused that were not.",
        "Say it in the change log.",
        "clock_skew: 15m" => "clock_skew: 5m",
        Always: RISKY FINE FINE
    }
    MEDIA_TYPE_ADDED "media-type-added" {
        "answers can be asked for in another format besides",
        "Answers come as before to whoever asks as before.",
        "Nothing has to be done.",
        "supported: [application/json]" => "supported: [application/json, application/xml]",
        Always: FINE NOTHING FINE
    }
    MEDIA_TYPE_REMOVED "media-type-removed" {
        "answers do not come in a format any more",
        "Whoever asks for it gets another one, or an error. The crate asks for JSON.",
        "Keep it for as long as the service knows it.",
        "supported: [application/json, application/xml]" => "supported: [application/json]",
        Always: BREAKING NOTHING BREAKING
    }
    DEFAULT_MEDIA_TYPE_CHANGED "default-media-type-changed" {
        "answers are said to come in another format unless one is asked for",
        "Whoever asks for none gets another one. The crate asks for JSON.",
        "Ask for the format that is read: `Accept: application/json`.",
        "documented_default: application/xml" => "documented_default: application/json",
        Always: RISKY NOTHING NOTHING
    }
    ERROR_ADDED "error-added" {
        "another error is documented",
        "Programs meet it as an error with a code that they may not know.",
        "Say in the change log when it occurs.",
        "errors: []" => "errors:\n  - { code: OrderNotFound, status: 404, … }",
        Always: FINE TOLD FINE
    }
    ERROR_REMOVED "error-removed" {
        "an error is not documented any more",
        "Programs that look for its code may wait for something that does not occur.",
        "Make sure that it is another error now, or none.",
        "errors:\n  - { code: OrderNotFound, status: 404, … }" => "errors: []",
        Always: RISKY TOLD RISKY
    }
    ERROR_STATUS_CHANGED "error-status-changed" {
        "an error comes with another status",
        "Programs look at the status before they look at the code; the client retries some and not others.",
        "Say it in the change log.",
        "- { code: OrderNotFound, status: 400, … }" => "- { code: OrderNotFound, status: 404, … }",
        Always: BREAKING RISKY BREAKING
    }
    ERROR_MESSAGE_CHANGED "error-message-changed" {
        "an error comes with another message",
        "Messages are for people; programs that look into them may not find what they look for.",
        "Look at the code instead of the message.",
        "message: no such order" => "message: the order does not exist",
        Always: RISKY TOLD RISKY
    }
}
