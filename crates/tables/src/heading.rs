//! Which column says what, by its heading.

use crate::Sheet;

/// A title and notes may stand above the heading.
const WITHIN: usize = 30;

/// Headings by which a column is known, [`plain`].
pub type Names<'a, F> = &'a [(F, &'a [&'a str])];

/// A heading as it is compared: folded, signs and brackets away.
#[must_use]
pub fn plain(text: &str) -> String {
    let folded = vietnamese::fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// What a heading means.
fn field<F: Copy>(text: &str, names: Names<'_, F>) -> Option<F> {
    let text = plain(text);
    if text.is_empty() {
        return None;
    }
    names.iter().find(|(_, known)| known.contains(&text.as_str())).map(|(field, _)| *field)
}

/// The heading of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading<F> {
    /// Its last row in [`Sheet::rows`].
    pub at: usize,
    pub names: Vec<String>,
    /// What each column means; nothing where that is not known.
    pub fields: Vec<Option<F>>,
}

impl<F: Copy + PartialEq> Heading<F> {
    fn known(&self) -> usize {
        self.fields.iter().flatten().count()
    }

    #[must_use]
    pub fn has(&self, field: F) -> bool {
        self.fields.contains(&Some(field))
    }
}

fn cell(row: Option<&(u32, Vec<String>)>, column: usize) -> &str {
    row.and_then(|(_, cells)| cells.get(column)).map_or("", String::as_str)
}

/// The heading in this row, with the row above where the two make one ("Văn bản" over "Số" and "Ngày").
fn heading<F: Copy + PartialEq>(sheet: &Sheet, at: usize, known: Names<'_, F>) -> Heading<F> {
    let (row, above) = (sheet.rows.get(at), at.checked_sub(1).and_then(|at| sheet.rows.get(at)));
    let width = [row, above].into_iter().flatten().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let (mut names, mut fields, mut group) = (Vec::new(), Vec::new(), String::new());
    for column in 0..width {
        let (own, over) = (cell(row, column), cell(above, column));
        if !over.is_empty() {
            // A merged heading stands in its first column only.
            group = over.to_owned();
        }
        let both = format!("{own} {group}");
        let found = field(own, known)
            .or_else(|| (!own.is_empty()).then(|| field(&both, known)).flatten())
            .or_else(|| own.is_empty().then(|| field(over, known)).flatten());
        let found = found.filter(|found| !fields.contains(&Some(*found)));
        names.push(if own.is_empty() { over.to_owned() } else { own.to_owned() });
        fields.push(found);
    }
    Heading { at, names, fields }
}

/// The row among the first ones that means most; none where no row is `usable`.
pub fn find<F: Copy + PartialEq>(
    sheet: &Sheet,
    names: Names<'_, F>,
    usable: impl Fn(&Heading<F>) -> bool,
) -> Option<Heading<F>> {
    let all = (0..sheet.rows.len().min(WITHIN)).map(|at| heading(sheet, at, names));
    // Of two that mean the same the upper one: the lower one is the row of the columns' numbers.
    all.filter(|heading| heading.known() >= 3 && usable(heading)).rev().max_by_key(Heading::known)
}

/// Whether this row repeats the heading: long tables print it on each page.
#[must_use]
pub fn repeats(cells: &[String], names: &[String]) -> bool {
    let mut same = 0;
    for (cell, name) in cells.iter().zip(names).filter(|(cell, _)| !cell.is_empty()) {
        if plain(cell) != plain(name) {
            return false;
        }
        same += 1;
    }
    same >= 2
}
