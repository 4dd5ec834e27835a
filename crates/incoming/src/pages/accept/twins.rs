//! What is said of papers that a waiting one is nearly the same as, and what the clerk can do about it: take it as a
//! copy, put it to that paper as a file, return it, or go on and register it. Nothing happens by itself.

use documents::text::Verdict;
use ui::form::{Field, Form};
use ui::{Button, Ctx, Html, Notice};

use super::Found;
use crate::near::{Twin, Which};
use crate::store::ReceiptRow;
use crate::t;

/// Papers that are told of.
const TOLD_MOST: usize = 2;

pub(super) fn notices(ctx: &Ctx, receipt: &ReceiptRow, found: &Found) -> Vec<Html> {
    let Some(proposals) = &found.proposals else { return Vec::new() };
    let known = found.same_bytes.or(found.same_paper).map(|(paper, _)| paper);
    let mut said = Vec::new();
    // Where it is one that is here, others on the same form are of no interest; nor is a second of these.
    let copies = proposals.twins.iter().filter(|twin| twin.verdict != Verdict::Alike).count();
    for twin in proposals.twins.iter().take(copies.clamp(1, TOLD_MOST)) {
        let what = match &twin.which {
            // The same number of the same day, or the same file: that is told above.
            Which::Paper(paper) if Some(paper.id) == known => {
                said.push(compare(ctx, receipt, &paper.id.to_string()));
                said.push(choices(ctx, receipt, (paper, false)));
                continue;
            }
            Which::Receipt(other) if Some(*other) == found.waits_too => continue,
            Which::Paper(paper) => t::which_number(paper.number),
            Which::Receipt(_) => t::which_waiting(),
        };
        said.push(notice(ctx, receipt, twin, &what));
        if let (Which::Paper(paper), true) = (&twin.which, twin.verdict != Verdict::Alike) {
            said.push(choices(ctx, receipt, (paper, true)));
        }
    }
    said
}

fn compare(ctx: &Ctx, receipt: &ReceiptRow, other: &str) -> Html {
    let href = format!("/incoming/{}/compare/{other}", receipt.id);
    Button::link(t::compare(), href).icon("scale").key("c").render(ctx.lang)
}

fn notice(ctx: &Ctx, receipt: &ReceiptRow, twin: &Twin, what: &words::Msg) -> Html {
    let (percent, differs) = (u32::from(twin.compared.percent), twin.differs(ctx.lang));
    let (what, other) = (
        what.clone(),
        match &twin.which {
            Which::Paper(paper) => paper.id.to_string(),
            Which::Receipt(id) => id.to_string(),
        },
    );
    let notice = match (twin.verdict, differs.is_empty()) {
        (Verdict::Same, true) => Notice::care(t::near_same(percent, what)),
        (Verdict::Same, false) => Notice::care(t::near_same_but(differs, percent, what)),
        (Verdict::Unsure, true) => Notice::care(t::near_unsure(percent, what)),
        (Verdict::Unsure, false) => Notice::care(t::near_unsure_but(differs, percent, what)),
        (Verdict::Alike, _) => Notice::plain(t::near_alike(differs, percent, what)),
    };
    notice.action(compare(ctx, receipt, &other)).render(ctx.lang)
}

/// What can be done with a copy; joining is offered above where the number is the same. Going on below registers it all
/// the same.
fn choices(ctx: &Ctx, receipt: &ReceiptRow, (paper, join): (&documents::PaperRow, bool)) -> Html {
    let to = |verb: &str, button: Button| {
        Form::post(ctx, format!("/incoming/{}/{verb}", receipt.id))
            .inline()
            .hidden("paper", paper.id.to_string())
            .button(&button)
            .render()
    };
    let number = paper.number;
    let reason = t::near_return_reason(paper.code.clone(), number).say(words::Lang::Vi);
    let back = Form::post(ctx, format!("/incoming/{}/returning", receipt.id))
        .put(Field::text("reason", t::return_reason()).value(reason).required())
        .button(&Button::submit(t::return_it()))
        .render();
    let joining = to("joining", Button::submit(t::join_number(number)).icon("git-branch"));
    Html::join([
        if join { joining } else { Html::default() },
        to("annexing", Button::submit(t::annex_to(number)).icon("paperclip")),
        ui::fold(ctx, t::near_return(), &back, false),
    ])
}
