//! Where a page's question is asked. A change of thread costs as much as many questions take, so a question that was
//! quick the last time is asked on the spot; any other goes to the threads that may wait. One thread of the async
//! runtime is always left free, and PostgreSQL, which answers over a line, is never waited for here.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, RuntimeFlavor};

/// Longer than this is not asked on the spot the next time.
const QUICK: Duration = Duration::from_micros(400);

#[derive(Default)]
pub(crate) struct Here {
    asking: AtomicUsize,
    /// How long each question took the last time, by the code that asks it.
    took: Mutex<HashMap<TypeId, Duration>>,
}

impl Here {
    /// A turn to ask this on the spot, or none.
    pub(crate) fn turn(&self, question: TypeId) -> Option<Turn<'_>> {
        let known = self.took.lock().unwrap_or_else(PoisonError::into_inner).get(&question).copied();
        if known.is_none_or(|took| took > QUICK) {
            return None;
        }
        let runtime = Handle::try_current().ok()?;
        if runtime.runtime_flavor() != RuntimeFlavor::MultiThread {
            return None;
        }
        let spare = runtime.metrics().num_workers().saturating_sub(1);
        let turn = Turn(self);
        // The turn is given back whether or not it was one too many.
        (self.asking.fetch_add(1, Ordering::Relaxed) < spare).then_some(turn)
    }

    /// Asks and notes how long it took.
    pub(crate) fn timed<T>(&self, question: TypeId, ask: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let answer = ask();
        self.took.lock().unwrap_or_else(PoisonError::into_inner).insert(question, begun.elapsed());
        answer
    }
}

/// Held while a question is asked on the spot.
pub(crate) struct Turn<'h>(&'h Here);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.asking.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn only_what_was_quick_is_asked_on_the_spot_and_one_thread_stays_free() {
        let (here, quick, slow) = (Here::default(), TypeId::of::<u8>(), TypeId::of::<u16>());
        assert!(here.turn(quick).is_none(), "nothing is known of it yet");
        here.timed(quick, || ());
        here.timed(slow, || std::thread::sleep(QUICK * 2));
        assert!(here.turn(slow).is_none());
        let turn = here.turn(quick);
        assert!(turn.is_some());
        assert!(here.turn(quick).is_none(), "of two threads one stays free");
        drop(turn);
        assert!(here.turn(quick).is_some());
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_is_never_kept_waiting() {
        let here = Here::default();
        here.timed(TypeId::of::<u8>(), || ());
        assert!(here.turn(TypeId::of::<u8>()).is_none());
    }
}
