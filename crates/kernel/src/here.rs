//! Where a page's question is asked. A change of thread costs as much as many questions take, so a question that is
//! usually quick is asked on the spot; any other goes to the threads that may wait. The threads of the async runtime
//! are as many as the cores: more threads at work than cores would wait for each other, for milliseconds.
//! PostgreSQL, which answers over a line, is never waited for here.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, RuntimeFlavor};

/// What usually takes longer than this is not asked on the spot.
const QUICK: Duration = Duration::from_micros(400);
/// A single question counts for no more: the machine may have been busy with something else.
const COUNTS: Duration = Duration::from_millis(4);

#[derive(Default)]
pub(crate) struct Here {
    /// How long each question usually takes, by the code that asks it.
    takes: Mutex<HashMap<TypeId, Duration>>,
}

impl Here {
    /// Whether to ask this on the spot.
    pub(crate) fn quick(&self, question: TypeId) -> bool {
        let known = self.takes.lock().unwrap_or_else(PoisonError::into_inner).get(&question).copied();
        known.is_some_and(|takes| takes <= QUICK)
            && Handle::try_current().is_ok_and(|on| on.runtime_flavor() == RuntimeFlavor::MultiThread)
    }

    /// Asks and notes how long it took: of what is known three parts, of the newest one.
    pub(crate) fn timed<T>(&self, question: TypeId, ask: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let answer = ask();
        let took = begun.elapsed().min(COUNTS);
        let mut takes = self.takes.lock().unwrap_or_else(PoisonError::into_inner);
        takes.entry(question).and_modify(|usual| *usual = (*usual * 3 + took) / 4).or_insert(took);
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn only_what_is_usually_quick_is_asked_on_the_spot() {
        let (here, quick, slow) = (Here::default(), TypeId::of::<u8>(), TypeId::of::<u16>());
        assert!(!here.quick(quick), "nothing is known of it yet");
        here.timed(quick, || ());
        here.timed(slow, || std::thread::sleep(QUICK * 2));
        assert!(here.quick(quick) && !here.quick(slow));
        (0..8).for_each(|_| here.timed(slow, || ()));
        assert!(here.quick(slow), "the first time it had been slow for another cause");
        (0..4).for_each(|_| here.timed(slow, || std::thread::sleep(QUICK * 4)));
        assert!(!here.quick(slow));
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_is_never_kept_waiting() {
        let here = Here::default();
        here.timed(TypeId::of::<u8>(), || ());
        assert!(!here.quick(TypeId::of::<u8>()));
    }
}
