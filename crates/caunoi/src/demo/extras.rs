//! What happens beside the papers' own ways: petitions and closed envelopes at the desk, numbers kept free, a stop
//! for a mark of secrecy, delegations.

use incoming::acts::{Classify, Envelope, Petitions, TurnAway, found_marked, take_envelope, take_petitions};
use jiff::civil::Date;
use kernel::{Instant, Office, Refusal};
use people::Role;
use people::delegation::{Delegate, delegate};

use super::bodies::Cast;
use super::hands::{Hands, ask};

enum Extra {
    Petitions(u32),
    Envelope { issuer: String, code: String },
    TurnAway(&'static str),
    Marked,
    Reserve(u32, &'static str),
    Absent { post: &'static str, to: &'static str, role: Role, days: i64, reason: &'static str },
}

/// The extras of a year, each at its time, the next last.
pub struct Extras<'a> {
    office: &'a Office,
    hands: &'a Hands,
    cast: &'a Cast,
    ahead: Vec<(Instant, Extra)>,
}

impl<'a> Extras<'a> {
    pub fn of(office: &'a Office, hands: &'a Hands, cast: &'a Cast, working: &[Date]) -> Extras<'a> {
        let mut ahead = Vec::new();
        let all = working.len();
        let mut at = |day: usize, hour: i8, extra: Extra| {
            if let Some(day) = working.get(day) {
                ahead.push((Instant::from_local(day.at(hour, 20, 0, 0)), extra));
            }
        };
        for month in 0..all / 21 {
            let day = month * 21 + 6;
            at(day, 8, Extra::Petitions(u32::try_from(2 + month * 5 % 9).unwrap_or(2)));
            if month % 2 == 0 {
                let issuer =
                    province::issuers().get(month * 7 + 4).map(|i| i.name.clone()).unwrap_or_default();
                at(day + 2, 9, Extra::Envelope { issuer, code: format!("{:02}-BC/ĐU", month + 31) });
            }
            if month % 4 == 1 {
                at(day + 4, 10, Extra::TurnAway("Tệp hỏng, không mở được; đã báo nơi gửi gửi lại."));
            }
            if month % 5 == 2 {
                at(day + 5, 14, Extra::Marked);
            }
            if month % 3 == 2 {
                at(day + 7, 15, Extra::Reserve(1, "Giữ số cho văn bản giấy đến trong buổi chiều"));
            }
        }
        let absent = |post, to, role, days, reason| Extra::Absent { post, to, role, days, reason };
        let decision = "Đi dự lớp bồi dưỡng tập trung, Thông báo số 118-TB/VPTU";
        at(all / 2, 8, absent("phovp2", "phovp", Role::DeputyChief, 11, decision));
        at(
            all / 3 * 2,
            8,
            absent("phobithu", "phobithu2", Role::Leader, 6, "Đi công tác nước ngoài theo đoàn của tỉnh"),
        );
        // In force today, for who signs in.
        at(
            all.saturating_sub(2),
            8,
            absent("chanhvp", "phovp", Role::Chief, 9, "Đi công tác tại các xã, đặc khu"),
        );
        at(all.saturating_sub(1), 8, Extra::Reserve(2, "Giữ số cho hai văn bản giấy của Tỉnh uỷ Bắc Lĩnh"));
        ahead.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Extras { office, hands, cast, ahead }
    }

    /// Does what has come due by then.
    pub fn by(&mut self, now: Instant) -> anyhow::Result<()> {
        while self.ahead.last().is_some_and(|(at, _)| *at <= now) {
            if let Some((_, extra)) = self.ahead.pop() {
                self.play(extra)?;
            }
        }
        Ok(())
    }

    fn play(&self, extra: Extra) -> anyhow::Result<()> {
        let (office, hands) = (self.office, self.hands);
        let clerk = self.cast.who("vanthu")?;
        let today = office.now().date();
        match extra {
            Extra::Petitions(pieces) => {
                let post = self.cast.who("chuyenvien")?.post;
                let input = Petitions { pieces, post };
                hands.one(ask(office, clerk.actor(), input, |act, i| take_petitions(act, i).map(drop)))
            }
            Extra::Envelope { issuer, code } => {
                let post = self.cast.who("bithu")?.post;
                let issued_on = today.yesterday().ok();
                let input = Envelope { issuer, code, issued_on, urgency: String::new(), post };
                hands.one(ask(office, clerk.actor(), input, |act, i| take_envelope(act, i).map(drop)))
            }
            Extra::TurnAway(reason) => {
                let input = TurnAway {
                    source: "folder".to_owned(),
                    name: "van-ban-den.pdf".to_owned(),
                    reason: reason.to_owned(),
                };
                hands.one(ask(office, clerk.actor(), input, |act, i| {
                    incoming::acts::turn_away(act, i).map(drop)
                }))
            }
            Extra::Marked => {
                let input = Classify {
                    source: "upload".to_owned(),
                    mark: "mat".to_owned(),
                    why: incoming::model::Why::Declared,
                };
                hands.one(ask(office, clerk.actor(), input, |act, i| found_marked(act, i).map(drop)))
            }
            Extra::Reserve(count, why) => {
                let input =
                    documents::Reserve { count, why: why.to_owned(), series: None, kind: String::new() };
                hands.one(ask(office, clerk.actor(), input, |act, i| {
                    documents::reserve_number(act, i).map(drop)
                }))
            }
            Extra::Absent { post, to, role, days, reason } => {
                let giver = self.cast.who(post)?;
                let until = today.checked_add(jiff::Span::new().days(days)).unwrap_or(today);
                let input = Delegate {
                    post: giver.post,
                    to_post: self.cast.who(to)?.post,
                    roles: vec![role],
                    fields: Vec::new(),
                    reason: reason.to_owned(),
                    from: today,
                    to: until,
                };
                hands.one(ask(office, giver.actor(), input, |act, i| -> Result<(), Refusal> {
                    delegate(act, i).map(drop)
                }))
            }
        }
    }
}
