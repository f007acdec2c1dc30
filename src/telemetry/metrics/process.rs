//! Memory and time of this process, as Linux tells them in `/proc/self`; elsewhere there are none.

use super::rows::{amount, gauge};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use std::fmt;

/// What `/proc` counts processor time in: Linux shows every program a hundred ticks a second, whatever it counts itself.
const TICKS_A_SECOND: f64 = 100.0;

/// Reads `/proc/self`.
#[derive(Debug)]
pub struct ProcessCollector;

impl Collector for ProcessCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        if let Some(bytes) = read("status").as_deref().and_then(resident_bytes) {
            gauge(
                &mut encoder,
                ("process_resident_memory_bytes", "Memory in use."),
                bytes,
            )?;
        }
        if let Some(seconds) = read("stat").as_deref().and_then(cpu_seconds) {
            amount(
                &mut encoder,
                ("process_cpu_seconds", "Processor time, user and system."),
                seconds,
            )?;
        }
        if let Some(files) = open_files() {
            gauge(
                &mut encoder,
                ("process_open_fds", "Open files and sockets."),
                files,
            )?;
        }
        Ok(())
    }
}

/// A file of `/proc/self`; on another system there is none.
fn read(name: &str) -> Option<String> {
    match std::fs::read_to_string(format!("/proc/self/{name}")) {
        Ok(text) => Some(text),
        Err(error) => {
            tracing::debug!(name, %error, "no such numbers on this system");
            None
        }
    }
}

/// `VmRSS:    1234 kB`
fn resident_bytes(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes = line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?;
    kibibytes.checked_mul(1024)
}

/// The 14th and the 15th field; the second is the program's name in brackets, which may hold blanks and brackets.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user = fields.next()?.parse::<u32>().ok()?;
    let system = fields.next()?.parse::<u32>().ok()?;
    Some((f64::from(user) + f64::from(system)) / TICKS_A_SECOND)
}

fn open_files() -> Option<u64> {
    let files = std::fs::read_dir("/proc/self/fd").ok()?;
    u64::try_from(files.count()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_out_of_its_line() {
        let status = "Name:\tdaemun\nVmPeak:\t  99999 kB\nVmRSS:\t    2048 kB\nThreads:\t4\n";
        assert_eq!(resident_bytes(status), Some(2_097_152));
        assert_eq!(resident_bytes("Name:\tdaemun\n"), None);
        assert_eq!(resident_bytes("VmRSS:\t many kB\n"), None);
    }

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let rest = "S 1 2 3 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 12345 1 2";
        for name in ["daemun", "a b", ":) ("] {
            let seconds = cpu_seconds(&format!("77 ({name}) {rest}"));
            assert_eq!(seconds, Some(3.0), "{name}");
        }
        assert_eq!(cpu_seconds("77 (daemun) S 1 2"), None);
        assert_eq!(cpu_seconds(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_all_of_them() {
        assert!(read("status").as_deref().and_then(resident_bytes) > Some(0));
        assert!(read("stat").as_deref().and_then(cpu_seconds).is_some());
        assert!(open_files() > Some(2));
    }
}
