//! The forms of the panel.

use kernel::Id;
use people::FieldRow;
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Ctx, Html, Notice, Text, fold};
use words::Msg;

use super::choices::Choices;
use super::fields::value_of;
use super::grounds::{grounds, offers};
use crate::model::{self, Role, State, Term};
use crate::slip::Slip;
use crate::store::{AssignmentRow, Line};
use crate::suggest::Suggested;
use crate::t;

pub(super) struct Forms<'a> {
    pub ctx: &'a Ctx,
    pub slip: &'a Slip,
    pub choices: &'a Choices,
    pub view: &'a str,
    pub filled: &'a Filled,
}

impl<'a> Forms<'a> {
    fn form(&self, verb: &str) -> Form<'a> {
        let href = format!("/routings/{}/{verb}", self.slip.routing.id);
        Form::post(self.ctx, href).filled(self.filled).hidden("view", self.view)
    }

    fn many(&self, name: &'static str, label: Msg, chosen: &[String]) -> Html {
        // What was typed before a refusal wins over what was proposed.
        let typed = self.filled.values.get(name);
        let chosen =
            if self.filled.faults.is_empty() { chosen } else { typed.map_or(&[][..], Vec::as_slice) };
        let boxes: String = self
            .choices
            .units
            .iter()
            .map(|(value, name_of)| {
                let on = if chosen.contains(value) { " checked" } else { "" };
                format!(
                    "<label><input type=\"checkbox\" name=\"{name}\" value=\"{}\"{on}><span>{}</span></label>",
                    ui::html::escape(value),
                    ui::html::escape(name_of)
                )
            })
            .collect();
        let said = self
            .choices
            .units
            .iter()
            .filter(|(value, _)| chosen.contains(value))
            .map(|(_, name)| name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        Html::trusted(format!(
            "<details class=\"field pick\"><summary><span class=\"label\">{}</span> <span class=\"by\">{}</span></summary>\
             <fieldset class=\"picks\"><legend class=\"aloud\">{}</legend>{boxes}</fieldset></details>",
            ui::html::escape(&label.say(self.ctx.lang)),
            ui::html::escape(if said.is_empty() { "—" } else { &said }),
            ui::html::escape(&label.say(self.ctx.lang)),
        ))
    }

    fn recipients(&self, form: Form<'a>, lines: &[Line], hint: Option<Msg>) -> Form<'a> {
        let of = |role: Role| lines.iter().filter(|line| line.role == role).map(value_of).collect::<Vec<_>>();
        let units = std::iter::once(Choice::new("", t::nobody_leads())).chain(
            self.choices
                .units
                .iter()
                .map(|(value, name)| Choice::new(value.clone(), Text::from(name.clone()))),
        );
        let lead = of(Role::Lead).into_iter().next().unwrap_or_default();
        let field = Field::select("lead", t::lead(), units).value(lead);
        form.put(match hint {
            Some(why) => field.hint(why),
            None => field,
        })
        .html(&self.many("cooperating", t::cooperating(), &of(Role::Cooperating)))
        .html(&self.many("informed", t::informed(), &of(Role::Informed)))
    }

    fn term(&self, form: Form<'a>, suggested: Option<&Suggested<Term>>) -> Form<'a> {
        let paper = &self.slip.paper;
        let (pack, calendar) = (&self.slip.rules.pack, &self.slip.rules.calendar);
        let rule = || {
            let urgent = !paper.urgency.is_empty();
            let deadline = model::fix(pack, calendar, Term::Rule, urgent, paper.arrived_on)?;
            let row = pack.deadline(&deadline.basis, paper.arrived_on)?;
            let on = vietnamese::format_date(deadline.on);
            let source = row.source.quote();
            Some(if row.confirmed() {
                t::term_rule(on, source)
            } else {
                t::term_rule_unconfirmed(on, source)
            })
        };
        let mut choices = Vec::new();
        if let Some(said) = rule() {
            choices.push(Choice::new("rule", said));
        }
        choices.push(Choice::new("working", t::term_working()));
        choices.push(Choice::new("calendar", t::term_calendar()));
        choices.push(Choice::new("date", t::term_date()));
        choices.push(Choice::new("none", t::term_none()));
        let (mut term, mut days, mut on) = ("rule".to_owned(), String::new(), String::new());
        match suggested.filter(|found| found.sure).map(|found| found.value) {
            Some(Term::Days { days: count, unit }) => {
                term = if unit == rules::Unit::Working { "working" } else { "calendar" }.to_owned();
                days = count.to_string();
            }
            Some(Term::None) => "none".clone_into(&mut term),
            _ => {}
        }
        if let Some(deadline) = &self.slip.routing.deadline {
            match deadline.basis.split_once(':') {
                Some((unit, count)) => (term, days) = (unit.to_owned(), count.to_owned()),
                None if deadline.basis == "date" => (term, on) = ("date".to_owned(), deadline.on.to_string()),
                None => {}
            }
        }
        let hint = match paper.asked_by {
            Some(date) => t::asked_by_is(vietnamese::format_date(date)),
            None => t::asked_by_none(),
        };
        let hint = match suggested {
            Some(found) if found.sure => t::term_hint(hint, found.why.clone()),
            Some(found) => t::term_hint(hint, t::offered(found.why.clone())),
            None => hint,
        };
        form.put(Field::select("term", t::deadline(), choices).value(term).hint(hint)).row([
            Field::number("days", t::days()).value(days).optional(),
            Field::date("on", t::on_date()).value(on).optional(),
        ])
    }

    pub fn propose(&self) -> Html {
        let last = self.slip.proposal();
        let lead = self.choices.lead.as_ref().filter(|_| last.is_none());
        let line = |role, one: &Suggested<Id<people::Unit>>| Line { role, unit: one.value, post: None };
        let mut suggested: Vec<Line> = Vec::new();
        if last.is_none() {
            suggested.extend(lead.filter(|lead| lead.sure).map(|lead| line(Role::Lead, lead)));
            suggested.extend(self.choices.cooperating.iter().map(|one| line(Role::Cooperating, one)));
            suggested.extend(self.choices.informed.iter().map(|one| line(Role::Informed, one)));
        }
        let lines = last.map_or(suggested.as_slice(), |proposal| proposal.lines.as_slice());
        let why = lead.map(|lead| if lead.sure { lead.why.clone() } else { t::offered(lead.why.clone()) });
        let leaders = self
            .choices
            .leaders
            .iter()
            .map(|(id, title)| Choice::new(id.to_string(), Text::from(title.clone())))
            .chain([Choice::new("", t::office_decides())]);
        let leader = last.and_then(|proposal| proposal.leader_post).or(self.slip.routing.leader_post);
        let by_field = self.choices.leader.filter(|_| leader.is_none());
        let leader = leader.or(by_field).or(self.choices.leaders.first().map(|(id, _)| *id));
        let whom = Field::select("leader", t::before_whom(), leaders)
            .value(leader.map_or(String::new(), |l| l.to_string()));
        let whom = if by_field.is_some() { whom.hint(t::answers_for_field()) } else { whom };
        let form = self
            .form("proposals")
            .put(field_choice(&self.choices.fields, self.slip.routing.field, self.choices.field.as_ref()))
            .put(whom)
            .html(&warnings(self.ctx, &self.choices.no_leader))
            .put(
                Field::area("text", t::proposal())
                    .rows(3)
                    .value(last.map_or(String::new(), |proposal| proposal.text.clone())),
            )
            .html(&self.phrases());
        let term = self.choices.term.as_ref().filter(|_| last.is_none());
        let form = self.term(self.recipients(form, lines, why), term);
        let form = if last.is_none() {
            form.html(&grounds(self.ctx, &offers(self.choices, self.ctx.lang)))
        } else {
            form
        };
        form.button(&Button::submit(t::do_propose()).main().icon("check").key("Enter")).render()
    }

    /// Ready phrases: a script puts them into the field.
    fn phrases(&self) -> Html {
        chips(&self.choices.phrases)
    }

    pub fn transfer(&self) -> Html {
        let lines = self.slip.proposal().map_or(&[][..], |proposal| proposal.lines.as_slice());
        let form = self.term(self.recipients(self.form("transfers"), lines, None), None);
        form.button(&Button::submit(t::do_transfer()).main().icon("share-2").key("Enter")).render()
    }

    pub fn words(&self) -> Html {
        let choices = [
            Choice::new("agree", t::word_agree()),
            Choice::new("other", t::word_other()),
            Choice::new("ask_back", t::word_ask()),
            Choice::new("note", t::word_note()),
        ];
        let prepared = self.slip.routing.prepared.clone().unwrap_or_default();
        self.form("instructions")
            .put(Field::radios("word", t::word(), choices).value("agree").required())
            .put(Field::area("text", t::instruction_text()).rows(3).value(prepared))
            .html(&self.phrases())
            .button(&Button::submit(t::do_instruct()).main().icon("check").key("Enter"))
            .render()
    }

    pub fn secretary(&self, today: jiff::civil::Date) -> Html {
        let prepared = self.slip.routing.prepared.clone().unwrap_or_default();
        let prepare = self
            .form("preparations")
            .put(Field::area("text", t::prepared_text()).rows(3).value(prepared).hint(t::prepared_hint()))
            .button(&Button::submit(t::do_prepare()).main().icon("device-floppy"))
            .render();
        let choices = [
            Choice::new("agree", t::word_agree()),
            Choice::new("other", t::word_other()),
            Choice::new("ask_back", t::word_ask()),
        ];
        // Typed from the page already, it is taken over: filled in where there is one, chosen where there are several.
        let typed = &self.choices.written;
        let field = Field::area("text", t::written_text()).rows(3);
        let (field, offered) = match typed.as_slice() {
            [] => (field, Html::default()),
            [one] => (field.value(one).hint(t::written_typed()), Html::default()),
            several => (field.hint(t::written_choose()), chips(several)),
        };
        let written = self
            .form("handwritten")
            .put(Field::date("written_on", t::written_on()).value(today.to_string()).required())
            .put(Field::radios("word", t::word(), choices).value("other").required())
            .put(field)
            .html(&offered)
            .button(&Button::submit(t::do_enter()).icon("writing-sign"))
            .render();
        Html::join([prepare, fold(self.ctx, t::handwritten(), &written, self.typed("written_on"))])
    }

    /// Whether this form is the one that was refused.
    fn typed(&self, name: &str) -> bool {
        !self.filled.faults.is_empty() && self.filled.values.contains_key(name)
    }

    pub fn recipient(&self, one: &AssignmentRow) -> Html {
        let lang = self.ctx.lang;
        let carry = |form: Form<'a>| form.hidden("assignment", one.id.to_string());
        let mut parts = Vec::new();
        if one.step == model::Step::Sent {
            let label = if one.line.role == Role::Informed { t::do_note() } else { t::do_accept() };
            let accept = carry(self.form("acceptances"))
                .inline()
                .button(&Button::submit(label).main().icon("check").key("Enter"))
                .render();
            parts.push(accept);
        }
        if one.line.role == Role::Lead && self.slip.routing.state == State::InHand {
            parts.push(fold(self.ctx, t::settle(), &self.settle(), one.step == model::Step::Accepted));
        }
        if one.line.role == Role::Cooperating {
            let finish = carry(self.form("contributions"))
                .put(Field::area("text", t::part_text()).required())
                .button(&Button::submit(t::do_finish()).main().icon("checks"))
                .render();
            parts.push(fold(self.ctx, t::finish(), &finish, one.step == model::Step::Accepted));
        }
        let within = self.choices.within.iter().find(|(id, _)| *id == one.id);
        if let Some((_, posts)) = within.filter(|(_, posts)| !posts.is_empty()) {
            let choices = posts.iter().map(|(v, n)| Choice::new(v.clone(), Text::from(n.clone())));
            let boxes: String = posts
                .iter()
                .map(|(value, name)| {
                    format!(
                        "<label><input type=\"checkbox\" name=\"cooperating\" value=\"{}\"><span>{}</span></label>",
                        ui::html::escape(value),
                        ui::html::escape(name)
                    )
                })
                .collect();
            let with = Html::trusted(format!(
                "<fieldset class=\"field picks\"><legend>{}</legend>{boxes}</fieldset>",
                ui::html::escape(&t::forward_with().say(lang))
            ));
            let form = carry(self.form("forwardings"))
                .put(Field::select("lead", t::forward_to(), choices))
                .html(&with)
                .put(Field::area("text", t::forward_text()).optional())
                .button(&Button::submit(t::do_forward()).icon("user-plus"))
                .render();
            parts.push(fold(self.ctx, t::forward(), &form, false));
        }
        if one.line.role != Role::Informed {
            let back = carry(self.form("returns"))
                .put(Field::text("text", t::reason()).required())
                .button(&Button::submit(t::do_return()).icon("arrow-back-up"))
                .render();
            parts.push(fold(self.ctx, t::return_title(), &back, false));
        }
        Html::join(parts)
    }

    pub fn settle(&self) -> Html {
        self.form("settlements")
            .put(Field::area("result", t::result()).rows(3).required())
            .row([
                Field::text("reply_code", t::reply_code()).optional(),
                Field::date("reply_on", t::reply_on()).optional(),
            ])
            .button(&Button::submit(t::do_settle()).main().icon("circle-check"))
            .render()
    }

    pub fn pass_on(&self) -> Html {
        let here = self.slip.routing.office_post;
        let others = self.choices.proposers.iter().filter(|(id, _)| *id != here);
        let choices: Vec<_> =
            others.map(|(id, title)| Choice::new(id.to_string(), Text::from(title.clone()))).collect();
        if choices.is_empty() {
            return Html::default();
        }
        let form = self
            .form("proposers")
            .put(Field::select("to", t::send_to(), choices))
            .html(&warnings(self.ctx, &self.choices.no_proposer))
            .button(&Button::submit(t::do_send()).icon("switch-horizontal"))
            .render();
        fold(self.ctx, t::pass_on(), &form, self.typed("to"))
    }

    /// Before it is transferred the office may put it away: nothing has to be done.
    pub fn put_away(&self) -> Html {
        fold(self.ctx, t::put_away(), &self.settle(), self.typed("result"))
    }

    pub fn deadline(&self) -> Html {
        let form = self.term(self.form("deadlines"), None).put(Field::text("why", t::reason()).required());
        let form = form.button(&Button::submit(t::do_change()).icon("clock")).render();
        fold(self.ctx, t::change_deadline(), &form, self.typed("why"))
    }

    pub fn reopen(&self) -> Html {
        let form = self
            .form("reopenings")
            .put(Field::text("why", t::reason()).required())
            .button(&Button::submit(t::do_reopen()).icon("refresh"))
            .render();
        fold(self.ctx, t::reopen(), &form, self.typed("why"))
    }

    pub fn retract(&self) -> Html {
        let button = Button::submit(t::do_retract()).icon("arrow-back-up").key("u");
        self.form("retractions").inline().button(&button).render()
    }

    pub fn withdraw(&self) -> Html {
        let button = Button::submit(t::do_withdraw()).icon("arrow-back-up").key("u");
        self.form("withdrawals").inline().button(&button).render()
    }

    pub fn recall(&self, one: &AssignmentRow) -> Html {
        let form = self
            .form("recalls")
            .hidden("assignment", one.id.to_string())
            .put(Field::text("text", t::reason()).required())
            .button(&Button::submit(t::do_recall()).icon("arrow-back-up"))
            .render();
        fold(self.ctx, t::recall(self.slip.names().line(&one.line)), &form, false)
    }
}

/// The field of work: as it is, else as suggested, with the reason below it.
pub(super) fn field_choice(
    fields: &[FieldRow],
    now: Option<Id<people::Field>>,
    suggested: Option<&Suggested<Id<people::Field>>>,
) -> Field {
    let none = Choice::new("", t::no_field());
    let choices =
        fields.iter().map(|field| Choice::new(field.id.to_string(), Text::from(field.name.clone())));
    let sure = suggested.filter(|found| found.sure).map(|found| found.value);
    let value = now.or(sure).map_or_else(String::new, |id| id.to_string());
    let field = Field::select("field", t::field(), std::iter::once(none).chain(choices)).value(value);
    match suggested.filter(|_| now.is_none()) {
        Some(found) if found.sure => field.hint(found.why.clone()),
        Some(found) => field.hint(t::offered(found.why.clone())),
        None => field,
    }
}

/// What is said before something is sent.
pub(super) fn warnings(ctx: &Ctx, said: &[Msg]) -> Html {
    Html::join(said.iter().map(|said| Notice::care(said.clone()).render(ctx.lang)))
}

/// Texts that a script puts into the field of their form.
fn chips(texts: &[String]) -> Html {
    let each: String = texts
        .iter()
        .map(|text| {
            let text = ui::html::escape(text);
            format!(
                "<button type=\"button\" class=\"chip\" data-action=\"phrase#put\" data-phrase-text-param=\"{text}\">{text}</button>"
            )
        })
        .collect();
    Html::trusted(format!("<div class=\"chips phrases\" data-controller=\"phrase\">{each}</div>"))
}
