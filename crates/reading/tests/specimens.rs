//! Made-up papers of every layout: floors under what the letterhead reader gets right, and places within the page.

use proptest::prelude::*;
use reading::Area;
use reading::evaluate::Tally;
use reading::letterhead::{Column, Line, lines_of, read};
use specimens::{Arrival, HELD_OUT, Specimen, specimen};

fn lines(paper: &Specimen, arrival: Arrival) -> Vec<Line> {
    let rows = paper.rows(arrival);
    if arrival == Arrival::Columns {
        return lines_of(&rows.into_iter().map(|r| r.text + "\n").collect::<String>());
    }
    let column = |n| match n {
        0 => Column::Unknown,
        1 => Column::Left,
        _ => Column::Right,
    };
    let line =
        |r: specimens::Row| Line { text: r.text, column: column(r.column), bold: r.bold, ..Line::default() };
    rows.into_iter().map(line).collect()
}

#[test]
fn papers_that_it_was_not_written_for_are_read() {
    for arrival in [Arrival::Cells, Arrival::Columns, Arrival::Flat] {
        let mut tally = Tally::default();
        for seed in HELD_OUT..HELD_OUT + 208 {
            let paper = specimen(seed);
            let found = read(&lines(&paper, arrival));
            tally.add(&seed.to_string(), &paper.truth, &found.facts, &found.confidence);
        }
        let floors = [
            ("code", 0.98),
            ("date", 0.98),
            ("kind", 0.98),
            ("subject", 0.95),
            ("issuer", 0.95),
            ("signer", 0.95),
        ];
        for (field, floor) in floors {
            assert!(tally.share(field) >= floor, "{arrival:?} {field}\n{tally}");
        }
        let (all, wrong) = tally.without_doubt();
        assert!(wrong * 100 < all, "{arrival:?}\n{tally}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Lines wherever they stand, in any order, some of them missing and recognised at any sureness.
    #[test]
    fn boxes_lie_within_the_page(
        seed in 0_u64..500,
        places in prop::collection::vec((0.0..0.9_f64, 0.0..0.95_f64, 0.01..0.9_f64, 0.0..1.0_f64), 80),
        swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20),
    ) {
        let mut all: Vec<Line> = lines(&specimen(seed), Arrival::Cells);
        for (line, (x, y, w, sure)) in all.iter_mut().zip(places) {
            line.area = Some(Area { page: 1, x, y, w: w.min(1.0 - x), h: 0.02 });
            line.page = 1;
            line.sure = Some(sure);
        }
        for (one, other) in swaps {
            let (one, other) = (one.index(all.len()), other.index(all.len()));
            all.swap(one, other);
        }
        let found = read(&all);
        prop_assert!(found.confidence.values().all(|c| (0.0..=1.0).contains(c)));
        for area in found.boxes.values().flatten() {
            prop_assert!(area.x >= 0.0 && area.y >= 0.0 && area.x + area.w <= 1.0001 && area.y + area.h <= 1.0001);
        }
    }
}
