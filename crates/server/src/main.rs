//! The program `timetracker`: reads its arguments and does what they say.

use mimalloc::MiMalloc;
use std::process::ExitCode;

// Pages allocate and free many small texts on several threads at once: this allocator does that faster.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    timetracker::cli::main()
}
