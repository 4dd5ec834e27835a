//! The child process alone, for the tests of this crate. The program `caunoi` is its own child.

use std::process::ExitCode;

fn main() -> ExitCode {
    reading::child_main()
}
