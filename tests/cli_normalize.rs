//! `nguyenban normalize` and `--from` as their users meet them: the built binary, its output, errors and exit status.

mod common;

use std::process::Output;

use common::{Files, json_lines, run, status, stderr, stdout};
use nguyenban::charset::{Charset, encode};

const CLEAN: &str = "Ông Tư gác cổng trường làng đã ba mươi năm, sáng nào cũng dậy từ lúc gà chưa gáy.\r\n\r\n\
                     Học trò quen tiếng chổi của ông (quét lá bàng) hơn cả tiếng trống…\n\tHết";
const DIRTY: &str = "Bến phà cũ , nay vắng khách .\nTrời nắng to.\nCo\u{302}\u{301} gắng lên!\n";
const REPAIRED: &str = "Bến phà cũ, nay vắng khách.\nTrời nắng to.\nCố gắng lên!\n";
const LEGACY: &str = "Chiều xuống, khói bếp bay lẫn vào sương trên mặt ruộng.\nTrẻ con gọi nhau về tắm giếng làng.\n";

fn normalize(options: &[&str], input: &[u8]) -> Output {
    run(&[&["normalize"], options].concat(), input)
}

/// What a command prints that ends well and tells nothing.
fn quiet(output: &Output) -> &str {
    assert_eq!((status(output), stderr(output)), (0, ""));
    stdout(output)
}

#[test]
fn repairs_and_leaves_clean_text_alone() {
    assert_eq!(quiet(&normalize(&[], CLEAN.as_bytes())), CLEAN);
    assert_eq!(quiet(&normalize(&[], b"")), "");
    assert_eq!(quiet(&normalize(&[], DIRTY.as_bytes())), REPAIRED);
    assert_eq!(quiet(&normalize(&[], REPAIRED.as_bytes())), REPAIRED);
    // Repair does not restore.
    let spun = "Họ kiến thiết xây dựng lại cây cầu.";
    assert_eq!(quiet(&normalize(&[], spun.as_bytes())), spun);
}

#[test]
fn groups_are_switched() {
    let unicode_only = "Bến phà cũ , nay vắng khách .\nTrời nắng to.\nCố gắng lên!\n";
    let spacing_only = "Bến phà cũ, nay vắng khách.\nTrời nắng to.\nCo\u{302}\u{301} gắng lên!\n";
    for (list, expected) in [
        ("all", REPAIRED),
        ("none", DIRTY),
        ("unicode", unicode_only),
        ("-spacing", unicode_only),
        ("-unicode", spacing_only),
        ("none,+spacing", spacing_only),
        ("unicode,spacing", REPAIRED),
    ] {
        assert_eq!(quiet(&normalize(&["--rules", list], DIRTY.as_bytes())), expected, "{list}");
    }
    let unknown = normalize(&["--rules", "unicode,tẩy"], b"");
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("`tẩy`") && stderr(&unknown).contains("lookalikes"), "{}", stderr(&unknown));
    let mixed = normalize(&["--rules", "-unicode,spacing"], b"");
    assert_eq!(status(&mixed), 2);
    assert!(stderr(&mixed).contains("write `+spacing`"), "{}", stderr(&mixed));
}

#[test]
fn styles_are_chosen() {
    let text = "Hoa thuý nở, bà hòa nhã dặn dò; anh kỹ sư gật đầu.";
    assert_eq!(quiet(&normalize(&[], text.as_bytes())), text);
    let new = quiet(&normalize(&["--tone-marks", "new"], text.as_bytes())).to_owned();
    assert!(new.contains("hoà nhã") && new.contains("thuý"), "{new}");
    let old = quiet(&normalize(&["--tone-marks", "old"], text.as_bytes())).to_owned();
    assert!(old.contains("hòa nhã") && old.contains("thúy"), "{old}");
    let i = quiet(&normalize(&["--iy", "i"], text.as_bytes())).to_owned();
    assert!(i.contains("kĩ sư"), "{i}");
    assert_eq!(quiet(&normalize(&["--iy", "y"], i.as_bytes())), text);
}

#[test]
fn spelling_is_corrected_on_request() {
    let text = "Xã đang xây dưng một trường học mới .\nHoi nghi truc tuyen\n";
    let repaired = "Xã đang xây dưng một trường học mới.\nHoi nghi truc tuyen\n";
    assert_eq!(quiet(&normalize(&[], text.as_bytes())), repaired);
    let spelt = repaired.replace("dưng", "dựng");
    assert_eq!(quiet(&normalize(&["--spelling"], text.as_bytes())), spelt);
    let marked = spelt.replace("Hoi nghi truc tuyen", "Hội nghị trực tuyến");
    assert_eq!(quiet(&normalize(&["--spelling", "--diacritics"], text.as_bytes())), marked);
    assert_eq!(quiet(&normalize(&["--spelling", "--spelling-odds", "500"], text.as_bytes())), repaired);
    let records = json_lines(&normalize(&["--spelling", "--diacritics", "--format", "jsonl"], text.as_bytes()));
    let rules: Vec<_> = records.iter().map(|record| record["rule"].as_str().unwrap()).collect();
    assert_eq!(rules.first(), Some(&"spelling"));
    assert_eq!(rules.last(), Some(&"diacritics"));
    assert!(records[0]["log_odds"].as_f64().unwrap() > 2.5);
    assert_eq!(status(&normalize(&["--spelling-odds", "3"], b"")), 2);
}

#[test]
fn a_model_of_the_users_own_is_for_spelling() {
    let files = Files::new();
    let model = files.file("giả.bin", "không phải mô hình");
    let alone = normalize(&["--model", &model], b"");
    assert_eq!(status(&alone), 2);
    assert!(stderr(&alone).contains("--spelling"), "{}", stderr(&alone));
    for option in ["--spelling", "--diacritics"] {
        let output = normalize(&[option, "--model", &model], b"");
        assert_eq!(status(&output), 2);
        assert!(stderr(&output).contains("giả.bin: "), "{}", stderr(&output));
    }
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/dictionaries/model.bin");
    let output = normalize(&["--spelling", "--model", shipped], "Xã đang xây dưng trường học mới.".as_bytes());
    assert_eq!(quiet(&output), "Xã đang xây dựng trường học mới.");
}

#[test]
fn records_give_places() {
    let files = Files::new();
    let path = files.file("bến phà.txt", format!("{DIRTY}Ảnh: Lê Văn Mộc\nChợ tan , người về.\n"));
    let output = normalize(&["--format", "jsonl", &path], b"");
    assert_eq!((status(&output), stderr(&output)), (0, ""));
    let records = json_lines(&output);
    let bytes = std::fs::read(&path).unwrap();
    let mut repaired = bytes.clone();
    for record in records.iter().rev() {
        assert_eq!(record["path"], path);
        let span = record["start"].as_u64().unwrap() as usize..record["end"].as_u64().unwrap() as usize;
        assert_eq!(&bytes[span.clone()], record["text"].as_str().unwrap().as_bytes());
        if let Some(replacement) = record["replacement"].as_str() {
            assert!(record["rule"].is_string());
            repaired.splice(span, replacement.bytes());
        }
    }
    assert_eq!(repaired, normalize(&[&path], b"").stdout);
    let places: Vec<_> = records.iter().map(|record| (&record["line"], &record["column"])).collect();
    let places: Vec<_> = places.iter().map(|(l, c)| (l.as_u64().unwrap(), c.as_u64().unwrap())).collect();
    assert_eq!(places, [(1, 11), (1, 28), (3, 2), (4, 1), (5, 8)]);
    assert_eq!(records[3]["residue"], "credit");
    assert_eq!(records[2]["rule"], "nfc");
    let off = normalize(&["--format", "jsonl", "--residue", "off", &path], b"");
    assert_eq!(stdout(&off).lines().count(), 4);
}

#[test]
fn a_caption_that_is_given_again_spun_goes() {
    let text = "Xe chở mía về nhà máy đường lúc sáng\nXe chở mía về xí nghiệp làm đường lúc sáng .\nMía năm nay ngọt , cây to.\n";
    let removed = normalize(&["--residue", "remove"], text.as_bytes());
    assert_eq!(quiet(&removed), "Xe chở mía về nhà máy đường lúc sáng\n\nMía năm nay ngọt, cây to.\n");
    let told = normalize(&["--residue", "report"], text.as_bytes());
    assert!(stderr(&told).contains("standard input:2: residue, repeated"), "{}", stderr(&told));
}

#[test]
fn private_use_characters_are_reported() {
    let text = "Ghe chở dừa\nnước lớn \u{e0c5}, \u{f0001} ròng\n";
    let told = normalize(&[], text.as_bytes());
    assert_eq!((status(&told), stdout(&told)), (0, text));
    assert!(
        stderr(&told).contains("standard input:2:10: private-use character U+E0C5 and 1 more"),
        "{}",
        stderr(&told)
    );
    let records = json_lines(&normalize(&["--format", "jsonl"], text.as_bytes()));
    assert_eq!(records.len(), 2);
    assert_eq!((&records[0]["private_use"], &records[0]["column"]), (&"U+E0C5".into(), &10.into()));
    assert_eq!((&records[1]["private_use"], &records[1]["column"]), (&"U+F0001".into(), &13.into()));
    let start = records[0]["start"].as_u64().unwrap() as usize;
    assert!(text[start..].starts_with('\u{e0c5}'));
    assert_eq!(quiet(&normalize(&["--rules", "-unicode"], text.as_bytes())), text);
}

#[test]
fn residue_is_reported_or_emptied() {
    let text = "Lúa chín vàng đồng .\nNguồn: Báo Đồng Bằng\n\nẢnh: Tạ Thị Mơ\nMùa này được giá.\n";
    let reported = normalize(&["--residue", "report"], text.as_bytes());
    assert_eq!(stdout(&reported), text.replace(" .", "."));
    assert_eq!(status(&reported), 0);
    for needle in ["standard input:2: residue, source: Nguồn: Báo Đồng Bằng", "standard input:4: residue, credit"]
    {
        assert!(stderr(&reported).contains(needle), "{}", stderr(&reported));
    }
    let removed = "Lúa chín vàng đồng.\n\n\n\nMùa này được giá.\n";
    assert_eq!(quiet(&normalize(&["--residue", "remove"], text.as_bytes())), removed);
    let some = normalize(&["--residue", "remove", "--residue-kinds", "-credit"], text.as_bytes());
    assert_eq!(quiet(&some), "Lúa chín vàng đồng.\n\n\nẢnh: Tạ Thị Mơ\nMùa này được giá.\n");
    // A line that repeats the one before it once what stood between is gone.
    let between = "Đò ngang cuối ngày\nXem thêm: Cầu mới\nĐò ngang cuối ngày\nHết.\n";
    assert_eq!(quiet(&normalize(&["--residue", "remove"], between.as_bytes())), "Đò ngang cuối ngày\n\n\nHết.\n");
    let records = json_lines(&normalize(&["--residue", "remove", "--format", "jsonl"], text.as_bytes()));
    let rules: Vec<_> = records.iter().map(|record| record["rule"].as_str().unwrap().to_owned()).collect();
    assert_eq!(rules[1..], ["source", "credit"]);
}

#[test]
fn check_names_what_would_change() {
    let files = Files::new();
    let (clean, dirty) = (files.file("sạch.txt", CLEAN), files.file("bẩn.txt", DIRTY));
    let tcvn3 = files.file("cũ.txt", encode(LEGACY, Charset::Tcvn3).unwrap());
    let output = normalize(&["--check", &clean], b"");
    assert_eq!((status(&output), stdout(&output)), (0, ""));
    let output = normalize(&["--check", &clean, &dirty], b"");
    assert_eq!((status(&output), stdout(&output)), (1, &*format!("{dirty}: 3 edits\n")));
    let output = normalize(&["--check", "--from", "auto", &clean, &tcvn3], b"");
    assert_eq!((status(&output), stdout(&output)), (1, &*format!("{tcvn3}: 0 edits, not in UTF-8\n")));
    let output = normalize(&["--check", "--format", "jsonl", &dirty], b"");
    assert_eq!((status(&output), json_lines(&output).len()), (1, 3));
    let output = normalize(&["--check", &files.path("không có").display().to_string(), &dirty], b"");
    assert_eq!(status(&output), 2);
}

#[test]
fn encodings_are_named() {
    for charset in Charset::ALL {
        let bytes = encode(LEGACY, charset).unwrap();
        let output = normalize(&["--from", charset.name()], &bytes);
        assert_eq!(quiet(&output), LEGACY, "{charset}");
    }
    let marked = [&b"\xfe\xff"[..], &encode(LEGACY, Charset::Utf16Be).unwrap()].concat();
    assert_eq!(quiet(&normalize(&["--from", "utf-16"], &marked)), LEGACY);
    let unknown = normalize(&["--from", "ebcdic"], b"");
    assert_eq!(status(&unknown), 2);
    assert!(stderr(&unknown).contains("viscii") && stderr(&unknown).contains("auto"), "{}", stderr(&unknown));

    let not_utf8 = normalize(&[], &encode(LEGACY, Charset::Tcvn3).unwrap());
    assert_eq!((status(&not_utf8), stdout(&not_utf8)), (2, ""));
    let told = stderr(&not_utf8);
    assert!(told.contains("standard input:1:4: not UTF-8 at byte 3") && told.contains("--from auto"), "{told}");

    // 0x90 has no meaning in windows-1258.
    let holes = normalize(&["--from", "windows-1258"], b"mot\nhai \x90 ba \x90");
    assert_eq!((status(&holes), stdout(&holes)), (0, "mot\nhai \u{fffd} ba \u{fffd}"));
    let told = stderr(&holes);
    assert!(told.contains("warning: standard input:2:5, and 1 more: ") && told.contains("--from auto"), "{told}");
}

#[test]
fn encodings_are_found() {
    let files = Files::new();
    for charset in Charset::ALL {
        let path = files.file("trang.txt", encode(LEGACY, charset).unwrap());
        let output = normalize(&["--from", "auto", &path], b"");
        assert_eq!((status(&output), stdout(&output)), (0, LEGACY), "{charset}");
        let told = format!("note: {path}: read as {charset}, confidence ");
        assert!(stderr(&output).starts_with(&told), "{}", stderr(&output));
        assert_eq!(stderr(&output).lines().count(), 1);
    }
    // Clean UTF-8 is not touched, whatever stands in it.
    let text = format!("{CLEAN}\nMa^'y gi\u{301}\n");
    assert_eq!(stdout(&normalize(&["--from", "auto", "--rules", "none"], text.as_bytes())), text);

    let modern = "Bài đăng lại: mùa nước nổi năm nay đến muộn.\nOK\n";
    let vni = encode(LEGACY, Charset::VniWindows).unwrap();
    let page = [modern.as_bytes(), &vni, b"\n", modern.as_bytes()].concat();
    let mixed = normalize(&["--from", "auto"], &page);
    assert_eq!((status(&mixed), stdout(&mixed)), (0, &*format!("{modern}{LEGACY}\n{modern}")));
    let told = stderr(&mixed);
    for needle in ["mixed encodings", "lines 1 to 2 as utf-8 (1.00)", "lines 3 to 4 as vni (", "lines 5 to 7 as utf-8"]
    {
        assert!(told.contains(needle), "{told}");
    }
}

#[test]
fn long_input_goes_block_by_block() {
    let paragraph = LEGACY.repeat(100);
    let count = (9 << 20) / paragraph.len();
    let text = format!("{}{DIRTY}", paragraph.repeat(count));
    let expected = format!("{}{REPAIRED}", paragraph.repeat(count));
    for jobs in ["1", "3"] {
        assert!(quiet(&normalize(&["--jobs", jobs], text.as_bytes())) == expected);
        let viscii = encode(&paragraph.repeat(count), Charset::Viscii).unwrap();
        let output = normalize(&["--jobs", jobs, "--from", "auto"], &viscii);
        assert!(stdout(&output) == paragraph.repeat(count));
        assert!(stderr(&output).contains("read as viscii"), "{}", stderr(&output));
    }
    let output = normalize(&["--format", "jsonl"], text.as_bytes());
    let first = &json_lines(&output)[0];
    let before = paragraph.len() * count;
    assert_eq!(first["line"].as_u64().unwrap() as usize, 200 * count + 1);
    assert_eq!(first["start"].as_u64().unwrap() as usize, before + DIRTY.find(" ,").unwrap());
}

#[test]
fn the_other_commands_read_encodings_too() {
    let spun = "Xã đã tiến hành triển khai 1 số ít hoạt động giải trí chăm nom sức khỏe thể chất cho những hộ dân, góp \
                phần nâng cao hiệu suất cao công tác làm việc và kiến thiết xây dựng nông thôn mới.";
    let bytes = encode(spun, Charset::Viscii).unwrap();
    let restored = run(&["restore", "--from", "viscii"], &bytes);
    assert_eq!(quiet(&restored), stdout(&run(&["restore"], spun.as_bytes())));
    assert_ne!(stdout(&restored), spun);
    for command in ["detect", "explain"] {
        let output = run(&[command, "--from", "auto"], &bytes);
        assert_eq!(stdout(&output), stdout(&run(&[command], spun.as_bytes())));
        assert!(stderr(&output).contains("read as viscii"), "{}", stderr(&output));
    }
    let in_place = run(&["restore", "--in-place", "--from", "viscii", "x.txt"], b"");
    assert_eq!(status(&in_place), 2);
    assert!(stderr(&in_place).contains("leave out --from"), "{}", stderr(&in_place));
}

#[test]
fn wrapped_lines_on_request() {
    let wrapped = "Đò ngang chở khách sang sông từ\nsáng sớm , trưa\nmới nghỉ .\n";
    let joined = "Đò ngang chở khách sang sông từ sáng sớm, trưa mới nghỉ.\n";
    assert_eq!(quiet(&normalize(&[], wrapped.as_bytes())).lines().count(), 3);
    assert_eq!(quiet(&normalize(&["--rules", "+lines"], wrapped.as_bytes())), joined);
    let records = json_lines(&normalize(&["--rules", "lines", "--format", "jsonl"], wrapped.as_bytes()));
    assert!(records.iter().all(|record| record["rule"] == "wrapped-line"));
    assert_eq!((&records[1]["line"], &records[1]["column"]), (&2.into(), &16.into()));
}
