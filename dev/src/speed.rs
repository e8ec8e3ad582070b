//! `speed`: how fast one thread restores a page.

use std::path::Path;
use std::time::Instant;

use nguyenban::Restorer;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Restores a page again and again with one worker, and prints the throughput.
pub fn speed(page: &Path, times: usize) -> Result<()> {
    let text = std::fs::read_to_string(page)?;
    let restorer = Restorer::new()?;
    let mut worker = restorer.worker();
    let expected = worker.restore(&text);
    let mut rates = Vec::with_capacity(times);
    for _ in 0..times.max(1) {
        let start = Instant::now();
        let restored = worker.restore(&text);
        rates.push(text.len() as f64 / 1e6 / start.elapsed().as_secs_f64());
        if restored != expected {
            return Err("the same page was restored in two ways".into());
        }
    }
    rates.sort_by(f64::total_cmp);
    println!(
        "{}: {} edits; median {:.2} MB/s, best {:.2}, of {}",
        page.display(),
        expected.edits.len(),
        rates[rates.len() / 2],
        rates[rates.len() - 1],
        rates.len()
    );
    Ok(())
}
