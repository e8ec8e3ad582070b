//! Precision and recall over many pages, with the rows that ship and without those that a page alone bears out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use nguyenban::Restorer;
use nguyenban::lexicon::Lexicon;

use crate::gold::{self, Score};
use crate::holdout::{Removal, left, phrases};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Prints the figures of each page and of all.
pub fn pages(files: &[PathBuf]) -> Result<()> {
    let pages = gold::read_all(files)?;
    let lexicon = Lexicon::built_in()?;
    let standing: Vec<BTreeSet<String>> = pages.iter().map(|(_, page)| phrases(&lexicon, &page.text)).collect();
    let restorer = Restorer::new()?;
    let (mut with, mut without) = (Score::default(), Score::default());
    for (number, (name, page)) in pages.iter().enumerate() {
        let others = standing.iter().enumerate().filter(|(other, _)| *other != number);
        let others = others.flat_map(|(_, phrases)| phrases.iter().cloned()).collect();
        let rows = left(&lexicon, &standing[number], &others, Removal::Own);
        let poorer = Restorer::builder().lexicon(Lexicon::from_rows(rows)).build()?;
        let all = gold::score(page, &restorer.restore(&page.text).edits);
        let fewer = gold::score(page, &poorer.restore(&page.text).edits);
        println!("{} ({} edits): {}; {}", name.display(), all.edits, all.figures(), fewer.figures());
        with.add(all);
        without.add(fewer);
    }
    println!("{} edits on {} pages", with.edits, pages.len());
    println!("all rows: {}", with.figures());
    println!("without the rows that only the page itself bears out: {}", without.figures());
    Ok(())
}
