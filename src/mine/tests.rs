use super::*;
use crate::Prior;

/// A page of our own, spun by hand: three phrases are to be found again, the others are listed.
const PAGE: &str = "\
Hợp tác xã hoàn toàn có thể kiến thiết xây dựng nhà kho , bà con tiến hành trách nhiệm chăm nom vườn cây .
Tổ trưởng nhìn nhận mạng lưới hệ thống tưới nước hoàn toàn có thể chạy suốt mùa khô , hoạt động giải trí rất đều .
Xóm dưới cũng kiến thiết xây dựng một cây cầu , 1 số ít gia đình giúp sức vật tư và tiến hành thu dọn .
Ban quản trị đã kiến thiết xây dựng quy trình , hoàn thành xong trách nhiệm của năm , mọi người hoàn toàn có thể học theo .
";

/// A restorer that does not know some phrases.
fn without(phrases: &[&str]) -> Restorer {
    let built_in = Lexicon::built_in().unwrap();
    let known = built_in.rows().iter().filter(|row| !phrases.contains(&row.spun.as_str())).cloned();
    let lexicon = Lexicon::from_rows(known.collect());
    Restorer::builder().lexicon(lexicon).prior(Prior::assume_spun()).build().unwrap()
}

fn pairs(proposals: &[Proposal]) -> Vec<(&str, &str)> {
    proposals.iter().map(|proposal| (proposal.row.spun.as_str(), proposal.row.original.as_str())).collect()
}

#[test]
fn a_doubling_that_no_row_lists_is_found() {
    let restorer = without(&["kiến thiết xây dựng"]);
    let proposals = Mine::default().run(&restorer, &[PAGE.to_owned()], None).unwrap();
    let found = proposals.iter().find(|proposal| proposal.row.spun == "kiến thiết xây dựng").unwrap();
    assert_eq!((found.row.original.as_str(), found.count), ("xây dựng", 3));
    assert!(found.ways.doubling && found.log_odds > 2.0 && found.expected < 0.1 && found.excess > 3.0, "{found:?}");
    assert_eq!(found.row.source, "mined");
    assert!(found.contexts[0].contains("[kiến thiết xây dựng]"), "{:?}", found.contexts);
}

#[test]
fn a_synonym_is_found_by_its_group_and_its_contexts() {
    let restorer = without(&["trách nhiệm"]);
    let mine = Mine { log_odds: -5.0, ..Mine::default() };
    let proposals = mine.run(&restorer, &[PAGE.to_owned()], None).unwrap();
    let found = proposals.iter().find(|proposal| proposal.row.spun == "trách nhiệm").unwrap();
    assert_eq!((found.row.original.as_str(), found.count), ("nhiệm vụ", 2));
    assert!(found.ways.groups > 0, "{found:?}");
}

#[test]
fn plain_copies_teach_pairs() {
    let page = "Máy bơm mới giúp bà con vận chuyển nước lên đồi cao.\n\
                Máy bơm mới giúp bà con luân chuyển nước lên đồi cao .\n";
    let restorer = without(&["luân chuyển"]);
    let mine = Mine { all: true, log_odds: -9.0, ..Mine::default() };
    let proposals = mine.run(&restorer, &[page.to_owned()], None).unwrap();
    let found = proposals.iter().find(|proposal| proposal.ways.copies > 0).unwrap();
    assert_eq!((found.row.spun.as_str(), found.row.original.as_str()), ("luân chuyển", "vận chuyển"));
}

#[test]
fn what_is_known_is_proposed_only_on_request() {
    let restorer = without(&[]);
    let mut mine = Mine { log_odds: -50.0, ..Mine::default() };
    let page = [PAGE.to_owned()];
    let listed = |proposals: &[Proposal], pair: bool| {
        let same = |row: &Row, other: &Row| row.spun == other.spun && (!pair || row.original == other.original);
        proposals.iter().any(|proposal| restorer.lexicon().rows().iter().any(|row| same(row, &proposal.row)))
    };
    assert!(!listed(&mine.run(&restorer, &page, None).unwrap(), false));
    mine.include = Include::Phrases;
    let proposals = mine.run(&restorer, &page, None).unwrap();
    assert!(listed(&proposals, false) && !listed(&proposals, true));
    mine.include = Include::Pairs;
    assert!(listed(&mine.run(&restorer, &page, None).unwrap(), true));
}

#[test]
fn proposals_are_rows_and_the_same_every_time() {
    let restorer = without(&["kiến thiết xây dựng", "trách nhiệm", "hoàn toàn có thể"]);
    let mine = Mine { log_odds: -10.0, ..Mine::default() };
    let page = [PAGE.to_owned()];
    let proposals = mine.run(&restorer, &page, None).unwrap();
    assert!(proposals.is_sorted_by(|a, b| a.log_odds >= b.log_odds));
    let text = to_tsv(&proposals);
    assert_eq!(text, to_tsv(&mine.run(&restorer, &page, None).unwrap()));
    let rows = Lexicon::from_tsv("de-xuat.tsv", text.as_bytes()).unwrap();
    assert_eq!(rows.rows().len(), proposals.len());
    for (row, proposal) in rows.rows().iter().zip(&proposals) {
        assert_eq!(*row, proposal.row);
    }
    let unique: BTreeSet<_> = pairs(&proposals).into_iter().collect();
    assert_eq!(unique.len(), proposals.len());
}

#[test]
fn what_clean_text_says_often_is_no_surprise() {
    let restorer = without(&["kiến thiết xây dựng"]);
    let page = [PAGE.to_owned()];
    let mine = Mine { log_odds: -50.0, ..Mine::default() };
    let phrase = "kiến thiết xây dựng";
    let excess = |clean: Option<&CleanCounts>| {
        let proposals = mine.run(&restorer, &page, clean).unwrap();
        proposals.iter().find(|proposal| proposal.row.spun == phrase).map(|proposal| proposal.excess)
    };
    let mut clean = CleanCounts::new(&restorer, &page);
    (0..50).for_each(|_| clean.read(&format!("Làng tôi nói {phrase} rồi lại nói {phrase}, ai cũng {phrase} cả.")));
    assert!(clean.words() > 400);
    assert!(excess(None) > Some(3.0) && excess(Some(&clean)) == Some(0.0));
}

#[test]
fn nothing_comes_of_nothing() {
    let restorer = without(&[]);
    for page in ["", "\n\n", "12 / 3\n", "Trời đẹp."] {
        let mine = Mine { all: true, ..Mine::default() };
        assert_eq!(mine.run(&restorer, &[page.to_owned()], None).unwrap(), [], "{page:?}");
    }
    assert_eq!(Mine::default().run(&restorer, &[], None).unwrap(), []);
}
