//! The style sheet: what a style says of characters, with what the styles under it say.

use crate::ole::u16_at;

use super::runs::{Look, look};

#[derive(Default)]
pub(super) struct Styles {
    looks: Vec<Look>,
    /// The font where nobody says one.
    pub usual: Option<u16>,
}

impl Styles {
    pub fn get(&self, style: u16) -> Look {
        self.looks.get(usize::from(style)).copied().unwrap_or_default()
    }

    /// The style of characters that a run names.
    pub fn character(&self, run: Look) -> Look {
        run.style.map(|style| self.get(style)).unwrap_or_default()
    }

    pub fn of(table: &[u8]) -> Styles {
        let head = usize::from(u16_at(table, 0).unwrap_or(0));
        let base = usize::from(u16_at(table, 4).unwrap_or(0));
        // Fonts of plain letters, of East Asian ones, of all others.
        let usual = u16_at(table, 2 + 16).or_else(|| u16_at(table, 2 + 12)).filter(|_| head >= 18);
        let mut own: Vec<(Look, usize)> = Vec::new();
        let mut at = 2 + head;
        while let Some(length) = u16_at(table, at).map(usize::from) {
            at += 2;
            let style = table.get(at..at + length).unwrap_or_default();
            own.push(read(style, base));
            at += length + length % 2;
        }
        let looks = (0..own.len())
            .map(|n| {
                let mut look = Look::default();
                let mut next = n;
                // Styles that are based on each other in a circle end here.
                for _ in 0..12 {
                    let Some((said, under)) = own.get(next) else { break };
                    look = look.over(*said);
                    next = *under;
                }
                look
            })
            .collect();
        Styles { looks, usual }
    }
}

/// What one style says of characters, and the style it is based on.
fn read(style: &[u8], base: usize) -> (Look, usize) {
    const PARAGRAPH: u16 = 1;
    const CHARACTER: u16 = 2;
    const NONE: usize = 0x0FFF;
    let Some(kind) = u16_at(style, 2) else { return (Look::default(), NONE) };
    let under = usize::from(kind >> 4);
    let name = usize::from(u16_at(style, base).unwrap_or(0));
    let mut at = base + 2 + 2 * name + 2;
    let which = match kind & 0xF {
        PARAGRAPH => 1,
        CHARACTER => 0,
        _ => return (Look::default(), under),
    };
    for n in 0..=which {
        let Some(length) = u16_at(style, at).map(usize::from) else { break };
        at += 2;
        if n == which {
            return (look(style.get(at..at + length).unwrap_or_default()), under);
        }
        at += length + length % 2;
    }
    (Look::default(), under)
}
