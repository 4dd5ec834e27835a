//! Reading in a child process with limits.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::child::{Answer, CHILD_COMMAND, Request};
use crate::engine::Engine;
use crate::program::{Bounds, run};
use crate::read::too_large;
use crate::{
    Bundle, Format, Limits, Lockdown, Part, Problem, ProblemCode, Reading, Span, page_image_of, sniff,
};

static TOLD: Once = Once::new();

/// Files that are being read, or wait their turn in a row that was given together. The cores are shared out among
/// them: many files get one each, a single one gets all.
static IN_HAND: AtomicUsize = AtomicUsize::new(0);

/// One file in hand; out of it when this goes.
struct InHand;

impl InHand {
    fn new() -> InHand {
        IN_HAND.fetch_add(1, Ordering::Relaxed);
        InHand
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        IN_HAND.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How many pages or files are worked on side by side. Each takes memory of its own, so the number has an end.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(16)
}

/// Reads files in a child process. Cheap to clone; use one from many threads.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
    limits: Limits,
    engine: Engine,
}

impl Reader {
    /// `program` is this program: it is started with [`CHILD_COMMAND`] and calls [`crate::child_main`].
    #[must_use]
    pub fn new(program: impl Into<PathBuf>, limits: Limits) -> Reader {
        Reader { program: program.into(), limits, engine: Engine::Tesseract }
    }

    /// The same with another engine for scans.
    #[must_use]
    pub fn with_engine(self, engine: Engine) -> Reader {
        Reader { engine, ..self }
    }

    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Reads one file. Whatever is wrong with it is in the reading's `problem`.
    #[must_use]
    pub fn read(&self, path: &Path) -> Reading {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        match self.load(path) {
            Ok(bytes) => self.read_bytes(&bytes, &name),
            Err(problem) => Reading::failed(&[], Format::Unknown, problem),
        }
    }

    /// The same for bytes that stand in memory.
    #[must_use]
    pub fn read_bytes(&self, bytes: &[u8], name: &str) -> Reading {
        self.read_in_hand((bytes, name), &Wish::Reading, InHand::new()).0
    }

    /// Reads several files side by side on all cores; the readings come in the order of the files.
    #[must_use]
    pub fn read_all(&self, files: &[(&[u8], &str)]) -> Vec<Reading> {
        self.side_by_side(files, &Wish::Reading).into_iter().map(|(reading, _)| reading).collect()
    }

    /// The same, and stacks with separator sheets or cover slips come apart into their papers.
    #[must_use]
    pub fn read_all_apart(&self, files: &[(&[u8], &str)]) -> Vec<(Reading, Vec<Part>)> {
        self.side_by_side(files, &Wish::Apart)
    }

    fn side_by_side(&self, files: &[(&[u8], &str)], wish: &Wish<'_>) -> Vec<(Reading, Vec<Part>)> {
        // All of them are in hand from the start, so that the first does not take every core for itself.
        let todo: Mutex<Vec<_>> =
            Mutex::new(files.iter().enumerate().map(|file| (file, InHand::new())).rev().collect());
        let done = Mutex::new(Vec::new());
        let work = || {
            loop {
                let next = todo.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(((at, (bytes, name)), hand)) = next else { return };
                let reading = self.read_in_hand((bytes, name), wish, hand);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((at, reading));
            }
        };
        thread::scope(|scope| {
            for _ in 1..cores().min(files.len()) {
                scope.spawn(work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, reading)| reading).collect()
    }

    fn read_in_hand(
        &self,
        (bytes, name): (&[u8], &str),
        wish: &Wish<'_>,
        _hand: InHand,
    ) -> (Reading, Vec<Part>) {
        let start = Instant::now();
        let mut parts = Vec::new();
        let mut reading = if bytes.is_empty() {
            Reading::failed(bytes, Format::Unknown, Problem::new(ProblemCode::Empty))
        } else if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > self.limits.bytes {
            Reading::failed(bytes, Format::Unknown, too_large(&self.limits))
        } else {
            match self.ask(bytes, name, wish) {
                Ok((Answer { reading: Some(reading), parts: read, sizes, .. }, rest)) => {
                    if let Some(files) = files(&rest, &sizes) {
                        let with = |(part, bytes): (Part, Vec<u8>)| Part { bytes, ..part };
                        parts = read.into_iter().zip(files).map(with).collect();
                    }
                    reading
                }
                Ok((Answer { problem, .. }, _)) => Reading::failed(
                    bytes,
                    sniff(bytes, name),
                    problem.unwrap_or_else(|| Problem::new(ProblemCode::Broken)),
                ),
                Err(problem) => Reading::failed(bytes, sniff(bytes, name), problem),
            }
        };
        reading.ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        (reading, parts)
    }

    /// These pages of a PDF or TIFF as files of their own. Nothing is read of them.
    pub fn cut(&self, bytes: &[u8], name: &str, spans: &[Span]) -> Result<Vec<Vec<u8>>, Problem> {
        let (answer, rest) = self.ask(bytes, name, &Wish::Cut(spans))?;
        match answer.problem {
            Some(problem) => Err(problem),
            None => files(&rest, &answer.sizes).ok_or_else(|| Problem::new(ProblemCode::Broken)),
        }
    }

    /// Can scans be read here? Else the problem says what to install. Cheap enough to ask every minute.
    pub fn recognition(&self) -> Result<(), Problem> {
        let (answer, _) = self.ask(b"", "", &Wish::Recognition)?;
        answer.problem.map_or(Ok(()), Err)
    }

    /// One page of a PDF as PNG, of a picture file as JPEG; pages count from 1.
    pub fn page_image(&self, path: &Path, page: u32, dpi: u32) -> Result<Vec<u8>, Problem> {
        self.page_image_of(&self.load(path)?, page, dpi)
    }

    /// The same for bytes that stand in memory.
    pub fn page_image_of(&self, bytes: &[u8], page: u32, dpi: u32) -> Result<Vec<u8>, Problem> {
        let (answer, image) = self.ask(bytes, "", &Wish::Image(page, dpi))?;
        match answer.problem {
            Some(problem) => Err(problem),
            None => Ok(image),
        }
    }

    /// Takes a container apart. What its files say is read from each of them.
    pub fn open(&self, bytes: &[u8], name: &str) -> Result<Bundle, Problem> {
        let (answer, rest) = self.ask(bytes, name, &Wish::Opened)?;
        let broken = || Problem::new(ProblemCode::Broken);
        let mut bundle = answer.bundle.ok_or_else(|| answer.problem.unwrap_or_else(broken))?;
        let files = files(&rest, &answer.sizes).ok_or_else(broken)?;
        for (part, bytes) in bundle.parts.iter_mut().zip(files) {
            part.bytes = bytes;
        }
        Ok(bundle)
    }

    /// What this system lets the child shut, for the health page. Also proves that the child starts.
    pub fn lockdown(&self) -> Result<Lockdown, Problem> {
        self.ask(b"-", "a.txt", &Wish::Reading).map(|(answer, _)| answer.lockdown)
    }

    fn load(&self, path: &Path) -> Result<Vec<u8>, Problem> {
        let failed = |fault: std::io::Error| Problem::with(ProblemCode::NotOpened, fault.kind().to_string());
        let file = std::fs::File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(failed(std::io::ErrorKind::IsADirectory.into()));
        }
        let mut bytes = Vec::new();
        file.take(self.limits.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > self.limits.bytes {
            return Err(too_large(&self.limits));
        }
        Ok(bytes)
    }

    fn ask(&self, bytes: &[u8], name: &str, wish: &Wish<'_>) -> Result<(Answer, Vec<u8>), Problem> {
        let scans = matches!(wish, Wish::Reading | Wish::Apart) && is_scannable(bytes, name);
        let mut limits = self.limits.clone();
        if !scans {
            limits.ocr_pages = 0;
        }
        if limits.pages_at_once == 0 {
            limits.pages_at_once = (cores() / IN_HAND.load(Ordering::Relaxed).max(1)).max(1);
        }
        if scans && self.engine != Engine::Tesseract {
            // Networks reckon in the child itself, for as long as recognition may take.
            let cores = u64::try_from(limits.pages_at_once).unwrap_or(1);
            limits.cpu_seconds =
                limits.cpu_seconds.saturating_add(limits.ocr_wall.as_secs().saturating_mul(cores));
        }
        let recognition = match limits.ocr_pages {
            0 => Duration::ZERO,
            _ => limits.ocr_wall + limits.page_wall,
        };
        let request = Request {
            name: name.chars().take(255).collect(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            limits,
            image: match wish {
                Wish::Image(page, dpi) => Some((*page, *dpi)),
                _ => None,
            },
            open: matches!(wish, Wish::Opened),
            apart: matches!(wish, Wish::Apart),
            cut: match wish {
                Wish::Cut(spans) => spans.to_vec(),
                _ => Vec::new(),
            },
            recognition: matches!(wish, Wish::Recognition),
            engine: self.engine.clone(),
            aside: crate::scan::heic::is_heic(bytes),
        };
        let stopped = |how: &str| Problem::with(ProblemCode::Stopped, how);
        let mut input = serde_json::to_vec(&request).map_err(|_| stopped("request"))?;
        input.push(b'\n');
        input.extend_from_slice(bytes);
        let mut command = Command::new(&self.program);
        command.arg(CHILD_COMMAND);
        // JSON writes some characters with more bytes than they have; of a stack each text comes twice.
        let texts = if matches!(wish, Wish::Apart) { 4 } else { 2 };
        let most =
            self.limits.text.saturating_mul(texts).saturating_add(self.limits.bytes).saturating_add(1 << 20);
        // The child keeps the time itself and says so; the parent waits a little longer.
        let wall = self.limits.wall + recognition + Duration::from_secs(1);
        let bounds = Bounds { wall, stdout: most };
        let output = run(command, &input, &bounds, true)?;
        if output.code != Some(0) {
            return Err(why(output.signal, output.code));
        }
        let end = output.stdout.iter().position(|b| *b == b'\n').ok_or_else(|| stopped("answer"))?;
        let (answer, rest) = output.stdout.split_at(end);
        let answer: Answer = serde_json::from_slice(answer).map_err(|_| stopped("answer"))?;
        if !answer.lockdown.is_whole() {
            TOLD.call_once(|| {
                tracing::warn!(lockdown = ?answer.lockdown, "this system cannot shut the reading process in completely");
            });
        }
        Ok((answer, rest.get(1..).unwrap_or_default().to_vec()))
    }
}

/// Recognition takes its own time, and only where there can be pictures of pages.
fn is_scannable(bytes: &[u8], name: &str) -> bool {
    matches!(sniff(bytes, name), Format::Pdf | Format::Image)
}

/// Files that follow each other, so long each.
fn files(mut rest: &[u8], sizes: &[usize]) -> Option<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for size in sizes {
        let (bytes, after) = rest.split_at_checked(*size)?;
        files.push(bytes.to_vec());
        rest = after;
    }
    Some(files)
}

/// What the child is asked for.
#[derive(Clone, Copy)]
enum Wish<'a> {
    Reading,
    /// A reading, and the papers of a stack.
    Apart,
    /// Pages as files.
    Cut(&'a [Span]),
    Image(u32, u32),
    Opened,
    Recognition,
}

/// Memory that is refused ends in an abort, time in a signal of its own.
fn why(signal: Option<i32>, code: Option<i32>) -> Problem {
    const ABORT: i32 = 6;
    const KILL: i32 = 9;
    const XCPU: i32 = 24;
    match (signal, code) {
        (Some(XCPU), _) => Problem::new(ProblemCode::TooSlow),
        (Some(ABORT | KILL), _) => Problem::new(ProblemCode::TooDemanding),
        (Some(signal), _) => Problem::with(ProblemCode::Stopped, format!("signal {signal}")),
        (None, code) => Problem::with(ProblemCode::Stopped, format!("status {}", code.unwrap_or(-1))),
    }
}

/// One page of a PDF as PNG, rendered in this process's own `pdftoppm`. For papers that come from
/// outside prefer [`Reader::page_image`].
pub fn page_image(path: &Path, page: u32, dpi: u32) -> Result<Vec<u8>, Problem> {
    let limits = Limits::default();
    let reader = Reader::new(PathBuf::new(), limits.clone());
    page_image_of(&reader.load(path)?, page, dpi, &limits)
}
