//! The child shuts itself in before it looks at a byte from outside.

use serde::{Deserialize, Serialize};

use crate::Limits;

/// What the system let us shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lockdown {
    /// Memory, processor time, written files.
    pub limits: bool,
    /// Files beyond programs and libraries.
    pub files: bool,
    /// Sockets.
    pub network: bool,
}

impl Lockdown {
    /// Nothing is open that could be shut.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.limits && self.files && self.network
    }
}

/// Shuts this process and all that it starts in. Never fails: what the kernel lacks is told.
pub(crate) fn lock(limits: &Limits) -> Lockdown {
    Lockdown { limits: resources(limits), files: files(), network: network() }
}

#[cfg(unix)]
fn resources(limits: &Limits) -> bool {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, most: u64| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).is_ok()
    };
    // Unpacking and straightening takes part of a second a page; the pages' programs have walls of their own.
    let cpu = set(Resource::Cpu, limits.cpu_seconds.max(1).saturating_add(u64::from(limits.ocr_pages) / 2));
    let memory = set(Resource::As, limits.memory);
    let core = set(Resource::Core, 0);
    // Nothing is written to files: pipes are not bounded by this.
    let written = set(Resource::Fsize, 0);
    cpu && memory && core && written
}

#[cfg(not(unix))]
fn resources(_limits: &Limits) -> bool {
    false
}

/// Only programs, libraries and fonts may be read, nothing written.
#[cfg(target_os = "linux")]
fn files() -> bool {
    use landlock::{
        ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, path_beneath_rules,
    };
    let abi = ABI::V3;
    let shut = || -> Result<RulesetStatus, landlock::RulesetError> {
        let programs = ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts", "/nix/store"];
        let status = Ruleset::default()
            .handle_access(AccessFs::from_all(abi))?
            .create()?
            .add_rules(path_beneath_rules(programs, AccessFs::from_read(abi)))?
            .add_rules(path_beneath_rules(["/dev/null"], AccessFs::from_file(abi)))?
            .restrict_self()?;
        Ok(status.ruleset)
    };
    matches!(shut(), Ok(RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced))
}

/// No socket can be made, of any kind, nor the ring that could make one.
#[cfg(target_os = "linux")]
fn network() -> bool {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};
    const NOT_PERMITTED: u32 = 1;
    let Ok(arch) = std::env::consts::ARCH.try_into() else { return false };
    let calls = [libc::SYS_socket, libc::SYS_io_uring_setup, libc::SYS_ptrace];
    let filter = SeccompFilter::new(
        calls.into_iter().map(|call| (call, vec![])).collect(),
        SeccompAction::Allow,
        SeccompAction::Errno(NOT_PERMITTED),
        arch,
    );
    let Some(program) = filter.ok().and_then(|f| BpfProgram::try_from(f).ok()) else { return false };
    apply_filter(&program).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn files() -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
fn network() -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Both locks hold for the thread that sets them and what it starts, so a thread of its own
    /// proves them without shutting in the other tests.
    #[test]
    fn what_is_said_to_be_shut_is_shut() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_owned();
        let (files, network, opened, bound) = std::thread::spawn(move || {
            let (files, network) = (files(), network());
            let opened = std::fs::File::open(path).is_ok() || std::fs::read("/etc/passwd").is_ok();
            let bound = std::net::UdpSocket::bind("127.0.0.1:0").is_ok()
                || std::os::unix::net::UnixDatagram::unbound().is_ok();
            (files, network, opened, bound)
        })
        .join()
        .unwrap();
        assert!(!(files && opened), "a file could be opened");
        assert!(network && !bound, "a socket could be made");
    }
}
