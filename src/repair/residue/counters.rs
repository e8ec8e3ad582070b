//! Share counters: numbers with what they count, and nothing else.

/// Whether a line, in small letters, is made of numbers and units, at least one of each: `thích 12 chia sẻ 3`.
pub(super) fn is_counter(line: &str, units: impl Iterator<Item = &'static str> + Clone) -> bool {
    let (mut rest, mut numbers, mut named) = (line, 0, 0);
    loop {
        rest = rest.trim_start_matches([' ', '|', '·', '•', '-', ',', ':', '(', ')']);
        if rest.is_empty() {
            return numbers > 0 && named > 0;
        }
        let number = number(rest);
        let length = if number > 0 {
            numbers += 1;
            number
        } else {
            // The longest, so that `lượt chia sẻ` is one.
            let Some(length) = units.clone().filter(|&unit| rest.starts_with(unit)).map(str::len).max() else {
                return false;
            };
            named += 1;
            length
        };
        rest = rest.get(length..).unwrap_or_default();
        if rest.starts_with(char::is_alphanumeric) {
            return false;
        }
    }
}

/// The length of a number that a text begins with: `1.234`, `12k`, `3,4m+`.
fn number(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')).count();
    digits + text.bytes().skip(digits).take_while(|byte| matches!(byte, b'k' | b'm' | b'+')).count()
}
