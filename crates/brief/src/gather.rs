//! What the brief says, put together in one consistent picture.

use calendar::TurnRow;
use directions::{Load, Press, Pressing};
use kernel::{StoreError, Tx};
use people::Viewer;

/// Papers of each list on the page: it has to fit on one, and the list is one step away.
const ROWS: u32 = 6;
/// Of who has what, as many lines as the page takes.
pub(crate) const LOADS: usize = 12;

pub struct Brief {
    pub late: (u64, Vec<Pressing>),
    pub due: (u64, Vec<Pressing>),
    pub urgent: (u64, Vec<Pressing>),
    pub duty: Vec<TurnRow>,
    pub loads: Vec<Load>,
}

/// For readers who may: the caller asks.
pub fn gather(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Brief, StoreError> {
    Ok(Brief {
        late: directions::pressing(tx, viewer, Press::Late, ROWS)?,
        due: directions::pressing(tx, viewer, Press::DueToday, ROWS)?,
        urgent: directions::pressing(tx, viewer, Press::Urgent, ROWS)?,
        duty: calendar::turns_on(tx, viewer.today)?,
        loads: directions::loads(tx, viewer)?,
    })
}

impl Brief {
    /// Papers under way in the whole office.
    pub(crate) fn under_way(&self) -> u64 {
        self.loads.iter().map(|load| load.count).sum()
    }
}
