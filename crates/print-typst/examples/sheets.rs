//! Sets one of each sheet into the folder that is named, to look at: `cargo run -p print-typst --example sheets -- FOLDER`.

use std::path::PathBuf;

use print::{Press as _, Sheet};

#[path = "../tests/stories/letter_samples.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the stories use what is not shown here")]
mod letter_samples;
#[path = "../tests/stories/samples.rs"]
#[allow(dead_code, reason = "the stories use what is not shown here")]
mod samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let press = print_typst::TypstPress::default();
    let mut sheets: Vec<(&str, Sheet)> = samples::all();
    let letters = letter_samples::letters();
    sheets.extend(letters.into_iter().map(|(name, letter)| (name, Sheet::Letter(Box::new(letter)))));
    for (name, words, side) in [
        ("party-flash", "Hoả tốc hẹn giờ 15 giờ 00", rules::Side::Party),
        ("state-flash", "Hoả tốc", rules::Side::State),
        ("state-very", "Thượng khẩn", rules::Side::State),
    ] {
        sheets.push((name, Sheet::Letter(Box::new(letter_samples::flash(words, side)))));
    }
    for (name, sheet) in sheets {
        std::fs::write(folder.join(format!("{name}.pdf")), press.set(&sheet)?)?;
    }
    Ok(())
}
