//! Examples as data: `data/examples.tsv`.

use std::fmt::Write as _;

use nguyenban::{Lexicon, Prior, Restorer};

static EXAMPLES: &str = include_str!("data/examples.tsv");

struct Example {
    line: usize,
    input: String,
    expected: String,
    prior: Prior,
    why: &'static str,
}

fn examples() -> Vec<Example> {
    let rows = EXAMPLES.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#'));
    rows.map(|(number, row)| {
        let fields: Vec<&str> = row.split('\t').collect();
        let [input, expected, prior, why] = fields[..] else { panic!("line {}: {row}", number + 1) };
        let prior = match prior {
            "default" => Prior::default(),
            "spun" => Prior::assume_spun(),
            other => panic!("line {}: no prior `{other}`", number + 1),
        };
        assert!(!why.is_empty(), "line {}: an example says why", number + 1);
        let text = |field: &str| field.replace("\\n", "\n");
        Example { line: number + 1, input: text(input), expected: text(expected), prior, why }
    })
    .collect()
}

#[test]
fn examples_come_out_as_written() {
    let default = Restorer::new().unwrap();
    let spun = Restorer::builder().prior(Prior::assume_spun()).build().unwrap();
    let mut failures = String::new();
    let examples = examples();
    assert!(examples.len() >= 40);
    for Example { line, input, expected, prior, why } in &examples {
        let restorer = if *prior == Prior::default() { &default } else { &spun };
        let restored = restorer.restore(input);
        if restored.text != *expected {
            let odds: Vec<f64> = restored.paragraphs.iter().map(|paragraph| paragraph.log_odds).collect();
            writeln!(
                failures,
                "line {line} ({why}):\n  input    {input}\n  expected {expected}\n  restored {}\n  log-odds {odds:.1?}",
                restored.text
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn rows_of_the_user_come_first() {
    use nguyenban::Lexicon;
    let restore = |rows: &str, text: &str| {
        let rows = Lexicon::from_tsv("riêng.tsv", rows.as_bytes()).unwrap();
        let restorer = Restorer::builder().overlay(rows).prior(Prior::assume_spun()).build().unwrap();
        restorer.restore(text).text.into_owned()
    };
    assert_eq!(restore("", "chiến sỹ"), "đồng chí");
    // Switched off: one pair, or every original of the phrase.
    assert_ne!(restore("chiến sỹ\tđồng chí\t0\n", "chiến sỹ"), "đồng chí");
    assert_eq!(restore("chiến sỹ\t*\n", "chiến sỹ"), "chiến sỹ");
    // A row that no dictionary has.
    let text = "Bà tôi đun nước sôi sùng sục sục rồi pha trà .";
    assert_eq!(restore("", text), text);
    let added = restore("sùng sục sục\tsùng sục\t0.9\n", text);
    assert_eq!(added, "Bà tôi đun nước sôi sùng sục rồi pha trà.");
}

/// A pair that its user switches off comes back through no other channel.
#[test]
fn what_is_switched_off_stays_off() {
    let spun = "Nhà trường kiến thiết xây dựng mạng lưới hệ thống thư viện , hoàn thành xong trách nhiệm năm học .";
    let pairs = [("kiến thiết xây dựng", "xây dựng"), ("mạng lưới hệ thống", "hệ thống"), ("trách nhiệm", "*")];
    let without = |pairs: &[(&str, &str)]| {
        let rows: String = pairs.iter().map(|(spun, original)| format!("{spun}\t{original}\t0\n")).collect();
        let rows = format!("spun\toriginal\tweight\n{rows}");
        let restorer =
            Restorer::builder().overlay(Lexicon::from_tsv("off.tsv", rows.as_bytes()).unwrap()).build().unwrap();
        restorer.restore(spun).text.into_owned()
    };
    assert_eq!(without(&[]), "Nhà trường xây dựng hệ thống thư viện, hoàn thành nhiệm vụ năm học.");
    let [first, second, third] = pairs.map(|pair| without(&[pair]));
    // Rows of a part of it may still apply.
    assert!(!first.contains("trường xây dựng") && first.contains("xây dựng hệ thống"), "{first}");
    assert!(second.contains("mạng lưới hệ thống"), "{second}");
    assert!(third.contains("trách nhiệm năm học"), "{third}");
}
