//! What is about the same matter: the pairs of neighbouring words that tell a text from others, asked of the rest.

use std::collections::HashMap;

use search::{Analysed, Entry, Piece, Question};
use tantivy::query::Query;
use tantivy::schema::Field;

use crate::make::pair;
use crate::plan::{Plan, constant, phrase, word};
use crate::threshold::AtLeast;

/// Of a long text the beginning is enough, in bytes.
const LOOKED: usize = 40_000;
/// Pairs that are asked for, and how many of them another text must share: one in so many.
const PAIRS: usize = 32;
const SHARED: usize = 5;
/// What more than one text in so many holds tells nothing.
const COMMON: u64 = 6;
/// In few texts nothing is common.
const FEW: u64 = 60;
/// A pair of the subject counts so much more, a text that names this one's number so much at once.
const SUBJECT: f32 = 2.0;
const NAMED: f32 = 15.0;

impl Plan<'_> {
    /// `None` when nothing in it tells it from others.
    pub fn alike(&self, to: &Entry) -> tantivy::Result<Option<Box<dyn Query>>> {
        let body = to.body.get(..to.body.floor_char_boundary(LOOKED)).unwrap_or_default();
        let (subject, body) = (Analysed::of(&to.subject), Analysed::of(body));
        let bare = subject.bare && (body.bare || body.words() == 0);
        let (pairs, subjects) = if bare {
            (self.fields.folded_pairs, self.fields.subject_folded)
        } else {
            (self.fields.accented_pairs, self.fields.subject)
        };
        let level = |part: &'_ Analysed| if bare { part.folded.clone() } else { part.accented.clone() };
        let mut often: HashMap<String, f32> = HashMap::new();
        count_pairs(&level(&body), 1.0, &mut often);
        count_pairs(&level(&subject), SUBJECT, &mut often);
        let mut telling = self.telling(pairs, often)?;
        if telling.is_empty() {
            return Ok(None);
        }
        telling.truncate(PAIRS);
        let need = telling.len().div_ceil(SHARED).max(2).min(telling.len());
        let shared = telling.iter().map(|(key, weight)| word(pairs, key, *weight)).collect();
        let mut lifts: Vec<_> = telling.iter().map(|(key, weight)| word(subjects, key, *weight)).collect();
        // Who names its number speaks of the same matter.
        if let [Piece::Code(terms, _)] = Question::parse(&to.code, false).pieces.as_slice() {
            let keys: Vec<_> = terms.iter().map(|term| term.folded.clone()).collect();
            let named = phrase((self.fields.folded, self.fields.folded_pairs), &keys, false);
            lifts.push(constant(named, NAMED));
        }
        Ok(Some(Box::new(AtLeast::new(shared, need, lifts))))
    }

    /// The pairs with how much each tells, the most telling first. What stands in no other text tells nothing.
    fn telling(&self, field: Field, often: HashMap<String, f32>) -> tantivy::Result<Vec<(String, f32)>> {
        let all = self.searcher.num_docs();
        let mut telling = Vec::new();
        for (key, times) in often {
            let held = self.frequency(field, &key)?;
            if held < 2 || (all > FEW && held.saturating_mul(COMMON) > all) {
                continue;
            }
            #[allow(clippy::cast_precision_loss, reason = "a weight")]
            let rare = (all as f32 / held as f32).ln_1p();
            telling.push((key, times.sqrt(), times.sqrt() * rare));
        }
        telling.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        Ok(telling.into_iter().map(|(key, weight, _)| (key, weight)).collect())
    }
}

fn count_pairs(words: &str, weight: f32, often: &mut HashMap<String, f32>) {
    let mut before: Option<&str> = None;
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        if let Some(before) = before
            && (told(before) || told(word))
        {
            *often.entry(pair(before, word)).or_default() += weight;
        }
        before = Some(word);
    }
}

/// Numbers tell one report from the next, not what they are about.
fn told(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && word.chars().count() > 1
}
