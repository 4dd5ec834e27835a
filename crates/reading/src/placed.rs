//! Words with their places on a page, as PDF and recognition give them, made into lines.

use crate::Area;
use crate::letterhead::Line;

/// One word; places in the units of its page.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
    pub text: String,
    /// How sure recognition is, 0 to 1; none where the file holds the text itself.
    pub sure: Option<f64>,
}

/// Words of one line that a wide gap holds apart stand in different columns. A dash is low and a rule
/// is high: the word in the middle tells how wide a gap is.
pub(crate) fn parts(words: Vec<Word>) -> Vec<Vec<Word>> {
    let mut heights: Vec<f64> = words.iter().map(|w| w.y1 - w.y0).collect();
    heights.sort_by(f64::total_cmp);
    let height = heights.get(heights.len() / 2).copied().unwrap_or(0.0).max(4.0);
    let mut parts: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match parts.last_mut() {
            Some(part) if part.last().is_none_or(|l| word.x0 - l.x1 < 2.2 * height) => {
                part.push(word);
            }
            _ => parts.push(vec![word]),
        }
    }
    parts
}

pub(crate) fn line(words: &[Word], page: u32, width: f64, height: f64) -> Option<Line> {
    let mut text = String::new();
    let mut end: Option<f64> = None;
    for word in words {
        // Where a font lacks letters poppler breaks words at each of them; no gap, no space.
        let apart = end.is_some_and(|end| word.sure.is_some() || word.x0 - end > 0.07 * (word.y1 - word.y0));
        if apart && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word.text.trim());
        end = Some(word.x1);
    }
    if text.is_empty() {
        return None;
    }
    let least = |f: fn(&Word) -> f64| words.iter().map(f).fold(f64::INFINITY, f64::min);
    let most = |f: fn(&Word) -> f64| words.iter().map(f).fold(f64::NEG_INFINITY, f64::max);
    let (x0, y0, x1, y1) = (least(|w| w.x0), least(|w| w.y0), most(|w| w.x1), most(|w| w.y1));
    let share = |v: f64, of: f64| (v / of).clamp(0.0, 1.0);
    let area = Area {
        page,
        x: round(share(x0, width)),
        y: round(share(y0, height)),
        w: round(share(x1 - x0, width)),
        h: round(share(y1 - y0, height)),
    };
    Some(Line { text, page, area: Some(area), sure: sureness(words), ..Line::default() })
}

/// Half the mean, half the least: one doubtful word makes its line doubtful.
fn sureness(words: &[Word]) -> Option<f64> {
    let told: Vec<(f64, f64)> = words
        .iter()
        .filter(|w| w.text.chars().any(char::is_alphanumeric))
        .filter_map(|w| w.sure.map(|sure| (sure, letters(&w.text))))
        .collect();
    let weight: f64 = told.iter().map(|(_, letters)| letters).sum();
    let mean = told.iter().map(|(sure, letters)| sure * letters).sum::<f64>() / weight;
    let least = told.iter().map(|(sure, _)| *sure).fold(1.0, f64::min);
    (weight > 0.0).then_some((mean + least) / 2.0)
}

pub(crate) fn letters(text: &str) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX))
}

/// Four digits are finer than any screen.
pub(crate) fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
