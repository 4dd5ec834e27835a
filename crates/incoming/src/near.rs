//! What a waiting paper has to do with those that are here: whether it is one of them come again, and which of them it
//! answers or names. Only what the reader may open is told of.

use documents::text::names::{Candidate, Match, matches};
use documents::text::near::{compare, judge};
use documents::text::{Compared, Head, How, Verdict};
use documents::{Paper, PaperRow};
use jiff::civil::Date;
use kernel::{Actor, ActorKind, BlobHash, Id, Office, Refusal, StoreError, Tx};
use people::Viewer;
use reading::{DOUBTFUL, Reading};
use words::Msg;

use crate::model::Receipt;
use crate::store::{self, ReceiptRow};
use crate::{finds, t};

/// Who is told.
#[derive(Debug, Clone, Copy)]
pub enum Sight<'a> {
    /// The console, and work that goes by itself.
    All,
    Of(&'a Viewer),
}

impl Sight<'_> {
    fn open(self, tx: &mut Tx<'_>, papers: &[PaperRow]) -> Result<Vec<PaperRow>, StoreError> {
        match self {
            Sight::All => Ok(papers.to_vec()),
            Sight::Of(viewer) => {
                let seen = finds::readable(tx, viewer, papers)?;
                Ok(papers.iter().filter(|paper| seen.contains(&paper.id)).cloned().collect())
            }
        }
    }

    /// Whether this paper is there for the reader.
    pub fn sees(self, tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<bool, StoreError> {
        match self {
            Sight::All => Ok(documents::paper(tx, paper)?.is_some()),
            Sight::Of(viewer) => crate::pages::may_read(tx, viewer, paper),
        }
    }
}

/// The person behind an act as a reader; nothing for the console and for what goes by itself. Somebody without a post
/// sees nothing.
pub fn reader(tx: &mut Tx<'_>, actor: &Actor, today: Date) -> Result<Option<Option<Viewer>>, StoreError> {
    match (actor.kind, actor.person) {
        (ActorKind::Person, Some(person)) => {
            let delegation = actor.delegation.map(Id::from_uuid);
            Ok(Some(Viewer::acting(tx, Id::from_uuid(person), delegation, today)?))
        }
        _ => Ok(None),
    }
}

/// What a twin is: a paper of the book, or another one that waits.
#[derive(Debug, Clone)]
pub enum Which {
    Paper(Box<PaperRow>),
    Receipt(Id<Receipt>),
}

/// A paper whose text is nearly the same.
#[derive(Debug, Clone)]
pub struct Twin {
    pub which: Which,
    pub verdict: Verdict,
    pub compared: Compared,
    pub here: Head,
    pub there: Head,
}

impl Twin {
    /// In what they differ, for a line: number, day, figures, words.
    #[must_use]
    pub fn differs(&self, lang: words::Lang) -> String {
        let date = |date: Option<Date>| date.map_or_else(|| "—".to_owned(), vietnamese::format_date);
        let code = |code: &str| if code.is_empty() { "—".to_owned() } else { code.to_owned() };
        let (here, there, by) = (&self.here, &self.there, &self.compared);
        let mut said = Vec::new();
        if here.code != there.code {
            said.push(t::differs_code(code(&here.code), code(&there.code)));
        }
        if here.issued_on != there.issued_on {
            said.push(t::differs_date(date(here.issued_on), date(there.issued_on)));
        }
        if !by.figures_here.is_empty() && !by.figures_there.is_empty() {
            said.push(t::differs_figures(by.figures_here.join(", "), by.figures_there.join(", ")));
        }
        if by.only_here > 0 {
            said.push(t::differs_more(by.only_here));
        }
        if by.only_there > 0 {
            said.push(t::differs_less(by.only_there));
        }
        said.iter().map(|one| one.say(lang)).collect::<Vec<_>>().join("; ")
    }
}

/// Number and day as far as they were read surely.
#[must_use]
pub fn head(reading: &Reading) -> Head {
    let sure = |field: &str| reading.confidence.get(field).is_none_or(|sure| *sure >= DOUBTFUL);
    Head {
        code: reading.facts.code.clone().filter(|_| sure("code")).unwrap_or_default(),
        issued_on: reading.facts.date.as_deref().filter(|_| sure("date")).and_then(|date| date.parse().ok()),
    }
}

/// The text of a paper's first file.
pub fn text_of(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<String, StoreError> {
    Ok(documents::texts(tx, &[paper])?.into_iter().next().map_or_else(String::new, |(_, text)| text))
}

/// The papers that this one is nearly the same as, what is most surely the same first.
pub fn twins(tx: &mut Tx<'_>, sight: Sight<'_>, receipt: &ReceiptRow) -> Result<Vec<Twin>, StoreError> {
    let near = documents::near_texts(tx, receipt.id.uuid())?;
    let Some(reading) = receipt.reading().filter(|_| !near.is_empty()) else { return Ok(Vec::new()) };
    let here = head(&reading);
    let ids: Vec<Id<Paper>> = near.iter().filter_map(|one| one.paper).collect();
    let rows = documents::papers(tx, &ids)?;
    let open = sight.open(tx, &rows)?;
    let mut found: Vec<Twin> = Vec::new();
    for one in near {
        let (which, there, text) = match one.paper {
            Some(paper) => {
                let Some(row) = open.iter().find(|row| row.id == paper && row.voided_why.is_none()) else {
                    continue;
                };
                if found.iter().any(|twin| matches!(&twin.which, Which::Paper(known) if known.id == paper)) {
                    continue;
                }
                let there = Head { code: row.code.clone(), issued_on: row.issued_on };
                (Which::Paper(Box::new(row.clone())), there, text_of(tx, paper)?)
            }
            None => {
                let other = store::receipt(tx, Id::from_uuid(one.text))?;
                let Some(other) = other.filter(|other| other.state == "waiting") else { continue };
                let Some(read) = other.reading() else { continue };
                (Which::Receipt(other.id), head(&read), read.text)
            }
        };
        let compared = compare(&reading.text, &text);
        if let Some(verdict) = judge(&here, &there, &compared) {
            found.push(Twin { which, verdict, compared, here: here.clone(), there });
        }
    }
    let order = |verdict| match verdict {
        Verdict::Same => 0,
        Verdict::Unsure => 1,
        Verdict::Alike => 2,
    };
    found.sort_by_key(|twin| (order(twin.verdict), 100 - twin.compared.percent));
    Ok(found)
}

/// An earlier paper that one answers or names.
#[derive(Debug, Clone)]
pub struct Related {
    pub paper: PaperRow,
    pub how: How,
    /// Number and day, or number and issuer agree, and no other paper fits: it is filled in.
    pub sure: bool,
}

/// Papers proposed for one, at most.
const RELATED_MOST: usize = 12;
/// Where so many fit one number, nothing but guessing would choose.
const FIT_MOST: usize = 3;

/// Which of the papers that were named stand in the book. `before` is the day of the paper that names them.
pub fn related(
    tx: &mut Tx<'_>,
    sight: Sight<'_>,
    named: &[documents::text::Named],
    before: Option<Date>,
) -> Result<Vec<Related>, StoreError> {
    let keys: Vec<&str> = named.iter().map(|one| one.key.as_str()).collect();
    let lines = documents::of_codes(tx, &keys)?;
    let lines = sight.open(tx, &lines)?;
    let mut found: Vec<Related> = Vec::new();
    for one in named {
        let mut fit: Vec<(Match, &PaperRow)> = lines
            .iter()
            .filter_map(|line| {
                let candidate =
                    Candidate { code: &line.code, issuer: &line.issuer, issued_on: line.issued_on };
                Some((matches(one, &candidate, before)?, line))
            })
            .collect();
        let Some(best) = fit.iter().map(|(how_sure, _)| *how_sure).max() else { continue };
        fit.retain(|(how_sure, _)| *how_sure == best);
        let sure = best >= Match::ByTwo && fit.len() == 1;
        for (_, line) in fit.into_iter().take(FIT_MOST) {
            if found.len() < RELATED_MOST && found.iter().all(|known| known.paper.id != line.id) {
                found.push(Related { paper: line.clone(), how: one.how, sure });
            }
        }
    }
    Ok(found)
}

/// Later papers that name this one.
pub fn named_by(tx: &mut Tx<'_>, sight: Sight<'_>, paper: &PaperRow) -> Result<Vec<Related>, StoreError> {
    if paper.code.is_empty() {
        return Ok(Vec::new());
    }
    let key = documents::text::near::code_key(&paper.code);
    let named = documents::named_by(tx, &key)?;
    let ids: Vec<_> = named.iter().map(|(id, _)| *id).filter(|id| *id != paper.id).collect();
    let lines = documents::papers(tx, &ids)?;
    let lines = sight.open(tx, &lines)?;
    let this = Candidate { code: &paper.code, issuer: &paper.issuer, issued_on: paper.issued_on };
    let mut found: Vec<Related> = Vec::new();
    for (id, one) in named {
        let Some(line) = lines.iter().find(|line| line.id == id && line.voided_why.is_none()) else {
            continue;
        };
        let before = line.issued_on.or(Some(line.arrived_on));
        // Named by number alone, it may be another year's or another body's.
        let surely = matches(&one, &this, before).is_some_and(|how_sure| how_sure >= Match::ByTwo);
        if surely && found.len() < RELATED_MOST && found.iter().all(|known| known.paper.id != id) {
            found.push(Related { paper: line.clone(), how: one.how, sure: true });
        }
    }
    found.sort_by_key(|one| one.how);
    Ok(found)
}

/// Papers that wait since before their texts were looked through.
pub fn mark_older(office: &Office) -> anyhow::Result<()> {
    documents::mark_older(office)?;
    loop {
        let waiting = office.read_blocking(|tx| {
            let mut found = Vec::new();
            for id in store::unmarked_receipts(tx, 20)? {
                let receipt = store::receipt(tx, id)?.filter(|receipt| receipt.state == "waiting");
                found.push((id, receipt.and_then(|receipt| receipt.reading()).map(|read| marks(&read))));
            }
            Ok::<_, StoreError>(found)
        })?;
        if waiting.is_empty() {
            return Ok(());
        }
        office.operate(move |tx| {
            for (id, marks) in &waiting {
                if let Some(marks) = marks {
                    documents::delete_marks(tx, id.uuid())?;
                    documents::insert_marks(tx, (id.uuid(), None), marks)?;
                }
                store::marked_receipt(tx, *id)?;
            }
            Ok(())
        })?;
    }
}

/// What is taken from a reading so that its text can be found again.
#[must_use]
pub fn marks(reading: &Reading) -> documents::text::Marks {
    documents::text::Marks::of(&reading.text, reading.facts.code.as_deref().unwrap_or_default())
}

/// "Waits", with the alarm where the very same file, or nearly the same text, is in the book or waits already. Of what
/// the giver may not see nothing is said.
pub(crate) fn said_of(
    office: &Office,
    actor: &Actor,
    (blob, id): (BlobHash, Id<Receipt>),
) -> Result<Msg, Refusal> {
    let today = office.now().date();
    Ok(office.read_blocking(|tx| -> Result<Msg, StoreError> {
        let reader = reader(tx, actor, today)?;
        let sight = match &reader {
            None => Sight::All,
            Some(Some(viewer)) => Sight::Of(viewer),
            Some(None) => return Ok(t::door_received()),
        };
        if let Some((paper, number)) = documents::same_bytes(tx, blob)?
            && sight.sees(tx, paper)?
        {
            return Ok(t::door_already(number));
        }
        if store::waits_too(tx, blob, Some(id))?.is_some() {
            return Ok(t::door_waits_already());
        }
        let Some(receipt) = store::receipt(tx, id)? else { return Ok(t::door_received()) };
        let twin = twins(tx, sight, &receipt)?.into_iter().find(|twin| twin.verdict != Verdict::Alike);
        Ok(match twin.map(|twin| (twin.which, twin.compared.percent)) {
            Some((Which::Paper(paper), percent)) => t::door_near(paper.number, u32::from(percent)),
            Some((Which::Receipt(_), percent)) => t::door_near_waiting(u32::from(percent)),
            None => t::door_received(),
        })
    })?)
}
