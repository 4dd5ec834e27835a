//! The list of papers: one statement for a page of rows, whatever is asked of it. The texts of conditions are
//! fixed; what was typed goes in as parameters only.

use documents::{Book, Paper};
use jiff::civil::Date;
use kernel::{Id, Row, StoreError, ToValue, Tx, Value};
use people::Unit;

/// How far a paper is, as the list can be narrowed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not settled, whoever has it.
    Open,
    /// In the book, and nobody was asked to do anything yet.
    Fresh,
    Office,
    Leader,
    Transfer,
    InWork,
    Late,
    Settled,
    Informed,
    Reserved,
    Voided,
    /// Came out of an old register, and nobody was asked to do anything with it since.
    Imported,
}

impl Stage {
    pub const ALL: [Stage; 12] = [
        Stage::Open,
        Stage::Fresh,
        Stage::Office,
        Stage::Leader,
        Stage::Transfer,
        Stage::InWork,
        Stage::Late,
        Stage::Settled,
        Stage::Informed,
        Stage::Reserved,
        Stage::Voided,
        Stage::Imported,
    ];

    /// Its word in the address.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Fresh => "fresh",
            Stage::Office => "office",
            Stage::Leader => "leader",
            Stage::Transfer => "transfer",
            Stage::InWork => "work",
            Stage::Late => "late",
            Stage::Settled => "settled",
            Stage::Informed => "informed",
            Stage::Reserved => "reserved",
            Stage::Voided => "voided",
            Stage::Imported => "imported",
        }
    }

    /// Which papers: of those with a routing, or of the lines themselves.
    fn condition(self) -> &'static str {
        match self {
            Stage::Open => "r.state IN ('to_propose', 'to_instruct', 'to_transfer', 'in_hand')",
            Stage::Fresh => {
                "p.voided_why IS NULL AND p.reserved_why IS NULL AND p.imported IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM routings x WHERE x.paper = p.id)"
            }
            Stage::Office => "r.state = 'to_propose'",
            Stage::Leader => "r.state = 'to_instruct'",
            Stage::Transfer => "r.state = 'to_transfer'",
            Stage::InWork => "r.state = 'in_hand'",
            Stage::Late => {
                "r.state IN ('to_propose', 'to_instruct', 'to_transfer', 'in_hand') AND r.deadline < "
            }
            Stage::Settled => "r.state = 'settled'",
            Stage::Informed => "r.state = 'informed'",
            Stage::Reserved => "p.reserved_why IS NOT NULL",
            Stage::Voided => "p.voided_why IS NOT NULL",
            Stage::Imported => {
                "p.imported IS NOT NULL AND p.voided_why IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM routings x WHERE x.paper = p.id)"
            }
        }
    }

    /// Few papers at a time are on their way: they are found from their routings, never by walking the book.
    fn under_way(self) -> bool {
        use Stage::{InWork, Late, Leader, Office, Open, Transfer};
        matches!(self, Open | Office | Leader | Transfer | InWork | Late)
    }

    fn of_routing(self) -> bool {
        !matches!(self, Stage::Fresh | Stage::Reserved | Stage::Voided | Stage::Imported)
    }
}

/// Which lines: of one book with its own numbers, or of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lines {
    Of(Id<Book>),
    /// A unit's book: its own papers, and those of the office that it gave a number to.
    OfUnit(Id<Book>),
    OfAll(Vec<Id<Book>>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The newest line first: by number in one book, by registration in several.
    #[default]
    Newest,
    Deadline,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub lines: Lines,
    pub issuer: String,
    pub kind: String,
    pub urgency: String,
    pub arrived: (Option<Date>, Option<Date>),
    pub issued: (Option<Date>, Option<Date>),
    pub stage: Option<Stage>,
    pub unit: Option<Id<Unit>>,
    /// The arrival number, or a part of number and symbol.
    pub code: String,
    /// Words of the subject, with or without accents.
    pub words: String,
    pub sort: Sort,
    pub today: Date,
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub paper: Id<Paper>,
    pub number: i64,
    pub book: Id<Book>,
    pub arrived_on: Date,
    pub code: String,
    pub kind: String,
    pub issuer: String,
    pub issued_on: Option<Date>,
    pub subject: String,
    pub urgency: String,
    pub voided_why: Option<String>,
    pub reserved_why: Option<String>,
    /// It came out of an old register.
    pub imported: bool,
    deadline: Option<Date>,
}

/// A place in the list: what stands beyond it on one side is the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub key: String,
    pub paper: Id<Paper>,
}

impl Filter {
    /// Where this line stands in the list.
    #[must_use]
    pub fn place(&self, line: &Listed) -> Place {
        let key = match (self.sort, &self.lines) {
            (Sort::Deadline, _) => line.deadline.map_or_else(|| NEVER.to_owned(), |day| day.to_string()),
            (Sort::Newest, Lines::OfAll(_)) => String::new(),
            (Sort::Newest, _) => line.number.to_string(),
        };
        Place { key, paper: line.paper }
    }

    /// Whether anything but the book narrows it.
    #[must_use]
    pub fn narrow(&self) -> bool {
        let texts = [&self.issuer, &self.kind, &self.urgency, &self.code, &self.words];
        texts.iter().any(|text| !text.is_empty())
            || self.arrived != (None, None)
            || self.issued != (None, None)
            || self.stage.is_some()
            || self.unit.is_some()
    }
}

/// Later than any deadline.
const NEVER: &str = "9999-12-31";

/// A statement put together from fixed texts.
#[derive(Default)]
struct Asked<'a> {
    conditions: Vec<String>,
    params: Vec<Value<'a>>,
}

impl<'a> Asked<'a> {
    fn mark(&mut self, value: &'a dyn ToValue) -> String {
        self.params.push(value.to_value());
        format!("?{}", self.params.len())
    }
}

/// Parameters that have to outlive the statement.
struct Typed {
    issuer: String,
    kinds: [String; 3],
    code: String,
    number: Option<i64>,
    words: Vec<String>,
    number_at: Option<i64>,
}

impl Typed {
    fn of(filter: &Filter, place: Option<&Place>) -> Typed {
        let like = |text: &str| format!("%{}%", escape(text));
        let kind = &filter.kind;
        let first = kind.chars().next().map_or_else(String::new, |c| c.to_uppercase().collect());
        let rest: String = kind.to_lowercase().chars().skip(1).collect();
        let digits = filter.code.trim().parse().ok().filter(|n: &i64| *n > 0);
        Typed {
            issuer: like(&documents::key(&filter.issuer)),
            kinds: [kind.clone(), format!("{first}{rest}"), kind.to_uppercase()],
            code: like(&documents::key(&filter.code)),
            number: digits,
            words: vietnamese::fold(&filter.words).split_whitespace().map(like).collect(),
            number_at: place.and_then(|place| place.key.parse().ok()),
        }
    }
}

/// In a pattern these would stand for anything.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// FROM and WHERE. The number shown is the unit's own in a unit's book.
fn from<'a>(filter: &'a Filter, typed: &'a Typed) -> (Asked<'a>, String, &'static str) {
    let mut asked = Asked::default();
    let (mut from, number) = match &filter.lines {
        Lines::OfUnit(book) => {
            let at = asked.mark(book);
            (
                format!(
                    "(SELECT id AS paper, number, book, voided_why FROM papers WHERE book = {at} \
                     UNION ALL SELECT paper, number, book, voided_why FROM paper_entries WHERE book = {at}) AS n \
                     JOIN papers p ON p.id = n.paper"
                ),
                "n",
            )
        }
        Lines::Of(book) => {
            let at = asked.mark(book);
            asked.conditions.push(format!("p.book = {at}"));
            ("papers p".to_owned(), "p")
        }
        Lines::OfAll(books) => {
            let marks: Vec<_> = books.iter().map(|book| asked.mark(book)).collect();
            // Who sees no book finds no line; PostgreSQL takes no empty list.
            let marks = if marks.is_empty() { "NULL".to_owned() } else { marks.join(", ") };
            asked.conditions.push(format!("p.book IN ({marks})"));
            ("papers p".to_owned(), "p")
        }
    };
    let routed = filter.unit.is_some() || filter.stage.is_some_and(Stage::of_routing);
    if number == "p" && filter.stage.is_some_and(Stage::under_way) {
        // SQLite keeps the order of a CROSS JOIN; by itself it would begin with the book's lines.
        from = "routings r CROSS JOIN papers p".to_owned();
        asked.conditions.push("r.paper = p.id".to_owned());
    } else if routed {
        from.push_str(" JOIN routings r ON r.paper = p.id");
    } else if filter.sort == Sort::Deadline {
        from.push_str(" LEFT JOIN routings r ON r.paper = p.id");
    }
    match filter.stage {
        Some(Stage::Late) => {
            let today = asked.mark(&filter.today);
            asked.conditions.push(format!("{}{today}", Stage::Late.condition()));
        }
        Some(stage) => asked.conditions.push(stage.condition().to_owned()),
        None => {}
    }
    if let Some(unit) = &filter.unit {
        let at = asked.mark(unit);
        asked.conditions.push(format!(
            "(EXISTS (SELECT 1 FROM assignments a WHERE a.routing = r.id AND a.unit = {at} \
             AND a.step NOT IN ('returned', 'recalled')) \
             OR (r.state = 'to_propose' AND r.office_post IN (SELECT id FROM posts WHERE unit = {at})) \
             OR (r.state = 'to_instruct' AND r.leader_post IN (SELECT id FROM posts WHERE unit = {at})))"
        ));
    }
    if !filter.issuer.is_empty() {
        let at = asked.mark(&typed.issuer);
        asked.conditions.push(format!("p.issuer_key LIKE {at} ESCAPE '\\'"));
    }
    if !filter.kind.is_empty() {
        let marks: Vec<_> = typed.kinds.iter().map(|kind| asked.mark(kind)).collect();
        asked.conditions.push(format!("p.kind IN ({})", marks.join(", ")));
    }
    if filter.urgency == "any" {
        asked.conditions.push("p.urgency <> ''".to_owned());
    } else if !filter.urgency.is_empty() {
        let at = asked.mark(&filter.urgency);
        asked.conditions.push(format!("p.urgency = {at}"));
    }
    for (column, bound, way) in [
        ("p.arrived_on", &filter.arrived.0, ">="),
        ("p.arrived_on", &filter.arrived.1, "<="),
        ("p.issued_on", &filter.issued.0, ">="),
        ("p.issued_on", &filter.issued.1, "<="),
    ] {
        if let Some(day) = bound {
            let at = asked.mark(day);
            asked.conditions.push(format!("{column} {way} {at}"));
        }
    }
    if !filter.code.is_empty() {
        let like = asked.mark(&typed.code);
        match &typed.number {
            Some(exact) => {
                let at = asked.mark(exact);
                asked
                    .conditions
                    .push(format!("({number}.number = {at} OR p.code_key LIKE {like} ESCAPE '\\')"));
            }
            None => asked.conditions.push(format!("p.code_key LIKE {like} ESCAPE '\\'")),
        }
    }
    for word in &typed.words {
        let at = asked.mark(word);
        // A line from before the folded text was kept is looked at as it was typed.
        asked.conditions.push(format!("coalesce(p.subject_key, lower(p.subject)) LIKE {at} ESCAPE '\\'"));
    }
    (asked, from, number)
}

/// Columns, their order and the way they run.
fn keys(filter: &Filter, number: &str) -> (String, bool, bool) {
    match (filter.sort, &filter.lines) {
        (Sort::Deadline, _) => (format!("coalesce(r.deadline, '{NEVER}')"), true, true),
        (Sort::Newest, Lines::OfAll(_)) => ("p.id".to_owned(), false, false),
        (Sort::Newest, _) => (format!("{number}.number"), false, false),
    }
}

/// A page of the list. After a place, or before it, or holding it; at most `limit` lines, in the list's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    First,
    After(Place),
    Before(Place),
    /// From this line on, the line with them.
    From(Place),
}

pub fn listed(tx: &mut Tx<'_>, filter: &Filter, side: &Side, limit: u32) -> Result<Vec<Listed>, StoreError> {
    let place = match side {
        Side::First => None,
        Side::After(place) | Side::Before(place) | Side::From(place) => Some(place),
    };
    let typed = Typed::of(filter, place);
    let (mut asked, from, number) = from(filter, &typed);
    let (key, ascending, pair) = keys(filter, number);
    let back = matches!(side, Side::Before(_));
    let up = ascending != back;
    if let Some(place) = place {
        let way = match (up, matches!(side, Side::From(_))) {
            (true, false) => ">",
            (true, true) => ">=",
            (false, false) => "<",
            (false, true) => "<=",
        };
        let condition = if pair {
            let (at, id) = (asked.mark(&place.key), asked.mark(&place.paper));
            let strict = if up { ">" } else { "<" };
            format!("({key} {strict} {at} OR ({key} = {at} AND p.id {way} {id}))")
        } else if key == "p.id" {
            let at = asked.mark(&place.paper);
            format!("{key} {way} {at}")
        } else {
            let at = asked.mark(&typed.number_at);
            format!("{key} {way} {at}")
        };
        asked.conditions.push(condition);
    }
    let mut rows = select(tx, asked, (&from, number), (&key, up, pair), limit)?;
    if back {
        rows.reverse();
    }
    Ok(rows)
}

/// This paper's line, when the list holds it.
pub fn line_of(tx: &mut Tx<'_>, filter: &Filter, paper: Id<Paper>) -> Result<Option<Listed>, StoreError> {
    let typed = Typed::of(filter, None);
    let (mut asked, from, number) = from(filter, &typed);
    let at = asked.mark(&paper);
    asked.conditions.push(format!("p.id = {at}"));
    let (key, ascending, pair) = keys(filter, number);
    Ok(select(tx, asked, (&from, number), (&key, ascending, pair), 1)?.pop())
}

fn where_(asked: &Asked<'_>) -> String {
    if asked.conditions.is_empty() {
        return String::new();
    }
    format!("WHERE {}", asked.conditions.join(" AND "))
}

fn select(
    tx: &mut Tx<'_>,
    mut asked: Asked<'_>,
    (from, number): (&str, &str),
    (key, up, pair): (&str, bool, bool),
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    asked.params.push(Value::Int(i64::from(limit)));
    let way = if up { "ASC" } else { "DESC" };
    let second = if pair { format!(", p.id {way}") } else { String::new() };
    let deadline = if from.contains(" routings r ") { "r.deadline" } else { "NULL" };
    let sql = format!(
        "SELECT p.id, {number}.number, {number}.book, p.arrived_on, p.code, p.kind, p.issuer, p.issued_on, p.subject, \
         p.urgency, {number}.voided_why, p.reserved_why, {deadline}, p.imported FROM {from} {} \
         ORDER BY {key} {way}{second} LIMIT ?{}",
        where_(&asked),
        asked.params.len()
    );
    tx.rows(&sql, &asked.params, line)
}

fn line(row: &Row<'_>) -> Result<Listed, StoreError> {
    Ok(Listed {
        paper: row.get(0)?,
        number: row.get(1)?,
        book: row.get(2)?,
        arrived_on: row.get(3)?,
        code: row.get(4)?,
        kind: row.get(5)?,
        issuer: row.get(6)?,
        issued_on: row.get(7)?,
        subject: row.get(8)?,
        urgency: row.get(9)?,
        voided_why: row.get(10)?,
        reserved_why: row.get(11)?,
        deadline: row.get(12)?,
        imported: row.get::<Option<uuid::Uuid>>(13)?.is_some(),
    })
}

/// How many lines the list has, counted no further than this.
pub fn counted(tx: &mut Tx<'_>, filter: &Filter, most: i64) -> Result<u64, StoreError> {
    let typed = Typed::of(filter, None);
    let (mut asked, from, _) = from(filter, &typed);
    let at = asked.mark(&most);
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from} {} LIMIT {at}) AS c", where_(&asked));
    tx.one(&sql, &asked.params, |row| row.get(0))
}

/// To whom papers were sent and when, for the printed columns of the book: unit, day, in the order of sending.
pub fn sent_to(
    tx: &mut Tx<'_>,
    papers: &[Id<Paper>],
) -> Result<Vec<(Id<Paper>, String, kernel::Instant)>, StoreError> {
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=papers.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = papers.iter().map(ToValue::to_value).collect();
    tx.rows(
        &format!(
            "SELECT r.paper, u.name, a.sent_at FROM routings r JOIN assignments a ON a.routing = r.id \
             JOIN units u ON u.id = a.unit WHERE r.paper IN ({}) AND a.parent IS NULL ORDER BY a.sent_at, a.id",
            marks.join(", ")
        ),
        &params,
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Who signed for the paper originals, the last one of each.
pub fn signed_for(tx: &mut Tx<'_>, papers: &[Id<Paper>]) -> Result<Vec<(Id<Paper>, String)>, StoreError> {
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=papers.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = papers.iter().map(ToValue::to_value).collect();
    tx.rows(
        &format!(
            "SELECT paper, signed FROM original_moves WHERE paper IN ({}) AND signed <> '' ORDER BY at, id",
            marks.join(", ")
        ),
        &params,
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
