//! Inputs in, judged pieces out: blocks go to the threads in batches and come back in order, so that the output is the
//! same whatever the number of threads.

use std::num::NonZeroUsize;

use nguyenban::report::Summary;
use nguyenban::{Restorer, Worker};
use rayon::prelude::*;

use crate::failure::{Failure, note, tell, warn};
use crate::input::{BLOCK_BYTES, Block, Event, Inputs};

/// The most threads; each has a block or more in memory.
const MAX_JOBS: usize = 256;

/// What a command makes of a block.
#[derive(Debug)]
pub struct Piece {
    /// What it prints.
    pub output: String,
    /// The figures.
    pub summary: Summary,
    /// The line of the first paragraph that was too long to judge.
    pub skipped_line: Option<usize>,
}

/// Takes the pieces in the order of the inputs.
pub trait Sink {
    /// The next piece of an input.
    fn piece(&mut self, input: usize, output: String) -> Result<(), Failure>;
    /// The input is at its end.
    fn end(&mut self, input: usize, summary: &Summary) -> Result<(), Failure>;
    /// The input failed after the pieces so far.
    fn failed(&mut self, _input: usize) {}
}

/// What came of all inputs.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The figures of all.
    pub summary: Summary,
    /// How many inputs there were.
    pub inputs: usize,
    /// How many inputs failed.
    pub failed: usize,
}

/// Runs a judging command over its inputs. An input that fails is told and left; the others go on.
pub fn run(
    inputs: &Inputs,
    restorer: &Restorer,
    jobs: Option<NonZeroUsize>,
    work: impl Fn(&mut Worker<'_>, Block) -> Piece + Sync,
    sink: &mut impl Sink,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome { inputs: inputs.paths.len(), ..Outcome::default() };
    // A document without a word is as likely to be spun as any.
    let nothing = {
        let (paragraphs, document, skipped) = restorer.worker().judge("");
        Summary::new(&paragraphs, document, 0, skipped)
    };
    let mut document = nothing;
    each(
        inputs,
        jobs,
        || restorer.worker(),
        work,
        |done| {
            match done {
                Done::Piece(input, piece) => {
                    if let Some(line) = piece.skipped_line {
                        warn(&too_long(&inputs.names[input], line, piece.summary.skipped));
                    }
                    document.add(&piece.summary);
                    sink.piece(input, piece.output)?;
                }
                Done::End(input) => {
                    let document = std::mem::replace(&mut document, nothing);
                    outcome.summary.add(&document);
                    sink.end(input, &document)?;
                }
                Done::Failed(input) => {
                    outcome.summary.add(&std::mem::replace(&mut document, nothing));
                    outcome.failed += 1;
                    sink.failed(input);
                }
            }
            Ok(())
        },
    )?;
    Ok(outcome)
}

/// Works on every block, with a state for each thread, and hands over what came of them in the order of the inputs.
/// What reading has to tell is told in that order too.
pub fn each<W, T: Send>(
    inputs: &Inputs,
    jobs: Option<NonZeroUsize>,
    state: impl Fn() -> W + Sync + Send,
    work: impl Fn(&mut W, Block) -> T + Sync,
    mut take: impl FnMut(Done<T>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let cores = || std::thread::available_parallelism().ok();
    let jobs = jobs.or_else(cores).map_or(1, NonZeroUsize::get).min(MAX_JOBS);
    let mut threads = Threads { jobs, pool: None };
    let mut events = inputs.events().peekable();
    while events.peek().is_some() {
        let mut size = 0;
        let mut batch = Vec::new();
        while size < jobs.saturating_mul(BLOCK_BYTES) && batch.len() < jobs.saturating_mul(256) {
            let Some(event) = events.next() else { break };
            size += if let Event::Block(block) = &event { block.text.len() } else { 0 };
            batch.push(event);
        }
        for worked in threads.work(batch, &state, &work)? {
            take(match worked {
                Worked::Piece(input, piece) => Done::Piece(input, piece),
                Worked::Other(Event::End(input)) => Done::End(input),
                Worked::Other(Event::Failed(input, message)) => {
                    tell(&message);
                    Done::Failed(input)
                }
                Worked::Other(Event::Note(message)) => {
                    note(&message);
                    continue;
                }
                Worked::Other(Event::Warning(message)) => {
                    warn(&message);
                    continue;
                }
                Worked::Other(Event::Block(_)) => continue,
            })?;
        }
    }
    Ok(())
}

fn too_long(name: &str, line: usize, count: usize) -> String {
    let limit = nguyenban::MAX_PARAGRAPH_BYTES >> 20;
    let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
    format!(
        "{name}:{line}{more}: longer than {limit} MiB, passed through unjudged: put a line end after each paragraph"
    )
}

/// What came of a block, and where inputs end.
#[derive(Debug)]
pub enum Done<T> {
    /// A block of an input.
    Piece(usize, T),
    /// The input is at its end.
    End(usize),
    /// The input failed after the pieces so far; it was told.
    Failed(usize),
}

/// An event whose block, if it had one, was worked on.
enum Worked<T> {
    Piece(usize, T),
    Other(Event),
}

/// The threads, which are started when there is something to share.
struct Threads {
    jobs: usize,
    pool: Option<rayon::ThreadPool>,
}

impl Threads {
    fn work<W, T: Send>(
        &mut self,
        batch: Vec<Event>,
        state: &(impl Fn() -> W + Sync + Send),
        work: &(impl Fn(&mut W, Block) -> T + Sync),
    ) -> Result<Vec<Worked<T>>, Failure> {
        let one = |state: &mut W, event| match event {
            Event::Block(block) => Worked::Piece(block.input, work(state, block)),
            other => Worked::Other(other),
        };
        let blocks = batch.iter().filter(|event| matches!(event, Event::Block(_))).count();
        if self.jobs == 1 || blocks < 2 {
            let mut state = state();
            return Ok(batch.into_iter().map(|event| one(&mut state, event)).collect());
        }
        let pool = match self.pool.take() {
            Some(pool) => pool,
            None => rayon::ThreadPoolBuilder::new()
                .num_threads(self.jobs)
                .build()
                .map_err(|error| Failure::Told(format!("threads cannot be started: {error}: try --jobs 1")))?,
        };
        let worked = pool.install(|| {
            batch.into_par_iter().with_max_len(1).map_init(state, |state, event| one(state, event)).collect()
        });
        self.pool = Some(pool);
        Ok(worked)
    }
}
