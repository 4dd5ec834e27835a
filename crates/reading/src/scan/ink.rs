//! Ink on a scanned page that is no print: handwriting in the margins, above the letterhead, between lines.
//!
//! A leader writes an instruction on the paper before it is scanned; recognition gives rubbish for it or nothing. Its
//! place is kept, so that a person can type it. A region that is none costs a look each time, so only clusters of strokes
//! that look like writing are kept: no rules, frames, seals, holes, dust, signatures, or print that was read.

use image::GrayImage;

use super::prepare::{Ready, onto};
use super::tesseract::Row;
use crate::placed::Word;

/// Dots of the prepared page that are looked at as one: about a third of a millimetre.
const CELL: u32 = 4;
/// Darker dots are ink.
const DARK: u8 = 120;
/// Regions of one page.
const MOST: usize = 12;
/// Print that recognition is at least so sure of is no handwriting.
const PRINT: f64 = 0.55;

/// A box of cells: left, top, right, bottom (beyond).
type Box4 = [u32; 4];

struct Blob {
    at: Box4,
    cells: u32,
    blue: u32,
}

/// Places on the prepared page, in its dots: left, top, right, bottom. `blue` are dots of the picture, which has this size.
pub(super) fn handwriting(
    (blue, picture): (&[(u32, u32)], (u32, u32)),
    ready: &Ready,
    rows: &[Row],
) -> Vec<[f64; 4]> {
    let (wide, high) = (ready.gray.width() / CELL, ready.gray.height() / CELL);
    if wide < 100 || high < 100 || rows.is_empty() {
        return Vec::new();
    }
    let print: Vec<&Word> = rows.iter().flatten().filter(|word| is_print(word)).collect();
    // Of a page that was hardly read nothing can be said to be no print.
    if print.len() < 20 {
        return Vec::new();
    }
    let mut ink = cells(&ready.gray, (wide, high));
    let blue = blue_cells(blue, ready, (picture, (wide, high)));
    for word in &print {
        clear(&mut ink, (wide, high), word);
    }
    let text = text_block(&print);
    let heights: f64 = print.iter().map(|word| word.y1 - word.y0).sum::<f64>()
        / f64::from(u32::try_from(print.len()).unwrap_or(1));
    let blobs: Vec<Blob> = blobs(&mut ink, &blue, (wide, high))
        .into_iter()
        .filter(|blob| is_stroke(blob, (wide, high)))
        .collect();
    let mut found = clusters(blobs);
    found.retain(|cluster| is_writing(cluster, (wide, high), text, heights / f64::from(CELL)));
    found.sort_by_key(|cluster| (cluster.at[1], cluster.at[0]));
    found.truncate(MOST);
    let dots = |cells: u32| f64::from(cells * CELL);
    found.iter().map(|cluster| cluster.at.map(dots)).collect()
}

fn is_print(word: &Word) -> bool {
    word.sure.unwrap_or(1.0) >= PRINT && word.text.chars().any(char::is_alphanumeric)
}

/// A cell is inked when one of its dots is.
fn cells(gray: &GrayImage, (wide, high): (u32, u32)) -> Vec<bool> {
    let usize_of = |n: u32| usize::try_from(n).unwrap_or(0);
    let mut out = vec![false; usize_of(wide) * usize_of(high)];
    const DOTS: usize = CELL as usize;
    let row_of = usize_of(gray.width()).max(1);
    // A row of cells is looked at over the rows of dots that it stands for.
    let bands = gray.as_raw().chunks_exact(row_of * DOTS);
    for (cells, band) in out.chunks_exact_mut(usize_of(wide).max(1)).zip(bands) {
        for row in band.chunks_exact(row_of) {
            let (fours, _) = row.as_chunks::<DOTS>();
            let mut at = 0;
            while at < cells.len() {
                let [a, b, c, d] = fours[at];
                cells[at] |= a < DARK || b < DARK || c < DARK || d < DARK;
                at += 1;
            }
        }
    }
    out
}

/// The cells in which blue dots of the picture lie.
fn blue_cells(blue: &[(u32, u32)], ready: &Ready, (picture, size): ((u32, u32), (u32, u32))) -> Vec<bool> {
    let mut out = vec![false; if blue.is_empty() { 0 } else { index(size, 0, size.1) }];
    let (across, down) = (
        f64::from(ready.gray.width()) / f64::from(picture.0),
        f64::from(ready.gray.height()) / f64::from(picture.1),
    );
    for (x, y) in blue {
        let (x, y) = onto(ready, ((f64::from(*x) + 0.5) * across, (f64::from(*y) + 0.5) * down));
        let (x, y) = (super::pixels(x.max(0.0)) / CELL, super::pixels(y.max(0.0)) / CELL);
        if x < size.0
            && let Some(cell) = out.get_mut(index(size, x, y))
        {
            *cell = true;
        }
    }
    out
}

fn index((wide, _): (u32, u32), x: u32, y: u32) -> usize {
    usize::try_from(u64::from(y) * u64::from(wide) + u64::from(x)).unwrap_or(usize::MAX)
}

/// Takes a word that was read out of the ink, with its marks above and below.
fn clear(ink: &mut [bool], size: (u32, u32), word: &Word) {
    let around = (word.y1 - word.y0) * 0.25 + f64::from(CELL);
    let cell = |dots: f64| super::pixels(dots.max(0.0)) / CELL;
    let (x0, x1) = (cell(word.x0 - around), (cell(word.x1 + around) + 1).min(size.0));
    let (y0, y1) = (cell(word.y0 - around), (cell(word.y1 + around) + 1).min(size.1));
    for y in y0..y1 {
        for x in x0..x1 {
            if let Some(cell) = ink.get_mut(index(size, x, y)) {
                *cell = false;
            }
        }
    }
}

/// Where print stands, in cells.
fn text_block(print: &[&Word]) -> Box4 {
    let side = |of: &dyn Fn(&Word) -> f64, share: usize| {
        let mut all: Vec<f64> = print.iter().map(|word| of(word)).collect();
        all.sort_by(f64::total_cmp);
        // A few words outside are no column.
        super::pixels(all.get((all.len() - 1) * share / 100).copied().unwrap_or(0.0).max(0.0)) / CELL
    };
    [
        side(&|word| word.x0, 3),
        side(&|word| word.y0, 0),
        side(&|word| word.x1, 97),
        side(&|word| word.y1, 100),
    ]
}

/// Cells that touch each other.
fn blobs(ink: &mut [bool], blue: &[bool], size: (u32, u32)) -> Vec<Blob> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for y in 0..size.1 {
        for x in 0..size.0 {
            if ink.get(index(size, x, y)) != Some(&true) {
                continue;
            }
            let mut blob = Blob { at: [x, y, x + 1, y + 1], cells: 0, blue: 0 };
            open.push((x, y));
            while let Some((x, y)) = open.pop() {
                let Some(cell) = ink.get_mut(index(size, x, y)).filter(|cell| **cell) else { continue };
                *cell = false;
                blob.cells += 1;
                blob.blue += u32::from(blue.get(index(size, x, y)) == Some(&true));
                let [x0, y0, x1, y1] = blob.at;
                blob.at = [x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1)];
                for near_y in y.saturating_sub(1)..=(y + 1).min(size.1 - 1) {
                    for near_x in x.saturating_sub(1)..=(x + 1).min(size.0 - 1) {
                        if ink.get(index(size, near_x, near_y)) == Some(&true) {
                            open.push((near_x, near_y));
                        }
                    }
                }
            }
            if blob.cells >= 8 {
                found.push(blob);
            }
        }
    }
    found
}

/// Millimetres as cells of a page at 300 dots per inch.
const fn mm(length: u32) -> u32 {
    length * 300 * 10 / 254 / CELL
}

/// Could it be a stroke of a pen: no rule, frame, seal, hole, shadow of the edge?
fn is_stroke(blob: &Blob, (wide, high): (u32, u32)) -> bool {
    let [x0, y0, x1, y1] = blob.at;
    let (w, h) = (x1 - x0, y1 - y0);
    let edge = mm(3);
    if x0 < edge || y0 < edge || x1 + edge > wide || y1 + edge > high {
        return false;
    }
    let rule = w > mm(12) && h <= mm(2) || h > mm(12) && w <= mm(2);
    let large = w > mm(90) || h > mm(40);
    let round = w > mm(22) && h > mm(22) && w * 10 < h * 16 && h * 10 < w * 16;
    // Holes of a folder, dots, pictures: filled through and through.
    let filled = blob.cells * 100 > w * h * 62 && w.min(h) > mm(2);
    !(rule || large || round || filled)
}

struct Cluster {
    at: Box4,
    blobs: u32,
    cells: u32,
    blue: u32,
    tallest: u32,
}

/// Strokes near each other belong together.
fn clusters(blobs: Vec<Blob>) -> Vec<Cluster> {
    let mut found: Vec<Cluster> = Vec::new();
    for blob in blobs {
        let mut whole = Cluster {
            at: blob.at,
            blobs: 1,
            cells: blob.cells,
            blue: blob.blue,
            tallest: blob.at[3] - blob.at[1],
        };
        // Whatever it touches joins it; what is joined may touch more.
        while let Some(near) = found.iter().position(|other| touches(other.at, whole.at)) {
            let other = found.swap_remove(near);
            let ([a, b, c, d], [e, f, g, h]) = (whole.at, other.at);
            whole = Cluster {
                at: [a.min(e), b.min(f), c.max(g), d.max(h)],
                blobs: whole.blobs + other.blobs,
                cells: whole.cells + other.cells,
                blue: whole.blue + other.blue,
                tallest: whole.tallest.max(other.tallest),
            };
        }
        found.push(whole);
    }
    found
}

fn touches([a, b, c, d]: Box4, [e, f, g, h]: Box4) -> bool {
    let (along, down) = (mm(6), mm(4));
    a < g + along && e < c + along && b < h + down && f < d + down
}

/// Enough strokes, as high as writing is, where nobody prints; or blue where nobody signs.
fn is_writing(cluster: &Cluster, (wide, high): (u32, u32), text: Box4, letter: f64) -> bool {
    let [x0, y0, x1, y1] = cluster.at;
    let (w, h) = (x1 - x0, y1 - y0);
    let strokes = cluster.blobs >= 3 || cluster.blobs >= 1 && w > mm(14);
    if !strokes || w < mm(8) || h < mm(3) || f64::from(cluster.tallest) < letter * 0.9 || cluster.cells < 80 {
        return false;
    }
    let is_blue = cluster.blue * 2 > cluster.cells;
    let margin = x1 <= text[0] + mm(2) || x0 + mm(2) >= text[2] || y1 <= text[1] + mm(2);
    // Right below, where the paper is signed, pens are expected.
    let signed = y0 * 100 > high * 45 && x1 * 100 > wide * 45;
    match is_blue {
        true => !signed || x0 + mm(2) >= text[2],
        false => margin && !signed,
    }
}
