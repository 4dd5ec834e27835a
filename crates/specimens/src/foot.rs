//! The foot: in which form, as what and who; and who gets it.

use crate::dice::Dice;
use crate::words::{self, Kind};
use crate::{Block, Column, Run, Truth};

/// A signature.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signature {
    /// Lines in capitals, from the top.
    pub lines: Vec<String>,
    pub form: String,
    pub position: String,
    pub name: String,
}

pub(crate) fn person(dice: &mut Dice) -> String {
    let (a, b, c) = (dice.pick(&words::SURNAMES), dice.pick(&words::MIDDLES), dice.pick(&words::GIVEN));
    match dice.below(20) {
        0 => format!("{a} {c}"),
        1 => "Y Bhăm Niê".to_owned(),
        _ => format!("{a} {b} {c}"),
    }
}

/// How such a body's papers are signed. `old` forms of the State run together.
pub(crate) fn sign(dice: &mut Dice, kind: Kind, party: bool, old: bool) -> Signature {
    let (form_lines, form, position): (Vec<&str>, &str, &str) = match kind {
        Kind::Committee => dice.any(&CASES.committee).into_parts(),
        Kind::Board if party => dice.any(&CASES.board).into_parts(),
        Kind::Office if party => dice.any(&CASES.office).into_parts(),
        Kind::Inspection => dice.any(&CASES.inspection).into_parts(),
        Kind::Cell => dice.any(&CASES.cell).into_parts(),
        Kind::People => dice.any(&CASES.people).into_parts(),
        Kind::Ministry => dice.any(&CASES.ministry).into_parts(),
        Kind::Council => dice.any(&CASES.council).into_parts(),
        Kind::Court => dice.any(&CASES.court).into_parts(),
        Kind::Force => dice.any(&CASES.force).into_parts(),
        Kind::School => dice.any(&CASES.school).into_parts(),
        Kind::Front => dice.any(&CASES.front).into_parts(),
        Kind::Union => dice.any(&CASES.union).into_parts(),
        Kind::Company => dice.any(&CASES.company).into_parts(),
        Kind::Board => dice.any(&CASES.state_board).into_parts(),
        Kind::Office => dice.any(&CASES.state_office).into_parts(),
        Kind::Department => dice.any(&CASES.department).into_parts(),
    };
    let mut lines: Vec<String> = form_lines.into_iter().map(str::to_owned).collect();
    if old && dice.odds(0.4) {
        lines = lines.iter().map(|l| l.replace("KT. ", "KT.").replace("TM. ", "TM.")).collect();
    }
    let mut name = person(dice);
    if kind == Kind::Force {
        name = format!("{} {name}", dice.pick(&["Đại tá", "Thượng tá", "Thiếu tướng", "Trung tá"]));
    } else if kind == Kind::School && dice.odds(0.4) {
        name = format!("{} {name}", dice.pick(&["TS.", "PGS.TS.", "ThS.", "GS.TS."]));
    }
    Signature { lines, form: form.to_owned(), position: position.to_owned(), name }
}

/// Lines with a stroke between them; the form; the position.
#[derive(Clone, Copy, Default)]
struct Case(&'static str, &'static str, &'static str);

impl Case {
    fn into_parts(self) -> (Vec<&'static str>, &'static str, &'static str) {
        (self.0.split('|').collect(), self.1, self.2)
    }
}

struct Cases {
    committee: [Case; 6],
    board: [Case; 4],
    office: [Case; 4],
    inspection: [Case; 3],
    cell: [Case; 2],
    people: [Case; 6],
    ministry: [Case; 4],
    council: [Case; 3],
    court: [Case; 2],
    force: [Case; 3],
    school: [Case; 3],
    front: [Case; 2],
    union: [Case; 4],
    company: [Case; 4],
    state_board: [Case; 3],
    state_office: [Case; 3],
    department: [Case; 5],
}

const CASES: Cases = Cases {
    committee: [
        Case("T/M BAN THƯỜNG VỤ|BÍ THƯ", "T/M", "BÍ THƯ"),
        Case("T/M BAN THƯỜNG VỤ|PHÓ BÍ THƯ", "T/M", "PHÓ BÍ THƯ"),
        Case("T/M BAN THƯỜNG VỤ|PHÓ BÍ THƯ THƯỜNG TRỰC", "T/M", "PHÓ BÍ THƯ THƯỜNG TRỰC"),
        Case("T/M BAN CHẤP HÀNH|BÍ THƯ", "T/M", "BÍ THƯ"),
        Case("T/L BAN THƯỜNG VỤ|CHÁNH VĂN PHÒNG", "T/L", "CHÁNH VĂN PHÒNG"),
        Case("T/L BAN THƯỜNG VỤ|K/T CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG", "T/L K/T", "PHÓ CHÁNH VĂN PHÒNG"),
    ],
    board: [
        Case("TRƯỞNG BAN", "", "TRƯỞNG BAN"),
        Case("K/T TRƯỞNG BAN|PHÓ TRƯỞNG BAN", "K/T", "PHÓ TRƯỞNG BAN"),
        Case("K/T TRƯỞNG BAN|PHÓ TRƯỞNG BAN THƯỜNG TRỰC", "K/T", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC"),
        Case("T/L TRƯỞNG BAN|CHÁNH VĂN PHÒNG", "T/L", "CHÁNH VĂN PHÒNG"),
    ],
    office: [
        Case("CHÁNH VĂN PHÒNG", "", "CHÁNH VĂN PHÒNG"),
        Case("K/T CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG", "K/T", "PHÓ CHÁNH VĂN PHÒNG"),
        Case("T/L CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG TỔNG HỢP", "T/L", "TRƯỞNG PHÒNG TỔNG HỢP"),
        Case("Q. CHÁNH VĂN PHÒNG", "Q.", "CHÁNH VĂN PHÒNG"),
    ],
    inspection: [
        Case("CHỦ NHIỆM", "", "CHỦ NHIỆM"),
        Case("K/T CHỦ NHIỆM|PHÓ CHỦ NHIỆM", "K/T", "PHÓ CHỦ NHIỆM"),
        Case("T/M UỶ BAN KIỂM TRA|CHỦ NHIỆM", "T/M", "CHỦ NHIỆM"),
    ],
    cell: [Case("T/M CHI BỘ|BÍ THƯ", "T/M", "BÍ THƯ"), Case("T/M CHI UỶ|PHÓ BÍ THƯ", "T/M", "PHÓ BÍ THƯ")],
    people: [
        Case("TM. UỶ BAN NHÂN DÂN|CHỦ TỊCH", "TM.", "CHỦ TỊCH"),
        Case("TM. UỶ BAN NHÂN DÂN|KT. CHỦ TỊCH|PHÓ CHỦ TỊCH", "TM. KT.", "PHÓ CHỦ TỊCH"),
        Case("KT. CHỦ TỊCH|PHÓ CHỦ TỊCH", "KT.", "PHÓ CHỦ TỊCH"),
        Case("CHỦ TỊCH", "", "CHỦ TỊCH"),
        Case("TL. CHỦ TỊCH|CHÁNH VĂN PHÒNG", "TL.", "CHÁNH VĂN PHÒNG"),
        Case("TUQ. CHỦ TỊCH|GIÁM ĐỐC SỞ NỘI VỤ", "TUQ.", "GIÁM ĐỐC SỞ NỘI VỤ"),
    ],
    ministry: [
        Case("BỘ TRƯỞNG", "", "BỘ TRƯỞNG"),
        Case("KT. BỘ TRƯỞNG|THỨ TRƯỞNG", "KT.", "THỨ TRƯỞNG"),
        Case("TL. BỘ TRƯỞNG|VỤ TRƯỞNG VỤ PHÁP CHẾ", "TL.", "VỤ TRƯỞNG VỤ PHÁP CHẾ"),
        Case("TL. BỘ TRƯỞNG|KT. CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG", "TL. KT.", "PHÓ CHÁNH VĂN PHÒNG"),
    ],
    council: [
        Case("CHỦ TỊCH", "", "CHỦ TỊCH"),
        Case("TM. HỘI ĐỒNG NHÂN DÂN|CHỦ TỊCH", "TM.", "CHỦ TỊCH"),
        Case("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN|PHÓ CHỦ TỊCH", "TM.", "PHÓ CHỦ TỊCH"),
    ],
    court: [Case("CHÁNH ÁN", "", "CHÁNH ÁN"), Case("KT. CHÁNH ÁN|PHÓ CHÁNH ÁN", "KT.", "PHÓ CHÁNH ÁN")],
    force: [
        Case("GIÁM ĐỐC", "", "GIÁM ĐỐC"),
        Case("KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC", "KT.", "PHÓ GIÁM ĐỐC"),
        Case("CHỈ HUY TRƯỞNG", "", "CHỈ HUY TRƯỞNG"),
    ],
    school: [
        Case("HIỆU TRƯỞNG", "", "HIỆU TRƯỞNG"),
        Case("KT. HIỆU TRƯỞNG|PHÓ HIỆU TRƯỞNG", "KT.", "PHÓ HIỆU TRƯỞNG"),
        Case("Q. HIỆU TRƯỞNG", "Q.", "HIỆU TRƯỞNG"),
    ],
    front: [
        Case("TM. BAN THƯỜNG TRỰC|PHÓ CHỦ TỊCH", "TM.", "PHÓ CHỦ TỊCH"),
        Case("TM. BAN THƯỜNG TRỰC|CHỦ TỊCH", "TM.", "CHỦ TỊCH"),
    ],
    union: [
        Case("TM. BAN THƯỜNG VỤ|CHỦ TỊCH", "TM.", "CHỦ TỊCH"),
        Case("TM. BAN THƯỜNG VỤ|PHÓ CHỦ TỊCH THƯỜNG TRỰC", "TM.", "PHÓ CHỦ TỊCH THƯỜNG TRỰC"),
        Case("TM. BAN THƯỜNG VỤ|PHÓ BÍ THƯ", "TM.", "PHÓ BÍ THƯ"),
        Case("TM. BAN CHẤP HÀNH|CHỦ TỊCH", "TM.", "CHỦ TỊCH"),
    ],
    company: [
        Case("TỔNG GIÁM ĐỐC", "", "TỔNG GIÁM ĐỐC"),
        Case("GIÁM ĐỐC", "", "GIÁM ĐỐC"),
        Case("KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC", "KT.", "PHÓ GIÁM ĐỐC"),
        Case("CHỦ TỊCH HỘI ĐỒNG QUẢN TRỊ", "", "CHỦ TỊCH HỘI ĐỒNG QUẢN TRỊ"),
    ],
    state_board: [
        Case("TRƯỞNG BAN", "", "TRƯỞNG BAN"),
        Case("KT. TRƯỞNG BAN|PHÓ TRƯỞNG BAN", "KT.", "PHÓ TRƯỞNG BAN"),
        Case("TM. BAN|PHÓ TRƯỞNG BAN", "TM.", "PHÓ TRƯỞNG BAN"),
    ],
    state_office: [
        Case("CHÁNH VĂN PHÒNG", "", "CHÁNH VĂN PHÒNG"),
        Case("KT. CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG", "KT.", "PHÓ CHÁNH VĂN PHÒNG"),
        Case(
            "TL. CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG HÀNH CHÍNH - QUẢN TRỊ",
            "TL.",
            "TRƯỞNG PHÒNG HÀNH CHÍNH - QUẢN TRỊ",
        ),
    ],
    department: [
        Case("GIÁM ĐỐC", "", "GIÁM ĐỐC"),
        Case("KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC", "KT.", "PHÓ GIÁM ĐỐC"),
        Case("TL. GIÁM ĐỐC|TRƯỞNG PHÒNG KẾ HOẠCH - TÀI CHÍNH", "TL.", "TRƯỞNG PHÒNG KẾ HOẠCH - TÀI CHÍNH"),
        Case("Q. GIÁM ĐỐC", "Q.", "GIÁM ĐỐC"),
        Case("TUQ. GIÁM ĐỐC|CHÁNH THANH TRA", "TUQ.", "CHÁNH THANH TRA"),
    ],
};

/// The lines of a signature. Party positions are not bold.
pub(crate) fn runs(dice: &mut Dice, signature: &Signature, party: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = signature
        .lines
        .iter()
        .enumerate()
        .map(|(n, line)| Run { bold: !party || n == 0, ..Run::new(line.clone(), 14.0) })
        .collect();
    let mut above = 22.0;
    if !party && dice.odds(0.15) {
        runs.push(
            Run::new(dice.pick(&["(Đã ký)", "(đã ký)", "(Ký tên, đóng dấu)", "[daky]"]), 13.0)
                .italic()
                .after(8.0),
        );
        above = 6.0;
    }
    runs.push(Run::new(signature.name.clone(), 14.0).bold().after(above));
    runs
}

/// Notes a signature in the truth; later ones as further signers.
pub(crate) fn know(truth: &mut Truth, signatures: &[Signature]) {
    let Some((first, others)) = signatures.split_first() else { return };
    truth.insert("signer", first.name.clone());
    if !first.form.is_empty() {
        truth.insert("form", first.form.clone());
    }
    if !first.position.is_empty() {
        truth.insert("position", first.position.clone());
    }
    if !others.is_empty() {
        truth.insert("cosigners", others.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("; "));
    }
}

/// The list under "Nơi nhận", and the truth about it.
pub(crate) fn recipients(dice: &mut Dice, party: bool, truth: &mut Truth) -> Vec<Run> {
    let mut list =
        vec![dice.any(&["Như trên", "Như kính gửi", "Như Điều 3", "Các cơ quan liên quan"]).to_owned()];
    for _ in 0..dice.number(0, 3) {
        let next = dice.pick(&[
            "Thường trực Tỉnh uỷ",
            "Uỷ ban nhân dân tỉnh (để báo cáo)",
            "Các ban xây dựng Đảng",
            "Chủ tịch, các Phó Chủ tịch UBND tỉnh",
            "Sở Tài chính",
            "Các đồng chí Uỷ viên Ban Thường vụ",
            "Cổng thông tin điện tử tỉnh",
            "Phòng Tổng hợp (để theo dõi)",
        ]);
        if !list.iter().any(|l| l == next) {
            list.push(next.to_owned());
        }
    }
    list.push(match party {
        true => dice.pick(&["Lưu Văn phòng Tỉnh uỷ", "Lưu Văn phòng", "Lưu Ban Tổ chức", "Lưu"]).to_owned(),
        false => format!("Lưu: VT, {}", dice.pick(&words::UNITS)),
    });
    let (mark, last) = (if party { "," } else { ";" }, list.len() - 1);
    let mut runs = vec![Run::new("Nơi nhận:", if party { 14.0 } else { 12.0 })];
    for (n, item) in list.iter().enumerate() {
        let end = if n == last { "." } else { mark };
        runs.push(Run::new(format!("- {item}{end}"), if party { 12.0 } else { 11.0 }));
    }
    truth.insert("recipients", list.join(" | "));
    runs
}

/// Recipients at the left, the signature at the right.
pub(crate) fn foot(dice: &mut Dice, signature: &Signature, party: bool, truth: &mut Truth) -> Block {
    let left = recipients(dice, party, truth);
    let right = runs(dice, signature, party);
    know(truth, std::slice::from_ref(signature));
    Block::Row {
        columns: vec![
            Column { runs: left, centred: false, share: 2.0 },
            Column { runs: right, centred: true, share: 3.0 },
        ],
    }
}
