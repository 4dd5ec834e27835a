//! The child process that reads scans in this crate's stories; cargo builds it beside them.

fn main() -> std::process::ExitCode {
    reading::child_main()
}
