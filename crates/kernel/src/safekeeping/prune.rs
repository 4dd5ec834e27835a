//! Which backups stay: the newest of each of the last days, weeks and months.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::civil::DateTime;

use super::Plan;

const NAME: &str = "%Y-%m-%d-%H%M%S";

/// What a backup of this moment is called.
pub fn name(at: DateTime) -> String {
    at.strftime(NAME).to_string()
}

/// The moment in a backup's name.
pub fn moment(name: Option<&str>) -> Option<DateTime> {
    DateTime::strptime(NAME, name?).ok()
}

/// The whole backups of this folder, the newest last. Everything else that lies there is not ours.
pub fn backups(folder: &Path) -> Vec<(DateTime, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(DateTime, String)> = entries
        .flatten()
        .filter(|entry| entry.path().join("manifest.json").is_file())
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((moment(Some(&name))?, name))
        })
        .collect();
    found.sort();
    found
}

/// Those that need not be kept. The newest always stays.
pub fn superseded(found: &[(DateTime, String)], plan: &Plan) -> Vec<(DateTime, String)> {
    let (mut days, mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut gone = Vec::new();
    for (at, name) in found.iter().rev() {
        let date = at.date();
        let week = date.iso_week_date();
        let daily = days.insert(date) && days.len() <= count(plan.daily.max(1));
        let weekly = weeks.insert((week.year(), week.week())) && weeks.len() <= count(plan.weekly);
        let monthly = months.insert((date.year(), date.month())) && months.len() <= count(plan.monthly);
        if !(daily || weekly || monthly) {
            gone.push((*at, name.clone()));
        }
    }
    gone
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_weeks_and_months_thin_out_the_older_they_are() {
        let first = jiff::civil::date(2026, 1, 1);
        let found: Vec<_> = (0..365)
            .filter_map(|day| first.checked_add(jiff::Span::new().days(day)).ok())
            .map(|date| date.at(1, 0, 0, 0))
            .map(|at| (at, name(at)))
            .collect();
        let plan = Plan { daily: 7, weekly: 4, monthly: 12, ..Plan::default() };
        let gone: BTreeSet<_> = superseded(&found, &plan).into_iter().map(|(_, name)| name).collect();
        let kept: Vec<&str> = found
            .iter()
            .map(|(_, name)| &name[..10])
            .filter(|n| !gone.iter().any(|g| g.starts_with(n)))
            .collect();
        // The last seven days, the newest of four weeks, the newest of each month.
        for date in ["2026-12-31", "2026-12-25", "2026-12-20", "2026-12-13", "2026-11-30", "2026-01-31"] {
            assert!(kept.contains(&date), "{date} of {kept:?}");
        }
        assert!(!kept.contains(&"2026-12-23") && !kept.contains(&"2026-11-29"));
        assert_eq!(kept.len(), 20, "{kept:?}");
        assert_eq!(moment(Some(&found[9].1)), Some(found[9].0));
        assert_eq!(moment(Some("tai-lieu")), None);
    }

    #[test]
    fn of_several_in_one_day_the_newest_stays() {
        let day = jiff::civil::date(2026, 11, 23);
        let found: Vec<_> = [1, 9, 15].map(|hour| day.at(hour, 0, 0, 0)).map(|at| (at, name(at))).to_vec();
        let plan = Plan { daily: 1, weekly: 0, monthly: 0, ..Plan::default() };
        assert_eq!(superseded(&found, &plan).len(), 2);
        assert!(superseded(&found, &plan).iter().all(|(at, _)| at.hour() != 15));
    }
}
