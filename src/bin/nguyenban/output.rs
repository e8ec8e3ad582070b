//! Standard output, locked and buffered; and what a terminal shows in colour.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;

use anstyle::{AnsiColor, Effects, Style};
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Standard output.
#[derive(Debug)]
pub struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    /// Locks standard output until the end.
    pub fn stdout() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Writes text.
    pub fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.0.write_all(text.as_bytes()).map_err(Failure::output)
    }

    /// Writes what is still in the buffer; without this an error would go unseen.
    pub fn finish(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(Failure::output)
    }
}

/// The styles of text output, all plain where colour is not wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styles {
    /// Whether there is colour; without it, changes are marked by brackets.
    pub color: bool,
    /// What the spinner wrote.
    pub old: Style,
    /// What stood there before.
    pub new: Style,
    /// A judgement "spun".
    pub spun: Style,
    /// A judgement "clean".
    pub clean: Style,
    /// What is of less weight.
    pub dim: Style,
    /// A heading.
    pub bold: Style,
}

impl Styles {
    /// The styles for standard output, as the terminal, `--color` and `NO_COLOR` have it.
    pub fn stdout() -> Self {
        if anstream::AutoStream::choice(&io::stdout()) == anstream::ColorChoice::Never {
            return Self::default();
        }
        Self {
            color: true,
            old: AnsiColor::Red.on_default() | Effects::STRIKETHROUGH,
            new: AnsiColor::Green.on_default() | Effects::BOLD,
            spun: AnsiColor::Red.on_default() | Effects::BOLD,
            clean: AnsiColor::Green.on_default(),
            dim: Style::new() | Effects::DIMMED,
            bold: Style::new() | Effects::BOLD,
        }
    }
}

/// A temporary file in a directory, to be renamed to a file there. It may be read by whom the user's mask lets.
pub fn beside(directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".nguyenban-").tempfile_in(directory)
}
