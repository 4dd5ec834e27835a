//! The order in which lines are read: a page is cut along its widest empty bands, columns from left to right.

use crate::gray::number;
use crate::lines::Place;

/// Lines of a column, for it to be one.
const LINES: usize = 2;

/// The lines in the order of reading.
pub(crate) fn in_order(places: Vec<Place>) -> Vec<Place> {
    let mut heights: Vec<f32> = places.iter().map(Place::high).collect();
    heights.sort_by(f32::total_cmp);
    let Some(height) = heights.get(heights.len() / 2).copied() else { return places };
    let mut out = Vec::with_capacity(places.len());
    let mut todo = vec![places];
    while let Some(mut part) = todo.pop() {
        let gutter = widest(&mut part, |place| (place.x0, place.x1))
            .filter(|(gap, at)| *gap > height && *at >= LINES && part.len() - at >= LINES);
        if let Some((_, at)) = gutter {
            let right = part.split_off(at);
            todo.extend([right, part]);
            continue;
        }
        match widest(&mut part, |place| (place.y0, place.y1)) {
            Some((_, at)) => {
                let below = part.split_off(at);
                todo.extend([below, part]);
            }
            None => out.extend(row_by_row(part, height)),
        }
    }
    out
}

/// Sorts the lines along one side; tells the widest gap that no line reaches into and how many lines lie before it.
fn widest(part: &mut [Place], side: impl Fn(&Place) -> (f32, f32)) -> Option<(f32, usize)> {
    part.sort_by(|a, b| side(a).0.total_cmp(&side(b).0));
    let mut end = f32::INFINITY;
    let mut found: Option<(f32, usize)> = None;
    for (at, place) in part.iter().enumerate() {
        let (from, to) = side(place);
        let gap = from - end;
        if gap > 0.0 && found.is_none_or(|(widest, _)| gap > widest) {
            found = Some((gap, at));
        }
        end = if at == 0 { to } else { end.max(to) };
    }
    found
}

/// Lines that overlap each other: by height, then from left to right.
fn row_by_row(mut part: Vec<Place>, height: f32) -> Vec<Place> {
    part.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    let mut rows: Vec<(f32, Vec<Place>)> = Vec::new();
    for place in part {
        match rows.last_mut() {
            Some((middle, row)) if place.middle() - *middle < height * 0.5 => {
                row.push(place);
                // The row's middle follows its lines, so that a leaning row stays one.
                *middle = row.iter().map(Place::middle).sum::<f32>() / number(row.len());
            }
            _ => rows.push((place.middle(), vec![place])),
        }
    }
    rows.into_iter()
        .flat_map(|(_, mut row)| {
            row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x0: u16, y0: u16, x1: u16) -> Place {
        let (x0, y0, x1) = (f32::from(x0), f32::from(y0), f32::from(x1));
        Place { x0, y0, x1, y1: y0 + 50.0 }
    }

    fn tops(places: Vec<Place>) -> Vec<(f32, f32)> {
        in_order(places).iter().map(|place| (place.x0, place.y0)).collect()
    }

    /// A letterhead in two columns above text over the whole width, and the foot in two columns again.
    #[test]
    fn columns_are_read_one_after_the_other() {
        let page = vec![
            place(100, 1000, 2000),
            place(1200, 130, 1900),
            place(200, 100, 800),
            place(1250, 190, 1850),
            place(220, 160, 780),
            place(110, 1070, 1990),
            place(100, 1500, 500),
            place(1300, 1520, 1800),
            place(100, 1560, 520),
            place(1300, 1800, 1800),
        ];
        let expected = [
            (200.0, 100.0),
            (220.0, 160.0),
            (1200.0, 130.0),
            (1250.0, 190.0),
            (100.0, 1000.0),
            (110.0, 1070.0),
            (100.0, 1500.0),
            (100.0, 1560.0),
            (1300.0, 1520.0),
            (1300.0, 1800.0),
        ];
        assert_eq!(tops(page), expected);
    }

    #[test]
    fn a_row_is_read_from_left_to_right_though_it_leans() {
        let row = vec![place(900, 96, 1200), place(100, 110, 400), place(500, 103, 800)];
        assert_eq!(tops(row), [(100.0, 110.0), (500.0, 103.0), (900.0, 96.0)]);
        assert!(in_order(Vec::new()).is_empty());
    }
}
