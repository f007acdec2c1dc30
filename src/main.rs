//! The binary: hands over to the command line and turns its answer into an exit code.

use std::process::ExitCode;

/// What a request allocates is mostly freed by another thread, which the C library's allocator takes a tenth of a sign-in for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    daemun::cli::run()
}
