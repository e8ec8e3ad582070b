//! What the judging commands do alike: read the inputs, make them ready, judge them, sum up.

use std::num::NonZeroUsize;

use nguyenban::repair::Repairer;
use nguyenban::spelling::Speller;
use nguyenban::{Restorer, Worker};

use crate::Status;
use crate::failure::{Failure, tell};
use crate::input::{Block, Inputs};
use crate::options::Judging;
use crate::pipeline::{Outcome, Piece, Sink, run};
use crate::prepare::{Prepared, Preparer};

/// One run of a judging command.
#[derive(Debug)]
pub struct Session {
    pub inputs: Inputs,
    pub restorer: &'static Restorer,
    /// What is done before judging, if anything.
    preparer: Option<Preparer<'static>>,
    jobs: Option<NonZeroUsize>,
}

impl Session {
    /// What the options describe.
    pub fn new(options: &Judging) -> Result<Self, Failure> {
        let restorer = options.restorer()?;
        let speller = options.spelling.options().map(|spelling| Speller::new(restorer.model(), spelling));
        let prepares = options.repair || speller.is_some();
        Ok(Self {
            inputs: options.reading.inputs(),
            restorer,
            preparer: prepares.then(|| Preparer { repairer: Repairer::default(), speller }),
            jobs: options.reading.jobs,
        })
    }

    /// Makes a text ready to be judged.
    pub fn prepare<'t>(&self, text: &'t str) -> Prepared<'t> {
        self.preparer.as_ref().map_or_else(|| Prepared::untouched(text), |preparer| preparer.prepare(text))
    }

    /// Works on every block and hands over what came of it, in the order of the inputs.
    pub fn run(
        &self,
        work: impl Fn(&mut Worker<'_>, Block) -> Piece + Sync,
        sink: &mut impl Sink,
    ) -> Result<Outcome, Failure> {
        run(&self.inputs, self.restorer, self.jobs, work, sink)
    }
}

impl Outcome {
    /// How the command ends; tells how many inputs failed.
    pub fn status(&self, check: bool) -> Status {
        if self.failed > 0 {
            tell(&format!("{} of {} inputs could not be processed", self.failed, self.inputs));
            Status::Incomplete
        } else if check && self.summary.skipped > 0 {
            tell(&format!("paragraphs that could not be judged: {}", self.summary.skipped));
            Status::Incomplete
        } else if check && (self.summary.spun_paragraphs > 0 || self.summary.edits > 0) {
            Status::Findings
        } else {
            Status::Done
        }
    }
}
