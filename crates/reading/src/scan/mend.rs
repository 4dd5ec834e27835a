//! Small mends of what recognition gives: dust taken for signs, capitals within words, letters for
//! digits, words run together. Only what cannot be anything else in an office's paper is changed.

use vietnamese::fold;

use super::tesseract::Row;
use crate::letterhead::{kind_names, run_together};
use crate::placed::Word;

/// Names of institutions and headings that stand in nearly every paper. None of them is a person's name.
const PHRASES: [&str; 33] = [
    "cộng hoà xã hội chủ nghĩa việt nam",
    "đảng cộng sản việt nam",
    "độc lập - tự do - hạnh phúc",
    "uỷ ban nhân dân",
    "hội đồng nhân dân",
    "ban thường vụ",
    "ban chấp hành",
    "tỉnh uỷ",
    "thành uỷ",
    "đảng uỷ",
    "đảng bộ",
    "đảng viên",
    "đồng chí",
    "phó bí thư",
    "phó chủ tịch",
    "phó giám đốc",
    "giám đốc",
    "chủ tịch",
    "quyết định số",
    "nghị quyết số",
    "nghị định số",
    "kính gửi",
    "nơi nhận",
    "xây dựng đảng",
    "cổng thông tin điện tử",
    "ban tổ chức",
    "tuyên giáo và dân vận",
    "uỷ ban kiểm tra",
    "giáo dục và đào tạo",
    "trung học phổ thông",
    "toà án nhân dân",
    "viện kiểm sát nhân dân",
    "mặt trận tổ quốc việt nam",
];

/// Words of two syllables that office papers are full of, whose marks are small: ề, ế and ể differ by a few dots. One of the
/// two must stand there exactly; then the other, without marks the same and in doubt, is read as it must be.
#[rustfmt::skip]
const PAIRS: [&str; 84] = [
    "ban hành", "bao gồm", "biện pháp", "bổ sung", "bộ trưởng", "cải cách", "chất lượng", "chế độ", "chỉ đạo", "chỉ thị",
    "chiến lược", "chính phủ", "chính quyền", "chính sách", "chính trị", "chuyên đề", "chuyên môn", "chuyển đổi",
    "công nghệ", "công nghiệp", "công tác", "cộng đồng", "đầu tư", "đề nghị", "đề xuất", "địa phương", "điện tử",
    "điều chỉnh", "điều hành", "đoàn thể", "đời sống", "đơn vị", "động viên", "đồng bộ", "giải pháp", "giải quyết",
    "hạn chế", "hệ thống", "hiệu lực", "hiệu quả", "hội nghị", "hướng dẫn", "kế hoạch", "kết luận", "kết quả", "khẩn trương",
    "khiếu nại", "kiến nghị", "kiểm soát", "kiểm tra", "kinh tế", "lãnh đạo", "lĩnh vực", "nghị định", "nghị quyết",
    "nghiên cứu", "nhiệm kỳ", "nhiệm vụ", "phối hợp", "phát triển", "phê duyệt", "phòng chống", "quản lý", "quán triệt",
    "quy định", "quy hoạch", "quyết định", "số lượng", "sửa đổi", "thẩm quyền", "thẩm định", "thông báo", "thực hiện",
    "tiếp nhận", "tiếp tục", "tổng hợp", "tổng kết", "triển khai", "trực thuộc", "tuyên truyền", "uỷ viên", "văn phòng",
    "vướng mắc", "về việc",
];

/// Surer than this a word is left as it was read.
const SURE: f64 = 0.96;

/// Mends the words of a page.
pub(crate) fn mend(rows: Vec<Row>) -> Vec<Row> {
    let mut mended = Vec::with_capacity(rows.len());
    for row in rows {
        let clear =
            row.iter().any(|w| !is_dust(w) && w.text.chars().filter(|c| c.is_alphanumeric()).count() > 1);
        let mut row: Row = row.into_iter().filter(|w| !is_dust(w)).collect();
        // A bullet or a star alone on its line is kept; specks are not.
        if !clear && row.iter().all(|w| w.sure.unwrap_or(1.0) < 0.5) {
            continue;
        }
        // The star under a Party body's name is read as many things.
        if let [only] = row.as_mut_slice()
            && only.text.chars().count() <= 2
            && !only.text.chars().any(|c| c.is_uppercase() || c.is_ascii_digit())
        {
            "*".clone_into(&mut only.text);
        }
        for word in &mut row {
            word.text = capitals(&word.text);
            word.text = apart(&word.text).unwrap_or_else(|| std::mem::take(&mut word.text));
        }
        dates(&mut row);
        number(&mut row);
        kept(&mut row);
        phrases(&mut row);
        pairs(&mut row);
        committee(&mut row);
        if !row.is_empty() {
            mended.push(row);
        }
    }
    mended
}

/// Specks: signs that mean nothing by themselves, and scraps that recognition does not believe in.
fn is_dust(word: &Word) -> bool {
    let sure = word.sure.unwrap_or(1.0);
    let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count();
    match letters {
        0 => !matches!(word.text.as_str(), "-" | "–" | "+" | "*" | "/" | "&") || sure < 0.3,
        1 | 2 => sure < 0.35 && !word.text.chars().any(|c| c.is_ascii_digit()),
        _ => sure < 0.12,
    }
}

/// "viỆc", "TỈnh": capitals within a word of small letters are misread accents.
fn capitals(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let small = letters.iter().filter(|c| c.is_lowercase()).count();
    let large = letters.iter().skip(1).filter(|c| c.is_uppercase()).count();
    let plain = letters.iter().all(|c| c.is_alphabetic() || matches!(c, '.' | ',' | ';' | ':'));
    // "UBND" has no small letter, "QĐ-UBND" is no plain word, "KCN" and "CTr" are abbreviations.
    if !plain || small == 0 || large == 0 || letters.iter().skip(1).any(|c| c.is_ascii_uppercase()) {
        return text.to_owned();
    }
    let first = letters.iter().take(1).copied();
    first.chain(letters.iter().skip(1).flat_map(|c| c.to_lowercase())).collect()
}

/// "QUYẾTĐỊNH": the name of a kind of paper whose words run together.
fn apart(text: &str) -> Option<String> {
    if text.chars().any(char::is_lowercase) {
        return None;
    }
    let folded = fold(text);
    kind_names().find(|name| name.contains(' ') && run_together(name) == folded).map(str::to_uppercase)
}

/// Letters that recognition takes for digits, where only digits can stand.
fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        'O' | 'o' | 'D' | 'Q' => '0',
        'l' | 'I' | 'i' | '|' => '1',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'B' => '8',
        _ => return None,
    })
}

fn digits(text: &str) -> Option<String> {
    let any = text.chars().any(|c| c.is_ascii_digit());
    any.then(|| text.chars().map(digit).collect()).flatten()
}

/// "ngày D2 tháng l0 năm 2O26".
fn dates(row: &mut [Word]) {
    for at in 1..row.len() {
        let after =
            row.get(at - 1).is_some_and(|w| matches!(fold(&w.text).as_str(), "ngay" | "thang" | "nam"));
        let Some(word) = row.get_mut(at).filter(|_| after) else { continue };
        let tail: String = word.text.chars().rev().take_while(|c| matches!(c, '.' | ',' | ';')).collect();
        let bare = word.text.trim_end_matches(['.', ',', ';']);
        if bare.chars().count() <= 4
            && let Some(right) = digits(bare)
            && right != bare
        {
            word.text = right + &tail;
            word.sure = word.sure.map(|sure| sure.min(0.7));
        }
    }
}

/// "Lưu: VI, TH": the clerks' own desk, VT, keeps it.
fn kept(row: &mut [Word]) {
    for at in 1..row.len() {
        let label = row.get(at - 1).is_some_and(|w| fold(&w.text).trim_start_matches('-') == "luu:");
        let Some(word) = row.get_mut(at).filter(|_| label) else { continue };
        let bare = word.text.trim_end_matches([',', '.', ';']).to_owned();
        if matches!(bare.as_str(), "VI" | "VTI" | "V1" | "VT1" | "VTL" | "VL") {
            let comma = if word.text.len() == bare.len() { "," } else { "" };
            word.text = word.text.replacen(&bare, &format!("VT{comma}"), 1);
        }
    }
}

/// "Số: l12/QD-SNV": digits before the stroke, Đ where a symbol has no D.
fn number(row: &mut [Word]) {
    let labelled = row.iter().take(2).any(|w| matches!(fold(&w.text).trim_end_matches(':'), "so" | "s6"));
    for word in row {
        let Some(at) = word.text.find(['/', '-']) else { continue };
        let (head, rest) = word.text.split_at(at);
        if head.is_empty() || !head.chars().all(|c| digit(c).is_some()) {
            continue;
        }
        let head = if labelled { digits(head) } else { None }.unwrap_or_else(|| head.to_owned());
        let rest: String = rest.split_inclusive(['/', '-']).map(symbol).collect();
        let right = head + &rest;
        if right != word.text && rest.chars().any(char::is_uppercase) {
            word.text = right;
        }
    }
}

/// One part of a symbol, its stroke at the end.
fn symbol(part: &str) -> String {
    // One letter read twice, once as its Icelandic twin.
    let part = part.replace("ĐÐ", "Đ").replace("ÐĐ", "Đ").replace(['Ð', 'Ɖ'], "Đ");
    let letters = part.trim_end_matches(['/', '-']);
    let right = match letters {
        "QD" => "QĐ",
        "ND" => "NĐ",
        "HDND" => "HĐND",
        _ => return part,
    };
    part.replace(letters, right)
}

/// Accents of well-known names, where at least one word of them was in doubt.
fn phrases(row: &mut [Word]) {
    for phrase in PHRASES {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        let mut at = 0;
        while let Some(seen) = row.get_mut(at..at + wanted.len()) {
            let cores: Vec<String> = seen.iter().map(|w| core(&w.text).to_owned()).collect();
            let same = cores.iter().zip(&wanted).all(|(core, want)| fold(core) == fold(want));
            let doubt = seen.iter().any(|w| w.sure.unwrap_or(1.0) < SURE);
            if same && doubt {
                for ((word, core), want) in seen.iter_mut().zip(&cores).zip(&wanted) {
                    // Both styles of tone are right: only other letters are mended.
                    if !core.is_empty()
                        && vietnamese::unify_tone(&core.to_lowercase()) != vietnamese::unify_tone(want)
                    {
                        word.text = word.text.replace(core.as_str(), &cased(want, core));
                    }
                }
            }
            at += 1;
        }
    }
}

/// "đế nghị", "tuyên truyến".
fn pairs(row: &mut [Word]) {
    let same = |seen: &str, want: &str| vietnamese::unify_tone(seen) == vietnamese::unify_tone(want);
    for at in 1..row.len() {
        let Some([one, two]) = row.get(at - 1..=at) else { continue };
        // "Trần Văn Phong": a second word with a capital is a name.
        let mut letters = core(&two.text).chars();
        if letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase) {
            continue;
        }
        let (one, two) = (core(&one.text).to_lowercase(), core(&two.text).to_lowercase());
        let meant = PAIRS.iter().find_map(|pair| {
            let (first, second) = pair.split_once(' ')?;
            match (same(&one, first), same(&two, second)) {
                (true, false) if fold(&two) == fold(second) => Some((at, second)),
                (false, true) if fold(&one) == fold(first) => Some((at - 1, first)),
                _ => None,
            }
        });
        let Some((at, want)) = meant else { continue };
        if let Some(word) = row.get_mut(at).filter(|w| w.sure.unwrap_or(1.0) < SURE) {
            let seen = core(&word.text).to_owned();
            word.text = word.text.replace(&seen, &cased(want, &seen));
        }
    }
}

/// "Tỉnh Ủy": a committee's name has one capital where it is no heading.
fn committee(row: &mut [Word]) {
    for at in 1..row.len() {
        let named = row
            .get(at - 1)
            .is_some_and(|w| matches!(w.text.as_str(), "Tỉnh" | "Thành" | "Đảng" | "Huyện" | "Thị" | "Quận"));
        let Some(word) = row.get_mut(at).filter(|_| named) else { continue };
        if matches!(core(&word.text), "Ủy" | "Uỷ") {
            word.text = word.text.replacen("Ủy", "ủy", 1).replacen("Uỷ", "uỷ", 1);
        }
    }
}

fn core(text: &str) -> &str {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { text } else { bare }
}

fn cased(word: &str, like: &str) -> String {
    let mut letters = like.chars();
    match (letters.next().is_some_and(char::is_uppercase), letters.any(char::is_lowercase)) {
        (true, false) => word.to_uppercase(),
        (true, true) => {
            let mut of = word.chars();
            of.next().into_iter().flat_map(char::to_uppercase).chain(of).collect()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str, sure: f64) -> String {
        let row = text
            .split(' ')
            .map(|text| Word { x0: 0.0, y0: 0.0, x1: 1.0, y1: 1.0, text: text.to_owned(), sure: Some(sure) })
            .collect();
        let rows = mend(vec![row]);
        rows.iter().flatten().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_scanners_do_to_letters_is_mended() {
        for (read, right) in [
            ("làm viỆc tại TỈnh uỷ", "làm việc tại Tỉnh uỷ"),
            ("Hải Sơn, ngày D2 tháng l0 năm 2O26", "Hải Sơn, ngày 02 tháng 10 năm 2026"),
            ("Số: l12/QD-SNV", "Số: 112/QĐ-SNV"),
            ("số 15/QĐÐ-UBND ngày", "số 15/QĐ-UBND ngày"),
            ("ĐẲNG CỘNG SẲN VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM"),
            ("Kính gửi: Đằng ủy xã", "Kính gửi: Đảng ủy xã"),
            ("QUYẾTĐỊNH", "QUYẾT ĐỊNH"),
            ("- Lưu: VI NC.", "- Lưu: VT, NC."),
            ("- Cống thông tin điện tử tỉnh;", "- Cổng thông tin điện tử tỉnh;"),
            ("PHÓ GIÁM ĐÔC", "PHÓ GIÁM ĐỐC"),
            ("Đế nghị, tuyên truyến;", "Đề nghị, tuyên truyền;"),
            ("VỀ VIỆC vế việc", "VỀ VIỆC về việc"),
            ("của Tỉnh Ủy, Đảng Uỷ", "của Tỉnh ủy, Đảng uỷ"),
        ] {
            assert_eq!(mended(read, 0.8), right);
        }
    }

    #[test]
    fn what_may_be_meant_stays() {
        for text in [
            "Trần Văn Phong",
            "số 25-CV/VPTU",
            "08-CTr/TU",
            "Khu KCN",
            "MobiFone",
            "- Như trên,",
            "để nghỉ",
            "TỈNH ỦY",
        ] {
            assert_eq!(mended(text, 0.8), text);
        }
        assert_eq!(mended("Đằng uỷ", 0.97), "Đằng uỷ");
    }
}
