//! An office with its administrator and a specialist, a function that has work for them, and a real mail server.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use kernel::jobs::Handler;
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Instant, Refusal, StoreError, Subject, Tx};
use mail::model::Security;
use mail::{SetServer, Wishes};
use people::account::{self, FirstRun, NewAccount};
use people::notices::{self, News, To};
use people::organise::{self, Appointment, NewPost};
use people::{Card, Function, Person, Role, Tells, Unit, Viewer};
use serde_json::Value;
use words::Msg;

pub const PASSWORD: &str = "mật khẩu đủ dài";
pub const SERVER_PASSWORD: &str = "mật khẩu máy chủ";
/// What must never leave the house.
pub const SUBJECT: &str = "Kỷ luật đồng chí Nguyễn Văn X";
pub const CODE: &str = "457-TB/TU";

pub struct Story {
    pub o: TestOffice,
    pub administrator: Id<Person>,
    pub person: Id<Person>,
    pub office: Id<Unit>,
}

/// Three papers wait, one is late; its rows name them.
fn waiting(_: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    if !viewer.roles().contains(&Role::Specialist) {
        return Ok(Vec::new());
    }
    let rows = vec![ui::WorkRow::new(CODE, ui::Text::from(SUBJECT.to_owned()), "/routings/x")];
    Ok(vec![Card::new(words_of(), "/desk", 3).late(1).rows(rows)])
}

fn why(code: &str, _: i64) -> Option<Msg> {
    (code == "duty.call" || code == "directions.returned").then(words_of)
}

/// Any message does: a function's own words stand in its own texts.
fn words_of() -> Msg {
    ui::t::demo()
}

pub fn functions() -> Vec<Function> {
    let work = Function {
        name: "work",
        part: people::part,
        today: Some(waiting),
        tells: Tells { why: Some(why), ..Tells::NONE },
        routes: axum::Router::new,
        nav: &[],
        permissions: &[],
        periodic: Vec::new,
        api: None,
        ..people::function()
    };
    vec![people::function(), mail::function(), work]
}

pub fn story(on: On) -> Story {
    let o = office(on, &[people::part(), rulebook::part(), mail::part()]).unwrap();
    let hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let first = FirstRun {
        office: "Văn phòng Tỉnh uỷ".to_owned(),
        full_name: "Đỗ Thị Quản Trị".to_owned(),
        sign_in_name: "quantri".to_owned(),
        password_hash: hash.clone(),
    };
    let administrator = account::first_run(&o.office, first).unwrap();
    let from = o.office.now().date();
    let admin = || Actor::person(administrator.uuid(), None);
    let office = o.office.read_blocking(|tx| people::names::units(tx, from)).unwrap()[0].id;
    let post = NewPost {
        unit: office,
        title: "Chuyên viên".to_owned(),
        roles: vec![Role::Specialist],
        place: 1,
        from,
    };
    let id = || o.office.new_id();
    let post = o.office.act_blocking(admin(), id(), post, organise::create_post).unwrap();
    let name = "Nguyễn Thị Ánh".to_owned();
    let person = o.office.act_blocking(admin(), id(), name, organise::create_person).unwrap();
    o.office.act_blocking(admin(), id(), Appointment { post, person, from }, organise::appoint).unwrap();
    let open = NewAccount { person, sign_in_name: "anh".to_owned(), password_hash: hash, must_change: false };
    o.office.act_blocking(admin(), id(), open, account::open).unwrap();
    Story { o, administrator, person, office }
}

impl Story {
    pub fn admin(&self) -> Actor {
        Actor::person(self.administrator.uuid(), None)
    }

    pub fn own(&self) -> Actor {
        Actor::person(self.person.uuid(), None)
    }

    pub fn set(&self, server: SetServer) -> Result<(), Refusal> {
        self.o.office.act_blocking(self.admin(), self.o.office.new_id(), server, mail::set_server)
    }

    /// Does what is due, as the program's threads would.
    pub fn work(&self) {
        mail::beat(&self.o.office).unwrap();
        self.run();
    }

    pub fn run(&self) -> usize {
        let handlers: HashMap<&'static str, Handler> = mail::jobs(functions, &[]).into_iter().collect();
        kernel::jobs::run_due(&self.o.office, &handlers, 50).unwrap()
    }

    pub fn advance(&self, by: i64) {
        self.o.clock.advance(by);
    }

    /// Tells the specialist something, as an act of the administrator would.
    pub fn tell(&self, why: &'static str, urgent: bool) {
        let (to, unit) = (To::Person(self.person), self.office);
        self.advance(Instant::SECOND);
        let told = self.o.office.act_blocking(
            self.admin(),
            self.o.office.new_id(),
            (),
            move |act: &mut Act<'_>, ()| {
                let about = Subject::new("unit", unit);
                act.record("test.tell", about.clone());
                let news = News { urgent, ..News::new(why, about) };
                notices::tell(act, to, &news)
            },
        );
        told.unwrap();
    }

    /// The specialist confirms an address, by the code that comes in the mail.
    pub fn confirm(&self, smtp: &Smtp, address: &str) {
        mail::ask_code(&self.o.office, self.person, address, words::Lang::Vi).unwrap();
        self.run();
        let code = smtp.mails().last().unwrap().code();
        self.o.office.act_blocking(self.own(), self.o.office.new_id(), code, mail::confirm_address).unwrap();
        smtp.clear();
    }

    pub fn wish(&self, hours: &str, lang: &str) {
        let wishes =
            Wishes { hours: hours.to_owned(), workdays: true, lang: lang.to_owned(), timings: Vec::new() };
        self.o.office.act_blocking(self.own(), self.o.office.new_id(), wishes, mail::set_wishes).unwrap();
    }
}

/// A mail as the server took it.
pub struct Mail {
    pub to: String,
    pub tls: bool,
    pub signed_in: bool,
    pub raw: String,
    /// Subject and text, decoded.
    pub said: String,
}

impl Mail {
    fn of(value: &Value) -> Mail {
        let raw = value["text"].as_str().unwrap().to_owned();
        Mail {
            to: value["to"][0].as_str().unwrap().to_owned(),
            tls: value["tls"].as_bool().unwrap(),
            signed_in: value["user"].as_bool().unwrap(),
            said: value["said"].as_str().unwrap().replace("\r\n", "\n"),
            raw,
        }
    }

    pub fn code(&self) -> String {
        let digits: Vec<&str> = self.said.split(|c: char| !c.is_ascii_digit()).collect();
        digits.into_iter().find(|word| word.len() == 6).unwrap().to_owned()
    }
}

/// The server of `smtp_server.py`, ended with the story.
pub struct Smtp {
    child: Child,
    folder: tempfile::TempDir,
    pub port: u16,
    pub authority: String,
    security: Security,
}

impl Smtp {
    pub fn start(security: Security) -> Smtp {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let mode = if security == Security::None { "plain" } else { security.code() };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp_server.py");
        // Debian's own Python: another one on the path does not see its packages.
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .arg(folder.path())
            .arg(mode)
            .args([&cert, &key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with aiosmtpd is needed: apt-get install python3-aiosmtpd (bin/test does it)");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line
            .trim()
            .parse()
            .expect("python3-aiosmtpd is missing: apt-get install python3-aiosmtpd (bin/test does it)");
        Smtp { child, folder, port, authority: made.cert.pem(), security }
    }

    pub fn settings(&self) -> SetServer {
        let signs_in = self.security != Security::None;
        SetServer {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: self.security,
            user: if signs_in { "caunoi".to_owned() } else { String::new() },
            password: signs_in.then(|| SERVER_PASSWORD.to_owned()),
            from: "vanphong@tinhuy.example".to_owned(),
            link: "https://caunoi.tinhuy.example/".to_owned(),
            authority: Some(if signs_in { self.authority.clone() } else { String::new() }),
            per_hour: Some(12),
            on: true,
        }
    }

    fn places(&self) -> Vec<std::path::PathBuf> {
        let mut found: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
            .collect();
        found.sort();
        found
    }

    pub fn mails(&self) -> Vec<Mail> {
        let read = |path: std::path::PathBuf| {
            let value: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            Mail::of(&value)
        };
        self.places().into_iter().map(read).collect()
    }

    pub fn clear(&self) {
        for place in self.places() {
            std::fs::remove_file(place).unwrap();
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
