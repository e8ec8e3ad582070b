//! `nguyenban restore`.

use std::borrow::Cow;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use nguyenban::Worker;
use nguyenban::edit::compose;
use nguyenban::report::Summary;
use tempfile::NamedTempFile;

use crate::Status;
use crate::encoding::Encoding;
use crate::failure::{Failure, tell};
use crate::input::{Block, Inputs};
use crate::options::Judging;
use crate::output::{Output, beside};
use crate::pipeline::{Piece, Sink};
use crate::session::Session;

/// Print the text with the original wording put back
///
/// Lines keep their order, number and ends. A file is a document whose paragraphs inform one another; one longer than
/// 8 MiB (or 131,072 lines) is judged in blocks of that size, cut at line ends, so that memory stays bounded. A
/// paragraph longer than 1 MiB passes through unjudged, with a warning.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  nguyenban restore bai.txt > goc.txt
  nguyenban restore --assume-spun < cau.txt
  nguyenban restore --lexicon rieng.tsv --in-place kho/*.txt
  nguyenban restore --repair bai.txt           repairs first, as normalize does, then restores
  nguyenban restore --spelling bai.txt         repairs first, corrects slips, then restores
  nguyenban restore --check kho/*.txt          names the files that would change")]
pub struct Restore {
    #[command(flatten)]
    judging: Judging,

    /// Write each file back, through a temporary file beside it; files without edits are not touched
    #[arg(long, short)]
    in_place: bool,
}

impl Restore {
    pub fn run(self) -> Result<Status, Failure> {
        let standard_input = |path: &PathBuf| path == Path::new("-");
        let Judging { reading, check, .. } = &self.judging;
        if self.in_place && (reading.files.is_empty() || reading.files.iter().any(standard_input)) {
            return Err(Failure::Told("--in-place needs files: standard input cannot be written back".into()));
        }
        if self.in_place && reading.from != Encoding::Utf8 {
            return Err(Failure::Told("--in-place keeps the encoding, which is UTF-8: leave out --from".into()));
        }
        let session = Session::new(&self.judging)?;
        let restored = |worker: &mut Worker<'_>, block: Block| restored(worker, &session, block);
        if *check {
            let mut sink = Names { output: Output::stdout(), inputs: &session.inputs };
            let outcome = session.run(restored, &mut sink)?;
            sink.output.finish()?;
            return Ok(outcome.status(true));
        }
        if self.in_place {
            let mut sink = Files { inputs: &session.inputs, file: None, failed: 0 };
            let mut outcome = session.run(restored, &mut sink)?;
            outcome.failed += sink.failed;
            return Ok(outcome.status(false));
        }
        let mut sink = Text(Output::stdout());
        let outcome = session.run(restored, &mut sink)?;
        sink.0.finish()?;
        Ok(outcome.status(false))
    }
}

fn restored(worker: &mut Worker<'_>, session: &Session, block: Block) -> Piece {
    let prepared = session.prepare(&block.text);
    let restored = worker.restore(&prepared.text);
    let edits = compose(&prepared.edits, &restored.edits).len();
    let summary = Summary::new(&restored.paragraphs, restored.document, edits, restored.skipped);
    let skipped_line = block.skipped_line(restored.skipped);
    let changed = owned(restored.text).or_else(|| owned(prepared.text));
    Piece { output: changed.unwrap_or(block.text), summary, skipped_line }
}

fn owned(text: Cow<'_, str>) -> Option<String> {
    match text {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

/// Prints the text.
struct Text(Output);

impl Sink for Text {
    fn piece(&mut self, _input: usize, output: String) -> Result<(), Failure> {
        self.0.write(&output)
    }

    fn end(&mut self, _input: usize, _summary: &Summary) -> Result<(), Failure> {
        Ok(())
    }
}

/// Prints which inputs would change.
struct Names<'i> {
    output: Output,
    inputs: &'i Inputs,
}

impl Sink for Names<'_> {
    fn piece(&mut self, _input: usize, _output: String) -> Result<(), Failure> {
        Ok(())
    }

    fn end(&mut self, input: usize, summary: &Summary) -> Result<(), Failure> {
        if summary.spun_paragraphs == 0 && summary.edits == 0 {
            return Ok(());
        }
        let Summary { edits, spun_paragraphs, paragraphs, .. } = summary;
        let name = &self.inputs.names[input];
        self.output.write(&format!("{name}: {edits} edits, {spun_paragraphs} of {paragraphs} paragraphs spun\n"))
    }
}

/// Writes files back.
struct Files<'i> {
    inputs: &'i Inputs,
    /// The file beside the one that is being read, and where it goes.
    file: Option<Replacement>,
    failed: usize,
}

struct Replacement {
    input: usize,
    to: PathBuf,
    /// What could not be done; the rest of the input is then read for nothing.
    file: Result<BufWriter<NamedTempFile>, std::io::Error>,
}

impl Replacement {
    /// A temporary file in the directory of the one that it replaces, so that the renaming is one step. A symbolic
    /// link stays a link.
    fn new(input: usize, path: &Path) -> Self {
        let to = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let file = beside(to.parent().unwrap_or(Path::new("."))).map(BufWriter::new);
        Self { input, to, file }
    }

    fn write(&mut self, text: &str) {
        if let Ok(file) = &mut self.file
            && let Err(error) = file.write_all(text.as_bytes())
        {
            self.file = Err(error);
        }
    }

    fn finish(self) -> std::io::Result<()> {
        let file = self.file?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().set_permissions(self.to.metadata()?.permissions())?;
        file.as_file().sync_all()?;
        file.persist(&self.to)?;
        Ok(())
    }
}

impl Sink for Files<'_> {
    fn piece(&mut self, input: usize, output: String) -> Result<(), Failure> {
        if self.file.as_ref().is_none_or(|file| file.input != input) {
            self.file = Some(Replacement::new(input, &self.inputs.paths[input]));
        }
        if let Some(file) = &mut self.file {
            file.write(&output);
        }
        Ok(())
    }

    fn end(&mut self, input: usize, summary: &Summary) -> Result<(), Failure> {
        let file = self.file.take();
        if summary.edits > 0
            && let Some(file) = file
            && let Err(error) = file.finish()
        {
            self.failed += 1;
            if let Failure::Told(message) = Failure::file(&self.inputs.paths[input], "written back", &error) {
                tell(&format!("{message}; it is as it was"));
            }
        }
        Ok(())
    }

    fn failed(&mut self, _input: usize) {
        self.file = None;
    }
}
