//! A fictional province to look around in: its people at their posts, and a year of their work.
//!
//! Who they are and what they write comes from the crate `province`; here it becomes units, accounts and papers through
//! the program's own acts. No seal, no real name, no real signature.

mod board;
mod bodies;
mod duty;
mod extras;
mod hands;
mod originals;
mod regulation;
mod resolve;
mod work;
mod year;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Actor, Clock as _, Config, Id, Instant, Office, SystemClock};
use people::Field;
use people::field::{Responsibility, answer_for};
use print_typst::TypstPress;
use province::{Head, Layouts};

pub use bodies::Cast;
#[cfg(test)]
pub use hands::Who;
use hands::{Hands, Past, ask};

use crate::{Place, console, router};

/// The same for everybody here: the data are fictional and the demo listens on this machine only.
pub const PASSWORD: &str = "hai-son-2026";
/// From this number follow all others.
pub const SEED: u64 = 2026;
/// Papers that lie at the door in the end.
const AT_THE_DOOR: usize = 6;
/// More papers than this no office of the kind has in a year.
pub const WHOLE: usize = 20_000;
/// Written when the province is whole: a folder without it was left half made.
const DONE: &str = "demo.done";

/// What a demonstration is made of.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub papers: u64,
    pub seed: u64,
    /// So many of the newest go their whole way and have an original each; what is older stands in the book with its text
    /// and was put away.
    pub whole: usize,
    /// Eighty papers as files of a press, thirty as scans; without it all are plain text.
    pub files: bool,
}

/// Makes the province in an empty folder, with a year of work on so many papers; a folder that is filled stays as it is.
pub fn prepare(data: &Path, wanted: Wanted) -> anyhow::Result<()> {
    if data.join(DONE).exists() {
        return Ok(());
    }
    anyhow::ensure!(
        !data.join("keys").join("journal.key").exists(),
        "{} holds a province that was not finished, or no demonstration: delete it, or name another folder (--data)",
        data.display()
    );
    let place = Place { data: data.to_owned(), database: None };
    let now = SystemClock.now();
    let begun = now.plus(-366 * Instant::DAY);
    let clock = Arc::new(Past::at(if wanted.papers > 0 { begun } else { now.plus(-31 * Instant::DAY) }));
    let config = Config { clock: clock.clone(), ..console::config(&place) };
    let office = Office::open(config, &router::parts())?;
    make(&office, &clock, wanted, now, false)?;
    drop(office);
    std::fs::write(data.join(DONE), format!("{} papers, seed {}\n", wanted.papers, wanted.seed))?;
    Ok(())
}

/// The small office in which tests and measurements begin.
pub fn fill(office: &Office) -> anyhow::Result<Cast> {
    bodies::settle(office, &Hands::new(false)?, false)
}

/// The whole province and its year up to `now`. `in_turn` where acts at once would come in no order (PostgreSQL).
fn make(office: &Office, clock: &Past, wanted: Wanted, now: Instant, in_turn: bool) -> anyhow::Result<()> {
    let hands = Hands::new(in_turn)?;
    let cast = bodies::settle(office, &hands, wanted.papers > 0)?;
    if wanted.papers == 0 {
        return Ok(());
    }
    let rules = office.read_blocking(rulebook::rules)?;
    let working = working_days(&rules.calendar, now.date());
    let issuers = province::issuers();
    let heads = province::plan(wanted.seed, wanted.papers, &working, &issuers);
    let layouts = Layouts::new(&rules.pack);
    let press = TypstPress::default();
    let waiting_from = heads.len().saturating_sub(AT_THE_DOOR);
    let whole_from = heads.len().saturating_sub(wanted.whole);
    let desk = originals::Desk {
        office,
        seed: wanted.seed,
        issuers: &issuers,
        layouts: &layouts,
        press: &press,
        heads: &heads,
        waiting_from,
        whole_from,
        files: wanted.files,
    };
    let fields = fields(office, &hands, &cast)?;
    regulation::begun(office, &hands, &cast, &fields)?;
    let books = books(office, &hands, &cast)?;
    let year = year::Year {
        office,
        hands: &hands,
        clock,
        cast: &cast,
        seed: wanted.seed,
        fields,
        books,
        working: working.clone(),
        now,
        waiting_from,
        whole_from,
    };
    let evening = duty::Evening { office, hands: &hands, clock, cast: &cast, today: now.date() };
    let mut called = Some(desk.ready(&called_for(&evening, &issuers), originals::Form::Text, false)?);
    let mut extras = extras::Extras::of(office, &hands, &cast, &working);
    let mut resolve = resolve::Resolve::of(office, &hands, &cast, &working);
    let mut work = work::Work::of(office, &hands, &cast, wanted.seed, &working);
    std::thread::scope(|scope| {
        let ready = originals::start(scope, &desk);
        year.play(&heads, &ready, |at| {
            if at >= evening.begins()
                && let Some(original) = called.take()
            {
                evening.play(original)?;
            }
            clock.go_to(at);
            extras.by(at)?;
            resolve.by(at)?;
            work.by(at)
        })
    })?;
    if let Some(original) = called.take() {
        evening.play(original)?;
    }
    clock.go_to(now);
    board::play(office, &hands, &cast)?;
    resolve::reviews(office)?;
    regulation::now(office, &hands, &cast, now.date())
}

/// The working days of the year up to today, the oldest first.
pub fn working_days(calendar: &rules::Calendar, today: Date) -> Vec<Date> {
    let back = std::iter::successors(Some(today), |day| day.yesterday().ok());
    let mut days: Vec<Date> = back.take(365).filter(|day| calendar.is_working(*day)).collect();
    days.reverse();
    days
}

/// Each field of work, and the deputy who answers for it.
fn fields(office: &Office, hands: &Hands, cast: &Cast) -> anyhow::Result<Vec<Id<Field>>> {
    let names = province::fields().iter().map(|field| field.name.to_owned());
    let asked = names.map(|name| ask(office, Actor::console(), name, people::field::create));
    let fields: Vec<Id<Field>> = hands.all(asked.collect())?;
    for (name, its) in [("phovp", [0, 1, 2, 3, 4, 5, 14]), ("phovp2", [6, 7, 8, 9, 12, 6, 6])] {
        let mut its: Vec<usize> = its.into();
        its.sort_unstable();
        its.dedup();
        let fields = its.iter().filter_map(|at| fields.get(*at).copied()).collect();
        let input = Responsibility { post: cast.who(name)?.post, fields };
        hands.one(ask(office, Actor::console(), input, answer_for))?;
    }
    Ok(fields)
}

/// The books of the units that keep one.
fn books(
    office: &Office,
    hands: &Hands,
    cast: &Cast,
) -> anyhow::Result<BTreeMap<&'static str, Id<documents::Series>>> {
    let mut books = BTreeMap::new();
    for (place, key) in (1..).zip(year::BOOKS) {
        let series = documents::SetSeries {
            series: None,
            name: format!("Sổ văn bản đến {}", province::body_name(key)),
            unit: cast.units.get(key).copied(),
            key: Vec::new(),
            kinds: Vec::new(),
            posts: Vec::new(),
            closed: false,
            place,
            active_from: None,
            active_to: None,
        };
        books.insert(key, hands.one(ask(office, Actor::console(), series, documents::set_series))?);
    }
    Ok(books)
}

/// The flash paper of the evening: a report of landslides from a commune.
fn called_for(evening: &duty::Evening<'_>, issuers: &[province::Issuer]) -> Head {
    let day = evening.begins().date();
    let issuer = issuers.iter().position(|issuer| issuer.key == "xa").unwrap_or(0);
    Head {
        n: u64::MAX / 2,
        day,
        second: 0,
        issued: day,
        issuer,
        kind: 0,
        number: 3_999,
        field: 15,
        matter: 0,
        urgency: "flash",
    }
}

/// One who can sign in.
pub struct Card {
    /// As it stands on the card: short enough for a telephone.
    pub short: &'static str,
    pub title: String,
    pub body: String,
    pub name: String,
    pub sign_in: String,
}

impl Card {
    /// `Văn thư · vanthu`.
    pub fn said(&self) -> String {
        format!("{} · {}", self.short, self.sign_in)
    }
}

/// Those whose day differs from each other's.
const CARDS: [(&str, &str); 11] = [
    ("vanthu", "Văn thư"),
    ("chuyenvien", "Chuyên viên"),
    ("truongphong", "Trưởng phòng Tổng hợp"),
    ("chanhvp", "Chánh Văn phòng"),
    ("phovp", "Phó Chánh Văn phòng"),
    ("bithu", "Bí thư Tỉnh uỷ"),
    ("phobithu", "Phó Bí thư Tỉnh uỷ"),
    ("thuky", "Thư ký Bí thư"),
    ("vtbantochuc", "Văn thư đơn vị"),
    ("dutanan", "Cơ quan ngoài"),
    ("quantri", "Quản trị"),
];

pub fn cards() -> Vec<Card> {
    let people = province::people();
    let found = CARDS.iter().filter_map(|(name, short)| {
        let person = people.iter().find(|person| person.sign_in == *name)?;
        Some(Card {
            short,
            title: person.title.clone(),
            body: province::body_name(&person.body),
            name: person.name.clone(),
            sign_in: person.sign_in.clone(),
        })
    });
    found.collect()
}

/// Who can sign in, for the console.
pub fn print_cards() {
    println!("{} / fictional data. Mật khẩu / password: {PASSWORD}", province::MARK);
    for card in cards() {
        println!("  {:<12} {} · {} · {}", card.sign_in, card.title, card.body, card.name);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use kernel::testing::{MORNING, On};

    use super::*;

    /// What stands in the book, and how many papers are in each state.
    struct Played {
        book: Vec<(i64, String, String)>,
        states: HashMap<String, i64>,
        waiting: u64,
    }

    /// A year up to a Monday afternoon, proven whole.
    fn played(on: On, (papers, whole): (u64, usize), seed: u64) -> Played {
        let ground = kernel::testing::office(on, &router::parts()).unwrap();
        let now = MORNING.plus(7 * Instant::HOUR);
        let clock = Arc::new(Past::at(now.plus(-366 * Instant::DAY)));
        let config = Config {
            backend: ground.backend.clone(),
            clock: clock.clone(),
            ..Config::embedded(ground.office.data())
        };
        let office = Office::open(config, &router::parts()).unwrap();
        make(&office, &clock, Wanted { papers, seed, whole, files: false }, now, on == On::Postgres).unwrap();
        let report = kernel::journal::verify(&office, None).unwrap();
        assert!(report.ok, "{:?}", report.first_bad);
        let lines =
            "SELECT number, code, subject FROM papers WHERE reserved_why IS NULL ORDER BY arrived_on, number";
        let book = office.read_blocking(|tx| {
            tx.rows(lines, kernel::vals![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        });
        let states = office.read_blocking(|tx| {
            let sql = "SELECT state, count(*) FROM routings GROUP BY state";
            tx.rows(sql, kernel::vals![], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)))
        });
        let days = working_days(&office.read_blocking(rulebook::rules).unwrap().calendar, now.date());
        let mut sum = incoming::Equation::default();
        for day in days {
            let one = office.read_blocking(|tx| incoming::equation(tx, day)).unwrap();
            assert!(one.holds(), "{day}: {one:?}");
            sum.received += one.received;
            sum.waiting += one.waiting;
        }
        assert!(sum.received >= papers, "{sum:?}");
        Played { book: book.unwrap(), states: states.unwrap().into_iter().collect(), waiting: sum.waiting }
    }

    #[test]
    fn a_years_work_is_proven_and_the_same_on_both_databases() {
        let [here, there] = kernel::testing::both().map(|on| played(on, (90, WHOLE), 7));
        assert_eq!(here.book, there.book);
        assert_eq!(here.states, there.states);
        assert_ne!(here.book, played(On::Sqlite, (90, WHOLE), 8).book);
    }

    #[test]
    fn old_papers_stand_in_the_book_and_were_put_away() {
        let year = played(On::Sqlite, (90, 12), 7);
        assert!(year.book.len() >= 78, "{}", year.book.len());
        assert!(year.states.get("settled").is_some_and(|count| *count >= 70), "{:?}", year.states);
    }

    #[test]
    #[ignore = "takes minutes in a debug build: bin/soak runs it"]
    fn the_whole_year_has_papers_in_every_state() {
        let year = played(On::Sqlite, (3_000, WHOLE), SEED);
        for state in ["to_propose", "to_instruct", "to_transfer", "in_hand", "informed", "settled"] {
            assert!(year.states.get(state).is_some_and(|count| *count > 2), "{state}: {:?}", year.states);
        }
        assert!(year.book.len() > 2_850 && year.waiting >= 6, "{} {}", year.book.len(), year.waiting);
    }

    #[test]
    fn cards_are_of_people_that_there_are() {
        let cards = cards();
        assert_eq!(cards.len(), CARDS.len());
        assert!(cards.iter().all(|card| !card.body.is_empty() && !card.name.is_empty()));
    }
}
