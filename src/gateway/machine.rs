//! What the operating system says of the machine and of this process, and the one limit of it that the server raises.
//!
//! Figures come from `/proc`; where there is none, they are absent.

use rustix::param::clock_ticks_per_second;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;

/// A look at the machine and at this process.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Machine {
    /// Runnable tasks, averaged over 1, 5 and 15 minutes.
    pub load: Option<[f64; 3]>,
    /// Processors that this process may use.
    pub cores: Option<usize>,
    /// Processor time of this process.
    pub cpu_s: Option<f64>,
    /// Memory that this process holds.
    pub memory_bytes: Option<u64>,
    /// Memory of the machine that could still be had.
    pub available_bytes: Option<u64>,
    /// Descriptors of this process.
    pub open_files: Option<usize>,
    /// Descriptors that this process may have; absent without a limit.
    pub open_files_max: Option<u64>,
}

/// Looks at everything.
pub fn look() -> Machine {
    Machine {
        load: read("/proc/loadavg").as_deref().and_then(load),
        cores: std::thread::available_parallelism().ok().map(usize::from),
        cpu_s: read("/proc/self/stat").as_deref().and_then(cpu_s),
        memory_bytes: read("/proc/self/status").as_deref().and_then(|text| kilobytes(text, "VmRSS:")),
        available_bytes: read("/proc/meminfo").as_deref().and_then(|text| kilobytes(text, "MemAvailable:")),
        open_files: fs::read_dir("/proc/self/fd").ok().map(Iterator::count),
        open_files_max: getrlimit(Resource::Nofile).current,
    }
}

/// Lets this process have as many descriptors as it may at most, and says how many; nothing without a limit.
pub fn raise_open_files() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if limit.current != limit.maximum
        && let Err(error) = setrlimit(Resource::Nofile, wanted)
    {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    getrlimit(Resource::Nofile).current
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(path).ok()
}

fn load(text: &str) -> Option<[f64; 3]> {
    let mut figures = text.split_whitespace().map_while(|word| word.parse().ok());
    Some([figures.next()?, figures.next()?, figures.next()?])
}

/// The 14th and 15th field; the second is the program's name in brackets and may hold anything, brackets included.
fn cpu_s(text: &str) -> Option<f64> {
    let (_, after_name) = text.rsplit_once(')')?;
    let mut ticks = after_name.split_whitespace().skip(11).map_while(|word| word.parse::<u32>().ok());
    let used = f64::from(ticks.next()?) + f64::from(ticks.next()?);
    let per_second = u32::try_from(clock_ticks_per_second()).ok()?;
    Some(used / f64::from(per_second))
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_files_are_read() {
        assert_eq!(load("0.52 0.58 1.59 2/345 6789\n"), Some([0.52, 0.58, 1.59]));
        assert_eq!(load("nothing"), None);
        assert_eq!(kilobytes("VmPeak:\t 9 kB\nVmRSS:\t  12 kB\n", "VmRSS:"), Some(12 * 1024));
        let ticks = f64::from(u32::try_from(clock_ticks_per_second()).unwrap());
        let stat = "7 (a) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20";
        assert_eq!(cpu_s(stat).map(|seconds| seconds * ticks), Some(200.0));
    }

    #[test]
    fn this_process_has_files_open_and_may_have_as_many_as_allowed() {
        let raised = raise_open_files();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!((raised, limit.current), (limit.maximum, limit.maximum));
        let seen = look();
        assert!(seen.open_files.unwrap() > 2);
        assert!(seen.memory_bytes.unwrap() > 0 && seen.available_bytes.unwrap() > 0);
    }
}
