//! Fields, secretaries, delegations: as whom somebody acts.

use jiff::civil::Date;
use kernel::testing::both;
use kernel::{Act, Actor, Id, Instant, Kind, Refusal, Subject};
use people::delegation::{self, Delegate};
use people::organise::{self, NewPost, Service};
use people::{Behalf, Delegation, Person, Post, Role, field};

use crate::support::{Fixture, fixture};

#[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
struct Seen {
    leads: bool,
    behalf: Option<Id<Post>>,
}

/// What an act of any function would learn about who acts. Touches a person, since every act leaves an entry.
fn look(act: &mut Act<'_>, person: Id<Person>) -> Result<Seen, Refusal> {
    let standing = people::standing(act)?;
    act.record("test.look", Subject::new("person", person));
    Ok(Seen {
        leads: standing.has(Role::Leader),
        behalf: standing.on_behalf_of.map(|Behalf { post, .. }| post),
    })
}

fn under(person: Id<Person>, post: Id<Post>, delegation: Id<Delegation>) -> Actor {
    Actor { delegation: Some(delegation.uuid()), ..Actor::person(person.uuid(), Some(post.uuid())) }
}

fn days(date: Date, n: i64) -> Date {
    date.checked_add(jiff::Span::new().days(n)).unwrap()
}

struct Leaders {
    leader: (Id<Post>, Id<Person>),
    deputy: (Id<Post>, Id<Person>),
    secretary: (Id<Post>, Id<Person>),
}

fn leaders(f: &Fixture) -> Leaders {
    Leaders {
        leader: f.seat("Phó Bí thư", "Lê Thị Mây", &[Role::Leader], f.office),
        deputy: f.seat("Chánh Văn phòng", "Phạm Văn Bình", &[Role::Chief], f.office),
        secretary: f.seat("Thư ký", "Đỗ Ngọc Lúa", &[Role::Secretary], f.office),
    }
}

fn given(l: &Leaders, to: Id<Post>, today: Date) -> Delegate {
    Delegate {
        post: l.leader.0,
        to_post: to,
        roles: vec![Role::Leader],
        fields: Vec::new(),
        reason: "Đi công tác, Thông báo 12-TB/TU".to_owned(),
        from: today,
        to: days(today, 3),
    }
}

#[test]
fn a_delegate_leads_only_while_acting_and_while_it_runs() {
    for on in both() {
        let f = fixture(on);
        let l = leaders(&f);
        let office = &f.o.office;
        let today = office.now().date();
        let leader = Actor::person(l.leader.1.uuid(), Some(l.leader.0.uuid()));
        let (post, person) = l.deputy;
        let id = office
            .act_blocking(leader.clone(), office.new_id(), given(&l, post, today), delegation::delegate)
            .unwrap();
        let look_as = |actor: Actor| office.act_blocking(actor, office.new_id(), person, look);

        let own = look_as(Actor::person(person.uuid(), Some(post.uuid()))).unwrap();
        assert_eq!(own, Seen { leads: false, behalf: None }, "{on:?}: not without saying so");
        let acting = look_as(under(person, post, id)).unwrap();
        assert_eq!(acting, Seen { leads: true, behalf: Some(l.leader.0) }, "{on:?}");
        let stolen = look_as(under(f.clerk, f.clerk_post, id)).unwrap_err();
        assert_eq!(stolen.msg.key(), "delegation-over", "{on:?}: somebody else's delegation");

        let on_again = Delegate { post, to_post: f.clerk_post, ..given(&l, f.clerk_post, today) };
        let refusal = office
            .act_blocking(under(person, post, id), office.new_id(), on_again, delegation::delegate)
            .unwrap_err();
        assert_eq!(refusal.msg.key(), "no-second-delegation", "{on:?}");

        let desk = NewPost {
            unit: f.office,
            title: "Thư ký tổng hợp".to_owned(),
            roles: vec![Role::Secretary],
            place: 9,
            from: today,
        };
        let desk = office.act_blocking(f.admin(), office.new_id(), desk, organise::create_post).unwrap();
        let held = organise::Appointment { post: desk, person, from: today };
        office.act_blocking(f.admin(), office.new_id(), held, organise::appoint).unwrap();
        let secretary = look_as(under(person, post, id)).unwrap();
        assert!(!secretary.leads, "{on:?}: a secretary never leads, not by delegation either");

        f.o.clock.advance(4 * Instant::DAY);
        assert_eq!(look_as(under(person, post, id)).unwrap_err().kind, Kind::Conflict, "{on:?}: it ran out");
        let report = kernel::journal::verify(office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
    }
}

#[test]
fn an_ended_delegation_and_one_whose_giver_left_give_nothing() {
    for on in both() {
        let f = fixture(on);
        let l = leaders(&f);
        let office = &f.o.office;
        let today = office.now().date();
        let (post, person) = l.deputy;
        let leader = Actor::person(l.leader.1.uuid(), None);
        let clerk = Actor::person(f.clerk.uuid(), Some(f.clerk_post.uuid()));
        let give = |actor: &Actor| {
            office
                .act_blocking(actor.clone(), office.new_id(), given(&l, post, today), delegation::delegate)
                .unwrap()
        };
        let first = give(&leader);
        let stranger = Actor::person(l.secretary.1.uuid(), None);
        assert!(office.act_blocking(stranger, office.new_id(), first, delegation::end).is_err(), "{on:?}");
        office.act_blocking(leader, office.new_id(), first, delegation::end).unwrap();
        let look_as = |actor: Actor| office.act_blocking(actor, office.new_id(), person, look);
        assert!(look_as(under(person, post, first)).is_err(), "{on:?}: ended today, over today");

        let second = give(&clerk);
        let leaving = organise::Appointment { post: l.leader.0, person: l.leader.1, from: today };
        office.act_blocking(f.admin(), office.new_id(), leaving, organise::leave).unwrap();
        assert!(look_as(under(person, post, second)).is_ok(), "{on:?}: the last day still counts");
        f.o.clock.advance(Instant::DAY);
        assert!(look_as(under(person, post, second)).is_err(), "{on:?}: the giver has left the post");
    }
}

#[test]
fn what_cannot_be_delegated() {
    for on in both() {
        let f = fixture(on);
        let l = leaders(&f);
        let office = &f.o.office;
        let today = office.now().date();
        let ask = |actor: Actor, input: Delegate| {
            office.act_blocking(actor, office.new_id(), input, delegation::delegate).unwrap_err()
        };
        let leader = || Actor::person(l.leader.1.uuid(), None);
        let clerk = || Actor::person(f.clerk.uuid(), None);
        let secretary = ask(leader(), given(&l, l.secretary.0, today));
        assert_eq!(secretary.msg.key(), "secretary-not-leader", "{on:?}");
        let own = ask(clerk(), given(&l, f.clerk_post, today));
        assert_eq!(own.kind, Kind::Forbidden, "{on:?}: nobody records a power for themselves");
        let stranger = ask(Actor::person(l.secretary.1.uuid(), None), given(&l, l.deputy.0, today));
        assert_eq!(stranger.kind, Kind::Forbidden, "{on:?}");
        let not_had = Delegate { roles: vec![Role::Chief], ..given(&l, l.deputy.0, today) };
        assert_eq!(ask(leader(), not_had).msg.key(), "delegate-own-roles", "{on:?}");
        let backwards = Delegate { to: days(today, -1), ..given(&l, l.deputy.0, today) };
        assert_eq!(ask(leader(), backwards).msg.key(), "ends-before-it-begins", "{on:?}");
        let silent = Delegate { reason: " ".to_owned(), ..given(&l, l.deputy.0, today) };
        assert_eq!(ask(leader(), silent).field, Some("reason"), "{on:?}");
    }
}

#[test]
fn a_secretary_serves_leaders_and_is_never_one() {
    for on in both() {
        let f = fixture(on);
        let l = leaders(&f);
        let office = &f.o.office;
        let today = office.now().date();
        let both_roles = NewPost {
            unit: f.office,
            title: "Thư ký kiêm".to_owned(),
            roles: vec![Role::Secretary, Role::Leader],
            place: 9,
            from: today,
        };
        let refusal =
            office.act_blocking(f.admin(), office.new_id(), both_roles, organise::create_post).unwrap_err();
        assert_eq!(refusal.msg.key(), "secretary-not-leader", "{on:?}");
        let wrong = Service { secretary: l.secretary.0, leaders: vec![l.deputy.0] };
        let refusal =
            office.act_blocking(f.admin(), office.new_id(), wrong, organise::assign_secretary).unwrap_err();
        assert_eq!(refusal.msg.key(), "not-a-leader", "{on:?}");
        let service = Service { secretary: l.secretary.0, leaders: vec![l.leader.0] };
        office.act_blocking(f.admin(), office.new_id(), service, organise::assign_secretary).unwrap();
        let (of, by) = office
            .read_blocking(|tx| {
                Ok((
                    people::secretaries_of(tx, l.leader.0, today)?,
                    people::served_by(tx, l.secretary.0, today)?,
                ))
            })
            .unwrap();
        assert_eq!((of[0].id, by[0].id), (l.secretary.0, l.leader.0), "{on:?}");
    }
}

#[test]
fn a_field_leads_to_the_posts_that_answer_for_it() {
    for on in both() {
        let f = fixture(on);
        let l = leaders(&f);
        let office = &f.o.office;
        let today = office.now().date();
        let clerk = Actor::person(f.clerk.uuid(), None);
        let name = "Nông nghiệp và môi trường".to_owned();
        assert!(office.act_blocking(clerk, office.new_id(), name.clone(), field::create).is_err());
        let farming = office.act_blocking(f.admin(), office.new_id(), name.clone(), field::create).unwrap();
        let again = office.act_blocking(f.admin(), office.new_id(), name, field::create).unwrap_err();
        assert_eq!(again.msg.key(), "field-taken", "{on:?}");
        let input = field::Responsibility { post: l.leader.0, fields: vec![farming] };
        office.act_blocking(f.admin(), office.new_id(), input, field::answer_for).unwrap();
        let found =
            |role| office.read_blocking(|tx| people::responsible(tx, farming, role, today)).unwrap().len();
        assert_eq!((found(Role::Leader), found(Role::Chief)), (1, 0), "{on:?}");
        office.act_blocking(f.admin(), office.new_id(), farming, field::retire).unwrap();
        assert!(office.read_blocking(people::fields).unwrap().is_empty(), "{on:?}");
    }
}

#[test]
fn a_post_without_a_holder_is_seen_by_the_head_and_a_body_is_known_by_its_printed_name() {
    for on in both() {
        let f = fixture(on);
        let l = leaders(&f);
        let office = &f.o.office;
        let today = office.now().date();
        let holder = |on_day| {
            let row = office.read_blocking(|tx| people::effective_holder(tx, f.clerk_post, on_day)).unwrap();
            row.and_then(|row| row.holder)
        };
        assert_eq!(holder(today), Some(f.clerk), "{on:?}");
        let leaving = organise::Appointment { post: f.clerk_post, person: f.clerk, from: today };
        office.act_blocking(f.admin(), office.new_id(), leaving, organise::leave).unwrap();
        assert_eq!(
            holder(days(today, 1)),
            Some(l.deputy.1),
            "{on:?}: the section has no head, the chief has"
        );
        let named = |text: &str| {
            office.read_blocking(|tx| people::body_named(tx, text, today)).unwrap().map(|unit| unit.id)
        };
        assert_eq!(named("VĂN PHÒNG  TỈNH ỦY"), Some(f.office), "{on:?}");
        assert_eq!(named("VAN PHONG TINH UY"), Some(f.office), "{on:?}: without any accents");
        assert_eq!(named("VĂN PHÒNG TỊNH UỶ"), None, "{on:?}: another accent is another name");
        assert_eq!(named("Văn phòng Huyện uỷ"), None, "{on:?}");
    }
}
