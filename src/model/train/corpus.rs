//! Corpora: text files, plain or compressed with xz, line by line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use indicatif::ProgressBar;

use super::{TrainError, io_error};

/// The lines of a corpus, without their ends. Bytes that are not UTF-8 become U+FFFD.
///
/// # Errors
///
/// When the file cannot be opened; each line may fail for itself while it is read.
pub fn open_lines(
    path: &Path,
    bar: &ProgressBar,
) -> Result<impl Iterator<Item = Result<String, TrainError>> + use<>, TrainError> {
    let file = File::open(path).map_err(io_error(path))?;
    let counted = bar.wrap_read(BufReader::with_capacity(1 << 20, file));
    let compressed = path.extension().is_some_and(|extension| extension == "xz");
    let plain: Box<dyn Read> =
        if compressed { Box::new(lzma_rust2::XzReader::new(counted, true)) } else { Box::new(counted) };
    let mut reader = BufReader::with_capacity(1 << 20, plain);
    let path = path.to_owned();
    let mut bytes = Vec::new();
    Ok(std::iter::from_fn(move || {
        bytes.clear();
        match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => {
                let text = String::from_utf8_lossy(&bytes);
                Some(Ok(text.trim_end_matches(['\r', '\n']).to_owned()))
            }
            Err(source) => Some(Err(TrainError::Io { path: path.clone(), source })),
        }
    }))
}
