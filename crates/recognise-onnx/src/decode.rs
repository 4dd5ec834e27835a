//! From what the network says at each step to letters, and from letters to words.

use reading::engine::Word;
use vietnamese::is_syllable;

use crate::lines::Place;

/// One letter that was read: where its middle stands on the page, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Letter {
    pub letter: char,
    pub x: f32,
    pub sure: f32,
}

/// At each step the network says the number of a letter, or 0 for none; the same number at the next step is the same
/// letter.
pub(crate) fn letters(
    steps: impl Iterator<Item = (i32, f32)>,
    charset: &[char],
    x: impl Fn(usize) -> f32,
) -> Vec<Letter> {
    let mut found: Vec<Letter> = Vec::new();
    let mut before = 0;
    for (step, (id, sure)) in steps.enumerate() {
        let letter = usize::try_from(id - 1).ok().and_then(|at| charset.get(at)).copied();
        match letter {
            Some(letter) if id != before => found.push(Letter { letter, x: x(step), sure }),
            // A letter is as sure as its surest step.
            Some(_) => {
                if let Some(last) = found.last_mut() {
                    last.sure = last.sure.max(sure);
                }
            }
            None => {}
        }
        before = id;
    }
    found
}

/// Several readings of one line made one: word by word what most of them say, else what the surest says. Where they differ
/// in the number of words, the reading that is nearest to all of them.
pub(crate) fn agreed(readings: Vec<Vec<Letter>>) -> Vec<Letter> {
    let words: Vec<Vec<&[Letter]>> = readings
        .iter()
        .map(|reading| reading.split_inclusive(|letter| letter.letter.is_whitespace()).collect())
        .collect();
    let count = words.first().map_or(0, Vec::len);
    if words.iter().any(|words| words.len() != count) {
        return nearest(readings);
    }
    (0..count)
        .flat_map(|at| {
            let said: Vec<&[Letter]> = words.iter().filter_map(|words| words.get(at).copied()).collect();
            said.iter()
                .max_by(|a, b| {
                    let votes = |word: &[Letter]| said.iter().filter(|other| same(word, other)).count();
                    votes(a).cmp(&votes(b)).then(least(a).total_cmp(&least(b)))
                })
                .map(|word| doubted(word, &said))
                .unwrap_or_default()
        })
        .collect()
}

/// A word that one of the readings does not bear out is not sure.
fn doubted(word: &[Letter], said: &[&[Letter]]) -> Vec<Letter> {
    let most = if said.iter().all(|other| same(word, other)) { 1.0 } else { DISPUTED };
    word.iter().map(|letter| Letter { sure: letter.sure.min(most), ..*letter }).collect()
}

/// How sure a letter can be on which the readings of its word differ.
const DISPUTED: f32 = 0.7;

fn same(one: &[Letter], other: &[Letter]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.letter == b.letter)
}

fn least(letters: &[Letter]) -> f32 {
    letters.iter().map(|letter| letter.sure).fold(1.0, f32::min)
}

/// Of several readings of one line the one that is nearest to all of them.
fn nearest(mut readings: Vec<Vec<Letter>>) -> Vec<Letter> {
    let texts: Vec<Vec<char>> =
        readings.iter().map(|reading| reading.iter().map(|letter| letter.letter).collect()).collect();
    let far = |one: &Vec<char>| texts.iter().map(|other| distance(one, other)).sum::<usize>();
    let best = texts.iter().enumerate().min_by_key(|(_, text)| far(text)).map_or(0, |(at, _)| at);
    if readings.is_empty() { Vec::new() } else { readings.swap_remove(best) }
}

/// Letters to change, add or leave out.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut corner = at;
        let mut left = at + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(other) {
            let best = (corner + usize::from(a != b)).min(left + 1).min(*cell + 1);
            corner = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Words with their places: from the middle of a gap to the middle of the next at most.
pub(crate) fn words(letters: &[Letter], place: &Place) -> Vec<Word> {
    // Half a letter's width, roughly: letters are half as wide as a line is high.
    let half = place.high() * 0.2;
    // Print fills the middle of the line that the network sees.
    let (y0, y1) = (place.y0 + place.high() * 0.12, place.y1 - place.high() * 0.12);
    let spaced = with_gaps(letters);
    let gap = |letter: &Letter| letter.letter.is_whitespace();
    let mut words = Vec::new();
    let mut left = place.x0;
    for part in spaced.split_inclusive(gap) {
        let right = part.last().filter(|last| gap(last)).map_or(place.x1, |space| space.x);
        let letters: Vec<&Letter> = part.iter().filter(|letter| !gap(letter)).collect();
        if let (Some(first), Some(last)) = (letters.first(), letters.last()) {
            let (x0, x1) = ((first.x - half).max(left), (last.x + half).min(right));
            words.push(Word {
                x0: f64::from(x0.min(first.x)),
                y0: f64::from(y0),
                x1: f64::from(x1.max(last.x)),
                y1: f64::from(y1),
                text: meant(letters.iter().map(|letter| letter.letter).collect()),
                sure: Some(sureness(&letters)),
            });
        }
        left = right;
    }
    words
}

/// A circumflex with a tone above it is so small that the network takes both for a tilde. These syllables are none that
/// anybody writes; what they stand for is in every paper.
const TILDES: [(&str, &str); 8] = [
    ("sõ", "số"),
    ("võn", "vốn"),
    ("nguõn", "nguồn"),
    ("gõm", "gồm"),
    ("thõng", "thống"),
    ("bãng", "bằng"),
    ("tãng", "tầng"),
    ("nhãt", "nhất"),
];

fn meant(text: String) -> String {
    let bare = text.trim_matches(|c: char| !c.is_alphabetic());
    let small = bare.to_lowercase();
    let Some((_, right)) = TILDES.iter().find(|(read, _)| *read == small) else { return text };
    let large = bare.chars().map(char::is_uppercase);
    let right: String = right
        .chars()
        .zip(large)
        .flat_map(|(c, large)| if large { c.to_uppercase().collect::<Vec<_>>() } else { vec![c] })
        .collect();
    text.replacen(bare, &right, 1)
}

/// A word is as sure as its least sure letter.
fn sureness(letters: &[&Letter]) -> f64 {
    f64::from(letters.iter().map(|letter| letter.sure).fold(1.0, f32::min))
}

/// The network passes over narrow gaps: words that can only be two are taken apart.
fn with_gaps(letters: &[Letter]) -> Vec<Letter> {
    let mut out = Vec::with_capacity(letters.len());
    for word in letters.split_inclusive(|letter| letter.letter.is_whitespace()) {
        let text: Vec<char> = word.iter().map(|letter| letter.letter).collect();
        let cut = gap_within(&text);
        for (at, letter) in word.iter().enumerate() {
            if let Some(before) = at.checked_sub(1).and_then(|before| word.get(before))
                && cut == Some(at)
            {
                out.push(Letter { letter: ' ', x: (before.x + letter.x) / 2.0, sure: letter.sure });
            }
            out.push(*letter);
        }
    }
    out
}

/// "Long,ngày", "chíPhó", "Nghịquyết", "số57": where the second word begins.
fn gap_within(word: &[char]) -> Option<usize> {
    let text = |part: &[char]| part.iter().collect::<String>();
    let bare = word.iter().rposition(|c| c.is_alphanumeric()).map_or(0, |at| at + 1);
    let word = word.get(..bare)?;
    let syllable = |part: &[char]| part.len() > 1 && is_syllable(&text(part));
    let accented = |part: &[char]| part.iter().any(|c| !c.is_ascii() && *c != 'đ' && *c != 'Đ');
    let comma = word
        .windows(3)
        .position(|three| matches!(three, [a, ',' | ';' | ':', b] if a.is_alphabetic() && b.is_alphabetic()));
    if let Some(at) = comma {
        return Some(at + 2);
    }
    let letters = word.iter().position(|c| !c.is_alphabetic()).unwrap_or(word.len());
    let (head, tail) = word.split_at(letters);
    if accented(head) && syllable(head) && tail.first().is_some_and(char::is_ascii_digit) {
        return Some(letters);
    }
    if !tail.is_empty() || is_syllable(&text(head)) || !accented(head) {
        return None;
    }
    let mut cuts = (2..head.len().saturating_sub(1)).filter(|at| {
        let (one, two) = head.split_at(*at);
        syllable(one) && syllable(two)
    });
    let small_then_large =
        head.windows(2).position(|two| matches!(two, [a, b] if a.is_lowercase() && b.is_uppercase()));
    match (small_then_large, cuts.next(), cuts.next()) {
        (Some(at), ..) if syllable(&head[..=at]) && syllable(&head[at + 1..]) => Some(at + 1),
        // A syllable that begins with a vowel rarely follows without a gap: "tu ãn" is none.
        (None, Some(only), None) => head.get(only).is_some_and(|c| !is_vowel(*c)).then_some(only),
        _ => None,
    }
}

fn is_vowel(c: char) -> bool {
    "aeiouy".contains(vietnamese::fold(&c.to_string()).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHARSET: [char; 5] = ['a', 'b', 'ế', ' ', '-'];

    fn read(ids: &[i32]) -> Vec<Letter> {
        let steps = ids.iter().map(|id| (*id, if *id == 2 { 0.5 } else { 0.9 }));
        #[expect(clippy::cast_precision_loss, reason = "a handful of steps")]
        letters(steps, &CHARSET, |step| step as f32 * 10.0)
    }

    fn text(letters: &[Letter]) -> String {
        letters.iter().map(|letter| letter.letter).collect()
    }

    fn spelled(text: &str) -> Vec<Letter> {
        (0_u8..).zip(text.chars()).map(|(at, c)| Letter { letter: c, x: f32::from(at), sure: 0.9 }).collect()
    }

    #[test]
    fn steps_become_letters() {
        assert_eq!(text(&read(&[0, 1, 1, 0, 1, 2, 2, 3, 0, 4, 5])), "aabế -");
        // A number beyond the list is no letter; neither is what does not count.
        assert_eq!(text(&read(&[9, -1, 0, 2])), "b");
        assert_eq!(read(&[0, 0, 3])[0], Letter { letter: 'ế', x: 20.0, sure: 0.9 });
    }

    #[test]
    fn words_stand_between_their_gaps() {
        let place = Place { x0: 0.0, y0: 100.0, x1: 90.0, y1: 150.0 };
        let words = words(&read(&[1, 2, 0, 4, 3, 0, 0, 1]), &place);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["ab", "ếa"]);
        assert_eq!((words[0].x0, words[0].x1), (0.0, 20.0));
        assert_eq!((words[1].x0, words[1].x1), (30.0, 80.0));
        assert_eq!((words[0].y0, words[0].y1), (106.0, 144.0));
        assert!((words[0].sure.unwrap() - 0.5).abs() < 0.001 && words[1].sure.unwrap() > 0.8);
        assert!(super::words(&read(&[0, 4, 4, 0]), &place).is_empty());
    }

    #[test]
    fn words_that_ran_together_come_apart() {
        for (read, right) in [
            ("Nghịquyết số57-NQ/TW", "Nghị quyết số 57-NQ/TW"),
            ("chíPhó Chánh", "chí Phó Chánh"),
            ("Nguyễn ThịHồng Hạnh.", "Nguyễn Thị Hồng Hạnh."),
            ("Hạ Long,ngày 05", "Hạ Long, ngày 05"),
        ] {
            assert_eq!(text(&with_gaps(&spelled(read))), right);
        }
        for stays in [
            "MobiFone 0203.3835.678",
            "Mai@tinh.vn, 12,5",
            "QĐ-UBND",
            "HĐND số",
            "được",
            "cácan",
            "Bắc",
            "tuãn",
        ] {
            assert_eq!(text(&with_gaps(&spelled(stays))), stays);
        }
    }

    #[test]
    fn a_tilde_that_can_be_none_is_what_it_stands_for() {
        for (read, right) in [("Sõ:", "Số:"), ("SÕ", "SỐ"), ("nguõn", "nguồn"), ("(võn)", "(vốn)")]
        {
            assert_eq!(meant(read.to_owned()), right);
        }
        for stays in ["vẽ", "rõ", "hãng", "Võ", "-", "25/TB"] {
            assert_eq!(meant(stays.to_owned()), stays);
        }
    }

    #[test]
    fn several_readings_are_made_one() {
        let readings = ["vế việc này", "về việc này", "về vlệc này"].map(spelled).to_vec();
        let one = agreed(readings);
        assert_eq!(text(&one), "về việc này");
        let sure: Vec<f32> = one.iter().map(|letter| letter.sure).collect();
        assert_eq!((sure[0], sure[4], sure[8]), (DISPUTED, DISPUTED, 0.9));
        // A gap more or less: the line that is nearest to the others.
        assert_eq!(text(&agreed(["về việc", "vềviệc", "vềviệk"].map(spelled).to_vec())), "vềviệc");
        assert!(agreed(Vec::new()).is_empty());
        assert_eq!(distance(&['a', 'b'], &[]), 2);
        assert_eq!(distance(&['k', 'i', 't'], &['s', 'i', 't', 's']), 2);
    }
}
