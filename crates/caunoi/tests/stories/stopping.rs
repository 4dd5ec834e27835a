//! The program stops in time though a page is open.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kernel::testing::On;

use crate::support::{Place, program};

/// A port that is free now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub fn open_demo(place: &Place, port: u16) -> Child {
    open_demo_with(place, port, &mut program())
}

pub fn open_demo_with(place: &Place, port: u16, command: &mut Command) -> Child {
    place.with(command.arg("demo")).args(["--papers", "0", "--listen", &format!("127.0.0.1:{port}")]);
    let child = command.stdout(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the demo does not open");
        std::thread::sleep(Duration::from_millis(50));
    }
    child
}

fn send(port: u16, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

pub fn sign_in(port: u16, name: &str) -> String {
    let form = format!("name={name}&password=hai-son-2026");
    let mut stream = send(
        port,
        &format!(
            "POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        ),
    );
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect(&answer);
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
fn told_to_stop_it_ends_within_six_seconds_though_a_page_is_open() {
    let (place, port) = (Place::new(On::Sqlite), free_port());
    let mut child = open_demo(&place, port);
    let cookie = sign_in(port, "vanthu");
    let mut live =
        send(port, &format!("GET /live HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: {cookie}\r\n\r\n"));
    let mut head = [0u8; 15];
    live.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    let told = Instant::now();
    let kill = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let status = child.wait().unwrap();
    assert!(told.elapsed() < Duration::from_secs(6), "{:?}", told.elapsed());
    assert_eq!(status.code(), Some(0));
    assert!(place.verify().1);
}
