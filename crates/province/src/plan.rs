//! Which papers come on which day: light to make, so that a million can be planned at once.

use std::collections::HashMap;

use jiff::civil::Date;
use rules::Side;

use crate::chance::Chance;
use crate::fields::fields;
use crate::fill::days;
use crate::issuers::Issuer;

/// What is decided of a paper before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub n: u64,
    /// The day it comes, and the seconds since midnight.
    pub day: Date,
    pub second: i64,
    pub issued: Date,
    /// Its place among the issuers.
    pub issuer: usize,
    /// Its place in [`KINDS`].
    pub kind: usize,
    /// Runs by issuer and kind, without a gap, as each counts for itself.
    pub number: u32,
    pub field: usize,
    pub matter: usize,
    /// The program's code of the mark, empty for none.
    pub urgency: &'static str,
}

/// A kind of paper: name, abbreviation, how often in a hundred.
pub const KINDS: [(&str, &str, i64); 10] = [
    ("Báo cáo", "BC", 36),
    ("Công văn", "CV", 28),
    ("Tờ trình", "TTr", 12),
    ("Kế hoạch", "KH", 8),
    ("Thông báo", "TB", 5),
    ("Giấy mời", "GM", 4),
    ("Quyết định", "QĐ", 3),
    ("Hướng dẫn", "HD", 2),
    ("Chương trình", "CTr", 1),
    ("Nghị quyết", "NQ", 1),
];

/// Work begins at half past seven; what comes, comes within nine hours.
const OPENS: i64 = 7 * 3600 + 1800;
const OPEN_FOR: i64 = 9 * 3600;

/// The papers of these working days, in the order in which they come.
#[must_use]
pub fn plan(seed: u64, count: u64, working: &[Date], issuers: &[Issuer]) -> Vec<Head> {
    let mut numbers: HashMap<(usize, usize, i16), u32> = HashMap::new();
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, issuer) in issuers.iter().enumerate() {
        by_key.entry(issuer.key).or_default().push(place);
    }
    let all = i64::try_from(working.len()).unwrap_or(1);
    let total = i64::try_from(count).unwrap_or(i64::MAX).max(1);
    (0..count)
        .filter_map(|n| {
            let mut chance = Chance::of(seed, 2, n);
            let along = i64::try_from(n).unwrap_or(0) * all;
            let day = *working.get(usize::try_from(along / total).unwrap_or(0))?;
            let second = OPENS + along % total * OPEN_FOR / total;
            let field = chance.below(fields().len());
            let said = fields().get(field)?;
            let key = chance.pick(&said.by).copied().unwrap_or("xa");
            let issuer = *chance.pick(by_key.get(key)?)?;
            let kind = kind(&mut chance, issuers.get(issuer)?);
            let matter = chance.below(said.matters.len());
            // Most letters are some days on their way.
            let issued = days(day, -[0, 1, 1, 1, 2, 2, 3, 4, 6][chance.below(9)]);
            let number = numbers.entry((issuer, kind, issued.year())).or_insert(0);
            *number += 1;
            let urgency = match (said.key, chance.between(0, 99)) {
                ("storm", 0..=9) => "flash",
                ("storm", 10..=39) | (_, 0..=2) => "very",
                ("storm", 40..=69) | (_, 3..=9) => "urgent",
                _ => "",
            };
            Some(Head { n, day, second, issued, issuer, kind, number: *number, field, matter, urgency })
        })
        .collect()
}

fn kind(chance: &mut Chance, issuer: &Issuer) -> usize {
    let mut at = chance.between(0, 99);
    for (place, (_, short, share)) in KINDS.iter().enumerate() {
        at -= share;
        if at < 0 {
            // Programmes and resolutions are the Party's own; others say it in a plan.
            let party_only = matches!(*short, "CTr" | "NQ") && issuer.side == Side::State;
            return if party_only { 3 } else { place };
        }
    }
    0
}
