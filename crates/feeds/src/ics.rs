//! iCalendar (RFC 5545) of what functions have to show.

use icalendar::{Calendar, Component as _, Event, Property};
use kernel::Instant;
use people::{Happening, When};

/// A day or an instant as RFC 5545 writes it.
fn day(on: jiff::civil::Date) -> String {
    on.strftime("%Y%m%d").to_string()
}

fn utc(at: Instant) -> String {
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn date_value(name: &str, on: jiff::civil::Date) -> Property {
    let mut property = Property::new(name, day(on));
    property.add_parameter("VALUE", "DATE");
    property
}

/// A feed of this name. `named`: entries say what they are about. `base`: where the office answers, if that is known.
#[must_use]
pub fn write(name: &str, happenings: &[Happening], (named, base): (bool, Option<&str>)) -> String {
    let mut refresh = Property::new("REFRESH-INTERVAL", "PT1H");
    refresh.add_parameter("VALUE", "DURATION");
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Cau Noi//caunoi//VI"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", "PUBLISH"))
        .name(name)
        .append_property(refresh)
        .append_property(Property::new("X-PUBLISHED-TTL", "PT1H"));
    for one in happenings {
        let mut event = Event::new();
        event.uid(&format!("{}-{}@caunoi", one.kind, one.id));
        event.append_property(Property::new("DTSTAMP", utc(one.changed)));
        let summary = if named { format!("{}: {}", one.title, one.about) } else { one.title.clone() };
        event.summary(summary.trim_end_matches(": "));
        match one.when {
            When::Day(on) => {
                event.append_property(date_value("DTSTART", on));
                // A deadline takes none of the day: whoever looks for free time still finds it.
                event.append_property(date_value("DTEND", on.tomorrow().unwrap_or(on)));
                event.append_property(Property::new("TRANSP", "TRANSPARENT"));
            }
            When::Span(from, to) => {
                event.append_property(Property::new("DTSTART", utc(from)));
                event.append_property(Property::new("DTEND", utc(to)));
            }
        }
        if let Some(base) = base {
            event.url(&format!("{}{}", base.trim_end_matches('/'), one.href));
        }
        calendar.push(event.done());
    }
    calendar.done().to_string()
}
