//! Letters in the layout of Party and State, measured on the page and read back.

use jiff::civil::date;
use print::{Letter, Paragraph, Sheet};
use reading::{Limits, read_bytes};
use rules::Side;

use crate::letter_samples as samples;
use crate::read::{Word, fonts, pages, set, sizes, text, words};

fn pdf(letter: Letter) -> Vec<u8> {
    set(&Sheet::Letter(Box::new(letter)))
}

fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 0.5, "{what}: {found:.2} mm, not {expected:.2} mm");
}

/// The words of one line of type: what begins with this word, up to the line's end in its column.
fn find<'w>(words: &'w [Word], text: &str) -> &'w Word {
    words.iter().find(|word| word.text == text).unwrap_or_else(|| panic!("{text} in {words:?}"))
}

#[test]
fn a_party_page_has_the_margins_of_the_rule_and_its_parts_where_they_belong() {
    let words = words(&pdf(samples::party_letter()));
    let body: Vec<_> = words.iter().filter(|w| w.top > 70.0 && w.bottom < 120.0).collect();
    // Justified lines reach both margins: 30 mm at the left, 15 mm at the right of a page of 210 mm.
    near(body.iter().map(|w| w.left).fold(f64::MAX, f64::min), 30.0, "left margin");
    near(body.iter().map(|w| w.right).fold(0.0, f64::max), 195.0, "right margin");
    near(find(&words, "Thực").left, 40.0, "the first line is indented by 10 mm");
    let (motto, office) = (find(&words, "ĐẢNG"), find(&words, "VĂN"));
    assert!(motto.top < 26.0 && motto.left > 110.0, "the Party's name stands top right: {motto:?}");
    assert!(office.left < 80.0 && office.top > motto.top, "{office:?}");
    let (star, number) = (find(&words, "*"), find(&words, "25-CV/VPTU"));
    assert!(office.bottom <= star.bottom && star.top < number.top, "issuer, star, number");
    let about = find(&words, "việc");
    assert!(about.top > number.top && about.right < 110.0, "the subject stands under the number");
    let capacity = words.iter().rfind(|w| w.text == "BAN").unwrap();
    let label = find(&words, "Nơi");
    assert!(label.left < 40.0 && capacity.left > 100.0, "recipients left, signature right");
    near(label.top, capacity.top, "level with each other");
}

#[test]
fn lines_of_the_body_stand_exactly_as_far_apart_as_the_rule_says() {
    let words = words(&pdf(samples::party_notice()));
    // Three lines of one paragraph.
    let lines: Vec<f64> = {
        let mut tops: Vec<f64> = words
            .iter()
            .filter(|w| w.left < 32.0 && w.top > 80.0 && w.bottom < 200.0)
            .map(|w| w.bottom)
            .collect();
        tops.dedup_by(|a, b| (*a - *b).abs() < 0.2);
        tops
    };
    let step = (lines[1] - lines[0]) / 25.4 * 72.0;
    assert!((18.0..=22.0).contains(&step), "{step:.2} points from line to line: {lines:?}");
}

#[test]
fn a_state_page_has_the_countrys_name_on_one_line_and_the_sizes_of_the_decree() {
    let pdf = pdf(samples::state_decision());
    let words = words(&pdf);
    let (first, last) = (find(&words, "CỘNG"), find(&words, "NAM"));
    near(first.top, last.top, "one line");
    assert!(first.left > 90.0 && last.right <= 195.5, "{first:?} {last:?}");
    // Sizes of type as they stand in the file, in points.
    let sizes = sizes(&pdf);
    for (part, text, size) in [
        ("country", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13.0),
        ("motto", "Độc lập - Tự do - Hạnh phúc", 14.0),
        ("superior", "UBND TỈNH HẢI SƠN", 13.0),
        ("number", "112/QĐ-SNV", 13.0),
        ("kind", "QUYẾT ĐỊNH", 14.0),
        ("recipients", "Nơi nhận:", 12.0),
        ("recipient", "- Lưu: VT, CCVC.", 11.0),
    ] {
        let found = sizes.iter().find(|(said, _)| said.contains(text));
        let (_, found) = found.unwrap_or_else(|| panic!("{part}: {text} in {sizes:?}"));
        assert!((found - size).abs() < 0.6, "{part}: {found} points, not {size}");
    }
}

#[test]
fn pages_are_numbered_from_the_second_on_ten_millimetres_from_the_edge() {
    let pdf = pdf(samples::state_decision());
    assert_eq!(pages(&pdf), 2);
    let words = words(&pdf);
    let number = words.iter().find(|w| w.page == 2 && w.text == "2").unwrap();
    assert!((9.5..12.5).contains(&number.top), "{number:?}");
    near(number.middle(), 105.0, "in the middle");
    assert!(words.iter().all(|w| w.page != 1 || w.text != "1" || w.top > 20.0), "none on the first");
}

#[test]
fn the_back_of_a_sheet_has_its_margins_the_other_way_round() {
    let words = words(&pdf(samples::party_report()));
    let reach = |page| {
        let on = words.iter().filter(|w| w.page == page && w.top > 19.0);
        on.fold((f64::MAX, 0.0_f64), |(l, r), w| (l.min(w.left), r.max(w.right)))
    };
    let (front, back) = (reach(1), reach(2));
    near(front.1, 195.0, "front, right");
    near(back.0, 15.0, "back, left");
    near(back.1, 180.0, "back, right");
}

#[test]
fn each_side_ends_its_body_as_its_rule_says() {
    let said = text(&pdf(samples::state_letter()));
    assert!(said.contains("theo quy định./."), "{said}");
    let said = text(&pdf(samples::party_letter()));
    assert!(said.contains("31/01/2026.") && !said.contains("./."), "{said}");
    // What the author typed is not doubled.
    let mut typed = samples::state_letter();
    typed.body = vec![Paragraph::text("Đã xong./.")];
    assert!(text(&pdf(typed)).contains("Đã xong./.\n"));
}

#[test]
fn marks_of_urgency_are_boxed_in_the_size_of_the_decree() {
    for (words_of_it, wide) in [("Khẩn", 20.0), ("Thượng khẩn", 40.0), ("HỎA TỐC", 30.0)] {
        let letter = samples::flash(words_of_it, Side::State);
        assert_eq!(letter.urgency.as_ref().unwrap().size, Some([wide, 8.0]), "{words_of_it}");
        let said = words(&pdf(letter));
        let last = words_of_it.to_uppercase();
        let last = last.split(' ').next_back().unwrap();
        let found = find(&said, last);
        assert!(found.left < 105.0 && found.top > 25.0 && found.bottom < 75.0, "{found:?}");
    }
    // The Party's rule gives no size, the box follows the words.
    let timed = samples::flash("Hoả tốc hẹn giờ 15 giờ 00", Side::Party);
    assert_eq!(timed.urgency.as_ref().unwrap().size, None);
    assert!(text(&pdf(timed)).contains("HẸN GIỜ"));
}

#[test]
fn two_bodies_together_sign_side_by_side_the_leading_one_at_the_right() {
    let words = words(&pdf(samples::joint_plan()));
    let (lead, other) = (find(&words, "Thuỷ"), find(&words, "Hưng"));
    near(lead.top, other.top, "level");
    assert!(lead.left > 120.0 && other.right < 100.0, "{lead:?} {other:?}");
    // Each on its own line, the dash behind the first.
    let (first, second) = (find(&words, "TUYÊN"), find(&words, "CHÍNH"));
    assert!(first.bottom <= second.top + 1.0 && second.right < 110.0, "{first:?} {second:?}");
}

#[test]
fn a_draft_keeps_room_for_its_number() {
    let words = words(&pdf(samples::draft()));
    let (label, rest) = (find(&words, "Số"), find(&words, "-TTr/ĐU"));
    assert!((10.0..16.0).contains(&(rest.left - label.right)), "{label:?} {rest:?}");
}

#[test]
fn an_old_letter_is_laid_out_by_the_rule_of_its_own_day() {
    let sizes = |on| samples::layout(Side::Party, on).part("kind").size;
    assert!((sizes(date(2019, 5, 1)) - 16.0).abs() < 0.01);
    let pack = {
        #[allow(clippy::disallowed_methods, reason = "what ships is what is set here")]
        rules::RulePack::shipped().unwrap()
    };
    let rule = |on| pack.letter_layout(Side::Party, on)["motto"].source.rule.clone();
    assert_eq!(rule(date(2019, 5, 1)), "36-HD/VPTW");
    assert_eq!(rule(date(2026, 11, 1)), "05-HD/VPTW");
    // Older than every rule we know: the oldest.
    assert_eq!(rule(date(2010, 1, 1)), "36-HD/VPTW");
}

#[test]
fn long_lists_and_subjects_that_never_end_are_set() {
    let mut letter = samples::party_notice();
    letter.subject = "về việc triển khai thực hiện Nghị quyết ".repeat(40);
    letter.recipients = (0..120).map(|n| format!("Đảng uỷ xã thứ {n}")).collect();
    letter.to =
        (0..60).map(|n| format!("Đảng uỷ trực thuộc thứ {n}, nơi có tên rất dài để xuống dòng")).collect();
    letter.issuers = (0..5).map(|n| format!("Ban chỉ đạo liên ngành thứ {n}")).collect();
    let pdf = pdf(letter);
    let words = words(&pdf);
    assert!(words.iter().any(|w| w.text == "119." || w.text == "119"));
    assert!(words.iter().all(|w| w.right < 198.0 && w.bottom < 295.0), "nothing leaves the page");
}

#[test]
fn only_our_own_font_is_in_a_letter_and_the_same_letter_gives_the_same_bytes() {
    for (name, letter) in samples::letters() {
        let bytes = pdf(letter.clone());
        assert!(fonts(&bytes).lines().skip(2).all(|line| line.contains("Tinos")), "{name}");
        assert_eq!(bytes, pdf(letter), "{name}");
    }
}

#[test]
fn a_demonstrations_letter_says_so_on_every_page() {
    let mut sheet = Sheet::Letter(Box::new(samples::party_report()));
    sheet.mark(crate::samples::MARK.to_owned());
    let pdf = set(&sheet);
    let words = words(&pdf);
    for page in 1..=pages(&pdf) {
        assert!(words.iter().any(|w| w.page == page && w.text.contains('Ữ')), "page {page}");
    }
}

/// What the letterhead reader makes of our own letters: every fact, as it was set.
#[test]
fn the_reader_reads_every_fact_of_our_own_letters() {
    for (name, letter) in samples::letters() {
        let bytes = pdf(letter.clone());
        let reading = read_bytes(&bytes, name, &Limits::default());
        let facts = &reading.facts;
        let part = |part: &str| letter.layout.part(part).text;
        let joined = letter.issuers.join(&part("joint")).to_uppercase();
        assert_eq!(facts.issuer.as_deref(), Some(joined.as_str()), "{name}: issuer");
        let superior = Some(letter.superior.to_uppercase()).filter(|s| !s.is_empty());
        assert_eq!(facts.superior, superior, "{name}: superior");
        if !letter.code.starts_with('-') {
            assert_eq!(facts.code.as_deref(), Some(letter.code.as_str()), "{name}: code");
            let place = letter.place_and_date.split_once(',').unwrap().0;
            assert_eq!(facts.place.as_deref(), Some(place), "{name}: place");
            let date = vietnamese::find_dates(&letter.place_and_date)[0].1.to_string();
            assert_eq!(facts.date.as_deref(), Some(date.as_str()), "{name}: date");
        }
        let kind = if letter.kind.is_empty() { "Công văn" } else { &letter.kind };
        assert_eq!(facts.kind.as_deref(), Some(kind), "{name}: kind");
        let subject = match (letter.kind.is_empty(), letter.layout.side) {
            (true, Side::Party) => format!("{} {}", part("about"), letter.subject),
            _ => letter.subject.clone(),
        };
        assert_eq!(facts.subject.as_deref(), Some(subject.as_str()), "{name}: subject");
        let to = Some(letter.to.join("; ")).filter(|to| !to.is_empty());
        assert_eq!(facts.addressee, to, "{name}: addressee");
        assert_eq!(facts.recipients, letter.recipients, "{name}: recipients");
        let signer = letter.signers.first().unwrap();
        if letter.signers.len() == 1 {
            assert_eq!(facts.signer.name.as_deref(), Some(signer.name.as_str()), "{name}: signer");
        }
        let urgency = letter.urgency.as_ref().map(|mark| mark.text.to_lowercase());
        assert_eq!(facts.urgency, urgency, "{name}: urgency");
    }
}
