//! What a worker gives up before it reads the first document. Best effort: each wall stands by itself.

use crate::extract::Limits;

/// Gives up what the kernel lets us give up, for this process and all its threads.
#[cfg(target_os = "linux")]
pub fn enter(limits: &Limits) {
    // Where the parent is killed, nobody watches how long a document takes.
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    linux::limits(limits);
    let _ = rustix::thread::set_no_new_privs(true);
    linux::files();
    linux::calls();
}

/// Nothing is enforced on this system.
#[cfg(not(target_os = "linux"))]
pub fn enter(_limits: &Limits) {}

/// How many files this process may have open at the same time.
#[cfg(target_os = "linux")]
pub fn descriptors() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// How many files this process may have open at the same time: what every system allows.
#[cfg(not(target_os = "linux"))]
pub fn descriptors() -> usize {
    256
}

/// Tries what a worker must not do, and says what was refused. Only called in a worker.
pub fn probe(limits: &Limits) -> Vec<(String, bool)> {
    let scratch = std::env::temp_dir().join(format!("pyspunka-probe-{}", std::process::id()));
    let wrote = std::fs::write(&scratch, b"x").is_ok();
    if wrote {
        let _ = std::fs::remove_file(&scratch);
    }
    let too_much = usize::try_from(limits.memory_bytes).unwrap_or(usize::MAX);
    let tries = [
        ("memory", Vec::<u8>::new().try_reserve_exact(too_much).is_err()),
        ("no-read", std::fs::File::open("/etc/passwd").is_err()),
        ("no-write", !wrote),
        ("no-network", std::net::UdpSocket::bind(("127.0.0.1", 0)).is_err()),
        ("no-programs", std::process::Command::new("/bin/true").spawn().is_err()),
    ];
    tries.into_iter().map(|(name, held)| (name.to_owned(), held)).collect()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;

    use landlock::{ABI, Access, AccessFs, Ruleset, RulesetAttr};
    use rustix::process::{Resource, Rlimit, setrlimit};
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter_all_threads};

    use crate::extract::Limits;

    pub(super) fn limits(limits: &Limits) {
        for (resource, most) in [
            (Resource::As, limits.memory_bytes),
            (Resource::Core, 0),
            (Resource::Nofile, 32),
            (Resource::Fsize, 0),
        ] {
            let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
        }
    }

    /// No file can be opened, made or removed.
    pub(super) fn files() {
        let ruleset = Ruleset::default().handle_access(AccessFs::from_all(ABI::V3));
        if let Ok(ruleset) = ruleset.and_then(Ruleset::create) {
            let _ = ruleset.restrict_self();
        }
    }

    /// No sockets, no programs, no files, no looking into other processes: such calls answer "not permitted".
    pub(super) fn calls() {
        let denied = [
            libc::SYS_socket,
            libc::SYS_socketpair,
            libc::SYS_connect,
            libc::SYS_bind,
            libc::SYS_listen,
            libc::SYS_accept4,
            libc::SYS_execve,
            libc::SYS_execveat,
            libc::SYS_openat,
            libc::SYS_openat2,
            libc::SYS_unlinkat,
            libc::SYS_renameat2,
            libc::SYS_linkat,
            libc::SYS_symlinkat,
            libc::SYS_mkdirat,
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_io_uring_setup,
            libc::SYS_bpf,
            libc::SYS_userfaultfd,
            libc::SYS_perf_event_open,
            libc::SYS_mount,
            libc::SYS_kill,
            libc::SYS_setns,
            libc::SYS_unshare,
            libc::SYS_memfd_create,
            #[cfg(target_arch = "x86_64")]
            libc::SYS_open,
            #[cfg(target_arch = "x86_64")]
            libc::SYS_creat,
            #[cfg(target_arch = "x86_64")]
            libc::SYS_fork,
            #[cfg(target_arch = "x86_64")]
            libc::SYS_vfork,
        ];
        let rules: BTreeMap<i64, Vec<_>> = denied.into_iter().map(|call| (call, Vec::new())).collect();
        let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else { return };
        let denied = SeccompAction::Errno(libc::EPERM as u32);
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, denied, arch);
        if let Ok(program) = filter.and_then(BpfProgram::try_from) {
            let _ = apply_filter_all_threads(&program);
        }
    }
}
