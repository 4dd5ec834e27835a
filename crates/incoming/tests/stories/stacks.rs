//! Stacks put through a scanner at once: separator sheets, cover slips, and parting by hand.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use documents::Paper;
use image::{Rgb, RgbImage, imageops};
use incoming::door::{Checked, Outcome, Parcel, Together, Told, Under, check_all, let_in, take};
use incoming::spool::Spool;
use incoming::{Receipt, Receive, acts, receive, register};
use kernel::testing::{On, TestOffice, both};
use kernel::{Actor, BlobHash, Id};
use people::sessions;
use qrcode::{Color, EcLevel, QrCode};
use reading::{SPLIT_CODE, paper_code};
use tower::ServiceExt as _;

use crate::door::{equation, given, reader, sound};
use crate::doors::{app, fixture};
use crate::{at_the_door, form, open};

const LETTER: &[u8] = include_bytes!("../scans/letter.png");
const MARKED: &[u8] = include_bytes!("../scans/marked.png");
const PAGE: (u32, u32) = (1653, 2338);

fn page() -> RgbImage {
    RgbImage::from_pixel(PAGE.0, PAGE.1, Rgb([255; 3]))
}

/// A scanned page with this at its head.
fn paper(head: &[u8]) -> RgbImage {
    let mut page = page();
    imageops::overlay(&mut page, &image::load_from_memory(head).unwrap().into_rgb8(), 0, 0);
    page
}

fn sheet(code: &str) -> RgbImage {
    let code = QrCode::with_error_correction_level(code, EcLevel::H).unwrap();
    let (squares, mut page) = (u32::try_from(code.width()).unwrap(), page());
    let one = 788 / squares;
    let left = (PAGE.0 - one * squares) / 2;
    for (n, _) in (0..).zip(code.to_colors()).filter(|(_, colour)| *colour == Color::Dark) {
        let (x, y) = (left + n % squares * one, 600 + n / squares * one);
        for (dx, dy) in (0..one).flat_map(|dx| (0..one).map(move |dy| (dx, dy))) {
            page.put_pixel(x + dx, y + dy, Rgb([0; 3]));
        }
    }
    page
}

fn separator() -> RgbImage {
    sheet(SPLIT_CODE)
}

/// Ink that no recognition reads: some thick strokes across the page.
fn scribble() -> RgbImage {
    RgbImage::from_fn(PAGE.0, PAGE.1, |x, y| {
        let stroke = |at: u32| (y + x / 3).abs_diff(at) < 9 && (300..1350).contains(&x);
        if [900, 1100, 1500].into_iter().any(stroke) { Rgb([20; 3]) } else { Rgb([255; 3]) }
    })
}

fn stack(pages: &[RgbImage]) -> Vec<u8> {
    degrade::scanned_pdf(pages, 80)
}

fn look(bytes: Vec<u8>) -> Checked {
    let ways = (Together::Each, Together::One);
    let mut checked = check_all(&reader(), "upload", vec![given("tap.pdf", bytes)], ways, false);
    assert_eq!(checked.len(), 1);
    checked.remove(0)
}

fn clear(bytes: Vec<u8>) -> Parcel {
    match look(bytes) {
        Checked::Clear(parcel) => parcel,
        Checked::Unchecked(_, why) => panic!("{why:?}"),
        _ => panic!("it is clear"),
    }
}

fn give(o: &TestOffice, id: uuid::Uuid, one: Checked) -> Vec<Told> {
    take(&o.office, None, Under { actor: Actor::system(), id, stop: None }, one).unwrap().each()
}

fn waiting(told: &[Told]) -> Vec<Id<Receipt>> {
    let of = |told: &Told| match told.outcome {
        Outcome::Waiting(receipt) => receipt,
        ref other => panic!("{other:?}"),
    };
    told.iter().map(of).collect()
}

fn row(o: &TestOffice, id: Id<Receipt>) -> incoming::ReceiptRow {
    o.office.read_blocking(move |tx| incoming::receipt(tx, id)).unwrap().unwrap()
}

fn came_from(o: &TestOffice, id: Id<Receipt>) -> Option<incoming::FromStack> {
    o.office.read_blocking(move |tx| incoming::stack(tx, id)).unwrap()
}

#[test]
fn each_paper_of_a_stack_waits_by_itself_and_names_the_stack_that_stays_as_it_came() {
    let nobody = "0199b1c2-d3e4-7f5a-8b6c-7d8e9f0a1b2c";
    let pages = [
        paper(LETTER),
        separator(),
        page(),
        paper(LETTER),
        separator(),
        sheet(&paper_code(nobody)),
        paper(LETTER),
    ];
    let bytes = stack(&pages);
    let parcel = clear(bytes.clone());
    for on in both() {
        let o = open(on);
        let act = o.office.new_id();
        let told = give(&o, act, Checked::Clear(parcel.clone()));
        let receipts = waiting(&told);
        assert_eq!(receipts.len(), 3, "{on:?}");
        let e = equation(&o);
        assert_eq!((e.received, e.waiting), (3, 3), "{on:?}");
        let names: Vec<String> = told.iter().map(|told| told.name.clone()).collect();
        assert_eq!(names, ["tap-trang-1.pdf", "tap-trang-4.pdf", "tap-trang-7.pdf"], "{on:?}");
        for (id, page) in receipts.iter().zip([1, 4, 7]) {
            let (row, from) = (row(&o, *id), came_from(&o, *id).unwrap());
            assert_eq!((from.blob, from.first, from.last), (BlobHash::of(&bytes), page, page), "{on:?}");
            assert_eq!(from.name, "tap.pdf");
            let reading = row.reading().unwrap();
            assert_eq!((reading.pages, reading.sha256.clone()), (1, row.blob.to_string()), "{on:?}");
            assert!(reading.facts.code.is_some(), "{on:?}: {}", reading.text);
            let part = o.office.blobs().get(row.blob).unwrap();
            assert!(part.starts_with(b"%PDF") && part.len() < bytes.len() / 2, "{on:?}");
        }
        assert_eq!(o.office.blobs().get(BlobHash::of(&bytes)).unwrap(), bytes, "{on:?}: byte for byte");
        assert_eq!(row(&o, receipts[2]).slip_of.map(|id| id.to_string()).as_deref(), Some(nobody), "{on:?}");
        // The same sending changes nothing; another one of the same stack gives the same files, and says so.
        assert_eq!(waiting(&give(&o, act, Checked::Clear(parcel.clone()))), receipts, "{on:?}");
        assert_eq!(equation(&o).received, 3, "{on:?}");
        let again = give(&o, o.office.new_id(), Checked::Clear(parcel.clone()));
        for (new, old) in waiting(&again).into_iter().zip(&receipts) {
            assert_eq!(row(&o, new).blob, row(&o, *old).blob, "{on:?}");
        }
        assert_eq!((equation(&o).received, equation(&o).waiting), (6, 6), "{on:?}");
        sound(&o);
    }
}

#[test]
fn a_mark_on_one_paper_stops_the_stack_and_nothing_of_it_is_kept() {
    let bytes = stack(&[paper(LETTER), separator(), paper(MARKED)]);
    let Checked::Marked { mark, .. } = look(bytes.clone()) else { panic!("the mark is seen") };
    assert_eq!(mark, "toi-mat");
    for on in both() {
        let o = open(on);
        let one = Checked::Marked { source: "upload".to_owned(), mark: mark.clone() };
        let told = give(&o, o.office.new_id(), one);
        assert!(matches!(told[..], [Told { outcome: Outcome::Marked(_), .. }]), "{on:?}");
        assert!(o.office.blobs().get(BlobHash::of(&bytes)).is_err(), "{on:?}");
        assert_eq!((equation(&o).received, equation(&o).handed), (1, 1), "{on:?}");
    }
}

#[test]
fn a_stack_with_a_page_that_nobody_can_read_is_one_question_and_comes_apart_with_its_answer() {
    let bytes = stack(&[paper(LETTER), separator(), scribble()]);
    let Checked::Unchecked(parcel, why) = look(bytes.clone()) else { panic!("it is asked about") };
    for on in both() {
        let (o, spool) = (open(on), Spool::default());
        let one = Checked::Unchecked(parcel.clone(), why.clone());
        let under = Under { actor: Actor::system(), id: o.office.new_id(), stop: None };
        let Outcome::Question(stop) = take(&o.office, Some(&spool), under, one).unwrap().outcome else {
            panic!("{on:?}")
        };
        assert!(o.office.blobs().get(BlobHash::of(&bytes)).is_err(), "{on:?}: on no disk before the answer");
        assert_eq!((equation(&o).received, equation(&o).waiting), (1, 1), "{on:?}");
        let (held, _) = spool.get(stop).unwrap();
        let by = (Actor::system(), o.office.new_id());
        let taken = let_in(&o.office, by.clone(), &held, Some(stop)).unwrap();
        assert_eq!(taken.len(), 2, "{on:?}");
        // A second press of the button finds the same.
        let twice = let_in(&o.office, by, &held, Some(stop)).unwrap();
        assert_eq!(twice[1].receipt, taken[1].receipt, "{on:?}");
        let settled = o.office.read_blocking(move |tx| incoming::stop(tx, stop)).unwrap().unwrap();
        assert_eq!((settled.state.as_str(), settled.receipt), ("unmarked", Some(taken[0].receipt)), "{on:?}");
        assert!(
            taken.iter().all(|one| row(&o, one.receipt).stop == Some(stop)),
            "{on:?}: each says who let it pass"
        );
        let e = equation(&o);
        assert_eq!((e.received, e.waiting), (2, 2), "{on:?}");
        sound(&o);
        // The answer was for this stack and no other.
        let other = Receive {
            stop: Some(stop),
            ..Receive::uploaded(BlobHash::of(b"x"), "x".to_owned(), String::new())
        };
        let refused = o.office.act_blocking(Actor::system(), o.office.new_id(), other, receive);
        assert_eq!(refused.unwrap_err().kind, kernel::Kind::Conflict, "{on:?}");
    }
}

fn all_waiting(o: &TestOffice) -> Vec<incoming::ReceiptRow> {
    let sql = "SELECT id FROM receipts WHERE state = 'waiting' ORDER BY id";
    let ids: Vec<Id<Receipt>> = o.office.read_blocking(|tx| tx.rows(sql, &[], |row| row.get(0))).unwrap();
    ids.into_iter().map(|id| row(o, id)).collect()
}

/// A cookie of who signs in under this name.
async fn cookie(o: &TestOffice, name: &'static str) -> String {
    let office = o.office.clone();
    let work = move || sessions::sign_in(&office, name, crate::doors::PASSWORD, "").unwrap().secret;
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn ask(app: &axum::Router, cookie: &str, to: &str, form: Option<String>) -> (StatusCode, String) {
    let request = Request::builder().uri(to).header("cookie", format!("{}={cookie}", sessions::COOKIE));
    let request = match form {
        Some(form) => request
            .method("POST")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form)),
        None => request.body(Body::empty()),
    };
    let response = app.clone().oneshot(request.unwrap()).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 8 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// A paper in the book, and one that waits under its slip.
fn under_slip(o: &TestOffice) -> (Id<Paper>, Id<Receipt>) {
    let first = at_the_door(o, b"Van ban di trinh ky");
    let done = o.office.act_blocking(Actor::system(), o.office.new_id(), form(first), register).unwrap();
    let blob = o.office.blobs().put(b"ban da ky").unwrap();
    let reading = reading::read_bytes(b"ban da ky", "ky.txt", &reading::Limits::default());
    let signed = Receive {
        slip_of: Some(done.paper),
        ..Receive::uploaded(blob, "ky.txt".to_owned(), serde_json::to_string(&reading).unwrap())
    };
    let receipt = o.office.act_blocking(Actor::system(), o.office.new_id(), signed, receive).unwrap();
    (done.paper, receipt)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_slip_brings_a_signed_paper_back_to_its_record() {
    for on in [On::Sqlite] {
        let f = tokio::task::spawn_blocking(move || fixture(on)).await.unwrap();
        let (paper, receipt) = tokio::task::block_in_place(|| under_slip(&f.o));
        let app = app(&f);
        let clerk = cookie(&f.o, "vanthu").await;
        let (status, page) = ask(&app, &clerk, &format!("/incoming/{receipt}"), None).await;
        assert_eq!(status, StatusCode::OK, "{on:?}");
        for said in ["Quét kèm phiếu của số đến", &format!("/papers/{paper}"), "annexing"] {
            assert!(page.contains(said), "{on:?}: {said}");
        }
        let (_, list) = ask(&app, &clerk, "/incoming", None).await;
        assert!(list.contains("Có phiếu kèm"), "{on:?}");
        let act = f.o.office.new_id();
        let body = format!("act_id={act}&paper={paper}");
        let (status, _) = ask(&app, &clerk, &format!("/incoming/{receipt}/annexing"), Some(body)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{on:?}");
        let files = f.o.office.read(move |tx| documents::files(tx, paper)).await.unwrap();
        assert_eq!(files.len(), 2, "{on:?}: the signed one stands beside the first");
        tokio::task::block_in_place(|| sound(&f.o));
        // A slip of a paper that is not here, or not for the reader, says so and tells nothing more.
        let lost = tokio::task::block_in_place(|| {
            let blob = f.o.office.blobs().put(b"lac").unwrap();
            let input = Receive {
                slip_of: Some(f.o.office.new_id().to_string().parse().unwrap()),
                ..Receive::uploaded(blob, "lac.txt".to_owned(), String::new())
            };
            f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), input, receive).unwrap()
        });
        let (_, page) = ask(&app, &clerk, &format!("/incoming/{lost}"), None).await;
        assert!(page.contains("không dẫn tới văn bản nào") && !page.contains("annexing"), "{on:?}");
        // The slip itself says number, day and book, and not what the paper is about.
        let (status, slip) = ask(&app, &clerk, &format!("/papers/{paper}/slip.pdf"), None).await;
        assert_eq!(status, StatusCode::OK, "{on:?}");
        assert!(slip.contains(&paper_code(&paper.to_string())) && slip.contains("Số đến"), "{on:?}: {slip}");
        assert!(!slip.contains("sạt lở") && !slip.contains("118-BC"), "{on:?}: {slip}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_without_sheets_is_parted_by_hand_again_and_again() {
    let bytes = stack(&[paper(LETTER), page(), paper(LETTER), paper(LETTER)]);
    let parcel = tokio::task::block_in_place(|| clear(bytes.clone()));
    for on in [On::Sqlite] {
        let f = tokio::task::spawn_blocking(move || fixture(on)).await.unwrap();
        let app = app(&f);
        let first = tokio::task::block_in_place(|| {
            waiting(&give(&f.o, f.o.office.new_id(), Checked::Clear(parcel.clone())))[0]
        });
        let before = tokio::task::block_in_place(|| equation(&f.o));
        let clerk = cookie(&f.o, "vanthu").await;
        let to = format!("/incoming/{first}/splitting");
        let act = |row: &incoming::ReceiptRow, page: &str| {
            format!("act_id={}&cut={}&page={page}", f.o.office.new_id(), row.blob)
        };
        let whole = tokio::task::block_in_place(|| row(&f.o, first));
        for wrong in ["1", "5", "hai", ""] {
            let (status, page) = ask(&app, &clerk, &to, Some(act(&whole, wrong))).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{on:?} {wrong}");
            assert!(page.contains("từ 2 đến 4"), "{on:?} {wrong}");
        }
        let once = act(&whole, "3");
        for _ in 0..2 {
            // The button pressed twice parts it once.
            let (status, _) = ask(&app, &clerk, &to, Some(once.clone())).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{on:?}");
        }
        let rows = tokio::task::block_in_place(|| all_waiting(&f.o));
        let second = rows.into_iter().find(|row| row.name.contains("trang-3-4")).unwrap();
        let to = format!("/incoming/{}/splitting", second.id);
        let (status, _) = ask(&app, &clerk, &to, Some(act(&second, "2"))).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{on:?}");
        let rows = tokio::task::block_in_place(|| all_waiting(&f.o));
        let mut spans = Vec::new();
        for row in rows.iter().filter(|row| row.name.starts_with("tap")) {
            let from = tokio::task::block_in_place(|| came_from(&f.o, row.id)).unwrap();
            assert_eq!(from.blob, BlobHash::of(&bytes), "{on:?}: always the stack that came");
            assert_eq!(row.reading().unwrap().pages, from.last - from.first + 1, "{on:?}");
            spans.push((from.first, from.last));
        }
        spans.sort_unstable();
        assert_eq!(spans, [(1, 2), (3, 3), (4, 4)], "{on:?}");
        let after = tokio::task::block_in_place(|| equation(&f.o));
        assert_eq!((after.received, after.waiting), (before.received + 2, before.waiting + 2), "{on:?}");
        let (status, whole) = ask(&app, &clerk, &format!("/incoming/{first}/stack"), None).await;
        assert_eq!((status, whole.starts_with("%PDF")), (StatusCode::OK, true), "{on:?}");
        tokio::task::block_in_place(|| sound(&f.o));
    }
}

#[test]
fn the_console_takes_a_stack_paper_by_paper() {
    let o = open(On::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tap.pdf");
    std::fs::write(&path, stack(&[separator(), paper(LETTER), separator(), paper(LETTER)])).unwrap();
    let lines = incoming::intake::intake(&o.office, &reader(), &path, incoming::intake::Ways::default());
    let outcomes: Vec<_> = lines.iter().map(|line| line.outcome).collect();
    assert_eq!(outcomes, ["waiting", "waiting"]);
    assert!(lines[0].id.is_some() && lines[0].id != lines[1].id);
    assert!(
        matches!(o.office.act_blocking(Actor::system(), o.office.new_id(), Vec::new(), acts::receive_stack), Err(refusal) if refusal.kind == kernel::Kind::NotFound)
    );
    sound(&o);
}

#[test]
fn parting_counts_the_second_half_and_only_what_still_waits_as_it_was_is_parted() {
    for on in both() {
        let o = open(on);
        let receipt = at_the_door(&o, b"tap van ban");
        let came = row(&o, receipt).blob;
        let half = |bytes: &[u8], (first, last): (u32, u32)| {
            let reading = reading::read_bytes(bytes, "phan.txt", &reading::Limits::default());
            acts::Pages {
                blob: o.office.blobs().put(bytes).unwrap(),
                name: format!("phan-{first}.txt"),
                reading: serde_json::to_string(&reading).unwrap(),
                first,
                last,
            }
        };
        let input = acts::Split {
            receipt,
            cut: came,
            before: half(b"phan dau", (1, 2)),
            behind: half(b"phan sau", (3, 5)),
        };
        let split = |input| o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::split);
        let second = split(input.clone()).unwrap();
        let spans =
            [receipt, second].map(|id| came_from(&o, id).map(|from| (from.blob, from.first, from.last)));
        assert_eq!(spans, [Some((came, 1, 2)), Some((came, 3, 5))], "{on:?}");
        assert_eq!((equation(&o).received, equation(&o).waiting), (2, 2), "{on:?}");
        // Somebody was faster: another file stands there now.
        assert_eq!(split(input).unwrap_err().kind, kernel::Kind::Conflict, "{on:?}");
        // A half is parted again: its pages are still those of the file that came.
        let again = acts::Split {
            receipt: second,
            cut: row(&o, second).blob,
            before: half(b"ba", (1, 1)),
            behind: half(b"bon nam", (2, 3)),
        };
        let third = split(again).unwrap();
        let from = came_from(&o, third).unwrap();
        assert_eq!((from.blob, from.first, from.last), (came, 4, 5), "{on:?}");
        // Each goes its own way into the book.
        let done = o.office.act_blocking(Actor::system(), o.office.new_id(), form(third), register).unwrap();
        assert_eq!(row(&o, third).paper, Some(done.paper), "{on:?}");
        let late = acts::Split {
            receipt: third,
            cut: row(&o, third).blob,
            before: half(b"x", (1, 1)),
            behind: half(b"y", (2, 2)),
        };
        assert_eq!(split(late).unwrap_err().kind, kernel::Kind::Conflict, "{on:?}: it is in the book");
        sound(&o);
    }
}
