//! The hot path and its stages, beside what bounds them: `aho-corasick` on the same phrases and `memcpy`.
//!
//! ```text
//! cargo bench --bench engine
//! ```
//!
//! The clean text is that of `tests/data/harm`, the spun one that of `benches/spun.txt`, each repeated to a
//! megabyte; one thread. Every bench checks its answer before it is timed.

use std::hint::black_box;
use std::path::Path;

use aho_corasick::AhoCorasick;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nguyenban::text::fold::fold_into;
use nguyenban::text::lines;
use nguyenban::text::token::{Kind, Token, tokenize};
use nguyenban::{Lexicon, Restorer};

const BYTES: usize = 1 << 20;

struct Corpus {
    name: &'static str,
    text: String,
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn repeated(text: &str) -> String {
    text.repeat(BYTES.div_ceil(text.len()))
}

fn corpora() -> [Corpus; 3] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> =
        std::fs::read_dir(root.join("tests/data/harm")).unwrap().map(|entry| entry.unwrap().path()).collect();
    // What quotes spun phrases is a question of judgement, not of speed.
    files.retain(|path| !path.ends_with("about_spinning.txt"));
    files.sort();
    let clean: String = files.iter().map(|path| read(path)).collect();
    let spun = read(&root.join("benches/spun.txt"));
    // A spun paragraph in ten.
    let mut mixed = String::new();
    let mut spun_lines = spun.lines().cycle();
    for (i, line) in clean.lines().enumerate() {
        mixed.push_str(if i % 10 == 9 { spun_lines.next().unwrap_or(line) } else { line });
        mixed.push('\n');
    }
    [("clean", clean), ("spun", spun), ("mixed", mixed)].map(|(name, text)| Corpus { name, text: repeated(&text) })
}

/// What bounds every figure below.
fn bounds(c: &mut Criterion) {
    let [clean, ..] = corpora();
    let lexicon = Lexicon::built_in().unwrap();
    let sides = lexicon.rows().iter().flat_map(|row| [row.spun.to_lowercase(), row.original.to_lowercase()]);
    let phrases: std::collections::BTreeSet<String> = sides.collect();
    let automaton = AhoCorasick::new(&phrases).unwrap();
    let text = clean.text.to_lowercase();
    let mut group = c.benchmark_group("bounds");

    let mut copy = vec![0u8; clean.text.len()];
    copy.copy_from_slice(clean.text.as_bytes());
    assert_eq!(copy, clean.text.as_bytes());
    group.throughput(Throughput::Bytes(clean.text.len() as u64));
    group.bench_function("memcpy", |b| {
        b.iter(|| black_box(&mut copy).copy_from_slice(black_box(clean.text.as_bytes())));
    });

    let place = "họ ".len().."họ kiến thiết".len();
    assert!(automaton.find_overlapping_iter("họ kiến thiết xây dựng").any(|hit| hit.range().start == place.start));
    assert!(automaton.find_iter(&text).count() > text.len() / 1000);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("aho-corasick", |b| b.iter(|| automaton.find_iter(black_box(&text)).count()));
    group.finish();
}

/// What a paragraph passes through.
fn stages(c: &mut Criterion) {
    let [clean, spun, _] = corpora();
    let restorer = Restorer::new().unwrap();
    let mut group = c.benchmark_group("stages");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(clean.text.len() as u64));

    let mut tokens: Vec<Token> = Vec::new();
    let mut tokenize_all = || {
        lines(black_box(&clean.text)).fold(0, |count, (_, line)| {
            tokens.clear();
            tokenize(line, &mut tokens);
            count + tokens.len()
        })
    };
    assert!(tokenize_all() >= clean.text.split_whitespace().count());
    group.bench_function("tokenize", |b| b.iter(&mut tokenize_all));

    let mut words: Vec<&str> = Vec::new();
    for (_, line) in lines(&clean.text) {
        let mut tokens = Vec::new();
        tokenize(line, &mut tokens);
        words.extend(tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.text(line)));
    }
    let mut key = String::new();
    let mut fold_all = || {
        words.iter().fold(0, |total, word| {
            key.clear();
            fold_into(black_box(word), &mut key);
            total + key.len()
        })
    };
    assert!(fold_all() > words.len());
    group.bench_function("fold", |b| b.iter(&mut fold_all));

    let vocabulary = restorer.model().vocabulary();
    let mut buffer = String::new();
    let mut look_up = || words.iter().filter(|word| vocabulary.get(black_box(word), &mut buffer).is_some()).count();
    assert!(look_up() * 100 > words.len() * 90);
    group.bench_function("look up words", |b| b.iter(&mut look_up));

    let lexicon = restorer.lexicon();
    assert!(lexicon.find_iter(&clean.text).count() > words.len() / 100);
    group.bench_function("match", |b| b.iter(|| lexicon.find_iter(black_box(&clean.text)).count()));

    let mut worker = restorer.worker();
    let (paragraphs, document, _) = worker.judge(&clean.text);
    assert!(paragraphs.iter().all(|paragraph| !paragraph.spun) && document.probability < 0.5);
    group.bench_function("judge", |b| b.iter(|| worker.judge(black_box(&clean.text)).0.len()));

    // What is spun is judged, then decoded: the difference of the two is the decoder's.
    group.throughput(Throughput::Bytes(spun.text.len() as u64));
    let (paragraphs, ..) = worker.judge(&spun.text);
    assert!(paragraphs.iter().all(|paragraph| paragraph.spun));
    group.bench_function("judge spun", |b| b.iter(|| worker.judge(black_box(&spun.text)).0.len()));
    assert!(worker.restore(&spun.text).edits.len() > 4 * paragraphs.len());
    group.bench_function("judge and decode spun", |b| b.iter(|| worker.restore(black_box(&spun.text)).edits.len()));
    group.finish();
}

/// The whole.
fn restore(c: &mut Criterion) {
    let restorer = Restorer::new().unwrap();
    let mut worker = restorer.worker();
    let mut group = c.benchmark_group("restore");
    group.sample_size(20);
    for Corpus { name, text } in corpora() {
        let restored = worker.restore(&text);
        let spun = restored.paragraphs.iter().filter(|paragraph| paragraph.spun).count();
        match name {
            "clean" => assert!(restored.edits.is_empty() && spun == 0),
            "spun" => assert!(spun == restored.paragraphs.len() && restored.edits.len() > 4 * spun),
            _ => {
                let share = spun as f64 / restored.paragraphs.len() as f64;
                assert!((0.08..0.12).contains(&share), "{share}");
            }
        }
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| b.iter(|| worker.restore(black_box(&text)).edits.len()));
    }
    group.finish();
}

criterion_group!(benches, bounds, stages, restore);
criterion_main!(benches);
