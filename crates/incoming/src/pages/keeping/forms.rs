//! The cards and forms below a paper's facts.

use documents::PaperRow;
use documents::acts::COPY_FORMS;
use jiff::civil::Date;
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Cell, Column, Ctx, Facts, Html, Table, Text, fold};

use super::Kept;
use crate::t;

/// A paper's line on a page, in the list that it was opened from.
pub(in crate::pages) struct Line<'a> {
    pub ctx: &'a Ctx,
    pub paper: &'a PaperRow,
    /// The list, as it stands in the address.
    pub list: &'a str,
}

impl<'a> Line<'a> {
    /// A form that keeps the list.
    fn form(&self, action: String) -> Form<'a> {
        Form::post(self.ctx, action).hidden("list", self.list)
    }
}

fn field_name(field: &str) -> words::Msg {
    match field {
        "code" => t::code(),
        "kind" => t::kind(),
        "issuer" => t::issuer(),
        "issued_on" => t::issued_on(),
        "urgency" => t::urgency(),
        "asked_by" => t::asked_by(),
        "reserved" => t::book_reserved(),
        _ => t::subject(),
    }
}

fn form_name(form: &str) -> words::Msg {
    match form {
        "paper" => t::copy_paper(),
        "fax" => t::copy_fax(),
        _ => t::copy_electronic(),
    }
}

/// The value as it reads on a page; dates are stored the other way round.
fn legible(value: &str) -> String {
    value.parse::<Date>().map_or_else(|_| value.to_owned(), vietnamese::format_date)
}

/// The cards below a paper's facts: what was corrected, what came later, where the original is; and for who
/// keeps the book, the forms.
pub(in crate::pages) fn cards(line: &Line<'_>, kept: &Kept, filled: &Filled) -> Vec<Html> {
    let (ctx, paper) = (line.ctx, line.paper);
    let mut cards = Vec::new();
    if !kept.corrections.is_empty() {
        let columns =
            [t::col_field(), t::col_old(), t::col_new(), t::col_why(), t::col_who()].map(Column::new);
        let table =
            kept.corrections.iter().fold(Table::new(t::corrections(), columns), |table, (row, who)| {
                let old = if row.old.is_empty() { "—".to_owned() } else { legible(&row.old) };
                let struck = Html::trusted(format!("<s>{}</s>", ui::html::escape(&old)));
                table.row([
                    Cell::text(&field_name(&row.field).say(ctx.lang)),
                    Cell::html(struck),
                    Cell::text(&legible(&row.new)),
                    Cell::text(&row.why),
                    Cell::text(who).by(row.at.local().strftime("%H:%M %d/%m/%Y").to_string()),
                ])
            });
        cards.push(Card::new(t::corrections(), table.render(ctx.lang)).render(ctx.lang));
    }
    if let Some(card) = unit_card(line, kept, filled) {
        cards.push(card);
    }
    let mut papers = Vec::new();
    if !kept.copies.is_empty() || !kept.moves.is_empty() {
        let mut facts = Facts::new();
        for copy in &kept.copies {
            let on = vietnamese::format_date(copy.arrived_on);
            let note = if copy.note.is_empty() { on } else { format!("{on} · {}", copy.note) };
            facts = facts.text(form_name(&copy.form), &note);
        }
        for (row, to, by) in &kept.moves {
            let mut said = format!("{} · {to}", vietnamese::format_date(row.moved_on));
            if !row.signed.is_empty() {
                said = format!("{said} · {}", row.signed);
            }
            if let Some(at) = row.confirmed_at {
                let at = at.local().strftime("%d/%m/%Y").to_string();
                said = format!("{said} · {}", t::confirmed_by(at, by.clone()).say(ctx.lang));
            }
            facts = facts.text(t::original_to(), &said);
        }
        papers.push(facts.render(ctx.lang));
    }
    if let (true, Some((row, _, _))) = (kept.mine, kept.moves.last()) {
        let form = line
            .form(format!("/papers/{}/originals/{}", paper.id, row.id))
            .inline()
            .button(&Button::submit(t::confirm_original()).main().icon("check"))
            .render();
        papers.push(form);
    }
    if kept.keeps && paper.voided_why.is_none() {
        // The paper original goes into the printer.
        let stamp = format!("/papers/{}/stamped.pdf?alone=1", paper.id);
        papers.push(Button::pdf(t::print_stamp(), stamp).plain().render(ctx.lang));
        papers.push(copy_form(line, filled));
        papers.push(move_form(line, filled));
    }
    if !papers.is_empty() {
        cards.push(Card::new(t::on_paper(), Html::stack(papers)).padded().render(ctx.lang));
    }
    if kept.keeps && paper.voided_why.is_none() {
        let lines = if paper.reserved_why.is_some() {
            vec![line_form(line, "filling", filled), void_form(line, filled)]
        } else {
            vec![line_form(line, "corrections", filled), void_form(line, filled)]
        };
        cards.push(Card::new(t::keep_line(), Html::stack(lines)).padded().render(ctx.lang));
    }
    cards
}

/// The paper's numbers in units' books, and the form that gives it one.
fn unit_card(line: &Line<'_>, kept: &Kept, filled: &Filled) -> Option<Html> {
    let (ctx, paper) = (line.ctx, line.paper);
    if kept.entries.is_empty() && kept.open.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    let mut facts = Facts::new();
    for (entry, _) in &kept.entries {
        let on = vietnamese::format_date(entry.entered_on);
        let said = match &entry.voided_why {
            Some(why) => format!("{} · {}", entry.number, t::voided(why.clone()).say(ctx.lang)),
            None => t::unit_number(entry.number, on).say(ctx.lang),
        };
        facts = facts.text(Text::from(entry.book_name.clone()), &said);
    }
    if !kept.entries.is_empty() {
        parts.push(facts.render(ctx.lang));
    }
    for (id, name) in &kept.open {
        let form = line
            .form(format!("/papers/{}/entries", paper.id))
            .inline()
            .hidden("series", id.to_string())
            .button(&Button::submit(t::enter_in(name.clone())).main().icon("book"))
            .render();
        parts.push(form);
    }
    for (entry, keeps) in &kept.entries {
        if *keeps && entry.voided_why.is_none() {
            let form = line
                .form(format!("/papers/{}/entries/{}/voiding", paper.id, entry.id))
                .filled(filled)
                .put(Field::text("why_entry", t::void_reason()).required())
                .button(&Button::submit(t::void_line()).icon("x"))
                .render();
            parts.push(fold(ctx, t::void_unit_number(entry.number), &form, typed(filled, "why_entry")));
        }
    }
    Some(Card::new(t::unit_books(), Html::stack(parts)).padded().render(ctx.lang))
}

fn typed(filled: &Filled, name: &str) -> bool {
    !filled.faults.is_empty() && filled.values.contains_key(name)
}

fn copy_form(line: &Line<'_>, filled: &Filled) -> Html {
    let (ctx, paper) = (line.ctx, line.paper);
    let forms = COPY_FORMS.map(|form| Choice::new(form, form_name(form)));
    let form = line
        .form(format!("/papers/{}/copies", paper.id))
        .filled(filled)
        .row([
            Field::select("form", t::copy_form(), forms),
            Field::date("arrived_on", t::arrived_on()).required(),
        ])
        .put(Field::text("note", t::note()).optional())
        .button(&Button::submit(t::join_copy()).icon("files"))
        .render();
    fold(ctx, t::join_copy(), &form, typed(filled, "form"))
}

fn move_form(line: &Line<'_>, filled: &Filled) -> Html {
    let (ctx, paper) = (line.ctx, line.paper);
    let form = line
        .form(format!("/papers/{}/originals", paper.id))
        .filled(filled)
        .put(Field::combo("to", t::original_to(), "/papers/receivers").required().hint(t::original_to_hint()))
        .row([
            Field::date("moved_on", t::moved_on()).required(),
            Field::text("signed", t::signed()).optional().hint(t::signed_hint()),
        ])
        .button(&Button::submit(t::hand_over()).icon("arrow-forward-up"))
        .render();
    fold(ctx, t::hand_over(), &form, typed(filled, "moved_on"))
}

fn line_form(line: &Line<'_>, verb: &str, filled: &Filled) -> Html {
    let (ctx, paper) = (line.ctx, line.paper);
    let day = |date: Option<Date>| date.map_or(String::new(), |date| date.to_string());
    let urgencies = [
        Choice::new("", t::urgency_none()),
        Choice::new("urgent", t::urgency_urgent()),
        Choice::new("very", t::urgency_very()),
        Choice::new("flash", t::urgency_flash()),
    ];
    let mut form = line
        .form(format!("/papers/{}/{verb}", paper.id))
        .filled(filled)
        .row([
            Field::text("code", t::code()).value(paper.code.clone()),
            Field::date("issued_on", t::issued_on()).value(day(paper.issued_on)),
        ])
        .put(Field::text("issuer", t::issuer()).required().value(paper.issuer.clone()))
        .row([
            Field::text("kind", t::kind()).value(paper.kind.clone()),
            Field::select("urgency", t::urgency(), urgencies).value(paper.urgency.clone()),
        ])
        .put(Field::area("subject", t::subject()).required().value(paper.subject.clone()))
        .put(Field::date("asked_by", t::asked_by()).optional().value(day(paper.asked_by)));
    let (title, button) = if verb == "filling" {
        (t::fill_line(), Button::submit(t::fill_line()).main().icon("check"))
    } else {
        form = form.put(Field::text("why", t::correct_why()).required());
        (t::correct_line(), Button::submit(t::correct_line()).icon("edit"))
    };
    fold(ctx, title, &form.button(&button).render(), verb == "filling" || typed(filled, "code"))
}

fn void_form(line: &Line<'_>, filled: &Filled) -> Html {
    let (ctx, paper) = (line.ctx, line.paper);
    let form = line
        .form(format!("/papers/{}/voiding", paper.id))
        .filled(filled)
        .put(Field::text("why", t::void_reason()).required())
        .button(&Button::submit(t::void_line()).icon("x"))
        .render();
    fold(ctx, t::void_line(), &form, typed(filled, "why") && !typed(filled, "code"))
}
