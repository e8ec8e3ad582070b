//! The habits of a writer: the rows that a page was read with before, where it hardly looked spun.
//!
//! Who uses a phrase uses it again, so that the tenth place of a page with the same phrase says little that the first has not
//! said. Where the page looks spun for other reasons, it is the spinner's table that is seen again.

use super::PAGE;
use crate::decode::lattice::{Arc, Wording};
use crate::decode::viterbi::Chosen;
use crate::mix::MixMap;

/// The most that a row says for a paragraph where the writer may have the habit, in nats.
pub(super) const HABIT: f64 = 2.0;

/// A paragraph that looks spun by no more than this, in nats, may as well be a person's.
const DOUBTFUL: f64 = 6.0;

/// What was seen of a text so far.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// By row: the paragraph that was read with it last.
    last: MixMap<u32, usize>,
    /// The number of the paragraph that is read now.
    paragraph: usize,
}

impl Habits {
    /// Another text.
    pub(super) fn forget(&mut self) {
        self.last.clear();
    }

    /// The next paragraph of the text.
    pub(super) fn turn_to(&mut self, paragraph: usize) {
        self.paragraph = paragraph;
    }

    /// Whether the page was read with the row of an arc before.
    #[inline]
    pub(super) fn have(&self, arc: &Arc) -> bool {
        let Wording::Row(row) = arc.wording else { return false };
        self.last.get(&row).is_some_and(|&last| last < self.paragraph && last + PAGE >= self.paragraph)
    }

    /// Notes what the best path of the paragraph rewrites, where its likelihood ratio leaves it in doubt.
    pub(super) fn note(&mut self, chosen: &[Chosen], ratio: f64) {
        if ratio <= DOUBTFUL {
            for Chosen { arc, .. } in chosen {
                if let Wording::Row(row) = arc.wording {
                    self.last.insert(row, self.paragraph);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_doubtful_paragraph_is_a_habit_for_a_page() {
        let arc = |row| Arc { start: 0, end: 1, wording: Wording::Row(row), cost: -1.0, first: 0, last: 1 };
        let chosen = |row| [Chosen { arc: arc(row), margin: 3.0 }];
        let mut habits = Habits::default();
        habits.turn_to(4);
        habits.note(&chosen(1), DOUBTFUL);
        habits.note(&chosen(2), DOUBTFUL + 0.1);
        // No paragraph is evidence against itself.
        assert!(!habits.have(&arc(1)));
        for (paragraph, has) in [(5, true), (4 + PAGE, true), (5 + PAGE, false)] {
            habits.turn_to(paragraph);
            assert_eq!([1, 2, 3].map(|row| habits.have(&arc(row))), [has, false, false], "{paragraph}");
        }
        habits.turn_to(5);
        habits.forget();
        assert!(!habits.have(&arc(1)));
    }
}
