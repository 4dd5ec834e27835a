//! How well texts that are nearly the same are told from others: `near FILE…`, texts, or lines of `{"body": …}`. Copies
//! are made of every text (stamped, forwarded, the other tone style, misread as by recognition) and sought among all of
//! them. Prints what was found, and what was called the same without being it.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;

use documents::text::near::{agreeing, bands, compare, hash, hashed, judge, signature};
use documents::text::{Head, Verdict};
use vietnamese::{ToneStyle, with_tone_style};

/// As of a letter: longer texts are cut there.
const CHARACTERS: usize = 20_000;

fn misread(text: &str, of_hundred: u64) -> String {
    let mut n = hash(text.as_bytes());
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let wrong = c.is_alphanumeric() && (n >> 33) % 100 < of_hundred;
        match (wrong, (n >> 20) % 3) {
            (true, 0) => {}
            (true, 1) => out.push('l'),
            (true, _) => out.extend(['i', c]),
            (false, _) => out.push(c),
        }
    }
    out
}

fn stamped(text: &str) -> String {
    format!(
        "VĂN PHÒNG TỈNH UỶ\nCÔNG VĂN ĐẾN\nSố: 1187\nNgày: 05/02/2026\nChuyển: PTH\n{text}\nSAO Y\nChánh Văn phòng"
    )
}

fn forwarded(text: &str) -> String {
    format!(
        "From: vanthu@example.vn\nTo: vptu@example.vn\nDate: 05/02/2026 08:12\nSubject: FW: văn bản\n\nKính chuyển.\n\n{text}"
    )
}

fn read() -> Result<Vec<String>, Box<dyn Error>> {
    let mut texts: Vec<String> = Vec::new();
    for file in std::env::args().skip(1) {
        let whole = std::fs::read_to_string(&file)?;
        if !file.ends_with(".jsonl") {
            texts.push(whole);
            continue;
        }
        for line in whole.lines() {
            let value: serde_json::Value = serde_json::from_str(line)?;
            let body = value.get("body").or(value.get("text")).and_then(|body| body.as_str());
            texts.extend(body.map(str::to_owned));
        }
    }
    let mut texts: Vec<String> = texts.iter().map(|text| text.chars().take(CHARACTERS).collect()).collect();
    texts.retain(|text| !signature(&hashed(text)).is_empty());
    Ok(texts)
}

fn main() -> Result<(), Box<dyn Error>> {
    let texts = read()?;
    let marks: Vec<Vec<u32>> = texts.iter().map(|text| signature(&hashed(text))).collect();
    let mut index: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, signature) in marks.iter().enumerate() {
        bands(signature).into_iter().for_each(|band| index.entry(band).or_default().push(at));
    }
    let near = |signature: &[u32]| -> BTreeSet<usize> {
        let met = bands(signature).into_iter().filter_map(|band| index.get(&band)).flatten().copied();
        met.filter(|at| agreeing(signature, &marks[*at]).is_some()).collect()
    };
    println!("{} texts", texts.len());
    type Copied = fn(&str) -> String;
    let copies: [(&str, Copied); 6] = [
        ("stamped", stamped),
        ("forwarded", forwarded),
        ("other tone style", |text| with_tone_style(text, ToneStyle::OnFirst)),
        ("no accents", vietnamese::fold),
        ("1 character in 100 misread", |text| misread(text, 1)),
        ("4 characters in 100 misread", |text| misread(text, 4)),
    ];
    println!("| copy | found | called the same, its number unread | another called the same |");
    println!("| --- | ---: | ---: | ---: |");
    let unread = Head::default();
    for (name, copied) in copies {
        let (mut found, mut same, mut wrong) = (0, 0, 0);
        for (at, text) in texts.iter().enumerate() {
            let copy = copied(text);
            for other in near(&signature(&hashed(&copy))) {
                let verdict = judge(&unread, &unread, &compare(&copy, &texts[other]));
                if other == at {
                    found += usize::from(verdict.is_some());
                    same += usize::from(verdict == Some(Verdict::Same));
                } else if verdict == Some(Verdict::Same) {
                    wrong += 1;
                }
            }
        }
        println!("| {name} | {found} | {same} | {wrong} |");
    }
    let (mut met, mut told, mut same) = (0, 0, 0);
    for (at, signature) in marks.iter().enumerate() {
        for other in near(signature).into_iter().filter(|other| *other > at) {
            met += 1;
            let verdict = judge(&unread, &unread, &compare(&texts[at], &texts[other]));
            told += usize::from(verdict.is_some());
            same += usize::from(verdict == Some(Verdict::Same));
        }
    }
    let pairs = texts.len() * texts.len().saturating_sub(1) / 2;
    println!(
        "among themselves: of {pairs} pairs {met} are looked at, {told} are told as near, {same} are called the same"
    );
    Ok(())
}
