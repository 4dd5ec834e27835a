//! Tables of scanned pages, read row by row.
//!
//! Recognition takes the columns of a table for columns of text and reads one after the other. Where several rows hold
//! three cells and more side by side, it is a table: its lines are put in the order of its rows. Text in two columns is
//! left as it was read.

use crate::letterhead::Line;

/// Cells side by side, and rows of them, that make a table.
const CELLS: usize = 3;
const ROWS: usize = 3;

/// A line's place: left, right, middle, height.
#[derive(Clone, Copy)]
struct Spot {
    at: usize,
    x0: f64,
    x1: f64,
    y: f64,
    h: f64,
}

pub(super) fn in_rows(lines: Vec<Line>) -> Vec<Line> {
    let mut spots: Vec<Spot> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| {
            let area = line.area?;
            Some(Spot { at, x0: area.x, x1: area.x + area.w, y: area.y + area.h / 2.0, h: area.h })
        })
        .collect();
    spots.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut heights: Vec<f64> = spots.iter().map(|spot| spot.h).collect();
    heights.sort_by(f64::total_cmp);
    let Some(height) = heights.get(heights.len() / 2).copied() else { return lines };
    let bands = bands(&spots, height);
    let Some((top, bottom)) = table(&bands, height) else { return lines };
    let inside: Vec<Spot> = spots.iter().copied().filter(|spot| spot.y >= top && spot.y <= bottom).collect();
    let order = rows_of(&inside, height);
    let Some(first) = order.iter().min().copied() else { return lines };
    let mut lines: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
    let mut table: Vec<Line> =
        order.iter().filter_map(|at| lines.get_mut(*at).and_then(Option::take)).collect();
    let mut out = Vec::with_capacity(lines.len());
    for (at, line) in lines.into_iter().enumerate() {
        if at == first {
            out.append(&mut table);
        }
        out.extend(line);
    }
    out
}

/// Lines at one height.
fn bands(spots: &[Spot], height: f64) -> Vec<Vec<Spot>> {
    let mut bands: Vec<Vec<Spot>> = Vec::new();
    for spot in spots {
        match bands.last_mut() {
            Some(band) if band.first().is_some_and(|first| spot.y - first.y < height * 0.6) => {
                band.push(*spot)
            }
            _ => bands.push(vec![*spot]),
        }
    }
    bands
}

/// From where to where the bands with many cells go.
fn table(bands: &[Vec<Spot>], height: f64) -> Option<(f64, f64)> {
    let cells = |band: &[Spot]| {
        let mut band = band.to_vec();
        band.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let mut end = f64::NEG_INFINITY;
        let mut count = 0_usize;
        for spot in band {
            count += usize::from(spot.x0 > end);
            end = end.max(spot.x1);
        }
        count
    };
    let full: Vec<f64> = bands
        .iter()
        .filter(|band| cells(band) >= CELLS)
        .filter_map(|band| band.first())
        .map(|spot| spot.y)
        .collect();
    if full.len() < ROWS {
        return None;
    }
    let (first, last) = (full.first()?, full.last()?);
    Some((first - height * 0.7, last + height * 0.7))
}

/// The lines in the order of rows: a row begins where the leftmost column has a line. Its cells may have more lines; they
/// stand beside its middle or below its beginning.
fn rows_of(inside: &[Spot], height: f64) -> Vec<usize> {
    let left = inside.iter().map(|spot| spot.x0).fold(f64::INFINITY, f64::min);
    let edge = inside.iter().filter(|spot| spot.x0 < left + 0.03).map(|spot| spot.x1).fold(left, f64::max);
    let anchors: Vec<f64> =
        inside.iter().filter(|spot| (spot.x0 + spot.x1) / 2.0 < edge).map(|spot| spot.y).collect();
    let filled = anchors.len() * 2 > bands(inside, height).len();
    let mut keyed: Vec<(usize, Spot)> = inside
        .iter()
        .map(|spot| {
            let row = match filled {
                // The last row that has begun at this height.
                true => anchors.iter().filter(|y| **y < spot.y + height * 0.6).count(),
                // The first column is not always there: each height is a row.
                false => 0,
            };
            (row, *spot)
        })
        .collect();
    if !filled {
        let bands = bands(inside, height);
        keyed = bands
            .into_iter()
            .enumerate()
            .flat_map(|(row, band)| band.into_iter().map(move |spot| (row, spot)))
            .collect();
    }
    let columns = columns(inside);
    let column = |spot: &Spot| columns.iter().filter(|start| **start <= spot.x0).count();
    keyed.sort_by(|(a, one), (b, two)| {
        a.cmp(b).then(column(one).cmp(&column(two))).then(one.y.total_cmp(&two.y))
    });
    keyed.into_iter().map(|(_, spot)| spot.at).collect()
}

/// Where columns begin: lines that overlap each other stand in one.
fn columns(inside: &[Spot]) -> Vec<f64> {
    let mut sides: Vec<(f64, f64)> =
        inside.iter().filter(|spot| spot.x1 - spot.x0 < 0.5).map(|spot| (spot.x0, spot.x1)).collect();
    sides.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut starts, mut end) = (Vec::new(), f64::NEG_INFINITY);
    for (x0, x1) in sides {
        if x0 > end {
            starts.push(x0);
        }
        end = end.max(x1);
    }
    starts
}
