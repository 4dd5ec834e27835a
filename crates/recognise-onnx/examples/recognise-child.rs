//! The child process that reads with the networks in this crate's story; cargo builds it beside it.

fn main() -> std::process::ExitCode {
    reading::child_main_with(recognise_onnx::LINKED)
}
