//! Who writes to the office: how each prints its name, its symbol, who signs.

use rules::Side;

use crate::land::{BODIES, BodyKind, COMMUNES, PROVINCE};

/// A body that issues papers.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// As `texts/fields.txt` calls it; all communes share one.
    pub key: &'static str,
    /// As it stands in the book.
    pub name: String,
    /// As printed: the body above, and the body itself.
    pub superior: String,
    pub head: String,
    /// The end of its symbols: `ĐU`, `SXD`.
    pub symbol: String,
    pub side: Side,
    /// Before the date.
    pub place: String,
    /// Capacity and position, the first one most often.
    pub signs: Vec<(Vec<String>, String)>,
    /// The last of the recipients.
    pub keeps: String,
}

fn party(key: &'static str, name: &str, (superior, head, symbol): (&str, &str, &str)) -> Issuer {
    let deputy = |position: &str| (vec![format!("K/T {position}")], format!("Phó {position}"));
    let signs = match symbol {
        "ĐU" => vec![
            (vec!["T/M Đảng uỷ".to_owned()], "Phó Bí thư".to_owned()),
            (vec!["T/M Ban Thường vụ".to_owned()], "Bí thư".to_owned()),
        ],
        "TU" => vec![(vec!["T/L Ban Thường vụ".to_owned()], "Chánh Văn phòng".to_owned())],
        "UBKTTU" => vec![deputy("Chủ nhiệm"), (vec![], "Chủ nhiệm".to_owned())],
        _ => vec![deputy("Trưởng ban"), (vec![], "Trưởng ban".to_owned())],
    };
    let office = if symbol == "ĐU" { "Lưu Văn phòng Đảng uỷ" } else { "Lưu Văn phòng" };
    Issuer {
        key,
        name: name.to_owned(),
        superior: superior.to_owned(),
        head: head.to_owned(),
        symbol: symbol.to_owned(),
        side: Side::Party,
        place: PROVINCE.to_owned(),
        signs,
        keeps: office.to_owned(),
    }
}

fn state(key: &'static str, name: &str, (superior, head, symbol): (&str, &str, &str)) -> Issuer {
    let (capacity, first, deputy) = match symbol {
        "UBND" => (vec!["TM. Uỷ ban nhân dân".to_owned()], "Chủ tịch", "Phó Chủ tịch"),
        "MTTQ-BTT" => (vec!["TM. Ban Thường trực".to_owned()], "Chủ tịch", "Phó Chủ tịch"),
        "HNDT" => (vec!["TM. Ban Thường vụ".to_owned()], "Chủ tịch", "Phó Chủ tịch"),
        "TTr" => (vec![], "Chánh Thanh tra", "Phó Chánh Thanh tra"),
        _ => (vec![], "Giám đốc", "Phó Giám đốc"),
    };
    let mut instead = capacity.clone();
    instead.push(format!("KT. {first}"));
    Issuer {
        key,
        name: name.to_owned(),
        superior: superior.to_owned(),
        head: head.to_owned(),
        symbol: symbol.to_owned(),
        side: Side::State,
        place: PROVINCE.to_owned(),
        signs: vec![(instead, deputy.to_owned()), (capacity, first.to_owned())],
        keeps: "Lưu: VT, TH".to_owned(),
    }
}

/// Everybody who writes, communes last: each commune's committee, then its people's committee.
#[must_use]
pub fn issuers() -> Vec<Issuer> {
    let tu = format!("Tỉnh uỷ {PROVINCE}");
    let party_of = format!("Đảng bộ tỉnh {PROVINCE}");
    let ubnd = format!("UBND tỉnh {PROVINCE}");
    let mut all = Vec::new();
    for body in BODIES {
        let issuer = match (body.kind, body.key) {
            (BodyKind::Attached, key) => party(key, body.name, (&party_of, body.name, "ĐU")),
            (BodyKind::Board, "btc") => party("btc", body.name, (&tu, "Ban Tổ chức", "BTCTU")),
            (BodyKind::Board, "ubkt") => {
                party("ubkt", "Uỷ ban Kiểm tra Tỉnh uỷ", (&tu, "Uỷ ban Kiểm tra", "UBKTTU"))
            }
            (BodyKind::Board, "btgdv") => {
                party("btgdv", body.name, (&tu, "Ban Tuyên giáo và Dân vận", "BTGDVTU"))
            }
            (BodyKind::Board, "bnc") => party("bnc", body.name, (&tu, "Ban Nội chính", "BNCTU")),
            (BodyKind::Agency, "ubnd") => {
                let name = format!("Uỷ ban nhân dân tỉnh {PROVINCE}");
                state("ubnd", &name, ("", &name, "UBND"))
            }
            (BodyKind::Agency, "mttq") => {
                let name = format!("Uỷ ban Mặt trận Tổ quốc Việt Nam tỉnh {PROVINCE}");
                state("mttq", &name, ("", &name, "MTTQ-BTT"))
            }
            (BodyKind::Agency, "hnd") => {
                let name = format!("Hội Nông dân tỉnh {PROVINCE}");
                state("hnd", &name, ("", &name, "HNDT"))
            }
            (BodyKind::Agency, "thanhtra") => {
                state("thanhtra", "Thanh tra tỉnh", (&ubnd, "Thanh tra tỉnh", "TTr"))
            }
            (BodyKind::Agency, key @ ("stc" | "sxd" | "snnmt" | "syt" | "sgd")) => {
                let symbol = key.to_uppercase();
                let name = format!("{} tỉnh {PROVINCE}", body.name);
                state(key, &name, (&ubnd, body.name, &symbol))
            }
            _ => continue,
        };
        all.push(issuer);
    }
    for (key, name, symbol) in [
        ("svh", "Sở Văn hoá, Thể thao và Du lịch", "SVHTTDL"),
        ("skhcn", "Sở Khoa học và Công nghệ", "SKHCN"),
        ("snv", "Sở Nội vụ", "SNV"),
    ] {
        all.push(state(key, &format!("{name} tỉnh {PROVINCE}"), (&ubnd, name, symbol)));
    }
    for neighbour in ["Bắc Lĩnh", "Nam Cốc", "Tây Khánh"] {
        let name = format!("Tỉnh uỷ {neighbour}");
        all.push(Issuer { place: neighbour.to_owned(), ..party("vptu", &name, ("", &name, "TU")) });
    }
    for commune in COMMUNES {
        let name = format!("Đảng uỷ {}", commune.full());
        let committee = party("xa", &name, (&party_of, &name, "ĐU"));
        all.push(Issuer { place: commune.name.to_owned(), ..committee });
        let name = format!("Uỷ ban nhân dân {}", commune.full());
        let people = state("xa", &name, ("", &name, "UBND"));
        all.push(Issuer { place: commune.name.to_owned(), keeps: "Lưu: VT".to_owned(), ..people });
    }
    all
}
