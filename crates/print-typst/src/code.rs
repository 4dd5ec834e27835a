//! Codes of guides as squares: the template draws them as a vector, so that they are sharp on every printer.

use std::collections::BTreeMap;

use print::{Guides, PressError};
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

/// Each different code once: how many squares a side has, and its dark squares in runs of column, row and length.
pub fn drawn(guides: &Guides) -> Result<Value, PressError> {
    let mut drawn = BTreeMap::new();
    for guide in &guides.guides {
        if !drawn.contains_key(&guide.code) {
            drawn.insert(guide.code.clone(), squares(&guide.code)?);
        }
    }
    Ok(json!(drawn))
}

fn squares(code: &str) -> Result<Value, PressError> {
    // A third of it may be dirty, torn or written over.
    let code = QrCode::with_error_correction_level(code, EcLevel::H)
        .map_err(|fault| PressError::Template(format!("a code cannot be drawn: {fault}")))?;
    let side = code.width();
    let mut runs: Vec<[usize; 3]> = Vec::new();
    for (row, colours) in code.to_colors().chunks(side.max(1)).enumerate() {
        for (column, _) in colours.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
            match runs.last_mut() {
                Some([first, of, length]) if *of == row && *first + *length == column => *length += 1,
                _ => runs.push([column, row, 1]),
            }
        }
    }
    Ok(json!({ "side": side, "runs": runs }))
}
