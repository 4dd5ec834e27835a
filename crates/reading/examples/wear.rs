//! Makes a scan of a printed PDF: `wear FILE.pdf light|fair|heavy|clean SEED OUT.pdf`.

use std::process::ExitCode;

use degrade::{Wear, degrade, scanned_pdf};
use reading::{Limits, page_image_of};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, wear, seed, to] = arguments.as_slice() else {
        eprintln!("wear FILE.pdf clean|light|fair|heavy SEED OUT.pdf");
        return ExitCode::from(2);
    };
    let wear = match wear.as_str() {
        "light" => Wear::light(),
        "fair" => Wear::fair(),
        "heavy" => Wear::heavy(),
        _ => Wear::default(),
    };
    let Ok(bytes) = std::fs::read(from) else { return ExitCode::FAILURE };
    let mut pages = Vec::new();
    for number in 1.. {
        let Ok(png) = page_image_of(&bytes, number, 300, &Limits::default()) else { break };
        let Ok(page) = image::load_from_memory(&png) else { return ExitCode::FAILURE };
        pages.push(degrade(&page.into_rgb8(), &wear, seed.parse().unwrap_or(0) + u64::from(number)));
    }
    match std::fs::write(to, scanned_pdf(&pages, 75)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
