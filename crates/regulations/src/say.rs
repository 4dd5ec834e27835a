//! Provisions, answers and differences in words.

use rules::regulation::{
    Body, Capacity, Difference, Every, Majority, Matter, Provision, Rank, Says, Seat, Step, Verb, When, Who,
};
use rules::{Term, Unit};
use words::{Lang, Msg};

use crate::day::Day;
use crate::t;

/// What bodies and posts are called, on the day of the answer.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub bodies: Vec<Body>,
    /// Key, title.
    pub posts: Vec<(String, String)>,
}

/// Sorts of bodies that articles name.
pub(crate) const SORTS: [&str; 9] = [
    "committee",
    "standing_board",
    "permanent_board",
    "office",
    "section",
    "advisory_board",
    "attached_committee",
    "commune_committee",
    "agency",
];

pub(crate) fn sort(kind: &str) -> Option<Msg> {
    Some(match kind {
        "committee" => t::body_committee(),
        "standing_board" => t::body_standing_board(),
        "permanent_board" => t::body_permanent_board(),
        "office" => t::body_office(),
        "section" => t::body_section(),
        "advisory_board" => t::body_advisory_board(),
        "attached_committee" => t::body_attached_committee(),
        "commune_committee" => t::body_commune_committee(),
        "agency" => t::body_agency(),
        _ => return None,
    })
}

pub(crate) fn verb(verb: Verb) -> Msg {
    match verb {
        Verb::Sign => t::verb_sign(),
        Verb::Decide => t::verb_decide(),
    }
}

pub(crate) fn rank(rank: Rank) -> Msg {
    match rank {
        Rank::Head => t::rank_head(),
        Rank::Deputy => t::rank_deputy(),
    }
}

pub(crate) fn capacity(capacity: Capacity) -> Msg {
    match capacity {
        Capacity::Own => t::capacity_own(),
        Capacity::OnBehalf => t::capacity_on_behalf(),
        Capacity::ForHead => t::capacity_for_head(),
        Capacity::ByOrder => t::capacity_by_order(),
        Capacity::Authorised => t::capacity_authorised(),
    }
}

pub(crate) fn when(when: When) -> Msg {
    match when {
        When::Always => t::when_always(),
        When::InField => t::when_in_field(),
        When::HeadAway => t::when_head_away(),
        When::InFieldOrHeadAway => t::when_in_field_or_head_away(),
    }
}

pub(crate) fn majority(majority: Majority) -> Msg {
    match majority {
        Majority::OverHalf => t::majority_over_half(),
        Majority::TwoThirds => t::majority_two_thirds(),
        Majority::Consensus => t::majority_consensus(),
    }
}

pub(crate) fn step(step: Step) -> Msg {
    match step {
        Step::Papers => t::step_papers(),
        Step::Verify => t::step_verify(),
        Step::Notice => t::step_notice(),
        Step::Opinion => t::step_opinion(),
        Step::Issue => t::step_issue(),
        Step::Settle => t::step_settle(),
    }
}

pub(crate) fn every(every: Every) -> Msg {
    match every {
        Every::Week => t::every_week(),
        Every::Month => t::every_month(),
        Every::Quarter => t::every_quarter(),
        Every::HalfYear => t::every_half_year(),
        Every::Year => t::every_year(),
    }
}

pub(crate) fn term(term: &Term) -> Msg {
    match (term.at_once, term.unit) {
        (true, _) => t::term_at_once(),
        (_, Unit::Working) => t::term_working(term.days),
        (_, Unit::Calendar) => t::term_calendar(term.days),
    }
}

pub(crate) fn or_in_writing(said: &str, lang: Lang) -> String {
    format!("{said} {}", t::or_in_writing().say(lang))
}

fn kinds(kinds: &[String], lang: Lang) -> String {
    if kinds.is_empty() { t::all_kinds().say(lang) } else { kinds.join(", ") }
}

impl Names {
    #[must_use]
    pub fn of(day: &Day) -> Names {
        Names {
            bodies: day.situation.bodies.clone(),
            posts: day.posts.iter().map(|post| (post.id.to_string(), post.title.clone())).collect(),
        }
    }

    /// A sort of bodies, or one body by its name.
    #[must_use]
    pub fn body(&self, named: &str, lang: Lang) -> String {
        let own = || self.bodies.iter().find(|body| body.key == named).map(|body| body.name.clone());
        sort(named).map(|msg| msg.say(lang)).or_else(own).unwrap_or_else(|| t::gone().say(lang))
    }

    pub(crate) fn seat(&self, seat: &Seat, lang: Lang) -> String {
        match &seat.post {
            Some(key) => {
                let post = self.posts.iter().find(|(own, _)| own == key);
                post.map_or_else(|| t::gone().say(lang), |(_, title)| title.clone())
            }
            None => format!("{} · {}", rank(seat.rank).say(lang), self.body(&seat.body, lang)),
        }
    }

    /// A provision as lines: what it says, and to whom.
    pub(crate) fn provision(&self, provision: &Provision, lang: Lang) -> Vec<String> {
        match provision {
            Provision::Issue(one) => {
                vec![t::says_issue(self.body(&one.body, lang), kinds(&one.kinds, lang)).say(lang)]
            }
            Provision::Authority(one) => {
                let (verb, body) = (verb(one.verb).say(lang), self.body(&one.body, lang));
                let mut lines = vec![t::says_authority(body, kinds(&one.kinds, lang), verb).say(lang)];
                if let Some(how) = one.together {
                    let said = t::says_together(majority(how).say(lang)).say(lang);
                    lines.push(if one.in_writing { or_in_writing(&said, lang) } else { said });
                }
                for signer in &one.by {
                    let (form, when) = (capacity(signer.capacity).say(lang), when(signer.when).say(lang));
                    lines.push(t::says_signer(form, self.seat(&signer.seat, lang), when).say(lang));
                }
                lines.extend(one.condition.as_ref().map(|said| t::condition_said(said.clone()).say(lang)));
                lines
            }
            Provision::Deadline(one) => {
                let body = one.body.as_ref().map(|body| self.body(body, lang));
                let of = body.into_iter().chain((!one.kinds.is_empty()).then(|| one.kinds.join(", ")));
                let of: Vec<String> = of.collect();
                let what = step(one.step).say(lang);
                let what = if of.is_empty() { what } else { format!("{what} ({})", of.join("; ")) };
                vec![format!("{what}: {}", term(&one.term).say(lang))]
            }
            Provision::Cadence(one) => {
                let every = every(one.every).say(lang);
                vec![t::says_cadence(self.body(&one.body, lang), every, one.times).say(lang)]
            }
            Provision::Report(one) => {
                let (who, to) = (self.body(&one.who, lang), self.body(&one.to, lang));
                vec![
                    t::says_report(report_day(one.every, one.day, lang), to, one.what.clone(), who).say(lang),
                ]
            }
            Provision::Substitution(one) => {
                let by: Vec<String> = one.by.iter().map(|seat| self.seat(seat, lang)).collect();
                vec![t::says_substitution(by.join("; "), self.seat(&one.seat, lang)).say(lang)]
            }
            Provision::Assignment => vec![t::says_assignment().say(lang)],
            Provision::Effect => vec![t::says_effect().say(lang)],
        }
    }

    pub(crate) fn who(&self, who: &Who, lang: Lang) -> String {
        match who {
            Who::Body(body) => self.body(body, lang),
            Who::Seat(seat) => self.seat(seat, lang),
            Who::Everybody => t::everybody().say(lang),
        }
    }

    fn matter(&self, matter: &Matter, lang: Lang) -> String {
        let kind = |kind: &str| if kind.is_empty() { t::all_kinds().say(lang) } else { kind.to_owned() };
        match matter {
            Matter::Issue { kind: of } => t::matter_issue(kind(of)).say(lang),
            Matter::Authority { verb: doing, body, kind: of } => {
                t::matter_authority(self.body(body, lang), kind(of), verb(*doing).say(lang)).say(lang)
            }
            Matter::Decide { kind: of } => t::matter_decide(kind(of)).say(lang),
            Matter::Term { step: of, kind: what } => {
                if what.is_empty() {
                    step(*of).say(lang)
                } else {
                    format!("{} ({what})", step(*of).say(lang))
                }
            }
            Matter::Meeting => t::matter_meeting().say(lang),
            Matter::Report { what } => t::matter_report(what.clone()).say(lang),
            Matter::Substitution { of } => t::matter_substitution(self.seat(of, lang)).say(lang),
        }
    }

    fn says(&self, says: Option<&Says>, lang: Lang) -> String {
        match says {
            None => t::says_nothing().say(lang),
            Some(Says::Issues) => t::says_yes().say(lang),
            Some(Says::Signs { capacity: form, when: then, condition }) => {
                let said = format!("{} · {}", capacity(*form).say(lang), when(*then).say(lang));
                match condition {
                    Some(condition) => format!("{said} · {}", t::condition_said(condition.clone()).say(lang)),
                    None => said,
                }
            }
            Some(Says::Together { majority: how, in_writing }) => {
                let said = majority(*how).say(lang);
                if *in_writing { or_in_writing(&said, lang) } else { said }
            }
            Some(Says::Term(of)) => term(of).say(lang),
            Some(Says::Meets { every: of, times }) => t::meets(every(*of).say(lang), *times).say(lang),
            Some(Says::Reports { to, every: of, day }) => {
                format!("{} → {}", report_day(*of, *day, lang), self.body(to, lang))
            }
            Some(Says::StandsIn { place }) => t::stands_in_place(*place).say(lang),
        }
    }

    /// For whom, in what, before, now.
    pub(crate) fn difference(&self, one: &Difference, lang: Lang) -> [String; 4] {
        [
            self.who(&one.who, lang),
            self.matter(&one.matter, lang),
            self.says(one.before.as_ref(), lang),
            self.says(one.after.as_ref(), lang),
        ]
    }
}

/// `Thứ Năm hằng tuần`, `ngày 20 hằng tháng`.
fn report_day(of: Every, day: u8, lang: Lang) -> String {
    if of != Every::Week {
        return t::report_on_day(u32::from(day), every(of).say(lang)).say(lang);
    }
    // Any week will do: the name is asked for by a date.
    let monday = jiff::civil::Date::constant(2026, 11, 23);
    let days = jiff::Span::new().days(i64::from(day.saturating_sub(1)));
    let date = monday.checked_add(days).unwrap_or(monday);
    let name = match lang {
        Lang::Vi => vietnamese::weekday_name(date).to_owned(),
        Lang::En => date.strftime("%A").to_string(),
    };
    t::report_on_weekday(name).say(lang)
}
