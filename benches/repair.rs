//! Repair of clean text against what any program must do with it: check the UTF-8 and the normal form.
//!
//! `cargo bench --bench repair` fails where `repair` takes more than twice as long as `floor`.

#![allow(clippy::print_stdout)]

use std::borrow::Cow;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nguyenban::repair::Repairer;
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Prose as most lines are: names, dates, shares, brackets, quotation marks of both kinds, numbers of documents.
const PLAIN: &str =
    "Sáng nay, chợ nổi họp sớm hơn thường lệ vì nước lên nhanh. Bà Hạnh chèo chiếc xuồng ba lá chở đầy \
bưởi, cam và mấy giỏ rau cải còn đẫm sương; chồng bà ngồi sau lái, vừa giữ chèo vừa gọi khách. “Năm nay được mùa, \
giá lại không rớt”, bà nói, tay thoăn thoắt cân hàng. Theo ban quản lý chợ (thành lập từ năm 1998), lượng ghe thuyền \
tăng khoảng 12,5% so với cùng kỳ, nhiều nhất là ghe từ Vĩnh Long - Sóc Trăng. Quyết định số 15/2020/NĐ-CP cũng được \
phổ biến đến từng hộ: ai đăng ký trước 17:30 ngày 20/8 sẽ được hỗ trợ 1.500.000 đồng để thay máy cũ…
Ông Nguyễn Văn Tư (TP.HCM) kể: \"Hồi 20-11-2021, tôi đi hội nghị ở Q.1\"; giai đoạn 2021 – 2026, diện tích nuôi là \
135 km² (tăng 4,5%). M&A gì ông cũng không rành, chỉ biết ông Müller ở Zürich mua 30 tấn/năm.\n";
/// A line that the scan stops at: of news, law and encyclopedia some 4 to 15 bytes of 100 stand in such lines.
const ODD: &str = "Số … ngày … tháng … năm 2022: hội nghị ATSH – VN và KOL - KOC (bảng /a/ và β), mỗi vụ 2 - 3 lứa, xem tệp *.doc; cô \
Sakura (桜) hát bài đồng dao “Chi chi chành chành” ở Cà Mau ngày 5/7, quý III/2021, nhiệt độ 30°C; thật vui!\n";

/// The least share of the floor's throughput that repair may have on this text, which has more to stop at than most. It
/// has nearly twice as much on a quiet machine, and more on prose.
const LEAST_SHARE: f64 = 0.5;
/// How often both are timed.
const ROUNDS: usize = 40;

fn bench(c: &mut Criterion) {
    let text = format!("{}{ODD}", PLAIN.repeat(3)).repeat(600);
    let repairer = Repairer::default();
    let repaired = repairer.repair(&text);
    assert!(matches!(repaired.text, Cow::Borrowed(_)) && repaired.edits.is_empty());
    let spaced = text.replace(", ", " , ");
    assert_eq!(repairer.repair(&spaced).text, text);

    let mut group = c.benchmark_group("clean text");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("floor", |b| b.iter(|| floor(&text)));
    group.bench_function("repair", |b| b.iter(|| assert!(repairer.repair(black_box(&text)).edits.is_empty())));
    group.bench_function("repair of spaced out text", |b| b.iter(|| repairer.repair(black_box(&spaced)).edits.len()));
    group.finish();

    // By turns, so that whatever else the machine does slows both.
    let (mut least_floor, mut least_repair) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        least_floor = least_floor.min(time(|| floor(&text)));
        least_repair = least_repair.min(time(|| assert!(repairer.repair(black_box(&text)).edits.is_empty())));
    }
    let share = least_floor.as_secs_f64() / least_repair.as_secs_f64();
    println!("repair has {share:.2} of the throughput of the floor");
    assert!(cfg!(debug_assertions) || share >= LEAST_SHARE, "{share:.2} of the throughput, not {LEAST_SHARE}");
}

/// What any program must do: check the UTF-8 and the normal form.
fn floor(text: &str) {
    let read = std::str::from_utf8(black_box(text.as_bytes())).map(|text| is_nfc_quick(text.chars()));
    assert_eq!(read, Ok(IsNormalized::Yes));
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

criterion_group!(benches, bench);
criterion_main!(benches);
