//! Pages of family B, most of whose pairs no row lists.

use nguyenban::edit::Rule;
use nguyenban::lexicon::Family;
use nguyenban::{Lexicon, Options, Prior, Restorer};

const SPUN: &str = "\
Bên thuê nộp tiền cọc tại văn phòng và ký phiên bản hợp đồng trước ngày ghi trong thông báo, theo điều khoản của pháp luật.
Chủ nhà cai quản căn hộ bằng máy tính tối tân, mỗi tháng thu tiền một lần, có cống phẩm lỗi thì đổi ngay trong ngày.
Ông Tư đan rổ bên hiên nhà, mỗi ngày được ba cái, bán ở chợ phiên.
";

const RESTORED: &str = "\
Bên thuê nộp tiền cọc tại văn phòng và ký bản hợp đồng trước ngày ghi trong thông báo, theo quy định của pháp luật.
Chủ nhà quản lý căn hộ bằng máy tính hiện đại, mỗi tháng thu tiền một lần, có sản phẩm lỗi thì đổi ngay trong ngày.
Ông Tư đan rổ bên hiên nhà, mỗi ngày được ba cái, bán ở chợ phiên.
";

#[test]
fn pairs_that_no_row_lists_are_found_where_rows_show_the_family() {
    let restorer = Restorer::new().unwrap();
    let restored = restorer.restore(SPUN);
    assert_eq!(restored.text, RESTORED);
    let spun: Vec<_> = restored.paragraphs.iter().map(|paragraph| (paragraph.spun, paragraph.family)).collect();
    assert_eq!((spun[0], spun[1], spun[2].0), ((true, Family::B), (true, Family::B), false));
    let unlisted: Vec<_> = restored.edits.iter().filter(|edit| edit.rule == Rule::Synonym).collect();
    assert_eq!(unlisted.iter().map(|edit| &SPUN[edit.span()]).collect::<Vec<_>>(), ["điều khoản"]);
    for edit in &restored.edits {
        let Rule::Row(row) = edit.rule else { continue };
        assert_eq!(restorer.lexicon().row(row).unwrap().original, edit.replacement);
    }
    // Put right, the same text shows nothing.
    assert_eq!(restorer.restore(RESTORED).text, RESTORED);
}

#[test]
fn two_synonyms_side_by_side_are_the_writers() {
    // Such a spinner writes a member of a group for another; what it lengthens, it has in its groups.
    let spun = SPUN.replace("mỗi tháng thu tiền một lần", "tối tối làm việc và thao tác trên máy");
    let restorer = Restorer::new().unwrap();
    let restored = restorer.restore(&spun);
    assert!(
        restored.text.contains("máy tính hiện đại, tối tối làm việc và thao tác trên máy, có sản phẩm"),
        "{}",
        restored.text
    );
    // Where no group counts, it may have been lengthened.
    let mut options = Options::default();
    options.synonym_cost = None;
    let restorer = Restorer::builder().options(options).prior(Prior::assume_spun()).build().unwrap();
    let edits = restorer.restore(&spun).edits;
    assert!(edits.iter().any(|edit| edit.rule == Rule::Expansion), "{edits:?}");
}

#[test]
fn only_rows_count_where_the_caller_says_so() {
    let mut options = Options::default();
    options.synonym_cost = None;
    let restorer = Restorer::builder().options(options).prior(Prior::assume_spun()).build().unwrap();
    let edits = restorer.restore(SPUN).edits;
    assert!(edits.len() >= 3, "{edits:?}");
    assert!(edits.iter().all(|edit| matches!(edit.rule, Rule::Row(_) | Rule::Repair(_))), "{edits:?}");
}

#[test]
fn pairs_that_are_switched_off_are_not_made() {
    let off = Lexicon::from_tsv("off.tsv", "spun\toriginal\tweight\ntối tân\t*\t0\n".as_bytes()).unwrap();
    let restorer = Restorer::builder().overlay(off).build().unwrap();
    let restored = restorer.restore(SPUN);
    assert!(restored.text.contains("máy tính tối tân"), "{}", restored.text);
    assert!(restored.text.contains("theo quy định của pháp luật"), "{}", restored.text);
}
