//! Starting and stopping.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use kernel::{Office, Runner};
use people::House;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::listen::{self, Listening};
use crate::tls::Tls;
use crate::{Place, console, demo, finder, operator, router};

/// How long what is under way may take when the program is told to stop.
const GRACE: Duration = Duration::from_secs(3);
const DAY: Duration = Duration::from_secs(24 * 3600);

pub fn serve(place: &Place, listening: &Listening, backups: Option<&Path>) -> anyhow::Result<ExitCode> {
    listening.check()?;
    let office = console::open(place)?;
    if let Some(folder) = backups {
        kernel::safekeeping::begin(&office, folder).map_err(|r| console::refusal(&r))?;
    }
    let set_up = people::account::is_set_up(&office).map_err(|r| console::refusal(&r))?;
    let first_code = (!set_up).then(|| first_code(&office));
    if let Some(code) = &first_code {
        println!("Mã thiết lập lần đầu / first-run code: {code}");
        println!("{}/first-run", listening.address());
    }
    run(office, listening, false, first_code)
}

pub fn demo(data: PathBuf, listening: &Listening, wanted: demo::Wanted) -> anyhow::Result<ExitCode> {
    listening.check()?;
    demo::prepare(&data, wanted)?;
    let office = console::open(&Place { data, database: None })?;
    println!("{}/", listening.address());
    demo::print_cards();
    run(office, listening, true, None)
}

/// Eight groups of letters that are read aloud without mistakes.
fn first_code(office: &Office) -> String {
    let mut bytes = [0u8; 12];
    office.clock().random(&mut bytes);
    people::account::one_time_password(bytes)
}

fn run(
    office: Office,
    listening: &Listening,
    demo: bool,
    first_code: Option<String>,
) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let program = std::env::current_exe().context("the program does not find itself")?;
    let tls = listening.tls(office.data(), office.now().date())?.map(Arc::new);
    let work = Runner::start(&office, router::handlers(), router::periodic())
        .context("background work could not be started")?;
    let clock = office.clock();
    operator::opened(&office);
    let _folder = incoming::folder::start(office.clone(), program.clone())?;
    let spool = incoming::spool::Spool::shared();
    let _scans = incoming::recognition::start(office.clone(), program.clone(), spool.clone())?;
    let _mailbox = mailbox::start(office.clone(), program.clone(), spool)?;
    let (_follower, index) = finder::start(&office)?;
    let mut house = House::new(office, router::functions(), program, (demo, listening.secure()))
        .with_press(Arc::new(print_typst::TypstPress::default()))
        .with_search(index);
    if demo {
        let cards = demo::cards().into_iter().map(|card| (card.said(), card.sign_in)).collect();
        house = house.with_cards(people::SignInCards { password: demo::PASSWORD.to_owned(), cards });
    }
    if let Some(code) = first_code {
        house = house.with_first_code(code);
    }
    runtime.block_on(async {
        let listen = listening.listen;
        let listener =
            TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on"))?;
        tracing::info!(address = %listener.local_addr()?, https = tls.is_some(), "the office is open");
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            stopped().await;
            let _ = tell.send(true);
        });
        if let Some(tls) = &tls {
            tokio::spawn(renew(Arc::clone(tls), clock));
        }
        let redirect = async {
            match listening.redirect_http {
                Some(from) => listen::redirect(from, listen, told.clone(), GRACE).await,
                None => Ok(()),
            }
        };
        // Requests under way are answered; an open event stream would hold the program for ever.
        let serving = listen::serve(listener, router::router(house), tls.clone(), told.clone(), GRACE);
        let (redirected, ()) = tokio::join!(redirect, serving);
        redirected
    })?;
    // A job under way gets a moment; one that needs longer is given back by its lease.
    work.stop(GRACE / 3);
    runtime.shutdown_timeout(GRACE / 3);
    Ok(ExitCode::SUCCESS)
}

/// A renewed certificate is taken without a stop: on SIGHUP, and daily in case nobody sends one.
async fn renew(tls: Arc<Tls>, clock: Arc<dyn kernel::Clock>) {
    #[cfg(unix)]
    let mut hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok();
    loop {
        let told = async {
            #[cfg(unix)]
            if let Some(hangup) = &mut hangup {
                hangup.recv().await;
                return;
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = told => {}
            () = tokio::time::sleep(DAY) => {}
        }
        match tls.reload(clock.now().date()) {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(fault) => {
                tracing::error!("the certificate could not be read again, the old one serves on: {fault:#}")
            }
        }
    }
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
