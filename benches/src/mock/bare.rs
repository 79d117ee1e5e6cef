//! A server that reads requests and answers each with the same bytes, on axum.

use std::io::Write;
use std::net::Ipv4Addr;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::routing::any;

/// Serves an answer until the process is killed; says where, as the mock does.
pub fn serve(answer: String) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let answer = Bytes::from(answer);
        let handler = move |_: Bytes| {
            let answer = answer.clone();
            async move {
                let id = HeaderName::from_static("x-acs-request-id");
                ([(CONTENT_TYPE, "application/json;charset=utf-8"), (id, "687C5BAA-D103-4993-884B-C35E4314A1E1")], answer)
            }
        };
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        println!("listening on http://{}", listener.local_addr().expect("it has an address"));
        std::io::stdout().flush().expect("it can be said");
        axum::serve(listener, Router::new().fallback(any(handler))).await.expect("it serves");
    });
}
