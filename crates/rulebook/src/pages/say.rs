//! Values in plain words.

use jiff::civil::Date;
use rules::{
    Change, Confidence, DocumentType, Family, HolidayYear, KeyPart, LetterPart, Measure, Numbering, Override,
    Reckoning, Side, StatutoryDay, Term, Unit, YearDayKind,
};
use ui::{Due, Html};
use words::Lang;

use crate::model::{Area, Rule, Value};
use crate::t;

pub fn area(area: Area) -> words::Msg {
    match area {
        Area::Deadlines => t::area_deadlines(),
        Area::Numbering => t::area_numbering(),
        Area::Urgency => t::area_urgency(),
        Area::Secrecy => t::area_secrecy(),
        Area::Kinds => t::area_kinds(),
        Area::Days => t::area_days(),
        Area::Letters => t::area_letters(),
    }
}

pub fn area_lead(area: Area) -> words::Msg {
    match area {
        Area::Deadlines => t::lead_deadlines(),
        Area::Numbering => t::lead_numbering(),
        Area::Urgency => t::lead_urgency(),
        Area::Secrecy => t::lead_secrecy(),
        Area::Kinds => t::lead_kinds(),
        Area::Days => t::lead_days(),
        Area::Letters => t::lead_letters(),
    }
}

/// How sure we are, as words.
pub fn sure(confidence: Confidence, lang: Lang) -> Html {
    if confidence == Confidence::H {
        Due::met(t::sure_yes()).render(lang)
    } else {
        Due::soon(t::sure_no()).render(lang)
    }
}

/// Why it is to be confirmed.
pub fn why_unsure(confidence: Confidence) -> Option<words::Msg> {
    match confidence {
        Confidence::H => None,
        Confidence::M => Some(t::unsure_m()),
        Confidence::L => Some(t::unsure_l()),
        Confidence::Mem => Some(t::unsure_mem()),
    }
}

/// `05/03/2020 – nay`.
pub fn span(from: Option<Date>, to: Option<Date>, lang: Lang) -> String {
    let day = vietnamese::format_date;
    match (from, to) {
        (None, None) => t::always().say(lang),
        (Some(from), None) => t::since(day(from)).say(lang),
        (None, Some(to)) => t::until(day(to)).say(lang),
        (Some(from), Some(to)) => format!("{} – {}", day(from), day(to)),
    }
}

pub fn rule(rule: &Rule, lang: Lang) -> String {
    match &rule.value {
        Value::Changeable(value) => self::value(value, lang),
        Value::Statutory(day) => statutory(day, lang),
    }
}

/// A decision as the history tells it.
pub fn change(what: &Override, lang: Lang) -> String {
    let said = value(&what.change, lang);
    if what.change != Change::Confirm && (what.effective_from, what.effective_to) != (None, None) {
        return format!("{said} ({})", span(what.effective_from, what.effective_to, lang));
    }
    said
}

pub fn value(value: &Change, lang: Lang) -> String {
    match value {
        Change::Confirm => t::said_confirmed().say(lang),
        Change::Deadline(term) => self::term(term, lang),
        Change::DocumentType(kind) => self::kind(kind, lang),
        Change::HolidayYear(year) => self::year(year, lang),
        Change::Secrecy(level) => spelled(
            t::said_secrecy(level.letter.clone(), u32::from(level.protected_years)).say(lang),
            &level.spellings,
            lang,
        ),
        Change::Urgency(level) => spelled(
            t::said_urgency(u32::from(level.edxml_priority), u32::from(level.rank)).say(lang),
            &level.spellings,
            lang,
        ),
        Change::Numbering(numbering) => self::numbering(numbering, lang),
        Change::LetterPart(part) => letter_part(part, lang),
    }
}

fn spelled(said: String, spellings: &[String], lang: Lang) -> String {
    if spellings.is_empty() {
        said
    } else {
        format!("{said}; {}", t::also_spelled(spellings.join(", ")).say(lang))
    }
}

fn term(term: &Term, lang: Lang) -> String {
    if term.at_once {
        return t::term_at_once().say(lang);
    }
    let said = match (term.days, term.unit) {
        (0, Unit::Working) => t::term_same_day(),
        (days, Unit::Working) => t::term_working(days),
        (days, Unit::Calendar) => t::term_calendar(days),
    };
    let said = said.say(lang);
    if term.moves_off_day { format!("{said}; {}", t::term_moves().say(lang)) } else { said }
}

fn numbering(numbering: &Numbering, lang: Lang) -> String {
    let has = |part| numbering.key.contains(&part);
    let mut said = vec![restarts(has(KeyPart::Kind), has(KeyPart::Year), has(KeyPart::Term)).say(lang)];
    if numbering.two_digits {
        said.push(t::two_digits_said().say(lang));
    }
    match numbering.secret_shares {
        Some(true) => said.push(t::secret_shared().say(lang)),
        Some(false) => said.push(t::secret_apart().say(lang)),
        None => {}
    }
    said.join("; ")
}

pub fn restarts(kind: bool, year: bool, term: bool) -> words::Msg {
    match (kind, year, term) {
        (true, true, _) => t::restart_kind_year(),
        (true, _, true) => t::restart_kind_term(),
        (false, true, _) => t::restart_year(),
        (false, _, true) => t::restart_term(),
        (true, false, false) => t::restart_kind(),
        (false, false, false) => t::restart_never(),
    }
}

fn side(side: Side) -> words::Msg {
    match side {
        Side::Party => t::side_party(),
        Side::State => t::side_state(),
    }
}

/// `13`, `12,5–13`: as lengths are written.
pub fn measure(measure: Measure, lang: Lang) -> String {
    let number = |length: f32| {
        let said = format!("{length}");
        if lang == Lang::Vi { said.replace('.', ",") } else { said }
    };
    let (least, most) = (number(measure.least()), number(measure.most()));
    if least == most { least } else { format!("{least}–{most}") }
}

fn letter_part(part: &LetterPart, lang: Lang) -> String {
    let measure = |m: Measure| self::measure(m, lang);
    let mut said = vec![side(part.side).say(lang)];
    if let Some(m) = &part.margins {
        said.push(
            t::margins_said(measure(m.bottom), measure(m.left), measure(m.right), measure(m.top)).say(lang),
        );
    }
    if let Some(size) = part.size {
        said.push(t::points(measure(size)).say(lang));
    }
    let styles = [
        (part.upper, t::in_capitals()),
        (part.bold, t::in_bold()),
        (part.italic, t::in_italics()),
        (part.underlined, t::underlined()),
    ];
    said.extend(styles.into_iter().filter(|(there, _)| *there).map(|(_, style)| style.say(lang)));
    if let Some(line) = part.line {
        said.push(t::line_apart(measure(line)).say(lang));
    }
    if !part.text.is_empty() {
        said.push(format!("“{}”", part.text));
    }
    said.join("; ")
}

fn kind(kind: &DocumentType, lang: Lang) -> String {
    let side = side(kind.side);
    let family = match kind.family {
        Family::Main => t::family_main(),
        Family::Administrative => t::family_administrative(),
        Family::Copy => t::family_copy(),
        Family::Law => t::family_law(),
    };
    let mut said = format!("{}, {}", side.say(lang), family.say(lang));
    match &kind.abbr {
        Some(abbr) => said = format!("{said}; {}", t::abbreviated(abbr.clone()).say(lang)),
        None => said = format!("{said}; {}", t::no_abbreviation().say(lang)),
    }
    spelled(said, &kind.also, lang)
}

pub fn year(year: &HolidayYear, lang: Lang) -> String {
    let count =
        |wanted: bool| year.days.iter().filter(|day| (day.kind == YearDayKind::Work) == wanted).count();
    let (off, work) = (count(false), count(true));
    let said = t::year_days(off).say(lang);
    if work > 0 { format!("{said}, {}", t::year_work(work).say(lang)) } else { said }
}

fn statutory(day: &StatutoryDay, lang: Lang) -> String {
    let on = format!("{:02}/{:02}", day.day, day.month);
    let said = match day.reckoning {
        Reckoning::Solar => t::granted_solar(u32::from(day.days), on),
        Reckoning::Lunar => t::granted_lunar(u32::from(day.days), on),
    };
    said.say(lang)
}
