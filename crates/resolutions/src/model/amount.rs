//! A number of an indicator: up to three decimals, kept as thousandths, so that sums and comparisons are exact.

use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

const UNIT: i64 = 1000;
/// Digits before the comma: more is a slip of the keyboard.
const DIGITS_MAX: usize = 12;

impl Amount {
    #[must_use]
    pub fn of_thousandths(thousandths: i64) -> Amount {
        Amount(thousandths)
    }

    #[must_use]
    pub fn thousandths(self) -> i64 {
        self.0
    }

    #[must_use]
    pub fn whole(number: i32) -> Amount {
        Amount(i64::from(number) * UNIT)
    }

    /// Reads what a person types: `12,5`, `1.234.567`, `12.5`, `80 %`. Dots are groups where they part threes, else one
    /// dot is a decimal point.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Amount> {
        let typed = typed.trim().trim_end_matches('%').trim_end();
        let (negative, digits) = match typed.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, typed),
        };
        let (whole, part) = match digits.split_once(',') {
            Some((whole, part)) => (grouped(whole)?, part),
            None => match grouped(digits) {
                Some(whole) => (whole, ""),
                None => {
                    let (whole, part) = digits.split_once('.')?;
                    (plain(whole)?, part)
                }
            },
        };
        let comma = digits.contains(',') || (part.is_empty() && digits.ends_with('.'));
        if (comma && part.is_empty()) || part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part: i64 = format!("{part:0<3}").parse().ok()?;
        let value = whole.checked_mul(UNIT)?.checked_add(part)?;
        Some(Amount(if negative { -value } else { value }))
    }

    /// How a Vietnamese page writes it: `1.234,5`.
    #[must_use]
    pub fn said(self) -> String {
        let text = vietnamese::format_scaled(self.0, 3);
        match text.split_once(',') {
            Some((whole, part)) => match part.trim_end_matches('0') {
                "" => whole.to_owned(),
                part => format!("{whole},{part}"),
            },
            None => text,
        }
    }
}

fn plain(digits: &str) -> Option<i64> {
    let sound =
        !digits.is_empty() && digits.len() <= DIGITS_MAX && digits.bytes().all(|b| b.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

/// A whole number, its thousands parted by dots or not at all.
fn grouped(digits: &str) -> Option<i64> {
    if !digits.contains('.') {
        return plain(digits);
    }
    let mut groups = digits.split('.');
    let first = groups.next()?;
    if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
        return None;
    }
    plain(&digits.replace('.', ""))
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said())
    }
}

impl FromStr for Amount {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Amount, Self::Err> {
        Amount::parse(text).ok_or("a number such as 12,5")
    }
}
