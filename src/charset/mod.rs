//! Bytes to text: the encodings that Vietnamese text has been stored in.
//!
//! [`decode`] turns bytes of a known [`Charset`] into text in NFC and says which bytes it could not read;
//! [`encode`] is its inverse. The single-byte sets are tables in `dictionaries/charsets/`; UTF-8, UTF-16 and
//! VIQR are rules.

mod capitals;
mod decode;
mod detect;
mod encode;
mod mixed;
mod reader;
mod syllable;
mod table;
mod unicode;
mod viqr;

pub use decode::{Decoded, decode};
pub(crate) use detect::Evidence;
pub use detect::{Detection, detect};
pub use encode::encode;
pub use mixed::{Mixed, Part, decode_mixed};
pub use reader::Reader;
pub(crate) use syllable::{consistent_case, is_marked_letter, is_syllable, lower};
pub(crate) use table::windows_1252;

/// An encoding of Vietnamese text.
///
/// ```
/// use nguyenban::charset::Charset;
/// assert_eq!("windows-1258".parse(), Ok(Charset::Windows1258));
/// assert_eq!(Charset::Tcvn3.to_string(), "tcvn3");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Charset {
    /// UTF-8 (RFC 3629), with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first (RFC 2781), with or without a byte order mark.
    Utf16Le,
    /// UTF-16, high byte first (RFC 2781), with or without a byte order mark.
    Utf16Be,
    /// windows-1258 of Microsoft: letters with quality marks, and tones as combining marks after them.
    Windows1258,
    /// TCVN3 (ABC): TCVN 5712:1993, third set.
    ///
    /// The set has no toned capitals. Text in a font of capitals (`.VnTimeH`) holds the small letters and is
    /// decoded as small letters.
    Tcvn3,
    /// VNI-Windows: a base letter and a byte for its marks.
    VniWindows,
    /// VISCII 1.1 (RFC 1456).
    Viscii,
    /// VPS, of the Vietnamese Professionals Society.
    Vps,
    /// VIQR, the seven-bit mnemonics of RFC 1456.
    Viqr,
}

impl Charset {
    /// Every encoding, in the order in which detection prefers them when two read the same.
    pub const ALL: [Self; 9] = [
        Self::Utf8,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Windows1258,
        Self::Tcvn3,
        Self::VniWindows,
        Self::Viscii,
        Self::Vps,
        Self::Viqr,
    ];

    /// The name by which [`str::parse`] knows the encoding: the registered one where there is one.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1258 => "windows-1258",
            Self::Tcvn3 => "tcvn3",
            Self::VniWindows => "vni",
            Self::Viscii => "viscii",
            Self::Vps => "vps",
            Self::Viqr => "viqr",
        }
    }
}

impl std::fmt::Display for Charset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is of no encoding that this crate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCharset;

impl std::fmt::Display for UnknownCharset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unknown encoding; known are")?;
        for (at, charset) in Charset::ALL.into_iter().enumerate() {
            write!(f, "{} {charset}", if at == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownCharset {}

impl std::str::FromStr for Charset {
    type Err = UnknownCharset;

    /// Reads [`Charset::name`] or a common alias, without regard to case.
    fn from_str(name: &str) -> Result<Self, UnknownCharset> {
        match name.to_ascii_lowercase().as_str() {
            "utf8" => Ok(Self::Utf8),
            "utf16le" => Ok(Self::Utf16Le),
            "utf16be" => Ok(Self::Utf16Be),
            "cp1258" | "windows1258" => Ok(Self::Windows1258),
            "abc" | "tcvn" | "tcvn-3" | "x-viet-tcvn5712" => Ok(Self::Tcvn3),
            "vni-windows" | "x-viet-vni" => Ok(Self::VniWindows),
            "x-viet-vps" => Ok(Self::Vps),
            lower => Self::ALL.into_iter().find(|charset| charset.name() == lower).ok_or(UnknownCharset),
        }
    }
}
