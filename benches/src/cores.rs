//! Which core a thread keeps to, so that two ways to the same end meet the same machine.

/// That of what is measured.
pub(crate) const OURS: usize = 0;
/// That of the servers.
pub(crate) const THEIRS: usize = 1;

/// Keeps this thread, and those that it starts, to a core, where there is that one.
#[cfg(target_os = "linux")]
pub(crate) fn keep_to(core: usize) {
    let mut cores = rustix::thread::CpuSet::new();
    cores.set(core);
    let _ = rustix::thread::sched_setaffinity(None, &cores);
}

/// Elsewhere, threads are where the system puts them.
#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_to(_: usize) {}
