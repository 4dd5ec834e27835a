//! Papers that belong together: proposed on the accept screen and on a paper's page, taken with one key.

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use documents::text::How;
use documents::{PaperRow, PartPapers, Relate};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, act_id, refused};
use ui::form::{Filled, Form};
use ui::{Button, Card, Ctx, Html};

use super::keeping::one;
use crate::acts::{self, Relates};
use crate::near::{self, Related, Sight};
use crate::t;

/// How one stands to an earlier one.
pub(super) fn how_said(how: How) -> words::Msg {
    match how {
        How::Answers => t::how_answers(),
        How::CarriesOut => t::how_carries_out(),
        How::Cites => t::how_cites(),
        How::Related => t::how_related(),
    }
}

/// The same seen from the earlier one.
fn turned(how: How) -> words::Msg {
    match how {
        How::Answers => t::how_answered(),
        How::CarriesOut => t::how_carried_out(),
        How::Cites => t::how_cited(),
        How::Related => t::how_related(),
    }
}

/// "trả lời **402/UBND-TH** · số đến 12, 05/02/2026 · xin ý kiến …", the number a link.
fn line(ctx: &Ctx, paper: &PaperRow, how: &words::Msg) -> String {
    let code = if paper.code.is_empty() { "—" } else { &paper.code };
    let on = paper.issued_on.map_or_else(String::new, |on| format!(", {}", vietnamese::format_date(on)));
    let by = format!("{}{on} · {}", t::arrival_number(paper.number.to_string()).say(ctx.lang), paper.issuer);
    format!(
        "<span class=\"related\">{} <a href=\"/papers/{}\"><b>{}</b></a> <span class=\"by\">{}</span> {}</span>",
        ui::html::escape(&how.say(ctx.lang)),
        paper.id,
        ui::html::escape(code),
        ui::html::escape(&by),
        ui::html::escape(&paper.subject)
    )
}

/// The boxes of the accept screen; what is sure is ticked, so that Enter takes it.
pub(super) fn boxes(ctx: &Ctx, related: &[Related], filled: &Filled) -> Html {
    if related.is_empty() {
        return Html::default();
    }
    let typed =
        (!filled.faults.is_empty()).then(|| filled.values.get("relates").cloned().unwrap_or_default());
    let each: String = related
        .iter()
        .map(|one| {
            let value = format!("{}:{}", one.how.code(), one.paper.id);
            let on = typed.as_ref().map_or(one.sure, |typed| typed.contains(&value));
            let unsure = if one.sure {
                String::new()
            } else {
                format!(
                    " <span class=\"by\">({})</span>",
                    ui::html::escape(&t::related_unsure().say(ctx.lang))
                )
            };
            format!(
                "<label><input type=\"checkbox\" name=\"relates\" value=\"{value}\"{}>{}{unsure}</label>",
                if on { " checked" } else { "" },
                line(ctx, &one.paper, &how_said(one.how))
            )
        })
        .collect();
    Html::trusted(format!(
        "<fieldset class=\"field related-papers\"><legend>{}</legend>{each}</fieldset>",
        ui::html::escape(&t::related().say(ctx.lang))
    ))
}

/// What was ticked.
pub(super) fn ticked<'a>(values: impl Iterator<Item = &'a str>) -> Result<Vec<Relates>, Refusal> {
    let wrong = || Refusal::invalid(t::choose_one()).field("relates");
    values
        .map(|value| {
            let (how, paper) = value.split_once(':').ok_or_else(wrong)?;
            let how = How::from_code(how).ok_or_else(wrong)?;
            Ok(Relates { paper: paper.parse().map_err(|_| wrong())?, how })
        })
        .collect()
}

/// What a paper's page says of others.
pub(super) struct Relations {
    /// Papers it stands to, and papers that stand to it.
    own: Vec<(PaperRow, How)>,
    later: Vec<(PaperRow, How)>,
    /// What the texts say and nobody has taken yet: from this paper, and to it.
    found: Vec<Related>,
    found_later: Vec<Related>,
}

impl Relations {
    /// Proposals only for who keeps the line.
    pub fn load(
        tx: &mut Tx<'_>,
        viewer: &Viewer,
        (paper, keeps): (&PaperRow, bool),
    ) -> Result<Relations, StoreError> {
        let sight = Sight::Of(viewer);
        let rows = documents::relations(tx, paper.id)?;
        let ids: Vec<_> =
            rows.iter().map(|row| if row.paper == paper.id { row.other } else { row.paper }).collect();
        let lines = documents::papers(tx, &ids)?;
        let seen = crate::finds::readable(tx, viewer, &lines)?;
        let (mut own, mut later) = (Vec::new(), Vec::new());
        for (row, id) in rows.iter().zip(&ids) {
            let Some(line) = lines.iter().find(|line| line.id == *id && seen.contains(id)) else { continue };
            if row.paper == paper.id { &mut own } else { &mut later }.push((line.clone(), row.how));
        }
        let (mut found, mut found_later) = (Vec::new(), Vec::new());
        if keeps && paper.voided_why.is_none() {
            let named = documents::names_of_paper(tx, paper.id)?;
            found = near::related(tx, sight, &named, paper.issued_on.or(Some(paper.arrived_on)))?;
            found_later = near::named_by(tx, sight, paper)?;
            let new = |one: &Related| one.paper.id != paper.id && !ids.contains(&one.paper.id);
            found.retain(new);
            found_later.retain(new);
        }
        Ok(Relations { own, later, found, found_later })
    }

    /// The card; empty where nothing is related and nothing was found.
    pub fn card(&self, ctx: &Ctx, paper: &PaperRow, keeps: bool) -> Html {
        let mut lines = Vec::new();
        let mut put = |said: String, way: Html| {
            lines.push(format!("<li class=\"file-line\">{said}{way}</li>"));
        };
        let part = |from: &PaperRow, to: &PaperRow| {
            if !keeps {
                return Html::default();
            }
            Form::post(ctx, format!("/papers/{}/relations/{}/parting", from.id, to.id))
                .inline()
                .hidden("page", paper.id.to_string())
                .button(&Button::submit(t::part_it()).plain())
                .render()
        };
        for (other, how) in &self.own {
            put(line(ctx, other, &how_said(*how)), part(paper, other));
        }
        for (other, how) in &self.later {
            put(line(ctx, other, &turned(*how)), part(other, paper));
        }
        // The first that was found is taken with a key.
        let mut key = Some("e");
        let mut take = |from: &PaperRow, to: &PaperRow, how: How| {
            let mut button = Button::submit(t::relate_it()).icon("link");
            if let Some(key) = key.take() {
                button = button.key(key);
            }
            Form::post(ctx, format!("/papers/{}/relations", from.id))
                .inline()
                .hidden("page", paper.id.to_string())
                .hidden("relates", format!("{}:{}", how.code(), to.id))
                .button(&button)
                .render()
        };
        for one in &self.found {
            put(line(ctx, &one.paper, &how_said(one.how)), take(paper, &one.paper, one.how));
        }
        for one in &self.found_later {
            put(line(ctx, &one.paper, &turned(one.how)), take(&one.paper, paper, one.how));
        }
        if lines.is_empty() {
            return Html::default();
        }
        let list = Html::trusted(format!("<ul class=\"file-lines related-papers\">{}</ul>", lines.concat()));
        Card::new(t::related(), list).padded().render(ctx.lang)
    }
}

/// Where to go back to: the page that the button stood on.
fn back(form: &[(String, String)], id: &str) -> Response {
    let page =
        one(form, "page").parse::<Id<documents::Paper>>().map_or_else(|_| id.to_owned(), |id| id.to_string());
    Redirect::to(&format!("/papers/{page}")).into_response()
}

pub(super) async fn relate(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<Vec<(String, String)>>,
) -> Response {
    let outcome = async {
        let paper = id.parse().map_err(|_| Refusal::not_found())?;
        let ticked = ticked(std::iter::once(one(&form, "relates")))?;
        let first = ticked.first().ok_or_else(|| Refusal::invalid(t::choose_one()).field("relates"))?;
        let input = Relate { paper, other: first.paper, how: first.how };
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, acts::relate).await
    }
    .await;
    match outcome {
        Ok(()) => back(&form, &id),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub(super) async fn part(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, other)): Path<(String, String)>,
    PostedForm(form): PostedForm<Vec<(String, String)>>,
) -> Response {
    let outcome = async {
        let missing = |_| Refusal::not_found();
        let input =
            PartPapers { paper: id.parse().map_err(missing)?, other: other.parse().map_err(missing)? };
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, acts::part).await
    }
    .await;
    match outcome {
        Ok(()) => back(&form, &id),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
