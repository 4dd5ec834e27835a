//! What reads the letters of a page: the program tesseract, or networks that whoever starts the child has linked.
//!
//! Linked networks need weights, files of a folder that the administrator names. They are read before the child shuts
//! itself in and made into an engine after it, so that nothing they do is outside of the lock.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use serde::{Deserialize, Serialize};

pub use crate::placed::Word;
use crate::{Problem, ProblemCode};

/// Which engine reads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "engine", content = "weights", rename_all = "snake_case")]
pub enum Engine {
    #[default]
    Tesseract,
    /// The linked networks, with the weights of this folder.
    Networks(PathBuf),
}

/// A page made ready: gray, 0 is black, row after row.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    pub wide: u32,
    pub high: u32,
    pub dots: &'a [u8],
}

/// Words of one line, in order.
pub type Row = Vec<Word>;

/// An engine that reads in this process.
pub trait Recogniser: Send + Sync {
    /// The lines of a page in the order of reading, with places in its dots. Ends with a problem when the time is over.
    fn rows(&self, page: &Page<'_>, until: Instant) -> Result<Vec<Row>, Problem>;

    /// By how many degrees (clockwise) the page must be turned to stand upright: 0, 90, 180 or 270.
    fn turn(&self, page: &Page<'_>) -> u32;
}

/// Weights that are none. Says which file.
#[derive(Debug, Clone, Copy)]
pub struct Unfit(pub &'static str);

/// Makes the engine of its files' bytes, for so many pages at once.
pub type Make = fn(Vec<Vec<u8>>, usize) -> Result<Box<dyn Recogniser>, Unfit>;

/// How a linked engine comes to be.
#[derive(Clone, Copy)]
pub struct Linked {
    /// Names of its files.
    pub files: &'static [&'static str],
    /// From their bytes, in this order; the second argument is on how many threads it may work.
    pub make: Make,
}

/// The largest file of weights: ten times what is known.
const FILE: u64 = 64 << 20;

/// The engine of this process, when it is not tesseract: or why it could not start. A child reads with one and ends.
static NETWORKS: OnceLock<Result<Box<dyn Recogniser>, Problem>> = OnceLock::new();

/// The linked networks, where they are to read; none where tesseract does.
pub(crate) fn networks() -> Result<Option<&'static dyn Recogniser>, Problem> {
    match NETWORKS.get() {
        None => Ok(None),
        Some(Ok(networks)) => Ok(Some(networks.as_ref())),
        Some(Err(problem)) => Err(problem.clone()),
    }
}

impl Linked {
    /// The bytes of the weights.
    pub(crate) fn fetch(&self, folder: &Path) -> Result<Vec<Vec<u8>>, Problem> {
        let missing =
            |name: &str| Problem::with(ProblemCode::WeightsMissing, folder.join(name).display().to_string());
        let one = |name: &&str| {
            let file = std::fs::File::open(folder.join(name)).map_err(|_| missing(name))?;
            let mut bytes = Vec::new();
            file.take(FILE + 1).read_to_end(&mut bytes).map_err(|_| missing(name))?;
            match u64::try_from(bytes.len()).is_ok_and(|length| (1..=FILE).contains(&length)) {
                true => Ok(bytes),
                false => Err(missing(name)),
            }
        };
        self.files.iter().map(one).collect()
    }

    /// Makes it the engine of this process.
    pub(crate) fn start(&self, files: Result<Vec<Vec<u8>>, Problem>, threads: usize) {
        let unfit = |Unfit(file)| Problem::with(ProblemCode::WeightsMissing, file);
        let _ = NETWORKS.set(files.and_then(|files| (self.make)(files, threads).map_err(unfit)));
    }

    /// Reads in this process with the weights of this folder from now on. For measuring: the program reads in a child.
    pub fn use_here(&self, folder: &Path) -> Result<(), Problem> {
        self.start(self.fetch(folder), crate::cores());
        networks().map(|_| ())
    }
}

/// A child in which no networks are linked.
pub(crate) fn none_linked(folder: &Path) {
    let _ = NETWORKS.set(Err(Problem::with(ProblemCode::WeightsMissing, folder.display().to_string())));
}
