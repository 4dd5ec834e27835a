//! The inside of the child process: one request in, one answer out.

use std::io::{BufRead, Read, Write};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::cut::cut;
use crate::engine::{self, Engine, Linked};
use crate::lockdown::{Lockdown, lock};
use crate::{
    Bundle, Limits, Part, Problem, ProblemCode, Reading, Span, open_bundle, page_image_of, read_apart,
    read_bytes, scan, sniff,
};

/// The argument with which the program starts itself as a reader.
pub const CHILD_COMMAND: &str = "read-child";

/// The first line of a request; the bytes of the file follow it. The child opens no file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub name: String,
    pub bytes: u64,
    pub limits: Limits,
    /// Page and resolution, when an image is asked for instead of a reading.
    pub image: Option<(u32, u32)>,
    /// A container is to be taken apart rather than read as one paper.
    #[serde(default)]
    pub open: bool,
    /// A stack is to be taken apart at its guides.
    #[serde(default)]
    pub apart: bool,
    /// Pages from here to there are asked for as a file.
    #[serde(default)]
    pub cut: Vec<Span>,
    /// The file has to stand in memory with a handle before the child is locked.
    #[serde(default)]
    pub aside: bool,
    /// Only whether scans can be read is asked.
    #[serde(default)]
    pub recognition: bool,
    /// What reads scans.
    #[serde(default)]
    pub engine: Engine,
}

/// The answer; after it a line end and, when asked for, the image or the attachments one after the other.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub lockdown: Lockdown,
    pub reading: Option<Reading>,
    pub problem: Option<Problem>,
    #[serde(default)]
    pub bundle: Option<Bundle>,
    /// The papers of a stack.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// How long each file of the container, or of the stack, is.
    #[serde(default)]
    pub sizes: Vec<usize>,
}

/// What the program does when started with [`CHILD_COMMAND`].
#[must_use]
pub fn child_main() -> ExitCode {
    run(None)
}

/// The same in a program that links networks.
#[must_use]
pub fn child_main_with(linked: Linked) -> ExitCode {
    run(Some(linked))
}

fn run(linked: Option<Linked>) -> ExitCode {
    match serve(linked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "{fault}");
            ExitCode::FAILURE
        }
    }
}

fn serve(linked: Option<Linked>) -> std::io::Result<()> {
    let mut stdin = std::io::stdin().lock();
    let mut line = Vec::new();
    // The request comes from our own parent, the file does not: shut in before it is read.
    (&mut stdin).take(64 << 10).read_until(b'\n', &mut line)?;
    let request: Request = serde_json::from_slice(&line)?;
    let mut bytes = Vec::new();
    if request.aside {
        // Moved, not looked at: nothing of it is understood before the lock.
        (&mut stdin).take(request.bytes).read_to_end(&mut bytes)?;
        scan::heic::put_aside(&bytes);
    }
    let weights = match &request.engine {
        Engine::Networks(folder) if request.recognition || request.limits.ocr_pages > 0 => Some(folder),
        _ => None,
    };
    // The folder is named by our own parent; beyond the lock it cannot be read.
    let fetched = weights.map(|folder| linked.map(|linked| (linked, linked.fetch(folder))).ok_or(folder));
    let lockdown = lock(&request.limits);
    match fetched {
        Some(Ok((linked, files))) => linked.start(files, request.limits.pages_at_once),
        Some(Err(folder)) => engine::none_linked(folder),
        None => {}
    }
    let mut answer =
        Answer { lockdown, reading: None, problem: None, bundle: None, parts: Vec::new(), sizes: Vec::new() };
    let left = request.bytes.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    let got = match stdin.take(left).read_to_end(&mut bytes) {
        Err(fault) if fault.kind() == std::io::ErrorKind::OutOfMemory => {
            answer.problem = Some(Problem::new(ProblemCode::TooDemanding));
            false
        }
        got => {
            got?;
            true
        }
    };
    let mut image = Vec::new();
    if !got {
        bytes.clear();
    } else if u64::try_from(bytes.len()).ok() != Some(request.bytes) {
        answer.problem = Some(Problem::new(ProblemCode::Broken));
    } else if request.recognition {
        answer.problem = scan::look::ask(&request.limits).err();
    } else if let Some((page, dpi)) = request.image {
        match page_image_of(&bytes, page, dpi, &request.limits) {
            Ok(png) => image = png,
            Err(problem) => answer.problem = Some(problem),
        }
    } else if request.open {
        match open_bundle(&bytes, &request.name, &request.limits) {
            Ok(bundle) => {
                for part in &bundle.parts {
                    answer.sizes.push(part.bytes.len());
                    image.extend_from_slice(&part.bytes);
                }
                answer.bundle = Some(bundle);
            }
            Err(problem) => answer.problem = Some(problem),
        }
    } else if !request.cut.is_empty() {
        match cut(&bytes, sniff(&bytes, &request.name), &request.cut, &request.limits) {
            Some(files) => {
                for file in &files {
                    answer.sizes.push(file.len());
                    image.extend_from_slice(file);
                }
            }
            None => answer.problem = Some(Problem::new(ProblemCode::NotCut)),
        }
    } else if request.apart {
        let (reading, parts) = read_apart(&bytes, &request.name, &request.limits);
        for part in &parts {
            answer.sizes.push(part.bytes.len());
            image.extend_from_slice(&part.bytes);
        }
        (answer.reading, answer.parts) = (Some(reading), parts);
    } else {
        answer.reading = Some(read_bytes(&bytes, &request.name, &request.limits));
    }
    let mut stdout = std::io::stdout().lock();
    serde_json::to_writer(&mut stdout, &answer)?;
    stdout.write_all(b"\n")?;
    stdout.write_all(&image)?;
    stdout.flush()
}
