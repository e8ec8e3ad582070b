//! The search against brute force: every path of small lattices, each scored word by word from its beginning.

use super::lattice::{Arc, Lattice, Stand, View, Wording};
use super::viterbi::{BEAM, BEAM_WIDTH, LM_SCALE, Limits, Search};
use crate::model::toy::PlainModel;
use crate::model::{NgramModel, WordId};
use crate::random::Random;

/// Words that lattices are made of: those after the nine special ones.
const FIRST_WORD: WordId = 9;
const WORDS: usize = 14;

/// Sums of some dozen numbers in `f32`.
const TOLERANCE: f64 = 2e-3;

const WIDTH: f64 = BEAM_WIDTH as f64;

struct Case {
    words: Vec<WordId>,
    lattice: Lattice,
}

impl Case {
    fn view(&self) -> View<'_> {
        View::new(&self.lattice, &self.words)
    }

    fn random(random: &mut Random) -> Self {
        let word = |random: &mut Random| FIRST_WORD + random.below(WORDS - usize::from(FIRST_WORD)) as WordId;
        // Every other case is long, so that the search goes quiet between arcs and starts again.
        let len = if random.below(2) == 0 { 1 + random.below(9) } else { 12 + random.below(16) };
        let words: Vec<WordId> = (0..len).map(|_| word(random)).collect();
        let mut lattice = Lattice::default();
        for row in 0..random.below(8) {
            let start = random.below(len);
            let end = (start + 1 + random.below(3)).min(len);
            let wording: Vec<WordId> = (0..1 + random.below(3)).map(|_| word(random)).collect();
            lattice.add(start..end, Wording::Row(row as u32), &wording, -4.0 * random.unit() as f32);
        }
        lattice.sort_arcs();
        let mut at = random.below(3);
        while at < len {
            let end = at + 1 + random.below(3);
            if end <= len && random.below(3) > 0 {
                let cost = -3.0 * random.unit() as f32;
                lattice.stands.push(Stand { start: at as u32, end: end as u32, pattern: 0, cost });
            }
            at = end + random.below(3);
        }
        Self { words, lattice }
    }
}

/// One way through a lattice: the numbers of its arcs, in order.
struct Path {
    arcs: Vec<usize>,
    score: f64,
    /// Its score before each word; `None` inside an arc.
    prefixes: Vec<Option<f64>>,
    /// Whether it is within the beam before every word.
    within: bool,
}

/// Every way through a lattice, with its score.
fn all_paths(model: &NgramModel, case: &Case) -> Vec<Path> {
    let mut paths = Vec::new();
    choose(&case.lattice.arcs, 0, 0, &mut Vec::new(), &mut |chosen| {
        let prefixes = (0..=case.words.len()).map(|at| prefix(model, case, chosen, at)).collect();
        let score = score(model, case, chosen);
        paths.push(Path { arcs: chosen.to_vec(), score, prefixes, within: true });
    });
    for at in 0..=case.words.len() {
        let best = paths.iter().filter_map(|path| path.prefixes[at]).fold(f64::NEG_INFINITY, f64::max);
        for path in &mut paths {
            path.within &= path.prefixes[at].is_none_or(|score| score > best - WIDTH + TOLERANCE);
        }
    }
    paths
}

/// Calls `each` with every set of arcs that do not overlap and begin at `from` or later; arcs are sorted by start.
fn choose(arcs: &[Arc], next: usize, from: u32, chosen: &mut Vec<usize>, each: &mut dyn FnMut(&[usize])) {
    if next == arcs.len() {
        each(chosen);
        return;
    }
    choose(arcs, next + 1, from, chosen, each);
    if arcs[next].start >= from {
        chosen.push(next);
        choose(arcs, next + 1, arcs[next].end, chosen, each);
        chosen.pop();
    }
}

/// The score of one path: the model on the two word sequences from beginning to end, and all costs.
fn score(model: &NgramModel, case: &Case, chosen: &[usize]) -> f64 {
    let (restored, costs) = rewrite(case, chosen, case.words.len());
    f64::from(LM_SCALE) * (model.score_all(&restored) - model.score_all(&case.words)) + costs
}

/// The same of the words before `at`.
fn prefix(model: &NgramModel, case: &Case, chosen: &[usize], at: usize) -> Option<f64> {
    let arcs = &case.lattice.arcs;
    if chosen.iter().any(|&i| (arcs[i].start as usize) < at && at < arcs[i].end as usize) {
        return None;
    }
    let log = |words: &[WordId]| {
        let (mut state, mut total) = (model.begin(), 0.0);
        for &word in words {
            let (log, next) = model.score(state, word);
            total += f64::from(log);
            state = next;
        }
        total
    };
    let (restored, costs) = rewrite(case, chosen, at);
    Some(f64::from(LM_SCALE) * (log(&restored) - log(&case.words[..at])) + costs)
}

/// The words before `at` with the arcs that are chosen, and all costs.
fn rewrite(case: &Case, chosen: &[usize], at: usize) -> (Vec<WordId>, f64) {
    let lattice = &case.lattice;
    let mut touched = vec![false; case.words.len()];
    let mut restored = Vec::new();
    let mut costs = 0.0;
    let mut from = 0;
    for arc in chosen.iter().map(|&i| &lattice.arcs[i]).filter(|arc| arc.end as usize <= at) {
        restored.extend_from_slice(&case.words[from..arc.start as usize]);
        restored.extend_from_slice(&lattice.pool[arc.first as usize..arc.last as usize]);
        touched[arc.start as usize..arc.end as usize].fill(true);
        costs += f64::from(arc.cost);
        from = arc.end as usize;
    }
    restored.extend_from_slice(&case.words[from..at]);
    for stand in lattice.stands.iter().filter(|stand| stand.end as usize <= at) {
        if touched[stand.start as usize..stand.end as usize].iter().all(|&touched| !touched) {
            costs += f64::from(stand.cost);
        }
    }
    (restored, costs)
}

/// The best of some paths.
fn best<'p>(paths: impl Iterator<Item = &'p Path>) -> Option<&'p Path> {
    paths.max_by(|a, b| a.score.total_cmp(&b.score))
}

/// How many of the paths can differ in what may follow, at the word where that is most: the last three words and how
/// many of the words before are untouched.
fn widest(case: &Case, paths: &[Path]) -> usize {
    let arcs = &case.lattice.arcs;
    (0..=case.words.len())
        .map(|at| {
            let mut futures: Vec<(Vec<WordId>, usize)> = paths
                .iter()
                .filter(|path| !path.arcs.iter().any(|&i| (arcs[i].start as usize) < at && at < arcs[i].end as usize))
                .map(|path| {
                    let mut out = Vec::new();
                    let mut from = 0;
                    for arc in path.arcs.iter().map(|&i| &arcs[i]).filter(|arc| arc.end as usize <= at) {
                        out.extend_from_slice(&case.words[from..arc.start as usize]);
                        out.extend_from_slice(&case.lattice.pool[arc.first as usize..arc.last as usize]);
                        from = arc.end as usize;
                    }
                    out.extend_from_slice(&case.words[from..at]);
                    let run = if from == 0 { 3 } else { (at - from).min(3) };
                    (out[out.len().saturating_sub(3)..].to_vec(), run)
                })
                .collect();
            futures.sort();
            futures.dedup();
            futures.len()
        })
        .max()
        .unwrap_or(0)
}

#[test]
fn the_search_finds_what_brute_force_finds() {
    let models: Vec<NgramModel> =
        (0..40).map(|seed| PlainModel::random(WORDS, 0.3, &mut Random(seed)).pack()).collect();
    let mut searches: Vec<Search> = models.iter().map(|model| Search::new(model, Limits::default())).collect();
    searches.iter_mut().skip(1).step_by(2).for_each(|search| search.remember(true));
    let (mut ratios, mut margins, mut worst, mut most_paths) = (0, 0, 0, 0);
    for seed in 0..4_000u64 {
        let mut random = Random(seed);
        let model = &models[seed as usize % models.len()];
        let search = &mut searches[seed as usize % models.len()];
        let case = Case::random(&mut random);
        let paths = all_paths(model, &case);
        assert!(paths.len() <= 10_000, "seed {seed}: {} paths", paths.len());
        let total = best(paths.iter()).unwrap();
        // What the beam drops cannot be found; what it keeps must be.
        if !total.within || widest(&case, &paths) > BEAM {
            continue;
        }
        most_paths = most_paths.max(paths.len());

        let edited = best(paths.iter().filter(|path| !path.arcs.is_empty()));
        let ratio = search.judge(case.view()).map(f64::from);
        assert_eq!(ratio.is_some(), edited.is_some(), "seed {seed}");
        if let (Some(ratio), Some(edited)) = (ratio, edited) {
            // How much worse than the beam is wide, no one asks.
            let edge = total.score - WIDTH;
            let expected = edited.score.max(edge);
            assert!(edge - TOLERANCE < ratio && ratio < expected + TOLERANCE, "seed {seed}: {ratio}, not {expected}");
            if edited.within {
                assert!((ratio - expected).abs() < TOLERANCE, "seed {seed}: {ratio}, not {expected}");
                ratios += 1;
            }
        }

        search.decode(case.view());
        let chosen = chosen(search, &case);
        let found = paths.iter().find(|path| path.arcs == chosen).unwrap_or_else(|| panic!("seed {seed}: {chosen:?}"));
        assert!((found.score - total.score).abs() < TOLERANCE, "seed {seed}: {}, not {}", found.score, total.score);
        for (choice, arc) in search.chosen().iter().zip(&chosen) {
            let rival = best(paths.iter().filter(|path| !path.arcs.contains(arc))).unwrap();
            let (expected, margin) = ((total.score - rival.score).min(WIDTH), f64::from(choice.margin));
            let least = if rival.within { expected } else { WIDTH };
            assert!(margin > expected - TOLERANCE, "seed {seed}, arc {arc}: {margin}, not {expected}");
            assert!(margin < least + TOLERANCE, "seed {seed}, arc {arc}: {margin}, not {expected}");
            margins += usize::from(rival.within);
        }
        for arc in 0..case.lattice.arcs.len() {
            let with = best(paths.iter().filter(|path| path.arcs.contains(&arc))).unwrap();
            let (expected, worse) = (total.score - with.score, f64::from(search.worse(arc)));
            assert!(worse > expected - TOLERANCE, "seed {seed}, arc {arc}: {worse}, not {expected}");
            if with.within && expected < WIDTH - TOLERANCE {
                assert!(worse < expected + TOLERANCE, "seed {seed}, arc {arc}: {worse}, not {expected}");
                worst += 1;
            }
        }
    }
    // The comparison compared something.
    let many = ratios > 2_000 && margins > 1_500 && worst > 5_000 && most_paths > 50;
    assert!(many, "{ratios} {margins} {worst} {most_paths}");
}

#[test]
fn readings_are_added_up() {
    let (mut sums, mut most_paths) = (0, 0);
    for seed in 0..600u64 {
        let mut random = Random(seed);
        let model = PlainModel::random(WORDS, 0.3, &mut random).pack();
        let mut search = Search::new(&model, Limits { sum: true, ..Limits::default() });
        let case = Case::random(&mut random);
        let paths = all_paths(&model, &case);
        // The beam drops nothing.
        if paths.len() < 3 || paths.iter().any(|path| !path.within) || widest(&case, &paths) > BEAM {
            continue;
        }
        let edited = paths.iter().filter(|path| !path.arcs.is_empty());
        let expected = edited.map(|path| path.score.exp()).sum::<f64>().ln();
        let ratio = f64::from(search.judge(case.view()).unwrap());
        assert!((ratio - expected).abs() < TOLERANCE, "seed {seed}: {ratio}, not {expected}");
        (sums, most_paths) = (sums + 1, most_paths.max(paths.len()));
    }
    assert!(sums > 60 && most_paths > 20, "{sums} {most_paths}");
}

/// The numbers of the arcs of the path that was decoded last.
fn chosen(search: &Search<'_>, case: &Case) -> Vec<usize> {
    let arcs = &case.lattice.arcs;
    search.chosen().iter().map(|choice| arcs.iter().position(|arc| *arc == choice.arc).unwrap()).collect()
}

/// A model of one-word and two-word sequences whose numbers can be added up by hand.
fn drawn_model(bigrams: &[(WordId, WordId, f64)]) -> NgramModel {
    let mut plain = PlainModel::default();
    for word in 0..WORDS as WordId {
        plain.ngrams.insert(vec![word], (-3.0, 0.0));
    }
    for &(first, second, log) in bigrams {
        plain.ngrams.insert(vec![first, second], (log, 0.0));
    }
    plain.pack()
}

const HE_THONG: WordId = 9;
const MANG_LUOI: WordId = 10;
const CHINH: WordId = 11;
const TRI: WordId = 12;

/// ```text
///            ┌─ hệ thống (arc 0, cost -0.5) ─┐
///   <s> ── mạng lưới ─────── hệ thống ───────┴── chính ── trị ── </s>
///                    └─ (stand, cost -2.0) ─┘
///
///   words             log P       arc 0       log P
///   mạng lưới         -3.0        hệ thống    -3.0
///   hệ thống          -3.0
///   chính             -3.0        chính       -1.0   (hệ thống chính is a bigram: -1.0 in both)
///   trị               -0.2        trị         -0.2
///   </s>              -3.0        </s>        -3.0
///
///   clean reading     -3.0 -3.0 -1.0 -0.2 -3.0 = -10.2
///   arc 0             -3.0      -1.0 -0.2 -3.0 =  -7.2
///   ratio             0.68 * (-7.2 + 10.2) - 0.5 = 1.54
///   left as it is     -2.0, what the spinner would have had to leave standing
///   margin            1.54 + 2.0 = 3.54
/// ```
#[test]
fn a_lattice_that_can_be_added_up() {
    let model = drawn_model(&[(HE_THONG, CHINH, -1.0), (CHINH, TRI, -0.2)]);
    let mut lattice = Lattice::default();
    lattice.add(0..2, Wording::Row(7), &[HE_THONG], -0.5);
    lattice.sort_arcs();
    lattice.stands.push(Stand { start: 1, end: 2, pattern: 0, cost: -2.0 });
    let words = [MANG_LUOI, HE_THONG, CHINH, TRI];
    let mut search = Search::new(&model, Limits::default());

    let ratio = search.judge(View::new(&lattice, &words)).unwrap();
    assert!((ratio - 1.54).abs() < 1e-4, "{ratio}");
    search.decode(View::new(&lattice, &words));
    let [chosen] = search.chosen() else { panic!("{:?}", search.chosen()) };
    assert_eq!(chosen.arc.wording, Wording::Row(7));
    assert!((chosen.margin - 3.54).abs() < 1e-4, "{}", chosen.margin);
}

/// An arc over two words is the rival of both arcs that stand in its place, not of the first alone.
///
/// ```text
///        ┌─ 9 (arc 0, -0.1) ─┐┌─ 9 (arc 2, -0.1) ─┐
///   <s> ── 10 ───────────────── 10 ───────────────┴── </s>
///        └────── 9 9 (arc 1, -0.5) ───────────────┘
/// ```
///
/// `9` is likely everywhere (-0.2 at the beginning, after itself and before the end), `10` nowhere (-3.0).
/// Both paths over `9 9` have the same words; arcs 0 and 2 cost 0.2 together, arc 1 costs 0.5: margin 0.3 for each.
#[test]
fn one_arc_is_the_rival_of_two() {
    let begin = 1;
    let model = drawn_model(&[(begin, 9, -0.2), (9, 9, -0.2), (9, crate::model::END, -0.2)]);
    let mut lattice = Lattice::default();
    lattice.add(0..1, Wording::Row(0), &[9], -0.1);
    lattice.add(0..2, Wording::Row(1), &[9, 9], -0.5);
    lattice.add(1..2, Wording::Row(2), &[9], -0.1);
    lattice.sort_arcs();
    let mut search = Search::new(&model, Limits::default());
    search.decode(View::new(&lattice, &[10, 10]));
    let [first, second] = search.chosen() else { panic!("{:?}", search.chosen()) };
    assert_eq!((first.arc.wording, second.arc.wording), (Wording::Row(0), Wording::Row(2)));
    assert!((first.margin - 0.3).abs() < 1e-4, "{}", first.margin);
    assert!((second.margin - 0.3).abs() < 1e-4, "{}", second.margin);
}

/// What the beam drops is far from the best, and still no reason to be infinitely sure.
#[test]
fn figures_stay_finite_however_far_the_rival_is() {
    let model = drawn_model(&[]);
    let words = [10, 10, 10, 10];
    let mut search = Search::new(&model, Limits::default());

    let mut hopeless = Lattice::default();
    hopeless.add(0..1, Wording::Row(0), &[9], -80.0);
    let ratio = search.judge(View::new(&hopeless, &words)).unwrap();
    assert_eq!(ratio, -BEAM_WIDTH);

    let mut certain = Lattice::default();
    certain.add(0..1, Wording::Row(0), &[9], 0.0);
    certain.stands.push(Stand { start: 0, end: 1, pattern: 0, cost: -80.0 });
    search.decode(View::new(&certain, &words));
    let [chosen] = search.chosen() else { panic!("{:?}", search.chosen()) };
    assert_eq!(chosen.margin, BEAM_WIDTH);
}

/// A beam that overflows may miss the best path, but what it gives is a path, and its score is that path's.
#[test]
fn a_crowded_lattice_gives_a_path_of_its_own() {
    for seed in 0..40 {
        let mut random = Random(seed);
        let model = PlainModel::random(WORDS, 0.3, &mut random).pack();
        let mut search = Search::new(&model, Limits::default());
        let words: Vec<WordId> = (0..40).map(|_| FIRST_WORD + random.below(5) as WordId).collect();
        let mut lattice = Lattice::default();
        for row in 0..600 {
            let start = random.below(words.len());
            let end = (start + 1 + random.below(8)).min(words.len());
            let wording: Vec<WordId> =
                (0..1 + random.below(8)).map(|_| FIRST_WORD + random.below(5) as WordId).collect();
            lattice.add(start..end, Wording::Row(row), &wording, -4.0 * random.unit() as f32);
        }
        lattice.sort_arcs();
        let case = Case { words, lattice };
        let ratio = search.judge(case.view()).unwrap();
        search.decode(case.view());
        let chosen = chosen(&search, &case);
        assert!(!chosen.is_empty(), "seed {seed}");
        let ends: Vec<u32> = chosen.iter().map(|&i| case.lattice.arcs[i].end).collect();
        assert!(chosen.iter().skip(1).zip(&ends).all(|(&i, &end)| case.lattice.arcs[i].start >= end), "seed {seed}");
        let expected = score(&model, &case, &chosen);
        assert!((f64::from(ratio) - expected).abs() < 1e-2, "seed {seed}: {ratio}, not {expected}");
    }
}
