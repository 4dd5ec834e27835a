//! What was known on a day stays what it was, whatever becomes known later.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use kernel::Id;
use kernel::testing::both;
use resolutions::model::{Resolution, State};
use resolutions::{
    AddMilestone, Amend, AskProgrammes, CorrectValue, NewResolution, NoteProgramme, NoteStudy, Part,
    ReachMilestone, SetTarget, Strike, TakeBackMilestone,
};
use tasks::model::Correctable;
use tasks::{DecideCorrection, Extend, ProposeCorrection, Reassign, Reopen, Return};

use crate::support::{Story, issued, story};

/// All that a report of this state would say.
fn said(state: &State) -> Vec<String> {
    let mut all = vec![format!("{} {:?} {:?}", state.head.code, state.head.until_on, state.head.ended_on)];
    for one in state.indicators() {
        let value = one.latest.as_ref().map(|value| (value.period.code(), value.value.said()));
        let target = one.target.as_ref().map(|target| target.value.said());
        all.push(format!("{} {value:?} {target:?} {:?} {:?}", one.row.name, one.progress, one.share));
    }
    for one in state.measures() {
        let reached: Vec<_> = one.milestones.iter().map(|one| one.reached_on).collect();
        all.push(format!("{} {:?} {reached:?} {:?}", one.row.number, one.counts, one.progress));
    }
    all.extend(
        state.studies.iter().map(|one| format!("{} {}/{}", one.row.held_on, one.attended, one.invited)),
    );
    all.extend(
        state.programmes.iter().map(|one| format!("{} {:?}", one.late, one.paper.as_ref().map(|p| &p.code))),
    );
    all.extend(
        state.reviews.iter().map(|one| format!("{:?} {} {}", one.row.kind, one.late, one.paper.is_some())),
    );
    all.push(format!("{:?}", state.counts));
    all
}

struct Days<'s> {
    s: &'s Story,
    id: Id<Resolution>,
    /// What was said on each day, at its end.
    kept: Vec<(Date, Vec<String>)>,
}

impl Days<'_> {
    /// The day ends: what is said now is kept, and all that was said on earlier days is still said of them.
    fn ends(&mut self) {
        let today = self.s.today();
        self.kept.push((today, said(&self.s.state(self.id, today))));
        self.s.clock_at(today.checked_add(1.day()).unwrap());
        for (day, before) in &self.kept {
            assert_eq!(&said(&self.s.state(self.id, *day)), before, "{day}, looked at on {}", self.s.today());
        }
    }
}

#[test]
fn the_state_as_of_an_earlier_day_is_not_changed_by_later_facts() {
    for on in both() {
        let s = story(on);
        let id = s.resolution();
        let mut days = Days { s: &s, id, kept: Vec::new() };
        let objective = s.objective(id, "Mục tiêu");
        let indicator = s.indicator(objective);
        let measure = s.measure(id, Some(objective), "bantochuc");
        days.ends();

        let due = s.today().checked_add(4.days()).unwrap();
        let (first, second) = (s.hand_out(measure, "bantochuc", due), s.hand_out(measure, "bantochuc", due));
        let value =
            s.act("truongban", s.value(indicator, "2026-Q4", "52"), resolutions::report_value).unwrap();
        let add = AddMilestone { measure, text: "Mốc".to_owned(), due_on: date(2026, 11, 25) };
        let milestone = s.act("chuyenvien", add, resolutions::add_milestone).unwrap();
        days.ends();

        s.submit("truongban", first);
        let reach = ReachMilestone { milestone, reached_on: s.today(), note: "Quyết định".to_owned() };
        s.act("truongban", reach, resolutions::reach_milestone).unwrap();
        let ask = AskProgrammes { resolution: id, units: vec![s.unit("tanan")], due_on: Some(s.today()) };
        let programme = s.act("chuyenvien", ask, resolutions::ask_programmes).unwrap()[0];
        days.ends();

        s.accept(first);
        let wrong = CorrectValue {
            reported: value,
            value: "61".to_owned(),
            source: "Niên giám".to_owned(),
            why: "Nhập nhầm".to_owned(),
        };
        s.act("truongban", wrong, resolutions::correct_value).unwrap();
        let target = SetTarget {
            indicator,
            period: "2026".to_owned(),
            value: "70".to_owned(),
            why: "Kết luận mới".to_owned(),
        };
        s.act("chuyenvien", target, resolutions::set_target).unwrap();
        days.ends();

        let reopen = Reopen { task: first, why: "Thiếu số liệu".to_owned() };
        s.act("chanhvp", reopen, tasks::reopen).unwrap();
        let back = TakeBackMilestone { milestone, why: "Ghi nhầm".to_owned() };
        s.act("truongban", back, resolutions::take_back_milestone).unwrap();
        let study = NoteStudy {
            resolution: id,
            held_on: s.today(),
            form: resolutions::model::StudyForm::Online,
            place: String::new(),
            title: "Hội nghị".to_owned(),
            attendance: vec![resolutions::Attendance { unit: s.unit("tanan"), invited: 9, attended: 8 }],
        };
        s.act("chuyenvien", study, resolutions::note_study).unwrap();
        days.ends();

        // Past its deadline; then extended, returned, corrected, given to another.
        s.clock_at(due.checked_add(2.days()).unwrap());
        days.ends();
        let later = s.today().checked_add(20.days()).unwrap();
        let extend = Extend { task: second, due: later, why: "Chờ số liệu".to_owned() };
        s.act("chanhvp", extend, tasks::extend).unwrap();
        s.submit("truongban", first);
        days.ends();
        s.act("chanhvp", Return { task: first, why: "Chưa đủ".to_owned() }, tasks::return_).unwrap();
        let wrong = ProposeCorrection {
            task: second,
            what: Correctable::DueOn,
            new: later.checked_add(5.days()).unwrap().to_string(),
            why: "Ghi sai hạn".to_owned(),
        };
        let correction = s.act("truongban", wrong, tasks::propose_correction).unwrap();
        days.ends();
        let decide = DecideCorrection { correction, approved: true, answer: String::new() };
        s.act("chanhvp", decide, tasks::decide_correction).unwrap();
        let other = Reassign {
            task: second,
            owner: s.unit("tanan"),
            owner_post: None,
            why: "Đúng thẩm quyền".to_owned(),
        };
        s.act("chanhvp", other, tasks::reassign).unwrap();
        let note = NoteProgramme {
            programme,
            code: "01-CTr/ĐU".to_owned(),
            title: "Chương trình".to_owned(),
            issued_on: s.today(),
            paper: None,
        };
        s.act("vttanan", note, resolutions::note_programme).unwrap();
        days.ends();
        let amend = Amend {
            resolution: id,
            facts: NewResolution { until_on: Some(date(2028, 12, 31)), ..issued("12-NQ/TU") },
            why: "Rút ngắn".to_owned(),
        };
        s.act("chanhvp", amend, resolutions::amend).unwrap();
        let strike =
            Strike { part: Part::Indicator, id: indicator.uuid(), why: "Thay chỉ tiêu".to_owned() };
        s.act("chanhvp", strike, resolutions::strike).unwrap();
        let end = resolutions::End { resolution: id, why: "Đã tổng kết".to_owned() };
        s.act("chanhvp", end, resolutions::end).unwrap();
        days.ends();
        assert!(days.kept.windows(2).all(|pair| pair[0].1 != pair[1].1), "every day said something else");
        assert!(s.verified());
    }
}
