//! `nguyenban lexicon mine`, `merge` and `check`, one after another, as whoever edits a lexicon uses them.

use std::path::Path;
use std::process::{Command, Output};

const PAGE: &str = "\
Hợp tác xã hoàn toàn có thể kiến thiết xây dựng nhà kho , bà con tiến hành trách nhiệm chăm nom vườn cây .
Tổ trưởng nhìn nhận mạng lưới hệ thống tưới nước hoàn toàn có thể chạy suốt mùa khô , hoạt động giải trí rất đều .
Xóm dưới cũng kiến thiết xây dựng một cây cầu , 1 số ít gia đình giúp sức vật tư và tiến hành thu dọn .
";

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nguyenban")).current_dir(folder).arg("lexicon").args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn proposals_are_reviewed_merged_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    write("trang.txt", PAGE);
    write("tat.tsv", "kiến thiết xây dựng\t*\ntrách nhiệm\t*\n");
    write("sach.txt", "Bà con chăm sóc vườn cây.\nHợp tác xã xây dựng nhà kho.\n");
    write("rieng.tsv", "chợ búa\tchợ\t0.400\tA\tmine\t\n");
    let mine = ["mine", "--lexicon", "tat.tsv", "--assume-spun", "--log-odds=-8", "trang.txt"];
    let output = run(folder.path(), &[&mine[..], &["--clean", "sach.txt", "--out", "de-xuat.tsv"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let proposals = read("de-xuat.tsv");
    assert!(proposals.starts_with("spun\toriginal\tweight\tfamily\tsource\tnote\tlog_odds\t"), "{proposals}");
    assert!(proposals.lines().any(|line| line.starts_with("trách nhiệm\tnhiệm vụ\t")), "{proposals}");
    let printed = run(folder.path(), &mine);
    assert!(text(&printed.stdout).starts_with("spun\toriginal\t"));
    // A reader keeps one row.
    let kept: Vec<&str> = proposals.lines().filter(|line| line.starts_with("trách nhiệm\tnhiệm vụ\t")).collect();
    write("de-xuat.tsv", &format!("{}\n", kept.join("\n")));
    let output = run(folder.path(), &["merge", "rieng.tsv", "de-xuat.tsv", "--out", "rieng.tsv"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let merged = read("rieng.tsv");
    let rows: Vec<&str> = merged.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{merged}");
    assert_eq!(rows[0], "chợ búa\tchợ\t0.400\tA\tmine\t");
    assert!(rows[1].starts_with("trách nhiệm\tnhiệm vụ\t0.") && rows[1].ends_with("\tA\tmined\t"), "{merged}");
    let output = run(folder.path(), &["check", "rieng.tsv"]);
    assert!(text(&output.stdout).contains("2 rows") && output.status.success(), "{}", text(&output.stdout));
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["mine", "khong-co.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("khong-co.txt: cannot be read"), "{}", text(&output.stderr));
    std::fs::write(folder.path().join("hong.txt"), b"M\xe1i nh\xe0\n").unwrap();
    for command in [&["mine", "hong.txt"][..], &["fit", "hong.txt", "--out", "rieng.tsv"]] {
        let output = run(folder.path(), command);
        assert_eq!(output.status.code(), Some(2));
        let told = text(&output.stderr);
        assert!(told.contains("hong.txt:1:2: not UTF-8 at byte 1 (0xe1): ") && told.contains("normalize"), "{told}");
    }
    std::fs::write(folder.path().join("hong.tsv"), "một mình\n").unwrap();
    let output = run(folder.path(), &["merge", "hong.tsv", "hong.tsv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("hong.tsv:1:"), "{}", text(&output.stderr));
}
