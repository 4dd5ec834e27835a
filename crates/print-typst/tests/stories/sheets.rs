use print::Press as _;
use print::{Block, PressError, Report, Row, Sheet, Table};
use proptest::prelude::*;

use crate::read::{fonts, pages, press, set, text, words};
use crate::samples::{self, COLUMNS};

fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 0.4, "{what}: {found:.2} mm, not {expected:.2} mm");
}

#[test]
fn the_book_has_the_columns_of_the_decree_where_they_belong() {
    let pdf = set(&Sheet::Report(samples::book(40)));
    let words = words(&pdf);
    // The numbers under the headings stand in the middle of their columns.
    let width = 297.0 - 15.0 - 12.0;
    let all: f32 = COLUMNS.iter().map(|(_, share, _)| share).sum();
    let mut left = 15.0;
    for (n, (heading, share, _)) in COLUMNS.iter().enumerate() {
        let wide = width * f64::from(*share) / f64::from(all);
        let number = format!("({})", n + 1);
        let found: Vec<_> = words.iter().filter(|word| word.text == number).collect();
        assert_eq!(found.len(), pages(&pdf), "{heading}: once at the head of each page");
        near(found[0].middle(), left + wide / 2.0, heading);
        left += wide;
    }
    // Nothing leaves the page's margins.
    assert!(
        words.iter().all(|word| word.left > 14.9 && word.right < 297.0 - 11.9 && word.bottom < 210.0 - 5.0)
    );
    let said = text(&pdf);
    for part in ["SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "TỈNH UỶ HẢI SƠN", "01-CV/", "Hoả tốc"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    // A line stands on one page: its number is found as often as the line.
    let row = words.iter().filter(|word| word.text == "23" && word.left < 60.0).count();
    assert_eq!(row, 1);
}

#[test]
fn only_our_own_font_is_used_and_embedded() {
    for (name, sheet) in samples::all() {
        let said = fonts(&set(&sheet));
        let lines: Vec<_> = said.lines().skip(2).collect();
        assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("Tinos")), "{name}: {said}");
    }
}

#[test]
fn a_thousand_lines_and_a_subject_that_never_ends_are_set() {
    let mut book = samples::book(1_000);
    let long = "về việc triển khai thực hiện Nghị quyết ".repeat(120);
    if let Some(Block::Table(table)) = book.blocks.first_mut() {
        table.rows[500].cells[5] = format!("{long}HẾT");
        table.rows[501].cells[3] =
            "01-CV/RẤT-DÀI-KHÔNG-CÓ-CHỖ-NGẮT-DÒNG-NÀO-CẢ-TRONG-KÝ-HIỆU".replace('-', "");
    }
    let pdf = set(&Sheet::Report(book));
    assert!((60..400).contains(&pages(&pdf)), "{} pages", pages(&pdf));
    let words = words(&pdf);
    assert!(words.iter().any(|word| word.text == "HẾT"));
    assert!(words.iter().any(|word| word.text == "1000"));
    assert!(words.iter().all(|word| word.right < 297.0), "nothing beyond the paper's edge");
}

#[test]
fn a_book_longer_than_one_print_is_refused() {
    let rows = (0..=print::MOST_ROWS).map(|_| Row::default()).collect();
    let table = Table { rows, ..Table::default() };
    let sheet = Sheet::Report(Report { blocks: vec![Block::Table(table)], ..Report::default() });
    assert!(matches!(press().set(&sheet), Err(PressError::TooLong { .. })));
}

#[test]
fn letters_in_two_pieces_are_set_as_one() {
    let whole = "Nghị quyết về chuyển đổi số ở Hải Sơn";
    let pieces = vietnamese::nfc(whole).chars().flat_map(decompose).collect::<String>();
    assert_ne!(whole, pieces);
    let said = text(&set(&Sheet::Report(plain(&pieces))));
    assert!(said.contains(whole), "{said}");
}

/// The few letters of the text above, in two pieces.
fn decompose(c: char) -> Vec<char> {
    match c {
        'ị' => vec!['i', '\u{323}'],
        'ế' => vec!['e', '\u{302}', '\u{301}'],
        'ề' => vec!['e', '\u{302}', '\u{300}'],
        'ể' => vec!['e', '\u{302}', '\u{309}'],
        'ổ' => vec!['o', '\u{302}', '\u{309}'],
        'ố' => vec!['o', '\u{302}', '\u{301}'],
        'ở' => vec!['o', '\u{31b}', '\u{309}'],
        'ả' => vec!['a', '\u{309}'],
        'ơ' => vec!['o', '\u{31b}'],
        c => vec![c],
    }
}

fn plain(said: &str) -> Report {
    Report {
        lang: "vi".to_owned(),
        title: "Phiếu".to_owned(),
        blocks: vec![Block::Text { text: said.to_owned() }],
        ..Report::default()
    }
}

#[test]
fn what_cannot_be_seen_does_not_turn_a_number_around() {
    let said = text(&set(&Sheet::Report(plain("Số \u{202e}521\u{202c}\u{0}\u{7}-CV/TU"))));
    assert!(said.contains("Số 521-CV/TU"), "{said}");
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    for (name, sheet) in samples::all() {
        assert_eq!(set(&sheet), set(&sheet), "{name}");
    }
}

#[test]
fn labels_fill_their_places_and_no_more() {
    let pdf = set(&Sheet::Labels(samples::labels()));
    assert_eq!(pages(&pdf), 2);
    let words = words(&pdf);
    // Two across on a sheet of 210 mm with margins of 8 mm: the second begins at 105 mm, its text 5 mm further.
    let firsts: Vec<_> = words.iter().filter(|word| word.page == 1 && word.text == "VĂN").collect();
    assert_eq!(firsts.len(), 10);
    near(firsts[0].left, 13.0, "first label");
    near(firsts[1].left, 110.0, "second label");
    near(firsts[2].top - firsts[0].top, (297.0 - 16.0) / 5.0, "from row to row");
}

#[test]
fn the_stamp_stands_where_it_was_asked_for_and_is_of_the_decrees_size() {
    let pdf = set(&Sheet::Stamp(samples::stamp()));
    let words = words(&pdf);
    let word = words.iter().find(|word| word.text == "ĐẾN").unwrap();
    // The picture has 105 by 148 points: 210 by 296 mm.
    let (left, top) = (0.12 * 210.0, 0.2 * 296.0);
    let inside = |word: &crate::read::Word| {
        word.left >= left && word.right <= left + 50.0 && word.top >= top && word.bottom <= top + 35.0
    };
    assert!(inside(word), "{word:?}");
    assert!(words.iter().all(inside), "{words:?}");
    assert!(text(&pdf).contains("125"));
}

#[test]
fn without_a_picture_the_stamp_stands_alone_on_a_sheet() {
    let alone = print::Stamp { page: None, ..samples::stamp() };
    let words = words(&set(&Sheet::Stamp(alone)));
    let word = words.iter().find(|word| word.text == "ĐẾN").unwrap();
    assert!(word.top > 0.2 * 297.0 && word.bottom < 0.2 * 297.0 + 35.0, "{word:?}");
}

#[test]
fn a_page_that_is_no_picture_is_told() {
    let broken = print::Stamp { page: Some(b"no picture".to_vec()), ..samples::stamp() };
    assert!(matches!(press().set(&Sheet::Stamp(broken)), Err(PressError::Picture)));
}

#[test]
fn a_demonstration_says_so_on_every_page() {
    for (name, mut sheet) in samples::all() {
        sheet.mark(samples::MARK.to_owned());
        let pdf = set(&sheet);
        let words = words(&pdf);
        for page in 1..=pages(&pdf) {
            let on: String = words.iter().filter(|w| w.page == page).map(|w| w.text.as_str()).collect();
            assert!(letters(&on).contains("DỮ") || on.contains('Ữ'), "{name}, page {page}: {on}");
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is typed: the press never stumbles over it.
    #[test]
    fn nothing_typed_breaks_the_press(typed in any::<String>(), other in "\\PC{0,80}") {
        let mut report = samples::book(2);
        report.title = typed.clone();
        report.foot = other.clone();
        if let Some(Block::Table(table)) = report.blocks.first_mut() {
            table.rows[0].cells[5] = typed.clone();
            table.rows[1].cells[2] = other.clone();
        }
        report.blocks.push(Block::Facts { facts: vec![(other.clone(), typed.clone())] });
        prop_assert!(press().set(&Sheet::Report(report)).is_ok());
        let mut labels = samples::labels();
        labels.labels[0].addressee = typed;
        labels.labels[0].sender = other;
        prop_assert!(press().set(&Sheet::Labels(labels)).is_ok());
    }

    /// What would be commands in markup is set as it was typed.
    #[test]
    fn what_looks_like_markup_is_set_as_typed(typed in r##"[a-c0-3#$*_\[\]{}()@<>=+/`"'\\~;:.,^&|!?-]{1,60}"##) {
        let said = text(&set(&Sheet::Report(plain(&format!("BEGIN{typed}END")))));
        let found = letters(&said);
        let expected = letters(&typed);
        prop_assert!(found.contains(&format!("BEGIN{expected}END")), "{typed:?} became {found:?}");
    }
}
