//! Streaming: bytes of a known encoding in, UTF-8 out, in bounded memory.

use super::decode::{Decoded, decode_into};
use super::{Charset, unicode};
use std::io::{ErrorKind, Read, Result};

/// How many bytes are asked for at a time.
const CHUNK: usize = 16 << 10;

/// The longest word or line that is kept whole while its end is not yet read, in bytes.
const LONGEST: usize = 64 << 10;

/// Reads text of a known encoding as UTF-8, like [`decode`](super::decode), in bounded memory.
///
/// It holds at most some 80 KiB of input and the text made of it. A word (in TCVN3, a line) longer than 64 KiB
/// may be cut into two, so that a mark at the cut is not put on its letter. Errors are those of the inner
/// reader; bytes without meaning become U+FFFD and are counted.
///
/// ```
/// use nguyenban::charset::{Charset, Reader};
/// use std::io::Read;
/// let mut text = String::new();
/// let mut reader = Reader::new(&b"Tha\xfb die\xe0u"[..], Charset::VniWindows);
/// reader.read_to_string(&mut text)?;
/// assert_eq!(text, "Thả diều");
/// assert_eq!(reader.malformed(), 0);
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    inner: R,
    charset: Charset,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    /// Text decoded and, from `given` on, not yet handed out.
    decoded: Decoded,
    given: usize,
    malformed: u64,
    started: bool,
    ended: bool,
}

impl<R: Read> Reader<R> {
    /// Wraps a reader of bytes in the given encoding.
    pub fn new(inner: R, charset: Charset) -> Self {
        Self {
            inner,
            charset,
            raw: Vec::new(),
            decoded: Decoded::default(),
            given: 0,
            malformed: 0,
            started: false,
            ended: false,
        }
    }

    /// How many times so far bytes had no meaning.
    pub fn malformed(&self) -> u64 {
        self.malformed
    }

    /// Whether so far TCVN3 text showed that it was in a font of capitals: see [`Decoded::capitals_font`].
    pub fn capitals_font(&self) -> bool {
        self.decoded.capitals_font
    }

    /// Reads a chunk and decodes what of it is complete.
    fn fill(&mut self) -> Result<()> {
        let old = self.raw.len();
        self.raw.resize(old + CHUNK, 0);
        let read = loop {
            match self.inner.read(self.raw.get_mut(old..).unwrap_or_default()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.raw.truncate(old + read.as_ref().map_or(0, |&count| count.min(CHUNK)));
        self.ended = read? == 0;
        if !self.started {
            if self.raw.len() < 3 && !self.ended {
                return Ok(());
            }
            self.started = true;
            self.raw.drain(..unicode::mark_length(&self.raw, self.charset));
        }
        let complete = if self.ended { self.raw.len() } else { complete(&self.raw, self.charset) };
        self.decoded.text.clear();
        self.decoded.malformed.clear();
        self.given = 0;
        decode_into(self.raw.get(..complete).unwrap_or_default(), 0, self.charset, &mut self.decoded);
        self.malformed += self.decoded.malformed.len() as u64;
        self.raw.drain(..complete);
        Ok(())
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while self.given == self.decoded.text.len() && !self.ended && !buffer.is_empty() {
            self.fill()?;
        }
        let ready = self.decoded.text.as_bytes().get(self.given..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

/// How many of the bytes can be decoded whatever follows.
fn complete(raw: &[u8], charset: Charset) -> usize {
    let last = |wanted: fn(&u8) -> bool| match raw.iter().rposition(wanted) {
        Some(at) => at + 1,
        None if raw.len() < LONGEST => 0,
        None => raw.len(),
    };
    match charset {
        Charset::Utf8 => raw.len() - cut_utf8(raw),
        Charset::Utf16Le | Charset::Utf16Be => {
            let even = raw.len() & !1;
            let high = if charset == Charset::Utf16Le { even.checked_sub(1) } else { even.checked_sub(2) };
            let surrogate = high.and_then(|at| raw.get(at)).is_some_and(|byte| matches!(byte, 0xD8..=0xDB));
            if surrogate { even - 2 } else { even }
        }
        Charset::Viscii | Charset::Vps => raw.len(),
        Charset::Tcvn3 => last(|&byte| byte == b'\n'),
        Charset::Windows1258 | Charset::VniWindows | Charset::Viqr => last(u8::is_ascii_whitespace),
    }
}

/// How many bytes at the end begin a character of UTF-8 that is longer.
fn cut_utf8(raw: &[u8]) -> usize {
    for (back, &byte) in raw.iter().rev().take(3).enumerate() {
        let length = match byte {
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF7 => 4,
            0x80..=0xBF => continue,
            _ => return 0,
        };
        return if length > back + 1 { back + 1 } else { 0 };
    }
    0
}
