//! Inputs, read in blocks of whole lines.
//!
//! A file is a document. One that is longer than a block is judged block by block, so that memory stays bounded; a
//! line is never cut, however long it is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use nguyenban::report::Origin;

use crate::failure::remedy;

/// The size of a block in bytes; a line that begins in a block belongs to it.
pub const BLOCK_BYTES: usize = 8 << 20;
/// The most lines in a block: they bound the memory for judgements.
pub const BLOCK_LINES: usize = 1 << 17;

/// Some whole lines of an input.
#[derive(Debug)]
pub struct Block {
    /// The input, by its place on the command line.
    pub input: usize,
    /// The bytes before it.
    pub bytes: u64,
    /// The lines before it.
    pub lines: usize,
    /// Its text, line ends included.
    pub text: String,
}

impl Block {
    /// Where the block comes from, for records.
    pub fn origin<'i>(&self, inputs: &'i Inputs) -> Origin<'i> {
        Origin { path: &inputs.names[self.input], lines: self.lines, bytes: self.bytes }
    }

    /// The line of the first paragraph that was too long to judge, if any was.
    pub fn skipped_line(&self, skipped: usize) -> Option<usize> {
        let too_long = |(_, line): (usize, &str)| line.len() > nguyenban::MAX_PARAGRAPH_BYTES;
        (skipped > 0)
            .then(|| nguyenban::text::lines(&self.text).position(too_long))
            .flatten()
            .map(|number| self.lines + number + 1)
    }
}

/// What reading gives, in order.
#[derive(Debug)]
pub enum Event {
    /// Some lines of an input.
    Block(Block),
    /// The input was read to its end.
    End(usize),
    /// The rest of the input cannot be read; the message says where and what to do.
    Failed(usize, String),
}

/// The inputs of a command: files, or standard input.
#[derive(Debug)]
pub struct Inputs {
    /// The paths as they were given; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// The same as records name them.
    pub names: Vec<String>,
}

impl Inputs {
    /// Standard input where no file is named.
    pub fn new(paths: &[PathBuf]) -> Self {
        let paths = if paths.is_empty() { vec![PathBuf::from("-")] } else { paths.to_vec() };
        let names = paths.iter().map(|path| path.display().to_string()).collect();
        Self { paths, names }
    }

    /// Reads all inputs, one after another.
    pub fn events(&self) -> impl Iterator<Item = Event> {
        (0..self.paths.len()).flat_map(move |input| {
            let mut reader = None;
            let mut done = false;
            std::iter::from_fn(move || {
                if done {
                    return None;
                }
                let event = self.next(input, &mut reader);
                done = !matches!(event, Event::Block(_));
                Some(event)
            })
        })
    }

    fn next(&self, input: usize, reader: &mut Option<Reader>) -> Event {
        let name = if self.paths[input] == Path::new("-") { "standard input" } else { &self.names[input] };
        let failed =
            |error: &io::Error| Event::Failed(input, format!("{name}: cannot be read: {error}{}", remedy(error)));
        let reader = match reader {
            Some(reader) => reader,
            None => match Reader::open(&self.paths[input]) {
                Ok(opened) => reader.insert(opened),
                Err(error) => return failed(&error),
            },
        };
        let (bytes, lines) = (reader.bytes, reader.lines);
        match reader.block() {
            Ok(block) if block.is_empty() => Event::End(input),
            Ok(block) => match String::from_utf8(block) {
                Ok(text) => Event::Block(Block { input, bytes, lines, text }),
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    Event::Failed(input, not_utf8(name, error.as_bytes(), at, bytes, lines))
                }
            },
            Err(error) => failed(&error),
        }
    }
}

/// Where a block stops being UTF-8, and what to do.
fn not_utf8(name: &str, block: &[u8], at: usize, bytes: u64, lines: usize) -> String {
    let valid = block.get(..at).unwrap_or_default();
    let line = valid.iter().filter(|&&byte| byte == b'\n').count();
    let begin = valid.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let column = String::from_utf8_lossy(&valid[begin..]).chars().count();
    let utf16 = bytes == 0 && (block.starts_with(b"\xff\xfe") || block.starts_with(b"\xfe\xff"));
    let remedy = if utf16 {
        "it looks like UTF-16: convert it, for example with `iconv -f UTF-16 -t UTF-8`"
    } else {
        "convert the file to UTF-8, or remove the byte"
    };
    let printed = if lines == 0 { String::new() } else { format!("; lines up to {lines} were read") };
    format!(
        "{name}:{}:{}: not UTF-8 at byte {} (0x{:02x}): {remedy}{printed}",
        lines + line + 1,
        column + 1,
        bytes + at as u64,
        block.get(at).copied().unwrap_or_default(),
    )
}

struct Reader {
    source: BufReader<Box<dyn Read>>,
    /// What was read beyond the end of the last block.
    rest: Vec<u8>,
    bytes: u64,
    lines: usize,
}

impl Reader {
    fn open(path: &Path) -> io::Result<Self> {
        let source: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            let file = File::open(path)?;
            if file.metadata()?.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            Box::new(file)
        };
        Ok(Self { source: BufReader::with_capacity(1 << 16, source), rest: Vec::new(), bytes: 0, lines: 0 })
    }

    /// The next block; empty at the end.
    fn block(&mut self) -> io::Result<Vec<u8>> {
        let mut block = std::mem::take(&mut self.rest);
        let wanted = BLOCK_BYTES.saturating_sub(block.len());
        let read = (&mut self.source).take(wanted as u64).read_to_end(&mut block)?;
        if read == wanted && block.last() != Some(&b'\n') {
            self.source.read_until(b'\n', &mut block)?;
        }
        let mut ends = block.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').map(|(i, _)| i + 1);
        match ends.nth(BLOCK_LINES - 1) {
            Some(end) => {
                self.rest = block.split_off(end);
                block.shrink_to_fit();
                self.lines += BLOCK_LINES;
            }
            None => self.lines += block.iter().filter(|&&byte| byte == b'\n').count(),
        }
        self.bytes += block.len() as u64;
        Ok(block)
    }
}
