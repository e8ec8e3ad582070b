//! What ends the command, or one of its inputs.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Why the command stops.
#[derive(Debug)]
pub enum Failure {
    /// An error to be told, with its place and remedy.
    Told(String),
    /// Whoever reads the output has gone away; there is nobody to tell.
    BrokenPipe,
}

impl Failure {
    /// An error while writing to standard output.
    pub fn output(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Told(format!("standard output: {error}: the output is not complete, run again")),
        }
    }

    /// An error with a file.
    pub fn file(path: &Path, doing: &str, error: &io::Error) -> Self {
        Self::Told(format!("{}: cannot be {doing}: {error}{}", path.display(), remedy(error)))
    }
}

/// What to do about an error of the system.
pub fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => ": check the name",
        ErrorKind::PermissionDenied => ": check the permissions",
        ErrorKind::IsADirectory => ": name the files in it, for example DIR/*.txt",
        ErrorKind::StorageFull => ": free some space",
        _ => "",
    }
}

/// Tells an error on standard error.
pub fn tell(message: &str) {
    say("error", &anstyle::AnsiColor::Red.on_default().bold(), message);
}

/// Tells a warning on standard error.
pub fn warn(message: &str) {
    say("warning", &anstyle::AnsiColor::Yellow.on_default().bold(), message);
}

/// Tells on standard error what is neither.
pub fn note(message: &str) {
    say("note", &anstyle::AnsiColor::Cyan.on_default().bold(), message);
}

fn say(kind: &str, style: &anstyle::Style, message: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(anstream::stderr().lock(), "{style}{kind}{style:#}: {message}");
}
