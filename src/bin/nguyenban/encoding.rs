//! The encoding of inputs: what `--from` names, and what is told of the encodings found.

use std::str::FromStr;

use nguyenban::charset::{Charset, Mixed, detect};

/// How inputs are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As UTF-8; anything else is an error.
    #[default]
    Utf8,
    /// As the bytes look, file by file, and in mixed pages line by line.
    Auto,
    /// As UTF-16 in the order of its byte order mark, low byte first without one.
    Utf16,
    /// As this.
    Known(Charset),
}

impl FromStr for Encoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name.to_ascii_lowercase().as_str() {
            "auto" => Ok(Self::Auto),
            "utf-16" | "utf16" => Ok(Self::Utf16),
            name => match name.parse() {
                Ok(Charset::Utf8) => Ok(Self::Utf8),
                Ok(charset) => Ok(Self::Known(charset)),
                Err(error) => Err(format!("{error}, utf-16, and auto to have it found out")),
            },
        }
    }
}

/// The most parts of a mixed page that are told.
const PARTS: usize = 8;

/// What was found in an input.
#[derive(Debug, Default)]
pub struct Found {
    parts: Vec<Seen>,
    more: usize,
    last: Option<Charset>,
}

/// Lines in one encoding.
#[derive(Debug)]
struct Seen {
    charset: Charset,
    first: usize,
    last: usize,
    confidence: f64,
}

impl Found {
    /// Takes in a block that follows `lines` lines and is all of one encoding.
    pub fn whole(&mut self, lines: usize, block: &[u8], charset: Charset, confidence: f64) {
        self.add(Seen { charset, first: lines + 1, last: lines + count_lines(block), confidence });
    }

    /// Takes in a block that was read line by line. Lines of plain ASCII belong to what is around them.
    pub fn mixed(&mut self, lines: usize, block: &[u8], mixed: &Mixed) {
        let mut line = lines;
        let mut before: Option<usize> = None;
        for part in &mixed.parts {
            let bytes = block.get(part.start..part.end).unwrap_or_default();
            let first = line + 1;
            line += count_lines(bytes);
            if part.charset == Charset::Utf8 && bytes.is_ascii() {
                match (self.parts.last_mut(), self.more) {
                    (Some(seen), 0) if before.is_none() => seen.last = line,
                    (None, _) => before = before.or(Some(first)),
                    _ => {}
                }
                continue;
            }
            let found = detect(bytes);
            let confidence = if found.charset == part.charset { found.confidence } else { part.confidence };
            self.add(Seen { charset: part.charset, first: before.take().unwrap_or(first), last: line, confidence });
        }
    }

    fn add(&mut self, seen: Seen) {
        match self.parts.last_mut().filter(|_| self.last == Some(seen.charset)) {
            Some(part) if self.more == 0 => {
                part.last = seen.last;
                part.confidence = part.confidence.min(seen.confidence);
            }
            Some(_) => {}
            None => {
                self.last = Some(seen.charset);
                if self.parts.len() < PARTS {
                    self.parts.push(seen);
                } else {
                    self.more += 1;
                }
            }
        }
    }

    /// The message, if there is anything to tell.
    pub fn message(&self, name: &str) -> Option<String> {
        if let [only] = self.parts.as_slice() {
            return Some(format!("{name}: read as {}, confidence {}", only.charset, share(only.confidence)));
        }
        let part = |part: &Seen| {
            let Seen { charset, first, last, confidence } = part;
            let lines = if first == last { format!("line {first}") } else { format!("lines {first} to {last}") };
            format!("{lines} as {charset} ({})", share(*confidence))
        };
        let parts: Vec<String> = self.parts.iter().map(part).collect();
        let more = if self.more > 0 { format!(", and {} more parts", self.more) } else { String::new() };
        (!parts.is_empty())
            .then(|| format!("{name}: mixed encodings, with confidence: read {}{more}", parts.join(", ")))
    }
}

/// Two places, rounded down: what is not certain is not told as certain.
fn share(confidence: f64) -> String {
    format!("{:.2}", (confidence * 100.0 + 1e-9).floor() / 100.0)
}

fn count_lines(bytes: &[u8]) -> usize {
    let ends = bytes.iter().filter(|&&byte| byte == b'\n').count();
    ends + usize::from(bytes.last().is_some_and(|&byte| byte != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_have_names() {
        assert_eq!("UTF-8".parse(), Ok(Encoding::Utf8));
        assert_eq!("auto".parse(), Ok(Encoding::Auto));
        assert_eq!("ABC".parse(), Ok(Encoding::Known(Charset::Tcvn3)));
        let error = "klingon".parse::<Encoding>().unwrap_err();
        assert!(error.contains("viscii") && error.contains("auto"), "{error}");
    }
}
