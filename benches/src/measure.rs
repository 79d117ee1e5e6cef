//! Two ways to the same end, measured in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// How often each side has its turn. They alternate, so that what else the machine does strikes both.
const ROUNDS: usize = 100;
/// How long a turn takes, about: long enough for the clocks, short enough that a disturbance spoils few.
const TURN: Duration = Duration::from_millis(10);
/// How much work is prepared together, about: what the clocks cost is little of it, and it is in the caches still when it is its
/// turn, as what a program calls with is when it has just made it.
const FEW: Duration = Duration::from_micros(20);

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
    let cost = cost_of_clock();
    let count = calibrate(&prepare, &mut bare);
    let few = FEW.div_duration_f64(turn(count, 1, cost, &prepare, &mut ours).cpu.max(Duration::from_nanos(1))).ceil() as u32;
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        // Whoever goes first finds colder caches.
        if round % 2 == 0 {
            let ours = turn(count, few, cost, &prepare, &mut ours);
            pairs.push((ours, turn(count, few, cost, &prepare, &mut bare)));
        } else {
            let bare = turn(count, few, cost, &prepare, &mut bare);
            pairs.push((turn(count, few, cost, &prepare, &mut ours), bare));
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
        let took = turn(count, count, Duration::ZERO, prepare, side).wall * count;
        if took >= TURN {
            return count;
        }
        count *= 2;
    }
}

/// What a repetition takes, on average over `count`, of which some are prepared together. Reading the processor's clock is no part
/// of it.
fn turn<T, R>(count: u32, few: u32, cost: Duration, prepare: &impl Fn() -> T, side: &mut impl FnMut(&mut T) -> R) -> Took {
    let (mut cpu, mut wall) = (Duration::ZERO, Duration::ZERO);
    for first in (0..count).step_by(few as usize) {
        let mut subjects: Vec<_> = (0..few.min(count - first)).map(|_| prepare()).collect();
        let (wall_before, cpu_before) = (Instant::now(), cpu_time());
        for subject in &mut subjects {
            black_box(side(black_box(subject)));
        }
        cpu += (cpu_time() - cpu_before).saturating_sub(cost);
        wall += wall_before.elapsed().saturating_sub(cost);
    }
    Took { cpu: cpu / count, wall: wall / count }
}

/// How long the processor has worked for this thread, on which everything that is measured runs.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// How long reading that takes, as far as it is between two readings.
fn cost_of_clock() -> Duration {
    let costs = (0..1000).map(|_| {
        let before = cpu_time();
        (cpu_time() - before).as_secs_f64()
    });
    Duration::from_secs_f64(median(costs))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
