//! A search as it stands in the address.

use jiff::civil::Date;
use search::{Ask, Facet, Filter, Order, Question, TYPED_MAX};
use serde::Deserialize;

/// What the address says. Whatever does not parse narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    pub q: String,
    pub book: String,
    pub kind: String,
    pub issuer: String,
    pub unit: String,
    pub state: String,
    pub urgency: String,
    /// Days of arrival.
    pub from: String,
    pub to: String,
    /// Days of issue.
    pub issued_from: String,
    pub issued_to: String,
    /// `newest`, or what fits best.
    pub sort: String,
    pub page: String,
}

/// Hits of a page, and how far one can leaf.
pub const HITS: usize = 20;
const PAGES: usize = 50;
/// Letters of a filter.
const FILTER_MAX: usize = 200;

/// The states of papers that are on their way.
const OPEN: [&str; 4] = ["office", "leader", "transfer", "work"];

impl Query {
    fn pairs(&self) -> [(&'static str, &String); 13] {
        [
            ("q", &self.q),
            ("book", &self.book),
            ("kind", &self.kind),
            ("issuer", &self.issuer),
            ("unit", &self.unit),
            ("state", &self.state),
            ("urgency", &self.urgency),
            ("from", &self.from),
            ("to", &self.to),
            ("issued_from", &self.issued_from),
            ("issued_to", &self.issued_to),
            ("sort", &self.sort),
            ("page", &self.page),
        ]
    }

    /// Out of a whole address, or of what stands behind its question mark.
    #[must_use]
    pub fn of_address(address: &str) -> Query {
        let said = address.split_once('?').map_or(address, |(_, said)| said);
        let said = said.get(..said.floor_char_boundary(4 * TYPED_MAX)).unwrap_or_default();
        let uri: Result<axum::http::Uri, _> = format!("/?{said}").parse();
        let query = uri.ok().and_then(|uri| axum::extract::Query::<Query>::try_from_uri(&uri).ok());
        query.map(|axum::extract::Query(query)| query).unwrap_or_default()
    }

    #[must_use]
    pub fn pairs_said(&self) -> String {
        let said = self.pairs().into_iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| format!("{name}={}", ui::html::encode(value))).collect::<Vec<_>>().join("&")
    }

    #[must_use]
    pub fn href(&self) -> String {
        let said = self.pairs_said();
        if said.is_empty() { "/search".to_owned() } else { format!("/search?{said}") }
    }

    /// From its first page.
    #[must_use]
    pub fn first(&self) -> Query {
        Query { page: String::new(), ..self.clone() }
    }

    #[must_use]
    pub fn with(&self, facet: Facet, value: &str) -> Query {
        let mut query = self.first();
        value.clone_into(query.place(facet));
        query
    }

    fn place(&mut self, facet: Facet) -> &mut String {
        match facet {
            Facet::Book => &mut self.book,
            Facet::Kind => &mut self.kind,
            Facet::Issuer => &mut self.issuer,
            Facet::Unit => &mut self.unit,
            Facet::State => &mut self.state,
            Facet::Urgency => &mut self.urgency,
        }
    }

    #[must_use]
    pub fn chosen(&self, facet: Facet) -> &str {
        match facet {
            Facet::Book => &self.book,
            Facet::Kind => &self.kind,
            Facet::Issuer => &self.issuer,
            Facet::Unit => &self.unit,
            Facet::State => &self.state,
            Facet::Urgency => &self.urgency,
        }
    }

    /// Nothing is asked at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let asked = Query { sort: String::new(), ..self.first() };
        asked == Query::default() || (self.question(false).is_empty() && !self.narrow())
    }

    /// Whether anything but the words narrows it.
    #[must_use]
    pub fn narrow(&self) -> bool {
        !self.filter(Date::MAX).is_empty()
    }

    /// The same words without anything that narrows.
    #[must_use]
    pub fn wide(&self) -> Query {
        Query { q: self.q.clone(), sort: self.sort.clone(), ..Query::default() }
    }

    #[must_use]
    pub fn question(&self, typing: bool) -> Question {
        Question::parse(&self.q, typing)
    }

    #[must_use]
    pub fn at(&self) -> usize {
        self.page.parse::<usize>().unwrap_or(1).clamp(1, PAGES)
    }

    #[must_use]
    pub fn newest(&self) -> bool {
        self.sort == "newest"
    }

    #[must_use]
    pub fn filter(&self, today: Date) -> Filter {
        let day = |text: &str| {
            let text = text.trim();
            text.parse().ok().or_else(|| vietnamese::parse_date(text))
        };
        let mut filter = Filter {
            any: Vec::new(),
            late_on: (self.state == "late").then_some(today),
            arrived: (day(&self.from), day(&self.to)),
            issued: (day(&self.issued_from), day(&self.issued_to)),
        };
        for facet in Facet::ALL {
            let value = self.chosen(facet).trim();
            if value.is_empty() || (facet == Facet::State && value == "late") {
                continue;
            }
            let values = match (facet, value) {
                (Facet::State, "open") => OPEN.map(str::to_owned).to_vec(),
                _ => vec![value.chars().take(FILTER_MAX).collect()],
            };
            filter.any.push((facet, values));
        }
        filter
    }

    #[must_use]
    pub fn ask(&self, today: Date) -> Ask {
        let question = self.question(false);
        // Without words nothing fits better than anything else.
        let order = if self.newest() || question.is_empty() { Order::Newest } else { Order::Best };
        Ask {
            question,
            filter: self.filter(today),
            order,
            skip: (self.at() - 1) * HITS,
            limit: HITS,
            facets: true,
        }
    }

    #[must_use]
    pub fn leaf(&self, page: usize) -> Option<String> {
        (1..=PAGES).contains(&page).then(|| {
            let page = if page == 1 { String::new() } else { page.to_string() };
            Query { page, ..self.clone() }.href()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_there_and_back() {
        let query = Query {
            q: "\"chuyển đổi\" 25-CV/TU".to_owned(),
            kind: "Công văn".to_owned(),
            page: "3".to_owned(),
            ..Query::default()
        };
        assert_eq!(Query::of_address(&query.href()), query);
        assert_eq!(Query::of_address(&query.pairs_said()), query);
        assert_eq!(query.first().at(), 1);
        assert_eq!(query.at(), 3);
        assert!(!query.is_empty() && query.narrow());
        assert!(Query::of_address("/search?sort=newest&q=%20").is_empty());
        assert!(Query::of_address("nonsense & %zz").is_empty());
        assert_eq!(query.leaf(51), None);
    }

    #[test]
    fn days_are_taken_as_people_write_them() {
        let query = Query { from: "05/09/2026".to_owned(), to: "2026-09-06".to_owned(), ..Query::default() };
        let filter = query.filter(Date::MAX);
        assert_eq!(filter.arrived.0, Some(jiff::civil::date(2026, 9, 5)));
        assert_eq!(filter.arrived.1, Some(jiff::civil::date(2026, 9, 6)));
    }
}
