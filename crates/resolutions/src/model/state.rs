//! The state of implementation on a day: a pure function of the facts that were known then. The board and the report
//! share it, and every sum is made of the rows that stand above it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Id, Instant};
use tasks::model::Task;
use tasks::{Bounds, Standing};

use super::{
    Amount, AttendanceRow, Direction, Facts, Gone, Head, IndicatorRow, Measure, MeasureRow, MilestoneRow,
    ObjectiveRow, PaperRow, Period, ProgrammeRow, ReviewRow, StudyRow, TargetRow, ValueRow,
};

/// The day, and what on it parts one standing from the next.
#[derive(Debug, Clone, Copy)]
pub struct At {
    pub bounds: Bounds,
    /// Values of periods that ended up to and with this day should be there.
    pub reported_until: Date,
}

impl At {
    #[must_use]
    pub fn day(&self) -> Date {
        self.bounds.day
    }
}

/// A task of a measure that the reader may see, as it was on the day.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    pub measure: Id<Measure>,
    pub task: Id<Task>,
    pub facts: tasks::Facts,
}

kernel::codes! {
    /// How an indicator or a measure comes along.
    Progress {
        /// There is nothing to say yet.
        None = "none",
        UnderWay = "under_way",
        Met = "met",
        /// A value that should be there is not.
        Missing = "missing",
        Behind = "behind",
    }
}

/// How many tasks stand how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(pub BTreeMap<Standing, u64>);

impl Counts {
    pub fn put(&mut self, standing: Standing) {
        *self.0.entry(standing).or_default() += 1;
    }

    pub fn add(&mut self, other: &Counts) {
        for (standing, count) in &other.0 {
            *self.0.entry(*standing).or_default() += count;
        }
    }

    #[must_use]
    pub fn of(&self, standing: Standing) -> u64 {
        self.0.get(&standing).copied().unwrap_or(0)
    }

    #[must_use]
    pub fn all(&self) -> u64 {
        self.0.values().sum()
    }

    #[must_use]
    pub fn late(&self) -> u64 {
        self.of(Standing::Overdue) + self.of(Standing::Special)
    }
}

#[derive(Debug, Clone)]
pub struct IndicatorState {
    pub row: IndicatorRow,
    /// The value of the latest period that has one.
    pub latest: Option<ValueRow>,
    /// What that period is held against: its own target, else the next one, else the last.
    pub target: Option<TargetRow>,
    pub progress: Progress,
    /// How much of the way from the baseline, in hundredths; beyond the target it stays 100.
    pub share: Option<u8>,
    /// The latest period whose value is not there though its term is over.
    pub missing: Option<Period>,
}

#[derive(Debug, Clone)]
pub struct MilestoneState {
    pub row: MilestoneRow,
    pub reached_on: Option<Date>,
    pub late: bool,
}

#[derive(Debug, Clone)]
pub struct MeasureState {
    pub row: MeasureRow,
    pub counts: Counts,
    pub milestones: Vec<MilestoneState>,
    pub progress: Progress,
}

/// An objective with what hangs on it; without a row: measures of the whole resolution.
#[derive(Debug, Clone)]
pub struct ObjectiveState {
    pub row: Option<ObjectiveRow>,
    pub indicators: Vec<IndicatorState>,
    pub measures: Vec<MeasureState>,
    pub counts: Counts,
}

#[derive(Debug, Clone)]
pub struct StudyState {
    pub row: StudyRow,
    pub attendance: Vec<AttendanceRow>,
    pub invited: i64,
    pub attended: i64,
}

/// Something that a document is to be: there, or missing, and then late or not.
#[derive(Debug, Clone)]
pub struct PaperState<R> {
    pub row: R,
    pub paper: Option<PaperRow>,
    pub late: bool,
}

#[derive(Debug, Clone)]
pub struct State {
    pub day: Date,
    pub head: Head,
    pub objectives: Vec<ObjectiveState>,
    pub studies: Vec<StudyState>,
    pub programmes: Vec<PaperState<ProgrammeRow>>,
    pub reviews: Vec<PaperState<ReviewRow>>,
    pub counts: Counts,
}

impl State {
    pub fn measures(&self) -> impl Iterator<Item = &MeasureState> {
        self.objectives.iter().flat_map(|objective| &objective.measures)
    }

    pub fn indicators(&self) -> impl Iterator<Item = &IndicatorState> {
        self.objectives.iter().flat_map(|objective| &objective.indicators)
    }

    /// How many indicators come along so.
    #[must_use]
    pub fn indicators_of(&self, progress: Progress) -> u64 {
        let count = self.indicators().filter(|one| one.progress == progress).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

fn there(at: Instant, gone: Option<&Gone>, day: Date) -> bool {
    at.date() <= day && gone.is_none_or(|gone| gone.at.date() > day)
}

/// The newest that was known by the end of the day, for each key.
fn newest<'f, R, K: Ord>(
    rows: impl Iterator<Item = &'f R>,
    key: impl Fn(&R) -> K,
    at: impl Fn(&R) -> Instant,
    day: Date,
) -> BTreeMap<K, &'f R> {
    let mut found: BTreeMap<K, &'f R> = BTreeMap::new();
    for row in rows.filter(|row| at(row).date() <= day) {
        let place = found.entry(key(row)).or_insert(row);
        if at(row) >= at(*place) {
            *place = row;
        }
    }
    found
}

/// The state at the end of a day.
#[must_use]
pub fn state(facts: &Facts, work: &[Work], at: &At) -> State {
    let day = at.day();
    let head = facts.head_on(day).clone();
    let mut counts: BTreeMap<Id<Measure>, Counts> = BTreeMap::new();
    for one in work {
        counts.entry(one.measure).or_default().put(at.bounds.standing(&one.facts));
    }
    let mut by_objective: BTreeMap<Option<(i64, Id<super::Objective>)>, ObjectiveState> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for row in facts.objectives.iter().filter(|row| there(row.at, row.gone.as_ref(), day)) {
        places.insert(row.id, row.place);
        by_objective.insert(Some((row.place, row.id)), of_objective(Some(row.clone())));
    }
    let mut put = |objective: Option<Id<super::Objective>>, each: &mut dyn FnMut(&mut ObjectiveState)| {
        let key = objective.and_then(|id| places.get(&id).map(|place| (*place, id)));
        each(by_objective.entry(key).or_insert_with(|| of_objective(None)));
    };
    let known = Known::of(facts, day);
    for row in facts.indicators.iter().filter(|row| there(row.at, row.gone.as_ref(), day)) {
        let made = known.indicator(row, &head, at);
        put(Some(row.objective), &mut |objective| objective.indicators.push(made.clone()));
    }
    for row in facts.measures.iter().filter(|row| there(row.at, row.gone.as_ref(), day)) {
        let made = known.measure(row, counts.remove(&row.id).unwrap_or_default(), day);
        put(row.objective, &mut |objective| {
            objective.counts.add(&made.counts);
            objective.measures.push(made.clone());
        });
    }
    // What belongs to no objective stands last.
    let mut objectives: Vec<ObjectiveState> = Vec::new();
    let loose = by_objective.remove(&None);
    objectives.extend(by_objective.into_values());
    objectives.extend(loose);
    let mut all = Counts::default();
    for objective in &objectives {
        all.add(&objective.counts);
    }
    let papers = |of: &dyn Fn(&PaperRow) -> bool| {
        let found = facts.papers.iter().filter(|row| of(row) && row.at.date() <= day);
        found.max_by_key(|row| row.at).cloned()
    };
    let programmes = facts.programmes.iter().filter(|row| there(row.at, row.gone.as_ref(), day)).map(|row| {
        let paper = papers(&|paper| paper.programme == Some(row.id));
        PaperState { late: paper.is_none() && row.due_on < day, paper, row: row.clone() }
    });
    let reviews = facts.reviews.iter().filter(|row| there(row.at, row.gone.as_ref(), day)).map(|row| {
        let paper = papers(&|paper| paper.review == Some(row.id));
        PaperState { late: paper.is_none() && row.due_on < day, paper, row: row.clone() }
    });
    State {
        programmes: programmes.collect(),
        reviews: reviews.collect(),
        studies: studies(facts, day),
        objectives,
        counts: all,
        head,
        day,
    }
}

fn of_objective(row: Option<ObjectiveRow>) -> ObjectiveState {
    ObjectiveState { row, indicators: Vec::new(), measures: Vec::new(), counts: Counts::default() }
}

/// What was known of indicators and measures on the day, by what it belongs to.
struct Known<'f> {
    targets: BTreeMap<Id<super::Indicator>, Vec<&'f TargetRow>>,
    values: BTreeMap<Id<super::Indicator>, BTreeMap<Period, &'f ValueRow>>,
    milestones: BTreeMap<Id<Measure>, Vec<&'f MilestoneRow>>,
    reached: BTreeMap<Id<super::Milestone>, &'f super::ReachedRow>,
}

impl<'f> Known<'f> {
    fn of(facts: &'f Facts, day: Date) -> Known<'f> {
        let mut targets: BTreeMap<_, Vec<&TargetRow>> = BTreeMap::new();
        for row in
            newest(facts.targets.iter(), |row| (row.indicator, row.period), |row| row.at, day).into_values()
        {
            targets.entry(row.indicator).or_default().push(row);
        }
        let mut values: BTreeMap<_, BTreeMap<Period, &ValueRow>> = BTreeMap::new();
        for row in
            newest(facts.values.iter(), |row| (row.indicator, row.period), |row| row.at, day).into_values()
        {
            values.entry(row.indicator).or_default().insert(row.period, row);
        }
        let mut milestones: BTreeMap<_, Vec<&MilestoneRow>> = BTreeMap::new();
        for row in facts.milestones.iter().filter(|row| there(row.at, row.gone.as_ref(), day)) {
            milestones.entry(row.measure).or_default().push(row);
        }
        milestones.values_mut().for_each(|rows| rows.sort_by_key(|row| (row.due_on, row.id)));
        let reached = newest(facts.reached.iter(), |row| row.milestone, |row| row.at, day);
        Known { targets, values, milestones, reached }
    }

    fn indicator(&self, row: &IndicatorRow, head: &Head, at: &At) -> IndicatorState {
        let values = self.values.get(&row.id);
        let latest = values.and_then(|of| of.last_key_value()).map(|(_, value)| (*value).clone());
        let target = latest.as_ref().map_or_else(
            || self.target_of(row, Period::around(row.every, at.day())),
            |value| self.target_of(row, Some(value.period)),
        );
        let due = expected(row, head, at.reported_until).pop();
        let missing = due.filter(|period| values.is_none_or(|of| !of.contains_key(period)));
        let met = match (&latest, &target) {
            (Some(value), Some(target)) => Some(meets(row.direction, value.value, target.value)),
            _ => None,
        };
        let own = match (&latest, &target) {
            (Some(value), Some(target)) => target.period.last_day() <= value.period.last_day(),
            _ => false,
        };
        let progress = match (missing, met) {
            (Some(_), _) => Progress::Missing,
            (None, Some(true)) => Progress::Met,
            (None, Some(false)) if own => Progress::Behind,
            (None, Some(false)) => Progress::UnderWay,
            (None, None) if latest.is_some() => Progress::UnderWay,
            (None, None) => Progress::None,
        };
        let share = match (&latest, &target) {
            (Some(value), Some(target)) => Some(share(row, value.value, target.value)),
            _ => None,
        };
        IndicatorState { row: row.clone(), latest, target, progress, share, missing }
    }

    fn target_of(&self, row: &IndicatorRow, period: Option<Period>) -> Option<TargetRow> {
        // In the order of their periods: the map they come from is.
        let targets = self.targets.get(&row.id)?;
        let ends = period.map(Period::last_day);
        let next = targets.iter().find(|target| ends.is_none_or(|ends| target.period.last_day() >= ends));
        next.or(targets.last()).map(|target| (*target).clone())
    }

    fn measure(&self, row: &MeasureRow, counts: Counts, day: Date) -> MeasureState {
        let milestones: Vec<MilestoneState> = self
            .milestones
            .get(&row.id)
            .into_iter()
            .flatten()
            .map(|one| {
                let reached_on = self.reached.get(&one.id).and_then(|row| row.reached_on);
                MilestoneState {
                    late: reached_on.is_none() && one.due_on < day,
                    reached_on,
                    row: (*one).clone(),
                }
            })
            .collect();
        let begun = counts.all() > 0 || !milestones.is_empty();
        let done = begun
            && counts.of(Standing::Closed) == counts.all()
            && milestones.iter().all(|one| one.reached_on.is_some());
        let late = counts.late() > 0
            || milestones.iter().any(|one| one.late)
            || row.due_on.is_some_and(|due| due < day);
        let progress = match (done, late, begun) {
            (true, ..) => Progress::Met,
            (false, true, _) => Progress::Behind,
            (false, false, true) => Progress::UnderWay,
            (false, false, false) => Progress::None,
        };
        MeasureState { row: row.clone(), counts, milestones, progress }
    }
}

pub(crate) fn meets(direction: Direction, value: Amount, target: Amount) -> bool {
    match direction {
        Direction::AtLeast => value >= target,
        Direction::AtMost => value <= target,
    }
}

/// How much of the way was made: from the baseline, or from nought where there is none, to the target.
pub(crate) fn share(row: &IndicatorRow, value: Amount, target: Amount) -> u8 {
    if meets(row.direction, value, target) {
        return 100;
    }
    let (value, target) = (value.thousandths(), target.thousandths());
    let percent = match (row.baseline.map(Amount::thousandths), row.direction) {
        (Some(from), _) if from != target => (value - from).saturating_mul(100) / (target - from),
        (_, Direction::AtLeast) if target != 0 => value.saturating_mul(100) / target,
        // Less is better: how small a part of the value the target still is.
        (_, Direction::AtMost) if value != 0 => target.saturating_mul(100) / value,
        _ => 0,
    };
    u8::try_from(percent.clamp(0, 99)).unwrap_or(0)
}

/// The periods of an indicator that ended up to and with a day: from when it was entered, until the resolution's end.
#[must_use]
pub fn expected(row: &IndicatorRow, head: &Head, until: Date) -> Vec<Period> {
    let mut found = Vec::new();
    let mut next = Period::around(row.every, row.at.date());
    while let Some(period) = next {
        let begun = head.until_on.is_none_or(|end| period.first_day() <= end);
        if period.last_day() > until || !begun || found.len() >= MOST_PERIODS {
            break;
        }
        found.push(period);
        next = period.next();
    }
    found
}

/// Periods that are looked at; a longer row of them is a mistake.
const MOST_PERIODS: usize = 1_200;

fn studies(facts: &Facts, day: Date) -> Vec<StudyState> {
    let attendance = newest(facts.attendance.iter(), |row| (row.study, row.unit), |row| row.at, day);
    let mut of: BTreeMap<Id<super::Study>, Vec<AttendanceRow>> = BTreeMap::new();
    for row in attendance.into_values() {
        of.entry(row.study).or_default().push(row.clone());
    }
    let known = facts.studies.iter().filter(|row| there(row.at, row.gone.as_ref(), day));
    let mut found: Vec<StudyState> = known
        .map(|row| {
            let attendance = of.remove(&row.id).unwrap_or_default();
            StudyState {
                invited: attendance.iter().map(|one| one.invited).sum(),
                attended: attendance.iter().map(|one| one.attended).sum(),
                attendance,
                row: row.clone(),
            }
        })
        .collect();
    found.sort_by_key(|one| (one.row.held_on, one.row.id));
    found
}
