//! Mails reach whom they are for, when they asked for them, through a real server, and tell nothing of the papers.

use kernel::testing::{On, both};
use kernel::{Instant, Kind};
use mail::model::Security;

use crate::support::{CODE, SERVER_PASSWORD, SUBJECT, Smtp, Story, story};

/// From the first morning to the hour of a digest of the next working day: 24 November is a day off.
const TO_NEXT_SEVEN: i64 = 47 * Instant::HOUR + Instant::MINUTE;

fn ready(on: On, smtp: &Smtp) -> Story {
    let s = story(on);
    s.set(smtp.settings()).unwrap();
    s.confirm(smtp, "anh.nt@tinhuy.example");
    s
}

fn today(s: &Story, who: kernel::Id<people::Person>) -> Vec<(String, u64)> {
    let house = mail::function().today.unwrap();
    let day = s.o.office.now().date();
    let cards = s.o.office.read_blocking(|tx| {
        let viewer = people::Viewer::load(tx, who, day)?.unwrap();
        house(tx, &viewer)
    });
    cards.unwrap().into_iter().map(|card| (card.title.key().to_owned(), card.count)).collect()
}

#[test]
fn an_address_is_used_once_its_owner_has_typed_the_code() {
    for on in both() {
        let smtp = Smtp::start(Security::Starttls);
        let s = story(on);
        let ask = |address: &str| mail::ask_code(&s.o.office, s.person, address, words::Lang::Vi);
        assert_eq!(ask("anh@tinhuy.example").unwrap_err().msg.key(), "no-server", "{on:?}");
        s.set(smtp.settings()).unwrap();
        assert_eq!(ask("không phải địa chỉ").unwrap_err().field, Some("address"));
        ask("anh@tinhuy.example").unwrap();
        s.run();
        let code = smtp.mails()[0].code();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let confirm = |code: &str| {
            let id = s.o.office.new_id();
            s.o.office.act_blocking(s.own(), id, code.to_owned(), mail::confirm_address)
        };
        assert_eq!(confirm(wrong).unwrap_err().msg.key(), "code-wrong", "{on:?}");
        // Another's code is no use.
        let other =
            s.o.office.act_blocking(s.admin(), s.o.office.new_id(), code.clone(), mail::confirm_address);
        assert_eq!(other.unwrap_err().msg.key(), "code-wrong", "{on:?}");
        s.advance(31 * Instant::MINUTE);
        assert_eq!(confirm(&code).unwrap_err().msg.key(), "code-over", "{on:?}");
        ask("anh@tinhuy.example").unwrap();
        s.run();
        confirm(&smtp.mails()[1].code()).unwrap();
        assert!(kernel::journal::verify(&s.o.office, None).unwrap().ok, "{on:?}");
        for _ in 0..3 {
            ask("anh@tinhuy.example").unwrap();
        }
        assert_eq!(
            ask("anh@tinhuy.example").unwrap_err().kind,
            Kind::Busy,
            "{on:?}: no bombing of mailboxes"
        );
    }
}

#[test]
fn the_digest_comes_at_its_hour_says_how_many_and_names_no_paper() {
    for on in both() {
        let smtp = Smtp::start(Security::Tls);
        let s = ready(on, &smtp);
        s.tell("directions.returned", false);
        s.tell("directions.returned", false);
        s.work();
        assert_eq!(smtp.mails().len(), 0, "{on:?}: not before its hour");
        s.advance(TO_NEXT_SEVEN);
        s.work();
        s.work();
        let mails = smtp.mails();
        assert_eq!(mails.len(), 1, "{on:?}: once");
        let mail = &mails[0];
        assert_eq!(mail.to, "anh.nt@tinhuy.example");
        assert!(mail.tls && mail.signed_in);
        assert!(mail.said.starts_with("3 việc chờ, 1 quá hạn"), "{}", mail.said);
        assert!(mail.said.contains("DỮ LIỆU GIẢ ĐỊNH: 3, quá hạn 1"), "{}", mail.said);
        assert!(mail.said.contains("DỮ LIỆU GIẢ ĐỊNH: 2\n"), "two of one reason: {}", mail.said);
        assert!(mail.said.contains("https://caunoi.tinhuy.example/\n"), "{}", mail.said);
        assert!(mail.raw.contains("Auto-Submitted: auto-generated"));
        for secret in [SUBJECT, CODE, "routings", "Kỷ luật"] {
            assert!(!mail.said.contains(secret) && !mail.raw.contains(secret), "{on:?}: {secret}");
        }
        // In the reader's language, with what is new since.
        s.wish("07:00, 13:30", "en");
        s.advance(6 * Instant::HOUR + Instant::MINUTE * 30);
        s.work();
        let mail = &smtp.mails()[1];
        assert!(mail.said.starts_with("3 waiting, 1 late"), "{}", mail.said);
        assert!(!mail.said.contains("New notices"), "those were told this morning: {}", mail.said);
    }
}

#[test]
fn no_digest_on_a_day_off_and_none_that_says_nothing() {
    let smtp = Smtp::start(Security::Starttls);
    let s = ready(On::Sqlite, &smtp);
    s.advance(23 * Instant::HOUR + Instant::MINUTE);
    s.work();
    assert_eq!(smtp.mails().len(), 0, "24 November");
    s.advance(4 * Instant::DAY);
    s.work();
    assert_eq!(smtp.mails().len(), 0, "Saturday");
    // The administrator has no work waiting and no news.
    mail::ask_code(&s.o.office, s.administrator, "quantri@tinhuy.example", words::Lang::Vi).unwrap();
    s.run();
    let code = smtp.mails()[0].code();
    s.o.office.act_blocking(s.admin(), s.o.office.new_id(), code, mail::confirm_address).unwrap();
    smtp.clear();
    s.advance(2 * Instant::DAY);
    s.work();
    let to: Vec<String> = smtp.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["anh.nt@tinhuy.example"], "Monday, and only who has something");
}

#[test]
fn an_urgent_call_comes_at_once_and_a_flood_is_told_together() {
    for on in both() {
        let smtp = Smtp::start(Security::Starttls);
        let s = story(on);
        s.set(mail::SetServer { per_hour: Some(3), ..smtp.settings() }).unwrap();
        s.confirm(&smtp, "anh.nt@tinhuy.example");
        s.tell("directions.returned", false);
        s.tell("duty.call", true);
        s.work();
        let mails = smtp.mails();
        assert_eq!(mails.len(), 1, "{on:?}: what is told in the digest waits for it");
        assert!(mails[0].said.starts_with("KHẨN: 1 báo trực"), "{}", mails[0].said);
        for _ in 0..4 {
            s.tell("duty.call", true);
            s.work();
        }
        assert_eq!(smtp.mails().len(), 2, "{on:?}: three in an hour, the code among them");
        s.advance(Instant::HOUR + Instant::MINUTE);
        s.run();
        let mails = smtp.mails();
        assert_eq!(mails.len(), 3, "{on:?}: the rest in one");
        assert!(mails[2].said.starts_with("KHẨN: 3 báo trực"), "{}", mails[2].said);
    }
}

#[test]
fn what_a_person_does_not_want_is_not_sent() {
    let smtp = Smtp::start(Security::Starttls);
    let s = ready(On::Sqlite, &smtp);
    let wishes = mail::Wishes {
        hours: String::new(),
        workdays: true,
        lang: "vi".to_owned(),
        timings: serde_json::from_str(
            r#"[{"kind":"calls","timing":"off"},{"kind":"papers","timing":"now"}]"#,
        )
        .unwrap(),
    };
    s.o.office.act_blocking(s.own(), s.o.office.new_id(), wishes, mail::set_wishes).unwrap();
    s.tell("duty.call", true);
    s.work();
    s.advance(TO_NEXT_SEVEN);
    s.work();
    assert_eq!(smtp.mails().len(), 0);
    s.tell("directions.returned", false);
    s.work();
    assert_eq!(smtp.mails().len(), 1);
    s.o.office.act_blocking(s.own(), s.o.office.new_id(), (), mail::forget_address).unwrap();
    s.tell("directions.returned", false);
    s.work();
    assert_eq!(smtp.mails().len(), 1, "an address that was given up gets nothing");
}

#[test]
fn a_server_that_is_down_is_tried_again_laid_out_and_shown_to_the_administrator() {
    for on in both() {
        let smtp = Smtp::start(Security::Starttls);
        let s = ready(on, &smtp);
        let right = smtp.settings();
        // Nobody listens there.
        s.set(mail::SetServer { port: 9, ..right.clone() }).unwrap();
        s.advance(TO_NEXT_SEVEN);
        s.work();
        assert_eq!(today(&s, s.administrator), [("alarm-server".to_owned(), 1)], "{on:?}");
        assert_eq!(today(&s, s.person), [], "{on:?}: not the specialist's affair");
        s.set(right.clone()).unwrap();
        s.advance(Instant::MINUTE);
        s.work();
        assert_eq!(smtp.mails().len(), 1, "{on:?}: the next try brings it");
        assert_eq!(today(&s, s.administrator), [], "{on:?}");

        s.set(mail::SetServer { port: 9, ..right }).unwrap();
        s.advance(Instant::DAY);
        s.work();
        for _ in 0..kernel::jobs::ATTEMPTS_MAX {
            s.advance(6 * Instant::HOUR);
            s.run();
        }
        let dead = s.o.office.read_blocking(|tx| kernel::jobs::dead(tx, 10)).unwrap();
        assert_eq!(dead.len(), 1, "{on:?}");
        let fault = dead[0].fault.clone().unwrap();
        assert_eq!(fault, "the mail server cannot be reached");
        assert!(!fault.contains('@') && !dead[0].payload.contains('@'), "no address in what is logged");
    }
}

#[test]
fn whom_the_server_refuses_gets_no_more_until_somebody_looks() {
    for on in both() {
        let smtp = Smtp::start(Security::Starttls);
        let s = ready(on, &smtp);
        // The mailbox is gone since it was confirmed.
        s.o.office
            .operate(|tx| {
                tx.exec("UPDATE mail_people SET address = 'khongco@tinhuy.example'", kernel::vals![])
                    .map(drop)
            })
            .unwrap();
        s.advance(TO_NEXT_SEVEN);
        s.work();
        assert_eq!(today(&s, s.administrator), [("alarm-bounced".to_owned(), 1)], "{on:?}");
        assert_eq!(s.o.office.read_blocking(kernel::jobs::dead_count).unwrap(), 0);
        s.tell("duty.call", true);
        s.work();
        assert_eq!(smtp.mails().len(), 0, "{on:?}");
        s.confirm(&smtp, "anh.moi@tinhuy.example");
        assert_eq!(today(&s, s.administrator), [], "{on:?}: a new address clears it");
        s.tell("duty.call", true);
        s.work();
        assert_eq!(smtp.mails()[0].to, "anh.moi@tinhuy.example", "{on:?}");
        // A first address that the server refuses shows on the person's page and is no refusal of the one in use.
        mail::ask_code(&s.o.office, s.person, "khongco2@tinhuy.example", words::Lang::Vi).unwrap();
        s.run();
        assert_eq!(today(&s, s.administrator), [], "{on:?}");
    }
}

#[test]
fn a_put_off_mail_is_tried_again() {
    let smtp = Smtp::start(Security::Starttls);
    let s = ready(On::Sqlite, &smtp);
    mail::ask_code(&s.o.office, s.person, "doi@tinhuy.example", words::Lang::Vi).unwrap();
    s.run();
    assert_eq!(today(&s, s.administrator), [("alarm-server".to_owned(), 1)], "451 is the server's fault");
    let waiting = s.o.office.read_blocking(kernel::jobs::counts).unwrap();
    assert!(waiting.contains(&("waiting".to_owned(), 1)), "{waiting:?}");
}

#[test]
fn the_password_is_sealed_and_nowhere_told() {
    for on in both() {
        let smtp = Smtp::start(Security::Starttls);
        let s = ready(on, &smtp);
        let stored: String =
            s.o.office
                .read_blocking(|tx| {
                    let sql = "SELECT value FROM settings WHERE name = 'mail.server'";
                    tx.one(sql, kernel::vals![], |row| row.get(0))
                })
                .unwrap();
        assert!(!stored.contains("mật khẩu") && stored.contains("password"), "{on:?}");
        s.o.office.settle_journal().unwrap();
        let entries = s.o.office.read_blocking(|tx| kernel::journal::follow(tx, 0, 500)).unwrap();
        for (_, entry) in &entries {
            let body = String::from_utf8_lossy(entry.body()).into_owned();
            assert!(!body.contains("mật khẩu") && !body.contains('@'), "{on:?}: {body}");
        }
        assert!(kernel::journal::verify(&s.o.office, None).unwrap().ok, "{on:?}");
        // An empty field keeps it; another user of the machine cannot move it to another purpose.
        s.set(mail::SetServer { password: None, ..smtp.settings() }).unwrap();
        s.tell("duty.call", true);
        s.work();
        assert_eq!(smtp.mails().len(), 1, "{on:?}");
        let sealed: serde_json::Value = serde_json::from_str(&stored).unwrap();
        let sealed = sealed["password"].as_str().unwrap();
        assert_eq!(s.o.office.unseal("mail.password", sealed).as_deref(), Some(SERVER_PASSWORD));
        assert_eq!(s.o.office.unseal("other", sealed), None);
        assert_eq!(s.o.office.unseal("mail.password", &sealed.replace('a', "b")), None);
    }
}

#[test]
fn a_wrong_password_an_untrusted_certificate_and_a_password_in_clear_are_refused() {
    let smtp = Smtp::start(Security::Starttls);
    let s = ready(On::Sqlite, &smtp);
    let failing = |server: mail::SetServer, code: &str| {
        s.set(server).unwrap();
        s.advance(Instant::MINUTE);
        s.tell("duty.call", true);
        s.work();
        let fault: String = s
            .o
            .office
            .read_blocking(|tx| tx.one("SELECT fault FROM mail_health", kernel::vals![], |row| row.get(0)))
            .unwrap();
        assert_eq!(fault, code);
    };
    failing(mail::SetServer { password: Some("sai".to_owned()), ..smtp.settings() }, "sign_in");
    failing(mail::SetServer { authority: Some(String::new()), ..smtp.settings() }, "tls");
    failing(mail::SetServer { security: Security::Tls, ..smtp.settings() }, "tls");
    assert_eq!(smtp.mails().len(), 0, "nothing went out in clear");
    let far = mail::SetServer {
        host: "mail.tinhuy.example".to_owned(),
        security: Security::None,
        ..smtp.settings()
    };
    let refusal = s.set(far).unwrap_err();
    assert_eq!((refusal.field, refusal.msg.key()), (Some("security"), "password-in-clear"));
    let open = Smtp::start(Security::None);
    s.set(open.settings()).unwrap();
    s.advance(10 * Instant::MINUTE);
    s.tell("duty.call", true);
    s.work();
    assert!(
        !open.mails().is_empty() && !open.mails()[0].tls,
        "a server on this machine may be spoken to in clear"
    );
}

#[test]
fn only_the_administrator_sets_the_server_and_bad_settings_say_what_is_wrong() {
    let smtp = Smtp::start(Security::None);
    let s = story(On::Sqlite);
    let id = || s.o.office.new_id();
    let refused = s.o.office.act_blocking(s.own(), id(), smtp.settings(), mail::set_server);
    assert_eq!(refused.unwrap_err().kind, Kind::Forbidden);
    let wrong = mail::SetServer {
        host: "máy chủ".to_owned(),
        port: 0,
        from: "không".to_owned(),
        link: "caunoi".to_owned(),
        authority: Some("rác".to_owned()),
        per_hour: Some(0),
        ..smtp.settings()
    };
    let refusal = s.set(wrong).unwrap_err();
    let fields: Vec<_> = refusal.iter().filter_map(|one| one.field).collect();
    assert_eq!(fields, ["host", "port", "from", "link", "authority", "per_hour"]);
}
