//! What text is: words with their byte spans, their folded form, and where a tone mark sits.

pub mod fold;
pub mod syllable;
pub mod token;
pub mod tone;

/// The longest paragraph that is judged or corrected, in bytes. Longer ones pass through unchanged and are counted.
pub const MAX_PARAGRAPH_BYTES: usize = 1 << 20;

/// The lines of a text, without their ends (`\n`, `\r\n`), with the byte where each begins.
///
/// A paragraph is a line throughout this crate. A text that ends in a line end has no empty line after it.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        (start, line.strip_suffix('\r').unwrap_or(line))
    })
}

/// The parts of a text between separators, which are ASCII: for the many short parts of tables, where this is faster
/// than [`str::split`].
pub(crate) fn parts(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    debug_assert!(separator.is_ascii());
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.as_bytes().iter().position(|&byte| byte == separator) else { return rest.take() };
        rest = Some(&text[end + 1..]);
        Some(&text[..end])
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn parts_are_those_of_split() {
        for text in ["", "|", "một|hai||ba", "|bốn|"] {
            assert!(super::parts(text, b'|').eq(text.split('|')), "{text}");
        }
    }

    #[test]
    fn lines_know_where_they_begin() {
        let found: Vec<_> = super::lines("một\r\n\nba\nbốn").collect();
        assert_eq!(found, [(0, "một"), (7, ""), (8, "ba"), (11, "bốn")]);
        assert_eq!(super::lines("").count(), 0);
        assert_eq!(super::lines("một\n").count(), 1);
    }
}
