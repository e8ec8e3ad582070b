//! Evidence from spacing: spinners of family A space out colons, brackets, slashes and the last full stop.
//!
//! Writers do so too where a text was tokenized or typed carelessly, and pages are tidied after spinning, so that what
//! a wide mark says depends on its page. Each page is read twice: first with what marks say in general, then with
//! what they say here, as the paragraphs that the words judge show it. In clean news, statutes and encyclopedia two or
//! three paragraphs in a thousand end in ` .`; of spun paragraphs nearly all do.

use crate::text::token::{Kind, Token};

/// How the marks of a paragraph are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spacing {
    /// Mostly spaced out as family A does.
    Wide,
    /// Some spaced out, or commas too, which spinners leave.
    Mixed,
    /// As writers set them.
    Tight,
    /// There are none.
    Unmarked,
}

/// How many kinds of [`Spacing`] say something.
const KINDS: usize = 3;

/// How the marks of spun and of clean paragraphs are set, in general.
const GENERAL: [[f64; KINDS]; 2] = [[0.75, 0.10, 0.15], [0.04, 0.04, 0.92]];

/// How many paragraphs what is known in general weighs, against those of the page.
const WEIGHT: f64 = 2.0;

/// The most that spacing says, in nats: it tips a balance and never decides.
const BOUND: f64 = 4.0;

/// How a mark that family A spaces out is set.
fn spaced(bytes: &[u8], token: &Token, last: bool) -> Option<bool> {
    let space = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b' ');
    let before = space((token.start as usize).checked_sub(1));
    let after = space(Some(token.end as usize));
    match bytes.get(token.start as usize)? {
        b'.' if last => Some(before),
        b':' | b';' if !token.protected => Some(before),
        b'(' => Some(after),
        b')' | b'%' => Some(before),
        _ => None,
    }
}

/// How the marks of a paragraph are set.
pub(crate) fn spacing(paragraph: &str, tokens: &[Token]) -> Spacing {
    let (mut wide, mut tight) = (0, 0);
    for (i, token) in tokens.iter().enumerate().filter(|(_, token)| !matches!(token.kind, Kind::Word | Kind::Number)) {
        match spaced(paragraph.as_bytes(), token, i + 1 == tokens.len()) {
            Some(true) => wide += 1,
            Some(false) => tight += 1,
            None => {}
        }
    }
    match (wide, tight) {
        (0, 0) => Spacing::Unmarked,
        (0, _) => Spacing::Tight,
        (wide, tight) if wide > tight => Spacing::Wide,
        _ => Spacing::Mixed,
    }
}

/// How often the paragraphs of a page are set in each way, where they are spun and where they are clean.
#[derive(Debug, Default)]
pub(crate) struct Page {
    seen: [[f64; KINDS]; 2],
}

impl Page {
    /// Counts a paragraph that is spun with this probability.
    pub(crate) fn count(&mut self, spacing: Spacing, spun: f64) {
        if let Some(kind) = self.seen[0].get_mut(spacing as usize) {
            *kind += spun;
            self.seen[1][spacing as usize] += 1.0 - spun;
        }
    }

    /// The log-likelihood ratio of family A to clean text that the setting of a paragraph's marks gives, in nats. `own`
    /// is the probability that the paragraph was counted with: it is no evidence for itself.
    pub(crate) fn evidence(&self, spacing: Spacing, own: Option<f64>) -> f64 {
        let kind = spacing as usize;
        if kind >= KINDS {
            return 0.0;
        }
        let share = |side: usize, own: f64| {
            let seen = self.seen[side][kind] - own + WEIGHT * GENERAL[side][kind];
            let all = self.seen[side].iter().sum::<f64>() - own + WEIGHT;
            seen.max(1e-6) / all.max(1e-6)
        };
        let ratio = share(0, own.unwrap_or(0.0)) / share(1, own.map_or(0.0, |own| 1.0 - own));
        ratio.ln().clamp(-BOUND, BOUND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_weighed_as_they_are_set() {
        for (text, expected) in [
            ("Kết quả như sau : đạt 40 % ( tăng 2 % ) .", Spacing::Wide),
            ("Kết quả như sau: đạt 40% (tăng 2%).", Spacing::Tight),
            ("Kết quả như sau: đạt 40% (tăng 2%) .", Spacing::Mixed),
            ("Không có dấu gì", Spacing::Unmarked),
        ] {
            let mut tokens = Vec::new();
            crate::text::token::tokenize(text, &mut tokens);
            assert_eq!(spacing(text, &tokens), expected, "{text}");
        }
    }

    #[test]
    fn a_page_shows_what_its_spacing_means() {
        let general = Page::default();
        assert!(general.evidence(Spacing::Wide, None) > 2.0);
        assert!(general.evidence(Spacing::Tight, None) < -1.0);
        // A page typed carelessly: wide marks say nothing.
        let mut careless = Page::default();
        (0..30).for_each(|_| careless.count(Spacing::Wide, 0.0));
        assert!(careless.evidence(Spacing::Wide, Some(0.0)) < 0.0);
        // A page tidied after spinning: tight marks say nothing.
        let mut tidied = Page::default();
        (0..30).for_each(|_| tidied.count(Spacing::Tight, 1.0));
        assert!(tidied.evidence(Spacing::Tight, Some(1.0)) > -0.1);
        // A paragraph is no evidence for itself.
        let mut alone = Page::default();
        alone.count(Spacing::Wide, 0.7);
        assert!((alone.evidence(Spacing::Wide, Some(0.7)) - general.evidence(Spacing::Wide, None)).abs() < 1e-9);
    }
}
