//! The nouns: what is told, when, and how the server is reached. Pure.

use jiff::civil::{Date, Time, Weekday};
use kernel::Instant;
use serde::{Deserialize, Serialize};

/// How the connection to the server is kept from others' eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Begins in clear and turns to TLS before anything is said; without TLS nothing is sent.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In clear: for a server on the same machine.
    None,
}

impl Security {
    pub const ALL: [Security; 3] = [Security::Starttls, Security::Tls, Security::None];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Security::Starttls => "starttls",
            Security::Tls => "tls",
            Security::None => "none",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Security> {
        Security::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What a mail may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What waits on the own desk.
    Work,
    /// Deadlines that come near or have passed.
    Deadlines,
    /// What came back, was recalled or asked back; other news.
    Papers,
    /// Turns of duty.
    Duty,
    /// Calls of who is on duty.
    Calls,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Work, Kind::Deadlines, Kind::Papers, Kind::Duty, Kind::Calls];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Kind::Work => "work",
            Kind::Deadlines => "deadlines",
            Kind::Papers => "papers",
            Kind::Duty => "duty",
            Kind::Calls => "calls",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Of a notice, by the code of why it came.
    #[must_use]
    pub fn of(why: &str) -> Kind {
        match why {
            "directions.due" | "directions.late" | "directions.late_chief" => Kind::Deadlines,
            why if why.starts_with("duty.call") => Kind::Calls,
            why if why.starts_with("duty.") => Kind::Duty,
            _ => Kind::Papers,
        }
    }

    /// What a person gets who has said nothing else.
    #[must_use]
    pub fn usual(self) -> Timing {
        if self == Kind::Calls { Timing::Now } else { Timing::Digest }
    }

    /// New work is not told by itself, it stands on the desk: at once it cannot come.
    #[must_use]
    pub fn timings(self) -> &'static [Timing] {
        if self == Kind::Work { &[Timing::Digest, Timing::Off] } else { &Timing::ALL }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    Now,
    Digest,
    Off,
}

impl Timing {
    pub const ALL: [Timing; 3] = [Timing::Now, Timing::Digest, Timing::Off];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Timing::Now => "now",
            Timing::Digest => "digest",
            Timing::Off => "off",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Timing> {
        Timing::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// When each kind is told, as stored: `work=digest,calls=now`. What is not named is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timings(Vec<(Kind, Timing)>);

impl Timings {
    #[must_use]
    pub fn new(chosen: impl IntoIterator<Item = (Kind, Timing)>) -> Timings {
        Timings(chosen.into_iter().filter(|(kind, timing)| kind.timings().contains(timing)).collect())
    }

    #[must_use]
    pub fn parse(text: &str) -> Timings {
        let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
        Timings::new(
            pairs.filter_map(|(kind, timing)| Some((Kind::from_code(kind)?, Timing::from_code(timing)?))),
        )
    }

    #[must_use]
    pub fn text(&self) -> String {
        let pairs = self.0.iter().map(|(kind, timing)| format!("{}={}", kind.code(), timing.code()));
        pairs.collect::<Vec<_>>().join(",")
    }

    #[must_use]
    pub fn of(&self, kind: Kind) -> Timing {
        self.0.iter().find(|(named, _)| *named == kind).map_or(kind.usual(), |(_, timing)| *timing)
    }
}

/// Digests a day, at most.
pub const HOURS_MAX: usize = 3;
/// A digest that could not be asked for at its hour is not made up for later than this.
pub const LATE_MAX: i64 = 3 * Instant::HOUR;

/// Times of the day, rising, each once; `None` for what is no list of them.
#[must_use]
pub fn parse_hours(text: &str) -> Option<Vec<Time>> {
    let mut hours = Vec::new();
    for word in text.split([',', ';', ' ']).filter(|word| !word.is_empty()) {
        let (hour, minute) = word.split_once([':', 'h']).unwrap_or((word, "0"));
        let minute = if minute.is_empty() { "0" } else { minute };
        hours.push(Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?);
    }
    hours.sort_unstable();
    hours.dedup();
    (hours.len() <= HOURS_MAX).then_some(hours)
}

#[must_use]
pub fn say_hours(hours: &[Time]) -> String {
    hours.iter().map(|time| time.strftime("%H:%M").to_string()).collect::<Vec<_>>().join(", ")
}

/// The newest digest of this day that is due now.
#[must_use]
pub fn slot(hours: &[Time], now: Instant) -> Option<Instant> {
    let today: Date = now.date();
    let due = hours.iter().map(|time| Instant::from_local(today.to_datetime(*time)));
    due.filter(|slot| *slot <= now && now.since(*slot) <= LATE_MAX).max()
}

/// An address as mail servers take it, in the form the program stores.
#[must_use]
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, host) = text.rsplit_once('@')?;
    let fits = text.len() <= 200 && text.is_ascii() && !name.is_empty() && host.contains('.');
    let parsed: lettre::Address = text.parse().ok()?;
    fits.then(|| parsed.to_string())
}

/// Whether this is the machine itself.
#[must_use]
pub fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[must_use]
pub fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(say_hours(&parse_hours("13h30, 7:00").unwrap()), "07:00, 13:30");
        assert_eq!(say_hours(&parse_hours("7").unwrap()), "07:00");
        assert_eq!(parse_hours("").unwrap(), Vec::new());
        for wrong in ["25:00", "7:61", "sáng", "6 7 8 9"] {
            assert_eq!(parse_hours(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_digest_is_due_at_its_hour_and_not_half_a_day_later() {
        let hours = parse_hours("07:00, 13:30").unwrap();
        let at = |h, m| Instant::from_local(jiff::civil::date(2026, 11, 23).at(h, m, 0, 0));
        assert_eq!(slot(&hours, at(6, 59)), None);
        assert_eq!(slot(&hours, at(7, 0)), Some(at(7, 0)));
        assert_eq!(slot(&hours, at(10, 1)), None);
        assert_eq!(slot(&hours, at(13, 31)), Some(at(13, 30)));
    }

    #[test]
    fn what_is_not_chosen_is_as_usual_and_work_never_comes_at_once() {
        let chosen = Timings::parse("work=now,duty=off,strange=off");
        assert_eq!(chosen.of(Kind::Work), Timing::Digest);
        assert_eq!(chosen.of(Kind::Duty), Timing::Off);
        assert_eq!(chosen.of(Kind::Calls), Timing::Now);
        assert_eq!(Timings::parse(&chosen.text()), chosen);
    }

    #[test]
    fn an_address_is_one_that_a_server_takes() {
        assert_eq!(address(" an.nv@tinhuy.example ").as_deref(), Some("an.nv@tinhuy.example"));
        for wrong in ["", "an", "an@", "@x.vn", "an@máy.vn", "a b@x.vn", "an@x\r\n.vn", "an@localhost"] {
            assert_eq!(address(wrong), None, "{wrong:?}");
        }
    }
}
