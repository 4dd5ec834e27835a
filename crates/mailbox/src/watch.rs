//! The thread that looks into the mailbox while the program serves.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use incoming::engine::reader;
use incoming::spool::Spool;
use kernel::Office;

use crate::intake::{Round, idle, round};
use crate::store;

/// How often it is asked whether a look is due. A changed setting is tried within this time.
const BEAT: Duration = Duration::from_secs(5);

/// Ends the looking when it goes.
pub struct Watch {
    stop: mpsc::Sender<()>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        // A look under way may wait for a slow server: it ends with the program, and its lease after it.
        if let Some(thread) = self.thread.take().filter(thread::JoinHandle::is_finished) {
            let _ = thread.join();
        }
    }
}

/// Looks into the mailbox that is set, and any that is set later. `program` reads papers in a child process.
pub fn start(office: Office, program: PathBuf, spool: Spool) -> std::io::Result<Watch> {
    let (stop, stopped) = mpsc::channel();
    let looking = move || {
        let holder = office.new_id();
        let mut pause = BEAT;
        while matches!(stopped.recv_timeout(pause), Err(mpsc::RecvTimeoutError::Timeout)) {
            pause = BEAT;
            match round(&office, &reader(&office, &program), &spool, holder) {
                Ok(Round::Met { more: true, .. }) => pause = Duration::from_millis(10),
                // Not due yet: where the server tells of new messages, it is listened to meanwhile.
                Ok(Round::Idle) => match listen(&office, &stopped) {
                    Heard::News => pause = Duration::from_millis(10),
                    Heard::Stop => return,
                    Heard::Nothing => {}
                },
                Ok(_) => {}
                Err(fault) => tracing::warn!(%fault, "the mailbox could not be dealt with"),
            }
        }
    };
    let thread = thread::Builder::new().name("mailbox".to_owned()).spawn(looking)?;
    Ok(Watch { stop, thread: Some(thread) })
}

enum Heard {
    News,
    Nothing,
    Stop,
}

/// Listens until the next look is due; what the server tells makes it due now.
fn listen(office: &Office, stopped: &mpsc::Receiver<()>) -> Heard {
    let waits = |health: &store::Health| {
        health.failures == 0 && health.looked_at.is_some() && health.next_at > office.now()
    };
    // After a fault, and before the first look, nobody listens.
    if !office.read_blocking(store::health).is_ok_and(|health| waits(&health)) {
        return Heard::Nothing;
    }
    let stop = Cell::new(false);
    let over = || {
        stop.set(stop.get() || !matches!(stopped.try_recv(), Err(mpsc::TryRecvError::Empty)));
        stop.get() || !office.read_blocking(store::health).is_ok_and(|health| waits(&health))
    };
    let came = idle(office, over).unwrap_or(false);
    if stop.get() {
        Heard::Stop
    } else if came && office.operate(store::try_now).is_ok() {
        Heard::News
    } else {
        Heard::Nothing
    }
}
