//! The options that commands share.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use nguyenban::model::NgramModel;
use nguyenban::spelling::SpellingOptions;
use nguyenban::{Lexicon, Prior, Restorer};

use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::input::Inputs;

/// What is read, and by how many threads.
#[derive(Debug, Args)]
pub struct Reading {
    /// Text files, one paragraph a line; `-` or none: standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The encoding of the inputs: utf-8, utf-16 (utf-16le, utf-16be), windows-1258, tcvn3, vni, viscii, vps, viqr; or auto, which finds it
    /// for each file, in mixed pages for each line, and tells it on standard error
    #[arg(long, value_name = "ENCODING", default_value = "utf-8")]
    pub from: Encoding,

    /// Threads; the output is the same whatever their number [default: one per core]
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

impl Reading {
    /// The inputs that the options name.
    pub fn inputs(&self) -> Inputs {
        Inputs::new(&self.files, self.from)
    }
}

/// What the commands have in common that judge: reading, what comes before the judgement, the judgement.
#[derive(Debug, Args)]
pub struct Judging {
    #[command(flatten)]
    pub reading: Reading,

    /// Exit with 1 if anything is judged spun or, but for detect, would be edited; with 2 if a paragraph is too long to judge
    #[arg(long)]
    pub check: bool,

    /// Rows to lay over the lexicon: add, override, switch off; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Judgement")]
    pub lexicon: Vec<PathBuf>,

    /// A language model in place of the built-in one
    #[arg(long, value_name = "FILE", help_heading = "Judgement")]
    pub model: Option<PathBuf>,

    /// The probability that a paragraph taken at random is spun, between 0 and 1 [default: 0.01]
    #[arg(long, value_name = "P", value_parser = prior, allow_hyphen_values = true, help_heading = "Judgement")]
    pub prior: Option<f64>,

    /// Take it as known that the text is spun: for short strings, and for those who know
    #[arg(long, conflicts_with = "prior", help_heading = "Judgement")]
    pub assume_spun: bool,

    /// Judge a paragraph spun from these log-odds on, in nats, or from a probability such as 90% [default: 0]
    #[arg(long, value_name = "ODDS", value_parser = odds, allow_hyphen_values = true, help_heading = "Judgement")]
    pub paragraph_odds: Option<f64>,

    /// Make an edit from this margin on, in nats, or from a probability such as 73% [default: 0.05]
    #[arg(long, value_name = "ODDS", value_parser = odds, allow_hyphen_values = true, help_heading = "Judgement")]
    pub edit_odds: Option<f64>,

    /// Repair first, as `normalize` does: Unicode, escapes, typography; --spelling and --diacritics do so too
    #[arg(long, help_heading = "Before judging")]
    pub repair: bool,

    #[command(flatten)]
    pub spelling: Spelling,
}

impl Judging {
    /// The restorer that the options describe. It lives as long as the program: taking its tables apart at the end would
    /// take longer than restoring a line.
    pub fn restorer(&self) -> Result<&'static Restorer, Failure> {
        let mut builder = Restorer::builder();
        if let Some(path) = &self.model {
            builder = builder.model(read_model(path)?);
        }
        for path in &self.lexicon {
            builder = builder.overlay(Lexicon::from_path(path).map_err(|error| Failure::Told(error.to_string()))?);
        }
        if self.assume_spun {
            builder = builder.prior(Prior::assume_spun());
        } else if let Some(spun) = self.prior {
            builder = builder.prior(Prior::with_probability(spun));
        }
        if let Some(nats) = self.paragraph_odds {
            builder = builder.paragraph_log_odds(nats);
        }
        if let Some(nats) = self.edit_odds {
            builder = builder.edit_log_odds(nats);
        }
        let restorer = builder.build().map_err(|error| Failure::Told(error.to_string()))?;
        Ok(Box::leak(Box::new(restorer)))
    }
}

/// Spelling, which is asked for.
#[derive(Debug, Clone, Copy, Args)]
pub struct Spelling {
    /// Correct slips too: wrong or missing marks, neighbouring and doubled keys, keystrokes of Telex and VNI; and put back
    /// letters that decoding lost
    #[arg(long, help_heading = "Spelling")]
    pub spelling: bool,

    /// Put the diacritics back into paragraphs that have none, and letters that decoding lost
    #[arg(long, help_heading = "Spelling")]
    pub diacritics: bool,

    /// Correct a slip from this margin on, in nats, or from a probability such as 99% [default: 3]
    #[arg(
        long,
        value_name = "ODDS",
        value_parser = odds,
        allow_hyphen_values = true,
        requires = "spelling",
        help_heading = "Spelling"
    )]
    pub spelling_odds: Option<f64>,
}

impl Spelling {
    /// What a speller is to do, if there is anything.
    pub fn options(self) -> Option<SpellingOptions> {
        let mut options = SpellingOptions::default();
        (options.slips, options.diacritics) = (self.spelling, self.diacritics);
        options.slip_log_odds = self.spelling_odds.unwrap_or(options.slip_log_odds);
        (self.spelling || self.diacritics).then_some(options)
    }
}

/// Reads a model file.
pub fn read_model(path: &Path) -> Result<NgramModel, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file(path, "read", &error))?;
    NgramModel::from_bytes(&bytes).map_err(|error| Failure::Told(format!("{}: {error}", path.display())))
}

fn prior(text: &str) -> Result<f64, String> {
    probability(text).ok_or_else(|| "give a probability between 0 and 1, both excluded, such as 0.2 or 20%".to_owned())
}

/// A probability strictly between 0 and 1, as a number or in percent.
fn probability(text: &str) -> Option<f64> {
    let p = match text.strip_suffix('%') {
        Some(percent) => percent.trim_end().parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    (p > 0.0 && p < 1.0).then_some(p)
}

/// Log-odds in nats, or a probability in percent.
fn odds(text: &str) -> Result<f64, String> {
    let nats = if text.ends_with('%') {
        probability(text).map(|p| (p / (1.0 - p)).ln())
    } else {
        text.parse().ok().filter(|nats: &f64| nats.is_finite())
    };
    nats.ok_or_else(|| {
        "give log-odds in nats, such as 2.2, or a probability between 0% and 100%, such as 90%".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_nats_or_percent() {
        assert_eq!(odds("2.2"), Ok(2.2));
        assert_eq!(odds("-3"), Ok(-3.0));
        assert!((odds("90%").unwrap() - 9f64.ln()).abs() < 1e-12);
        for bad in ["", "NaN", "inf", "100%", "0%", "-5%", "chín"] {
            assert!(odds(bad).is_err(), "{bad}");
        }
        assert_eq!(prior("20%"), Ok(0.2));
        for bad in ["0", "1", "2", "-1", "NaN"] {
            assert!(prior(bad).is_err(), "{bad}");
        }
    }
}
