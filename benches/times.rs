//! How much longer the generated client takes than the bare work, side by side in one run: `cargo bench -p ackgen-benches
//! --bench times`. It prints a table; the goals are for the processor's time. `-- signing` measures only that group.

use ack_client::Scheme;
use ackgen_benches::measure::{HEAD, compare};
use ackgen_benches::plain::{Cluster, Created, NewCluster};
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
        let what = format!("call: `DescribeClusterDetail`{how}");
        let (read, signing) = (Calls::read(over), Signing::read(Scheme::Roa));
        println!("{}", compare(&what, Some(1.10), || read.input(), |input| read.client(input), |_| read.bare()));
        let least = || read.least::<(), Cluster>(&signing, None);
        println!("{}", compare(&format!("{what}, {LEAST}"), None, || (), |()| least(), |()| read.bare()));
        let what = format!("call: `CreateCluster`{how}");
        let (create, signing, body) = (Calls::create(over), Signing::create(Scheme::Roa), NewCluster::documented());
        println!("{}", compare(&what, Some(1.10), || create.input(), |input| create.client(input), |_| create.bare()));
        let least = || create.least::<_, Created>(&signing, Some(&body));
        println!("{}", compare(&format!("{what}, {LEAST}"), None, || (), |()| least(), |()| create.bare()));
    }
    let list = Calls::list();
    let what = "call: `DescribeClusterNodePools`, 100 of them, bare with a plain struct";
    println!("{}", compare(what, Some(1.30), || list.input(), |input| list.client(input), |_| list.bare_and_parsed()));
}

/// What every client has to do.
const LEAST: &str = "only digests and serde_json";

fn signing() {
    for (scheme, digests) in [(Scheme::Roa, "HMAC-SHA1, MD5"), (Scheme::Acs3, "HMAC-SHA256, SHA-256")] {
        for (what, signing) in [("no body", Signing::read(scheme)), ("`CreateCluster`", Signing::create(scheme))] {
            let what = format!("signing: {scheme}, {what}, bare {digests}");
            println!("{}", compare(&what, Some(1.50), || signing.prepared(), |request| signing.client(request), |_| signing.bare()));
            let what = format!("{what}, only digests and the same headers put in");
            println!("{}", compare(&what, None, || signing.prepared(), |request| signing.least(request), |_| signing.bare()));
        }
    }
}

fn decoding() {
    for (what, decoding) in [("as documented", Decoding::documented()), ("backwards", Decoding::backwards())] {
        let what = format!("decoding: {} kB, fields {what}", decoding.answer().len() / 1000);
        println!("{}", compare(&what, Some(1.30), || (), |()| decoding.client(), |()| decoding.bare()));
    }
}
