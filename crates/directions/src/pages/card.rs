//! What the page of a paper says about its way: where it is, or how it is sent on it.

use documents::Paper;
use kernel::{Id, Instant, StoreError, Tx};
use people::Viewer;
use ui::{Button, Card, Ctx, Html};

use super::sending;
use crate::slip::Slip;
use crate::{ROUTE, store, suggest, t};

/// What was loaded, to be rendered when the page's context is there.
/// It is given where the list that the paper was opened from goes on; nothing when that is its last one.
pub type PaperCard = Box<dyn FnOnce(&Ctx, Option<&str>) -> Html + Send>;

/// The card, rendered for who reads. Empty for a paper without a way that this reader cannot send on one.
pub fn paper_card(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    paper: Id<Paper>,
    now: Instant,
) -> Result<PaperCard, StoreError> {
    let Some(routing) = store::of_paper(tx, paper)? else {
        let row = documents::paper(tx, paper)?.filter(|row| row.voided_why.is_none());
        let Some(row) = row.filter(|_| viewer.may(ROUTE)) else {
            return Ok(Box::new(|_, _| Html::default()));
        };
        let about = suggest::about(&row, viewer.today);
        let sending = sending::Sending::load(tx, (&about, None, false), viewer.today)?;
        return Ok(Box::new(move |ctx, next| {
            let form = sending::send(ctx, (&paper.to_string(), next), &sending);
            Card::new(t::send_title(), form).padded().render(ctx.lang)
        }));
    };
    let Some(slip) = Slip::load(tx, viewer, routing)? else { return Ok(Box::new(|_, _| Html::default())) };
    Ok(Box::new(move |ctx, _| {
        let lang = ctx.lang;
        let line = super::place_line(&slip, now, lang);
        let open =
            Button::link(t::to_slip(), format!("/routings/{}", slip.routing.id)).icon("clipboard-check");
        let trail = super::trail(ctx, &slip);
        let body = Html::join([
            line,
            Html::trusted(format!("<div class=\"facts\">{trail}</div>")),
            open.render(lang),
            super::printed::button(&slip).render(lang),
        ]);
        Card::new(t::its_way(), body).padded().render(lang)
    }))
}
