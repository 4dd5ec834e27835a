//! Whose desk it is: the posts somebody holds today, the units for which they open the mail.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, StoreError, Tx};
use people::{Field, Permission, Person, Post, Role, Unit, Viewer};

use crate::model::{Role as Part, Routing};
use crate::store;

/// The posts, units and leaders that somebody acts for today.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub person: Option<Id<Person>>,
    pub posts: Vec<Id<Post>>,
    /// Units whose papers come to this desk: its head, its clerk.
    pub units: Vec<Id<Unit>>,
    /// Units in which nobody opens the mail, and for which this desk answers.
    pub absent: Vec<Id<Unit>>,
    /// Leaders' posts that this desk prepares for.
    pub serves: Vec<Id<Post>>,
    pub roles: Vec<Role>,
    /// Under a delegation limited to fields.
    pub limit: Option<Limit>,
}

/// What a delegation limited to fields reaches.
#[derive(Debug, Clone)]
pub struct Limit {
    pub fields: Vec<Id<Field>>,
    /// The desk before papers of other fields, or of none.
    pub own: Box<Desk>,
}

impl Desk {
    pub fn of(tx: &mut Tx<'_>, person: Id<Person>, on: Date) -> Result<Desk, StoreError> {
        let mut desk = Desk { person: Some(person), ..Desk::default() };
        for post in people::names::posts_of(tx, person, on)? {
            desk.posts.push(post.id);
            desk.take(tx, post, on)?;
        }
        desk.stand_for_vacant(tx, on)?;
        Ok(desk)
    }

    /// The desk of one post, whoever holds it.
    pub fn of_post(tx: &mut Tx<'_>, id: Id<Post>, on: Date) -> Result<Desk, StoreError> {
        let mut desk = Desk { posts: vec![id], ..Desk::default() };
        // An ended post has what was sent to itself.
        let Some(post) = people::names::post(tx, id, on)? else { return Ok(desk) };
        desk.take(tx, post, on)?;
        Ok(desk)
    }

    /// What comes with a post: its unit's mail, the leaders it serves.
    fn take(&mut self, tx: &mut Tx<'_>, post: people::PostRow, on: Date) -> Result<(), StoreError> {
        if post.roles.iter().any(|role| people::names::OPENS.contains(role)) {
            self.units.push(post.unit);
        }
        if post.roles.contains(&Role::Secretary) {
            let served = people::names::served_by(tx, post.id, on)?;
            self.serves.extend(served.into_iter().map(|leader| leader.id));
        }
        self.roles.extend(post.roles);
        Ok(())
    }

    /// The work of a post that nobody holds lies with the head of its unit, then with the chief; so does what was
    /// sent to a unit in which nobody opens the mail.
    fn stand_for_vacant(&mut self, tx: &mut Tx<'_>, on: Date) -> Result<(), StoreError> {
        if ![Role::HeadOfSection, Role::Chief, Role::DeputyChief].iter().any(|role| self.is(*role)) {
            return Ok(());
        }
        let laden = store::laden(tx)?;
        for post in people::names::unheld(tx, &laden, on)? {
            let answers = people::effective_holder(tx, post, on)?;
            if answers.is_some_and(|answers| self.posts.contains(&answers.id)) && !self.posts.contains(&post)
            {
                self.posts.push(post);
            }
        }
        let answered: Vec<Id<Unit>> = people::names::unmanned(tx, on)?
            .iter()
            .filter(|row| row.answers.as_ref().is_some_and(|post| self.posts.contains(&post.id)))
            .map(|row| row.unit)
            .collect();
        self.absent = store::laden_units(tx, &answered)?;
        Ok(())
    }

    /// The desk of who reads a page: under a delegation also the one acted for.
    pub fn of_viewer(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Desk, StoreError> {
        let mut desk = Desk::of(tx, viewer.person, viewer.today)?;
        if let Some(acting) = &viewer.acting {
            desk.stand_in(tx, (acting.post, &acting.roles, &acting.fields), viewer.today)?;
        }
        Ok(desk)
    }

    /// The delegated roles count, at the desk of whom one acts for.
    fn stand_in(
        &mut self,
        tx: &mut Tx<'_>,
        (post, roles, fields): (Id<Post>, &[Role], &[Id<Field>]),
        on: Date,
    ) -> Result<(), StoreError> {
        self.limit =
            (!fields.is_empty()).then(|| Limit { fields: fields.to_vec(), own: Box::new(self.clone()) });
        self.roles.extend(roles);
        self.posts.push(post);
        if let Some(post) = people::names::post(tx, post, on)? {
            let opens = |role: &Role| people::names::OPENS.contains(role) && roles.contains(role);
            if post.roles.iter().any(opens) {
                self.units.push(post.unit);
            }
        }
        if self.limit.is_none() {
            self.stand_for_vacant(tx, on)?;
        }
        Ok(())
    }

    /// The desk before a paper of this field: what was delegated for other fields does not reach it.
    #[must_use]
    pub fn before(&self, field: Option<Id<Field>>) -> &Desk {
        match &self.limit {
            Some(limit) if !field.is_some_and(|field| limit.fields.contains(&field)) => &limit.own,
            _ => self,
        }
    }

    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        permission.granted_by(&self.roles)
    }

    #[must_use]
    pub fn holds(&self, post: Id<Post>) -> bool {
        self.posts.contains(&post)
    }

    /// Whether what is sent to this unit is opened and handed on here.
    #[must_use]
    pub fn opens(&self, unit: Id<Unit>) -> bool {
        self.units.contains(&unit) || self.absent.contains(&unit)
    }

    /// What this desk's pages show, as topics of live pages: its posts and those it serves, its units, and for who
    /// sees papers of all desks, those too.
    #[must_use]
    pub fn topics(&self) -> Vec<String> {
        let posts = self.posts.iter().chain(&self.serves).map(|post| format!("post:{post}"));
        let mut topics: Vec<String> =
            posts.chain(self.units.iter().chain(&self.absent).map(|unit| format!("unit:{unit}"))).collect();
        if self.may(crate::ROUTE) || self.is(Role::Chief) || self.is(Role::DeputyChief) {
            topics.push("desks".to_owned());
        }
        topics
    }

    /// Whether what is sent to this line comes to this desk.
    #[must_use]
    pub fn receives(&self, line: &crate::store::Line) -> bool {
        match line.post {
            Some(post) => self.holds(post) || self.units.contains(&line.unit),
            // What an absent unit was to know only, nobody has to put away for it.
            None => self.units.contains(&line.unit) || (line.role != Part::Informed && self.opens(line.unit)),
        }
    }
}

/// The desk of who acts. Background work and the console have none and may nothing here.
pub fn acting(act: &mut Act<'_>) -> Result<Desk, Refusal> {
    let standing = people::standing(act)?;
    let today = act.today();
    let mut desk = Desk::of(act.tx(), standing.person, today)?;
    if let Some(behalf) = standing.on_behalf_of {
        desk.stand_in(act.tx(), (behalf.post, &behalf.roles, &behalf.fields), today)?;
    }
    Ok(desk)
}

/// Whose pages an act on this routing changes: the desks that have or had it, the paper's page and the book that
/// says where each paper is.
pub fn topics(tx: &mut Tx<'_>, id: Id<Routing>) -> Result<Vec<String>, StoreError> {
    let Some(routing) = store::routing(tx, id)? else { return Ok(Vec::new()) };
    let mut topics = vec!["desks".to_owned(), "papers".to_owned(), format!("paper:{}", routing.paper)];
    let mut posts: Vec<_> = std::iter::once(routing.office_post).chain(routing.leader_post).collect();
    for proposal in store::proposals(tx, id)? {
        posts.extend(proposal.leader_post);
        posts.push(proposal.post);
    }
    for share in store::assignments(tx, id)? {
        posts.extend(share.line.post);
        topics.push(format!("unit:{}", share.line.unit));
    }
    topics.extend(posts.iter().map(|post| format!("post:{post}")));
    Ok(topics)
}

/// For pages: refused unless it is theirs for some paper at least; the act asks for this one.
pub fn ask(viewer: &Viewer, permission: Permission) -> Result<(), Refusal> {
    if viewer.may_in_part(permission) { Ok(()) } else { Err(Refusal::forbidden()) }
}
