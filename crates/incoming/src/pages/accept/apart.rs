//! A paper that came in a stack, or under a cover slip: what is said of it, and what the clerk can do. A stack that no
//! sheet parted is parted by hand.

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use documents::PaperRow;
use kernel::{BlobHash, Id, Refusal, StoreError, Tx};
use people::{House, Viewer, act_id, faults, refused};
use reading::{Format, Span};
use serde::Deserialize;
use ui::form::{Field, Filled, Form};
use ui::page::Pane;
use ui::{Button, Ctx, Html, Notice};

use super::{Asked, screen};
use crate::acts::{self, FromStack, Pages, Split};
use crate::model::Receipt;
use crate::near::Sight;
use crate::stacks::part_name;
use crate::store::{self, AnnexRow, ReceiptRow};
use crate::{REGISTER, t};

/// Where a waiting paper came out of, and where it goes.
pub(super) struct Apart {
    stack: Option<FromStack>,
    /// The paper that its cover slip names; nothing inside where the reader may not open it, or there is none.
    slip: Option<Option<Box<PaperRow>>>,
}

impl Apart {
    pub fn load(tx: &mut Tx<'_>, viewer: &Viewer, receipt: &ReceiptRow) -> Result<Apart, StoreError> {
        let stack = store::stack(tx, receipt.id)?;
        let slip = match receipt.slip_of {
            Some(paper) if Sight::Of(viewer).sees(tx, paper)? => {
                let paper = documents::paper(tx, paper)?.filter(|paper| paper.voided_why.is_none());
                Some(paper.map(Box::new))
            }
            Some(_) => Some(None),
            None => None,
        };
        Ok(Apart { stack, slip })
    }
}

/// The cover slip first: it says where the paper belongs.
pub(super) fn notices(ctx: &Ctx, receipt: &ReceiptRow, apart: &Apart) -> Vec<Html> {
    let mut said = Vec::new();
    match &apart.slip {
        Some(Some(paper)) => {
            let open = Button::link(t::open_other(), format!("/papers/{}", paper.id)).render(ctx.lang);
            let what = match paper.code.as_str() {
                "" => t::under_slip(paper.number),
                code => t::under_slip_of(code.to_owned(), paper.number),
            };
            said.push(Notice::plain(what).action(open).render(ctx.lang));
            let annex = Form::post(ctx, format!("/incoming/{}/annexing", receipt.id))
                .inline()
                .hidden("paper", paper.id.to_string())
                .button(&Button::submit(t::annex_to(paper.number)).main().icon("paperclip").key("a"))
                .render();
            said.push(annex);
        }
        Some(None) => said.push(Notice::care(t::under_slip_unknown()).render(ctx.lang)),
        None => {}
    }
    if let Some(stack) = &apart.stack {
        let whole = format!("/incoming/{}/stack", receipt.id);
        let open = Button::link(t::stack_whole(), whole).icon("download").render(ctx.lang);
        let what = t::from_stack(stack.first, stack.last, stack.name.clone());
        said.push(Notice::plain(what).action(open).render(ctx.lang));
    }
    said
}

/// What can be parted: pages of a scan that stand in one file.
fn pages(receipt: &ReceiptRow, annexes: &[AnnexRow]) -> Option<u32> {
    let reading = receipt.reading().filter(|_| receipt.state == "waiting" && annexes.is_empty())?;
    let paged = matches!(reading.format, Format::Pdf | Format::Image) && reading.pages > 1;
    paged.then_some(reading.pages)
}

/// Parting by hand, folded away: papers seldom come in one file unparted.
pub(super) fn form(ctx: &Ctx, receipt: &ReceiptRow, annexes: &[AnnexRow], filled: &Filled) -> Option<Html> {
    let pages = pages(receipt, annexes)?;
    let form = Form::post(ctx, format!("/incoming/{}/splitting", receipt.id))
        .filled(filled)
        .hidden("cut", receipt.blob.to_string())
        .put(
            Field::number("page", t::split_page())
                .attr("min", "2")
                .attr("max", pages.to_string())
                .hint(t::split_hint(pages))
                .required(),
        )
        .button(&Button::submit(t::split_here()).icon("files"))
        .render();
    let refused = filled.faults.iter().any(|fault| fault.field.as_deref() == Some("page"));
    Some(ui::fold(ctx, t::split_stack(), &form, refused))
}

#[derive(Deserialize)]
pub struct SplitForm {
    act_id: String,
    page: String,
    /// The file that the page showed.
    #[serde(default)]
    cut: String,
}

/// Cuts the file before this page, reads both halves, and lets them wait each for itself.
pub async fn split(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<SplitForm>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse::<Id<Receipt>>().map_err(|_| Refusal::not_found())?;
        let act = act_id(&form.act_id)?;
        let found = house
            .office()
            .read(move |tx| Ok::<_, StoreError>((store::receipt(tx, receipt)?, store::annexes(tx, receipt)?)))
            .await?;
        let (Some(receipt), annexes) = found else { return Err(Refusal::not_found()) };
        // Parted already, by a second press or by a colleague: the page shows what is there now.
        if receipt.blob.to_string() != form.cut {
            return Ok(());
        }
        let pages = pages(&receipt, &annexes).ok_or_else(|| Refusal::conflict(t::not_waiting()))?;
        let page = form.page.trim().parse().ok().filter(|page| (2..=pages).contains(page));
        let page = page.ok_or_else(|| Refusal::invalid(t::split_wrong(pages)).field("page"))?;
        let (office, program) = (house.office().clone(), house.reader().to_owned());
        let work = move || -> Result<Split, Refusal> {
            let bytes = office.blobs().get(receipt.blob)?;
            let reader = crate::engine::reader(&office, program);
            let spans = [(1, page - 1), (page, pages)].map(|(first, last)| Span { first, last, under: None });
            let cut = reader
                .cut(&bytes, &receipt.name, &spans)
                .map_err(|problem| Refusal::invalid(problem.msg()).field("page"))?;
            let [before, behind] = <[Vec<u8>; 2]>::try_from(cut).map_err(|_| Refusal::not_found())?;
            let read = reader.read_all(&[
                (before.as_slice(), receipt.name.as_str()),
                (behind.as_slice(), receipt.name.as_str()),
            ]);
            let mut halves = Vec::new();
            for ((span, bytes), reading) in spans.iter().zip([before, behind]).zip(read) {
                halves.push(Pages {
                    blob: office.blobs().put(&bytes)?,
                    name: part_name(&receipt.name, span),
                    reading: serde_json::to_string(&reading).unwrap_or_default(),
                    first: span.first,
                    last: span.last,
                });
            }
            let [before, behind] = <[Pages; 2]>::try_from(halves).map_err(|_| Refusal::not_found())?;
            Ok(Split { receipt: receipt.id, cut: receipt.blob, before, behind })
        };
        let input = tokio::task::spawn_blocking(work)
            .await
            .map_err(|fault| Refusal::from(StoreError::Other(fault.to_string())))??;
        house.office().act(viewer.actor(), act, input, acts::split).await.map(drop)
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/incoming/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs([("page", form.page)]).with(faults(&refusal));
            let asked = Asked { state: "waiting", id: id.parse().ok(), done: String::new(), take: false };
            screen(&house, &viewer, asked, &filled, Pane::Facts).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// The stack as it came, byte for byte. It holds other papers too: only who enters them may open it.
pub async fn stack(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let found = match id.parse::<Id<Receipt>>() {
        Ok(id) => house.office().read(move |tx| store::stack(tx, id)).await,
        Err(_) => Ok(None),
    };
    let stack = match found {
        Ok(Some(stack)) => stack,
        Ok(None) => return refused(&house.page(&viewer).await, &Refusal::not_found()),
        Err(fault) => return refused(&house.page(&viewer).await, &fault.into()),
    };
    let (office, blob): (_, BlobHash) = (house.office().clone(), stack.blob);
    match tokio::task::spawn_blocking(move || office.blobs().get(blob)).await {
        Ok(Ok(bytes)) => {
            let name = format!("attachment; filename=\"{}\"", vietnamese::file_name(&stack.name));
            let headers = [
                (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, bytes).into_response()
        }
        Ok(Err(refusal)) => refused(&house.page(&viewer).await, &refusal),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
