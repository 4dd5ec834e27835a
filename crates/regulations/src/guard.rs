//! What other functions ask inside their own acts: may this post do this today? A confirmed article refuses; an unconfirmed
//! one asks for a reason, which is recorded.

use kernel::{Act, Id, Refusal, StoreError, Subject, Tx};
use people::Post;
use rules::regulation::{Answer, Verdict, Why};
use words::Msg;

use crate::day::{Day, Question};
use crate::model::Departure;
use crate::store::{self, DepartureRow};
use crate::t;

/// The answer with the day it is of.
#[derive(Debug, Clone)]
pub struct Told {
    pub day: Day,
    pub answer: Answer,
}

impl Told {
    #[must_use]
    pub fn verdict(&self, post: Id<Post>) -> Verdict {
        self.answer.verdict(&post.to_string())
    }

    #[must_use]
    pub fn quote(&self, article: usize) -> &str {
        self.day.articles.get(article).map_or("", |article| article.quote.as_str())
    }
}

/// Who may, by the regulations in force on the day.
pub fn ask(tx: &mut Tx<'_>, question: &Question) -> Result<Told, StoreError> {
    let day = Day::load(tx, question.on)?;
    let answer = day.answer(question);
    Ok(Told { day, answer })
}

/// Why somebody may not, in a sentence.
#[must_use]
pub fn why_not(why: &Why) -> Msg {
    match why {
        Why::Vacant => t::why_vacant(),
        Why::Away { until } => t::why_away(vietnamese::format_date(*until)),
        Why::OtherField => t::why_other_field(),
        Why::HeadThere => t::why_head_there(),
        Why::NotOfBody => t::why_not_of_body(),
        Why::NotIssued => t::why_not_issued(),
        Why::NotNamed => t::why_not_named(),
    }
}

pub(crate) fn why_code(why: &Why) -> &'static str {
    match why {
        Why::Vacant => "vacant",
        Why::Away { .. } => "away",
        Why::OtherField => "other_field",
        Why::HeadThere => "head_there",
        Why::NotOfBody => "not_of_body",
        Why::NotIssued => "not_issued",
        Why::NotNamed => "not_named",
    }
}

/// Longer reasons belong into a paper.
pub(crate) const REASON_MAX: usize = 1000;

/// Inside another function's act, after it has called `record`: goes on where the regulations let, or where they are not
/// confirmed and a reason is given, which is kept with what it is about. The reason's field is `regulation_reason`.
pub fn guard(
    act: &mut Act<'_>,
    question: &Question,
    (post, reason): (Id<Post>, &str),
    about: Option<&Subject>,
) -> Result<Told, Refusal> {
    let told = ask(act.tx(), question)?;
    match told.verdict(post) {
        Verdict::May(_) | Verdict::Silent => {}
        Verdict::Refused { why, article } => {
            return Err(Refusal::invalid(why_not(&why)).source(told.quote(article)));
        }
        Verdict::Warned { why, article } => {
            let reason = vietnamese::nfc(reason.trim()).into_owned();
            if reason.is_empty() {
                let said = t::reason_needed(why_not(&why).say(words::Lang::Vi));
                return Err(Refusal::invalid(said).field("regulation_reason").source(told.quote(article)));
            }
            if reason.chars().count() > REASON_MAX {
                return Err(Refusal::invalid(t::text_too_long(REASON_MAX)).field("regulation_reason"));
            }
            let id: Id<Departure> = act.new_id();
            let row = DepartureRow {
                id,
                post,
                person: act.actor().person.map(Id::from_uuid),
                person_name: String::new(),
                body: question.body,
                verb: question.verb.code().to_owned(),
                matter: question.what.clone(),
                on: question.on,
                article: told.quote(article).to_owned(),
                why: why_code(&why).to_owned(),
                reason,
                about: about.map(|about| (about.kind.to_owned(), about.id)),
                at: act.now(),
            };
            act.touch(Subject::new("regulation_departure", id));
            store::insert_departure(act.tx(), &row)?;
        }
    }
    Ok(told)
}
