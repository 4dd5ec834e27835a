//! One program for all targets: `CAUNOI_FUZZ` names the one. `bin/soak fuzz` builds it with libFuzzer's instruments.
#![no_main]

#[cfg(feature = "office")]
mod office;
mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    static CHOSEN: OnceLock<targets::Target> = OnceLock::new();
    let target = CHOSEN.get_or_init(|| {
        let wanted = std::env::var("CAUNOI_FUZZ").unwrap_or_default();
        let all = targets::TARGETS.into_iter();
        #[cfg(feature = "office")]
        let all = all.chain(office::TARGETS);
        let found = all.into_iter().find(|(name, _)| *name == wanted);
        found.expect("CAUNOI_FUZZ names no target").1
    });
    target(bytes);
});
