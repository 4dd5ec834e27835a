//! Whoever watches a kept search is told of what comes in and is found by it. The journal is followed, like an index
//! follows it; nobody is told of what they may not see, nor twice of the same thing.

use std::collections::{BTreeMap, HashSet};

use kernel::{Id, Instant, Office, StoreError, Subject};
use people::notices::{News, To, remind};
use people::{Finds, Person, Viewer};
use search::follow::news;
use search::{Entry, Piece, Question, Reach, Source, Text};
use uuid::Uuid;

use crate::model::{SavedSearch, Scope};
use crate::query::Query;
use crate::store::{self, SavedRow, WatchRow};

/// The code of the notice's reason.
pub(crate) const FOUND: &str = "search_found";
/// Rounds of one beat; what is left waits for the next.
const ROUNDS: usize = 40;
/// One person is told of so many things in one round; the search itself shows the rest.
const TOLD: usize = 20;

/// Reads the journal on from where it was left.
pub fn tell(office: &Office, finds: &[Finds]) -> anyhow::Result<()> {
    for _ in 0..ROUNDS {
        if !round(office, finds)? {
            return Ok(());
        }
    }
    Ok(())
}

/// One stretch of the journal; false at its end.
fn round(office: &Office, finds: &[Finds]) -> Result<bool, StoreError> {
    let sources: Vec<Source> = finds.iter().map(|finds| finds.source).collect();
    let (from, to, told) = office.read_blocking(|tx| {
        let size = kernel::journal::size(tx)?;
        // Nobody is told of what was before the first time; a journal that was restored may be shorter.
        let from = store::stand(tx)?.map(|seq| seq.min(size));
        let Some(seq) = from else { return Ok((None, size, Vec::new())) };
        let watches = store::watches(tx)?;
        if watches.is_empty() {
            return Ok((from, size, Vec::new()));
        }
        let (to, things) = news(tx, &sources, seq)?;
        let entries: Vec<Entry> = things.into_iter().filter_map(|(_, entry)| entry).collect();
        let today = office.now().date();
        let mut told = Vec::new();
        for (person, found) in matching(&watches, &entries, today) {
            let Some(viewer) = Viewer::load(tx, person, today)? else { continue };
            let mut tokens = Vec::new();
            for one in finds {
                tokens.extend((one.reach)(tx, &viewer)?);
            }
            let reach = Reach::Any(tokens);
            let open = found.into_iter().filter(|(row, entry)| kept_for(row, &viewer) && reach.opens(entry));
            for (row, entry) in open.take(TOLD) {
                let one = finds.iter().find(|one| one.source.kind == entry.key.kind);
                let shown = match one {
                    Some(one) => (one.show)(tx, &viewer, &[entry.key.id])?.into_iter().flatten().next(),
                    None => None,
                };
                if shown.is_some() {
                    told.push((person, row.id, Subject { kind: entry.key.kind, id: entry.key.id }));
                }
            }
        }
        Ok((from, to, told))
    })?;
    if from == Some(to) && told.is_empty() {
        return Ok(false);
    }
    // A beat that ends between the two tells again, and once is once.
    let now = office.now();
    let told: Vec<_> = told.into_iter().map(|one| (office.new_id(), one)).collect();
    office.operate(move |tx| {
        for (id, (person, search, about)) in &told {
            let once = once(*search, about.id);
            let news = News::new(FOUND, about.clone()).once(once);
            remind(tx, (Id::from_uuid(*id), now), To::Person(*person), &news)?;
        }
        store::set_stand(tx, to)
    })?;
    Ok(from.is_some())
}

fn once(search: Id<SavedSearch>, thing: Uuid) -> String {
    format!("{FOUND}:{search}:{thing}")
}

type Found<'a> = Vec<(&'a SavedRow, &'a Entry)>;

/// What each person's searches find among these, whoever may see it.
fn matching<'a>(
    watches: &'a [WatchRow],
    entries: &'a [Entry],
    today: jiff::civil::Date,
) -> BTreeMap<Id<Person>, Found<'a>> {
    let texts: Vec<_> = entries.iter().map(|entry| (entry, Text::of(entry))).collect();
    let words: Vec<HashSet<&str>> = texts
        .iter()
        .map(|(_, text)| text.parts().iter().flat_map(|part| part.folded.split(' ')).collect())
        .collect();
    let mut found: BTreeMap<Id<Person>, Found<'a>> = BTreeMap::new();
    for watch in watches {
        let query = Query::of_address(&watch.search.query);
        let question = query.question(false);
        let filter = query.filter(today);
        for ((entry, text), words) in texts.iter().zip(&words) {
            if came_in(entry.key.id) >= watch.since
                && may_hold(&question, words)
                && filter.days_hold(entry)
                && filter.missed(entry).is_empty()
                && text.holds(&question)
            {
                found.entry(watch.person).or_default().push((&watch.search, entry));
            }
        }
    }
    found
}

/// What the set of words alone can deny: most searches find nothing in most papers.
fn may_hold(question: &Question, words: &HashSet<&str>) -> bool {
    question.sentence()
        || question.pieces.iter().all(|piece| match piece {
            Piece::Word(term) => words.contains(term.folded.as_str()),
            Piece::Prefix(_) => true,
            Piece::Phrase(terms, prefix) => {
                let whole = terms.len() - usize::from(*prefix && !terms.is_empty());
                terms.iter().take(whole).all(|term| words.contains(term.folded.as_str()))
            }
            Piece::Code(terms, _) => terms.iter().all(|term| words.contains(term.folded.as_str())),
        })
}

/// When a thing was made: its key says so (UUIDv7, milliseconds).
fn came_in(id: Uuid) -> Instant {
    let (seconds, nanos) = id.get_timestamp().map_or((0, 0), |at| at.to_unix());
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX / 2_000_000);
    Instant(seconds * 1_000_000 + i64::from(nanos) / 1_000)
}

/// Whether the search is still there for this reader.
pub(crate) fn kept_for(row: &SavedRow, viewer: &Viewer) -> bool {
    match row.scope {
        Scope::Own => row.person == viewer.person,
        Scope::Group => row.unit == Some(viewer.unit),
        Scope::House => true,
    }
}
