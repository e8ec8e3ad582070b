//! The command as its users meet it: the built binary, its output, its errors and its exit status.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use common::{Files, json_lines, nguyenban, run, status, stderr, stdout, text};
use nguyenban::Options;
use serde_json::Value;

const SPUN: &str = "Trạm y tế đã tiến hành triển khai 1 số ít hoạt động giải trí chăm nom sức khỏe thể chất cho những hộ \
                    dân, góp phần nâng cao hiệu suất cao công tác làm việc phòng bệnh và kiến thiết xây dựng nông thôn mới .";
const RESTORED: &str = "hoạt động chăm sóc sức khỏe cho các hộ dân";
const CLEAN: &str = "Con chó vàng nằm ngủ dưới gốc mít, tai thỉnh thoảng lại giật giật vì ruồi.";

#[test]
fn restore_changes_spun_paragraphs_only() {
    let text = format!("{CLEAN}\n\n{SPUN}\n{CLEAN}\n");
    let output = run(&["restore"], text.as_bytes());
    assert_eq!((status(&output), stderr(&output)), (0, ""));
    let lines: Vec<_> = stdout(&output).split('\n').collect();
    assert_eq!(lines.len(), 5);
    assert_eq!((lines[0], lines[1], lines[3], lines[4]), (CLEAN, "", CLEAN, ""));
    assert!(lines[2].contains(RESTORED), "{}", lines[2]);
}

#[test]
fn clean_input_comes_back_byte_for_byte() {
    let odd = "\u{feff}\u{301}\u{301} a\0b 🙂 \u{202e}abc\u{202c} e\u{302}\u{301}";
    for text in ["", "\n", "\r\n\r\n", CLEAN, &format!("{CLEAN}\r\n{CLEAN}"), &format!("{odd}\n\0\n{CLEAN}\n\n")] {
        let output = run(&["restore", "-"], text.as_bytes());
        assert_eq!((status(&output), stdout(&output)), (0, text));
    }
}

#[test]
fn line_ends_are_kept() {
    let output = run(&["restore"], format!("{SPUN}\r\n{CLEAN}\n{SPUN}").as_bytes());
    let lines: Vec<_> = stdout(&output).split_inclusive('\n').collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains(RESTORED) && lines[0].ends_with(".\r\n"), "{}", lines[0]);
    assert!(lines[1].ends_with("ruồi.\n"));
    assert!(lines[2].contains(RESTORED) && !lines[2].ends_with('\n'), "{}", lines[2]);
}

#[test]
fn check_tells_by_the_exit_status() {
    let files = Files::new();
    let (clean, spun) = (files.file("sạch.txt", CLEAN), files.file("trộn.txt", SPUN));
    for command in ["restore", "detect", "explain"] {
        assert_eq!(status(&run(&[command, "--check", &clean], b"")), 0, "{command}");
        assert_eq!(status(&run(&[command, "--check", &clean, &spun], b"")), 1, "{command}");
        assert_eq!(status(&run(&[command, &spun], b"")), 0, "{command}");
    }
    let output = run(&["restore", "--check", &clean, &spun], b"");
    assert!(stdout(&output).starts_with(&spun) && stdout(&output).lines().count() == 1);
}

#[test]
fn bad_utf8_and_a_missing_file_do_not_stop_the_others() {
    let files = Files::new();
    let mut bytes = format!("{CLEAN}\nba ").into_bytes();
    let at = bytes.len();
    bytes.extend(b"\xff\n");
    let (bad, missing) = (files.file("hỏng.txt", bytes), text(&files.path("không có.txt")));
    let (first, last) = (files.file("một.txt", "một\n"), files.file("hai.txt", "hai\n"));
    let output = run(&["restore", &first, &bad, &missing, &last], b"");
    assert_eq!((status(&output), stdout(&output)), (2, "một\nhai\n"));
    let told = stderr(&output);
    assert!(told.contains(&format!("{bad}:2:4: not UTF-8 at byte {at} (0xff)")), "{told}");
    assert!(told.contains(&format!("{missing}: cannot be read")) && told.contains("check the name"), "{told}");
    assert!(told.contains("2 of 4 inputs"), "{told}");

    let directory = run(&["detect", files.path("").to_str().unwrap()], b"");
    assert_eq!(status(&directory), 2);
    assert!(stderr(&directory).contains("name the files in it"), "{}", stderr(&directory));
    let utf16 = run(&["restore"], b"\xff\xfeb\0a\0");
    assert!(stderr(&utf16).contains("standard input:1:1") && stderr(&utf16).contains("UTF-16"), "{}", stderr(&utf16));
}

#[test]
fn bad_options_and_data_are_errors() {
    let files = Files::new();
    let rows = files.file("hàng.tsv", "# ghi chú\nmột\n");
    let model = files.file("giả.bin", b"NGUYENBAN?");
    for (args, needle) in [
        (vec!["restore", "--prior", "1"], "between 0 and 1"),
        (vec!["restore", "--paragraph-odds", "nan"], "nats"),
        (vec!["restore", "--assume-spun", "--prior", "0.5"], "cannot be used"),
        (vec!["restore", "--jobs", "0"], "jobs"),
        (vec!["restore", "--in-place", "-"], "standard input"),
        (vec!["restore", "--lexicon", &rows], "hàng.tsv:2:4: the row has no column `original`"),
        (vec!["detect", "--model", &model], "giả.bin: "),
        (vec!["model", "inspect", "/no/such/model"], "cannot be read"),
        (vec!["dịch"], "unrecognized subcommand"),
    ] {
        let output = run(&args, b"");
        assert_eq!(status(&output), 2, "{args:?}");
        assert!(stderr(&output).contains(needle), "{args:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn a_damaged_model_is_refused() {
    let files = Files::new();
    let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries/model.bin")).unwrap();
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    for (bytes, needle) in [(&whole[..whole.len() - 9], "bytes"), (&altered[..], "checksum")] {
        let path = files.file("mô-hình.bin", bytes);
        let output = run(&["restore", "--model", &path], CLEAN.as_bytes());
        assert_eq!(status(&output), 2);
        assert!(stderr(&output).contains(&path) && stderr(&output).contains(needle), "{}", stderr(&output));
    }
    let path = files.file("mô-hình.bin", &whole);
    assert_eq!(stdout(&run(&["restore", "--model", &path], CLEAN.as_bytes())), CLEAN);
}

#[test]
fn detect_writes_json_lines() {
    let files = Files::new();
    let path = files.file("trang.txt", format!("{CLEAN}\n\n{SPUN}\n***\n"));
    let output = run(&["detect", "--format", "jsonl", &path], b"");
    let records = json_lines(&output);
    assert_eq!(records.len(), 3);
    for (record, line, spun) in [(&records[0], 1, false), (&records[1], 3, true)] {
        assert_eq!(record["path"], path.as_str());
        assert_eq!((record["line"].as_u64(), record["spun"].as_bool()), (Some(line), Some(spun)));
        assert_eq!(record["family"].as_str(), spun.then_some("A"));
        let probability = record["probability"].as_f64().unwrap();
        assert_eq!(probability > 0.5, record["log_odds"].as_f64().unwrap() > 0.0);
    }
    let document = &records[2];
    assert_eq!((&document["document"], &document["path"]), (&Value::Bool(true), &Value::String(path)));
    assert!(document["log_odds"].as_f64().unwrap() > 0.0 && document["probability"].as_f64().unwrap() > 0.9);
    assert!((0.3..1.0).contains(&document["spun_share"].as_f64().unwrap()));
    let empty = json_lines(&run(&["detect", "--format", "jsonl"], b""));
    assert_eq!((empty.len(), &empty[0]["path"]), (1, &Value::String("-".into())));
    assert!(empty[0]["log_odds"].is_f64() && empty[0]["spun_share"].is_f64());
}

#[test]
fn edits_are_placed_in_the_file() {
    let files = Files::new();
    let text = format!("{CLEAN}\r\n{SPUN}\r\n");
    let path = files.file("trang.txt", &text);
    let edits = json_lines(&run(&["explain", "--format", "jsonl", &path], b""));
    assert!(edits.len() > 5);
    let mut output = String::new();
    let mut from = 0;
    for edit in &edits {
        let [start, end] = ["start", "end"].map(|key| edit[key].as_u64().unwrap() as usize);
        assert_eq!(edit["text"], text[start..end]);
        let line = text[..start].matches('\n').count() + 1;
        let column = text[..start].rsplit('\n').next().unwrap().chars().count() + 1;
        assert_eq!((edit["line"].as_u64(), edit["column"].as_u64()), (Some(line as u64), Some(column as u64)));
        assert!(edit["log_odds"].is_f64() && edit["reason"].is_object() | edit["reason"].is_string());
        output.push_str(&text[from..start]);
        output.push_str(edit["replacement"].as_str().unwrap());
        from = end;
    }
    output.push_str(&text[from..]);
    assert_eq!(stdout(&run(&["restore", &path], b"")), output);
}

#[test]
fn explain_shows_a_diff_and_respects_no_color() {
    let plain = run(&["explain"], SPUN.as_bytes());
    assert!(stdout(&plain).contains("[-chăm nom-] {+chăm sóc+}"), "{}", stdout(&plain));
    assert!(!stdout(&plain).contains('\u{1b}'));
    let forced = run(&["explain", "--color", "always"], SPUN.as_bytes());
    assert!(stdout(&forced).contains("\u{1b}[") && !stdout(&forced).contains("[-"));
    // What the environment asks for, without and with NO_COLOR.
    for (no_color, colored) in [(None, true), (Some("1"), false)] {
        let mut command = nguyenban();
        command.arg("explain").env("CLICOLOR_FORCE", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        command.envs(no_color.map(|value| ("NO_COLOR", value)));
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(SPUN.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(stdout(&output).contains('\u{1b}'), colored, "{no_color:?}");
    }
    // What comes from the input steers no terminal.
    let hostile = run(&["explain"], format!("\u{1b}[2J{SPUN}").as_bytes());
    assert!(!stdout(&hostile).contains('\u{1b}'));
}

#[test]
fn the_page_stands_alone() {
    let output = run(&["explain", "--format", "html"], format!("<b>&amp;</b> {CLEAN}\n{SPUN}\n").as_bytes());
    let page = stdout(&output);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(page.contains("&lt;b&gt;&amp;amp;&lt;/b&gt;") && !page.contains("<b>&amp;"));
    assert!(page.contains(">chăm nom</del>") && page.contains(">chăm sóc</ins>"));
    assert!(!page.contains("http") && !page.contains("src="), "the page loads nothing");
}

#[test]
fn output_is_the_same_for_any_number_of_jobs() {
    let files = Files::new();
    let mut names = Vec::new();
    for number in 0..40 {
        let body = format!("Bài số {number}.\n{}\n", if number % 3 == 0 { SPUN } else { CLEAN });
        names.push(files.file(&format!("{number:02}.txt"), body.repeat(1 + number % 4)));
    }
    // One document of more than one block, by its lines.
    names.push(files.file("dài.txt", format!("{}{SPUN}\n", ".\n".repeat(140_000))));
    for (command, format) in
        [("restore", None), ("detect", Some("jsonl")), ("explain", Some("text")), ("explain", Some("html"))]
    {
        let mut args = vec![command];
        args.extend(format.iter().flat_map(|format| ["--format", format]));
        args.extend(names.iter().map(String::as_str));
        let one = run(&[&args[..], &["--jobs", "1"]].concat(), b"");
        let four = run(&[&args[..], &["--jobs", "4"]].concat(), b"");
        assert_eq!(status(&one), 0);
        assert!(one.stdout == four.stdout, "{command} {format:?}");
        if command == "restore" {
            assert_eq!(
                stdout(&one).matches('\n').count(),
                140_001 + 2 * (1..=40).map(|n| 1 + (n - 1) % 4).sum::<usize>()
            );
            assert!(stdout(&one).starts_with("Bài số 0.\n") && stdout(&one).contains("Bài số 39."));
        }
        if command == "detect" {
            let last = json_lines(&one).into_iter().rfind(|record| record["line"].is_u64()).unwrap();
            assert_eq!(last["line"], 140_001);
        }
    }
}

#[test]
fn one_huge_line_passes_through() {
    let line = format!("{SPUN} ").repeat(10_000_000 / SPUN.len());
    let output = run(&["restore"], line.as_bytes());
    assert_eq!(status(&output), 0);
    assert!(output.stdout == line.as_bytes());
    assert!(stderr(&output).contains("-:1: longer than 1 MiB"), "{}", stderr(&output));
}

#[test]
fn a_broken_pipe_ends_quietly() {
    let mut command = nguyenban();
    command.args(["restore", "--jobs", "1"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let block = format!("{CLEAN}\n").repeat(100_000);
        while stdin.write_all(block.as_bytes()).is_ok() {}
    });
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    drop(reader);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    writer.join().unwrap();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((line.trim_end(), told.as_str()), (CLEAN, ""));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let files = Files::new();
    let path = files.file("bài.txt", CLEAN);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = nguyenban().args(["restore", &path]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("standard output"), "{}", stderr(&output));
}

#[test]
fn files_are_written_back_in_place() {
    let files = Files::new();
    let (clean, spun) = (files.file("sạch.txt", CLEAN), files.file("trộn.txt", format!("{CLEAN}\r\n{SPUN}")));
    let bad = files.file("hỏng.txt", [SPUN.as_bytes(), b"\n\xff"].concat());
    let before = std::fs::metadata(&clean).unwrap().modified().unwrap();
    let expected = run(&["restore", &spun], b"").stdout;
    let output = run(&["restore", "--in-place", &clean, &spun, &bad], b"");
    assert_eq!((status(&output), stdout(&output)), (2, ""));
    assert_eq!(std::fs::read(&spun).unwrap(), expected);
    assert_eq!(std::fs::metadata(&clean).unwrap().modified().unwrap(), before);
    assert!(std::fs::read(&bad).unwrap().ends_with(b"\xff"));
    assert_eq!(std::fs::read_dir(files.path("")).unwrap().count(), 3, "no temporary file is left");
}

#[test]
fn options_reach_the_judgement() {
    let output = run(&["restore", "--assume-spun"], "kiến thiết xây dựng".as_bytes());
    assert_eq!(stdout(&output), "xây dựng");
    assert_eq!(stdout(&run(&["restore", "--paragraph-odds", "1e5"], SPUN.as_bytes())), SPUN);
    assert_eq!(stdout(&run(&["restore", "--edit-odds", "1e5"], SPUN.as_bytes())), SPUN);
    let files = Files::new();
    let rows = files.file("riêng.tsv", "chăm nom\t*\n");
    let output = run(&["restore", "--lexicon", &rows], SPUN.as_bytes());
    assert!(stdout(&output).contains("chăm nom"), "{}", stdout(&output));
}

#[test]
fn lexicon_check_reports_every_bad_row() {
    let files = Files::new();
    let good = files.file("tốt.tsv", "nhà cửa vườn tược\tnhà cửa\t0.5\tA\ttôi\t\n");
    let bad = files.file("xấu.tsv", "một\nhai\tba\t2\nbốn\tnăm\n");
    let output = run(&["lexicon", "check", &good], b"");
    assert_eq!((status(&output), stderr(&output)), (0, ""));
    assert!(stdout(&output).contains("1 rows, 0 of them switched off; 0 errors, 0 warnings"));
    let output = run(&["lexicon", "check", &bad, &good], b"");
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains(&format!("{bad}:1:4: ")), "{}", stderr(&output));
    assert!(stderr(&output).contains(&format!("{bad}:2:8: ")), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 2);
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries/family-a.tsv");
    assert_eq!(status(&run(&["lexicon", "check", built_in], b"")), 0);
}

#[test]
fn a_model_is_trained_and_inspected() {
    let files = Files::new();
    // Syllables drawn by a small generator, the first ones far more often, so that some are rare.
    let onsets = ["b", "c", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "tr", "v", "x"];
    let rimes =
        ["a", "ai", "an", "ang", "âm", "ân", "át", "e", "ên", "ình", "o", "oa", "ông", "ơi", "u", "uốc", "ương"];
    let words: Vec<_> = rimes.iter().flat_map(|rime| onsets.map(|onset| format!("{onset}{rime}"))).collect();
    let mut seed = 1u64;
    let mut draw = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let unit = (seed >> 33) as f64 / (1u64 << 31) as f64;
        &words[(unit.powi(5) * words.len() as f64) as usize]
    };
    let corpus: String = (0..5_000).map(|i| format!("{}{}", draw(), if i % 12 == 11 { ".\n" } else { " " })).collect();
    let (corpus, out) = (files.file("kho.txt", corpus), files.path("m.bin"));
    let out = text(&out);
    let args =
        ["model", "train", &corpus, "--out", &out, "--sort-memory", "8M", "--max-bytes", "1M", "--min-count", "1"];
    let output = run(&args, b"");
    assert_eq!((status(&output), stderr(&output)), (0, ""));
    let first = std::fs::read(&out).unwrap();
    run(&args, b"");
    assert_eq!(std::fs::read(&out).unwrap(), first, "the same bytes every time");
    let output = run(&["model", "inspect", &out, "--perplexity", &corpus], b"");
    assert_eq!(status(&output), 0);
    assert!(stdout(&output).contains("4-grams") && stdout(&output).contains("per syllable"), "{}", stdout(&output));
    let output = run(&["model", "train", &text(&files.path("không.txt")), "--out", &out], b"");
    assert_eq!(status(&output), 2);
    assert_eq!(std::fs::read(&out).unwrap(), first, "a failed training leaves the old file");
}

#[test]
fn help_and_version() {
    for args in [&["--help"][..], &["restore", "--help"], &["detect", "-h"], &["model", "train", "--help"]] {
        let output = run(args, b"");
        assert_eq!(status(&output), 0);
        assert!(stdout(&output).contains("Example"), "{args:?}");
    }
    let output = run(&["--version"], b"");
    assert_eq!(status(&output), 0);
    for needle in [env!("CARGO_PKG_VERSION"), "lexicon", "model"] {
        assert!(stdout(&output).contains(needle), "{}", stdout(&output));
    }
}

#[test]
fn spelling_comes_before_restoring() {
    let slip = SPUN.replace("nông thôn mới .", "nông thôn mớii .");
    let output = run(&["restore", "--spelling"], slip.as_bytes());
    assert_eq!((status(&output), stderr(&output)), (0, ""));
    let restored = stdout(&output);
    assert!(restored.contains(RESTORED) && restored.ends_with("nông thôn mới."), "{restored}");
    let clean = run(&["restore", "--spelling", "--diacritics"], CLEAN.as_bytes());
    assert_eq!(stdout(&clean), CLEAN);
    let files = Files::new();
    let path = files.file("bài.txt", "Xã đang xây dưng một trường học mới.\n");
    let check = run(&["restore", "--spelling", "--check", &path], b"");
    assert_eq!(status(&check), 1);
    assert!(stdout(&check).contains("1 edits"), "{}", stdout(&check));
}

#[test]
fn explaining_and_judging_know_what_restoring_does_first() {
    let text = format!("Xã đang xây dưng một trường học mới .\nHoi nghi truc tuyen\n\n{SPUN}\n");
    for options in [&[][..], &["--repair"], &["--spelling"], &["--diacritics"], &["--spelling", "--diacritics"]] {
        let with = |command: &[&str]| run(&[command, options].concat(), text.as_bytes());
        let edits = json_lines(&with(&["explain", "--format", "jsonl"]));
        let mut restored = text.clone();
        for edit in edits.iter().rev() {
            let span = edit["start"].as_u64().unwrap() as usize..edit["end"].as_u64().unwrap() as usize;
            assert_eq!(&text[span.clone()], edit["text"].as_str().unwrap());
            restored.replace_range(span, edit["replacement"].as_str().unwrap());
        }
        assert_eq!(restored, stdout(&with(&["restore"])), "{options:?}");
        let rules: Vec<_> = edits.iter().filter(|edit| edit["line"] != 4).map(|edit| &edit["reason"]["rule"]).collect();
        assert_eq!(rules.iter().any(|&rule| rule == "space-before"), !options.is_empty(), "{options:?}");
        for (option, rule) in [("--spelling", "spelling"), ("--diacritics", "diacritics")] {
            assert_eq!(rules.iter().any(|&name| name == rule), options.contains(&option), "{options:?} {rule}");
        }
        let judged = json_lines(&with(&["detect", "--format", "jsonl"]));
        assert_eq!(judged.len(), 4, "{options:?}");
    }
    let shown = run(&["explain", "--spelling"], text.as_bytes());
    assert!(stdout(&shown).starts_with("-:1: repaired\nXã đang xây [-dưng-] {+dựng+} một"), "{}", stdout(&shown));
    assert!(stdout(&shown).contains("rule spelling") && stdout(&shown).contains(" sure  ␣ → ∅  rule space-before"));
    let odds =
        |options: &[&str]| json_lines(&run(&[&["detect", "--format", "jsonl"], options].concat(), text.as_bytes()));
    assert_ne!(odds(&[])[0]["log_odds"], odds(&["--spelling"])[0]["log_odds"]);
    let slip = "Xã đang xây dưng một trường học mới.\n".as_bytes();
    assert_eq!(status(&run(&["explain", "--spelling", "--check"], slip)), 1);
    assert_eq!(status(&run(&["detect", "--spelling", "--check"], slip)), 0);
    for command in ["restore", "detect", "explain"] {
        assert_eq!(status(&run(&[command, "--spelling-odds", "3"], b"")), 2, "{command}");
    }
}

#[test]
fn repairs_come_before_restoring_on_request() {
    let text = "Chợ cũ , nay đông .\n";
    assert_eq!(stdout(&run(&["restore"], text.as_bytes())), text);
    assert_eq!(stdout(&run(&["restore", "--repair"], text.as_bytes())), "Chợ cũ, nay đông.\n");
}

#[test]
fn what_was_not_judged_is_not_called_clean() {
    let long = "một câu dài ".repeat(100_000);
    let unchecked = run(&["detect"], long.as_bytes());
    assert_eq!(unchecked.status.code(), Some(0));
    assert!(stdout(&unchecked).contains("1 not judged"));
    let checked = run(&["detect", "--check"], long.as_bytes());
    assert_eq!(checked.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&checked.stderr).contains("could not be judged: 1"));
    // An empty document is as likely to be spun as one of which nothing is known.
    let [empty, blank] = ["", "\n"].map(|text| json_lines(&run(&["detect", "--format", "jsonl"], text.as_bytes())));
    assert_eq!(empty[0]["log_odds"], blank[0]["log_odds"]);
    assert!(empty[0]["probability"].as_f64().unwrap() < 0.02);
}

#[test]
fn help_tells_the_defaults_that_hold() {
    let shown = run(&["restore", "--help"], b"");
    let help = stdout(&shown).split_whitespace().collect::<Vec<_>>().join(" ");
    let Options { prior, paragraph_log_odds, edit_log_odds, .. } = Options::default();
    for (option, value) in
        [("--prior <", prior.spun), ("--paragraph-odds <", paragraph_log_odds), ("--edit-odds <", edit_log_odds)]
    {
        let (_, rest) = help.split_once(option).unwrap_or_else(|| panic!("no {option} in {help}"));
        let (_, rest) = rest.split_once("[default: ").unwrap();
        assert_eq!(rest.split_once(']').unwrap().0.parse(), Ok(value), "{option}");
    }
}
