//! Fictional papers, and what a month of office work made of them. No real body beyond the province's own
//! kind, no seal, no signature; every text says that it is made up.

use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use directions::model::{Assignment, Routing};
use directions::{Answer, Instruct, Line, Propose, Role, Send, Settle, Term, Transfer, Word};
use documents::Paper;
use jiff::civil::{Date, Weekday};
use kernel::{Act, Actor, Clock, Id, Instant, Office, Refusal, SystemClock};
use people::{Person, Post, Unit};

use super::duty::Evening;
use crate::console;

/// A clock that walks through the past month; randomness stays the machine's.
#[derive(Debug)]
pub struct Past {
    now: AtomicI64,
    machine: SystemClock,
}

impl Past {
    pub fn at(now: Instant) -> Past {
        Past { now: AtomicI64::new(now.0), machine: SystemClock }
    }

    pub(super) fn go_to(&self, at: Instant) {
        self.now.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for Past {
    fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::SeqCst))
    }
    fn random(&self, bytes: &mut [u8]) {
        self.machine.random(bytes);
    }
}

/// Somebody of the province: the post, its unit, who holds it.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    pub post: Id<Post>,
    pub unit: Id<Unit>,
    pub person: Id<Person>,
}

/// Issuer, the symbol's end, whether it is a Party body (`118-BC/ĐU`) or a State one (`118/BC-SXD`).
const ISSUERS: &[(&str, &str, bool)] = &[
    ("Đảng uỷ xã Tân An", "ĐU", true),
    ("Đảng uỷ Uỷ ban nhân dân tỉnh", "ĐU", true),
    ("Ban Tổ chức Tỉnh uỷ", "BTCTU", true),
    ("Uỷ ban nhân dân tỉnh Hải Sơn", "UBND", false),
    ("Sở Xây dựng tỉnh Hải Sơn", "SXD", false),
    ("Sở Nông nghiệp và Môi trường tỉnh Hải Sơn", "SNNMT", false),
    ("Hội Nông dân tỉnh Hải Sơn", "HND", true),
    ("Uỷ ban Mặt trận Tổ quốc tỉnh Hải Sơn", "MTTQ", false),
    ("Đảng uỷ phường Sông Mây", "ĐU", true),
    ("Tỉnh uỷ Bắc Lĩnh", "TU", true),
];

/// Kind, its abbreviation, the subject, the urgency.
const SUBJECTS: &[(&str, &str, &str, &str)] = &[
    ("Báo cáo", "BC", "kết quả phát triển kinh tế - xã hội tháng 10, nhiệm vụ tháng 11", ""),
    ("Báo cáo", "BC", "tình hình sạt lở sau đợt mưa lớn và đề nghị hỗ trợ di dời", "very"),
    ("Tờ trình", "TTr", "về chủ trương đầu tư tuyến đường liên xã Tân An – Sông Mây", ""),
    ("Công văn", "CV", "xin ý kiến về điều chỉnh quy hoạch khu công nghiệp phía Đông", ""),
    ("Kế hoạch", "KH", "quán triệt nghị quyết về chuyển đổi số trong cơ quan đảng", ""),
    ("Báo cáo", "BC", "tiến độ giải ngân vốn đầu tư công quý III", ""),
    ("Tờ trình", "TTr", "về kế hoạch học tập chuyên đề quý I năm sau", ""),
    ("Công văn", "CV", "góp ý dự thảo Đề án phát triển kinh tế biển", ""),
    ("Báo cáo", "BC", "tổng hợp ý kiến cử tri và Nhân dân trước kỳ họp", ""),
    ("Thông báo", "TB", "lịch tiếp công dân định kỳ tháng 12", ""),
    ("Công văn", "CV", "đề nghị làm việc về bến cảng và hậu cần nghề cá", ""),
    ("Báo cáo", "BC", "kết quả rà soát các dự án chậm tiến độ", "urgent"),
    ("Tờ trình", "TTr", "về kiện toàn tổ chức bộ máy sau sắp xếp", ""),
    ("Kế hoạch", "KH", "tổ chức hội nghị tổng kết công tác năm", ""),
    ("Báo cáo", "BC", "công tác phòng, chống dịch bệnh trên đàn vật nuôi", "urgent"),
    ("Công văn", "CV", "phối hợp khảo sát địa chất khu vực có nguy cơ sạt lở", "very"),
    ("Báo cáo", "BC", "phong trào thi đua sản xuất, kinh doanh giỏi", ""),
    ("Tờ trình", "TTr", "về dự toán kinh phí hoạt động năm sau", ""),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Register,
    Send,
    Propose,
    Instruct,
    Transfer,
    Accept,
    Settle,
}

/// How far a paper has come.
#[derive(Default)]
struct Way {
    paper: Option<Id<Paper>>,
    routing: Option<Id<Routing>>,
    lead: Option<(Id<Assignment>, usize)>,
}

/// Who takes part: the clerk, the chief, the leader, the units that lead in turn.
pub struct Cast {
    pub clerk: Who,
    pub chief: Who,
    pub leader: Who,
    pub leads: Vec<Who>,
}

/// Plays the month up to `now`. The same number gives the same papers, on other days.
pub fn play(
    office: &Office,
    clock: &Past,
    cast: &Cast,
    evening: &Evening<'_>,
    count: usize,
    now: Instant,
) -> anyhow::Result<()> {
    let mut days = working_days(now.date());
    days.reverse();
    let mut steps: Vec<(Instant, usize, Step)> = Vec::new();
    for paper in 0..count {
        let day = days.get(paper * days.len() / count.max(1)).copied().unwrap_or(now.date());
        let minute = i64::try_from(paper * 37 % 180).unwrap_or(0);
        let at = Instant::from_local(day.at(8, 0, 0, 0)).plus(minute * Instant::MINUTE);
        let age = day.until(now.date()).map_or(0, |span| span.get_days());
        let mut when = at;
        for (step, pause) in way_of(paper, age) {
            when = when.plus(pause);
            steps.push((when, paper, step));
        }
    }
    steps.sort_by_key(|(at, paper, _)| (*at, *paper));
    let mut ways: Vec<Way> = (0..count).map(|_| Way::default()).collect();
    let mut played = false;
    for (at, paper, step) in steps {
        if at.plus(Instant::MINUTE) > now {
            continue;
        }
        if !played && at >= evening.begins() {
            evening.play(cast)?;
            played = true;
        }
        clock.go_to(at);
        let way = ways.get_mut(paper).context("every step is of a paper")?;
        play_step(office, cast, (paper, way), step)?;
    }
    if !played && count > 0 {
        evening.play(cast)?;
    }
    // A few lie at the door, so that the clerk has something to accept.
    if count > 0 {
        clock.go_to(now.plus(-5 * Instant::MINUTE));
        for paper in count..count + 3 {
            let (text, name, _) = letter(paper, now.date());
            receive(office, cast, &text, &name)?;
        }
    }
    Ok(())
}

/// Old papers are settled, but for some that are late; those of these days are under way.
fn way_of(paper: usize, age: i32) -> Vec<(Step, i64)> {
    let hour = Instant::HOUR;
    let all = [
        (Step::Register, 0),
        (Step::Send, hour / 6),
        (Step::Propose, 2 * hour),
        (Step::Instruct, 4 * hour),
        (Step::Transfer, hour),
        (Step::Accept, 2 * hour),
        (Step::Settle, (2 + i64::try_from(paper % 5).unwrap_or(0)) * Instant::DAY),
    ];
    let steps = match (age, paper % 10) {
        (12.., 3) | (5..=11, 1 | 3 | 6) => 6,
        (5..=11, 8) => 4,
        (..=4, 0 | 5) => 3,
        (..=4, 1 | 6) => 2,
        (..=4, 2 | 7) => 4,
        (..=4, _) => 6,
        _ => 7,
    };
    all.into_iter().take(steps).collect()
}

/// The working days of the past month, today first.
fn working_days(today: Date) -> Vec<Date> {
    std::iter::successors(Some(today), |day| day.yesterday().ok())
        .take(30)
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .collect()
}

pub(super) fn act<I, O>(
    office: &Office,
    who: &Who,
    input: I,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> anyhow::Result<O>
where
    I: Clone + std::marker::Send + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + std::marker::Send + 'static,
{
    let actor = Actor::person(who.person.uuid(), Some(who.post.uuid()));
    office.act_blocking(actor, office.new_id(), input, act).map_err(|r| console::refusal(&r))
}

/// The letter's text, its file's name, and what stands in the book.
pub(super) fn letter(paper: usize, day: Date) -> (String, String, incoming::Register) {
    let (issuer, end, party) =
        ISSUERS.get((paper * 7 + paper / 10) % ISSUERS.len()).copied().unwrap_or(("", "", true));
    let (kind, short, subject, urgency) =
        SUBJECTS.get(paper * 5 % SUBJECTS.len()).copied().unwrap_or(("", "", "", ""));
    let number = 101 + paper * 3;
    let code = if party { format!("{number}-{short}/{end}") } else { format!("{number}/{short}-{end}") };
    let issued = day.yesterday().unwrap_or(day);
    let (above, motto) = if party {
        ("ĐẢNG BỘ TỈNH HẢI SƠN", "ĐẢNG CỘNG SẢN VIỆT NAM")
    } else {
        ("TỈNH HẢI SƠN", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    };
    let text = format!(
        "DỮ LIỆU GIẢ ĐỊNH\n\n{above}\n{}\n*\nSố {code}\n\n{motto}\n\nHải Sơn, ngày {:02} tháng {:02} năm {}\n\n{}\n{subject}\n\n\
         Kính gửi: Ban Thường vụ Tỉnh uỷ.\n\n{issuer} báo cáo, đề nghị Ban Thường vụ Tỉnh uỷ xem xét nội dung nêu trên. \
         Văn bản này do phần mềm tạo để chạy thử, không có giá trị.\n\nNơi nhận:\n- Ban Thường vụ Tỉnh uỷ,\n- Văn phòng Tỉnh uỷ,\n- Lưu.\n",
        issuer.to_uppercase(),
        issued.day(),
        issued.month(),
        issued.year(),
        kind.to_uppercase(),
    );
    let register = incoming::Register {
        receipt: Id::from_uuid(uuid::Uuid::nil()),
        code,
        kind: kind.to_owned(),
        issuer: issuer.to_owned(),
        issued_on: Some(issued),
        subject: subject.to_owned(),
        urgency: urgency.to_owned(),
        asked_by: None,
        given: None,
        book: None,
        arrived_on: None,
        send: None,
    };
    (text, format!("van-ban-{number}.txt"), register)
}

pub(super) fn receive(
    office: &Office,
    cast: &Cast,
    text: &str,
    name: &str,
) -> anyhow::Result<Id<incoming::Receipt>> {
    let reading = reading::read_bytes(text.as_bytes(), name, &reading::Limits::default());
    let blob = office.blobs().put(text.as_bytes())?;
    let input = incoming::Receive::uploaded(blob, name.to_owned(), serde_json::to_string(&reading)?);
    act(office, &cast.clerk, input, incoming::receive)
}

fn play_step(
    office: &Office,
    cast: &Cast,
    (paper, way): (usize, &mut Way),
    step: Step,
) -> anyhow::Result<()> {
    let lead = paper % cast.leads.len().max(1);
    let who = cast.leads.get(lead).copied().unwrap_or(cast.chief);
    let other = cast.leads.get((lead + 1) % cast.leads.len().max(1)).copied().unwrap_or(who);
    let lines = vec![
        Line { role: Role::Lead, unit: who.unit, post: None },
        Line { role: Role::Cooperating, unit: other.unit, post: None },
    ];
    if step == Step::Register {
        let (text, name, register) = letter(paper, office.now().date());
        let receipt = receive(office, cast, &text, &name)?;
        let register = incoming::Register { receipt, ..register };
        way.paper = Some(act(office, &cast.clerk, register, incoming::register)?.paper);
        return Ok(());
    }
    let id = way.paper.context("a paper is registered first")?;
    if step == Step::Send {
        let send = Send { paper: id, to: cast.chief.post, field: None };
        way.routing = Some(act(office, &cast.clerk, send, directions::send)?);
        return Ok(());
    }
    let routing = way.routing.context("a paper is sent first")?;
    match step {
        Step::Propose => {
            let text = if paper.is_multiple_of(3) {
                "Giao tham mưu văn bản trả lời"
            } else {
                "Giao nghiên cứu, đề xuất"
            };
            let propose = Propose {
                routing,
                text: text.to_owned(),
                leader: Some(cast.leader.post),
                lines,
                term: Term::Rule,
                field: None,
            };
            act(office, &cast.chief, propose, directions::propose)
        }
        Step::Instruct => {
            let (word, text) = if paper % 4 == 1 {
                (Word::Other, "Báo cáo Thường trực trước khi trả lời.")
            } else {
                (Word::Agree, "")
            };
            act(office, &cast.leader, Instruct { routing, word, text: text.to_owned() }, directions::instruct)
        }
        Step::Transfer => {
            act(office, &cast.clerk, Transfer { routing, lines, term: Term::Rule }, directions::transfer)?;
            let shares = office.read_blocking(|tx| directions::shares(tx, routing))?;
            way.lead = shares.iter().find(|s| s.line.role == Role::Lead).map(|s| (s.id, lead));
            Ok(())
        }
        Step::Accept => {
            let (assignment, lead) = way.lead.context("a paper is transferred first")?;
            let who = cast.leads.get(lead).context("the lead is one of the cast")?;
            act(office, who, Answer { routing, assignment, text: String::new() }, directions::accept)
        }
        Step::Settle => {
            let (_, lead) = way.lead.context("a paper is transferred first")?;
            let who = cast.leads.get(lead).context("the lead is one of the cast")?;
            let replied = paper.is_multiple_of(3);
            let settle = Settle {
                routing,
                result: "Đã tham mưu, lưu hồ sơ công việc.".to_owned(),
                reply_code: if replied { format!("{}-CV/VPTU", 40 + paper) } else { String::new() },
                reply_on: replied.then(|| office.now().date()),
            };
            act(office, who, settle, directions::settle)
        }
        Step::Register | Step::Send => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_paper_says_that_it_is_made_up() {
        for paper in 0..100 {
            let (text, _, register) = letter(paper, date(2026, 11, 23));
            assert!(text.starts_with("DỮ LIỆU GIẢ ĐỊNH"), "{text}");
            assert!(!register.code.is_empty() && !register.issuer.is_empty());
        }
    }

    #[test]
    fn no_two_papers_share_a_code() {
        let codes: std::collections::HashSet<_> =
            (0..103).map(|paper| letter(paper, date(2026, 11, 23)).2.code).collect();
        assert_eq!(codes.len(), 103);
    }
}
