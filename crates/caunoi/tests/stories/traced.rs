//! `strace` as the machine that fails: it counts a program's calls, kills the program at one of them, and lets calls of a
//! running program fail for as long as it is attached.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The calls by which something becomes lasting, and those by which a client speaks to its database.
pub const LASTING: &str = "pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,ftruncate,unlink,unlinkat,\
                           mkdir,mkdirat,link,linkat,sendto";

/// Where the program is killed: at which call of this name, counted in each of its threads, of those to this file
/// where one is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub call: String,
    pub file: Option<String>,
    pub at: usize,
}

/// Files of the database: their calls are counted for each of them, since opening the database and writing to it are
/// done by different threads.
const FILES: [&str; 4] = ["caunoi.db-wal", "caunoi.db-shm", "caunoi.db-journal", "caunoi.db"];

/// Runs the program to its end and tells every point at which it could have been killed.
pub fn points(data: &Path, command: &mut Command) -> Vec<Point> {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-y", "-s", "0", "-e", &format!("trace={LASTING}"), "-o"]).arg(log.path());
    let out = under(&mut traced, command).output().expect("strace is not installed: bin/test does it");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut counts: BTreeMap<(String, Option<String>), HashMap<String, usize>> = BTreeMap::new();
    for line in std::fs::read_to_string(log.path()).unwrap().lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((call, arguments)) = rest.trim_start().split_once('(') else { continue };
        if !LASTING.split(',').any(|known| known == call) {
            continue;
        }
        let file = FILES.iter().find(|file| {
            let place = data.join(file).display().to_string();
            arguments.contains(&format!("{place}>")) || arguments.contains(&format!("{place}\""))
        });
        let key = (call.to_owned(), file.map(|file| (*file).to_owned()));
        *counts.entry(key).or_default().entry(thread.to_owned()).or_default() += 1;
    }
    let mut found = Vec::new();
    for ((call, file), threads) in counts {
        for at in 1..=threads.into_values().max().unwrap_or(0) {
            found.push(Point { call: call.clone(), file: file.clone(), at });
        }
    }
    found
}

/// Evenly chosen among all of them, at most so many.
pub fn sampled(points: Vec<Point>, most: usize) -> Vec<Point> {
    let count = points.len();
    if count <= most {
        return points;
    }
    (0..most).map(|n| points[n * count / most].clone()).collect()
}

/// Runs the program, killed at this point. It may end before it comes there.
pub fn killed(data: &Path, point: &Point, command: &mut Command) {
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={}", point.call)]);
    traced.args(["-e", &format!("inject={}:signal=SIGKILL:when={}", point.call, point.at)]);
    if let Some(file) = &point.file {
        traced.arg("-P").arg(data.join(file));
    }
    under(&mut traced, command).output().expect("strace is not installed: bin/test does it");
}

fn under<'t>(traced: &'t mut Command, command: &Command) -> &'t mut Command {
    traced.arg("--").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => traced.env(name, value),
            None => traced.env_remove(name),
        };
    }
    traced
}

/// Calls of a running program fail while this lives.
pub struct Fault(Child);

impl Fault {
    /// `faults`: what fails and how, as strace's `inject` takes it, such as `pwrite64:error=ENOSPC`.
    pub fn begin(pid: u32, faults: &[&str]) -> Fault {
        let calls: Vec<&str> = faults.iter().filter_map(|fault| fault.split(':').next()).collect();
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-p", &pid.to_string()]);
        command.args(["-e", &format!("trace={}", calls.join(","))]);
        for fault in faults {
            command.args(["-e", &format!("inject={fault}")]);
        }
        let child = command.stderr(Stdio::null()).spawn().expect("strace is not installed: bin/test does it");
        let begun = Instant::now();
        while !all_traced(pid) {
            assert!(begun.elapsed() < Duration::from_secs(20), "strace does not attach");
            std::thread::sleep(Duration::from_millis(20));
        }
        Fault(child)
    }

    /// Relief: the machine is well again.
    pub fn end(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.stop();
        }
    }
}

fn all_traced(pid: u32) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return false };
    threads.flatten().all(|thread| {
        let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        status.lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"))
    })
}
