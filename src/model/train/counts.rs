//! Counting n-grams in bounded memory: sorted runs on disk, merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::{TrainError, io_error};
use crate::model::vocabulary::{BEGIN, WordId};

/// Stands before the beginning of a paragraph in n-grams that are cut short by it.
pub(super) const PAD: u64 = 0xffff;

/// An n-gram as a number (16 bits a word, the last word lowest), how often it occurs, and its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub(super) key: u64,
    pub(super) count: u32,
    pub(super) weight: f32,
}

const RECORD: usize = 16;

impl Counted {
    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let mut bytes = [0; RECORD];
        bytes[..8].copy_from_slice(&self.key.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.count.to_le_bytes());
        bytes[12..].copy_from_slice(&self.weight.to_le_bytes());
        out.write_all(&bytes)
    }

    fn read(input: &mut impl Read) -> std::io::Result<Option<Self>> {
        let mut bytes = [0u8; RECORD];
        match input.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let part = |from: usize| bytes[from..from + 4].try_into().unwrap_or_default();
        Ok(Some(Self {
            key: u64::from_le_bytes(bytes[..8].try_into().unwrap_or_default()),
            count: u32::from_le_bytes(part(8)),
            weight: f32::from_le_bytes(part(12)),
        }))
    }
}

/// Sorted records in an unnamed temporary file, which the system removes with the last handle.
pub(super) struct SortedFile {
    file: File,
    folder: PathBuf,
}

impl SortedFile {
    /// Writes records, which must come in order.
    pub(super) fn write(
        folder: &Path,
        records: impl Iterator<Item = Result<Counted, TrainError>>,
    ) -> Result<Self, TrainError> {
        let file = tempfile::tempfile_in(folder).map_err(io_error(folder))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        for record in records {
            record?.write(&mut out).map_err(io_error(folder))?;
        }
        let file = out.into_inner().map_err(|error| io_error(folder)(error.into_error()))?;
        Ok(Self { file, folder: folder.to_owned() })
    }

    /// Reads the records from the first on.
    pub(super) fn read(&self) -> Result<impl Iterator<Item = Result<Counted, TrainError>> + use<>, TrainError> {
        let mut file = self.file.try_clone().map_err(io_error(&self.folder))?;
        file.rewind().map_err(io_error(&self.folder))?;
        let mut input = BufReader::with_capacity(1 << 18, file);
        let folder = self.folder.clone();
        Ok(std::iter::from_fn(move || Counted::read(&mut input).map_err(io_error(&folder)).transpose()))
    }
}

/// Adds up keys in any order; gives them back sorted with their counts.
pub(super) struct Sorter {
    keys: Vec<u64>,
    /// Keys that come with a count of their own.
    counted: Vec<(u64, u32)>,
    capacity: usize,
    weight: f32,
    runs: Vec<SortedFile>,
    folder: PathBuf,
}

impl Sorter {
    pub(super) fn new(memory: usize, folder: &Path) -> Self {
        let capacity = (memory / 8).max(1 << 16);
        Self { keys: Vec::new(), counted: Vec::new(), capacity, weight: 0.0, runs: Vec::new(), folder: folder.into() }
    }

    pub(super) fn add(&mut self, key: u64) -> Result<(), TrainError> {
        if self.keys.len() >= self.capacity {
            self.flush()?;
        }
        self.keys.push(key);
        Ok(())
    }

    pub(super) fn add_counted(&mut self, key: u64, count: u32) -> Result<(), TrainError> {
        if self.counted.len() * 2 >= self.capacity {
            self.flush()?;
        }
        self.counted.push((key, count));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), TrainError> {
        self.keys.sort_unstable();
        let weight = self.weight;
        let groups = self.keys.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32));
        let record = |(key, count): (u64, u32)| Ok(Counted { key, count, weight: weight * count as f32 });
        if !self.keys.is_empty() {
            self.runs.push(SortedFile::write(&self.folder, groups.map(record))?);
            self.keys.clear();
        }
        if !self.counted.is_empty() {
            self.counted.sort_unstable();
            let groups = self.counted.chunk_by(|a, b| a.0 == b.0);
            let groups = groups.map(|same| (same[0].0, same.iter().map(|&(_, count)| count).sum()));
            self.runs.push(SortedFile::write(&self.folder, groups.map(record))?);
            self.counted.clear();
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<SortedFile, TrainError> {
        self.flush()?;
        drop(std::mem::take(&mut self.keys));
        drop(std::mem::take(&mut self.counted));
        let mut inputs = Vec::new();
        for run in &self.runs {
            inputs.push(OwnReader::open(run)?);
        }
        SortedFile::write(&self.folder, merge(inputs))
    }
}

/// A reader with a file position of its own: cloned handles share one.
struct OwnReader {
    file: File,
    folder: PathBuf,
    at: u64,
    buffer: Vec<u8>,
    used: usize,
}

impl OwnReader {
    fn open(run: &SortedFile) -> Result<Self, TrainError> {
        let file = run.file.try_clone().map_err(io_error(&run.folder))?;
        Ok(Self { file, folder: run.folder.clone(), at: 0, buffer: Vec::new(), used: 0 })
    }

    fn next(&mut self) -> Result<Option<Counted>, TrainError> {
        if self.used == self.buffer.len() {
            self.buffer.resize(RECORD << 14, 0);
            self.file.seek(std::io::SeekFrom::Start(self.at)).map_err(io_error(&self.folder))?;
            let mut filled = 0;
            while filled < self.buffer.len() {
                match self.file.read(&mut self.buffer[filled..]).map_err(io_error(&self.folder))? {
                    0 => break,
                    n => filled += n,
                }
            }
            self.buffer.truncate(filled - filled % RECORD);
            self.at += self.buffer.len() as u64;
            self.used = 0;
        }
        let mut rest = &self.buffer[self.used..];
        self.used = (self.used + RECORD).min(self.buffer.len());
        Counted::read(&mut rest).map_err(io_error(&self.folder))
    }
}

/// Merges sorted runs and adds up equal keys, always in the order of the runs, so that sums are reproducible.
fn merge(mut inputs: Vec<OwnReader>) -> impl Iterator<Item = Result<Counted, TrainError>> {
    let mut heap = BinaryHeap::new();
    let mut heads = vec![None; inputs.len()];
    let mut failed = None;
    for (i, input) in inputs.iter_mut().enumerate() {
        match input.next() {
            Ok(Some(head)) => {
                heap.push(Reverse((head.key, i)));
                heads[i] = Some(head);
            }
            Ok(None) => {}
            Err(error) => failed = Some(error),
        }
    }
    std::iter::from_fn(move || {
        if let Some(error) = failed.take() {
            heap.clear();
            return Some(Err(error));
        }
        let Reverse((key, _)) = *heap.peek()?;
        let mut sum = Counted { key, count: 0, weight: 0.0 };
        while let Some(&Reverse((next, i))) = heap.peek() {
            if next != key {
                break;
            }
            heap.pop();
            if let Some(head) = heads[i].take() {
                sum.count = sum.count.saturating_add(head.count);
                sum.weight += head.weight;
            }
            match inputs[i].next() {
                Ok(Some(head)) => {
                    heap.push(Reverse((head.key, i)));
                    heads[i] = Some(head);
                }
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
        }
        Some(Ok(sum))
    })
}

/// Counts of 4-grams by register.
pub(super) struct FourgramCounts {
    sorter: Sorter,
}

impl FourgramCounts {
    pub(super) fn new(memory: usize, folder: &Path) -> Result<Self, TrainError> {
        Ok(Self { sorter: Sorter::new(memory, folder) })
    }

    /// What follows belongs to a register whose n-grams weigh `weight` each.
    pub(super) fn begin_register(&mut self, weight: f32) -> Result<(), TrainError> {
        self.sorter.flush()?;
        self.sorter.weight = weight;
        Ok(())
    }

    /// Adds the n-grams of a paragraph, one ending at each of its words.
    pub(super) fn add_paragraph(&mut self, words: &[WordId]) -> Result<(), TrainError> {
        let mut key = PAD << 32 | PAD << 16 | u64::from(BEGIN);
        for &word in words {
            key = key << 16 | u64::from(word);
            self.sorter.add(key)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<SortedFile, TrainError> {
        self.sorter.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_merge_into_what_a_map_counts() {
        let folder = std::env::temp_dir();
        let mut sorter = Sorter::new(0, &folder);
        sorter.weight = 1.0;
        let mut expected = std::collections::BTreeMap::new();
        let mut x = 1u64;
        for _ in 0..200_000 {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let key = x >> 50;
            *expected.entry(key).or_insert(0u32) += 1;
            sorter.add(key).unwrap();
        }
        sorter.add_counted(5, 7).unwrap();
        *expected.entry(5).or_insert(0) += 7;
        let sorted = sorter.finish().unwrap();
        let found: Vec<_> = sorted.read().unwrap().map(|r| r.map(|c| (c.key, c.count)).unwrap()).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }
}
