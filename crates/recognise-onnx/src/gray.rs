//! Gray pictures, cut and scaled.

/// 0 is black. Rows of floating numbers, since scaled dots are never shown to anybody.
#[derive(Clone)]
pub(crate) struct Gray {
    pub wide: usize,
    pub high: usize,
    pub dots: Vec<f32>,
}

pub(crate) const PAPER: f32 = 255.0;

impl Gray {
    /// None where the dots are not what the sides say.
    pub fn new(wide: u32, high: u32, dots: &[u8]) -> Option<Gray> {
        let (wide, high) = (usize::try_from(wide).ok()?, usize::try_from(high).ok()?);
        let right = wide > 0 && high > 0 && wide.checked_mul(high) == Some(dots.len());
        right.then(|| Gray { wide, high, dots: dots.iter().map(|dot| f32::from(*dot)).collect() })
    }

    pub fn row(&self, y: usize) -> &[f32] {
        self.dots.get(y * self.wide..(y + 1) * self.wide).unwrap_or_default()
    }

    /// The part from column `x0` to before `x1` and row `y0` to before `y1`, with so much of `fill` around it.
    pub fn cut(&self, [x0, y0, x1, y1]: [usize; 4], (across, down): (usize, usize), fill: f32) -> Gray {
        let (x1, y1) = (x1.min(self.wide), y1.min(self.high));
        let (wide, high) = (x1.saturating_sub(x0) + 2 * across, y1.saturating_sub(y0) + 2 * down);
        let mut dots = vec![fill; wide * high];
        for (y, out) in (y0..y1).zip(dots.chunks_exact_mut(wide.max(1)).skip(down)) {
            let from = self.row(y).get(x0..x1).unwrap_or_default();
            for (to, dot) in out.iter_mut().skip(across).zip(from) {
                *to = *dot;
            }
        }
        Gray { wide, high, dots }
    }

    /// Scaled: each dot is the mean of what it covers, or lies between its neighbours where the picture grows.
    pub fn scaled(&self, wide: usize, high: usize) -> Gray {
        let (columns, rows) = (shares(self.wide, wide), shares(self.high, high));
        let mut narrow = vec![0.0; wide * self.high];
        for (y, out) in (0..self.high).zip(narrow.chunks_exact_mut(wide.max(1))) {
            let row = self.row(y);
            for (dot, share) in out.iter_mut().zip(&columns) {
                let part = row.get(share.from..).unwrap_or_default();
                *dot = part.iter().zip(&share.weights).map(|(dot, weight)| dot * weight).sum();
            }
        }
        let mut dots = vec![0.0; wide * high];
        for (out, share) in dots.chunks_exact_mut(wide.max(1)).zip(&rows) {
            let part = narrow.chunks_exact(wide.max(1)).skip(share.from);
            for (row, weight) in part.zip(&share.weights) {
                for (dot, from) in out.iter_mut().zip(row) {
                    *dot += from * weight;
                }
            }
        }
        Gray { wide, high, dots }
    }

    /// Ink rather than light, 0 to 1, in the upper left corner of so large a picture without any.
    pub fn ink(&self, (wide, high): (usize, usize), dark: bool) -> Vec<f32> {
        let mut ink = vec![0.0; wide * high];
        let rows = self.dots.chunks_exact(self.wide.max(1));
        for (to, from) in ink.chunks_exact_mut(wide.max(1)).zip(rows) {
            for (to, dot) in to.iter_mut().zip(from) {
                *to = if dark { dot / PAPER } else { 1.0 - dot / PAPER };
            }
        }
        ink
    }

    /// How light the dots are of which this share is darker.
    pub fn darkest(&self, shares: [f32; 3]) -> [f32; 3] {
        let mut counts = [0_u32; 256];
        for dot in &self.dots {
            if let Some(count) = counts.get_mut(index(*dot)) {
                *count += 1;
            }
        }
        let all = self.dots.len();
        shares.map(|share| {
            let wanted = index(share * number(all));
            let mut seen = 0;
            let at = counts.iter().position(|count| {
                seen += usize::try_from(*count).unwrap_or(0);
                seen > wanted
            });
            number(at.unwrap_or(255))
        })
    }
}

/// Which dots of a row make one dot of the scaled row, and how much of each.
struct Share {
    from: usize,
    weights: Vec<f32>,
}

fn shares(was: usize, is: usize) -> Vec<Share> {
    let step = number(was) / number(is.max(1));
    let last = was.saturating_sub(1);
    (0..is)
        .map(|at| match step > 1.0 {
            true => {
                let (begin, end) = (number(at) * step, number(at + 1) * step);
                let (from, to) = (index(begin).min(last), index(end).min(last));
                let weights = (from..=to)
                    .map(|dot| (end.min(number(dot + 1)) - begin.max(number(dot))).max(0.0) / step)
                    .collect();
                Share { from, weights }
            }
            false => {
                let middle = ((number(at) + 0.5) * step - 0.5).clamp(0.0, number(last));
                let from = index(middle);
                let rest = middle - number(from);
                Share { from, weights: vec![1.0 - rest, rest] }
            }
        })
        .collect()
}

/// A length or count as a number: pages have far fewer dots a side than a float holds.
#[expect(clippy::cast_precision_loss, reason = "sides of pages, counts of dots of a line")]
pub(crate) fn number(count: usize) -> f32 {
    count as f32
}

/// A number as a place in a row, none below 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within 0 and a million")]
pub(crate) fn index(number: f32) -> usize {
    number.clamp(0.0, 1_000_000.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaled_picture_keeps_its_light() {
        let page = Gray::new(6, 4, &[0, 40, 80, 120, 160, 200].repeat(4)).unwrap();
        assert_eq!(page.scaled(3, 2).row(1), [20.0, 100.0, 180.0]);
        let uneven = page.scaled(4, 3);
        assert!((uneven.dots.iter().sum::<f32>() / 12.0 - 100.0).abs() < 0.01, "{:?}", uneven.dots);
        assert_eq!(page.scaled(12, 4).row(0)[..4], [0.0, 10.0, 30.0, 50.0]);
        assert!(Gray::new(6, 4, &[0; 23]).is_none() && Gray::new(0, 4, &[]).is_none());
    }

    #[test]
    fn what_is_cut_out_has_paper_around_it() {
        let page = Gray::new(4, 3, &[9; 12]).unwrap();
        let part = page.cut([2, 1, 9, 2], (1, 2), PAPER);
        assert_eq!((part.wide, part.high), (4, 5));
        assert_eq!(part.row(2), [PAPER, 9.0, 9.0, PAPER]);
        assert_eq!(part.row(1), [PAPER; 4]);
        let ink = part.ink((6, 5), false);
        assert_eq!((ink.len(), ink[12], ink[16], ink[17]), (30, 0.0, 0.0, 0.0));
        assert!((ink[13] - 246.0 / 255.0).abs() < 1e-6);
    }
}
