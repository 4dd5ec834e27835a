//! A resolution and a directive followed through in the year that is played: broken down, studied, handed out, reported on.

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Id, Instant, Office};
use people::Unit;
use resolutions::model::{Direction, Every, Indicator, Kind, Measure, Period, Resolution, StudyForm};
use resolutions::{
    AddIndicator, AddMeasure, AddObjective, AskProgrammes, Attendance, CorrectValue, HandOut, NewMilestone,
    NewResolution, NewTarget, NoteProgramme, NoteStudy, ReachMilestone, ReportValue,
};
use tasks::{Assignment, ProductKind};

use super::bodies::Cast;
use super::hands::{Hands, Who, ask};

/// Working days before the present on which it begins; the steps follow so many days after each other.
const BEGINS: usize = 150;

/// An indicator: what, in what, which way, from where, who reports it, and where it is to be at the end of each year.
struct Wanted {
    name: &'static str,
    measured_in: &'static str,
    direction: Direction,
    baseline: &'static str,
    every: Every,
    owner: &'static str,
    targets: [i32; 3],
    /// What is reported, period by period.
    reported: [&'static str; 3],
}

const INDICATORS: [Wanted; 3] = [
    Wanted {
        name: "Tỷ lệ thủ tục hành chính được giải quyết trực tuyến toàn trình",
        measured_in: "%",
        direction: Direction::AtLeast,
        baseline: "42",
        every: Every::Quarter,
        owner: "duubnd",
        targets: [55, 65, 80],
        reported: ["47,5", "51", "56,2"],
    },
    Wanted {
        name: "Tỷ lệ cán bộ, công chức cấp xã đạt chuẩn kỹ năng số",
        measured_in: "%",
        direction: Direction::AtLeast,
        baseline: "35",
        every: Every::Half,
        owner: "btc",
        targets: [50, 70, 90],
        reported: ["41", "46,5", "48"],
    },
    Wanted {
        name: "Số ngày xử lý trung bình một văn bản đến",
        measured_in: "ngày",
        direction: Direction::AtMost,
        baseline: "6",
        every: Every::Quarter,
        owner: "pth",
        targets: [5, 4, 3],
        reported: ["5,6", "5,1", "4,8"],
    },
];

/// A measure: of which objective, in which words, whose, in how many working days its task is due, and the product.
type Step = (usize, &'static str, &'static str, usize, ProductKind, &'static str);

const MEASURES: [Step; 6] = [
    (
        0,
        "Rà soát, đơn giản hoá thủ tục hành chính, cung cấp dịch vụ công trực tuyến toàn trình",
        "duubnd",
        45,
        ProductKind::Plan,
        "Kế hoạch cung cấp dịch vụ công toàn trình",
    ),
    (
        0,
        "Bảo đảm hạ tầng, đường truyền đến các xã, phường, đặc khu",
        "duubnd",
        80,
        ProductKind::Report,
        "Báo cáo hiện trạng hạ tầng từng xã",
    ),
    (
        1,
        "Bồi dưỡng kỹ năng số cho cán bộ, công chức cấp xã",
        "btc",
        60,
        ProductKind::Plan,
        "Kế hoạch bồi dưỡng kỹ năng số",
    ),
    (
        1,
        "Tuyên truyền, vận động người dân sử dụng dịch vụ công trực tuyến",
        "btgdv",
        30,
        ProductKind::Plan,
        "Kế hoạch tuyên truyền",
    ),
    (
        2,
        "Rà soát quy trình xử lý văn bản trong Văn phòng",
        "pth",
        25,
        ProductKind::Draft,
        "Dự thảo quy trình xử lý văn bản",
    ),
    (
        2,
        "Kiểm tra việc thực hiện nghị quyết tại các đảng uỷ trực thuộc",
        "ubkt",
        140,
        ProductKind::Report,
        "Báo cáo kết quả kiểm tra",
    ),
];

const OBJECTIVES: [&str; 3] = [
    "Người dân, doanh nghiệp làm thủ tục mà không phải đến cơ quan",
    "Cán bộ, công chức cấp xã làm chủ công nghệ trong công việc",
    "Cơ quan đảng xử lý công việc nhanh, đúng hạn trên môi trường số",
];

/// Units that owe an action programme; the last of them hands none in.
const OWING: [&str; 5] = ["btc", "ubkt", "btgdv", "duubnd", "bnc"];

#[derive(Clone, Copy)]
enum What {
    Enter,
    BreakDown,
    Study,
    HandOut,
    Programme(usize),
    Report(usize, usize),
    Correct,
    Milestone,
    Directive,
}

/// What happens when, the next last.
pub struct Resolve<'a> {
    office: &'a Office,
    hands: &'a Hands,
    cast: &'a Cast,
    working: Vec<Date>,
    ahead: Vec<(Instant, usize, What)>,
    resolution: Option<Id<Resolution>>,
    indicators: Vec<Id<Indicator>>,
    measures: Vec<Id<Measure>>,
    first_value: Option<(Id<resolutions::model::Reported>, usize)>,
}

impl<'a> Resolve<'a> {
    pub fn of(office: &'a Office, hands: &'a Hands, cast: &'a Cast, working: &[Date]) -> Resolve<'a> {
        let mut made = Resolve {
            office,
            hands,
            cast,
            working: working.to_vec(),
            ahead: Vec::new(),
            resolution: None,
            indicators: Vec::new(),
            measures: Vec::new(),
            first_value: None,
        };
        let first = working.len().saturating_sub(BEGINS);
        let mut steps = vec![
            (0, (8, 50), What::Enter),
            (1, (9, 20), What::BreakDown),
            (4, (14, 10), What::HandOut),
            (12, (16, 40), What::Study),
            (30, (10, 10), What::Milestone),
            (60, (9, 15), What::Directive),
            (132, (15, 5), What::Correct),
        ];
        for programme in 0..OWING.len() - 1 {
            steps.push((20 + 9 * programme, (10, 30), What::Programme(programme)));
        }
        for indicator in 0..INDICATORS.len() {
            for nth in 0..3 {
                steps.push((66 + 1 + nth * 62 + indicator, (9, 40), What::Report(indicator, nth)));
            }
        }
        for (order, (after, (hour, minute), what)) in steps.into_iter().enumerate() {
            if let Some(day) = made.working.get(first + after) {
                made.ahead.push((Instant::from_local(day.at(hour, minute, 0, 0)), order, what));
            }
        }
        made.ahead.sort_by_key(|(at, order, _)| std::cmp::Reverse((*at, *order)));
        made
    }

    /// Does what has come due by then.
    pub fn by(&mut self, now: Instant) -> anyhow::Result<()> {
        while self.ahead.last().is_some_and(|(at, ..)| *at <= now) {
            if let Some((_, _, what)) = self.ahead.pop() {
                self.play(what)?;
            }
        }
        Ok(())
    }

    fn unit(&self, key: &str) -> anyhow::Result<Id<Unit>> {
        self.cast.units.get(key).copied().with_context(|| format!("no unit {key}"))
    }

    /// Who opens what is sent to a unit.
    fn head(&self, key: &str) -> anyhow::Result<Who> {
        self.cast.heads.get(&self.unit(key)?).copied().with_context(|| format!("{key} has a head"))
    }

    fn today(&self) -> Date {
        self.office.now().date()
    }

    fn play(&mut self, what: What) -> anyhow::Result<()> {
        match what {
            What::Enter => self.enter(),
            What::BreakDown => self.break_down(),
            What::HandOut => self.hand_out(),
            What::Study => self.study(),
            What::Programme(at) => self.programme(at),
            What::Report(indicator, nth) => self.report(indicator, nth),
            What::Correct => self.correct(),
            What::Milestone => self.milestone(),
            What::Directive => self.directive(),
        }
    }

    fn follower(&self) -> anyhow::Result<Who> {
        self.cast.who("chuyenvien")
    }

    fn enter(&mut self) -> anyhow::Result<()> {
        let issued_on = self.today().yesterday()?;
        let input = NewResolution {
            kind: Kind::Resolution,
            code: "18-NQ/TU".to_owned(),
            title: "Về chuyển đổi số toàn diện trong hệ thống chính trị của tỉnh".to_owned(),
            body: "Tỉnh uỷ".to_owned(),
            issued_on,
            until_on: issued_on.checked_add(4.years()).ok(),
            review_months: 6,
            paper: None,
            parent: None,
            follower: Some(self.follower()?.post),
        };
        let chief = self.cast.who("chanhvp")?;
        self.resolution = Some(self.hands.one(ask(self.office, chief.actor(), input, resolutions::add))?);
        Ok(())
    }

    fn break_down(&mut self) -> anyhow::Result<()> {
        let Some(resolution) = self.resolution else { return Ok(()) };
        let (office, hands, actor) = (self.office, self.hands, self.follower()?.actor());
        let year = self.today().year();
        let mut objectives = Vec::new();
        for text in OBJECTIVES {
            let input = AddObjective { resolution, text: text.to_owned() };
            objectives.push(hands.one(ask(office, actor.clone(), input, resolutions::add_objective))?);
        }
        for (wanted, objective) in INDICATORS.iter().zip(&objectives) {
            let targets = (year..)
                .zip(wanted.targets)
                .map(|(year, value)| NewTarget { period: year.to_string(), value: value.to_string() });
            let input = AddIndicator {
                objective: *objective,
                name: wanted.name.to_owned(),
                measured_in: wanted.measured_in.to_owned(),
                direction: wanted.direction,
                baseline: wanted.baseline.to_owned(),
                every: wanted.every,
                owner: self.unit(wanted.owner)?,
                targets: targets.collect(),
            };
            self.indicators.push(hands.one(ask(office, actor.clone(), input, resolutions::add_indicator))?);
        }
        for (objective, text, owner, days, ..) in MEASURES {
            let due_on = self.today().checked_add(i64::try_from(days * 7 / 5 + 60)?.days())?;
            let half = self.today().checked_add(40.days())?;
            let milestones = if objective == 0 {
                vec![NewMilestone { text: "Ban hành kế hoạch triển khai".to_owned(), due_on: half }]
            } else {
                Vec::new()
            };
            let input = AddMeasure {
                resolution,
                objective: objectives.get(objective).copied(),
                text: text.to_owned(),
                owner: self.unit(owner)?,
                due_on: Some(due_on),
                milestones,
            };
            self.measures.push(hands.one(ask(office, actor.clone(), input, resolutions::add_measure))?);
        }
        let units = OWING.iter().map(|key| self.unit(key)).collect::<anyhow::Result<Vec<_>>>()?;
        let input = AskProgrammes { resolution, units, due_on: None };
        hands.one(ask(office, actor, input, |act, input| resolutions::ask_programmes(act, input).map(drop)))
    }

    fn hand_out(&self) -> anyhow::Result<()> {
        let chief = self.cast.who("chanhvp")?;
        let today = self.today();
        for (measure, (_, text, owner, days, product_kind, product)) in self.measures.iter().zip(MEASURES) {
            let task = Assignment {
                owner: self.unit(owner)?,
                owner_post: None,
                product_kind,
                product: product.to_owned(),
                content: text.to_owned(),
                due: today.checked_add(i64::try_from(days * 7 / 5)?.days())?,
                waits_for: String::new(),
                level: None,
                follower: Some(self.follower()?.post),
                cooperating: Vec::new(),
                field: None,
                decision: None,
                received_on: None,
                sudden: false,
            };
            let input = HandOut { measure: *measure, tasks: vec![task] };
            let made = self.hands.one(ask(self.office, chief.actor(), input, resolutions::hand_out))?;
            // Those that are due first are done at once, so that the board has every colour.
            if days <= 45
                && let Some(one) = made.first()
            {
                self.done(one.id, owner)?;
            }
        }
        Ok(())
    }

    fn done(&self, task: Id<tasks::model::Task>, owner: &str) -> anyhow::Result<()> {
        let row =
            self.office.read_blocking(move |tx| tasks::store::task(tx, task))?.context("it was assigned")?;
        let input = tasks::Submit {
            task,
            code: format!("{}-KH/{}", 20 + row.code.len(), owner.to_uppercase()),
            issued_on: Some(self.today()),
            level: row.level_unit,
            paper: None,
            note: String::new(),
            files: Vec::new(),
        };
        let (worker, chief) = (self.head(owner)?, self.cast.who("chanhvp")?);
        self.hands.one(ask(self.office, worker.actor(), input, |act, i| tasks::submit(act, i).map(drop)))?;
        let input = tasks::Accept { task, grade: tasks::Grade::Good, why: String::new() };
        self.hands.one(ask(self.office, chief.actor(), input, tasks::accept))
    }

    fn study(&self) -> anyhow::Result<()> {
        let Some(resolution) = self.resolution else { return Ok(()) };
        let numbers = [(28, 30), (19, 20), (24, 26), (55, 60), (17, 22)];
        let mut attendance = Vec::new();
        for (key, (attended, invited)) in OWING.iter().zip(numbers) {
            attendance.push(Attendance { unit: self.unit(key)?, invited, attended });
        }
        let input = NoteStudy {
            resolution,
            held_on: self.today(),
            form: StudyForm::Both,
            place: "Hội trường Tỉnh uỷ, nối cầu đến các xã, phường, đặc khu".to_owned(),
            title: "Hội nghị toàn tỉnh học tập, quán triệt Nghị quyết".to_owned(),
            attendance,
        };
        let actor = self.follower()?.actor();
        self.hands
            .one(ask(self.office, actor, input, |act, input| resolutions::note_study(act, input).map(drop)))
    }

    fn programme(&self, at: usize) -> anyhow::Result<()> {
        let Some(resolution) = self.resolution else { return Ok(()) };
        let key = OWING.get(at).copied().context("one of those that owe")?;
        let unit = self.unit(key)?;
        let owed = self.office.read_blocking(move |tx| resolutions::store::programmes(tx, resolution))?;
        let owed = owed.into_iter().find(|row| row.unit == unit).context("it was asked for")?;
        let input = NoteProgramme {
            programme: owed.id,
            code: format!("{:02}-CTr/{}", 3 + at, key.to_uppercase()),
            title: "Chương trình hành động thực hiện Nghị quyết về chuyển đổi số".to_owned(),
            issued_on: self.today(),
            paper: None,
        };
        self.hands.one(ask(self.office, self.head(key)?.actor(), input, resolutions::note_programme))
    }

    /// The period that ended last before today.
    fn ended(&self, every: Every) -> Option<Period> {
        let day = match every {
            Every::Year => self.today().checked_sub(1.year()),
            Every::Half => self.today().checked_sub(6.months()),
            Every::Quarter => self.today().checked_sub(3.months()),
            Every::Month => self.today().checked_sub(1.month()),
        };
        Period::around(every, day.ok()?)
    }

    fn report(&mut self, at: usize, nth: usize) -> anyhow::Result<()> {
        let (Some(wanted), Some(indicator)) = (INDICATORS.get(at), self.indicators.get(at).copied()) else {
            return Ok(());
        };
        let (Some(period), Some(value)) = (self.ended(wanted.every), wanted.reported.get(nth)) else {
            return Ok(());
        };
        let known = self.office.read_blocking(move |tx| {
            let row = resolutions::store::indicator(tx, indicator)?;
            let there = resolutions::store::has_value(tx, indicator, period)?;
            Ok(!there && row.is_some_and(|row| period.last_day() >= row.at.date()))
        })?;
        if !known {
            return Ok(());
        }
        let input = ReportValue {
            indicator,
            period: period.code(),
            value: (*value).to_owned(),
            source: format!("Báo cáo {}-BC/{}", 60 + at * 7 + nth, wanted.owner.to_uppercase()),
            note: String::new(),
        };
        let actor = self.head(wanted.owner)?.actor();
        let id = self.hands.one(ask(self.office, actor, input, resolutions::report_value))?;
        self.first_value = self.first_value.or(Some((id, at)));
        Ok(())
    }

    fn correct(&self) -> anyhow::Result<()> {
        let Some((reported, at)) = self.first_value else { return Ok(()) };
        let Some(wanted) = INDICATORS.get(at) else { return Ok(()) };
        let input = CorrectValue {
            reported,
            value: "48,1".to_owned(),
            source: "Niên giám thống kê của tỉnh".to_owned(),
            why: "Cộng thiếu hai xã trong số liệu lần đầu".to_owned(),
        };
        let actor = self.head(wanted.owner)?.actor();
        self.hands.one(ask(self.office, actor, input, |act, input| {
            resolutions::correct_value(act, input).map(drop)
        }))
    }

    fn milestone(&self) -> anyhow::Result<()> {
        let Some(measure) = self.measures.first().copied() else { return Ok(()) };
        let all = self.office.read_blocking(move |tx| {
            resolutions::store::milestones(tx, resolutions::store::Of::One(measure))
        })?;
        let Some(milestone) = all.first().map(|row| row.id) else { return Ok(()) };
        let note = "Kế hoạch 35-KH/DUUBND".to_owned();
        let input = ReachMilestone { milestone, reached_on: self.today(), note };
        self.hands.one(ask(self.office, self.head("duubnd")?.actor(), input, resolutions::reach_milestone))
    }

    /// A directive that carries the resolution out.
    fn directive(&self) -> anyhow::Result<()> {
        let input = NewResolution {
            kind: Kind::Directive,
            code: "09-CT/TU".to_owned(),
            title: "Về đẩy mạnh xử lý công việc trên môi trường số trong cơ quan đảng".to_owned(),
            body: "Ban Thường vụ Tỉnh uỷ".to_owned(),
            issued_on: self.today().yesterday()?,
            until_on: None,
            review_months: 12,
            paper: None,
            parent: self.resolution,
            follower: Some(self.cast.who("chuyenvien2")?.post),
        };
        let chief = self.cast.who("chanhvp")?;
        let directive = self.hands.one(ask(self.office, chief.actor(), input, resolutions::add))?;
        let input = AddMeasure {
            resolution: directive,
            objective: None,
            text: "Ký số, gửi nhận văn bản điện tử trong toàn bộ cơ quan đảng".to_owned(),
            owner: self.unit("pcy").or_else(|_| self.unit("pth"))?,
            due_on: self.today().checked_add(120.days()).ok(),
            milestones: Vec::new(),
        };
        self.hands
            .one(ask(self.office, chief.actor(), input, |act, i| resolutions::add_measure(act, i).map(drop)))
    }
}

/// The reviews that have come due by now, as each night makes them.
pub fn reviews(office: &Office) -> anyhow::Result<()> {
    let nightly = (resolutions::function().periodic)();
    let made = nightly.into_iter().find(|one| one.name == "resolution-reviews");
    made.map_or(Ok(()), |one| (one.run)(office))
}
