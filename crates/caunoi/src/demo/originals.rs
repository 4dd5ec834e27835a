//! What came in: each paper written, its original laid into the store, its text at hand. Made ahead on every core
//! while the year is played.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use anyhow::Context as _;
use kernel::{BlobHash, Office};
use print::{Press as _, Sheet};
use print_typst::TypstPress;
use province::{Head, Issuer, Layouts, Paper, as_text};
use reading::{Facts, Format, Limits, Reading, read_bytes};

/// Dots per inch of the scanners.
const DOTS: u32 = 200;

/// In which form a paper came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Pdf,
    Scan,
    /// Its text is known; the original lies elsewhere, and a note says so.
    Apart,
}

/// What stands for the originals of many old papers.
const ELSEWHERE: &str = "DỮ LIỆU GIẢ ĐỊNH\n\nBản chính của văn bản này không có trong bộ dữ liệu giả định; nội dung đã \
     đọc được lưu cùng dòng sổ.\n";

/// The newest papers are the ones that are looked at: most of the eighty files and thirty scans are among them, the others
/// are spread over the year.
pub fn form(n: u64, count: u64) -> Form {
    let from_the_end = count.saturating_sub(n);
    let spread = (count.saturating_sub(80) / 40).max(2);
    match from_the_end {
        1..=80 if from_the_end % 4 == 3 => Form::Scan,
        1..=80 if from_the_end.is_multiple_of(2) => Form::Pdf,
        81.. if n % spread == 1 && n / spread < 40 => Form::Pdf,
        81.. if n % (spread * 4) == 2 && n / (spread * 4) < 10 => Form::Scan,
        _ => Form::Text,
    }
}

/// A paper that is ready to be received.
pub struct Original {
    pub paper: Paper,
    pub blob: BlobHash,
    pub name: String,
    /// As JSON.
    pub reading: String,
}

/// What writing needs, the same for every paper.
pub struct Desk<'a> {
    pub office: &'a Office,
    pub seed: u64,
    pub issuers: &'a [Issuer],
    pub layouts: &'a Layouts<'a>,
    pub press: &'a TypstPress,
    pub heads: &'a [Head],
    /// Papers from this one on lie at the door.
    pub waiting_from: usize,
    /// Papers before this one have no original of their own.
    pub whole_from: usize,
    /// Some come as files of a press and as scans; without it all are plain text.
    pub files: bool,
}

/// Ready papers of each core that wait to be received.
const AHEAD: usize = 256;

/// Starts writing, on as many threads as there are cores: the `n`th paper comes from the `n`th of them in turn.
pub fn start<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    desk: &'env Desk<'env>,
) -> Vec<Receiver<anyhow::Result<Original>>> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    (0..cores)
        .map(|first| {
            let (give, take) = sync_channel(AHEAD);
            scope.spawn(move || {
                for at in (first..desk.heads.len()).step_by(cores) {
                    // Nobody takes any more: the year has ended early.
                    if give.send(desk.make(at)).is_err() {
                        return;
                    }
                }
            });
            take
        })
        .collect()
}

impl Desk<'_> {
    fn make(&self, at: usize) -> anyhow::Result<Original> {
        // One of those at the door is a paper of the book that comes again, on paper and scanned this time.
        let again = at.checked_sub(COMES_AGAIN).filter(|_| at == self.waiting_from + 2);
        let head = self.heads.get(again.unwrap_or(at)).context("there is such a paper")?;
        let number = |at: usize| u64::try_from(at).unwrap_or(u64::MAX);
        let (before, count) = (number(self.whole_from), number(self.heads.len() - self.whole_from));
        let form = match (self.files, again) {
            _ if at < self.whole_from => Form::Apart,
            (true, Some(_)) => Form::Scan,
            (true, None) => form(head.n.saturating_sub(before), count),
            (false, _) => Form::Text,
        };
        self.ready(head, form, at >= self.waiting_from)
    }

    /// One in twelve letters and reports answers an earlier paper of its field, and so do two of those at the door.
    fn answered(&self, head: &Head) -> Option<String> {
        let at = usize::try_from(head.n).ok()?;
        let mut chance = province::Chance::of(self.seed, 11, head.n);
        let answers = chance.percent(8) && matches!(head.kind, 0 | 1);
        if !answers && at != self.waiting_from && at != self.waiting_from + 3 {
            return None;
        }
        let from = at.saturating_sub(ANSWERED_WITHIN);
        let mut earlier: Vec<&Head> =
            self.heads.get(from..at)?.iter().filter(|one| one.field == head.field).collect();
        // Nobody answers what was written after the answer.
        earlier.retain(|one| one.issued < head.issued);
        let one = *chance.pick(&earlier)?;
        let (code, kind, issuer) = province::called(one, self.issuers)?;
        let day = one.issued;
        let day = format!("{:02}/{:02}/{}", day.day(), day.month(), day.year());
        let (verb, end) = match chance.between(0, 2) {
            0 => ("Phúc đáp", "xin báo cáo như sau."),
            1 => ("Trả lời", "có ý kiến như sau."),
            _ => ("Thực hiện yêu cầu phối hợp tại", "gửi các nội dung sau đây."),
        };
        Some(format!("{verb} {kind} số {code}, ngày {day} của {issuer}, cơ quan gửi {end}"))
    }

    /// Writes it, in this form; `waits` when it will lie at the door.
    pub fn ready(&self, head: &Head, form: Form, waits: bool) -> anyhow::Result<Original> {
        let paper = province::write(self.seed, head, self.issuers, self.layouts);
        let mut paper = paper.context("the rules know how a letter of that day looks")?;
        if let Some(earlier) = self.answered(head) {
            paper.letter.body.insert(0, print::Paragraph::text(earlier));
        }
        let text = as_text(&paper.letter);
        let stem = vietnamese::slug(&format!("{} {}", paper.code, paper.issuer));
        let (bytes, name, reading) = match form {
            Form::Text => {
                let bytes = text.clone().into_bytes();
                let reading = match waits {
                    true => read_bytes(&bytes, &stem, &Limits::default()),
                    false => known(&bytes, Format::Txt, text, (1, 0), &paper),
                };
                (bytes, format!("{stem}.txt"), reading)
            }
            Form::Apart => {
                let bytes = ELSEWHERE.as_bytes().to_vec();
                let reading = known(&bytes, Format::Txt, text, (1, 0), &paper);
                (bytes, format!("{stem}.txt"), reading)
            }
            Form::Pdf => {
                let bytes = self.print(&paper)?;
                let name = format!("{stem}.pdf");
                let reading = read_bytes(&bytes, &name, &Limits::default());
                (bytes, name, reading)
            }
            Form::Scan => {
                let (bytes, pages) = self.scan(&self.print(&paper)?, head.n)?;
                let name = format!("scan-{stem}.pdf");
                // Recognition takes a second or two a page. What stands in the book since long is not recognised
                // again: its text is what was scanned. What lies at the door is read as everything at the door is.
                let reading = match waits {
                    true => read_bytes(&bytes, &name, &Limits::default()),
                    false => known(&bytes, Format::Pdf, text, (pages, pages), &paper),
                };
                (bytes, name, reading)
            }
        };
        let blob = self.keep(&bytes)?;
        // Tens of thousands may be on their way at once; what was written lies in the store now.
        paper.letter.body.clear();
        Ok(Original { paper, blob, name, reading: serde_json::to_string(&reading)? })
    }

    fn print(&self, paper: &Paper) -> anyhow::Result<Vec<u8>> {
        let mut sheet = Sheet::Letter(Box::new(paper.letter.clone()));
        sheet.mark(province::MARK.to_owned());
        Ok(self.press.set(&sheet)?)
    }

    /// The printed letter as a scanner of some age gives it back. No seal is put over it: the province has none.
    fn scan(&self, pdf: &[u8], n: u64) -> anyhow::Result<(Vec<u8>, u32)> {
        let mut wear = match n % 3 {
            0 => degrade::Wear::light(),
            1 => degrade::Wear::fair(),
            _ => degrade::Wear::heavy(),
        };
        wear.seal = false;
        // The picture is taken at the scanner's own resolution.
        wear.coarse = if n % 3 == 2 { 0.75 } else { 0.0 };
        let mut pages = Vec::new();
        for number in 1..=MOST_PAGES {
            let page = reading::page_image_of(pdf, number, DOTS, &Limits::default());
            let Ok(page) = page else { break };
            let page = image::load_from_memory(&page).context("poppler draws what can be read")?;
            pages.push(degrade::degrade(&page.into_rgb8(), &wear, n * 100 + u64::from(number)));
        }
        anyhow::ensure!(!pages.is_empty(), "pages are drawn with poppler: apt install poppler-utils");
        let count = u32::try_from(pages.len()).unwrap_or(MOST_PAGES);
        Ok((degrade::scanned_pdf(&pages, 60), count))
    }

    /// Laid where the store looks for it. Data that can be made again need not survive a power cut, so nothing
    /// waits for the disk here.
    fn keep(&self, bytes: &[u8]) -> anyhow::Result<BlobHash> {
        let hash = BlobHash::of(bytes);
        let place = self.office.blobs().place(hash);
        if place.exists() {
            return Ok(hash);
        }
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&place, bytes).with_context(|| place.display().to_string())?;
        Ok(hash)
    }
}

/// So many papers before it came what comes again.
const COMES_AGAIN: usize = 60;
/// Answers are to one of so many papers before.
const ANSWERED_WITHIN: usize = 400;

/// Letters of the province have a few pages.
const MOST_PAGES: u32 = 12;

/// What is known of a paper because it was written here.
fn known(
    bytes: &[u8],
    format: Format,
    text: String,
    (pages, ocr_pages): (u32, u32),
    paper: &Paper,
) -> Reading {
    let (number, symbol) = paper.code.split_once(['-', '/']).unwrap_or((&paper.code, ""));
    let facts = Facts {
        issuer: Some(paper.issuer.clone()),
        number: Some(number.to_owned()),
        symbol: Some(symbol.to_owned()),
        code: Some(paper.code.clone()),
        kind: Some(paper.kind.to_owned()),
        date: Some(paper.issued.to_string()),
        subject: Some(paper.subject.clone()),
        ..Facts::default()
    };
    Reading { pages, ocr_pages, text, facts, ..Reading::empty(bytes, format) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighty_papers_are_files_and_thirty_are_scans() {
        let count = |wanted, of| (0..of).filter(|n| form(*n, of) == wanted).count() as u64;
        for of in [3_000, 20_000] {
            assert_eq!((count(Form::Pdf, of), count(Form::Scan, of)), (80, 30), "{of}");
        }
    }
}
