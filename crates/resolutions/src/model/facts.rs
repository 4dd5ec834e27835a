//! What is known, each with the moment from which it is. Nothing of it is written over: what was before stays, so that the
//! state on an earlier day can be said as it was seen then.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant};
use people::{Person, Post, Unit};
use tasks::model::Source;

use super::{
    Amount, Direction, Every, Indicator, Kind, Measure, Milestone, Objective, Period, Programme, Reported,
    Resolution, Review, ReviewKind, Study, StudyForm,
};

/// Taken out: from when on, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub at: Instant,
    pub why: String,
}

/// What is followed through, as it stands or stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub kind: Kind,
    pub code: String,
    pub title: String,
    /// The body that issued it.
    pub body: String,
    pub issued_on: Date,
    /// The last day of its time, where it has one.
    pub until_on: Option<Date>,
    /// Months between preliminary reviews; 0: none.
    pub review_months: i64,
    pub paper: Option<Id<Paper>>,
    /// What it carries out itself.
    pub parent: Option<Id<Resolution>>,
    pub follower: Option<Id<Post>>,
    /// Followed through to its end.
    pub ended_on: Option<Date>,
    pub ended_why: Option<String>,
}

#[derive(Debug, Clone)]
pub struct ResolutionRow {
    pub id: Id<Resolution>,
    pub head: Head,
    /// What its tasks come from, once there are any.
    pub source: Option<Id<Source>>,
    pub entered_by: Option<Id<Person>>,
    pub entered_at: Instant,
}

/// What it was until it was changed.
#[derive(Debug, Clone)]
pub struct FormerRow {
    pub head: Head,
    pub changed_at: Instant,
    pub changed_by: Option<Id<Person>>,
    pub changed_why: String,
}

#[derive(Debug, Clone)]
pub struct ObjectiveRow {
    pub id: Id<Objective>,
    pub resolution: Id<Resolution>,
    pub place: i64,
    pub text: String,
    pub at: Instant,
    pub gone: Option<Gone>,
}

#[derive(Debug, Clone)]
pub struct IndicatorRow {
    pub id: Id<Indicator>,
    pub resolution: Id<Resolution>,
    pub objective: Id<Objective>,
    pub name: String,
    pub measured_in: String,
    pub direction: Direction,
    pub baseline: Option<Amount>,
    pub every: Every,
    /// Who reports it.
    pub owner: Id<Unit>,
    pub at: Instant,
    pub gone: Option<Gone>,
}

#[derive(Debug, Clone)]
pub struct TargetRow {
    pub id: Id<super::Target>,
    pub indicator: Id<Indicator>,
    pub period: Period,
    pub value: Amount,
    /// Why it was set anew.
    pub why: String,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

#[derive(Debug, Clone)]
pub struct ValueRow {
    pub id: Id<Reported>,
    pub indicator: Id<Indicator>,
    pub period: Period,
    pub value: Amount,
    /// The report, the statistics it was taken from.
    pub source: String,
    /// A remark; of a correction its reason.
    pub note: String,
    /// The value that this one took the place of.
    pub corrects: Option<Id<Reported>>,
    pub post: Option<Id<Post>>,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

#[derive(Debug, Clone)]
pub struct MeasureRow {
    pub id: Id<Measure>,
    pub resolution: Id<Resolution>,
    pub objective: Option<Id<Objective>>,
    pub number: i64,
    pub text: String,
    pub owner: Id<Unit>,
    pub due_on: Option<Date>,
    pub at: Instant,
    pub gone: Option<Gone>,
}

#[derive(Debug, Clone)]
pub struct MilestoneRow {
    pub id: Id<Milestone>,
    pub measure: Id<Measure>,
    pub text: String,
    pub due_on: Date,
    pub at: Instant,
    pub gone: Option<Gone>,
}

/// That a milestone was reached, or that it was said wrongly: then there is no day.
#[derive(Debug, Clone)]
pub struct ReachedRow {
    pub milestone: Id<Milestone>,
    pub reached_on: Option<Date>,
    pub note: String,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

#[derive(Debug, Clone)]
pub struct StudyRow {
    pub id: Id<Study>,
    pub resolution: Id<Resolution>,
    pub held_on: Date,
    pub form: StudyForm,
    pub place: String,
    pub title: String,
    pub at: Instant,
    pub gone: Option<Gone>,
}

/// How many of a unit were invited and came; the newest counts.
#[derive(Debug, Clone)]
pub struct AttendanceRow {
    pub study: Id<Study>,
    pub unit: Id<Unit>,
    pub invited: i64,
    pub attended: i64,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

#[derive(Debug, Clone)]
pub struct ProgrammeRow {
    pub id: Id<Programme>,
    pub resolution: Id<Resolution>,
    pub unit: Id<Unit>,
    pub due_on: Date,
    pub at: Instant,
    pub gone: Option<Gone>,
}

#[derive(Debug, Clone)]
pub struct ReviewRow {
    pub id: Id<Review>,
    pub resolution: Id<Resolution>,
    pub kind: ReviewKind,
    pub nth: i64,
    pub period_end: Date,
    pub due_on: Date,
    pub at: Instant,
    pub gone: Option<Gone>,
}

/// The document that an action programme or a review is; the newest counts.
#[derive(Debug, Clone)]
pub struct PaperRow {
    pub programme: Option<Id<Programme>>,
    pub review: Option<Id<Review>>,
    pub code: String,
    pub title: String,
    pub issued_on: Date,
    pub paper: Option<Id<Paper>>,
    pub person: Option<Id<Person>>,
    pub at: Instant,
}

/// All that is known of one resolution.
#[derive(Debug, Clone)]
pub struct Facts {
    pub resolution: ResolutionRow,
    pub former: Vec<FormerRow>,
    pub objectives: Vec<ObjectiveRow>,
    pub indicators: Vec<IndicatorRow>,
    pub targets: Vec<TargetRow>,
    pub values: Vec<ValueRow>,
    pub measures: Vec<MeasureRow>,
    pub milestones: Vec<MilestoneRow>,
    pub reached: Vec<ReachedRow>,
    pub studies: Vec<StudyRow>,
    pub attendance: Vec<AttendanceRow>,
    pub programmes: Vec<ProgrammeRow>,
    pub reviews: Vec<ReviewRow>,
    pub papers: Vec<PaperRow>,
}

impl Facts {
    /// What it was on a day: as it was before the first change after it.
    #[must_use]
    pub fn head_on(&self, day: Date) -> &Head {
        let later = self.former.iter().filter(|row| row.changed_at.date() > day);
        later.min_by_key(|row| row.changed_at).map_or(&self.resolution.head, |row| &row.head)
    }
}

impl Facts {
    /// What a unit sees of it: its own measures, indicators and programme, the study events to which it was invited.
    #[must_use]
    pub fn only(mut self, units: &[Id<Unit>]) -> Facts {
        self.indicators.retain(|row| units.contains(&row.owner));
        self.measures.retain(|row| units.contains(&row.owner));
        self.programmes.retain(|row| units.contains(&row.unit));
        self.attendance.retain(|row| units.contains(&row.unit));
        self.reviews.clear();
        let (indicators, measures) = (&self.indicators, &self.measures);
        self.objectives.retain(|row| {
            indicators.iter().any(|one| one.objective == row.id)
                || measures.iter().any(|one| one.objective == Some(row.id))
        });
        self.targets.retain(|row| indicators.iter().any(|one| one.id == row.indicator));
        self.values.retain(|row| indicators.iter().any(|one| one.id == row.indicator));
        self.milestones.retain(|row| measures.iter().any(|one| one.id == row.measure));
        let milestones = &self.milestones;
        self.reached.retain(|row| milestones.iter().any(|one| one.id == row.milestone));
        let attendance = &self.attendance;
        self.studies.retain(|row| attendance.iter().any(|one| one.study == row.id));
        let programmes = &self.programmes;
        self.papers.retain(|row| programmes.iter().any(|one| Some(one.id) == row.programme));
        self
    }
}
