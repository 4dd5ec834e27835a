//! The body: sentences, papers that are named, days by which something is asked for.

use jiff::ToSpan;
use jiff::civil::Date;
use vietnamese::format_long;

use crate::dice::Dice;
use crate::words;
use crate::{Block, Truth};

/// A paper that is named, in words, and as the truth has it.
pub(crate) fn cite(dice: &mut Dice, day: Date, party: bool) -> (String, String) {
    let (kind, symbol, whose) = dice.pick(&words::CITED);
    let number = dice.number(1, 480);
    let back = i64::try_from(dice.number(20, 700)).unwrap_or(30);
    let on = day.checked_sub(back.days()).unwrap_or(day);
    let stroke = if symbol.contains('/') { '-' } else { '/' };
    let code = format!("{number:02}{stroke}{symbol}");
    let when = match dice.below(3) {
        0 => format_long(on),
        1 => format!("ngày {}/{}/{}", on.day(), on.month(), on.year()),
        _ => format!("ngày {:02}/{:02}/{}", on.day(), on.month(), on.year()),
    };
    let comma = if party { "," } else { "" };
    (format!("{kind} số {code}{comma} {when} {whose}"), format!("{code}@{on}"))
}

fn written(dice: &mut Dice, day: Date, whole: bool) -> String {
    let (d, m, y) = (day.day(), day.month(), day.year());
    match (whole, dice.below(4)) {
        (true, 0) => format_long(day).trim_start_matches("ngày ").to_owned(),
        (true, 1) => format!("{d:02}-{m:02}-{y}"),
        (true, 2) => format!("{d:02}/{m:02}/{y}"),
        (true, _) => format!("{d}/{m}/{y}"),
        (false, 0) => format!("{d:02} tháng {m}"),
        (false, _) => format!("{d}/{m}"),
    }
}

/// Paragraphs of a body; what they ask for by when goes into the truth.
pub(crate) fn body(
    dice: &mut Dice,
    day: Date,
    dated: bool,
    party: bool,
    asks: bool,
    truth: &mut Truth,
) -> Vec<Block> {
    let mut paragraphs = Vec::new();
    let mut cites: Vec<String> = truth.get("cites").map(|c| vec![c.clone()]).unwrap_or_default();
    if dice.odds(0.7) {
        let (words, code) = cite(dice, day, party);
        let (begin, end) = dice.pick(&[
            ("Thực hiện ", ", cơ quan đã chỉ đạo các đơn vị triển khai nghiêm túc."),
            ("Phúc đáp ", ", sau khi nghiên cứu, chúng tôi có ý kiến như sau:"),
            ("Theo ", ", các đơn vị đã phối hợp tổ chức thực hiện."),
            ("Trên cơ sở ", ", cơ quan chủ trì đã rà soát các nội dung liên quan."),
        ]);
        paragraphs.push(format!("{begin}{words}{end}"));
        cites.push(code);
    }
    for _ in 0..dice.number(1, 4) {
        let idle = dice.pick(&words::IDLE);
        let past = i64::try_from(dice.number(1, 60)).unwrap_or(3);
        let past = day.checked_sub(past.days()).unwrap_or(day);
        paragraphs.push(idle.replace("{D}", &written(dice, past, true)));
    }
    let receiver =
        dice.pick(&["Văn phòng Tỉnh uỷ", "Ban Tổ chức Tỉnh uỷ", "Sở Nội vụ", "Văn phòng UBND tỉnh"]);
    if asks && dice.odds(0.65) {
        let ahead = i64::try_from(dice.number(4, 90)).unwrap_or(9);
        let by = day.checked_add(ahead.days()).unwrap_or(day);
        let sentence = if dice.odds(0.6) {
            // Without a year only where the paper's own date tells it.
            let whole = !dated || dice.odds(0.6);
            let said = written(dice, by, whole);
            truth.insert("deadline", by.to_string());
            dice.pick(&words::BY_DAY).replace("{D}", &said)
        } else {
            let (sentence, working, from) = dice.pick(&words::BY_TERM);
            let days = dice.any(&[3_i64, 5, 7, 10, 15, 20, 30]);
            let unit = if working { "working" } else { "calendar" };
            truth.insert("days", format!("{days} {unit} {from}"));
            if from == "Issue" && !working && dated {
                truth.insert("deadline", day.checked_add(days.days()).unwrap_or(day).to_string());
            }
            sentence.replace("{N}", &format!("{days:02}")).replace("ghi bằng số", "bằng chữ")
        };
        paragraphs.push(sentence.replace("{X}", receiver));
    }
    if dice.odds(0.5) {
        paragraphs.push("Trân trọng đề nghị các cơ quan quan tâm, phối hợp thực hiện./.".to_owned());
    }
    if !cites.is_empty() {
        truth.insert("cites", cites.join(" | "));
    }
    paragraphs.into_iter().map(|text| Block::Text { text }).collect()
}
