//! The program: reads its command line and hands over to `boot`.

use examhall::boot::command;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    // On the heap: it has room for what the largest command holds, settings and all.
    match Box::pin(command::run(std::env::args_os(), std::env::vars().collect())).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("examhall: {error:#}");
            ExitCode::FAILURE
        }
    }
}
