//! Two ways to the same end, measured in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// How often each side has its turn. They alternate, so that what else the machine does strikes both.
const ROUNDS: usize = 100;
/// How long a turn takes, about: long enough for the clocks, short enough that a disturbance spoils few.
const TURN: Duration = Duration::from_millis(10);
/// How many repetitions are prepared together.
const FEW: usize = 100;

/// What two sides took for one repetition.
pub struct Comparison {
    what: String,
    goal: Option<f64>,
    ours: Took,
    bare: Took,
    ratio: Took<f64>,
}

/// The time that the processor worked, and the time that went by.
#[derive(Clone, Copy)]
struct Took<T = Duration> {
    cpu: T,
    wall: T,
}

/// Measures both sides with what `prepare` makes, which takes no part in it. A ratio is the median of those of all
/// pairs of turns. Without a goal it is there to be looked at.
pub fn compare<T, A, B>(
    what: &str,
    goal: Option<f64>,
    prepare: impl Fn() -> T,
    mut ours: impl FnMut(&mut T) -> A,
    mut bare: impl FnMut(&mut T) -> B,
) -> Comparison {
    let count = calibrate(&prepare, &mut bare);
    turn(count, &prepare, &mut ours);
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        // Whoever goes first finds colder caches.
        if round % 2 == 0 {
            let ours = turn(count, &prepare, &mut ours);
            pairs.push((ours, turn(count, &prepare, &mut bare)));
        } else {
            let bare = turn(count, &prepare, &mut bare);
            pairs.push((turn(count, &prepare, &mut ours), bare));
        }
    }
    let time = |of: &dyn Fn(&(Took, Took)) -> Duration| Duration::from_secs_f64(median(pairs.iter().map(|pair| of(pair).as_secs_f64())));
    let ratio = |of: &dyn Fn(&Took) -> Duration| median(pairs.iter().map(|(ours, bare)| of(ours).as_secs_f64() / of(bare).as_secs_f64()));
    Comparison {
        what: what.to_owned(),
        goal,
        ours: Took { cpu: time(&|pair| pair.0.cpu), wall: time(&|pair| pair.0.wall) },
        bare: Took { cpu: time(&|pair| pair.1.cpu), wall: time(&|pair| pair.1.wall) },
        ratio: Took { cpu: ratio(&|took| took.cpu), wall: ratio(&|took| took.wall) },
    }
}

/// The head of a table of comparisons, in Markdown.
pub const HEAD: &str = "\
| | ratio | goal | | client | bare | wall, ratio |
|---|---|---|---|---|---|---|";

impl std::fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, goal, ours, bare, ratio } = self;
        let (goal, verdict) = match goal {
            Some(goal) => (format!("{goal:.2}"), if ratio.cpu <= *goal { "met" } else { "missed" }),
            None => (String::new(), ""),
        };
        write!(formatter, "| {what} | {:.2} | {goal} | {verdict} | {:.2?} | {:.2?} | {:.2} |", ratio.cpu, ours.cpu, bare.cpu, ratio.wall)
    }
}

/// How many repetitions make a turn.
fn calibrate<T, R>(prepare: &impl Fn() -> T, side: &mut impl FnMut(&mut T) -> R) -> u32 {
    let mut count = 1;
    loop {
        let took = turn(count, prepare, side).wall * count;
        if took >= TURN {
            return count;
        }
        count *= 2;
    }
}

/// What a repetition takes, on average over `count`.
fn turn<T, R>(count: u32, prepare: &impl Fn() -> T, side: &mut impl FnMut(&mut T) -> R) -> Took {
    // Few at a time, so that they are still in the caches when it is their turn, as they are in a program.
    let (mut cpu, mut wall) = (Duration::ZERO, Duration::ZERO);
    for first in (0..count).step_by(FEW) {
        let few = FEW.min((count - first) as usize);
        let mut subjects: Vec<_> = (0..few).map(|_| prepare()).collect();
        let (wall_before, cpu_before) = (Instant::now(), cpu_time());
        for subject in &mut subjects {
            black_box(side(black_box(subject)));
        }
        cpu += cpu_time() - cpu_before;
        wall += wall_before.elapsed();
    }
    Took { cpu: cpu / count, wall: wall / count }
}

/// How long the processor has worked for this thread, on which everything that is measured runs.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
