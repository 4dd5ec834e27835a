//! Each layout, written out.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::dice::Dice;
use crate::draft::Draft;
use crate::foot::{self, Signature};
use crate::head::{self, Head, Issuer};
use crate::words::{self, Kind};
use crate::{Block, Column, Run, Specimen, Truth, odd, text};

type Writer = fn(&mut Draft);

pub(crate) const ALL: [(&str, Writer); 26] = [
    ("party letter", |d| party_letter(d, false)),
    ("party, named", |d| party_named(d, false)),
    ("state letter", |d| state_letter(d, 2020)),
    ("state, named", |d| state_named(d, 2020)),
    ("party letter, before", |d| party_letter(d, true)),
    ("party, named, before", |d| party_named(d, true)),
    ("state letter of 2011", |d| state_letter(d, 2011)),
    ("state, named, of 2011", |d| state_named(d, 2011)),
    ("state letter of 2005", |d| state_letter(d, 2005)),
    ("state, named, of 2005", |d| state_named(d, 2005)),
    ("joint circular", joint_state),
    ("joint, party", joint_party),
    ("mass organisation, letter", |d| mass(d, true)),
    ("mass organisation, named", |d| mass(d, false)),
    ("company", company),
    ("foreign", odd::english),
    ("petition", odd::petition),
    ("invitation, party", |d| invitation(d, true)),
    ("invitation, state", |d| invitation(d, false)),
    ("minutes", odd::minutes),
    ("telegram", odd::telegram),
    ("draft, party", |d| draft(d, true)),
    ("draft, state", |d| draft(d, false)),
    ("copy, party", |d| odd::copy(d, true)),
    ("copy, state", |d| odd::copy(d, false)),
    ("law-making", odd::law),
];

pub(crate) fn write(seed: u64) -> Specimen {
    let count = u64::try_from(ALL.len()).unwrap_or(1);
    let at = usize::try_from(seed % count).unwrap_or(0);
    let (layout, writer) = ALL.get(at).copied().unwrap_or(("party letter", |d| party_letter(d, false)));
    let mut draft = Draft { dice: Dice::new(seed), blocks: Vec::new(), truth: Truth::new() };
    writer(&mut draft);
    draft.happens();
    Specimen { seed, layout, blocks: draft.blocks, truth: draft.truth }
}

pub(crate) fn head_of(issuer: &Issuer, party: bool, old: bool) -> Head {
    Head {
        party,
        superior: issuer.superior.clone(),
        issuers: vec![issuer.lines.clone()],
        old,
        ..Head::default()
    }
}

fn years(d: &mut Draft, old: bool) -> Date {
    if old { d.dice.day(2008, 2017) } else { d.dice.day(2025, 2027) }
}

/// Head, with stamps under the number now and then.
pub(crate) fn top(d: &mut Draft, mut head: Head) {
    if d.dice.odds(0.12) {
        let mark = head::mark(&mut d.dice, &mut d.truth);
        head.under.extend(mark);
    }
    head.know(&mut d.truth);
    let blocks = head.blocks(&mut d.dice);
    d.blocks.extend(blocks);
}

fn party_letter(d: &mut Draft, old: bool) {
    let issuer = head::issuer(&mut d.dice, &words::PARTY);
    let day = years(d, old);
    let mut head = head_of(&issuer, true, old);
    head.number = d.number(true, old, &format!("CV/{}", issuer.letters), None);
    head.place_and_date = d.date(issuer.place, day);
    let words = if old {
        d.dice.any(&["V/v ", "Về việc ", "V/v: "])
    } else {
        d.dice.any(&["về việc ", "V/v ", "về việc "])
    };
    head.under = d.about(words, true, old);
    d.know("kind", "Công văn");
    top(d, head);
    d.addressees("Kính gửi", true);
    d.body(day, true, true);
    d.signed(issuer.kind, true, old);
}

fn party_named(d: &mut Draft, old: bool) {
    let issuer = head::issuer(&mut d.dice, &words::PARTY);
    let day = years(d, old);
    let (kind, letters) = d.dice.pick(&words::PARTY_KINDS);
    let mut head = head_of(&issuer, true, old);
    head.number = d.number(true, old, &format!("{letters}/{}", issuer.letters), None);
    head.place_and_date = d.date(issuer.place, day);
    top(d, head);
    let matter = d.matter();
    let begin = d.dice.any(&["về việc ", "về ", "", "về việc "]);
    d.title(kind, &format!("{begin}{matter}"), true);
    if kind == "TỜ TRÌNH" && d.dice.odds(0.8) {
        d.addressees("Kính trình", true);
    }
    bases(d, day, true);
    let law = matches!(kind, "QUY CHẾ" | "QUY ĐỊNH" | "NGHỊ QUYẾT");
    if matches!(kind, "QUYẾT ĐỊNH" | "QUY ĐỊNH") {
        d.middle(vec![Run::new(format!("{} {kind}", issuer.lines.join(" ")), 14.0).bold()]);
        d.put(Block::Text {
            text: "Điều 1. Ban hành kèm theo văn bản này các nội dung cụ thể.".to_owned()
        });
    }
    d.body(day, true, !law);
    d.signed(issuer.kind, true, old);
}

/// Papers that it rests on.
pub(crate) fn bases(d: &mut Draft, day: Date, party: bool) {
    if d.dice.odds(0.6) {
        let (words, code) = text::cite(&mut d.dice, day, party);
        let dash = if party { "- " } else { "" };
        d.put(Block::Text { text: format!("{dash}Căn cứ {words};") });
        d.put(Block::Text { text: format!("{dash}Xét đề nghị của cơ quan tham mưu,") });
        d.know("cites", code);
    }
}

fn state_symbol(d: &mut Draft, issuer: &Issuer) -> String {
    let unit = d.dice.pick(&words::UNITS);
    format!("{}-{unit}", issuer.letters)
}

fn state_day(d: &mut Draft, rule: i16) -> Date {
    match rule {
        2020 => d.dice.day(2021, 2027),
        2011 => d.dice.day(2011, 2019),
        _ => d.dice.day(2005, 2010),
    }
}

fn state_letter(d: &mut Draft, rule: i16) {
    let (issuer, old) = (head::issuer(&mut d.dice, &words::STATE), rule < 2020);
    let day = state_day(d, rule);
    let mut head = head_of(&issuer, false, old);
    let symbol = state_symbol(d, &issuer);
    head.number = d.number(false, old, &symbol, None);
    head.place_and_date = d.date(issuer.place, day);
    let words = if old { d.dice.any(&["V/v ", "V/v: ", "v/v ", "Về việc "]) } else { "V/v " };
    head.under = d.about(words, false, old);
    d.know("kind", "Công văn");
    top(d, head);
    d.addressees("Kính gửi", false);
    d.body(day, false, true);
    d.signed(issuer.kind, false, old);
}

fn state_named(d: &mut Draft, rule: i16) {
    let (issuer, old) = (head::issuer(&mut d.dice, &words::STATE), rule < 2020);
    let day = state_day(d, rule);
    let (kind, letters) = d.dice.pick(&words::STATE_KINDS);
    let mut head = head_of(&issuer, false, old);
    let year = (old && matches!(kind, "QUYẾT ĐỊNH" | "NGHỊ QUYẾT" | "CHỈ THỊ") && d.dice.odds(0.6))
        .then_some(day.year());
    head.number = d.number(false, old, &format!("{letters}-{}", issuer.letters), year);
    head.place_and_date = d.date(issuer.place, day);
    top(d, head);
    let matter = d.matter();
    let begin = d.dice.any(&["Về việc ", "", "Về việc ", "V/v "]);
    let subject = if begin.is_empty() { first_capital(&matter) } else { format!("{begin}{matter}") };
    d.title(kind, &subject, false);
    if begin == "V/v " {
        d.know("subject", matter);
    }
    if matches!(kind, "QUYẾT ĐỊNH" | "NGHỊ QUYẾT") {
        let authority = match issuer.kind {
            Kind::People => format!("CHỦ TỊCH {}", issuer.lines.join(" ")),
            Kind::Ministry => format!("BỘ TRƯỞNG {}", issuer.lines.join(" ")),
            Kind::Council => issuer.lines.join(" "),
            _ => format!("GIÁM ĐỐC {}", issuer.lines.join(" ")),
        };
        d.middle(vec![Run::new(authority, 13.0).bold()]);
        bases(d, day, false);
        d.middle(vec![Run::new(format!("{kind}:"), 13.0).bold()]);
        d.put(Block::Text { text: "Điều 1. Phê duyệt các nội dung kèm theo.".to_owned() });
    } else if matches!(kind, "TỜ TRÌNH" | "PHIẾU CHUYỂN" | "PHIẾU GỬI" | "GIẤY GIỚI THIỆU")
        && d.dice.odds(0.8)
    {
        d.addressees("Kính gửi", false);
    } else {
        bases(d, day, false);
    }
    let law = matches!(kind, "QUY CHẾ" | "QUY ĐỊNH" | "NGHỊ QUYẾT" | "HỢP ĐỒNG");
    d.body(day, false, !law);
    d.signed(issuer.kind, false, old);
}

pub(crate) fn first_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Two or three bodies of the State, each signing.
fn joint_state(d: &mut Draft) {
    let all = [
        ("BỘ TÀI CHÍNH", "BTC"),
        ("BỘ TƯ PHÁP", "BTP"),
        ("BỘ NỘI VỤ", "BNV"),
        ("BỘ CÔNG AN", "BCA"),
        ("BỘ Y TẾ", "BYT"),
        ("BỘ QUỐC PHÒNG", "BQP"),
        ("TOÀ ÁN NHÂN DÂN TỐI CAO", "TANDTC"),
        ("VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", "VKSNDTC"),
        ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "BGDĐT"),
        ("BỘ XÂY DỰNG", "BXD"),
    ];
    let mut bodies: Vec<(&str, &str)> = Vec::new();
    let count = d.dice.number(2, 3);
    while bodies.len() < count {
        let next = d.dice.pick(&all);
        if !bodies.contains(&next) {
            bodies.push(next);
        }
    }
    let day = d.dice.day(2006, 2016);
    let letters: Vec<&str> = bodies.iter().map(|b| b.1).collect();
    let issuers = bodies.iter().map(|b| vec![b.0.to_owned()]).collect();
    let mut head = Head { issuers, old: true, ..Head::default() };
    let (kind, short) = d.dice.any(&[
        ("THÔNG TƯ LIÊN TỊCH", "TTLT"),
        ("THÔNG TƯ LIÊN TỊCH", "TTLT"),
        ("KẾ HOẠCH", "KHLT"),
        ("NGHỊ QUYẾT LIÊN TỊCH", "NQLT"),
    ]);
    let year = short.starts_with("TT").then_some(day.year());
    head.number = d.number(false, false, &format!("{short}-{}", letters.join("-")), year);
    head.place_and_date = d.date("Hà Nội", day);
    top(d, head);
    let matter = d.matter();
    d.title(kind, &format!("Hướng dẫn {matter}"), false);
    bases(d, day, false);
    d.body(day, false, false);
    let mut signatures = Vec::new();
    for (name, _) in &bodies {
        let mut one = match name {
            n if n.starts_with("BỘ") => foot::sign(&mut d.dice, Kind::Ministry, false, false),
            _ => Signature {
                lines: vec!["KT. CHÁNH ÁN".into(), "PHÓ CHÁNH ÁN".into()],
                form: "KT.".into(),
                position: "PHÓ CHÁNH ÁN".into(),
                ..foot::sign(&mut d.dice, Kind::Court, false, false)
            },
        };
        if name.starts_with("VIỆN") {
            one = Signature {
                lines: vec!["KT. VIỆN TRƯỞNG".into(), "PHÓ VIỆN TRƯỞNG".into()],
                position: "PHÓ VIỆN TRƯỞNG".into(),
                ..one
            };
        }
        signatures.push(one);
    }
    together(d, &signatures, false);
}

/// Signatures side by side, the first at the right; then the list.
pub(crate) fn together(d: &mut Draft, signatures: &[Signature], party: bool) {
    let columns = signatures
        .iter()
        .rev()
        .map(|s| Column { runs: foot::runs(&mut d.dice, s, party), centred: true, share: 1.0 })
        .collect();
    d.put(Block::Row { columns });
    foot::know(&mut d.truth, signatures);
    let runs = foot::recipients(&mut d.dice, party, &mut d.truth);
    d.put(Block::Row { columns: vec![Column { runs, centred: false, share: 1.0 }] });
}

fn joint_party(d: &mut Draft) {
    let all = [
        ("BAN TỔ CHỨC", "BTCTU"),
        ("BAN NỘI CHÍNH", "BNCTU"),
        ("BAN TUYÊN GIÁO VÀ DÂN VẬN", "BTGDVTU"),
        ("VĂN PHÒNG", "VPTU"),
    ];
    let first = d.dice.pick(&all);
    let rest: Vec<(&str, &str)> = all.iter().filter(|b| **b != first).copied().collect();
    let bodies = [first, d.dice.any(&rest)];
    let province = d.dice.pick(&words::PROVINCES);
    let day = d.dice.day(2025, 2027);
    let mut head = Head {
        party: true,
        superior: vec![format!("TỈNH UỶ {}", province.to_uppercase())],
        issuers: bodies.iter().map(|b| vec![b.0.to_owned()]).collect(),
        ..Head::default()
    };
    let letters: Vec<&str> = bodies.iter().map(|b| b.1).collect();
    let (kind, short) = d.dice.any(&[("KẾ HOẠCH", "KH"), ("HƯỚNG DẪN", "HD"), ("THÔNG BÁO", "TB")]);
    head.number = d.number(true, false, &format!("{short}/{}", letters.join("-")), None);
    head.place_and_date = d.date(province, day);
    top(d, head);
    let matter = d.matter();
    d.title(kind, &format!("về việc {matter}"), true);
    bases(d, day, true);
    d.body(day, true, true);
    let signatures: Vec<Signature> = bodies
        .iter()
        .map(|(name, _)| {
            let kind = if *name == "VĂN PHÒNG" { Kind::Office } else { Kind::Board };
            let mut one = foot::sign(&mut d.dice, kind, true, false);
            if one.form.is_empty() {
                one.lines.insert(0, (*name).to_owned());
            }
            one
        })
        .collect();
    together(d, &signatures, true);
}

fn mass(d: &mut Draft, letter: bool) {
    let (superior, name, letters, kind, right) = d.dice.pick(&words::MASS);
    let issuer =
        head::issuer(&mut d.dice, &[(superior, name, letters, kind), (superior, name, letters, kind)]);
    let day = d.dice.day(2015, 2027);
    let mut head = head_of(&issuer, false, false);
    let own = !right.is_empty();
    head.right = own.then_some(right);
    // The Youth Union numbers as the Party does.
    head.party = own;
    let (name, short) = d.dice.any(&[
        ("KẾ HOẠCH", "KH"),
        ("BÁO CÁO", "BC"),
        ("THÔNG BÁO", "TB"),
        ("HƯỚNG DẪN", "HD"),
        ("QUYẾT ĐỊNH", "QĐ"),
    ]);
    let symbol = match (letter, own) {
        (true, true) => format!("CV/{letters}"),
        (true, false) => format!("{letters}-{}", d.dice.pick(&words::UNITS)),
        (false, true) => format!("{short}/{letters}"),
        (false, false) => format!("{short}-{letters}"),
    };
    head.number = d.number(own, false, &symbol, None);
    head.place_and_date = d.date(issuer.place, day);
    if letter {
        head.under = d.about("V/v ", false, false);
        d.know("kind", "Công văn");
        top(d, head);
        d.addressees("Kính gửi", false);
    } else {
        top(d, head);
        let matter = d.matter();
        d.title(name, &format!("Về việc {matter}"), false);
        bases(d, day, false);
    }
    d.body(day, false, true);
    d.signed(kind, false, false);
}

fn company(d: &mut Draft) {
    let issuer = head::issuer(&mut d.dice, &words::COMPANIES);
    let day = d.dice.day(2010, 2027);
    let mut head = head_of(&issuer, false, true);
    let symbol = state_symbol(d, &issuer);
    head.number = d.number(false, true, &symbol, None);
    head.place_and_date = d.date(issuer.place, day);
    head.under = d.about("V/v ", false, true);
    d.know("kind", "Công văn");
    top(d, head);
    d.addressees("Kính gửi", false);
    d.body(day, false, true);
    d.signed(Kind::Company, false, true);
}

fn invitation(d: &mut Draft, party: bool) {
    let issuer = head::issuer(&mut d.dice, if party { &words::PARTY[..] } else { &words::STATE[..] });
    let day = d.dice.day(2024, 2027);
    let mut head = head_of(&issuer, party, false);
    let symbol = if party { format!("GM/{}", issuer.letters) } else { format!("GM-{}", issuer.letters) };
    head.number = d.number(party, false, &symbol, None);
    head.place_and_date = d.date(issuer.place, day);
    top(d, head);
    let subject = d.dice.pick(&[
        "dự Hội nghị lần thứ mười hai",
        "họp thẩm định giá đất",
        "dự Lễ trao Huy hiệu Đảng",
        "họp Ban Chỉ đạo",
        "làm việc với Đoàn kiểm tra",
        "dự phiên họp thường kỳ tháng 9",
    ]);
    let subject = if party { subject.to_owned() } else { first_capital(subject) };
    d.title("GIẤY MỜI", &subject, party);
    let label = if d.dice.odds(0.8) { "Kính gửi" } else { "Kính mời" };
    d.addressees(label, party);
    let on = day.checked_add(5.days()).unwrap_or(day);
    let text = format!(
        "Thời gian: 8 giờ 00, ngày {:02}/{:02}/{}, tại phòng họp số 2.",
        on.day(),
        on.month(),
        on.year()
    );
    d.put(Block::Text { text: "Trân trọng kính mời đồng chí tới dự cuộc họp.".to_owned() });
    d.put(Block::Text { text });
    d.signed(issuer.kind, party, false);
}

/// Nothing is numbered yet, nor is the day set.
fn draft(d: &mut Draft, party: bool) {
    let issuer = head::issuer(&mut d.dice, if party { &words::PARTY[..] } else { &words::STATE[..] });
    let day = d.dice.day(2025, 2027);
    let (kind, letters) =
        d.dice.any(&[("TỜ TRÌNH", "TTr"), ("BÁO CÁO", "BC"), ("KẾ HOẠCH", "KH"), ("QUYẾT ĐỊNH", "QĐ")]);
    let mut head = head_of(&issuer, party, false);
    let symbol =
        if party { format!("{letters}/{}", issuer.letters) } else { format!("{letters}-{}", issuer.letters) };
    let gap = d.dice.any(&["      ", "     ", "……", "....", "  "]);
    head.number = vec![if party { format!("Số{gap}-{symbol}") } else { format!("Số:{gap}/{symbol}") }];
    d.know("symbol", symbol);
    d.know("place", issuer.place);
    let blank = d.dice.any(&["ngày      tháng", "ngày … tháng", "ngày ..... tháng", "ngày    tháng"]);
    head.place_and_date = Some(format!("{}, {blank} {} năm {}", issuer.place, day.month(), day.year()));
    let said = d.dice.any(&["Dự thảo", "DỰ THẢO", "Dự thảo lần 1", "DỰ THẢO LẦN 2", ""]);
    let runs = vec![Run::new(said, 13.0).bold().boxed()];
    if d.dice.odds(0.5) && !said.is_empty() {
        head.under = runs;
    } else if !said.is_empty() {
        d.middle(runs);
    }
    top(d, head);
    let matter = d.matter();
    d.title(kind, &format!("{} {matter}", if party { "về việc" } else { "Về việc" }), party);
    if kind == "TỜ TRÌNH" {
        d.addressees(if party { "Kính trình" } else { "Kính gửi" }, party);
    }
    bases(d, day, party);
    d.body(day, party, false);
    d.signed(issuer.kind, party, false);
}
