//! What holds for every text.

use std::borrow::Cow;
use std::sync::LazyLock;

use nguyenban::lexicon::Lexicon;
use nguyenban::{Prior, Restoration, Restorer, Rule};
use proptest::prelude::*;
use proptest::sample::select;
use unicode_normalization::UnicodeNormalization;

static RESTORERS: LazyLock<[Restorer; 3]> = LazyLock::new(|| {
    [
        Restorer::new().unwrap(),
        Restorer::builder().prior(Prior::assume_spun()).build().unwrap(),
        // Touches whatever it can.
        Restorer::builder().prior(Prior::assume_spun()).paragraph_log_odds(-1e9).edit_log_odds(-1e9).build().unwrap(),
    ]
});

static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lexicon = Lexicon::built_in().unwrap();
    lexicon.rows().iter().flat_map(|row| [row.spun.clone(), row.original.clone()]).collect()
});

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// A piece of Vietnamese as a spinner leaves it, or of what stands around it on the web.
fn piece() -> impl Strategy<Value = String> {
    const WORDS: [&str; 16] = [
        "các",
        "và",
        "bà",
        "con",
        "đi",
        "chợ",
        "sớm",
        "người",
        "được",
        "trong",
        "có thể",
        "xây dựng",
        "Hà Nội",
        "của",
        "những",
        "một",
    ];
    const MARKS: [&str; 18] =
        [",", ".", " .", ":", " : ", "( ", " )", "“", "”", "…", "...", "/", " / ", "%", "-", "–", "!", "?"];
    const ODD: [&str; 20] = [
        "\0",
        "\u{301}",
        "\u{323}\u{302}\u{301}",
        "😀",
        "👨\u{200d}👩\u{200d}👧",
        "مرحبا",
        "שלום",
        "\u{202e}",
        "\u{200b}",
        "\u{feff}",
        "\t",
        "\u{a0}",
        "\r",
        "ﷺ",
        "İ",
        "ß",
        "https://vi.example/bai-viet",
        "ban@thu.example",
        "bao_cao.txt",
        "\u{1f1fb}\u{1f1f3}",
    ];
    prop_oneof![
        8 => select(PHRASES.as_slice()),
        1 => select(PHRASES.as_slice()).prop_map(|phrase| capitalized(&phrase)),
        1 => select(PHRASES.as_slice()).prop_map(|phrase| phrase.to_uppercase()),
        // Decomposed.
        1 => select(PHRASES.as_slice()).prop_map(|phrase| decomposed(&phrase)),
        5 => select(&WORDS[..]).prop_map(str::to_owned),
        3 => select(&MARKS[..]).prop_map(str::to_owned),
        1 => select(&ODD[..]).prop_map(str::to_owned),
        1 => any::<u32>().prop_map(|number| number.to_string()),
        1 => "\\PC{1,8}",
    ]
}

/// Vietnamese letters with their marks as characters of their own.
fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

fn text() -> impl Strategy<Value = String> {
    let space = prop_oneof![20 => Just(" "), 1 => Just(""), 1 => Just("  "), 1 => Just("\n"), 1 => Just("\r\n")];
    prop::collection::vec((piece(), space), 0..60)
        .prop_map(|pieces| pieces.iter().flat_map(|(piece, space)| [piece.as_str(), space]).collect())
}

fn check(restorer: &Restorer, text: &str, restored: &Restoration<'_>) -> Result<(), TestCaseError> {
    // The output is the input with the edits applied, and nothing else.
    let mut expected = text.to_owned();
    for edit in restored.edits.iter().rev() {
        expected.replace_range(edit.span(), &edit.replacement);
    }
    prop_assert_eq!(&*restored.text, &expected);
    prop_assert_eq!(&*restored.text, &*nguyenban::edit::apply(text, &restored.edits));

    let mut from = 0;
    for edit in &restored.edits {
        // Repairs insert and delete; words are only ever replaced.
        let repair = matches!(edit.rule, Rule::Repair(_));
        prop_assert!(from <= edit.start && edit.start <= edit.end && edit.end <= text.len(), "{:?}", edit);
        prop_assert!(repair || edit.start < edit.end, "{:?}", edit);
        prop_assert!(text.is_char_boundary(edit.start) && text.is_char_boundary(edit.end), "{:?}", edit);
        prop_assert!(edit.log_odds.is_finite() && edit.log_odds >= restorer.options().edit_log_odds, "{:?}", edit);
        prop_assert!(repair || !edit.replacement.is_empty(), "{:?}", edit);
        if let Rule::Row(row) = edit.rule {
            let row = restorer.lexicon().row(row);
            // In the form of its paragraph.
            let written: String = edit.replacement.to_lowercase().nfc().collect();
            prop_assert!(row.is_some_and(|row| row.original.to_lowercase() == written));
        }
        // An edit stands in a paragraph that is judged spun.
        let paragraph = restored.paragraphs.iter().find(|p| p.start <= edit.start && edit.end <= p.end);
        prop_assert!(paragraph.is_some_and(|paragraph| paragraph.spun), "{:?}", edit);
        from = edit.end;
    }
    if restored.edits.is_empty() {
        prop_assert!(matches!(restored.text, Cow::Borrowed(same) if std::ptr::eq(same, text)));
    }

    let mut line = 0;
    for paragraph in &restored.paragraphs {
        prop_assert!(paragraph.line > line, "in order");
        line = paragraph.line;
        let part = text.get(paragraph.start..paragraph.end);
        prop_assert!(part.is_some_and(|part| !part.contains('\n')), "{:?}", paragraph);
        prop_assert_eq!(text[..paragraph.start].matches('\n').count() + 1, line);
        prop_assert!(paragraph.syllables > 0);
        prop_assert!(paragraph.log_ratio.is_finite() && paragraph.log_odds.is_finite(), "{:?}", paragraph);
        prop_assert!((0.0..=1.0).contains(&paragraph.probability), "{:?}", paragraph);
        prop_assert_eq!(paragraph.spun, paragraph.log_odds >= restorer.options().paragraph_log_odds);
        let odds = 1.0 / (1.0 + (-paragraph.log_odds).exp());
        prop_assert!((paragraph.probability - odds).abs() < 1e-9);
    }
    let document = &restored.document;
    prop_assert!(document.log_odds.is_finite(), "{:?}", document);
    prop_assert!((0.0..=1.0).contains(&document.probability), "{:?}", document);
    prop_assert!((0.0..=1.0 + 1e-9).contains(&document.spun_share), "{:?}", document);
    // A page has a spun paragraph at least as probably as its most probable one.
    let most = restored.paragraphs.iter().map(|paragraph| paragraph.probability).fold(0.0, f64::max);
    prop_assert!(document.probability >= most - 1e-6, "{:?}, {}", document, most);
    prop_assert_eq!(restored.skipped, 0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn spun_looking_texts_keep_the_laws(text in text()) {
        for restorer in RESTORERS.iter() {
            check(restorer, &text, &restorer.restore(&text))?;
        }
    }

    #[test]
    fn arbitrary_texts_keep_the_laws(text in any::<String>()) {
        for restorer in RESTORERS.iter() {
            check(restorer, &text, &restorer.restore(&text))?;
        }
    }

    #[test]
    fn finding_keeps_to_the_text(text in text()) {
        let lexicon = RESTORERS[0].lexicon();
        for found in lexicon.find_iter(&text) {
            let part = text.get(found.span.clone());
            prop_assert!(part.is_some_and(|part| !part.is_empty() && !part.contains('\n')), "{:?}", found.span);
            prop_assert!(found.rows().next().is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// A worker remembers nothing of the texts before.
    #[test]
    fn a_used_worker_is_as_good_as_a_new_one(texts in prop::collection::vec(text(), 2..8)) {
        for restorer in RESTORERS.iter() {
            let mut used = restorer.worker();
            for text in &texts {
                prop_assert_eq!(used.restore(text), restorer.worker().restore(text));
            }
        }
    }

    /// Threads share a restorer and come to the same end.
    #[test]
    fn threads_agree(texts in prop::collection::vec(text(), 4)) {
        let restorer = &RESTORERS[1];
        let alone: Vec<_> = texts.iter().map(|text| restorer.restore(text)).collect();
        let together: Vec<_> = std::thread::scope(|scope| {
            let handles: Vec<_> = texts.iter().map(|text| scope.spawn(|| restorer.restore(text))).collect();
            handles.into_iter().map(|handle| handle.join().unwrap()).collect()
        });
        prop_assert_eq!(alone, together);
    }

    /// Judging is what restoring begins with.
    #[test]
    fn judging_alone_is_the_same(text in text()) {
        let restorer = &RESTORERS[0];
        let restored = restorer.restore(&text);
        let (paragraphs, document, skipped) = restorer.worker().judge(&text);
        prop_assert_eq!(restored.paragraphs, paragraphs);
        prop_assert_eq!((restored.document, restored.skipped), (document, skipped));
    }
}

/// Restoring is no projection: a restored phrase may make room for another edit. But it must not go on for ever, nor
/// swing between two wordings.
#[test]
fn restoring_again_and_again_comes_to_rest() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let restorer = &RESTORERS[1];
    let mut runner = TestRunner::deterministic();
    let mut passes = [0usize; 8];
    for _ in 0..1_500 {
        let mut text = text().new_tree(&mut runner).unwrap().current();
        let mut pass = 0;
        loop {
            let restored = restorer.restore(&text);
            if restored.edits.is_empty() || pass + 1 == passes.len() {
                break;
            }
            text = restored.text.into_owned();
            pass += 1;
        }
        passes[pass] += 1;
    }
    // By number of passes that changed something. Random strings of spun phrases are the worst there is.
    let restless = passes[passes.len() - 1];
    assert!(restless * 200 <= passes.iter().sum(), "{passes:?}");
}

#[test]
fn bounds_are_kept() {
    let restorer = &RESTORERS[1];
    let long = "kiến thiết xây dựng ".repeat(nguyenban::MAX_PARAGRAPH_BYTES / "kiến thiết xây dựng ".len() + 1);
    assert!(long.len() > nguyenban::MAX_PARAGRAPH_BYTES);
    let restored = restorer.restore(&long);
    assert_eq!((restored.skipped, restored.edits.len(), restored.paragraphs.len()), (1, 0, 0));

    let mixed = format!("{long}\nkiến thiết xây dựng");
    let restored = restorer.restore(&mixed);
    assert_eq!((restored.skipped, restored.paragraphs.len()), (1, 1));
    assert_eq!(restored.paragraphs[0].line, 2);
    assert!(restored.text.ends_with("\nxây dựng"));
}

#[test]
fn odd_texts_come_back_as_they_are() {
    let marks = "\u{301}".repeat(100_000);
    let stacked = format!("a{marks} kia");
    let spaces = " ".repeat(100_000);
    let lines = "\n".repeat(100_000);
    for text in ["", "\0", "\u{feff}", "\r\n", "\u{301}", "😀", "مرحبا بكم", &stacked, &marks, &spaces, &lines]
    {
        for restorer in &RESTORERS[..2] {
            let restored = restorer.restore(text);
            assert!(matches!(restored.text, Cow::Borrowed(same) if std::ptr::eq(same, text)));
            assert!(restored.document.log_odds.is_finite());
        }
    }
    assert!(restorer_is_shared(&RESTORERS[0]));
}

fn restorer_is_shared<T: Send + Sync>(_: &T) -> bool {
    true
}
