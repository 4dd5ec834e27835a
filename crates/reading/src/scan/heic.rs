//! HEIC, as telephones photograph: decoded by libheif's own small program, inside the same locked child.
//!
//! The program wants a file that it can seek in, and the child may not write any. So the bytes are put into memory with a
//! file's handle before the child shuts itself in: they are moved there, not looked at.

use std::process::Command;

use crate::program::{Bounds, run};
use crate::{Limits, Problem, ProblemCode};

const PROGRAM: &str = "heif-thumbnailer";
/// Photographs larger than this on a side are made smaller: a page needs no more.
const SIDE: &str = "4200";

/// A container of pictures whose brand says HEIC or AVIF.
pub(crate) fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).unwrap_or_default();
    bytes.get(4..8) == Some(b"ftyp")
        && [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"]
            .iter()
            .any(|known| brand == *known)
}

#[cfg(target_os = "linux")]
mod aside {
    use std::fs::File;
    use std::io::Write;
    use std::os::fd::{AsRawFd, OwnedFd};
    use std::sync::OnceLock;

    static KEPT: OnceLock<OwnedFd> = OnceLock::new();

    fn made(bytes: &[u8]) -> std::io::Result<OwnedFd> {
        // Not closed in the program that is started: it opens the handle by its number.
        let memory = rustix::fs::memfd_create("picture", rustix::fs::MemfdFlags::empty())?;
        let mut file = File::from(memory);
        file.write_all(bytes)?;
        Ok(file.into())
    }

    pub(crate) fn put(bytes: &[u8]) {
        if let Ok(memory) = made(bytes) {
            let _ = KEPT.set(memory);
        }
    }

    /// Where the program finds the bytes; none where there is no such place.
    pub(super) fn with<T>(bytes: &[u8], work: impl FnOnce(&str) -> T) -> Option<T> {
        let path = |memory: &OwnedFd| format!("/proc/self/fd/{}", memory.as_raw_fd());
        if let Some(memory) = KEPT.get() {
            return Some(work(&path(memory)));
        }
        let memory = made(bytes).ok()?;
        Some(work(&path(&memory)))
    }
}

#[cfg(not(target_os = "linux"))]
mod aside {
    pub(crate) fn put(_bytes: &[u8]) {}

    pub(super) fn with<T>(_bytes: &[u8], _work: impl FnOnce(&str) -> T) -> Option<T> {
        None
    }
}

/// Keeps the file's bytes where the program can seek in them. Before the child is locked.
pub(crate) fn put_aside(bytes: &[u8]) {
    aside::put(bytes);
}

pub(crate) fn as_png(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Problem> {
    let bounds = Bounds { wall: limits.page_wall, stdout: 128 << 20 };
    let ran = aside::with(bytes, |path| {
        let mut command = Command::new(PROGRAM);
        // The picture itself, not the small one that telephones keep beside it.
        command.args(["-p", "-s", SIDE, path, "/dev/stdout"]);
        run(command, &[], &bounds, false)
    });
    let output = ran.ok_or_else(|| Problem::with(ProblemCode::NotRead, "HEIC"))??;
    match output.stdout.starts_with(b"\x89PNG") {
        true => Ok(output.stdout),
        false if output.signal.is_some() => Err(Problem::new(ProblemCode::TooDemanding)),
        false => Err(Problem::new(ProblemCode::Broken)),
    }
}
