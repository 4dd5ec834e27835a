//! What waits on a desk, what is late, who may see a paper.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Setting, StoreError, Tx};
use people::{Card, Place, Role, Viewer};
use ui::WorkRow;

use crate::desk::Desk;
use crate::store::{self, RoutingRow, Which};
use crate::{INSTRUCT, PROPOSE, ROUTE, slip, t};

/// Rows of a list; what is behind them shows when they are done.
pub(crate) const ROWS_MAX: u32 = 100;
/// Days after the deadline at which a late paper turns up at the chief; the head of section sees it from the
/// first day. The office sets its own.
pub(crate) const CHIEF_AFTER: &str = "directions.chief_after_days";
const CHIEF_AFTER_DAYS: u32 = 2;

/// What a list of the desk shows. The names are in its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Propose,
    Instruct,
    Transfer,
    Mine,
    Informed,
    Late,
    Follow,
}

impl View {
    pub const ALL: [View; 7] =
        [View::Instruct, View::Propose, View::Transfer, View::Mine, View::Late, View::Follow, View::Informed];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            View::Propose => "propose",
            View::Instruct => "instruct",
            View::Transfer => "transfer",
            View::Mine => "mine",
            View::Informed => "informed",
            View::Late => "late",
            View::Follow => "follow",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.code() == code)
    }

    pub(crate) fn title(self, desk: &Desk) -> words::Msg {
        match self {
            View::Propose => t::view_propose(),
            View::Instruct if desk.may(INSTRUCT) => t::view_instruct(),
            View::Instruct => t::view_prepare(),
            View::Transfer => t::view_transfer(),
            View::Mine => t::view_mine(),
            View::Informed => t::view_informed(),
            View::Late => t::view_late(),
            View::Follow => t::view_follow(),
        }
    }

    /// What there is to do with all of it.
    fn verb(self, desk: &Desk, count: u64) -> Option<words::Msg> {
        match self {
            View::Propose => Some(t::verb_propose(count)),
            View::Instruct if desk.may(INSTRUCT) => Some(t::verb_instruct(count)),
            View::Instruct => Some(t::verb_prepare(count)),
            View::Transfer => Some(t::verb_transfer(count)),
            View::Mine => Some(t::verb_mine(count)),
            View::Informed | View::Late | View::Follow => None,
        }
    }

    /// Whether this list is for this desk at all.
    pub(crate) fn suits(self, desk: &Desk) -> bool {
        match self {
            View::Propose => desk.may(PROPOSE),
            View::Instruct => desk.may(INSTRUCT) || !desk.serves.is_empty(),
            View::Transfer | View::Follow => desk.may(ROUTE),
            View::Mine | View::Informed => true,
            View::Late => desk.is(Role::Chief) || desk.is(Role::DeputyChief) || desk.is(Role::HeadOfSection),
        }
    }

    fn which<'a>(self, desk: &Desk, today: Date, chief_after: u32) -> Which<'a> {
        let Some(limit) = &desk.limit else { return self.of(desk, today, chief_after) };
        let lent = self.of(desk, today, chief_after).of_fields(&limit.fields);
        if self.suits(&limit.own) { self.of(&limit.own, today, chief_after).or(lent) } else { lent }
    }

    fn of<'a>(self, desk: &Desk, today: Date, chief_after: u32) -> Which<'a> {
        match self {
            View::Propose => Which::to_propose(&desk.posts, desk.is(Role::Chief)),
            View::Instruct => {
                let leaders: Vec<_> = desk.posts.iter().chain(&desk.serves).copied().collect();
                Which::to_instruct(&leaders)
            }
            View::Transfer => Which::to_transfer(),
            View::Mine => Which::mine(desk),
            View::Informed => Which::informed(desk),
            View::Late if desk.is(Role::Chief) || desk.is(Role::DeputyChief) => {
                // Two days late: with a deadline before the day before yesterday's end.
                let span = jiff::Span::new().days(i64::from(chief_after.max(1) - 1));
                Which::late(today.checked_sub(span).unwrap_or(today), None)
            }
            View::Late => {
                let units: Vec<_> = desk.units.iter().chain(&desk.absent).copied().collect();
                Which::late(today, Some(&units))
            }
            View::Follow => Which::under_way(),
        }
    }
}

pub(crate) fn chief_after(tx: &mut Tx<'_>) -> Result<u32, StoreError> {
    Ok(Setting::get(tx, CHIEF_AFTER)?.unwrap_or(CHIEF_AFTER_DAYS))
}

pub(crate) fn list(
    tx: &mut Tx<'_>,
    desk: &Desk,
    view: View,
    today: Date,
) -> Result<Vec<RoutingRow>, StoreError> {
    if !view.suits(desk) {
        return Ok(Vec::new());
    }
    let after = chief_after(tx)?;
    store::list(tx, &view.which(desk, today, after), ROWS_MAX)
}

/// How many a list holds, and how many of them are late.
pub(crate) fn counts(
    tx: &mut Tx<'_>,
    desk: &Desk,
    view: View,
    today: Date,
) -> Result<(u64, u64), StoreError> {
    if !view.suits(desk) {
        return Ok((0, 0));
    }
    let after = chief_after(tx)?;
    let all = store::count(tx, &view.which(desk, today, after))?;
    let late = match view {
        View::Mine | View::Follow if all > 0 => {
            store::count(tx, &view.which(desk, today, after).late_too(today))?
        }
        _ => 0,
    };
    Ok((all, late))
}

/// What waits on who reads: everything that this desk has to act on.
pub(crate) fn waiting(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<(u64, u64), StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let (mut all, mut late) = (0, 0);
    for view in [View::Propose, View::Instruct, View::Transfer, View::Mine] {
        let (count, behind) = counts(tx, &desk, view, viewer.today)?;
        all += count;
        late += behind;
    }
    Ok((all, late))
}

/// Cards of Today: a list for each relation to the papers, the empty ones left out.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let mut cards = Vec::new();
    for view in View::ALL {
        let (count, late) = counts(tx, &desk, view, viewer.today)?;
        if count == 0 {
            continue;
        }
        let mut rows: Vec<WorkRow> = Vec::new();
        // What is only followed is a number here; its list is one step away.
        if !matches!(view, View::Follow) {
            for routing in list(tx, &desk, view, viewer.today)?.iter().take(7) {
                rows.push(slip::row(tx, &desk, routing, view, viewer.today)?);
            }
        }
        let href = if view == View::Instruct && desk.may(INSTRUCT) {
            "/desk/leader".to_owned()
        } else {
            format!("/desk?view={}", view.code())
        };
        let mut card = Card::new(view.title(&desk), href, count).late(late).rows(rows);
        card.verb = view.verb(&desk, count);
        cards.push(match view {
            View::Informed | View::Follow => card.place(Place::Beside),
            _ => card,
        });
    }
    Ok(cards)
}

/// Whether a paper has come to this person's desk, so that it may be read there.
pub fn may_see(tx: &mut Tx<'_>, viewer: &Viewer, paper: Id<Paper>) -> Result<bool, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    store::reached(tx, paper, &desk)
}
