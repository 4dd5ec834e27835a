//! Every parser of bytes from outside, by name. Each takes any bytes and must come back: no panic, no hang, and what it
//! gives out must hold what its readers rely on. The fuzzer calls them, and so does an ordinary test with the corpus.

use reading::letterhead::{lines_of, read, read_title};
use reading::{Format, Limits, open_bundle, read_bytes, sniff};
use vietnamese::legacy;

pub type Target = fn(&[u8]);

pub const TARGETS: [(&str, Target); 7] = [
    ("files", files),
    ("mail", mail),
    ("letterhead", letterhead),
    ("legacy", old_encodings),
    ("words", words),
    ("overrides", overrides),
    ("proofs", proofs),
];

/// Names that files come under; the first byte chooses one.
const NAMES: [&str; 14] = [
    "a.docx",
    "a.doc",
    "a.xls",
    "a.xlsx",
    "a.pptx",
    "a.odt",
    "a.rtf",
    "a.html",
    "a.txt",
    "a.eml",
    "a.zip",
    "a.png",
    "a.bin",
    "khong-ten",
];

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Limits that a fuzzer reaches as well.
fn limits() -> Limits {
    Limits::default()
}

/// Files of all formats but PDF, whose reader is poppler's, in a process of its own.
fn files(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    if sniff(bytes, name) == Format::Pdf {
        return;
    }
    let reading = read_bytes(bytes, name, &limits());
    assert!(!reading.text.contains('\0') && reading.sha256.len() == 64);
}

/// Mails, archives and messages of every sort: what is in them stays within the limits.
fn mail(bytes: &[u8]) {
    let limits = limits();
    if let Ok(bundle) = open_bundle(bytes, "khong-ten", &limits) {
        assert!(bundle.parts.len() <= limits.attachments);
    }
}

fn letterhead(bytes: &[u8]) {
    let text = text(bytes);
    let found = read(&lines_of(&text));
    assert!(found.confidence.values().all(|sure| (0.0..=1.0).contains(sure)));
    let _ = read_title(&text);
}

fn old_encodings(bytes: &[u8]) {
    let western = legacy::western(bytes);
    for text in [western, text(bytes)] {
        let _ = legacy::is_suspect(&text);
        let _ = legacy::repair(&text);
        let _ = legacy::printed(&text);
        if let Some(encoding) = legacy::detect(&text) {
            let read = legacy::decode(&text, encoding);
            let _ = legacy::encode(&read, encoding);
        }
        if let Some(font) = legacy::by_font(&text) {
            let _ = font.read(&text);
        }
    }
}

fn words(bytes: &[u8]) {
    let text = text(bytes);
    for (range, date) in vietnamese::find_dates(&text) {
        assert!(text.get(range).is_some());
        assert_eq!(vietnamese::parse_date(&vietnamese::format_date(date)), Some(date));
    }
    for (range, code) in vietnamese::find_codes(&text) {
        assert!(text.get(range).is_some());
        let _ = (code.value(), code.key(), code.is_party_style(), code.parts().count());
    }
    if let Some(code) = vietnamese::DocumentCode::parse(&text) {
        let _ = code.key();
    }
    let _ = vietnamese::parse_date(&text);
    if let Some(number) = vietnamese::parse_integer(&text) {
        assert_eq!(vietnamese::parse_integer(&vietnamese::format_integer(number)), Some(number));
        let _ = vietnamese::number_in_words(number);
    }
    let folded = vietnamese::fold(&text);
    assert_eq!(vietnamese::fold(&folded), folded);
    assert!(!vietnamese::file_name(&text).contains('/'));
    let _ = (vietnamese::slug(&text), vietnamese::nfc(&text), vietnamese::sort_key(&text));
    let _ = (vietnamese::name_sort_key(&text), vietnamese::accented(&text), vietnamese::unify_tone(&text));
    assert!(vietnamese::words(&text).count() <= text.chars().count());
}

/// What an office decides otherwise than the shipped rules, as it comes over the API.
#[allow(clippy::disallowed_methods, reason = "there is no office here to ask")]
fn overrides(bytes: &[u8]) {
    let Ok(overrides) = serde_json::from_slice::<rules::Overrides>(bytes) else { return };
    if let Ok(pack) = rules::RulePack::shipped()
        && let Ok(pack) = pack.with_overrides(&overrides)
    {
        let day = jiff::civil::date(2026, 11, 23);
        let _ = pack.calendar().is_working(day);
        let _ = pack.deadline("khan", day);
    }
}

/// Proofs, notes and tiles of logs that are not ours.
fn proofs(bytes: &[u8]) {
    use transparency::{Checkpoint, Frontier, Receipt, SigningKey, VerifyingKey, open_note, unbundle};
    let text = text(bytes);
    if let Ok(receipt) = Receipt::parse(&text) {
        assert_eq!(Receipt::parse(&receipt.to_text()).map(|again| again.to_text()), Ok(receipt.to_text()));
        let _ = receipt.verify(b"entry", &[]);
    }
    if let Ok(checkpoint) = Checkpoint::parse(&text) {
        let _ = checkpoint.text();
    }
    if let Ok(key) = VerifyingKey::parse(&text) {
        let _ = open_note(&text, &[key]);
    }
    let _ = SigningKey::parse(&text);
    let _ = open_note(&text, &[]);
    if let Ok(frontier) = Frontier::from_bytes(bytes) {
        assert_eq!(frontier.to_bytes(), bytes);
        let _ = frontier.root();
    }
    let _ = unbundle(bytes);
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes)
        && let Ok(canonical) = transparency::canonical(&value)
    {
        let again =
            serde_json::from_slice::<serde_json::Value>(&canonical).expect("what is canonical is JSON");
        assert_eq!(transparency::canonical(&again).ok().as_ref(), Some(&canonical));
    }
}
