//! Search beside the library that keeps its index: the same questions on the same index, for the same reader.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use kernel::Office;
use people::Viewer;
use search::{Ask, Facet, Filter, Question, Reach, Tail};

use super::{Figure, at, figure};
use crate::{demo, finder};

/// Every form of question.
const QUESTIONS: [&str; 12] = [
    "báo cáo",
    "bao cao",
    "tình hình sạt lở",
    "tinh hinh sat lo",
    "kế hoạch chuyển đổi số",
    "118-BC/ĐU",
    "BC/ĐU",
    "\"tình hình sạt lở\"",
    "\"hai thon sau dot mua lon\"",
    "tình hì*",
    "báo cáo tình hình thiệt hại và công tác khắc phục sau đợt mưa lớn tại hai thôn",
    "tinh hihn sat lo",
];
const ROUNDS: usize = 100;

pub fn measure(office: &Office, found: &mut Vec<Figure>) -> anyhow::Result<()> {
    let mut folder = finder::folder(office.data());
    let begun = Instant::now();
    search::follow::once(office, &finder::sources(), &mut folder, true)?;
    let index = folder.index();
    let picture = search::Index::picture(index.as_ref()).context("there is no index")?;
    let size = picture.size();
    #[allow(clippy::cast_precision_loss, reason = "a rate is shown with few digits")]
    let speed = size as f64 / begun.elapsed().as_secs_f64();
    found.push(figure("search index made anew, papers a second", format!("{speed:.0}"), "—".to_owned(), "—"));

    let signed = people::sessions::sign_in(office, "vanthu", demo::PASSWORD, "bench");
    let clerk = signed.map_err(|fault| crate::console::refusal(&fault))?.person;
    let today = office.now().date();
    let reach = office.read_blocking(|tx| {
        let mut tokens = Vec::new();
        if let Some(viewer) = Viewer::load(tx, clerk, today)? {
            for finds in crate::router::functions().iter().filter_map(|function| function.finds) {
                tokens.extend((finds.reach)(tx, &viewer)?);
            }
        }
        Ok(Reach::Any(tokens))
    })?;
    let narrow = Filter {
        any: vec![(Facet::Kind, vec!["Báo cáo".to_owned()]), (Facet::State, vec!["fresh".to_owned()])],
        ..Filter::default()
    };
    let mut asks: Vec<Ask> = QUESTIONS
        .iter()
        .map(|typed| Ask {
            question: Question::parse(typed, false),
            limit: 20,
            facets: true,
            ..Ask::default()
        })
        .collect();
    asks.extend(asks.first().cloned().map(|ask| Ask { filter: narrow, ..ask }));
    let (mut ours, mut bare): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        for ask in &asks {
            let begun = Instant::now();
            picture.ask(ask, &reach, &Tail::default())?;
            let took = begun.elapsed();
            let begun = Instant::now();
            index.bare(ask, &reach)?;
            // The first round warms both up.
            if round > 0 {
                ours.push(took);
                bare.push(begun.elapsed());
            }
        }
    }
    ours.sort_unstable();
    bare.sort_unstable();
    let said = |times: &[Duration]| format!("{:.2} / {:.2} ms", at(times, 0.5), at(times, 0.99));
    let times = at(&ours, 0.99) / at(&bare, 0.99).max(f64::EPSILON);
    found.push(figure(
        "search, any query form, ranked, with facets, p50 / p99",
        said(&ours),
        format!("{} → p99 × {times:.2}", said(&bare)),
        "p50 ≤ 5 ms, p99 ≤ 1.5 × bare",
    ));
    Ok(())
}
