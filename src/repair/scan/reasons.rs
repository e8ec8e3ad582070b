//! Why a line is looked at: the sets of rules that may change it.

use std::ops::BitOr;

/// A set of sets of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::repair) struct Reasons(u8);

impl Reasons {
    pub(in crate::repair) const NONE: Self = Self(0);
    /// Anything but typography.
    pub(in crate::repair) const LETTERS: Self = Self(1 << 0);
    /// Spaces that do not belong.
    pub(in crate::repair) const LOOSE: Self = Self(1 << 1);
    /// Numbers of documents, dates, ranges.
    pub(in crate::repair) const JOINS: Self = Self(1 << 2);
    /// Missing spaces.
    pub(in crate::repair) const GLUED: Self = Self(1 << 3);
    /// Marks that stand twice.
    pub(in crate::repair) const DOUBLED: Self = Self(1 << 4);
    /// Straight quotation marks with spaces inside.
    pub(in crate::repair) const QUOTES: Self = Self(1 << 5);
    /// All of typography.
    pub(in crate::repair) const MARKS: Self =
        Self(Self::LOOSE.0 | Self::JOINS.0 | Self::GLUED.0 | Self::DOUBLED.0 | Self::QUOTES.0);

    /// The set under a condition, else the empty one.
    pub(in crate::repair) fn when(self, condition: bool) -> Self {
        if condition { self } else { Self::NONE }
    }

    /// Whether the sets share a member.
    pub(in crate::repair) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Reasons {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
