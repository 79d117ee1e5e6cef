//! What the mock costs: `benches/mock.sh`. It prints a table; `--quick` is for seeing that it works, and `write` or another
//! name of a group measures only that.
//!
//! Throughput is measured in turns, side by side, against a bare axum server that answers the same bytes and against Prism
//! on the same OpenAPI document, each in a process of its own, from the same connections. A ratio is the median of those
//! of all pairs of turns. Each has as many threads as it has unless it is told otherwise, and shares the cores with who calls: the
//! bare server has one for each core, the mock one for every two. The mock checks signatures and keeps its journal.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ack_client::clusters::{CreateClusterInput, DescribeClusterDetailInput, DescribeClustersV1Input, ModifyClusterInput};
use ack_client::wire::serde_json::{self, Value, json};
use ack_client::wire::{Input, Wire};
use ack_mock::Mock;
use ackgen_benches::mock::{Connection, Process, Signed, bare, throughput};

/// How many connections ask at the same time.
const CONNECTIONS: usize = 4;
/// How many clusters few are.
const FEW: usize = 100;

fn main() {
    if let Ok(answer) = std::env::var("BARE_ANSWER") {
        return bare::serve(answer);
    }
    let quick = std::env::args().any(|argument| argument == "--quick");
    let effort = if quick {
        Effort { rounds: 3, requests: 200, starts: 3, clusters: 5_000 }
    } else {
        Effort { rounds: 15, requests: 2_000, starts: 21, clusters: 100_000 }
    };
    type Group = (&'static str, fn(&Bench));
    let groups: [Group; 5] = [
        ("read", Bench::read_beside_bare),
        ("write", Bench::write_beside_bare),
        ("prism", Bench::beside_prism),
        ("rest", Bench::at_rest),
        ("many", Bench::with_many_clusters),
    ];
    let wanted: Vec<_> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    println!("| | | goal | |\n|---|---|---|---|");
    let bench = Bench { effort, mock: std::env::var("ACK_MOCK").expect("ACK_MOCK is the program") };
    for (name, group) in groups {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            group(&bench);
        }
    }
}

struct Effort {
    rounds: usize,
    /// On each connection, in each turn.
    requests: usize,
    starts: usize,
    clusters: usize,
}

struct Bench {
    effort: Effort,
    mock: String,
}

impl Bench {
    fn read_beside_bare(&self) {
        let mock = self.start();
        let mut signed = Signed::default();
        let id = cluster(&mock, &mut signed);
        let read: DescribeClusterDetailInput = input(json!({ "ClusterId": id }));
        self.compare("throughput of a signed read, beside axum", &mock, &read, &mut signed);
    }

    fn write_beside_bare(&self) {
        let mock = self.start();
        let mut signed = Signed::default();
        let id = cluster(&mock, &mut signed);
        let write: ModifyClusterInput = input(json!({ "ClusterId": id, "deletion_protection": false }));
        self.compare("throughput of a signed write, beside axum", &mock, &write, &mut signed);
    }

    fn compare<I: Input>(&self, what: &str, mock: &Process, input: &I, signed: &mut Signed) {
        let answer = Connection::to(mock.address()).expect("it accepts").ask(&signed.request(input, mock.address())).to_vec();
        let answer = String::from_utf8(answer).expect("an answer is a text");
        let bare = Process::start(Command::new(std::env::current_exe().expect("it is a program")).env("BARE_ANSWER", answer));
        let (ratio, ours, theirs) =
            self.turns(mock.address(), bare.address(), |server| signed.requests(input, server, CONNECTIONS, self.effort.requests));
        row(what, &format!("{ratio:.2} ({ours:.0} and {theirs:.0} in a second)"), "≥ 0.70", ratio >= 0.7);
    }

    fn beside_prism(&self) {
        let Ok(prism) = std::env::var("PRISM") else {
            return println!("| throughput of a read, beside Prism | not measured: PRISM is no program | | |");
        };
        let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/openapi.json");
        let prism = Process::start(Command::new(prism).args(["mock", "--port", "0", "--verboseLevel", "info"]).arg(document));
        let mock = self.start();
        let mut signed = Signed::default();
        let id = cluster(&mock, &mut signed);
        let read: DescribeClusterDetailInput = input(json!({ "ClusterId": id }));
        let fewer = (self.effort.requests / 20).max(20);
        let (ratio, ours, theirs) = self.turns(mock.address(), prism.address(), |server| {
            signed.requests(&read, server, CONNECTIONS, if server == prism.address() { fewer } else { self.effort.requests })
        });
        row(
            "throughput of a signed read, beside Prism",
            &format!("{ratio:.0} ({ours:.0} and {theirs:.0} in a second)"),
            "≥ 20",
            ratio >= 20.0,
        );
    }

    /// The ratio of what two servers answer in a second, and both of these.
    fn turns(&self, ours: SocketAddr, theirs: SocketAddr, mut requests: impl FnMut(SocketAddr) -> Vec<Vec<Vec<u8>>>) -> (f64, f64, f64) {
        let mut turn = |server| throughput(server, &requests(server));
        // Once before it counts.
        turn(ours);
        turn(theirs);
        let pairs: Vec<_> = (0..self.effort.rounds).map(|_| (turn(ours), turn(theirs))).collect();
        let ratio = median(pairs.iter().map(|(ours, theirs)| ours / theirs));
        (ratio, median(pairs.iter().map(|pair| pair.0)), median(pairs.iter().map(|pair| pair.1)))
    }

    fn at_rest(&self) {
        let mut signed = Signed::default();
        let starts: Vec<_> = (0..self.effort.starts)
            .map(|_| {
                let started = Instant::now();
                let mock = self.start();
                let request = signed.request(&input::<DescribeClustersV1Input>(json!({})), mock.address());
                Connection::to(mock.address()).expect("it accepts").ask(&request);
                (started.elapsed().as_secs_f64() * 1000.0, mock.memory() as f64 / 1e6)
            })
            .collect();
        let time = median(starts.iter().map(|start| start.0));
        row("from start to the first answer", &format!("{time:.1} ms"), "< 20 ms", time < 20.0);
        let memory = median(starts.iter().map(|start| start.1));
        row("memory at rest", &format!("{memory:.1} MB"), "< 15 MB", memory < 15.0);
    }

    fn with_many_clusters(&self) {
        let count = self.effort.clusters;
        let (many, took) = Filled::with(count);
        let mut few = Filled::with(FEW).0;
        let signed = &RefCell::new(Signed::default());
        // What is read again is not written again, so that the first time is another matter. Few can be new only if all are.
        self.beside_few(&format!("{count} clusters: read by id for the first time"), |turn| {
            few = Filled::with(FEW).0;
            (few.by_id(signed, 0), many.by_id(signed, turn))
        });
        self.beside_few(&format!("{count} clusters: read by id again"), |_| (few.by_id(signed, 0), many.by_id(signed, 0)));
        self.beside_few(&format!("{count} clusters: the first page of ten"), |_| (few.page(signed, 1), many.page(signed, 1)));
        self.beside_few(&format!("{count} clusters: the last page of ten"), |_| {
            (few.page(signed, FEW / 10), many.page(signed, count / 10))
        });
        println!("| {count} clusters: to seed them | {:.1} s | | |", took.as_secs_f64());
    }

    /// What a call takes where there are many clusters, beside where there are few; `turn` makes the calls of a turn of each.
    fn beside_few(&self, what: &str, mut turn: impl FnMut(usize) -> (Calls, Calls)) {
        let time = |(server, requests): Calls| 1e6 / throughput(server, &requests);
        let pairs: Vec<_> = (0..self.effort.rounds).map(&mut turn).map(|(few, many)| (time(few), time(many))).collect();
        let ratio = median(pairs.iter().map(|(few, many)| many / few));
        let (few, many) = (median(pairs.iter().map(|pair| pair.0)), median(pairs.iter().map(|pair| pair.1)));
        row(&format!("{what}, beside {FEW}"), &format!("{ratio:.2} ({many:.0} µs and {few:.0} µs)"), "≤ 1.50", ratio <= 1.5);
    }

    fn start(&self) -> Process {
        Process::start(Command::new(&self.mock).args(["--listen", "127.0.0.1:0"]))
    }
}

/// A server, and what is asked of it over each connection.
type Calls = (SocketAddr, Vec<Vec<Vec<u8>>>);

/// A mock that has clusters.
struct Filled {
    mock: Mock,
    ids: Vec<String>,
}

impl Filled {
    /// One with so many, and how long it took to make it.
    fn with(count: usize) -> (Self, Duration) {
        let mock = Mock::start_blocking();
        mock.seed("quota", json!({}), json!({ "cluster_quota": count })).expect("a quota can be set");
        let started = Instant::now();
        let ids = (0..count).map(|index| {
            let cluster = mock.seed("cluster", json!({}), json!({ "name": format!("cluster-{index}"), "state": "stopped" }));
            text(&cluster.expect("a cluster can be seeded"), "cluster_id")
        });
        let ids = ids.collect();
        let took = started.elapsed();
        (Self { mock, ids }, took)
    }

    /// Reads as many clusters as there are at least; other ones with another number.
    fn by_id(&self, signed: &RefCell<Signed>, number: usize) -> Calls {
        self.calls(|index| {
            // Far from each other.
            let id = &self.ids[(number * FEW + index) * 7919 % self.ids.len()];
            signed.borrow_mut().request(&input::<DescribeClusterDetailInput>(json!({ "ClusterId": id })), self.mock.address())
        })
    }

    /// Reads a page again and again.
    fn page(&self, signed: &RefCell<Signed>, number: usize) -> Calls {
        let input: DescribeClustersV1Input = input(json!({ "page_size": 10, "page_number": number }));
        self.calls(|_| signed.borrow_mut().request(&input, self.mock.address()))
    }

    fn calls(&self, request: impl Fn(usize) -> Vec<u8>) -> Calls {
        let each = FEW / CONNECTIONS;
        (self.mock.address(), (0..CONNECTIONS).map(|of| (of * each..(of + 1) * each).map(&request).collect()).collect())
    }
}

/// The id of a new cluster.
fn cluster(mock: &Process, signed: &mut Signed) -> String {
    let request = signed.request(&input::<CreateClusterInput>(json!({ "name": "bench" })), mock.address());
    let mut connection = Connection::to(mock.address()).expect("it accepts");
    text(&serde_json::from_slice(connection.ask(&request)).expect("an answer is JSON"), "cluster_id")
}

fn input<I: Input>(value: Value) -> I {
    Wire::read(value).expect("it makes an input")
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().expect("it has an id").to_owned()
}

fn row(what: &str, figure: &str, goal: &str, met: bool) {
    println!("| {what} | {figure} | {goal} | {} |", if met { "met" } else { "missed" });
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
