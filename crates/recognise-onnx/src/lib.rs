//! Reads scanned pages with the networks of TrueOCR (Apache-2.0). Only the program links it; everybody else sees the
//! trait of `reading::engine`.
//!
//! The weights are not part of this program: `bin/weights FOLDER` fetches them. One network finds the lines, one reads a
//! line, one tells which way up a page lies. How they are called follows the files' own description; docs/reading.md says
//! how well they read.

mod decode;
mod gray;
mod letters;
mod lines;
mod net;
mod order;

use std::sync::Arc;
use std::time::Instant;

use reading::engine::{Linked, Page, Recogniser, Row, Unfit};
use reading::{Problem, ProblemCode};
use rten::ThreadPool;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use serde::Deserialize;

use crate::gray::{Gray, index, number};
use crate::letters::Strip;
use crate::net::Net;

/// What the program hands to the reading child.
pub const LINKED: Linked = Linked { files: &["meta.json", "det.onnx", "rec.onnx", "orient.onnx"], make };

/// Margins above and below a line under which it is read: what most of the readings say is taken.
const MARGINS: [f32; 3] = [0.2, 0.25, 0.3];
/// The side of the picture by which a page's way up is told, and how sure that must be: nearly all pages stand upright.
const SEEN_FROM_FAR: usize = 768;
const TURNED: f32 = 0.95;

/// The description that lies beside the networks.
#[derive(Deserialize)]
struct Meta {
    charset: Vec<char>,
}

struct TrueOcr {
    charset: Vec<char>,
    lines: Net,
    letters: Net,
    turn: Net,
}

/// `files` are the bytes of [`LINKED`]'s files, in their order.
fn make(files: Vec<Vec<u8>>, threads: usize) -> Result<Box<dyn Recogniser>, Unfit> {
    let [meta, lines, letters, turn] = <[Vec<u8>; 4]>::try_from(files).map_err(|_| Unfit("meta.json"))?;
    let meta: Meta = serde_json::from_slice(&meta).map_err(|_| Unfit("meta.json"))?;
    // Pages run side by side already: the networks share one set of threads.
    let pool = Arc::new(ThreadPool::with_num_threads(threads.max(1)));
    Ok(Box::new(TrueOcr {
        charset: meta.charset,
        lines: Net::new("det.onnx", lines, &pool)?,
        letters: Net::new("rec.onnx", letters, &pool)?,
        turn: Net::new("orient.onnx", turn, &pool)?,
    }))
}

fn failed(unfit: Unfit) -> Problem {
    Problem::with(ProblemCode::Stopped, unfit.0)
}

impl Recogniser for TrueOcr {
    fn rows(&self, page: &Page<'_>, until: Instant) -> Result<Vec<Row>, Problem> {
        let Some(page) = Gray::new(page.wide, page.high, page.dots) else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        for place in order::in_order(lines::find(&self.lines, &page).map_err(failed)?) {
            if Instant::now() > until {
                return Err(Problem::new(ProblemCode::TooSlow));
            }
            let readings = MARGINS
                .iter()
                .map(|margin| Strip::of(&page, &place, *margin).read(&self.letters, &self.charset))
                .collect::<Result<Vec<_>, Unfit>>()
                .map_err(failed)?;
            let words = decode::words(&decode::agreed(readings), &place);
            if !words.is_empty() {
                rows.push(words);
            }
        }
        Ok(rows)
    }

    fn turn(&self, page: &Page<'_>) -> u32 {
        let Some(page) = Gray::new(page.wide, page.high, page.dots) else { return 0 };
        self.quarters(&page).map_or(0, |quarters| quarters * 90)
    }
}

impl TrueOcr {
    /// Quarter turns, clockwise, that set the page upright. The fifth answer is a page written in columns of letters.
    fn quarters(&self, page: &Gray) -> Option<u32> {
        let scale = number(SEEN_FROM_FAR) / number(page.wide.max(page.high));
        let scaled = |length: usize| index((number(length) * scale).round()).clamp(1, SEEN_FROM_FAR);
        let small = page.scaled(scaled(page.wide), scaled(page.high));
        let ink = small.ink((SEEN_FROM_FAR, SEEN_FROM_FAR), false);
        let input = NdTensor::from_data([1, 1, SEEN_FROM_FAR, SEEN_FROM_FAR], ink);
        let [said] = self.turn.run(vec![("x", input.view().into())], ["p"]).ok()?;
        let said: NdTensor<f32, 2> = said.try_into().ok()?;
        let sure = said.to_vec().into_iter().take(4).position(|share| share > TURNED)?;
        u32::try_from(sure).ok()
    }
}
