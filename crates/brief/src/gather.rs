//! What the brief says, put together in one consistent picture.

use calendar::TurnRow;
use directions::{Load, Press, Pressing};
use jiff::civil::Date;
use kernel::{StoreError, Tx};
use people::Viewer;
use regulations::balance::balance;

/// Papers of each list on the page: it has to fit on one, and the list is one step away.
const ROWS: u32 = 6;
/// Of who has what, as many lines as the page takes.
pub(crate) const LOADS: usize = 12;

pub struct Brief {
    pub late: (u64, Vec<Pressing>),
    pub due: (u64, Vec<Pressing>),
    pub urgent: (u64, Vec<Pressing>),
    pub duty: Vec<TurnRow>,
    pub away: Vec<Away>,
    pub loads: Vec<Load>,
}

/// A leader, the chief or a deputy who is away today, and who stands in by the regulations in force.
pub struct Away {
    pub name: String,
    pub title: String,
    pub until: Date,
    pub stands_in: Option<String>,
}

fn away(tx: &mut Tx<'_>, on: Date) -> Result<Vec<Away>, StoreError> {
    if calendar::away_on(tx, on)?.is_empty() {
        return Ok(Vec::new());
    }
    let found = balance(tx, on)?;
    let name = |post| {
        let load = found.loads.iter().find(|load| load.post.id == post)?;
        load.post.holder_name.clone()
    };
    let away = found.loads.iter().filter_map(|load| {
        Some(Away {
            name: load.post.holder_name.clone().unwrap_or_default(),
            title: load.post.title.clone(),
            until: load.away_until?,
            stands_in: load.stands_in.and_then(name),
        })
    });
    Ok(away.collect())
}

/// For readers who may: the caller asks.
pub fn gather(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Brief, StoreError> {
    Ok(Brief {
        late: directions::pressing(tx, viewer, Press::Late, ROWS)?,
        due: directions::pressing(tx, viewer, Press::DueToday, ROWS)?,
        urgent: directions::pressing(tx, viewer, Press::Urgent, ROWS)?,
        duty: calendar::turns_on(tx, viewer.today)?,
        away: away(tx, viewer.today)?,
        loads: directions::loads(tx, viewer)?,
    })
}

impl Brief {
    /// Papers under way in the whole office.
    pub(crate) fn under_way(&self) -> u64 {
        self.loads.iter().map(|load| load.count).sum()
    }
}
