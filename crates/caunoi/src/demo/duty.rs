//! The duty roster of the past, this and the next week, and one evening on which an urgent paper called.

use anyhow::Context as _;
use calendar::{Acknowledge, Kind, Plan, Shape};
use jiff::civil::{Date, Weekday};
use kernel::{Instant, Office};

use super::bodies::Cast;
use super::hands::{Hands, Past, ask};
use super::originals::Original;

/// What the evening is played with.
pub struct Evening<'a> {
    pub office: &'a Office,
    pub hands: &'a Hands,
    pub clock: &'a Past,
    pub cast: &'a Cast,
    pub today: Date,
}

impl Evening<'_> {
    /// Three days ago, when everybody had gone home.
    pub fn begins(&self) -> Instant {
        Instant::from_local(days_from(self.today, -3).at(21, 0, 0, 0))
    }

    /// At nine the roster stands; a flash paper comes at 21:14 and rings twice before the officer has it.
    pub fn play(&self, original: Original) -> anyhow::Result<()> {
        let minutes = |n: i64| self.begins().plus(n * Instant::MINUTE);
        self.clock.go_to(self.begins());
        self.plan()?;
        self.clock.go_to(minutes(14));
        let clerk = self.cast.who("vanthu")?;
        let input = incoming::Receive::uploaded(original.blob, original.name, original.reading);
        let receipt = self.hands.one(ask(self.office, clerk.actor(), input, incoming::receive))?;
        let written = original.paper;
        let register = incoming::Register {
            receipt,
            code: written.code,
            kind: written.kind.to_owned(),
            issuer: written.issuer,
            issued_on: Some(written.issued),
            subject: written.subject,
            urgency: written.urgency.to_owned(),
            asked_by: None,
            given: None,
            book: None,
            arrived_on: None,
            send: None,
            relates: Vec::new(),
            writings: Vec::new(),
        };
        let paper = self.hands.one(ask(self.office, clerk.actor(), register, incoming::register))?.paper;
        self.clock.go_to(minutes(19));
        calendar::acts::ring_due(self.office)?;
        let call = self.office.read_blocking(move |tx| calendar::call_about(tx, paper.uuid()))?;
        let call = call.context("an urgent paper of an evening calls")?.id;
        self.clock.go_to(minutes(20));
        let note = "Đã báo cáo đồng chí Phó Chánh Văn phòng trực, trình ngay trong đêm.".to_owned();
        let officer = self.cast.who("chuyenvien")?;
        let seen = Acknowledge { call, note };
        self.hands.one(ask(self.office, officer.actor(), seen, calendar::acknowledge_call))
    }

    /// From the week of the evening to the end of the next one; the last Sunday still wants an officer.
    fn plan(&self) -> anyhow::Result<()> {
        let first = monday(days_from(self.today, -3));
        let end = days_from(monday(self.today), 14);
        let mut date = first;
        let mut n: usize = 0;
        while date < end {
            let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            let leader = if n.is_multiple_of(2) { "phovp" } else { "chanhvp" };
            self.turn(Kind::Leader, Shape::Whole, leader, "0912 000 101", date)?;
            // On the evening that is played it is this officer's turn.
            let officers = ["chuyenvien", "chuyenvien2", "truongphong"];
            let after = (date - days_from(self.today, -3)).get_days().rem_euclid(3);
            let officer = officers.get(usize::try_from(after).unwrap_or(0)).copied().unwrap_or("chuyenvien");
            if date != days_from(end, -1) {
                self.turn(Kind::Officer, Shape::Whole, officer, "0912 000 202", date)?;
            }
            let clerk = if n.is_multiple_of(2) { "vanthu" } else { "vanthu2" };
            let shape = if weekend { Shape::Day } else { Shape::Evening };
            self.turn(Kind::Clerk, shape, clerk, "0912 000 303", date)?;
            date = days_from(date, 1);
            n += 1;
        }
        Ok(())
    }

    fn turn(&self, kind: Kind, shape: Shape, who: &str, phone: &str, date: Date) -> anyhow::Result<()> {
        let post = self.cast.who(who)?.post;
        let plan = Plan { kind, shape, days: vec![date], post, phone: phone.to_owned() };
        self.hands.one(ask(self.office, self.cast.who("truonghc")?.actor(), plan, calendar::plan)).map(drop)
    }
}

fn days_from(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(date)
}

fn monday(date: Date) -> Date {
    days_from(date, -i64::from(date.weekday().to_monday_zero_offset()))
}
