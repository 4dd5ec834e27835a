//! Sets one of each sheet into the folder that is named, to look at: `cargo run -p print-typst --example sheets -- FOLDER`.

use std::path::PathBuf;

use print::{Press as _, Sheet};

#[path = "../tests/stories/samples.rs"]
#[allow(dead_code, reason = "the stories use what is not shown here")]
mod samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let press = print_typst::TypstPress::default();
    let sheets: Vec<(&str, Sheet)> = samples::all();
    for (name, sheet) in sheets {
        std::fs::write(folder.join(format!("{name}.pdf")), press.set(&sheet)?)?;
    }
    Ok(())
}
