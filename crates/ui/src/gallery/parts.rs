//! Every component in every state.

use axum::response::{IntoResponse, Response};

use super::{office, sample};
use crate::ctx::Ctx;
use crate::form::{Choice, Fault, Field, Filled, Form};
use crate::html::{Html, Text};
use crate::page::Page;
use crate::parts::{
    Button, Card, Crop, Crumbs, Dialog, Drop, Due, Empty, Facts, Notice, Secrecy, StepState, Stepper, Stop,
    Tab, Tabs, Trail, Urgency, WorkList,
};
use crate::t;

fn line(parts: impl IntoIterator<Item = Html>) -> Html {
    Html::trusted(format!("<div class=\"buttons\">{}</div>", Html::join(parts)))
}

fn stack(parts: impl IntoIterator<Item = Html>) -> Html {
    Html::stack(parts)
}

pub(super) fn page(ctx: &Ctx) -> Response {
    let lang = ctx.lang;
    let card = |title: words::Msg, body: Html| Card::new(Text::from(title), body).padded().render(lang);
    let dues = [-5, 0, 1, 6].map(|days| Due::in_days(days, 2).render(lang));
    let ended = [0, 1, -2].map(|days| Due::ended(days).render(lang));
    let urgency =
        [Urgency::Urgent, Urgency::VeryUrgent, Urgency::Flash, Urgency::FlashAt("15:00".to_owned())]
            .map(|u| u.render(lang));
    let secrecy = [Secrecy::Confidential, Secrecy::Secret, Secrecy::TopSecret].map(|s| s.render(lang));
    let chips = stack([line(dues.into_iter().chain(ended)), line(urgency.into_iter().chain(secrecy))]);

    let dialog = Dialog::new("sample", t::gallery_dialog(), Html::text(sample::SOURCE));
    let buttons = line([
        Button::link(t::try_again(), "#").main().icon("check").key("Enter").render(lang),
        Button::link(t::back(), "#").key("r").render(lang),
        Button::link(t::close(), "#").plain().render(lang),
        Button::dialog(t::gallery_dialog(), "sample").icon("external-link").render(lang),
        Button::submit(t::sign_in()).attr("disabled", "").render(lang),
        dialog.render(lang),
    ]);

    let choices = || [Choice::new("bc", "Báo cáo"), Choice::new("cv", "Công văn")];
    let fields = Form::post(ctx, "/components")
        .row([
            Field::text("code", "Số, ký hiệu").value("118-BC/ĐU").sure(99, false),
            Field::date("date", "Ngày văn bản").value("2026-11-23").required(),
        ])
        .put(Field::area("subject", "Trích yếu").value("tình hình sạt lở tại hai thôn").sure(81, true))
        .html(&Crop::new("/components/page.svg", [500, 400, 4500, 900], "Ảnh đầu văn bản").render(lang))
        .put(Field::combo("issuer", "Cơ quan ban hành", "/components/suggest").hint("Gõ vài chữ").optional())
        .row([
            Field::select("kind", "Loại", choices()).value("cv"),
            Field::number("copies", "Số bản")
                .value("2")
                .suggest([Choice::new("1", "1"), Choice::new("2", "2")]),
        ])
        .put(
            Field::radios(
                "way",
                "Cách chuyển",
                [Choice::new("a", "Bản giấy"), Choice::new("b", "Bản điện tử")],
            )
            .value("b"),
        )
        .put(Field::check("follow", "Theo dõi văn bản này").checked(true))
        .button(&Button::submit(t::try_again()).main())
        .render();
    let filled = Filled::from_pairs([("number", ""), ("to", "Phòng Tổng hợp")]).with([
        Fault::new(t::gallery_required()).field("number").source(sample::SOURCE),
        Fault::new(t::error_409()),
    ]);
    let refused = Form::post(ctx, "/components")
        .filled(&filled)
        .put(Field::text("number", "Số đến").required())
        .put(Field::text("to", "Chuyển tới"))
        .button(&Button::submit(t::try_again()).main())
        .render();

    let stop = |who: &str, held: &str, what: &str| Stop {
        who: who.into(),
        held: Some(held.into()),
        what: Some(what.into()),
    };
    let trail = Trail::new([
        stop("Văn thư", "12 phút", "vào sổ"),
        stop("Chánh Văn phòng", "2 giờ", "phân công"),
        stop("Phòng Tổng hợp", "1 ngày", "thẩm định"),
    ]);
    let steps = Stepper::default()
        .step("Tổ chức", StepState::Done)
        .step("Con người", StepState::Now)
        .step("Sổ văn bản", StepState::Later);
    let tabs =
        Tabs(vec![Tab::new("Chờ vào sổ", "#", Some(14), true), Tab::new("Đã vào sổ", "#", Some(31), false)]);
    let crumbs = Crumbs::new().link("Sổ văn bản", "#").link("2026", "#").here("12286");
    let undo = Form::post(ctx, "/components").inline().button(&Button::submit(t::back()).plain()).render();
    let notices = Html::join([
        Notice::done("Đã vào sổ số 12288").action(undo).render(lang),
        Notice::plain("Văn bản liên quan: 112-BC/ĐU").render(lang),
        Notice::care("Còn 3 việc có hạn ngày 24/11").render(lang),
        Notice::fault(t::error_503()).render(lang),
    ]);
    let empty = Empty::new("inbox", "Không còn văn bản chờ vào sổ")
        .next("Văn bản mới đến sẽ hiện ở đây. Có thể tải tệp lên hoặc chụp bản giấy.")
        .button(Button::link(t::gallery_drop(), "#").icon("upload"))
        .render(lang);
    let drop = Form::post(ctx, "/components")
        .files()
        .html(
            &Drop::new("files")
                .hint("PDF, DOCX, EML; mỗi tệp tối đa 50 MB")
                .accept(".pdf,.docx,.eml")
                .camera()
                .render(lang),
        )
        .render();
    let facts = Facts::new()
        .text("Số đến", "12286")
        .text("Cơ quan ban hành", "Ban Bí thư")
        .put("Hạn", Due::in_days(1, 2).why("Kể từ 20/11, 3 ngày làm việc").render(lang))
        .render(lang);
    let counted = Html::trusted("<p>20/11 + 3 ngày làm việc</p>".to_owned());
    let facts = Html::join([facts, crate::fold(ctx, "Vì sao đến hạn này", &counted, false)]);

    let left = stack([
        card(t::gallery_chips(), chips),
        card(t::gallery_buttons(), buttons),
        Card::new(t::gallery_rows(), WorkList::new(office::works()).render(lang)).count(5).render(lang),
        card(
            t::gallery_filters(),
            Html::join([crumbs.render(lang), office::chips().render(lang), tabs.render(lang)]),
        ),
        card(t::gallery_notices(), notices),
        card(t::gallery_trail(), stack([trail.render(lang), steps.render(lang)])),
    ]);
    let right = stack([
        card(t::gallery_fields(), fields),
        card(t::gallery_refused(), refused),
        card(t::gallery_drop(), drop),
        Card::new(t::gallery_empty(), empty).render(lang),
        card(t::gallery_facts(), facts),
    ]);
    let body = format!(
        "<div class=\"cols\">{left}{right}</div><h2 class=\"aloud\">{}</h2>{}",
        t::gallery_table().say(lang),
        office::table().render(lang)
    );
    Page::new(ctx, t::gallery()).lead(t::gallery_lead()).body(Html::trusted(body)).into_response()
}
