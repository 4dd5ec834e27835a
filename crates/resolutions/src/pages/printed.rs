//! What the report says, paragraph by paragraph: the page shows the same as the printed letter and the document of Word.

use jiff::civil::Date;
use kernel::Id;
use people::Unit;
use print::{Column, Paragraph, Row, Table};
use tasks::Standing;
use ui::{Cell, Html};
use words::{Lang, Msg};

use super::spread::rate;
use super::{Units, counts_said, form_name, measure_progress, period_name, progress_name, review_name};
use crate::model::{IndicatorState, MeasureState, ObjectiveState, PaperState, ProgrammeRow, Progress, State};
use crate::t;

/// A task that was past its deadline.
pub(super) struct Late {
    pub code: String,
    pub content: String,
    pub owner: Id<Unit>,
    pub measure: i64,
    pub due_on: Option<Date>,
    pub standing: Standing,
}

pub(super) struct Printed<'a> {
    pub state: &'a State,
    pub late: &'a [Late],
    pub units: &'a Units,
    pub lang: Lang,
}

fn day(on: Date) -> String {
    vietnamese::format_date(on)
}

fn day_or_none(on: Option<Date>) -> String {
    on.map_or_else(|| "—".to_owned(), day)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn row(cells: impl IntoIterator<Item = String>) -> Row {
    cells.into_iter().collect()
}

pub(super) fn body(printed: &Printed<'_>) -> Vec<Paragraph> {
    let mut made = printed.summary();
    made.extend(printed.spread());
    made.extend(printed.indicators());
    made.extend(printed.measures());
    made.extend(printed.late());
    made.extend(printed.reviews());
    made
}

impl Printed<'_> {
    fn said(&self, msg: Msg) -> String {
        msg.say(self.lang)
    }

    fn heading(&self, numeral: &str, msg: Msg) -> Paragraph {
        Paragraph::heading(format!("{numeral}- {}", self.said(msg)))
    }

    fn text(&self, msg: Msg) -> Paragraph {
        Paragraph::text(self.said(msg))
    }

    fn column(&self, msg: Msg, share: f32) -> Column {
        Column::new(self.said(msg), share)
    }

    fn table(columns: Vec<Column>, rows: Vec<Row>) -> Paragraph {
        Paragraph::Table(Table { columns, rows, numbered: false })
    }

    /// The whole in a few sentences.
    fn summary(&self) -> Vec<Paragraph> {
        let state = self.state;
        let measures: Vec<&MeasureState> = state.measures().collect();
        let of = |progress| number(measures.iter().filter(|one| one.progress == progress).count());
        let indicators = |progress| i64::try_from(state.indicators_of(progress)).unwrap_or(0);
        let counts = &state.counts;
        let all = i64::try_from(counts.all()).unwrap_or(0);
        let closed = i64::try_from(counts.of(Standing::Closed)).unwrap_or(0);
        let late = i64::try_from(counts.late()).unwrap_or(0);
        vec![
            self.heading("I", t::report_summary()),
            self.text(t::summary_indicators(
                number(state.indicators().count()),
                indicators(Progress::Behind),
                indicators(Progress::Met),
                indicators(Progress::Missing),
            )),
            self.text(t::summary_measures(number(measures.len()), of(Progress::Behind), of(Progress::Met))),
            self.text(t::summary_tasks(all, closed, late)),
        ]
    }

    fn spread(&self) -> Vec<Paragraph> {
        let mut made = vec![self.heading("II", t::spread())];
        made.push(Paragraph::subheading(format!("1- {}", self.said(t::studies()))));
        if self.state.studies.is_empty() {
            made.push(self.text(t::no_studies()));
        } else {
            let columns = vec![
                self.column(t::held_on(), 22.0).centred(),
                self.column(t::study_title(), 60.0),
                self.column(t::study_form(), 30.0),
                self.column(t::invited(), 18.0).right(),
                self.column(t::attended(), 18.0).right(),
                self.column(t::rate(), 18.0).right(),
            ];
            let rows = self.state.studies.iter().map(|one| {
                row([
                    day(one.row.held_on),
                    one.row.title.clone(),
                    self.said(form_name(one.row.form)),
                    vietnamese::format_integer(one.invited),
                    vietnamese::format_integer(one.attended),
                    rate(one.attended, one.invited),
                ])
            });
            made.push(Self::table(columns, rows.collect()));
            made.push(self.text(t::attendance_hint()));
        }
        made.push(Paragraph::subheading(format!("2- {}", self.said(t::programmes()))));
        if self.state.programmes.is_empty() {
            made.push(self.text(t::no_programmes()));
            return made;
        }
        let columns = vec![
            self.column(t::unit(), 55.0),
            self.column(t::due_on(), 22.0).centred(),
            self.column(t::document(), 60.0),
            self.column(t::standing(), 28.0),
        ];
        let rows = self.state.programmes.iter().map(|one| {
            let standing = self.said(paper_state(one));
            let document = one.paper.as_ref().map_or_else(
                || "—".to_owned(),
                |paper| format!("{} ({}) {}", paper.code, day(paper.issued_on), paper.title),
            );
            row([self.units.name(one.row.unit).to_owned(), day(one.row.due_on), document, standing])
        });
        made.push(Self::table(columns, rows.collect()));
        let missing: Vec<_> = self
            .state
            .programmes
            .iter()
            .filter(|one| one.late)
            .map(|one| self.units.name(one.row.unit))
            .collect();
        if !missing.is_empty() {
            made.push(self.text(t::programmes_missing(missing.len(), missing.join(", "))));
        }
        made
    }

    fn objective(&self, at: usize, one: &ObjectiveState) -> Paragraph {
        Paragraph::subheading(match &one.row {
            Some(row) => format!("{}- {}", at + 1, row.text),
            None => self.said(t::measures_of_all()),
        })
    }

    fn indicators(&self) -> Vec<Paragraph> {
        let mut made = vec![self.heading("III", t::report_indicators())];
        let with = self.state.objectives.iter().enumerate().filter(|(_, one)| !one.indicators.is_empty());
        for (at, one) in with {
            made.push(self.objective(at, one));
            let columns = vec![
                self.column(t::indicator(), 55.0),
                self.column(t::measured_in(), 20.0).centred(),
                self.column(t::target(), 30.0).centred(),
                self.column(t::reported(), 30.0).centred(),
                self.column(t::progress(), 30.0),
            ];
            made.push(Self::table(columns, one.indicators.iter().map(|one| self.indicator(one)).collect()));
        }
        if made.len() == 1 {
            made.push(self.text(t::no_indicators()));
        } else {
            made.push(self.text(t::share_hint()));
        }
        made
    }

    fn indicator(&self, one: &IndicatorState) -> Row {
        let target = one.target.as_ref().map_or_else(
            || "—".to_owned(),
            |target| format!("{} ({})", target.value, self.said(period_name(target.period))),
        );
        let reported = one.latest.as_ref().map_or_else(
            || "—".to_owned(),
            |value| format!("{} ({})", value.value, self.said(period_name(value.period))),
        );
        let progress = match one.missing {
            Some(period) => self.said(t::missing_value(self.said(period_name(period)))),
            None => self.said(progress_name(one.progress)),
        };
        let share = one.share.map_or_else(String::new, |share| format!(" · {share} %"));
        row([
            one.row.name.clone(),
            one.row.measured_in.clone(),
            target,
            reported,
            format!("{progress}{share}"),
        ])
    }

    fn measures(&self) -> Vec<Paragraph> {
        let mut made = vec![self.heading("IV", t::report_measures())];
        let with = self.state.objectives.iter().enumerate().filter(|(_, one)| !one.measures.is_empty());
        for (at, one) in with {
            made.push(self.objective(at, one));
            let columns = vec![
                self.column(t::ordinal(), 10.0).centred(),
                self.column(t::measure(), 60.0),
                self.column(t::owner(), 35.0),
                self.column(t::due_on(), 22.0).centred(),
                self.column(t::tasks_of(), 38.0),
                self.column(t::progress(), 25.0),
            ];
            let mut rows: Vec<Row> = one.measures.iter().map(|one| self.measure(one)).collect();
            rows.push(row([
                String::new(),
                self.said(t::together()),
                String::new(),
                String::new(),
                self.counts(&one.counts),
                String::new(),
            ]));
            made.push(Self::table(columns, rows));
        }
        if made.len() == 1 {
            made.push(self.text(t::no_measures()));
        }
        made
    }

    fn counts(&self, counts: &crate::model::Counts) -> String {
        match counts.all() {
            0 => "0".to_owned(),
            all => format!("{all}: {}", counts_said(counts, self.lang)),
        }
    }

    fn measure(&self, one: &MeasureState) -> Row {
        let milestones = match one.milestones.len() {
            0 => String::new(),
            all => {
                let reached = one.milestones.iter().filter(|one| one.reached_on.is_some()).count();
                format!(" · {}", self.said(t::milestones_said(number(all), number(reached))))
            }
        };
        row([
            one.row.number.to_string(),
            one.row.text.clone(),
            self.units.name(one.row.owner).to_owned(),
            day_or_none(one.row.due_on),
            self.counts(&one.counts),
            format!("{}{milestones}", self.said(measure_progress(one.progress))),
        ])
    }

    fn late(&self) -> Vec<Paragraph> {
        let mut made = vec![self.heading("V", t::report_late())];
        if self.late.is_empty() {
            made.push(self.text(t::none_late()));
            return made;
        }
        let columns = vec![
            self.column(t::code(), 24.0),
            self.column(t::content(), 65.0),
            self.column(t::measure(), 16.0).centred(),
            self.column(t::owner(), 35.0),
            self.column(t::deadline(), 22.0).centred(),
        ];
        let rows = self.late.iter().map(|one| {
            let special = match one.standing {
                Standing::Special => {
                    format!(" ({})", self.said(tasks::standing_name(one.standing)).to_lowercase())
                }
                _ => String::new(),
            };
            row([
                one.code.clone(),
                format!("{}{special}", one.content),
                one.measure.to_string(),
                self.units.name(one.owner).to_owned(),
                day_or_none(one.due_on),
            ])
        });
        made.push(Self::table(columns, rows.collect()));
        made
    }

    fn reviews(&self) -> Vec<Paragraph> {
        let mut made = vec![self.heading("VI", t::reviews())];
        if self.state.reviews.is_empty() {
            made.push(self.text(t::no_reviews()));
            return made;
        }
        let columns = vec![
            self.column(t::review(), 45.0),
            self.column(t::due_on(), 24.0).centred(),
            self.column(t::document(), 65.0),
            self.column(t::standing(), 30.0),
        ];
        let rows = self.state.reviews.iter().map(|one| {
            let document = one.paper.as_ref().map_or_else(
                || "—".to_owned(),
                |paper| format!("{} ({}) {}", paper.code, day(paper.issued_on), paper.title),
            );
            let standing = match (&one.paper, one.late) {
                (Some(_), _) => t::review_held(),
                (None, true) => t::missing_late(),
                (None, false) => t::not_due_yet(),
            };
            row([
                self.said(review_name(one.row.kind, one.row.nth)),
                day(one.row.due_on),
                document,
                self.said(standing),
            ])
        });
        made.push(Self::table(columns, rows.collect()));
        made
    }

    /// The same on the page.
    pub fn html(&self) -> Html {
        let esc = ui::html::escape;
        Html::join(body(self).into_iter().map(|one| match one {
            Paragraph::Heading { text } => Html::trusted(format!("<h3>{}</h3>", esc(&text))),
            Paragraph::Subheading { text } => Html::trusted(format!("<h4>{}</h4>", esc(&text))),
            Paragraph::Table(table) => self.table_html(&table),
            Paragraph::Text { text } => Html::trusted(format!("<p>{}</p>", esc(&text))),
            Paragraph::Chapter { label, .. } | Paragraph::Article { label, .. } => Html::text(&label),
        }))
    }

    fn table_html(&self, table: &Table) -> Html {
        let columns = table.columns.iter().map(|column| ui::Column::new(column.heading.as_str()));
        let caption = table.columns.first().map_or("", |column| column.heading.as_str());
        let made = table.rows.iter().fold(ui::Table::new(caption, columns), |made, row| {
            made.row(row.cells.iter().map(|text| Cell::text(text)))
        });
        made.render(self.lang)
    }
}

/// How the document of a programme stands.
pub(super) fn paper_state(one: &PaperState<ProgrammeRow>) -> Msg {
    match (&one.paper, one.late) {
        (Some(paper), _) if paper.issued_on > one.row.due_on => t::came_late(),
        (Some(_), _) => t::there(),
        (None, true) => t::missing_late(),
        (None, false) => t::not_due_yet(),
    }
}
