//! Keeping the lines of a book: corrections, voided and reserved numbers, later copies, who holds the paper original.

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use documents::acts::{COPY_FORMS, Void};
use documents::{
    Confirm, Copy, CopyRow, Correct, CorrectionRow, Enter, EntryRow, Fill, KEEP, KEEP_UNIT, Move, MoveRow,
    NewPaper, Paper, PaperRow, Series, VoidEntry,
};
use jiff::civil::Date;
use kernel::{Act, Id, Refusal, StoreError, Tx};
use people::{House, Post, Viewer, act_id, faults, refused};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Cell, Column, Ctx, Empty, Facts, Html, Page, Table, Text, fold};

use super::accept::date;
use super::filter::Query;
use crate::{READ, books, t};

pub(super) type Posted = PostedForm<Vec<(String, String)>>;

/// What is kept beside a line.
pub(super) struct Kept {
    pub corrections: Vec<(CorrectionRow, String)>,
    pub copies: Vec<CopyRow>,
    /// Each hand-over with the titles it goes between and who confirmed it.
    pub moves: Vec<(MoveRow, String, String)>,
    /// Posts that somebody holds, for handing the original over.
    pub posts: Vec<(Id<Post>, String)>,
    /// The last hand-over went to the reader, who has not confirmed it yet.
    pub mine: bool,
    /// The reader keeps the book that the line is in.
    pub keeps: bool,
    /// Its numbers in units' books that the reader sees, with whether the reader keeps them.
    pub entries: Vec<(EntryRow, bool)>,
    /// Units' books that the reader may give it a number in.
    pub open: Vec<(Id<Series>, String)>,
}

pub(super) fn load(tx: &mut Tx<'_>, viewer: &Viewer, line: &PaperRow) -> Result<Kept, StoreError> {
    let paper = line.id;
    let mut corrections = Vec::new();
    for row in documents::corrections(tx, paper)? {
        let who = match row.person {
            Some(person) => people::names::person(tx, person)?,
            None => String::new(),
        };
        corrections.push((row, who));
    }
    let mut moves = Vec::new();
    for row in documents::moves(tx, paper)? {
        let to = post_name(tx, row.to, viewer.today)?;
        let by = match row.confirmed_by {
            Some(person) => people::names::person(tx, person)?,
            None => String::new(),
        };
        moves.push((row, to, by));
    }
    let own = people::names::posts_of(tx, viewer.person, viewer.today)?;
    let mine = moves
        .last()
        .is_some_and(|(row, _, _)| row.confirmed_at.is_none() && own.iter().any(|post| post.id == row.to));
    let shelves = books::shelves(tx)?;
    let series = documents::book(tx, line.book)?.and_then(|book| book.series);
    let of = |id: Option<Id<Series>>| shelves.iter().find(|shelf| Some(shelf.row.id) == id);
    let keeps = of(series).map_or(viewer.may(KEEP), |shelf| shelf.kept_by(viewer));
    let entries: Vec<_> = documents::entries(tx, paper)?
        .into_iter()
        .filter_map(|entry| {
            let shelf = of(entry.series).filter(|shelf| shelf.seen_by(viewer))?;
            Some((entry, shelf.kept_by(viewer)))
        })
        .collect();
    let has = |id: Id<Series>| {
        series == Some(id)
            || entries.iter().any(|(entry, _)| entry.series == Some(id) && entry.voided_why.is_none())
    };
    let mut open = Vec::new();
    if line.voided_why.is_none() && line.reserved_why.is_none() && directions::may_see(tx, viewer, paper)? {
        open.extend(
            shelves
                .iter()
                .filter(|shelf| shelf.row.unit.is_some() && shelf.row.active(viewer.today))
                .filter(|shelf| shelf.kept_by(viewer) && !has(shelf.row.id))
                .map(|shelf| (shelf.row.id, shelf.row.name.clone())),
        );
    }
    let mut posts = Vec::new();
    if keeps {
        for post in people::names::posts(tx, viewer.today)? {
            if let Some(holder) = post.holder_name {
                posts.push((post.id, format!("{holder} ({}, {})", post.title, post.unit_name)));
            }
        }
    }
    Ok(Kept { corrections, copies: documents::copies(tx, paper)?, moves, posts, mine, keeps, entries, open })
}

pub(super) fn post_name(tx: &mut Tx<'_>, post: Id<Post>, on: Date) -> Result<String, StoreError> {
    Ok(people::names::post(tx, post, on)?.map_or_else(String::new, |post| match post.holder_name {
        Some(holder) => format!("{holder} ({})", post.title),
        None => format!("{} · {}", post.title, post.unit_name),
    }))
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
pub(super) fn cards(ctx: &Ctx, paper: &PaperRow, kept: &Kept, filled: &Filled) -> Vec<Html> {
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
    if let Some(card) = unit_card(ctx, paper, kept, filled) {
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
        let form = Form::post(ctx, format!("/papers/{}/originals/{}", paper.id, row.id))
            .inline()
            .button(&Button::submit(t::confirm_original()).main().icon("check"))
            .render();
        papers.push(form);
    }
    if kept.keeps && paper.voided_why.is_none() {
        // The paper original goes into the printer.
        let stamp = format!("/papers/{}/stamped.pdf?alone=1", paper.id);
        papers.push(Button::pdf(t::print_stamp(), stamp).plain().render(ctx.lang));
        papers.push(copy_form(ctx, paper, filled));
        papers.push(move_form(ctx, paper, kept, filled));
    }
    if !papers.is_empty() {
        cards.push(Card::new(t::on_paper(), Html::stack(papers)).padded().render(ctx.lang));
    }
    if kept.keeps && paper.voided_why.is_none() {
        let lines = if paper.reserved_why.is_some() {
            vec![line_form(ctx, paper, "filling", filled), void_form(ctx, paper, filled)]
        } else {
            vec![line_form(ctx, paper, "corrections", filled), void_form(ctx, paper, filled)]
        };
        cards.push(Card::new(t::keep_line(), Html::stack(lines)).padded().render(ctx.lang));
    }
    cards
}

/// The paper's numbers in units' books, and the form that gives it one.
fn unit_card(ctx: &Ctx, paper: &PaperRow, kept: &Kept, filled: &Filled) -> Option<Html> {
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
        let form = Form::post(ctx, format!("/papers/{}/entries", paper.id))
            .inline()
            .hidden("series", id.to_string())
            .button(&Button::submit(t::enter_in(name.clone())).main().icon("book"))
            .render();
        parts.push(form);
    }
    for (entry, keeps) in &kept.entries {
        if *keeps && entry.voided_why.is_none() {
            let form = Form::post(ctx, format!("/papers/{}/entries/{}/voiding", paper.id, entry.id))
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

fn copy_form(ctx: &Ctx, paper: &PaperRow, filled: &Filled) -> Html {
    let forms = COPY_FORMS.map(|form| Choice::new(form, form_name(form)));
    let form = Form::post(ctx, format!("/papers/{}/copies", paper.id))
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

fn move_form(ctx: &Ctx, paper: &PaperRow, kept: &Kept, filled: &Filled) -> Html {
    let posts = kept.posts.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone())));
    let form = Form::post(ctx, format!("/papers/{}/originals", paper.id))
        .filled(filled)
        .put(Field::select("to", t::original_to(), posts))
        .row([
            Field::date("moved_on", t::moved_on()).required(),
            Field::text("signed", t::signed()).optional().hint(t::signed_hint()),
        ])
        .button(&Button::submit(t::hand_over()).icon("arrow-forward-up"))
        .render();
    fold(ctx, t::hand_over(), &form, typed(filled, "moved_on"))
}

fn line_form(ctx: &Ctx, paper: &PaperRow, verb: &str, filled: &Filled) -> Html {
    let day = |date: Option<Date>| date.map_or(String::new(), |date| date.to_string());
    let urgencies = [
        Choice::new("", t::urgency_none()),
        Choice::new("urgent", t::urgency_urgent()),
        Choice::new("very", t::urgency_very()),
        Choice::new("flash", t::urgency_flash()),
    ];
    let mut form = Form::post(ctx, format!("/papers/{}/{verb}", paper.id))
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

fn void_form(ctx: &Ctx, paper: &PaperRow, filled: &Filled) -> Html {
    let form = Form::post(ctx, format!("/papers/{}/voiding", paper.id))
        .filled(filled)
        .put(Field::text("why", t::void_reason()).required())
        .button(&Button::submit(t::void_line()).icon("x"))
        .render();
    fold(ctx, t::void_line(), &form, typed(filled, "why") && !typed(filled, "code"))
}

pub(super) fn one<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

fn paper_of(form: &[(String, String)]) -> Result<NewPaper, Refusal> {
    Ok(NewPaper {
        code: one(form, "code").to_owned(),
        kind: one(form, "kind").to_owned(),
        issuer: one(form, "issuer").to_owned(),
        issued_on: date(one(form, "issued_on"), "issued_on")?,
        subject: one(form, "subject").to_owned(),
        urgency: one(form, "urgency").to_owned(),
        asked_by: date(one(form, "asked_by"), "asked_by")?,
        files: Vec::new(),
    })
}

fn day(form: &[(String, String)], name: &'static str) -> Result<Date, Refusal> {
    date(one(form, name), name)?.ok_or_else(|| Refusal::invalid(t::date_shape()).field(name))
}

/// Runs an act on a paper's line and shows the paper again.
async fn run<I, O>(
    (house, viewer, id): (House, Viewer, String),
    form: Vec<(String, String)>,
    input: impl FnOnce(&[(String, String)], Id<Paper>) -> Result<I, Refusal>,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Response
where
    I: Send + Clone + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    let outcome = async {
        // Whose book the line is in, the act asks.
        viewer.ask(KEEP).or_else(|_| viewer.ask(KEEP_UNIT))?;
        let paper = id.parse().map_err(|_| Refusal::not_found())?;
        let input = input(&form, paper)?;
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, act).await
    }
    .await;
    match outcome {
        Ok(_) => Redirect::to(&format!("/papers/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            super::book::screen(&house, &viewer, &id, (Query::default(), &filled)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

macro_rules! action {
    ($name:ident, $act:path, |$form:ident, $paper:ident| $input:expr) => {
        pub async fn $name(
            State(house): State<House>,
            viewer: Viewer,
            Path(id): Path<String>,
            PostedForm(form): Posted,
        ) -> Response {
            run((house, viewer, id), form, |$form, $paper| Ok($input), $act).await
        }
    };
}

action!(correct, documents::correct, |form, paper| {
    let NewPaper { code, kind, issuer, issued_on, subject, urgency, asked_by, .. } = paper_of(form)?;
    let why = one(form, "why").to_owned();
    Correct { paper, code, kind, issuer, issued_on, subject, urgency, asked_by, why }
});
action!(fill, documents::fill_reserved, |form, paper| Fill { paper, with: paper_of(form)? });
action!(void, documents::void_number, |form, paper| Void { paper, why: one(form, "why").to_owned() });
action!(copy, documents::join_copy, |form, paper| Copy {
    paper,
    form: one(form, "form").to_owned(),
    arrived_on: day(form, "arrived_on")?,
    note: one(form, "note").to_owned(),
});
action!(hand_over, documents::move_original, |form, paper| Move {
    paper,
    to: one(form, "to").parse().map_err(|_| Refusal::invalid(t::choose_one()).field("to"))?,
    moved_on: day(form, "moved_on")?,
    signed: one(form, "signed").to_owned(),
});

/// The unit's clerk gives the paper a number in the unit's book.
pub async fn enter(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        viewer.ask(KEEP_UNIT)?;
        let paper = id.parse().map_err(|_| Refusal::not_found())?;
        let series = one(&form, "series").parse().map_err(|_| Refusal::not_found())?;
        let (input, act) = (Enter { paper, series }, act_id(one(&form, "act_id"))?);
        house.office().act(viewer.actor(), act, input, crate::acts::enter).await
    }
    .await;
    match outcome {
        Ok(_) => Redirect::to(&format!("/papers/{id}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn void_entry(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, entry)): Path<(String, String)>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        viewer.ask(KEEP_UNIT)?;
        let entry = entry.parse().map_err(|_| Refusal::not_found())?;
        let input = VoidEntry { entry, why: one(&form, "why_entry").to_owned() };
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, documents::void_entry).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/papers/{id}")).into_response(),
        Err(mut refusal) if refusal.field.is_some() => {
            refusal.field = Some("why_entry");
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            super::book::screen(&house, &viewer, &id, (Query::default(), &filled)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// The receiver confirms; whoever that is, the act asks.
pub async fn confirm(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, moved)): Path<(String, String)>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        let paper: Id<Paper> = id.parse().map_err(|_| Refusal::not_found())?;
        let handed = moved.parse().map_err(|_| Refusal::not_found())?;
        let act = act_id(one(&form, "act_id"))?;
        house.office().act(viewer.actor(), act, Confirm { paper, handed }, documents::confirm_original).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/papers/{id}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// Originals that are out, the longest away first.
pub async fn originals(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(READ) {
        return refused(&ctx, &refusal);
    }
    let (today, reader) = (viewer.today, viewer.clone());
    let found = house
        .office()
        .read(move |tx| {
            let seen = books::seen_books(tx, &reader)?;
            let seen: std::collections::HashSet<_> = seen.into_iter().map(|(book, _)| book.id).collect();
            let mut rows = Vec::new();
            for row in documents::originals_out(tx, 300)? {
                let Some(paper) = documents::paper(tx, row.paper)? else { continue };
                if !seen.contains(&paper.book) {
                    continue;
                }
                let who = post_name(tx, row.to, today)?;
                rows.push((row, paper, who));
            }
            Ok(rows)
        })
        .await;
    let rows = match found {
        Ok(rows) => rows,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let of_day = Form::get(&ctx, "/papers/originals.pdf")
        .attr("data-turbo", "false")
        .attr("target", "_blank")
        .inline()
        .put(Field::date("day", t::moved_on()).value(today.to_string()))
        .button(&Button::submit(t::print_handed()).icon("printer"))
        .render();
    if rows.is_empty() {
        let body = Empty::new("archive", t::originals_none()).next(t::originals_next()).render(ctx.lang);
        return Page::new(&ctx, t::originals()).body(Html::stack([of_day, body])).into_response();
    }
    let columns = [
        Column::new(t::col_number()).narrow(),
        Column::new(t::subject()),
        Column::new(t::original_to()),
        Column::new(t::moved_on()).narrow(),
        Column::new(t::col_held()).narrow(),
    ];
    let table = rows.iter().fold(Table::new(t::originals(), columns), |table, (row, paper, who)| {
        let days = row.moved_on.until(today).map_or(0, |span| span.get_days());
        let state = if row.confirmed_at.is_some() { t::confirmed() } else { t::not_confirmed() };
        table.row([
            Cell::text(&paper.number.to_string()).strong().href(format!("/papers/{}", paper.id)),
            Cell::text(&paper.subject).by(paper.code.clone()),
            Cell::text(who).by(state.say(ctx.lang)),
            Cell::text(&vietnamese::format_date(row.moved_on)),
            Cell::text(&t::days_out(days).say(ctx.lang)),
        ])
    });
    let unsigned = Button::pdf(t::print_unsigned(), "/papers/originals.pdf").render(ctx.lang);
    Page::new(&ctx, t::originals())
        .actions([unsigned])
        .body(Html::stack([of_day, table.render(ctx.lang)]))
        .into_response()
}
