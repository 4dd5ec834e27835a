//! Who may decide or sign this on a day, in which form, by which article; and why others may not.
//!
//! The whole situation of the day is handed in: bodies, posts with their holders, who is away, what was delegated. Nobody
//! who is away is ever among those who may. Only articles that the office confirmed refuse; others warn.

use super::answer::{Answer, Article, Ask, Away, Body, Cannot, Collective, May, Post, Situation, Way, Why};
use super::{Authority, Capacity, Issue, Provision, Rank, Seat, Signer, Verb, When, collective, form};

struct Hall<'a> {
    situation: &'a Situation,
    articles: &'a [Article],
    ask: &'a Ask<'a>,
}

/// The answer, by these articles in this situation.
#[must_use]
pub fn answer(articles: &[Article], situation: &Situation, ask: &Ask<'_>) -> Answer {
    let hall = Hall { situation, articles, ask };
    let mut found = Answer::default();
    let Some(body) = hall.body(ask.body) else { return found };
    if ask.verb == Verb::Sign
        && let Some(article) = hall.not_issued(body)
    {
        found.not_issued = Some(article);
        found.governing = vec![article];
        found.confirmed = hall.confirmed(article);
        let seats = hall.authorities(body).flat_map(|(_, authority)| &authority.by);
        let posts: Vec<&Post> = seats.flat_map(|signer| hall.seats(body, &signer.seat)).collect();
        for post in posts {
            found.cannot(&post.key, Why::NotIssued, article);
        }
        return found;
    }
    let governing: Vec<(usize, &Authority)> = hall.authorities(body).collect();
    for (article, authority) in governing {
        if !found.governing.contains(&article) {
            found.governing.push(article);
        }
        if let Some(majority) = authority.together {
            found.together.get_or_insert(Collective {
                majority,
                in_writing: authority.in_writing,
                article,
                condition: authority.condition.clone(),
            });
        }
        for signer in &authority.by {
            hall.consider((article, authority), (body, signer), &mut found);
        }
    }
    found.confirmed = !found.governing.is_empty() && found.governing.iter().all(|at| hall.confirmed(*at));
    // One article may keep from somebody what another gives.
    let able: Vec<String> = found.may.iter().map(|may| may.post.clone()).collect();
    found.cannot.retain(|one| !able.contains(&one.post));
    found
}

impl Answer {
    fn may(&mut self, may: May) {
        if self.may.iter().all(|there| there.post != may.post) {
            self.may.push(may);
        }
    }

    fn cannot(&mut self, post: &str, why: Why, article: usize) {
        if self.cannot.iter().all(|there| there.post != post) {
            self.cannot.push(Cannot { post: post.to_owned(), why, article });
        }
    }
}

/// Kinds are written with or without capitals; a matter is what it says.
fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl<'a> Hall<'a> {
    fn confirmed(&self, article: usize) -> bool {
        self.articles.get(article).is_some_and(|article| article.confirmed)
    }

    fn body(&self, key: &str) -> Option<&'a Body> {
        self.situation.bodies.iter().find(|body| body.key == key)
    }

    fn provisions(&self) -> impl Iterator<Item = (usize, &'a Provision)> {
        let articles = self.articles.iter().enumerate();
        articles.flat_map(|(at, article)| article.provisions.iter().map(move |one| (at, one)))
    }

    /// The articles' rows of who signs or decides this in the body's name.
    fn authorities(&self, body: &'a Body) -> impl Iterator<Item = (usize, &'a Authority)> {
        let ask = self.ask;
        self.provisions().filter_map(move |(at, provision)| match provision {
            Provision::Authority(one)
                if one.verb == ask.verb
                    && (one.body == body.kind || one.body == body.key)
                    && (one.kinds.is_empty() || one.kinds.iter().any(|kind| same(kind, ask.what))) =>
            {
                Some((at, one))
            }
            _ => None,
        })
    }

    /// The article that lists what the body issues, where this kind is not on it. A kind that no list names is free.
    fn not_issued(&self, body: &Body) -> Option<usize> {
        let lists = || {
            self.provisions().filter_map(|(at, provision)| match provision {
                Provision::Issue(issue) => Some((at, issue)),
                _ => None,
            })
        };
        let named = |issue: &Issue| issue.kinds.iter().any(|kind| same(kind, self.ask.what));
        if !lists().any(|(_, issue)| named(issue)) {
            return None;
        }
        let own: Vec<_> = lists().filter(|(_, one)| one.body == body.kind || one.body == body.key).collect();
        if own.iter().any(|(_, issue)| named(issue)) {
            return None;
        }
        own.first().map(|(at, _)| *at)
    }

    fn posts(&self, seat: &Seat) -> Vec<&'a Post> {
        let bodies: Vec<&str> = self
            .situation
            .bodies
            .iter()
            .filter(|body| body.key == seat.body || body.kind == seat.body)
            .map(|body| body.key.as_str())
            .collect();
        let fits = |post: &&Post| match &seat.post {
            Some(key) => post.key == *key,
            None => bodies.contains(&post.body.as_str()) && post.rank == Some(seat.rank),
        };
        self.situation.posts.iter().filter(fits).collect()
    }

    /// The posts that a line names for this body: "the head of an advisory board" is that of this board and no other.
    fn seats(&self, body: &Body, seat: &Seat) -> Vec<&'a Post> {
        let mut posts = self.posts(seat);
        posts.retain(|post| seat.body != body.kind || post.body == body.key);
        posts
    }

    fn post(&self, key: &str) -> Option<&'a Post> {
        self.situation.posts.iter().find(|post| post.key == key)
    }

    fn away(&self, person: &str, post: &str) -> Option<&'a Away> {
        let here =
            |away: &&Away| away.person == person && away.post.as_deref().is_none_or(|from| from == post);
        self.situation.away.iter().find(here)
    }

    /// Who sits at this post today, and is there.
    fn present<'p>(&self, post: &'p Post) -> Option<&'p str> {
        let holder = post.holder.as_deref()?;
        self.away(holder, &post.key).is_none().then_some(holder)
    }

    /// Whether the head of this post's body is there today.
    fn head_there(&self, of: &Post) -> bool {
        let heads =
            self.situation.posts.iter().filter(|post| post.body == of.body && post.rank == Some(Rank::Head));
        heads.filter(|post| post.key != of.key).any(|post| self.present(post).is_some())
    }

    fn in_field(&self, post: &Post) -> bool {
        self.ask.field.is_some_and(|field| post.fields.iter().any(|own| own == field))
    }

    /// One line of the table: the posts it names, and who stands in for those who are away.
    fn consider(
        &self,
        (article, authority): (usize, &Authority),
        (body, signer): (&'a Body, &Signer),
        found: &mut Answer,
    ) {
        let turn = Turn { article, authority, body, signer };
        for post in self.seats(body, &signer.seat) {
            let held_back = match signer.when {
                When::Always => None,
                When::InField => (!self.in_field(post)).then_some(Why::OtherField),
                When::HeadAway => self.head_there(post).then_some(Why::HeadThere),
                When::InFieldOrHeadAway => {
                    (!self.in_field(post) && self.head_there(post)).then_some(Why::OtherField)
                }
            };
            if let Some(why) = held_back {
                // Whoever is away is told so first.
                let away = post.holder.as_deref().and_then(|holder| self.away(holder, &post.key));
                found.cannot(&post.key, away.map_or(why, |away| Why::Away { until: away.until }), article);
                continue;
            }
            let Some(holder) = post.holder.as_deref() else {
                found.cannot(&post.key, Why::Vacant, article);
                self.stand_in(&turn, post, None, found);
                continue;
            };
            match self.away(holder, &post.key) {
                None => {
                    let form = self.form(&turn, post, signer.capacity, None);
                    self.put(&turn, (post, holder), (signer.capacity, form, Way::Own), found);
                    self.lent(&turn, post, found);
                }
                Some(away) => {
                    found.cannot(&post.key, Why::Away { until: away.until }, article);
                    self.stand_in(&turn, post, away.substitute.as_deref(), found);
                }
            }
        }
    }

    fn put(
        &self,
        turn: &Turn<'_>,
        (post, person): (&Post, &str),
        (capacity, form, way): (Capacity, Vec<String>, Way),
        found: &mut Answer,
    ) {
        found.may(May {
            post: post.key.clone(),
            person: person.to_owned(),
            capacity,
            way,
            form,
            article: turn.article,
            condition: turn.authority.condition.clone(),
        });
    }

    fn form(&self, turn: &Turn<'_>, post: &Post, capacity: Capacity, head: Option<&Post>) -> Vec<String> {
        // A deputy of a one-head body signs for its head, whoever sits there.
        let own_head =
            || self.situation.posts.iter().find(|one| one.body == post.body && one.rank == Some(Rank::Head));
        let head = match (capacity, post.rank) {
            (Capacity::ForHead, _) | (Capacity::ByOrder, Some(Rank::Deputy)) => head.or_else(own_head),
            (Capacity::Authorised, _) => head,
            _ => None,
        };
        let head = head.map(|head| head.printed.as_str());
        form::signature(turn.authority.side, capacity, (&turn.body.printed, head, &post.printed), post.acting)
    }

    /// Those to whom the holder lent the post; the holder may be there or not. Says whether anybody of them may.
    fn lent(&self, turn: &Turn<'_>, post: &'a Post, found: &mut Answer) -> bool {
        let mut any = false;
        for lent in self.situation.lent.iter().filter(|lent| lent.post == post.key) {
            let reaches = lent.fields.is_empty()
                || self.ask.field.is_some_and(|field| lent.fields.iter().any(|own| own == field));
            let Some(to) =
                self.post(&lent.to_post).filter(|to| to.holder.as_deref() == Some(&*lent.to_person))
            else {
                continue;
            };
            if !reaches {
                found.cannot(&to.key, Why::OtherField, turn.article);
            } else if self.present(to).is_some() {
                any |= self.instead(turn, (post, to), Way::Delegated(post.key.clone()), found);
            } else if let Some(away) = self.away(&lent.to_person, &to.key) {
                found.cannot(&to.key, Why::Away { until: away.until }, turn.article);
            }
        }
        any
    }

    /// Who stands in: the one that was named and those entrusted; else the first by rule who is there.
    fn stand_in(&self, turn: &Turn<'_>, post: &'a Post, named: Option<&str>, found: &mut Answer) {
        let named = named.and_then(|key| self.post(key)).filter(|to| self.present(to).is_some());
        let named =
            named.is_some_and(|to| self.instead(turn, (post, to), Way::Named(post.key.clone()), found));
        if self.lent(turn, post, found) || named {
            return;
        }
        if let Some(to) = self.by_rule(post) {
            self.instead(turn, (post, to), Way::ByRule(post.key.clone()), found);
        }
    }

    /// The first who is there of those the articles name.
    fn by_rule(&self, post: &'a Post) -> Option<&'a Post> {
        let rules = self.provisions().filter_map(|(_, provision)| match provision {
            Provision::Substitution(rule) if self.posts(&rule.seat).iter().any(|one| one.key == post.key) => {
                Some(rule)
            }
            _ => None,
        });
        let offered = rules.flat_map(|rule| &rule.by).flat_map(|seat| self.posts(seat));
        // A seat named by sort means that of the same body, where there are several of the sort.
        let near = |to: &&'a Post| self.same_kind(post, to).is_none_or(|same| same);
        offered.filter(near).find(|to| to.key != post.key && self.present(to).is_some())
    }

    /// For two bodies of one sort: whether they are the same.
    fn same_kind(&self, post: &Post, to: &Post) -> Option<bool> {
        let (own, other) = (self.body(&post.body)?, self.body(&to.body)?);
        (own.kind == other.kind).then_some(own.key == other.key)
    }

    /// `to` signs in place of `post`, if that is possible at all.
    fn instead(
        &self,
        turn: &Turn<'_>,
        (post, to): (&'a Post, &'a Post),
        way: Way,
        found: &mut Answer,
    ) -> bool {
        let Some(person) = to.holder.as_deref() else { return false };
        let same_body = post.body == to.body && to.rank.is_some();
        let together = self.body(&post.body).is_some_and(|body| collective(&body.kind));
        let capacity = match turn.signer.capacity {
            Capacity::OnBehalf if same_body || self.may_behalf(turn, to) => Capacity::OnBehalf,
            Capacity::ByOrder if same_body => Capacity::ByOrder,
            Capacity::OnBehalf | Capacity::ByOrder => {
                found.cannot(&to.key, Why::NotOfBody, turn.article);
                return false;
            }
            Capacity::Own | Capacity::ForHead if same_body && !together => Capacity::ForHead,
            Capacity::Own | Capacity::ForHead => Capacity::Authorised,
            Capacity::Authorised => Capacity::Authorised,
        };
        // A deputy of the same body signs for its head, not for another deputy.
        let head = match (capacity, post.rank) {
            (Capacity::ForHead, Some(Rank::Deputy)) => None,
            _ => Some(post),
        };
        let form = self.form(turn, to, capacity, head);
        self.put(turn, (to, person), (capacity, form, way), found);
        true
    }

    /// Whether a line of the same row lets this post sign T/M, whatever its conditions.
    fn may_behalf(&self, turn: &Turn<'_>, to: &Post) -> bool {
        let lines = turn.authority.by.iter().filter(|signer| signer.capacity == Capacity::OnBehalf);
        lines.flat_map(|signer| self.seats(turn.body, &signer.seat)).any(|post| post.key == to.key)
    }
}

/// The line of the table that is being read.
struct Turn<'a> {
    article: usize,
    authority: &'a Authority,
    body: &'a Body,
    signer: &'a Signer,
}

/// Who stands in for this post today, whatever has to be signed: who was named, who was entrusted, else who the articles say.
#[must_use]
pub fn stand_in(articles: &[Article], situation: &Situation, post: &str) -> Option<(String, Way)> {
    let ask = Ask { verb: Verb::Sign, what: "", body: "", field: None };
    let hall = Hall { situation, articles, ask: &ask };
    let post = hall.post(post)?;
    let there = |key: &str| hall.post(key).filter(|to| to.key != post.key && hall.present(to).is_some());
    let away = post.holder.as_deref().and_then(|holder| hall.away(holder, &post.key));
    let named = away.and_then(|away| away.substitute.as_deref()).and_then(there);
    if let Some(to) = named {
        return Some((to.key.clone(), Way::Named(post.key.clone())));
    }
    let lent = situation.lent.iter().filter(|lent| lent.post == post.key && lent.fields.is_empty());
    let mut lent = lent
        .filter_map(|lent| there(&lent.to_post).filter(|to| to.holder.as_deref() == Some(&*lent.to_person)));
    if let Some(to) = lent.next() {
        return Some((to.key.clone(), Way::Delegated(post.key.clone())));
    }
    hall.by_rule(post).map(|to| (to.key.clone(), Way::ByRule(post.key.clone())))
}
