//! How much longer the generated client takes than the bare work, side by side in one run: `cargo bench -p ackgen-benches
//! --bench times`. It prints a table; the goals are for the processor's time. `-- signing` measures only that group.

use ack_client::Scheme;
use ackgen_benches::measure::{HEAD, compare};
use ackgen_benches::{Calls, Decoding, Over, Signing};

fn main() {
    let groups: [(&str, fn()); 3] = [("calls", calls), ("signing", signing), ("decoding", decoding)];
    // Cargo adds an option of its own.
    let wanted: Vec<_> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    println!("{HEAD}");
    for (name, group) in groups {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            group();
        }
    }
}

fn calls() {
    for (over, how) in [(Over::Tcp, ""), (Over::Tls, ", over TLS")] {
        let read = Calls::read(over);
        let what = format!("call: `DescribeClusterDetail`{how}");
        println!("{}", compare(&what, 1.10, || read.input(), |input| read.client(input), |_| read.bare()));
        let create = Calls::create(over);
        let what = format!("call: `CreateCluster`{how}");
        println!("{}", compare(&what, 1.10, || create.input(), |input| create.client(input), |_| create.bare()));
    }
    let list = Calls::list();
    let what = "call: `DescribeClusterNodePools`, 100 of them, bare with a plain struct";
    println!("{}", compare(what, 1.30, || list.input(), |input| list.client(input), |_| list.bare_and_parsed()));
}

fn signing() {
    for (scheme, digests) in [(Scheme::Roa, "HMAC-SHA1, MD5"), (Scheme::Acs3, "HMAC-SHA256, SHA-256")] {
        for (what, signing) in [("no body", Signing::read(scheme)), ("`CreateCluster`", Signing::create(scheme))] {
            let what = format!("signing: {scheme}, {what}, bare {digests}");
            println!("{}", compare(&what, 1.50, || signing.prepared(), |request| signing.client(request), |_| signing.bare()));
        }
    }
}

fn decoding() {
    for (what, decoding) in [("as documented", Decoding::documented()), ("backwards", Decoding::backwards())] {
        let what = format!("decoding: {} kB, fields {what}", decoding.answer().len() / 1000);
        println!("{}", compare(&what, 1.30, || (), |()| decoding.client(), |()| decoding.bare()));
    }
}
