//! What a process has cost so far, as Linux tells it under `/proc`.

use anyhow::{Context as _, Result};
use std::fs;
use std::time::Duration;

/// Linux counts CPU time in hundredths of a second on every platform that we know (`sysconf(_SC_CLK_TCK)`).
const TICK: Duration = Duration::from_millis(10);

/// A process's CPU time.
pub fn cpu_of(pid: u32) -> Result<Duration> {
    let fields = stat(pid)?;
    Ok(ticks(&fields, 11) + ticks(&fields, 12))
}

/// The CPU time of a process, of its children, and of those that have ended.
pub fn cpu_of_family(pid: u32) -> Result<Duration> {
    let parent = stat(pid)?;
    let ended = ticks(&parent, 13) + ticks(&parent, 14);
    let mut all = ticks(&parent, 11) + ticks(&parent, 12) + ended;
    for child in children_of(pid)? {
        // One that ended meanwhile is counted in its parent's account the next time.
        all += cpu_of(child).unwrap_or_default();
    }
    Ok(all)
}

/// The most memory that a process has held (`VmHWM`), in KiB.
pub fn peak_memory_kib(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let line = line.context("no VmHWM in /proc/PID/status")?;
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse()?)
}

/// Lets the count of [`peak_memory_kib`] begin anew. Where that is forbidden it goes on from the process's start.
pub fn forget_peak(pid: u32) {
    if fs::write(format!("/proc/{pid}/clear_refs"), "5").is_err() {
        eprintln!("the peak memory of process {pid} counts from its start");
    }
}

/// The parent of a process.
pub fn parent_of(pid: u32) -> Result<u32> {
    let fields = stat(pid)?;
    Ok(fields.get(1).context("no parent")?.parse()?)
}

fn children_of(parent: u32) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if parent_of(pid).is_ok_and(|its| its == parent) {
            found.push(pid);
        }
    }
    Ok(found)
}

/// The fields of `/proc/PID/stat` after the name in parentheses, which may hold blanks: state, parent, …
fn stat(pid: u32) -> Result<Vec<String>> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = line.rsplit_once(')').context("no name in /proc/PID/stat")?;
    Ok(rest.split_whitespace().map(str::to_owned).collect())
}

fn ticks(fields: &[String], place: usize) -> Duration {
    let ticks = fields.get(place).and_then(|field| field.parse().ok());
    TICK * ticks.unwrap_or(0)
}
