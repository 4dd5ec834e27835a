//! Which book a paper goes into: proposed by its kind, changed by the clerk. Each book says the number to expect.

use documents::SeriesRow;
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::Viewer;
use ui::form::{Choice, Field, Form};
use ui::{Ctx, Text};

use crate::books::{self, Shelf};
use crate::store::ReceiptRow;
use crate::t;

/// A book that this clerk registers in.
pub(super) struct Open {
    pub row: SeriesRow,
    /// None where the numbers depend on the kind of the paper, so that there is no one number to expect.
    pub expected: Option<i64>,
    /// The system that gives the numbers, when it is another one.
    pub master: Option<String>,
}

pub(super) struct Books {
    pub open: Vec<Open>,
    pub usual: usize,
    /// Why another book than the kind's is proposed.
    hint: Option<words::Msg>,
}

impl Books {
    /// The books open to this clerk, the usual one for a paper of this kind known.
    pub fn load(tx: &mut Tx<'_>, viewer: &Viewer, kind: &str, today: Date) -> Result<Books, StoreError> {
        let mut shelves = books::shelves(tx)?;
        shelves.retain(|shelf| shelf.row.active(today) && shelf.kept_by(viewer));
        let usual = books::usual(&shelves, kind, today).map(|shelf| shelf.row.id);
        let rules = rulebook::rules(tx)?;
        let mut open = Vec::new();
        for Shelf { row, .. } in shelves {
            let (mut expected, mut master) = (Some(1), None);
            match documents::numbering::book_for(tx, &row, (kind, today))? {
                Some(book) => {
                    expected = Some(documents::book_state(tx, &book)?.counter + 1);
                    master = book.master;
                }
                None if documents::numbering::by_kind(&rules, &row, today) => expected = None,
                None => {}
            }
            open.push(Open { row, expected, master });
        }
        let at = open.iter().position(|one| Some(one.row.id) == usual).unwrap_or(0);
        Ok(Books { open, usual: at, hint: None })
    }

    /// Papers like it went into another book: filled in when that is sure, else said below the field.
    pub fn propose(&mut self, offer: &directions::Offer, take: bool) {
        let Some(at) = self.open.iter().position(|one| one.row.id.to_string() == offer.value) else { return };
        if offer.sure || take {
            self.usual = at;
            self.hint = Some(offer.why.clone());
        } else {
            self.hint = Some(t::offered(offer.why.clone()));
        }
    }

    pub fn proposed(&self) -> Option<&Open> {
        self.open.get(self.usual)
    }

    /// What stands above the form.
    pub fn said(&self) -> words::Msg {
        match self.proposed() {
            Some(Open { master: Some(master), .. }) => t::number_from(master.clone()),
            Some(Open { expected: Some(number), .. }) => t::expected(*number),
            Some(_) => t::expected_by_kind(),
            // Nothing was registered yet: the office's own book opens with the first paper.
            None => t::expected(1),
        }
    }

    /// The choice of the book where there is one, and the number where another system gives it. With each book
    /// stands its expected number, so that it follows the choice without a script.
    pub fn fields<'a>(&self, ctx: &Ctx, mut form: Form<'a>) -> Form<'a> {
        if self.open.len() > 1 {
            let choices = self.open.iter().map(|one| {
                let next = match (&one.master, one.expected) {
                    (Some(master), _) => t::number_from(master.clone()),
                    (None, Some(number)) => t::expected(number),
                    (None, None) => t::expected_by_kind(),
                };
                let said = format!("{} · {}", one.row.name, next.say(ctx.lang));
                Choice::new(one.row.id.to_string(), Text::from(said))
            });
            let usual = self.proposed().map_or_else(String::new, |one| one.row.id.to_string());
            let field = Field::select("book", t::into_book(), choices).value(usual);
            form = form.put(match &self.hint {
                Some(why) => field.hint(why.clone()),
                None => field,
            });
        }
        if let Some(master) = self.open.iter().find_map(|one| one.master.clone()) {
            let mut number = Field::number("number", t::number_given()).hint(t::number_hint(master));
            if self.open.len() == 1 {
                number = number.required();
            }
            form = form.put(number);
        }
        form
    }
}

/// A paper that came on an earlier day says so: it may belong into the book of the year before.
pub(super) fn arrival(receipt: &ReceiptRow, today: Date) -> Option<Field> {
    // What was fetched arrived when it came to where it was fetched from.
    let came = receipt.came_at.map(kernel::Instant::date);
    let day =
        came.filter(|day| *day < receipt.day && rules::days_left(today, *day) <= 31).unwrap_or(receipt.day);
    (day < today)
        .then(|| Field::date("arrived_on", t::arrived_on()).value(day.to_string()).hint(t::arrived_hint()))
}

/// The series a form names; empty is the office's own.
pub(super) fn named(text: &str) -> Result<Option<Id<documents::Series>>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Refusal::not_found())
}

/// The kind as it was read.
pub(super) fn kind_read(receipt: Option<&ReceiptRow>) -> String {
    receipt.and_then(ReceiptRow::reading).and_then(|reading| reading.facts.kind).unwrap_or_default()
}
