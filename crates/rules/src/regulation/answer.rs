//! The situation of a day, a question, and its answer.

use jiff::civil::Date;

use super::{Capacity, Majority, Provision, Rank, Verb};

/// A body of the office on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    pub key: String,
    /// Its sort, as regulations name it: `standing_board`.
    pub kind: String,
    pub name: String,
    /// As it stands above a signature: `Ban Thường vụ`.
    pub printed: String,
}

/// A post on the day; in the order of rank within its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub key: String,
    pub body: String,
    pub rank: Option<Rank>,
    /// As it stands above a signature.
    pub printed: String,
    /// The person who holds it.
    pub holder: Option<String>,
    /// Held for the time being, by somebody who was not appointed to it for good ("quyền").
    pub acting: bool,
    /// Fields assigned to it.
    pub fields: Vec<String>,
}

/// Somebody is away on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    pub person: String,
    /// From this post alone; None: from all.
    pub post: Option<String>,
    pub until: Date,
    /// The post that stands in, where one was named.
    pub substitute: Option<String>,
}

/// What the holder of one post lent to the holder of another, in force on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lent {
    pub post: String,
    pub to_post: String,
    pub to_person: String,
    /// Limited to these fields; none means all.
    pub fields: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Situation {
    pub bodies: Vec<Body>,
    pub posts: Vec<Post>,
    pub away: Vec<Away>,
    pub lent: Vec<Lent>,
}

/// An article in force on the day. `quote` names it with its regulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    pub key: String,
    pub quote: String,
    pub confirmed: bool,
    pub provisions: Vec<Provision>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask<'a> {
    pub verb: Verb,
    /// The abbreviation of a kind of paper, or a matter in words.
    pub what: &'a str,
    /// The body in whose name, by its key.
    pub body: &'a str,
    /// The field of the matter, where it has one.
    pub field: Option<&'a str>,
}

/// By what right somebody may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    Own,
    /// Was entrusted by the holder of this post.
    Delegated(String),
    /// Was named to stand in for the holder of this post, who is away.
    Named(String),
    /// Stands in for this post by the regulation.
    ByRule(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct May {
    pub post: String,
    pub person: String,
    pub capacity: Capacity,
    pub way: Way,
    /// The lines above the signature.
    pub form: Vec<String>,
    /// The article by which, as its place among the articles handed in.
    pub article: usize,
    pub condition: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Nobody holds the post.
    Vacant,
    Away {
        until: Date,
    },
    /// Signs only in the own fields, and this is another, or none was named.
    OtherField,
    /// Signs only while the head is away, and the head is there.
    HeadThere,
    /// Entrusted or named, but nobody except the body's own deputies signs for a body that decides together.
    NotOfBody,
    /// The body does not issue this kind at all.
    NotIssued,
    /// No article names the post.
    NotNamed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cannot {
    pub post: String,
    pub why: Why,
    pub article: usize,
}

/// The body decides together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collective {
    pub majority: Majority,
    pub in_writing: bool,
    pub article: usize,
    pub condition: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    pub may: Vec<May>,
    pub cannot: Vec<Cannot>,
    pub together: Option<Collective>,
    /// The article by which the body does not issue this kind.
    pub not_issued: Option<usize>,
    /// Every article that speaks of this, in the order handed in.
    pub governing: Vec<usize>,
    /// All of them were confirmed: what they do not allow is refused.
    pub confirmed: bool,
}

/// What follows for one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    May(May),
    /// The regulation does not allow it, and is not confirmed in this: with a reason it goes on.
    Warned {
        why: Why,
        article: usize,
    },
    /// By a confirmed article.
    Refused {
        why: Why,
        article: usize,
    },
    /// No article speaks of it.
    Silent,
}

impl Answer {
    #[must_use]
    pub fn verdict(&self, post: &str) -> Verdict {
        if let Some(may) = self.may.iter().find(|may| may.post == post) {
            return Verdict::May(may.clone());
        }
        let (why, article) = match (self.cannot.iter().find(|one| one.post == post), self.governing.first()) {
            (Some(cannot), _) => (cannot.why.clone(), cannot.article),
            (None, Some(first)) if self.not_issued.is_some() => (Why::NotIssued, *first),
            (None, Some(first)) => (Why::NotNamed, *first),
            (None, None) => return Verdict::Silent,
        };
        if self.confirmed { Verdict::Refused { why, article } } else { Verdict::Warned { why, article } }
    }
}
