//! A caption given twice in a row, the second time spun: most words are the same and in the same order.

/// The most words of a line that is compared; a longer one is no caption.
const MOST: usize = 48;
/// A line of fewer words says too little.
const LEAST: usize = 5;

/// Whether the second line is the first one reworded by a spinner, which spaced out its full stop.
///
/// Without that mark the lines of any list look alike too.
pub(super) fn resemble(first: &str, second: &str) -> bool {
    if !second.ends_with(" .") || first.ends_with(" .") {
        return false;
    }
    let (first, second) = (words(first), words(second));
    let longer = first.len().max(second.len());
    first.len().min(second.len()) >= LEAST && longer <= MOST && common(&first, &second) * 5 >= longer * 3
}

/// The words, without the marks around them.
fn words(line: &str) -> Vec<String> {
    let bare = line.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The length of the longest common subsequence.
fn common(first: &[String], second: &[String]) -> usize {
    let mut row = vec![0; second.len() + 1];
    for word in first {
        let mut diagonal = 0;
        for (at, other) in second.iter().enumerate() {
            let above = row.get(at + 1).copied().unwrap_or(0);
            let best = if word == other { diagonal + 1 } else { above.max(row.get(at).copied().unwrap_or(0)) };
            diagonal = above;
            if let Some(cell) = row.get_mut(at + 1) {
                *cell = best;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}
