//! The Kedai program: see `kedai --help`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
