//! Which repairs are made: named groups, switched on and off, and two styles.

/// A named group of repair rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Group {
    /// HTML entities, JSON and URL escapes left in text.
    Escapes,
    /// Text read in the wrong encoding.
    Mojibake,
    /// Canonical composition (NFC) and marks in the wrong place.
    Unicode,
    /// Invisible characters and odd spaces.
    Invisible,
    /// Letters that only look like those of Vietnamese.
    Lookalikes,
    /// Spaces around punctuation marks.
    Spacing,
    /// Numbers of official documents.
    DocumentNumbers,
    /// Lines that were wrapped: joined only when asked for, since it changes which line is which.
    Lines,
}

impl Group {
    /// Every group that the default has: those that keep the number of lines.
    pub const ALL: [Self; 7] = [
        Self::Escapes,
        Self::Mojibake,
        Self::Unicode,
        Self::Invisible,
        Self::Lookalikes,
        Self::Spacing,
        Self::DocumentNumbers,
    ];

    /// The groups that are there on request.
    pub const ON_REQUEST: [Self; 1] = [Self::Lines];

    /// The name by which a user switches the group.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Escapes => "escapes",
            Self::Mojibake => "mojibake",
            Self::Unicode => "unicode",
            Self::Invisible => "invisible",
            Self::Lookalikes => "lookalikes",
            Self::Spacing => "spacing",
            Self::DocumentNumbers => "document-numbers",
            Self::Lines => "lines",
        }
    }

    /// The group of a name.
    ///
    /// ```
    /// use nguyenban::repair::Group;
    /// assert_eq!(Group::from_name("spacing"), Some(Group::Spacing));
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().chain(Self::ON_REQUEST).find(|group| group.name() == name)
    }
}

/// Where tone marks are put in `hòa`/`hoà`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ToneMarks {
    /// Where the writer put them.
    #[default]
    Keep,
    /// `hòa`, `thủy`.
    Old,
    /// `hoà`, `thuỷ`.
    New,
}

/// Which letter ends `kỹ`/`kĩ`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum IyStyle {
    /// The writer's.
    #[default]
    Keep,
    /// `kĩ`, `sĩ`.
    I,
    /// `kỹ`, `sỹ`.
    Y,
}

/// A set of groups, with the styles of orthography. The default has every group of [`Group::ALL`] and keeps the
/// styles.
///
/// ```
/// use nguyenban::repair::{Group, Rules};
/// let rules = Rules::default().without(Group::Spacing);
/// assert!(rules.has(Group::Unicode) && !rules.has(Group::Spacing));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    groups: u8,
    pub(crate) tone_marks: ToneMarks,
    pub(crate) iy: IyStyle,
}

impl Rules {
    /// No group at all.
    #[must_use]
    pub fn none() -> Self {
        Self { groups: 0, tone_marks: ToneMarks::Keep, iy: IyStyle::Keep }
    }

    /// The set with a group.
    #[must_use]
    pub fn with(mut self, group: Group) -> Self {
        self.groups |= 1 << group as u8;
        self
    }

    /// The set without a group.
    #[must_use]
    pub fn without(mut self, group: Group) -> Self {
        self.groups &= !(1 << group as u8);
        self
    }

    /// Whether the set has a group.
    #[must_use]
    pub fn has(&self, group: Group) -> bool {
        self.groups & (1 << group as u8) != 0
    }

    /// The set with a style of tone marks.
    #[must_use]
    pub fn tone_marks(mut self, style: ToneMarks) -> Self {
        self.tone_marks = style;
        self
    }

    /// The set with a style of `i` and `y`.
    #[must_use]
    pub fn iy(mut self, style: IyStyle) -> Self {
        self.iy = style;
        self
    }
}

impl Default for Rules {
    fn default() -> Self {
        Group::ALL.into_iter().fold(Self::none(), Self::with)
    }
}
