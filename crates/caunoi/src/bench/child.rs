//! The program as a process of its own: how long it takes to open, how much memory it holds.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use people::sessions;

use super::{Figure, figure};
use crate::{Place, console, demo};

const LOAD: usize = 4000;

pub fn measure(place: &Place, found: &mut Vec<Figure>) -> anyhow::Result<()> {
    let office = console::open(place)?;
    let signed = sessions::sign_in(&office, "vanthu", demo::PASSWORD, "bench");
    let secret = signed.map_err(|fault| console::refusal(&fault))?.secret;
    drop(office);
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let begun = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .arg("serve")
        .arg("--data")
        .arg(&place.data)
        .args(["--listen", &address])
        .env("RUST_LOG", "error")
        .stdout(Stdio::null())
        .spawn()?;
    let outcome = figures(&mut child, &address, &secret, begun, found);
    child.kill()?;
    child.wait()?;
    outcome
}

fn figures(
    child: &mut Child,
    address: &str,
    secret: &str,
    begun: Instant,
    found: &mut Vec<Figure>,
) -> anyhow::Result<()> {
    while request(address, "/", secret).is_err() {
        anyhow::ensure!(begun.elapsed() < Duration::from_secs(60), "the program does not open");
        std::thread::sleep(Duration::from_millis(5));
    }
    let opened = format!("{:.0} ms", begun.elapsed().as_secs_f64() * 1000.0);
    found.push(figure("start to the first page", opened, "—".to_owned(), "≤ 1 s"));
    // The first start of a night's checks runs beside; what it needed is given back when it is done.
    std::thread::sleep(Duration::from_secs(15));
    let idle = anonymous(child.id())?;
    found.push(figure("anonymous memory, idle", format!("{idle} MB"), "—".to_owned(), "≤ 80 MB"));
    let mut most = idle;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    for n in 0..LOAD / 16 {
                        request(address, if n % 2 == 0 { "/papers" } else { "/" }, secret)?;
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        while workers.iter().any(|worker| !worker.is_finished()) {
            most = most.max(anonymous(child.id()).unwrap_or(0));
            std::thread::sleep(Duration::from_millis(100));
        }
        for worker in workers {
            worker.join().map_err(|_| anyhow::anyhow!("a client fell"))??;
        }
        anyhow::Ok(())
    })?;
    let loaded = format!("{most} MB");
    found.push(figure("anonymous memory, 16 clients reading", loaded, "—".to_owned(), "≤ 500 MB"));
    Ok(())
}

fn request(address: &str, path: &str, secret: &str) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {}={secret}\r\nconnection: close\r\n\r\n",
        sessions::COOKIE
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    anyhow::ensure!(answer.starts_with(b"HTTP/1.1 200"), "{path} was not answered");
    Ok(())
}

/// Megabytes of the process that no file stands behind.
fn anonymous(process: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kb: u64 = line.context("no RssAnon")?.trim().trim_end_matches(" kB").parse()?;
    Ok(kb >> 10)
}
