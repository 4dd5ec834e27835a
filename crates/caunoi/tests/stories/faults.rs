//! A running office whose machine fails: a full disk, a faulty one, no more open files. What is only read goes on, acts
//! are refused with a reason and what was typed, and all of it is over within ten seconds of the relief.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;
use std::time::{Duration, Instant};

use kernel::testing::On;
use kernel::{Clock as _, SystemClock};

use crate::stopping::{free_port, open_demo_with, sign_in};
use crate::support::{Place, program};
use crate::traced::Fault;

/// After the relief, work goes on within this time.
const RELIEF: Duration = Duration::from_secs(10);
const WHY: &str = "Giữ số cho giấy mời họp Ban Thường vụ";

struct Running {
    place: Place,
    port: u16,
    child: Child,
    cookie: String,
    log: tempfile::NamedTempFile,
}

struct Answer {
    status: u16,
    page: String,
}

impl Running {
    fn open() -> Running {
        Running::in_zone("UTC")
    }

    fn in_zone(zone: &str) -> Running {
        let (place, port) = (Place::new(On::Sqlite), free_port());
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut command = program();
        command.env("TZ", zone).env("RUST_LOG", "info").stderr(log.reopen().unwrap());
        let child = open_demo_with(&place, port, &mut command);
        let cookie = sign_in(port, "vanthu");
        Running { place, port, child, cookie, log }
    }

    fn asked(&self, head: &str, body: &str, lang: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(15))).ok()?;
        let text = format!(
            "{head} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\ncookie: {}; lang={lang}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.port,
            self.cookie,
            body.len()
        );
        stream.write_all(text.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let page = String::from_utf8_lossy(&answer).into_owned();
        Some(Answer { status: page.split(' ').nth(1)?.parse().ok()?, page })
    }

    fn get(&self, path: &str) -> Answer {
        self.asked(&format!("GET {path}"), "", "vi").expect("an answer")
    }

    /// Keeps one number free: an act with something typed.
    fn reserve(&self, act: &str, lang: &str) -> Option<Answer> {
        let body = format!("act_id={act}&count=1&series=&kind=&why_reserved={}", WHY.replace(' ', "+"));
        self.asked("POST /books/reservations", &body, lang)
    }

    fn act_id() -> String {
        SystemClock.new_id().to_string()
    }

    fn works_again(&self, act: &str, told: &str) {
        let relieved = Instant::now();
        loop {
            let answer = self.reserve(act, "vi");
            if answer.as_ref().is_some_and(|answer| answer.status == 303) {
                break;
            }
            let said = answer.map(|answer| answer.page);
            assert!(relieved.elapsed() < RELIEF, "{told}: it does not work again: {said:?}");
            std::thread::sleep(Duration::from_millis(200));
        }
        // The line on every page goes as well, without anybody doing anything.
        while self.get("/").page.contains("lúc này chỉ xem được") {
            assert!(relieved.elapsed() < RELIEF, "{told}: the page still says that nothing can be saved");
            std::thread::sleep(Duration::from_millis(200));
        }
        println!("{told}: works again after {} ms", relieved.elapsed().as_millis());
    }

    /// The story ends: nothing panicked, nothing is missing or doubled, everything is sound.
    fn close(mut self, acts: usize) {
        let kill = std::process::Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        self.child.wait().unwrap();
        let mut said = String::new();
        self.log.reopen().unwrap().read_to_string(&mut said).unwrap();
        assert!(!said.contains("panicked"), "{said}");
        let lines = said.lines().count();
        assert!(lines < 400, "a fault fills no log: {lines} lines");
        let (report, success) = self.place.verify();
        assert!(success, "{report}");
        let reserved =
            self.place.numbers("SELECT number FROM papers WHERE reserved_why IS NOT NULL ORDER BY number");
        let acts = i64::try_from(acts).unwrap();
        assert_eq!(reserved, (1..=acts).collect::<Vec<_>>(), "each act that was answered took one number");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Pages are read and acts refused with these words, in both languages, while the fault lasts.
fn only_read(office: &Running, faults: &[&str], (vi, en): (&str, &str), banner: &str) {
    let told = faults.join(" ");
    let act = Running::act_id();
    let fault = Fault::begin(office.child.id(), faults);
    let refused = office.reserve(&act, "vi").unwrap();
    assert_eq!(refused.status, 507, "{told}: {}", refused.page);
    assert!(refused.page.contains(vi), "{told}: {}", refused.page);
    assert!(refused.page.contains(WHY), "{told}: what was typed comes back");
    assert!(refused.page.contains(&format!("name=\"act_id\" value=\"{act}\"")), "{told}: to be sent again");
    let english = office.reserve(&act, "en").unwrap();
    assert!(english.status == 507 && english.page.contains(en), "{told}: {}", english.page);
    for path in ["/", "/papers", "/incoming", "/books"] {
        let read = office.get(path);
        assert_eq!(read.status, 200, "{told}: {path} is read");
        assert!(read.page.contains(banner), "{told}: {path} says that nothing can be saved");
    }
    std::thread::sleep(Duration::from_millis(1500));
    assert!(office.get("/").page.contains(banner), "{told}: as long as it lasts");
    fault.end();
    office.works_again(&act, &told);
}

#[test]
fn a_disk_that_takes_nothing_makes_the_office_one_that_is_read_until_it_is_well() {
    let office = Running::open();
    assert_eq!(office.reserve(&Running::act_id(), "vi").unwrap().status, 303, "all is well");
    let full = ("Ổ đĩa đã đầy, chưa ghi được gì", "The disk is full and nothing was saved");
    only_read(&office, &["pwrite64:error=ENOSPC"], full, "Ổ đĩa của máy chủ đã đầy");
    let faulty = ("Ổ đĩa không cho ghi", "The disk does not take what is to be saved");
    let banner = "Ổ đĩa của máy chủ không cho ghi";
    only_read(&office, &["pwrite64:error=EIO"], faulty, banner);
    only_read(&office, &["fsync:error=EIO", "fdatasync:error=EIO"], faulty, banner);
    office.close(4);
}

#[test]
fn a_disk_that_gives_nothing_is_told_and_ends_nothing() {
    let office = Running::open();
    let act = Running::act_id();
    let fault = Fault::begin(office.child.id(), &["pread64:error=EIO"]);
    for path in ["/", "/papers", "/books", "/incoming/ledger", "/notices"] {
        // What is in memory is still shown; what is not is answered with a page that says so.
        let read = office.get(path);
        let said = read.status == 200 || read.page.contains("Không đọc được dữ liệu trên ổ đĩa");
        assert!(said || read.page.contains("Chương trình"), "{path}: {}", read.page);
    }
    let _ = office.reserve(&act, "vi");
    fault.end();
    office.works_again(&act, "pread64:error=EIO");
    office.close(1);
}

#[test]
fn too_many_open_files_are_waited_out() {
    let office = Running::open();
    let act = Running::act_id();
    let faults = ["openat:error=EMFILE", "accept4:error=EMFILE"];
    let fault = Fault::begin(office.child.id(), &faults);
    // Nobody new gets in; whoever asks now is answered when there is room again.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| office.get("/papers").status);
        std::thread::sleep(Duration::from_secs(2));
        fault.end();
        assert_eq!(waiting.join().unwrap(), 200);
    });
    office.works_again(&act, "EMFILE");
    office.close(1);
}

#[test]
fn a_log_that_cannot_be_written_ends_nothing() {
    let (place, port) = (Place::new(On::Sqlite), free_port());
    let mut command = program();
    let full = File::options().write(true).open("/dev/full").unwrap();
    command.env("RUST_LOG", "debug").stderr(full);
    let mut child = open_demo_with(&place, port, &mut command);
    let cookie = sign_in(port, "vanthu");
    assert!(cookie.starts_with("caunoi_session="));
    let kill = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0), "it stops in order");
    assert!(place.verify().1);
}

/// Numbers, days and deadlines are the office's, whatever the machine believes about where it stands.
#[test]
fn a_machine_in_another_time_zone_keeps_the_offices_days() {
    let mut days = Vec::new();
    for zone in ["UTC", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati", "America/Adak", "nowhere/at-all"] {
        let office = Running::in_zone(zone);
        assert_eq!(office.reserve(&Running::act_id(), "vi").unwrap().status, 303, "{zone}");
        let today = SystemClock.now().date();
        let day = office.place.texts("SELECT arrived_on FROM papers ORDER BY number LIMIT 1").remove(0);
        let near = [today.yesterday().unwrap(), today].map(|day| day.to_string());
        assert!(near.contains(&day), "{zone}: {day}");
        days.push(day);
        office.close(1);
    }
    days.dedup();
    assert!(days.len() <= 2, "only midnight itself makes a difference: {days:?}");
}
