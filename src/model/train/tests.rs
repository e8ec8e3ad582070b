//! Trained models against a slow trainer: hash maps, textbook formulas, no sorting, no packing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use indicatif::ProgressBar;

use super::prune::LEAST_LEFT;
use super::{IdReader, Lost, Trainer};
use crate::model::quantize::{BACKOFF_MAX, BACKOFF_STEP};
use crate::model::tests::{ERROR, compare};
use crate::model::toy::PlainModel;
use crate::model::tree::Aim;
use crate::model::vocabulary::{BEGIN, END, WordId};
use crate::model::{NgramModel, ORDER};
use crate::random::Random;

/// Sentences that resemble one another as sentences do.
fn corpus(paragraphs: usize, seed: u64) -> Vec<String> {
    const WHO: [&str; 8] = [
        "Bà con trong xóm",
        "Người thợ mộc",
        "Cô giáo trẻ",
        "Mấy đứa trẻ",
        "Đội bóng làng",
        "Ông lái đò",
        "Hợp tác xã",
        "Mẹ tôi",
    ];
    const WHEN: [&str; 6] = ["sáng nay", "từ hôm 12", "mỗi mùa gặt", "sau cơn mưa", "chiều chiều", "năm 1998"];
    const DOES: [&str; 8] =
        ["sửa lại", "dọn sạch", "trồng thêm", "kể về", "ngồi ngắm", "lo cho", "mua được", "chờ đợi"];
    const WHAT: [&str; 9] = [
        "mái nhà cũ",
        "con đường làng",
        "hàng cau trước sân",
        "vườn rau",
        "chiếc thuyền nhỏ",
        "bến sông quê",
        "đàn gà con",
        "mái đình",
        "con đường ra bến sông",
    ];
    const MORE: [&str; 5] = ["", ", rồi về", " cùng nhau", " (không ai giục)", " để kịp ngày hội"];
    let mut random = Random(seed);
    // Squared, so that some are common and some are rare.
    let mut pick = |from: &[&'static str]| from[((random.unit() * random.unit()) * from.len() as f64) as usize];
    (0..paragraphs)
        .map(|_| {
            let mut text = format!("{} {} {} {}{}.", pick(&WHO), pick(&WHEN), pick(&DOES), pick(&WHAT), pick(&MORE));
            if pick(&["a", "b"]) == "b" {
                text += &format!(" {} {} {}.", pick(&WHO), pick(&DOES), pick(&WHAT));
            }
            text
        })
        .collect()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, lines: &[String]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, lines.join("\n")).unwrap();
        path
    }

    fn trainer(&self) -> Trainer {
        Trainer {
            words: 60,
            min_count: 2,
            max_bytes: 1 << 30,
            temporary: self.0.path().to_owned(),
            ..Trainer::default()
        }
    }
}

fn train(trainer: &Trainer, corpora: &[PathBuf]) -> Vec<u8> {
    trainer.train(corpora, &ProgressBar::hidden()).unwrap().bytes
}

fn model(bytes: &[u8]) -> NgramModel {
    NgramModel::from_bytes(bytes).unwrap()
}

fn ids(model: &NgramModel, lines: &[String]) -> Vec<Vec<WordId>> {
    let mut reader = IdReader::new(model.vocabulary());
    lines
        .iter()
        .map(|line| {
            let mut ids = Vec::new();
            reader.read(line, &mut ids);
            ids
        })
        .collect()
}

/// Every n-gram of two words or more that a model holds.
fn held(bytes: &[u8]) -> BTreeSet<Vec<WordId>> {
    let model = model(bytes);
    let words = model.vocabulary().model_len() as WordId;
    let mut all = BTreeSet::new();
    for first in 0..words {
        let tree = model.ngrams.tree(first);
        // The contexts that are numbered, in their order.
        let mut contexts = vec![(vec![first], 0)];
        for order in 2..=ORDER {
            let mut inner = BTreeMap::new();
            for (context, number) in contexts {
                for word in 0..words {
                    let found = match order {
                        2 => tree.bigram(word),
                        3 => tree.trigram(number, word),
                        _ => tree.fourgram(number, word),
                    };
                    let Some((_, number)) = found.and_then(Aim::found) else { continue };
                    let ngram = [context.as_slice(), &[word]].concat();
                    if number > 0 {
                        inner.insert(number - 1, ngram.clone());
                    }
                    all.insert(ngram);
                }
            }
            contexts = inner.into_iter().map(|(number, ngram)| (ngram, number)).collect();
        }
    }
    all
}

type Counts = BTreeMap<Vec<WordId>, f64>;

/// Modified Kneser-Ney as its paper gives it: the discounts of counts of one, two, and three or more.
fn discounts(counts: &Counts) -> [f64; 3] {
    let of = |k: f64| counts.values().filter(|&&count| count == k).count() as f64;
    let [n1, n2, n3, n4] = [of(1.0), of(2.0), of(3.0), of(4.0)];
    let y = n1 / (n1 + 2.0 * n2);
    [
        (1.0 - 2.0 * y * n2 / n1.max(1.0)).clamp(0.1, 1.0),
        (2.0 - 3.0 * y * n3 / n2.max(1.0)).clamp(0.1, 2.0),
        (3.0 - 4.0 * y * n4 / n3.max(1.0)).clamp(0.1, 3.0),
    ]
}

/// Probabilities are kept in single precision, which shows where a context leaves next to nothing to others.
fn single(probability: f64) -> f64 {
    f64::from(probability as f32)
}

/// Interpolates counts with the probabilities of the order below.
fn interpolate(counts: &Counts, below: &HashMap<Vec<WordId>, f64>) -> HashMap<Vec<WordId>, f64> {
    let discounts = discounts(counts);
    let discount = |count: f64| discounts[(count as usize).min(3) - 1];
    let mut totals: HashMap<&[WordId], (f64, f64)> = HashMap::new();
    for (ngram, &count) in counts {
        let entry = totals.entry(&ngram[..ngram.len() - 1]).or_default();
        entry.0 += count;
        entry.1 += discount(count);
    }
    counts
        .iter()
        .map(|(ngram, &count)| {
            let (total, freed) = totals[&ngram[..ngram.len() - 1]];
            (ngram.clone(), single((count - discount(count) + freed * below[&ngram[1..]]) / total))
        })
        .collect()
}

/// The probabilities of all n-grams that a full model has, given which of them a pruned one has kept.
fn probabilities(
    paragraphs: &[Vec<WordId>],
    vocabulary: usize,
    kept: &BTreeSet<Vec<WordId>>,
) -> HashMap<Vec<WordId>, f64> {
    // N-grams of every length that end at each word; those shorter than four only at a paragraph's beginning.
    let mut fourgrams = Counts::new();
    let mut at_beginning = Counts::new();
    for paragraph in paragraphs {
        let read: Vec<WordId> = [&[BEGIN], paragraph.as_slice(), &[END]].concat();
        for end in 2..=read.len() {
            let ngram = read[end.saturating_sub(ORDER)..end].to_vec();
            let counts = if ngram.len() == ORDER { &mut fourgrams } else { &mut at_beginning };
            *counts.entry(ngram).or_default() += 1.0;
        }
    }
    // Below the highest order what counts is in how many contexts that are kept an n-gram stands, and how often in others.
    let lower = |above: &Counts, order: usize| {
        let mut counts = Counts::new();
        for (ngram, &count) in above {
            *counts.entry(ngram[1..].to_vec()).or_default() += if kept.contains(ngram) { 1.0 } else { count };
        }
        for (ngram, &count) in at_beginning.iter().filter(|(ngram, _)| ngram.len() == order) {
            *counts.entry(ngram.clone()).or_default() += count;
        }
        counts
    };
    let trigrams = lower(&fourgrams, 3);
    let bigrams = lower(&trigrams, 2);
    let unigrams = lower(&bigrams, 1);
    let total: f64 = unigrams.values().sum();
    let floor = 1.0 / vocabulary as f64;
    let one: HashMap<Vec<WordId>, f64> = (0..vocabulary as WordId)
        .map(|word| (vec![word], single((unigrams.get(&[word][..]).copied().unwrap_or(0.0) + floor) / (total + 1.0))))
        .collect();
    let two = interpolate(&bigrams, &one);
    let three = interpolate(&trigrams, &two);
    let four = interpolate(&fourgrams, &three);
    let frequent = four.into_iter().filter(|(ngram, _)| fourgrams[ngram] >= 2.0);
    one.into_iter().chain(two).chain(three).chain(frequent).collect()
}

/// The plain model of the n-grams that are kept, with the back-off weights that make every context sum to one.
fn plain(probabilities: &HashMap<Vec<WordId>, f64>, kept: &BTreeSet<Vec<WordId>>) -> PlainModel {
    let mut model = PlainModel::default();
    for (ngram, &p) in probabilities {
        if ngram.len() == 1 || kept.contains(ngram) {
            model.ngrams.insert(ngram.clone(), (p.ln(), 0.0));
        }
    }
    for order in 1..ORDER {
        let mut contexts: BTreeMap<Vec<WordId>, (f64, f64)> = BTreeMap::new();
        for ngram in model.ngrams.keys().filter(|ngram| ngram.len() == order + 1) {
            let (context, word) = (&ngram[..order], ngram[order]);
            let entry = contexts.entry(context.to_vec()).or_default();
            entry.0 += model.log(context, word).exp();
            entry.1 += model.log(&context[1..], word).exp();
        }
        for (context, (here, below)) in contexts {
            let left = |taken: f64| (1.0 - taken).max(LEAST_LEFT);
            let backoff = (left(here) / left(below)).ln();
            // Those of two words and more are written from -8.6 to 2 nats.
            let least = f64::from(BACKOFF_MAX - 127.0 * BACKOFF_STEP);
            let backoff = if order == 1 { backoff } else { backoff.clamp(least, f64::from(BACKOFF_MAX)) };
            model.ngrams.get_mut(&context).unwrap().1 = backoff;
        }
    }
    model
}

#[test]
fn the_trainer_gives_what_a_slow_one_gives() {
    let folder = Folder::new();
    let lines = corpus(1_500, 1);
    let corpora = [folder.write("làng.txt", &lines)];
    let whole = train(&folder.trainer(), &corpora);
    let vocabulary = model(&whole).vocabulary().model_len();
    let paragraphs = ids(&model(&whole), &lines);
    let size = whole.len();
    for max_bytes in [1 << 30, size * 3 / 4, size / 2] {
        let mut before = BTreeSet::new();
        for passes in 1..=3 {
            let bytes = train(&Trainer { max_bytes, passes, ..folder.trainer() }, &corpora);
            let compact = model(&bytes);
            let full = probabilities(&paragraphs, vocabulary, &before);
            let kept = held(&bytes);
            assert!(kept.iter().all(|ngram| full.contains_key(ngram)), "no n-gram is made up");
            if max_bytes < 1 << 30 {
                assert!(bytes.len() <= max_bytes, "{} > {max_bytes}", bytes.len());
                assert!(kept.len() < held(&whole).len());
            } else {
                let all = full.keys().filter(|ngram| ngram.len() > 1).count();
                // Only what the order below predicts exactly is left out.
                assert!(kept.len() * 50 >= all * 49, "{} of {all}", kept.len());
            }
            let plain = plain(&full, &kept);
            for paragraph in paragraphs.iter().take(12) {
                compare(&compact, &plain, paragraph, vocabulary);
            }
            // Words in an order that the corpus does not have.
            let mut random = Random(5);
            let noise: Vec<WordId> = (0..300).map(|_| random.below(vocabulary) as WordId).collect();
            compare(&compact, &plain, &noise, vocabulary);
            before = kept;
        }
    }
}

#[test]
fn a_second_pass_makes_a_pruned_model_less_perplexed() {
    let folder = Folder::new();
    let corpora = [folder.write("làng.txt", &corpus(3_000, 1))];
    let max_bytes = train(&folder.trainer(), &corpora).len() / 2;
    let unseen = corpus(300, 9);
    let [once, twice] = [1, 2].map(|passes| {
        let model = model(&train(&Trainer { max_bytes, passes, ..folder.trainer() }, &corpora));
        ids(&model, &unseen).iter().map(|paragraph| model.score_all(paragraph)).sum::<f64>()
    });
    assert!(twice > once, "{twice} {once}");
}

#[test]
fn what_may_follow_sums_to_one() {
    let folder = Folder::new();
    let lines = corpus(1_500, 2);
    let corpora = [folder.write("làng.txt", &lines)];
    let size = train(&folder.trainer(), &corpora).len();
    for max_bytes in [1 << 30, size / 2] {
        let model = model(&train(&Trainer { max_bytes, ..folder.trainer() }, &corpora));
        let words = model.vocabulary().model_len();
        let mut random = Random(6);
        let noise: Vec<WordId> = (0..100).map(|_| random.below(words) as WordId).collect();
        for paragraph in ids(&model, &lines).iter().take(30).chain([&noise]) {
            let mut state = model.begin();
            for &word in paragraph {
                let sum: f64 = (0..words as WordId).map(|next| f64::from(model.score(state, next).0).exp()).sum();
                // Each addend is off by no more than its quantization.
                assert!(sum.ln().abs() <= ERROR, "{sum}");
                state = model.score(state, word).1;
            }
        }
    }
}

#[test]
fn the_same_corpora_give_the_same_bytes() {
    let folder = Folder::new();
    // More words than one sorted run holds, in two registers.
    let corpora = [folder.write("làng.txt", &corpus(9_000, 3)), folder.write("phố.txt", &corpus(700, 4))];
    let size = train(&folder.trainer(), &corpora).len();
    for max_bytes in [1 << 30, size * 2 / 3] {
        let trainer = Trainer { max_bytes, ..folder.trainer() };
        let bytes = train(&trainer, &corpora);
        assert_eq!(train(&trainer, &corpora), bytes);
        let tiny = Trainer { sort_memory: 0, ..trainer };
        assert!(train(&tiny, &corpora) == bytes, "the memory for sorting shows in the model ({max_bytes})");
    }
}

#[test]
fn too_little_text_is_an_error_that_says_so() {
    let folder = Folder::new();
    let corpora = [folder.write("ngắn.txt", &["Chào bà con.".to_owned()])];
    let error = folder.trainer().train(&corpora, &ProgressBar::hidden()).unwrap_err();
    assert!(error.to_string().contains("too little text"), "{error}");
    let missing = [folder.0.path().join("không có.txt")];
    let error = folder.trainer().train(&missing, &ProgressBar::hidden()).unwrap_err();
    assert!(error.to_string().contains("không có.txt"), "{error}");
}

#[test]
fn lines_that_are_not_utf_8_are_told() {
    let folder = Folder::new();
    let whole = folder.write("sạch.txt", &corpus(400, 1));
    let mut bytes = corpus(400, 2).join("\n").into_bytes();
    // A byte that no UTF-8 has, in the third line and in the last.
    let third = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
    bytes[third] = 0xff;
    bytes.push(0xff);
    let broken = folder.0.path().join("hỏng.txt");
    std::fs::write(&broken, bytes).unwrap();
    let trained = folder.trainer().train(&[whole.clone(), broken.clone()], &ProgressBar::hidden()).unwrap();
    assert_eq!(trained.lost, [Lost { path: broken, lines: 2, first: 3 }]);
    assert_eq!(folder.trainer().train(&[whole], &ProgressBar::hidden()).unwrap().lost, []);
}
