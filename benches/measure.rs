//! What the benchmarks share: numbers from the environment, clocks, spreads, and a peak of memory.

use std::fs;
use std::process::Child;
use std::time::{Duration, Instant};

/// Returns a number that the environment sets, else the usual one.
pub fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|written| written.parse().ok()).unwrap_or(usual)
}

/// Returns what names `names` separates by `:`, such as interpreters.
pub fn names(variable: &str) -> Vec<String> {
    std::env::var(variable).unwrap_or_default().split(':').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Returns the seconds by the clock on the wall that work takes; what it makes is dropped afterwards.
pub fn time<T>(work: impl FnOnce() -> T) -> f64 {
    let started = Instant::now();
    let made = std::hint::black_box(work());
    let took = started.elapsed().as_secs_f64();
    drop(made);
    took
}

/// Returns the CPU seconds of this thread that work takes.
pub fn cpu<T>(work: impl FnOnce() -> T) -> f64 {
    let before = cpu_nanoseconds(1);
    let made = std::hint::black_box(work());
    let took = cpu_nanoseconds(1) - before;
    drop(made);
    Duration::from_nanos(u64::try_from(took).unwrap_or(u64::MAX)).as_secs_f64()
}

/// CPU time of this thread to the nanosecond, or of all threads to the hundredth of a second.
pub fn cpu_nanoseconds(threads: usize) -> u128 {
    if threads == 1
        && let Some(first) = read("/proc/thread-self/schedstat").split(' ').next().and_then(|word| word.parse().ok())
    {
        return first;
    }
    let stat = read("/proc/self/stat");
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u128>().ok()).sum::<u128>() * 10_000_000
}

/// Returns the peak of memory of this process in KiB.
pub fn peak_kibibytes() -> u64 {
    peak_of("self")
}

/// Waits for a process; returns whether it went well, its seconds, and its peak of memory in MiB, looked at
/// a hundred times a second.
pub fn watch(mut child: Child) -> (bool, f64, u64) {
    let (started, name, mut peak) = (Instant::now(), child.id().to_string(), 0);
    loop {
        peak = peak.max(peak_of(&name));
        if let Ok(Some(status)) = child.try_wait() {
            return (status.success(), started.elapsed().as_secs_f64(), peak / 1024);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn peak_of(process: &str) -> u64 {
    let status = read(&format!("/proc/{process}/status"));
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "shown with few digits")]
pub fn ratio(one: usize, other: usize) -> f64 {
    one as f64 / other as f64
}

/// Shows median, minimum and maximum.
pub fn spread(mut numbers: Vec<f64>) -> String {
    numbers.sort_by(f64::total_cmp);
    let digits = if numbers[numbers.len() / 2] < 10.0 { 2 } else { 1 };
    let [middle, least, most] = [numbers[numbers.len() / 2], numbers[0], numbers[numbers.len() - 1]];
    format!("{middle:.digits$} ({least:.digits$}–{most:.digits$})")
}
