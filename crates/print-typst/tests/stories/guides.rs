//! Separator sheets and cover slips go through a printer and a scanner, and are known again.

use degrade::{Wear, degrade, scanned_pdf};
use image::RgbImage;
use print::Sheet;
use reading::{Limits, Says, page_image_of, read_bytes};

use crate::read::{pages, set, text};
use crate::samples;

/// Letters on a sheet that a scanner's own recognition may leave behind its picture: more would pass for a paper's text.
const FEW: usize = 250;

fn scans(dpi: u32) -> Vec<RgbImage> {
    let pdf = set(&Sheet::Guides(samples::guides()));
    assert_eq!(pages(&pdf), 3, "a page each");
    let page = |n| page_image_of(&pdf, n, dpi, &Limits::default()).unwrap();
    (1..=3).map(|n| image::load_from_memory(&page(n)).unwrap().into_rgb8()).collect()
}

#[test]
fn printed_sheets_are_known_from_every_scanner_and_say_which_they_are() {
    let sheets = scans(300);
    let key = "0199b1c2d3e47f5a8b6c7d8e9f0a1b2c".to_owned();
    for (level, wear) in [
        ("clean", Wear::default()),
        ("light", Wear::light()),
        ("fair", Wear::fair()),
        ("heavy", Wear::heavy()),
    ] {
        let worn: Vec<_> = (1..).zip(&sheets).map(|(n, page)| degrade(page, &wear, n)).collect();
        let reading = read_bytes(&scanned_pdf(&worn, 75), "quet.pdf", &Limits::default());
        let said: Vec<_> = reading.guides.iter().map(|guide| (guide.page, guide.says.clone())).collect();
        assert_eq!(said, [(1, Says::Split), (2, Says::Paper(key.clone())), (3, Says::Split)], "{level}");
    }
}

#[test]
fn a_sheet_tells_people_what_it_is_in_few_words_and_never_what_about() {
    for (page, words) in text(&set(&Sheet::Guides(samples::guides()))).split('\u{c}').zip([
        "TỜ PHÂN CÁCH",
        "PHIẾU KÈM",
        "TỜ PHÂN CÁCH",
    ]) {
        assert!(page.contains(words), "{page}");
        let letters = page.chars().filter(|c| c.is_alphanumeric()).count();
        assert!(letters < FEW, "{letters} letters: {page}");
    }
}
