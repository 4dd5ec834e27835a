//! What somebody's posts let them do here.

use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Role, Unit, UnitKind, Viewer, names};
use tasks::store::Reach;

use crate::FOLLOW;
use crate::model::ResolutionRow;
use crate::store::Scope;

/// A desk, and whether one of its posts is of the office that follows resolutions through.
#[derive(Debug, Clone)]
pub struct Seat {
    pub desk: Desk,
    office: bool,
}

impl Seat {
    pub fn of(tx: &mut Tx<'_>, desk: Desk, today: Date) -> Result<Seat, StoreError> {
        // What is delegated for some fields only does not reach a resolution, which is of none.
        let desk = desk.before(None).clone();
        let mut office = false;
        if desk.may(FOLLOW) {
            let own = office_units(tx, today)?;
            for post in &desk.posts {
                let unit = names::unit_of_post(tx, *post)?;
                office |= unit.is_some_and(|unit| own.contains(&unit));
            }
        }
        Ok(Seat { desk, office })
    }

    pub fn of_viewer(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Seat, StoreError> {
        let desk = Desk::of_viewer(tx, viewer)?;
        Seat::of(tx, desk, viewer.today)
    }

    /// Leaders, their secretaries and the office's people who follow see every resolution; everybody else those in which
    /// a unit whose mail they open has a part.
    #[must_use]
    pub fn scope(&self) -> Scope {
        if self.sees_all() { Scope::All } else { Scope::Units(self.units()) }
    }

    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.desk.may(tasks::SEE_ALL) || (self.office && self.desk.may(FOLLOW))
    }

    /// The units whose mail is opened here.
    #[must_use]
    pub fn units(&self) -> Vec<Id<Unit>> {
        self.desk.units.iter().chain(&self.desk.absent).copied().collect()
    }

    /// Whose tasks are seen from here: what is not is not counted either.
    #[must_use]
    pub fn reach(&self) -> Reach {
        tasks::acts::reach(&self.desk)
    }

    /// May put a resolution into the register.
    #[must_use]
    pub fn adds(&self) -> bool {
        self.heads() || (self.office && self.desk.is(Role::Specialist))
    }

    /// The chief, the deputies and heads of the office's sections.
    fn heads(&self) -> bool {
        let chief = self.desk.is(Role::Chief) || self.desk.is(Role::DeputyChief);
        chief || (self.office && self.desk.is(Role::HeadOfSection))
    }

    /// May enter what is known of this one: the office's heads, and the specialist who follows it.
    #[must_use]
    pub fn enters(&self, row: &ResolutionRow) -> bool {
        let follows = row.head.follower.is_some_and(|post| self.desk.holds(post));
        self.heads() || (self.office && follows && self.desk.may(FOLLOW))
    }

    #[must_use]
    pub fn opens(&self, unit: Id<Unit>) -> bool {
        self.desk.opens(unit)
    }
}

/// The office and its sections.
fn office_units(tx: &mut Tx<'_>, today: Date) -> Result<std::sync::Arc<Vec<Id<Unit>>>, StoreError> {
    tx.remember(&names::on_day(b"office units", today), |tx| {
        let units = names::units(tx, today)?;
        let offices = units.iter().filter(|unit| unit.kind == UnitKind::Office.code());
        Ok(offices.flat_map(|office| names::below(&units, office.id)).collect())
    })
}
