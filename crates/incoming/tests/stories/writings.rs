//! What is written by hand on a paper: offered for typing, kept with the paper, found again.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use documents::{Paper, Typed, WrittenAt};
use incoming::acts::{TypeWriting, type_writing};
use incoming::{Receipt, Receive, Register, receive, register};
use kernel::testing::{On, TestOffice, both};
use kernel::{Actor, Id, Kind};
use people::{Person, Role, sessions};
use reading::{Area, Format, Reading};
use tower::ServiceExt as _;

use crate::door::sound;
use crate::doors::{app, fixture, person};
use crate::form;

const NOTE: &str = "Chuyển Văn phòng tham mưu, báo cáo trước 25/11";

/// A scan on which the reader saw two places of handwriting.
fn scanned(o: &TestOffice) -> Id<Receipt> {
    let bytes = b"mot ban quet";
    let area = |y| Area { page: 1, x: 0.1, y, w: 0.3, h: 0.05 };
    let reading = Reading {
        pages: 1,
        text: "Nội dung in".to_owned(),
        regions: vec![area(0.1), area(0.8)],
        ..Reading::empty(bytes, Format::Pdf)
    };
    let blob = o.office.blobs().put(bytes).unwrap();
    let input = Receive::uploaded(blob, "quet.pdf".to_owned(), serde_json::to_string(&reading).unwrap());
    o.office.act_blocking(Actor::system(), o.office.new_id(), input, receive).unwrap()
}

fn typed(o: &TestOffice, receipt: Id<Receipt>, y: u32, text: &str) -> Typed {
    let row = o.office.read_blocking(move |tx| incoming::receipt(tx, receipt)).unwrap().unwrap();
    let place = WrittenAt { page: 1, x: 1000, y, w: 3000, h: 500 };
    Typed { blob: row.blob, place, text: text.to_owned() }
}

fn written(o: &TestOffice, paper: Id<Paper>) -> Vec<(u32, String)> {
    let rows = o.office.read_blocking(move |tx| documents::writings(tx, paper)).unwrap();
    rows.into_iter().map(|row| (row.place.y, row.text)).collect()
}

#[test]
fn what_is_typed_goes_into_the_book_with_the_paper_and_the_last_that_was_typed_stands() {
    for on in both() {
        let f = fixture(on);
        let o = &f.o;
        let receipt = scanned(o);
        let input = Register {
            writings: vec![typed(o, receipt, 1000, NOTE), typed(o, receipt, 8000, "")],
            ..form(receipt)
        };
        let paper = o.office.act_blocking(Actor::system(), o.office.new_id(), input, register).unwrap().paper;
        assert_eq!(written(o, paper), [(1000, NOTE.to_owned()), (8000, String::new())], "{on:?}");
        let again = |text: &str| TypeWriting { paper, typed: vec![typed(o, receipt, 1000, text)] };
        let act = |actor: Actor, input| o.office.act_blocking(actor, o.office.new_id(), input, type_writing);
        act(Actor::system(), again("Chuyển Ban Tổ chức")).unwrap();
        assert_eq!(written(o, paper)[0].1, "Chuyển Ban Tổ chức", "{on:?}");
        // Both wordings find it.
        let found = o.office.read_blocking(move |tx| documents::written(tx, &[paper])).unwrap();
        assert_eq!(found.len(), 2, "{on:?}");
        // A place off the page, a file of another paper, and a text without end are refused.
        let mut off = again("x");
        off.typed[0].place.x = 9000;
        assert_eq!(act(Actor::system(), off).unwrap_err().kind, Kind::NotFound, "{on:?}");
        let mut other = again("x");
        other.typed[0].blob = kernel::BlobHash::of(b"khac");
        assert_eq!(act(Actor::system(), other).unwrap_err().kind, Kind::NotFound, "{on:?}");
        let long = act(Actor::system(), again(&"a".repeat(2001))).unwrap_err();
        assert_eq!(long.kind, Kind::Invalid, "{on:?}");
        sound(o);
    }
}

#[test]
fn a_secretary_types_what_lies_on_the_own_desk_and_a_specialist_nothing() {
    for on in both() {
        let f = fixture(on);
        let o = &f.o;
        let receipt = scanned(o);
        let paper =
            o.office.act_blocking(Actor::system(), o.office.new_id(), form(receipt), register).unwrap().paper;
        let (_, _, secretary) = person(o, f.admin, "thuky", Role::Secretary);
        let (_, _, specialist) = person(o, f.admin, "chuyenvien2", Role::Specialist);
        let act = |who: Id<Person>| {
            let input = TypeWriting { paper, typed: vec![typed(o, receipt, 1000, NOTE)] };
            o.office.act_blocking(Actor::person(who.uuid(), None), o.office.new_id(), input, type_writing)
        };
        assert_eq!(act(specialist).unwrap_err().kind, Kind::Forbidden, "{on:?}");
        // The paper never came to the secretary's leader: it is not there.
        assert_eq!(act(secretary).unwrap_err().kind, Kind::NotFound, "{on:?}");
        assert_eq!(written(o, paper), [], "{on:?}");
    }
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

#[tokio::test(flavor = "multi_thread")]
async fn the_accept_screen_offers_each_place_and_the_papers_page_shows_what_was_typed() {
    for on in [On::Sqlite] {
        let f = tokio::task::spawn_blocking(move || fixture(on)).await.unwrap();
        let receipt = tokio::task::block_in_place(|| scanned(&f.o));
        let office = f.o.office.clone();
        let sign_in =
            move || sessions::sign_in(&office, "vanthu", crate::doors::PASSWORD, "").unwrap().secret;
        let clerk = tokio::task::spawn_blocking(sign_in).await.unwrap();
        let app = app(&f);
        let (_, page) = ask(&app, &clerk, &format!("/incoming/{receipt}"), None).await;
        for said in ["2 chỗ viết tay", "1,1000,1000,3000,500", "class=\"crop\"", "written-none-1"] {
            assert!(page.contains(said), "{on:?}: {said}");
        }
        // Refused for something else, what was typed stays in its field.
        let id = f.o.office.new_id();
        let typed = "written-at-0=1,1000,1000,3000,500&written-0=But+phe&written-at-1=1,1000,8000,3000,500&written-1=&written-none-1=1";
        let line = "code=118-BC&kind=B&issuer=Xa&issued_on=&urgency=&asked_by=";
        let to = format!("/incoming/{receipt}");
        let form = format!("act_id={id}&sent={to}&{line}&subject=&{typed}");
        let (status, page) = ask(&app, &clerk, &to, Some(form)).await;
        assert_eq!((status, page.contains("But phe")), (StatusCode::UNPROCESSABLE_ENTITY, true), "{on:?}");
        let form = format!("act_id={}&{line}&subject=sat+lo&{typed}", f.o.office.new_id());
        let (status, _) = ask(&app, &clerk, &to, Some(form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{on:?}");
        let row = f.o.office.read(move |tx| incoming::receipt(tx, receipt)).await.unwrap().unwrap();
        let paper = row.paper.unwrap();
        let (_, page) = ask(&app, &clerk, &format!("/papers/{paper}"), None).await;
        assert!(page.contains("But phe") && page.contains("gõ lúc"), "{on:?}");
        assert!(!page.contains("written-at-"), "{on:?}: nothing is left to type");
        // On the paper's page, later, another wording; a form with nothing in it says what to do.
        let to = format!("/papers/{paper}/writings");
        let file = f.o.office.read(move |tx| documents::files(tx, paper)).await.unwrap()[0].id;
        let place = format!("written-file-0={file}&written-at-0=1,1000,1000,3000,500");
        let form = format!("act_id={}&{place}&written-0=But+phe+moi", f.o.office.new_id());
        assert_eq!(ask(&app, &clerk, &to, Some(form)).await.0, StatusCode::SEE_OTHER, "{on:?}");
        assert_eq!(tokio::task::block_in_place(|| written(&f.o, paper))[0].1, "But phe moi", "{on:?}");
        let form = format!("act_id={}&{place}&written-0=", f.o.office.new_id());
        let (status, page) = ask(&app, &clerk, &to, Some(form)).await;
        assert!(status.is_client_error() && page.contains("Chưa gõ chỗ nào"), "{on:?}: {status}");
        tokio::task::block_in_place(|| sound(&f.o));
    }
}
