//! Recognition of scanned pages: pictures out of the file, made ready, read by tesseract side by side.

mod colour;
mod fax;
mod grid;
mod guide;
pub(crate) mod heic;
mod ink;
pub(crate) mod look;
mod mend;
pub(crate) mod pdf_page;
pub(crate) mod picture;
pub(crate) mod prepare;
pub(crate) mod tesseract;
pub(crate) mod tiff;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use image::{DynamicImage, GrayImage, imageops};

use crate::letterhead::{Line, stamped};
use crate::placed::{Word, letters, line, parts, round};
use crate::{Area, Limits, Problem, ProblemCode, Says};
use colour::Inks;
use look::Look as Layout;
use pdf_page::{Pages, Shown};
use prepare::{Ready, alike, back, has_ink, ready};
use tesseract::Row;

/// Below this mean a page counts as not read: a person has to look at it.
const READABLE: f64 = 0.55;
/// Below this mean the page may stand on its side or head.
const UPRIGHT: f64 = 0.7;

/// What was recognised of a file.
#[derive(Default)]
pub(crate) struct Recognised {
    /// Lines by page; a page that shows nothing has none.
    pub sheets: BTreeMap<u32, Vec<Line>>,
    /// Pages that were read by recognition.
    pub read: BTreeSet<u32>,
    /// Handwriting, on the pages as they are read.
    pub regions: Vec<Area>,
    /// Pages whose own text was not believed.
    pub unbelieved: Vec<u32>,
    /// Pages that lie on their side or head: by how many degrees clockwise they were turned to be read.
    pub turned: BTreeMap<u32, u32>,
    /// Pages on which something stands that could not be read, and why the first could not.
    pub unread: BTreeSet<u32>,
    /// Pages on which nothing stands.
    pub blank: BTreeSet<u32>,
    /// Separator sheets and cover slips.
    pub guides: BTreeMap<u32, Says>,
    pub problem: Option<Problem>,
}

/// One page after recognition.
struct Sheet {
    lines: Vec<Line>,
    outcome: Outcome,
    turned: u32,
    regions: Vec<Area>,
}

impl Sheet {
    fn of(outcome: Outcome) -> Sheet {
        Sheet { lines: Vec::new(), outcome, turned: 0, regions: Vec::new() }
    }
}

#[derive(PartialEq, Eq)]
enum Outcome {
    Blank,
    Read,
    Unread,
    Guide(Says),
}

/// What a page is looked at for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Text,
    /// Only marks stamped in red: the page turned out to be the first of a paper.
    Marks,
}

/// Reads the pages of a picture file.
pub(crate) fn pictures(bytes: &[u8], pages: &[u32], look: Look, limits: &Limits) -> Recognised {
    side_by_side(pages, limits, |page| {
        let picture = one_at_a_time(|| picture::page(bytes, page, limits))?;
        sheet(&picture, page, ([0.0, 0.0, 1.0, 1.0], look), limits)
    })
}

/// Reads pages of a PDF. `parsed` is none where only poppler understands the file.
pub(crate) fn pdf(
    (bytes, parsed): (&[u8], Option<&Pages>),
    pages: &[u32],
    look: Look,
    limits: &Limits,
) -> Recognised {
    side_by_side(pages, limits, |page| {
        match parsed.map_or(Shown::Mixed, |parsed| one_at_a_time(|| parsed.look(page))) {
            Shown::Nothing => Ok(Sheet::of(Outcome::Blank)),
            Shown::Scan(scan) => sheet(&scan.picture, page, (scan.place, look), limits),
            Shown::Mixed => {
                // Red ink is looked for on first pages only; gray is faster.
                let rendered = crate::pdf::render(bytes, page, page == 1 || look == Look::Marks, limits)?;
                sheet(&picture::portable(&rendered)?, page, ([0.0, 0.0, 1.0, 1.0], look), limits)
            }
        }
    })
}

/// What a picture of a page says as a separator sheet or a cover slip; for measuring.
#[must_use]
pub fn guide_on(picture: &DynamicImage) -> Option<Says> {
    guide::says(picture)
}

/// Unpacking takes memory, recognition takes time: only the second is done side by side.
fn one_at_a_time<T>(work: impl FnOnce() -> T) -> T {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock();
    work()
}

/// All cores take pages from one list until it is empty or the time is over.
fn side_by_side(
    pages: &[u32],
    limits: &Limits,
    read: impl Fn(u32) -> Result<Sheet, Problem> + Sync,
) -> Recognised {
    let most = usize::try_from(limits.ocr_pages).unwrap_or(usize::MAX);
    let todo = pages.get(..pages.len().min(most)).unwrap_or_default();
    let left_out: BTreeSet<u32> = pages.iter().skip(todo.len()).copied().collect();
    let cores = match limits.pages_at_once {
        0 => crate::cores(),
        few => few.min(crate::cores()),
    };
    let cores = cores.min(todo.len());
    let (next, start) = (AtomicUsize::new(0), Instant::now());
    let found = Mutex::new(Recognised {
        problem: (!left_out.is_empty())
            .then(|| Problem::with(ProblemCode::RecognitionCut, limits.ocr_pages.to_string())),
        unread: left_out,
        ..Recognised::default()
    });
    let work = || {
        while let Some(page) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
            let sheet = match start.elapsed() < limits.ocr_wall {
                true => read(*page),
                false => Err(Problem::new(ProblemCode::TooSlow)),
            };
            let Ok(mut found) = found.lock() else { return };
            match sheet {
                Ok(sheet) => {
                    match sheet.outcome {
                        Outcome::Read => found.read.insert(*page),
                        Outcome::Unread => found.unread.insert(*page),
                        Outcome::Blank => found.blank.insert(*page),
                        Outcome::Guide(says) => found.guides.insert(*page, says).is_none(),
                    };
                    found.regions.extend(sheet.regions);
                    found.sheets.insert(*page, sheet.lines);
                    if sheet.turned != 0 {
                        found.turned.insert(*page, sheet.turned);
                    }
                }
                Err(problem) => {
                    // Without what recognises no other page can be read either.
                    if problem.code.is_of_recognition() {
                        let at = todo.iter().position(|other| other == page).unwrap_or(0);
                        found.unread.extend(todo.iter().skip(at));
                        next.store(todo.len(), Ordering::Relaxed);
                    }
                    found.unread.insert(*page);
                    found.problem.get_or_insert(problem);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..cores {
            scope.spawn(work);
        }
        work();
    });
    found.into_inner().unwrap_or_default()
}

/// Reads one page's picture. `place` is where on the page the picture lies.
fn sheet(
    picture: &DynamicImage,
    page: u32,
    (place, look): ([f64; 4], Look),
    limits: &Limits,
) -> Result<Sheet, Problem> {
    // Nothing so small can be a page, nor be read by tesseract.
    if picture.width() < 24 || picture.height() < 24 {
        return Ok(Sheet::of(Outcome::Blank));
    }
    if look == Look::Marks {
        let ready = ready(picture);
        let lines = match colour::look(picture).as_ref().and_then(Inks::red) {
            Some(red) => marks(red, page, &Onto { ready: &ready, place }, limits)?,
            None => Vec::new(),
        };
        return Ok(Sheet { lines, ..Sheet::of(Outcome::Read) });
    }
    // What somebody stamped or wrote on in red is read like any page: it may be a mark.
    if let Some(says) =
        guide::says(picture).filter(|_| colour::look(picture).as_ref().and_then(Inks::red).is_none())
    {
        return Ok(Sheet::of(Outcome::Guide(says)));
    }
    let mut ready = ready(picture);
    let mut rows = look::words(&ready, Layout::Page, limits)?;
    let mut turned = 0;
    let lies = on_its_side(&rows);
    if lies || sureness(&rows) < UPRIGHT && has_ink(&ready.gray) {
        let turn = look::turn(&ready, limits);
        if turn != 0 {
            let upright = prepare::ready(&DynamicImage::ImageLuma8(turn_by(&ready.gray, turn)));
            let again = look::words(&upright, Layout::Page, limits)?;
            if lies || weight(&again) > weight(&rows) {
                (rows, turned, ready) = (again, turn, upright);
            }
        }
    }
    // A picture that was turned to be read has its colours on another side.
    let inks = if turned == 0 { colour::look(picture) } else { None };
    let blue = inks.as_ref().map_or(&[][..], Inks::blue);
    let seen = match turned {
        0 => ink::handwriting((blue, (picture.width(), picture.height())), &ready, &rows),
        _ => Vec::new(),
    };
    let onto_page = Onto { ready: &ready, place };
    let regions = seen.into_iter().map(|box_| onto_page.area(box_, page)).collect();
    let sure = sureness(&rows);
    let any = rows.iter().flatten().any(|w| w.text.chars().any(char::is_alphanumeric));
    let mut lines = grid::in_rows(onto_page.lines(mend::mend(rows), page));
    if page == 1
        && let Some(red) = inks.as_ref().and_then(Inks::red)
    {
        lines.splice(0..0, marks(red, page, &onto_page, limits)?);
    }
    let outcome = match () {
        () if any && sure >= READABLE => Outcome::Read,
        () if any || has_ink(&ready.gray) => Outcome::Unread,
        () => Outcome::Blank,
    };
    Ok(Sheet { lines, outcome, turned, regions })
}

/// The marks that are stamped in red on a first page.
fn marks(red: GrayImage, page: u32, onto_page: &Onto<'_>, limits: &Limits) -> Result<Vec<Line>, Problem> {
    let rows = stamps(red, onto_page.ready, limits)?;
    let marks = onto_page.lines(rows, page).into_iter().filter_map(|line| {
        let text = stamped(&line.text)?.to_owned();
        // Red capitals that say this are sure enough to stop a paper.
        Some(Line { text, sure: None, ..line })
    });
    Ok(marks.collect())
}

/// Stamps in red ink on the upper half: urgency and secrecy are often stamped over print, where
/// recognition of the whole page loses them.
fn stamps(red: GrayImage, ready: &Ready, limits: &Limits) -> Result<Vec<Row>, Problem> {
    let mut red = alike(red, ready.turned);
    let upper = imageops::crop(&mut red, 0, 0, ready.gray.width(), ready.gray.height() / 2).to_image();
    look::words(&Ready { gray: upper, ..*ready }, Layout::Scattered, limits)
}

/// Where a place of a turned page stands on the page as it lies in the file.
pub(crate) fn as_it_lies(area: Area, turned: u32) -> Area {
    let Area { page, x, y, w, h } = area;
    let (x, y, w, h) = match turned {
        90 => (y, 1.0 - x - w, h, w),
        180 => (1.0 - x - w, 1.0 - y - h, w, h),
        270 => (1.0 - y - h, x, h, w),
        _ => (x, y, w, h),
    };
    Area { page, x: round(x), y: round(y), w: round(w), h: round(h) }
}

fn turn_by(gray: &GrayImage, degrees: u32) -> GrayImage {
    match degrees {
        90 => imageops::rotate90(gray),
        180 => imageops::rotate180(gray),
        270 => imageops::rotate270(gray),
        _ => gray.clone(),
    }
}

/// The way from a prepared picture back to the page as the reader of the paper sees it.
struct Onto<'a> {
    ready: &'a Ready,
    place: [f64; 4],
}

impl Onto<'_> {
    fn lines(&self, rows: Vec<Row>, page: u32) -> Vec<Line> {
        rows.into_iter().flat_map(parts).filter_map(|part| self.line(&part, page)).collect()
    }

    fn line(&self, words: &[Word], page: u32) -> Option<Line> {
        let words: Vec<Word> = words.iter().map(|word| self.word(word)).collect();
        line(&words, page, 1.0, 1.0)
    }

    fn word(&self, word: &Word) -> Word {
        let one = self.point((word.x0, word.y0));
        let two = self.point((word.x1, word.y1));
        Word {
            x0: one.0.min(two.0),
            y0: one.1.min(two.1),
            x1: one.0.max(two.0),
            y1: one.1.max(two.1),
            ..word.clone()
        }
    }

    fn area(&self, [x0, y0, x1, y1]: [f64; 4], page: u32) -> Area {
        let (one, two) = (self.point((x0, y0)), self.point((x1, y1)));
        let inside = |v: f64| v.clamp(0.0, 1.0);
        let (x, y) = (inside(one.0.min(two.0)), inside(one.1.min(two.1)));
        Area {
            page,
            x: round(x),
            y: round(y),
            w: round(inside(one.0.max(two.0)) - x),
            h: round(inside(one.1.max(two.1)) - y),
        }
    }

    fn point(&self, at: (f64, f64)) -> (f64, f64) {
        let (x, y) = back(self.ready, at);
        let (x, y) = (x / f64::from(self.ready.gray.width()), y / f64::from(self.ready.gray.height()));
        let [left, top, width, height] = self.place;
        (left + x * width, top + y * height)
    }
}

/// Tesseract reads lines that run up or down the page too; their words are high and narrow.
fn on_its_side(rows: &[Row]) -> bool {
    let long = || rows.iter().flatten().filter(|w| letters(&w.text) > 3.0);
    let upright = long().filter(|w| w.x1 - w.x0 > w.y1 - w.y0).count();
    let all = long().count();
    all > 2 && upright * 3 < all
}

/// Mean over letters of how sure they are.
fn sureness(rows: &[Row]) -> f64 {
    let all: f64 = rows.iter().flatten().map(|w| letters(&w.text)).sum();
    if all == 0.0 { 0.0 } else { weight(rows) / all }
}

fn weight(rows: &[Row]) -> f64 {
    rows.iter().flatten().map(|w| letters(&w.text) * w.sure.unwrap_or(0.0)).sum()
}

/// A length as whole pixels, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within 1 and a million")]
pub(crate) fn pixels(length: f64) -> u32 {
    length.round().clamp(0.0, 1_000_000.0) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "kept within what 32 bits hold")]
fn whole(value: f64) -> i64 {
    value.clamp(-2.0e9, 2.0e9) as i64
}
