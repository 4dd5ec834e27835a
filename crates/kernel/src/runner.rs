//! The threads that do background work while the program serves: one for jobs, woken by each commit, one for
//! periodic work, and one for backups and checks, so that a long night's work keeps nothing waiting.

use std::collections::HashMap;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use crate::jobs::{self, Handler};
use crate::office::Office;
use crate::periodic::{self, Periodic};
use crate::storage::StoreError;

/// Jobs whose pause has ended are looked for this often, commit or not.
const JOBS_BEAT: Duration = Duration::from_secs(2);
const PERIODIC_BEAT: Duration = Duration::from_secs(20);
/// Commits that come in a burst wake the jobs once.
const BURST: Duration = Duration::from_millis(50);
const PORTION: u32 = 32;

/// Background work under way. Stops when it is dropped.
pub struct Runner {
    stop: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
}

impl Runner {
    /// Starts the work of all functions and the kernel's own.
    pub fn start(
        office: &Office,
        handlers: HashMap<&'static str, Handler>,
        work: Vec<Periodic>,
    ) -> Result<Runner, StoreError> {
        let (stop, stopped) = watch::channel(false);
        let io = |e: std::io::Error| StoreError::Other(e.to_string());
        let (jobs_office, jobs_stopped) = (office.clone(), stopped.clone());
        let jobs = thread::Builder::new()
            .name("jobs".to_owned())
            .spawn(move || run_jobs(&jobs_office, &handlers, jobs_stopped))
            .map_err(io)?;
        let mut threads = vec![jobs];
        for (name, work) in [("periodic", work), ("nightly", periodic::own())] {
            let (office, stopped) = (office.clone(), stopped.clone());
            let thread = thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || run_periodic(&office, &work, stopped))
                .map_err(io)?;
            threads.push(thread);
        }
        Ok(Runner { stop, threads })
    }

    /// Tells both to stop and waits so long; work that takes longer is given back by its lease.
    pub fn stop(mut self, grace: Duration) {
        let _ = self.stop.send(true);
        let step = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        while waited < grace && self.threads.iter().any(|thread| !thread.is_finished()) {
            thread::sleep(step);
            waited += step;
        }
        for thread in self.threads.drain(..).filter(JoinHandle::is_finished) {
            let _ = thread.join();
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

fn run_jobs(office: &Office, handlers: &HashMap<&'static str, Handler>, mut stopped: watch::Receiver<bool>) {
    let mut committed = office.committed();
    beat(|wait| {
        loop {
            if *stopped.borrow() {
                return;
            }
            committed.mark_unchanged();
            let more = match jobs::run_due(office, handlers, PORTION) {
                Ok(ran) => ran > 0,
                Err(fault) => {
                    tracing::warn!(%fault, "jobs could not be looked for; they will be again");
                    false
                }
            };
            if more {
                continue;
            }
            wait.block_on(async {
                tokio::select! {
                    _ = stopped.changed() => {}
                    _ = tokio::time::sleep(JOBS_BEAT) => {}
                    _ = committed.changed() => tokio::time::sleep(BURST).await,
                }
            });
        }
    });
}

fn run_periodic(office: &Office, work: &[Periodic], mut stopped: watch::Receiver<bool>) {
    let holder = office.new_id();
    beat(|wait| {
        loop {
            if *stopped.borrow() {
                return;
            }
            if let Err(fault) = periodic::run_due(office, work, holder) {
                tracing::warn!(%fault, "periodic work could not be looked for; it will be again");
            }
            wait.block_on(async {
                tokio::select! {
                    _ = stopped.changed() => {}
                    _ = tokio::time::sleep(PERIODIC_BEAT) => {}
                }
            });
        }
    });
}

/// A thread's own clockwork: it sleeps until the time, a commit or the stop.
fn beat(work: impl FnOnce(&tokio::runtime::Runtime)) {
    match tokio::runtime::Builder::new_current_thread().enable_time().build() {
        Ok(wait) => work(&wait),
        Err(fault) => tracing::error!(%fault, "background work cannot run"),
    }
}
