//! The lines above a signature: in whose name, in what capacity, with what title.

use super::Capacity;
use crate::kind::Side;

/// `T/M BAN THƯỜNG VỤ`, `PHÓ BÍ THƯ`: as printed, in capitals. `head` is the title of the head for whom a deputy signs;
/// `acting` puts `Q.` before the own title.
#[must_use]
pub fn signature(
    side: Side,
    capacity: Capacity,
    (body, head, own): (&str, Option<&str>, &str),
    acting: bool,
) -> Vec<String> {
    let mark = |party: &str, state: &str, rest: &str| {
        let mark = if side == Side::Party { party } else { state };
        format!("{mark} {}", rest.to_uppercase())
    };
    let own = if acting { mark("Q.", "Q.", own) } else { own.to_uppercase() };
    let for_head = || head.map(|head| mark("K/T", "KT.", head));
    let mut lines = Vec::new();
    match capacity {
        Capacity::Own => {}
        Capacity::OnBehalf => lines.push(mark("T/M", "TM.", body)),
        Capacity::ForHead => lines.extend(for_head()),
        Capacity::ByOrder => {
            lines.push(mark("T/L", "TL.", body));
            lines.extend(for_head());
        }
        Capacity::Authorised => lines.push(match (side, head) {
            (Side::Party, _) => mark("T/L", "TL.", head.unwrap_or(body)),
            (_, head) => mark("T/U", "TUQ.", head.unwrap_or(body)),
        }),
    }
    lines.push(own);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_capacity_is_printed_as_its_side_prints_it() {
        let party = |capacity, head, own, acting| {
            signature(Side::Party, capacity, ("Ban Thường vụ", head, own), acting).join(" / ")
        };
        assert_eq!(party(Capacity::OnBehalf, None, "Phó Bí thư", false), "T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ");
        assert_eq!(
            party(Capacity::ByOrder, None, "Chánh Văn phòng", false),
            "T/L BAN THƯỜNG VỤ / CHÁNH VĂN PHÒNG"
        );
        assert_eq!(
            party(Capacity::ForHead, Some("Chánh Văn phòng"), "Phó Chánh Văn phòng", false),
            "K/T CHÁNH VĂN PHÒNG / PHÓ CHÁNH VĂN PHÒNG"
        );
        assert_eq!(party(Capacity::Own, None, "Chánh Văn phòng", true), "Q. CHÁNH VĂN PHÒNG");
        let state = |capacity, head| {
            signature(Side::State, capacity, ("Uỷ ban nhân dân", head, "Phó Chủ tịch"), false).join(" / ")
        };
        assert_eq!(state(Capacity::OnBehalf, None), "TM. UỶ BAN NHÂN DÂN / PHÓ CHỦ TỊCH");
        assert_eq!(state(Capacity::ForHead, Some("Chủ tịch")), "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH");
        assert_eq!(state(Capacity::Authorised, Some("Chủ tịch")), "TUQ. CHỦ TỊCH / PHÓ CHỦ TỊCH");
    }
}
