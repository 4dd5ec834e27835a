//! What can be done with a task now, one form for each; every act asks again.

use people::names;
use ui::form::{Choice, Filled};
use ui::{Button, Card, Ctx, Field, Form, Html, Text, fold};

use super::show::Found;
use super::{correctable_name, directive_name, grade_name};
use crate::model::{Correctable, DirectiveKind, Grade};
use crate::store::{CorrectionRow, DirectiveRow, ObstacleRow};
use crate::t;

/// What can be done now: the next step open, the rest folded.
pub(super) struct Forms<'a> {
    pub ctx: &'a Ctx,
    pub found: &'a Found,
    pub filled: &'a Filled,
}

impl Forms<'_> {
    pub(super) fn render(&self) -> Html {
        let (found, lang) = (self.found, self.ctx.lang);
        let may = &found.may;
        let mut parts = Vec::new();
        let mut put = |title: words::Msg, name: &str, form: Html, open: bool| {
            let again = self.filled.get("do") == Some(name);
            parts.push(fold(self.ctx, title, &form, open || again));
        };
        let accepts = may.directs && !may.worked;
        if found.open() {
            if found.waiting().is_some() && accepts && !found.task.in_correction {
                put(t::accept(), "accept", self.accept(), true);
                put(t::return_it(), "return", self.why("returns", "return", t::return_it()), false);
            }
            if may.owns {
                match found.waiting() {
                    Some(_) => put(t::withdraw(), "withdraw", self.withdraw(), false),
                    None => put(t::hand_in(), "submit", self.submit(), true),
                }
                put(t::raise_obstacle(), "obstacle", self.obstacle(), false);
            }
            if may.owns || may.follows {
                put(t::reply(), "reply", self.text("replies", "reply", t::reply()), false);
            }
            for one in found.obstacles.iter().filter(|one| one.answered_at.is_none()) {
                if may.directs {
                    put(t::decide_obstacle(), "decide", self.decide(one), !accepts);
                }
            }
            for one in found.directives.iter().filter(|one| one.answered_at.is_none()) {
                let asks = !matches!(
                    one.kind,
                    DirectiveKind::Extend | DirectiveKind::Reassign | DirectiveKind::Reply
                );
                if asks && (may.owns || may.follows) {
                    put(t::answer_it(directive_name(one.kind).say(lang)), "answer", self.answer(one), false);
                }
            }
            if let Some(one) = found.can_take_back() {
                put(
                    t::take_back_of(directive_name(one.kind).say(lang)),
                    "take-back",
                    self.take_back(one),
                    false,
                );
            }
            if may.directs || may.follows {
                put(t::say(), "say", self.say(), false);
            }
            if may.directs {
                put(t::extend(), "extend", self.extend(), false);
                put(t::reassign(), "reassign", self.reassign(), false);
                put(t::set_follower(), "follow", self.follow(), false);
            }
            for (one, ..) in found.corrections.iter().filter(|(one, ..)| one.approved.is_none()) {
                if may.directs {
                    put(t::decide_correction(), "decide-correction", self.decide_correction(one), true);
                }
            }
            if !found.task.in_correction && (may.owns || may.follows || may.directs) {
                put(t::correct(), "correct", self.correct(), false);
            }
        } else if may.directs {
            put(t::reopen(), "reopen", self.why("reopenings", "reopen", t::reopen()), false);
        }
        if found.open() && may.directs || may.owns {
            let href = format!("/tasks/new?parent={}", found.task.id);
            parts.push(Button::link(t::add_child(), href).icon("git-branch").render(lang));
        }
        Card::new(t::to_do_now(), Html::join(parts)).padded().render(lang)
    }

    fn to(&self, what: &str, name: &str) -> Form<'_> {
        let form = Form::post(self.ctx, format!("/tasks/{}/{what}", self.found.task.id)).hidden("do", name);
        if self.filled.get("do") == Some(name) { form.filled(self.filled) } else { form }
    }

    fn why(&self, what: &str, name: &str, label: words::Msg) -> Html {
        self.to(what, name)
            .put(Field::area("why", t::why()).required().rows(2))
            .button(&Button::submit(label))
            .render()
    }

    fn text(&self, what: &str, name: &str, label: words::Msg) -> Html {
        self.to(what, name)
            .put(Field::area("text", t::text()).required().rows(3).hint(t::reply_hint()))
            .button(&Button::submit(label).icon("send"))
            .render()
    }

    fn accept(&self) -> Html {
        let grades = [Grade::Met, Grade::Good, Grade::Excellent, Grade::NotMet];
        let grades = grades.map(|grade| Choice::new(grade.code(), Text::from(grade_name(grade))));
        self.to("acceptances", "accept")
            .put(Field::radios("grade", t::grade(), grades).value(Grade::Met.code()))
            .put(Field::text("why", t::remark()).optional())
            .button(&Button::submit(t::accept()).main().icon("check").key("a"))
            .render()
    }

    fn take_back(&self, one: &DirectiveRow) -> Html {
        self.to("taken-back", "take-back")
            .hidden("directive", one.id.to_string())
            .button(&Button::submit(t::take_back()).icon("arrow-back-up"))
            .render()
    }

    fn withdraw(&self) -> Html {
        self.to("withdrawals", "withdraw")
            .button(&Button::submit(t::withdraw()).icon("arrow-back-up"))
            .render()
    }

    fn submit(&self) -> Html {
        let task = &self.found.task;
        let levels =
            self.found.levels.iter().map(|unit| {
                Choice::new(unit.to_string(), Text::from(self.found.known.unit(*unit).to_owned()))
            });
        self.to("submissions", "submit")
            .files()
            .row([
                Field::text("code", t::evidence_code()).optional().hint(t::evidence_code_hint()),
                Field::date("issued_on", t::evidence_on()).optional(),
            ])
            .put(Field::select("level", t::received_by(), levels).value(task.level_unit.to_string()))
            .put(
                Field::file("files", t::evidence_files()).attr("multiple", "").hint(t::evidence_files_hint()),
            )
            .put(Field::area("note", t::remark()).optional().rows(2))
            .button(&Button::submit(t::hand_in()).main().icon("upload").key("s"))
            .render()
    }

    fn units(&self, empty: words::Msg) -> impl Iterator<Item = Choice> {
        std::iter::once(Choice::new("", empty)).chain(
            self.found.units.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone()))),
        )
    }

    fn people(&self) -> Vec<Choice> {
        let labels = self.found.posts.iter().map(names::label);
        labels.map(|label| Choice::new(label.clone(), Text::from(label))).collect()
    }

    fn obstacle(&self) -> Html {
        self.to("obstacles", "obstacle")
            .put(Field::area("obstacle", t::obstacle()).required().rows(3))
            .put(Field::select("decision", t::decision_needed(), self.units(t::decision_default())))
            .button(&Button::submit(t::raise_obstacle()).icon("hand-stop"))
            .render()
    }

    fn decide(&self, one: &ObstacleRow) -> Html {
        self.to("decisions", "decide")
            .hidden("obstacle", one.id.to_string())
            .html(&Html::trusted(format!("<p>{}</p>", ui::html::escape(&one.text))))
            .put(Field::area("answer", t::answer()).required().rows(2))
            .button(&Button::submit(t::decide_obstacle()).main().icon("check"))
            .render()
    }

    fn answer(&self, one: &DirectiveRow) -> Html {
        self.to("answers", "answer")
            .hidden("directive", one.id.to_string())
            .html(&Html::trusted(format!("<p>{}</p>", ui::html::escape(&one.text))))
            .put(Field::area("answer", t::answer()).required().rows(2))
            .button(&Button::submit(t::answer()).icon("send"))
            .render()
    }

    fn say(&self) -> Html {
        let mut kinds = vec![DirectiveKind::Urge, DirectiveKind::Evidence, DirectiveKind::Figures];
        if self.found.may.directs {
            kinds.push(DirectiveKind::Opinion);
        }
        if self.found.may.leads {
            kinds.insert(0, DirectiveKind::Board);
        }
        let kinds = kinds.into_iter().map(|kind| Choice::new(kind.code(), Text::from(directive_name(kind))));
        self.to("directives", "say")
            .put(Field::select("kind", t::directive(), kinds))
            .put(Field::area("text", t::text()).optional().rows(3))
            .button(&Button::submit(t::say()).icon("send").key("u"))
            .render()
    }

    fn extend(&self) -> Html {
        self.to("extensions", "extend")
            .put(Field::date("due", t::new_deadline()).required())
            .put(Field::area("why", t::why()).required().rows(2).hint(t::extend_hint()))
            .button(&Button::submit(t::extend()).icon("clock"))
            .render()
    }

    fn reassign(&self) -> Html {
        self.to("reassignments", "reassign")
            .put(Field::select("owner", t::owner(), self.units(t::choose())).required())
            .put(Field::text("owner_post", t::owner_post()).optional().suggest(self.people()))
            .put(Field::area("why", t::why()).required().rows(2))
            .button(&Button::submit(t::reassign()).icon("switch-horizontal"))
            .render()
    }

    fn follow(&self) -> Html {
        let now = self.found.task.follower_post.map_or_else(String::new, |post| self.found.post(Some(post)));
        self.to("followers", "follow")
            .put(Field::text("follower", t::follower()).optional().suggest(self.people()).value(now))
            .button(&Button::submit(t::set_follower()).icon("user-check"))
            .render()
    }

    fn correct(&self) -> Html {
        let what = Correctable::ALL
            .iter()
            .filter(|what| **what != Correctable::OwnerUnit)
            .map(|what| Choice::new(what.code(), Text::from(correctable_name(*what))));
        self.to("corrections", "correct")
            .put(Field::select("what", t::what_is_wrong(), what))
            .put(Field::text("new", t::put_right()).required().hint(t::put_right_hint()))
            .put(Field::area("why", t::why()).required().rows(2))
            .button(&Button::submit(t::propose_correction()).icon("edit"))
            .render()
    }

    fn decide_correction(&self, one: &CorrectionRow) -> Html {
        self.to("correction-decisions", "decide-correction")
            .hidden("correction", one.id.to_string())
            .put(Field::text("answer", t::remark()).optional())
            .button(&Button::submit(t::approve()).main().icon("check").named("approved", "yes"))
            .button(&Button::submit(t::decline()).icon("x").named("approved", "no"))
            .render()
    }
}
