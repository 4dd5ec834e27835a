//! Layouts that are neither a letter nor a named paper of one body.

use jiff::ToSpan;
use vietnamese::format_long;

use crate::draft::Draft;
use crate::foot::{self, person};
use crate::head::{self, Head};
use crate::layouts::{bases, first_capital, head_of, together, top};
use crate::words;
use crate::{Block, Column, Run};

/// A letter in English.
pub(crate) fn english(d: &mut Draft) {
    let issuer = d.dice.pick(&[
        "EMBASSY OF NORDLAND",
        "HAI SON TRADING COMPANY LIMITED",
        "INTERNATIONAL RIVER COMMISSION",
        "SAMWON ELECTRONICS VIETNAM CO., LTD",
        "THE GREEN DELTA FOUNDATION",
        "PACIFIC DEVELOPMENT BANK",
    ]);
    let day = d.dice.day(2023, 2027);
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month =
        usize::try_from(day.month() - 1).ok().and_then(|m| months.get(m)).copied().unwrap_or_default();
    d.know("issuer", issuer);
    d.know("date", day.to_string());
    let city = d.dice.pick(&["Hanoi", "Ho Chi Minh City", "Hai Phong", "Da Nang"]);
    d.middle(vec![Run::new(issuer, 15.0).bold(), Run::new(format!("12 Sea Street, {city}, Viet Nam"), 10.0)]);
    let said = match d.dice.below(4) {
        0 => {
            d.know("place", city);
            format!("{city}, {} {month} {}", day.day(), day.year())
        }
        1 => format!("Date: {month} {}, {}", day.day(), day.year()),
        2 => format!("{month} {}, {}", day.day(), day.year()),
        _ => format!("Date: {} {month} {}", day.day(), day.year()),
    };
    let mut runs = Vec::new();
    if d.dice.odds(0.7) {
        let code =
            format!("{}/{}-{}", d.dice.number(2, 900), day.year(), d.dice.pick(&["PD", "ADM", "EXT", "HN"]));
        let code = if d.dice.odds(0.5) { code.replace('-', "/") } else { code };
        d.know("code", code.clone());
        runs.push(Run::new(
            format!("{} {code}", d.dice.any(&["Ref:", "Ref. No.:", "Our ref:", "No.:"])),
            12.0,
        ));
    }
    runs.push(Run::new(said, 12.0));
    d.put(Block::Row { columns: vec![Column { runs, centred: false, share: 1.0 }] });
    let to = d.dice.pick(&[
        "The Office of the Provincial Party Committee",
        "Mr. Chairman, People's Committee of Hai Son Province",
        "The Department of Finance",
        "Department of Home Affairs of Hai Son",
    ]);
    d.put(Block::Text { text: format!("To: {to}") });
    d.know("addressee", to);
    let subject = d.dice.pick(&[
        "Invitation to the annual partners' meeting",
        "Extension of the loan agreement",
        "Request for a courtesy call",
        "Proposal on mangrove restoration",
        "Visit of a delegation of experts",
        "Report on the first phase of the water project",
    ]);
    let label = d.dice.any(&["Subject:", "Re:", "RE:", "Subject:"]);
    d.put(Block::Text { text: format!("{label} {subject}") });
    d.know("subject", subject);
    d.put(Block::Text { text: "Dear Sir or Madam,".to_owned() });
    d.put(Block::Text { text: "We refer to our meeting of last month and thank you for the support that your office has given to the project since its beginning.".to_owned() });
    d.put(Block::Text {
        text: "We remain at your disposal for any further information that you may require.".to_owned(),
    });
    let (name, position) = d.dice.pick(&[
        ("John Peterson", "Ambassador"),
        ("Kim Min Soo", "General Director"),
        ("Anna Lindqvist", "Country Director"),
        ("Marie Dubois", "Head of Mission"),
        ("Hiroshi Tanaka", "Chief Representative"),
        ("Paul Grant", "Programme Manager"),
    ]);
    d.know("signer", name);
    d.know("position", position);
    let runs = vec![
        Run::new(d.dice.any(&["Yours sincerely,", "Yours faithfully,", "Sincerely yours,"]), 12.0),
        Run::new(name, 12.0).bold().after(20.0),
        Run::new(position, 12.0),
    ];
    d.put(Block::Row { columns: vec![Column { runs, centred: false, share: 1.0 }] });
}

/// What a citizen writes.
pub(crate) fn petition(d: &mut Draft) {
    let day = d.dice.day(2022, 2027);
    let (province, commune) = (d.dice.pick(&words::PROVINCES), d.dice.pick(&words::COMMUNES));
    let nation = vec![
        Run::new("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13.0).bold(),
        Run::new("Độc lập - Tự do - Hạnh phúc", 13.0).bold().ruled(),
    ];
    d.middle(nation);
    let date = d.date(commune, day);
    let above = d.dice.odds(0.5);
    let runs: Vec<Run> = date.map(|t| Run::new(t, 13.0).italic()).into_iter().collect();
    if above && !runs.is_empty() {
        d.put(Block::Row {
            columns: vec![
                Column { share: 1.0, ..Column::default() },
                Column { runs: runs.clone(), centred: true, share: 1.3 },
            ],
        });
    }
    let kind = d.dice.any(&["ĐƠN KHIẾU NẠI", "ĐƠN TỐ CÁO", "ĐƠN KIẾN NGHỊ", "ĐƠN ĐỀ NGHỊ", "ĐƠN PHẢN ÁNH"]);
    let about = d.dice.pick(&[
        "Về việc thu hồi đất làm đường",
        "Về việc cấp giấy chứng nhận quyền sử dụng đất",
        "V/v ô nhiễm môi trường tại khu dân cư",
        "Về việc bồi thường, hỗ trợ tái định cư",
        "V/v thái độ của cán bộ tiếp dân",
        "Về việc chế độ người có công",
    ]);
    let about = if d.dice.odds(0.6) { format!("({about})") } else { about.to_owned() };
    d.title(kind, &about, false);
    let bare = about.trim_matches(['(', ')']).to_owned();
    d.know("subject", bare.strip_prefix("V/v ").unwrap_or(&bare));
    d.addressees("Kính gửi", false);
    let name = person(&mut d.dice);
    let born = d.dice.number(1945, 1995);
    d.put(Block::Text { text: format!("Tôi tên là: {name}, sinh năm {born}") });
    let house = d.dice.number(1, 90);
    d.put(Block::Text { text: format!("Trú tại: số {house}, xã {commune}, tỉnh {province}.") });
    d.put(Block::Text { text: "Tôi viết đơn này trình bày sự việc như sau: gia đình tôi sử dụng thửa đất ổn định từ năm 1993, không có tranh chấp với ai.".to_owned() });
    d.put(Block::Text {
        text: "Kính mong quý cơ quan xem xét, giải quyết. Tôi xin chân thành cảm ơn.".to_owned(),
    });
    let mut right = if above { Vec::new() } else { runs };
    right.push(
        Run::new(d.dice.any(&["Người viết đơn", "NGƯỜI LÀM ĐƠN", "Người làm đơn", "NGƯỜI KHIẾU NẠI"]), 13.0)
            .bold(),
    );
    if d.dice.odds(0.5) {
        right.push(Run::new("(Ký, ghi rõ họ tên)", 11.0).italic());
    }
    right.push(Run::new(name.clone(), 13.0).after(18.0));
    d.know("signer", name);
    d.put(Block::Row {
        columns: vec![
            Column { share: 1.0, ..Column::default() },
            Column { runs: right, centred: true, share: 1.2 },
        ],
    });
}

/// Minutes: who wrote them at the left, who was in the chair at the right.
pub(crate) fn minutes(d: &mut Draft) {
    let party = d.dice.odds(0.5);
    let issuer = head::issuer(&mut d.dice, if party { &words::PARTY[..] } else { &words::STATE[..] });
    let day = d.dice.day(2018, 2027);
    let mut head = head_of(&issuer, party, false);
    let symbol = if party { format!("BB/{}", issuer.letters) } else { format!("BB-{}", issuer.letters) };
    head.number = d.number(party, false, &symbol, None);
    head.place_and_date = d.date(issuer.place, day);
    top(d, head);
    let matter = d.matter();
    let subject = if party { format!("Hội nghị {matter}") } else { format!("Họp {matter}") };
    d.title("BIÊN BẢN", &subject, party);
    d.put(Block::Text { text: format!("Thời gian: 8 giờ 00, {}.", format_long(day)) });
    let leads = person(&mut d.dice);
    d.put(Block::Text { text: format!("Chủ trì: đồng chí {leads}.") });
    d.put(Block::Text {
        text: "Cuộc họp đã thảo luận và thống nhất các nội dung nêu trên; kết thúc vào 11 giờ cùng ngày."
            .to_owned(),
    });
    let (writer, chair) = d.dice.any(&[
        ("NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ"),
        ("THƯ KÝ", "CHỦ TOẠ"),
        ("NGƯỜI GHI BIÊN BẢN", "CHỦ TOẠ"),
        ("THƯ KÝ", "CHỦ TRÌ"),
    ]);
    let one = |words: &str, name: String| foot::Signature {
        lines: vec![words.to_owned()],
        position: words.to_owned(),
        name,
        ..foot::Signature::default()
    };
    let chair = one(chair, person(&mut d.dice));
    let writer = one(writer, person(&mut d.dice));
    together(d, &[chair, writer], party);
}

/// A telegram: who telegraphs whom.
pub(crate) fn telegram(d: &mut Draft) {
    let issuer = head::issuer(&mut d.dice, &words::STATE);
    let day = d.dice.day(2020, 2027);
    let mut head = head_of(&issuer, false, false);
    head.number = d.number(false, false, &format!("CĐ-{}", issuer.letters), None);
    head.place_and_date = d.date(issuer.place, day);
    if d.dice.odds(0.6) {
        d.know("urgency", "hoả tốc");
        head.under.push(Run::new("HOẢ TỐC", 13.0).bold().red().boxed());
    }
    head.know(&mut d.truth);
    let blocks = head.blocks(&mut d.dice);
    d.blocks.extend(blocks);
    let matter = d.matter();
    d.title("CÔNG ĐIỆN", &format!("Về việc {matter}"), false);
    let to = [d.dice.pick(&words::ADDRESSEES), "Chủ tịch Uỷ ban nhân dân các xã, phường"];
    let runs = std::iter::once(Run::new(format!("{} điện:", issuer.lines.join(" ")), 13.0).bold())
        .chain(to.iter().map(|t| Run::new(format!("- {t};"), 13.0)));
    d.put(Block::Row { columns: vec![Column { runs: runs.collect(), centred: false, share: 1.0 }] });
    d.know("addressee", to.join("; "));
    d.body(day, false, true);
    d.signed(issuer.kind, false, false);
}

/// A copy: the paper, and below it the head of who copied it. The paper's own facts are the truth.
pub(crate) fn copy(d: &mut Draft, party: bool) {
    let issuer = head::issuer(&mut d.dice, if party { &words::PARTY[..] } else { &words::STATE[..] });
    let day = d.dice.day(2020, 2027);
    let mut head = head_of(&issuer, party, false);
    let (kind, letters) =
        d.dice.any(&[("QUYẾT ĐỊNH", "QĐ"), ("THÔNG BÁO", "TB"), ("KẾ HOẠCH", "KH"), ("BÁO CÁO", "BC")]);
    let symbol =
        if party { format!("{letters}/{}", issuer.letters) } else { format!("{letters}-{}", issuer.letters) };
    head.number = d.number(party, false, &symbol, None);
    head.place_and_date = d.date(issuer.place, day);
    top(d, head);
    let matter = d.matter();
    d.title(kind, &format!("về việc {matter}"), party);
    bases(d, day, party);
    d.body(day, party, true);
    let signature = foot::sign(&mut d.dice, issuer.kind, party, false);
    let foot = foot::foot(&mut d.dice, &signature, party, &mut d.truth);
    d.put(foot);
    let own = d.truth.clone();
    let copied = day.checked_add(9.days()).unwrap_or(day);
    let by = head::issuer(&mut d.dice, if party { &words::PARTY[..] } else { &words::STATE[..] });
    let number = d.dice.number(2, 300);
    d.put(Block::Rule);
    let mut second = head_of(&by, party, false);
    second.number = vec![if party {
        format!("Số {number:02}-BS/{}", by.letters)
    } else {
        format!("Số: {number:02}/SY-{}", by.letters)
    }];
    second.place_and_date = Some(format!("{}, {}", by.place, format_long(copied)));
    let words = d.dice.any(&["SAO Y", "SAO LỤC", "TRÍCH SAO", "SAO Y BẢN CHÍNH"]);
    let mut left: Vec<Run> = second.superior.iter().map(|l| Run::new(l.clone(), 13.0)).collect();
    left.extend(by.lines.iter().map(|l| Run::new(l.clone(), 13.0).bold()));
    if party {
        left.push(Run::new("*", 13.0));
    }
    left.extend(second.number.iter().map(|l| Run::new(l.clone(), 13.0)));
    let right = vec![
        Run::new(words, 13.0).bold(),
        Run::new(second.place_and_date.unwrap_or_default(), 13.0).italic(),
    ];
    let column = |runs| Column { runs, centred: true, share: 1.0 };
    d.put(Block::Row { columns: vec![column(left), column(right)] });
    let signature = foot::sign(&mut d.dice, by.kind, party, false);
    let foot = foot::foot(&mut d.dice, &signature, party, &mut d.truth);
    d.put(foot);
    d.truth = own;
}

/// Decrees, laws, circulars.
pub(crate) fn law(d: &mut Draft) {
    let (issuer, kind, symbol, sign) = d.dice.any(&[
        ("CHÍNH PHỦ", "NGHỊ ĐỊNH", "NĐ-CP", 0_usize),
        ("BỘ TÀI CHÍNH", "THÔNG TƯ", "TT-BTC", 1),
        ("BỘ NỘI VỤ", "THÔNG TƯ", "TT-BNV", 1),
        ("QUỐC HỘI", "LUẬT", "QH16", 2),
        ("QUỐC HỘI", "NGHỊ QUYẾT", "QH16", 2),
        ("THỦ TƯỚNG CHÍNH PHỦ", "QUYẾT ĐỊNH", "QĐ-TTg", 3),
        ("ỦY BAN THƯỜNG VỤ QUỐC HỘI", "PHÁP LỆNH", "UBTVQH16", 4),
        ("HỘI ĐỒNG THẨM PHÁN|TOÀ ÁN NHÂN DÂN TỐI CAO", "NGHỊ QUYẾT", "NQ-HĐTP", 5),
    ]);
    let day = d.dice.day(2012, 2027);
    let mut head = Head { issuers: vec![head::named(issuer, "", "")], ..Head::default() };
    head.number = d.number(false, false, symbol, Some(day.year()));
    if kind == "LUẬT" {
        head.number = head.number.iter().map(|l| l.replace("Số:", "Luật số:")).collect();
    }
    if sign != 2 {
        head.place_and_date = d.date("Hà Nội", day);
    }
    head.know(&mut d.truth);
    let blocks = head.blocks(&mut d.dice);
    d.blocks.extend(blocks);
    let matter = first_capital(&d.matter());
    d.title(kind, &if kind == "LUẬT" { matter.to_uppercase() } else { matter }, false);
    bases(d, day, false);
    d.put(Block::Text { text: "Điều 1. Phạm vi điều chỉnh".to_owned() });
    d.body(day, false, false);
    let name = person(&mut d.dice);
    let (lines, form, position): (&[&str], &str, &str) = match sign {
        0 => (&["TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"], "TM. KT.", "PHÓ THỦ TƯỚNG"),
        1 => (&["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"], "KT.", "THỨ TRƯỞNG"),
        2 => (&["CHỦ TỊCH QUỐC HỘI"], "", "CHỦ TỊCH QUỐC HỘI"),
        3 => (&["KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"], "KT.", "PHÓ THỦ TƯỚNG"),
        4 => (&["TM. ỦY BAN THƯỜNG VỤ QUỐC HỘI", "CHỦ TỊCH"], "TM.", "CHỦ TỊCH"),
        _ => (&["TM. HỘI ĐỒNG THẨM PHÁN", "CHÁNH ÁN"], "TM.", "CHÁNH ÁN"),
    };
    let signature = foot::Signature {
        lines: lines.iter().map(|l| (*l).to_owned()).collect(),
        form: form.to_owned(),
        position: position.to_owned(),
        name,
    };
    let foot = foot::foot(&mut d.dice, &signature, false, &mut d.truth);
    d.put(foot);
}
