//! Handwriting that the reader saw is offered for typing: a picture of each place, and a field beside it. On the accept
//! screen it goes into the book with the paper; later it is typed on the paper's page.

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use documents::{FileRow, Paper, Typed, WritingRow, WrittenAt};
use kernel::{BlobHash, Id, Refusal, StoreError, Tx};
use people::{House, Viewer, act_id, refused};
use reading::{Area, Reading};
use ui::form::{Field, Form};
use ui::{Button, Card, Crop, Ctx, Html, Notice};

use super::keeping::one;
use crate::acts::{TypeWriting, type_writing};
use crate::store::{self, AnnexRow, ReceiptRow};
use crate::{TYPE, t};

/// Places offered on the accept screen; the rest is typed on the paper's page.
const OFFERED_MOST: usize = 8;
/// Places shown on a paper's page.
const SHOWN_MOST: usize = 40;
/// What is seen around a place, as a part of the page.
const AROUND: u32 = 150;
const WHOLE: u32 = 10_000;

/// Where a region lies, in ten-thousandths of the page.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the page before")]
fn place(area: &Area) -> WrittenAt {
    let part = |share: f64| (share.clamp(0.0, 1.0) * f64::from(WHOLE)).round() as u32;
    let (x, y) = (part(area.x).min(WHOLE - 1), part(area.y).min(WHOLE - 1));
    let long = |share: f64, from: u32| part(share).clamp(1, WHOLE - from);
    WrittenAt { page: area.page, x, y, w: long(area.w, x), h: long(area.h, y) }
}

/// As a form carries it.
fn said(place: &WrittenAt) -> String {
    let WrittenAt { page, x, y, w, h } = place;
    format!("{page},{x},{y},{w},{h}")
}

fn parsed(text: &str) -> Option<WrittenAt> {
    let parts: Vec<u32> = text.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [page, x, y, w, h] = <[u32; 5]>::try_from(parts).ok()?;
    Some(WrittenAt { page, x, y, w, h })
}

fn crop(ctx: &Ctx, src: &str, place: &WrittenAt) -> Html {
    let (x, y) = (place.x.saturating_sub(AROUND), place.y.saturating_sub(AROUND));
    let right = place.x.saturating_add(place.w).saturating_add(AROUND).min(WHOLE);
    let low = place.y.saturating_add(place.h).saturating_add(AROUND).min(WHOLE);
    let area = [x, y, right.saturating_sub(x), low.saturating_sub(y)];
    Crop::new(src, area, t::writing_seen(place.page)).render(ctx.lang)
}

/// A place with its fields. Their names end in the place's number.
fn fields<'a>(ctx: &Ctx, form: Form<'a>, (n, src, place): (usize, &str, &WrittenAt)) -> Form<'a> {
    form.html(&crop(ctx, src, place))
        .hidden(format!("written-at-{n}"), said(place))
        .put(Field::area(format!("written-{n}"), t::writing_text(place.page)).rows(2).optional())
        .put(Field::check(format!("written-none-{n}"), t::writing_none()))
}

/// The places of a waiting paper's first file, as a part of the form that registers it.
pub(super) fn offered<'a>(
    ctx: &'a Ctx,
    mut form: Form<'a>,
    receipt: &ReceiptRow,
    reading: Option<&Reading>,
) -> Form<'a> {
    let Some(reading) = reading.filter(|reading| !reading.regions.is_empty()) else { return form };
    let count = u64::try_from(reading.regions.len()).unwrap_or(0);
    // Folded away: registering goes on with Enter, whether anybody types it or not.
    form = form.html(&Html::trusted(format!(
        "<details class=\"fold\"><summary>{}</summary><p class=\"hint\">{}</p>",
        Html::text(&t::writing_title(count).say(ctx.lang)).as_str(),
        Html::text(&t::writing_lead().say(ctx.lang)).as_str()
    )));
    for (n, area) in reading.regions.iter().take(OFFERED_MOST).enumerate() {
        let src = format!("/incoming/{}/pages/{}", receipt.id, area.page);
        form = fields(ctx, form, (n, &src, &place(area)));
    }
    form.html(&Html::trusted("</details>"))
}

/// What was typed into such a form: words, or that there are none. Places that were left alone are not named.
pub(super) fn typed(form: &[(String, String)], blob: BlobHash) -> Result<Vec<Typed>, Refusal> {
    let mut typed = Vec::new();
    for (name, at) in form {
        let Some(n) = name.strip_prefix("written-at-") else { continue };
        let text = one(form, &format!("written-{n}")).trim().to_owned();
        let none = !one(form, &format!("written-none-{n}")).is_empty();
        if !text.is_empty() || none {
            let place = parsed(at).ok_or_else(Refusal::not_found)?;
            typed.push(Typed { blob, place, text });
        }
    }
    Ok(typed)
}

/// The fields of it that keep what was typed where the form is refused.
pub(super) fn kept(form: &[(String, String)]) -> impl Iterator<Item = (&str, String)> {
    form.iter()
        .filter(|(name, _)| name.starts_with("written-"))
        .map(|(name, value)| (name.as_str(), value.clone()))
}

/// The handwriting of a paper in the book.
pub(super) struct Written {
    places: Vec<Place>,
    may: bool,
}

struct Place {
    file: FileRow,
    at: WrittenAt,
    typed: Option<(WritingRow, String)>,
}

impl Written {
    pub fn load(
        tx: &mut Tx<'_>,
        viewer: &Viewer,
        (paper, files): (Id<Paper>, &[FileRow]),
    ) -> Result<Written, StoreError> {
        let mut places: Vec<Place> = Vec::new();
        let mut put = |file: &FileRow, at: WrittenAt| {
            if !places.iter().any(|known| (known.file.id, known.at) == (file.id, at)) {
                places.push(Place { file: file.clone(), at, typed: None });
            }
        };
        for receipt in store::receipts_of(tx, paper)? {
            let annexes: Vec<AnnexRow> = store::annexes(tx, receipt.id)?;
            let main = receipt.reading().map(|reading| (receipt.blob, reading));
            let further = annexes.iter().filter_map(|annex| Some((annex.blob, annex.reading()?)));
            for (blob, reading) in main.into_iter().chain(further) {
                let Some(file) = files.iter().find(|file| file.blob == blob) else { continue };
                reading.regions.iter().for_each(|area| put(file, place(area)));
            }
        }
        let rows = documents::writings(tx, paper)?;
        for row in &rows {
            if let Some(file) = files.iter().find(|file| file.id == row.file) {
                put(file, row.place);
            }
        }
        places.truncate(SHOWN_MOST);
        for place in &mut places {
            let row = rows.iter().find(|row| (row.file, row.place) == (place.file.id, place.at));
            if let Some(row) = row {
                let who = match row.person {
                    Some(person) => people::names::person(tx, person)?,
                    None => String::new(),
                };
                place.typed = Some((row.clone(), who));
            }
        }
        Ok(Written { places, may: viewer.may(TYPE) })
    }

    /// What was typed stands beside its picture; what nobody has typed yet is offered to who may.
    pub fn card(&self, ctx: &Ctx, paper: Id<Paper>) -> Html {
        let src = |place: &Place| format!("/papers/{paper}/files/{}/pages/{}", place.file.id, place.at.page);
        let (typed, open): (Vec<&Place>, Vec<&Place>) =
            self.places.iter().partition(|place| place.typed.is_some());
        let mut body = Vec::new();
        for place in &typed {
            let Some((row, who)) = &place.typed else { continue };
            // Somebody looked, and it is no writing.
            if row.text.is_empty() {
                continue;
            }
            let at = row.at.local().strftime("%H:%M %d/%m/%Y").to_string();
            let who = if who.is_empty() { t::system().say(ctx.lang) } else { who.clone() };
            body.push(Html::trusted(format!(
                "<figure class=\"written\">{}<figcaption><p>{}</p><p class=\"by\">{}</p></figcaption></figure>",
                crop(ctx, &src(place), &place.at).as_str(),
                Html::text(&row.text).as_str(),
                Html::text(&t::writing_by(at, who).say(ctx.lang)).as_str()
            )));
        }
        if self.may && !open.is_empty() {
            let mut form = Form::post(ctx, format!("/papers/{paper}/writings"));
            for (n, place) in open.iter().enumerate() {
                form = form.hidden(format!("written-file-{n}"), place.file.id.to_string());
                form = fields(ctx, form, (n, &src(place), &place.at));
            }
            let form = form.button(&Button::submit(t::writing_save()).icon("writing-sign")).render();
            let count = u64::try_from(open.len()).unwrap_or(0);
            body.push(ui::fold(ctx, t::writing_title(count), &form, false));
        } else if body.is_empty() {
            return Html::default();
        }
        Card::new(t::writing_card(), Html::stack(body)).padded().render(ctx.lang)
    }
}

/// Keeps what was typed on the paper's page.
pub async fn save(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<Vec<(String, String)>>,
) -> Response {
    let outcome = async {
        let paper = id.parse::<Id<Paper>>().map_err(|_| Refusal::not_found())?;
        viewer.ask(TYPE)?;
        let files = house.office().read(move |tx| documents::files(tx, paper)).await?;
        let mut all = Vec::new();
        for file in &files {
            // Each file's places by themselves: the form names the file beside the place.
            let key = file.id.to_string();
            let own = form.iter().filter(|(name, value)| name.starts_with("written-file-") && *value == key);
            let own: Vec<&str> = own.filter_map(|(name, _)| name.strip_prefix("written-file-")).collect();
            let named = |name: &str| name.rsplit('-').next().is_some_and(|n| own.contains(&n));
            let part: Vec<(String, String)> = form.iter().filter(|(name, _)| named(name)).cloned().collect();
            all.extend(typed(&part, file.blob)?);
        }
        if all.is_empty() {
            return Err(Refusal::invalid(t::writing_empty()));
        }
        let input = TypeWriting { paper, typed: all };
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, type_writing).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/papers/{id}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// What the reader saw beside the first signature, where several sign.
pub(super) fn cosigners(ctx: &Ctx, reading: Option<&Reading>) -> Option<Html> {
    let signed = &reading?.facts.cosigners;
    if signed.is_empty() {
        return None;
    }
    let one = |signer: &reading::Signer| {
        let parts = [&signer.form, &signer.position, &signer.name];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    };
    let names: Vec<String> = signed.iter().map(one).filter(|name| !name.is_empty()).collect();
    Some(Notice::plain(t::also_signed(names.join("; "))).render(ctx.lang))
}
