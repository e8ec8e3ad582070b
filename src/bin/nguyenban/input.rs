//! Inputs, read in blocks of whole lines.
//!
//! A file is a document. One that is longer than a block is judged block by block, so that memory stays bounded; a
//! line is never cut, however long it is. What is not UTF-8 is decoded on the way in, if that was asked for.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use nguyenban::charset::{self, Charset, decode_mixed, detect};
use nguyenban::report::Origin;

use crate::encoding::{Encoding, Found};
use crate::failure::{Failure, remedy};

/// The size of a block in bytes; a line that begins in a block belongs to it.
pub const BLOCK_BYTES: usize = 8 << 20;
/// The most lines in a block: they bound the memory for judgements.
pub const BLOCK_LINES: usize = 1 << 17;
/// How much of an input tells whether it is UTF-16.
const HEAD_BYTES: u64 = 1 << 16;

/// Some whole lines of an input.
#[derive(Debug)]
pub struct Block {
    /// The input, by its place on the command line.
    pub input: usize,
    /// The bytes before it, as UTF-8.
    pub bytes: u64,
    /// The lines before it.
    pub lines: usize,
    /// Its text, line ends included.
    pub text: String,
    /// Whether the text is other bytes than the input.
    pub converted: bool,
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
    /// Something to tell of the input that is as it should be.
    Note(String),
    /// Something to tell of the input that may not be.
    Warning(String),
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
    from: Encoding,
}

impl Inputs {
    /// Standard input where no file is named.
    pub fn new(paths: &[PathBuf], from: Encoding) -> Self {
        let paths = if paths.is_empty() { vec![PathBuf::from("-")] } else { paths.to_vec() };
        let names = paths.iter().map(|path| path.display().to_string()).collect();
        Self { paths, names, from }
    }

    /// Reads all inputs, one after another.
    pub fn events(&self) -> impl Iterator<Item = Event> {
        (0..self.paths.len()).flat_map(move |input| {
            let mut reader = None;
            let mut done = false;
            let steps = std::iter::from_fn(move || {
                if done {
                    return None;
                }
                let (event, told) = self.next(input, &mut reader);
                done = !matches!(event, Event::Block(_));
                Some(told.into_iter().chain([event]))
            });
            steps.flatten()
        })
    }

    /// The name of an input in messages.
    pub fn told_name(&self, input: usize) -> &str {
        if self.paths[input] == Path::new("-") { "standard input" } else { &self.names[input] }
    }

    /// The next block, end or failure, and what is to be told before it.
    fn next(&self, input: usize, reader: &mut Option<Reader>) -> (Event, Vec<Event>) {
        let name = self.told_name(input);
        let failed =
            |error: &io::Error| Event::Failed(input, format!("{name}: cannot be read: {error}{}", remedy(error)));
        let reader = match reader {
            Some(reader) => reader,
            None => match Reader::open(&self.paths[input], self.from) {
                Ok(opened) => reader.insert(opened),
                Err(error) => return (failed(&error), Vec::new()),
            },
        };
        let lines = reader.lines;
        let block = match reader.block() {
            Ok(block) if block.is_empty() => return (Event::End(input), reader.told(name)),
            Ok(block) => reader.text(block, lines),
            Err(error) => return (failed(&error), Vec::new()),
        };
        match block {
            Ok((text, converted)) => {
                let bytes = reader.bytes;
                reader.bytes += text.len() as u64;
                (Event::Block(Block { input, bytes, lines, text, converted }), Vec::new())
            }
            Err((at, block)) => (Event::Failed(input, not_utf8(name, &block, at, reader.bytes, lines)), Vec::new()),
        }
    }
}

/// All bytes of an input.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map(drop)
    } else {
        File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map(drop)
    };
    read.map(|()| bytes).map_err(|error| Failure::file(path, "read", &error))
}

/// The whole text of an input that must be UTF-8.
pub fn whole(path: &Path) -> Result<String, Failure> {
    String::from_utf8(bytes(path)?).map_err(|error| {
        let (at, bytes) = not_text(error);
        let (place, _) = place(&bytes, at, 0, 0);
        let name = path.display();
        Failure::Told(format!(
            "{name}:{place}: make UTF-8 of it with `nguyenban normalize --from auto --rules none {name} > FILE`"
        ))
    })
}

/// Where a block stops being UTF-8, and what to do.
fn not_utf8(name: &str, block: &[u8], at: usize, bytes: u64, lines: usize) -> String {
    let (place, remedy) = place(block, at, bytes, lines);
    let printed = if lines == 0 { String::new() } else { format!("; lines up to {lines} were read") };
    format!("{name}:{place}: {remedy}{printed}")
}

/// Line, column and byte of the place where a block stops being UTF-8; and how to read it.
fn place(block: &[u8], at: usize, bytes: u64, lines: usize) -> (String, &'static str) {
    let valid = block.get(..at).unwrap_or_default();
    let line = valid.iter().filter(|&&byte| byte == b'\n').count();
    let begin = valid.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let column = String::from_utf8_lossy(&valid[begin..]).chars().count();
    let utf16 = bytes == 0 && (block.starts_with(b"\xff\xfe") || block.starts_with(b"\xfe\xff"));
    let remedy = if utf16 {
        "it looks like UTF-16: read it with `--from utf-16`"
    } else {
        "name its encoding with `--from`, or try `--from auto`"
    };
    let byte = block.get(at).copied().unwrap_or_default();
    let place = format!("{}:{}: not UTF-8 at byte {} (0x{byte:02x})", lines + line + 1, column + 1, bytes + at as u64);
    (place, remedy)
}

struct Reader {
    source: BufReader<Source>,
    /// What was read beyond the end of the last block.
    rest: Vec<u8>,
    /// How long the blocks so far are as UTF-8.
    bytes: u64,
    lines: usize,
    /// Whether each block is looked at for its encoding.
    auto: bool,
    /// Whether the encoding is to be found.
    asked: Encoding,
    found: Found,
    malformed: Option<Malformed>,
}

/// Bytes that have no meaning in their encoding.
#[derive(Clone, Copy)]
struct Malformed {
    count: u64,
    /// Where the first stood.
    line: usize,
    column: usize,
    charset: Charset,
}

/// The bytes of an input, or its text as UTF-8.
enum Source {
    Bytes(Box<dyn Read>),
    Decoded(Box<charset::Reader<Box<dyn Read>>>, Charset),
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bytes(source) => source.read(buffer),
            Self::Decoded(source, _) => source.read(buffer),
        }
    }
}

impl Reader {
    fn open(path: &Path, from: Encoding) -> io::Result<Self> {
        let mut source: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            let file = File::open(path)?;
            if file.metadata()?.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            Box::new(file)
        };
        let mut found = Found::default();
        let charset = match from {
            Encoding::Utf8 => None,
            Encoding::Known(charset) => Some(charset),
            Encoding::Auto | Encoding::Utf16 => {
                let mut head = Vec::new();
                (&mut source).take(HEAD_BYTES).read_to_end(&mut head)?;
                let utf16 = if from == Encoding::Auto { utf16_of(&head, &mut found) } else { Some(order(&head)) };
                source = Box::new(Cursor::new(head).chain(source));
                utf16
            }
        };
        let source = match charset {
            Some(charset) => Source::Decoded(Box::new(charset::Reader::new(source, charset)), charset),
            None => Source::Bytes(source),
        };
        Ok(Self {
            source: BufReader::with_capacity(1 << 16, source),
            rest: Vec::new(),
            bytes: 0,
            lines: 0,
            auto: from == Encoding::Auto && charset.is_none(),
            asked: from,
            found,
            malformed: None,
        })
    }

    /// The text of a block, and whether it was converted; or where it stops being UTF-8.
    fn text(&mut self, block: Vec<u8>, lines: usize) -> Result<(String, bool), (usize, Vec<u8>)> {
        if let Source::Decoded(source, charset) = self.source.get_ref() {
            let (count, charset) = (source.malformed(), *charset);
            let text = String::from_utf8(block).map_err(not_text)?;
            if count > 0 {
                let at = text.find(char::REPLACEMENT_CHARACTER);
                self.replaced(count, charset, &text, at, lines);
            }
            let same = text.is_ascii() && !matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
            return Ok((text, !same));
        }
        if !self.auto {
            return String::from_utf8(block).map(|text| (text, false)).map_err(not_text);
        }
        let block = match String::from_utf8(block) {
            // Text that is UTF-8 all over stays as it is, but for plain ASCII that reads as VIQR.
            Ok(text) => {
                let found = text.is_ascii().then(|| detect(text.as_bytes()));
                if found.is_none_or(|found| found.charset != Charset::Viqr) {
                    let confidence = found.map_or(1.0, |found| found.confidence);
                    self.found.whole(lines, text.as_bytes(), Charset::Utf8, confidence);
                    return Ok((text, false));
                }
                text.into_bytes()
            }
            Err(error) => error.into_bytes(),
        };
        let mixed = decode_mixed(&block);
        self.found.mixed(lines, &block, &mixed);
        let decoded = mixed.decoded;
        if let Some(&first) = decoded.malformed.first() {
            let part = mixed.parts.iter().find(|part| part.end > first);
            let charset = part.map_or(Charset::Utf8, |part| part.charset);
            let at = decoded.text.find(char::REPLACEMENT_CHARACTER);
            let before = self.malformed.map_or(0, |malformed| malformed.count);
            self.replaced(before + decoded.malformed.len() as u64, charset, &decoded.text, at, lines);
        }
        Ok((decoded.text, true))
    }

    /// Keeps where the first bytes without a meaning were.
    fn replaced(&mut self, count: u64, charset: Charset, text: &str, at: Option<usize>, lines: usize) {
        if let Some(malformed) = &mut self.malformed {
            malformed.count = count;
        } else if let Some(before) = at.and_then(|at| text.get(..at)) {
            let begin = before.rfind('\n').map_or(0, |end| end + 1);
            let line = lines + before.matches('\n').count() + 1;
            let column = before.get(begin..).unwrap_or_default().chars().count() + 1;
            self.malformed = Some(Malformed { count, line, column, charset });
        }
    }

    /// What is to be told at the end.
    fn told(&self, name: &str) -> Vec<Event> {
        let found = self.found.message(name).map(Event::Note);
        let malformed = self.malformed.map(|Malformed { count, line, column, charset }| {
            let places = if count == 1 { String::new() } else { format!(", and {} more", count - 1) };
            let remedy =
                if self.asked == Encoding::Auto { "name its encoding with `--from`" } else { "try `--from auto`" };
            Event::Warning(format!(
                "{name}:{line}:{column}{places}: bytes without a meaning in {charset}, read as U+FFFD: {remedy}"
            ))
        });
        found.into_iter().chain(malformed).collect()
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
        Ok(block)
    }
}

fn not_text(error: std::string::FromUtf8Error) -> (usize, Vec<u8>) {
    (error.utf8_error().valid_up_to(), error.into_bytes())
}

/// The UTF-16 that the beginning of an input is in, if it is.
fn utf16_of(head: &[u8], found: &mut Found) -> Option<Charset> {
    let detection = detect(head);
    let utf16 = matches!(detection.charset, Charset::Utf16Le | Charset::Utf16Be).then_some(detection.charset);
    if let Some(charset) = utf16 {
        found.whole(0, head, charset, detection.confidence);
    }
    utf16
}

/// The UTF-16 of a byte order mark.
fn order(head: &[u8]) -> Charset {
    if head.starts_with(b"\xfe\xff") { Charset::Utf16Be } else { Charset::Utf16Le }
}
