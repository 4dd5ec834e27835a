//! Texts that are nearly the same: stamped copies, forwarded copies, scans, another tone style.
//!
//! Words are folded, so that accents, tone style and most of what recognition gets wrong do not count. Every run of
//! three words is hashed; the least hash under each of 64 functions is the signature (MinHash, Broder 1997). Signatures
//! of like texts agree in most places, so that a few places taken together, a band, lead from one to the other in an
//! index. What the index brings near is compared word by word before anything is said.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// Shorter texts say too little: a cover sheet is like every other.
const FEWEST: usize = 24;
/// What follows after so many words changes nothing any more.
const MOST: usize = 20_000;
/// Words of one run.
const RUN: usize = 3;
/// Places of a signature.
pub const PLACES: usize = 64;
/// Places taken together, and how often: texts that share half of their runs meet four times in five, those that share
/// two thirds 99 times in a hundred.
const TOGETHER: usize = 3;
const BANDS: usize = 12;
/// Signatures less alike are not looked at further, in places of [`PLACES`].
const ALIKE: usize = 22;
/// Less than this is not worth a word. Recognition that misreads four characters in a hundred leaves three pairs in four.
const NEAR: u8 = 65;
/// Papers on one form are spoken of only when they are as alike as copies are.
const AS_COPIES: u8 = 90;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a: the same on every machine and in every version, since it is kept.
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

/// Spreads the bits (the finaliser of SplitMix64).
fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The folded words of a text. Single letters are what recognition makes of lines and stains.
fn words(text: &str) -> impl Iterator<Item = String> {
    let all = vietnamese::words(text).map(|word| word.folded());
    all.filter(|word| word.len() > 1 || word.bytes().all(|b| b.is_ascii_digit())).take(MOST)
}

/// The words of a text, hashed, in order.
#[must_use]
pub fn hashed(text: &str) -> Vec<u64> {
    words(text).map(|word| hash(word.as_bytes())).collect()
}

/// Where a hash function of the family begins: any numbers do, as long as they stay the same.
fn seed(place: usize) -> u64 {
    mixed(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(place as u64 + 1))
}

/// The signature of hashed words; empty for a text too short.
#[must_use]
pub fn signature(words: &[u64]) -> Vec<u32> {
    if words.len() < FEWEST {
        return Vec::new();
    }
    let seeds: Vec<u64> = (0..PLACES).map(seed).collect();
    let mut least = vec![u32::MAX; PLACES];
    for run in words.windows(RUN) {
        let run = run.iter().fold(OFFSET, |all, word| (all ^ word).wrapping_mul(PRIME));
        let run = mixed(run);
        for (least, seed) in least.iter_mut().zip(&seeds) {
            let here = high(run.wrapping_mul(seed | 1) ^ *seed);
            *least = here.min(*least);
        }
    }
    least
}

/// The upper half, where a product's bits are mixed best.
fn high(value: u64) -> u32 {
    u32::try_from(value >> 32).unwrap_or(u32::MAX)
}

/// The bands of a signature, as they stand in the index.
#[must_use]
pub fn bands(signature: &[u32]) -> Vec<i64> {
    signature
        .chunks_exact(TOGETHER)
        .take(BANDS)
        .enumerate()
        .map(|(at, places)| {
            let all = places.iter().fold(OFFSET ^ at as u64, |all, place| {
                place.to_be_bytes().iter().fold(all, |all, b| (all ^ u64::from(*b)).wrapping_mul(PRIME))
            });
            i64::from_be_bytes(mixed(all).to_be_bytes())
        })
        .collect()
}

/// How many places of two signatures agree; nothing where that is too few to look further.
#[must_use]
pub fn agreeing(one: &[u32], other: &[u32]) -> Option<usize> {
    let agree = one.iter().zip(other).filter(|(a, b)| a == b).count();
    (agree >= ALIKE).then_some(agree)
}

/// Two texts held against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// How much of the shorter one stands in the longer one, in pairs of words; 100 only when all of it does.
    pub percent: u8,
    /// Words that only this one has, and only the other.
    pub only_here: usize,
    pub only_there: usize,
    /// Numbers and dates that only one of them has, at most [`FIGURES`].
    pub figures_here: Vec<String>,
    pub figures_there: Vec<String>,
}

/// Figures that are told.
pub const FIGURES: usize = 6;

/// Holds two texts against each other.
#[must_use]
pub fn compare(here: &str, there: &str) -> Compared {
    let (here, there): (Vec<String>, Vec<String>) = (words(here).collect(), words(there).collect());
    let (only_here, only_there) = apart(&counted(here.iter()), &counted(there.iter()));
    let pairs = |words: &[String]| -> BTreeMap<u64, usize> {
        let mut found = BTreeMap::new();
        for pair in words.windows(2) {
            let hash = pair.iter().fold(OFFSET, |all, w| (all ^ hash(w.as_bytes())).wrapping_mul(PRIME));
            *found.entry(hash).or_default() += 1;
        }
        found
    };
    let (a, b) = (pairs(&here), pairs(&there));
    let shared: usize = a.iter().map(|(pair, n)| n.min(b.get(pair).unwrap_or(&0))).sum();
    let (shorter, longer) = (here.len().min(there.len()), here.len().max(there.len()));
    // A leaflet inside a book is no copy of the book: the longer one counts too, once it is twice as long.
    let whole = (shorter.saturating_sub(1)).max(longer / 2).max(1);
    let figures = |only: &BTreeMap<&String, usize>| {
        let figures = only.keys().filter(|word| word.bytes().any(|b| b.is_ascii_digit()));
        figures.take(FIGURES).map(|word| (*word).clone()).collect()
    };
    Compared {
        percent: u8::try_from(shared * 100 / whole).unwrap_or(100).min(100),
        only_here: only_here.values().sum(),
        only_there: only_there.values().sum(),
        figures_here: figures(&only_here),
        figures_there: figures(&only_there),
    }
}

fn counted<'a>(words: impl Iterator<Item = &'a String>) -> BTreeMap<&'a String, usize> {
    let mut counted = BTreeMap::new();
    words.for_each(|word| *counted.entry(word).or_default() += 1);
    counted
}

type Counts<'a> = BTreeMap<&'a String, usize>;

/// What each has more of than the other.
fn apart<'a>(here: &Counts<'a>, there: &Counts<'a>) -> (Counts<'a>, Counts<'a>) {
    let more = |one: &Counts<'a>, other: &Counts<'a>| -> Counts<'a> {
        let left = one.iter().map(|(word, n)| (*word, n.saturating_sub(*other.get(*word).unwrap_or(&0))));
        left.filter(|(_, n)| *n > 0).collect()
    };
    (more(here, there), more(there, here))
}

/// What the letterhead says, as far as it was read surely.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Number and symbol; empty when unknown.
    pub code: String,
    pub issued_on: Option<Date>,
}

/// What may be said of two papers whose texts are nearly the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One paper that came twice.
    Same,
    /// It may be: the number is known of one only, or was not read.
    Unsure,
    /// Two papers on one form: number or date say so.
    Alike,
}

impl Verdict {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Unsure => "unsure",
            Verdict::Alike => "alike",
        }
    }
}

/// Holds number and date against each other before two papers are called the same; nothing where they are too unlike.
#[must_use]
pub fn judge(here: &Head, there: &Head, compared: &Compared) -> Option<Verdict> {
    if compared.percent < NEAR {
        return None;
    }
    let both_dated = here.issued_on.is_some() && there.issued_on.is_some();
    let numbered = !here.code.is_empty() && !there.code.is_empty();
    let other_number = numbered && code_key(&here.code) != code_key(&there.code);
    if other_number || both_dated && here.issued_on != there.issued_on {
        return (compared.percent >= AS_COPIES).then_some(Verdict::Alike);
    }
    if numbered {
        return Some(Verdict::Same);
    }
    // Without a number the figures decide: an invitation differs from the last one in hour and day only.
    let other_figures = !compared.figures_here.is_empty() && !compared.figures_there.is_empty();
    let same = compared.percent >= AS_COPIES && !other_figures;
    Some(if same { Verdict::Same } else { Verdict::Unsure })
}

/// What two spellings of one number and symbol share: Ð and Đ, spaces, zeros in front, the sort of dash.
#[must_use]
pub fn code_key(code: &str) -> String {
    match vietnamese::DocumentCode::parse(code) {
        Some(code) => code.key(),
        None => vietnamese::fold(code).split_whitespace().collect(),
    }
}

#[cfg(test)]
#[path = "near_tests.rs"]
mod tests;
