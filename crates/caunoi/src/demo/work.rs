//! Tasks of the last months: notices and conclusions, what was assigned by them, what was handed in, and what is late.

use std::collections::BTreeMap;

use anyhow::Context as _;
use jiff::civil::Date;
use kernel::{Id, Instant, Office};
use province::Chance;
use tasks::model::{DirectiveKind, Source, Task};
use tasks::{
    Accept, Assign, Assignment, Extend, Grade, NewSource, ProductKind, RaiseObstacle, Return, Say,
    SourceKind, Submit,
};

use super::bodies::Cast;
use super::hands::{Hands, Who, ask};

/// Working days that are played, and between one source and the next.
const DAYS: usize = 110;
const EVERY: usize = 6;

/// A thing to do: by whom, what comes of it, in which words.
type Matter = (&'static str, ProductKind, &'static str, &'static str);

const MATTERS: [Matter; 20] = [
    (
        "duubnd",
        ProductKind::Report,
        "Rà soát tiến độ giải ngân vốn đầu tư công, nêu rõ dự án chậm và nguyên nhân",
        "Báo cáo tiến độ giải ngân theo từng dự án",
    ),
    (
        "duubnd",
        ProductKind::Plan,
        "Xây dựng phương án sắp xếp, sử dụng trụ sở dôi dư sau sắp xếp đơn vị hành chính",
        "Kế hoạch sử dụng trụ sở dôi dư",
    ),
    (
        "btc",
        ProductKind::Submission,
        "Tham mưu kiện toàn cấp uỷ các xã, phường còn khuyết chức danh",
        "Tờ trình về kiện toàn nhân sự",
    ),
    (
        "btc",
        ProductKind::Report,
        "Tổng hợp kết quả sinh hoạt chi bộ theo chuyên đề",
        "Báo cáo kết quả sinh hoạt chuyên đề",
    ),
    (
        "btgdv",
        ProductKind::Plan,
        "Chuẩn bị nội dung tuyên truyền về phòng, chống thiên tai mùa mưa bão",
        "Kế hoạch tuyên truyền",
    ),
    (
        "btgdv",
        ProductKind::Report,
        "Nắm tình hình dư luận về giải phóng mặt bằng tuyến đường ven biển",
        "Báo cáo tình hình dư luận",
    ),
    (
        "ubkt",
        ProductKind::Report,
        "Kiểm tra việc thực hiện kết luận sau giám sát tại hai đảng uỷ",
        "Báo cáo kết quả kiểm tra",
    ),
    (
        "bnc",
        ProductKind::Report,
        "Rà soát các vụ việc khiếu nại đông người, kéo dài",
        "Báo cáo và đề xuất xử lý từng vụ việc",
    ),
    (
        "bnc",
        ProductKind::Opinion,
        "Cho ý kiến về dự thảo quy chế phối hợp của các cơ quan nội chính",
        "Văn bản tham gia ý kiến",
    ),
    (
        "snnmt",
        ProductKind::Figures,
        "Thống kê diện tích rừng bị thiệt hại và phương án trồng lại",
        "Bảng số liệu theo từng xã",
    ),
    (
        "snnmt",
        ProductKind::Report,
        "Kiểm tra an toàn hồ đập trước mùa mưa",
        "Báo cáo kết quả kiểm tra hồ đập",
    ),
    (
        "sxd",
        ProductKind::Report,
        "Kiểm tra nhà tái định cư xuống cấp, đề xuất sửa chữa",
        "Báo cáo kiểm tra và dự toán sửa chữa",
    ),
    (
        "syt",
        ProductKind::Plan,
        "Bố trí bác sĩ cho các trạm y tế đặc khu",
        "Kế hoạch điều động, luân phiên bác sĩ",
    ),
    (
        "duccq",
        ProductKind::Report,
        "Đánh giá chất lượng tổ chức cơ sở đảng khối cơ quan",
        "Báo cáo đánh giá chất lượng",
    ),
    (
        "pth",
        ProductKind::Draft,
        "Soạn thông báo kết luận của Thường trực và lịch kiểm tra cơ sở",
        "Dự thảo thông báo kết luận",
    ),
    (
        "pth",
        ProductKind::Report,
        "Tổng hợp kết quả thực hiện chương trình công tác quý",
        "Báo cáo tổng hợp quý",
    ),
    (
        "pqt",
        ProductKind::Work,
        "Sửa hệ thống phòng họp trực tuyến trước kỳ họp",
        "Biên bản nghiệm thu phòng họp",
    ),
    ("duca", ProductKind::Report, "Xử lý dứt điểm xe quá tải trên tuyến ven biển", "Báo cáo kết quả xử lý"),
    (
        "xa1",
        ProductKind::Work,
        "Di dời các hộ trong vùng có nguy cơ sạt lở",
        "Danh sách hộ đã di dời, có xác nhận",
    ),
    (
        "xa4",
        ProductKind::Report,
        "Giải quyết kiến nghị của cử tri về nước sạch",
        "Báo cáo kết quả giải quyết",
    ),
];

const SOURCES: [(SourceKind, &str, &str); 4] = [
    (SourceKind::BoardNotice, "TB/TU", "Thông báo ý kiến của Thường trực Tỉnh uỷ tại phiên giao ban tuần"),
    (SourceKind::Conclusion, "KL/TU", "Kết luận của Ban Thường vụ Tỉnh uỷ về tình hình kinh tế – xã hội"),
    (SourceKind::Directive, "CT/TU", "Chỉ thị về tăng cường phòng, chống thiên tai và tìm kiếm cứu nạn"),
    (SourceKind::Programme, "CTr/TU", "Chương trình công tác của Ban Chấp hành, Ban Thường vụ Tỉnh uỷ"),
];

#[derive(Clone, Copy)]
enum What {
    Source,
    HandIn,
    Accept(Grade),
    Return,
    Extend,
    Obstacle,
    Urge,
}

/// What happens when, the next last.
pub struct Work<'a> {
    office: &'a Office,
    hands: &'a Hands,
    cast: &'a Cast,
    seed: u64,
    working: Vec<Date>,
    ahead: Vec<(Instant, (usize, usize), What)>,
    sources: BTreeMap<usize, Id<Source>>,
    tasks: BTreeMap<(usize, usize), Id<Task>>,
}

impl<'a> Work<'a> {
    pub fn of(office: &'a Office, hands: &'a Hands, cast: &'a Cast, seed: u64, working: &[Date]) -> Work<'a> {
        let mut work = Work {
            office,
            hands,
            cast,
            seed,
            working: working.to_vec(),
            ahead: Vec::new(),
            sources: BTreeMap::new(),
            tasks: BTreeMap::new(),
        };
        let first = working.len().saturating_sub(DAYS);
        for (source, at) in (first..working.len().saturating_sub(1)).step_by(EVERY).enumerate() {
            work.plan(source, at);
        }
        work.ahead.sort_by_key(|(at, of, _)| std::cmp::Reverse((*at, *of)));
        work
    }

    fn day(&self, at: usize) -> Option<Date> {
        self.working.get(at).copied()
    }

    fn put(&mut self, at: usize, (hour, minute): (i8, i8), of: (usize, usize), what: What) {
        if let Some(day) = self.day(at) {
            self.ahead.push((Instant::from_local(day.at(hour, minute, 0, 0)), of, what));
        }
    }

    /// A source of this day with its tasks, and what becomes of each.
    fn plan(&mut self, source: usize, at: usize) {
        self.put(at, (8, 40), (source, 0), What::Source);
        for task in 0..self.of_source(source) {
            let mut chance = self.chance(source, task);
            let term = self.term(source, task);
            let of = (source, task);
            if chance.percent(9) {
                self.put(at + term / 2, (9, 5), of, What::Obstacle);
            }
            if chance.percent(12) {
                self.put(at + term.saturating_sub(1), (15, 10), of, What::Extend);
            }
            let done = match chance.between(0, 99) {
                0..=62 => Some(at + term - usize::try_from(chance.between(0, 2)).unwrap_or(0).min(term - 1)),
                63..=82 => Some(at + term + usize::try_from(chance.between(1, 6)).unwrap_or(1)),
                // Long ago everything was done in the end.
                _ if at + term + 30 < self.working.len() => Some(at + term + 9),
                _ => None,
            };
            if done.is_none() && task.is_multiple_of(2) {
                self.put(at + term, (9, 45), of, What::Obstacle);
            }
            if let Some(done) = done {
                self.put(done, (10, 15), of, What::HandIn);
                let wait = usize::try_from(chance.between(0, 3)).unwrap_or(1);
                let mut accepted = done + wait;
                if chance.percent(12) {
                    self.put(accepted, (14, 0), of, What::Return);
                    self.put(accepted + 2, (9, 30), of, What::HandIn);
                    accepted += 3;
                }
                let grade = match chance.between(0, 9) {
                    0..=5 => Grade::Met,
                    6..=8 => Grade::Good,
                    _ => Grade::Excellent,
                };
                self.put(accepted, (16, 20), of, What::Accept(grade));
            } else {
                self.put(at + term + 2, (8, 15), of, What::Urge);
            }
        }
    }

    fn chance(&self, source: usize, task: usize) -> Chance {
        let n = u64::try_from(source * 16 + task).unwrap_or(0);
        Chance::of(self.seed, 40, n)
    }

    fn of_source(&self, source: usize) -> usize {
        3 + source % 3
    }

    /// Working days until it is due.
    fn term(&self, source: usize, task: usize) -> usize {
        4 + (source * 7 + task * 5) % 17
    }

    fn matter(&self, source: usize, task: usize) -> &'static Matter {
        MATTERS.get((source * 5 + task * 3) % MATTERS.len()).unwrap_or(&MATTERS[0])
    }

    /// Does what has come due by then.
    pub fn by(&mut self, now: Instant) -> anyhow::Result<()> {
        while self.ahead.last().is_some_and(|(at, ..)| *at <= now) {
            if let Some((_, of, what)) = self.ahead.pop() {
                self.play(of, what)?;
            }
        }
        Ok(())
    }

    /// Who opens what is sent to the owner.
    fn worker(&self, (source, task): (usize, usize)) -> anyhow::Result<Who> {
        let unit = self.cast.units.get(self.matter(source, task).0).context("a unit of the province")?;
        self.cast.heads.get(unit).copied().context("every unit has a head")
    }

    fn play(&mut self, of: (usize, usize), what: What) -> anyhow::Result<()> {
        if matches!(what, What::Source) {
            return self.enter(of.0);
        }
        let Some(task) = self.tasks.get(&of).copied() else { return Ok(()) };
        let (office, hands) = (self.office, self.hands);
        let (chief, worker) = (self.cast.who("chanhvp")?, self.worker(of)?);
        let today = office.now().date();
        let row = office.read_blocking(move |tx| tasks::store::task(tx, task))?.context("it was assigned")?;
        match what {
            What::Source => Ok(()),
            What::HandIn if row.submitted_on.is_none() && row.closed_on.is_none() => {
                let number = 40 + of.0 * 7 + of.1;
                let input = Submit {
                    task,
                    code: format!("{number}-BC/{}", self.matter(of.0, of.1).0.to_uppercase()),
                    issued_on: Some(today),
                    level: row.level_unit,
                    paper: None,
                    note: String::new(),
                    files: Vec::new(),
                };
                hands.one(ask(office, worker.actor(), input, |act, i| tasks::submit(act, i).map(drop)))
            }
            What::Accept(grade) if row.submitted_on.is_some() => {
                let input = Accept { task, grade, why: String::new() };
                hands.one(ask(office, chief.actor(), input, tasks::accept))
            }
            What::Return if row.submitted_on.is_some() => {
                let why = "Chưa có số liệu đến từng đơn vị, đề nghị bổ sung.".to_owned();
                hands.one(ask(office, chief.actor(), Return { task, why }, tasks::return_))
            }
            What::Extend if row.closed_on.is_none() => {
                let later = row.due_on.unwrap_or(today).max(today);
                let due = later.checked_add(jiff::Span::new().days(7)).unwrap_or(later);
                let why = "Chờ số liệu của các xã, phường; Thường trực đồng ý gia hạn.".to_owned();
                hands.one(ask(office, chief.actor(), Extend { task, due, why }, |act, i| {
                    tasks::extend(act, i).map(drop)
                }))
            }
            What::Obstacle if row.closed_on.is_none() => {
                let text = "Chưa thống nhất cơ quan chủ trì thẩm định; xin ý kiến Thường trực.".to_owned();
                let decision = self.cast.units.get("tt").or(self.cast.units.get("tu")).copied();
                let input = RaiseObstacle { task, text, decision };
                hands
                    .one(ask(office, worker.actor(), input, |act, i| tasks::raise_obstacle(act, i).map(drop)))
            }
            What::Urge if row.closed_on.is_none() => {
                let text = "Đề nghị nộp sản phẩm trong tuần.".to_owned();
                let input = Say { task, kind: DirectiveKind::Urge, text };
                hands.one(ask(office, chief.actor(), input, |act, i| tasks::say(act, i).map(drop)))
            }
            _ => Ok(()),
        }
    }

    fn enter(&mut self, source: usize) -> anyhow::Result<()> {
        let (office, hands) = (self.office, self.hands);
        let today = office.now().date();
        let (kind, symbol, title) = SOURCES.get(source % SOURCES.len()).copied().unwrap_or(SOURCES[0]);
        let input = NewSource {
            kind,
            code: format!("{}-{symbol}", 100 + source * 3),
            title: title.to_owned(),
            body: "Tỉnh uỷ".to_owned(),
            conference: String::new(),
            issued_on: today.yesterday().ok(),
            received_on: Some(today),
            received_estimated: false,
            paper: None,
            said_by: None,
        };
        let clerk = self.cast.who("vanthu")?;
        let id = hands.one(ask(office, clerk.actor(), input, tasks::add_source))?;
        self.sources.insert(source, id);
        let start = self.working.iter().position(|day| *day == today).unwrap_or(0);
        let follower =
            self.cast.who(if source.is_multiple_of(2) { "chuyenvien" } else { "chuyenvien2" })?.post;
        let mut asked = Vec::new();
        for task in 0..self.of_source(source) {
            let (key, product_kind, content, product) = *self.matter(source, task);
            let due = self.day(start + self.term(source, task));
            // Beyond the year that is played days are counted on.
            let far = i64::try_from(self.term(source, task) * 7 / 5).unwrap_or(10);
            let due = due.or_else(|| today.checked_add(jiff::Span::new().days(far)).ok()).unwrap_or(today);
            asked.push(Assignment {
                owner: self.cast.units.get(key).copied().with_context(|| format!("no unit {key}"))?,
                owner_post: None,
                product_kind,
                product: product.to_owned(),
                content: content.to_owned(),
                due,
                waits_for: String::new(),
                level: None,
                follower: Some(follower),
                cooperating: Vec::new(),
                field: None,
                decision: None,
                received_on: None,
                sudden: false,
            });
        }
        let chief = self.cast.who("chanhvp")?;
        let input = Assign { source: Some(id), new_source: None, parent: None, tasks: asked };
        let made = hands.one(ask(office, chief.actor(), input, tasks::assign))?;
        for (task, one) in made.into_iter().enumerate() {
            self.tasks.insert((source, task), one.id);
        }
        let searched = tasks::Searched {
            source: id,
            expected: i64::try_from(self.of_source(source)).unwrap_or(0),
            complete: source % 4 != 3,
        };
        hands.one(ask(office, clerk.actor(), searched, tasks::mark_searched))
    }
}
