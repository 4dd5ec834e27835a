//! Running a program on bytes: fed through its standard input, read with limits, killed in time.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Problem, ProblemCode};

/// What a program said.
pub(crate) struct Output {
    pub code: Option<i32>,
    pub signal: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

/// Limits of one run.
pub(crate) struct Bounds {
    pub wall: Duration,
    pub stdout: u64,
}

/// Runs `command` with `input` on its standard input. A command of its own process group is
/// killed with all it started.
pub(crate) fn run(
    mut command: Command,
    input: &[u8],
    bounds: &Bounds,
    group: bool,
) -> Result<Output, Problem> {
    let name = command.get_program().to_string_lossy().into_owned();
    if group {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            return Err(Problem::with(ProblemCode::ProgramMissing, name));
        }
        Err(fault) => return Err(Problem::with(ProblemCode::Stopped, fault.kind().to_string())),
    };
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(move || {
            // A program that has read enough closes its end; that is no fault.
            if let Some(mut stdin) = stdin {
                let _ = stdin.write_all(input);
            }
        });
        let out = scope.spawn(move || bounded(stdout, bounds.stdout));
        let err = scope.spawn(move || drained(stderr, 64 << 10));
        let waited = wait(&mut child, bounds.wall, group, || out.is_finished());
        let (stdout, over) = out.join().unwrap_or_default();
        let stderr = err.join().unwrap_or_default();
        if over {
            return Err(Problem::new(ProblemCode::TooMuchText));
        }
        let status = waited?;
        #[cfg(unix)]
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        #[cfg(not(unix))]
        let signal = None;
        Ok(Output {
            code: status.code(),
            signal,
            stdout,
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        })
    })
}

/// Reads up to `most` bytes; true when there was more. The pipe is closed then, which ends most writers.
fn bounded(pipe: Option<impl Read>, most: u64) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let Some(pipe) = pipe else { return (bytes, false) };
    let _ = pipe.take(most.saturating_add(1)).read_to_end(&mut bytes);
    let over = u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most;
    (bytes, over)
}

/// Keeps the first bytes and reads on: a program that complains a lot must not die of it.
fn drained(pipe: Option<impl Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        let _ = (&mut pipe).take(most).read_to_end(&mut bytes);
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    }
    bytes
}

fn wait(
    child: &mut Child,
    wall: Duration,
    group: bool,
    output_ended: impl Fn() -> bool,
) -> Result<std::process::ExitStatus, Problem> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => {
                // What the child started must not outlive it and hold the pipes.
                if group {
                    kill(child, true);
                }
                return Ok(status);
            }
            Ok(None) if start.elapsed() > wall => {
                kill(child, group);
                let _ = child.wait();
                return Err(Problem::new(ProblemCode::TooSlow));
            }
            Ok(None) => {}
            Err(fault) => {
                kill(child, group);
                return Err(Problem::with(ProblemCode::Stopped, fault.kind().to_string()));
            }
        }
        thread::sleep(pause);
        pause = if output_ended() {
            Duration::from_micros(200)
        } else {
            (pause * 2).min(Duration::from_millis(2))
        };
    }
}

fn kill(child: &mut Child, group: bool) {
    #[cfg(unix)]
    if group {
        let pid = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
            return;
        }
    }
    let _ = group;
    let _ = child.kill();
}
