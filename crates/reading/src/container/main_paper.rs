//! Which of several files is the paper, and which are its annexes.

use vietnamese::fold;

use crate::{Format, Reading};

/// The place of the main paper among files that came together: the one with a letterhead before annexes, a signed PDF
/// before the draft it was made from, else the first that could be read.
#[must_use]
pub fn main_paper(files: &[(&str, &Reading)]) -> Option<usize> {
    let best = files
        .iter()
        .enumerate()
        .max_by_key(|(at, (name, reading))| (rank(name, reading), usize::MAX - at))?;
    (rank(best.1.0, best.1.1) > 0).then_some(best.0)
}

/// 0: surely not the paper.
fn rank(name: &str, reading: &Reading) -> u32 {
    let is_letter =
        matches!(reading.format, Format::Eml | Format::Msg | Format::Edxml | Format::Signed | Format::Zip);
    if reading.problem.is_some() && !reading.waits_for_recognition()
        || reading.format == Format::Signature
        || is_letter
    {
        return 0;
    }
    let facts = &reading.facts;
    let mut rank = 1;
    if !is_annex(name, reading) {
        // A picture in a mail may be anything.
        rank += if reading.format == Format::Image { 5 } else { 10 };
    }
    if facts.code.is_some() {
        rank += 20;
    }
    // A name of a body, a date and a kind are a whole head; a code alone may be one that is cited.
    rank += 4 * u32::from(facts.issuer.is_some()) + 3 * u32::from(facts.date.is_some());
    rank += 2 * u32::from(facts.kind.is_some());
    rank + u32::from(matches!(reading.format, Format::Pdf))
}

/// Annexes say so, in their name or in their first words.
fn is_annex(name: &str, reading: &Reading) -> bool {
    const SAYS: [&str; 12] = [
        "phu luc",
        "phuluc",
        "pl ",
        "pl0",
        "pl1",
        "pl2",
        "bieu",
        "danh sach",
        "mau so",
        "kem theo",
        "de cuong",
        "bang ",
    ];
    let file = name.rsplit(super::WITHIN).next().unwrap_or(name);
    let spaced = fold(file).replace(['_', '-', '.'], " ");
    let spaced = spaced.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let first = reading.text.trim_start().chars().take(40).collect::<String>();
    SAYS.iter().any(|says| spaced.starts_with(says)) || fold(&first).starts_with("phu luc")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &'static str, text: &str) -> (&'static str, Reading) {
        (name, crate::read_bytes(text.as_bytes(), "a.txt", &crate::Limits::default()))
    }

    fn main_of(files: &[(&'static str, Reading)]) -> &'static str {
        let files: Vec<(&str, &Reading)> = files.iter().map(|(name, reading)| (*name, reading)).collect();
        main_paper(&files).map_or("", |at| files[at].0.to_owned().leak())
    }

    #[test]
    fn the_letter_comes_before_its_annexes_whatever_their_order() {
        let letter =
            "ĐẢNG UỶ XÃ TÂN AN\nSố 118-BC/ĐU          Tân An, ngày 23 tháng 11 năm 2026\nBÁO CÁO\ntình hình";
        let annex = "PHỤ LỤC I\n(kèm theo Công văn số 118-BC/ĐU ngày 23/11/2026)\nSố: 12/KH-UBND";
        for names in [["a.pdf", "b.pdf"], ["z.pdf", "b.pdf"]] {
            assert_eq!(main_of(&[file(names[1], annex), file(names[0], letter)]), names[0]);
            assert_eq!(main_of(&[file(names[0], letter), file(names[1], annex)]), names[0]);
        }
        assert_eq!(
            main_of(&[file("Phụ lục 1.docx", "bảng số liệu"), file("thu-moi.docx", "mời họp")]),
            "thu-moi.docx"
        );
        assert_eq!(main_of(&[]), "");
    }
}
