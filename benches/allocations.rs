//! How often and how much the generated client allocates, beside the bare work: `cargo bench -p ackgen-benches --bench
//! allocations`. Counting takes time of its own; `times` has the times.

use ack_client::Scheme;
use ackgen_benches::{Calls, Decoding, Over, Signing};
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench_group(sample_count = 10, sample_size = 10)]
mod reading_a_cluster {
    use super::*;

    #[divan::bench]
    fn client(bencher: Bencher<'_, '_>) {
        let calls = Calls::read(Over::Tcp);
        calls.client(&mut calls.input());
        bencher.with_inputs(|| calls.input()).bench_local_refs(|input| calls.client(input));
    }

    #[divan::bench]
    fn bare(bencher: Bencher<'_, '_>) {
        let calls = Calls::read(Over::Tcp);
        calls.bare();
        bencher.bench_local(|| calls.bare());
    }
}

#[divan::bench_group(sample_count = 10, sample_size = 10)]
mod creating_a_cluster {
    use super::*;

    #[divan::bench]
    fn client(bencher: Bencher<'_, '_>) {
        let calls = Calls::create(Over::Tcp);
        calls.client(&mut calls.input());
        bencher.with_inputs(|| calls.input()).bench_local_refs(|input| calls.client(input));
    }

    #[divan::bench]
    fn bare(bencher: Bencher<'_, '_>) {
        let calls = Calls::create(Over::Tcp);
        calls.bare();
        bencher.bench_local(|| calls.bare());
    }
}

#[divan::bench_group(sample_count = 10, sample_size = 10)]
mod signing {
    use super::*;

    #[divan::bench(args = [Scheme::Roa, Scheme::Acs3])]
    fn client(bencher: Bencher<'_, '_>, scheme: Scheme) {
        let signing = Signing::create(scheme);
        bencher.with_inputs(|| signing.prepared()).bench_local_refs(|request| signing.client(request));
    }
}

#[divan::bench_group(sample_count = 10, sample_size = 10)]
mod decoding_a_hundred_node_pools {
    use super::*;

    #[divan::bench]
    fn client(bencher: Bencher<'_, '_>) {
        let decoding = Decoding::documented();
        bencher.bench_local(|| decoding.client());
    }

    #[divan::bench]
    fn bare(bencher: Bencher<'_, '_>) {
        let decoding = Decoding::documented();
        bencher.bench_local(|| decoding.bare());
    }
}
