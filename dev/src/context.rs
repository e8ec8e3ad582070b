//! Trains the wide context on simulated spinning of clean text.

use std::path::PathBuf;

use nguyenban::learn::{Figures, Paragraph, Trainer};
use nguyenban::lexicon::Family;
use nguyenban::{Lexicon, Options, Restorer};

use crate::measure::simulate;
use crate::random::Random;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Lines of a block.
const BLOCK: usize = 100;

/// One block in so many is left out of the language model, and is what is measured on here.
const HELD_OUT: usize = 100;

/// What to train on and how.
pub struct Plan {
    pub corpora: Vec<PathBuf>,
    pub out: Option<PathBuf>,
    pub features: Vec<usize>,
    pub refits: usize,
    /// Of so many blocks, one is spun by family A, and by family B.
    pub one_in: [usize; 2],
}

pub fn train(plan: &Plan) -> Result<()> {
    let lexicon = Lexicon::built_in()?;
    let mut options = Options::default();
    options.context_weight = 0.0;
    let restorer = Restorer::builder().options(options).build()?;
    let mut trainer = Trainer::new(&restorer);
    let texts: Vec<String> = plan.corpora.iter().map(std::fs::read_to_string).collect::<std::io::Result<_>>()?;
    let corpora: Vec<Vec<&str>> = texts.iter().map(|text| text.lines().collect()).collect();
    let mut random = Random::new(7);
    let mut pass = |trainer: &mut Trainer<'_>, learn: bool| {
        let mut figures = vec![[Figures::default(); 2]; corpora.len()];
        let blocks = corpora.iter().map(|lines| lines.len() / BLOCK).max().unwrap_or(0);
        for block in (0..blocks).filter(|block| (block % HELD_OUT == HELD_OUT - 1) != learn) {
            for (lines, figures) in corpora.iter().zip(&mut figures) {
                let Some(lines) = lines.get(block * BLOCK..(block + 1) * BLOCK) else { continue };
                for (family, figures) in [Family::A, Family::B].into_iter().zip(figures) {
                    if learn && block % plan.one_in[family as usize] != 0 {
                        continue;
                    }
                    for document in simulate(lines, &lexicon, family, &mut random) {
                        let document: Vec<Paragraph> =
                            document.into_iter().map(|line| (line.text, line.edits)).collect();
                        trainer.document(&document, family, learn, figures);
                    }
                }
            }
        }
        for (path, figures) in plan.corpora.iter().zip(&figures) {
            for (family, figures) in ["A", "B"].into_iter().zip(figures) {
                print(&format!("{} {family}", path.display()), figures);
            }
        }
    };
    println!("learning");
    pass(&mut trainer, true);
    println!("held out");
    pass(&mut trainer, false);
    let [first, others @ ..] = plan.features.as_slice() else { return Err("--features wants a number".into()) };
    trainer.prune(*first);
    println!("held out, {first} features");
    pass(&mut trainer, false);
    for _ in 0..plan.refits {
        println!("learning once more");
        pass(&mut trainer, true);
    }
    for features in [first].into_iter().chain(others) {
        trainer.prune(*features);
        let bytes = trainer.finish().to_bytes();
        println!("held out, {features} features as written to {} bytes", bytes.len());
        pass(&mut trainer, false);
        if let Some(out) = &plan.out {
            std::fs::write(out, bytes)?;
            if !others.is_empty() {
                std::fs::copy(out, out.with_extension(format!("{features}.bin")))?;
            }
        }
    }
    Ok(())
}

fn print(name: &str, figures: &Figures) {
    let places = figures.places.max(1) as f64;
    println!(
        "{name}: {} places; nats a place {:.4} -> {:.4}; right {:.4} -> {:.4}",
        figures.places,
        figures.loss[0] / places,
        figures.loss[1] / places,
        figures.right[0] as f64 / places,
        figures.right[1] as f64 / places
    );
}
