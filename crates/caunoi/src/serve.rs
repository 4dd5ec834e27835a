//! Starting and stopping.

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use kernel::{Office, Runner};
use people::House;

use crate::{Place, console, demo, router};

/// How long what is under way may take when the program is told to stop.
const GRACE: Duration = Duration::from_secs(3);

pub fn serve(place: &Place, listen: SocketAddr, behind_https: bool) -> anyhow::Result<ExitCode> {
    let office = console::open(place)?;
    let set_up = people::account::is_set_up(&office).map_err(|r| console::refusal(&r))?;
    let first_code = (!set_up).then(|| first_code(&office));
    if let Some(code) = &first_code {
        println!("Mã thiết lập lần đầu / first-run code: {code}");
        println!("http://{listen}/first-run");
    }
    run(office, listen, Faces { demo: false, secure: behind_https, first_code })
}

pub fn demo(data: PathBuf, listen: SocketAddr, papers: usize) -> anyhow::Result<ExitCode> {
    demo::prepare(&data, papers)?;
    let office = console::open(&Place { data, database: None })?;
    println!("http://{listen}/");
    demo::print_cards();
    run(office, listen, Faces { demo: true, secure: false, first_code: None })
}

/// Eight groups of letters that are read aloud without mistakes.
fn first_code(office: &Office) -> String {
    let mut bytes = [0u8; 12];
    office.clock().random(&mut bytes);
    people::account::one_time_password(bytes)
}

struct Faces {
    demo: bool,
    secure: bool,
    first_code: Option<String>,
}

fn run(office: Office, listen: SocketAddr, faces: Faces) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let program = std::env::current_exe().context("the program does not find itself")?;
    let work = Runner::start(&office, router::handlers(), router::periodic())
        .context("background work could not be started")?;
    let mut house = House::new(office, router::functions(), program, (faces.demo, faces.secure));
    if let Some(code) = faces.first_code {
        house = house.with_first_code(code);
    }
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("{listen} cannot be listened on"))?;
        tracing::info!(address = %listener.local_addr()?, "the office is open");
        let (tell, mut told) = tokio::sync::watch::channel(false);
        let serving = axum::serve(listener, router::router(house))
            .with_graceful_shutdown(async move {
                stopped().await;
                let _ = tell.send(true);
            })
            .into_future();
        // Requests under way are answered; an open event stream would hold the program for ever.
        let grace = async {
            let _ = told.wait_for(|stop| *stop).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            done = serving => done?,
            () = grace => {}
        }
        anyhow::Ok(())
    })?;
    // A job under way gets a moment; one that needs longer is given back by its lease.
    work.stop(GRACE / 3);
    runtime.shutdown_timeout(GRACE / 3);
    Ok(ExitCode::SUCCESS)
}

/// Ctrl+C, or the service manager's request to stop. Streams that stay open get no more than the grace.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    } else {
        std::future::pending::<()>().await;
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
