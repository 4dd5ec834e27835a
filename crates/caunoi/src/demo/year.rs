//! A year of office work: each paper goes its way, slot by slot of the working days, through the program's own acts.

use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;

use anyhow::Context as _;
use directions::model::{Assignment, Routing};
use directions::{Answer, Forward, Instruct, Line, Propose, Role, Send, Settle, Term, Transfer, Word};
use documents::{Paper, Series};
use incoming::Receipt;
use jiff::civil::Date;
use kernel::{Id, Instant, Office};
use people::Field;
use province::{Chance, Head};

use super::bodies::Cast;
use super::hands::{Asked, Hands, Past, Who, ask};
use super::originals::Original;

/// Half hours of a working day, from half past seven on.
const SLOTS: i64 = 18;
const OPENS: i64 = 7 * 3600 + 1800;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Receive,
    TurnBack,
    Register,
    /// Somebody has it: the call about what is urgent ends.
    Acknowledge,
    Correct,
    Void,
    Send,
    Propose,
    Decide,
    PutAway,
    Instruct,
    Transfer,
    Inform,
    Accept,
    Refuse,
    Forward,
    Enter,
    Settle,
    HandOver,
}

/// How far a paper has come, and where it goes.
struct Way {
    head: Head,
    original: Option<Original>,
    receipt: Option<Id<Receipt>>,
    paper: Option<Id<Paper>>,
    routing: Option<Id<Routing>>,
    /// What comes next, the last first, each with the slots that it waits before.
    ahead: Vec<(Step, i64)>,
    /// Units of the first and the second try to find who acts on it.
    leads: [&'static str; 2],
    tried: usize,
}

/// What an act answered.
#[derive(serde::Serialize, serde::Deserialize)]
enum Done {
    Receipt(Id<Receipt>),
    Paper(Id<Paper>),
    Routing(Id<Routing>),
    Nothing,
}

/// With whom and what the year is played.
pub struct Year<'a> {
    pub office: &'a Office,
    pub hands: &'a Hands,
    pub clock: &'a Past,
    pub cast: &'a Cast,
    pub seed: u64,
    /// Fields of work, in the order of the province's.
    pub fields: Vec<Id<Field>>,
    /// Books of units, by the unit's key.
    pub books: BTreeMap<&'static str, Id<Series>>,
    pub working: Vec<Date>,
    pub now: Instant,
    /// Papers from this one on stay at the door.
    pub waiting_from: usize,
    /// Papers before this one are put away as soon as they are in the book.
    pub whole_from: usize,
}

/// Papers that are still on their way for sure.
const RECENT: usize = 40;

/// Units that act on the papers of a field, in the order of [`province`]'s fields.
const LEADS: [&[&str]; 16] = [
    &["pth", "duubnd", "stc"],
    &["duubnd", "snnmt", "pth"],
    &["duubnd", "sxd"],
    &["syt", "duubnd"],
    &["sgd", "duubnd"],
    &["btgdv", "pth"],
    &["btc", "duccq"],
    &["ubkt"],
    &["btgdv", "mttq"],
    &["bnc", "thanhtra", "pth"],
    &["duqs"],
    &["duca"],
    &["mttq", "hnd", "btgdv"],
    &["pcy", "phc", "pqt", "pth"],
    &["duubnd", "ptc", "pth"],
    &["duubnd", "duqs", "pth"],
];

/// Units that nearly always co-operate on the papers of a field; none where nobody does so regularly.
const BESIDES: [&str; 16] =
    ["duubnd", "", "pth", "duubnd", "", "", "ubkt", "", "", "duca", "duca", "bnc", "", "", "", "duca"];

/// Units with a clerk of their own that keep a book.
pub const BOOKS: [&str; 6] = ["btc", "ubkt", "btgdv", "bnc", "duubnd", "duccq"];

impl Year<'_> {
    /// Plays it to the present day. `between` is asked before each slot that begins later than the last.
    pub fn play(
        &self,
        heads: &[Head],
        originals: &[Receiver<anyhow::Result<Original>>],
        mut between: impl FnMut(Instant) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut due: BTreeMap<i64, Vec<Way>> = BTreeMap::new();
        let mut next = 0;
        let last = i64::try_from(self.working.len()).unwrap_or(0) * SLOTS;
        for slot in 0..last {
            let begins = self.begins(slot)?;
            let ends = begins.plus(30 * Instant::MINUTE);
            // The rest of today has not come yet.
            if begins.plus(5 * Instant::MINUTE) > self.now {
                break;
            }
            let mut ways = due.remove(&slot).unwrap_or_default();
            while let Some(head) = heads.get(next)
                && self.slot_of(head) <= slot
            {
                let from = originals.get(next % originals.len().max(1)).context("somebody writes")?;
                ways.push(self.way(next, head, from.recv()??));
                next += 1;
            }
            if ways.is_empty() {
                continue;
            }
            between(begins)?;
            let until = Instant(ends.0.min(self.now.0));
            // Some looks at the clock for each act; together they stay within the slot.
            let looks = i64::try_from(ways.len() * 24 + 24).unwrap_or(i64::MAX);
            self.clock.walk_from(begins, ((until.0 - begins.0) / looks).max(1));
            self.do_slot(slot, ways, &mut due)?;
        }
        // What is still to come today, and what lies at the door: it came a moment ago.
        self.clock.walk_from(self.now.plus(-20 * Instant::MINUTE), Instant::SECOND);
        while let Some(head) = heads.get(next) {
            let from = originals.get(next % originals.len().max(1)).context("somebody writes")?;
            let mut way = self.way(next, head, from.recv()??);
            way.ahead.clear();
            let received = self.receive(&mut way)?;
            self.hands.one(received)?;
            next += 1;
        }
        Ok(())
    }

    fn begins(&self, slot: i64) -> anyhow::Result<Instant> {
        let day = usize::try_from(slot / SLOTS).ok().and_then(|day| self.working.get(day));
        let day = day.context("a slot is of a working day")?;
        let midnight = Instant::from_local(day.at(0, 0, 0, 0));
        Ok(midnight.plus((OPENS + slot % SLOTS * 1800) * Instant::SECOND))
    }

    fn slot_of(&self, head: &Head) -> i64 {
        let day = self.working.binary_search(&head.day).unwrap_or_else(|place| place);
        i64::try_from(day).unwrap_or(0) * SLOTS + ((head.second - OPENS) / 1800).clamp(0, SLOTS - 1)
    }

    /// One act for each paper of the slot, all together; then each is due again.
    fn do_slot(&self, slot: i64, ways: Vec<Way>, due: &mut BTreeMap<i64, Vec<Way>>) -> anyhow::Result<()> {
        let (mut asked, mut acting) = (Vec::with_capacity(ways.len()), Vec::with_capacity(ways.len()));
        for mut way in ways {
            let mut next = way.ahead.pop();
            // In office hours nothing rang.
            if matches!(next, Some((Step::Acknowledge, _))) && self.call(&way)?.is_none() {
                next = way.ahead.pop();
            }
            let Some((step, _)) = next else { continue };
            if let Some(act) = self.step(&mut way, step)? {
                asked.push(act);
                acting.push(way);
            }
        }
        for (done, mut way) in self.hands.all(asked)?.into_iter().zip(acting) {
            match done {
                Done::Receipt(receipt) => way.receipt = Some(receipt),
                Done::Paper(paper) => {
                    way.paper = Some(paper);
                    // Its text lies in the office now.
                    way.original = way.original.map(|o| Original { reading: String::new(), ..o });
                }
                Done::Routing(routing) => way.routing = Some(routing),
                Done::Nothing => {}
            }
            if let Some((_, pause)) = way.ahead.last() {
                due.entry(slot + pause.max(&1)).or_default().push(way);
            }
        }
        Ok(())
    }

    /// Where this paper goes. Drawn from the seed, so that it is the same for the same paper.
    fn way(&self, at: usize, head: &Head, original: Original) -> Way {
        let mut chance = Chance::of(self.seed, 4, head.n);
        let leads = LEADS.get(head.field).copied().unwrap_or(&["pth"]);
        let any = chance.pick(leads).copied().unwrap_or("pth");
        // The matter decides who leads; one in eight goes elsewhere, as people decide otherwise for reasons of a day.
        let usual = leads.get(head.matter % leads.len().max(1)).copied().unwrap_or("pth");
        let first = if Chance::of(self.seed, 9, head.n).percent(88) { usual } else { any };
        let second = if first == "pth" { "phc" } else { "pth" };
        let mut ahead = if at >= self.waiting_from {
            vec![(Step::Receive, 0)]
        } else if at < self.whole_from {
            vec![(Step::Receive, 0), (Step::Register, 1), (Step::Send, 1), (Step::PutAway, 2)]
        } else {
            self.steps(&mut chance, head, first)
        };
        // The last ones before the door wait at one place after another, whatever the day is.
        let recent = RECENT.min(self.waiting_from / 4);
        if at < self.waiting_from && at + recent >= self.waiting_from {
            ahead.truncate(3 + at % 5);
        }
        ahead.reverse();
        Way {
            head: head.clone(),
            original: Some(original),
            receipt: None,
            paper: None,
            routing: None,
            ahead,
            leads: [first, second],
            tried: 0,
        }
    }

    fn steps(&self, chance: &mut Chance, head: &Head, lead: &str) -> Vec<(Step, i64)> {
        let mut steps = vec![(Step::Receive, 0)];
        if chance.percent(2) {
            steps.push((Step::TurnBack, 2));
            return steps;
        }
        steps.push((Step::Register, 1));
        if !head.urgency.is_empty() {
            steps.push((Step::Acknowledge, 1));
        }
        if chance.percent(1) {
            steps.push((Step::Void, 3));
            return steps;
        }
        if chance.percent(2) {
            steps.push((Step::Correct, 4));
        }
        steps.push((Step::Send, 1));
        // What is urgent does not wait.
        let pace = if head.urgency.is_empty() { 3 } else { 1 };
        let mut pause = |from: i64, to: i64| chance.between(from, to) * pace;
        let propose = pause(1, 3);
        let (instruct, transfer, accept) = (pause(1, 7), pause(1, 2), pause(1, 4));
        let settle = pause(12, 70);
        // Letters are answered sooner: their term is shorter.
        let settle = if head.kind == 1 { settle * 2 / 3 } else { settle };
        if chance.percent(5) {
            steps.push((Step::PutAway, propose));
            return steps;
        }
        if chance.percent(25) {
            steps.push((Step::Decide, propose));
        } else {
            steps.extend([(Step::Propose, propose), (Step::Instruct, instruct)]);
        }
        if chance.percent(7) {
            steps.push((Step::Inform, transfer));
            return steps;
        }
        steps.push((Step::Transfer, transfer));
        if chance.percent(2) {
            steps.extend([(Step::Refuse, accept), (Step::Transfer, transfer)]);
        }
        steps.push((Step::Accept, accept));
        if BOOKS.contains(&lead) {
            steps.push((Step::Enter, 1));
        }
        if chance.percent(4) {
            steps.push((Step::HandOver, 1));
        }
        if chance.percent(55) {
            steps.push((Step::Forward, 2));
        }
        // Some are never settled in time, and those of the last weeks are the late ones of today.
        let settle = if chance.percent(6) { settle + 14 * SLOTS } else { settle };
        if !chance.percent(1) {
            steps.push((Step::Settle, settle));
        }
        steps
    }

    /// What still rings about this paper.
    fn call(&self, way: &Way) -> anyhow::Result<Option<Id<calendar::Call>>> {
        let paper = way.paper.context("a paper is registered first")?;
        let call = self.office.read_blocking(move |tx| calendar::call_about(tx, paper.uuid()))?;
        Ok(call.filter(|call| call.acknowledged_at.is_none()).map(|call| call.id))
    }

    fn clerk(&self, way: &Way) -> anyhow::Result<Who> {
        self.cast.who(if way.head.n.is_multiple_of(3) { "vanthu2" } else { "vanthu" })
    }

    /// How the office sets the deadline: by the kind of paper, one in ten as the rule says; what is urgent always.
    fn term(&self, head: &Head) -> Term {
        if !head.urgency.is_empty() || Chance::of(self.seed, 12, head.n).percent(10) {
            return Term::Rule;
        }
        match head.kind {
            1 => Term::Days { days: 12, unit: rules::Unit::Working },
            2 => Term::Days { days: 15, unit: rules::Unit::Working },
            3 => Term::Days { days: 20, unit: rules::Unit::Working },
            _ => Term::Rule,
        }
    }

    /// Who proposes: the deputies for their fields, the chief for the rest; one in twenty-five goes to the chief, who
    /// asked for it.
    fn office_post(&self, way: &Way) -> anyhow::Result<Who> {
        if Chance::of(self.seed, 10, way.head.n).percent(4) {
            return self.cast.who("chanhvp");
        }
        self.cast.who(match way.head.field {
            0..=5 | 14 => "phovp",
            6..=9 | 12 => "phovp2",
            _ => "chanhvp",
        })
    }

    fn leader(&self, way: &Way) -> anyhow::Result<Who> {
        self.cast.who(match (way.head.field, way.head.n % 5) {
            (6 | 7 | 9 | 10 | 11, _) | (_, 0) => "bithu",
            (0..=5 | 14 | 15, 1..=3) => "phobithu2",
            _ => "phobithu",
        })
    }

    fn lines(&self, way: &Way) -> anyhow::Result<Vec<Line>> {
        let unit = |key: &str| self.cast.units.get(key).copied().with_context(|| format!("no unit {key}"));
        let lead = way.leads.get(way.tried.min(1)).copied().unwrap_or("pth");
        let mut lines = vec![Line { role: Role::Lead, unit: unit(lead)?, post: None }];
        let mut chance = Chance::of(self.seed, 5, way.head.n);
        // Some fields have a unit that nearly always co-operates; elsewhere now and then somebody does.
        let usual = BESIDES.get(way.head.field).copied().unwrap_or("");
        let (drawn, any) = (chance.percent(45), chance.below(5));
        let any = ["pth", "btgdv", "bnc", "duubnd", "btc"].get(any).copied().unwrap_or("pth");
        let usually = Chance::of(self.seed, 13, way.head.n).percent(90);
        let other = if usual.is_empty() { any } else { usual };
        if (usual.is_empty() && drawn || !usual.is_empty() && usually) && other != lead {
            lines.push(Line { role: Role::Cooperating, unit: unit(other)?, post: None });
        }
        if chance.percent(30) {
            // A commune that it concerns gets to know it: outside agencies see what was sent to them, no more.
            let commune = format!("xa{}", if chance.percent(20) { 0 } else { chance.between(1, 53) });
            lines.push(Line { role: Role::Informed, unit: unit(&commune)?, post: None });
        }
        Ok(lines)
    }

    /// The share that leads, and who has it on the desk.
    fn share(&self, way: &Way) -> anyhow::Result<Option<(Id<Assignment>, Line, Who)>> {
        let routing = way.routing.context("a paper is sent first")?;
        let shares = self.office.read_blocking(move |tx| directions::shares(tx, routing))?;
        let Some(share) = shares.iter().rfind(|s| s.open() && s.line.role == Role::Lead) else {
            return Ok(None);
        };
        let holder = share.line.post.and_then(|post| self.cast.people.values().find(|who| who.post == post));
        let head = self.cast.heads.get(&share.line.unit);
        let who = holder.or(head).copied().context("every unit has a head")?;
        Ok(Some((share.id, share.line, who)))
    }

    fn receive(&self, way: &mut Way) -> anyhow::Result<Asked<Done>> {
        let original = way.original.as_mut().context("a paper has an original")?;
        let reading = std::mem::take(&mut original.reading);
        let source = if way.head.n.is_multiple_of(4) { "upload" } else { "folder" };
        let input = incoming::Receive {
            source: source.to_owned(),
            ..incoming::Receive::uploaded(original.blob, original.name.clone(), reading)
        };
        let clerk = self.clerk(way)?;
        Ok(ask(self.office, clerk.actor(), input, |act, input| {
            incoming::receive(act, input).map(Done::Receipt)
        }))
    }

    fn register(&self, way: &Way) -> anyhow::Result<incoming::Register> {
        let paper = &way.original.as_ref().context("a paper has an original")?.paper;
        Ok(incoming::Register {
            receipt: way.receipt.context("a paper is received first")?,
            code: paper.code.clone(),
            kind: paper.kind.to_owned(),
            issuer: paper.issuer.clone(),
            issued_on: Some(paper.issued),
            subject: paper.subject.clone(),
            urgency: paper.urgency.to_owned(),
            asked_by: paper.asked_by,
            given: None,
            book: None,
            arrived_on: None,
            send: None,
            relates: Vec::new(),
            writings: Vec::new(),
        })
    }

    /// The act of this step; nothing, when there is nobody to do it any more.
    fn step(&self, way: &mut Way, step: Step) -> anyhow::Result<Option<Asked<Done>>> {
        let office = self.office;
        let clerk = self.clerk(way)?.actor();
        let said = |texts: &[&str]| {
            let mut chance = Chance::of(self.seed, 6, way.head.n);
            chance.pick(texts).copied().unwrap_or("").to_owned()
        };
        macro_rules! nothing {
            ($act:path) => {
                |act, input| $act(act, input).map(|_| Done::Nothing)
            };
        }
        let receipt = way.receipt;
        let paper = || way.paper.context("a paper is registered first");
        let routing = || way.routing.context("a paper is sent first");
        let asked = match step {
            Step::Receive => self.receive(way)?,
            Step::TurnBack => {
                let receipt = receipt.context("a paper is received first")?;
                let reason = said(&[
                    "Gửi nhầm nơi nhận, đề nghị gửi lại đúng cơ quan.",
                    "Thiếu phụ lục kèm theo, đề nghị gửi đủ.",
                    "Văn bản chưa ký số, chưa đủ giá trị pháp lý.",
                    "Bản quét mất trang cuối, không đọc được chữ ký.",
                ]);
                ask(office, clerk, incoming::Return { receipt, reason }, nothing!(incoming::return_))
            }
            Step::Register => {
                let register = self.register(way)?;
                ask(office, clerk, register, |act, input| {
                    incoming::register(act, input).map(|r| Done::Paper(r.paper))
                })
            }
            Step::Acknowledge => {
                let note = "Đã nhận, chuyển xử lý ngay.".to_owned();
                let seen = calendar::Acknowledge { call: self.call(way)?.context("it rings")?, note };
                ask(office, self.cast.who("chanhvp")?.actor(), seen, nothing!(calendar::acknowledge_call))
            }
            Step::Correct => {
                let written = &way.original.as_ref().context("a paper has an original")?.paper;
                let correct = documents::Correct {
                    paper: paper()?,
                    code: written.code.clone(),
                    kind: written.kind.to_owned(),
                    issuer: written.issuer.clone(),
                    issued_on: Some(written.issued),
                    subject: format!("{} (kèm phụ lục)", written.subject),
                    urgency: written.urgency.to_owned(),
                    asked_by: written.asked_by,
                    why: "Trích yếu ghi thiếu so với bản chính".to_owned(),
                };
                ask(office, clerk, correct, nothing!(documents::correct))
            }
            Step::Void => {
                let void = documents::acts::Void {
                    paper: paper()?,
                    why: said(&[
                        "Vào sổ trùng với bản giấy đã đăng ký",
                        "Cơ quan gửi thu hồi để sửa nội dung",
                    ]),
                };
                ask(office, clerk, void, nothing!(documents::void_number))
            }
            Step::Send => {
                let field = self.fields.get(way.head.field).copied();
                let send = Send { paper: paper()?, to: self.office_post(way)?.post, field };
                ask(office, clerk, send, |act, input| directions::send(act, input).map(Done::Routing))
            }
            Step::Propose | Step::Decide => {
                let text = said(&[
                    "Kính trình đồng chí xem xét, cho ý kiến; đề xuất giao đơn vị chủ trì tham mưu văn bản trả lời.",
                    "Đề xuất giao đơn vị chủ trì nghiên cứu, tham mưu Thường trực Tỉnh uỷ.",
                    "Nội dung thuộc chương trình công tác quý; đề xuất giao thẩm định trước khi trình Ban Thường vụ.",
                    "Đề xuất giao đơn vị chủ trì tổng hợp, báo cáo tại cuộc họp giao ban gần nhất.",
                    "Văn bản có thời hạn; đề xuất giao trả lời đúng hạn và báo cáo kết quả.",
                ]);
                let leader = (step == Step::Propose).then(|| self.leader(way)).transpose()?;
                let propose = Propose {
                    routing: routing()?,
                    text,
                    leader: leader.map(|who| who.post),
                    lines: self.lines(way)?,
                    term: self.term(&way.head),
                    field: None,
                };
                ask(office, self.office_post(way)?.actor(), propose, nothing!(directions::propose))
            }
            Step::PutAway => {
                let settle = Settle {
                    routing: routing()?,
                    result: "Văn bản gửi để báo cáo, lưu theo dõi.".to_owned(),
                    reply_code: String::new(),
                    reply_on: None,
                };
                ask(office, self.office_post(way)?.actor(), settle, nothing!(directions::settle))
            }
            Step::Instruct => {
                let agree = way.head.n % 4 != 1;
                let word = if agree { Word::Agree } else { Word::Other };
                let text = if agree {
                    String::new()
                } else {
                    said(&[
                        "Đồng ý chủ trương. Báo cáo Thường trực trước khi trả lời.",
                        "Giao đơn vị chủ trì làm việc trực tiếp với cơ quan gửi, báo cáo trước kỳ họp.",
                        "Yêu cầu làm rõ nguồn kinh phí rồi trình lại.",
                        "Đưa vào nội dung họp Ban Thường vụ tháng này.",
                        "Kiểm tra lại số liệu với các sở, ngành liên quan.",
                    ])
                };
                let instruct = Instruct { routing: routing()?, word, text };
                ask(office, self.leader(way)?.actor(), instruct, nothing!(directions::instruct))
            }
            Step::Transfer => {
                let term = self.term(&way.head);
                let transfer = Transfer { routing: routing()?, lines: self.lines(way)?, term };
                ask(office, clerk, transfer, nothing!(directions::transfer))
            }
            Step::Inform => {
                let lines = self.lines(way)?;
                let lines = lines.into_iter().map(|line| Line { role: Role::Informed, ..line }).collect();
                let transfer = Transfer { routing: routing()?, lines, term: Term::None };
                ask(office, clerk, transfer, nothing!(directions::transfer))
            }
            Step::Accept | Step::Refuse | Step::Forward | Step::Settle | Step::Enter | Step::HandOver => {
                return self.recipient(way, step);
            }
        };
        Ok(Some(asked))
    }

    fn recipient(&self, way: &mut Way, step: Step) -> anyhow::Result<Option<Asked<Done>>> {
        let office = self.office;
        let (routing, paper) = (
            way.routing.context("a paper is sent first")?,
            way.paper.context("a paper is registered first")?,
        );
        let Some((assignment, line, who)) = self.share(way)? else { return Ok(None) };
        let answer = |text: &str| Answer { routing, assignment, text: text.to_owned() };
        Ok(Some(match step {
            Step::Accept => ask(office, who.actor(), answer(""), |act, i| {
                directions::accept(act, i).map(|()| Done::Nothing)
            }),
            Step::Refuse => {
                way.tried += 1;
                let why = "Nội dung không thuộc chức năng của đơn vị, đề nghị chuyển đơn vị khác chủ trì.";
                ask(office, who.actor(), answer(why), |act, i| {
                    directions::return_(act, i).map(|()| Done::Nothing)
                })
            }
            Step::Forward => {
                let mut posts = self.cast.people.iter().filter(|(name, other)| {
                    other.unit == line.unit && other.post != who.post && name.starts_with("c")
                });
                let count = posts.clone().count();
                let wanted = Chance::of(self.seed, 7, way.head.n).below(count);
                let mut names: Vec<_> = posts.by_ref().collect();
                names.sort_by_key(|(name, _)| (*name).clone());
                // A unit of one or two keeps it on the desk of its head.
                let Some((_, to)) = names.get(wanted) else { return Ok(Some(self.opened(who, routing))) };
                let lines = vec![Line { role: Role::Lead, unit: line.unit, post: Some(to.post) }];
                let text = "Nghiên cứu, dự thảo văn bản trả lời.".to_owned();
                let forward = Forward { routing, assignment, lines, text };
                ask(office, who.actor(), forward, |act, i| {
                    directions::forward(act, i).map(|()| Done::Nothing)
                })
            }
            Step::Enter => {
                let key = way.leads.get(way.tried.min(1)).copied().unwrap_or("");
                let Some(series) = self.books.get(key).copied() else {
                    return Ok(Some(self.opened(who, routing)));
                };
                let clerks = ["vtbantochuc", "vtubkt", "vtbantgdv", "vtbannoichinh", "vtduubnd", "vtduccq"];
                let at = BOOKS.iter().position(|book| *book == key).unwrap_or(0);
                let clerk = self.cast.who(clerks.get(at).copied().unwrap_or(""))?;
                let enter = documents::Enter { paper, series };
                ask(office, clerk.actor(), enter, |act, i| {
                    incoming::acts::enter(act, i).map(|_| Done::Nothing)
                })
            }
            Step::HandOver => {
                let moved_on = self.office.now().date();
                let over = documents::Move { paper, to: who.post, moved_on, signed: String::new() };
                let clerk = self.clerk(way)?.actor();
                ask(office, clerk, over, |act, i| documents::move_original(act, i).map(|_| Done::Nothing))
            }
            _ => {
                let replied = way.head.n.is_multiple_of(3);
                let result = [
                    "Đã tham mưu văn bản trả lời, lưu hồ sơ công việc.",
                    "Đã báo cáo tại cuộc họp giao ban Thường trực, có thông báo kết luận.",
                    "Đã thẩm định, trình Ban Thường vụ Tỉnh uỷ xem xét.",
                    "Đã tổng hợp vào báo cáo tháng.",
                    "Đã làm việc với cơ quan gửi, thống nhất cách giải quyết.",
                ];
                let mut chance = Chance::of(self.seed, 8, way.head.n);
                let result = chance.pick(&result).copied().unwrap_or("").to_owned();
                let settle = Settle {
                    routing,
                    result,
                    reply_code: if replied {
                        format!("{}-CV/VPTU", 40 + way.head.n % 2_000)
                    } else {
                        String::new()
                    },
                    reply_on: replied.then(|| self.office.now().date()),
                };
                ask(office, who.actor(), settle, |act, i| directions::settle(act, i).map(|()| Done::Nothing))
            }
        }))
    }

    /// The recipient looks at it; nothing else happens.
    fn opened(&self, who: Who, routing: Id<Routing>) -> Asked<Done> {
        ask(self.office, who.actor(), routing, |act, i| directions::open(act, i).map(|()| Done::Nothing))
    }
}
