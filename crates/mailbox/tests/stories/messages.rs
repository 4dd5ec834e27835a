//! Each message comes through the door once, and is marked only when its papers are durable.

use std::sync::atomic::Ordering;

use incoming::Stop;
use incoming::acts;
use incoming::door::keep;
use incoming::spool::Spool;
use kernel::testing::{On, TestOffice, both};
use kernel::{Actor, Id, Instant};
use mailbox::{After, Auth, Do, Fault, Round, Rule, Security, latest};

use crate::dovecot::{Cutter, Dovecot};
use crate::{equation, look, open, plain, set, sound};

const LETTER: &str = "ĐẢNG BỘ TỈNH HẢI SƠN                ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG UỶ XÃ TÂN AN\n*\nSố 118-BC/ĐU          Tân An, ngày 23 tháng 11 năm 2026\n\nBÁO CÁO\ntình hình sạt lở tại hai thôn\n-----\n\nTừ đêm ngày 20 có mưa rất to.\n";

fn mail(id: &str, from: &str, subject: &str, attachments: &[(&str, &str)]) -> Vec<u8> {
    let mut text = format!(
        "From: <{from}>\r\nTo: <vanthu@haison.invalid>\r\nSubject: {subject}\r\nMessage-ID: <{id}@tanan.invalid>\r\n\
         Date: Mon, 23 Nov 2026 06:50:00 +0700\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"P\"\r\n\r\n--P\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\nKính gửi Văn phòng Tỉnh uỷ.\r\n"
    );
    for (name, body) in attachments {
        let body = body.replace('\n', "\r\n");
        text += &format!(
            "--P\r\nContent-Type: text/plain; charset=utf-8; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
        );
    }
    (text + "--P--\r\n").into_bytes()
}

fn letter(id: &str) -> Vec<u8> {
    mail(
        id,
        "vanthu@tanan.invalid",
        "Bao cao sat lo",
        &[("bao-cao.txt", LETTER), ("phu-luc.txt", "Phụ lục số liệu\n")],
    )
}

fn receipts(o: &TestOffice) -> Vec<(String, Option<String>, Option<i64>)> {
    o.office
        .read_blocking(|tx| {
            let sql = "SELECT source, sender, came_at FROM receipts ORDER BY received_at, id";
            tx.rows(sql, kernel::vals![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        })
        .unwrap()
}

fn states(o: &TestOffice) -> Vec<String> {
    let mut rows = o.office.read_blocking(|tx| latest(tx, 50)).unwrap();
    rows.sort_by_key(|row| row.uid);
    rows.into_iter().map(|row| row.state).collect()
}

#[test]
fn messages_come_in_over_tls_and_are_marked_when_their_papers_are_there() {
    let server = Dovecot::start();
    server.deliver(&letter("mot"));
    server.deliver(&letter("hai"));
    for (number, on) in both().into_iter().enumerate() {
        let o = open(on);
        let spool = Spool::default();
        let trusted = || mailbox::SetMailbox {
            security: Security::Tls,
            port: server.tls,
            authority: Some(server.authority.clone()),
            ..plain(server.tls)
        };
        // Nobody vouches for this certificate: not a byte of the password is sent.
        set(&o, mailbox::SetMailbox { authority: None, ..trusted() });
        assert_eq!(look(&o, &spool), Round::Failed(Fault::Tls), "{on:?}");
        assert_eq!(equation(&o).received, 0, "{on:?}");
        set(&o, trusted());
        assert_eq!(look(&o, &spool), Round::Met { messages: 2, more: false }, "{on:?}: {}", server.log());
        let e = equation(&o);
        assert_eq!((e.received, e.waiting), (2, 2), "{on:?}");
        let (source, sender, came_at) = receipts(&o).remove(0);
        assert_eq!(source, "mailbox", "{on:?}");
        assert!(sender.unwrap().contains("vanthu@tanan.invalid"), "{on:?}");
        let came = [1_795_392_000, 1_795_392_001].map(|second| Some(second * Instant::SECOND));
        assert!(came.contains(&came_at), "{on:?}: when the mailbox got it");
        let annexes: i64 = o
            .office
            .read_blocking(|tx| {
                tx.one("SELECT count(*) FROM receipt_annexes", kernel::vals![], |row| row.get(0))
            })
            .unwrap();
        assert_eq!(annexes, 4, "{on:?}: the other attachment, and the mail itself");
        assert!(
            server.flags().iter().all(|flags| flags.contains("CauNoiDone")),
            "{on:?}: {:?}",
            server.flags()
        );
        assert_eq!(look(&o, &spool), Round::Met { messages: 0, more: false }, "{on:?}");
        assert_eq!(equation(&o).received, 2, "{on:?}");
        sound(&o);
        // STARTTLS on the other port.
        set(&o, mailbox::SetMailbox { security: Security::Starttls, port: server.plain, ..trusted() });
        assert_eq!(look(&o, &spool), Round::Met { messages: 0, more: false }, "{on:?} {number}");
    }
}

#[test]
fn cut_off_between_the_papers_and_the_mark_nothing_is_doubled() {
    for on in both() {
        let server = Dovecot::start();
        let cutter = Cutter::before(server.plain);
        let o = open(on);
        server.deliver(&letter("mot"));
        set(&o, plain(cutter.port));
        assert_eq!(look(&o, &Spool::default()), Round::Failed(Fault::Lost), "{on:?}");
        assert_eq!(equation(&o).received, 1, "{on:?}: the papers are durable");
        assert!(!server.flags()[0].contains("CauNoiDone"), "{on:?}: {:?}", server.flags());
        // Again and again it dies there: still one paper.
        assert_eq!(look(&o, &Spool::default()), Round::Failed(Fault::Lost), "{on:?}");
        assert_eq!(equation(&o).received, 1, "{on:?}");
        cutter.cuts.store(false, Ordering::SeqCst);
        assert!(matches!(look(&o, &Spool::default()), Round::Met { .. }), "{on:?}");
        assert_eq!(equation(&o).received, 1, "{on:?}");
        assert!(server.flags()[0].contains("CauNoiDone"), "{on:?}: {:?}", server.flags());
        sound(&o);
    }
}

#[test]
fn killed_after_the_act_and_before_the_note_nothing_is_doubled() {
    for on in both() {
        let server = Dovecot::start();
        let o = open(on);
        server.deliver(&letter("mot"));
        set(&o, plain(server.plain));
        look(&o, &Spool::default());
        // As if the program had died after the commit: neither the note of the outcome nor the mark nor the place in the
        // mailbox was written.
        o.office
            .operate(|tx| {
                tx.exec(
                    "UPDATE mailbox_messages SET state = 'begun', papers = '[]', marked = 0",
                    kernel::vals![],
                )?;
                tx.exec("UPDATE mailbox_health SET floor = 0", kernel::vals![])
            })
            .unwrap();
        look(&o, &Spool::default());
        assert_eq!(equation(&o).received, 1, "{on:?}: the same act, the same answer");
        assert_eq!(states(&o), ["taken"], "{on:?}");
        sound(&o);
    }
}

#[test]
fn a_server_that_numbers_anew_brings_nothing_twice() {
    for on in both() {
        let server = Dovecot::start();
        let o = open(on);
        let spool = Spool::default();
        server.deliver(&letter("mot"));
        set(&o, plain(server.plain));
        look(&o, &spool);
        server.number_anew();
        server.deliver(&letter("hai"));
        assert_eq!(look(&o, &spool), Round::Met { messages: 2, more: false }, "{on:?}");
        assert_eq!(equation(&o).received, 2, "{on:?}: the new one only");
        assert_eq!(o.office.read_blocking(mailbox::counts).unwrap().len(), 2, "{on:?}: taken and same");
        assert!(server.flags().iter().all(|flags| flags.contains("CauNoiDone")), "{on:?}");
        sound(&o);
    }
}

#[test]
fn what_cannot_be_taken_says_so_and_stops_nothing() {
    let on = On::Sqlite;
    let server = Dovecot::start();
    let o = open(on);
    let spool = Spool::default();
    let marked = LETTER.replace("Số 118-BC/ĐU", "Số 118-BC/ĐU\nTỐI MẬT");
    server.deliver(&mail("mat", "a@tanan.invalid", "Bao cao", &[("bao-cao.txt", &marked)]));
    // 101 MB, which is not even fetched.
    let mut large = letter("lon");
    large.extend(std::iter::repeat_n(b"x".repeat(98).as_slice(), 1).flatten());
    large.extend([b"y".repeat(76).as_slice(), b"\r\n"].concat().repeat((101 << 20) / 78 + 1));
    server.deliver(&large);
    // No mail at all.
    server.deliver(b"\x00\xff\xfe garbage \x01\x02 without a head");
    server.deliver(&letter("tot"));
    set(&o, plain(server.plain));
    let found = look(&o, &spool);
    assert!(matches!(found, Round::Met { .. }), "{found:?} {}", server.log());
    let found = states(&o);
    assert_eq!(
        (found[0].as_str(), found[1].as_str(), found[3].as_str()),
        ("marked", "returned", "taken"),
        "{found:?}"
    );
    let e = equation(&o);
    assert_eq!(e.received, 4, "{e:?}: each is counted");
    let flags = server.flags();
    assert!(!flags[0].contains("CauNoi"), "one with a mark stays as it is: {flags:?}");
    assert!(flags[1].contains("CauNoiReturned") && flags[3].contains("CauNoiDone"), "{flags:?}");
    let blobs = o.office.blobs().all().unwrap();
    for blob in blobs {
        let bytes = o.office.blobs().get(blob).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("TỐI MẬT"), "nothing of it is kept");
    }
    sound(&o);
}

#[test]
fn faults_are_told_apart_and_tried_again_later() {
    let server = Dovecot::start();
    let o = open(On::Sqlite);
    let spool = Spool::default();
    for (input, fault) in [
        (mailbox::SetMailbox { secret: Some("sai".to_owned()), ..plain(server.plain) }, Fault::SignIn),
        (mailbox::SetMailbox { folder: "Khong Co".to_owned(), ..plain(server.plain) }, Fault::Folder),
        (mailbox::SetMailbox { port: 1, ..plain(server.plain) }, Fault::Unreachable),
        (
            mailbox::SetMailbox {
                auth: Auth::Token,
                secret: Some("ya29.x".to_owned()),
                ..plain(server.plain)
            },
            Fault::SignIn,
        ),
    ] {
        set(&o, input);
        assert_eq!(look(&o, &spool), Round::Failed(fault));
        let health = o.office.read_blocking(mailbox::health).unwrap();
        assert_eq!(health.fault.as_deref(), Some(fault.code()));
        // The next try waits.
        let again = mailbox::round(&o.office, &crate::reader(), &spool, o.office.new_id()).unwrap();
        assert_eq!(again, Round::Idle);
    }
    let before = o.office.read_blocking(mailbox::health).unwrap();
    assert_eq!(before.failures, 4);
    set(&o, plain(server.plain));
    assert!(matches!(look(&o, &spool), Round::Met { .. }));
    assert_eq!(o.office.read_blocking(mailbox::health).unwrap().failures, 0);
    // The secret stands nowhere in the database as it was typed.
    let stored: Vec<String> = o
        .office
        .read_blocking(|tx| tx.rows("SELECT value FROM settings", kernel::vals![], |row| row.get(0)))
        .unwrap();
    assert!(stored.iter().all(|text| !text.contains("mat-khau-thu")));
}

#[test]
fn a_question_outlives_a_restart_and_the_mark_waits_for_the_answer() {
    for on in both() {
        let server = Dovecot::start();
        let o = open(on);
        let spool = Spool::default();
        // A picture that is none: no mark can be looked for.
        let broken = "From: <a@tanan.invalid>\r\nSubject: Quet\r\nMessage-ID: <q@tanan.invalid>\r\nMIME-Version: 1.0\r\n\
             Content-Type: image/jpeg; name=\"quet.jpg\"\r\nContent-Disposition: attachment; filename=\"quet.jpg\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n/9j/4CBhbmg=\r\n";
        server.deliver(broken.as_bytes());
        set(&o, plain(server.plain));
        look(&o, &spool);
        assert_eq!(states(&o), ["asked"], "{on:?}");
        assert!(!server.flags()[0].contains("CauNoi"), "{on:?}: nothing of it is durable yet");
        // A restart forgets what memory held; the mailbox still has it.
        let spool = Spool::default();
        look(&o, &spool);
        let row = o.office.read_blocking(|tx| latest(tx, 1)).unwrap().remove(0);
        let stop = Id::<Stop>::from_uuid(row.papers[0].id.unwrap());
        let (parcel, _) = spool.get(stop).expect("it was fetched again for the same question");
        assert_eq!(equation(&o).received, 1, "{on:?}");
        let input = keep(&o.office, &parcel, Some(stop)).unwrap();
        o.office.act_blocking(Actor::system(), o.office.new_id(), input, acts::receive).unwrap();
        look(&o, &spool);
        assert_eq!(states(&o), ["taken"], "{on:?}");
        assert!(server.flags()[0].contains("CauNoiDone"), "{on:?}: {:?}", server.flags());
        assert_eq!(equation(&o).received, 1, "{on:?}");
        sound(&o);
    }
}

#[test]
fn rules_say_what_is_a_paper_and_what_is_taken_moves_away() {
    let server = Dovecot::start();
    let o = open(On::Sqlite);
    let spool = Spool::default();
    server.deliver(&mail(
        "a",
        "quangcao@shop.invalid",
        "=?UTF-8?B?S2h1eeG6v24gbeG6oWk=?=",
        &[("a.txt", "Giảm giá\n")],
    ));
    server.deliver(&mail(
        "b",
        "vanthu@tanan.invalid",
        "Hai van ban",
        &[("a.txt", LETTER), ("b.txt", LETTER)],
    ));
    let rule = |sender: &str, subject: &str, then, source: &str| Rule {
        sender: sender.to_owned(),
        subject: subject.to_owned(),
        then,
        source: source.to_owned(),
    };
    let rules = vec![rule("", "khuyen mai", Do::Leave, ""), rule("@tanan.invalid", "", Do::Each, "Tân An")];
    set(
        &o,
        mailbox::SetMailbox {
            rules,
            after: After::Move,
            done_folder: "Da nhan".to_owned(),
            ..plain(server.plain)
        },
    );
    assert_eq!(look(&o, &spool), Round::Met { messages: 1, more: false }, "{}", server.log());
    assert_eq!(
        receipts(&o).into_iter().map(|(source, _, _)| source).collect::<Vec<_>>(),
        ["mailbox:Tân An"; 2]
    );
    assert_eq!(server.in_folder("Da nhan"), 1, "{}", server.log());
    assert_eq!(server.flags().len(), 1, "what is no paper stays");
    assert_eq!(o.office.read_blocking(mailbox::health).unwrap().left, 1);
    sound(&o);
}

#[test]
fn what_the_server_tells_is_taken_at_once() {
    let server = Dovecot::start();
    let o = open(On::Sqlite);
    set(&o, mailbox::SetMailbox { minutes: 1440, ..plain(server.plain) });
    look(&o, &Spool::default());
    let child =
        std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("examples/mail-child");
    let watch = mailbox::start(o.office.clone(), child, Spool::default()).unwrap();
    // The clock of the story stands still: only the server's word makes a look due.
    std::thread::sleep(std::time::Duration::from_secs(8));
    server.deliver(&letter("mot"));
    for _ in 0..120 {
        if equation(&o).received == 1 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    drop(watch);
    assert_eq!(equation(&o).received, 1, "{}", server.log());
}
