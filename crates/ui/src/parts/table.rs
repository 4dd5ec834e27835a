//! Tables: a heading stays in sight, a row has one link that `j`, `k` and Enter reach, and on a phone each row
//! becomes a small card whose cells say their column.

use words::Lang;

use crate::html::{Html, Text, escape, escape_into, icon};
use crate::t;

#[derive(Debug, Clone)]
pub struct Column {
    label: Text,
    sort: Option<(String, Option<bool>)>,
    class: &'static str,
}

impl Column {
    pub fn new(label: impl Into<Text>) -> Column {
        Column { label: label.into(), sort: None, class: "" }
    }
    /// Sorting lives in the address; `ascending` when the list is sorted by this column now.
    #[must_use]
    pub fn sort(mut self, href: impl Into<String>, ascending: Option<bool>) -> Column {
        self.sort = Some((href.into(), ascending));
        self
    }
    /// Numbers stand at the right.
    #[must_use]
    pub fn number(mut self) -> Column {
        self.class = "right";
        self
    }
    /// Takes no more than its content needs.
    #[must_use]
    pub fn narrow(mut self) -> Column {
        self.class = "narrow";
        self
    }
}

/// A cell: its content, and a quieter line below.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    html: Html,
    by: Option<String>,
    href: Option<String>,
    own: bool,
    strong: bool,
}

impl Cell {
    #[must_use]
    pub fn text(text: &str) -> Cell {
        Cell { html: Html::text(text), ..Cell::default() }
    }
    #[must_use]
    pub fn html(html: Html) -> Cell {
        Cell { html, ..Cell::default() }
    }
    #[must_use]
    pub fn by(mut self, by: impl Into<String>) -> Cell {
        self.by = Some(by.into());
        self
    }
    /// The row's link.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Cell {
        self.href = Some(href.into());
        self
    }
    /// A link of the cell alone, in a row that leads to several places.
    #[must_use]
    pub fn own(mut self, href: impl Into<String>) -> Cell {
        self.own = true;
        self.href(href)
    }
    #[must_use]
    pub fn strong(mut self) -> Cell {
        self.strong = true;
        self
    }
}

#[derive(Debug, Clone)]
pub struct Table {
    caption: Text,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The caption is for screen readers and print; the page's title says it to the eye.
    pub fn new(caption: impl Into<Text>, columns: impl IntoIterator<Item = Column>) -> Table {
        Table { caption: caption.into(), columns: columns.into_iter().collect(), rows: Vec::new() }
    }
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Table {
        self.rows.push(cells.into_iter().collect());
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let labels: Vec<String> = self.columns.iter().map(|c| escape(&c.label.said(lang))).collect();
        let mut head = String::new();
        for (column, label) in self.columns.iter().zip(&labels) {
            let class =
                if column.class.is_empty() { String::new() } else { format!(" class=\"{}\"", column.class) };
            head += &match &column.sort {
                None => format!("<th scope=\"col\"{class}>{label}</th>"),
                Some((href, ascending)) => {
                    let (order, sign) = match ascending {
                        Some(true) => (" aria-sort=\"ascending\"", icon("chevron-up")),
                        Some(false) => (" aria-sort=\"descending\"", icon("chevron-down")),
                        None => ("", Html::default()),
                    };
                    format!(
                        "<th scope=\"col\"{class}{order}><a href=\"{}\" title=\"{}\">{label}{sign}</a></th>",
                        escape(href),
                        escape(&t::sort_by(column.label.say(lang)).say(lang))
                    )
                }
            };
        }
        // All into one text: a list is most of its page.
        let mut body = String::with_capacity(512 + head.len() + self.rows.len() * self.columns.len() * 128);
        body.push_str("<div class=\"table\" data-controller=\"walk\"><table><caption class=\"aloud\">");
        escape_into(&mut body, &self.caption.said(lang));
        body.push_str("</caption><thead><tr>");
        body.push_str(&head);
        body.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            body.push_str("<tr data-walk-target=\"row\">");
            for (at, cell) in row.iter().enumerate() {
                body.push_str("<td class=\"");
                body.push_str(self.columns.get(at).map_or("", |c| c.class));
                if cell.strong {
                    body.push_str(" strong");
                }
                if cell.html.is_empty() && cell.by.is_none() && cell.href.is_none() {
                    body.push_str(" nil");
                }
                body.push_str("\" data-label=\"");
                body.push_str(labels.get(at).map_or("", String::as_str));
                body.push_str("\">");
                if let Some(href) = &cell.href {
                    body.push_str(if cell.own { "<a class=\"own\" href=\"" } else { "<a href=\"" });
                    escape_into(&mut body, href);
                    body.push_str("\">");
                }
                body.push_str(cell.html.as_str());
                if cell.href.is_some() {
                    body.push_str("</a>");
                }
                if let Some(by) = &cell.by {
                    body.push_str("<div class=\"by\">");
                    escape_into(&mut body, by);
                    body.push_str("</div>");
                }
                body.push_str("</td>");
            }
            body.push_str("</tr>");
        }
        body.push_str("</tbody></table></div>");
        Html::trusted(body)
    }
}
